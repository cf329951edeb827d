"""How loud the microphone is: one quiet bar with the peak held, and the same in words."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.audio.level import Level
    from rehearse.ui.theme import Theme

#: The bar's left end: a quiet room; below it nothing is shown.
FLOOR_DBFS = -60.0

#: Speech peaks between these two are fine: loud enough to hear, with room before it clips.
QUIET_DBFS, LOUD_DBFS = -36.0, -3.0

#: The held peak stays so long, then falls so fast.
HOLD_S, FALL_DB_PER_S = 1.0, 24.0

#: The bar itself rises at once and falls at this speed, so that syllables do not flicker.
_BAR_FALL_DB_PER_S = 60.0


def words_for(peak_dbfs: float | None, clipped: bool) -> str:
    """The level as a rep would say it."""
    if clipped:
        return _("too loud")
    if peak_dbfs is None:
        return _("no sound")
    if peak_dbfs < QUIET_DBFS:
        return _("quiet")
    return _("very loud") if peak_dbfs > LOUD_DBFS else _("good level")


class LevelMeter(QWidget):
    """A bar from −60 to 0 dBFS.  Repaints only when `set_level` brings something new."""

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self._at = clock()
        self._shown: float | None = None
        self._held: float | None = None
        self._held_at = 0.0
        self._clipped_at: float | None = None
        self.setObjectName("level_meter")
        self.setAccessibleName(_("Microphone level"))
        self.setAccessibleDescription(words_for(None, False))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def held_dbfs(self) -> float | None:
        """The peak that is marked."""
        return self._held

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(180, 16)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 16)

    def clear(self) -> None:
        """No microphone is listened to."""
        self._shown = self._held = self._clipped_at = None
        self.update()

    def set_level(self, level: Level) -> None:
        now = self._clock()
        gone_s, self._at = now - self._at, now
        before = (self._shown, self._held, self._clipped_at)
        peak = level.peak_dbfs
        fallen = None if self._shown is None else self._shown - _BAR_FALL_DB_PER_S * gone_s
        self._shown = _louder(peak, fallen)
        if peak is not None and (self._held is None or peak >= self._held):
            self._held, self._held_at = peak, now
        elif self._held is not None and now - self._held_at > HOLD_S:
            self._held = _louder(peak, self._held - FALL_DB_PER_S * gone_s)
        if level.clipped:
            self._clipped_at = now
        elif self._clipped_at is not None and now - self._clipped_at > HOLD_S:
            self._clipped_at = None
        if before != (self._shown, self._held, self._clipped_at):
            words = words_for(self._held, self._clipped_at is not None)
            if self.accessibleDescription() != words:
                self.setAccessibleDescription(words)
            self.update()

    def words(self) -> str:
        return words_for(self._held, self._clipped_at is not None)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        thick = 6.0
        middle = self.height() / 2
        track = QRectF(0, middle - thick / 2, self.width(), thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("line"))
        painter.drawRoundedRect(track, thick / 2, thick / 2)
        role = "off" if self._clipped_at is not None else "accent"
        if (share := _share(self._shown)) > 0:
            painter.setBrush(self._theme.colour(role))
            bar = QRectF(track)
            bar.setWidth(max(thick, track.width() * share))
            painter.drawRoundedRect(bar, thick / 2, thick / 2)
        if (share := _share(self._held)) > 0:
            x = min(self.width() - 1.5, max(1.5, self.width() * share))
            pen = QPen(self._theme.colour(role if role == "off" else "text"), 2.0)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLine(QPointF(x, middle - 6), QPointF(x, middle + 6))
        painter.end()


def _louder(one: float | None, other: float | None) -> float | None:
    found = [value for value in (one, other) if value is not None and value > FLOOR_DBFS]
    return max(found, default=None)


def _share(dbfs: float | None) -> float:
    if dbfs is None:
        return 0.0
    return min(1.0, max(0.0, 1 - dbfs / FLOOR_DBFS))
