"""Takes on their way out, made by hand, and words and notes that are meant to break files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from rehearse.analysis.result import ScoredMessage
from rehearse.analysis.rubrics import Answer, Criterion, Rubric
from rehearse.exchange.coached import OutReaction, out_rubrics
from rehearse.exchange.outgoing import Outgoing, OutNote
from rehearse.library.marks import Mark
from rehearse.library.takes import TakeState, TakeSummary
from rehearse.speech.transcript import Span, Transcript, Word
from tests.helpers.messages import analysis_of, audio_message

WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TAKE_ID = "0190a3b4-0000-7000-8000-0123456789ab"

#: What a stranger may have typed into a note, a title or a corrected word.
HOSTILE = (
    "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>",
    "</script></li></ol>--><!--",
    "00:00:01,000 --> 00:00:02,000",
    "1\n00:00:00.000 --> 00:00:09.000\nnot a cue\n\n",
    'she said "quoted" text = "x"',
    "tab\tnew\nline\r\nand\u2028more\u0085\x0b\x0c\x1c",
    "=HYPERLINK(1)",
    "{\\an8}<b>&amp;&lt;",
    "\x00\x07\x1b[31m\ud800",
    "שלום \u202e evil \u202c مرحبا",
    "👩‍👩‍👧 🎙️ ﷽",
    "NOTE STYLE REGION WEBVTT",
    "-->",
    "",
)


def note(
    text: str, words: tuple[int, int] | None = None, span: Span | None = None, author: str = "Carla Coach"
) -> OutNote:
    first, last = words or (None, None)
    return OutNote(text, author, WHEN, first, last, span)


RUBRIC = Rubric(
    "round",
    "Monday round",
    "Summary",
    "Me",
    (
        Criterion("warm", "Is it warm?", "Smile."),
        Criterion("free", "Is it free of pitch talk?", "Listen.", "pitch"),
        Criterion("short", "Is it short?", "Count.", "length"),
        Criterion("late", "Is the number early?", "Listen.", "phone"),
    ),
)


def answered(criterion: str, answer: str, author: str = "Carla Coach", **more: str) -> Mark:
    """An answer to `RUBRIC`, or (with a `rubric_id` or a `question`) to one that is not known here."""
    asked = next((one for one in RUBRIC.criteria if one.id == criterion), None)
    facts: dict[str, Any] = {
        "rubric_id": "round",
        "question": asked.question if asked else "?",
        "check_id": asked.check if asked else None,
        **more,
    }
    return Mark(
        TAKE_ID, criterion_id=criterion, author=author, marked_at=WHEN, answer=cast(Answer, answer), **facts
    )


def reacted(kind: str, span: Span | None = None, author: str = "Carla Coach") -> OutReaction:
    return OutReaction(kind, author, WHEN, span)


def judged(take: Outgoing, marks: Sequence[Mark] = (), reactions: Sequence[OutReaction] = ()) -> Outgoing:
    """The same take, after a coach."""
    bands = take.scored.analysis.scorecard.bands()
    return replace(take, rubrics=out_rubrics(marks, {"round": RUBRIC}, bands), reactions=tuple(reactions))


def coached(take: Outgoing) -> Outgoing:
    """A take that was judged by two people, by a rubric of theirs and by one that is not here."""
    marks = [
        answered("warm", "no", reason="Flat voice\nat the start."),
        answered("free", "yes", reason="They asked who leads.", check_band="off"),
        answered("free", "no", "Dee", check_band="off"),
        answered("gone", "yes", rubric_id="theirs", question="Would you listen to the end?"),
    ]
    reactions = [reacted("great"), reacted("delete", Span(10.0, 10.8)), reacted("smile", Span(0.5, 0.6), "")]
    return judged(take, marks, reactions)


def take_of(
    scored: ScoredMessage | None = None,
    notes: Sequence[OutNote] = (),
    *,
    title: str = "Copier call",
    speaker: str = "Bob Smith",
    sound: Path | None = None,
    take_id: str = TAKE_ID,
) -> Outgoing:
    scored = scored or audio_message()
    path = sound or scored.path
    assert path is not None
    return Outgoing(take_id, WHEN, title, speaker, scored, tuple(notes), path)


def said(words: Sequence[tuple[str, float, float]], duration_s: float | None = None) -> ScoredMessage:
    """A message of words with their start and end in seconds."""
    heard = tuple(Word(text, Span(start, end), 0.9) for text, start, end in words)
    length = duration_s if duration_s is not None else max((end for _t, _s, end in words), default=0.0) + 1
    transcript = Transcript(heard, (0,) if heard else (), "vosk", "starter-en-us", length, 1.0)
    return ScoredMessage(Path("x.wav"), "audio", length, transcript, analysis_of(transcript))


def long_message(n_words: int, hours_s: float) -> ScoredMessage:
    """Evenly spoken words over a long time, with a pause every twelve."""
    step = hours_s / n_words
    return said(
        [(f"word{i}", i * step, (i + (0.6 if i % 12 == 11 else 0.95)) * step) for i in range(n_words)],
        hours_s,
    )


def summary(take: Outgoing, *, ready: bool | None = False) -> TakeSummary:
    """The take's row in the list."""
    return TakeSummary(
        take.id,
        take.created_at,
        take.title,
        take.speaker,
        None,
        TakeState.SCORED if ready is not None else TakeState.RECORDED,
        False,
        take.scored.duration_s,
        None,
        {},
        ready,
        "",
        "",
        None,
    )


def with_id(take: Outgoing, number: int) -> Outgoing:
    return replace(take, id=f"0190a3b4-0000-7000-8000-{number:012x}")
