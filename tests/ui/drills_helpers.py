"""The window on the page of the drills, and what it was asked to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rehearse.ui.drill_plan import DrillPlan
from rehearse.ui.drills_view import DrillsView
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from tests.helpers.drills_done import TOO_LONG, do
from tests.helpers.views import ViewsStudio

CTRL = Qt.KeyboardModifier.ControlModifier


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
def settle(tasks: Tasks, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: not tasks.busy)


class Told:
    """What the page asked the window for, instead of doing it."""

    def __init__(self, view: DrillsView) -> None:
        self.plans: list[DrillPlan] = []
        self.resumed: list[str] = []
        for signal, keep in ((view.start_wanted, self.plans), (view.resume_wanted, self.resumed)):
            signal.disconnect()
            signal.connect(keep.append)


@pytest.fixture
def open_page(window: MainWindow, settle: Callable[[], None]) -> Callable[[], tuple[DrillsView, Told]]:
    def build() -> tuple[DrillsView, Told]:
        press(window, Qt.Key.Key_2, CTRL)
        assert window.page == "drills"
        settle()
        view: DrillsView = window.pages.get("drills")
        return view, Told(view)

    return build


Opener = Callable[[], tuple[DrillsView, Told]]


def press(window: MainWindow, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.windowHandle(), key, modifier)


def ago(**span: float) -> datetime:
    return datetime.now().astimezone() - timedelta(**span)


def titles(view: DrillsView) -> list[str]:
    return [entry.drill.title for entry in view.list.drills.entries]


def missed(studio: ViewsStudio, drill_id: str, when: datetime, **more: Any) -> None:
    do(studio, drill_id, when, [(0, "missed", (("length_most_s", 31.0),), TOO_LONG)], **more)
