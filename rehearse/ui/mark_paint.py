"""How marks look: one painter for the transcript, the waveform and the legend.

Every kind differs by shape first (wave, dashes, box, bar, dots) and by colour second, so that a
mark can be told apart without seeing colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from rehearse.analysis.result import Band
from rehearse.ui import icons
from rehearse.ui.marks import MarkKind

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

_ROLES: dict[MarkKind, str] = {
    "pitch": "off",
    "pitch_near": "near",
    "number": "accent",
    "reason": "good",
    "filler": "text_muted",
    "unsure": "text_muted",
    "corrected": "accent",
}


def mark_colour(kind: MarkKind, theme: Theme) -> QColor:
    return theme.colour(_ROLES[kind])


def tinted(colour: QColor, alpha: float) -> QColor:
    """The colour made see-through; `alpha` 0 to 1."""
    soft = QColor(colour)
    soft.setAlphaF(alpha)
    return soft


def wave_path(left: float, right: float, y: float, height: float) -> QPainterPath:
    """A wavy line between two points; `height` from crest to trough."""
    path = QPainterPath(QPointF(left, y))
    step = height * 1.5
    n = max(2, round((right - left) / step))
    step = (right - left) / n
    for i in range(n):
        side = -1 if i % 2 == 0 else 1
        x = left + i * step
        path.quadTo(QPointF(x + step / 2, y + side * height), QPointF(x + step, y))
    return path


def paint_fill(painter: QPainter, kind: MarkKind, rect: QRectF, theme: Theme, radius: float) -> None:
    """The soft ground under the words of a mark; drawn before the text."""
    strength = {"pitch": 0.13, "number": 0.08, "reason": 0.12}.get(kind, 0.0)
    if strength == 0.0:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tinted(mark_colour(kind, theme), strength))
    painter.drawRoundedRect(rect, radius, radius)


def paint_line(painter: QPainter, kind: MarkKind, rect: QRectF, theme: Theme, weight: float) -> None:
    """The mark's own line: under `rect`, or around it for a number.  `weight` is the pen's width."""
    colour = mark_colour(kind, theme)
    pen = QPen(colour, weight)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    left, right, bottom = rect.left() + weight, rect.right() - weight, rect.bottom() - weight / 2
    if kind == "number":
        painter.setPen(pen)
        radius = min(6.0, rect.height() / 3)
        half = weight / 2
        painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)
    elif kind == "pitch":
        painter.setPen(pen)
        painter.drawPath(wave_path(left, right, bottom - weight, weight * 1.7))
    elif kind == "reason":
        pen.setWidthF(weight * 1.6)
        painter.setPen(pen)
        painter.drawLine(QPointF(left, bottom), QPointF(right, bottom))
    else:
        dash, gap = (3.2, 3.0) if kind == "pitch_near" else (0.1, 3.0)
        pen.setWidthF(weight if kind == "pitch_near" else weight * 1.2)
        pen.setDashPattern([dash, gap])
        painter.setPen(pen)
        painter.drawLine(QPointF(left, bottom), QPointF(right, bottom))


def paint_repeat(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """The edges of a loop: brackets around it."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent"))
    thick, arm = 2.5, 8.0
    for bar, feet in ((box.left(), box.left()), (box.right() - thick, box.right() - arm)):
        painter.drawRoundedRect(QRectF(bar, box.top(), thick, box.height()), 1, 1)
        for top in (box.top(), box.bottom() - thick):
            painter.drawRoundedRect(QRectF(feet, top, arm, thick), 1, 1)


def paint_correction(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """A folded corner at the upper right of a corrected word: no other mark stands there."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent"))
    side = max(6.0, box.height() / 4)
    right, top = box.right() + 4, box.top() - 2
    path = QPainterPath(QPointF(right - side, top))
    path.lineTo(right, top)
    path.lineTo(right, top + side)
    path.closeSubpath()
    painter.drawPath(path)


def paint_pin(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """A dot over the first letter of a word that has a note: the corner at its other end is a correction."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent"))
    radius = max(3.0, box.height() / 10)
    painter.drawEllipse(QPointF(box.left() + radius, box.top() - radius), radius, radius)


def paint_left_out(painter: QPainter, box: QRectF, theme: Theme, *, before: bool = True) -> None:
    """A wedge under the gap where a word was taken out: before the word in `box`, or after it."""
    painter.setPen(QPen(theme.colour("accent"), 2, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    x = box.left() - 3.5 if before else box.right() + 3.5
    foot = box.bottom() + 4
    path = QPainterPath(QPointF(x - 4, foot))
    path.lineTo(x, foot - 7)
    path.lineTo(x + 4, foot)
    painter.drawPath(path)


def paint_band(painter: QPainter, band: Band, rect: QRectF, theme: Theme) -> None:
    """A band's shape in the middle of `rect`: circle with a tick, triangle, octagon with a cross, dashes."""
    size = min(rect.width(), rect.height())
    box = QRectF(rect.center().x() - size / 2, rect.center().y() - size / 2, size, size)
    icons.draw(painter, band, theme.colour(band), box)


class BandGlyph(QWidget):
    """A band's shape on its own; the word stands beside it, so it takes no part in focus."""

    def __init__(self, band: Band, theme: Theme, size: int = 18, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._band: Band = band
        self._theme = theme
        self._size = size
        self.setFixedSize(size, size)

    def set_band(self, band: Band) -> None:
        self._band = band
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_band(QPainter(self), self._band, QRectF(self.rect()).adjusted(1, 1, -1, -1), self._theme)


class MarkSample(QWidget):
    """A short piece of a mark, for the legend."""

    def __init__(self, kind: MarkKind, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: MarkKind = kind
        self._theme = theme
        self.setFixedSize(30, 18)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        paint_fill(painter, self._kind, rect, self._theme, 4)
        paint_line(painter, self._kind, rect, self._theme, 2.0)


class CorrectionSample(QWidget):
    """The corner of a corrected word, for the legend."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedSize(14, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_correction(painter, QRectF(0, 6, 8, 14), self._theme)
