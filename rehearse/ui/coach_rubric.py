"""The rubric beside the take that is heard: its questions, answered by keys, and reactions to moments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from rehearse.analysis.rubrics import Answer
from rehearse.i18n import _
from rehearse.ui.banners import announce
from rehearse.ui.check_words import clock
from rehearse.ui.coach_desk import Answered, Reacted
from rehearse.ui.coach_question import QuestionRow
from rehearse.ui.controls import CONTROL_PX, Choice
from rehearse.ui.flow_layout import FlowLayout, empty
from rehearse.ui.icons import icon
from rehearse.ui.view_style import button, label, strong_caption

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: Rows made before they are wanted.
_N_AHEAD = 8


class RubricPanel(QFrame):
    """Signals: `chosen` (rubric id); `answered` (question id, answer or None, reason or None);
    `moved` (the row that the keys answer now, or where its reason is typed); `left` (the keyboard may go
    back to where it was).
    """

    chosen = Signal(str)
    answered = Signal(str, object, object)
    moved = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("rubric_sheet")
        self.setAccessibleName(_("Rubric"))
        self._theme = theme
        self._rows: list[QuestionRow] = []
        self._current = 0
        self.choice = Choice(theme, "rubric_choice", _("Which rubric"))
        self.choice.setMinimumWidth(120)
        self.choice.activated.connect(lambda _row: self.chosen.emit(str(self.choice.currentData())))
        self.tally = label("", theme.font("caption"), name="rubric_tally", muted=True)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(10, 12, 10, 12)
        self._box.setSpacing(2)
        what = _("Undo")
        self.undo_button = button("", "sound", "rubric_undo", what)
        self.undo_button.setToolTip(_("{what} ({key})").format(what=what, key="Ctrl+Z"))
        self.undo_button.setIconSize(QSize(20, 20))
        self.undo_button.setFixedSize(CONTROL_PX, CONTROL_PX)
        self.undo_button.setIcon(icon("undo", theme, 20, "accent"))
        self.undo_button.hide()
        across = QHBoxLayout()
        across.setSpacing(4)
        across.addWidget(self.choice, 1)
        across.addWidget(self.undo_button)
        self._box.addLayout(across)
        self._box.addWidget(self.tally)
        self.tally.setContentsMargins(8, 4, 0, 4)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.choice.setFont(theme.font("body"))
        self.choice.set_theme(theme)
        self.undo_button.setIcon(icon("undo", theme, 20, "accent"))
        self.tally.setFont(theme.font("caption"))
        for row in self._rows:
            row.set_theme(theme)

    # ---- content -------------------------------------------------------------------------------

    def set_rubrics(self, rubrics: Sequence[tuple[str, str]], chosen: str) -> None:
        """Id and title of each."""
        self.choice.clear()
        for rubric_id, title in rubrics:
            self.choice.addItem(title, rubric_id)
        self.choice.setCurrentIndex(max(0, self.choice.findData(chosen)))

    def show_answers(self, answers: Sequence[Answered], *, again: bool) -> None:
        """The questions; `again` where the same ones stood here before, of the same take."""
        while len(self._rows) < len(answers):
            self._rows.append(self._make_row(len(self._rows)))
        for at, row in enumerate(self._rows):
            row.setVisible(at < len(answers))
            if at < len(answers):
                row.show_question(answers[at])
        n_answered = sum(one.answer is not None for one in answers)
        told = _("{n} of {of} answered  ·  1–9 question, Y yes, X no")
        self.tally.setText(told.format(n=n_answered, of=len(answers)) if answers else "")
        if not again:
            self._current = 0
        self._show_current()

    def prepare(self) -> bool:
        """Make one more row ahead; false once there are as many as most rubrics need."""
        if len(self._rows) >= _N_AHEAD:
            return False
        self._rows.append(self._make_row(len(self._rows)))
        self._rows[-1].hide()
        return True

    def offer_undo(self, offered: bool) -> None:
        """Whether there is something to take back; the keyboard does not get lost with the button."""
        if not offered and self.undo_button.hasFocus():
            self.choice.setFocus()
        self.undo_button.setVisible(offered)

    def _make_row(self, at: int) -> QuestionRow:
        made = QuestionRow(self._theme, at + 1)
        made.answered.connect(lambda answer, reason: self._answered(at, answer, reason))
        made.entered.connect(lambda: self._enter(at))
        made.left.connect(self.left)
        self._box.addWidget(made)
        return made

    @property
    def rows(self) -> list[QuestionRow]:
        """Those that are asked."""
        return [row for row in self._rows if not row.isHidden()]

    @property
    def current(self) -> QuestionRow | None:
        """The one that the keys answer."""
        rows = self.rows
        return rows[self._current] if self._current < len(rows) else None

    # ---- orders --------------------------------------------------------------------------------

    def go_to(self, at: int) -> None:
        """Make a question the one that the keys answer; says what is asked."""
        if 0 <= at < len(self.rows) and at != self._current:
            self._current = at
            self._show_current()
            if self.current is not None:
                announce(self, self.current.accessibleName())
                self.moved.emit(self.current)

    def _enter(self, at: int) -> None:
        self.go_to(at)
        field = self._rows[at].field
        if not field.isHidden():  # where there is little room it opens out of sight
            self.moved.emit(field)

    def step(self, by: int) -> None:
        self.go_to(self._current + by)

    def answer(self, answer: Answer) -> None:
        """Yes or no to the current question."""
        if self.current is not None and self.isVisible():
            self.current.answer(answer)

    def _answered(self, at: int, answer: Answer | None, reason: str | None) -> None:
        row = self._rows[at]
        had_focus = row.field.hasFocus() or reason is not None
        if row.asked is not None:
            self.answered.emit(row.asked.id, answer, reason)
        if answer is not None:
            self.go_to(at + 1)
        if had_focus:
            self.left.emit()

    def _show_current(self) -> None:
        for at, row in enumerate(self._rows):
            row.set_current(at == self._current)


class ReactionsView(QWidget):
    """Signals: `reacted` (kind), `played` (a span), `taken_back` (reaction id)."""

    reacted = Signal(str)
    played = Signal(object)
    taken_back = Signal(str)

    def __init__(self, theme: Theme, kinds: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName("reactions_view")
        self.setAccessibleName(_("Reactions"))
        self._theme = theme
        self._reactions: tuple[Reacted, ...] = ()
        self.heading = label(_("React to this moment"), strong_caption(theme), name="reactions_heading")
        chips = QWidget()
        flow = FlowLayout(chips, gap_px=(6, 6))
        flow.setContentsMargins(0, 0, 0, 0)
        self.chips = []
        for number, (kind, text) in enumerate(kinds, start=1):
            chip = button(text, "chip", f"react_{kind}", _("React: {text}").format(text=text))
            chip.setToolTip(_("{what} ({key})").format(what=text, key=f"Alt+{number}"))
            chip.setMinimumHeight(32)
            chip.setCursor(Qt.CursorShape.PointingHandCursor)
            chip.clicked.connect(lambda _on, kind=kind: self.reacted.emit(kind))
            flow.addWidget(chip)
            self.chips.append(chip)
        given = QWidget()
        self._given = QVBoxLayout(given)
        self._given.setContentsMargins(0, 0, 0, 0)
        self._given.setSpacing(0)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 0, 0, 0)
        box.setSpacing(8)
        for part in (self.heading, chips, given):
            box.addWidget(part)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.heading.setFont(strong_caption(theme))
        for chip in self.chips:
            chip.setFont(theme.font("caption"))
        self._fill()

    def show_reactions(self, reactions: Sequence[Reacted]) -> None:
        self._reactions = tuple(reactions)
        self._fill()

    def _fill(self) -> None:
        empty(self._given)
        for one in self._reactions:
            self._given.addWidget(self._row(one))
        self.updateGeometry()

    def _row(self, one: Reacted) -> QWidget:
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(8)
        if one.span is not None:
            play = button(clock(one.span.start_s), "soft", "reaction_play", f"{one.text}: {_('Play')}")
            play.setFont(self._theme.font("caption"))
            play.clicked.connect(lambda: self.played.emit(one.span))
            across.addWidget(play)
        about = "  ·  ".join(part for part in (one.text, one.author) if part)
        across.addWidget(label(about, self._theme.font("caption"), name="reaction_text", muted=True), 1)
        what = _("Take the reaction back")
        back = button("", "sound", "reaction_delete", f"{what}: {one.text}")
        back.setToolTip(what)
        back.setIcon(icon("close", self._theme, 14, "text_muted"))
        back.setIconSize(QSize(14, 14))
        back.setFixedSize(28, 28)
        back.clicked.connect(lambda: self.taken_back.emit(one.id))
        across.addWidget(back)
        return row
