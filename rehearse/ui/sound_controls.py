"""How a take is heard: its speed, as on the phone, round and round.  Three small quiet controls."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.settings import PLAYBACK_SPEEDS
from rehearse.ui import icons
from rehearse.ui.view_style import button, strong_caption

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

_SIZE = QSize(52, 32)
_ICON_PX = 20


def speed_words(speed: float) -> str:
    """A speed as it is written on the button."""
    return _("{speed}×").format(speed=f"{speed:g}")


class SoundControls(QWidget):
    """Shows what it is told; the signals carry what the user's hand wants.

    Each state is told by more than colour: the speed by its figure, the telephone by a handset that
    sounds, the loop by its brackets in the waveform; all by their names for a screen reader.
    """

    speed_wanted = Signal(float)
    phone_wanted = Signal()
    loop_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sound_controls")
        self._theme = theme
        self._speed = 1.0
        self._reason = ""
        self.speed_button = self._small("speed_button")
        self.phone_button = self._small("phone_button")
        self.loop_button = self._small("loop_button")
        for part in (self.phone_button, self.loop_button):
            part.setCheckable(True)
            part.setIconSize(QSize(_ICON_PX, _ICON_PX))
        # What is looped may be the mark that has the keyboard: a click must not take it away.
        self.loop_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.phone_button.setAccessibleName(_("As on the phone"))
        self.phone_button.clicked.connect(lambda: self._ask(self.phone_button, self.phone_wanted.emit))
        self.loop_button.clicked.connect(lambda: self._ask(self.loop_button, self.loop_wanted.emit))
        self.menu = self._make_menu()
        self.speed_button.setMenu(self.menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addStretch(1)
        for part in (self.speed_button, self.phone_button, self.loop_button):
            column.addWidget(part)
        column.addStretch(1)
        self.set_theme(theme)

    def _small(self, name: str) -> QPushButton:
        made = button("", "sound", name, " ", parent=self)
        made.setFixedSize(_SIZE)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        return made

    def _make_menu(self) -> QMenu:
        menu = QMenu(self.speed_button)
        menu.setObjectName("speed_menu")
        group = QActionGroup(menu)
        self._actions: dict[float, QAction] = {}
        for speed in PLAYBACK_SPEEDS:
            action = menu.addAction(speed_words(speed))
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, speed=speed: self.speed_wanted.emit(speed))
            group.addAction(action)
            self._actions[speed] = action
        return menu

    def _ask(self, pressed: QPushButton, wish: Callable[[], None]) -> None:
        # The state is shown once it is so, not because a button was pressed.
        pressed.setChecked(not pressed.isChecked())
        wish()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.speed_button.setFont(strong_caption(theme))
        self.menu.setFont(theme.font("body"))
        self.loop_button.setIcon(icons.icon("loop", theme, _ICON_PX, "text_muted", "accent"))
        self._show_phone()

    # ---- what is so ----------------------------------------------------------------------------

    def set_speed(self, speed: float) -> None:
        self._speed = speed
        self.speed_button.setText(speed_words(speed))
        self.speed_button.setAccessibleName(_("Speed {speed}").format(speed=speed_words(speed)))
        self.speed_button.setProperty("changed", speed != 1.0)
        self.speed_button.style().unpolish(self.speed_button)
        self.speed_button.style().polish(self.speed_button)
        if speed in self._actions:
            self._actions[speed].setChecked(True)
        self._tell()

    def set_phone(self, on: bool) -> None:
        self.phone_button.setChecked(on)
        self._show_phone()
        self._tell()

    def set_loop(self, on: bool) -> None:
        self.loop_button.setChecked(on)
        self._tell()

    def set_playable(self, playable: bool, reason: str = "") -> None:
        """Off where there is no sound; `reason` says why."""
        self._reason = "" if playable else reason
        for part in (self.speed_button, self.phone_button, self.loop_button):
            part.setEnabled(playable)
        self._tell()

    def _show_phone(self) -> None:
        on = self.phone_button.isChecked()
        name = "handset-on" if on else "handset"
        self.phone_button.setIcon(icons.icon(name, self._theme, _ICON_PX, "text_muted", "accent"))

    def _tell(self) -> None:
        looping, phone = self.loop_button.isChecked(), self.phone_button.isChecked()
        self.loop_button.setAccessibleName(_("Stop the loop") if looping else _("Loop this phrase"))
        tips = {
            self.speed_button: _("Speed: {speed} (slower [, faster ])").format(
                speed=speed_words(self._speed)
            ),
            self.phone_button: _("As on the phone: on (F)") if phone else _("As on the phone (F)"),
            self.loop_button: _("Stop the loop (O)") if looping else _("Loop this phrase (O)"),
        }
        for part, tip in tips.items():
            part.setToolTip(self._reason or tip)
