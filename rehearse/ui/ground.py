"""What the pages of the window stand on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget


class Ground(QWidget):
    """What everything stands on; says once when it has been seen."""

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.colour = QColor()
        self._seen = False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.colour)
        painter.end()
        if not self._seen:
            self._seen = True
            self.painted.emit()
