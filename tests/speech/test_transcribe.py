"""A take that was followed gives what the finished file gives; nothing is left behind on any way out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rehearse.audio.decode import decode_speech
from rehearse.audio.format import SPEECH_FORMAT, AudioFormat
from rehearse.audio.wav import GrowingWav
from rehearse.errors import Cancelled, FileMissing, ModelMissing
from rehearse.progress import CancelToken, Progress
from rehearse.speech.recogniser import Engine, Recogniser
from rehearse.speech.replay import ReplayEngine
from rehearse.speech.transcribe import PIECE_BYTES, FollowingDecoder, transcribe
from rehearse.speech.transcript import Partial, Span, Transcript, Utterance, Word
from rehearse.speech.vosk_engine import VoskEngine


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "waited a minute"
        time.sleep(0.005)


def spoken(text: str, start_s: float) -> Utterance:
    words = text.split()
    return Utterance(
        tuple(
            Word(word, Span(start_s + 0.2 * i, start_s + 0.2 * (i + 1)), 1.0) for i, word in enumerate(words)
        )
    )


REPLAY = ReplayEngine([spoken("one two three", 0.1), spoken("four five", 1.5)])


def silence(seconds: float, format: AudioFormat = SPEECH_FORMAT) -> bytes:
    return bytes(format.frames(seconds) * format.frame_bytes)


def at_rate(speech: bytes, format: AudioFormat) -> bytes:
    """The speech at another rate, in all channels, as a microphone would give it."""
    import soxr

    samples = np.frombuffer(speech, "<i2").astype(np.float32) / 32768
    changed = soxr.resample(samples, SPEECH_FORMAT.rate_hz, format.rate_hz)
    mono = np.clip(changed * 32768, -32768, 32767).astype("<i2")
    return np.repeat(mono[:, None], format.channels, axis=1).tobytes()


# ---- the finished sound ------------------------------------------------------------------------------


@pytest.mark.parametrize("cut", [2, 3201, 100_000])
def test_the_cut_of_the_input_does_not_matter(
    vosk_engine: VoskEngine, part: bytes, heard_part: Transcript, cut: int
) -> None:
    pieces = [part[start : start + cut] for start in range(0, len(part), cut)]
    assert transcribe(vosk_engine, pieces).words == heard_part.words


def test_what_was_said_is_heard(heard: Transcript) -> None:
    transcript = heard
    assert "my number is four one five five five five zero one four two" in transcript.text
    assert transcript.engine == "vosk"
    assert transcript.model_id == "starter-en-us"
    assert transcript.audio_s == pytest.approx(18.04, abs=0.02)
    assert transcript.decode_s > 0


def test_utterances_are_joined(vosk_engine: VoskEngine, speech: bytes) -> None:
    """A long pause ends an utterance; the words after it have the take's times."""
    short = speech[: 32_000 * 3]
    transcript = transcribe(vosk_engine, [short, silence(3.0), short])
    assert len(transcript.utterance_starts) == 2
    first, second = transcript.words[0], transcript.words[transcript.utterance_starts[1]]
    assert first.text == "hi"
    assert second.span.start_s - first.span.start_s == pytest.approx(6.0, abs=0.3)


def test_progress_counts_seconds_of_sound() -> None:
    seen: list[Progress] = []
    transcribe(REPLAY, [silence(3.0)], on_progress=seen.append, duration_s=3.0)
    assert seen[-1].done == pytest.approx(3.0)
    assert seen[-1].fraction == 1.0
    assert seen[-1].unit == "s"


def test_partials_are_told_in_the_callers_thread() -> None:
    told: list[tuple[Partial, threading.Thread]] = []
    transcribe(REPLAY, [silence(3.0)], on_partial=lambda p: told.append((p, threading.current_thread())))
    assert told
    assert {thread for _partial, thread in told} == {threading.main_thread()}


class CountingEngine:
    """Says whether its recognisers were closed."""

    name = "counting"
    model_id = "none"
    hears_fillers = None

    def __init__(self) -> None:
        self.open_recognisers = 0

    def open(self) -> Recogniser:
        engine, inner = self, REPLAY.open()
        engine.open_recognisers += 1

        class Counting:
            accept = staticmethod(inner.accept)
            partial = staticmethod(inner.partial)
            final = staticmethod(inner.final)

            def close(self) -> None:
                inner.close()
                engine.open_recognisers -= 1

        return Counting()

    def close(self) -> None:
        pass


def test_a_stop_frees_the_recogniser() -> None:
    engine, cancel = CountingEngine(), CancelToken()

    def on_progress(progress: Progress) -> None:
        cancel.cancel()

    def endless() -> object:
        while True:
            yield silence(0.1)

    with pytest.raises(Cancelled):
        transcribe(engine, endless(), on_progress=on_progress, cancel=cancel)  # type: ignore[arg-type]
    assert engine.open_recognisers == 0


def test_a_fault_of_the_sound_frees_the_recogniser() -> None:
    def broken() -> object:
        yield silence(0.5)
        raise FileMissing("gone")

    engine = CountingEngine()
    with pytest.raises(FileMissing):
        transcribe(engine, broken())  # type: ignore[arg-type]
    assert engine.open_recognisers == 0


# ---- the growing file --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "format",
    [SPEECH_FORMAT, AudioFormat(48_000, 1), AudioFormat(44_100, 2)],
    ids=["16k", "48k", "44k-stereo"],
)
def test_following_equals_hearing_the_finished_file(
    vosk_engine: VoskEngine, part: bytes, tmp_path: Path, format: AudioFormat
) -> None:
    """Words, times, confidences and utterances, whatever the blocks were."""
    path = tmp_path / "take.wav"
    pcm = at_rate(part, format)
    sizes = np.random.default_rng(7).integers(1, 3000, 5000) * format.frame_bytes
    wav = GrowingWav.create(path, format)
    decoder = FollowingDecoder(path, engine=lambda: vosk_engine)
    decoder.start()
    at, partials = 0, set()
    for number, size in enumerate(sizes):
        wav.write(pcm[at : at + size])
        at += int(size)
        partials.add(decoder.partial().text)
        if at >= len(pcm):
            break
        if number % 20 == 0:  # sometimes the decoder is ahead, sometimes the file
            written_s = format.seconds(at // format.frame_bytes)
            wait_for(lambda written_s=written_s: decoder.heard_s > written_s - 0.6)
    wav.close()
    decoder.finish()
    followed = decoder.result()
    whole = transcribe(vosk_engine, decode_speech(path))
    assert followed.words == whole.words
    assert followed.utterance_starts == whole.utterance_starts
    assert followed.audio_s == whole.audio_s
    assert len(followed.words) > 20
    assert len(partials) > 3
    assert decoder.words() == followed.words


def test_words_come_while_the_take_is_made(tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    wav = GrowingWav.create(path, SPEECH_FORMAT)
    decoder = FollowingDecoder(path, engine=lambda: REPLAY)
    decoder.start()
    wav.write(silence(0.5))
    wait_for(lambda: decoder.partial().text == "one two")
    assert decoder.words() == ()
    wav.write(silence(0.5))
    wait_for(lambda: len(decoder.words()) == 3)
    assert decoder.partial().text == ""
    wait_for(lambda: decoder.backlog_s == 0.0)
    wav.write(silence(2.0))
    wav.close()
    decoder.finish()
    assert decoder.result().text == "one two three four five"
    assert decoder.result().audio_s == pytest.approx(3.0)


def test_a_model_that_comes_late_catches_up(tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    loaded = threading.Event()

    def engine() -> Engine:
        assert loaded.wait(60)
        return REPLAY

    wav = GrowingWav.create(path, SPEECH_FORMAT)
    decoder = FollowingDecoder(path, engine=engine)
    decoder.start()
    wav.write(silence(3.0))
    wait_for(lambda: decoder.backlog_s == pytest.approx(3.0))
    with pytest.raises(TimeoutError):
        decoder.result(timeout_s=0.01)
    wav.close()
    decoder.finish()
    loaded.set()
    assert decoder.result(60).text == "one two three four five"
    assert decoder.backlog_s == 0.0


def test_a_model_that_fails_is_told_by_the_result(tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    wav = GrowingWav.create(path, SPEECH_FORMAT)

    def engine() -> Engine:
        raise ModelMissing("none here")

    decoder = FollowingDecoder(path, engine=engine)
    decoder.start()
    wav.write(silence(1.0))
    wav.close()
    decoder.finish()
    for _again in range(2):
        with pytest.raises(ModelMissing):
            decoder.result()
    assert decoder.words() == ()


def test_a_file_that_is_not_there_is_told_by_the_result(tmp_path: Path) -> None:
    decoder = FollowingDecoder(tmp_path / "none.wav", engine=lambda: REPLAY)
    decoder.start()
    decoder.finish()
    with pytest.raises(FileMissing):
        decoder.result()


def test_a_stop_ends_the_thread_and_frees_the_recogniser(tmp_path: Path) -> None:
    path, engine = tmp_path / "take.wav", CountingEngine()
    wav = GrowingWav.create(path, SPEECH_FORMAT)
    decoder = FollowingDecoder(path, engine=lambda: engine)
    decoder.start()
    wav.write(silence(1.0))
    wait_for(lambda: decoder.heard_s == pytest.approx(1.0))
    assert engine.open_recognisers == 1
    decoder.cancel()
    with pytest.raises(Cancelled):
        decoder.result(60)
    assert engine.open_recognisers == 0
    wav.close()


def test_a_take_that_was_stopped_at_once_has_no_words(tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    GrowingWav.create(path, AudioFormat(48_000, 1)).close()
    decoder = FollowingDecoder(path, engine=lambda: REPLAY)
    decoder.start()
    decoder.finish()
    assert decoder.result(60).words == ()


def test_a_forgotten_decoder_does_not_keep_the_program_alive(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = """
from pathlib import Path
from rehearse.audio.format import SPEECH_FORMAT
from rehearse.audio.wav import GrowingWav
from rehearse.speech.replay import ReplayEngine
from rehearse.speech.transcribe import FollowingDecoder
path = Path(__import__("sys").argv[1])
wav = GrowingWav.create(path, SPEECH_FORMAT)
FollowingDecoder(path, engine=lambda: ReplayEngine([])).start()
"""
    path = tmp_path / "take.wav"
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, timeout=60, cwd=Path.cwd())


def test_pieces_are_a_tenth_of_a_second() -> None:
    assert PIECE_BYTES == 3200
