"""On or off, in the window's own hand; for keyboard and screen reader it is a check box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

    from rehearse.ui.theme import Theme

SWITCH = QSize(44, 26)


def paint_switch(painter: QPainter, theme: Theme, box: QRectF, on: bool, *, focused: bool = False) -> None:
    """The track and its knob; on and off differ in place and fill, not in colour alone."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner = box.adjusted(3, 3, -3, -3)
    edge = theme.colour("accent") if on else theme.mix("text_muted", 0.85)
    painter.setPen(QPen(edge, 1.5))
    painter.setBrush(theme.colour("accent") if on else theme.colour("surface"))
    painter.drawRoundedRect(inner, inner.height() / 2, inner.height() / 2)
    radius = inner.height() / 2 - 4
    x = inner.right() - radius - 4 if on else inner.left() + radius + 4
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent_text") if on else edge)
    painter.drawEllipse(QPointF(x, inner.center().y()), radius, radius)
    if focused:
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), box.height() / 2, box.height() / 2)
    painter.restore()


class Switch(QCheckBox):
    """Signal `toggled` (bool), `clicked` by the user alone."""

    def __init__(self, theme: Theme, name: str, accessible: str) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(SWITCH)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def hitButton(self, place: QPoint) -> bool:
        return self.rect().contains(place)

    def sizeHint(self) -> QSize:
        return SWITCH

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self.isEnabled():
            painter.setOpacity(0.45)
        paint_switch(painter, self._theme, QRectF(self.rect()), self.isChecked(), focused=self.hasFocus())
        painter.end()
