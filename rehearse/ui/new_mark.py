"""The mark of something that arrived and was not looked at yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from rehearse.i18n import _
from rehearse.ui.mark_paint import tinted
from rehearse.ui.view_style import strong_caption

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


class NewMark(QWidget):
    """Signal: `seen`, once, when it is painted: Qt paints nothing that is scrolled out of sight."""

    seen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("new_mark")
        self.text = _("New")
        self.setAccessibleName(self.text)
        self._theme, self._font = theme, strong_caption(theme)
        self._told = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font)
        return QSize(metrics.horizontalAdvance(self.text) + 14, metrics.height() + 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tinted(self._theme.colour("accent"), 0.14))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setFont(self._font)
        painter.setPen(self._theme.colour("accent"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self.text)
        painter.end()
        if not self._told:
            self._told = True
            self.seen.emit()
