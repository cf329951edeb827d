"""The end of a message, decided on real speech, a real recogniser, and the noises of a desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from rehearse.audio.decode import decode_speech
from rehearse.audio.endpoint import NEVER_S, Endpoint
from rehearse.audio.format import SPEECH_FORMAT
from rehearse.audio.level import LevelMeter
from rehearse.files import assets_folder, builtin_models_folder
from rehearse.speech.transcribe import PIECE_BYTES, Listening
from rehearse.speech.vosk_engine import VoskEngine

RATE = 16_000
LOOK_S = 1 / 30
Sound = np.ndarray


@pytest.fixture(scope="module")
def engine() -> Iterator[VoskEngine]:
    made = VoskEngine(builtin_models_folder() / "starter-en-us", "starter-en-us")
    yield made
    made.close()


# ---- sounds ------------------------------------------------------------------------------------


def speech(name: str, *, most_s: float = 8.5) -> Sound:
    """A sample from its first to its last audible moment, or so much of it."""
    raw = b"".join(decode_speech(assets_folder() / "samples" / f"{name}.flac"))
    whole = np.frombuffer(raw, "<i2").astype(np.float64)
    loud = np.flatnonzero(np.abs(whole[: round(most_s * RATE)]) > 300)
    return whole[loud[0] : loud[-1] + 800]


def level_of(sound: Sound) -> float:
    loud = sound[np.abs(sound) > 300]
    return 20 * np.log10(np.sqrt(np.mean(np.square(loud))) / 32768)


def silence(seconds: float) -> Sound:
    return np.zeros(round(seconds * RATE))


def noise(seconds: float, dbfs: float, seed: int = 0) -> Sound:
    """As a fan or a breath sounds: pink."""
    n = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=n))
    pink = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.fft.rfftfreq(n, 1 / RATE), 40.0)), n)
    return pink / pink.std() * 32768 * 10 ** (dbfs / 20)


def room(sound: Sound) -> Sound:
    return sound + noise(len(sound) / RATE, -78.0, seed=5)


def breaths(seconds: float, dbfs: float, every_s: float = 2.0) -> Sound:
    """Somebody who sits in front of the microphone and breathes."""
    sound = silence(seconds)
    for number, at in enumerate(np.arange(0.8, seconds - 1.0, every_s)):
        breath = noise(0.7, dbfs, seed=number) * np.hanning(round(0.7 * RATE))
        sound[round(at * RATE) : round(at * RATE) + len(breath)] += breath
    return sound


def clicks(seconds: float, dbfs: float) -> Sound:
    """A mouse, now and then."""
    sound = silence(seconds)
    for number, at in enumerate(np.arange(0.5, seconds - 0.5, 0.9)):
        click = noise(0.02, dbfs, seed=number)
        sound[round(at * RATE) : round(at * RATE) + len(click)] += click
    return sound


# ---- a take ------------------------------------------------------------------------------------


@dataclass
class Outcome:
    verdict: str
    at_s: float
    seen: set[str]


def follow(
    sound: Sound,
    silence_s: float,
    engine: VoskEngine | None,
    *,
    late_s: float = 0.2,
    never_s: float = NEVER_S,
) -> Outcome:
    """As the stage does: the level of 20 ms blocks, words a moment later, thirty looks a second."""
    (outcome,) = follow_all(sound, [Endpoint(silence_s, never_s=never_s)], engine, late_s=late_s)
    return outcome


def follow_all(
    sound: Sound, endpoints: list[Endpoint], engine: VoskEngine | None, *, late_s: float = 0.2
) -> list[Outcome]:
    """Several decisions about one sound, which is heard once for all of them."""
    pcm = np.clip(np.rint(sound), -32768, 32767).astype("<i2").tobytes()
    meter = LevelMeter(SPEECH_FORMAT)
    listening = Listening(engine) if engine is not None else None
    fed = 0
    outcomes = [Outcome("", len(sound) / RATE, set()) for _endpoint in endpoints]
    look_at_s = LOOK_S
    try:
        for start in range(0, len(pcm), 640):
            meter.add(pcm[start : start + 640])
            at_s = (start + 640) / 2 / RATE
            while listening is not None and fed + PIECE_BYTES <= start - late_s * RATE * 2:
                listening.feed(pcm[fed : fed + PIECE_BYTES], want_partial=False)
                fed += PIECE_BYTES
                if fed // PIECE_BYTES % 3 == 0:  # asking is dear, and the stage gets no more either
                    listening.partial = listening._recogniser.partial()
            if at_s < look_at_s:
                continue
            look_at_s += LOOK_S
            n_words = 0 if listening is None else len(listening.words) + len(listening.partial.text.split())
            heard_s = None if listening is None else listening.heard_s
            rms_dbfs = meter.level().rms_dbfs
            for endpoint, outcome in zip(endpoints, outcomes, strict=True):
                if outcome.verdict in ("done", "nobody"):
                    continue
                outcome.verdict = endpoint.look(at_s, rms_dbfs, n_words=n_words, heard_s=heard_s)
                outcome.seen.add(outcome.verdict)
                if outcome.verdict in ("done", "nobody"):
                    outcome.at_s = at_s
            if all(outcome.verdict in ("done", "nobody") for outcome in outcomes):
                break
        return outcomes
    finally:
        if listening is not None:
            listening.finish()
            listening.close()


def ended(outcome: Outcome, said: Sound, *, lead_s: float = 0.0) -> float:
    """How long after the last word it was over; it must have been."""
    assert outcome.verdict == "done", outcome
    return outcome.at_s - lead_s - (len(said) - 800) / RATE


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bare-callback", "cliffhanger", "early-number"])
def test_it_ends_the_set_silence_after_the_last_word(name: str, engine: VoskEngine) -> None:
    said = speech(name)
    sound = room(np.concatenate((said, silence(6))))
    silences_s = (1.5, 3.0)
    outcomes = follow_all(sound, [Endpoint(silence_s) for silence_s in silences_s], engine)
    for silence_s, outcome in zip(silences_s, outcomes, strict=True):
        assert silence_s - 0.3 < ended(outcome, said) < silence_s + 0.8


@pytest.mark.parametrize("quieter_db", [25, 15, 10])
def test_a_fan_neither_keeps_it_alive_nor_cuts_a_word(quieter_db: int, engine: VoskEngine) -> None:
    said = speech("cliffhanger")
    sound = np.concatenate((said, silence(6)))
    fan = noise(len(sound) / RATE, level_of(said) - quieter_db)
    after_s = ended(follow(sound + fan, 3.0, engine), said)
    assert 2.5 < after_s < 4.0


def test_a_fan_that_starts_after_the_message_does_not_keep_it_alive(engine: VoskEngine) -> None:
    said = speech("bare-callback")
    fan = np.concatenate((silence(1.0), noise(12, level_of(said) - 15)))
    after_s = ended(follow(room(np.concatenate((said, fan))), 3.0, engine), said)
    assert 2.5 < after_s < 9.0


@pytest.mark.parametrize("quieter_db", [30, 22])
def test_breath_does_not_keep_it_alive(quieter_db: int, engine: VoskEngine) -> None:
    said = speech("early-number")
    sound = room(np.concatenate((said, breaths(6, level_of(said) - quieter_db))))
    assert 2.5 < ended(follow(sound, 3.0, engine), said) < 4.0


def test_loud_breath_is_found_out_by_its_lack_of_words(engine: VoskEngine) -> None:
    said = speech("cliffhanger")
    sound = room(np.concatenate((said, breaths(14, level_of(said) - 12))))
    assert 2.5 < ended(follow(sound, 3.0, engine), said) < 9.0


def test_clicks_do_not_keep_it_alive(engine: VoskEngine) -> None:
    said = speech("bare-callback")
    sound = room(np.concatenate((said, clicks(10, level_of(said)))))
    assert 2.5 < ended(follow(sound, 3.0, engine), said) < 4.0


@pytest.mark.parametrize("noise_dbfs", [-78, -45])
def test_thinking_before_the_first_word_ends_nothing(noise_dbfs: int, engine: VoskEngine) -> None:
    said = speech("bare-callback")
    sound = np.concatenate((silence(6), said, silence(4)))
    sound += noise(len(sound) / RATE, noise_dbfs, seed=2)
    outcome = follow(sound, 1.5, engine)
    assert 1.2 < ended(outcome, said, lead_s=6) < 2.6
    assert "waiting" in outcome.seen


def test_a_pause_shorter_than_the_silence_ends_nothing(engine: VoskEngine) -> None:
    first, second = speech("bare-callback"), speech("cliffhanger")
    sound = room(np.concatenate((first, silence(2.4), second, silence(8))))
    outcome = follow(sound, 3.0, engine)
    assert ended(outcome, second, lead_s=(len(first) / RATE) + 2.4) == pytest.approx(3.0, abs=0.5)
    assert "silent" in outcome.seen


def test_a_voice_that_trails_off_is_not_cut(engine: VoskEngine) -> None:
    loud, soft = speech("bare-callback"), speech("late-number", most_s=6) * 0.1
    sound = room(np.concatenate((loud, silence(0.5), soft, silence(12))))
    assert ended(follow(sound, 3.0, engine), soft, lead_s=len(loud) / RATE + 0.5) > 0


@pytest.mark.parametrize(("dbfs", "never_s"), [(-90, 8.0), (-50, 8.0), (-35, NEVER_S)])
def test_nobody_ever_speaks(dbfs: int, never_s: float, engine: VoskEngine) -> None:
    outcome = follow(noise(never_s + 5, dbfs), 3.0, engine, never_s=never_s)
    assert outcome.verdict == "nobody"
    assert outcome.at_s == pytest.approx(never_s, abs=0.1)


def test_digital_silence_is_silence(engine: VoskEngine) -> None:
    said = speech("bare-callback")
    assert ended(follow(np.concatenate((said, silence(6))), 1.5, engine), said) < 2.4
    assert follow(silence(9), 1.5, engine, never_s=8.0).verdict == "nobody"


@pytest.mark.parametrize("silence_s", [1.5, 3.0])
def test_without_a_recogniser_the_level_decides(silence_s: float) -> None:
    for name in ("bare-callback", "brochure"):
        said = speech(name, most_s=60)
        for extra in (room(np.zeros(len(said) + 8 * RATE)), noise(len(said) / RATE + 8, level_of(said) - 20)):
            sound = np.concatenate((said, silence(8))) + extra[: len(said) + 8 * RATE]
            assert ended(follow(sound, silence_s, None), said) == pytest.approx(silence_s, abs=0.4), name


def played(endpoint: Endpoint, *parts: tuple[float, float | None, int]) -> None:
    """Parts of (seconds, level, words by its end); a recogniser hears each word as it is said."""
    at_s, before = endpoint._last_s, endpoint._n_words
    for seconds, dbfs, n_words in parts:
        n_looks = round(seconds / LOOK_S)
        for number in range(n_looks):
            at_s += LOOK_S
            so_far = before + round((n_words - before) * (number + 1) / n_looks)
            endpoint.look(at_s, dbfs, n_words=so_far, heard_s=at_s)
        before = n_words


def test_a_cough_or_a_hello_before_thinking_ends_nothing() -> None:
    endpoint = Endpoint(1.5)
    played(endpoint, (2, -70, 0), (0.6, -20, 1), (6, -70, 1))
    assert endpoint.verdict == "waiting"
    played(endpoint, (4, -22, 12), (2, -70, 12))
    assert endpoint.verdict == "done"


def test_one_word_alone_is_kept_and_not_called_nobody() -> None:
    endpoint = Endpoint(1.5)
    played(endpoint, (2, -70, 0), (0.6, -20, 1), (NEVER_S, -70, 1))
    assert endpoint.verdict == "done"


def test_a_number_said_very_slowly_is_not_cut() -> None:
    """A digit a second, each between short silences, which is what a prospect who writes needs."""
    endpoint = Endpoint(1.5)
    played(endpoint, (1, -70, 0), (4, -20, 12))
    for digit in range(10):
        played(endpoint, (0.45, -20, 13 + digit), (0.6, -70, 13 + digit))
        assert endpoint.verdict in ("speaking", "silent"), digit
    played(endpoint, (3, -70, 22))
    assert endpoint.verdict == "done"


def test_a_recogniser_that_falls_behind_is_not_asked() -> None:
    """A slow computer: the words of the last seconds are still to come, the level is not."""
    said = speech("bare-callback")
    sound = room(np.concatenate((said, silence(8))))
    endpoint, meter = Endpoint(3.0), LevelMeter(SPEECH_FORMAT)
    pcm = np.rint(sound).astype("<i2").tobytes()
    for start in range(0, len(pcm), 640):
        meter.add(pcm[start : start + 640])
        at_s = (start + 640) / 2 / RATE
        if endpoint.look(at_s, meter.level().rms_dbfs, n_words=3, heard_s=at_s / 4) == "done":
            break
    assert endpoint.verdict == "done"
    assert at_s - (len(said) - 800) / RATE == pytest.approx(3.0, abs=0.4)


def test_the_last_word_stands() -> None:
    endpoint = Endpoint(1.5, never_s=2.0)
    assert endpoint.look(3.1, None) == "nobody"
    assert endpoint.look(3.2, -10.0, n_words=9, heard_s=3.2) == "nobody"
    assert endpoint.never_s == 3.0, "never sooner than two silences"
