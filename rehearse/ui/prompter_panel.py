"""Where the timer stands: alone and large, or small in the corner beside the script."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.controls import button
from rehearse.ui.prompter import Prompter
from rehearse.ui.theme import Theme
from rehearse.ui.timer_ring import TimerRing

#: The timer beside a script; without one it fills the stage.
_RING_PX, _RING_NARROW_PX = 168, 136
_NARROW_PX = 720
_STEP, _LEAST_PX, _MOST_PX = 1.12, 20, 96


class PrompterPanel(QWidget):
    """Holds the timer, the prompter and the two buttons for its text size.

    `instead` are widgets elsewhere that a script makes needless.
    Signal `text_px_chosen`: the text has another size.
    """

    text_px_chosen = Signal(int)

    def __init__(self, theme: Theme, ring: TimerRing, instead: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self._ring, self._instead = ring, tuple(instead)
        self._ring_size = (ring.minimumSize(), ring.maximumSize())
        self._scripted = self._busy = False
        self._line: QWidget | None = None
        self._at_home: Callable[[QWidget], None] | None = None
        self.prompter = Prompter(theme)
        self.prompter.size_wanted.connect(lambda larger: self.larger() if larger else self.smaller())
        self.smaller_button = button("A−", "prompter_smaller", "icon", accessible=_("Smaller text"))
        self.larger_button = button("A+", "prompter_larger", "icon", accessible=_("Larger text"))
        self.smaller_button.setToolTip(_("Smaller text (Ctrl −)"))
        self.larger_button.setToolTip(_("Larger text (Ctrl +)"))
        self.smaller_button.clicked.connect(self.smaller)
        self.larger_button.clicked.connect(self.larger)
        self.button = button(_("Script"), "script_button", "quiet", accessible=_("Script: none"))
        self.button.setFont(theme.font("caption"))
        self.button.setIconSize(QSize(18, 18))
        self.button.setToolTip(_("Choose or write a script (S)"))
        self.button.setParent(self)
        self._name = ""
        self._sizes = QWidget()
        sizes = QHBoxLayout(self._sizes)
        sizes.setContentsMargins(0, 0, 0, 0)
        sizes.setSpacing(4)
        for part in (self.smaller_button, self.larger_button):
            part.setFixedSize(48, 40)
            sizes.addWidget(part)
        self._side = QVBoxLayout()
        self._side.setSpacing(theme.space(3))
        self._side.addWidget(ring, 1)
        # Stands in for the button, which has a place of its own where there is no script.
        self._under = QWidget()
        self._under.setFixedHeight(self.button.minimumHeight())
        self._side.addWidget(self._under)
        self._side.addWidget(self._sizes)
        self._side.addStretch(0)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.addWidget(self.prompter, 0, 0)
        self._grid.addLayout(self._side, 0, 1)
        self._gap = theme.space(6)
        self._arrange()

    def set_theme(self, theme: Theme) -> None:
        self.prompter.set_theme(theme)
        self.button.setIcon(icons.icon("script", theme, 18, "accent"))

    def set_scripted(self, scripted: bool, name: str = "") -> None:
        """Whether there is a script to show, and what it is called."""
        self._scripted, self._name = scripted, name
        for part in self._instead:
            part.setVisible(not scripted)
        self._place_line()
        self.button.setAccessibleName(_("Script: {name}").format(name=name) if name else _("Script: none"))
        self._arrange()

    def set_line(self, line: QWidget, at_home: Callable[[QWidget], None]) -> None:
        """A line that belongs into the timer: beside a script, where that is small, it stands below it.

        `at_home` puts it into the timer.
        """
        self._line, self._at_home = line, at_home
        self._place_line()

    def _place_line(self) -> None:
        if self._line is None or self._at_home is None:
            return
        if self._scripted:
            self._side.insertWidget(2, self._line)
        else:
            self._at_home(self._line)

    def set_busy(self, busy: bool) -> None:
        """While something is recorded nothing but the script moves, and nothing else is offered."""
        self._busy = busy
        self.prompter.locked = busy
        self._sizes.setVisible(self._scripted and not busy)

    def larger(self) -> None:
        self._choose_px(max(self.prompter.text_px + 1, round(self.prompter.text_px * _STEP)))

    def smaller(self) -> None:
        self._choose_px(min(self.prompter.text_px - 1, round(self.prompter.text_px / _STEP)))

    def _choose_px(self, px: int) -> None:
        px = min(_MOST_PX, max(_LEAST_PX, px))
        if self._scripted and px != self.prompter.text_px:
            self.prompter.set_text_px(px)
            self.text_px_chosen.emit(px)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._scripted:
            self._arrange()
        self._place_button()

    def _place_button(self) -> None:
        """In the upper corner, or under the timer that stands there."""
        if self._scripted:
            side = self._ring.maximumWidth()
            room = side - 18 - 34
            name = QFontMetrics(self.button.font()).elidedText(self._name, Qt.TextElideMode.ElideRight, room)
            self.button.setText(name)
            self.button.setGeometry(
                self.width() - side, side + self._side.spacing(), side, self._under.height()
            )
        else:
            self.button.setText(_("Script"))
            self.button.adjustSize()
            self.button.move(self.width() - self.button.width(), 0)
        self.button.raise_()

    def _arrange(self) -> None:
        scripted = self._scripted
        self.prompter.setVisible(scripted)
        self._under.setVisible(scripted)
        self._sizes.setVisible(scripted and not self._busy)
        if scripted:
            side = _RING_PX if self.width() >= _NARROW_PX else _RING_NARROW_PX
            self._ring.setFixedSize(side, side)
            self._side.setAlignment(self._sizes, Qt.AlignmentFlag.AlignHCenter)
        else:
            self._ring.setMinimumSize(self._ring_size[0])
            self._ring.setMaximumSize(self._ring_size[1])
        self._side.setStretch(0, 0 if scripted else 1)
        self._side.setStretch(self._side.count() - 1, 1 if scripted else 0)
        self._grid.setHorizontalSpacing(self._gap if scripted else 0)
        self._grid.setColumnStretch(0, 1 if scripted else 0)
        self._grid.setColumnStretch(1, 0 if scripted else 1)
        self._place_button()
