"""A quiet studio with a library of its own, and the review of its takes on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rehearse.ui.review import ReviewView
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from tests.ui.review_helpers import QuietStudio


@pytest.fixture
def studio(private_home: Path) -> Iterator[QuietStudio]:
    made = QuietStudio(private_home)
    yield made
    made.close()


@pytest.fixture
def view(qtbot: QtBot, studio: QuietStudio, tasks: Tasks, theme: Theme) -> Iterator[ReviewView]:
    made = ReviewView(studio, tasks, theme)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.close_sound()
    qtbot.waitUntil(lambda: not tasks.busy)
