"""The page of the drills in the window: what is offered, chosen and begun, and what became of it before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from rehearse.ui.drill_plan import DrillPlan
from rehearse.ui.drill_running import Begun, Wanted
from rehearse.ui.drills_view import DrillsView
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme, choose_theme
from rehearse.ui.window import MainWindow
from tests.helpers.drills_done import CARDS, TOO_LONG, do, leave_unfinished
from tests.helpers.fake_drill_runner import FakeDrillRunner
from tests.helpers.views import ViewsStudio

CTRL = Qt.KeyboardModifier.ControlModifier
SAID = "hi dana it's bob five five five oh one two three"


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[ViewsStudio]:
    made = ViewsStudio(tmp_path)
    yield made
    made.close()


@pytest.fixture
def window(studio: ViewsStudio, tasks: Tasks, theme: Theme, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(studio, tasks, theme)
    made.show()
    qtbot.waitUntil(lambda: made._begun and not tasks.busy)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()
    qtbot.waitUntil(made.isHidden)


@pytest.fixture
def settle(tasks: Tasks, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: not tasks.busy)


class Told:
    """What the page asked the window for, instead of doing it."""

    def __init__(self, view: DrillsView) -> None:
        self.plans: list[DrillPlan] = []
        self.resumed: list[str] = []
        for signal, keep in ((view.start_wanted, self.plans), (view.resume_wanted, self.resumed)):
            signal.disconnect()
            signal.connect(keep.append)


@pytest.fixture
def open_page(window: MainWindow, settle: Callable[[], None]) -> Callable[[], tuple[DrillsView, Told]]:
    def build() -> tuple[DrillsView, Told]:
        press(window, Qt.Key.Key_2, CTRL)
        assert window.page == "drills"
        settle()
        view: DrillsView = window.pages.get("drills")
        return view, Told(view)

    return build


Opener = Callable[[], tuple[DrillsView, Told]]


def press(window: MainWindow, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.windowHandle(), key, modifier)


def ago(**span: float) -> datetime:
    return datetime.now().astimezone() - timedelta(**span)


def titles(view: DrillsView) -> list[str]:
    return [entry.drill.title for entry in view.list.drills.entries]


def missed(studio: ViewsStudio, drill_id: str, when: datetime, **more: Any) -> None:
    do(studio, drill_id, when, [(0, "missed", (("length_most_s", 31.0),), TOO_LONG)], **more)


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


# ---- what is chosen before -----------------------------------------------------------------------------


def test_a_drill_that_listens_for_the_number_asks_for_it_at_its_place(
    window: MainWindow, studio: ViewsStudio, open_page: Opener, settle: Callable[[], None], qtbot: QtBot
) -> None:
    view, told = open_page()
    view.list.choose("say-it-so-they-can-write-it")
    press(window, Qt.Key.Key_Return)
    settle()
    assert told.plans == []
    choices = view.detail.choices
    assert choices.number.edit.hasFocus()
    assert choices.number_asked.isVisible()
    QTest.keyClicks(choices.number.edit, "415-555-01")
    assert not choices.number_asked.isVisible()
    press(window, Qt.Key.Key_Return)
    settle()
    assert told.plans == []
    assert "10 digits" in choices.number.words.text()
    assert studio.settings.value.own_number == ""
    QTest.keyClicks(choices.number.edit, "42")
    qtbot.waitUntil(lambda: "listened for" in choices.number.words.text())
    assert "(415) 555-0142" in choices.number.words.text()
    press(window, Qt.Key.Key_Return)
    settle()
    assert [plan.drill_id for plan in told.plans] == ["say-it-so-they-can-write-it"]
    assert studio.settings.value.own_number == "415-555-0142"


def test_other_drills_do_not_ask_for_a_number(open_page: Opener) -> None:
    view, _told = open_page()
    asking = []
    for entry in view.book.entries:
        view.list.choose(entry.drill.id)
        if view.detail.choices.number_row.isVisibleTo(view.detail.choices):
            asking.append(entry.drill.id)
    assert asking == ["say-it-so-they-can-write-it"]


def test_deck_and_number_of_cards_are_kept_and_handed_over(
    window: MainWindow, studio: ViewsStudio, open_page: Opener, settle: Callable[[], None]
) -> None:
    view, told = open_page()
    view.list.choose("call-block")
    choices = view.detail.choices
    assert choices.n_cards == 10
    choices.cards.more.click()
    at = choices.deck.findData("practices-and-offices")
    choices.deck.setCurrentIndex(at)
    choices.deck.activated.emit(at)
    settle()
    assert (studio.settings.value.drill_cards, studio.settings.value.drill_deck) == (
        15,
        "practices-and-offices",
    )
    view.begin()
    settle()
    assert told.plans == [DrillPlan("call-block", None, "practices-and-offices", 15)]
    view.list.choose("cold-card")
    assert not choices.cards_row.isVisibleTo(choices)
    view.begin()
    settle()
    assert told.plans[1] == DrillPlan("cold-card", None, "practices-and-offices", 1)


def test_a_list_of_ones_own_is_drawn_from_and_deleted_and_brought_back(
    window: MainWindow, studio: ViewsStudio, open_page: Opener, settle: Callable[[], None], tmp_path: Path
) -> None:
    view, told = open_page()
    view.list.choose("call-block")
    choices = view.detail.choices
    assert not choices.delete_deck.isVisible()
    path = tmp_path / "My people.csv"
    path.write_bytes(
        "Name;Firma;Company\r\nDana Müller;;Harbor Dental\r\n;;\r\nLee;;Cedar\r\n".encode("cp1252")
    )
    view.decks.take_in(path)
    settle()
    assert window.banners.texts()[-1] == "“My people” has 2 cards."
    assert choices.deck.currentText() == "My people"
    assert choices.delete_deck.isVisible()
    assert view.focusWidget() is view.detail.start_button, "Return begins, and does not ask for another file"
    view.begin()
    settle()
    assert told.plans[-1].deck_id == choices.deck.currentData() == studio.settings.value.drill_deck
    view.show_drill("call-block")
    choices.delete_deck.click()
    settle()
    assert choices.deck.findText("My people") == -1
    assert choices.deck_id == "local-trades"
    action = window.banners.shown[-1].action_button
    assert action is not None
    action.click()
    settle()
    assert choices.deck.currentText() == "My people"


def test_a_file_that_is_no_list_is_told_and_the_deck_stays(
    window: MainWindow, studio: ViewsStudio, open_page: Opener, settle: Callable[[], None], tmp_path: Path
) -> None:
    view, _told = open_page()
    view.list.choose("call-block")
    path = tmp_path / "empty.csv"
    path.write_text("", encoding="utf-8")
    view.decks.take_in(path)
    settle()
    assert window.banners.texts()[-1] == "empty.csv is empty."
    assert studio.settings.value.drill_deck is None
    assert view.detail.choices.deck_id == "local-trades"


def test_more_cards_than_a_drill_allows_are_never_handed_over(studio: ViewsStudio, open_page: Opener) -> None:
    studio.settings.update(drill_cards=200)
    view, _told = open_page()
    view.list.choose("call-block")
    assert view.detail.choices.n_cards == 30
    view.detail.choices.cards.more.click()
    assert view.detail.choices.n_cards == 30
    assert view.detail.choices.cards.shown.text() == "30 cards"


def test_the_script_of_the_stage_is_said_until_another_is_chosen(
    studio: ViewsStudio, open_page: Opener, settle: Callable[[], None]
) -> None:
    one, two = (studio.scripts.add(f"Hi Dana, {n}.", title=f"Script {n}") for n in (1, 2))
    studio.settings.update(script=one.id)
    view, told = open_page()
    choices = view.detail.choices
    assert choices.script.currentText() == "Script 1"
    view.begin()
    settle()
    at = choices.script.findData(two.id)
    choices.script.setCurrentIndex(at)
    choices.script.activated.emit(at)
    view.list.choose("ladder")
    view.begin()
    settle()
    view.list.choose("say-it-then-stop")  # gives the line itself
    assert not choices.script_row.isVisibleTo(choices)
    view.begin()
    settle()
    assert [plan.script_id for plan in told.plans] == [one.id, two.id, None]
    assert studio.settings.value.script == one.id


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
