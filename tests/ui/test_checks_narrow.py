"""Checks in a narrow column of big type: the word of each verdict stays in sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from rehearse.analysis.message import Message
from rehearse.ui.checks_view import CheckRow, ChecksView
from rehearse.ui.theme import choose_theme
from tests.helpers.drill_takes import judged
from tests.helpers.views import BROCHURE, cut_texts

#: Two numbers that do not agree have the longest value.
TWO_NUMBERS = (
    "hi susan this is alice my number is five five five zero one three four i have a list for you"
    " call me at five five five zero one nine nine"
)


def column(qtbot: QtBot, text: str, scale: float, width: int) -> QScrollArea:
    """The checks of a message as the review and the coach's desk show them."""
    theme = choose_theme("light", scale)
    area = QScrollArea()
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    area.setStyleSheet(theme.stylesheet)
    checks = ChecksView(theme)
    area.setWidget(checks)
    area.resize(width, 640)
    area.show()
    checks.set_analysis(judged(Message.from_text(text)))
    qtbot.wait(50)
    return area


@pytest.mark.parametrize("text", [BROCHURE, TWO_NUMBERS])
def test_no_word_is_cut_where_the_type_is_big(qtbot: QtBot, text: str) -> None:
    area = column(qtbot, text, 1.6, 424)
    checks = area.widget()
    assert isinstance(checks, ChecksView)
    qtbot.waitUntil(lambda: not cut_texts(area))
    assert checks.width() <= area.viewport().width()
    for row in checks.rows:
        band = row.findChild(QLabel, "check_band")
        assert band is not None
        right = band.mapTo(area.viewport(), QPoint(band.width(), 0)).x()
        assert band.isHidden() or right <= area.viewport().width(), row.accessibleName()


def test_one_line_where_there_is_room_and_back_again(qtbot: QtBot) -> None:
    area = column(qtbot, BROCHURE, 1.0, 480)

    def beside(row: CheckRow) -> bool:
        return row.value_button.y() < row.findChild(QLabel, "check_title").geometry().bottom()

    checks = area.widget()
    assert isinstance(checks, ChecksView)
    assert all(beside(row) for row in checks.rows)
    area.resize(240, 640)
    qtbot.waitUntil(lambda: not all(beside(row) for row in checks.rows))
    area.resize(480, 640)
    qtbot.waitUntil(lambda: all(beside(row) for row in checks.rows))


def test_other_texts_in_the_same_rows_have_their_own_height(qtbot: QtBot) -> None:
    area = column(qtbot, BROCHURE, 1.0, 300)
    checks = area.widget()
    assert isinstance(checks, ChecksView)
    for width, text in ((560, TWO_NUMBERS), (300, BROCHURE), (560, BROCHURE), (300, TWO_NUMBERS)):
        area.resize(width, 640)
        checks.set_analysis(judged(Message.from_text(text)))
        qtbot.waitUntil(lambda: not cut_texts(area), timeout=5_000)
