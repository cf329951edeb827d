"""Where a drill goes on: by hand-made outcomes, and by chance against what must always hold."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from rehearse.analysis.drill_course import Outcome, next_round, run_passed
from rehearse.analysis.drills import Condition, Drill, Round

LADDER = Drill("ladder", "Ladder", "t", "s", (Round(Condition()),) * 3)
IN_A_ROW = replace(LADDER, in_a_row=True)
BLOCK = Drill("block", "Block", "t", "s", (Round(Condition()),), cards=(3, 3))
SINGLE = Drill("single", "Single", "t", "s", (Round(Condition()),))

P, M, U, V = "passed", "missed", "unknown", "void"


@pytest.mark.parametrize(
    ("drill", "outcomes", "expected"),
    [
        (LADDER, [], 0),
        (LADDER, [(0, P)], 1),
        (LADDER, [(0, P), (1, M)], 1),
        (LADDER, [(0, P), (1, U)], 1),
        (LADDER, [(0, P), (1, M), (1, P)], 2),
        (LADDER, [(0, P), (1, V)], 1),
        (LADDER, [(0, P), (2, P)], None),
        (IN_A_ROW, [(0, P), (1, P), (2, M)], 0),
        (IN_A_ROW, [(0, P), (1, U)], 0),
        (IN_A_ROW, [(0, P), (1, V)], 1),
        (IN_A_ROW, [(0, P), (1, P), (2, P)], None),
        (BLOCK, [(0, M)], 1),
        (BLOCK, [(0, V)], 0),
        (BLOCK, [(0, M), (1, U), (2, M)], None),
        (BLOCK, [(0, M), (1, U), (2, V)], 2),
        (SINGLE, [(0, V)], 0),
        (SINGLE, [(0, M)], None),
        (SINGLE, [(0, P)], None),
    ],
)
def test_the_round_after(drill: Drill, outcomes: list[tuple[int, Outcome]], expected: int | None) -> None:
    assert next_round(drill, 1 if drill is SINGLE else 3, outcomes) == expected


@pytest.mark.parametrize(
    ("drill", "outcomes", "expected"),
    [
        (LADDER, [], False),
        (LADDER, [(0, P), (1, P), (2, P)], True),
        (LADDER, [(0, M), (0, P), (1, P), (2, P)], True),
        (LADDER, [(0, P), (0, M), (1, P), (2, P)], False),  # tried again, and missed
        (LADDER, [(0, P), (1, P), (2, P), (2, V)], True),
        (LADDER, [(0, P), (2, P)], False),  # left out
        (LADDER, [(0, P), (1, U), (2, P)], False),
        (IN_A_ROW, [(0, P), (1, P), (2, P)], True),
        (IN_A_ROW, [(0, P), (1, M), (0, P), (1, P), (2, P)], True),
        (IN_A_ROW, [(0, P), (1, P), (2, M), (1, P), (2, P)], False),  # the first one was before the miss
        (IN_A_ROW, [(0, P), (1, V), (1, P), (2, P)], True),
        (BLOCK, [(0, P), (1, M), (2, P)], False),
        (BLOCK, [(0, P), (1, P), (2, P)], True),
    ],
)
def test_whether_it_was_passed(drill: Drill, outcomes: list[tuple[int, Outcome]], expected: bool) -> None:
    assert run_passed(drill, 3, outcomes) is expected


@pytest.mark.parametrize("drill", [LADDER, IN_A_ROW, BLOCK], ids=lambda drill: drill.id)
def test_whoever_follows_it_comes_to_an_end(drill: Drill) -> None:
    """Chance plays: the round is always one there is, the end comes with a pass (or the last card) only."""
    for seed in range(200):
        follow(drill, seed)


def follow(drill: Drill, seed: int) -> None:
    chance = random.Random(seed)
    n_rounds = chance.randint(1, 6)
    outcomes: list[tuple[int, Outcome]] = []
    while (round_ := next_round(drill, n_rounds, outcomes)) is not None:
        assert 0 <= round_ < n_rounds
        outcome: Outcome = "passed" if len(outcomes) > 60 else chance.choice((P, M, U, V))
        outcomes.append((round_, outcome))
    counted = [(round_, outcome) for round_, outcome in outcomes if outcome != "void"]
    passed = run_passed(drill, n_rounds, outcomes)
    if drill.cards is not None:
        assert [round_ for round_, _outcome in counted] == list(range(n_rounds))
        assert passed is all(outcome == "passed" for _round, outcome in counted)
    elif n_rounds > 1:
        assert passed
    if drill.in_a_row and n_rounds > 1:
        assert counted[-n_rounds:] == [(round_, "passed") for round_ in range(n_rounds)]
    assert run_passed(drill, n_rounds, counted) is passed, "void attempts change nothing"
