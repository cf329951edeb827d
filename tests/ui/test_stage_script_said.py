"""A script on the stage while it is said: followed, and kept from moving."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rehearse.ui.stage_script import StageScript
from rehearse.ui.tasks import Tasks
from rehearse.ui.window import MainWindow
from tests.ui.script_helpers import (
    PATIENCE_MS,
    TEXT,
    ScriptStudio,
    child,
    drop,
    open_window,
    press,
    put,
    record,
    script,
    settle,
    studio,
    window,
)

__all__ = ["open_window", "script", "studio", "window"]


def heard(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def test_a_take_follows_the_voice(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add(TEXT, slot_values={"first name": "Dana"})
    put(script, stored, qtbot, tasks)
    top = script.prompter.verticalScrollBar().value()
    take = record(window, qtbot, studio)
    assert studio.started_with == [{"script_id": stored.id}]
    take.elapsed_s, take.partial = 4.0, "hi dana this is kim parker from summit office"
    qtbot.waitUntil(lambda: script.prompter.place > 8)
    take.words = heard(
        "hi donna this is kim parker from submit office my number is four one five five five five zero one"
        " four two i have a story about how another school in your town"
    )
    take.partial = "cut the dime parents wait"
    qtbot.waitUntil(lambda: "phone" in script.prompter.current_line or "wait" in script.prompter.current_line)
    qtbot.waitUntil(lambda: script.prompter.verticalScrollBar().value() > top + 60)
    place = script.prompter.place
    take.elapsed_s = 30.0
    QTest.qWait(150)
    assert script.prompter.place == place, "it waits while nobody speaks"
    assert window.stage.ring.time_label.text() == "0:30"
    window.stage.stop()
    qtbot.waitUntil(lambda: window.stage.state == "listening")


def test_the_next_take_begins_at_the_beginning(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    put(script, studio.scripts.add(TEXT), qtbot, tasks)
    take = record(window, qtbot, studio)
    take.partial = "hi dana this is kim parker from summit office my number is"
    qtbot.waitUntil(lambda: script.prompter.place > 8)
    window.stage.discard()
    qtbot.waitUntil(lambda: window.stage.state == "ready")
    record(window, qtbot, studio)
    assert script.prompter.place == 0.0
    assert script.prompter.verticalScrollBar().value() == 0
    studio.begun[-1].partial = "hi dana this"
    qtbot.waitUntil(lambda: script.prompter.place == 3.0)


def test_at_an_even_pace_it_moves_from_the_first_word_on(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    put(script, studio.scripts.add(TEXT), qtbot, tasks)
    script.toggle_sheet()
    qtbot.mouseClick(child(script.sheet.list.follow_choice, "follow_choice_pace"), Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert studio.settings.value.prompter_follows == "pace"
    script.sheet.put_away()
    take = record(window, qtbot, studio)
    take.elapsed_s = 1.5
    QTest.qWait(100)
    assert script.prompter.place == 0.0
    take.partial = "hi"
    QTest.qWait(100)
    take.elapsed_s = 1.5 + 4.0
    qtbot.waitUntil(lambda: script.prompter.place > 5)
    # 150 words a minute for 4 s, of which the empty slot takes two words.
    assert script.prompter.place == pytest.approx(9.0, abs=1.0)


def test_until_the_model_is_there_the_clock_leads(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    put(script, studio.scripts.add(TEXT), qtbot, tasks)
    take = record(window, qtbot, studio)
    take.model_ready = False
    take.elapsed_s = 2.1
    QTest.qWait(80)
    take.elapsed_s = 6.1
    qtbot.waitUntil(lambda: script.prompter.place > 6)
    take.model_ready = True
    take.partial = "hi dana this is kim"
    qtbot.waitUntil(lambda: script.prompter.place == 5.0)


def test_while_recording_nothing_else_can_be_moved(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks, tmp_path: Path
) -> None:
    put(script, studio.scripts.add(TEXT), qtbot, tasks)
    script.toggle_sheet()
    take = record(window, qtbot, studio)
    assert not script.sheet.isVisible()
    assert not script.button.isEnabled()
    assert not script.panel.larger_button.isVisible()
    press(window, Qt.Key.Key_S)
    assert not script.sheet.isVisible()
    (tmp_path / "a.txt").write_text("Hello")
    assert not drop(window, tmp_path / "a.txt")
    ring, prompter = window.stage.ring.geometry(), script.prompter.geometry()
    take.elapsed_s, take.partial = 25.0, "hi dana this is kim parker"
    qtbot.waitUntil(lambda: script.prompter.place > 4)
    assert (window.stage.ring.geometry(), script.prompter.geometry()) == (ring, prompter)
    assert window.stage.ring.zone_label.text() == "Wrap up"


def test_words_that_are_being_written_are_shown_and_kept_when_a_take_begins(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add("Hello there, this is Kim.")
    studio.real.library.begin_take(script_id=stored.id)
    put(script, stored, qtbot, tasks)
    script.toggle_sheet()
    script.sheet.write(stored)
    script.sheet.editor.words_edit.moveCursor(script.sheet.editor.words_edit.textCursor().MoveOperation.End)
    QTest.keyClicks(script.sheet.editor.words_edit, " Bye.")
    record(window, qtbot, studio)
    assert script.prompter.toPlainText() == "Hello there, this is Kim. Bye."
    (made_with,) = [named["script_id"] for named in studio.started_with]
    assert studio.scripts.get(made_with).text == "Hello there, this is Kim. Bye."
    assert studio.scripts.get(stored.id).text == "Hello there, this is Kim."
    assert script.shown is not None
    assert script.shown.stored is not None
    assert script.shown.stored.id == made_with
    studio.begun[-1].partial = "hello there this"
    qtbot.waitUntil(lambda: script.prompter.place == 3.0)
    window.stage.discard()
    qtbot.waitUntil(lambda: window.stage.state == "ready")
    settle(qtbot, tasks)
    assert script.prompter.toPlainText() == "Hello there, this is Kim. Bye."
    assert studio.settings.value.script == made_with


def test_words_that_are_being_written_are_kept_when_no_take_comes_of_it(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add("Hello there, this is Kim.")
    put(script, stored, qtbot, tasks)
    script.toggle_sheet()
    script.sheet.write(stored)
    QTest.keyClicks(script.sheet.editor.words_edit, "Well. ")
    script.begin()  # the microphone is not there, or the countdown is cancelled
    settle(qtbot, tasks)
    assert studio.scripts.get(stored.id).text == "Well. Hello there, this is Kim."


def test_words_that_cannot_be_said_yet_do_not_keep_a_take_from_its_script(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add("Hello there, this is Kim.")
    put(script, stored, qtbot, tasks)
    script.toggle_sheet()
    script.sheet.write(stored)
    QTest.keyClicks(script.sheet.editor.words_edit, "[unfinished ")
    record(window, qtbot, studio)
    assert script.prompter.toPlainText() == "Hello there, this is Kim."
    assert studio.scripts.get(studio.started_with[0]["script_id"]).text == "Hello there, this is Kim."
    settle(qtbot, tasks)
    assert "[unfinished Hello there, this is Kim." in {s.text for s in studio.scripts.all()}
    assert window.banners.texts() == []


def test_typing_shows_on_the_stage_and_a_half_written_slot_is_not_scolded_from_there(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add("Hello there, this is Kim.")
    put(script, stored, qtbot, tasks)
    script.toggle_sheet()
    script.sheet.write(stored)
    editor = script.sheet.editor
    QTest.keyClicks(editor.words_edit, "Well. [")
    qtbot.waitUntil(lambda: not editor.unsaved and not tasks.busy, timeout=PATIENCE_MS)
    assert script.prompter.toPlainText() == "Hello there, this is Kim."
    assert window.banners.texts() == []
    QTest.keyClicks(editor.words_edit, "name] ")
    qtbot.waitUntil(
        lambda: script.prompter.toPlainText() == "Well. [name] Hello there, this is Kim.", timeout=PATIENCE_MS
    )
    qtbot.waitUntil(lambda: list(editor.fields) == ["name"], timeout=PATIENCE_MS)
    QTest.keyClicks(editor.fields["name"], "Dana")
    qtbot.waitUntil(lambda: script.prompter.toPlainText().startswith("Well. Dana Hello"), timeout=PATIENCE_MS)
    settle(qtbot, tasks)


def test_a_take_is_made_with_the_words_that_are_shown_whatever_was_saved_meanwhile(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add("Hello there, this is Kim.")
    put(script, stored, qtbot, tasks)
    studio.scripts.change(stored.id, text="Another window wrote this.")
    record(window, qtbot, studio)
    made_with = studio.started_with[0]["script_id"]
    assert script.prompter.toPlainText() == "Hello there, this is Kim."
    assert studio.scripts.get(made_with).text == "Hello there, this is Kim."
    assert studio.scripts.get(stored.id).text == "Another window wrote this."


def test_without_a_script_everything_is_as_before(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot
) -> None:
    take = record(window, qtbot, studio)
    take.words = ("hello", "there")
    qtbot.waitUntil(lambda: window.stage.words_label.whole == "hello there")
    assert studio.started_with == [{}]
    assert not script.prompter.isVisible()
