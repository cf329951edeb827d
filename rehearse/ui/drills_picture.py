"""A drill as a picture: what has to be where in the message, on one scale of seconds, and your best in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from rehearse.analysis.drills import Drill, Round
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: A lane's bar, and the room between lanes; the dot of the best.
_BAR_PX, _GAP_PX, _DOT_PX = 10, 8, 10
#: What follows the longest bar: the time that is too late.
_MARGIN = 1.25
#: The first seconds of a message that are called its opening.
_OPENING_S = 5.0


@dataclass(frozen=True, slots=True)
class Lane:
    """One thing and where it has to be, in seconds; `best_s` is where you had it, None where you did not.

    `kind` is "message", "number", "reason", "them", "cut" or "silence".
    """

    kind: str
    name: str
    first_s: float
    last_s: float
    words: str
    best_s: float | None = None


def lanes_of(drill: Drill, bests: Mapping[str, float]) -> tuple[Lane, ...]:
    """The lanes of a drill; none where nothing it asks for has a place in time."""
    rounds = list(dict.fromkeys(drill.rounds))
    if len(rounds) == 1:
        return _round_lanes(rounds[0], bests)
    lanes = []
    for number, one in enumerate(drill.rounds, start=1):
        condition = one.condition
        if condition.length_most_s is None:
            return ()
        first, last = condition.length_least_s or 0.0, condition.length_most_s
        words = _("up to {n:g} s").format(n=last)
        lanes.append(Lane("message", _("Round {n}").format(n=number), first, last, words))
    return tuple(lanes)


def _round_lanes(one: Round, bests: Mapping[str, float]) -> tuple[Lane, ...]:
    condition, lanes = one.condition, []
    whole_s = condition.length_most_s or one.limit_s or 30.0
    if condition.length_most_s is not None:
        first, last = condition.length_least_s or 0.0, condition.length_most_s
        words = _("{first:g} to {last:g} s") if first else _("up to {last:g} s")
        told = words.format(first=first, last=last)
        lanes.append(Lane("message", _("Message"), first, last, told, bests.get("length_most_s")))
    if condition.number_within is not None and condition.number_within < 1:
        part, best = condition.number_within, bests.get("number_within")
        words = _("first half") if part == 0.5 else _("first {n:.0f} %").format(n=100 * part)
        best_s = None if best is None else best * whole_s
        lanes.append(Lane("number", _("Number"), 0.0, part * whole_s, words, best_s))
    if condition.number_before_s is not None:
        last = condition.number_before_s
        words = _("within {n:g} s").format(n=last)
        lanes.append(Lane("number", _("Number"), 0.0, last, words, bests.get("number_before_s")))
    if condition.reason_within_s is not None:
        last = condition.reason_within_s
        words = _("within {n:g} s").format(n=last)
        lanes.append(Lane("reason", _("Reason"), 0.0, last, words, bests.get("reason_within_s")))
    if condition.opening_about_them:
        words = _("first {n:g} s").format(n=_OPENING_S)
        lanes.append(Lane("them", _("About them"), 0.0, _OPENING_S, words))
    if one.cut_s is not None:
        first, last = one.cut_s
        if condition.number_out:
            lanes.append(Lane("number", _("Number"), 0.0, first, _("before that"), bests.get("number_out")))
        if condition.reason_out:
            lanes.append(Lane("reason", _("Reason"), 0.0, first, _("before that"), bests.get("reason_out")))
        lanes.append(Lane("cut", _("Line cut"), first, last, _("somewhere here")))
    if condition.silence_after_s is not None:
        start, silence = 8.0, condition.silence_after_s  # a line to say takes about as long
        words, best = _("{n:g} s").format(n=silence), bests.get("silence_after_s")
        lanes.append(Lane("message", _("Your line"), 0.0, start, ""))
        best_s = None if best is None else start + best
        lanes.append(Lane("silence", _("Silence"), start, start + silence, words, best_s))
    return tuple(lanes)


_ROLES = {
    "message": "good",
    "number": "accent",
    "reason": "good",
    "them": "good",
    "cut": "off",
    "silence": "accent",
}


class DrillPicture(QWidget):
    """Lanes below each other.  Nothing to press: what it shows is told in words beside it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.lanes: tuple[Lane, ...] = ()
        self.setObjectName("drill_picture")
        self.setAccessibleName(_("What has to be where"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fit()
        self.update()

    def show_lanes(self, lanes: tuple[Lane, ...]) -> None:
        self.lanes = lanes
        self.setVisible(bool(lanes))
        self.setAccessibleDescription(". ".join(f"{lane.name}: {lane.words}" for lane in lanes))
        self._fit()
        self.update()

    @property
    def _lane_px(self) -> int:
        return max(_BAR_PX, QFontMetrics(self._theme.font("caption")).height()) + _GAP_PX

    def _fit(self) -> None:
        self.setFixedHeight(max(1, len(self.lanes) * self._lane_px - _GAP_PX))

    def sizeHint(self) -> QSize:
        return QSize(300, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.lanes:
            return
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        metrics = painter.fontMetrics()
        left = max(metrics.horizontalAdvance(lane.name) for lane in self.lanes) + 18
        right = max(metrics.horizontalAdvance(lane.words) for lane in self.lanes) + 16
        total_s = _MARGIN * max(lane.last_s for lane in self.lanes)
        track = self.width() - left - right
        if track < 60:  # no room for a picture: the words stand beside it
            painter.end()
            return
        for number, lane in enumerate(self.lanes):
            row = QRectF(0, number * self._lane_px, self.width(), self._lane_px - _GAP_PX)
            painter.setPen(theme.colour("text_muted"))
            painter.drawText(row, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), lane.name)
            painter.drawText(
                row, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), lane.words
            )
            bar = QRectF(left, row.center().y() - _BAR_PX / 2, track, _BAR_PX)
            self._paint_bar(painter, lane, bar, total_s)
        painter.end()

    def _paint_bar(self, painter: QPainter, lane: Lane, bar: QRectF, total_s: float) -> None:
        theme, role = self._theme, _ROLES[lane.kind]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
        first = bar.left() + bar.width() * lane.first_s / total_s
        last = bar.left() + bar.width() * lane.last_s / total_s
        part = QRectF(first, bar.top(), last - first, bar.height())
        if lane.kind == "cut":  # a moment nobody knows: a ground that is not whole
            painter.setBrush(theme.mix(role, 0.16))
            painter.drawRoundedRect(part, _BAR_PX / 2, _BAR_PX / 2)
            painter.setPen(QPen(theme.colour(role), 1.5, Qt.PenStyle.DotLine))
            painter.drawLine(
                QPointF(part.left() + 4, bar.center().y()), QPointF(part.right() - 4, bar.center().y())
            )
        else:
            painter.setBrush(theme.mix(role, 0.42 if theme.dark else 0.34))
            painter.drawRoundedRect(part, _BAR_PX / 2, _BAR_PX / 2)
        if lane.best_s is not None and 0 <= lane.best_s <= total_s:
            x = bar.left() + bar.width() * lane.best_s / total_s
            painter.setPen(QPen(theme.colour("surface"), 2))
            painter.setBrush(theme.colour(role))
            painter.drawEllipse(QPointF(x, bar.center().y()), _DOT_PX / 2 + 1, _DOT_PX / 2 + 1)
