"""The team at one look: what is told of few takes, of many, and of those that jump about."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rehearse.analysis.rubrics import Criterion, Rubric
from rehearse.library.library import Library
from rehearse.library.team import (
    TREND_LEAST,
    TREND_TAKES,
    TeamTake,
    direction_of,
    missing_told,
    recurring_told,
    team_of,
)
from tests.helpers.drill_runs import GIVEN, begin
from tests.library.test_finding import card, scored
from tests.library.test_marks import RUBRIC

START = datetime(2026, 11, 1, 9, tzinfo=UTC)


def take(seq: int, speaker: str = "Dana", **more: Any) -> TeamTake:
    given = {"ready": True, "bands": {"length": "good"}, **more}
    return TeamTake(f"take-{seq}", seq, START + timedelta(hours=seq), speaker, **given)


def takes(values: list[float], key: str = "message_s") -> list[TeamTake]:
    return [take(seq, **{key: value}) for seq, value in enumerate(values, 1)]


def test_of_few_takes_nothing_is_told() -> None:
    team = team_of(takes([40.0, 30.0]))
    (dana,) = team.members
    trend = dana.trend("message_s")
    assert (trend.direction, trend.is_better, trend.n_missing) == (None, None, TREND_LEAST - 2)
    assert (trend.before, trend.now) == (40.0, 30.0)
    assert trend.told() == "not enough yet"
    assert missing_told(trend) == "6 more takes are needed to tell."
    assert dana.trend("n_pitch").n_missing == TREND_LEAST
    assert dana.trend("n_pitch").before is None
    assert dana.wrong is None
    assert team_of([]).members == ()
    (one,) = team_of([take(1, ready=None, bands={})]).members
    assert (one.n_takes, one.n_scored, one.wrong) == (1, 0, None)


@pytest.mark.parametrize(
    ("key", "values", "direction", "is_better"),
    [
        ("message_s", [40, 38, 39, 33, 30, 28, 25, 24], "down", True),
        ("message_s", [15, 17, 19, 24, 26, 30, 31, 40], "up", False),
        ("message_s", [2, 2.2, 2.5, 2.6, 3, 3.5, 4, 4.5], "up", True),
        ("message_s", [19, 18, 17, 16, 15, 14, 13, 12], "down", None),  # good all the time
        ("number_fraction", [0.9, 0.8, 0.82, 0.7, 0.6, 0.5, 0.4, 0.3], "down", True),
        ("n_pitch", [0, 0, 1, 2, 2, 3, 3, 4], "up", False),
        ("n_pitch", [2] * 12, "steady", None),
        ("message_s", [20, 30, 20, 30, 20, 30, 20, 30, 20], "steady", None),
        ("ready", [False] * 6 + [True] * 6, "up", True),
        ("ready", [True] * 6 + [False] * 6, "down", False),
        ("ready", [True, False] * 5, "steady", None),
    ],
)
def test_a_trend_is_told_where_there_is_one(
    key: Any, values: list[float], direction: str, is_better: bool | None
) -> None:
    (dana,) = team_of(takes(values, key)).members
    trend = dana.trend(key)
    assert (trend.direction, trend.is_better) == (direction, is_better)
    assert trend.told()
    assert missing_told(trend) == ""


def test_takes_that_only_jump_about_are_seldom_called_a_trend() -> None:
    chance = random.Random(3)
    rows = [[chance.gauss(20, 5) for _take in range(TREND_LEAST + n % 20)] for n in range(1000)]
    n_called = sum(direction_of(row) != "steady" for row in rows)
    assert n_called < 70  # of a thousand: two-sided 5 %


def test_what_was_long_ago_does_not_count() -> None:
    old = [60.0 - n for n in range(40)]
    (dana,) = team_of(takes(old + [20.0] * TREND_TAKES)).members
    assert dana.trend("message_s").direction == "steady"
    assert dana.trend("message_s").n_takes == TREND_TAKES
    assert dana.n_takes == 70


def test_what_keeps_going_wrong_is_what_happens_often() -> None:
    def bands(seq: int) -> dict[str, str]:
        return {
            "length": "off" if seq % 2 else "good",
            "phone": "off" if seq in (11, 12) else "good",
            "pitch": "off" if seq < 9 else "near",
            "level": "unknown",
        }

    (dana,) = team_of([take(seq, bands=bands(seq)) for seq in range(1, 13)]).members
    assert dana.wrong is not None
    assert [(one.check_id, one.n_wrong, one.n_takes) for one in dana.wrong] == [
        ("pitch", 6, 10),
        ("length", 5, 10),
    ]
    (kim,) = team_of([take(seq) for seq in range(5)]).members
    assert kim.wrong == ()


def test_the_coach_is_right_against_the_check() -> None:
    off = {"length": "off"}
    (dana,) = team_of(
        [take(seq, bands=off, overruled={"length": "yes"} if seq > 2 else {}) for seq in range(1, 11)]
    ).members
    assert dana.wrong == ()
    (kim,) = team_of([take(seq, overruled={"length": "no"}) for seq in range(1, 5)]).members
    assert kim.wrong is not None
    assert [(one.check_id, one.n_wrong) for one in kim.wrong] == [("length", 4)]


def test_speakers_are_one_whatever_the_capitals_and_the_nameless_come_last() -> None:
    made = [take(1, "dana"), take(2, ""), take(3, "Kim"), take(4, "Dana"), take(5, "")]
    team = team_of(reversed(made))
    assert [(one.name, one.n_takes, one.last_take_id) for one in team.members] == [
        ("Dana", 2, "take-4"),
        ("Kim", 1, "take-3"),
        ("", 2, "take-5"),
    ]
    assert team.member(" DANA ") == team.members[0]
    assert team.member("Robin") is None


def test_a_library_tells_its_team(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        checks = card(("length", "off", 40.0, 20.0), ("phone", "good", 0.2, 0.5))
        made = [scored(library, "hi dana call me", checks, speaker="Dana") for _take in range(4)]
        for one in made[:3]:
            library.marks.mark(one.id, RUBRIC, {"warm": "no"}, author="Robin")
        reasons = {"short": "Meant to be long."}
        for one in made:
            library.marks.mark(one.id, RUBRIC, {"short": "yes"}, author="Robin", reasons=reasons)
        part = scored(library, "hi dana", checks, speaker="Dana")
        run = begin(library, GIVEN)
        attempt = library.drill_runs.add_attempt(run.id, 0, part.id)
        library.drill_runs.settle(attempt.id, "passed", ended="speaker")
        library.delete([scored(library, "gone", checks, speaker="Trashed").id])
        (dana,) = library.team((5.0, 20.0)).members
        assert (dana.n_takes, dana.n_parts, dana.n_scored, dana.n_ready) == (4, 1, 4, 0)
        assert dana.n_unheard == 1
        assert dana.last_take_id == part.id
        assert dana.wrong is not None
        (wrong,) = dana.wrong
        assert (wrong.rubric_id, wrong.criterion_id, wrong.n_wrong, wrong.n_takes) == ("mine", "warm", 3, 3)
        assert recurring_told(wrong, {"mine": RUBRIC}) == "Is it warm?"
        assert recurring_told(wrong, {}) == "warm"
        changed = Rubric("mine", "Mine", "S", "Me", (Criterion("cold", "Cold?", "No."),))
        assert recurring_told(wrong, {"mine": changed}) == "warm"
