"""A review whose sound is there, and what was asked of the loudspeaker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rehearse.ui.review import ReviewView
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from tests.ui.review_helpers import QuietStudio, review_of
from tests.ui.shown_review import studio

__all__ = ["studio"]


@pytest.fixture
def view(qtbot: QtBot, studio: QuietStudio, tasks: Tasks, theme: Theme) -> Iterator[ReviewView]:
    made = ReviewView(studio, tasks, theme)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    made.show_review(review_of(studio))
    made.activateWindow()
    qtbot.waitUntil(lambda: made.playback.ready and made.bar.waveform.has_sound())
    yield made
    made.close_sound()
    qtbot.waitUntil(lambda: not tasks.busy)


def find(view: QWidget, name: str) -> QPushButton:
    found: QPushButton | None = view.findChild(QPushButton, name)
    assert found is not None, name
    return found


def asked(studio: QuietStudio, qtbot: QtBot, n: int = 1) -> tuple[float, float | None]:
    qtbot.waitUntil(lambda: len(studio.out.asked) >= n)
    return studio.out.asked[-1]
