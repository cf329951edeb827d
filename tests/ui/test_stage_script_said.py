"""A script on the stage while it is said: followed, kept from moving, at any size and width."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from rehearse.ui.stage import StageView
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


# ---- a take ------------------------------------------------------------------------------------


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


# ---- size, narrow windows, names ---------------------------------------------------------------


def test_the_size_is_changed_by_keys_and_buttons_and_remembered(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    press(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert script.prompter.text_px == 40, "nothing to see, nothing to change"
    put(script, studio.scripts.add(TEXT), qtbot, tasks)
    press(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert script.prompter.text_px == 45
    press(window, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    qtbot.mouseClick(script.panel.smaller_button, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert studio.settings.value.prompter_px == script.prompter.text_px < 40
    before = script.prompter.text_px
    centre = QPointF(script.prompter.viewport().rect().center())
    event = QWheelEvent(
        centre, script.prompter.mapToGlobal(centre), QPoint(0, 120), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(script.prompter.viewport(), event)
    assert script.prompter.text_px > before
    assert script.prompter.font().pixelSize() == script.prompter.text_px
    for _press in range(40):
        script.panel.larger()
    assert script.prompter.text_px == 96
    for _press in range(40):
        script.panel.smaller()
    assert script.prompter.text_px == 20
    settle(qtbot, tasks)
    assert studio.settings.value.prompter_px == 20


@pytest.mark.parametrize(("width", "beside"), [(760, False), (1180, True), (2560, True)])
def test_the_sheet_stands_beside_the_stage_or_over_a_narrow_one(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks,
    width: int, beside: bool,
) -> None:  # fmt: skip
    window.resize(width, 700)
    put(script, studio.scripts.add(TEXT), qtbot, tasks)
    script.toggle_sheet()
    settle(qtbot, tasks)
    sheet, stage = script.sheet.geometry(), window.stage
    assert stage.rect().contains(sheet)
    QApplication.processEvents()
    prompter_right = script.prompter.mapTo(stage, QPoint(script.prompter.width(), 0)).x()
    assert (prompter_right <= sheet.left()) == beside
    if not beside:
        assert sheet.width() > stage.width() - 40
    script.sheet.put_away()
    qtbot.waitUntil(lambda: not script.button.geometry().intersects(script.prompter.geometry()))
    assert script.prompter.width() > 300
    assert script.button.geometry().right() <= script.panel.width()
    assert not script.button.geometry().intersects(window.stage.ring.geometry())


def test_everything_in_the_sheet_has_a_name_and_a_role(
    script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    stored = studio.scripts.add(TEXT)
    script.toggle_sheet()
    for step in (lambda: None, lambda: script.sheet.write(stored)):
        step()
        settle(qtbot, tasks)
        nameless = [
            part.objectName() or type(part).__name__
            for part in [script.sheet, *script.sheet.findChildren(QWidget), script.button, script.prompter]
            if part.focusPolicy() != Qt.FocusPolicy.NoFocus
            and part.isVisible()
            and not QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name).strip()
        ]
        assert not nameless, nameless


def test_nothing_is_announced_while_somebody_speaks(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    said: list[str] = []
    monkeypatch.setattr("rehearse.ui.stage_script.announce", lambda _widget, text: said.append(text))
    put(script, studio.scripts.add(TEXT, title="School story"), qtbot, tasks)
    assert said == ["Script: School story"]
    take = record(window, qtbot, studio)
    take.partial = "hi dana this is kim parker"
    qtbot.waitUntil(lambda: script.prompter.place > 4)
    assert said == ["Script: School story"]


def test_a_long_list_is_shown_without_a_long_wait(
    script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    """Rows are painted, not made of widgets: their number does not grow with the list."""
    for number in range(60):
        studio.scripts.add(f"Words of script {number}", title=f"Script {number}")
    script.toggle_sheet()
    before = len(script.sheet.findChildren(QWidget))
    settle(qtbot, tasks)
    assert script.sheet.list.model.rowCount() == 61
    assert len(script.sheet.findChildren(QWidget)) == before


def test_reduced_motion_is_asked_for_at_each_start(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    put(script, studio.scripts.add(TEXT), qtbot, tasks)
    value = studio.settings.value
    reduced = SimpleNamespace(
        reduced_motion=True, prompter_follows="voice", script=value.script, speaker="", theme="light"
    )
    monkeypatch.setattr(StageScript, "_settings", property(lambda _self: reduced))
    take = record(window, qtbot, studio)
    take.partial = "hi dana this is kim parker from summit office my number is four one five"
    qtbot.waitUntil(lambda: script.prompter.place > 8)
    assert not script.prompter._timer.isActive()
    assert script.prompter.verticalScrollBar().value() == round(script.prompter._target)


def test_building_the_stage_shows_no_window_of_its_own(window: MainWindow, studio: ScriptStudio) -> None:
    """A part that is shown before it has a parent would be a window, and take the keyboard away."""
    shown = [part for part in QApplication.topLevelWidgets() if part.isVisible() and part is not window]
    assert shown == []
    made: list[QWidget] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                made.append(watched)
            return False

    watch = Watch()
    QApplication.instance().installEventFilter(watch)  # type: ignore[union-attr]
    try:
        view = StageView(studio, window._tasks, window.theme, window.microphone)  # type: ignore[arg-type]
    finally:
        QApplication.instance().removeEventFilter(watch)  # type: ignore[union-attr]
    assert made == []
    view.deleteLater()


def test_a_line_of_the_large_timer_stands_below_the_small_one(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    line = QLabel("Number in, at 9 s")
    ring = window.stage.ring
    script.panel.set_line(line, lambda widget: ring.layout().addWidget(widget))  # type: ignore[union-attr]
    assert line.parentWidget() is ring
    put(script, studio.scripts.add(TEXT), qtbot, tasks)
    assert line.parentWidget() is script.panel
    qtbot.waitUntil(lambda: line.geometry().top() >= script.button.geometry().bottom())
    assert not line.geometry().intersects(ring.geometry())
    script.choose(None)
    assert line.parentWidget() is ring
    qtbot.waitUntil(lambda: ring.width() > 300)


def test_the_script_has_ctrl_plus_before_the_window(
    window: MainWindow, script: StageScript, studio: ScriptStudio, qtbot: QtBot, tasks: Tasks
) -> None:
    used: list[int] = []
    of_the_window = QShortcut(QKeySequence("Ctrl++"), window, lambda: used.append(1))
    of_the_window.activatedAmbiguously.connect(lambda: used.append(1))  # beside one that is there already
    press(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    before = len(used)
    put(script, studio.scripts.add(TEXT), qtbot, tasks)
    px = script.prompter.text_px
    press(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert script.prompter.text_px > px
    assert len(used) == before
    script.choose(None)
    press(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert len(used) == before + 1
    of_the_window.deleteLater()
    settle(qtbot, tasks)
