"""A script on the stage in any size, by keyboard and for a screen reader."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from rehearse.ui.stage import StageView
from rehearse.ui.stage_script import StageScript
from rehearse.ui.tasks import Tasks
from rehearse.ui.window import MainWindow
from tests.ui.script_helpers import (
    TEXT,
    ScriptStudio,
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
