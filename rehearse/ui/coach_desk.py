"""What the coach's page reads and keeps, as the page needs it.

Marks, reactions and who was heard are kept by the library; one that keeps none of them (yet) is played and
noted on all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

from rehearse.analysis.wording import check_title
from rehearse.library.takes import TakeState, TakeSummary
from rehearse.speech.transcript import Span

if TYPE_CHECKING:
    from rehearse.library.progress import Point
    from rehearse.studio import Studio

Answer = Literal["yes", "no"]

#: Takes of somebody that tell how it goes lately, and what keeps going wrong.
N_LATELY = 10
#: Fewer judged takes than this say nothing about somebody.
LEAST_TAKES = 3


@dataclass(frozen=True, slots=True)
class Queue:
    """Takes to hear; `n_waiting` were heard by nobody, None where that is not kept."""

    takes: tuple[TakeSummary, ...]
    n_waiting: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of a rubric, with what the check beside it says and what the coach said.

    `automatic` is the check's answer (None: no check, close, or not known), `band` its verdict;
    `answer` is the newest of a person, None before.  `reason` says why it goes against the check, `author` is
    empty where the answer is one's own.
    """

    id: str
    question: str
    explain: str
    check_id: str | None = None
    automatic: Answer | None = None
    band: str | None = None
    answer: Answer | None = None
    reason: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Reacted:
    """A reaction in words; `span` is None for the take as a whole."""

    id: str
    text: str
    author: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class Wrong:
    """What keeps going wrong: in `n` of the last `of` takes."""

    what: str
    n: int
    of: int


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who speaks, by the last takes; `speaker` may be empty.

    `lengths_s` and `ready` are of the last `N_LATELY` judged takes, the oldest first; `wrong` is None where
    they are too few to say anything.  `length_trend` and `ready_trend` are in words, "" where unknown.
    `last_at` is aware and in UTC.
    """

    speaker: str
    n_takes: int
    last_at: datetime
    last_take: str
    lengths_s: tuple[float, ...]
    ready: tuple[bool, ...]
    wrong: tuple[Wrong, ...] | None
    length_trend: str = ""
    ready_trend: str = ""

    @property
    def enough(self) -> bool:
        return len(self.ready) >= LEAST_TAKES


class Desk:
    """Usable from any thread; every method may wait for the disk."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    @property
    def _library(self) -> Any:
        return self._studio.library

    @property
    def keeps_marks(self) -> bool:
        """Whether answers, reactions and who was heard are kept.  Cheap."""
        return find_spec("rehearse.library.marks") is not None

    # ---- the queue -----------------------------------------------------------------------------

    def queue(self, *, waiting: bool | None) -> Queue:
        """All takes, the newest first; with `waiting` those that nobody heard, the oldest first.

        None is whatever there is more sense in: those that wait, where there are any.
        """
        n_waiting: int | None = self._library.heard.n_waiting() if self.keeps_marks else None
        if n_waiting is not None and (waiting or (waiting is None and n_waiting)):
            return Queue(tuple(self._library.heard.queue()), n_waiting)
        takes = (take for take in self._studio.takes() if take.state != TakeState.RECORDING)
        return Queue(tuple(takes), n_waiting)

    def set_heard(self, take_id: str, heard: bool) -> None:
        self._library.heard.set_heard([take_id], heard)

    # ---- marks ---------------------------------------------------------------------------------

    def rubrics(self) -> list[tuple[str, str]]:
        """Id and title of each, the one that was used most first."""
        known: Any = getattr(self._studio, "rubrics", {})
        used = [rubric_id for rubric_id, _n in self._library.marks.rubrics_used() if rubric_id in known]
        return [(one, known[one].title) for one in dict.fromkeys((*used, *known))]

    def answers(self, take_id: str, rubric_id: str) -> tuple[Answered, ...]:
        rubric = self._rubric(rubric_id)
        found = self._library.marks.judged(take_id, rubric)
        own = self._studio.settings.value.speaker
        return tuple(_answered(one, own) for one in found)

    def answer(
        self, take_id: str, rubric_id: str, question_id: str, answer: Answer | None, reason: str | None
    ) -> tuple[Answered, ...]:
        """Answer one question, or take the answer back; all of them afterwards."""
        self._library.marks.mark(
            take_id,
            self._rubric(rubric_id),
            {question_id: answer},
            author=self._studio.settings.value.speaker,
            reasons={question_id: reason} if reason else None,
        )
        return self.answers(take_id, rubric_id)

    def _rubric(self, rubric_id: str) -> Any:
        studio: Any = self._studio
        return studio.rubrics[rubric_id]

    # ---- reactions -----------------------------------------------------------------------------

    def kinds(self) -> list[tuple[str, str]]:
        """What one can react with: id and words."""
        if not self.keeps_marks:
            return []
        reactions: Any = import_module("rehearse.library.reactions")
        return [(kind, reactions.reaction_label(kind)) for kind in reactions.KINDS]

    def reactions(self, take_id: str) -> tuple[Reacted, ...]:
        words = dict(self.kinds())
        return tuple(
            Reacted(one.id, words.get(one.kind, one.kind), one.author, one.span)
            for one in self._library.reactions.of(take_id)
        )

    def react(self, take_id: str, kind: str, span: Span | None) -> tuple[Reacted, ...]:
        author = self._studio.settings.value.speaker
        self._library.reactions.add(take_id, kind, author=author, span=span)
        return self.reactions(take_id)

    def take_back(self, take_id: str, reaction_id: str) -> tuple[Reacted, ...]:
        self._library.reactions.remove(reaction_id)
        return self.reactions(take_id)

    # ---- the team ------------------------------------------------------------------------------

    def team(self) -> list[Member]:
        """Everybody who speaks, who spoke last first."""
        if not self.keeps_marks:
            return team_of(self._library.progress().whole)
        good = self._studio.profile().length
        team = self._library.team((good.thin_s, good.good_s))
        return [self._member(one) for one in team.members]

    def _member(self, one: Any) -> Member:
        judged = [take for take in one.takes if take.ready is not None][-N_LATELY:]
        wrong = None if one.wrong is None else tuple(map(self._wrong, one.wrong))
        return Member(
            one.name,
            one.n_takes,
            one.last_at,
            one.last_take_id,
            tuple(take.message_s for take in judged if take.message_s is not None),
            tuple(bool(take.ready) for take in judged),
            wrong,
            one.trend("message_s").told(),
            one.trend("ready").told(),
        )

    def _wrong(self, one: Any) -> Wrong:
        if one.check_id is not None:
            return Wrong(check_title(one.check_id), one.n_wrong, one.n_takes)
        known: Any = getattr(self._studio, "rubrics", {})
        criteria = known[one.rubric_id].criteria if one.rubric_id in known else ()
        asked = next((c.question for c in criteria if c.id == one.criterion_id), one.criterion_id)
        return Wrong(f"“{asked}”", one.n_wrong, one.n_takes)


def _answered(judged: Any, own: str) -> Answered:
    asked = judged.criterion
    mark = judged.marks[-1] if judged.marks else None
    return Answered(
        asked.id,
        asked.question,
        asked.explain,
        asked.check,
        judged.automatic,
        judged.band,
        mark.answer if mark is not None else None,
        mark.reason if mark is not None else "",
        mark.author if mark is not None and mark.author != own else "",
    )


def team_of(points: Sequence[Point]) -> list[Member]:
    """Everybody in these takes, which stand in the order they were made; who spoke last comes first."""
    by_speaker: dict[str, list[Point]] = {}
    for point in points:
        by_speaker.setdefault(point.speaker, []).append(point)
    members = [_spoken(speaker, spoken) for speaker, spoken in by_speaker.items()]
    return sorted(members, key=lambda member: member.last_at, reverse=True)


def _spoken(speaker: str, spoken: Sequence[Point]) -> Member:
    judged = [point for point in spoken if point.ready is not None][-N_LATELY:]
    return Member(
        speaker,
        len(spoken),
        spoken[-1].created_at,
        spoken[-1].take_id,
        tuple(point.message_s for point in judged if point.message_s is not None),
        tuple(bool(point.ready) for point in judged),
        _faults(judged) if len(judged) >= LEAST_TAKES else None,
    )


def _faults(judged: Sequence[Point]) -> tuple[Wrong, ...]:
    """What went wrong more than once, the most frequent first."""
    counted = (
        ("phone", sum(bool(point.number_late) for point in judged)),
        ("pitch", sum(bool(point.n_pitch) for point in judged)),
        ("reason", sum(point.n_reasons == 0 for point in judged)),
    )
    found = [Wrong(check_title(check_id), n, len(judged)) for check_id, n in counted if n > 1]
    return tuple(sorted(found, key=lambda wrong: -wrong.n))
