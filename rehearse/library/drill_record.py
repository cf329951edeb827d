"""What the runs of a drill come to: streaks, personal bests, and which drills are due again.

Runs stand in the order they were begun, which a clock that was set back does not change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from rehearse.library.drill_types import Attempt, DrillRun

#: Days from one pass to the next, for what was missed before.  That practice should come back after ever
#: more days: T. K. Landauer and R. A. Bjork, "Optimum rehearsal patterns and name learning" (1978); S. Kang,
#: R. Lindsey, M. Mozer and H. Pashler (2014, doi 10.3758/s13423-014-0636-z) found it no better than equal
#: days in the end, and better all the way there.  These days, each about twice the one before, are
#: Rehearse's own.
INTERVALS_DAYS = (1, 3, 7, 16, 35)

#: Of these measures the smallest that passed is a personal best, of those the largest.
_SMALLEST = (
    "length_most_s",
    "number_within",
    "number_before_s",
    "number_pace_most",
    "number_out",
    "reason_within_s",
    "reason_out",
)
_LARGEST = ("length_least_s", "silence_after_s")


@dataclass(frozen=True, slots=True)
class DrillRecord:
    """One drill.  Counted are the runs that are over and were passed, or in which something was missed: one
    that was left early or could not be measured is neither.  `last` is the newest of them.

    `streak` is how many were passed in a row up to the last one.
    `bests` are values of attempts that passed, by the names of `drills.MEASURES`, and under "cards" the
    most cards passed in one run; `best_cards` has beside it of how many.
    """

    n_runs: int = 0
    n_passed: int = 0
    streak: int = 0
    longest_streak: int = 0
    bests: dict[str, float] = field(default_factory=dict)
    best_cards: tuple[int, int] | None = None
    last: DrillRun | None = None


@dataclass(frozen=True, slots=True)
class DueDrill:
    """A drill that was missed and is to be done again.

    `due_on` is a day of the local time zone; `days_late` is 0 up to that day.
    `box` counts the passes since the miss that came when they were due.
    """

    drill_id: str
    due_on: date
    days_late: int
    box: int


def record_of(runs: Sequence[DrillRun], drill_id: str) -> DrillRecord:
    """What the runs of one drill come to; `runs` are of any drill, the newest first."""
    own = [run for run in runs if run.drill_id == drill_id]
    counted = [run for run in own if run.passed or (run.passed is False and _missed(run))]
    streak = longest = 0
    for run in reversed(counted):
        streak = streak + 1 if run.passed else 0
        longest = max(longest, streak)
    bests = _bests(attempt for run in own for attempt in run.attempts if attempt.outcome == "passed")
    best_cards = _best_cards(own)
    if best_cards is not None:
        bests["cards"] = float(best_cards[0])
    return DrillRecord(
        n_runs=len(counted),
        n_passed=sum(run.passed is True for run in counted),
        streak=streak,
        longest_streak=longest,
        bests=bests,
        best_cards=best_cards,
        last=counted[0] if counted else None,
    )


def due(
    runs: Sequence[DrillRun], drill_ids: Iterable[str], today: date, zone: tzinfo | None = None
) -> list[DueDrill]:
    """The queue of what was missed, the longest overdue first; it holds also what is due on later days.

    A miss puts a drill into it, due that very day; a pass on the day it is due or later moves it on by the
    next of `INTERVALS_DAYS`, and out of the queue after the last.  A pass before that day is practice and
    moves nothing; an outcome that is not known moves nothing either, nor a pass of a day still to come: the
    clock was ahead then.
    `runs` are of any drills, the newest first; days are those of `zone` (None: this computer's).
    """
    wanted = list(dict.fromkeys(drill_ids))
    of_drill: dict[str, list[DrillRun]] = {drill_id: [] for drill_id in wanted}
    for run in reversed(runs):
        if run.drill_id in of_drill:
            of_drill[run.drill_id].append(run)
    found = []
    for drill_id in wanted:
        place = _place(of_drill[drill_id], today, zone)
        if place is not None:
            due_on, box = place
            found.append(DueDrill(drill_id, due_on, max(0, (today - due_on).days), box))
    return sorted(found, key=lambda one: one.due_on)


def _place(runs: Iterable[DrillRun], today: date, zone: tzinfo | None) -> tuple[date, int] | None:
    """When a drill is due and in which box; None where it is not in the queue."""
    due_on, box = None, 0
    day = date.min
    for run in runs:
        for passed, moment in _results(run):
            on = moment.astimezone(zone).date()
            # A clock that was ahead must not put a drill off, and one that was set back hastens nothing.
            is_ahead = on > today
            day = day if is_ahead else max(day, on)
            if not passed:
                due_on, box = day, 0
            elif due_on is not None and day >= due_on and not is_ahead:
                if box == len(INTERVALS_DAYS):
                    due_on = None
                else:
                    due_on = day + timedelta(days=INTERVALS_DAYS[box])
                    box += 1
    if due_on is None:
        return None
    return (today if due_on == date.min else due_on), box


def _missed(run: DrillRun) -> bool:
    return any(attempt.outcome == "missed" for attempt in run.attempts)


def _results(run: DrillRun) -> Iterator[tuple[bool, datetime]]:
    """Each miss, then the pass; a round that was missed and tried again counts as both."""
    for attempt in run.attempts:
        if attempt.outcome == "missed":
            yield False, attempt.created_at
    if run.passed:
        yield True, run.ended_at or run.created_at


def _bests(passed: Iterable[Attempt]) -> dict[str, float]:
    bests: dict[str, float] = {}
    for attempt in passed:
        for measure, value in attempt.values:
            if measure in _SMALLEST:
                bests[measure] = min(value, bests.get(measure, value))
            elif measure in _LARGEST:
                bests[measure] = max(value, bests.get(measure, value))
    return bests


def _best_cards(runs: Iterable[DrillRun]) -> tuple[int, int] | None:
    """The most cards passed in one run, and of how many; of equals the one with the fewest cards."""
    best: tuple[int, int] | None = None
    for run in runs:
        if not run.cards or run.state == "open":
            continue
        last = {attempt.round_: attempt.outcome for attempt in run.attempts if attempt.outcome != "void"}
        n_passed = sum(outcome == "passed" for outcome in last.values())
        if n_passed and (best is None or (n_passed, -run.n_rounds) > (best[0], -best[1])):
            best = n_passed, run.n_rounds
    return best
