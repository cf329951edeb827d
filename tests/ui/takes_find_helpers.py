"""The page of the takes, on a real library."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from rehearse.library.takes import Take
from rehearse.ui.takes import TakesView
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from tests.helpers.messages import SPOKEN
from tests.ui.review_helpers import QuietStudio, store
from tests.ui.shown_review import studio

__all__ = ["studio"]


@pytest.fixture
def view(qtbot: QtBot, studio: QuietStudio, tasks: Tasks, theme: Theme) -> Iterator[TakesView]:
    made = TakesView(studio, tasks, theme)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    qtbot.waitExposed(made)
    yield made
    qtbot.waitUntil(lambda: not tasks.busy)


@pytest.fixture
def three(studio: QuietStudio) -> list[Take]:
    """Three takes, the oldest first: one about permits, one with a title, one with a tag and a star."""
    permits = store(studio, [*SPOKEN, "permits", "for", "the", "north", "side"])[0]
    titled = store(studio)[0]
    studio.rename(titled.id, "Second store")
    starred = store(studio)[0]
    studio.library.star([starred.id], True)
    studio.library.tag([starred.id], add=["Q3 push"])
    return [permits, titled, starred]


def settled(view: TakesView, qtbot: QtBot, tasks: Tasks) -> None:
    view.refresh()
    qtbot.waitUntil(lambda: not tasks.busy)


def ids(view: TakesView) -> list[str]:
    return [view.model.take(row).id for row in range(view.model.rowCount())]


def click(view: TakesView, qtbot: QtBot, name: str) -> None:
    button = view.findChild(QPushButton, name)
    assert button is not None, name
    assert button.isVisible(), name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
