"""What the page of the drills knows and says, without a window."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rehearse.analysis.drill_files import drill_toml, load_drills
from rehearse.analysis.drills import Condition, Drill, Round
from rehearse.files import builtin_drills_folder
from rehearse.library.drill_runs import Attempt, DrillRun
from rehearse.library.drill_types import KeptMiss, Outcome
from rehearse.ui.drills_book import COURSE, Book, days_in_a_row, make_book
from rehearse.ui.drills_picture import lanes_of
from rehearse.ui.drills_words import (
    asked_lines,
    attempt_words,
    begin_words,
    best_figure,
    day_words,
    eyebrow,
    how_words,
    run_words,
    state_words,
    tally_words,
)

TODAY = date(2026, 3, 12)
DRILLS = load_drills([builtin_drills_folder()])


def run(
    drill_id: str,
    days_ago: int,
    *outcomes: Outcome,
    passed: bool | None = None,
    state: str = "done",
    values: tuple[tuple[str, float], ...] = (),
    n_rounds: int = 1,
) -> DrillRun:
    """One run with an attempt for each outcome, at noon."""
    when = datetime(2026, 3, 12, 12, tzinfo=UTC) - timedelta(days=days_ago)
    attempts = tuple(
        Attempt(
            f"{drill_id}{days_ago}{at}", "r", when, min(at, n_rounds - 1), f"t{at}", outcome, values=values
        )
        for at, outcome in enumerate(outcomes)
    )
    drill = DRILLS[drill_id]
    if passed is None and state == "done":
        passed = outcomes[-1] == "passed"
    made = DrillRun(f"{drill_id}-{days_ago}", when, drill_id, drill.title, drill_toml(drill), n_rounds)
    return replace(made, state=state, passed=passed, attempts=attempts)  # type: ignore[arg-type]


def book(*runs: DrillRun) -> Book:
    newest_first = sorted(runs, key=lambda one: one.created_at, reverse=True)
    return make_book(DRILLS.values(), newest_first, TODAY)


def test_the_course_names_every_drill_that_is_shipped() -> None:
    assert set(COURSE) == set(DRILLS)


def test_what_was_never_tried_is_offered_in_the_order_of_the_course() -> None:
    assert [entry.drill.id for entry in book().entries] == list(COURSE)
    assert book().offered == COURSE[0]
    assert book(run(COURSE[0], 0, "passed")).offered == COURSE[1]


def test_once_all_were_passed_the_one_that_rested_longest_is_offered() -> None:
    runs = [run(drill_id, 40 + at, "passed") for at, drill_id in enumerate(COURSE)]
    assert book(*runs).offered == COURSE[-1]


def test_unfinished_comes_before_due_and_due_before_new() -> None:
    made = book(
        run("ladder", 1, "passed", state="open", n_rounds=3),
        run("no-pitch", 5, "missed"),
        run("them-first", 2, "missed"),
    )
    assert [entry.drill.id for entry in made.entries[:3]] == ["ladder", "no-pitch", "them-first"]
    assert made.offered == "ladder"
    assert made.n_due == 2
    assert (made.entries[0].next_round, state_words(made.entries[0], TODAY)) == (1, "Go on with round 2 of 3")


def test_a_pass_takes_it_off_todays_list_and_says_when_it_is_back() -> None:
    made = book(run("no-pitch", 1, "missed"), run("no-pitch", 0, "passed"))
    entry = made.entry("no-pitch")
    assert entry is not None
    assert made.n_due == 0
    assert entry.group == ""
    assert eyebrow(entry, TODAY, offered=False) == "Passed today  ·  back tomorrow, so that it stays"


def test_void_runs_are_no_result() -> None:
    entry = book(run("no-pitch", 1, "void", passed=None, state="left")).entry("no-pitch")
    assert entry is not None
    assert (entry.last, entry.marks) == (None, ())
    assert state_words(entry, TODAY) == "Not tried yet"


def test_marks_are_the_last_five_oldest_first() -> None:
    outcomes: tuple[Outcome, ...] = ("missed", "missed", "passed", "missed", "passed", "passed")
    runs = [run("no-pitch", 10 - at, outcome) for at, outcome in enumerate(outcomes)]
    entry = book(*runs).entry("no-pitch")
    assert entry is not None
    assert entry.marks == (False, True, False, True, True)


@pytest.mark.parametrize(
    ("days", "n"),
    [((), 0), ((0,), 1), ((1,), 1), ((2,), 0), ((0, 1, 2), 3), ((1, 2, 4), 2), ((0, 0, 1), 2)],
)
def test_days_in_a_row_stand_until_today_is_over(days: tuple[int, ...], n: int) -> None:
    assert days_in_a_row([TODAY - timedelta(days=one) for one in days], TODAY) == n


def test_searching_finds_names_aims_and_conditions() -> None:
    def found(text: str) -> list[str]:
        return [entry.drill.id for entry in book().matching(text)]

    assert found("ladder") == ["ladder"]
    assert found("SALES pitch") == ["no-pitch", "cold-card", "call-block"]
    assert found("digit") == ["say-it-so-they-can-write-it"]
    assert found("zebra") == []
    assert len(found("  ")) == len(COURSE)


def test_what_comes_after_return_is_what_the_page_of_the_drill_does() -> None:
    assert begin_words(DRILLS["ladder"]) == "Enter begins. You have a moment to read before the beep."
    assert begin_words(DRILLS["cold-card"]) == "Enter begins. You have 15 seconds to think."


def test_both_ends_of_a_length_are_one_line_and_rounds_tell_only_what_differs() -> None:
    assert asked_lines(DRILLS["twenty-seconds"]) == ("The message takes 5 to 20 seconds.",)
    assert asked_lines(DRILLS["ladder"]) == (
        "Your whole number is in the message.",
        "Round 1: The message takes 5 to 30 seconds. A reason to call back begins within 30 seconds.",
        "Round 2: The message takes 5 to 20 seconds. A reason to call back begins within 20 seconds.",
        "Round 3: The message takes 5 to 12 seconds. A reason to call back begins within 12 seconds.",
    )
    assert len(asked_lines(DRILLS["say-it-so-they-can-write-it"])) == 2


def test_how_a_drill_runs_is_told_once() -> None:
    told = how_words(DRILLS["say-it-so-they-can-write-it"])
    assert told.startswith("3 times in a row: a miss begins again with the first. You end it.")
    assert told.count("You end it.") == 1
    assert how_words(DRILLS["half-a-message"]).startswith("The line goes dead without warning")


def test_lanes_show_what_has_a_place_in_time_and_where_ones_best_lies_in_it() -> None:
    lanes = lanes_of(DRILLS["call-block"], {"number_within": 0.25, "reason_within_s": 4.0})
    assert [(lane.kind, lane.first_s, lane.last_s, lane.best_s) for lane in lanes] == [
        ("message", 5, 20, None), ("number", 0, 10, 5), ("reason", 0, 15, 4)
    ]  # fmt: skip
    assert [lane.last_s for lane in lanes_of(DRILLS["ladder"], {})] == [30, 20, 12]
    assert [lane.kind for lane in lanes_of(DRILLS["half-a-message"], {})] == ["number", "reason", "cut"]
    assert lanes_of(DRILLS["no-pitch"], {}) == ()
    odd = Drill("odd", "Odd", "", "", (Round(Condition(no_pitch=True)), Round(Condition(length_most_s=9))))
    assert lanes_of(odd, {}) == ()


def test_the_best_is_told_with_what_it_is_and_nothing_is_told_of_none() -> None:
    entry = book(run("number-first", 1, "passed", values=(("number_within", 0.31),))).entry("number-first")
    assert entry is not None
    assert best_figure(entry) == ("31 %", "into it, your earliest number")
    untried = book().entry("number-first")
    assert untried is not None
    assert best_figure(untried) is None


def test_an_attempt_tells_its_figures_or_what_was_missed() -> None:
    when = datetime(2026, 3, 12, tzinfo=UTC)
    attempt = Attempt("a", "r", when, 0, "t", "passed", values=(("length_most_s", 17.2), ("no_pitch", 0)))
    assert attempt_words(attempt) == "Passed  ·  17 s"
    miss = KeptMiss("no_pitch", "“touch base” sounds like a pitch.", 1, 0)
    assert attempt_words(replace(attempt, outcome="missed", misses=(miss,))) == f"Missed: {miss.sentence}"
    assert attempt_words(replace(attempt, outcome="missed")) == "Missed"
    unknown = KeptMiss("number_pace_most", "How fast is not known: too few words.", None, 1, unknown=True)
    assert attempt_words(replace(attempt, outcome="unknown", misses=(unknown,))) == unknown.sentence
    assert attempt_words(replace(attempt, outcome="void", problem="The microphone went away.")) == (
        "The microphone went away."
    )


def test_a_run_of_rounds_is_counted_by_what_came_last_in_each() -> None:
    made = run("ladder", 1, "missed", "passed", "passed", n_rounds=3, state="left")
    assert run_words(made, made.attempts) == "2 of 3 rounds passed  ·  left early"
    empty = run("ladder", 1, state="left", n_rounds=1, passed=None)
    assert run_words(empty, ()) == "Left early"


def test_days_are_said_as_one_says_them() -> None:
    said = [day_words(TODAY - timedelta(days=n), TODAY) for n in (0, 1, 3, 60, -1)]
    assert said == ["today", "yesterday", "on Monday", "on 11 January", "tomorrow"]
    assert tally_words(2, 1, 3) == "2 due today  ·  1 passed today  ·  3 days in a row"
    assert tally_words(0, 0, 1).startswith("Short tasks against the clock.")
