"""Scored messages made by hand, for tests of what is shown and exported."""

from __future__ import annotations

from pathlib import Path

from rehearse.analysis.result import (
    Analysis,
    Check,
    Evidence,
    Filler,
    Finding,
    Focus,
    MessageWord,
    Moments,
    Offer,
    Pause,
    Phone,
    PhoneNumber,
    Scorecard,
    ScoredMessage,
    SoundFacts,
    Timing,
)
from rehearse.speech.transcript import Span, Transcript, Word

SPOKEN = [
    *["hi", "dana", "this", "is", "um", "bob", "at", "acme"],
    *["my", "number", "is", "five", "five", "five", "one", "two", "three", "four"],
    *["we", "are", "the", "leading", "provider", "of", "copiers"],
    *["i", "will", "email", "you", "a", "report"],
]
WORD_S = 0.5
LEAD_S = 0.4


def span(first_word: int, last_word: int) -> Span:
    """The time of words, each half a second long after a short silence."""
    return Span(LEAD_S + first_word * WORD_S, LEAD_S + last_word * WORD_S)


def audio_message(path: Path | None = None, words: list[str] | None = None) -> ScoredMessage:
    """A recording with a number, a pitch phrase, an offer, a filler and a pause."""
    said = SPOKEN if words is None else words
    heard = tuple(Word(text, span(i, i + 1), 0.97) for i, text in enumerate(said))
    duration_s = LEAD_S + len(said) * WORD_S + 1.0
    transcript = Transcript(heard, (0,) if heard else (), "vosk", "starter-en-us", duration_s, 1.2)
    return ScoredMessage(path or Path("x.wav"), "audio", duration_s, transcript, analysis_of(transcript))


def analysis_of(transcript: Transcript) -> Analysis:
    words = tuple(MessageWord(w.text, w.span, w.confidence) for w in transcript.words)
    whole = len(words) == len(SPOKEN)
    checks = (
        Check("length", "good", 12.5, "s", (5.0, 20.0), "Short enough to be heard out.", (), "Gitomer"),
        Check(
            "phone",
            "near",
            "early",
            None,
            None,
            "The number comes early but only once.",
            (Evidence(11, 18, span(11, 18)),),
            "Gitomer",
        ),
        Check(
            "pitch",
            "off",
            1.0,
            "count",
            (None, 0.0),
            "One phrase talks like a brochure.",
            (Evidence(18, 23, span(18, 23)),),
            "Gitomer",
        ),
        Check("level", "unknown", None, "dBFS", None, "The sound was not measured.", (), "Rehearse"),
    )
    return Analysis(
        words=words,
        timing=Timing(
            message_s=12.5 if words else None,
            estimated=False,
            lead_silence_s=0.4 if words else None,
            tail_silence_s=1.0 if words else None,
            wpm=120.0 if words else None,
            articulation_wpm=131.26 if words else None,
            pauses=(Pause(Span(4.9, 5.6), 8),) if whole else (),
        ),
        phone=Phone(
            "early",
            0.61,
            (PhoneNumber("5551234", "555-1234", None, True, 11, 18, span(11, 18), 2.0, 0.8, True),),
        )
        if whole
        else Phone("missing", None, ()),
        findings=(
            Finding(
                "about-us.leading-provider",
                "about-us",
                "off",
                "we are the leading provider",
                18,
                23,
                span(18, 23),
                "Everybody says so, and it is about you.",
                "Three things I noticed about your copiers.",
                "Gitomer",
            ),
        )
        if whole
        else (),
        offers=(Offer("resource", 25, 31, span(25, 31)),) if whole else (),
        message_kind=None,
        focus=Focus(us=4, them=2),
        moments=Moments(span(18, 23).start_s, span(25, 31).start_s, span(11, 18).end_s)
        if whole
        else Moments(None, None, None),
        fillers=(Filler("um", 4, 5, span(4, 5)),) if whole else (),
        scorecard=Scorecard(checks, False, ("pitch", "phone"), "short", ("en",)),
        unknown={"message_kind": "The kind of the message is not judged yet."},
        sound=SoundFacts(transcript.audio_s, -3.04, -22.26, -20.0, -60.0, 0.0, 0.0, -21.04)
        if words
        else SoundFacts(transcript.audio_s, None, None, None, None, 0.0, 1.0),
    )


def text_message(text: str, path: Path | None = None) -> ScoredMessage:
    """A typed text with nothing found in it."""
    words = tuple(MessageWord(piece) for piece in text.split())
    checks = (Check("length", "near", 3.0, "s", (5.0, 20.0), "Very short.", (), "Gitomer"),)
    analysis = Analysis(
        words=words,
        timing=Timing(len(words) * 0.4 if words else None, True, None, None, None, None, None),
        phone=Phone("missing", None, ()),
        findings=(),
        offers=None,
        message_kind=None,
        focus=None,
        moments=Moments(None, None, None),
        fillers=None,
        scorecard=Scorecard(checks, True, (), "short", ("en",)),
    )
    return ScoredMessage(path, "text", None, None, analysis)
