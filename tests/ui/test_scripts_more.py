"""Versions, variants, examples and ideas on the page of the scripts; deleting, and narrow windows."""

# ruff: noqa: F811  the fixtures are those of the other half

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from rehearse.ui.scripts_versions import differences, told_changes
from rehearse.ui.scripts_view import ScriptsView
from rehearse.ui.tasks import Tasks
from rehearse.ui.window import MainWindow
from tests.helpers.views import ViewsStudio
from tests.ui.test_scripts_view import (  # noqa: F401  fixtures
    PATIENCE_MS,
    STORY,
    looked_at,
    open_page,
    opened,
    press,
    settle,
    studio,
    window,
)

CONTROL = Qt.KeyboardModifier.ControlModifier
Settle = Callable[[], None]
OpenPage = Callable[[], ScriptsView]


# ---- versions ----------------------------------------------------------------------------------


def test_an_old_version_is_looked_at_and_brought_back(
    window: MainWindow,
    open_page: OpenPage,
    studio: ViewsStudio,
    settle: Settle,
) -> None:
    stored = studio.scripts.add("Hi Dana, this is Kim.\nCall me please.", title="Mine")
    studio.library.begin_take(script_id=stored.id)
    newer = studio.scripts.change(stored.id, text="Hi Dana, this is Kim.\nI have a story.")
    view = open_page()
    opened(view, newer, settle)
    press(window, Qt.Key.Key_H, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    settle()
    versions = view.beside.versions
    assert view.right.currentWidget() is versions
    assert QApplication.focusWidget() is versions.list
    assert versions.list.thing.script.id == stored.id
    assert "<s>I have a story.</s>" in versions.words.text()
    assert "<u>Call me please.</u>" in versions.words.text()
    assert versions.list.rows.rows[1].about == "3 words more, 4 words less"
    QTest.keyClick(versions.list, Qt.Key.Key_Up)
    assert not versions.use_button.isEnabled(), "the words of now are there already"
    QTest.keyClick(versions.list, Qt.Key.Key_Down)
    versions.use_button.click()
    settle()
    assert view.right.currentWidget() is view.writing
    assert view.writing.words_edit.toPlainText() == stored.text
    assert studio.scripts.newest(stored.id).text == stored.text
    view.show_versions()
    settle()
    press(window, Qt.Key.Key_Escape)
    assert view.right.currentWidget() is view.writing


def test_what_is_typed_is_a_version_of_its_own_once_a_take_was_made(
    open_page: OpenPage,
    studio: ViewsStudio,
    settle: Settle,
    qtbot: QtBot,
    tasks: Tasks,
) -> None:
    stored = studio.scripts.add(STORY)
    view = open_page()
    opened(view, stored, settle)
    view.show_versions()
    settle()
    assert view.beside.versions.list.rows.rowCount() == 1
    assert "no earlier version" in view.beside.versions.about.text()
    view.back_to_writing()
    studio.library.begin_take(script_id=stored.id)
    QTest.keyClicks(view.writing.words_edit, "Well. ")
    view.show_versions()
    settle()
    assert [row.thing.script.text for row in view.beside.versions.list.rows.rows] == ["Well. " + STORY, STORY]


def test_differences_are_told_by_words() -> None:
    assert differences("a b\nc", "a x\nc") == [
        ("same", "a"), ("out", "b"), ("in", "x"), ("same", "\n c"),
    ]  # fmt: skip
    assert told_changes(differences("a b", "a b")) == "The same words as now"
    assert told_changes(differences("a b c", "a")) == "2 words less"


# ---- variants ----------------------------------------------------------------------------------


def test_variants_stand_side_by_side_and_one_of_them_is_rehearsed(
    window: MainWindow,
    open_page: OpenPage,
    studio: ViewsStudio,
    settle: Settle,
) -> None:
    stored = studio.scripts.add(STORY, title="Wait")
    studio.scripts.answer(stored.id, "The line")
    view = open_page()
    opened(view, studio.scripts.newest(stored.id), settle)
    press(window, Qt.Key.Key_B, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    settle()
    assert view.right.currentWidget() is view.beside.variants
    assert len(view.beside.variants.columns) == 1
    view.beside.variants.add_button.click()
    settle()
    assert [column.title.whole for column in view.beside.variants.columns] == ["Variant A", "Variant B"]
    assert not view.side.isVisible(), "they have the whole width"
    second = view.beside.variants.columns[1]
    assert QApplication.focusWidget() is second.edit_button
    second.edit_button.click()
    settle()
    view.writing.words_edit.selectAll()
    QTest.keyClicks(
        view.writing.words_edit, "Hi, Kim here, 415-555-0142. Shall I send you the list of lines?"
    )
    view.show_variants()
    settle()
    first, second = view.beside.variants.columns
    assert first.words.toPlainText() == STORY
    assert second.words.toPlainText().startswith("Hi, Kim here")
    assert [tile.value.whole for tile in first.row.tiles][3] == "1 phrase"
    assert [tile.value.whole for tile in second.row.tiles][3] == "None"
    assert first.words.isReadOnly()
    second.use_button.click()
    settle()
    assert window.page == "stage"
    shown = window.stage.script.shown
    assert shown is not None
    assert shown.stored is not None
    assert shown.stored.variant == "B"


# ---- examples ----------------------------------------------------------------------------------


def test_an_example_begins_a_script_with_its_places_to_fill_in(
    open_page: OpenPage,
    studio: ViewsStudio,
    settle: Settle,
    qtbot: QtBot,
    tasks: Tasks,
) -> None:
    view = open_page()
    qtbot.waitUntil(lambda: not view.starters.filling)
    cards = view.starters.cards
    assert len(cards) > 8
    assert [card.height() >= card.needs(card.width()) for card in cards] == [True] * len(cards)
    QTest.keyClick(cards[1], Qt.Key.Key_Return)
    looked_at(view, qtbot, tasks)
    assert view._starters is not None
    starter = view._starters[0]
    assert view.writing.words_edit.toPlainText() == starter.text
    assert "first name" in view.writing.fields
    qtbot.waitUntil(lambda: not view.writing.unsaved and not tasks.busy, timeout=PATIENCE_MS)
    (stored,) = studio.scripts.all()
    assert (stored.title, stored.text) == (starter.title, starter.text)
    assert [script.id for script in view.side.scripts] == [stored.id]


# ---- deleting ----------------------------------------------------------------------------------


def test_deleting_shows_the_next_one_and_undo_brings_it_back_to_the_stage_too(
    window: MainWindow,
    open_page: OpenPage,
    studio: ViewsStudio,
    settle: Settle,
) -> None:
    other = studio.scripts.add("Hi there, the other one.", title="Other")
    stored = studio.scripts.add(STORY, title="Mine")
    window.stage.script.choose(stored)
    settle()
    view = open_page()
    assert view.writing.draft.stored is not None
    assert view.writing.draft.stored.id == stored.id, "the one on the stage is opened first"
    QTest.keyClick(view.side.view, Qt.Key.Key_Delete)
    settle()
    assert view.writing.title_edit.text() == "Other"
    assert [script.id for script in view.side.scripts] == [other.id]
    assert window.stage.script.shown is None
    (banner,) = window.banners.shown
    assert "“Mine” was deleted" in banner.text_label.text()
    assert banner.action_button is not None
    banner.action_button.click()
    settle()
    assert {script.id for script in view.side.scripts} == {other.id, stored.id}
    assert window.stage.script.shown is not None


def test_the_trash_shows_what_was_deleted_and_return_puts_it_back(
    window: MainWindow, open_page: OpenPage, studio: ViewsStudio, settle: Settle
) -> None:
    studio.scripts.add("Hi there, the other one.", title="Other")
    gone = studio.scripts.add(STORY, title="Gone")
    studio.scripts.delete([gone.id])
    view = open_page()
    assert [script.title for script in view.side.scripts] == ["Other"]
    view.side.trash_button.click()
    settle()
    assert [script.title for script in view.side.scripts] == ["Gone"]
    assert view.writing.title_edit.text() == "Other", "looking into the trash opens nothing"
    view.side.view.setFocus()
    QTest.keyClick(view.side.view, Qt.Key.Key_Down)
    QTest.keyClick(view.side.view, Qt.Key.Key_Delete)
    QTest.keyClick(view.side.view, Qt.Key.Key_Return)
    settle()
    assert {script.title for script in view.side.scripts} == {"Other", "Gone"}
    assert view.writing.title_edit.text() == "Gone"
    assert studio.scripts.all(deleted=True) == []
    view.side.trash_button.click()
    settle()
    assert view.side.hint.text() == "Nothing is deleted."


def test_what_is_typed_is_on_the_stage_as_soon_as_the_page_is_left(
    window: MainWindow, open_page: OpenPage, studio: ViewsStudio, settle: Settle
) -> None:
    stored = studio.scripts.add(STORY)
    window.stage.script.choose(stored)
    settle()
    view = open_page()
    QTest.keyClicks(view.writing.words_edit, "Well, ")
    press(window, Qt.Key.Key_1, CONTROL)
    settle()
    assert window.page == "stage"
    assert window.stage.script.prompter.toPlainText().startswith("Well, Hi")


def test_what_was_typed_last_is_kept_when_the_window_closes(
    window: MainWindow,
    open_page: OpenPage,
    studio: ViewsStudio,
    settle: Settle,
    tasks: Tasks,
) -> None:
    stored = studio.scripts.add(STORY)
    view = open_page()
    opened(view, stored, settle)
    QTest.keyClicks(view.writing.words_edit, "Last. ")
    window.close()
    tasks.close()
    assert studio.scripts.newest(stored.id).text == "Last. " + STORY


def test_going_through_the_list_opens_each_and_saves_the_one_before(
    open_page: OpenPage,
    studio: ViewsStudio,
    settle: Settle,
) -> None:
    first = studio.scripts.add("The first one.", title="Same name")
    studio.scripts.add("The second one.", title="Same name")
    view = open_page()
    assert view.writing.words_edit.toPlainText() == "The second one."
    QTest.keyClicks(view.writing.words_edit, "Now ")
    view.side.view.setFocus()
    QTest.keyClick(view.side.view, Qt.Key.Key_Down)
    settle()
    assert view.writing.words_edit.toPlainText() == "The first one."
    assert QApplication.focusWidget() is view.side.view
    assert [script.text for script in studio.scripts.all()] == ["Now The second one.", "The first one."]
    QTest.keyClick(view.side.view, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is view.writing.words_edit
    assert view.writing.draft.stored is not None
    assert view.writing.draft.stored.id == first.id


def test_in_a_narrow_window_list_and_writing_take_turns(
    window: MainWindow,
    open_page: OpenPage,
    studio: ViewsStudio,
    settle: Settle,
) -> None:
    stored = studio.scripts.add(STORY, title="Mine")
    window.resize(760, 560)
    view = open_page()
    assert view.side.isVisible()
    assert not view.right.isVisible()
    view.side.view.setFocus()
    QTest.keyClick(view.side.view, Qt.Key.Key_Return)
    settle()
    assert not view.side.isVisible()
    assert QApplication.focusWidget() is view.writing.words_edit
    assert view.writing.draft.stored is not None
    assert view.writing.draft.stored.id == stored.id
    press(window, Qt.Key.Key_Escape)
    settle()
    assert view.side.isVisible()
    assert QApplication.focusWidget() is view.side.view


def test_building_the_page_shows_no_window_of_its_own(
    window: MainWindow,
    studio: ViewsStudio,
    settle: Settle,
) -> None:
    stored = studio.scripts.add(STORY)
    studio.scripts.add_variant(stored.id)
    made: list[QWidget] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                made.append(watched)
            return False

    watch = Watch()
    QApplication.instance().installEventFilter(watch)  # type: ignore[union-attr]
    try:
        window.show_page("scripts")
        settle()
        view = window.pages.get("scripts")
        for show in (
            view.show_variants,
            view.show_versions,
            view.begin_script,
            lambda: view.show_mode("ideas"),
        ):
            show()
            settle()
    finally:
        QApplication.instance().removeEventFilter(watch)  # type: ignore[union-attr]
    assert made == []


def test_a_text_file_begins_a_script(
    open_page: OpenPage,
    studio: ViewsStudio,
    settle: Settle,
    tmp_path: Path,
    window: MainWindow,
) -> None:
    path = tmp_path / "monday.txt"
    path.write_text("Hi, this is Kim, 415-555-0142.", encoding="utf-8")
    view = open_page()
    window.stage.script.open_file(path)  # as when it is dropped anywhere onto the window
    settle()
    assert window.page == "scripts"
    assert view.writing.title_edit.text() == "monday"
    assert view.writing.words_edit.toPlainText() == "Hi, this is Kim, 415-555-0142."
    view.open_file(tmp_path / "nowhere.txt")
    settle()
    assert len(window.banners.texts()) == 1
    assert view.writing.title_edit.text() == "monday"
