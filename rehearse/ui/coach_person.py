"""The card on which a person is renamed, or deleted with every trace: what goes is said before it does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QProgressBar, QVBoxLayout

from rehearse.i18n import _
from rehearse.settings import coach_key
from rehearse.ui.banners import announce
from rehearse.ui.controls import button, label, row, set_tone

if TYPE_CHECKING:
    from rehearse.progress import Progress
    from rehearse.ui.theme import Theme

#: Characters of a name; more is no name.
_NAME_CHARS = 80


class PersonCard(QFrame):
    """Takes no room while nobody is asked about.

    Signals: `delete` (name), once it was typed; `rename` (name, new name); `stop`: of deleting; `closed`.
    """

    delete = Signal(str)
    rename = Signal(str, str)
    stop = Signal()
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("person_card")
        self.setProperty("kind", "card")
        #: Who it is about; "" for nobody.
        self.name = ""
        self._renaming = self._working = False
        self._others: dict[str, str] = {}
        self.heading = label("", theme.font("strong"), "person_heading")
        self.words = label("", theme.font("body"), "person_words")
        self.asked = label("", theme.font("body"), "person_asked", tone="muted")
        self.field = QLineEdit()
        self.field.setObjectName("person_field")
        self.field.setMaxLength(_NAME_CHARS)
        self.field.setMaximumWidth(420)
        self.field.textChanged.connect(lambda _text: self._look())
        self.field.returnPressed.connect(self._entered)
        self.bar = QProgressBar()
        self.bar.setObjectName("person_progress")
        self.bar.setAccessibleName(_("How much is deleted"))
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.do_button = button("", "person_do", "primary")
        self.do_button.clicked.connect(self._do)
        self.leave_button = button("", "person_leave", "quiet")
        self.leave_button.clicked.connect(self.leave)
        column = QVBoxLayout(self)
        edge = theme.space(5)
        column.setContentsMargins(edge, theme.space(4), edge, theme.space(4))
        column.setSpacing(theme.space(2))
        for part in (self.heading, self.words, self.bar, self.asked, self.field):
            column.addWidget(part)
        column.addSpacing(theme.space(1))
        column.addLayout(row(self.do_button, self.leave_button, 1))
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self.heading.setFont(theme.font("strong"))
        for part in (self.words, self.asked, self.field, self.do_button, self.leave_button):
            part.setFont(theme.font("body"))

    # ---- asking --------------------------------------------------------------------------------

    def ask_delete(self, name: str, told: Sequence[str]) -> None:
        """Say what goes and what stays; the name has to be typed, since there is no way back."""
        self.name, self._renaming = name, False
        self.words.setText("\n".join(told))
        self.field.setAccessibleName(_("The name, to confirm"))
        self.field.clear()
        self._show_delete()
        self._open()

    def _show_delete(self) -> None:
        self._working = False
        self.heading.setText(_("Delete {name} with every trace?").format(name=self.name))
        self.asked.setText(_("There is no way back. Type the name to delete: {name}").format(name=self.name))
        self._offer(_("Delete for good"), _("Keep everything"))

    def ask_rename(self, name: str, others: Collection[str]) -> None:
        """Ask for another name; one of the `others` joins both."""
        self.name, self._renaming, self._working = name, True, False
        self._others = {coach_key(one): one for one in others if coach_key(one) != coach_key(name)}
        self.heading.setText(_("Another name for {name}").format(name=name))
        self.words.clear()
        self.asked.clear()
        self.field.setAccessibleName(_("The new name"))
        self.field.setText(name)
        self.field.selectAll()
        self._offer(_("Rename"), _("Cancel"))
        self._open()

    def _offer(self, do: str, leave: str) -> None:
        for part, text in ((self.do_button, do), (self.leave_button, leave)):
            part.setText(text)
            part.setAccessibleName(text)
        self.do_button.show()
        self.bar.hide()
        self.field.show()
        for words in (self.words, self.asked):
            words.setVisible(bool(words.text()))
        self._look()

    def _open(self) -> None:
        self.setAccessibleName(self.heading.text())
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"{self.heading.text()} {self.words.text()} {self.asked.text()}".strip())

    def _typed(self) -> str:
        return " ".join(self.field.text().split())

    @property
    def joins(self) -> str:
        """Who the new name belongs to already; "" for nobody."""
        return self._others.get(coach_key(self._typed()), "") if self._renaming else ""

    def _look(self) -> None:
        """What is typed decides what can be done."""
        typed = self._typed()
        if not self._renaming:
            self.do_button.setEnabled(coach_key(typed) == coach_key(self.name))
            return
        self.do_button.setEnabled(bool(typed) and typed != self.name)
        joins = self.joins
        told = _(
            "{other} is somebody already: all takes of both are {other}’s then, and there is no way back."
        )
        self.asked.setText(told.format(other=joins) if joins else "")
        self.asked.setVisible(bool(joins))
        set_tone(self.asked, "near" if joins else "muted")
        text = _("Make both one person") if joins else _("Rename")
        self.do_button.setText(text)
        self.do_button.setAccessibleName(text)

    def _entered(self) -> None:
        """Return does what can be undone; for anything else the button has to be pressed."""
        if not self.do_button.isEnabled():
            return
        if self._renaming and not self.joins:
            self._do()
        else:
            self.do_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _do(self) -> None:
        if self._renaming:
            self.rename.emit(self.name, self._typed())
        else:
            self.delete.emit(self.name)

    # ---- deleting ------------------------------------------------------------------------------

    @property
    def is_working(self) -> bool:
        """Whether somebody is being deleted."""
        return self._working

    def begin(self) -> None:
        """It is being done."""
        self._working = True
        self.heading.setText(_("Deleting {name} …").format(name=self.name))
        self.leave_button.setText(_("Stop"))
        self.leave_button.setAccessibleName(_("Stop deleting"))
        self.leave_button.setFocus(Qt.FocusReason.OtherFocusReason)
        for part in (self.words, self.asked, self.field, self.do_button):
            part.hide()
        self.bar.setRange(0, 0)
        self.bar.show()
        announce(self, self.heading.text())

    def show_progress(self, progress: Progress) -> None:
        fraction = progress.fraction
        if fraction is not None:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(1000 * fraction))

    def failed(self) -> None:
        """It could not be done: the question stands as before."""
        if self._renaming:
            self.field.setFocus()
        else:
            self._show_delete()
            self.field.setFocus()

    def leave(self) -> None:
        """Nothing is done, or no more."""
        if self._working:
            self.stop.emit()
        else:
            self.put_away()

    def put_away(self) -> None:
        self.name, self._working = "", False
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)
