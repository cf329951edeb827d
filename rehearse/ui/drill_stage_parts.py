"""What the page of a drill is made of, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.controls import Elided, OneOf, button, label
from rehearse.ui.drill_marks import RoundMarks
from rehearse.ui.drill_panel import DrillPanel
from rehearse.ui.drill_ring import DrillRing
from rehearse.ui.drill_summary import DrillSummary
from rehearse.ui.level_meter import LevelMeter

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

_METER_PX, _LEVEL_PX = 150, 78

#: The one button keeps its size whatever it says; in a small window it is smaller.
_MAIN_PX, _LEAST_MAIN_PX = 290, 230

#: Between it and those beside it, and around the words of one of those.
_BESIDE_PX, _BUTTON_PX = 10, 54

#: From this width on ring and words are as wide as each other.
_ROOMY_PX = 900


class DrillHead(QWidget):
    """Which drill, how far, and the two ways to stop; below them the marks of the rounds."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.title_label = Elided(theme.font("title"), "drill_title")
        self.place_label = label("", theme.font("lead"), "drill_place", tone="muted", wrap=False)
        self.pause_button = button(" " + _("Pause"), "drill_pause", "quiet", accessible=_("Pause"))
        self.pause_button.setFont(theme.font("body"))
        self.leave_button = button("", "drill_leave", "icon", accessible=_("Leave the drill"))
        self.leave_button.setToolTip(_("Leave the drill (Escape): you can go on with it later."))
        self.leave_button.setIconSize(QSize(22, 22))
        self.leave_button.setFixedSize(40, 40)
        for part in (self.pause_button, self.leave_button):
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click Space is still the one key
        self.marks = RoundMarks(theme)
        across = QHBoxLayout()
        across.setSpacing(14)
        across.addWidget(self.title_label, 1)
        across.addWidget(self.place_label)
        across.addWidget(self.pause_button)
        across.addWidget(self.leave_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(across)
        column.addWidget(self.marks)

    def set_theme(self, theme: Theme) -> None:
        self.marks.set_theme(theme)
        self.leave_button.setIcon(icons.icon("close", theme, 22, "text_muted"))
        self.pause_button.setIcon(icons.icon("pause", theme, 18, "accent"))


class DrillFoot(QWidget):
    """What is heard, the one button with one on each side, which keys do what, how loud it is."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._wait = ""
        self.words_label = Elided(theme.font("lead"), "drill_words", tone="muted")
        self.words_label.mode = Qt.TextElideMode.ElideLeft
        self.words_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.main_button = button(_("Go on"), "drill_button", "record")
        self.main_button.setFont(theme.font("lead"))
        self.main_button.setMinimumHeight(60)
        self.main_button.setIconSize(QSize(22, 22))
        self.left_button = self._side(theme, "drill_left")
        self.right_button = self._side(theme, "drill_right")
        self.hint_label = label("", theme.font("caption"), "drill_hint", tone="muted")
        self.hint_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.meter = LevelMeter(theme)
        self.meter.setFixedWidth(_METER_PX)
        self.level_label = label("", theme.font("caption"), "drill_level", tone="muted", wrap=False)
        self.level_label.setMinimumWidth(_LEVEL_PX)
        level = self.level = QWidget()
        line = QHBoxLayout(level)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addStretch(1)
        line.addWidget(self.meter)
        line.addWidget(self.level_label)
        line.addStretch(1)
        keep = level.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        level.setSizePolicy(keep)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.words_label)
        column.addLayout(self._buttons())
        column.addWidget(self.hint_label)
        column.addWidget(level)

    def _side(self, theme: Theme, name: str) -> QPushButton:
        made = button("", name, "quiet")
        made.setFont(theme.font("body"))
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return made

    def _buttons(self) -> QHBoxLayout:
        """Equal room on both sides, so that the middle one never moves."""
        across = QHBoxLayout()
        across.setSpacing(_BESIDE_PX)
        sides = []
        for part, align in (
            (self.left_button, Qt.AlignmentFlag.AlignRight),
            (self.right_button, Qt.AlignmentFlag.AlignLeft),
        ):
            side = QWidget()
            inside = QHBoxLayout(side)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.addWidget(part, 0, align | Qt.AlignmentFlag.AlignVCenter)
            side.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            sides.append(side)
        across.addWidget(sides[0], 1)
        across.addWidget(self.main_button)
        across.addWidget(sides[1], 1)
        return across

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.meter.set_theme(theme)
        self.words_label.setFixedHeight(self.words_label.fontMetrics().lineSpacing() + 6)

    def show_wait(self, words: str) -> None:
        """That the microphone is waited for, where else what is heard stands; "" once it answered."""
        if words or self.words_label.whole == self._wait:
            self.words_label.set_whole(words)
        self._wait = words

    def set_main(self, text: str, icon: str, theme: Theme, *, speaking: bool) -> None:
        """What the one button does now."""
        part = self.main_button
        part.setText("  " + text)
        part.setAccessibleName(text)
        part.setIcon(icons.icon(icon, theme, 22, "window" if speaking else "accent_text"))
        if part.property("recording") != speaking:
            part.setProperty("recording", speaking)
            part.style().unpolish(part)
            part.style().polish(part)

    def set_side(self, part: QPushButton, text: str, icon: str = "") -> None:
        """A button beside it; "" hides it."""
        part.setVisible(bool(text))
        part.setAccessibleName(text)
        part.setToolTip(text)
        if icon:
            part.setIcon(icons.icon(icon, self._theme, 18, "accent"))
        self._fit_sides()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_sides()

    def _fit_sides(self) -> None:
        """Where there is no room for words beside the one button, an icon stands alone."""
        main = self.main_button
        main.setMinimumWidth(_MAIN_PX if self.width() >= _ROOMY_PX else _LEAST_MAIN_PX)
        room = (self.width() - max(main.minimumWidth(), main.sizeHint().width())) // 2 - _BESIDE_PX
        for part in (self.left_button, self.right_button):
            text = part.accessibleName()
            part.setText(
                f" {text}" if part.fontMetrics().horizontalAdvance(text) + _BUTTON_PX <= room else ""
            )


class DrillBody(OneOf):
    """The ring with what there is to read beside it; or, at the end, the whole run."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.ring = DrillRing(theme)
        self.panel = DrillPanel(theme)
        self.summary = DrillSummary(theme)
        self.scene = QWidget()
        across = self._across = QHBoxLayout(self.scene)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(36)
        across.addWidget(self.ring, 9)
        across.addWidget(self.panel, 11)
        self.add(self.scene)
        self.add(self.summary)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # In a small window the words need the room more than the ring does.
        ring, panel = (9, 11) if self.width() >= _ROOMY_PX else (7, 12)
        self._across.setStretch(0, ring)
        self._across.setStretch(1, panel)
        self._across.setSpacing(36 if self.width() >= _ROOMY_PX else 24)

    def set_theme(self, theme: Theme) -> None:
        for part in (self.ring, self.panel, self.summary):
            part.set_theme(theme)
