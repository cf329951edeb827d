from __future__ import annotations

from rehearse.audio.format import SPEECH_FORMAT
from rehearse.speech.replay import ReplayEngine
from rehearse.speech.transcribe import PIECE_BYTES, transcribe
from rehearse.speech.transcript import Span, Utterance, Word


def word(text: str, start_s: float, end_s: float) -> Word:
    return Word(text, Span(start_s, end_s), 0.9)


TWO = (
    Utterance((word("hi", 0.1, 0.25), word("there", 0.3, 0.6))),
    Utterance((word("call", 1.0, 1.2), word("me", 1.2, 1.35))),
)


def silence(seconds: float) -> bytes:
    return bytes(SPEECH_FORMAT.frames(seconds) * SPEECH_FORMAT.frame_bytes)


def test_an_utterance_comes_with_the_piece_that_reaches_its_end() -> None:
    recogniser = ReplayEngine(TWO).open()
    came = [recogniser.accept(bytes(PIECE_BYTES)) for _ in range(15)]
    assert [index for index, utterance in enumerate(came) if utterance] == [5, 13]
    assert recogniser.final() == Utterance(())


def test_partials_hold_the_words_that_have_begun() -> None:
    recogniser = ReplayEngine(TWO).open()
    assert recogniser.partial().text == ""
    recogniser.accept(silence(0.2))
    assert recogniser.partial().text == "hi"
    recogniser.accept(silence(0.2))
    assert recogniser.partial().text == "hi there"


def test_words_after_the_end_of_the_sound_are_not_heard() -> None:
    transcript = transcribe(ReplayEngine(TWO), [silence(1.1)])
    assert transcript.text == "hi there call"
    assert transcript.utterance_starts == (0, 2)
    assert transcript.model_id == "replay"


def test_a_transcript_is_replayed_with_its_utterances() -> None:
    first = transcribe(ReplayEngine(TWO), [silence(2.0)])
    again = transcribe(ReplayEngine(first), [silence(2.0)])
    assert again.words == first.words
    assert again.utterance_starts == first.utterance_starts == (0, 2)
