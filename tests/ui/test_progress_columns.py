"""Choices among the takes of a reading say what the library itself says of them."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from statistics import median

import numpy as np
import pytest

from rehearse.library.progress import Point, Progress
from rehearse.ui.progress_axes import bounds
from rehearse.ui.progress_chart import rolling_middle
from rehearse.ui.progress_columns import Columns, Reading
from rehearse.ui.progress_measures import MEASURES, Zone, told, value_of

NOW = datetime(2026, 6, 3, 15, tzinfo=UTC)  # a Wednesday


def made_up(n: int, seed: int) -> Progress:
    """Takes with everything that can be unknown unknown in some, and a clock that was set back."""
    chance = random.Random(seed)

    def maybe(value: float) -> float | None:
        return None if chance.random() < 0.2 else value

    points = []
    for seq in range(n):
        ready = maybe(chance.random() < 0.5)
        points.append(
            Point(
                f"take-{seq}",
                seq,
                NOW - timedelta(days=chance.choice((0, 0, 1, 2, 3, 4, 6, 7, 8, 9, 12, 40, 400, -1))),
                script_root=chance.choice(("", "a", "b", "c")),
                script_title=chance.choice(("One", "Two")),
                speaker=chance.choice(("", "Kim", "Bob")),
                duration_s=maybe(chance.uniform(3, 60)),
                message_s=maybe(chance.uniform(2, 50)),
                number_fraction=maybe(chance.random()),
                n_pitch=chance.choice((None, 0, 1, 2)),
                n_reasons=chance.choice((None, 0, 1)),
                wpm=maybe(chance.uniform(90, 200)),
                n_fillers=chance.choice((None, 0, 3)),
                n_off=None if ready is None else chance.randrange(3),
                ready=None if ready is None else bool(ready),
                is_whole=chance.random() < 0.8,
            )
        )
    return Progress(points, UTC)


@pytest.mark.parametrize(("n", "seed"), [(0, 0), (1, 1), (2, 2), (9, 3), (60, 4), (300, 5)])
def test_they_agree_with_the_library(n: int, seed: int) -> None:
    progress, today = made_up(n, seed), NOW.date()
    columns = Columns(progress)
    for script in (None, "", "b", "gone"):
        for speaker in (None, "", "Kim", "gone"):
            chosen = progress.of(script_root=script, speaker=speaker)
            rows = columns.of(script_root=script, speaker=speaker)
            assert list(columns.picked(rows)) == list(chosen.points)
            assert columns.days(rows) == set(chosen.days)
            assert columns.best(rows) == chosen.best_take()
            weeks = chosen.this_week_against_last(today)
            for days, week in (
                ((weeks.monday, today), weeks.this),
                ((weeks.monday - timedelta(days=7), weeks.monday - timedelta(days=1)), weeks.last),
            ):
                found = columns.practised(rows, *days)
                assert (found.n_ready, found.n_scored) == (week.n_ready, week.n_scored)
                assert found.practice_s == pytest.approx(week.practice_s)
            for since in (None, today - timedelta(days=7), date.max):
                charted = columns.charted(rows, since)
                whole = chosen.of(since=since).whole
                assert tuple(columns.picked(charted)) == whole
                for key in MEASURES:
                    known = [value for one in whole if (value := value_of(key, one)) is not None]
                    assert columns.values[key][columns.measured(key, charted)].tolist() == known


def test_takes_stand_by_script_the_one_with_the_most_first() -> None:
    progress = made_up(200, 6)
    columns = Columns(progress)
    rows = columns.charted(columns.of(), None)
    groups: dict[str, list[Point]] = {}
    for point in progress.whole:
        groups.setdefault(point.script_root, []).append(point)
    wanted = sorted(groups.values(), key=len, reverse=True)
    assert [list(columns.picked(one)) for one in columns.by_script(rows, 8)] == wanted
    assert [list(columns.picked(one)) for one in columns.by_script(rows, 2)] == wanted[:2]
    assert columns.by_script(columns.of(speaker="gone"), 8) == []


def test_some_of_the_takes_are_a_sequence_like_any_other() -> None:
    progress = made_up(20, 7)
    some = Columns(progress).picked(np.array([3, 5, 11]))
    wanted = [progress.points[at] for at in (3, 5, 11)]
    assert (len(some), list(some), list(reversed(some))) == (3, wanted, wanted[::-1])
    assert (some[-1], list(some[1:]), wanted[1] in some) == (wanted[2], wanted[1:], True)


def test_what_can_be_chosen_is_read_beforehand() -> None:
    progress = made_up(50, 8)
    reading = Reading.of(progress, None)
    assert [root for root, _name in reading.scripts][-1] == "", "takes without a script come last"
    assert dict(reading.scripts)[""] == "Without a script"
    newest = next(point for point in reversed(progress.points) if point.script_root == "a")
    assert dict(reading.scripts)["a"] == newest.script_title
    assert reading.speakers == ("Bob", "Kim")


@pytest.mark.parametrize(("n", "window", "step"), [(1, 5, 1), (4, 5, 1), (5, 5, 1), (40, 5, 3), (90, 14, 7)])
def test_the_line_is_the_middle_of_the_takes_up_to_each_dot(n: int, window: int, step: int) -> None:
    chance = random.Random(n)
    values = [chance.uniform(1, 40) for _take in range(n)]
    places = list(range(n - 1, -1, -step))[::-1]
    wanted = [median(values[max(0, at + 1 - window) : at + 1]) for at in places]
    assert rolling_middle(np.array(values), np.array(places), window).tolist() == wanted


def test_an_array_is_told_and_measured_like_a_list() -> None:
    chance = random.Random(9)
    values = [chance.uniform(2, 50) for _take in range(33)]
    for zone in (None, Zone(5.0, 20.0), Zone(None, 12.5), Zone(values[0], None), Zone(values[3], values[3])):
        assert told("length", np.array(values), zone) == told("length", values, zone)
        assert bounds("length", np.array(values), zone) == bounds("length", values, zone)
        if zone is not None:
            assert zone.n_held(values) == sum(zone.holds(value) for value in values)
    assert bounds("pitch", [], None) == (-0.6, 3.6)
