"""The transcript, hero of the review: the words as heard, marked, read, played from and put right."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from rehearse.analysis.result import Analysis, MessageWord
from rehearse.i18n import _
from rehearse.speech.corrections import Placed, words_of
from rehearse.speech.transcript import Word
from rehearse.ui.banners import announce
from rehearse.ui.marked_text import MarkedText, next_of
from rehearse.ui.marks import Mark, marks_of, notes_of, told_marks
from rehearse.ui.word_editor import WordEditor
from rehearse.ui.word_text import Look

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: A new line begins where the speaker was silent at least this long between two utterances.
BREAK_S = 0.5
#: In a long take a new line begins with the next utterance after so many words, and at the latest after
#: twice as many: nobody reads a paragraph of an hour.
PARAGRAPH_WORDS, LONG_WORDS = 100, 400


class TranscriptView(MarkedText):
    """Words with marks.

    Signals: `word_activated` (index of the word to play from), `mark_shown` (the mark and its place
    in global coordinates, for a card beside it), `mark_hidden`, `word_lit` (the lit word's place
    in this widget, so that a scroll area can follow), `corrected` (first and last shown word,
    half-open, and what was typed in their place), `editing` (whether a word is being put right).
    """

    corrected = Signal(int, int, str)
    editing = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "transcript_view", parent=parent)
        self.setAccessibleName(_("What was heard"))
        self._begins: tuple[int, ...] = ()
        self._timed: list[float] = []
        self._correctable = False
        self.editor = WordEditor(theme, self.viewport())
        self.editor.kept.connect(self._edited)
        self.editor.left.connect(lambda: self._edited(None, 0))
        self._edits = 0
        self.set_theme(theme)

    # ---- content -------------------------------------------------------------------------------

    def set_message(
        self,
        analysis: Analysis | None,
        utterance_starts: tuple[int, ...] = (),
        corrections: Sequence[Placed] | None = None,
    ) -> None:
        """Show another message; None empties the view.

        `corrections` are those that were made; without them (None) nothing can be corrected.
        """
        words = analysis.words if analysis is not None else ()
        marks = marks_of(analysis) if analysis is not None else ()
        if [word.text for word in words] != [word.text for word in self._words]:
            self._lit = self._at = None
            self._hits = self._pins = ()
            self._in_words = False
            self.editor.close_quietly()
        self._set(words, utterance_starts, marks, corrections)

    def show_corrected(
        self, words: Sequence[Word], starts: tuple[int, ...], corrections: Sequence[Placed]
    ) -> None:
        """The words as they were just corrected, before anybody has judged them.

        Marks of words that are no longer the same are taken away until then.
        """
        old, least = self._words, min(len(self._words), len(words))
        same = 0
        while same < least and _is_same(old[same], words[same]):
            same += 1
        tail = 0
        while tail < least - same and _is_same(old[-1 - tail], words[-1 - tail]):
            tail += 1
        moved, end = len(words) - len(old), len(old) - tail
        changed = words[same : len(words) - tail]
        new = (MessageWord(word.text, word.span, word.confidence) for word in changed)
        marks = [
            mark
            if mark.last_word <= same
            else replace(mark, first_word=mark.first_word + moved, last_word=mark.last_word + moved)
            for mark in self._marks
            if mark.last_word <= same or mark.first_word >= end
        ]
        self._set((*old[:same], *new, *old[end:]), starts, tuple(marks), corrections)

    def _set(
        self,
        words: tuple[MessageWord, ...],
        starts: tuple[int, ...],
        marks: tuple[Mark, ...],
        corrections: Sequence[Placed] | None,
    ) -> None:
        self._show_mark(None)
        self._words, self._begins, self._marks = words, starts, marks
        self._correctable = corrections is not None
        self._corrections = tuple(corrections or ())
        self._notes = notes_of(words, self._corrections)
        self._timed = [word.span.start_s if word.span is not None else math.inf for word in words]
        self.show_words([word.text for word in words], self._looks(), self._breaks())
        told = told_marks(marks)
        parts = (told, *self._notes_told(), _keys_told())
        self.setAccessibleDescription(". ".join(part for part in parts if part))
        self.viewport().update()

    def _notes_told(self) -> Iterable[str]:
        if self._corrections:
            yield _("Corrected by you: {n}").format(n=len(self._corrections))

    def set_theme(self, theme: Theme) -> None:
        self.editor.set_theme(theme)
        super().set_theme(theme)
        self._place_editor()

    @property
    def lit_word(self) -> int | None:
        return self._lit

    def _looks(self) -> dict[int, Look]:
        looks: dict[int, Look] = {i: "muted" for i, note in self._notes.items() if note.kind == "unsure"}
        for mark in self._marks:
            if mark.kind == "number":
                looks.update(dict.fromkeys(range(mark.first_word, mark.last_word), "strong"))
        return looks

    def _breaks(self) -> list[int]:
        """The words that begin a new line: after a silence, and in a long take now and then."""
        n = len(self._words)
        long = n > LONG_WORDS
        breaks: list[int] = []
        last = 0
        for start in (*self._begins, n):
            while long and start - last > 2 * PARAGRAPH_WORDS:
                last += 2 * PARAGRAPH_WORDS
                breaks.append(last)
            silent = 0 < start < n and self._silence_before(start) >= BREAK_S
            if start < n and (silent or (long and start - last >= PARAGRAPH_WORDS)):
                last = start
                breaks.append(start)
        return breaks

    def _silence_before(self, i: int) -> float:
        before, after = self._words[i - 1].span, self._words[i].span
        return after.start_s - before.end_s if before is not None and after is not None else 0.0

    # ---- playing -------------------------------------------------------------------------------

    def set_position(self, position_s: float | None) -> None:
        """Light the word that is heard now; None puts the light out."""
        lit = None
        if position_s is not None:
            i = bisect_right(self._timed, position_s) - 1
            if i >= 0:
                span = self._words[i].span
                # A word stays lit through a short gap, so that the light does not flicker.
                if span is not None and position_s < span.end_s + 0.25:
                    lit = i
        if lit == self._lit:
            return
        self._repaint_word(self._lit)
        self._lit = lit
        self._repaint_word(lit)
        if lit is not None and (boxes := self.rects_of(lit, lit + 1)):
            self.word_lit.emit(boxes[0].toAlignedRect())

    def _repaint_word(self, i: int | None) -> None:
        if i is not None:
            for box in self.rects_of(i, i + 1):
                self.viewport().update(box.adjusted(-8, -8, 8, 8).toAlignedRect())

    # ---- mouse ---------------------------------------------------------------------------------

    def clicked(self, word: int) -> None:
        if self.editor.is_open or self._edits:
            return
        self._go_to(word, explain=False)
        self._in_words = False
        self.word_activated.emit(word)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        word = self.word_at(event.position().toPoint())
        if word is not None and event.button() == Qt.MouseButton.LeftButton and self._correctable:
            # The button still goes up: that is no click.
            self._pressed_at = QPoint(-10_000, -10_000)
            self.edit_word(word)
            return
        super().mouseDoubleClickEvent(event)

    # ---- keyboard ------------------------------------------------------------------------------

    def _types(self, event: QKeyEvent) -> bool:
        """Whether a key is the first letter of what a word should be.

        Only on a word reached by the arrow keys, not while it plays and not with several words selected:
        elsewhere letters are orders.
        """
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        return (
            self._in_words
            and self._at is not None
            and self._lit is None
            and self._correctable
            and self.selected_words() is None
            and plain
            and event.text().isprintable()
            and bool(event.text().strip())
        )

    def event(self, event: QEvent) -> bool:
        # Before the window takes the letter for an order.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._types(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        sideways = key in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        target = self.step_target(key)
        if sideways and control and self._marks:
            self.go_to_next_mark(back=key == Qt.Key.Key_Left)
        elif sideways and shift and self._at is not None and target is not None:
            self.select_to(target)
            first, last = self.selected_words() or (target, target + 1)
            announce(self, " ".join(word.text for word in self._words[first:last]))
        elif target is not None:
            self._in_words = True
            self._go_to(target)
        elif self._types(event):
            self.edit_word(self._at or 0, event.text())
        elif key == Qt.Key.Key_F2 and self._words:
            self.edit_word(self.word_to_correct())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            self.word_activated.emit(self._at)
        elif key == Qt.Key.Key_Escape and self._shown is not None:
            self._show_mark(None)
        elif control:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes from mark to mark, and on to the next control after the last."""
        at = self._mark_index()
        order = range(len(self._marks))
        if next:
            target = next_of(i for i in order if self._is_after(i, at))
        else:
            target = next_of(i for i in reversed(order) if self._is_before(i, at))
        if target is None:
            return super().focusNextPrevChild(next)
        self._go_to_mark(target)
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        back = event.reason() == Qt.FocusReason.BacktabFocusReason
        if self._starts and (back or event.reason() == Qt.FocusReason.TabFocusReason):
            if self._at is not None:
                self._show_mark(self.mark_of_word(self._at))
            elif self._marks:
                self._go_to_mark(len(self._marks) - 1 if back else 0)
            else:
                self._go_to(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_mark(None)
        self.viewport().update()

    # ---- putting words right -------------------------------------------------------------------

    def word_to_correct(self) -> int:
        """The current word, else the first that was hardly heard, else the first of all."""
        if self._at is not None:
            return self._at
        return next((i for i, note in self._notes.items() if note.kind == "unsure"), 0)

    def edit_word(self, i: int, typed: str | None = None) -> None:
        """Open the small field over a word, with what was `typed` already."""
        if not self._correctable or not 0 <= i < len(self._starts):
            return
        self._show_mark(None)
        self._hover_timer.stop()
        self.go_to(i)
        boxes = self.rects_of(i, i + 1)
        if boxes:
            self.editing.emit(True)
            self.editor.open(self._words[i].text, boxes[0], typed)

    def _edited(self, text: str | None, step: int) -> None:
        """The field was left: keep what is in it (None: nothing), and go on."""
        i = self._at
        if i is None:
            return
        n_before = len(self._words)
        if text is not None and words_of(text) != (self._words[i].text,):
            self._edits += 1
            self.corrected.emit(i, i + 1, text)
            self._edits -= 1
        following = i + 1 + len(self._words) - n_before
        target = following if step > 0 else i - 1
        if step and 0 <= target < len(self._words):
            self.edit_word(target)
            return
        had_focus = self.editor.hasFocus()
        self.editor.close_quietly()
        if self._words:
            self._at = min(i, len(self._words) - 1)
            self._in_words = True
        if had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.editing.emit(False)

    def _fit(self, *size: object) -> None:
        super()._fit(*size)
        self._place_editor()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_editor()

    def _place_editor(self) -> None:
        editor = getattr(self, "editor", None)  # the text is laid out before there is one
        if editor is None or not editor.is_open or self._at is None:
            return
        if boxes := self.rects_of(self._at, self._at + 1):
            editor.move_to(boxes[0])


def _keys_told() -> str:
    return _(
        "Tab goes from mark to mark, the arrow keys from word to word, Enter plays from a word,"
        " O loops the words selected with Shift, F2 puts a word right."
    )


def _is_same(shown: MessageWord, word: Word) -> bool:
    return shown.text == word.text and shown.span == word.span and shown.confidence == word.confidence
