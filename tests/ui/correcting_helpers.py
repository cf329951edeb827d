"""A review with words to put right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rehearse.studio import Review
from rehearse.ui.review import ReviewView
from rehearse.ui.tasks import Tasks
from rehearse.ui.theme import Theme
from tests.helpers.messages import audio_message
from tests.ui.review_helpers import QuietStudio, record

SAID = (
    "hi dana this is um bob at acme my number is nine one nine five five five oh one oh pie"
    " we are the leading provider of copiers"
)


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


def judged(studio: QuietStudio, text: str = SAID) -> Review:
    made = audio_message(words=text.split()).transcript
    assert made is not None
    return studio.judge_take(record(studio, made).id, made)


@pytest.fixture
def take(view: ReviewView, studio: QuietStudio, qtbot: QtBot) -> Review:
    review = judged(studio)
    view.show_review(review)
    qtbot.waitUntil(lambda: view.playback.ready)
    return review


def text_of(view: ReviewView) -> str:
    return view.transcript.toPlainText()


def edit(view: ReviewView, word: int, typed: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    view.transcript.edit_word(word)
    QTest.keyClicks(view.transcript.editor, typed)
    QTest.keyClick(view.transcript.editor, key)
