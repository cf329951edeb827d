"""Scripts on the stage: written, chosen, shown, thrown away and brought back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rehearse.errors import DiskFull
from rehearse.ui.script_draft import Written, facts_of
from rehearse.ui.script_editor import number_words
from rehearse.ui.stage_script import StageScript
from rehearse.ui.tasks import Tasks
from rehearse.ui.window import MainWindow
from tests.ui.script_helpers import (
    PATIENCE_MS,
    TEXT,
    ScriptStudio,
    drop,
    open_window,
    press,
    put,
    script,
    settle,
    studio,
    window,
)

__all__ = ["open_window", "script", "studio", "window"]


# ---- writing -----------------------------------------------------------------------------------


def test_s_opens_the_scripts_and_the_first_is_written_by_hand(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    press(window, Qt.Key.Key_S)
    settle(qtbot, tasks)
    sheet = script.sheet
    assert sheet.isVisible()
    assert sheet.list.hint.isVisible()
    assert QApplication.activeModalWidget() is None
    qtbot.mouseClick(sheet.list.new_button, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is sheet.editor.words_edit
    QTest.keyClicks(
        sheet.editor.words_edit, "Hi [first name], sssss it is Kim. Call 415-555-0142 now please."
    )
    assert sheet.isVisible(), "an S in the text is an S"
    qtbot.waitUntil(lambda: list(sheet.editor.fields) == ["first name"], timeout=PATIENCE_MS)
    QTest.keyClicks(sheet.editor.fields["first name"], "Dana")
    qtbot.waitUntil(lambda: not sheet.editor.unsaved and not tasks.busy, timeout=PATIENCE_MS)
    (stored,) = studio.scripts.all()
    assert stored.text == "Hi [first name], sssss it is Kim. Call 415-555-0142 now please."
    assert dict(stored.slot_values) == {"first name": "Dana"}
    qtbot.waitUntil(lambda: "words a minute" in sheet.editor.facts_label.text(), timeout=PATIENCE_MS)
    qtbot.mouseClick(sheet.editor.use_button, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert not sheet.isVisible()
    assert script.prompter.toPlainText().startswith("Hi Dana, sssss it is Kim.")
    assert studio.settings.value.script == stored.id
    assert QApplication.focusWidget() is window.stage.record_button


def test_what_is_told_of_a_text(studio: ScriptStudio) -> None:
    facts = facts_of(studio, Written(text=TEXT, values={}))  # type: ignore[arg-type]
    assert facts.slots == ("first name",)
    assert facts.n_words == len(TEXT.replace("[first name]", "[x]").split())
    assert facts.wpm == studio.profile().pace.assumed_wpm
    assert facts.length_s == pytest.approx((facts.n_words - 2 + 2 + 10) * 60 / facts.wpm, abs=0.6)
    assert facts.phone == "early"
    assert number_words(facts)[1] == "good"
    late = facts_of(
        studio, Written(text="I have a story about your town and its school. " * 3 + "Call 415-555-0142.")
    )  # type: ignore[arg-type]
    assert late.phone == "late"
    assert number_words(late)[1] == "near"
    assert "83" in number_words(late)[0] or "%" in number_words(late)[0]
    assert facts_of(studio, Written(text=" \n")).length_s is None  # type: ignore[arg-type]
    assert "not closed" in facts_of(studio, Written(text="Hi [first name")).problem  # type: ignore[arg-type]


def test_typing_shows_length_and_number_after_a_pause_and_a_half_written_slot_is_no_loss(
    script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add(TEXT, slot_values={"first name": "Dana"})
    script.toggle_sheet()
    editor = script.sheet.editor
    script.sheet.write(stored)
    qtbot.waitUntil(lambda: "words a minute" in editor.facts_label.text(), timeout=PATIENCE_MS)
    assert editor.number_label.property("tone") == "good"
    assert editor.fields["first name"].text() == "Dana"
    field = editor.fields["first name"]
    QTest.keyClicks(editor.words_edit, "Oh [")
    qtbot.waitUntil(lambda: editor.facts_label.property("tone") == "near", timeout=PATIENCE_MS)
    assert "not closed" in editor.facts_label.text()
    assert editor.fields == {"first name": field}, "the field stays while a bracket is typed"
    assert not editor.use_button.isEnabled()
    qtbot.waitUntil(lambda: not editor.unsaved and not tasks.busy, timeout=PATIENCE_MS)
    assert studio.scripts.all()[0].text == "Oh [" + TEXT, "kept all the same"


def test_an_emptied_script_keeps_its_words(
    script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add(TEXT, title="Mine")
    script.toggle_sheet()
    script.sheet.write(stored)
    script.sheet.editor.words_edit.selectAll()
    QTest.keyClick(script.sheet.editor.words_edit, Qt.Key.Key_Delete)
    script.sheet.put_away()
    settle(qtbot, tasks)
    assert [s.text for s in studio.scripts.all()] == [TEXT]


def test_a_new_script_without_words_is_none(
    script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    script.toggle_sheet()
    script.sheet.write()
    QTest.keyClicks(script.sheet.editor.title_edit, "Just a title")
    script.sheet.put_away()
    settle(qtbot, tasks)
    assert studio.scripts.all() == []


def test_escape_goes_back_a_step_at_a_time_and_saves(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    press(window, Qt.Key.Key_S)
    settle(qtbot, tasks)
    script.sheet.write()
    QTest.keyClicks(script.sheet.editor.words_edit, "Hello there")
    press(window, Qt.Key.Key_Escape)
    settle(qtbot, tasks)
    assert script.sheet.pages.currentWidget() is script.sheet.list
    assert script.sheet.list.model.rowCount() == 2
    press(window, Qt.Key.Key_Escape)
    assert not script.sheet.isVisible()
    assert [s.text for s in studio.scripts.all()] == ["Hello there"]


def test_what_is_typed_is_saved_when_the_window_closes(
    window: MainWindow, script: StageScript, studio: ScriptStudio, tasks: Tasks, qtbot: QtBot
) -> None:
    script.toggle_sheet()
    script.sheet.write()
    QTest.keyClicks(script.sheet.editor.words_edit, "Last words")
    window.close()
    tasks.close()
    assert [s.text for s in studio.scripts.all()] == ["Last words"]


def test_a_full_disk_is_told_and_the_words_stay_in_the_editor(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def full(*_args: object, **_named: object) -> None:
        raise DiskFull("The disk is full.", help="Free some space.")

    script.toggle_sheet()
    script.sheet.write()
    with monkeypatch.context() as patched:
        patched.setattr(type(studio.scripts), "add", full)
        QTest.keyClicks(script.sheet.editor.words_edit, "Words")
        script.sheet.editor.flush()
        qtbot.waitUntil(lambda: "The disk is full." in window.banners.texts(), timeout=PATIENCE_MS)
    assert script.sheet.editor.unsaved
    script.sheet.put_away()
    settle(qtbot, tasks)
    assert [s.text for s in studio.scripts.all()] == ["Words"]


# ---- choosing ----------------------------------------------------------------------------------


def test_a_click_puts_a_script_on_the_stage_and_no_script_takes_it_off(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    studio.scripts.add("Older words", title="Older")
    newer = studio.scripts.add(TEXT, title="School story")
    qtbot.mouseClick(script.button, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    view, model = script.sheet.list.view, script.sheet.list.model
    titles = [model.index(n).data() for n in range(model.rowCount())]
    assert titles == ["No script", "School story", "Older"]
    large = window.stage.ring.width()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(model.index(1)).center())
    settle(qtbot, tasks)
    assert script.shown is not None
    assert script.shown.stored == newer
    assert script.prompter.isVisible()
    assert window.stage.ring.width() < large / 2
    assert window.stage.ring.isVisible()
    assert not window.stage.words_label.isVisible()
    assert script.button.accessibleName() == "Script: School story"
    spoken = model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("School story, ")
    assert spoken.endswith("on the stage")
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(model.index(0)).center())
    settle(qtbot, tasks)
    assert script.shown is None
    assert not script.prompter.isVisible()
    assert window.stage.words_label.isVisible()
    assert studio.settings.value.script is None
    script.sheet.put_away()
    qtbot.waitUntil(lambda: window.stage.ring.width() >= large)


def test_by_keyboard_alone(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    studio.scripts.add(TEXT, title="School story")
    press(window, Qt.Key.Key_S)
    settle(qtbot, tasks)
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Return)
    settle(qtbot, tasks)
    assert script.shown is not None
    press(window, Qt.Key.Key_F2)
    assert script.sheet.pages.currentWidget() is script.sheet.editor
    press(window, Qt.Key.Key_Escape)
    settle(qtbot, tasks)
    press(window, Qt.Key.Key_Delete)
    settle(qtbot, tasks)
    assert studio.scripts.all() == []
    assert script.shown is None


def test_the_script_of_last_time_is_there_again_in_its_newest_words(
    open_window: Callable[[], MainWindow], studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add("Old words")
    studio.real.library.begin_take(script_id=stored.id)
    studio.settings.update(script=stored.id, prompter_px=52)
    studio.scripts.change(stored.id, text="New words")
    window = open_window()
    qtbot.waitUntil(lambda: window.stage.script.shown is not None, timeout=PATIENCE_MS)
    assert window.stage.script.prompter.toPlainText() == "New words"
    assert window.stage.script.prompter.text_px == 52


@pytest.mark.parametrize("gone", ["deleted", "lost"])
def test_a_script_that_is_gone_leaves_the_stage_free(
    open_window: Callable[[], MainWindow], studio: ScriptStudio, qtbot: QtBot, tasks: Tasks, gone: str
) -> None:
    stored = studio.scripts.add("Old words")
    studio.scripts.delete([stored.id])
    studio.settings.update(script=stored.id if gone == "deleted" else "0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e")
    window = open_window()
    settle(qtbot, tasks)
    assert window.stage.script.shown is None
    assert window.banners.texts() == []


def test_deleting_offers_undo_and_undo_puts_it_back_on_the_stage(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add(TEXT, title="School story")
    put(script, stored, qtbot, tasks)
    script.toggle_sheet()
    settle(qtbot, tasks)
    qtbot.mouseClick(script.sheet.list.delete_button, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert studio.scripts.all() == []
    assert script.shown is None
    (banner,) = window.banners.shown
    assert banner.text_label.text() == "The script “School story” was deleted."
    qtbot.mouseClick(banner.action_button, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert [s.id for s in studio.scripts.all()] == [stored.id]
    assert script.shown is not None
    assert script.sheet.list.model.rowCount() == 2


# ---- files -------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_text_dropped_on_any_page_becomes_a_script(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks,
    tmp_path: Path, encoding: str,
) -> None:  # fmt: skip
    window.show_page("settings")
    path = tmp_path / "café call.txt"
    path.write_bytes("Hi [first name], it is René.\r\nCall me.".encode(encoding))
    assert drop(window, path)
    settle(qtbot, tasks)
    assert window.page == "stage"
    editor = script.sheet.editor
    assert editor.title_edit.text() == "café call"
    assert editor.words_edit.toPlainText() == "Hi [first name], it is René.\nCall me."
    qtbot.waitUntil(lambda: len(studio.scripts.all()) == 1, timeout=PATIENCE_MS)
    settle(qtbot, tasks)


def test_what_is_no_text_is_refused_in_a_sentence(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks, tmp_path: Path
) -> None:
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    assert not drop(window, tmp_path / "photo.png")
    (tmp_path / "binary.txt").write_bytes(b"a\0b" * 50)
    assert drop(window, tmp_path / "binary.txt")
    qtbot.waitUntil(lambda: window.banners.texts() == ["binary.txt is not a text."], timeout=PATIENCE_MS)
    script.open_file(tmp_path / "missing.txt")
    qtbot.waitUntil(lambda: len(window.banners.texts()) == 2, timeout=PATIENCE_MS)
    (tmp_path / "book.txt").write_text("word " * 60_000)
    script.open_file(tmp_path / "book.txt")
    qtbot.waitUntil(lambda: "book.txt is too large for a script." in window.banners.texts())
    assert studio.scripts.all() == []
