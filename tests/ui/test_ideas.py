"""The board of ideas: collected, half of them tried, what works kept; with keys and with the mouse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rehearse.ui.idea_board import IdeaBoard
from rehearse.ui.scripts_view import ScriptsView
from rehearse.ui.tasks import Tasks
from rehearse.ui.window import MainWindow
from tests.helpers.views import ViewsStudio
from tests.ui.test_scripts_view import PATIENCE_MS, open_page, press, settle, studio, window

__all__ = ["open_page", "settle", "studio", "window"]

CONTROL = Qt.KeyboardModifier.ControlModifier
Settle = Callable[[], None]


@pytest.fixture
def board(window: MainWindow, open_page: Callable[[], ScriptsView], settle: Settle) -> IdeaBoard:
    view = open_page()
    press(window, Qt.Key.Key_I, CONTROL)
    settle()
    assert QApplication.focusWidget() is view.board.add_edit
    return view.board


def cards(board: IdeaBoard, name: str) -> list[str]:
    return [idea.text for idea in board.columns[name].ideas.ideas]


def test_ideas_are_collected_moved_and_told_what_came_of_them_with_keys(
    window: MainWindow,
    board: IdeaBoard,
    studio: ViewsStudio,
    settle: Settle,
) -> None:
    assert board.hint.isVisible()
    for text in ("Sing the number", "Half a message"):
        QTest.keyClicks(board.add_edit, text)
        press(window, Qt.Key.Key_Return)
        settle()
    assert cards(board, "new") == ["Half a message", "Sing the number"]
    assert not board.hint.isVisible()
    assert board.add_edit.text() == ""
    column = board.columns["new"]
    column.setFocus()
    QTest.keyClick(column, Qt.Key.Key_Right, CONTROL)
    settle()
    assert cards(board, "try") == ["Half a message"]
    assert QApplication.focusWidget() is board.columns["try"], "the card keeps the keyboard"
    QTest.keyClick(board.columns["try"], Qt.Key.Key_Right, CONTROL)
    settle()
    assert cards(board, "keep") == ["Half a message"]
    QTest.keyClick(board.columns["keep"], Qt.Key.Key_F2)
    assert QApplication.focusWidget() is board.text_edit
    press(window, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is board.outcome_edit
    QTest.keyClicks(board.outcome_edit, "4 of 10 called")
    press(window, Qt.Key.Key_Return)
    settle()
    (kept,) = [idea for idea in studio.library.ideas.all() if idea.state == "keep"]
    assert kept.outcome == "4 of 10 called"
    QTest.keyClick(board.columns["keep"], Qt.Key.Key_Left)
    assert QApplication.focusWidget() is board.columns["new"], "an empty column is passed over"
    QTest.keyClick(board.columns["new"], Qt.Key.Key_Left, CONTROL)
    settle()
    assert cards(board, "new") == ["Sing the number"], "there is nothing before the first column"


def test_half_of_the_new_ideas_are_drawn(board: IdeaBoard, studio: ViewsStudio, settle: Settle) -> None:
    for i in range(5):
        studio.library.ideas.add(f"Idea {i}")
    board.refresh()
    settle()
    board.half_button.click()
    settle()
    assert (len(cards(board, "new")), len(cards(board, "try"))) == (2, 3)
    assert board.counts["try"].text() == "Trying  ·  3"


def test_two_ideas_deleted_one_after_the_other_both_come_back(
    window: MainWindow, board: IdeaBoard, studio: ViewsStudio, settle: Settle
) -> None:
    for text in ("Sing the number", "Half a message"):
        studio.library.ideas.add(text)
    board.refresh()
    settle()
    before = cards(board, "new")
    board.columns["new"].setFocus()
    for _idea in before:
        QTest.keyClick(board.columns["new"], Qt.Key.Key_Delete)
        settle()
    assert cards(board, "new") == []
    for n_back in (1, 2):
        (banner,) = window.banners.shown
        assert banner.action_button is not None
        banner.action_button.click()
        settle()
        assert len(cards(board, "new")) == n_back
    assert sorted(cards(board, "new")) == sorted(before)
    assert window.banners.shown == []


def test_a_deleted_idea_comes_back_and_one_becomes_a_script(
    window: MainWindow,
    board: IdeaBoard,
    studio: ViewsStudio,
    settle: Settle,
    qtbot: QtBot,
    tasks: Tasks,
) -> None:
    studio.library.ideas.add("Ask which printer they would throw out of the window first")
    board.refresh()
    settle()
    board.columns["new"].setFocus()
    QTest.keyClick(board.columns["new"], Qt.Key.Key_Delete)
    settle()
    assert cards(board, "new") == []
    (banner,) = window.banners.shown
    assert banner.action_button is not None
    banner.action_button.click()
    settle()
    assert len(cards(board, "new")) == 1
    board.write_button.click()
    view = window.pages.get("scripts")
    qtbot.waitUntil(lambda: not view.writing.unsaved and not tasks.busy, timeout=PATIENCE_MS)
    assert view.body.currentWidget() is view.work
    assert [s.text for s in studio.scripts.all()] == [
        "Ask which printer they would throw out of the window first"
    ]


def test_a_card_is_dragged_with_the_mouse(board: IdeaBoard, studio: ViewsStudio, settle: Settle) -> None:
    idea = studio.library.ideas.add("Sing it")
    board.refresh()
    settle()
    new, drop = board.columns["new"], board.columns["drop"]
    data = new.ideas.mimeData([new.ideas.index(0)])
    event = QDropEvent(
        QPointF(QPoint(10, 10)), Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    drop.dropEvent(event)
    settle()
    assert studio.library.ideas.get(idea.id).state == "drop"
    assert cards(board, "new") == []
    assert cards(board, "drop") == ["Sing it"]
