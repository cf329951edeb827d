"""The drawing part of the chart.  The only file that imports pyqtgraph.

That import takes half a second, so this file is imported away from the main thread first.

Made of a view box, axes and one item of each kind, which stay for as long as the plot does, placed by hand.
pyqtgraph's own plot item is not used: its menus and its layout belong to Python, the rest to Qt.
What Python's garbage collector finds of them it destroys before Qt is done with it, and in whichever thread
it happens to run; either ends the program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsLineItem,
    QGraphicsRectItem,
)

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

# The window and what it holds are taken apart in order: no search for items left over when Qt ends.
pg.setConfigOption("exitCleanup", False)

Ticks = Sequence[tuple[float, str]]

#: From so many dots on they overlap: smaller ones, seen through.
_MANY = 250

_SIDES = ("left", "right", "bottom")


@dataclass(slots=True)
class Drawing:
    """Everything that is drawn, in the units of the axes.

    `zone` is left, top, right and bottom of the ground where values are good, `zone_words` its label and
    `zone_at` where that stands.
    `lines` are quiet lines (value, whether upright); `line` is the course, `marks` are short strokes.
    `filled` and `beyond` are as long as the dots.
    """

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    downwards: bool
    ticks: dict[str, Ticks]
    zone: tuple[float, float, float, float] | None = None
    zone_words: str = ""
    zone_at: tuple[float, float] = (0.0, 0.0)
    lines: list[tuple[float, bool]] = field(default_factory=list)
    line: tuple[np.ndarray, np.ndarray] | None = None
    marks: tuple[np.ndarray, np.ndarray] | None = None
    x: np.ndarray = field(default_factory=lambda: np.zeros(0))
    y: np.ndarray = field(default_factory=lambda: np.zeros(0))
    filled: list[bool] = field(default_factory=list)
    beyond: list[bool] = field(default_factory=list)


class Plot(pg.GraphicsView):
    """Nobody drags or zooms it, and it has no menu."""

    def __init__(self) -> None:
        self.axes: dict[str, _Axis] = {}  # pyqtgraph resizes the view while it makes it
        super().__init__()
        self.setObjectName("progress_plot")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # A layout belongs to Python, what it lays out to Qt: collected first, it leaves a pointer to nothing.
        self.centralWidget.setLayout(None)
        self.centralLayout = None
        self.view = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        self.view.setParentItem(self.centralWidget)
        self.view.disableAutoRange()
        self.axes.update((side, _Axis(side)) for side in _SIDES)
        for axis in self.axes.values():
            axis.setParentItem(self.centralWidget)
            axis.linkToView(self.view)
        self.zone = self._add(QGraphicsRectItem(), -20)
        self.zone.setPen(QPen(Qt.PenStyle.NoPen))
        self.lines: list[QGraphicsLineItem] = []
        self.zone_words = self._add(pg.TextItem(anchor=(0, 0)), -5)
        self.line = self._add(pg.PlotCurveItem(antialias=True), 10)
        self.dots = self._add(pg.ScatterPlotItem(antialias=True), 15)
        self.marks = self._add(pg.PlotCurveItem(connect="pairs"), 20)
        self.ring = self._add(pg.ScatterPlotItem(antialias=True, size=16), 30)
        self.drawing: Drawing | None = None

    def _add(self, item: Any, height: int) -> Any:
        item.setZValue(height)
        self.view.addItem(item, ignoreBounds=True)
        return item

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.axes:
            self._place()

    def _place(self) -> None:
        """The view box in the middle, the axes around it as wide and as high as their words need."""
        whole = QRectF(self.viewport().rect()).adjusted(2, 6, -2, -2)
        left, right = (self.axes[side].width_px for side in ("left", "right"))
        inner = whole.adjusted(left, 0, -right, -self.axes["bottom"].height_px)
        if inner.width() < 1 or inner.height() < 1:
            return
        self.view.setGeometry(inner)
        self.axes["left"].setGeometry(QRectF(whole.left(), inner.top(), left, inner.height()))
        self.axes["right"].setGeometry(QRectF(inner.right(), inner.top(), right, inner.height()))
        self.axes["bottom"].setGeometry(
            QRectF(inner.left(), inner.bottom(), inner.width(), self.axes["bottom"].height_px)
        )

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls

    # ---- drawing -------------------------------------------------------------------------------

    def draw(self, drawing: Drawing, theme: Theme, *, strong_left: bool) -> None:
        self.drawing = drawing
        self.setBackground(theme.colour("surface"))
        self.view.invertY(drawing.downwards)
        self.view.setRange(xRange=drawing.x_range, yRange=drawing.y_range, padding=0)
        roles = {"left": "text" if strong_left else "text_muted", "bottom": "text_muted", "right": "accent"}
        for side, axis in self.axes.items():
            axis.write(drawing.ticks.get(side, ()), _tick_font(theme, side), theme.colour(roles[side]))
        self._place()
        self._draw_ground(drawing, theme)
        self._draw_curves(drawing, theme)
        self._draw_dots(drawing, theme)
        self.ring.setData([], [])

    def _draw_ground(self, drawing: Drawing, theme: Theme) -> None:
        self.zone.setVisible(drawing.zone is not None)
        self.zone_words.setVisible(drawing.zone is not None)
        if drawing.zone is not None:
            left, top, right, bottom = drawing.zone
            self.zone.setRect(QRectF(QPointF(left, top), QPointF(right, bottom)).normalized())
            self.zone.setBrush(theme.mix("good", 0.13))
            self.zone_words.setColor(theme.colour("good"))
            self.zone_words.setFont(theme.font("caption"))
            self.zone_words.setText(drawing.zone_words)
            self.zone_words.setPos(*drawing.zone_at)
        while len(self.lines) < len(drawing.lines):
            line = QGraphicsLineItem()
            self.lines.append(line)
            self._add(line, -10)
        pen = QPen(theme.mix("line", 0.55), 1)
        pen.setCosmetic(True)
        (x0, x1), (y0, y1) = drawing.x_range, drawing.y_range
        for at, line in enumerate(self.lines):
            line.setVisible(at < len(drawing.lines))
            if at < len(drawing.lines):
                value, upright = drawing.lines[at]
                line.setPen(pen)
                line.setLine(QLineF(value, y0, value, y1) if upright else QLineF(x0, value, x1, value))

    def _draw_curves(self, drawing: Drawing, theme: Theme) -> None:
        for item, points, width in ((self.line, drawing.line, 2.5), (self.marks, drawing.marks, 4.0)):
            item.setVisible(points is not None)
            x, y = points if points is not None else (np.zeros(0), np.zeros(0))
            item.setData(x, y, pen=pg.mkPen(theme.colour("accent"), width=width))

    def _draw_dots(self, drawing: Drawing, theme: Theme) -> None:
        """Filled or a ring; a triangle where the value lies beyond the edge."""
        many = len(drawing.x) > _MANY
        edge = theme.mix("accent", 0.75)
        if many:
            edge = theme.colour("accent")
            edge.setAlphaF(0.4)
        full = pg.mkBrush(edge)
        hollow = pg.mkBrush(QColor(Qt.GlobalColor.transparent) if many else theme.colour("surface"))
        self.dots.setData(
            x=drawing.x, y=drawing.y, size=6 if many else 9,
            pen=pg.mkPen(edge, width=1.0 if many else 1.6),
            brush=[full if filled else hollow for filled in drawing.filled],
            symbol=["t1" if far else "o" for far in drawing.beyond],
        )  # fmt: skip

    def show_ring(self, at: int, theme: Theme) -> None:
        """A ring around a dot; -1 takes it away."""
        drawing = self.drawing
        if drawing is None or not 0 <= at < len(drawing.x):
            self.ring.setData([], [])
            return
        self.ring.setData(
            [drawing.x[at]], [drawing.y[at]], pen=pg.mkPen(theme.colour("text"), width=2), brush=None
        )

    def pixels(self) -> tuple[np.ndarray, np.ndarray]:
        """Where the dots are in the scene, which is as large as the viewport."""
        drawing = self.drawing
        if drawing is None:
            return np.zeros(0), np.zeros(0)
        box = self.view.sceneBoundingRect()
        (x0, x1), (y0, y1) = self.view.viewRange()
        up = (drawing.y - y0) / (y1 - y0)
        down = up if drawing.downwards else 1 - up
        xs = box.left() + (drawing.x - x0) / (x1 - x0) * box.width()
        return xs, box.top() + down * box.height()


class _Axis(pg.AxisItem):
    """Only the words: a tick of no length would still be drawn as a speck."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.setPen(pg.mkPen(None))
        self.setStyle(tickLength=0, tickTextOffset=8, autoExpandTextSpace=False, hideOverlappingLabels=False)

        self.width_px = self.height_px = 0.0

    def write(self, written: Ticks, font: QFont, colour: QColor) -> None:
        """What the axis says, and the room that takes."""
        self.setStyle(tickFont=font)
        self.setTextPen(colour)
        self.setTicks([list(written)])
        metrics = QFontMetrics(font)
        widest = max((metrics.horizontalAdvance(text) for _at, text in written), default=0)
        self.width_px, self.height_px = widest + 16.0, metrics.lineSpacing() + 12.0
        if self.orientation == "bottom":
            self.setHeight(self.height_px)
        else:
            self.setWidth(self.width_px)

    def drawPicture(self, painter: QPainter, axis: object, _ticks: object, texts: object) -> None:
        super().drawPicture(painter, axis, [], texts)


def _tick_font(theme: Theme, side: str) -> QFont:
    font = theme.font("caption")
    font.setBold(side == "right")
    return font
