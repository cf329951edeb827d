"""The ring of a drill: the time to think, the time spoken, and the moment of the verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEasingCurve, QPointF, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.controls import set_tone
from rehearse.ui.drill_stage_words import outcome_look, outcome_words, seconds_left
from rehearse.ui.ring import Ring
from rehearse.ui.timer_ring import clock

if TYPE_CHECKING:
    from rehearse.analysis.drills import Round
    from rehearse.library.drill_runs import Outcome
    from rehearse.ui.theme import Theme

Mode = Literal["still", "paused", "count", "spoken", "judging", "verdict"]

#: Without a limit the ring goes round once a minute, as a clock does: it must not tell when a line is cut.
_TURN_S = 60.0

#: Degrees left open between two zones, so that they can be told apart without colour.
_GAP_DEG = 3.0

#: How long the mark of a verdict takes to be drawn: seen as a movement, over before one waits for it.
_DRAWN_MS = 420

#: A tick and a cross in a square of side 1, as strokes.
_TICK = (((0.20, 0.54), (0.42, 0.75), (0.81, 0.27)),)
_CROSS = (((0.25, 0.25), (0.75, 0.75)), ((0.75, 0.25), (0.25, 0.75)))


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the ring shows of a round, in seconds.  `marks` are moments by which something must be out."""

    full_s: float = _TURN_S
    least_s: float | None = None
    most_s: float | None = None
    marks: tuple[float, ...] = ()

    @classmethod
    def of(cls, round_: Round) -> Bounds:
        wanted = round_.condition
        full_s = round_.limit_s
        if full_s is None:
            full_s = max(_TURN_S, 1.5 * (wanted.length_most_s or 0))
        marks = (wanted.number_before_s, wanted.reason_within_s)
        return cls(
            full_s, wanted.length_least_s, wanted.length_most_s,
            tuple(sorted({mark for mark in marks if mark is not None and mark < full_s})),
        )  # fmt: skip

    @property
    def has_length(self) -> bool:
        """Whether the message's length is judged."""
        return self.least_s is not None or self.most_s is not None

    def words(self) -> str:
        """Before anybody speaks: how long it may be."""
        most_s = self.most_s
        if most_s is None:
            return _("speak after the beep")
        return _("up to {seconds:g} seconds").format(seconds=most_s)

    def zone(self, message_s: float) -> tuple[str, str]:
        """The words and the colour's role for a message of that length so far."""
        if not self.has_length:
            return _("Speak"), "accent"
        if self.least_s is not None and message_s < self.least_s:
            return _("Go on"), "accent"
        if self.most_s is None or message_s <= self.most_s:
            return _("Good length"), "good"
        return _("Too long"), "off"


class DrillRing(Ring):
    """One circle for every phase, so that nothing jumps."""

    stroke_part, numerals_part, numerals_most, words_part = 0.034, 0.27, 0.64, 0.062
    least_side_px = 200

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "drill_ring", ("drill_time", "drill_ring_words"), parent)
        self.time_label.setAccessibleName(_("Time"))
        self.mode: Mode = "still"
        self.outcome: Outcome | None = None
        self.bounds = Bounds()
        self.elapsed_s = 0.0
        self._first_s = 0.0
        self._share = 1.0
        self._role = "accent"
        self._drawn = 1.0
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(_DRAWN_MS)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._draw_on)

    @property
    def at_rest(self) -> bool:
        """Whether nothing is being drawn step by step."""
        return self._drawn >= 1.0

    def set_round(self, round_: Round) -> None:
        self.bounds = Bounds.of(round_)
        self.elapsed_s = self._first_s = 0.0

    # ---- what is shown -------------------------------------------------------------------------

    def show_still(self, numerals: str, words: str) -> None:
        """Nothing runs."""
        self._enter("still", numerals, words, "muted", 0.0)

    def show_paused(self) -> None:
        """It waits for the one key; beside it stands why."""
        self._enter("paused", "", "", "muted", 0.0)
        self.setAccessibleDescription(_("Paused"))

    def show_count(self, left_s: float, total_s: float | None, words: str, *, numerals: str = "") -> None:
        """Time that runs down; without `total_s` the circle stays full."""
        if self._steps:
            left_s = float(math.ceil(left_s - 1e-6))
        share = min(1.0, left_s / total_s) if total_s else 1.0
        self._enter("count", numerals or str(seconds_left(left_s)), words, "muted", share)

    def show_spoken(
        self, elapsed_s: float, first_s: float | None, *, instead: str = "", quiet_from_s: float | None = None
    ) -> None:
        """Time since the beep; the message began `first_s` after it (None: no word yet).

        `instead` are words to show in place of the zone's.  `quiet_from_s`: nothing was said since; where the
        length is judged the ring waits there, as the silence at the end is no part of the message.
        """
        self.elapsed_s, self._first_s = elapsed_s, first_s or 0.0
        spoken_s = elapsed_s
        if quiet_from_s is not None and self.bounds.has_length:
            spoken_s = min(elapsed_s, quiet_from_s)
        words, role = (
            (_("Speak"), "accent") if first_s is None else self.bounds.zone(spoken_s - self._first_s)
        )
        self._role = role
        shown_s = float(math.floor(spoken_s)) if self._steps else spoken_s
        tone = "muted" if role == "accent" else role
        self._enter(
            "spoken", clock(elapsed_s), instead or words, tone, min(1.0, shown_s / self.bounds.full_s)
        )

    def show_judging(self) -> None:
        self._enter("judging", clock(self.elapsed_s), _("Judging…"), "muted", self._share)

    def show_outcome(self, outcome: Outcome, left_s: float | None, total_s: float | None) -> None:
        """The mark of a verdict, drawn once; the circle empties while the rest runs."""
        new = self.mode != "verdict" or outcome != self.outcome
        self.outcome = outcome
        if self._steps and left_s is not None:
            left_s = float(math.ceil(left_s - 1e-6))
        share = left_s / total_s if left_s is not None and total_s else 1.0
        self._enter("verdict", "", "", "", min(1.0, share))
        if new:
            self.setAccessibleDescription(outcome_words(outcome))
            self._animation.stop()
            self._drawn = 1.0 if self._steps else 0.0
            if not self._steps:
                self._animation.start()
            self.update()

    def _draw_on(self, share: float) -> None:
        self._drawn = share
        self.update()

    def _enter(self, mode: Mode, numerals: str, words: str, tone: str, share: float) -> None:
        if mode != "verdict" and self._drawn < 1.0:
            self._animation.stop()
            self._drawn = 1.0
        for part, text in ((self.time_label, numerals), (self.words_label, words)):
            if part.text() != text:
                part.setText(text)
        if mode != "verdict":
            self.setAccessibleDescription(words)
        set_tone(self.words_label, tone)
        self._share = share
        if not self._turn_to(share) and mode != self.mode:
            self.update()
        self.mode = mode

    # ---- painting ------------------------------------------------------------------------------

    def _paint(self, painter: QPainter, box: QRectF, stroke: float) -> None:
        if self.mode == "verdict":
            self._paint_verdict(painter, box, stroke)
        elif self.mode in ("spoken", "judging"):
            self._paint_spoken(painter, box, stroke)
        else:
            self._paint_left(painter, box, stroke, self._share if self.mode == "count" else 0.0)
        if self.mode == "paused":
            part = min(self.width(), self.height()) * 0.2
            square = QRectF(box.center().x() - part / 2, box.center().y() - part / 2, part, part)
            icons.draw(painter, "pause", self._theme.mix("accent", 0.6, "window"), square)

    def _degrees(self, seconds: float) -> float:
        return 360 * min(1.0, max(0.0, seconds / self.bounds.full_s))

    def _paint_spoken(self, painter: QPainter, box: QRectF, stroke: float) -> None:
        bounds, first_s = self.bounds, self._first_s
        least = self._degrees(first_s + bounds.least_s) if bounds.least_s is not None else 0.0
        most = 360.0 if bounds.most_s is None else self._degrees(first_s + bounds.most_s)
        bounded = bounds.has_length
        reached = 360 * self._share
        for role, first, last in (
            ("accent", 0.0, least if bounded else 360.0),
            ("good_fill", least, most if bounded else least),
            ("off_fill", most, 360.0),
        ):
            first, last = first + _GAP_DEG / 2, last - _GAP_DEG / 2
            if last <= first:
                continue
            self._arc(painter, box, self._theme.mix(role, 0.17, "window"), stroke, first, last)
            if reached > first:
                faint = self.mode == "judging"
                colour = self._theme.mix(role, 0.45, "window") if faint else self._theme.colour(role)
                self._arc(painter, box, colour, stroke, first, min(last, reached))
        for mark_s in bounds.marks:
            self._notch(painter, box, stroke, self._degrees(first_s + mark_s))

    def _notch(self, painter: QPainter, box: QRectF, stroke: float, degrees: float) -> None:
        """A short line across the circle: by here it must be out."""
        turn = math.radians(degrees - 90)
        out = QPointF(math.cos(turn), math.sin(turn))
        radius = box.width() / 2
        pen = QPen(self._theme.colour("text"), max(2.0, stroke * 0.22))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(
            box.center() + out * (radius - stroke * 0.95), box.center() + out * (radius + stroke * 0.95)
        )

    def _paint_verdict(self, painter: QPainter, box: QRectF, stroke: float) -> None:
        theme, outcome = self._theme, self.outcome
        icon, role = outcome_look(outcome)
        fill = f"{role}_fill" if role in ("good", "near", "off") else role
        drawn = self._drawn
        painter.setPen(Qt.PenStyle.NoPen)
        # A pass fills the circle from its middle; a miss stays quiet: its words are what counts.
        passed = outcome == "passed"
        painter.setBrush(theme.mix(fill, 0.14 if passed else 0.05, "window"))
        reach = box.width() / 2 * drawn
        painter.drawEllipse(box.center(), reach, reach)
        self._arc(painter, box, theme.mix(fill, 0.22, "window"), stroke, 0.0, 360.0)
        left = 360 * self._share * drawn
        if left > 0:
            self._arc(painter, box, theme.colour(fill), stroke, 360.0 - left, 360.0)
        side = box.width() * (0.5 if outcome == "passed" else 0.4)
        square = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
        if outcome in ("passed", "missed"):
            pen = QPen(theme.colour(fill), stroke * (1.8 if passed else 1.2))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(_strokes(_TICK if passed else _CROSS, square, drawn))
        else:
            icons.draw(painter, icon, theme.colour(role), square)


def _strokes(
    lines: tuple[tuple[tuple[float, float], ...], ...], square: QRectF, share: float
) -> QPainterPath:
    """The first `share` of the lines' whole length, as a path."""
    points = [
        [QPointF(square.x() + x * square.width(), square.y() + y * square.height()) for x, y in line]
        for line in lines
    ]
    pieces = [(line[at], line[at + 1], at == 0) for line in points for at in range(len(line) - 1)]
    lengths = [math.hypot((b - a).x(), (b - a).y()) for a, b, _first in pieces]
    left = share * sum(lengths)
    path = QPainterPath()
    for (start, end, first), length in zip(pieces, lengths, strict=True):
        if left <= 0:
            break
        if first:
            path.moveTo(start)
        path.lineTo(start + (end - start) * min(1.0, left / length))
        left -= length
    return path
