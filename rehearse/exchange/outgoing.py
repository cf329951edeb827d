"""A take on its way out: what every format is handed, with names or without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.analysis.result import Analysis, Scorecard, ScoredMessage
from rehearse.analysis.rubrics import Rubric
from rehearse.exchange.coached import OutReaction, OutRubric, out_reactions, out_rubrics, without_authors
from rehearse.exchange.directions import apart
from rehearse.i18n import _
from rehearse.library.marks import Mark
from rehearse.library.moments import is_day_alone
from rehearse.library.notes import Note
from rehearse.library.reactions import Reaction
from rehearse.library.takes import Take

if TYPE_CHECKING:
    from rehearse.speech.transcript import Span

#: The end of an id is chance, its beginning the time: the end tells those of one minute apart.
_SHORT_ID = 8


@dataclass(frozen=True, slots=True)
class OutNote:
    """A note without the ids of this library.  `span` is None where it is about the whole take."""

    text: str
    author: str
    created_at: datetime
    first_word: int | None
    last_word: int | None
    span: Span | None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A take that was heard.  `created_at` is aware.

    `named` is false where names were left out: then `title`, `speaker` and all authors are empty, and
    `scored.path` tells nothing of this computer.
    """

    id: str
    created_at: datetime
    title: str
    speaker: str
    scored: ScoredMessage
    notes: tuple[OutNote, ...]
    sound_path: Path
    named: bool = True
    rubrics: tuple[OutRubric, ...] = ()
    reactions: tuple[OutReaction, ...] = ()

    @property
    def short_id(self) -> str:
        return self.id[-_SHORT_ID:]

    @property
    def heading(self) -> str:
        """What it is called, never empty."""
        return self.title or _("Take of {when}").format(when=when_text(self.created_at))

    @property
    def subtitle(self) -> str:
        """Who and when, for a line below the heading."""
        when = when_text(self.created_at) if self.title else ""
        return " · ".join(part for part in (apart(self.speaker), when) if part)


def when_text(moment: datetime) -> str:
    """Day and minute by the clock on the wall, the day alone where no more is known; `moment` is aware."""
    return moment.astimezone().strftime("%Y-%m-%d" if is_day_alone(moment) else "%Y-%m-%d %H:%M")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a coach made of a take; `rubrics` are those that are known here, by their ids.

    `titles` are what others are called, as far as that was told.
    """

    marks: Sequence[Mark] = ()
    reactions: Sequence[Reaction] = ()
    rubrics: Mapping[str, Rubric] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


_NOTHING = Desk()


def outgoing(
    take: Take,
    analysis: Analysis,
    notes: Sequence[Note],
    desk: Desk = _NOTHING,
    *,
    before: Scorecard | None = None,
    names: bool = True,
) -> Outgoing:
    """`take` as it leaves; with `names` false without its speaker, title, file name and all authors.

    What is said in it stays as it was said, names too: only its owner can tell which words are one.
    """
    made = Outgoing(
        id=take.id,
        created_at=take.created_at,
        title=take.title,
        speaker=take.speaker,
        scored=ScoredMessage(
            take.audio_path, "audio", take.duration_s, take.transcript, analysis, before=before
        ),
        notes=tuple(
            OutNote(note.text, note.author, note.created_at, note.first_word, note.last_word, note.span)
            for note in notes
        ),
        sound_path=take.audio_path,
        rubrics=out_rubrics(desk.marks, desk.rubrics, analysis.scorecard.bands(), desk.titles),
        reactions=out_reactions(desk.reactions),
    )
    return made if names else _without_names(made)


def _without_names(made: Outgoing) -> Outgoing:
    analysis = made.scored.analysis
    if analysis.alignment is not None:  # a script is often called after the prospect it was written for
        script = replace(analysis.alignment.script, title="")
        analysis = replace(analysis, alignment=replace(analysis.alignment, script=script))
    # The folder a take lies in has the name of whoever uses this computer.
    path = Path(f"take-{made.short_id}{made.sound_path.suffix}")
    rubrics, reactions = without_authors(made.rubrics, made.reactions)
    return replace(
        made,
        title="",
        speaker="",
        scored=replace(made.scored, path=path, analysis=analysis),
        notes=tuple(replace(note, author="") for note in made.notes),
        named=False,
        rubrics=rubrics,
        reactions=reactions,
    )
