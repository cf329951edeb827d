"""The sound at a glance: its outline with the marks under it, the three moments above, the playhead.

Drawn with QPainter, not with a plotting library: a take is a minute of sound at most times, its
outline some hundred bars, and there are no axes, no zoom and no legend to draw.
A plot would cost half a second and 60 MB for the first review, and would be invisible to a screen
reader; a slider is one by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.mark_paint import paint_line, paint_repeat, tinted
from rehearse.ui.marks import KINDS, Mark
from rehearse.ui.moment_flags import Moment, MomentFlags

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: Bins asked of the envelope: more than bars fit on a wide screen.
N_BINS = 900
#: Arrow keys and Page keys, in seconds.
STEP_S, PAGE_S = 1.0, 5.0

_BAR, _GAP = 3, 2
_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_LANE = 12


def bars_of(minima: Sequence[float], maxima: Sequence[float], n: int) -> list[float]:
    """`n` bar heights from 0 to 1, the loudest near 1; quiet sound is lifted, silence stays flat."""
    peaks = [max(abs(low), abs(high)) for low, high in zip(minima, maxima, strict=True)]
    if not peaks or n <= 0:
        return []
    loudest = sorted(peaks)[int(0.98 * (len(peaks) - 1))]
    # Below about -40 dBFS nothing was said: stretching it would draw noise as a voice.
    scale = 1.0 / max(loudest, 0.01)
    bars = []
    for i in range(n):
        first = i * len(peaks) // n
        last = max(first + 1, (i + 1) * len(peaks) // n)
        bars.append(min(1.0, max(peaks[first:last]) * scale) ** 0.75)
    return bars


class Waveform(QAbstractSlider):
    """A slider in milliseconds that looks like the sound.

    `seek_requested` (seconds) comes only from the user's hand: click, drag, keys.
    A moving playhead never asks for a seek.
    """

    seek_requested = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("waveform")
        self.setAccessibleName(_("Place in the recording"))
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(76)
        self._theme = theme
        self._minima: Sequence[float] = ()
        self._maxima: Sequence[float] = ()
        self._marks: tuple[Mark, ...] = ()
        self._moments: tuple[Moment, ...] = ()
        self._evidence: tuple[float, float] | None = None
        self._loop: tuple[float, float] | None = None
        self._still: tuple[QPixmap, QPixmap] | None = None
        self._dragging = False
        self._by_keyboard = False
        self.valueChanged.connect(self.update)

    # ---- content -------------------------------------------------------------------------------

    def set_duration(self, duration_s: float | None) -> None:
        self.setRange(0, max(1, round(1000 * (duration_s or 0.0))))
        self._redraw()

    def set_envelope(self, minima: Sequence[float], maxima: Sequence[float]) -> None:
        """The outline; two sequences of the same length, -1 to 1.  Empty shows a flat line."""
        self._minima, self._maxima = [float(v) for v in minima], [float(v) for v in maxima]
        self._redraw()

    def set_marks(self, marks: tuple[Mark, ...], moments: tuple[Moment, ...]) -> None:
        self._marks, self._moments = marks, moments
        self._redraw()

    def set_evidence(self, span: tuple[float, float] | None) -> None:
        """The stretch that is being played on its own; None when the whole take is."""
        self._evidence = span
        self.update()

    def set_loop(self, span: tuple[float, float] | None) -> None:
        """The stretch that is played round and round, in brackets; None takes them away."""
        self._loop = span
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._redraw()

    def set_position(self, position_s: float) -> None:
        """Move the playhead; ignored while the user drags it."""
        if not self._dragging:
            self.setValue(round(1000 * position_s))

    @property
    def duration_s(self) -> float:
        return self.maximum() / 1000

    def has_sound(self) -> bool:
        return bool(self._minima)

    def x_of(self, position_s: float) -> float:
        """Where a moment lies, in pixels from the left."""
        usable = self.width() - 2 * self._inset
        return self._inset + usable * min(1.0, max(0.0, position_s / self.duration_s))

    def position_of(self, x: float) -> float:
        """The moment under a pixel, in seconds."""
        usable = max(1, self.width() - 2 * self._inset)
        return self.duration_s * min(1.0, max(0.0, (x - self._inset) / usable))

    _inset = 4

    def sizeHint(self) -> QSize:
        return QSize(600, 76)

    # ---- painting ------------------------------------------------------------------------------

    def _redraw(self) -> None:
        self._still = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw()

    def _picture(self, role: str) -> QPixmap:
        """The bars in one colour; played and unplayed parts are cut from two such pictures."""
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(role))
        n = max(1, (self.width() - 2 * self._inset) // (_BAR + _GAP))
        bars = bars_of(self._minima, self._maxima, n) or [0.0] * n
        room = self.height() - _LANE - 6
        pitch = (self.width() - 2 * self._inset) / n
        for i, bar in enumerate(bars):
            tall = max(_BAR, bar * room)
            left = self._inset + i * pitch
            painter.drawRoundedRect(QRectF(left, 3 + (room - tall) / 2, _BAR, tall), _BAR / 2, _BAR / 2)
        painter.end()
        return picture

    def _box_around(self, stretch: tuple[float, float]) -> QRectF:
        left, right = (self.x_of(s) for s in stretch)
        return QRectF(left - 2, 0, right - left + 4, self._lane_top() - 1)

    def _lane_top(self) -> float:
        return self.height() - _LANE

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._still is None:
            self._still = (self._picture("accent"), self._picture("text_muted"))
        played, unplayed = self._still
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = self.x_of(self.value() / 1000)
        stretch = self._loop or self._evidence
        if stretch is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tinted(self._theme.colour("accent"), 0.16))
            painter.drawRoundedRect(self._box_around(stretch), 5, 5)
        painter.save()
        painter.setClipRect(QRectF(0, 0, head, self.height()))
        painter.drawPixmap(0, 0, played)
        painter.setClipRect(QRectF(head, 0, self.width() - head, self.height()))
        painter.setOpacity(0.55)
        painter.drawPixmap(0, 0, unplayed)
        painter.restore()
        for moment in self._moments:
            x = self.x_of(moment.at_s)
            pen = QPen(self._theme.colour(moment.role), 1.5)
            pen.setDashPattern([2, 2.5])
            painter.setPen(pen)
            painter.drawLine(QPointF(x, 0), QPointF(x, self._lane_top() - 2))
        for mark in sorted(self._marks, key=lambda mark: KINDS.index(mark.kind)):
            if mark.span is None or mark.kind == "filler":
                continue
            left, right = self.x_of(mark.span.start_s), self.x_of(mark.span.end_s)
            box = QRectF(left, self._lane_top() + 1, max(8.0, right - left), _LANE - 3)
            paint_line(painter, mark.kind, box, self._theme, 2.0)
        if self._loop is not None:
            paint_repeat(painter, self._box_around(self._loop), self._theme)
        if self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("text"))
            painter.drawRoundedRect(QRectF(head - 1, 0, 2, self._lane_top() - 1), 1, 1)
            painter.drawEllipse(QPointF(head, 3), 4, 4)
        if self.hasFocus() and self._by_keyboard:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # After a click the playhead shows where one is; a ring around it all is for the Tab key.
        self._by_keyboard = event.reason() in _KEYBOARD
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # ---- the user's hand -----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._dragging = True
        self.setValue(round(1000 * self.position_of(event.position().x())))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self.setValue(round(1000 * self.position_of(event.position().x())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._dragging or event.button() != Qt.MouseButton.LeftButton:
            return
        # One seek for a drag: the sound jumps where the hand lets go, not at every pixel on the way.
        self._dragging = False
        self._ask(self.position_of(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self.value() / 1000
        steps = {
            Qt.Key.Key_Left: here - STEP_S,
            Qt.Key.Key_Right: here + STEP_S,
            Qt.Key.Key_Down: here - STEP_S,
            Qt.Key.Key_Up: here + STEP_S,
            Qt.Key.Key_PageDown: here - PAGE_S,
            Qt.Key.Key_PageUp: here + PAGE_S,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: self.duration_s,
        }
        target = steps.get(Qt.Key(event.key()))
        if target is None:
            event.ignore()
            return
        self._ask(min(self.duration_s, max(0.0, target)))

    def _ask(self, position_s: float) -> None:
        self.setValue(round(1000 * position_s))
        self.seek_requested.emit(position_s)


class WaveformPanel(QWidget):
    """The moments over the waveform."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.waveform = Waveform(theme, self)
        self.flags = MomentFlags(theme, self.waveform, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.flags)
        box.addWidget(self.waveform)

    def set_theme(self, theme: Theme) -> None:
        self.waveform.set_theme(theme)
        self.flags.set_theme(theme)

    def set_content(self, marks: tuple[Mark, ...], moments: tuple[Moment, ...]) -> None:
        self.waveform.set_marks(marks, moments)
        self.flags.set_moments(moments)
