"""The page of the drills in the window: what is offered, chosen and begun, and what became of it before."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from rehearse.ui.drill_plan import DrillPlan
from rehearse.ui.drill_running import Begun, Wanted
from rehearse.ui.theme import choose_theme
from rehearse.ui.window import MainWindow
from tests.helpers.drills_done import CARDS, do, leave_unfinished
from tests.helpers.fake_drill_runner import FakeDrillRunner
from tests.helpers.views import ViewsStudio
from tests.ui.drills_helpers import (
    CTRL,
    Opener,
    ago,
    missed,
    open_page,
    press,
    settle,
    studio,
    titles,
    window,
)

__all__ = ["open_page", "settle", "studio", "window"]


# ---- what is offered -------------------------------------------------------------------------------


def test_the_first_of_the_course_is_offered_and_return_starts_it(
    window: MainWindow, open_page: Opener, settle: Callable[[], None]
) -> None:
    view, told = open_page()
    assert titles(view)[:2] == ["Twenty seconds", "Number first"]
    assert len(titles(view)) == 11
    assert view.detail.title.text() == "Twenty seconds"
    assert view.detail.why.text() == "New to you"
    assert view.detail.asked.findChild(object, "drill_asked").text() == "The message takes 5 to 20 seconds."
    assert view.list.hasFocus()
    press(window, Qt.Key.Key_Return)
    settle()
    assert told.plans == [DrillPlan("twenty-seconds")]


def test_what_was_missed_is_due_first_and_the_longest_overdue_is_offered(
    studio: ViewsStudio, open_page: Opener
) -> None:
    missed(studio, "ladder", ago(days=1))
    missed(studio, "no-pitch", ago(days=3))
    do(studio, "number-first", ago(days=1), [(0, "passed", (("number_within", 0.31),), "")])
    view, _told = open_page()
    assert titles(view)[:3] == ["No pitch", "Ladder", "Twenty seconds"]
    assert view.tally.text() == "2 due today"
    assert view.detail.title.text() == "No pitch"
    assert view.detail.why.text().startswith("Due today, missed on ")
    heads = [view.list.drills.index(row).data(Qt.ItemDataRole.UserRole + 2) for row in range(4)]
    assert heads == ["Due today", "", "All others", ""]
    number = view.list.drills.index(titles(view).index("Number first"))
    assert number.data(Qt.ItemDataRole.AccessibleTextRole) == (
        "Number first. Passed yesterday  ·  best 31 %. 1 of the last 1 passed"
    )


def test_the_arrows_bring_another_drill_into_sight_and_space_starts_it(
    window: MainWindow, open_page: Opener, settle: Callable[[], None]
) -> None:
    view, told = open_page()
    press(window, Qt.Key.Key_Down)
    assert view.detail.title.text() == "Number first"
    assert view.detail.why.text() == "Not tried yet"
    press(window, Qt.Key.Key_Space)
    settle()
    assert [plan.drill_id for plan in told.plans] == ["number-first"]
    press(window, Qt.Key.Key_D, CTRL)
    assert view.detail.title.text() == "Twenty seconds"


def test_after_a_drill_the_next_one_is_offered(
    window: MainWindow, studio: ViewsStudio, open_page: Opener, settle: Callable[[], None]
) -> None:
    view, _told = open_page()
    press(window, Qt.Key.Key_Return)
    settle()
    do(studio, "twenty-seconds", ago(minutes=1), [(0, "passed", (("length_most_s", 17.2),), "")])
    window.show_page("stage")
    window.show_page("drills")
    settle()
    assert view.detail.title.text() == "Number first"
    assert view.tally.text() == "1 passed today"
    # Looking at another one and coming back from a take does not lead away from it.
    view.list.choose("ladder")
    window.show_page("stage")
    window.show_page("drills")
    settle()
    assert view.detail.title.text() == "Ladder"


# ---- an unfinished run -------------------------------------------------------------------------------


def test_an_unfinished_run_is_gone_on_with_before_all_else(
    window: MainWindow, studio: ViewsStudio, open_page: Opener
) -> None:
    missed(studio, "no-pitch", ago(days=3))
    run = leave_unfinished(studio, ago())
    view, told = open_page()
    assert titles(view)[0] == "Call block"
    assert view.list.drills.about(view.list.drills.entries[0]) == f"Go on with card 3 of {len(CARDS)}"
    assert view.detail.start_button.text().strip() == "Go on"
    assert not view.detail.choices.isVisible()
    press(window, Qt.Key.Key_Return)
    assert told.resumed == [run.id]
    assert told.plans == []


def test_an_unfinished_run_is_ended_there_and_taken_back(
    window: MainWindow, studio: ViewsStudio, open_page: Opener, settle: Callable[[], None]
) -> None:
    run = leave_unfinished(studio, ago())
    view, _told = open_page()
    view.detail.leave_button.click()
    settle()
    assert studio.library.drill_runs.get(run.id).state == "left"
    assert view.detail.start_button.text().strip() == "Start"
    banner = window.banners.shown[-1]
    assert banner.text_label.text() == "“Call block” was ended there."
    assert banner.action_button is not None
    banner.action_button.click()
    settle()
    assert studio.library.drill_runs.get(run.id).state == "open"
    assert view.detail.start_button.text().strip() == "Go on"


def test_beginning_anew_ends_the_unfinished_run_first(
    studio: ViewsStudio, open_page: Opener, settle: Callable[[], None]
) -> None:
    run = leave_unfinished(studio, ago())
    view, told = open_page()
    view.detail.anew_button.click()
    settle()
    assert studio.library.drill_runs.get(run.id).state == "left"
    assert [plan.drill_id for plan in told.plans] == ["call-block"]


def test_return_on_the_page_begins_the_drill_in_the_window_and_it_comes_back_with_its_result(
    window: MainWindow, studio: ViewsStudio, settle: Callable[[], None], qtbot: QtBot
) -> None:
    drill = studio.drills["twenty-seconds"]
    runner, wanted = FakeDrillRunner(drill), []

    def begin(_studio: object, asked: object) -> Begun:
        wanted.append(asked)
        return Begun(runner)

    window.drill.running.begin = begin  # type: ignore[assignment]
    press(window, Qt.Key.Key_2, CTRL)
    settle()
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.drill.running.runner is runner)
    assert window.page == "drill"
    assert window.rail.buttons["drills"].isChecked()
    assert wanted == [Wanted("twenty-seconds")]
    do(studio, "twenty-seconds", ago(minutes=1), [(0, "passed", (("length_most_s", 17.2),), "")])
    window.drill.go_back()
    settle()
    assert window.page == "drills"
    assert window.pages.get("drills").book.entry("twenty-seconds").marks == (True,)


# ---- the window ------------------------------------------------------------------------------------------


def test_a_drill_is_found_in_the_palette(window: MainWindow, settle: Callable[[], None]) -> None:
    press(window, Qt.Key.Key_K, CTRL)
    settle()
    assert window._palette is not None
    QTest.keyClicks(QApplication.focusWidget(), "half a mess")
    press(window, Qt.Key.Key_Return)
    settle()
    assert window.page == "drills"
    assert window.pages.get("drills").detail.title.text() == "Half a message"


def test_where_there_is_little_room_list_and_drill_take_turns(
    window: MainWindow, open_page: Opener, settle: Callable[[], None], qtbot: QtBot
) -> None:
    window.apply_theme(choose_theme("light", 1.6))
    window.resize(760, 560)
    view, told = open_page()
    assert not view.side.isVisible()
    assert view.detail.start_button.hasFocus()
    view.detail.back_button.click()
    assert not view.detail.isVisible()
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Return)
    assert view.detail.isVisible()
    assert view.detail.title.text() == "Number first"
    assert view.detail.start_button.hasFocus()
    press(window, Qt.Key.Key_Return)
    settle()
    assert [plan.drill_id for plan in told.plans] == ["number-first"]
    press(window, Qt.Key.Key_Escape)
    assert view.list.hasFocus()


@pytest.mark.parametrize("scale", [1.0, 1.6])
def test_every_page_stays_in_the_rail_of_the_lowest_window(
    window: MainWindow, scale: float, qtbot: QtBot
) -> None:
    window.apply_theme(choose_theme("light", scale))
    window.resize(window.minimumSize())
    qtbot.wait(20)
    places = [QRect(part.mapTo(window, QPoint(0, 0)), part.size()) for part in window.rail.buttons.values()]
    assert all(isinstance(part, QToolButton) for part in window.rail.buttons.values())
    assert places[-1].bottom() < window.height()
    assert all(upper.bottom() < lower.top() for upper, lower in pairwise(places))
    name_px = QFontMetrics(window.theme.font("caption")).height()
    for part in window.rail.buttons.values():
        icon_px, edge_px = part.iconSize().height(), 2 * 6 + 2 * 2  # padding and border of the style
        assert part.height() >= name_px + icon_px + edge_px, "no name loses its lower half"


def test_a_library_that_cannot_be_read_is_told_once(
    window: MainWindow, studio: ViewsStudio, open_page: Opener, settle: Callable[[], None], monkeypatch: Any
) -> None:
    from rehearse.errors import LibraryError

    view, _told = open_page()

    def broken(*_args: object, **_more: object) -> None:
        raise LibraryError("The library cannot be read.")

    monkeypatch.setattr(type(studio.library.drill_runs), "all", broken)
    view.refresh()
    settle()
    assert window.banners.texts() == ["The library cannot be read."]
    assert view.detail.title.text() == "Twenty seconds"  # what was known stands
