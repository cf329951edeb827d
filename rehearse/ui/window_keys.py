"""The keys of the window, and when Space and Escape are its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit

from rehearse.ui.commands import Command, Commands

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from rehearse.ui.window import MainWindow

#: Pages on which Space records, or plays where there is nothing to record.
_SPACE = ("stage", "review", "drill", "coach")


class WindowKeys(QObject):
    """The shortcuts of the window and of its pages, always as the registry has them."""

    def __init__(self, window: MainWindow, commands: Commands) -> None:
        super().__init__(window)
        self._window, self._commands = window, commands
        self._made: dict[str, QShortcut] = {}
        for command in commands:
            if not command.page and not command.fixed:
                shortcut = QShortcut(window)
                shortcut.setAutoRepeat(False)
                shortcut.activated.connect(lambda command=command: self._run(command))
                self._made[command.id] = shortcut
        self.refresh()

    def adopt(self, page: str, view: QWidget) -> None:
        """A page was made: its own shortcuts (`shortcuts`, by their usual key) follow the registry."""
        own: dict[str, QShortcut] = getattr(view, "shortcuts", {})
        for command in self._commands:
            if command.page == page and not command.fixed:
                shortcut = own.get(command.key)
                for alias in command.also:
                    if alias in own:
                        own[alias].setEnabled(False)  # the first one answers to all of them
                if shortcut is None:
                    shortcut = QShortcut(view)
                    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                    shortcut.activated.connect(lambda command=command: self._run(command))
                self._made[command.id] = shortcut
        self.refresh()

    def refresh(self) -> None:
        """The user chose other keys."""
        for command_id, shortcut in self._made.items():
            keys = self._commands.keys(command_id)
            text = QKeySequence.SequenceFormat.PortableText
            shortcut.setKeys([QKeySequence(key, text) for key in keys])

    def update(self, *_focus: Any) -> None:
        """Space records wherever it is not needed by what has the focus; Escape discards."""
        window = self._window
        space, escape = self._made["record"], self._made["discard"]
        if window.is_closed or "stage" not in window.pages or window.palette_open:
            space.setEnabled(False)
            escape.setEnabled(False)  # Escape closes what lies on top first
            return
        focus, page = window.focusWidget(), window.page
        own = getattr(window.stack.currentWidget(), "first_control", None) if page == "drill" else None
        taken = focus not in (window.stage.record_button, own) and isinstance(
            focus, (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit)
        )
        space.setEnabled(window.is_recording or (page in _SPACE and not taken))
        escape.setEnabled(window.is_recording)

    def _run(self, command: Command) -> None:
        window = self._window
        if command in self._commands.available(window.page, recording=window.is_recording):
            command.run()
