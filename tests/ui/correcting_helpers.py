"""A review with words to put right."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rehearse.studio import Review
from rehearse.ui.review import ReviewView
from tests.helpers.messages import audio_message
from tests.ui.review_helpers import QuietStudio, record
from tests.ui.shown_review import studio, view

__all__ = ["studio", "view"]

SAID = (
    "hi dana this is um bob at acme my number is nine one nine five five five oh one oh pie"
    " we are the leading provider of copiers"
)


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
