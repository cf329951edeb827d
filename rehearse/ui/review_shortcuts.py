"""The keys of the review."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from rehearse.ui.review import ReviewView


def shortcuts_of(view: ReviewView) -> dict[str, QShortcut]:
    """By their usual keys; where the window has other keys for them, it says so to each."""
    orders: dict[str, Callable[[], object]] = {
        "P": view.toggle,
        "K": view.toggle,
        "R": view.record_again.emit,
        "C": view.toggle_compare,
        "N": view.notes.write,
        "F2": view.page.correct_word,
        "F3": lambda: view.hits.step(1),
        "Shift+F3": lambda: view.hits.step(-1),
        "Ctrl+Z": view.corrector.undo,
        "Ctrl+Shift+Z": view.corrector.redo,
        "J": lambda: view.skip(-2.0),
        "L": lambda: view.skip(2.0),
    }
    made: dict[str, QShortcut] = {}
    for keys, order in orders.items():
        shortcut = QShortcut(QKeySequence(keys), view, order)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made[keys] = shortcut
    return made
