"""The page on which a drill of one's own is written: its parts on one side, in words on the other."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rehearse.i18n import _
from rehearse.ui.banners import announce
from rehearse.ui.controls import Elided, button, label, plain_tip, row
from rehearse.ui.drill_draft import DrillDraft, read_draft
from rehearse.ui.drill_editor import SCROLL_PX, DrillEditor
from rehearse.ui.drill_fields import icon_button
from rehearse.ui.drill_text import DrillText
from rehearse.ui.drill_unfinished import Unfinished
from rehearse.ui.drill_words import DrillWords
from rehearse.ui.view_style import sheet

if TYPE_CHECKING:
    from rehearse.own_files import Change
    from rehearse.studio import Studio
    from rehearse.ui.drill_shelf import DrillShelf
    from rehearse.ui.tasks import Failure, Tasks
    from rehearse.ui.theme import Theme

#: From this width on the drill in words stands beside the form; below, in each round's card.
_BESIDE_PX = 860
_WORDS_PX = 320


class DrillForm(QWidget):
    """Signals: `back`; `try_wanted` (id of the saved drill); `failed` (error); `undo_offered` (text,
    callable).
    """

    back = Signal()
    try_wanted = Signal(str)
    failed = Signal(object)
    undo_offered = Signal(str, object)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme, shelf: DrillShelf) -> None:
        super().__init__()
        self.setObjectName("drill_form")
        self.setAccessibleName(_("A drill of your own"))
        self._studio, self._tasks, self._theme, self._shelf = studio, tasks, theme, shelf
        self._dressed_in: Theme | None = None
        self._draft = DrillDraft()
        self._saving = False
        self.back_button = icon_button("drill_back", _("Back to the drills"))
        self.back_button.clicked.connect(self.leave_page)
        self.heading = Elided(theme.font("display"), "drill_heading")
        self.share_button = icon_button("drill_share", _("Save a copy to share"))
        self.copy_button = icon_button("drill_copy", _("Make another like it"))
        self.delete_button = icon_button("drill_delete", _("Delete this drill"))
        self.share_button.clicked.connect(self.share)
        self.copy_button.clicked.connect(self.duplicate)
        self.delete_button.clicked.connect(self.delete)
        self.try_button = button(_("Try it"), "drill_try", accessible=_("Save and try it"))
        self.try_button.clicked.connect(self.try_it)
        self.save_button = button(_("Save"), "drill_save", "primary")
        self.save_button.clicked.connect(lambda: self.save())
        self.state = label("", theme.font("body"), "drill_state", tone="muted")
        self.notice = label("", theme.font("body"), "drill_notice", tone="near")
        self.editor = DrillEditor(theme)
        self.editor.changed.connect(self._changed)
        self.editor.filled.connect(self._filled)
        self.editor.undo_offered.connect(self.undo_offered)
        self.words = DrillWords(theme)
        self.words.setContentsMargins(0, 0, SCROLL_PX, theme.space(6))
        self.text_edit = DrillText(tasks, theme)
        self.text_edit.typed.connect(self._changed)
        self.text_edit.looked.connect(self._tell)
        self.first_control: QWidget = self.editor.title_edit
        shelf.undone.connect(self._undone)
        self._unfinished = Unfinished(studio, tasks, self.failed.emit, self)
        self._build(theme)
        self.set_theme(theme)

    def _build(self, theme: Theme) -> None:
        self._whole = QVBoxLayout(self)
        self._whole.setSpacing(theme.space(2))
        head = QHBoxLayout()
        head.setSpacing(theme.space(1))
        head.addWidget(self.back_button)
        head.addWidget(self.heading, 1)
        for part in (self.share_button, self.copy_button, self.delete_button):
            head.addWidget(part)
        head.addSpacing(theme.space(2))
        head.addLayout(row(self.try_button, self.save_button))
        head.addSpacing(SCROLL_PX)  # ends where the cards below end
        self._whole.addLayout(head)
        self._whole.addWidget(self.state)
        self._whole.addWidget(self.notice)
        self._whole.addSpacing(theme.space(1))
        self.body = QStackedWidget()
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.space(4))
        self._scroll = _scrolled(self.editor, "drill_scroll")
        self.editor.show_wanted.connect(self._bring_into_sight)
        across.addWidget(self._scroll, 1)
        self._aside = _scrolled(self.words, "drill_words_scroll")
        across.addWidget(self._aside)
        form = QWidget()
        form.setLayout(across)
        self.body.addWidget(form)
        self.body.addWidget(self.text_edit)
        self._whole.addWidget(self.body, 1)

    # ---- opening -------------------------------------------------------------------------------

    def open(self, drill_id: str | None = None, *, from_: str | None = None) -> None:
        """Write a new drill, one like another (`from_`), or go on with an own one (a shipped one: a copy)."""
        own = self._studio.own_drills
        self._unfinished.look(self._offer)
        self._tasks.run(
            lambda _handle: read_draft(own, drill_id, from_),
            done=self._opened,
            failed=self._not_opened,
            owner=self,
            name="open a drill",
        )

    def _not_opened(self, error: Failure) -> None:
        self.failed.emit(error)
        self.back.emit()

    def _opened(self, draft: DrillDraft) -> None:
        self._offer_what_is_left()
        self._show(draft)
        self._scroll.verticalScrollBar().setValue(0)
        self.first_control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _filled(self) -> None:
        self._tell()
        if self._draft.id is not None and self.fault:
            self.editor.go_to_fault()

    def _bring_into_sight(self, part: QWidget) -> None:
        # Once the layouts have run: a new part has no place before, and a fault no height.
        QTimer.singleShot(40, part, lambda: self._scroll.ensureWidgetVisible(part, 0, 64))

    def _offer_what_is_left(self) -> None:
        """What was typed and not saved can be brought back."""
        left = self._draft
        if not left.worth_keeping:
            return
        if left.table is None:
            left.text = self.text_edit.toPlainText()
        self._offer(left)

    def _offer(self, left: DrillDraft) -> None:
        title = left.title or left.id or _("Without a title yet")
        text = _("What you wrote for “{title}” was not saved.").format(title=title)
        self.undo_offered.emit(text, lambda: self._go_back_to(left))

    def _go_back_to(self, draft: DrillDraft) -> None:
        self._offer_what_is_left()
        self._show(draft)
        window: Any = self.window()
        if hasattr(window, "show_page"):
            window.show_page("drill_form")

    def _show(self, draft: DrillDraft) -> None:
        self._draft = draft
        self.text_edit.rest()
        if draft.table is not None:
            self.editor.show_table(draft.table)
            self.body.setCurrentIndex(0)
            self.first_control = self.editor.title_edit
        else:
            self.text_edit.show_text(draft.text, draft.id or "")
            self.body.setCurrentIndex(1)
            self.first_control = self.text_edit
        self.notice.setText("\n".join(draft.notices))
        self.notice.setVisible(bool(draft.notices))
        self._tell()

    # ---- what is said about it -----------------------------------------------------------------

    @property
    def drill_id(self) -> str | None:
        """The id of the drill that is open; None for a new one."""
        return self._draft.id

    @property
    def fault(self) -> str:
        """Why it cannot be saved, in a sentence; "" where it can."""
        return self.editor.fault if self._draft.table is not None else self.text_edit.fault

    @property
    def unsaved(self) -> bool:
        return self._draft.dirty

    def _changed(self) -> None:
        self._draft.dirty = True
        self._tell()

    def _tell(self) -> None:
        draft, fault = self._draft, self.fault
        if draft.table is not None:
            self.words.show_table(draft.table)
        self.heading.set_whole(draft.title or draft.id or _("New drill"))
        if fault:
            self.state.setText(fault)
        elif draft.dirty:
            self.state.setText(_("Not saved yet"))
        else:
            self.state.setText(_("Saved"))
        settled = draft.table is not None or self.text_edit.settled
        can = settled and not fault and not self._saving
        self.save_button.setEnabled(can and draft.dirty)
        why = self.state.text() if not self.save_button.isEnabled() else ""
        self.save_button.setToolTip(plain_tip(why))
        self.save_button.setAccessibleDescription(why)
        self.try_button.setEnabled(can and draft.table is not None)
        self.try_button.setToolTip(plain_tip(fault))
        self.try_button.setAccessibleDescription(fault)
        kept = draft.id is not None
        self.share_button.setEnabled(kept and not fault and not draft.dirty)
        self.share_button.setToolTip(
            self.share_button.accessibleName()
            if self.share_button.isEnabled()
            else _("Save it first, then a copy can be shared")
        )
        self.copy_button.setEnabled(kept and not fault and not draft.dirty)
        self.delete_button.setEnabled(kept)
        for part in (self.share_button, self.copy_button, self.delete_button):
            part.setVisible(kept)

    # ---- what is done with it ------------------------------------------------------------------

    def save(self, then: Callable[[str], None] | None = None) -> None:
        """Write the drill; `then` gets its id.  With a fault nothing is written, and it is told again."""
        draft = self._draft
        if self.fault or self._saving or (draft.table is None and not self.text_edit.settled):
            announce(self, self.fault)
            return
        if not draft.dirty and draft.id is not None:
            if then is not None:
                then(draft.id)
            return
        self._saving = True
        written = copy.deepcopy(draft.table)

        def done(change: Change) -> None:
            self._saving = False
            draft.id = change.id
            draft.dirty = draft.dirty if written is None else draft.table != written
            draft.notices = ()
            if draft is self._draft and draft.table is None:  # mended: from now on in the form
                self.open(change.id)
            elif draft is self._draft:
                self.notice.hide()
                self._tell()
            if then is not None:
                then(change.id)

        def failed(error: Failure) -> None:
            self._saving = False
            draft.dirty = True
            self._tell()
            self.failed.emit(error)

        if written is None:
            draft.dirty = False  # true again once somebody types
            self._shelf.save_text(self.text_edit.toPlainText(), draft.id or "", done, failed)
        else:
            self._shelf.save(written, draft.id, done, failed)
        self._tell()

    def try_it(self) -> None:
        """Save, then begin the drill."""
        self.save(self.try_wanted.emit)

    def share(self) -> None:
        if self._draft.id is not None:
            self._shelf.choose_copy(self._draft.id, self)

    def duplicate(self) -> None:
        if self._draft.id is not None:
            self.open(from_=self._draft.id)

    def delete(self) -> None:
        """Put the drill aside, with undo, and leave."""
        draft = self._draft
        if draft.id is None:
            return

        def gone(_change: Change) -> None:
            if draft is self._draft:
                self._show(DrillDraft())
            self.back.emit()

        self._shelf.delete(draft.id, gone)

    def _undone(self, change: Change) -> None:
        """A save or a deletion was taken back: what is open follows its file."""
        if change.id != self._draft.id:
            return
        if self._studio.own_drills.has(change.id):
            self._draft.dirty = False
            self.open(change.id)
        else:  # it was new: what was written stays, unsaved
            self._draft.id, self._draft.dirty = None, True
            self._tell()

    def leave_page(self) -> None:
        """Back to where drills are listed; what was not saved can be brought back."""
        self._offer_what_is_left()
        self._show(DrillDraft())
        self.back.emit()

    def leave(self) -> None:
        """The window closes: what is a drill is saved, what is none yet is kept until next time."""
        draft = self._draft
        settled = draft.table is not None or self.text_edit.settled
        self.text_edit.rest()
        if not draft.worth_keeping:
            return
        if settled and not self.fault:
            self.save()
            return
        draft.text = self.text_edit.toPlainText() if draft.table is None else ""
        self._unfinished.keep(draft)

    def library_replaced(self) -> None:
        """Other data lie here now."""
        if not self._draft.dirty:
            self._show(DrillDraft())

    # ---- how it stands -------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave_page()
        else:
            super().keyPressEvent(event)

    def set_theme(self, theme: Theme) -> None:
        if theme is self._dressed_in:
            return
        self._theme = self._dressed_in = theme
        self.setStyleSheet(sheet(theme))
        self.editor.set_theme(theme)
        for part, name in (
            (self.back_button, "chevron-left"),
            (self.share_button, "export"),
            (self.copy_button, "copy"),
            (self.delete_button, "trash"),
        ):
            self.editor.icon_shelf.put(part, name)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        scale = self._theme.text_scale
        width = round(self.width() / scale)
        wide = width >= _BESIDE_PX
        edge = 32 if wide else 18
        self._whole.setContentsMargins(edge, 24 if wide else 14, edge - SCROLL_PX, 0)
        self._aside.setVisible(wide)
        self._aside.setFixedWidth(round(_WORDS_PX * scale))
        self.editor.tell_words(not wide)


def _scrolled(inside: QWidget, name: str) -> QScrollArea:
    made = QScrollArea()
    made.setObjectName(name)
    made.setAccessibleName(inside.accessibleName())
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setWidget(inside)
    return made
