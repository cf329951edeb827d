"""What the window relies on in Qt for Python itself."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot


def test_a_call_that_returns_nothing_takes_no_reference_to_none(qtbot: QtBot) -> None:
    """Before Python 3.12 `None` is counted: a binding that gives it back once too often ends the program."""
    button = QPushButton()
    qtbot.addWidget(button)
    calls = 1000
    before = sys.getrefcount(None)
    for _call in range(calls):
        button.setText("again")
    assert sys.getrefcount(None) > before - calls // 10
