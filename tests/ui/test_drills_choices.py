"""What is chosen before a drill begins: number, deck, cards and script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rehearse.ui.drill_plan import DrillPlan
from rehearse.ui.window import MainWindow
from tests.helpers.views import ViewsStudio
from tests.ui.drills_helpers import (
    Opener,
    open_page,
    press,
    settle,
    studio,
    window,
)

__all__ = ["open_page", "settle", "studio", "window"]


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
