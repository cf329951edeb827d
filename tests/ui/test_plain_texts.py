"""What strangers wrote is shown as text and never as a page: Qt would load the pictures named in it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import Qt, QTextDocument
from pytestqt.qtbot import QtBot

from rehearse.ui.controls import Elided, label, plain_tip
from rehearse.ui.theme import Theme
from rehearse.ui.view_style import label as other_label
from tests.helpers.outgoing_takes import HOSTILE

PAGE = "<img src='//far.away/x.png'><b>Bob</b>"


def shown(tip: str) -> str:
    """The words of a tip as Qt draws it."""
    document = QTextDocument()
    if Qt.mightBeRichText(tip):
        document.setHtml(tip)
    else:
        document.setPlainText(tip)
    return document.toPlainText()


@pytest.mark.parametrize("text", [PAGE, "a < b", "plain", "<b>\ntwo lines", *HOSTILE[:6]])
def test_a_tip_shows_the_very_words(text: str, qtbot: QtBot) -> None:
    assert "".join(shown(plain_tip(text)).split()) == "".join(text.split())


def test_labels_do_not_guess(theme: Theme, qtbot: QtBot) -> None:
    elided = Elided(theme.font("body"))
    qtbot.addWidget(elided)
    elided.set_whole(PAGE * 20)
    elided.resize(60, 20)
    elided._cut()
    assert shown(elided.toolTip()) == PAGE * 20
    for made in (label(PAGE, theme.font("body")), other_label(PAGE, theme.font("body")), elided):
        qtbot.addWidget(made)
        assert made.textFormat() == Qt.TextFormat.PlainText
