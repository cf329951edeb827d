"""Rows of a list that are painted as soft cards: lit under the mouse, when chosen and with the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


class CardDelegate(QStyledItemDelegate):
    """A subclass sets `_theme` and paints its words into what `paint_card` leaves."""

    _theme: Theme

    def ground(self, option: QStyleOptionViewItem) -> QColor | None:
        """What a row stands on; None for the page itself."""
        if option.state & QStyle.StateFlag.State_Selected:
            return self._theme.mix("accent", 0.12, "window")
        return self._theme.colour("raised") if option.state & QStyle.StateFlag.State_MouseOver else None

    def paint_card(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRectF, *, radius: float = 12.0
    ) -> None:
        """The ground of a row, and a line around it where it has the keyboard."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if (ground := self.ground(option)) is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(box, radius, radius)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)


def cut(painter: QPainter, text: str, width: float) -> str:
    """As much of a text as fits."""
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, int(width)))
