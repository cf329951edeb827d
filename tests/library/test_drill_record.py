"""Streaks, personal bests and the queue of what was missed."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rehearse.library.cards import ProspectCard
from rehearse.library.drill_record import INTERVALS_DAYS, DueDrill, due, record_of
from rehearse.library.drill_runs import Attempt, DrillRun, Outcome, RunState

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
TODAY = NOON.date()
DAY = timedelta(days=1)


def run(
    day: int,
    *outcomes: Outcome | None,
    passed: bool | None = None,
    drill_id: str = "d",
    state: RunState = "done",
    n_cards: int = 0,
    values: tuple[tuple[str, float], ...] = (),
) -> DrillRun:
    """A run on that day counted from `TODAY`; by itself it is passed where the last attempt was."""
    moment = NOON + day * DAY
    attempts = tuple(
        Attempt(f"a{at}", "r", moment, at if n_cards else 0, None, outcome, values=values)
        for at, outcome in enumerate(outcomes)
    )
    if passed is None and state != "open":
        passed = bool(outcomes) and outcomes[-1] == "passed"
    cards = tuple(ProspectCard(f"Card {at}") for at in range(n_cards))
    return DrillRun(
        "r", moment, drill_id, "D", "", n_cards or 1, cards=cards, state=state, passed=passed,
        ended_at=None if state == "open" else moment, attempts=attempts,
    )  # fmt: skip


def queue(*runs: DrillRun, day: int = 0) -> DueDrill | None:
    """Where the drill stands on that day; the runs are given oldest first."""
    found = due(list(reversed(runs)), ["d"], TODAY + day * DAY, UTC)
    assert len(found) <= 1
    return found[0] if found else None


# --- the record


def test_a_drill_never_done_has_no_record() -> None:
    record = record_of([], "d")
    assert (record.n_runs, record.n_passed, record.streak, record.longest_streak) == (0, 0, 0, 0)
    assert (record.bests, record.best_cards, record.last) == ({}, None, None)


def test_streaks_count_passed_runs_and_overlook_what_was_not_judged() -> None:
    went = [True, True, True, False, True, None, True]
    runs = [
        run(at, "passed" if one else "missed", state="done" if one is not None else "open", passed=one)
        for at, one in enumerate(went)
    ]
    other = run(9, "missed", drill_id="other")
    record = record_of([other, *reversed(runs)], "d")
    assert (record.n_runs, record.n_passed, record.streak, record.longest_streak) == (6, 5, 2, 3)
    assert record.last is runs[-1]


def test_a_run_left_early_or_not_known_is_neither_passed_nor_missed() -> None:
    passed = run(0, "passed")
    odd = [
        run(1, passed=False, state="left"),
        run(1, "passed", "void", passed=False, state="left", n_cards=5),
        run(1, "unknown", passed=False),
    ]
    record = record_of([*odd, passed], "d")
    assert (record.n_runs, record.n_passed, record.streak, record.last) == (1, 1, 1, passed)
    missed = run(2, "passed", "missed", passed=False, state="left", n_cards=5)
    record = record_of([missed, *odd, passed], "d")
    assert (record.n_runs, record.n_passed, record.streak, record.last) == (2, 1, 0, missed)


def test_bests_are_of_attempts_that_passed() -> None:
    runs = [
        run(0, "passed", values=(("length_most_s", 18.0), ("silence_after_s", 5.5), ("no_pitch", 0))),
        run(0, "passed", values=(("length_most_s", 16.5), ("silence_after_s", 7.0), ("number_before_s", 4))),
        run(0, "missed", values=(("length_most_s", 3.0), ("silence_after_s", 9.0), ("number_before_s", 1))),
        run(0, "void", values=(("length_most_s", 1.0),)),
    ]
    assert record_of(runs, "d").bests == {"length_most_s": 16.5, "silence_after_s": 7.0, "number_before_s": 4}


def test_the_best_block_has_the_most_cards_passed_and_of_equals_the_fewest() -> None:
    of_five = run(0, "passed", "missed", "passed", n_cards=5)
    of_three = run(0, "passed", "void", "passed", n_cards=3)
    unfinished = run(0, "passed", "passed", "passed", n_cards=4, state="open")
    record = record_of([of_five, of_three, unfinished], "d")
    assert record.best_cards == (2, 3)
    assert record.bests == {"cards": 2.0}
    assert record_of([run(0, "missed", n_cards=5)], "d").best_cards is None


# --- the queue


def test_only_a_miss_puts_a_drill_into_the_queue() -> None:
    assert queue() is None
    assert queue(run(0, "passed")) is None
    assert queue(run(0, "unknown")) is None
    assert queue(run(0, "void")) is None
    assert queue(run(0, None, state="open")) is None
    assert queue(run(0, "missed")) == DueDrill("d", TODAY, 0, 0)
    assert queue(run(0, "missed", state="open")) == DueDrill("d", TODAY, 0, 0)
    assert queue(run(0, "missed"), day=4) == DueDrill("d", TODAY, 4, 0)


def test_passes_on_the_day_move_it_on_until_it_leaves() -> None:
    done = [run(0, "missed"), run(0, "passed")]
    day = 0
    for box, interval in enumerate(INTERVALS_DAYS, start=1):
        day += interval
        assert queue(*done, day=day) == DueDrill("d", TODAY + day * DAY, 0, box)
        done.append(run(day, "passed"))
    assert day == 1 + 3 + 7 + 16 + 35
    assert queue(*done, day=day) is None
    done.append(run(day, "missed"))
    assert queue(*done, day=day) == DueDrill("d", TODAY + day * DAY, 0, 0), "it can be missed again"


def test_a_pass_before_its_day_is_practice_and_moves_nothing() -> None:
    once = queue(run(0, "missed"), run(0, "passed"))
    assert once == DueDrill("d", TODAY + DAY, 0, 1)
    assert queue(run(0, "missed"), *[run(0, "passed")] * 5) == once


def test_a_late_pass_counts_from_the_day_it_came() -> None:
    assert queue(run(0, "missed"), run(10, "passed"), day=10) == DueDrill("d", TODAY + 11 * DAY, 0, 1)


def test_a_miss_brings_it_back_to_that_day() -> None:
    done = (run(0, "missed"), run(0, "passed"), run(1, "passed"), run(4, "missed"))
    assert queue(*done, day=4) == DueDrill("d", TODAY + 4 * DAY, 0, 0)


def test_a_round_missed_and_tried_again_is_a_miss_and_a_pass() -> None:
    assert queue(run(0, "missed", "missed", "passed")) == DueDrill("d", TODAY + DAY, 0, 1)


def test_an_unknown_outcome_moves_nothing() -> None:
    done = (run(0, "missed"), run(0, "passed"))
    assert queue(*done, run(1, "unknown"), day=1) == queue(*done, day=1)


def test_the_longest_overdue_comes_first_and_drills_that_are_gone_do_not_come() -> None:
    runs = [
        run(0, "missed", drill_id="late"),
        run(3, "missed", drill_id="today"),
        run(3, "missed", drill_id="gone"),
        run(3, "missed", drill_id="tomorrow"),
        run(3, "passed", drill_id="tomorrow"),
    ]
    found = due(list(reversed(runs)), ["tomorrow", "today", "late", "new", "late"], TODAY + 3 * DAY, UTC)
    assert [(one.drill_id, one.days_late) for one in found] == [("late", 3), ("today", 0), ("tomorrow", 0)]


def test_a_clock_that_was_ahead_hides_no_drill_for_years() -> None:
    done = (run(3650, "missed"), run(3650, "passed"))
    assert queue(*done) == DueDrill("d", TODAY, 0, 0), "nobody knows the day of that pass"
    assert queue(run(3650, "missed")) == DueDrill("d", TODAY, 0, 0)


def test_once_the_clock_is_right_again_the_queue_goes_on_from_day_to_day() -> None:
    done = (run(3650, "missed"), run(3650, "passed"), run(1, "passed"))
    for day in range(1, 6):
        found = queue(*done, day=day)
        assert found is not None
        assert (found.due_on, found.box) == (TODAY + 2 * DAY, 1), "it does not recede as the days go by"
    assert queue(*done, run(2, "passed"), day=2) == DueDrill("d", TODAY + 5 * DAY, 0, 2)


def test_a_clock_set_back_makes_no_pass_come_too_early() -> None:
    done = (run(0, "missed"), run(0, "passed"), run(1, "missed"), run(-3000, "passed"))
    assert queue(*done, day=1) == DueDrill("d", TODAY + 2 * DAY, 0, 1)


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe"])
def test_days_are_local_ones_also_where_the_clock_is_changed(zone: str) -> None:
    """A pass each evening and each early morning of a year, through both changes of the clock."""
    local = ZoneInfo(zone)
    for hour in (0, 1, 2, 3, 23):
        for n in range(365):
            moment = datetime(2026, 1, 1, hour, 30, tzinfo=local) + n * DAY
            missed = run(0, "missed")
            attempt = Attempt("a", "r", moment.astimezone(UTC), 0, None, "missed")
            missed = DrillRun("r", moment.astimezone(UTC), "d", "D", "", 1, attempts=(attempt,), passed=False)
            passed = DrillRun(
                "p", moment.astimezone(UTC), "d", "D", "", 1, passed=True, ended_at=moment.astimezone(UTC)
            )
            day = moment.astimezone(UTC).astimezone(local).date()
            (found,) = due([passed, missed], ["d"], day, local)
            assert found == DueDrill("d", day + DAY, 0, 1)


@pytest.mark.parametrize("seed", range(40))
def test_whatever_was_done_the_queue_keeps_its_promises(seed: int) -> None:
    chance = random.Random(seed)
    done: list[DrillRun] = []
    outcomes: tuple[Outcome, ...] = ("passed", "missed", "unknown", "void")
    day = 0
    for _run in range(60):
        day += chance.choice((0, 0, 1, 2, 5, 40)) if chance.random() < 0.95 else -100
        done.append(run(day, *(chance.choice(outcomes) for _try in range(chance.randrange(4)))))
        today = max(day, 0)
        found = queue(*done, day=today)
        after = [attempt.outcome for one in done for attempt in one.attempts]
        if "missed" not in after:
            assert found is None
        if found is not None:
            ahead = (found.due_on - (TODAY + today * DAY)).days
            assert 0 <= found.box <= len(INTERVALS_DAYS)
            assert ahead <= max(INTERVALS_DAYS)
            assert found.days_late == max(0, -ahead)
        if done[-1].attempts and done[-1].attempts[-1].outcome == "missed":
            assert found is not None
            assert found.box == 0
