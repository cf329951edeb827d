from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.analysis.checks import length_check
from rehearse.analysis.message import Message
from rehearse.analysis.profiles import Profile
from rehearse.analysis.result import Timing
from rehearse.analysis.timing import measure, sounding
from rehearse.audio.decode import decode_speech
from rehearse.audio.envelope import sound_facts
from rehearse.files import assets_folder, builtin_models_folder
from rehearse.speech.transcribe import transcribe
from rehearse.speech.transcript import Span, Transcript, Word
from rehearse.speech.vosk_engine import VoskEngine
from tests.helpers.virtual_mic import write_wav

EARLY_NUMBER = assets_folder() / "samples" / "early-number.flac"


def heard(*words: tuple[str, float, float], audio_s: float = 20.0) -> Message:
    said = tuple(Word(text, Span(start_s, end_s), 1.0) for text, start_s, end_s in words)
    return Message.from_transcript(Transcript(said, (0,) if said else (), "replay", "none", audio_s, 0.0))


def timed(message: Message, quiet: tuple[tuple[float, float], ...] = ()) -> Timing:
    return measure(message, assumed_wpm=150, quiet=quiet)


SIX = heard(*(("word", 1.0 + i, 1.6 + i) for i in range(6)))


def test_times_of_a_recording() -> None:
    timing = timed(SIX)
    assert not timing.estimated
    assert timing.message_s == pytest.approx(5.6)
    assert (timing.lead_silence_s, timing.tail_silence_s) == (1.0, pytest.approx(13.4))
    assert timing.wpm == pytest.approx(6 * 60 / 5.6)
    assert timing.articulation_wpm == pytest.approx(6 * 60 / 3.6)
    assert timing.pauses is not None
    assert [pause.after_word for pause in timing.pauses] == [0, 1, 2, 3, 4]


def test_digits_in_one_word_count_as_they_are_said() -> None:
    timing = timed(heard(("call", 1.0, 1.5), ("555-0142", 1.5, 4.0)))
    assert timing.wpm == pytest.approx(8 * 60 / 3.0)


@pytest.mark.parametrize("n", [1, 4])
def test_a_few_words_have_no_pace(n: int) -> None:
    timing = timed(heard(*(("word", 1.0 + i, 1.6 + i) for i in range(n))))
    assert timing.message_s is not None
    assert timing.wpm is None
    assert timing.articulation_wpm is None


def test_no_words_and_no_length() -> None:
    timing = timed(heard(audio_s=3.0))
    assert (timing.message_s, timing.lead_silence_s, timing.tail_silence_s) == (None, 3.0, None)
    assert timing.pauses == ()


@pytest.mark.parametrize(
    ("quiet", "kept"),
    [
        ((), [(0, Span(1, 2)), (1, Span(2, 5)), (2, Span(5, 6))]),
        (((3.0, 5.0),), [(0, Span(1, 2)), (1, Span(2, 3)), (2, Span(5, 6))]),  # drawn over a silence
        (((2.0, 4.0),), [(0, Span(1, 2)), (1, Span(4, 5)), (2, Span(5, 6))]),
        (((1.9, 5.1),), [(0, Span(1, 1.9)), (2, Span(5.1, 6))]),  # heard in a silence
        (((3.0, 4.0),), [(0, Span(1, 2)), (1, Span(2, 3)), (2, Span(5, 6))]),
        (((2.0, 2.5), (4.0, 5.0)), [(0, Span(1, 2)), (1, Span(2.5, 4)), (2, Span(5, 6))]),
        (((0.0, 9.0),), [(0, Span(1, 2)), (1, Span(2, 5)), (2, Span(5, 6))]),  # not believed
        (((0.0, 0.5), (7.0, 9.0)), [(0, Span(1, 2)), (1, Span(2, 5)), (2, Span(5, 6))]),
    ],
)
def test_silence_that_a_word_covers(
    quiet: tuple[tuple[float, float], ...], kept: list[tuple[int, Span]]
) -> None:
    message = heard(("hi", 1, 2), ("if", 2, 5), ("june", 5, 6))
    assert sounding(message, quiet) == kept


TIMES = st.lists(st.integers(0, 300), min_size=2, max_size=40, unique=True).map(sorted)


@given(TIMES, TIMES)
def test_whatever_is_quiet_the_figures_hold_together(words: list[int], quiet: list[int]) -> None:
    pairs = [(a / 10, b / 10) for a, b in zip(words[::2], words[1::2], strict=False)]
    silences = tuple((a / 10, b / 10) for a, b in zip(quiet[::2], quiet[1::2], strict=False))
    message = heard(*(("word", a, b) for a, b in pairs), audio_s=30.0)
    timing = timed(message, silences)
    assert timing.message_s is not None
    assert timing.lead_silence_s is not None
    assert timing.tail_silence_s is not None
    assert timing.lead_silence_s + timing.message_s + timing.tail_silence_s == pytest.approx(30.0)
    assert timing.pauses is not None
    for pause in timing.pauses:
        assert 0 <= pause.after_word < len(pairs)
        assert 0.3 - 1e-6 <= pause.span.duration_s <= timing.message_s
    if timing.wpm is not None and timing.articulation_wpm is not None:
        assert timing.articulation_wpm >= timing.wpm - 1e-6


def test_silences_in_a_noisy_recording(tmp_path: Path) -> None:
    """The decoder draws words over noise; the sound shows the silences as long as they are."""
    speech = np.frombuffer(b"".join(decode_speech(EARLY_NUMBER)), np.int16)[: 9 * 16_000]
    engine = VoskEngine(builtin_models_folder() / "starter-en-us", "starter-en-us")
    words = transcribe(engine, [speech.tobytes()]).words
    # After "this is alice miller", and after "my number is": neither is inside a word.
    cuts = [
        round(16_000 * (words[i].span.end_s + words[i + 1].span.start_s) / 2)
        for i, word in enumerate(words)
        if word.text in ("miller", "is") and i < 10 and words[i + 1].text in ("my", "four")
    ]
    assert len(cuts) == 2
    silence = np.zeros(3 * 16_000, np.int16)
    parts = [speech[: cuts[0]], silence, speech[cuts[0] : cuts[1]], silence, speech[cuts[1] :]]
    noise = np.random.default_rng(1).normal(0, 30, sum(map(len, parts)))
    pcm = (np.concatenate(parts) + noise).astype("<i2").tobytes()
    transcript = transcribe(engine, [pcm])
    sound = sound_facts(write_wav(tmp_path / "x.wav", pcm, 16_000, 1), [w.span for w in transcript.words])
    timing = timed(Message.from_transcript(transcript), sound.quiet_spans)
    assert timing.lead_silence_s == pytest.approx(0.85, abs=0.2)
    assert timing.pauses is not None
    long = [pause.span.duration_s for pause in timing.pauses if pause.span.duration_s > 1.5]
    assert long == pytest.approx([3.0, 3.0], abs=0.35)


@pytest.mark.parametrize(
    ("words", "told"), [("hi dana", "At about 1 second it"), ("hi " * 5, "At about 2 seconds")]
)
def test_one_second_is_told_as_one(words: str, told: str, short: Profile) -> None:
    message = Message.from_text(words)
    assert length_check(message, timed(message), short).reason.startswith(told)
