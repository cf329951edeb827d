"""Two takes side by side: word by word, and check by check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rehearse.analysis.changes import Direction, changes
from rehearse.analysis.result import Analysis, Check, MessageWord
from rehearse.analysis.scorecard import COST_ORDER
from rehearse.analysis.spoken_forms import atoms_of
from rehearse.script.align import align
from rehearse.script.script import Script
from rehearse.script.tokens import tokens_of

RunKind = Literal["kept", "changed", "added", "left_out"]

_KINDS: dict[str, RunKind] = {
    "same": "kept",
    "alike": "kept",
    "changed": "changed",
    "added": "added",
    "missed": "left_out",
}


@dataclass(frozen=True, slots=True)
class WordRun:
    """Words of the earlier take beside words of this one; both ranges half-open, one may be empty."""

    kind: RunKind
    before_first: int
    before_last: int
    now_first: int
    now_last: int


@dataclass(frozen=True, slots=True)
class CheckPair:
    """One check in both takes, None where it was not made.

    `direction` is None where nothing worth a word changed, or where one of the two is not known;
    `text` says what changed.
    """

    check_id: str
    before: Check | None
    now: Check | None
    direction: Direction | None
    text: str

    @property
    def is_known(self) -> bool:
        """Whether there is a verdict on both sides."""
        both = (self.before, self.now)
        return all(check is not None and check.band != "unknown" for check in both)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`runs` hold every word of both takes once, in order; `checks` the costliest first."""

    runs: tuple[WordRun, ...]
    checks: tuple[CheckPair, ...]


def compare(before: Analysis, now: Analysis) -> Comparison:
    """Lay a take beside an earlier one.  Bounded in time, whatever the lengths."""
    return Comparison(word_runs(before.words, now.words), _check_pairs(before, now))


def word_runs(before: tuple[MessageWord, ...], now: tuple[MessageWord, ...]) -> tuple[WordRun, ...]:
    """The words of both, aligned; the same number in another form counts as kept."""
    written = Script("", "", tuple(word.text for word in before))
    said = [word.text for word in now]
    wanted, spoken = atoms_of(written, said, tokens_of(said))
    if not wanted or not spoken:  # nothing, or nothing but dashes and emoji
        same = [word.text for word in before] == said
        kind: RunKind = "kept" if same else "added" if not before else "changed" if said else "left_out"
        return (WordRun(kind, 0, len(before), 0, len(said)),) if before or said else ()
    found: list[WordRun] = []
    for pair in align(written, wanted, spoken, len(said)).pairs:
        run = WordRun(
            _KINDS.get(pair.kind, "changed"),
            pair.script_first,
            pair.script_last,
            pair.first_word,
            pair.last_word,
        )
        if found and found[-1].kind == run.kind == "kept":
            run = WordRun("kept", found[-1].before_first, run.before_last, found[-1].now_first, run.now_last)
            found.pop()
        found.append(run)
    return tuple(found)


def _check_pairs(before: Analysis, now: Analysis) -> tuple[CheckPair, ...]:
    told = {change.check_id: change for change in changes(before.scorecard, now.scorecard)}
    order = {check_id: place for place, check_id in enumerate(COST_ORDER)}
    ids = dict.fromkeys(check.id for card in (now.scorecard, before.scorecard) for check in card.checks)
    pairs = []
    for check_id in sorted(ids, key=lambda check_id: order.get(check_id, len(order))):
        change = told.get(check_id)
        pairs.append(
            CheckPair(
                check_id,
                before.scorecard.check(check_id),
                now.scorecard.check(check_id),
                change.direction if change is not None else None,
                change.text if change is not None else "",
            )
        )
    return tuple(pairs)
