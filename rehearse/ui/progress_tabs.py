"""The six figures as a row of small cards: each says where it stands lately, and shows its way there.

They are radio buttons: one is chosen, and the chart below shows it large.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QSizePolicy, QWidget

from rehearse.i18n import _
from rehearse.library.progress import rolling_median
from rehearse.ui.progress_measures import (
    MEASURES,
    N_LATELY,
    MeasureKey,
    Zone,
    lately,
    title,
    value_words,
)

if TYPE_CHECKING:
    import numpy as np

    from rehearse.ui.theme import Theme

#: A card narrower than this cuts its figure.
_LEAST_PX = 118

#: As many values as the little line has room for.
_N_SMALL = 40


class MeasureTab(QRadioButton):
    """One figure: its name, where it stands, a line of how it got there."""

    def __init__(self, theme: Theme, key: MeasureKey) -> None:
        super().__init__(title(key))
        self.key: MeasureKey = key
        self._theme = theme
        self._values: list[float] = []
        self._now: float | None = None
        self._good: bool | None = None
        self.setObjectName(f"measure_{key}")
        self.setAccessibleName(title(key))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_values(self, values: np.ndarray, zone: Zone | None) -> None:
        """All that is known of the figure, in the order of the takes."""
        newest: list[float] = values[-_N_SMALL - N_LATELY :].tolist()
        self._now = lately(newest)
        self._values = rolling_median(newest, N_LATELY)[-_N_SMALL:]
        self._good = None if zone is None or self._now is None else zone.holds(self._now)
        told = _("lately {value}").format(value=value_words(self.key, self._now)) if newest else _("unknown")
        if self._good is not None:
            told += ", " + (_("in the good zone") if self._good else _("outside the good zone"))
        self.setAccessibleDescription(told)
        self.update()

    @property
    def shown(self) -> str:
        """The figure on the card."""
        return value_words(self.key, self._now)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        caption, lead = (QFontMetrics(self._theme.font(step)) for step in ("caption", "strong"))
        return QSize(_LEAST_PX, 12 + caption.lineSpacing() + lead.lineSpacing() + 8 + 22 + 12)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, _pos: object) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, chosen = self._theme, self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen:
            painter.setBrush(theme.mix("accent", 0.12))
        else:
            painter.setBrush(theme.mix("text", 0.04) if self.underMouse() else theme.colour("surface"))
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
        painter.drawRoundedRect(box, 12, 12)
        caption, strong = theme.font("caption"), theme.font("strong", figures=True)
        left, top, width = 13.0, 11.0, self.width() - 26.0
        painter.setFont(caption)
        painter.setPen(theme.colour("accent" if chosen else "text_muted"))
        metrics = QFontMetrics(caption)
        name = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, round(width))
        painter.drawText(QRectF(left, top, width, metrics.lineSpacing()), name)
        top += metrics.lineSpacing() + 1
        painter.setFont(strong)
        painter.setPen(theme.colour("text" if self._now is not None else "text_muted"))
        metrics = QFontMetrics(strong)
        shown = metrics.elidedText(self.shown, Qt.TextElideMode.ElideRight, round(width))
        painter.drawText(QRectF(left, top, width, metrics.lineSpacing()), shown)
        top += metrics.lineSpacing() + 7
        self._paint_way(painter, QRectF(left, top, width, 22))
        painter.end()

    def _paint_way(self, painter: QPainter, box: QRectF) -> None:
        """The little line, ending in a dot: filled in green where it is good now, else a ring."""
        values, theme = self._values, self._theme
        if not values:
            return
        box = box.adjusted(0, 3, -4, -3)
        low, high = min(values), max(values)
        span = (high - low) or 1.0
        step = box.width() / max(1, len(values) - 1)
        places = [
            QPointF(
                box.left() + at * step if len(values) > 1 else box.right(),
                box.bottom() - (value - low) / span * box.height() if high > low else box.center().y(),
            )
            for at, value in enumerate(values)
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.mix("accent" if self.isChecked() else "text_muted", 0.75), 1.5))
        painter.drawPolyline(QPolygonF(places))
        colour = theme.colour("text_muted" if self._good is None else "good" if self._good else "near")
        painter.setPen(QPen(colour, 1.75))
        painter.setBrush(colour if self._good else theme.colour("surface"))
        painter.drawEllipse(places[-1], 3.5, 3.5)


class MeasureTabs(QWidget):
    """Signal `chosen` (key).  Arrow keys go from one to the next, as in every group of radio buttons."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("measure_tabs")
        self.setAccessibleName(_("What the chart shows"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(10)
        self._columns = 0
        self._group = QButtonGroup(self)
        self.tabs: dict[MeasureKey, MeasureTab] = {}
        for key in MEASURES:
            tab = self.tabs[key] = MeasureTab(theme, key)
            tab.toggled.connect(lambda on, key=key: self.chosen.emit(key) if on else None)
            self._group.addButton(tab)
        self.tabs["length"].setChecked(True)
        self._place(6)

    @property
    def key(self) -> MeasureKey:
        return next(key for key, tab in self.tabs.items() if tab.isChecked())

    def set_theme(self, theme: Theme) -> None:
        for tab in self.tabs.values():
            tab.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(6 if self.width() >= 6 * _LEAST_PX + 50 else 3)

    def minimumSizeHint(self) -> QSize:
        one = self.tabs["length"].sizeHint()
        n_rows = 6 // self._columns
        return QSize(3 * _LEAST_PX, n_rows * one.height() + 10 * (n_rows - 1))

    def _place(self, n_columns: int) -> None:
        if n_columns == self._columns:
            return
        self._columns = n_columns
        for at, tab in enumerate(self.tabs.values()):
            self._grid.addWidget(tab, at // n_columns, at % n_columns)
        self.updateGeometry()
