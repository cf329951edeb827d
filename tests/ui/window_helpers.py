"""The window, on a studio whose microphone obeys the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.fake_studio import FakeStudio, FakeTake


@pytest.fixture
def studio(tmp_path: Path) -> FakeStudio:
    made = FakeStudio(tmp_path / "home")
    made.settings.update(first_start_done=True)
    return made


@pytest.fixture
def open_window(
    studio: FakeStudio, tasks: Tasks, theme: Theme, qtbot: QtBot
) -> Iterator[Callable[[], MainWindow]]:
    made: list[MainWindow] = []

    def build() -> MainWindow:
        window = MainWindow(studio, tasks, theme)  # type: ignore[arg-type]
        made.append(window)
        window.show()
        qtbot.waitUntil(lambda: window._begun)
        qtbot.wait(1)  # what it begins with is queued, and comes before this ends
        qtbot.waitUntil(lambda: not tasks.busy)
        window.activateWindow()
        return window

    yield build
    studio.model_gate.set()
    studio.start_gate.set()
    studio.let_go()
    for window in made:
        window.close()
        qtbot.waitUntil(window.isHidden)


@pytest.fixture
def window(open_window: Callable[[], MainWindow]) -> MainWindow:
    return open_window()


def press(
    window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """As a keyboard does: to whatever has the focus."""
    from PySide6.QtTest import QTest

    QTest.keyClick(window.windowHandle(), key, modifier)


def record(window: MainWindow, qtbot: QtBot, studio: FakeStudio) -> FakeTake:
    press(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.stage.state == "recording")
    return studio.begun[-1]


def child(parent: QWidget, name: str, kind: type[Any] = QPushButton) -> Any:
    found = parent.findChild(kind, name)
    assert found is not None, name
    return found
