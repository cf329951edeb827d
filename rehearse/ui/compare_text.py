"""The words of one of two takes laid side by side, with what differs marked."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from rehearse.analysis.comparison import RunKind, WordRun
from rehearse.analysis.result import MessageWord
from rehearse.i18n import _
from rehearse.ui.banners import announce
from rehearse.ui.mark_paint import tinted
from rehearse.ui.word_text import WordText

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

Side = Literal["before", "now"]

#: A long take is read in paragraphs.
_PARAGRAPH_WORDS = 120


def run_title(kind: RunKind) -> str:
    return {
        "kept": _("Kept"),
        "changed": _("Said differently"),
        "added": _("New"),
        "left_out": _("Left out"),
    }[kind]


def paint_run(painter: QPainter, kind: RunKind, box: QRectF, theme: Theme) -> None:
    """How a stretch differs: dashes under what was said differently, a bar and a plus for what is new."""
    if kind == "added":
        colour = theme.colour("good")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tinted(colour, 0.12))
        painter.drawRoundedRect(box.adjusted(-4, -1, 4, 3), 5, 5)
        painter.setPen(QPen(colour, 3, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(box.bottomLeft() + QPointF(0, 3), box.bottomRight() + QPointF(0, 3))
    elif kind == "changed":
        pen = QPen(theme.colour("near"), 2, c=Qt.PenCapStyle.RoundCap)
        pen.setDashPattern([3.2, 3.0])
        painter.setPen(pen)
        painter.drawLine(box.bottomLeft() + QPointF(0, 3), box.bottomRight() + QPointF(0, 3))


class CompareText(WordText):
    """Signals: `counterpart` (the words of the other take beside the current word, half-open)."""

    counterpart = Signal(int, int)

    def __init__(self, theme: Theme, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(theme, f"compare_{side}", "lead", parent)
        self.setAccessibleName(
            _("Words of the earlier take") if side == "before" else _("Words of this take")
        )
        self._side: Side = side
        self._words: tuple[MessageWord, ...] = ()
        self._other: tuple[MessageWord, ...] = ()
        self._runs: tuple[WordRun, ...] = ()
        self._firsts: list[int] = []
        self._timed: list[float] = []
        self._lit: int | None = None
        self._beside: tuple[int, int] | None = None
        self.set_theme(theme)

    @property
    def lit_word(self) -> int | None:
        return self._lit

    @property
    def highlighted(self) -> tuple[int, int] | None:
        """The words shown as standing beside the other take's current one."""
        return self._beside

    def set_words(
        self, words: Sequence[MessageWord], other: Sequence[MessageWord], runs: Sequence[WordRun]
    ) -> None:
        self._words, self._other, self._runs = tuple(words), tuple(other), tuple(runs)
        self._firsts = [self._own(run)[0] for run in runs]
        self._timed = [word.span.start_s if word.span is not None else math.inf for word in words]
        self._at = self._lit = self._beside = None
        gone = [i for run in runs if run.kind == "left_out" for i in range(run.before_first, run.before_last)]
        gone = gone if self._side == "before" else []
        self.show_words(
            [word.text for word in words],
            dict.fromkeys(gone, "gone"),
            range(_PARAGRAPH_WORDS, len(words), _PARAGRAPH_WORDS),
        )
        self.setAccessibleDescription(self._told())
        self.viewport().update()

    def _own(self, run: WordRun) -> tuple[int, int]:
        if self._side == "before":
            return run.before_first, run.before_last
        return run.now_first, run.now_last

    def _opposite(self, run: WordRun) -> tuple[int, int]:
        if self._side == "before":
            return run.now_first, run.now_last
        return run.before_first, run.before_last

    def _told(self) -> str:
        """What differs on this side, for a screen reader."""
        parts = [f"{run_title(run.kind)}: {self._text(run)}" for run in self._differing()[:20]]
        return ". ".join(parts) if parts else _("The same words in both.")

    def _differing(self) -> list[WordRun]:
        return [run for run in self._runs if run.kind != "kept" and self._own(run)[0] < self._own(run)[1]]

    def _text(self, run: WordRun) -> str:
        first, last = self._own(run)
        return " ".join(word.text for word in self._words[first:last])

    def run_of(self, i: int) -> WordRun | None:
        """The stretch a word belongs to."""
        at = bisect_right(self._firsts, i) - 1
        # Stretches without a word on this side begin where the next one does.
        while at >= 0 and not self._own(self._runs[at])[0] <= i < self._own(self._runs[at])[1]:
            at -= 1
        return self._runs[at] if at >= 0 else None

    # ---- light ---------------------------------------------------------------------------------

    def set_position(self, position_s: float | None) -> None:
        """Light the word that is heard now."""
        lit = None
        if position_s is not None:
            i = bisect_right(self._timed, position_s) - 1
            span = self._words[i].span if i >= 0 else None
            if span is not None and position_s < span.end_s + 0.25:
                lit = i
        if lit != self._lit:
            self._lit = lit
            self.viewport().update()
            if lit is not None and (boxes := self.rects_of(lit, lit + 1)):
                self.word_lit.emit(boxes[0].toAlignedRect())

    def highlight(self, first: int, last: int) -> None:
        """Show which words stand beside those of the other take; none where `first` is `last`."""
        self._beside = (first, last) if first < last else None
        self.viewport().update()

    # ---- mouse and keys ------------------------------------------------------------------------

    def hovered(self, word: int | None) -> None:
        self._tell_counterpart(word)

    def _tell_counterpart(self, word: int | None) -> None:
        run = self.run_of(word) if word is not None else None
        if run is None or word is None:
            self.counterpart.emit(0, 0)
            return
        first, last = self._opposite(run)
        if run.kind == "kept" and last - first == self._own(run)[1] - self._own(run)[0]:
            first += word - self._own(run)[0]  # word for word
            last = first + 1
        self.counterpart.emit(first, last)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        target = self.step_target(event.key()) if not event.modifiers() else None
        if target is not None:
            self._go(target)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            self.word_activated.emit(self._at)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes from one difference to the next, and on after the last."""
        firsts = [self._own(run)[0] for run in self._differing()]
        at = self._at
        if next:
            target = [i for i in firsts if at is None or i > at][:1]
        else:
            target = [i for i in firsts if at is not None and i < at][-1:]
        if not target:
            return super().focusNextPrevChild(next)
        self._go(target[0])
        return True

    def _go(self, i: int) -> None:
        self.go_to(i)
        self._tell_counterpart(i)
        run = self.run_of(i)
        told = self._words[i].text
        if run is not None and run.kind != "kept":
            first, last = self._opposite(run)
            beside = " ".join(word.text for word in self._other[first:last])
            told = f"{self._text(run)}. {run_title(run.kind)}. {beside}".strip()
        announce(self, told)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._at is None and self._starts and event.reason() == Qt.FocusReason.TabFocusReason:
            firsts = [self._own(run)[0] for run in self._differing()]
            self._go(firsts[0] if firsts else 0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.counterpart.emit(0, 0)
        self.viewport().update()

    # ---- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first, last = self.words_in(event.rect())
        accent = self._theme.colour("accent")
        for run in self._runs:
            begin, end = self._own(run)
            if run.kind in ("added", "changed") and begin < last and end > first:
                for box in self.rects_of(begin, end):
                    paint_run(painter, run.kind, box, self._theme)
        painter.setPen(Qt.PenStyle.NoPen)
        lit = (self._lit, self._lit + 1) if self._lit is not None else None
        for words, alpha in ((self._beside, 0.16), (lit, 0.36)):
            if words is not None:
                painter.setBrush(tinted(accent, alpha))
                for box in self.rects_of(words[0], words[1]):
                    painter.drawRoundedRect(box.adjusted(-3, -1, 3, 3), 5, 5)
        if self._at is not None and self.hasFocus():
            painter.setPen(QPen(accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for box in self.rects_of(self._at, self._at + 1):
                painter.drawRoundedRect(box.adjusted(-4, -3, 4, 5), 6, 6)
        painter.end()
        super().paintEvent(event)
