"""What the rings of the stage and of a drill share: a circle, numerals inside it, and words below them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.controls import label

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: No numerals are smaller than this, and no words, whatever the window's size.
_NUMERALS_PX, _WORDS_PX = 40, 13


class Ring(QWidget):
    """Numerals that can be read at arm's length.  Repaints only when told of something new.

    A ring of its own says how large its parts are, in parts of the widget's side, and paints in `_paint`.
    """

    stroke_part: float
    numerals_part: float
    #: So wide may the numerals be: wide system fonts must not touch the ring.
    numerals_most: float
    words_part: float
    least_side_px: int

    def __init__(self, theme: Theme, name: str, labels: tuple[str, str], parent: QWidget | None) -> None:
        """`name` and `labels` (numerals, words) are the names of the widgets."""
        super().__init__(parent)
        self._theme = theme
        self._angle = -1
        self._steps = False
        self.setObjectName(name)
        self.setAccessibleName(_("Timer"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(self.least_side_px, self.least_side_px)
        self.time_label: QLabel = label("", theme.font("hero", figures=True), labels[0], wrap=False)
        self.words_label: QLabel = label("", theme.font("lead"), labels[1], wrap=False)
        column = self._column = QVBoxLayout(self)
        column.setSpacing(0)
        column.addStretch(10)
        for part in (self.time_label, self.words_label):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        column.addStretch(8)

    def sizeHint(self) -> QSize:
        return QSize(360, 360)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fit_text()
        self.update()

    def set_steps(self, steps: bool) -> None:
        """Reduced motion: the ring goes on once a second instead of all the time."""
        self._steps = steps

    def _turn_to(self, share: float) -> bool:
        """Whether that is far enough from what is painted to be seen, a third of a degree; repainted then."""
        angle = round(3 * 360 * share)
        if angle == self._angle:
            return False
        self._angle = angle
        self.update()
        return True

    # ---- text ----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_text()

    def _fit_text(self) -> None:
        side = min(self.width(), self.height())
        font = self._theme.font("hero", figures=True)
        font.setPixelSize(max(_NUMERALS_PX, round(side * self.numerals_part)))
        while (
            QFontMetrics(font).horizontalAdvance("0:00") > side * self.numerals_most
            and font.pixelSize() > _NUMERALS_PX
        ):
            font.setPixelSize(font.pixelSize() - 2)
        self.time_label.setFont(font)
        words = self._theme.font("lead")
        words.setPixelSize(max(_WORDS_PX, self._words_px(round(side * self.words_part), words.pixelSize())))
        self.words_label.setFont(words)

    def _words_px(self, fitting_px: int, _usual_px: int) -> int:
        return fitting_px

    # ---- painting ------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = float(min(self.width(), self.height()))
        stroke = max(7.0, side * self.stroke_part)
        radius = side / 2 - stroke * 1.2
        centre = QPointF(self.width() / 2, self.height() / 2)
        self._paint(painter, QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius), stroke)
        painter.end()

    def _paint(self, painter: QPainter, box: QRectF, stroke: float) -> None:
        """Draw the ring: a circle inside `box`, with a pen as wide as `stroke`."""
        raise NotImplementedError

    def _paint_left(self, painter: QPainter, box: QRectF, stroke: float, share: float) -> None:
        """One circle that empties, in the colour of no zone."""
        self._arc(painter, box, self._theme.mix("accent", 0.17, "window"), stroke, 0.0, 360.0)
        if share > 0:
            self._arc(painter, box, self._theme.colour("accent"), stroke, 360.0 * (1 - share), 360.0)

    @staticmethod
    def _arc(
        painter: QPainter, box: QRectF, colour: QColor, stroke: float, first: float, last: float
    ) -> None:
        """From `first` to `last` degrees, clockwise from the top; round ends stay inside."""
        round_deg = math.degrees(stroke / box.width())
        if last - first >= 360:
            start, end = 0.0, 360.0
        else:
            start, end = first + round_deg, max(first + round_deg + 0.01, last - round_deg)
        pen = QPen(colour, stroke)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawArc(box, round((90 - start) * 16), -round((end - start) * 16))
