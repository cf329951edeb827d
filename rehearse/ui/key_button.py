"""A button that shows a key and, once pressed, takes the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton

from rehearse.i18n import _
from rehearse.ui.banners import announce
from rehearse.ui.commands import portable, shown

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

#: Keys that are pressed on the way to another.
_MODIFIERS = frozenset(
    (
        Qt.Key.Key_Control,
        Qt.Key.Key_Shift,
        Qt.Key.Key_Alt,
        Qt.Key.Key_Meta,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_unknown,
    )
)

#: Keys that every control needs: without them the window could not be used by keyboard.
_NEEDED = frozenset((Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Enter))


class KeyButton(QPushButton):
    """`pressed_key` (portable text) when the user pressed a key to use; "" takes it away.

    Return or Space begins; Escape leaves it as it was, Backspace takes the key away.
    """

    pressed_key = Signal(str)

    def __init__(self, title: str, name: str, font: QFont) -> None:
        super().__init__()
        self._title, self._key, self.listening = title, "", False
        self.setObjectName(name)
        self.setProperty("kind", "key")
        self.setProperty("listening", "false")
        self.setFont(font)
        self.setAutoDefault(True)
        self.setMinimumHeight(36)
        self.setMinimumWidth(132)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self.listen)
        self.set_key("")

    def set_key(self, key: str) -> None:
        """Show a key; who is just choosing another is not disturbed."""
        self._key = key
        if not self.listening:
            self._show()

    def listen(self) -> None:
        """Wait for the keys to use."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # a click gives none on some systems
        self.listening = True
        self._show()
        announce(
            self, _("Press the keys for “{title}”. Escape leaves it as it is.").format(title=self._title)
        )

    def _show(self) -> None:
        words = _("Press keys…") if self.listening else shown(self._key) or _("None")
        self.setText(words)
        state = "true" if self.listening else "false"
        if self.property("listening") != state:
            self.setProperty("listening", state)
            self.style().unpolish(self)
            self.style().polish(self)
        self.setAccessibleName(f"{self._title}: {words}")

    def event(self, event: QEvent) -> bool:
        # Before any shortcut of the window gets it, and before Tab moves on.
        if self.listening and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if self.listening and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._take(event)
            return True
        return super().event(event)

    def _take(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _MODIFIERS:
            return
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        self.listening = False
        self._show()
        if key == Qt.Key.Key_Escape and plain:
            return
        if key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and plain:
            self.pressed_key.emit("")
            return
        if key in _NEEDED:
            return
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.ShiftModifier and event.text() and not event.text().isalpha():
            modifiers = Qt.KeyboardModifier.NoModifier  # "?" is a key of its own on some keyboards
        sequence = QKeySequence(modifiers.value | key.value)
        self.pressed_key.emit(portable(sequence.toString(QKeySequence.SequenceFormat.PortableText)))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self.listening:
            self.listening = False
            self._show()
        super().focusOutEvent(event)
