"""What the pages of the settings are made of: sections, rows, and one way to store a choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from rehearse.i18n import _
from rehearse.ui.banners import announce
from rehearse.ui.controls import Page, button, card, label, rule
from rehearse.ui.look import SAVE_LANE
from rehearse.ui.settings_index import Entry, Section, entry
from rehearse.ui.switch import Switch
from rehearse.ui.text_size import follow

if TYPE_CHECKING:
    from rehearse.settings import Settings
    from rehearse.studio import Studio
    from rehearse.ui.commands import Commands
    from rehearse.ui.look import Look
    from rehearse.ui.microphone import Microphone
    from rehearse.ui.model_install import ModelInstaller
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: How long a setting that was looked for stays marked.
_GLOW_MS = 1600


def _nothing_in_the_way() -> str:
    return ""


@dataclass(slots=True)
class Tools:
    """What the sections share.  `cannot_move` says why the recordings have to stay just now."""

    studio: Studio
    tasks: Tasks
    microphone: Microphone
    installer: ModelInstaller
    look: Look
    commands: Commands
    cannot_move: Callable[[], str] = field(default=_nothing_in_the_way)

    @property
    def settings(self) -> Settings:
        return self.studio.settings.value


class SettingRow(QWidget):
    """A setting: what it is called, what it does, its control.  Stacked where there is little room."""

    def __init__(
        self,
        theme: Theme,
        facts: Entry,
        control: QWidget,
        *,
        grow: bool = False,
        first: QWidget | None = None,
    ) -> None:
        super().__init__()
        self._theme, self.name, self.control = theme, facts.name, control
        # Not a focus proxy: Tab would go to it and past everything before it.
        self._first = first or control
        self._grow, self._glow, self._narrow = grow, 0.0, False
        self.setObjectName(f"setting_{facts.name}")
        self.title = label(facts.title, theme.font("strong"), "setting_title")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        if facts.about:
            words.addWidget(label(facts.about, theme.font("caption"), "setting_about", tone="muted"))
        words.addStretch(1)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(theme.space(2), theme.space(4), theme.space(2), theme.space(4))
        self._box.setSpacing(theme.space(6))
        self._box.addLayout(words, 2)
        self._box.addWidget(control, 3 if grow else 0, self._side())
        self.control.setAccessibleDescription(facts.about)
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(1.0)
        self._animation.setEndValue(0.0)
        self._animation.setDuration(_GLOW_MS)
        self._animation.valueChanged.connect(self._set_glow)
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.timeout.connect(lambda: self._set_glow(0.0))

    def _side(self) -> Qt.AlignmentFlag:
        if self._grow:
            return Qt.AlignmentFlag(0)
        return Qt.AlignmentFlag.AlignLeft if self._narrow else Qt.AlignmentFlag.AlignVCenter

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def fit(self, width: int) -> None:
        """There are so many px: words and control side by side, or one above the other.

        Told by the page: the row itself is never narrower than what stands side by side in it.
        """
        letter = self.title.fontMetrics().averageCharWidth()
        control = max(self.control.sizeHint().width(), self.control.minimumWidth())
        wanted = 38 * letter + 240 if self._grow else control + 24 * letter
        narrow = width < wanted and not isinstance(self.control, Switch)
        if narrow != self._narrow:
            self._narrow = narrow
            direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
            self._box.setDirection(direction)
            self._box.setSpacing(self._theme.space(2 if narrow else 6))
            self._box.setAlignment(self.control, self._side())

    # ---- being found ---------------------------------------------------------------------------

    def point_out(self, *, still: bool) -> None:
        """Give the control the keyboard and mark the row for a moment; `still`: without fading."""
        target = self._first
        while (proxy := target.focusProxy()) is not None:
            target = proxy
        if target.focusPolicy() == Qt.FocusPolicy.NoFocus:
            inner = (
                child
                for child in target.findChildren(QWidget)
                if child.focusPolicy() & Qt.FocusPolicy.TabFocus
                and child.isEnabled()
                and not child.isHidden()
            )
            target = next(inner, target)
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._animation.stop()
        self._set_glow(1.0)
        if still:
            self._still.start(_GLOW_MS)
        else:
            self._animation.start()

    @property
    def glow(self) -> float:
        """How strongly the row is marked, 0 to 1."""
        return self._glow

    def _set_glow(self, value: float) -> None:
        self._glow = float(value)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._glow > 0:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.mix("accent", 0.16 * self._glow))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 4, 0, -4), 10, 10)
            painter.end()


class SectionPage(Page):
    """One section: its title, then cards of rows.

    Signals: `failed` (an error); `stored` (what was changed, by name) once it is; `undo_offered`.
    """

    failed = Signal(object)
    stored = Signal(object)
    undo_offered = Signal(str, object)

    #: Colours and text size follow when the section is shown: all of them at once take 100 ms.
    dresses_itself = True

    def __init__(self, tools: Tools, theme: Theme, facts: Section, *, column_px: int = 760) -> None:
        super().__init__(f"settings_{facts.id}", facts.title, column_px=column_px)
        self.tools, self.theme, self.facts, self.column_px = tools, theme, facts, column_px
        self.rows: dict[str, SettingRow] = {}
        self._dressed_in: Theme | None = None
        self._sized_by = theme
        #: What gets the keyboard when a setting is looked for that has no row of its own.
        self.first: QWidget = self
        self.column.setContentsMargins(0, theme.space(8), 0, theme.space(8))
        self.column.addWidget(label(facts.title, theme.font("display"), "section_title"))
        self.column.addSpacing(theme.space(1))
        self.column.addWidget(label(facts.about, theme.font("body"), "section_about", tone="muted"))

    def add_card(self, title: str = "") -> QVBoxLayout:
        """A new surface for rows."""
        theme = self.theme
        self.column.addSpacing(theme.space(7))
        if title:
            self.column.addWidget(label(title, theme.font("strong"), "card_title"))
            self.column.addSpacing(theme.space(2))
        frame, column = card(0)
        edge = theme.space(4)
        column.setContentsMargins(edge, theme.space(1), edge, theme.space(1))
        self.column.addWidget(frame)
        return column

    def add_row(
        self,
        column: QVBoxLayout,
        name: str,
        control: QWidget,
        *,
        grow: bool = False,
        first: QWidget | None = None,
    ) -> SettingRow:
        """The row of a setting, by its name in `settings_index`; `first` gets the keyboard in it."""
        made = self.rows[name] = SettingRow(self.theme, entry(name), control, grow=grow, first=first)
        if column.count():
            column.addWidget(_inset_rule(self.theme))
        column.addWidget(made)
        return made

    def end(self) -> None:
        """After the last card."""
        self.column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit_rows()
        super().resizeEvent(event)

    def fit_rows(self) -> None:
        """Rows stand side by side or stacked, as there is room for them."""
        room = min(self.viewport().width() - 48, self.column_px) - 2 * self.theme.space(4)
        for made in self.rows.values():
            made.fit(room)

    def dress(self, theme: Theme) -> None:
        """Take over colours and text size, where they are others than before."""
        if theme is not self._dressed_in:
            follow(self, self._sized_by, theme)
            self._dressed_in = self._sized_by = theme
            self.set_theme(theme)
            self.setStyleSheet(theme.stylesheet)

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        for part in self.findChildren(QWidget):
            change: Callable[[Theme], None] | None = getattr(part, "set_theme", None)
            if change is not None:
                change(theme)
        self.fit_rows()

    def show_values(self) -> None:
        """Show what is stored."""

    def save(self, *, then: Callable[[], None] | None = None, **changes: Any) -> None:
        """Store a choice, away from the main thread; where it cannot be, show what is stored."""
        studio = self.tools.studio

        def done(_settings: object) -> None:
            self.stored.emit(changes)
            if then is not None:
                then()

        self.tools.tasks.run(
            lambda _handle: studio.settings.update(**changes),
            done=done,
            failed=self._not_saved,
            lane=SAVE_LANE,
            must_run=True,
            name="save a setting",
        )

    def _not_saved(self, error: object) -> None:
        self.show_values()
        self.failed.emit(error)


def _inset_rule(theme: Theme) -> QFrame:
    line: QFrame = rule()
    line.setContentsMargins(theme.space(2), 0, theme.space(2), 0)
    return line


class Stepper(QFrame):
    """A figure between a smaller and a larger one.  `changed` (float) by the user alone."""

    changed = Signal(float)

    def __init__(
        self,
        theme: Theme,
        name: str,
        accessible: str,
        steps: tuple[float, ...],
        words: Callable[[float], str],
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setProperty("kind", "segments")
        self._steps, self._words, self.value = steps, words, steps[0]
        across = QHBoxLayout(self)
        across.setContentsMargins(3, 3, 3, 3)
        across.setSpacing(2)
        self.less = self._button(
            "\N{MINUS SIGN}", f"{name}_less", _("{what}: less").format(what=accessible), theme
        )
        self.more = self._button("+", f"{name}_more", _("{what}: more").format(what=accessible), theme)
        self.shown: QLabel = label("", theme.font("body"), f"{name}_value", wrap=False)
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shown.setMinimumWidth(64)
        for part in (self.less, self.shown, self.more):
            across.addWidget(part)
        self.less.clicked.connect(lambda: self._step(-1))
        self.more.clicked.connect(lambda: self._step(1))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_value(steps[0])

    def _button(self, text: str, name: str, accessible: str, theme: Theme) -> QPushButton:
        made = button(text, name, "segment", accessible=accessible)
        made.setFont(theme.font("lead"))
        made.setMinimumHeight(34)
        return made

    def set_steps(self, steps: tuple[float, ...]) -> None:
        """Other figures to step through."""
        self._steps = steps

    def set_value(self, value: float) -> None:
        self.value = value
        text = self._words(value)
        self.shown.setText(text)
        self.less.setAccessibleDescription(text)
        self.more.setAccessibleDescription(text)

    def _step(self, by: int) -> None:
        if by > 0:
            found = next((step for step in self._steps if step > self.value + 1e-9), self._steps[-1])
        else:
            found = next((step for step in reversed(self._steps) if step < self.value - 1e-9), self._steps[0])
        if found != self.value:  # at an end the button does nothing: disabled, it would lose the keyboard
            self.set_value(found)
            announce(self, self.shown.text())
            self.changed.emit(found)


__all__ = ["Section", "SectionPage", "SettingRow", "Stepper", "Switch", "Tools"]
