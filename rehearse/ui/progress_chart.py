"""The chart of one figure, over time or by script.  The only file that imports pyqtgraph.

That import takes half a second, so this file is imported away from the main thread first.
For keyboard and screen reader the chart is a slider whose places are the takes; what the place says is
its description, and the same figures stand in a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QFrame, QVBoxLayout

from rehearse.library.progress import rolling_median
from rehearse.ui.progress_axes import bounds, day_ticks, ticks
from rehearse.ui.progress_measures import (
    MeasureKey,
    Zone,
    is_count,
    value_words,
    zone_words,
)

if TYPE_CHECKING:
    from rehearse.library.progress import Point
    from rehearse.ui.theme import Theme

#: How far from a take's dot the pointer may be, in px (WCAG 2.5.8 asks for 24 across).
_REACH_PX = 14.0

#: From so many dots on they overlap: smaller ones, seen through.
_MANY = 250

_OVER_TIME_PX, _ROW_PX, _AXIS_PX = 270, 46, 46
_NAME_PX = 190


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A line of dots: everything over time, or the takes of one script."""

    name: str
    points: tuple[Point, ...]
    values: tuple[float, ...]


class ProgressChart(QAbstractSlider):
    """Signals: `opened` (take id), `pointed` (place among `dots`, -1 for none)."""

    opened = Signal(str)
    pointed = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("progress_chart")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setPageStep(10)
        self._theme = theme
        self._key: MeasureKey = "length"
        self._rows: tuple[ChartRow, ...] = ()
        self._zone: Zone | None = None
        self._by_script = False
        self._now = datetime.now().astimezone()
        self.dots: list[Point] = []
        self._x = self._y = np.zeros(0)
        self.plot = _Plot()
        self.plot.viewport().installEventFilter(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(4, 4, 4, 4)
        box.addWidget(self.plot)
        self.valueChanged.connect(self._moved)

    # ---- content -------------------------------------------------------------------------------

    def show_rows(
        self, key: MeasureKey, rows: Sequence[ChartRow], zone: Zone | None, *, by_script: bool, now: datetime
    ) -> None:
        """One row over time, or several scripts below each other."""
        self._key, self._rows, self._zone = key, tuple(rows), zone
        self._by_script, self._now = by_script, now
        self.dots = [point for row in self._rows for point in row.points]
        before = self.blockSignals(True)
        self.setRange(0, max(0, len(self.dots) - 1))
        self.setValue(self.maximum())
        self.blockSignals(before)
        self._draw()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._draw()

    def dot_place(self, at: int) -> QPointF:
        """Where the dot of a take is, in px of the chart."""
        xs, ys = self._pixels()
        inside = self.plot.viewport().mapTo(self, self.plot.mapFromScene(QPointF(xs[at], ys[at])))
        return QPointF(inside)

    # ---- drawing -------------------------------------------------------------------------------

    def _draw(self) -> None:
        theme, item = self._theme, self.plot.getPlotItem()
        item.clear()
        self.plot.setBackground(theme.colour("surface"))
        for name in ("left", "bottom", "right"):
            axis = item.getAxis(name)
            strong = name == "right" or (name == "left" and self._by_script)
            axis.setPen(_NOTHING)
            role = "accent" if name == "right" else "text" if strong else "text_muted"
            axis.setTextPen(theme.colour(role))
            font = theme.font("caption")
            font.setBold(name == "right")
            axis.setStyle(
                tickFont=font, tickLength=0, tickTextOffset=8, autoExpandTextSpace=False,
                hideOverlappingLabels=False,
            )  # fmt: skip
        values = [value for row in self._rows for value in row.values]
        span = bounds(self._key, values, self._zone)
        if self._by_script:
            self._draw_scripts(span)
        else:
            self._draw_time(span)
        self._cursor = pg.ScatterPlotItem(
            size=16, pen=pg.mkPen(theme.colour("text"), width=2), antialias=True
        )
        self._cursor.setBrush(pg.mkBrush(None))
        self._cursor.setZValue(30)
        item.addItem(self._cursor)
        self._show_cursor()

    def _draw_time(self, span: tuple[float, float]) -> None:
        item, theme, key = self.plot.getPlotItem(), self._theme, self._key
        row = self._rows[0] if self._rows else ChartRow("", (), ())
        n = len(row.values)
        low, high = span
        written = ticks(key, low, high)
        view = item.getViewBox()
        view.invertY(False)
        view.setRange(xRange=(-0.7, max(0.7, n - 0.3)), yRange=span, padding=0)
        self._add_zone(span, across=True)
        for value, _text in written:
            self._add_line(value, 0)
        self._write("left", written)
        self._write("bottom", day_ticks(row.points, self._now))
        middle = rolling_median(row.values)
        self._write("right", [(min(middle[-1], high), value_words(key, middle[-1]))] if n > 1 else [])
        if n > 1:
            line = pg.PlotDataItem(
                np.arange(n), np.clip(middle, low, high), pen=pg.mkPen(theme.colour("accent"), width=2.5),
                antialias=True,
            )  # fmt: skip
            line.setZValue(10)
            item.addItem(line)
        self._x, self._y = np.arange(n, dtype=float), np.array(row.values, dtype=float)
        self._add_dots(beyond=self._y > high)
        self._y = np.minimum(self._y, high)
        self.setMinimumHeight(_OVER_TIME_PX)

    def _draw_scripts(self, span: tuple[float, float]) -> None:
        item, theme, key = self.plot.getPlotItem(), self._theme, self._key
        low, high = span
        written = ticks(key, low, high)
        view = item.getViewBox()
        view.invertY(True)  # the first row on top
        view.setRange(xRange=span, yRange=(-0.5, max(0.5, len(self._rows) - 0.5)), padding=0)
        self._add_zone(span, across=False)
        for value, _text in written:
            self._add_line(value, 90)
        metrics = QFontMetrics(theme.font("caption"))
        names = [
            (float(at), metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, _NAME_PX))
            for at, row in enumerate(self._rows)
        ]
        self._write("left", names)
        self._write("bottom", written)
        middles = [median(row.values) for row in self._rows]
        self._write("right", [(float(at), value_words(key, middle)) for at, middle in enumerate(middles)])
        for at, middle in enumerate(middles):
            x = min(middle, high)
            mark = pg.PlotDataItem(
                [x, x], [at - 0.3, at + 0.3], pen=pg.mkPen(theme.colour("accent"), width=4, cap="round")
            )
            mark.setZValue(20)
            item.addItem(mark)
        self._x = np.array([value for row in self._rows for value in row.values], dtype=float)
        self._y = np.array([float(at) for at, row in enumerate(self._rows) for _value in row.values])
        self._add_dots(beyond=self._x > high)
        self._x = np.minimum(self._x, high)
        self.setMinimumHeight(_AXIS_PX + _ROW_PX * max(2, len(self._rows)))

    def _write(self, name: str, written: list[tuple[float, str]]) -> None:
        """What an axis says, with the room it needs: pyqtgraph's own guess comes a paint too late."""
        font = self._theme.font("caption")
        font.setBold(name == "right")
        metrics = QFontMetrics(font)
        axis = self.plot.getPlotItem().getAxis(name)
        axis.setTicks([written])
        if name == "bottom":
            axis.setHeight(metrics.lineSpacing() + 12)
        else:
            axis.setWidth(max((metrics.horizontalAdvance(text) for _at, text in written), default=0) + 16)

    def _add_zone(self, span: tuple[float, float], *, across: bool) -> None:
        zone, theme = self._zone, self._theme
        if zone is None:
            return
        low, high = span
        half = 0.4 if is_count(self._key) else 0.0
        first = low if zone.low is None else max(low, zone.low - half)
        last = high if zone.high is None else min(high, zone.high + half)
        region = pg.LinearRegionItem(
            (first, last), orientation="horizontal" if across else "vertical", movable=False,
            brush=pg.mkBrush(theme.mix("good", 0.13)), pen=_NOTHING,
        )  # fmt: skip
        region.setZValue(-20)
        self.plot.getPlotItem().addItem(region, ignoreBounds=True)
        words = pg.TextItem(zone_words(self._key, zone), color=theme.colour("good"), anchor=(0, 0))
        words.setFont(theme.font("caption"))
        words.setZValue(-5)
        x_range, _y_range = self.plot.getPlotItem().getViewBox().viewRange()
        words.setPos(*((x_range[0], last) if across else (first, -0.5)))
        self.plot.getPlotItem().addItem(words, ignoreBounds=True)

    def _add_line(self, at: float, angle: int) -> None:
        line = pg.InfiniteLine(at, angle=angle, pen=pg.mkPen(self._theme.mix("line", 0.55), width=1))
        line.setZValue(-10)
        self.plot.getPlotItem().addItem(line, ignoreBounds=True)

    def _add_dots(self, *, beyond: np.ndarray) -> None:
        """Filled where the take was ready, else a ring; a triangle where the value lies beyond the edge."""
        theme = self._theme
        _low, high = bounds(self._key, list(self._y if not self._by_script else self._x), self._zone)
        x = np.minimum(self._x, high) if self._by_script else self._x
        y = self._y if self._by_script else np.minimum(self._y, high)
        many = len(self.dots) > _MANY
        edge = theme.mix("accent", 0.75)
        faint = QColor(theme.colour("accent"))
        faint.setAlphaF(0.4)
        full = pg.mkBrush(faint if many else edge)
        hollow = pg.mkBrush(_CLEAR if many else theme.colour("surface"))
        dots = pg.ScatterPlotItem(
            x=x, y=y, size=6 if many else 9, antialias=True,
            pen=pg.mkPen(faint if many else edge, width=1.0 if many else 1.6),
            brush=[full if point.ready else hollow for point in self.dots],
            symbol=["t1" if far else "o" for far in beyond],
        )  # fmt: skip
        dots.setZValue(15)
        self.plot.getPlotItem().addItem(dots)

    # ---- the place in the chart ----------------------------------------------------------------

    def _pixels(self) -> tuple[np.ndarray, np.ndarray]:
        """Where the dots are in the plot's scene, which is its viewport."""
        view = self.plot.getPlotItem().getViewBox()
        box = view.sceneBoundingRect()
        (x0, x1), (y0, y1) = view.viewRange()
        xs = box.left() + (self._x - x0) / (x1 - x0) * box.width()
        up = (self._y - y0) / (y1 - y0)
        down = up if view.yInverted() else 1 - up
        return xs, box.top() + down * box.height()

    def nearest(self, place: QPointF) -> int:
        """The dot within reach of a place in the plot's viewport; -1 for none."""
        if not self.dots:
            return -1
        xs, ys = self._pixels()
        scene = self.plot.mapToScene(place.toPoint())
        squares = (xs - scene.x()) ** 2 + (ys - scene.y()) ** 2
        at = int(np.argmin(squares))
        return at if squares[at] <= _REACH_PX**2 else -1

    def _moved(self, at: int) -> None:
        self._show_cursor()
        self.pointed.emit(at if self.dots else -1)

    def _show_cursor(self) -> None:
        at = self.value()
        if not self.dots or not (self.hasFocus() or self.plot.viewport().underMouse()):
            self._cursor.setData([], [])
            return
        self._cursor.setData([self._x[at]], [self._y[at]])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.plot.viewport():
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            at = self.nearest(event.position())
            over = at >= 0
            self.plot.viewport().setCursor(
                Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
            )
            if over and at != self.value():
                self.setValue(at)
            elif over:
                self._moved(at)
            return True
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            return True
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            at = self.nearest(event.position())
            if at >= 0 and event.button() == Qt.MouseButton.LeftButton:
                self.opened.emit(self.dots[at].take_id)
            return True
        if event.type() in (QEvent.Type.Wheel, QEvent.Type.MouseButtonDblClick):
            event.ignore()  # the page scrolls
            return event.type() == QEvent.Type.MouseButtonDblClick
        if event.type() == QEvent.Type.Leave:
            self._show_cursor()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.dots:
            self.opened.emit(self.dots[self.value()].take_id)
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._moved(self.value())
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_cursor()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("accent"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        painter.end()

    def paint(self, painter: QPainter, target: QRectF) -> None:
        """The chart without the ring around a take, as large as `target`."""
        self._cursor.setData([], [])
        self.plot.render(painter, target, self.plot.viewport().rect())
        self._show_cursor()


class _Axis(pg.AxisItem):
    """Only the words: a tick of no length would still be drawn as a speck."""

    def drawPicture(self, painter: QPainter, axis: object, _ticks: object, texts: object) -> None:
        super().drawPicture(painter, axis, [], texts)


class _Plot(pg.PlotWidget):
    """A plot that nobody drags, zooms or opens a menu on; looks are the chart's."""

    def __init__(self) -> None:
        super().__init__(
            enableMenu=False, axisItems={side: _Axis(side) for side in ("left", "bottom", "right")}
        )
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("progress_plot")
        item = self.getPlotItem()
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        item.showAxis("right")
        item.getViewBox().disableAutoRange()
        item.getViewBox().setDefaultPadding(0)
        item.layout.setContentsMargins(2, 6, 2, 2)


_CLEAR = QColor(Qt.GlobalColor.transparent)
_NOTHING = pg.mkPen(None)
