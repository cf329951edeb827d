"""One question of a rubric: yes or no, what the program's own check says, and why somebody says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QWidget

from rehearse.analysis.result import Band
from rehearse.analysis.rubrics import Answer
from rehearse.i18n import _
from rehearse.ui.coach_desk import Answered
from rehearse.ui.controls import plain_tip
from rehearse.ui.mark_paint import BandGlyph
from rehearse.ui.notes_view import NoteField
from rehearse.ui.view_style import button, label, strong_caption

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: Characters of a reason; more than a sentence or two nobody reads.
_REASON_CHARS = 500
#: How high the line with the buttons is; the number and the question's first line stand in its middle.
_LINE_PX = 30


class QuestionRow(QFrame):
    """Signals: `answered` (the answer or None to take it back, a reason or None), `entered` (it was clicked),
    `left` (no reason was given after all).
    """

    answered = Signal(object, object)
    entered = Signal()
    left = Signal()

    def __init__(self, theme: Theme, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("question")
        self.asked: Answered | None = None
        self._theme = theme
        self._wanted: Answer | None = None
        self.number = label(f"{number}", strong_caption(theme), name="question_number", muted=True)
        self.number.setWordWrap(False)
        self.question = label("", theme.font("body"), name="question_text")
        self.buttons: dict[Answer, QPushButton] = {}
        for answer, text in (("yes", _("Yes")), ("no", _("No"))):
            made = button(text, "answer", f"question_{answer}")
            made.setCheckable(True)
            made.setMinimumHeight(_LINE_PX)
            made.setCursor(Qt.CursorShape.PointingHandCursor)
            made.clicked.connect(lambda _on, answer=answer: self.answer(answer))
            self.buttons[cast(Answer, answer)] = made
        self.glyph = BandGlyph("unknown", theme, 14)
        self.said = label("", theme.font("caption"), name="question_said", muted=True)
        self.explain = label("", theme.font("caption"), name="question_explain", muted=True)
        self.why = label("", theme.font("caption"), name="question_why")
        self.field = NoteField()
        self.field.setObjectName("question_reason")
        self.field.setMaxLength(_REASON_CHARS)
        self.field.setPlaceholderText(_("Why?  Enter keeps it"))
        self.field.setAccessibleName(_("Why you see it otherwise"))
        self.field.returnPressed.connect(self._entered)
        self.field.left.connect(self._left)
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 7, 6, 7)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(3)
        grid.setColumnMinimumWidth(0, 16)
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.number, 0, 0, top | Qt.AlignmentFlag.AlignHCenter)
        grid.addWidget(self.question, 0, 1, top)
        grid.addWidget(self.buttons["yes"], 0, 2, top)
        grid.addWidget(self.buttons["no"], 0, 3, top)
        grid.addWidget(self.glyph, 1, 0, top | Qt.AlignmentFlag.AlignHCenter)
        grid.addWidget(self.said, 1, 1, 1, 3)
        for row, part in enumerate((self.explain, self.why, self.field), start=2):
            grid.addWidget(part, row, 1, 1, 3)
            part.hide()
        self._level()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.number.setFont(strong_caption(theme))
        for part in (self.question, self.field, *self.buttons.values()):
            part.setFont(theme.font("body"))
        for part in (self.said, self.explain, self.why):
            part.setFont(theme.font("caption"))
        self.glyph.set_theme(theme)
        self._level()

    def _level(self) -> None:
        """The number and the first line of the question stand in the middle of the buttons."""
        for part in (self.number, self.question):
            line_px = QFontMetrics(part.font()).height()
            part.setContentsMargins(0, max(0, (self._line_px - line_px) // 2), 0, 0)

    @property
    def _line_px(self) -> int:
        return max(_LINE_PX, self.buttons["yes"].sizeHint().height())

    def show_question(self, asked: Answered) -> None:
        """What is asked, and what was said so far."""
        self.asked = asked
        self._wanted = None
        self.field.hide()
        self.question.setText(asked.question)
        self.explain.setText(asked.explain)
        self.setToolTip(plain_tip(asked.explain))
        for answer, part in self.buttons.items():
            part.setChecked(asked.answer == answer)
            part.setAccessibleName(f"{part.text()}: {asked.question}")
        said = automatic_words(asked)
        self.said.setText(said)
        self.said.setVisible(bool(said))
        self.glyph.set_band(cast(Band, asked.band or "unknown"))
        self.glyph.setVisible(bool(said))
        put = _("Answered when it was “{question}”").format(question=asked.put) if asked.put else ""
        reason = f"“{asked.reason}”" if asked.reason else ""
        why = "  ·  ".join(part for part in (reason, asked.author, put) if part)
        self.why.setText(why)
        self.why.setVisible(bool(asked.answer and why))
        self.setAccessibleName(f"{asked.question} {said}".strip())

    def set_current(self, current: bool) -> None:
        """The one that the keys answer: it explains itself."""
        self.explain.setVisible(current)
        self.setProperty("current", current)
        self.style().unpolish(self)
        self.style().polish(self)

    # ---- answering -----------------------------------------------------------------------------

    def answer(self, answer: Answer) -> None:
        """Say yes or no; the same once more takes it back; against the check a reason is asked for."""
        asked = self.asked
        if asked is None:
            return
        for one, part in self.buttons.items():
            part.setChecked(asked.answer == one)
        if asked.answer == answer:
            self.answered.emit(None, None)
        elif asked.automatic is not None and asked.automatic != answer:
            self._wanted = answer
            self.buttons[answer].setChecked(True)
            self.field.clear()
            self.field.show()
            self.entered.emit()
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.answered.emit(answer, None)

    def _entered(self) -> None:
        reason, wanted = " ".join(self.field.text().split()), self._wanted
        if reason and wanted is not None:
            self._wanted = None
            self.field.hide()
            self.answered.emit(wanted, reason)

    def _left(self) -> None:
        self._wanted = None
        self.field.hide()
        if self.asked is not None:
            self.show_question(self.asked)
            self.explain.show()
        self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.entered.emit()


def automatic_words(asked: Answered) -> str:
    """What the check beside a question says; empty without one."""
    if asked.check_id is None or asked.band in (None, "unknown"):
        return ""
    if asked.automatic is None:
        return _("Rehearse: close, so you decide")
    said = _("Rehearse: yes") if asked.automatic == "yes" else _("Rehearse: no")
    if asked.answer is not None and asked.answer != asked.automatic:
        return _("{said}  ·  you see it otherwise").format(said=said)
    return said
