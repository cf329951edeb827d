"""One question of a rubric of one's own, as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from rehearse.analysis.rubric_files import MAX_QUESTION, MAX_TEXT
from rehearse.analysis.rubrics import CHECKS, Criterion
from rehearse.analysis.wording import check_title
from rehearse.i18n import _
from rehearse.ui.controls import Choice, button, label, row
from rehearse.ui.icons import icon

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


class QuestionEdit(QFrame):
    """One question.  Signals: `changed`; `removed`; `moved` (by how many places)."""

    changed = Signal()
    removed = Signal()
    moved = Signal(int)

    def __init__(self, theme: Theme, criterion: Criterion) -> None:
        super().__init__()
        self.setObjectName("question_edit")
        self.setProperty("kind", "card")
        self._id = criterion.id
        self.number = label("", theme.font("strong"), "question_number", wrap=False)
        self.question = line_edit("question_question", _("Question"), MAX_QUESTION, criterion.question)
        self.question.setPlaceholderText(_("A question that yes answers well"))
        self.explain = line_edit("question_explains", _("How to tell"), MAX_TEXT, criterion.explain)
        self.explain.setPlaceholderText(_("How to tell, and why it matters"))
        self.check = Choice(theme, "question_check", _("Rehearse’s own check beside it"))
        self.check.setMinimumWidth(300)
        self.check.addItem(_("No check of Rehearse’s beside it"), None)
        for check in CHECKS:
            self.check.addItem(_("Beside it: {check}").format(check=check_title(check)), check)
        self.check.setCurrentIndex(max(0, self.check.findData(criterion.check)))
        self.up_button = button("", "question_up", "icon", accessible=_("Move the question up"))
        self.down_button = button("", "question_down", "icon", accessible=_("Move the question down"))
        self.remove_button = button("", "question_remove", "icon", accessible=_("Remove the question"))
        self._icons = ((self.up_button, "up"), (self.down_button, "down"), (self.remove_button, "trash"))
        for part, _sign in self._icons:
            part.setToolTip(part.accessibleName())
        for field in (self.question, self.explain):
            field.textChanged.connect(lambda _text: self.changed.emit())
        self.check.activated.connect(lambda _row: self.changed.emit())
        self.up_button.clicked.connect(lambda: self.moved.emit(-1))
        self.down_button.clicked.connect(lambda: self.moved.emit(1))
        self.remove_button.clicked.connect(self.removed)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 12, 14)
        column.setSpacing(8)
        column.addLayout(row(self.number, 1, self.up_button, self.down_button, self.remove_button))
        for line in (self.question, self.explain):
            column.addWidget(line)
        column.addLayout(row(self.check, 1))
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self.number.setFont(theme.font("strong"))
        for part in (self.question, self.explain, self.check):
            part.setFont(theme.font("body"))
        self.check.set_theme(theme)
        for made, sign in self._icons:
            made.setIcon(icon(sign, theme, 18, "text_muted"))

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """What has the keyboard, in order."""
        return (self.up_button, self.down_button, self.remove_button, self.question, self.explain, self.check)

    def set_place(self, number: int, of: int) -> None:
        """Which one it is, from 1."""
        self.number.setText(_("Question {n}").format(n=number))
        self.setAccessibleName(self.number.text())
        self.up_button.setEnabled(number > 1)
        self.down_button.setEnabled(number < of)
        self.remove_button.setEnabled(of > 1)

    @property
    def criterion(self) -> Criterion:
        """As it is typed; the id is that of a question that was there before."""
        return Criterion(
            self._id, typed(self.question), typed(self.explain), self.check.currentData() or None
        )


def line_edit(name: str, accessible: str, most: int, text: str) -> QLineEdit:
    """A field for at most so many characters, seen from its beginning."""
    made = QLineEdit(text)
    made.setObjectName(name)
    made.setAccessibleName(accessible)
    made.setMaxLength(most)
    made.setCursorPosition(0)
    return made


def typed(field: QLineEdit) -> str:
    """What stands in a field, without spaces too many."""
    return " ".join(field.text().split())
