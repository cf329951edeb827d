"""A field for the user's own phone number, which says as one types what will be listened for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from rehearse.analysis.own_number import OwnNumber, own_number
from rehearse.i18n import _
from rehearse.ui.banners import announce
from rehearse.ui.controls import CONTROL_PX, label, set_tone

if TYPE_CHECKING:
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: A number is looked at once the typing pauses.
_TYPING_MS = 400


class NumberEdit(QWidget):
    """`entered` (text) for a number that can be listened for, and for an empty field.

    What cannot be listened for is told and never given.  `region` says where numbers are dialled from.
    """

    entered = Signal(str)

    def __init__(self, theme: Theme, tasks: Tasks, region: Callable[[], str]) -> None:
        super().__init__()
        self._tasks, self._region = tasks, region
        self._given = ""
        #: What is in the field, once it was looked at.
        self.found = OwnNumber("")
        self.edit = QLineEdit()
        self.edit.setObjectName("own_number_edit")
        self.edit.setAccessibleName(_("Your phone number"))
        self.edit.setPlaceholderText(_("The number you give"))
        self.edit.setMinimumHeight(CONTROL_PX)
        self.edit.setMinimumWidth(260)
        self.edit.setMaxLength(60)
        self.words = label("", theme.font("caption"), "own_number_words", tone="muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2))
        column.addWidget(self.edit)
        column.addWidget(self.words)
        self.words.hide()
        self.setFocusProxy(self.edit)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._look)
        self.edit.textEdited.connect(lambda _text: self._typing.start())
        self.edit.editingFinished.connect(self._look)

    def set_number(self, text: str) -> None:
        """Show what is stored, unless somebody is typing."""
        self._given = text
        if not self.edit.hasFocus():
            self.edit.setText(text)
            self._look()

    def give(self) -> None:
        """Look at what is typed now, without waiting: the window closes."""
        self._show(own_number(self.edit.text(), self._region()))

    def _look(self) -> None:
        """Away from the main thread: other countries' plans take a while to be read."""
        self._typing.stop()
        text, region = self.edit.text(), self._region()
        self._tasks.run(
            lambda _handle: own_number(text, region),
            done=self._show,
            failed=lambda _failure: None,
            owner=self,
            lane="own number",
            name="look at a phone number",
        )

    def _show(self, found: OwnNumber) -> None:
        if found.text != self.edit.text().strip():
            return  # typed on meanwhile
        self.found = found
        told = found.told
        if found.problem and self._given:
            told = _("{problem} {number} stays in use.").format(problem=told, number=self._given)
        if told != self.words.text():
            self.words.setText(told)
            self.edit.setAccessibleDescription(told)
            set_tone(self.words, "near" if found.problem or found.note else "muted")
            if self.edit.hasFocus():
                announce(self.edit, told)
        self.words.setVisible(bool(told))
        if not found.problem and found.text != self._given:
            self._given = found.text
            self.entered.emit(found.text)
