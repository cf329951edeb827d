"""The list of drills, and what became of those that were done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rehearse.ui.window import MainWindow
from tests.helpers.drills_done import CARDS, TOO_LONG, do
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

SAID = "hi dana it's bob five five five oh one two three"


# ---- the list ----------------------------------------------------------------------------------------


def test_searching_narrows_the_list_and_return_starts_what_is_found(
    window: MainWindow, open_page: Opener, settle: Callable[[], None]
) -> None:
    view, told = open_page()
    press(window, Qt.Key.Key_Slash)
    assert view.search.hasFocus()
    QTest.keyClicks(view.search, "salesperson")
    assert titles(view) == ["No pitch"]
    assert view.detail.title.text() == "No pitch"
    press(window, Qt.Key.Key_Return)
    settle()
    assert [plan.drill_id for plan in told.plans] == ["no-pitch"]
    view.search.setText("zebra")
    assert titles(view) == []
    assert view.none_found.isVisible()
    press(window, Qt.Key.Key_Return)
    settle()
    assert len(told.plans) == 1, "nothing was found, so nothing begins"
    press(window, Qt.Key.Key_Escape)
    assert len(titles(view)) == 11
    assert not view.none_found.isVisible()


def test_a_drill_is_found_by_its_name_before_all_that_speak_of_it(
    window: MainWindow, studio: ViewsStudio, open_page: Opener, settle: Callable[[], None]
) -> None:
    missed(studio, "ladder", ago(hours=1))  # on top and in sight, and it asks for a reason to call back
    view, told = open_page()
    assert view.detail.title.text() == "Ladder"
    press(window, Qt.Key.Key_Slash)
    QTest.keyClicks(view.search, "call")
    press(window, Qt.Key.Key_Return)
    settle()
    assert [plan.drill_id for plan in told.plans] == ["call-block"]


def test_return_starts_the_drill_from_beside_its_choices_as_well(
    window: MainWindow, open_page: Opener, settle: Callable[[], None]
) -> None:
    view, told = open_page()
    view.list.choose("call-block")
    choices = view.detail.choices
    choices.cards.more.setFocus()
    press(window, Qt.Key.Key_Space)
    press(window, Qt.Key.Key_Return)
    settle()
    assert [plan.n_cards for plan in told.plans] == [15]


def test_what_was_put_into_the_folders_meanwhile_is_there_when_one_comes_back(
    window: MainWindow, studio: ViewsStudio, open_page: Opener, settle: Callable[[], None]
) -> None:
    view, _told = open_page()
    shipped = Path(studio.drills["no-pitch"].file).read_text(encoding="utf-8")
    studio.paths.drills.mkdir(parents=True, exist_ok=True)
    (studio.paths.drills / "tuesday.toml").write_text(shipped.replace("No pitch", "Tuesday"), "utf-8")
    studio.paths.prospects.mkdir(parents=True, exist_ok=True)
    (studio.paths.prospects / "leads.csv").write_text("name,company\nDana,Harbor\nLee,Cedar\n", "utf-8")
    press(window, Qt.Key.Key_1, CTRL)
    press(window, Qt.Key.Key_2, CTRL)
    settle()
    assert "Tuesday" in titles(view)
    view.list.choose("call-block")
    assert view.detail.choices.deck.findData("leads") >= 0


def test_a_wrong_file_of_ones_own_is_told_and_the_others_stand(
    studio: ViewsStudio, open_page: Opener
) -> None:
    studio.paths.drills.mkdir(parents=True)
    (studio.paths.drills / "monday.toml").write_text('title = "Monday"\n', encoding="utf-8")
    good = (studio.drills["no-pitch"].file, studio.paths.drills / "tuesday.toml")
    good[1].write_text(Path(good[0]).read_text(encoding="utf-8").replace("No pitch", "Tuesday"), "utf-8")
    studio.drills_changed()
    view, _told = open_page()
    assert view.wrong.isVisible()
    assert "monday" in view.wrong.text()
    assert "Tuesday" in titles(view)
    view.list.choose("tuesday")
    assert view.list.drills.about(view.entry) == "Not tried yet  ·  yours"
    assert view.detail.delete_button.isVisible()
    view.list.choose("no-pitch")
    assert not view.detail.delete_button.isVisible()


def test_an_own_drill_is_deleted_and_brought_back(
    window: MainWindow, studio: ViewsStudio, open_page: Opener, settle: Callable[[], None]
) -> None:
    studio.own_drills.duplicate("no-pitch")
    view, _told = open_page()
    mine = next(entry for entry in view.book.entries if entry.own)
    view.show_drill(mine.drill.id)
    view.detail.delete_button.click()
    settle()
    assert view.book.entry(mine.drill.id) is None
    assert view.entry is not None
    assert view.entry.drill.id == view.book.offered
    action = window.banners.shown[-1].action_button
    assert action is not None
    action.click()
    settle()
    assert view.book.entry(mine.drill.id) is not None


def test_new_change_and_make_like_it_open_the_form(open_page: Opener, studio: ViewsStudio) -> None:
    studio.own_drills.duplicate("no-pitch")
    view, _told = open_page()
    asked: list[tuple[str, str]] = []
    view.edit_wanted.disconnect()
    view.edit_wanted.connect(lambda *both: asked.append(both))
    view.new_button.click()
    view.list.choose("ladder")
    view.detail.change_button.click()
    mine = next(entry for entry in view.book.entries if entry.own)
    view.list.choose(mine.drill.id)
    view.detail.change_button.click()
    assert asked == [("", ""), ("", "ladder"), (mine.drill.id, "")]


# ---- what became of it ----------------------------------------------------------------------------------


def test_a_run_opens_its_take_and_escape_leads_back_to_the_drill(
    window: MainWindow, studio: ViewsStudio, open_page: Opener, settle: Callable[[], None], qtbot: QtBot
) -> None:
    take = studio.add_take(SAID, "Short")
    missed(studio, "number-first", ago(days=1), takes=[take])
    view, _told = open_page()
    history = view.detail.history
    assert [line.words for line in history.rows.lines] == [f"Missed: {TOO_LONG}"]
    history.setFocus()
    history.setCurrentIndex(history.rows.index(0))
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page == "review" and window.review.review is not None)
    settle()
    assert window.review.take_id == take
    line = window.review.header.drill
    assert line.isVisible()
    assert line.name.text().strip() == "Number first"
    assert line.said.whole == f"Missed: {TOO_LONG}"
    line.said.click()
    qtbot.waitUntil(lambda: bool(studio.out.asked))
    start_s, until_s = studio.out.asked[-1]
    assert start_s <= 1.0 <= 2.0 <= (until_s or 99)
    press(window, Qt.Key.Key_Escape)
    settle()
    assert window.page == "drills"
    assert view.detail.title.text() == "Number first"
    window.open_take(take)
    settle()
    window.review.header.drill.name.click()
    settle()
    assert (window.page, view.detail.title.text()) == ("drills", "Number first")


def test_a_take_of_no_drill_has_no_line_of_one(
    window: MainWindow, studio: ViewsStudio, settle: Callable[[], None], qtbot: QtBot
) -> None:
    other, take = studio.add_take(SAID, "Free"), studio.add_take(SAID, "Drilled")
    do(studio, "ladder", ago(days=1), [(1, "passed", (("length_most_s", 18.4),), "")], takes=[take])
    window.open_take(take)
    qtbot.waitUntil(lambda: window.review.review is not None)
    settle()
    line = window.review.header.drill
    assert line.name.text().strip() == "Ladder  ·  Round 2"
    assert line.said.whole == "Passed  ·  18 s"
    window.open_take(other)
    qtbot.waitUntil(lambda: window.review.review is not None and window.review.take_id == other)
    settle()
    assert not line.isVisible()


def test_a_run_of_several_opens_into_its_rounds_and_closes_again(
    studio: ViewsStudio, open_page: Opener, qtbot: QtBot
) -> None:
    do(
        studio, "call-block", ago(days=1),
        [(0, "passed", (), ""), (1, "missed", (), "There was no reason to call back.")],
        cards=CARDS[:2],
    )  # fmt: skip
    view, _told = open_page()
    history = view.detail.history
    assert [line.words for line in history.rows.lines] == ["1 of 2 cards passed"]
    low = history.height()
    history.clicked.emit(history.rows.index(0))
    assert [line.words for line in history.rows.lines] == [
        "1 of 2 cards passed",
        "Dana Ortiz, Harbor Dental: Passed",
        "Lee Navarro, Cedar Movers: Missed: There was no reason to call back.",
    ]
    assert history.height() == 3 * low
    opened: list[str] = []
    view.open_take.disconnect()
    view.open_take.connect(opened.append)
    history.clicked.emit(history.rows.index(2))
    assert opened == [studio.library.drill_runs.all()[0].attempts[1].take_id]
    history.clicked.emit(history.rows.index(0))
    assert history.height() == low


def test_a_run_is_deleted_from_the_history_and_brought_back(
    window: MainWindow, studio: ViewsStudio, open_page: Opener, settle: Callable[[], None]
) -> None:
    missed(studio, "ladder", ago(days=1))
    view, _told = open_page()
    history = view.detail.history
    history.setFocus()
    history.setCurrentIndex(history.rows.index(0))
    press(window, Qt.Key.Key_Delete)
    settle()
    assert studio.library.drill_runs.all() == []
    assert len(studio.takes()) == 1
    view.show_drill("ladder")
    assert not history.isVisible()
    action = window.banners.shown[-1].action_button
    assert action is not None
    action.click()
    settle()
    assert [run.drill_id for run in studio.library.drill_runs.all()] == ["ladder"]


def test_takes_are_narrowed_down_to_a_drill(
    window: MainWindow, studio: ViewsStudio, settle: Callable[[], None]
) -> None:
    studio.add_take(SAID, "Free")
    drilled = studio.add_take(SAID, "Drilled")
    missed(studio, "ladder", ago(days=1), takes=[drilled])
    window.show_page("takes")
    settle()
    view = window.takes
    chip = view.filters.drill
    assert chip.isVisible()
    assert chip.choices == (("ladder", "Ladder"),)
    row = view.model.row_of(drilled)
    assert row is not None
    assert "drill Ladder" in view.model.spoken(view.model.take(row))
    chip._pick("ladder")
    settle()
    assert [view.model.take(row).id for row in range(view.model.rowCount())] == [drilled]
