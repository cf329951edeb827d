"""Countdown, greeting, beep and hands-free: a small sheet over the stage, and keys for each."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.banners import announce
from rehearse.ui.controls import Segments, button, label, row
from rehearse.ui.microphone_picker import SAVE_LANE

if TYPE_CHECKING:
    from rehearse.settings import Settings
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: The choices offered; another length from the settings file is offered as well.
_SILENCES_S = (1.5, 3.0, 5.0, 10.0)
_COUNTDOWNS_S = (0, 3, 5)

#: The shipped greetings: files of `assets/sounds`.
GREETINGS = ("personal", "mailbox", "office")


def greeting_title(name: str) -> str:
    """A greeting as its button says it."""
    titles = {"personal": _("Personal"), "mailbox": _("Mailbox"), "office": _("Office")}
    return titles.get(name, name.replace("-", " ").capitalize())


def summary(settings: Settings) -> str:
    """What is set, in a few words; what there is to set where nothing is."""
    parts = []
    if settings.countdown_s:
        parts.append(_("Countdown {n} s").format(n=settings.countdown_s))
    if settings.greeting:
        parts.append(_("Greeting"))
    if settings.hands_free:
        parts.append(_("Hands-free"))
    elif settings.beep:
        parts.append(_("Beep"))
    return "  ·  ".join(parts) or _("Countdown, beep, hands-free")


class StageOptions(QObject):
    """The choices of the stage.  `changed` follows every choice at once; it is stored meanwhile.

    Signal `failed` (error): it could not be stored, and the old choice stands.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, studio: Studio, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._studio, self._tasks, self._view = studio, tasks, parent
        self._pending: dict[str, Any] = {}
        self.enabled = True

    @property
    def value(self) -> Settings:
        """The settings with what was chosen a moment ago."""
        return dataclasses.replace(self._studio.settings.value, **self._pending)

    def choose(self, **changes: Any) -> None:
        """Take a choice: it counts from now on."""
        self._pending |= changes
        self.changed.emit()
        studio = self._studio
        self._tasks.run(
            lambda _handle: studio.settings.update(**changes),
            done=lambda _settings: self._stored(changes),
            failed=lambda error: self._not_stored(changes, error),
            lane=SAVE_LANE,
            must_run=True,
            name="save a setting",
        )

    def _stored(self, changes: dict[str, Any]) -> None:
        for name, value in changes.items():
            if self._pending.get(name, value) == value:
                self._pending.pop(name, None)

    def _not_stored(self, changes: dict[str, Any], error: object) -> None:
        self._stored(changes)
        self.changed.emit()
        self.failed.emit(error)

    # ---- keys ----------------------------------------------------------------------------------

    def add_keys(self, toggle_sheet: Callable[[], None]) -> dict[str, QShortcut]:
        """Ctrl+O the sheet; Ctrl+D countdown, Ctrl+G greeting, Ctrl+B beep, Ctrl+H hands-free."""
        made: dict[str, QShortcut] = {}
        for keys, act in (
            ("Ctrl+O", toggle_sheet),
            ("Ctrl+D", self.next_countdown),
            ("Ctrl+G", self.next_greeting),
            ("Ctrl+B", self.toggle_beep),
            ("Ctrl+H", self.toggle_hands_free),
        ):
            shortcut = made[keys] = QShortcut(QKeySequence(keys), self._view)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda act=act: act() if self.enabled else None)
        return made

    def next_countdown(self) -> None:
        at = _COUNTDOWNS_S.index(self.value.countdown_s)
        seconds = _COUNTDOWNS_S[(at + 1) % len(_COUNTDOWNS_S)]
        self.choose(countdown_s=seconds)
        self._say(_("Countdown {n} seconds").format(n=seconds) if seconds else _("No countdown"))

    def next_greeting(self) -> None:
        names = (None, *GREETINGS)
        at = names.index(self.value.greeting) if self.value.greeting in names else 0
        name = names[(at + 1) % len(names)]
        self.choose(greeting=name)
        self._say(_("Greeting: {name}").format(name=greeting_title(name)) if name else _("No greeting"))

    def toggle_beep(self) -> None:
        if self.value.hands_free:
            self._say(_("Hands-free always starts on the beep"))
            return
        self.choose(beep=not self.value.beep)
        self._say(_("Beep on") if self.value.beep else _("Beep off"))

    def toggle_hands_free(self) -> None:
        self.choose(hands_free=not self.value.hands_free)
        self._say(_("Hands-free on") if self.value.hands_free else _("Hands-free off"))

    def _say(self, words: str) -> None:
        announce(self._view, words)


class OptionsSheet(QFrame):
    """All choices in sight at once.  Not modal: Escape, its cross or a click beside it closes it."""

    closed = Signal()

    def __init__(self, options: StageOptions, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._options, self._theme = options, theme
        self.setObjectName("stage_options")
        self.setAccessibleName(_("Countdown, beep, hands-free"))
        self.setProperty("kind", "sheet")
        off, on = ("off", _("Off")), ("on", _("On"))
        self.countdown = Segments(
            theme,
            "countdown_choice",
            _("Countdown"),
            [("0", _("Off")), *((str(n), _("{n} s").format(n=n)) for n in _COUNTDOWNS_S[1:])],
        )
        self.ticks = Segments(theme, "ticks_choice", _("Ticks"), [off, on])
        self.greeting = Segments(
            theme,
            "greeting_choice",
            _("Greeting"),
            [("", _("None")), *((name, greeting_title(name)) for name in GREETINGS)],
        )
        self.beep = Segments(theme, "beep_choice", _("Beep"), [off, on])
        self.hands_free = Segments(theme, "hands_free_choice", _("Hands-free"), [off, on])
        self.silence = self._silences()
        self._build()
        self._connect()
        self.show_choices()
        self.set_theme(theme)
        self.hide()

    def _silences(self) -> Segments:
        """The usual lengths, and the one that is set where it is another."""
        self._offered_s = sorted({*_SILENCES_S, float(self._options.value.stop_after_silence_s)})
        choices = [(f"{n:g}", _("{n:g} s").format(n=n)) for n in self._offered_s]
        made = Segments(self._theme, "silence_choice", _("Stop after a silence of"), choices)
        made.chosen.connect(lambda key: self._options.choose(stop_after_silence_s=float(key)))
        return _compact(made, self._theme)

    def _offer_silence(self) -> None:
        if float(self._options.value.stop_after_silence_s) not in self._offered_s:
            before, self.silence = self.silence, self._silences()
            self._grid.replaceWidget(before, self.silence)
            before.deleteLater()

    def _build(self) -> None:
        theme = self._theme
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space(5), theme.space(3), theme.space(3), theme.space(5))
        column.setSpacing(theme.space(2))
        self.close_button = button("", "stage_options_close", "icon", accessible=_("Close"))
        self.close_button.setToolTip(_("Close (Escape)"))
        self.close_button.clicked.connect(self.close_sheet)
        title = label(_("Before and after you speak"), theme.font("strong"), wrap=False)
        column.addLayout(row(title, 1, self.close_button))
        grid = self._grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(6))
        grid.setVerticalSpacing(theme.space(2))
        grid.setColumnStretch(0, 1)
        self._labels: dict[str, QLabel] = {}
        rows: Sequence[tuple[str, Segments, str]] = (
            (_("Countdown"), self.countdown, "Ctrl+D"),
            (_("Ticks"), self.ticks, ""),
            (_("Greeting"), self.greeting, "Ctrl+G"),
            (_("Beep"), self.beep, "Ctrl+B"),
            (_("Hands-free"), self.hands_free, "Ctrl+H"),
            (_("Stop after"), self.silence, ""),
        )
        for line, (text, control, keys) in enumerate(rows):
            words = label(text, theme.font("body"), wrap=False)
            words.setToolTip(keys)
            control.setToolTip(keys)
            _compact(control, theme)
            self._labels[control.objectName()] = words
            grid.addWidget(words, line, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(control, line, 1, Qt.AlignmentFlag.AlignRight)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, theme.space(2), 0)
        right.addLayout(grid)
        right.addSpacing(theme.space(2))
        note = _("Hands-free starts on the beep and stops when you have been silent that long.")
        right.addWidget(label(note, theme.font("caption"), "stage_options_note", tone="muted"))
        column.addLayout(right)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.close_sheet)

    def _connect(self) -> None:
        choose = self._options.choose
        self.countdown.chosen.connect(lambda key: choose(countdown_s=int(key)))
        self.ticks.chosen.connect(lambda key: choose(countdown_ticks=key == "on"))
        self.greeting.chosen.connect(lambda key: choose(greeting=key or None))
        self.beep.chosen.connect(lambda key: choose(beep=key == "on"))
        self.hands_free.chosen.connect(lambda key: choose(hands_free=key == "on"))
        self._options.changed.connect(self.show_choices)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.close_button.setIcon(icons.icon("close", theme, 18, "text_muted"))

    def show_choices(self) -> None:
        """The segments as the settings are now; what does not apply is greyed."""
        settings = self._options.value

        def flag(value: bool) -> str:
            return "on" if value else "off"

        self.countdown.set_value(str(settings.countdown_s))
        self.ticks.set_value(flag(settings.countdown_ticks))
        self.greeting.set_value(settings.greeting or "")
        self.beep.set_value(flag(settings.beep or settings.hands_free))
        self.hands_free.set_value(flag(settings.hands_free))
        self._offer_silence()
        self.silence.set_value(f"{settings.stop_after_silence_s:g}")
        for control, applies in (
            (self.ticks, bool(settings.countdown_s)),
            (self.beep, not settings.hands_free),
            (self.silence, settings.hands_free),
        ):
            control.setEnabled(applies)
            self._labels[control.objectName()].setEnabled(applies)

    # ---- open and closed -----------------------------------------------------------------------

    def open_sheet(self) -> None:
        self.show_choices()
        self.place()
        self.show()
        self.raise_()
        for part in self.countdown.findChildren(QPushButton):
            if part.isChecked():
                part.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_sheet(self) -> None:
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def place(self) -> None:
        """Above the foot, at the right edge of the stage."""
        home = self.parentWidget()
        assert home is not None
        self.adjustSize()
        edge = self._theme.space(6)
        bottom = home.height() - self._theme.space(20)
        self.move(max(edge, home.width() - self.width() - edge), max(edge, bottom - self.height()))


def _compact(segments: Segments, theme: Theme) -> Segments:
    """Smaller than on a page: the sheet must leave the stage in sight."""
    for part in segments.findChildren(QPushButton):
        part.setFont(theme.font("caption"))
        part.setMinimumHeight(30)
        part.setProperty("compact", True)
    return segments
