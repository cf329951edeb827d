"""Every key of the window, and another one for whoever wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.banners import announce
from rehearse.ui.commands import Command, page_title, portable, shown
from rehearse.ui.controls import button, label, row, rule
from rehearse.ui.key_button import KeyButton
from rehearse.ui.settings_parts import SectionPage, Tools

if TYPE_CHECKING:
    from rehearse.ui.settings_index import Section
    from rehearse.ui.theme import Theme

#: The side of the button that gives a key back; its room is kept where there is none.
_RESET_PX = 36


class KeysPage(SectionPage):
    """`keys_chosen` once the registry has other keys; they are stored afterwards."""

    keys_chosen = Signal()

    def __init__(self, tools: Tools, theme: Theme, facts: Section) -> None:
        super().__init__(tools, theme, facts)
        self.lines: dict[str, _Line] = {}
        self.problem = label("", theme.font("body"), "keys_problem", tone="near")
        self.problem.hide()
        self.column.addSpacing(theme.space(2))
        self.column.addWidget(self.problem)
        commands = list(tools.commands)
        for page in dict.fromkeys(command.page for command in commands):
            column = self.add_card(page_title(page))
            for command in commands:
                if command.page == page:
                    self._add(column, command)
        self.reset_button = button(_("Give every key back"), "reset_keys")
        self.reset_button.clicked.connect(self.reset_all)
        self.column.addSpacing(theme.space(5))
        self.column.addLayout(row(self.reset_button, 1))
        self.first = next(iter(self.lines.values())).key_button
        self.end()

    def _add(self, column: QVBoxLayout, command: Command) -> None:
        if column.count():
            column.addWidget(rule())
        line = self.lines[command.id] = _Line(self.theme, command)
        column.addWidget(line)
        line.key_button.pressed_key.connect(lambda key: self._choose(command, key))
        line.reset.connect(lambda: self._reset(command))

    def show_values(self) -> None:
        commands = self.tools.commands
        for command_id, line in self.lines.items():
            line.show_key(commands.key(command_id))
        self.reset_button.setEnabled(bool(self._own()))
        self.problem.setText(" ".join(commands.problems))
        self.problem.setVisible(bool(commands.problems))

    # ---- choosing ------------------------------------------------------------------------------

    def _own(self) -> dict[str, str]:
        # Not as stored: that follows a moment later, and a second choice would undo the first.
        return dict(self.tools.commands.own)

    def _choose(self, command: Command, key: str) -> None:
        commands, line = self.tools.commands, self.lines[command.id]
        other = commands.taken_by(key, command)
        if other is not None:
            line.say(
                _("{key} is for “{other}” already. Choose another, or change that one first.").format(
                    key=shown(key), other=other.title
                )
            )
            line.show_key(commands.key(command.id))
            return
        line.say("")
        own = self._own()
        own.pop(command.id, None)
        if key != portable(command.key):
            own[command.id] = key
        self._use(own)

    def _reset(self, command: Command) -> None:
        other = self.tools.commands.taken_by(portable(command.key), command)
        if other is not None:
            self.lines[command.id].say(
                _("{key} is for “{other}” now. Change that one first.").format(
                    key=shown(command.key), other=other.title
                )
            )
            return
        own = self._own()
        own.pop(command.id, None)
        self.lines[command.id].key_button.setFocus()
        self._use(own)

    def reset_all(self) -> None:
        """Every key as it came, with a way back."""
        before = self._own()
        self._use({})
        for line in self.lines.values():
            line.say("")
        self.undo_offered.emit(_("Every key is as it came."), lambda: self._use(before))

    def _use(self, own: dict[str, str]) -> None:
        self.tools.commands.use(own)
        self.keys_chosen.emit()
        self.save(shortcuts=own, then=self.show_values)
        for command_id, line in self.lines.items():
            line.show_key(self.tools.commands.key(command_id))

    def _not_saved(self, error: object) -> None:
        self.tools.commands.use(self.tools.settings.shortcuts)
        self.keys_chosen.emit()
        super()._not_saved(error)


class _Line(QWidget):
    """What a command does, its key, and a way back to the key it came with.

    Most lines never need that way back, nor a word of warning: these are made when they do.
    """

    reset = Signal()

    def __init__(self, theme: Theme, command: Command) -> None:
        super().__init__()
        self._theme, self._command = theme, command
        self.setObjectName(f"key_of_{command.id}")
        self.title: QLabel = label(command.title, theme.font("body"), "key_title")
        self.words: QLabel | None = None
        self.reset_button: QPushButton | None = None
        self.key_button = KeyButton(command.title, "key_button", theme.font("body"))
        self.key_button.setEnabled(not command.fixed)
        if command.fixed:
            self.key_button.setToolTip(_("This key belongs to the list and stays as it is."))
        self._texts = QVBoxLayout()
        self._texts.setSpacing(2)
        self._texts.addWidget(self.title)
        self._across = QHBoxLayout(self)
        self._across.setSpacing(theme.space(2))
        self._across.addLayout(self._texts, 1)
        self._across.addWidget(self.key_button)
        self._make_room(_RESET_PX)

    def _make_room(self, right: int) -> None:
        edge = self._theme.space(2)
        self._across.setContentsMargins(edge, edge, right + (edge if right else 0), edge)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self.reset_button is not None:
            self.reset_button.setIcon(icons.icon("undo", theme, 18, "text_muted"))

    def show_key(self, key: str) -> None:
        self.key_button.set_key(key)
        changed = not self._command.fixed and key != portable(self._command.key)
        if changed and self.reset_button is None:
            self._make_reset()
        if self.reset_button is not None:
            self.reset_button.setVisible(changed)
            self._make_room(0 if changed else _RESET_PX)

    def _make_reset(self) -> None:
        text = _("Give “{title}” its own key back").format(title=self._command.title)
        self.reset_button = button("", "key_reset", "icon", accessible=text)
        self.reset_button.setToolTip(text)
        self.reset_button.setIconSize(QSize(18, 18))
        self.reset_button.setFixedSize(_RESET_PX, _RESET_PX)
        self.reset_button.clicked.connect(self.reset)
        self._across.addWidget(self.reset_button)
        self.set_theme(self._theme)

    def say(self, words: str) -> None:
        if self.words is None:
            if not words:
                return
            self.words = label("", self._theme.font("caption"), "key_words", tone="near")
            self._texts.addWidget(self.words)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        if words:
            announce(self.words, words)
