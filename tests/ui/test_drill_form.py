"""The page on which drills are written: rows and words, faults at their place, saved, undone, shared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from rehearse.analysis.drill_files import drill_toml, load_drill
from rehearse.analysis.drills import Drill
from rehearse.ui.drill_draft import unpacked
from rehearse.ui.drill_form import DrillForm
from rehearse.ui.drill_rounds import RoundCard
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.views import ViewsStudio

WRONG = """# on Mondays
title = "Monday"
trains = "Getting the number out."
source = "Our own calls"

[[round]]
ends = "speaker"

[round.condition]
length_most_s = 900
lenght_least_s = 2
"""

Settle = Callable[[], None]


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
def settle(tasks: Tasks, window: MainWindow, qtbot: QtBot) -> Settle:
    def rest() -> None:
        qtbot.waitUntil(lambda: not tasks.busy)
        if "drill_form" in window.pages:
            qtbot.waitUntil(lambda: not window.pages.get("drill_form").editor.filling)

    return rest


@pytest.fixture
def open_form(window: MainWindow, settle: Settle) -> Callable[..., DrillForm]:
    def build(drill_id: str | None = None, from_: str | None = None) -> DrillForm:
        window.edit_drill(drill_id, from_=from_)
        settle()
        made: DrillForm = window.pages.get("drill_form")
        return made

    return build


def put(studio: ViewsStudio, name: str, text: str) -> Path:
    folder = studio.own_drills.folder
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text)
    return path


def type_into(edit: QLineEdit, text: str) -> None:
    edit.setFocus()
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    if text:
        QTest.keyClicks(edit, text)


def figure(card: RoundCard, key: str, at: int = 0) -> QLineEdit:
    return card.figures[key][at].edit


def words(form: DrillForm) -> list[str]:
    return form.words.text.splitlines()


def undo(window: MainWindow, text: str) -> None:
    """Press “Undo” in the banner that says so."""
    banner = next(one for one in window.banners.shown if text in one.text_label.text())
    assert banner.action_button is not None
    banner.action_button.click()


def name_it(form: DrillForm, title: str = "Coffee") -> None:
    type_into(form.editor.title_edit, title)
    type_into(form.editor.trains_edit, "Being done before the coffee is cold.")


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


def lengths(form: DrillForm) -> list[Any]:
    return [one["condition"].get("length_most_s") for one in form.editor.table["round"]]


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


# ---- own files, right and wrong


def same(one: Drill, other: Drill) -> bool:
    return drill_toml(one) == drill_toml(other)


def test_an_own_drill_is_changed_and_a_shipped_one_copied(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    shipped = studio.drills["call-block"]
    form = open_form("call-block")
    assert (form.drill_id, form.heading.whole) == (None, "Copy of Call block")
    form.save()
    settle()
    copied = studio.drills["copy-of-call-block"]
    assert (copied.rounds, copied.cards, copied.rest_s) == (shipped.rounds, shipped.cards, shipped.rest_s)
    path = Path(copied.file)
    before = path.read_bytes()
    form = open_form("copy-of-call-block")
    type_into(form.editor.title_edit, "Block")
    form.save()
    settle()
    assert load_drill(path).title == "Block"
    undo(window, "“Block” is saved.")
    settle()
    assert path.read_bytes() == before
    assert form.editor.title_edit.text() == "Copy of Call block"
    assert form.state.text() == "Saved"
    assert same(studio.drills["call-block"], shipped)


def test_a_wrong_file_is_opened_and_mended(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    path = put(studio, "monday", WRONG)
    form = open_form("monday")
    card = form.editor.cards[0]
    assert card.places["condition.length_most_s"].fault.text() == "It must be 0.5 to 600 seconds."
    assert QApplication.focusWidget() is figure(card, "condition.length_most_s")
    assert "round 1, condition.lenght_least_s" in form.notice.text()
    assert "Comments in the file are not kept" in form.notice.text()
    QTest.keyClicks(QApplication.focusWidget(), "\b\b\b")
    type_into(figure(card, "condition.length_most_s"), "90")
    form.save()
    settle()
    assert load_drill(path).rounds[0].condition.length_most_s == 90
    assert not form.notice.isVisible()


def test_a_file_that_only_holds_too_much_can_be_saved_as_it_is_shown(
    studio: ViewsStudio, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    path = put(studio, "monday", WRONG.replace("900", "90"))
    form = open_form("monday")
    assert form.state.text() == "Not saved yet"
    assert "lenght_least_s" in form.notice.text()
    form.save_button.click()
    settle()
    assert load_drill(path).rounds[0].condition.length_most_s == 90


def test_a_torn_file_is_mended_as_text_and_goes_on_as_a_form(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], settle: Settle, qtbot: QtBot
) -> None:
    path = put(studio, "monday", WRONG.replace("900", "twenty").replace("lenght_least_s = 2", ""))
    form = open_form("monday")
    assert form.text_edit.isVisible()
    assert "not valid TOML" in form.state.text()
    assert not form.save_button.isEnabled()
    assert not form.editor.isVisible()
    form.text_edit.setPlainText(path.read_text().replace("twenty", "9000"))
    assert not form.save_button.isEnabled()
    qtbot.waitUntil(lambda: "must be between" in form.state.text())
    form.text_edit.setPlainText(path.read_text().replace("twenty", "20"))
    qtbot.waitUntil(form.save_button.isEnabled)
    form.save_button.click()
    settle()
    assert form.editor.isVisible()
    assert form.editor.title_edit.text() == "Monday"
    assert form.state.text() == "Saved"
    assert path.read_text().startswith("# on Mondays")
    undo(window, "“Monday” is saved.")
    settle()
    assert form.text_edit.isVisible()


def test_wrong_drills_are_listed_with_what_is_wrong_and_opened_to_be_mended(
    studio: ViewsStudio, window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    put(studio, "monday", WRONG.replace("lenght_least_s = 2", ""))
    put(studio, "torn", "title = ")
    window.show_page("drills")
    settle()
    listed = window.pages.get("drills").wrong
    told = listed.text().splitlines()
    assert "round 1, condition.length_most_s (line 10): it must be between 0.5 and 600" in told[0]
    assert "torn.toml is not valid TOML" in told[1]
    mend = next(
        one for one in listed.findChildren(QAbstractButton) if one.accessibleName() == "Mend “monday”"
    )
    mend.click()
    settle()
    form = window.pages.get("drill_form")
    assert (window.page, form.drill_id) == ("drill_form", "monday")
    type_into(figure(form.editor.cards[0], "condition.length_most_s"), "90")
    form.save()
    settle()
    form.back_button.click()
    settle()
    assert "monday" not in listed.text()
    assert "torn.toml" in listed.text()


def test_what_cannot_be_read_is_told_and_the_form_stays_away(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm]
) -> None:
    put(studio, "monday", "#" * 70_000)
    open_form("monday")
    assert any("larger than 64000 bytes" in text for text in window.banners.texts())
    assert window.page == "drills"
    open_form("nothing")
    assert any("There is no drill called “nothing”." in text for text in window.banners.texts())


def test_thirty_rounds_are_all_there(
    studio: ViewsStudio, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    round_ = '[[round]]\nends = "speaker"\n[round.condition]\nlength_most_s = {n}\n'
    head = 'title = "Many"\ntrains = "t"\nsource = "s"\n'
    put(studio, "many", head + "".join(round_.format(n=n) for n in range(5, 35)))
    form = open_form("many")
    assert lengths(form) == list(range(5, 35))
    assert figure(form.editor.cards[29], "condition.length_most_s").text() == "34"
    assert not form.editor.add_button.isVisible()
    form.editor.add_round()
    assert len(form.editor.table["round"]) == 30
    type_into(figure(form.editor.cards[29], "condition.length_most_s"), "0")
    fault = form.editor.cards[29].places["condition.length_most_s"].fault
    assert fault.text() == "It must be 0.5 to 600 seconds."


# ---- leaving


def test_what_was_not_saved_can_be_brought_back(
    window: MainWindow, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    form = open_form()
    name_it(form)
    type_into(figure(form.editor.cards[0], "condition.length_most_s"), "abc")
    QTest.keyClick(form.editor.title_edit, Qt.Key.Key_Escape)
    assert window.page == "drills"
    undo(window, "What you wrote for “Coffee” was not saved.")
    settle()
    assert window.page == "drill_form"
    assert form.editor.title_edit.text() == "Coffee"
    assert figure(form.editor.cards[0], "condition.length_most_s").text() == "abc"
    open_form(from_="ladder")
    assert form.heading.whole == "Copy of Ladder"
    undo(window, "What you wrote for “Coffee” was not saved.")
    assert form.heading.whole == "Coffee"


def test_leaving_without_a_change_says_nothing(
    window: MainWindow, open_form: Callable[..., DrillForm]
) -> None:
    form = open_form()
    form.back_button.click()
    assert window.page == "drills"
    assert window.banners.shown == []
    copy = open_form(from_="ladder")
    assert copy.heading.whole == "Copy of Ladder"
    copy.back_button.click()
    assert window.page == "drills"
    assert window.banners.shown == [], "nothing was written in the copy"


def test_a_window_that_closes_saves_what_can_be_saved(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], tasks: Tasks, qtbot: QtBot
) -> None:
    form = open_form()
    name_it(form)
    window.close()
    tasks.close()
    assert load_drill(studio.own_drills.folder / "coffee.toml").title == "Coffee"


def test_what_is_no_drill_yet_is_offered_by_the_next_window(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], theme: Theme, qtbot: QtBot
) -> None:
    form = open_form()
    name_it(form)
    form.editor.cards[0].add_condition("number_before_s", 0.5)
    assert form.fault
    window.close()
    window._tasks.close()
    assert "coffee" not in studio.drills
    tasks = Tasks()
    again = MainWindow(studio, tasks, theme)
    again.show()
    qtbot.waitUntil(lambda: again._begun and not tasks.busy)
    again.edit_drill()
    qtbot.waitUntil(lambda: not tasks.busy and bool(again.banners.shown))
    undo(again, "What you wrote for “Coffee” was not saved.")
    form = again.pages.get("drill_form")
    qtbot.waitUntil(lambda: not form.editor.filling)
    assert figure(form.editor.cards[0], "condition.number_before_s").text() == "0.5"
    assert form.editor.title_edit.text() == "Coffee"
    assert studio.own_drills.take_unfinished() is None  # offered once
    form._draft.dirty = False
    again.close()
    qtbot.waitUntil(again.isHidden)
    tasks.close()


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[1]", b"[" * 90_000, b'{"table": 3, "id": 4}', bytes(range(256))]
)
def test_a_kept_draft_that_nobody_can_read_is_none(studio: ViewsStudio, raw: bytes) -> None:
    studio.own_drills.keep_unfinished(raw)
    assert unpacked(studio.own_drills.take_unfinished()) is None
    assert studio.own_drills.all() == []


def test_a_deleted_drill_comes_back(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    studio.own_drills.duplicate("ladder")
    form = open_form("copy-of-ladder")
    form.delete_button.click()
    settle()
    assert window.page == "drills"
    assert "copy-of-ladder" not in studio.drills
    undo(window, "“Copy of Ladder” is deleted.")
    settle()
    assert "copy-of-ladder" in studio.drills


def test_a_folder_that_cannot_hold_it_keeps_what_was_typed(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    studio.own_drills.folder.parent.mkdir(parents=True, exist_ok=True)
    studio.own_drills.folder.write_text("in the way")
    form = open_form()
    name_it(form)
    form.save()
    settle()
    assert any("could not be written" in text for text in window.banners.texts())
    assert (form.editor.title_edit.text(), form.state.text()) == ("Coffee", "Not saved yet")
    studio.own_drills.folder.unlink()
    form.save()
    settle()
    assert "coffee" in studio.drills


def test_try_it_saves_and_begins(
    studio: ViewsStudio, window: MainWindow, open_form: Callable[..., DrillForm], settle: Settle
) -> None:
    form = open_form()
    started: list[str] = []
    form.try_wanted.disconnect()
    form.try_wanted.connect(started.append)
    form.try_it()
    settle()
    assert started == []
    name_it(form)
    form.try_it()
    settle()
    assert started == ["coffee"]
    assert "coffee" in studio.drills
    form.try_it()
    assert started == ["coffee", "coffee"]


# ---- files


def drop(window: MainWindow, *paths: Path) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at, buttons, keys = QPointF(50, 50), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window, enter)
    QApplication.sendEvent(window, QDropEvent(at, Qt.DropAction.CopyAction, data, buttons, keys))
    return enter.isAccepted()


def test_dropped_drills_are_taken_in_and_told(
    studio: ViewsStudio, window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    right, wrong = tmp_path / "ladder.toml", tmp_path / "wrong.toml"
    right.write_text(WRONG.replace("900", "90").replace("lenght_least_s = 2", ""))
    wrong.write_text(WRONG)
    assert drop(window, right, wrong)
    settle()
    assert studio.drills["ladder-2"].title == "Monday"
    assert len(studio.drills["ladder"].rounds) == 3
    told = {one.text_label.text(): one.detail_label.text() for one in window.banners.shown}
    assert "kept as “ladder-2”" in told["“Monday” is among your drills now."]
    assert any("wrong.toml is wrong at round 1, condition.length_most_s" in text for text in told)
    undo(window, "among your drills now")
    settle()
    assert "ladder-2" not in studio.drills
    assert not drop(window, tmp_path / "notes.pdf", right)


def test_a_copy_is_shared_and_taken_in_by_another(
    studio: ViewsStudio,
    window: MainWindow,
    open_form: Callable[..., DrillForm],
    settle: Settle,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    form = open_form(from_="ladder")
    assert not form.share_button.isVisible()
    form.save()
    settle()
    type_into(form.editor.title_edit, "Mine")
    assert not form.share_button.isEnabled()
    form.save()
    settle()
    form.share_button.click()
    dialog = window.findChild(QFileDialog, "drill_copy_dialog")
    target = tmp_path / "shared" / "mine.toml"
    target.parent.mkdir()
    dialog.fileSelected.emit(str(target))
    dialog.close()
    settle()
    assert load_drill(target).title == "Mine"
    assert any(str(target) in text for text in window.banners.texts())
    window.drill_shelf.delete("copy-of-ladder")
    settle()
    window.commands["drills.file"].run()
    dialog = window.findChild(QFileDialog, "drill_file_dialog")
    dialog.fileSelected.emit(str(target))
    dialog.close()
    settle()
    assert studio.drills["mine"].title == "Mine"


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
