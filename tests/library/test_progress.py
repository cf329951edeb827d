"""Progress: days, weeks, streaks and the best take, also where clocks and zones play tricks."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.library.database import Database
from rehearse.library.ids import new_id
from rehearse.library.library import Library
from rehearse.library.progress import Point, Progress, best_rule, rolling_median

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
THURSDAY = date(2026, 11, 26)


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def points(*moments: datetime, **more: Any) -> list[Point]:
    return [
        Point(f"take-{n}", n, moment, duration_s=20.0, **more) for n, moment in enumerate(moments, start=1)
    ]


def on(*days: date) -> Progress:
    return Progress(points(*map(at, days)), UTC)


def ago(n: int) -> date:
    return THURSDAY - timedelta(days=n)


def test_takes_stand_in_the_order_they_were_made_though_the_clock_was_set_back() -> None:
    moments = [at(ago(1)), datetime(2001, 1, 1, tzinfo=UTC), at(ago(0)), at(ago(0), 11)]
    progress = Progress(reversed(points(*moments)), UTC)
    assert [point.seq for point in progress.points] == [1, 2, 3, 4]
    assert progress.n_clock_set_back() == 2
    assert progress.streak_days(THURSDAY) == 2, "the take of 2001 breaks no streak"


@pytest.mark.parametrize(
    ("days", "streak"),
    [
        ([], 0),
        ([0], 1),
        ([0, 0, 0], 1),
        ([1], 1),  # today is not over yet
        ([2], 0),
        ([0, 1, 2, 4, 5], 3),
        ([1, 2, 3], 3),
        ([-1], 0),  # tomorrow, by a clock that was ahead
        ([0, -1, -2, 1], 2),
    ],
)
def test_a_streak_runs_up_to_today(days: list[int], streak: int) -> None:
    assert on(*(ago(n) for n in days)).streak_days(THURSDAY) == streak


@given(st.sets(st.integers(0, 60)))
def test_the_longest_streak_is_counted_out(days: set[int]) -> None:
    text = "".join("x" if n in days else " " for n in range(61))
    assert on(*(ago(n) for n in days)).longest_streak_days() == max(map(len, text.split()), default=0)


def test_a_day_is_the_readers_own() -> None:
    """A quarter past midnight in Berlin is still yesterday in New York."""
    moments = points(datetime(2026, 11, 24, 23, 15, tzinfo=UTC), datetime(2026, 11, 25, 23, 15, tzinfo=UTC))
    assert Progress(moments, BERLIN).days == [date(2026, 11, 25), date(2026, 11, 26)]
    assert Progress(moments, NEW_YORK).days == [date(2026, 11, 24), date(2026, 11, 25)]
    assert Progress(moments, BERLIN).streak_days(THURSDAY) == 2
    assert Progress(moments, UTC).days == [date(2026, 11, 24), date(2026, 11, 25)]


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), UTC])
@pytest.mark.parametrize("year", [2025, 2026])
def test_a_change_of_the_clocks_breaks_no_streak(zone: Any, year: int) -> None:
    """A take at the first and at the last minute of every day of the year: days of 23 and 25 hours too."""
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range(365)]
    early = [datetime(d.year, d.month, d.day, 0, 1, tzinfo=zone).astimezone(UTC) for d in days]
    late = [datetime(d.year, d.month, d.day, 23, 59, tzinfo=zone).astimezone(UTC) for d in days]
    for moments in (early, late):
        progress = Progress(points(*moments), zone)
        assert progress.days == days
        assert progress.streak_days(days[-1]) == 365
    both = Progress(points(*sorted([*early, *late])), zone)
    assert both.practice_s(days[80], days[90]) == 11 * 2 * 20.0


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
ZONES = st.sampled_from([UTC, BERLIN, NEW_YORK, ZoneInfo("Asia/Kathmandu"), ZoneInfo("Pacific/Kiritimati")])


@given(st.lists(MOMENTS, max_size=25), ZONES, st.dates(date(2020, 1, 2), date(2030, 1, 1)))
def test_whatever_the_clocks_say_the_figures_add_up(moments: list[datetime], zone: Any, today: date) -> None:
    progress = Progress(points(*moments), zone)
    assert [point.created_at for point in progress.points] == moments
    streak = progress.streak_days(today)
    assert 0 <= streak <= progress.longest_streak_days() <= len(moments)
    last = today if today in progress.days else today - timedelta(days=1)
    assert all(last - timedelta(days=n) in progress.days for n in range(streak))
    assert last - timedelta(days=streak) not in progress.days
    parts = progress.practice_s(until=today), progress.practice_s(since=today + timedelta(days=1))
    assert sum(parts) == progress.practice_s() == 20.0 * len(moments)
    weeks = progress.this_week_against_last(today)
    assert weeks.monday.isocalendar().weekday == 1
    both = progress.of(since=weeks.monday - timedelta(days=7), until=today).summary()
    assert weeks.this.n_takes + weeks.last.n_takes == both.n_takes
    assert weeks.last_so_far.n_takes <= weeks.last.n_takes


@pytest.fixture
def in_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of a program cannot be set here")
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Pacific/Kiritimati"  # fourteen hours ahead
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def test_without_a_zone_it_is_this_computers(in_zone: None) -> None:
    assert Progress(points(datetime(2026, 11, 25, 11, 0, tzinfo=UTC))).days == [date(2026, 11, 26)]


def test_practice_is_what_was_recorded_between_two_days() -> None:
    progress = on(ago(3), ago(2), ago(2), ago(0))
    assert progress.practice_s() == 80.0
    assert progress.practice_s(ago(2), ago(1)) == 40.0
    assert progress.practice_s(since=ago(1)) == 20.0
    assert Progress([Point("t", 1, at(THURSDAY))], UTC).practice_s() == 0.0


def test_this_week_is_set_against_last() -> None:
    monday = date(2026, 11, 23)
    days = [
        monday,
        THURSDAY,
        THURSDAY + timedelta(days=1),  # by a clock that was ahead
        monday - timedelta(days=1),  # Sunday of last week
        monday - timedelta(days=4),
        monday - timedelta(days=7),
        monday - timedelta(days=8),  # the week before that
    ]
    weeks = on(*days).this_week_against_last(THURSDAY)
    assert weeks.monday == monday
    assert (weeks.this.n_takes, weeks.last.n_takes, weeks.last_so_far.n_takes) == (2, 3, 2)
    assert weeks.this.practice_s == 40.0
    assert on(*days).this_week_against_last(monday).last_so_far.n_takes == 1


def test_measures_are_medians_of_what_is_known() -> None:
    progress = Progress(
        [
            Point("a", 1, at(THURSDAY), wpm=140.0, n_pitch=3, ready=False),
            Point("b", 2, at(THURSDAY), wpm=160.0, n_pitch=None, ready=True),
            Point("c", 3, at(THURSDAY), wpm=None, n_pitch=0, ready=None),
        ],
        UTC,
    )
    summary = progress.summary()
    assert (summary.n_takes, summary.n_scored, summary.n_ready) == (3, 2, 1)
    assert (summary.wpm, summary.n_pitch, summary.n_fillers) == (150.0, 1.5, None)
    assert [(point.take_id, value) for point, value in progress.series("n_pitch")] == [("a", 3), ("c", 0)]


def scored(seq: int, **more: Any) -> Point:
    known: dict[str, Any] = {"n_off": 0, "ready": True, "n_pitch": 0, "n_reasons": 1, "number_fraction": 0.3}
    return Point(f"take-{seq}", seq, at(THURSDAY), **{**known, **more})


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({}, {"n_off": 1, "ready": False}),
        ({"n_off": 1, "n_pitch": 5}, {"n_off": 2}),
        ({"n_pitch": 0, "n_reasons": 0}, {"n_pitch": 1}),
        ({"n_pitch": 4}, {"n_pitch": None}),
        ({"number_fraction": 0.9}, {"n_reasons": 0}),
        ({"number_fraction": 0.9}, {"n_reasons": None}),
        ({"number_fraction": 0.2}, {"number_fraction": 0.3}),
        ({"number_fraction": 0.9}, {"number_fraction": None}),
    ],
)
def test_the_best_take_is_found_by_its_rule(better: dict[str, Any], worse: dict[str, Any]) -> None:
    for first, second in ((better, worse), (worse, better)):
        progress = Progress([scored(1, **first), scored(2, **second)], UTC)
        best = progress.best_take()
        assert best is not None
        assert best.seq == (1 if first is better else 2)


def test_of_equal_takes_the_newest_is_the_best() -> None:
    best = Progress([scored(1), scored(2), Point("unscored", 3, at(THURSDAY))], UTC).best_take()
    assert best is not None
    assert best.seq == 2
    assert Progress([Point("unscored", 3, at(THURSDAY))], UTC).best_take() is None
    assert "fewest checks to fix" in best_rule()


def test_scripts_and_speakers_are_told_apart() -> None:
    progress = Progress(
        [
            scored(1, script_root="a", script_title="A", speaker="Kim"),
            scored(2, script_root="b", script_title="B", speaker="alex"),
            scored(3, speaker="Kim"),
            scored(4, script_root="a", script_title="A", n_pitch=2),
        ],
        UTC,
    )
    assert [(one.title, one.summary.n_takes) for one in progress.by_script()] == [("A", 2), ("", 1), ("B", 1)]
    assert progress.speakers() == ["alex", "Kim"]
    assert [point.seq for point in progress.of(script_root="a").points] == [1, 4]
    assert [point.seq for point in progress.of(script_root="").points] == [3]
    assert [point.seq for point in progress.of(speaker="Kim", since=THURSDAY, until=THURSDAY).points] == [
        1,
        3,
    ]


@given(st.lists(st.floats(0, 100), max_size=30), st.integers(1, 7))
def test_a_rolling_median_looks_back_only(values: list[float], n: int) -> None:
    found = rolling_median(values, n)
    assert len(found) == len(values)
    for end, value in enumerate(found, start=1):
        assert value == median(values[max(0, end - n) : end])


def fill(folder: Path, *takes: dict[str, Any]) -> None:
    Library.open(folder).close()
    database = Database(folder / "library.db")
    with database.writing() as connection:
        for number, take in enumerate(takes, start=1):
            take_id = take.get("id", new_id())
            row = {
                "id": take_id,
                "created_at": at(THURSDAY).isoformat(timespec="microseconds"),
                "state": "scored",
                "audio_path": f"audio/2026/{number}.wav",
                "rate_hz": 16_000,
                "n_frames": 160_000,
                "ready": 1,
                "bands": '{"length":"good","pitch":"off","phone":"off"}',
                **{key: value for key, value in take.items() if key != "measures"},
            }
            names = ", ".join(row)
            connection.execute(
                f"INSERT INTO takes ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values())
            )
            if "measures" in take:
                measures = {
                    "take_id": take_id,
                    "model_id": "m",
                    "basis": "b",
                    "n_words": 9,
                    **take["measures"],
                }
                connection.execute(
                    f"INSERT INTO measures ({', '.join(measures)}) VALUES ({', '.join('?' * len(measures))})",
                    list(measures.values()),
                )
    database.close()


def test_rows_become_points(tmp_path: Path) -> None:
    whole = {"wpm": 150.5, "number_fraction": 0.4, "number_late": 0, "n_pitch": 2, "n_reasons": 1}
    fill(
        tmp_path,
        {"message_s": 18.5, "speaker": "Kim", "title": "T", "measures": {**whole, "n_fillers": 3}},
        {"measures": {}},
        {"state": "recorded", "ready": None, "bands": None},
        {"deleted_at": at(THURSDAY).isoformat()},
        {"state": "recording", "n_frames": 0, "ready": None},
        {"state": "failed", "n_frames": 0, "rate_hz": None, "ready": None},
    )
    with Library.open(tmp_path) as library:
        first, unknown, unscored = library.progress().points
    assert (first.wpm, first.number_fraction, first.number_late) == (150.5, 0.4, False)
    assert (first.n_pitch, first.n_reasons, first.n_fillers) == (2, 1, 3)
    assert (first.message_s, first.duration_s, first.speaker, first.title) == (18.5, 10.0, "Kim", "T")
    assert (first.n_off, first.ready, first.created_at) == (2, True, at(THURSDAY))
    assert (unknown.wpm, unknown.number_late, unknown.n_pitch, unknown.n_off) == (None, None, None, 2)
    assert (unscored.ready, unscored.n_off, unscored.duration_s) == (None, None, 10.0)


def test_all_versions_are_one_script_and_a_lost_one_is_still_told_apart(tmp_path: Path) -> None:
    fill(tmp_path)
    with Library.open(tmp_path) as library:
        script = library.scripts.add("one", title="Copier")
        library.begin_take(script_id=script.id)
        second = library.scripts.change(script.id, text="two")
        assert second.id != script.id
    fill(tmp_path, {"script_id": script.id}, {"script_id": second.id}, {"script_id": "gone"}, {})
    with Library.open(tmp_path) as library:
        found = [(point.script_root, point.script_title) for point in library.progress().points]
    assert found == [(script.id, "Copier"), (script.id, "Copier"), ("gone", ""), ("", "")]
