"""Two libraries with bundles between them, and the window that they go out of and come into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rehearse.exchange.bundle import read_bundle
from rehearse.exchange.bundle_in import take_in
from rehearse.exchange.bundle_out import write_bundle
from rehearse.exchange.sending import BundleWishes
from rehearse.library.library import Library
from rehearse.ui.bundle_sheet import BundleSheet
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from rehearse.ui.window import MainWindow
from rehearse.ui.window_start import WindowStart
from tests.helpers.bundle_soup import looked_at_here
from tests.helpers.messages import span
from tests.helpers.views import ViewsStudio

SAID = "hi susan this is alice five five five zero one three four i have the list of permits for your street"
OTHER = "hi susan alice again five five five zero one three four the list of permits is three pages long"

Settle = Callable[[], None]


@pytest.fixture
def studio(private_home: Path) -> Iterator[ViewsStudio]:
    made = ViewsStudio(private_home)
    yield made
    made.close()


@pytest.fixture
def window(
    studio: ViewsStudio, tasks: Tasks, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    # Nothing is recorded or listened to here, and the model takes longer to load than all of the rest.
    monkeypatch.setattr(WindowStart, "_load_model", lambda _start: None)
    made = MainWindow(studio, tasks, theme)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: made._begun and not tasks.busy)
    with looked_at_here():
        yield made
    made.close()
    qtbot.waitUntil(made.isHidden)
    qtbot.waitUntil(lambda: not tasks.busy)


@pytest.fixture
def settle(tasks: Tasks, qtbot: QtBot) -> Settle:
    return lambda: qtbot.waitUntil(lambda: not tasks.busy)


@pytest.fixture
def coach(tmp_path: Path) -> Iterator[Library]:
    """The library of somebody else, on another computer."""
    with Library.open(tmp_path / "coach") as library:
        yield library


def travels(home: Library, other: Library, path: Path, *take_ids: str, **wishes: Any) -> None:
    """Takes go from one library to another."""
    write_bundle(home, take_ids, path, BundleWishes(**wishes))
    with looked_at_here():
        take_in(other, read_bundle(path))


def with_feedback(studio: ViewsStudio, coach: Library, tmp_path: Path) -> tuple[str, Path]:
    """A take of this library, and the bundle in which a coach sends notes on it."""
    script = studio.scripts.add("Hi [first name], this is Alice.", title="Permits")
    take_id = studio.add_take(SAID, "For Susan")
    studio.library._database._connection.execute(  # as if it had been made with the script
        "UPDATE takes SET script_id = ? WHERE id = ?", (script.id, take_id)
    )
    travels(studio.library, coach, tmp_path / "there.rehearse", take_id)
    coach.notes.add(take_id, "Say it once more.", "Carla Coach", 6, 13, span(6, 13))
    coach.notes.add(take_id, "Good reason.", "Carla Coach")
    back = tmp_path / "back.rehearse"
    write_bundle(coach, [take_id], back, BundleWishes())
    return take_id, back


def drop(window: MainWindow, *paths: Path) -> bool:
    """Drop files onto the window as a desktop does; whether they were welcome."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at, buttons, keys = QPointF(200, 200), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(at, Qt.DropAction.CopyAction, data, buttons, keys))
    return enter.isAccepted()


def press(home: QWidget, name: str) -> None:
    part = home.findChild(QPushButton, name)
    assert isinstance(part, QPushButton), name
    assert part.isVisible(), name
    assert part.isEnabled(), name
    QTest.mouseClick(part, Qt.MouseButton.LeftButton)


def bundle_sheet(window: MainWindow) -> BundleSheet:
    sheet = window.imports.bundles.sheet
    assert sheet is not None
    assert sheet.isVisible()
    return sheet


def texts(home: QWidget, name: str) -> list[str]:
    return [part.accessibleName() or part.text() for part in home.findChildren(QLabel, name)]


def taken(window: MainWindow, settle: Settle, path: Path) -> None:
    """Drop a bundle and take it in."""
    assert drop(window, path)
    settle()
    press(bundle_sheet(window), "bundle_take")
    settle()
