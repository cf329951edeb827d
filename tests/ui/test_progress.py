"""The page of practice: real takes in a real library, real clicks and keys, files read back."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from rehearse.errors import RehearseError
from rehearse.library.progress import Point
from rehearse.ui.progress_axes import bounds, day_ticks, ticks
from rehearse.ui.progress_export import COLUMNS, points_csv
from rehearse.ui.progress_measures import Zone, told, zone_of
from rehearse.ui.progress_view import ProgressView
from rehearse.ui.progress_words import minutes_words
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme, choose_theme
from rehearse.ui.window import MainWindow
from tests.helpers.practice import add_scripts, practise
from tests.helpers.views import ViewsStudio

NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[ViewsStudio]:
    made = ViewsStudio(tmp_path)
    yield made
    made.close()


@pytest.fixture
def open_page(
    studio: ViewsStudio, tasks: Tasks, theme: Theme, qtbot: QtBot
) -> Iterator[Callable[[], ProgressView]]:
    made: list[ProgressView] = []

    def build() -> ProgressView:
        page = ProgressView(studio, tasks, theme)
        made.append(page)
        page.set_theme(theme)
        page.resize(1060, 780)
        page.show()
        qtbot.waitUntil(page.isVisible)
        page.refresh()
        qtbot.waitUntil(lambda: not tasks.busy and bool(page.practice.told.text() or page.empty.isVisible()))
        qtbot.wait(50)  # the layouts settle
        return page

    yield build
    for page in made:
        page.close()


def view(page: ProgressView, name: str) -> None:
    button = page.practice.views.findChild(QAbstractButton, f"chart_view_{name}")
    assert button is not None
    button.click()


def point(n: int, length: float | None, **more: object) -> Point:
    made = Point(f"take-{n}", n, NOW + timedelta(hours=n), message_s=length)
    return replace(made, **more)  # type: ignore[arg-type]


# ---- what is shown ---------------------------------------------------------------------------------


def test_takes_are_told_in_figures_and_words(
    open_page: Callable[[], ProgressView], studio: ViewsStudio
) -> None:
    practise(studio.library, 40, scripts=add_scripts(studio.library))
    page = open_page()
    progress = studio.library.progress()
    week = progress.this_week_against_last(datetime.now().astimezone().date())
    tiles = page.practice.tiles
    assert tiles.week.figure.text() == f"{week.this.n_ready} of {week.this.n_scored}"
    assert tiles.minutes.figure.text() == minutes_words(week.this.practice_s)
    assert tiles.streak.figure.text() == str(progress.streak_days(datetime.now().astimezone().date()))
    assert page.count.text().startswith("40 takes since ")
    good = sum(5 <= (one.message_s or 0) <= 20 for one in progress.points)
    assert page.practice.told.text().endswith(f"{good} of 40 takes are in the good zone.")
    assert page.practice.chart is not None
    assert page.practice.chart.accessibleName() == "Length over time"
    assert page.practice.chart.accessibleDescription() == page.practice.told.text()


def test_a_figure_is_chosen_with_the_mouse_and_with_arrow_keys(
    open_page: Callable[[], ProgressView], studio: ViewsStudio, qtbot: QtBot
) -> None:
    practise(studio.library, 12)
    page = open_page()
    tabs = page.practice.tabs.tabs
    qtbot.mouseClick(tabs["pace"], Qt.MouseButton.LeftButton)
    assert page.practice.head.text().startswith("Pace")
    assert page.practice.chart is not None
    paces = [one.wpm for one in studio.library.progress().points]
    assert [value for row in page.practice.chart._rows for value in row.values] == paces
    qtbot.keyClick(tabs["pace"], Qt.Key.Key_Right)
    assert page.practice.tabs.key == "fillers"
    assert page.practice.told.text().startswith("Lately")
    assert "good zone" not in page.practice.told.text(), "the profile judges a share of the words"


def test_a_click_on_a_dot_opens_its_take(
    open_page: Callable[[], ProgressView], studio: ViewsStudio, qtbot: QtBot
) -> None:
    ids = practise(studio.library, 15)
    page = open_page()
    chart = page.practice.chart
    assert chart is not None
    place = chart.dot_place(4).toPoint()
    qtbot.mouseMove(chart.plot.viewport(), place)
    with qtbot.waitSignal(page.open_take) as opened:
        qtbot.mouseClick(chart.plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == [ids[4]]
    with qtbot.assertNotEmitted(page.open_take):
        qtbot.mouseClick(chart.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(2, 2))


def test_arrow_keys_walk_through_the_takes_and_return_opens_one(
    open_page: Callable[[], ProgressView], studio: ViewsStudio, qtbot: QtBot
) -> None:
    ids = practise(studio.library, 9)
    page = open_page()
    chart = page.practice.chart
    assert chart is not None
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    second = studio.library.progress().points[1]
    assert page.practice.pointed.text().startswith(f"{second.message_s:.0f} s")
    assert "take 2 of 9" in chart.accessibleDescription()
    with qtbot.waitSignal(page.open_take) as opened:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert opened.args == [ids[1]]


def test_takes_stand_by_script_and_can_be_narrowed(
    open_page: Callable[[], ProgressView], studio: ViewsStudio, qtbot: QtBot
) -> None:
    scripts = add_scripts(studio.library, ("Short", "Story"))
    practise(studio.library, 30, scripts=scripts, speakers=("Dana", "Lee"))
    page = open_page()
    view(page, "scripts")
    chart = page.practice.chart
    assert chart is not None
    assert {row.name for row in chart._rows} == {"Short", "Story", "Without a script"}
    assert sum(len(row.points) for row in chart._rows) == 30
    choice = page.practice.script_choice
    choice.setFocus()
    qtbot.keyClicks(choice, "Story")
    choice.activated.emit(choice.currentIndex())
    wanted = [one.take_id for one in studio.library.progress().points if one.script_title == "Story"]
    assert [one.take_id for one in page.practice.points] == wanted
    assert [row.name for row in chart._rows] == ["Story"]


def test_what_was_chosen_stays_when_the_takes_are_read_again(
    open_page: Callable[[], ProgressView], studio: ViewsStudio, tasks: Tasks, qtbot: QtBot
) -> None:
    practise(studio.library, 12, speakers=("Dana", "Lee"))
    page = open_page()
    choice = page.practice.speaker_choice
    choice.setCurrentIndex(choice.findData("Lee"))
    choice.activated.emit(choice.currentIndex())
    lees = [one.take_id for one in studio.library.progress().points if one.speaker == "Lee"]
    assert 0 < len(lees) < 12
    assert [one.take_id for one in page.practice.points] == lees
    newest = practise(studio.library, 1, speakers=("Lee",))
    page.refresh()
    qtbot.waitUntil(lambda: not tasks.busy and page.count.text().startswith("13 takes"))
    assert [one.take_id for one in page.practice.points] == [*lees, *newest]
    assert page.practice.chart is not None
    assert [one.take_id for one in page.practice.chart.dots] == [*lees, *newest]
    studio.delete([*lees, *newest])
    page.refresh()
    qtbot.waitUntil(lambda: not tasks.busy and not page.count.text().startswith("13 takes"))
    assert choice.currentIndex() == 0, "nobody of that name is left"
    assert {one.speaker for one in page.practice.points} == {"Dana"}


def test_the_table_sorts_and_opens(
    open_page: Callable[[], ProgressView], studio: ViewsStudio, qtbot: QtBot
) -> None:
    practise(studio.library, 25)
    page = open_page()
    view(page, "table")
    table = page.practice.table
    qtbot.waitUntil(table.isVisible)
    lengths = sorted(one.message_s or 0 for one in studio.library.progress().points)
    header = table.horizontalHeader()
    x = header.sectionViewportPosition(2) + 10
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    first = table._model.point(0).message_s
    assert first in (lengths[0], lengths[-1])
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    assert {first, table._model.point(0).message_s} == {lengths[0], lengths[-1]}
    table.setFocus()
    table.setCurrentIndex(table._model.index(3, 0))
    with qtbot.waitSignal(page.open_take) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [table._model.point(3).take_id]


def test_an_unknown_figure_is_last_in_both_orders(
    open_page: Callable[[], ProgressView], studio: ViewsStudio
) -> None:
    practise(studio.library, 40)
    page = open_page()
    view(page, "table")
    model = page.practice.table._model
    n_unknown = sum(one.number_fraction is None for one in studio.library.progress().points)
    assert n_unknown > 0
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        model.sort(3, order)
        cells = [model.index(row, 3).data() for row in range(40)]
        assert cells[-n_unknown:] == ["–"] * n_unknown
        assert "–" not in cells[:-n_unknown]


def test_without_takes_the_page_says_what_to_do(open_page: Callable[[], ProgressView]) -> None:
    page = open_page()
    assert page.empty.isVisible()
    assert page.empty_title.text() == "Nothing to show yet"
    assert page.practice.chart is None, "nothing imports a plotting library for an empty page"


def cut_short(studio: ViewsStudio, take_ids: list[str]) -> None:
    """Takes of a drill that cut the line."""
    runs = studio.library.drill_runs
    for take_id in take_ids:
        attempt = runs.add_attempt(runs.begin("half", "Half a message", "", 1).id, 0, take_id)
        runs.settle(attempt.id, "missed", ended="cut", cut_s=9.0)


def test_messages_that_a_drill_cut_are_minutes_and_no_dots(
    open_page: Callable[[], ProgressView], studio: ViewsStudio
) -> None:
    practise(studio.library, 12)
    ids = [one.take_id for one in studio.library.progress().points]
    practised_s = studio.library.progress().practice_s()
    cut_short(studio, ids[:4])
    page = open_page()
    assert page.practice.chart is not None
    assert [one.take_id for row in page.practice.chart._rows for one in row.points] == ids[4:]
    assert [one.take_id for one in page.practice.points] == ids[4:]
    assert studio.library.progress().practice_s() == practised_s


def test_somebody_who_only_did_such_drills_is_told_that_there_is_nothing_to_draw(
    open_page: Callable[[], ProgressView], studio: ViewsStudio
) -> None:
    practise(studio.library, 3)
    cut_short(studio, [one.take_id for one in studio.library.progress().points])
    page = open_page()
    assert list(page.practice.points) == []
    assert page.practice.nothing.isVisible()
    assert page.practice.nothing.text()
    assert page.count.text().startswith("3 takes since ")
    assert int(page.practice.tiles.streak.figure.text()) >= 0


def test_the_best_take_is_opened_from_its_tile(
    open_page: Callable[[], ProgressView], studio: ViewsStudio, qtbot: QtBot
) -> None:
    practise(studio.library, 30)
    page = open_page()
    best = studio.library.progress().best_take()
    assert best is not None
    with qtbot.waitSignal(page.open_take) as opened:
        qtbot.mouseClick(page.practice.tiles.best_button, Qt.MouseButton.LeftButton)
    assert opened.args == [best.take_id]


# ---- files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_the_picture_has_the_chart_in_the_colours_of_now(
    shade: str, open_page: Callable[[], ProgressView], studio: ViewsStudio, tmp_path: Path, qtbot: QtBot
) -> None:
    practise(studio.library, 20)
    page = open_page()
    theme = choose_theme(shade)  # type: ignore[arg-type]
    page.set_theme(theme)
    path = tmp_path / "chart.png"
    with qtbot.waitSignal(page.told) as told_:
        page.save_picture(path)
    assert told_.args == ["Saved as chart.png."]
    image = QImage(str(path))
    assert (image.width() > 1400, image.height() > 500) == (True, True)
    ground = theme.colour("surface").rgb()
    assert image.pixel(3, 3) == ground
    pixels = [image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)]
    assert 0.5 < pixels.count(ground) / len(pixels) < 0.95, "neither empty nor filled"
    zone = theme.mix("good", 0.13).rgb()
    assert pixels.count(zone) > len(pixels) / 20, "the good zone is shaded"
    accent = QColor(theme.colour("accent"))
    near = [one for one in set(pixels) if _close(QColor(one), accent)]
    assert near, "dots and line are in the accent"


def _close(one: QColor, other: QColor) -> bool:
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return all(abs(a - b) < 12 for a, b in pairs)


def test_the_table_file_reads_back(
    open_page: Callable[[], ProgressView], studio: ViewsStudio, tmp_path: Path, qtbot: QtBot
) -> None:
    ids = practise(studio.library, 12, scripts=add_scripts(studio.library))
    studio.library.rename(ids[0], "=cmd|' /C calc'!A1")
    page = open_page()
    path = tmp_path / "figures.csv"
    with qtbot.waitSignal(page.told):
        page.save_table(path)
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    points = studio.library.progress().points
    assert tuple(rows[0]) == COLUMNS
    assert [row["take_id"] for row in rows] == ids
    assert [float(row["message_s"]) for row in rows] == [one.message_s for one in points]
    assert [row["script"] for row in rows] == [one.script_title for one in points]
    assert [row["number_fraction"] == "" for row in rows] == [one.number_fraction is None for one in points]
    assert rows[0]["title"].startswith("'="), "no spreadsheet runs a title"


def test_a_file_that_cannot_be_written_is_told(
    open_page: Callable[[], ProgressView], studio: ViewsStudio, tmp_path: Path, qtbot: QtBot
) -> None:
    practise(studio.library, 3)
    page = open_page()
    with qtbot.waitSignal(page.failed) as failed:
        page.save_table(tmp_path / "not there" / "figures.csv")
    error = failed.args[0]
    assert isinstance(error, RehearseError)
    assert str(error).startswith("figures.csv could not be written: ")


# ---- axes and words --------------------------------------------------------------------------------


def test_one_forgotten_recorder_does_not_press_the_others_flat() -> None:
    values = [18.0, 20.0, 22.0, 19.0, 600.0]
    low, high = bounds("length", values, Zone(5, 20))
    assert low == 0
    assert 22 < high < 120


@pytest.mark.parametrize("key", ["length", "number", "pitch", "reasons", "pace", "fillers"])
def test_an_axis_has_a_few_round_values(key: str) -> None:
    low, high = bounds(key, [31.0, 18.0, 22.5], None)  # type: ignore[arg-type]
    written = ticks(key, low, high)  # type: ignore[arg-type]
    assert 2 <= len(written) <= 7
    assert all(low <= value <= high for value, _text in written)
    assert len({text for _value, text in written}) == len(written)


def test_days_stand_in_the_order_of_the_takes_when_the_clock_was_set_back() -> None:
    points = [
        point(1, 20.0),
        point(2, 20.0, created_at=datetime(2001, 3, 1, 12, tzinfo=UTC)),
        point(3, 20.0),
    ]
    assert day_ticks(points, NOW) == [(0.0, "26 Nov"), (1.0, "1 Mar 2001"), (2.0, "26 Nov")]


def test_the_chart_in_words() -> None:
    zone = Zone(5, 20)
    assert told("length", [], zone) == "No take here has this figure yet."
    assert told("length", [18.0], zone) == "One take: 18 s. 1 of 1 take is in the good zone."
    better = [40.0 if n < 6 else 18.0 for n in range(12)]
    assert told("length", better, zone) == (
        "Lately 18 s; your first takes: 40 s. 6 of 12 takes are in the good zone."
    )


def test_a_profile_without_a_number_has_no_zone_for_it(studio: ViewsStudio) -> None:
    assert zone_of("number", studio.profile("short")) == Zone(None, 50.0)
    profiles = [one for one in studio.profiles.values() if not one.wants_number]
    assert profiles
    assert zone_of("number", profiles[0]) is None


def test_a_count_that_is_unknown_is_an_empty_cell() -> None:
    row = points_csv([point(1, 18.25)]).splitlines()[1]
    assert row.split(",")[COLUMNS.index("message_s")] == "18.25"
    assert row.split(",")[COLUMNS.index("n_pitch")] == ""


# ---- in the window ---------------------------------------------------------------------------------


def test_a_key_shows_the_page_and_a_dot_opens_the_review(
    studio: ViewsStudio, tasks: Tasks, theme: Theme, qtbot: QtBot
) -> None:
    take_id = studio.add_take("hi dana it's bob five five five oh one two three", "Short")
    window = MainWindow(studio, tasks, theme)
    window.show()
    qtbot.waitUntil(lambda: window._begun and not tasks.busy, timeout=20_000)
    qtbot.keyClick(window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    assert window.page == "progress"
    page = window.pages.get("progress")
    qtbot.waitUntil(lambda: not tasks.busy and bool(page.practice.told.text()), timeout=20_000)
    assert window.rail.buttons["progress"].isChecked()
    page.practice.chart.setFocus()
    qtbot.keyClick(page.practice.chart, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page == "review" and window.review.review is not None, timeout=20_000)
    assert window.review.review is not None
    assert window.review.review.take.id == take_id
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.page == "progress"
    qtbot.waitUntil(lambda: not tasks.busy, timeout=20_000)
    window.close()


def test_an_empty_call_log_is_no_higher_than_what_stands_in_it(
    open_page: Callable[[], ProgressView], studio: ViewsStudio, tasks: Tasks, qtbot: QtBot
) -> None:
    practise(studio.library, 12, scripts=add_scripts(studio.library))
    page = open_page()
    page.show_tab("calls")
    qtbot.waitUntil(lambda: not tasks.busy and page.calls.empty.isVisible())
    qtbot.wait(50)  # the layouts settle
    entry, head = page.calls.entry, page.calls.entry.head
    needed = entry.heightForWidth(entry.width()) if entry.hasHeightForWidth() else entry.sizeHint().height()
    assert entry.height() <= needed + 2
    gap = entry.day.mapTo(entry, QPoint(0, 0)).y() - head.mapTo(entry, QPoint(0, head.height())).y()
    assert gap < 60, "the fields stand under their heading"
    assert page.first_control.isChecked(), "coming back, the keyboard is at the tab in sight"  # type: ignore[attr-defined]
    page.show_tab("practice")
    qtbot.waitUntil(page.practice.isVisible)
    assert not page.calls.isVisible()
