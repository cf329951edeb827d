"""The texts that can be seen in a window, and those that are cut."""

from __future__ import annotations

import re
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from rehearse.ui.controls import Elided


class Shown(NamedTuple):
    """A text in sight: who shows it, and as what ("text", "placeholder", "tooltip", "name")."""

    widget: QWidget
    kind: str
    text: str

    def __str__(self) -> str:
        name = self.widget.objectName() or type(self.widget).__name__
        return f"{name} ({self.kind}): {self.text!r}"


def texts_in(root: QWidget) -> list[Shown]:
    """Every text that the visible widgets below `root` show or tell a screen reader."""
    found: list[Shown] = []
    for widget in [root, *root.findChildren(QWidget)]:
        if not widget.isVisible():
            continue
        if isinstance(widget, Elided):
            found.append(Shown(widget, "text", widget.whole))
        elif isinstance(widget, (QLabel, QAbstractButton)):
            found.append(Shown(widget, "text", widget.text()))
        elif isinstance(widget, QComboBox):
            found += [Shown(widget, "text", widget.itemText(at)) for at in range(widget.count())]
        elif isinstance(widget, QLineEdit):
            found.append(Shown(widget, "placeholder", widget.placeholderText()))
        found.append(Shown(widget, "tooltip", widget.toolTip()))
        found.append(Shown(widget, "name", widget.accessibleName()))
    return [shown for shown in found if shown.text.strip()]


def cut_texts(root: QWidget) -> list[str]:
    """Labels and buttons that do not have the room their text needs."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, Elided):
            continue
        if isinstance(widget, QLabel) and widget.text():
            room = widget.contentsRect()
            if widget.wordWrap():
                needs = widget.heightForWidth(widget.width())
                if needs > widget.height() + 1 or _widest_word(widget) > room.width() + 1:
                    found.append(f"{Shown(widget, 'text', widget.text())} needs {needs} px of {room}")
            elif widget.sizeHint().width() > widget.width() + 1:
                found.append(f"{Shown(widget, 'text', widget.text())} has {room} of {widget.sizeHint()}")
        elif (
            isinstance(widget, QAbstractButton)
            and widget.text()
            and widget.sizeHint().width() > widget.width() + 1
        ):
            found.append(
                f"{Shown(widget, 'text', widget.text())} has {widget.width()} of {widget.sizeHint()}"
            )
        if (outside := _outside(widget)) is not None:
            found.append(outside)
    return found


def _widest_word(widget: QLabel) -> int:
    metrics = QFontMetrics(widget.font())
    # A path goes on in the next line after a slash.
    pieces = re.split(r"\s+|(?<=[/\\])", widget.text())
    return max((metrics.horizontalAdvance(piece) for piece in pieces), default=0)


def _outside(widget: QWidget) -> str | None:
    """A widget with a text that reaches beyond its window or page sideways, where nobody can see it."""
    if not isinstance(widget, (QLabel, QAbstractButton)) or not widget.text():
        return None
    above: QWidget | None = widget.parentWidget()
    while above is not None:
        place = QRect(widget.mapTo(above, QPoint(0, 0)), widget.size())
        if place.left() < -1 or place.right() > above.width() + 1:
            return f"{Shown(widget, 'text', widget.text())} at {place} reaches beyond {above.objectName()}"
        if isinstance(above, (QScrollArea, QAbstractScrollArea)) or above.isWindow():
            return None
        above = above.parentWidget()
    return None
