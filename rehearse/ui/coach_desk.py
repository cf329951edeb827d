"""What the coach's page reads and keeps, as the page needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from rehearse.analysis.rubrics import Answer, Rubric
from rehearse.analysis.wording import check_title
from rehearse.library.reactions import KINDS, ReactionKind, reaction_label
from rehearse.library.takes import TakeState, TakeSummary
from rehearse.settings import coach_key
from rehearse.speech.transcript import Span

if TYPE_CHECKING:
    from rehearse.library.marks import Judged, Mark
    from rehearse.library.team import Member as TeamMember
    from rehearse.library.team import Recurring
    from rehearse.studio import Studio

#: Takes of somebody that tell how it goes lately, and what keeps going wrong.
N_LATELY = 10
#: Fewer judged takes than this say nothing about somebody.
LEAST_TAKES = 3


@dataclass(frozen=True, slots=True)
class Queue:
    """Takes to hear; `n_waiting` were heard by nobody, `own` (ids) are not for a coach to hear.

    `speakers` are of the takes, by name, and `unheard` their ids: looked for where nobody waits for it.
    """

    takes: tuple[TakeSummary, ...]
    n_waiting: int
    own: frozenset[str]
    speakers: tuple[str, ...]
    unheard: frozenset[str]

    @classmethod
    def of(cls, takes: Iterable[TakeSummary], n_waiting: int = 0, own: frozenset[str] = frozenset()) -> Queue:
        listed = tuple(takes)
        return cls(
            listed,
            n_waiting,
            own,
            tuple(sorted({take.speaker for take in listed}, key=str.casefold)),
            frozenset(take.id for take in listed if not take.heard),
        )


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of a rubric, with what the check beside it says and what the coach said.

    `automatic` is the check's answer (None: no check, close, or not known), `band` its verdict;
    `answer` is the newest of a person, None before.  `reason` says why it goes against the check, `author` is
    empty where the answer is one's own, `put` the question that was answered where it has changed since.
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
    put: str = ""


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

    # ---- the queue -----------------------------------------------------------------------------

    def queue(self, *, waiting: bool | None) -> Queue:
        """All takes, the newest first; with `waiting` those that nobody heard, the oldest first.

        None is whatever there is more sense in: those that wait, where there are any.
        """
        n_waiting = self._studio.library.heard.n_waiting()
        if waiting or (waiting is None and n_waiting):
            return Queue.of(sorted(self._studio.library.heard.queue(), key=_moment), n_waiting)
        takes = [take for take in self._studio.takes() if take.state != TakeState.RECORDING]
        own = frozenset(self._studio.library.heard.recorded_here())
        return Queue.of(sorted(takes, key=_moment, reverse=True), n_waiting, own)

    def n_waiting(self) -> int:
        """How many takes from elsewhere nobody has heard."""
        return self._studio.library.heard.n_waiting()

    def is_heard(self, take_id: str) -> bool:
        return self._studio.library.heard.at(take_id) is not None

    def set_heard(self, take_id: str, heard: bool) -> Callable[[], object]:
        """What takes it back."""
        all_heard = self._studio.library.heard
        changed = all_heard.set_heard([take_id], heard)
        return lambda: all_heard.set_heard(changed, not heard)

    # ---- marks ---------------------------------------------------------------------------------

    def rubrics(self) -> list[tuple[str, str]]:
        """Id and title of each, the one that was used most first."""
        known = self._studio.rubrics
        used = [
            rubric_id for rubric_id, _n in self._studio.library.marks.rubrics_used() if rubric_id in known
        ]
        return [(one, known[one].title) for one in dict.fromkeys((*used, *known))]

    def answers(self, take_id: str, rubric_id: str) -> tuple[Answered, ...]:
        rubric = self._rubric(rubric_id)
        found = self._studio.library.marks.judged(take_id, rubric)
        own = self._studio.settings.value.speaker
        return tuple(_answered(one, own) for one in found)

    def answer(
        self, take_id: str, rubric_id: str, question_id: str, answer: Answer | None, reason: str | None
    ) -> tuple[tuple[Answered, ...], Callable[[], object]]:
        """Answer one question, or take the answer back; all of them afterwards, and what undoes it."""
        library = self._studio.library
        was_heard = self.is_heard(take_id)
        before = library.marks.of(take_id, rubric_id)
        after = library.marks.mark(
            take_id,
            self._rubric(rubric_id),
            {question_id: answer},
            author=self._studio.settings.value.speaker,
            reasons={question_id: reason} if reason else None,
        )
        touched = {_key(mark) for mark in set(before) ^ set(after)}
        old = [mark for mark in before if _key(mark) in touched]

        def undo() -> None:
            # What else was answered since stays.
            now = [mark for mark in library.marks.of(take_id, rubric_id) if _key(mark) not in touched]
            library.marks.put_back(take_id, rubric_id, [*now, *old])
            if not was_heard and not library.marks.of(take_id):
                library.heard.set_heard([take_id], False)

        return self.answers(take_id, rubric_id), undo

    def remembered_rubric(self) -> str:
        """The id of the rubric this coach answered by last, else anybody's; "" for none."""
        chosen = self._studio.settings.value
        return chosen.rubrics.get(coach_key(chosen.speaker)) or chosen.rubrics.get("", "")

    def remember_rubric(self, rubric_id: str) -> None:
        chosen = self._studio.settings.value
        mine = {"": rubric_id, coach_key(chosen.speaker): rubric_id}
        if not mine.items() <= chosen.rubrics.items():
            self._studio.settings.update(rubrics={**chosen.rubrics, **mine})

    def _rubric(self, rubric_id: str) -> Rubric:
        return self._studio.rubrics[rubric_id]

    # ---- reactions -----------------------------------------------------------------------------

    def kinds(self) -> list[tuple[ReactionKind, str]]:
        """What one can react with: id and words."""
        return [(kind, reaction_label(kind)) for kind in KINDS]

    def reactions(self, take_id: str) -> tuple[Reacted, ...]:
        return tuple(
            Reacted(one.id, reaction_label(one.kind), one.author, one.span)
            for one in self._studio.library.reactions.of(take_id)
        )

    def react(
        self, take_id: str, kind: ReactionKind, span: Span | None
    ) -> tuple[tuple[Reacted, ...], Callable[[], object] | None]:
        """All reactions afterwards, and what undoes it; None where it was there already."""
        reactions = self._studio.library.reactions
        before = {one.id for one in reactions.of(take_id)}
        made = reactions.add(take_id, kind, author=self._studio.settings.value.speaker, span=span)
        undo = None if made.id in before else lambda: reactions.remove(made.id)
        return self.reactions(take_id), undo

    def take_back(
        self, take_id: str, reaction_id: str
    ) -> tuple[tuple[Reacted, ...], Callable[[], object] | None]:
        """The reactions that are left, and what undoes it."""
        reactions = self._studio.library.reactions
        gone = reactions.remove(reaction_id)
        undo = None if gone is None else lambda: reactions.put_back(gone)
        return self.reactions(take_id), undo

    # ---- the team ------------------------------------------------------------------------------

    def team(self) -> list[Member]:
        """Everybody who speaks, who spoke last first."""
        good = self._studio.profile().length
        found = self._studio.library.team((good.thin_s, good.good_s))
        return [self._member(one) for one in found.members]

    def _member(self, one: TeamMember) -> Member:
        judged = [take for take in one.takes if take.ready is not None][-N_LATELY:]
        wrong = None if one.wrong is None else tuple(map(self._wrong, one.wrong))
        return Member(
            one.name,
            one.n_takes,
            one.last_at,
            tuple(take.message_s for take in judged if take.message_s is not None),
            tuple(bool(take.ready) for take in judged),
            wrong,
            one.trend("message_s").told(),
            one.trend("ready").told(),
        )

    def _wrong(self, one: Recurring) -> Wrong:
        if one.check_id is not None:
            return Wrong(check_title(one.check_id), one.n_wrong, one.n_takes)
        rubric = self._studio.rubrics.get(one.rubric_id or "")
        criteria = rubric.criteria if rubric is not None else ()
        asked = next((c.question for c in criteria if c.id == one.criterion_id), one.criterion_id)
        return Wrong(f"“{asked}”", one.n_wrong, one.n_takes)


def _moment(take: TakeSummary) -> datetime:
    """When it was spoken: what was imported together need not have been."""
    return take.created_at


def _key(mark: Mark) -> tuple[str, str]:
    """Which answer of whom it is."""
    return mark.criterion_id, mark.author


def _answered(judged: Judged, own: str) -> Answered:
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
        mark.question if mark is not None and mark.question != asked.question else "",
    )
