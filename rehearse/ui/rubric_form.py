"""A rubric of one's own is written here: what it is called, and its questions one below the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rehearse.analysis.rubric_files import (
    MAX_CRITERIA,
    MAX_TEXT,
    MAX_TITLE,
    criterion_id,
)
from rehearse.analysis.rubrics import Criterion, Rubric
from rehearse.i18n import _
from rehearse.ui.banners import announce
from rehearse.ui.controls import button, label, row
from rehearse.ui.review_page import scroller
from rehearse.ui.rubric_question import QuestionEdit, line_edit, typed
from rehearse.ui.rubric_words import RubricWords

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: From this width on, what will be asked stands beside the form.
_BESIDE_PX = 720
_WORDS_PX = 300


@dataclass(frozen=True, slots=True)
class Draft:
    """A rubric as it is typed; `id` is None for a new one."""

    id: str | None
    rubric: Rubric


def new_draft(author: str) -> Draft:
    """Nothing but a place for the first question."""
    source = author or _("Our own questions")
    return Draft(None, Rubric("", "", "", source, (Criterion("", "", ""),)))


class RubricForm(QWidget):
    """Signals: `save` (Draft); `left`; `brought_back`: it should be in sight again; `undo_offered` (text,
    callable).
    """

    save = Signal(object)
    left = Signal()
    brought_back = Signal()
    undo_offered = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("rubric_form")
        self.setAccessibleName(_("A rubric of your own"))
        self._theme = theme
        self._before: Draft | None = None
        self.edits: list[QuestionEdit] = []
        self.heading = label("", theme.font("title"), "rubric_form_heading")
        self.cancel_button = button(_("Cancel"), "rubric_cancel", "quiet")
        self.save_button = button(_("Save"), "rubric_save", "primary")
        self.state = label("", theme.font("body"), "rubric_state", tone="near")
        self.title = line_edit("rubric_title", _("What it is called"), MAX_TITLE, "")
        self.summary = line_edit("rubric_summary", _("What it is for"), MAX_TEXT, "")
        self.source = line_edit("rubric_source", _("Whose questions these are"), MAX_TEXT, "")
        self.add_button = button(_("Add a question"), "rubric_add", "quiet")
        self.words = RubricWords(theme, _("What will be asked"))
        self.cancel_button.clicked.connect(self.leave)
        self.save_button.clicked.connect(self.try_to_save)
        self.add_button.clicked.connect(lambda: self.add())
        self._build()
        self.set_theme(theme)

    def _build(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        form = QVBoxLayout(inside)
        form.setContentsMargins(0, 0, 12, 12)
        form.setSpacing(6)
        self._leads = []
        for field in (self.title, self.summary, self.source):
            lead = label(field.accessibleName(), self._theme.font("caption"), "rubric_lead", tone="muted")
            lead.setBuddy(field)
            self._leads.append(lead)
            form.addWidget(lead)
            form.addWidget(field)
            field.textChanged.connect(lambda _text: self._changed())
        form.addSpacing(8)
        self._questions = QVBoxLayout()
        self._questions.setSpacing(12)
        form.addLayout(self._questions)
        form.addLayout(row(self.add_button, 1))
        form.addStretch(1)
        self.scroller = scroller("rubric_form_scroll", inside)
        beside = QWidget()
        beside.setObjectName("scrolled")
        column = QVBoxLayout(beside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self.words)
        column.addStretch(1)
        self.aside = scroller("rubric_form_words", beside)
        across = QHBoxLayout()
        across.setSpacing(20)
        across.addWidget(self.scroller, 1)
        across.addWidget(self.aside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        head = row(self.heading, self.cancel_button, self.save_button)
        head.setStretch(0, 1)
        whole.addLayout(head)
        whole.addWidget(self.state)
        whole.addLayout(across, 1)
        self.state.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.heading.setFont(theme.font("title"))
        buttons = (self.cancel_button, self.save_button, self.add_button)
        for part in (self.state, self.title, self.summary, self.source, *buttons):
            part.setFont(theme.font("body"))
        for lead in self._leads:
            lead.setFont(theme.font("caption"))
        for edit in self.edits:
            edit.set_theme(theme)
        self.words.set_theme(theme)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        scale = self._theme.text_scale
        self.aside.setVisible(self.width() / scale >= _BESIDE_PX)
        self.aside.setFixedWidth(round(_WORDS_PX * scale))

    # ---- content -------------------------------------------------------------------------------

    def open(self, draft: Draft) -> None:
        """Write a new one, or go on with one that is there."""
        self._show(draft)
        self._before = self.draft
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)
        self.title.selectAll()

    def _show(self, draft: Draft) -> None:
        self._id = draft.id
        rubric = draft.rubric
        self.heading.setText(_("A new rubric") if draft.id is None else _("Change the rubric"))
        for field, text in ((self.title, rubric.title), (self.summary, rubric.summary)):
            field.setText(text)
        self.source.setText(rubric.source)
        for field in (self.title, self.summary, self.source):
            field.setCursorPosition(0)  # a long text is read from its beginning
        for edit in self.edits:
            edit.deleteLater()
            edit.hide()
        self.edits = []
        for criterion in rubric.criteria:
            self._insert(len(self.edits), criterion)
        self._changed()

    @property
    def draft(self) -> Draft:
        """As it is typed."""
        return Draft(
            self._id,
            Rubric(
                self._id or "",
                typed(self.title),
                typed(self.summary),
                typed(self.source),
                tuple(edit.criterion for edit in self.edits),
            ),
        )

    @property
    def unsaved(self) -> bool:
        """Whether something was typed that is not kept."""
        return self._before is not None and self.draft != self._before

    def _insert(self, at: int, criterion: Criterion) -> QuestionEdit:
        made = QuestionEdit(self._theme, criterion)
        made.changed.connect(self._changed)
        made.removed.connect(lambda: self.remove(made))
        made.moved.connect(lambda by: self.shift(made, by))
        self.edits.insert(at, made)
        self._questions.insertWidget(at, made)
        return made

    def _changed(self) -> None:
        for number, edit in enumerate(self.edits, start=1):
            edit.set_place(number, len(self.edits))
        self._chain()
        self.add_button.setEnabled(len(self.edits) < MAX_CRITERIA)
        self.words.show_criteria([edit.criterion for edit in self.edits])
        if not self.state.isHidden():
            self._tell(self.fault()[0])

    def _chain(self) -> None:
        """Tab goes down the form as it is read, and from its end to saving."""
        parts = [part for edit in self.edits for part in edit.parts]
        chain: list[QWidget] = [self.source, *parts, self.add_button, self.save_button, self.cancel_button]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    # ---- questions -----------------------------------------------------------------------------

    def add(self, criterion: Criterion | None = None, at: int | None = None) -> None:
        """One more question, at the end."""
        made = self._insert(len(self.edits) if at is None else at, criterion or Criterion("", "", ""))
        self._changed()
        made.question.setFocus(Qt.FocusReason.OtherFocusReason)
        # Once it has its place.
        QTimer.singleShot(0, made, lambda: self.scroller.ensureWidgetVisible(made, 0, 24))

    def remove(self, edit: QuestionEdit) -> None:
        """One question less, with a way back."""
        at, gone = self.edits.index(edit), edit.criterion
        self.edits.remove(edit)
        edit.hide()
        edit.deleteLater()
        self._changed()
        self.edits[min(at, len(self.edits) - 1)].question.setFocus()
        if gone.question or gone.explain:
            text = _("Question {n} is removed.").format(n=at + 1)
            self.undo_offered.emit(text, lambda: self.add(gone, min(at, len(self.edits))))

    def shift(self, edit: QuestionEdit, by: int) -> None:
        """Up or down among the others."""
        at = self.edits.index(edit)
        to = min(len(self.edits) - 1, max(0, at + by))
        self.edits.insert(to, self.edits.pop(at))
        self._questions.removeWidget(edit)
        self._questions.insertWidget(to, edit)
        self._changed()
        announce(self, edit.number.text())

    # ---- the end -------------------------------------------------------------------------------

    def fault(self) -> tuple[str, QWidget | None]:
        """What is still wanted before it can be saved, and where; "" for nothing."""
        for field, wanted in (
            (self.title, _("A title is wanted.")),
            (self.summary, _("Say what it is for: a sentence is enough.")),
            (self.source, _("Say whose questions these are.")),
        ):
            if not typed(field):
                return wanted, field
        for number, edit in enumerate(self.edits, start=1):
            if not typed(edit.question):
                return _("Question {n} asks nothing yet.").format(n=number), edit.question
            if not typed(edit.explain):
                return _("Say of question {n} how to tell.").format(n=number), edit.explain
        return "", None

    def try_to_save(self) -> None:
        """Save it, or go to what is still wanted."""
        fault, where = self.fault()
        self._tell(fault)
        if where is not None:
            where.setFocus(Qt.FocusReason.OtherFocusReason)
            self.scroller.ensureWidgetVisible(where, 0, 60)
            announce(self, fault)
            return
        self.save.emit(named(self.draft))

    def show_failure(self, text: str) -> None:
        """It could not be written; everything that was typed stands."""
        self._tell(text)
        announce(self, text)

    def _tell(self, fault: str) -> None:
        self.state.setText(fault)
        self.state.setVisible(bool(fault))

    def leave(self) -> None:
        """Nothing is kept; what was typed can be brought back."""
        if self.unsaved:
            draft = self.draft
            self.undo_offered.emit(_("What you typed was not kept."), lambda: self.bring_back(draft))
        self.close_form()

    def bring_back(self, draft: Draft) -> None:
        """What was typed stands here again."""
        before = self._before
        self.open(draft)
        self._before = before
        self.brought_back.emit()

    def close_form(self) -> None:
        """It is saved, or put away."""
        self._tell("")
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)


def named(draft: Draft) -> Draft:
    """Every question with an id of its own; those that had one keep it, since answers go by it."""
    taken = {one.id for one in draft.rubric.criteria if one.id}
    criteria = []
    for one in draft.rubric.criteria:
        own = one.id or criterion_id(one.question, taken)
        taken.add(own)
        criteria.append(replace(one, id=own))
    return Draft(draft.id, replace(draft.rubric, criteria=tuple(criteria)))
