"""What a bundle tells of each take, before it is sent and after it came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from rehearse.i18n import _, ngettext
from rehearse.library.sent_takes import SentTake


@dataclass(frozen=True, slots=True)
class TakeFacts:
    """A take without its words: enough to tell what it is.

    `ready` is None where nobody has heard it; `authors` wrote its notes, marks and reactions; `rubrics` are
    the titles of those that its marks answer, as far as they are known.
    """

    take_id: str
    title: str
    speaker: str
    created_at: datetime
    duration_s: float
    n_words: int
    ready: bool | None
    n_notes: int
    n_marks: int
    n_reactions: int
    authors: tuple[str, ...]
    script_title: str | None
    drill_title: str | None
    answers_id: str | None
    rubrics: tuple[str, ...]

    @classmethod
    def of(cls, take: SentTake, *more: Any) -> Self:
        """`more` are the fields that a kind of its own adds."""
        authors = [note.author for note in take.notes] + [mark.author for mark in take.marks]
        authors += [reaction.author for reaction in take.reactions]
        return cls(
            take.id,
            take.title,
            take.speaker,
            take.created_at,
            take.duration_s,
            0 if take.heard is None else len(take.heard.words),
            None if take.scorecard is None else take.scorecard.ready,
            len(take.notes),
            len(take.marks),
            len(take.reactions),
            tuple(dict.fromkeys(filter(None, authors))),
            None if take.script is None else take.script.title,
            None if take.drill is None else take.drill.title,
            take.answers_id,
            tuple(dict.fromkeys(take.rubric_titles.values())),
            *more,
        )


def answers_words(takes: Iterable[TakeFacts], n: int) -> str:
    """How many answers to rubrics there are, and to which."""
    titles = list(dict.fromkeys(title for take in takes for title in take.rubrics))
    if not titles:
        return ngettext("{n} answer to a rubric.", "{n} answers to rubrics.", n).format(n=f"{n:,}")
    named = ", ".join(_("“{title}”").format(title=title) for title in titles[:3])
    named += "…" if len(titles) > 3 else ""
    return ngettext("{n} answer to {rubrics}.", "{n} answers to {rubrics}.", n).format(
        n=f"{n:,}", rubrics=named
    )


def facts_to_dict(facts: TakeFacts) -> dict[str, Any]:
    """For programs."""
    return {
        "id": facts.take_id,
        "title": facts.title,
        "speaker": facts.speaker,
        "created_at": facts.created_at.isoformat(),
        "duration_s": round(facts.duration_s, 3),
        "n_words": facts.n_words,
        "ready": facts.ready,
        "n_notes": facts.n_notes,
        "n_marks": facts.n_marks,
        "n_reactions": facts.n_reactions,
        "note_authors": list(facts.authors),
        "script": facts.script_title,
        "drill": facts.drill_title,
        "answers": facts.answers_id,
        "rubrics": list(facts.rubrics),
    }
