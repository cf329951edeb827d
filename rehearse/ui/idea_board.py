"""Collect the wackiest alternatives, try half of them, keep what works: cards in four columns.

The way to work is Jeffrey Gitomer's ("Can't get a callback? Maybe it's your fault.").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from rehearse.i18n import _, ngettext
from rehearse.ui.banners import announce
from rehearse.ui.controls import button, card, label, row
from rehearse.ui.idea_column import IdeaColumn
from rehearse.ui.view_style import strong_caption

if TYPE_CHECKING:
    from rehearse.library.ideas import Idea, IdeaState
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

T = TypeVar("T")

#: A column, and the states of the ideas in it; a card moved there gets the first.
COLUMNS: tuple[tuple[str, tuple[IdeaState, ...]], ...] = (
    ("new", ("new",)),
    ("try", ("try", "tried")),
    ("keep", ("keep",)),
    ("drop", ("drop",)),
)
_LANE = "ideas"
#: An idea is told in a few words; longer ones are scripts.
_MOST_CHARS = 400


def column_title(name: str) -> str:
    return {"new": _("New"), "try": _("Trying"), "keep": _("Keep"), "drop": _("Dropped")}[name]


class _IdeaLine(QLineEdit):
    """Escape leaves it as it was."""

    escaped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)


class IdeaBoard(QWidget):
    """Signals: `write` (Idea): make a script of it; `undo_offered` (text, callable); `failed` (error)."""

    write = Signal(object)
    undo_offered = Signal(str, object)
    failed = Signal(object)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("idea_board")
        self.setAccessibleName(_("Ideas"))
        self._studio, self._tasks = studio, tasks
        self._edited: Idea | None = None
        self.add_edit = self._line("idea_add", _("A new idea"), _("An idea, the wilder the better"))
        self.add_edit.returnPressed.connect(self.add)
        self.add_button = button(_("Add"), "idea_add_button")
        self.add_button.clicked.connect(self.add)
        self.half_button = button(_("Try half of them"), "ideas_try_half", "quiet")
        self.half_button.setToolTip(_("Draws half of the new ideas at random"))
        self.half_button.clicked.connect(self.try_half)
        self.columns: dict[str, IdeaColumn] = {}
        self.counts: dict[str, QLabel] = {}
        self._across = QHBoxLayout()
        self._across.setSpacing(theme.space(3))
        for name, _states in COLUMNS:
            self._across.addLayout(self._column(theme, name), 1)
        self.foot = self._foot(theme)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.space(4))
        self.hint = label(
            _("Write down the wildest ways to be called back. Then try half of them, and keep what works."),
            theme.font("body"), "ideas_hint", tone="muted",
        )  # fmt: skip
        head = row(self.add_edit, self.add_button, self.half_button, spacing=theme.space(2))
        head.setStretch(0, 1)
        whole.addLayout(head)
        whole.addWidget(self.hint)
        whole.addLayout(self._across, 1)
        whole.addWidget(self.foot)
        self._show([], "")

    def _line(self, name: str, accessible: str, placeholder: str) -> _IdeaLine:
        made = _IdeaLine()
        made.setObjectName(name)
        made.setAccessibleName(accessible)
        made.setPlaceholderText(placeholder)
        made.setMaxLength(_MOST_CHARS)
        return made

    def _column(self, theme: Theme, name: str) -> QVBoxLayout:
        column = IdeaColumn(theme, name, column_title(name))
        column.step.connect(lambda idea, side, name=name: self._step(idea, name, side))
        column.go.connect(lambda side, name=name: self._go(name, side))
        column.edit_wanted.connect(self.edit)
        column.delete_wanted.connect(self.delete)
        column.dropped.connect(lambda idea_id, name=name: self.move_to(idea_id, name))
        column.chosen.connect(self._update)
        self.columns[name] = column
        self.counts[name] = label("", strong_caption(theme), f"ideas_{name}_title", tone="muted", wrap=False)
        made = QVBoxLayout()
        made.setSpacing(theme.space(2))
        made.addWidget(self.counts[name])
        made.addWidget(column, 1)
        return made

    def _foot(self, theme: Theme) -> QWidget:
        """What can be done with the current card: its words and what came of it, and a script of it."""
        surface, inside = card(theme.space(4), theme.space(2))
        self.text_edit = self._line("idea_text", _("Words of the idea"), _("The idea"))
        self.outcome_edit = self._line("idea_outcome", _("What came of it"), _("What came of it?"))
        self.text_edit.setFont(theme.font("strong"))
        for edit in (self.text_edit, self.outcome_edit):
            edit.setProperty("kind", "plain")
            edit.returnPressed.connect(self._edit_done)
            edit.escaped.connect(self._edit_left)
            edit.editingFinished.connect(self._save_edit)
        self.write_button = button(_("Write it as a script"), "idea_write", "quiet")
        self.write_button.clicked.connect(self._write)
        self.delete_button = button(_("Delete"), "idea_delete", "quiet", accessible=_("Delete this idea"))
        self.delete_button.clicked.connect(self._delete_current)
        line = row(self.outcome_edit, self.write_button, self.delete_button, spacing=theme.space(2))
        line.setStretch(0, 1)
        inside.addWidget(self.text_edit)
        inside.addLayout(line)
        return surface

    def set_theme(self, theme: Theme) -> None:
        for column in self.columns.values():
            column.set_theme(theme)

    # ---- what is there -------------------------------------------------------------------------

    def refresh(self, current: str = "", *, focus: bool = False) -> None:
        """Read the ideas anew; the one with the id `current` becomes the current one."""
        self._tasks.run(
            lambda _handle: self._studio.library.ideas.all(),
            done=lambda ideas: self._show(ideas, current, focus=focus),
            failed=self.failed.emit,
            owner=self,
            lane=_LANE,
            name="list the ideas",
        )

    def _show(self, ideas: Sequence[Idea], current: str, *, focus: bool = False) -> None:
        for name, states in COLUMNS:
            mine = [idea for idea in ideas if idea.state in states]
            if self.columns[name].show_ideas(mine, current):
                if focus:
                    self.columns[name].setFocus()
                self._edit_shown(self.columns[name].idea)
            self.counts[name].setText(_("{column}  ·  {n}").format(column=column_title(name), n=len(mine)))
        self.hint.setVisible(not ideas)
        n_new = len(self.columns["new"].ideas.ideas)
        self.half_button.setEnabled(n_new > 1)
        self._update()

    @property
    def current(self) -> Idea | None:
        """The card that has, or last had, the keyboard."""
        return self._edited

    def _update(self) -> None:
        """The card with the keyboard, else the one before, else the first there is."""
        lit = next((column for column in self.columns.values() if column.hasFocus()), None)
        if lit is not None and lit.idea is not None:
            self._edit_shown(lit.idea)
            return
        there = [idea for column in self.columns.values() for idea in column.ideas.ideas]
        if self._edited not in there:
            same = (idea for idea in there if self._edited is not None and idea.id == self._edited.id)
            self._edit_shown(next(same, there[0] if there else None))

    def _edit_shown(self, idea: Idea | None) -> None:
        self._edited = idea
        self.text_edit.setText(idea.text.replace("\n", " ") if idea is not None else "")
        self.outcome_edit.setText(idea.outcome if idea is not None else "")
        for edit in (self.text_edit, self.outcome_edit):
            edit.setCursorPosition(0)  # a long one shows how it begins
        self.foot.setVisible(idea is not None)

    # ---- changing ------------------------------------------------------------------------------

    def _change(self, job: Callable[[], T], done: Callable[[T], None], name: str) -> None:
        self._tasks.run(
            lambda _handle: job(), done=done, failed=self.failed.emit, lane=_LANE, must_run=True, name=name
        )

    def add(self) -> None:
        """Return in the line above: one more, and ready for the next."""
        text = self.add_edit.text().strip()
        if not text:
            self.add_edit.setFocus()
            return
        ideas = self._studio.library
        self.add_edit.clear()
        self._change(lambda: ideas.ideas.add(text), lambda _idea: self.refresh(), "add an idea")

    def move_to(self, idea_id: str, column: str) -> None:
        """Into another column."""
        state = dict(COLUMNS)[column][0]
        ideas = self._studio.library

        def moved(idea: Idea) -> None:
            self.refresh(idea.id, focus=True)
            announce(self, _("Moved to {column}.").format(column=column_title(column)))

        self._change(lambda: ideas.ideas.change(idea_id, state=state), moved, "move an idea")

    def _step(self, idea: Idea, column: str, side: int) -> None:
        names = [name for name, _states in COLUMNS]
        at = names.index(column) + side
        if 0 <= at < len(names):
            self.move_to(idea.id, names[at])

    def _go(self, column: str, side: int) -> None:
        names = [name for name, _states in COLUMNS]
        at = names.index(column) + side
        while 0 <= at < len(names):
            if self.columns[names[at]].ideas.ideas:
                self.columns[names[at]].setFocus(Qt.FocusReason.OtherFocusReason)
                return
            at += side

    def try_half(self) -> None:
        """Half of the new ones, drawn by chance."""
        ideas = self._studio.library

        def drawn(found: Sequence[Idea]) -> None:
            self.refresh(found[0].id if found else "", focus=bool(found))
            text = ngettext("{n} idea is to be tried.", "{n} ideas are to be tried.", len(found))
            announce(self, text.format(n=len(found)))

        self._change(lambda: ideas.ideas.try_half(), drawn, "draw ideas")

    def edit(self, idea: Idea) -> None:
        """Its words get the keyboard."""
        self._edit_shown(idea)
        self.text_edit.setFocus()
        self.text_edit.selectAll()

    def _save_edit(self) -> None:
        idea, text, outcome = self._edited, self.text_edit.text().strip(), self.outcome_edit.text().strip()
        if idea is None or (text, outcome) == (idea.text.replace("\n", " "), idea.outcome) or not text:
            return
        words = text if text != idea.text.replace("\n", " ") else None
        ideas = self._studio.library
        self._change(
            lambda: ideas.ideas.change(idea.id, text=words, outcome=outcome),
            lambda changed: self.refresh(changed.id),
            "change an idea",
        )

    def _edit_done(self) -> None:
        self._save_edit()
        self._edit_left()

    def _edit_left(self) -> None:
        """Back to the card."""
        for column in self.columns.values():
            if self._edited is not None and column.idea == self._edited:
                column.setFocus()

    def _delete_current(self) -> None:
        if self._edited is not None:
            self.delete(self._edited)

    def delete(self, idea: Idea) -> None:
        """Into the trash, with a way back."""
        ideas = self._studio.library

        def gone(_nothing: None) -> None:
            self._edit_shown(None)
            self.refresh()
            self.undo_offered.emit(_("The idea was deleted."), lambda: self._restore(idea))

        self._change(lambda: ideas.ideas.delete([idea.id]), gone, "delete an idea")

    def _restore(self, idea: Idea) -> None:
        ideas = self._studio.library
        self._change(
            lambda: ideas.ideas.restore([idea.id]), lambda _none: self.refresh(idea.id), "restore an idea"
        )

    def _write(self) -> None:
        if self._edited is not None:
            self.write.emit(self._edited)
