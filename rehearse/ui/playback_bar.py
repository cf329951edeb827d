"""The dock under the review: play, where we are, the waveform, how it is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.check_words import clock
from rehearse.ui.sound_controls import SoundControls
from rehearse.ui.view_style import label
from rehearse.ui.waveform import WaveformPanel

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


class PlayButton(QPushButton):
    """A round button whose sign is drawn, so that it is sharp at every scale."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._playing = False
        self.setObjectName("play_button")
        self.setProperty("kind", "play")
        self.setAutoDefault(True)
        self.setFixedSize(52, 52)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_playing(False)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_playing(self, playing: bool) -> None:
        self._playing = playing
        self.setAccessibleName(_("Pause") if playing else _("Play"))
        if self.isEnabled():
            self.setToolTip(_("Pause (P)") if playing else _("Play (P)"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = "accent_text" if self.isEnabled() else "text_muted"
        box = QRectF(0, 0, 26, 26)
        box.moveCenter(QRectF(self.rect()).center())
        icons.draw(painter, "pause" if self._playing else "play", self._theme.colour(role), box)
        painter.end()


class PlaybackBar(QFrame):
    """Play and pause, position of total, the waveform with its moments, speed and telephone and loop.

    `toggle` asks to play or pause, `play_from` to play from a place, `seek` to go there.
    """

    toggle = Signal()
    play_from = Signal(float)
    seek = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("playback_bar")
        self.setAccessibleName(_("Playback"))
        self.setProperty("kind", "dock")
        self._duration_s: float | None = None
        self.play_button = PlayButton(theme, self)
        self.play_button.clicked.connect(self.toggle)
        self.panel = WaveformPanel(theme, self)
        self.waveform = self.panel.waveform
        self.waveform.seek_requested.connect(self.seek)
        self.panel.flags.play_from.connect(self.play_from)
        self.controls = SoundControls(theme, self)
        self.position_label = label("0:00", theme.font("strong", figures=True), name="position_label")
        self.total_label = label("0:00", theme.font("caption"), name="total_label", muted=True)
        self.reason_label = label("", theme.font("caption"), name="playback_reason", muted=True)
        for one in (self.position_label, self.total_label):
            one.setWordWrap(False)
            one.setAlignment(Qt.AlignmentFlag.AlignHCenter)

        row = QHBoxLayout(self)
        row.setContentsMargins(22, 10, 16, 12)
        row.setSpacing(20)
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addStretch(1)
        left.addWidget(self.play_button, 0, Qt.AlignmentFlag.AlignHCenter)
        times = QHBoxLayout()
        times.setSpacing(4)
        times.addStretch(1)
        times.addWidget(self.position_label)
        times.addWidget(self.total_label, 0, Qt.AlignmentFlag.AlignVCenter)
        times.addStretch(1)
        left.addLayout(times)
        left.addStretch(1)
        row.addLayout(left)
        right = QVBoxLayout()
        right.setSpacing(2)
        right.addWidget(self.panel)
        right.addWidget(self.reason_label)
        self.reason_label.hide()
        row.addLayout(right, 1)
        row.addWidget(self.controls)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self.play_button.set_theme(theme)
        self.panel.set_theme(theme)
        self.controls.set_theme(theme)
        self.position_label.setFont(theme.font("strong", figures=True))
        self.total_label.setFont(theme.font("caption"))
        self.reason_label.setFont(theme.font("caption"))

    def set_duration(self, duration_s: float | None) -> None:
        self._duration_s = duration_s
        self.waveform.set_duration(duration_s)
        self.panel.flags.place()
        self.total_label.setText(_("of {total}").format(total=clock(duration_s or 0.0)))
        self.set_position(0.0)

    def set_position(self, position_s: float) -> None:
        self.position_label.setText(clock(position_s))
        self.waveform.set_position(position_s)

    def set_playing(self, playing: bool) -> None:
        self.play_button.set_playing(playing)
        if not playing:
            self.waveform.set_evidence(None)

    def set_playable(self, playable: bool, reason: str = "") -> None:
        """Play, seek and moments on or off; `reason` says why they are off."""
        for part in (self.play_button, self.waveform):
            part.setEnabled(playable)
        self.panel.flags.set_playable(playable)
        self.controls.set_playable(playable, reason)
        self.play_button.setToolTip(_("Play (P)") if playable else reason)
        self.show_reason("" if playable else reason)

    def show_reason(self, reason: str) -> None:
        """Why nothing plays, in one sentence under the waveform; empty takes it away."""
        self.reason_label.setText(reason)
        self.reason_label.setVisible(bool(reason))
