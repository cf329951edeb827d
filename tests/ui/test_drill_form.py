"""The page on which drills are written: rows and words, faults at their place, saved, undone, shared."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from rehearse.ui.drill_form import DrillForm
from rehearse.ui.drill_rounds import RoundCard
from rehearse.ui.window import MainWindow
from tests.helpers.views import ViewsStudio
from tests.ui.drill_form_helpers import (
    Settle,
    figure,
    lengths,
    name_it,
    open_form,
    settle,
    studio,
    type_into,
    undo,
    window,
)

__all__ = ["open_form", "settle", "studio", "window"]


def words(form: DrillForm) -> list[str]:
    return form.words.text.splitlines()


def choose(card: RoundCard, text: str) -> None:
    """Add the condition of that name from the menu."""
    action = next(one for one in card.fill_menu().actions() if one.text() == text)
    action.trigger()


# ---- writing


def test_a_new_drill_is_written_told_in_words_and_saved(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    form = open_form()
    assert window.page == "drill_form"
    assert window.rail.buttons["drills"].isChecked()
    assert QApplication.focusWidget() is form.editor.title_edit
    assert form.state.text() == "It needs a title."
    assert not form.save_button.isEnabled()
    assert form.save_button.accessibleDescription() == "It needs a title."
    type_into(form.editor.title_edit, "Coffee")
    assert (form.heading.whole, form.state.text()) == ("Coffee", "Say what it trains.")
    type_into(form.editor.trains_edit, "Being done.")
    card = form.editor.cards[0]
    type_into(figure(card, "condition.length_most_s"), "18")
    choose(card, "Nothing sounds like a pitch")
    choose(card, "Whole number out in the first part of the message")
    type_into(figure(card, "condition.number_within"), "40")
    type_into(figure(card, "limit_s"), "30")
    assert words(form) == [
        "Coffee",
        "Being done.",
        "You end it. After 30 seconds the time is up.",
        "The message takes at most 18 seconds.",
        "Your whole number is out within the first 40 % of the message.",
        "Nothing sounds like a sales pitch.",
    ]
    assert form.state.text() == "Not saved yet"
    form.save_button.click()
    settle()
    assert form.state.text() == "Saved"
    drill = studio.drills["coffee"]
    assert (drill.source, drill.rounds[0].limit_s) == ("My own", 30)
    condition = drill.rounds[0].condition
    assert (condition.length_most_s, condition.number_within, condition.no_pitch) == (18, 0.4, True)
    undo(window, "“Coffee” is saved.")
    settle()
    assert "coffee" not in studio.drills
    assert (form.drill_id, form.state.text()) == (None, "Not saved yet")
    form.save()
    settle()
    assert "coffee" in studio.drills


def test_the_line_that_is_cut_asks_for_what_goes_with_it(
    studio: ViewsStudio, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    form = open_form()
    name_it(form)
    card = form.editor.cards[0]
    assert "Whole number out before the cut" not in [one.text() for one in card.fill_menu().actions()]
    assert card.places["cut_s"].isHidden()
    cut = card.ends.findChild(QAbstractButton, "round_ends_cut")
    cut.click()
    assert not card.places["cut_s"].isHidden()
    type_into(figure(card, "cut_s", 0), "9")
    type_into(figure(card, "cut_s", 1), "8")
    assert card.places["cut_s"].fault.text() == "The second number must be larger."
    assert not form.save_button.isEnabled()
    type_into(figure(card, "cut_s", 1), "14,5")
    choose(card, "Whole number out before the cut")
    assert form.fault == ""
    form.save()
    settle()
    one = studio.drills["coffee"].rounds[0]
    assert (one.ends, one.cut_s, one.condition.number_out) == ("cut", (9.0, 14.5), True)
    card.ends.findChild(QAbstractButton, "round_ends_silence").click()
    fault = card.places["condition.number_out"].fault
    assert not fault.isHidden()
    assert fault.text() == "It needs a round that ends by “cut”."
    card.places["condition.number_out"].remove_button.click()
    assert form.fault == ""
    form.save()
    settle()
    assert (studio.drills["coffee"].rounds[0].ends, studio.drills["coffee"].rounds[0].silence_s) == (
        "silence",
        3,
    )


@pytest.mark.parametrize(
    ("key", "typed", "told"),
    [
        ("condition.length_most_s", "0.2", "It must be 0.5 to 600 seconds."),
        ("condition.length_most_s", "", "A number is needed."),
        ("condition.length_most_s", "abc", "A number is needed."),
        ("condition.length_most_s", "nan", "A number is needed."),
        ("condition.number_within", "101", "It must be 5 to 100 %."),
        ("condition.number_within", "5", "Nobody can pass: a whole number cannot be said in 1 seconds."),
        ("limit_s", "1", "Nobody can pass: at least 1.5 seconds are needed."),
        ("think_s", "301", "It must be 0 to 300 seconds."),
    ],
)
def test_what_is_wrong_is_told_at_its_place(
    open_form: Callable[..., DrillForm], key: str, typed: str, told: str
) -> None:
    form = open_form()
    name_it(form)
    card = form.editor.cards[0]
    card.add_condition("number_within")
    assert form.fault == ""
    type_into(figure(card, key), typed)
    shown = {place: row.fault.text() for place, row in card.places.items() if not row.fault.isHidden()}
    assert shown == {key: told}
    assert told.removesuffix(".") in form.state.text()
    assert "round 1" in form.state.text()
    assert not form.save_button.isEnabled()
    type_into(figure(card, key), {"limit_s": "40", "think_s": "3"}.get(key, "30"))
    assert form.fault == ""
    assert card.places[key].fault.isHidden()


def test_a_condition_that_is_removed_leaves_nothing_to_pass_and_comes_back(
    window: MainWindow, open_form: Callable[..., DrillForm]
) -> None:
    form = open_form()
    name_it(form)
    card = form.editor.cards[0]
    type_into(figure(card, "condition.length_most_s"), "17")
    card.places["condition.length_most_s"].remove_button.click()
    assert form.fault == ("It asks for nothing, so that any take would pass (round 1, “Passes when”).")
    assert not card.none.fault.isHidden()
    assert "Nothing is asked for." in words(form)
    undo(window, "is removed")
    assert form.fault == ""
    assert figure(card, "condition.length_most_s").text() == "17"
    assert "The message takes at most 17 seconds." in words(form)


def test_a_line_to_say(studio: ViewsStudio, open_form: Callable[..., DrillForm], settle: Settle) -> None:
    form = open_form()
    name_it(form)
    card = form.editor.cards[0]
    choose(card, "Nothing is said after the line")
    assert "There is no line to stop after." in card.places["condition.stop_after_line"].fault.text()
    choose(card, "This line is said")
    edit = card.findChild(QLineEdit, "condition_line")
    assert QApplication.focusWidget() is edit
    QTest.keyClicks(edit, "I have a story for you.")
    assert "You say: “I have a story for you.”" in words(form)
    form.save()
    settle()
    assert studio.drills["coffee"].rounds[0].condition.line == "I have a story for you."


# ---- rounds


def test_rounds_are_added_moved_removed_and_brought_back(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    form = open_form(from_="ladder")
    editor = form.editor
    assert lengths(form) == [30, 20, 12]
    assert [one.heading.text() for one in editor.cards] == ["Round 1", "Round 2", "Round 3"]
    editor.cards[2].up_button.click()
    assert lengths(form) == [30, 12, 20]
    assert [figure(one, "condition.length_most_s").text() for one in editor.cards] == ["30", "12", "20"]
    assert not editor.cards[0].up_button.isEnabled()
    assert not editor.cards[2].down_button.isEnabled()
    editor.cards[0].remove_button.click()
    assert lengths(form) == [12, 20]
    undo(window, "Round 1 is removed.")
    assert lengths(form) == [30, 12, 20]
    editor.cards[1].copy_button.click()
    assert lengths(form) == [30, 12, 12, 20]
    type_into(figure(editor.cards[2], "condition.length_most_s"), "9")
    editor.in_a_row.click()
    form.save()
    settle()
    drill = studio.drills["copy-of-ladder"]
    assert [one.condition.length_most_s for one in drill.rounds] == [30, 12, 9, 20]
    assert drill.in_a_row
    assert words(form)[-1] == "All in a row: a miss begins with the first one again."


def test_the_words_at_the_cards_of_a_condition_follow_a_round_that_came_back(
    window: MainWindow, open_form: Callable[..., DrillForm]
) -> None:
    form = open_form(from_="ladder")
    editor = form.editor
    editor.cards[0].places["condition.length_most_s"].remove_button.click()
    editor.cards[0].remove_button.click()
    undo(window, "Round 1 is removed.")
    undo(window, "The message takes at most")
    assert lengths(form) == [30, 20, 12]
    assert figure(editor.cards[0], "condition.length_most_s").text() == "30"


def test_prospect_cards_are_for_one_round(
    studio: ViewsStudio, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    form = open_form()
    name_it(form)
    editor = form.editor
    editor.with_cards.click()
    assert not editor.add_button.isVisible()
    assert not editor.cards[0].copy_button.isVisible()
    assert words(form)[-1] == "Once for each of 1 to 10 cards that are drawn."
    least, most = (one.edit for one in editor.card_figures)
    type_into(least, "20")
    assert editor.places["cards"].fault.text() == "It must be 1 to 200 cards, the smaller first."
    type_into(most, "2.5")
    assert editor.places["cards"].fault.text() == "A whole number is needed."
    type_into(most, "30")
    form.save()
    settle()
    assert studio.drills["coffee"].cards == (20, 30)
    editor.with_cards.click()
    form.save()
    settle()
    assert studio.drills["coffee"].cards is None


# ---- keys


def test_the_form_needs_no_mouse(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    form = open_form()
    QTest.keyClicks(QApplication.focusWidget(), "Coffee")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClicks(QApplication.focusWidget(), "Being done.")
    keys = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_R, keys | Qt.KeyboardModifier.ShiftModifier)
    assert len(form.editor.cards) == 2
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_S, keys)
    settle()
    assert len(studio.drills["coffee"].rounds) == 2


def test_the_round_is_told_in_its_card_where_there_is_no_room_beside(
    window: MainWindow, open_form: Callable[..., DrillForm], qtbot: QtBot
) -> None:
    form = open_form(from_="number-first")
    card = form.editor.cards[0]
    assert form.words.isVisible()
    assert not card.words.isVisible()
    window.resize(760, 560)
    qtbot.waitUntil(lambda: not form.words.isVisible())
    assert "within the first half of the message" in card.words.text()
    type_into(figure(card, "condition.number_within"), "30")
    assert "within the first 30 % of the message" in card.words.text()
