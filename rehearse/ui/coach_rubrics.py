"""The rubrics there are: what each asks, and one's own written, copied, shared and deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.controls import button, label
from rehearse.ui.flow_layout import FlowLayout
from rehearse.ui.review_page import scroller
from rehearse.ui.rubric_form import Draft, RubricForm, new_draft
from rehearse.ui.rubric_list import RubricList
from rehearse.ui.rubric_words import RubricWords

if TYPE_CHECKING:
    from rehearse.errors import DataError
    from rehearse.own_files import Change
    from rehearse.own_rubrics import ListedRubric
    from rehearse.studio import Studio
    from rehearse.ui.rubric_shelf import RubricShelf
    from rehearse.ui.theme import Theme

#: A path has no spaces to break at.
_BREAK = "\u200b"


class RubricsPart(QWidget):
    """Signals: `undo_offered` (text, callable); `problems` (errors): files that are wrong, told once each;
    `shown`: the form came back into sight.
    """

    undo_offered = Signal(str, object)
    problems = Signal(object)
    shown = Signal()

    def __init__(self, studio: Studio, shelf: RubricShelf, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("coach_rubrics")
        self._studio, self._shelf = studio, shelf
        self._wanted: tuple[str, bool] | None = None
        self._told: set[str] = set()
        self.list = RubricList(theme)
        self.new_button = button(_("New rubric"), "rubric_new", "quiet")
        self.file_button = button(_("Open a file…"), "rubric_file", "quiet")
        self.file_button.setAccessibleName(_("Open a rubric file…"))
        self.title = label("", theme.font("title"), "rubric_name")
        self.summary = label("", theme.font("body"), "rubric_about")
        self.source = label("", theme.font("caption"), "rubric_source", tone="muted")
        self.wrong = label("", theme.font("body"), "rubric_wrong", tone="near")
        self.words = RubricWords(theme)
        self.edit_button = button(_("Change"), "rubric_edit", "primary")
        self.copy_button = button(_("Make one like it"), "rubric_copy", "quiet")
        self.share_button = button(_("Share…"), "rubric_share", "quiet")
        self.delete_button = button(_("Delete"), "rubric_delete", "quiet")
        self.delete_button.setToolTip(_("{what} ({key})").format(what=_("Delete"), key=_("Del")))
        self.form = RubricForm(theme)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.side = QWidget()
        side = QVBoxLayout(self.side)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self.list, 1)
        below = QWidget()
        flow = FlowLayout(below, gap_px=(4, 0))
        flow.setContentsMargins(0, 0, 0, 0)
        for part in (self.new_button, self.file_button):
            flow.addWidget(part)
        side.addWidget(below)
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(6)
        orders = QWidget()
        row = FlowLayout(orders, gap_px=(6, 4))
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self.edit_button, self.copy_button, self.share_button, self.delete_button):
            row.addWidget(part)
        for words in (self.title, self.summary, self.source, self.wrong):
            column.addWidget(words)
        column.addSpacing(4)
        column.addWidget(orders)
        column.addSpacing(8)
        column.addWidget(self.words)
        column.addStretch(1)
        self.view = scroller("rubric_view", inside)
        self.right = QStackedWidget()
        self.right.addWidget(self.view)
        self.right.addWidget(self.form)
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(24)
        self._across.addWidget(self.side)
        self._across.addWidget(self.right, 1)

    def _connect(self) -> None:
        self.list.current.connect(self._show_chosen)
        self.list.entered.connect(self.change)
        self.list.delete.connect(self.delete)
        self.new_button.clicked.connect(self.new)
        self.file_button.clicked.connect(lambda: self._shelf.choose_file(self))
        self.edit_button.clicked.connect(self.change)
        self.copy_button.clicked.connect(self.copy)
        self.share_button.clicked.connect(self.share)
        self.delete_button.clicked.connect(self.delete)
        self._shelf.undone.connect(self._back_again)
        self.form.save.connect(self._save)
        self.form.left.connect(self._leave_form)
        self.form.undo_offered.connect(self.undo_offered)
        self.form.brought_back.connect(self._form_again)

    # ---- looks ---------------------------------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        self.list.set_theme(theme)
        self.words.set_theme(theme)
        self.form.set_theme(theme)
        self.title.setFont(theme.font("title"))
        self.source.setFont(theme.font("caption"))
        buttons = (self.edit_button, self.copy_button, self.share_button, self.delete_button)
        for part in (self.summary, self.wrong, self.new_button, self.file_button, *buttons):
            part.setFont(theme.font("body"))

    def arrange(self, side_px: int) -> None:
        """The list is so wide."""
        self.side.setFixedWidth(side_px)

    @property
    def first_control(self) -> QWidget:
        """What has the keyboard when the part comes into sight."""
        return self.form.title if self.writing else self.list

    @property
    def writing(self) -> bool:
        """Whether the form is in sight."""
        return self.right.currentWidget() is self.form

    # ---- content -------------------------------------------------------------------------------

    def read(self) -> None:
        """Fetch them in the background."""
        self._shelf.read_all(self._show, self)

    def _show(self, rubrics: Sequence[ListedRubric]) -> None:
        before = self.list.chosen
        self.list.show_rubrics(rubrics, self._wanted or ((before.id, before.own) if before else None))
        self._wanted = None
        self._show_chosen()
        self.tell([one.problem for one in rubrics if one.problem is not None])

    def tell(self, problems: Sequence[DataError]) -> None:
        """Files that are wrong: each is told once, and stands in the list as long as it is."""
        new = [error for error in problems if str(error) not in self._told]
        self._told |= {str(error) for error in new}
        if new:
            self.problems.emit(new)

    def _show_chosen(self) -> None:
        one = self.list.chosen
        rubric = one.rubric if one is not None else None
        self.title.setText(one.title if one is not None else "")
        self.summary.setText(rubric.summary if rubric is not None else "")
        self.source.setText(rubric.source if rubric is not None else "")
        problem = one.problem if one is not None else None
        self.wrong.setText(str(problem).replace("/", f"/{_BREAK}") if problem is not None else "")
        self.words.show_criteria(rubric.criteria if rubric is not None else ())
        self.words.setVisible(rubric is not None)
        for part in (self.summary, self.source, self.wrong):
            part.setVisible(bool(part.text()))
        self.edit_button.setVisible(one is not None and one.own and rubric is not None)
        self.delete_button.setVisible(one is not None and one.own)
        for order in (self.copy_button, self.share_button):
            order.setVisible(rubric is not None)
        self.view.verticalScrollBar().setValue(0)

    # ---- orders --------------------------------------------------------------------------------

    def _write(self, draft: Draft) -> None:
        if self.writing:
            self.form.leave()  # what was typed can be brought back
        self.form.open(draft)
        self._form_again()

    def _form_again(self) -> None:
        self.right.setCurrentWidget(self.form)
        self.shown.emit()
        self.form.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def new(self) -> None:
        """Begin an empty one."""
        self._write(new_draft(self._studio.settings.value.speaker))

    def change(self) -> None:
        """Go on with the chosen one; of a shipped one a copy is made."""
        one = self.list.chosen
        if one is not None and one.rubric is not None:
            if one.own:
                self._write(Draft(one.id, one.rubric))
            else:
                self.copy()

    def copy(self) -> None:
        """Begin another that asks for the same."""
        one = self.list.chosen
        if one is not None and one.rubric is not None:
            self._write(Draft(None, self._studio.own_rubrics.like(one.rubric)))

    def share(self) -> None:
        """Save a copy of its file."""
        one = self.list.chosen
        if one is not None and one.rubric is not None:
            self._shelf.choose_copy(one.id, self)

    def delete(self) -> None:
        """Put an own one aside, with a way back."""
        one = self.list.chosen
        if one is not None and one.own:
            self._shelf.delete(one.id, lambda _change: self.list.setFocus())

    def _back_again(self, change: Change) -> None:
        """What was brought back is the one in sight."""
        self._wanted = (change.id, True)
        self.read()

    def _save(self, draft: Draft) -> None:
        def saved(change: Change) -> None:
            self._wanted = (change.id, True)
            self.form.close_form()
            self.read()

        def failed(error: object) -> None:
            self.form.show_failure(str(error))

        self._shelf.save(draft.rubric, draft.id, saved, failed)

    def _leave_form(self) -> None:
        self.right.setCurrentWidget(self.view)
        self.list.setFocus()
