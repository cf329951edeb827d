"""The chart of one figure, over time or by script.

For keyboard and screen reader the chart is a slider whose places are the takes; what the place says is
its description, and the same figures stand in a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QVBoxLayout

from rehearse.ui.progress_axes import MOST_DAYS, bounds, day_ticks, ticks
from rehearse.ui.progress_measures import (
    N_LATELY,
    MeasureKey,
    Zone,
    is_count,
    lately,
    value_words,
    zone_words,
)
from rehearse.ui.progress_plot import Drawing, Plot
from rehearse.ui.progress_words import short_day

if TYPE_CHECKING:
    from rehearse.library.progress import Point
    from rehearse.ui.theme import Theme

#: How far from a take's dot the pointer may be, in px (WCAG 2.5.8 asks for 24 across).
_REACH_PX = 14.0

#: More dots than this are no dots any more: of ten thousand takes an even sample is drawn.
MOST_DOTS = 400

_OVER_TIME_PX, _ROW_PX = 270, 44
_NAME_PX = 190


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A line of dots: everything over time, or the takes of one script."""

    name: str
    points: Sequence[Point]
    values: np.ndarray


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
        #: The takes that have a dot, and which ones of all these are; one in `step` has.
        self.dots: list[Point] = []
        self._kept: list[int] = []
        self.step = 1
        #: Of each dot: its value, its row, and the middle of the takes up to it; of all: how many, the
        #: ends of their axis, where they stand lately.
        self._kept_values, self._middle = np.zeros(0), np.zeros(0)
        self._row_of = np.zeros(0, dtype=int)
        self._n, self._span = 0, (0.0, 1.0)
        self._lately: float | None = None
        self._n_days = MOST_DAYS
        self.plot = Plot()
        self.plot.viewport().installEventFilter(self)
        self.plot.viewport().setMouseTracking(True)
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
        values = np.concatenate([row.values for row in self._rows]) if rows else np.zeros(0)
        ends = np.cumsum([len(row.values) for row in self._rows])
        self.step = max(1, -(-len(values) // MOST_DOTS))
        kept = np.arange(len(values) - 1, -1, -self.step)[::-1]
        self._kept, self._kept_values = kept.tolist(), values[kept]
        self._row_of = np.searchsorted(ends, kept, side="right")
        self.dots = [
            self._rows[row].points[at - int(ends[row])]
            for at, row in zip(self._kept, self._row_of.tolist(), strict=True)
        ]
        self._span = bounds(key, values, zone)
        self._n, self._lately = len(values), lately(values[-N_LATELY:].tolist())
        self._middle = np.zeros(0) if by_script else rolling_middle(values, kept, self.n_middle)
        before = self.blockSignals(True)
        self.setRange(0, max(0, len(self.dots) - 1))
        self.setValue(self.maximum())
        self.blockSignals(before)
        self._draw()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._draw()

    @property
    def n_middle(self) -> int:
        """How many takes each point of the line is the middle of."""
        return max(N_LATELY, 2 * self.step)

    def dot_place(self, at: int) -> QPointF:
        """Where the dot of a take is, in px of the plot's viewport."""
        xs, ys = self.plot.pixels()
        return QPointF(self.plot.mapFromScene(QPointF(xs[at], ys[at])))

    # ---- drawing -------------------------------------------------------------------------------

    def _draw(self) -> None:
        drawing = self._by_scripts() if self._by_script else self._over_time()
        drawing.filled = [bool(point.ready) for point in self.dots]
        drawing.beyond = (self._kept_values > self._span[1]).tolist()
        self.plot.draw(drawing, self._theme, strong_left=self._by_script)
        self._show_ring()

    def _over_time(self) -> Drawing:
        key, n, span, now = self._key, self._n, self._span, self._lately
        high = span[1]
        written = ticks(key, *span)
        ends = [(min(now, high), value_words(key, now))] if n > 1 and now is not None else []
        x_range = (-0.7, max(0.7, n - 0.3))
        self._n_days = self._days_with_room()
        days = day_ticks(self.dots, self._now, self._kept, self._n_days)
        drawing = Drawing(
            x_range,
            span,
            downwards=False,
            ticks={"left": written, "bottom": days, "right": ends},
            lines=[(value, False) for value, _text in written],
            x=np.array(self._kept, dtype=float),
            y=np.minimum(self._kept_values, high),
        )
        if n > 1:
            drawing.line = drawing.x, np.minimum(self._middle, high)
        if self._zone is not None:
            first, last = self._zone_edges(self._zone, span)
            drawing.zone = x_range[0], first, x_range[1], last
            drawing.zone_words, drawing.zone_at = zone_words(key, self._zone), (x_range[0], last)
        self.setMinimumHeight(_OVER_TIME_PX)
        return drawing

    def _days_with_room(self) -> int:
        """How many days can stand below the chart without touching each other."""
        widest = QFontMetrics(self._theme.font("caption")).horizontalAdvance(short_day(date.max, year=True))
        return max(1, min(MOST_DAYS, round(0.8 * self.width() / (widest + 24))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.dots and not self._by_script and self._days_with_room() != self._n_days:
            self._draw()

    def _by_scripts(self) -> Drawing:
        key, span, n_rows = self._key, self._span, len(self._rows)
        high = span[1]
        written = ticks(key, *span)
        middles = [float(np.median(row.values)) for row in self._rows]
        metrics = QFontMetrics(self._theme.font("caption"))
        names = [metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, _NAME_PX) for row in self._rows]
        y_range = (-0.9, max(0.5, n_rows - 0.5))  # the zone's name stands above the first row
        drawing = Drawing(
            span,
            y_range,
            downwards=True,  # the first row on top
            ticks={
                "left": [(float(at), name) for at, name in enumerate(names)],
                "bottom": written,
                "right": [(float(at), value_words(key, middle)) for at, middle in enumerate(middles)],
            },
            lines=[(value, True) for value, _text in written],
            marks=(
                np.repeat(np.minimum(middles, high), 2),
                np.repeat(np.arange(n_rows, dtype=float), 2) + np.tile((-0.3, 0.3), n_rows),
            ),
            x=np.minimum(self._kept_values, high),
            y=self._row_of.astype(float),
        )
        if self._zone is not None:
            first, last = self._zone_edges(self._zone, span)
            drawing.zone = first, y_range[0], last, y_range[1]
            drawing.zone_words, drawing.zone_at = zone_words(key, self._zone), (first, y_range[0])
        self.setMinimumHeight(round(2 * metrics.lineSpacing() + 16 + _ROW_PX * (max(2, n_rows) + 0.4)))
        return drawing

    def _zone_edges(self, zone: Zone, span: tuple[float, float]) -> tuple[float, float]:
        """Where the zone begins and ends on the axis; a count's zone is as wide as its step."""
        low, high = span
        half = 0.4 if is_count(self._key) else 0.0
        first = low if zone.low is None else max(low, zone.low - half)
        return first, high if zone.high is None else min(high, zone.high + half)

    def paint(self, painter: QPainter, target: QRectF) -> None:
        """The chart without the ring around a take, as large as `target`."""
        self.plot.show_ring(-1, self._theme)
        self.plot.render(painter, target, self.plot.viewport().rect())
        self._show_ring()

    # ---- the place in the chart ----------------------------------------------------------------

    def nearest(self, place: QPointF) -> int:
        """The dot within reach of a place in the plot's viewport; -1 for none."""
        if not self.dots:
            return -1
        xs, ys = self.plot.pixels()
        scene = self.plot.mapToScene(place.toPoint())
        squares = (xs - scene.x()) ** 2 + (ys - scene.y()) ** 2
        at = int(np.argmin(squares))
        return at if squares[at] <= _REACH_PX**2 else -1

    def _moved(self, at: int) -> None:
        self._show_ring()
        self.pointed.emit(at if self.dots else -1)

    def _show_ring(self) -> None:
        seen = self.hasFocus() or self.plot.viewport().underMouse()
        self.plot.show_ring(self.value() if seen else -1, self._theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.plot.viewport():
            return super().eventFilter(watched, event)
        kind = event.type()
        if kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._point_at(self.nearest(event.position()))
            return True
        if kind == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            at = self.nearest(event.position())
            if at >= 0 and event.button() == Qt.MouseButton.LeftButton:
                self.opened.emit(self.dots[at].take_id)
            return True
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            return True
        if kind == QEvent.Type.Leave:
            self._show_ring()
        return False

    def _point_at(self, at: int) -> None:
        shape = Qt.CursorShape.PointingHandCursor if at >= 0 else Qt.CursorShape.ArrowCursor
        self.plot.viewport().setCursor(shape)
        if at >= 0 and at != self.value():
            self.setValue(at)
        elif at >= 0:
            self._moved(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.dots:
            self.opened.emit(self.dots[self.value()].take_id)
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._moved(self.value())
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_ring()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("accent"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        painter.end()


def rolling_middle(values: np.ndarray, places: np.ndarray, n: int) -> np.ndarray:
    """At some places of the values the median of the last `n` up to each; of fewer where there are fewer."""
    early = places < n - 1
    first = [float(np.median(values[: at + 1])) for at in places[early]]
    if len(first) == len(places):
        return np.array(first)
    windows = np.lib.stride_tricks.sliding_window_view(values, n)
    return np.concatenate([first, np.median(windows[places[~early] - (n - 1)], axis=1)])
