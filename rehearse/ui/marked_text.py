"""Words with marks: painted under the text, explained by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from rehearse.analysis.result import MessageWord
from rehearse.speech.corrections import Placed
from rehearse.ui.banners import announce
from rehearse.ui.mark_paint import (
    mark_colour,
    paint_correction,
    paint_fill,
    paint_left_out,
    paint_line,
    paint_pin,
    tinted,
)
from rehearse.ui.marks import KINDS, Mark
from rehearse.ui.word_text import WordText

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

_HOVER_MS = 140
_TELLING = ("pitch", "pitch_near", "number", "reason", "filler")


class MarkedText(WordText):
    """Signals: `mark_shown` (the mark and its place in global coordinates, for a card beside it),
    `mark_hidden`."""

    mark_shown = Signal(object, QRect)
    mark_hidden = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent=parent)
        self._words: tuple[MessageWord, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self._notes: dict[int, Mark] = {}
        self._corrections: tuple[Placed, ...] = ()
        self._hits: tuple[tuple[int, int], ...] = ()
        self._hit = 0
        self._pins: tuple[int, ...] = ()
        self._lit: int | None = None
        self._shown: Mark | None = None
        self._in_words = False
        self._hovered: Mark | None = None
        self._hover_timer = QTimer(self, singleShot=True, interval=_HOVER_MS)
        self._hover_timer.timeout.connect(lambda: self._show_mark(self._hovered))

    @property
    def words(self) -> tuple[MessageWord, ...]:
        return self._words

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self._marks

    @property
    def shown_mark(self) -> Mark | None:
        """The mark that is being explained."""
        return self._shown

    @property
    def hits(self) -> tuple[tuple[int, int], ...]:
        """The words that are lit since they were searched for, half-open."""
        return self._hits

    @property
    def pins(self) -> tuple[int, ...]:
        """The words that notes begin at."""
        return self._pins

    def set_hits(self, hits: Sequence[tuple[int, int]], at: int = 0) -> None:
        """Light what was searched for; the one that was gone to more than the others."""
        self._hits, self._hit = tuple(hits), at
        self.viewport().update()

    def set_pins(self, words: Sequence[int]) -> None:
        """Show that there are notes at these words."""
        self._pins = tuple(words)
        self.viewport().update()

    def has_unsure_words(self) -> bool:
        return any(note.kind == "unsure" for note in self._notes.values())

    def has_corrected_words(self) -> bool:
        return bool(self._corrections)

    def mark_of_word(self, i: int | None) -> Mark | None:
        """The mark to explain for a word: the most telling one where several meet, else a note."""
        if i is None:
            return None
        here = [mark for mark in self._marks if mark.first_word <= i < mark.last_word]
        return min(here, key=lambda mark: _TELLING.index(mark.kind)) if here else self._notes.get(i)

    # ---- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        weight = max(2.0, self.fontMetrics().height() / 14)
        first, last = self.words_in(event.rect())
        seen = [mark for mark in self._marks if mark.first_word < last and mark.last_word > first]
        ordered = sorted(seen, key=lambda mark: KINDS.index(mark.kind))
        for mark in ordered:
            for box in self.rects_of(mark.first_word, mark.last_word):
                paint_fill(painter, mark.kind, box.adjusted(-4, -2, 4, 4), self._theme, 6)
        for mark in ordered:
            for box in self.rects_of(mark.first_word, mark.last_word):
                grown = box.adjusted(-4, -2, 4, 4) if mark.kind == "number" else box.adjusted(-2, 0, 2, 5)
                paint_line(painter, mark.kind, grown, self._theme, weight)
        self._paint_corrections(painter, first, last)
        self._paint_found(painter, first, last)
        if self._shown is not None:
            colour = mark_colour(self._shown.kind, self._theme)
            self._paint_ground(painter, self._shown.first_word, self._shown.last_word, colour, 0.14)
        if self._lit is not None:
            self._paint_ground(painter, self._lit, self._lit + 1, self._theme.colour("accent"), 0.36)
        if self._at is not None and self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for box in self.rects_of(self._at, self._at + 1):
                painter.drawRoundedRect(box.adjusted(-5, -4, 5, 7), 7, 7)
        painter.end()
        super().paintEvent(event)

    def _paint_corrections(self, painter: QPainter, first: int, last: int) -> None:
        n = len(self._words)
        for begin, end, _made in self._corrections:
            if end < first or begin > last or not n:
                continue
            if begin < end:
                # One corner for all the words that stand for the same heard ones.
                for box in self.rects_of(end - 1, end)[-1:]:
                    paint_correction(painter, box, self._theme)
            else:
                i = min(begin, n - 1)
                for box in self.rects_of(i, i + 1)[:1]:
                    paint_left_out(painter, box, self._theme, before=begin < n)

    def _paint_found(self, painter: QPainter, first: int, last: int) -> None:
        """What was searched for, and the dots of notes."""
        accent = self._theme.colour("accent")
        for number, (begin, end) in enumerate(self._hits):
            if begin < last and end > first and end <= len(self._words):
                self._paint_ground(painter, begin, end, accent, 0.34 if number == self._hit else 0.2)
        for word in self._pins:
            if first <= word < min(last, len(self._words)):
                for box in self.rects_of(word, word + 1)[:1]:
                    paint_pin(painter, box, self._theme)

    def _paint_ground(self, painter: QPainter, first: int, last: int, colour: QColor, alpha: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tinted(colour, alpha))
        for box in self.rects_of(first, last):
            painter.drawRoundedRect(box.adjusted(-4, -2, 4, 4), 6, 6)

    # ---- going from mark to mark ---------------------------------------------------------------

    def hovered(self, word: int | None) -> None:
        mark = self.mark_of_word(word)
        if mark is not self._hovered:
            self._hovered = mark
            self._hover_timer.start()

    def _mark_index(self) -> int | None:
        """Which mark the keyboard stands on."""
        return self._marks.index(self._shown) if self._shown in self._marks else None

    def _is_after(self, i: int, at: int | None) -> bool:
        return i > at if at is not None else self._at is None or self._marks[i].first_word > self._at

    def _is_before(self, i: int, at: int | None) -> bool:
        return i < at if at is not None else self._at is not None and self._marks[i].first_word < self._at

    def go_to_next_mark(self, *, back: bool = False) -> None:
        """Move to the next marked stretch (round the end) and explain it."""
        if not self._marks:
            return
        at, order = self._mark_index(), range(len(self._marks))
        if back:
            found = next_of(i for i in reversed(order) if self._is_before(i, at))
            target = order[-1] if found is None else found
        else:
            found = next_of(i for i in order if self._is_after(i, at))
            target = 0 if found is None else found
        self._go_to_mark(target)

    def _go_to_mark(self, index: int) -> None:
        mark = self._marks[index]
        self._in_words = False
        self.go_to(mark.first_word)
        self._show_mark(mark)
        words = " ".join(word.text for word in self._words[mark.first_word : mark.last_word])
        announce(self, f"{words}. {mark.spoken()}")

    def _go_to(self, i: int, *, explain: bool = True) -> None:
        self.go_to(i)
        mark, note = self.mark_of_word(i), self._notes.get(i)
        if explain:
            self._show_mark(mark)
        told = dict.fromkeys(one for one in (mark, note) if one is not None)
        announce(self, " ".join((f"{self._words[i].text}.", *(one.spoken() for one in told))))

    def _show_mark(self, mark: Mark | None) -> None:
        if mark is self._shown:
            return
        self._shown = mark
        self.viewport().update()
        if mark is None:
            self.mark_hidden.emit()
            return
        boxes = self.rects_of(mark.first_word, mark.last_word)
        if boxes:
            spread = boxes[0].united(boxes[-1]).toAlignedRect()
            self.mark_shown.emit(mark, QRect(self.viewport().mapToGlobal(spread.topLeft()), spread.size()))


def next_of(found: Iterable[int]) -> int | None:
    """The first, where there is one."""
    return next(iter(found), None)
