"""Takes of drills in lists, searches and figures."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from rehearse.analysis.drills import Drill
from rehearse.exchange import take_list
from rehearse.library.filters import ANY_DRILL, TakeFilter
from rehearse.library.library import Library
from rehearse.library.progress import Point, Progress
from tests.helpers.drill_runs import FREE, GIVEN, begin, done, record
from tests.helpers.messages import audio_message


def score(library: Library, take_id: str) -> None:
    message = audio_message(library.take(take_id).audio_path)
    assert message.transcript is not None
    library.save_result(take_id, message.transcript, message.analysis.scorecard)


def scored_take(library: Library) -> str:
    take_id = record(library)
    score(library, take_id)
    return take_id


def drilled(library: Library, drill: Drill = FREE, ended: str = "speaker") -> str:
    take_id = done(library, "missed", drill, ended=ended).attempts[0].take_id
    assert take_id is not None
    score(library, take_id)
    return take_id


def test_a_take_tells_the_drill_it_was_made_for(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        plain, free, given = scored_take(library), drilled(library), drilled(library, GIVEN)
        titles = {take.id: take.drill_title for take in library.takes()}
        assert titles == {plain: "", free: "Free", given: "Given"}
        newest = library.takes()[0]
        assert take_list.to_dict(newest)["drill_title"] == "Given"
        assert ",Given," in take_list.to_csv([newest])
        (run, _attempt) = library.drill_runs.of_take(given) or pytest.fail("no run")
        library.drill_runs.delete([run.id])
        assert library.takes()[0].drill_title == ""
        library.drill_runs.restore([run.id])
        assert library.takes()[0].drill_title == "Given"


def test_takes_are_found_by_their_drill(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        plain, free, given = scored_take(library), drilled(library), drilled(library, GIVEN)

        def found(**asked: object) -> list[str]:
            return [take.id for take in library.find(TakeFilter(**asked))]  # type: ignore[arg-type]

        assert found() == [given, free, plain]
        assert found(drill=ANY_DRILL) == [given, free]
        assert found(drill="free") == [free]
        assert found(drill="never done") == []
        assert found(drill="free", text="dana") == [free]
        assert found(drill="free", text="pineapple") == []
        library.delete([free])
        assert found(drill="free") == []
        assert found(drill="free", deleted=True) == [free]


def test_a_part_of_a_message_is_practice_and_nothing_else(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        plain, whole = scored_take(library), drilled(library)
        cut, given = drilled(library, ended="cut"), drilled(library, GIVEN)
        unsettled = scored_take(library)
        library.drill_runs.add_attempt(begin(library).id, 0, unsettled)
        progress = library.progress()
        assert [point.take_id for point in progress.points] == [plain, whole, cut, given, unsettled]
        assert [point.take_id for point in progress.whole] == [plain, whole]
        assert [point.take_id for point, _value in progress.series("n_pitch")] == [plain, whole]
        summary = progress.summary()
        assert (summary.n_takes, summary.n_parts, summary.n_scored) == (2, 3, 2)
        assert summary.practice_s == pytest.approx(5 * 0.1)
        (script,) = progress.by_script()
        assert (script.summary.n_takes, script.summary.n_parts) == (2, 0)
        best = progress.best_take()
        assert best is not None
        assert best.take_id == whole, "the newest of equals that is a whole message"


def test_a_day_of_drills_keeps_the_streak() -> None:
    today = date(2026, 11, 26)

    def point(seq: int, days_ago: int, *, is_whole: bool) -> Point:
        moment = datetime(2026, 11, 26, 12, tzinfo=UTC) - timedelta(days=days_ago)
        return Point(str(seq), seq, moment, duration_s=10.0, n_off=0, ready=True, is_whole=is_whole)

    progress = Progress(
        [point(1, 2, is_whole=True), point(2, 1, is_whole=False), point(3, 0, is_whole=False)], UTC
    )
    assert progress.streak_days(today) == progress.longest_streak_days() == 3
    assert progress.practice_s(since=today) == 10.0
    weeks = progress.this_week_against_last(today)
    assert (weeks.this.n_takes, weeks.this.n_ready, weeks.this.practice_s) == (1, 1, 30.0)


def test_a_part_of_a_message_is_no_pace_and_nothing_to_compare_with(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        plain, whole = scored_take(library), drilled(library)
        cut = drilled(library, ended="cut")
        last = scored_take(library)
        connection = sqlite3.connect(tmp_path / "library.db")
        for wpm, take_id in enumerate((plain, whole, cut, last), start=101):
            connection.execute("UPDATE measures SET wpm = ? WHERE take_id = ?", (wpm, take_id))
        connection.commit()
        connection.close()
        assert library.paces.of("") == [104, 102, 101]
        previous = library.previous(last)
        assert previous is not None
        assert previous.id == whole
