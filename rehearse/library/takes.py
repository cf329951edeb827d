"""Takes as plain objects: one recorded attempt with everything known about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from rehearse.analysis.result import Band, Scorecard, SoundFacts
from rehearse.audio.format import AudioFormat
from rehearse.speech.corrections import NO_CORRECTIONS, Corrections
from rehearse.speech.transcript import Span, Transcript

#: Characters of the transcript shown in a list.
EXCERPT_CHARS = 80


class TakeState(StrEnum):
    """`RECORDING` → `RECORDED` → `SCORED`; `FAILED` keeps its audio and may still be scored."""

    RECORDING = "recording"
    RECORDED = "recorded"
    SCORED = "scored"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Take:
    """One attempt.

    `created_at` and `deleted_at` are aware and in UTC; `audio_path` is absolute.
    `format` is None until the recording is finished or repaired; `peak_dbfs` None when not measured.
    `problem` is one sentence, empty where nothing went wrong.
    `transcript` has the words as they were corrected; `heard` is what was heard, untouched.
    `sound` is what was measured of the recording by the words heard; None where it never was.
    `recovered` is true when a crash was repaired or the audio file was found without its row.
    """

    id: str
    created_at: datetime
    title: str
    speaker: str
    script_id: str | None
    device: str
    state: TakeState
    recovered: bool
    audio_path: Path
    format: AudioFormat | None
    n_frames: int
    overflow_count: int
    peak_dbfs: float | None
    transcript: Transcript | None
    scorecard: Scorecard | None
    problem: str
    deleted_at: datetime | None
    heard: Transcript | None = None
    corrections: Corrections = NO_CORRECTIONS
    sound: SoundFacts | None = None

    @property
    def duration_s(self) -> float | None:
        """Length of the audio in seconds; None while it is not known."""
        return self.format.seconds(self.n_frames) if self.format is not None else None


@dataclass(frozen=True, slots=True)
class Hit:
    """A line around the first place in a take that was searched for.

    `marks` are half-open ranges of characters in `text`.
    `span` and `first_word` tell when it is said; None where it stands in the title or in a note.
    """

    text: str
    marks: tuple[tuple[int, int], ...]
    span: Span | None
    first_word: int | None


@dataclass(slots=True)  # not frozen: ten thousand are made for each key typed, and that costs thrice as much
class TakeSummary:
    """A line of the list: read from columns, without parsing a transcript.  Not to be changed.

    `duration_s` is the audio's length, `message_s` from the first word to the end of the last one;
    None where unknown.
    `bands` is empty and `ready` None until the take is scored.
    `excerpt` is the beginning of the transcript.
    `script_title` is what the script is called now (its first words where it has no title).
    `number_fraction`, `number_late` and `n_pitch` are the take's `Measures`.
    `drill_title` is the drill that it was made for, empty where it was for none.
    `heard` tells whether somebody has listened to it, see `rehearse.library.heard`.
    `n_unseen` of the notes arrived and were not looked at yet.
    `answers` is what the take is called that it answers ("" where that is not here); None where it is none.
    `hit` is the line that was searched for; None where nothing was, and far down in a long list.
    """

    id: str
    created_at: datetime
    title: str
    speaker: str
    script_id: str | None
    state: TakeState
    recovered: bool
    duration_s: float | None
    message_s: float | None
    bands: dict[str, Band]
    ready: bool | None
    excerpt: str
    problem: str
    deleted_at: datetime | None
    tags: tuple[str, ...] = ()
    starred: bool = False
    n_notes: int = 0
    script_title: str = ""
    number_fraction: float | None = None
    number_late: bool | None = None
    n_pitch: int | None = None
    drill_title: str = ""
    heard: bool = False
    n_unseen: int = 0
    answers: str | None = None
    hit: Hit | None = None


def excerpt_of(transcript: Transcript) -> str:
    """The first words, cut between two of them at about `EXCERPT_CHARS`."""
    text = ""
    for word in transcript.words:
        longer = f"{text} {word.text}" if text else word.text
        if len(longer) > EXCERPT_CHARS:
            return f"{text or word.text[:EXCERPT_CHARS]}…"
        text = longer
    return text


def message_s_of(transcript: Transcript) -> float | None:
    """From the start of the first word to the end of the last; None without words."""
    if not transcript.words:
        return None
    return transcript.words[-1].span.end_s - transcript.words[0].span.start_s
