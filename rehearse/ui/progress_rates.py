"""Rates as bars: how many called back, and between which shares the true one lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.library.rates import Rate, rate_sentence

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: Where the common axis of all bars may end.
_ENDS = (0.1, 0.2, 0.3, 0.5, 0.75, 1.0)

#: Narrower than this a row has its name above its bar.
_ONE_LINE_PX = 620


def axis_end(rates: Sequence[Rate]) -> float:
    """The share at the end of the axis: the least round one that holds what matters.

    A script that was hardly used has an interval up to nearly everything; it runs off the end rather
    than pressing the others flat.
    """
    tops = [rate.high for rate in rates if rate.n_left >= 10] or [rate.high for rate in rates]
    most = max((*tops, *((rate.rate or 0.0) for rate in rates)), default=1.0)
    return next((end for end in _ENDS if end >= most), 1.0)


def percent(share: float) -> str:
    """A share of all messages, as many digits as it deserves: "7 %", "0.4 %"."""
    number = 100 * share
    return f"{number:.1f} %" if 0 < number < 1 else f"{number:.0f} %"


class RateRow(QWidget):
    """One script: its name, a bar from the least to the most it may be, a dot where it is, the counts."""

    def __init__(self, theme: Theme, rate: Rate, end: float) -> None:
        super().__init__()
        #: Room for the figures, the same in all rows.
        self.figures_px = 0
        self.rate, self._theme, self._end = rate, theme, end
        self.setObjectName("rate_row")
        self.setAccessibleName(rate_sentence(rate))
        self.setToolTip(rate_sentence(rate))
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        line = QFontMetrics(self._theme.font("body")).lineSpacing()
        self.setFixedHeight(line + 22 if self.width() >= _ONE_LINE_PX else 2 * line + 26)

    def figures_wanted_px(self) -> int:
        return QFontMetrics(self._theme.font("strong", figures=True)).horizontalAdvance(self.told)

    @property
    def told(self) -> str:
        """What stands at the end of the row."""
        rate = self.rate
        if rate.rate is None:
            return _("none left")
        return _("{share}  ·  {back} of {n}").format(
            share=percent(rate.rate), back=f"{rate.n_back:,}", n=f"{rate.n_left:,}"
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, width = self._theme, float(self.width())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body, strong = theme.font("body"), theme.font("strong", figures=True)
        metrics = QFontMetrics(body)
        line = metrics.lineSpacing()
        one_line = self.width() >= _ONE_LINE_PX
        figures = self.figures_wanted_px()
        name_room = width * 0.3 if one_line else width - figures - 16
        top = (self.height() - line) / 2 if one_line else 4.0
        name = metrics.elidedText(self.rate.name, Qt.TextElideMode.ElideRight, round(name_room))
        painter.setFont(body)
        painter.setPen(theme.colour("text"))
        painter.drawText(QRectF(0, top, name_room, line), name)
        painter.setFont(strong)
        painter.drawText(
            QRectF(width - figures - 2, top, figures + 2, line), Qt.AlignmentFlag.AlignRight, self.told
        )
        left = name_room + 16 if one_line else 2.0
        right = width - max(figures, self.figures_px) - 20 if one_line else width - 2
        middle = self.height() / 2 if one_line else top + line + 13
        self._paint_bar(painter, left, right, middle)
        painter.end()

    def _paint_bar(self, painter: QPainter, left: float, right: float, middle: float) -> None:
        theme, rate = self._theme, self.rate

        def x(share: float) -> float:
            return left + min(1.0, share / self._end) * (right - left)

        painter.setPen(QPen(theme.mix("line", 0.8), 1.5))
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))
        if rate.rate is None:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.mix("accent", 0.28))
        first, last = x(rate.low), x(rate.high)
        painter.drawRoundedRect(QRectF(first, middle - 5, max(4.0, last - first), 10), 5, 5)
        painter.setBrush(theme.colour("accent"))
        painter.drawEllipse(QPointF(x(rate.rate), middle), 6, 6)


class RateBars(QWidget):
    """All rates on one axis."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("rate_bars")
        self.setAccessibleName(_("How many called back, by script"))
        self.rows: list[RateRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for row in self.rows:
            row.set_theme(theme)
        self._align()

    def show_rates(self, rates: Sequence[Rate]) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.deleteLater()
        end = axis_end(rates)
        self.rows = [RateRow(self._theme, rate, end) for rate in rates]
        for row in self.rows:
            self._column.addWidget(row)
        self.end = end
        self._align()

    def _align(self) -> None:
        """All bars end at the same place, so that they can be compared."""
        widest = max((row.figures_wanted_px() for row in self.rows), default=0)
        for row in self.rows:
            row.figures_px = widest
