"""A take on its way from one library to another, in plain objects: what a bundle holds of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rehearse.analysis.result import Scorecard, SoundFacts
from rehearse.audio.format import AudioFormat
from rehearse.library.desk_facts import MarkFacts, ReactionFacts
from rehearse.speech.corrections import NO_CORRECTIONS, Corrections
from rehearse.speech.transcript import Span, Transcript


@dataclass(frozen=True, slots=True)
class SentNote:
    """A note with the id it has in every library.  Times are aware, in UTC; the rest is as in `Note`.

    `base_sha256` is the text that it was changed from, where that came in a bundle; "" for none.
    """

    id: str
    created_at: datetime
    changed_at: datetime
    author: str
    first_word: int | None
    last_word: int | None
    span: Span | None
    text: str
    base_sha256: str = ""


@dataclass(frozen=True, slots=True)
class SentScript:
    """The very version of a script that a take was made with."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SentDrill:
    """What a take was made for: the drill, and what became of this attempt (see `Attempt.outcome`)."""

    drill_id: str
    title: str
    round: int
    outcome: str
    misses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SentTake:
    """Everything of a take but its sound.  `created_at` is aware.

    `sound_sha256` is the hash of the recording as it lies in the sender's library, whatever was made of it
    for the way; `format` and `n_frames` are of the sound that travels along.
    `answers_id` is the take that this one answers; `rubric_titles` names the rubrics of its marks by their
    ids, as far as they are known.
    """

    id: str
    created_at: datetime
    title: str
    speaker: str
    tags: tuple[str, ...]
    sound_sha256: str
    format: AudioFormat
    n_frames: int
    heard: Transcript | None
    corrections: Corrections = NO_CORRECTIONS
    scorecard: Scorecard | None = None
    sound: SoundFacts | None = None
    notes: tuple[SentNote, ...] = ()
    script: SentScript | None = None
    drill: SentDrill | None = None
    answers_id: str | None = None
    marks: tuple[MarkFacts, ...] = ()
    reactions: tuple[ReactionFacts, ...] = ()
    rubric_titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def duration_s(self) -> float:
        return self.format.seconds(self.n_frames)


def text_sha256(text: str) -> str:
    """What the text of a note is compared by."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
