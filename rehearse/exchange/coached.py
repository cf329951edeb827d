"""What a coach said of a take, on its way out: answers by rubrics, and reactions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, get_args

from rehearse.analysis.result import Band
from rehearse.analysis.rubrics import Answer, Criterion, Rubric, automatic_answer
from rehearse.analysis.wording import band_word, check_title
from rehearse.i18n import _
from rehearse.library.marks import Mark
from rehearse.library.reactions import Reaction, reaction_label

if TYPE_CHECKING:
    from rehearse.speech.transcript import Span

#: Signs for reactions that fonts have everywhere; the words stand beside them.
_SIGNS = {"great": "★", "curious": "☎", "smile": "☺", "unclear": "?", "delete": "⌫"}
_OTHER_SIGN = "•"

_BANDS: dict[str, Band] = {band: band for band in get_args(Band)}


@dataclass(frozen=True, slots=True)
class OutReaction:
    """A reaction without the ids of this library.  `span` is None where it is to the whole take."""

    kind: str
    author: str
    created_at: datetime
    span: Span | None

    @property
    def sign(self) -> str:
        return _SIGNS.get(self.kind, _OTHER_SIGN)

    @property
    def label(self) -> str:
        return reaction_label(self.kind)


@dataclass(frozen=True, slots=True)
class OutAnswer:
    """What somebody answered, and why where they said it."""

    answer: Answer
    author: str
    marked_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class OutCriterion:
    """A question with its answers, the newest last; none where nobody answered.

    `check` is the program's own check beside it and `band` its verdict (None: there is none, or it is not
    known); `automatic` is the answer that this comes to.
    """

    id: str
    question: str
    check: str | None
    band: Band | None
    automatic: Answer | None
    answers: tuple[OutAnswer, ...]

    def against(self, answer: Answer) -> str:
        """What the check beside it says, where this answer is another; "" elsewhere."""
        if self.automatic in (None, answer) or self.check is None or self.band is None:
            return ""
        told = _("Rehearse itself says yes") if self.automatic == "yes" else _("Rehearse itself says no")
        return _("{answer} ({check}: {verdict})").format(
            answer=told, check=check_title(self.check), verdict=band_word(self.band)
        )


@dataclass(frozen=True, slots=True)
class OutRubric:
    """A rubric by which somebody judged the take: all of its questions, in their order.

    `title` is its id where its file is not here and nobody told it.
    """

    id: str
    title: str
    criteria: tuple[OutCriterion, ...]


def answer_word(answer: Answer | None) -> str:
    """An answer in a word or two; a shape and a colour say the same beside it."""
    return {"yes": _("Yes"), "no": _("No"), None: _("Not answered")}[answer]


def own_check() -> str:
    """By whom a question was answered that nobody else has answered."""
    return _("Rehearse's own check")


def out_reactions(reactions: Iterable[Reaction]) -> tuple[OutReaction, ...]:
    return tuple(OutReaction(one.kind, one.author, one.created_at, one.span) for one in reactions)


def out_rubrics(
    marks: Sequence[Mark],
    rubrics: Mapping[str, Rubric],
    bands: Mapping[str, Band],
    titles: Mapping[str, str] = MappingProxyType({}),
) -> tuple[OutRubric, ...]:
    """The rubrics with a mark, the first used first; `bands` are the verdicts that leave along with it,
    `titles` those of rubrics whose files are not here.

    A question that was put in other words when it was answered stands there in those words.
    """
    found = []
    for rubric_id in dict.fromkeys(mark.rubric_id for mark in marks):
        rubric = rubrics.get(rubric_id)
        asked: dict[tuple[str, str], list[Mark]] = {}
        if rubric is not None:
            answered = {mark.criterion_id for mark in marks if mark.rubric_id == rubric_id}
            asked = {(one.id, one.question): [] for one in rubric.criteria if one.id not in answered}
        for mark in sorted(marks, key=lambda mark: mark.marked_at):
            if mark.rubric_id == rubric_id:
                asked.setdefault((mark.criterion_id, mark.question), []).append(mark)
        places = {one.id: place for place, one in enumerate(rubric.criteria if rubric else ())}
        checks = {one.id: one.check for one in (rubric.criteria if rubric else ())}
        criteria = [
            _criterion(criterion_id, question, given, checks.get(criterion_id), bands)
            for (criterion_id, question), given in sorted(
                asked.items(), key=lambda one: places.get(one[0][0], len(places))
            )
        ]
        found.append(
            OutRubric(
                rubric_id, rubric.title if rubric else titles.get(rubric_id, rubric_id), tuple(criteria)
            )
        )
    return tuple(found)


def _criterion(
    criterion_id: str, question: str, marks: Sequence[Mark], check: str | None, bands: Mapping[str, Band]
) -> OutCriterion:
    band: Band | None = None
    if marks:
        check = marks[-1].check_id
    if check is not None:
        # By today's rules, as everything else that leaves; by those of then where there is no such check now.
        band = bands.get(check) or (_BANDS.get(marks[-1].check_band or "") if marks else None)
    asked = Criterion(criterion_id, question, "", check)
    return OutCriterion(
        criterion_id,
        question,
        check,
        band,
        automatic_answer(asked, {} if check is None or band is None else {check: band}),
        tuple(OutAnswer(mark.answer, mark.author, mark.marked_at, mark.reason) for mark in marks),
    )


def without_authors(
    rubrics: Iterable[OutRubric], reactions: Iterable[OutReaction]
) -> tuple[tuple[OutRubric, ...], tuple[OutReaction, ...]]:
    """The same, with nobody's name on it; what they wrote stays."""
    nameless = tuple(
        replace(
            rubric,
            criteria=tuple(
                replace(one, answers=tuple(replace(answer, author="") for answer in one.answers))
                for one in rubric.criteria
            ),
        )
        for rubric in rubrics
    )
    return nameless, tuple(replace(one, author="") for one in reactions)
