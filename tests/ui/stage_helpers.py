"""The window on the stage, on a studio whose microphone and loudspeaker obey the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from rehearse.ui import number_light, stage, stage_options
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.fake_studio import FakeStudio


@pytest.fixture
def studio(tmp_path: Path) -> FakeStudio:
    made = FakeStudio(tmp_path / "home")
    made.settings.update(first_start_done=True)
    return made


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader was told."""
    heard: list[str] = []
    for module in (stage, number_light, stage_options):
        monkeypatch.setattr(module, "announce", lambda _widget, text: heard.append(text))
    return heard


@pytest.fixture
def window(
    studio: FakeStudio, tasks: Tasks, theme: Theme, qtbot: QtBot, said: list[str]
) -> Iterator[MainWindow]:
    made = MainWindow(studio, tasks, theme)  # type: ignore[arg-type]
    made.show()
    qtbot.waitUntil(lambda: made._begun and made.microphone.state == "open" and not tasks.busy)
    made.activateWindow()
    yield made
    studio.arm_gate.set()
    studio.start_gate.set()
    studio.let_go()
    made.close()
    qtbot.waitUntil(made.isHidden)


def press(
    window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    from PySide6.QtTest import QTest

    QTest.keyClick(window.windowHandle(), key, modifier)


def click(qtbot: QtBot, window: MainWindow, name: str) -> None:
    part = window.findChild(QPushButton, name)
    assert part is not None, name
    qtbot.mouseClick(part, Qt.MouseButton.LeftButton)
