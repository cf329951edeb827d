"""What every recogniser keeps, Vosk's and the one that replays alike."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from rehearse.audio.format import SPEECH_FORMAT
from rehearse.speech.recogniser import Engine, Recogniser
from rehearse.speech.replay import ReplayEngine
from rehearse.speech.transcribe import PIECE_BYTES, transcribe
from rehearse.speech.transcript import Partial, Transcript, Utterance, Word
from rehearse.speech.vosk_engine import VoskEngine


@pytest.fixture(scope="module", params=["vosk", "replay"])
def engine(request: pytest.FixtureRequest, vosk_engine: VoskEngine, heard: Transcript) -> Engine:
    """The replay replays what Vosk hears in the sample."""
    return vosk_engine if request.param == "vosk" else ReplayEngine(heard)


@pytest.fixture(scope="module")
def said(engine: Engine, speech: bytes) -> list[Word]:
    """The words of the whole sample, fed piece by piece."""
    opened = engine.open()
    try:
        return all_words(opened, speech)
    finally:
        opened.close()


@pytest.fixture
def recogniser(engine: Engine) -> Iterator[Recogniser]:
    opened = engine.open()
    yield opened
    opened.close()


def pieces(pcm: bytes) -> list[bytes]:
    return [pcm[start : start + PIECE_BYTES] for start in range(0, len(pcm), PIECE_BYTES)]


def all_words(recogniser: Recogniser, pcm: bytes) -> list[Word]:
    words: list[Word] = []
    for piece in pieces(pcm):
        utterance = recogniser.accept(piece)
        words += utterance.words if utterance is not None else ()
    return words + list(recogniser.final().words)


def test_it_keeps_the_protocol(engine: Engine, recogniser: Recogniser) -> None:
    assert isinstance(recogniser, Recogniser)
    assert engine.name
    assert engine.model_id == "starter-en-us"


def test_words_have_order_times_and_confidences(said: list[Word], speech: bytes) -> None:
    words = said
    assert len(words) > 30
    duration_s = SPEECH_FORMAT.seconds(len(speech) // SPEECH_FORMAT.frame_bytes)
    end_s = 0.0
    for word in words:
        assert word.text == word.text.strip() != ""
        assert end_s <= word.span.start_s < word.span.end_s <= duration_s
        assert word.confidence is not None
        assert 0.0 <= word.confidence <= 1.0
        end_s = word.span.end_s


def test_times_are_the_sounds_own(said: list[Word], speech: bytes) -> None:
    """The first word begins where the sound gets loud: the silence fed before it is not counted."""
    samples = memoryview(speech).cast("h")
    step = SPEECH_FORMAT.frames(0.02)
    loud_s = next(
        SPEECH_FORMAT.seconds(start)
        for start in range(0, len(samples), step)
        if max(samples[start : start + step]) > 1000
    )
    first = said[0]
    assert first.text == "hi"
    assert math.isclose(first.span.start_s, loud_s, abs_tol=0.12)


def test_partials_grow_and_are_gone_when_settled(recogniser: Recogniser, part: bytes) -> None:
    seen = set()
    for piece in pieces(part):
        recogniser.accept(piece)
        partial = recogniser.partial()
        assert isinstance(partial, Partial)
        seen.add(partial.text)
    assert len(seen) > 10
    recogniser.final()


def test_asking_for_partials_changes_nothing(engine: Engine, part: bytes) -> None:
    without = transcribe(engine, [part])
    with_partials = transcribe(engine, [part], on_partial=lambda partial: None)
    assert without.words == with_partials.words
    assert without.utterance_starts == with_partials.utterance_starts


def test_two_at_once_do_not_disturb_each_other(engine: Engine, part: bytes) -> None:
    one, other = engine.open(), engine.open()
    try:
        words: tuple[list[Word], list[Word]] = ([], [])
        for piece in pieces(part):
            for recogniser, heard in ((one, words[0]), (other, words[1])):
                utterance = recogniser.accept(piece)
                heard.extend(utterance.words if utterance is not None else ())
        words[0].extend(one.final().words)
        words[1].extend(other.final().words)
        assert words[0] == words[1] != []
    finally:
        one.close()
        other.close()


def test_a_take_without_sound_has_no_words(engine: Engine) -> None:
    transcript = transcribe(engine, [])
    assert transcript.words == ()
    assert transcript.utterance_starts == ()
    assert transcript.audio_s == 0.0
    assert transcript.rtf is None


@pytest.mark.parametrize("n_bytes", [0, 2, 100, PIECE_BYTES])
def test_a_very_short_take_is_no_fault(recogniser: Recogniser, n_bytes: int) -> None:
    assert recogniser.accept(bytes(n_bytes)) is None
    assert recogniser.partial() == Partial("")
    assert recogniser.final() == Utterance(())


def test_silence_has_no_words(engine: Engine) -> None:
    silence = bytes(SPEECH_FORMAT.frames(3.0) * SPEECH_FORMAT.frame_bytes)
    if engine.name == "vosk":
        assert transcribe(engine, [silence]).words == ()


def test_closing_twice_is_harmless_and_feeding_afterwards_is_a_fault(engine: Engine) -> None:
    recogniser = engine.open()
    recogniser.close()
    recogniser.close()
    with pytest.raises(ValueError, match="closed"):
        recogniser.accept(bytes(PIECE_BYTES))
    with pytest.raises(ValueError, match="closed"):
        recogniser.final()
