"""The window on the form of a drill, and what a user does there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from rehearse.ui.drill_form import DrillForm
from rehearse.ui.drill_rounds import RoundCard
from rehearse.ui.tasks import Tasks
from rehearse.ui.window import MainWindow
from tests.ui.drills_helpers import studio, window

__all__ = ["open_form", "settle", "studio", "window"]

Settle = Callable[[], None]


@pytest.fixture
def settle(tasks: Tasks, window: MainWindow, qtbot: QtBot) -> Settle:
    def rest() -> None:
        qtbot.waitUntil(lambda: not tasks.busy)
        if "drill_form" in window.pages:
            qtbot.waitUntil(lambda: not window.pages.get("drill_form").editor.filling)

    return rest


@pytest.fixture
def open_form(window: MainWindow, settle: Settle) -> Callable[..., DrillForm]:
    def build(drill_id: str | None = None, from_: str | None = None) -> DrillForm:
        window.edit_drill(drill_id, from_=from_)
        settle()
        made: DrillForm = window.pages.get("drill_form")
        return made

    return build


def type_into(edit: QLineEdit, text: str) -> None:
    edit.setFocus()
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    if text:
        QTest.keyClicks(edit, text)


def figure(card: RoundCard, key: str, at: int = 0) -> QLineEdit:
    return card.figures[key][at].edit


def undo(window: MainWindow, text: str) -> None:
    """Press “Undo” in the banner that says so."""
    banner = next(one for one in window.banners.shown if text in one.text_label.text())
    assert banner.action_button is not None
    banner.action_button.click()


def name_it(form: DrillForm, title: str = "Coffee") -> None:
    type_into(form.editor.title_edit, title)
    type_into(form.editor.trains_edit, "Being done before the coffee is cold.")


def lengths(form: DrillForm) -> list[Any]:
    return [one["condition"].get("length_most_s") for one in form.editor.table["round"]]
