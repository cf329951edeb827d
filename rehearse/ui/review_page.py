"""The heart of the review: the words on one side, what to fix and every check on the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from rehearse.analysis.changes import changes, told
from rehearse.analysis.result import Analysis
from rehearse.speech.corrections import NO_CORRECTIONS, Corrections, corrected, placed
from rehearse.speech.transcript import Transcript
from rehearse.ui.answer_view import AnswerView
from rehearse.ui.checks_view import ChecksView
from rehearse.ui.corrections_view import CorrectionsView
from rehearse.ui.notes_view import NotesView
from rehearse.ui.review_parts import Legend
from rehearse.ui.script_view import ScriptView
from rehearse.ui.transcript_view import TranscriptView
from rehearse.ui.view_style import INSET_PX, label

if TYPE_CHECKING:
    from rehearse.live_take import Review
    from rehearse.ui.theme import Theme

#: Below this width the checks stand under the transcript instead of beside it.
TWO_COLUMNS_PX = 860


class ReviewPage(QWidget):
    """Two columns that scroll by themselves: the words stay in sight while the checks are read."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("review_page")
        self.transcript = TranscriptView(theme)
        self.legend = Legend(theme)
        self.corrections = CorrectionsView(theme)
        self.notes = NotesView(theme)
        self.answer = AnswerView(theme)
        self.script = ScriptView(theme)
        self.compared = label("", theme.font("body"), name="compared_label", muted=True)
        self.compared.setIndent(INSET_PX)
        self.checks = ChecksView(theme)
        self.left = QWidget()
        self.left.setObjectName("scrolled")
        left = self._left_column = QVBoxLayout(self.left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(14)
        for part in (
            self.transcript, self.legend, self.corrections, self.answer, self.notes, self.script,
            self.compared,
        ):  # fmt: skip
            left.addWidget(part)
        left.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self.scroller = scroller("transcript_scroll", self.left)
        self.checks_scroller = scroller("checks_scroll", self.checks)
        self._columns.addWidget(self.scroller, 16)
        self._columns.addWidget(self.checks_scroller, 11)
        self.transcript.word_lit.connect(self._follow)
        # Once the field has its place.
        self.notes.begun.connect(lambda: QTimer.singleShot(0, self, self._show_note_field))

    def show_verdict(self, review: Review, analysis: Analysis) -> None:
        """Everything said about a take."""
        take = review.take
        starts = take.transcript.utterance_starts if take.transcript is not None else ()
        made = placed(take.heard, take.corrections) if take.heard is not None else None
        self.transcript.set_message(analysis, starts, made)
        self._show_corrections(take.corrections)
        change = told(changes(review.before, analysis.scorecard)) if review.before is not None else ""
        self.compared.setText(change)
        self.compared.setVisible(bool(change))
        self.script.set_analysis(analysis)
        self.checks.set_analysis(analysis)

    def show_wanted(self, heard: Transcript, corrections: Corrections) -> None:
        """The words as they were just put right; the verdict follows."""
        said = corrected(heard, corrections)
        self.transcript.show_corrected(said.words, said.utterance_starts, placed(heard, corrections))
        self._show_corrections(corrections)

    def correct_word(self) -> None:
        """Open the field over the current word, else over the first that was hardly heard."""
        if self.isVisible():
            self.transcript.edit_word(self.transcript.word_to_correct())

    def _show_corrections(self, corrections: Corrections) -> None:
        self.corrections.set_corrections(corrections)
        self.legend.set_marks(
            self.transcript.marks,
            unsure=self.transcript.has_unsure_words(),
            corrected=self.transcript.has_corrected_words(),
        )

    def clear(self) -> None:
        """Nothing to say."""
        self.compared.setText("")
        self.transcript.set_message(None)
        self.corrections.set_corrections(NO_CORRECTIONS)
        self.script.set_analysis(None)
        self.checks.set_analysis(None)

    def set_theme(self, theme: Theme) -> None:
        self.compared.setFont(theme.font("body"))
        for part in (
            self.transcript, self.legend, self.corrections, self.answer, self.notes, self.script,
            self.checks,
        ):  # fmt: skip
            part.set_theme(theme)

    def arrange(self, width: int) -> None:
        """Side by side, or one under the other where the window is narrow."""
        wide = width >= TWO_COLUMNS_PX
        self._columns.setSpacing(48 if width >= 1100 else 24)
        self._columns.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )

    def put_below_notes(self, part: QWidget) -> None:
        """Something more to say of the take, under its notes."""
        self._left_column.insertWidget(self._left_column.indexOf(self.notes) + 1, part)

    def to_top(self) -> None:
        for one in (self.scroller, self.checks_scroller):
            one.verticalScrollBar().setValue(0)

    def _show_note_field(self) -> None:
        self.scroller.ensureWidgetVisible(self.notes.field, 0, 24)

    def _follow(self, place: QRect) -> None:
        top_left = self.transcript.viewport().mapTo(self.left, place.topLeft())
        self.scroller.ensureVisible(top_left.x(), top_left.y() + place.height() // 2, 0, 60)


def scroller(name: str, inside: QWidget) -> QScrollArea:
    """A column that scrolls up and down, without a frame and without a place in the Tab order."""
    made = QScrollArea()
    made.setObjectName(name)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setWidgetResizable(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setWidget(inside)
    return made
