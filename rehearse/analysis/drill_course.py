"""Where a drill goes on after an attempt, and whether a run of it was passed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from rehearse.analysis.drills import Drill

#: How an attempt came out.  "void" was not judged and does not count.
Outcome = Literal["passed", "missed", "unknown", "void"]

#: Attempts in the order they were made: the round of each, from 0, and how it came out.
Outcomes = Sequence[tuple[int, Outcome]]


def next_round(drill: Drill, n_rounds: int, outcomes: Outcomes) -> int | None:
    """The round to be tried after these attempts; None where the run is over.

    A void attempt is made again.  With cards every other outcome leads on to the next card.
    Else only a pass leads on: a miss is tried again, in a drill that runs in a row from the first round.
    A drill of one round is over with the first attempt that counts.
    """
    if not outcomes:
        return 0
    round_, outcome = outcomes[-1]
    if outcome == "void":
        return round_
    if outcome == "passed" or drill.cards is not None or n_rounds == 1:
        return round_ + 1 if round_ + 1 < n_rounds else None
    return 0 if drill.in_a_row else round_


def run_passed(drill: Drill, n_rounds: int, outcomes: Outcomes) -> bool:
    """Whether the last attempt that counts passed, in every round (on every card).

    In a row: in every round since the last one that did not.
    """
    last: dict[int, Outcome] = {}
    for round_, outcome in outcomes:
        if outcome == "void":
            continue
        if drill.in_a_row and outcome != "passed":
            last.clear()
        last[round_] = outcome
    return all(last.get(round_) == "passed" for round_ in range(n_rounds))
