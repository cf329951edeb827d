"""A window with scripts: the microphone and the takes are made up, scripts, rules and settings are real."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rehearse.library.scripts import StoredScript
from rehearse.studio import Studio
from rehearse.ui.stage_script import StageScript
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.fake_studio import FakeStudio, FakeTake

TEXT = "Hi [first name], this is Kim Parker from Summit Office. My number is 415-555-0142. " + (
    "I have a story about how another school in your town cut the time parents wait on the phone by half. "
    "They changed one line in the greeting, and I wrote down which one. Would you like to hear it?"
)
PATIENCE_MS = 120_000


class ScriptStudio(FakeStudio):
    """Made-up microphone and takes; scripts, rules and settings are real."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.real = Studio(self.paths, self.settings)
        self.started_with: list[dict[str, Any]] = []

    @property
    def scripts(self) -> Any:
        return self.real.scripts

    def lint_text(self, *args: Any, **named: Any) -> Any:
        return self.real.lint_text(*args, **named)

    def judge_script(self, *args: Any, **named: Any) -> Any:
        return self.real.judge_script(*args, **named)

    def start_take(self, **named: Any) -> FakeTake:
        self.started_with.append(named)
        if named.get("script_id"):
            # The row of a take, as the real one makes it before the first frame.
            self.real.library.begin_take(script_id=named["script_id"])
        return super().start_take()

    def close(self) -> None:
        self.real.close()


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[ScriptStudio]:
    made = ScriptStudio(tmp_path / "home")
    made.settings.update(first_start_done=True)
    yield made
    made.close()


@pytest.fixture
def open_window(
    studio: ScriptStudio, tasks: Tasks, theme: Theme, qtbot: QtBot
) -> Iterator[Callable[[], MainWindow]]:
    made: list[MainWindow] = []

    def build() -> MainWindow:
        window = MainWindow(studio, tasks, theme)  # type: ignore[arg-type]
        made.append(window)
        window.show()
        qtbot.waitUntil(lambda: window._begun, timeout=PATIENCE_MS)
        qtbot.wait(1)  # what it begins with is queued, and comes before this ends
        qtbot.waitUntil(lambda: not tasks.busy, timeout=PATIENCE_MS)
        window.activateWindow()
        return window

    yield build
    studio.let_go()
    for window in made:
        window.close()
        qtbot.waitUntil(window.isHidden)
    tasks.close()


@pytest.fixture
def window(open_window: Callable[[], MainWindow]) -> MainWindow:
    return open_window()


@pytest.fixture
def script(window: MainWindow) -> StageScript:
    return window.stage.script


def settle(qtbot: QtBot, tasks: Tasks) -> None:
    qtbot.waitUntil(lambda: not tasks.busy, timeout=PATIENCE_MS)


def press(window: MainWindow, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.windowHandle(), key, modifier)


def child(parent: QWidget, name: str, kind: type[Any] = QPushButton) -> Any:
    found = parent.findChild(kind, name)
    assert found is not None, name
    return found


def put(script: StageScript, stored: StoredScript, qtbot: QtBot, tasks: Tasks) -> None:
    script.choose(stored)
    settle(qtbot, tasks)
    assert script.shown is not None


def record(window: MainWindow, qtbot: QtBot, studio: ScriptStudio) -> FakeTake:
    window.stage.start()
    qtbot.waitUntil(lambda: window.stage.state == "recording")
    return studio.begun[-1]


def drop(window: MainWindow, path: Path) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, buttons, keys)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, buttons, keys))
    return True
