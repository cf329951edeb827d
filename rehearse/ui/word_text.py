"""Words as a text to read: laid out, found under the mouse, walked through by keys.

A read-only text widget, so that screen readers, selection and copying work by themselves.
It is as high as its text and scrolls with the page around it.  Only what differs is laid out anew, and a
long text is filled in steps, so that an hour of words holds nothing up.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFont,
    QMouseEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextLine,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QSizePolicy, QTextEdit, QWidget

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

Look = Literal["plain", "muted", "strong", "gone"]

_LINE_HEIGHT_PERCENT = 165
#: So many words are laid out in one go: a few milliseconds.
STEP_WORDS = 300


_LOOKS: tuple[Look, ...] = ("plain", "muted", "strong", "gone")
#: Added to the place of a look: the word begins a new line.
_BREAKS = 128


class WordText(QTextEdit):
    """Signals: `word_activated` (index of a clicked word), `word_lit` (the place of a word to keep in
    sight, in this widget)."""

    word_activated = Signal(int)
    word_lit = Signal(QRect)

    def __init__(self, theme: Theme, name: str, step: str = "title", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setUndoRedoEnabled(False)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setMouseTracking(True)
        self.document().setDocumentMargin(8)
        self._theme = theme
        self._step = step
        # Plain numbers and texts: ten thousand small objects more would be walked through by the
        # collector just when a word is put right.
        self._texts: list[str] = []
        self._codes = bytearray()
        self._wanted: tuple[list[str], bytearray] = ([], bytearray())
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._rects: dict[tuple[int, int], list[QRectF]] = {}
        self._at: int | None = None
        self._anchor: int | None = None
        self._pressed_at = QPoint()
        self._playable = True
        self._filling = QTimer(self, singleShot=True, interval=0)
        self._filling.timeout.connect(self._fill_on)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    # ---- content -------------------------------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        font = theme.font(self._step)
        font.setWeight(QFont.Weight.Normal)
        self.setFont(font)
        self._texts, self._codes, self._starts, self._ends = [], bytearray(), [], []
        self.document().clear()
        self._show(*self._wanted)

    def set_playable(self, playable: bool) -> None:
        """Whether a click plays: false where the sound is gone."""
        self._playable = playable

    @property
    def current_word(self) -> int | None:
        return self._at

    @property
    def filling(self) -> bool:
        """Whether words are still being laid out."""
        return len(self._texts) < len(self._wanted[0])

    def show_words(
        self, texts: Sequence[str], looks: Mapping[int, Look] | None = None, breaks: Iterable[int] = ()
    ) -> None:
        """Show other words; what is the same stays as it lies.

        `looks` has the words that are not plain, `breaks` those that begin a new line.
        """
        codes = bytearray(len(texts))
        for i, look in (looks or {}).items():
            codes[i] = _LOOKS.index(look)
        for i in breaks:
            codes[i] |= _BREAKS if i else 0
        self._show(list(texts), codes)

    def _show(self, texts: list[str], codes: bytearray) -> None:
        old, old_codes = self._texts, self._codes
        self._wanted = (texts, codes)
        least = min(len(old), len(texts))
        same = 0
        while same < least and old[same] == texts[same] and old_codes[same] == codes[same]:
            same += 1
        tail = 0
        # The first word has no blank before it: it is never taken for a later one.
        while (
            tail < least - max(same, 1)
            and old[-1 - tail] == texts[-1 - tail]
            and old_codes[-1 - tail] == codes[-1 - tail]
        ):
            tail += 1
        if len(texts) - tail - same > 2 * STEP_WORDS:
            self._replace(same, len(old), same + STEP_WORDS)
        else:
            self._replace(same, len(old) - tail, len(texts) - tail)
        if self._at is not None and self._at >= len(texts):
            self._at = len(texts) - 1 if texts else None
        if self.filling:
            self._filling.start()

    def _fill_on(self) -> None:
        n = len(self._texts)
        self._replace(n, n, min(n + STEP_WORDS, len(self._wanted[0])))
        if self.filling:
            self._filling.start()

    def _replace(self, first: int, last: int, end: int) -> None:
        """Put the wanted words `first` ≤ i < `end` in the place of the shown `first` ≤ i < `last`."""
        if first == last == end:
            return
        texts, codes = self._wanted[0][first:end], self._wanted[1][first:end]
        begin = self._ends[first - 1] if first else 0
        stop = self._ends[last - 1] if last else 0
        block = QTextBlockFormat()
        block.setLineHeight(_LINE_HEIGHT_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        plain = self._format("plain")
        looks = {code & ~_BREAKS: self._format(_LOOKS[code & ~_BREAKS]) for code in set(codes)}
        cursor = QTextCursor(self.document())
        # One edit, one layout: word by word would lay the text out anew each time.
        cursor.beginEditBlock()
        cursor.setPosition(begin)
        cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        if begin == 0:
            cursor.setBlockFormat(block)
        starts: list[int] = []
        ends: list[int] = []
        at, run = begin, ""
        for i, (text, code) in enumerate(zip(texts, codes, strict=True), start=first):
            if i and code & _BREAKS:
                cursor.insertText(run, plain)
                cursor.insertBlock(block, plain)
                run = ""
            elif i:
                run += " "
            at += bool(i)
            starts.append(at)
            at += len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
            ends.append(at)
            look = code & ~_BREAKS
            if look == 0:
                run += text
            else:
                cursor.insertText(run, plain)
                cursor.insertText(text, looks[look])
                run = ""
        cursor.insertText(run, plain)
        cursor.endEditBlock()
        moved = at - stop
        self._starts[first:] = starts + [place + moved for place in self._starts[last:]]
        self._ends[first:] = ends + [place + moved for place in self._ends[last:]]
        self._texts[first:last] = texts
        self._codes[first:last] = codes
        self._fit()

    def _format(self, look: Look) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setForeground(self._theme.colour("text_muted" if look in ("muted", "gone") else "text"))
        if look == "muted":
            made.setFontItalic(True)
        elif look == "strong":
            made.setFontWeight(650)
        elif look == "gone":
            made.setFontStrikeOut(True)
        return made

    # ---- geometry ------------------------------------------------------------------------------

    def _fit(self, *_size: object) -> None:
        self._rects = {}
        self.setFixedHeight(math.ceil(self.document().size().height()) + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(600, math.ceil(self.document().size().height()))

    def _line_at(self, position: int) -> tuple[QTextLine, QPointF, int]:
        block = self.document().findBlock(position)
        line = block.layout().lineForTextPosition(position - block.position())
        return line, self.document().documentLayout().blockBoundingRect(block).topLeft(), block.position()

    def rects_of(self, first_word: int, last_word: int) -> list[QRectF]:
        """The boxes around a run of words, one for each line it touches; from left to right in each."""
        key = (first_word, last_word)
        if key not in self._rects:
            boxes: list[QRectF] = []
            for start, end in zip(
                self._starts[first_word:last_word], self._ends[first_word:last_word], strict=True
            ):
                for box in self._boxes(start, end):
                    if boxes and abs(boxes[-1].top() - box.top()) < 1:
                        boxes[-1] = boxes[-1].united(box)
                    else:
                        boxes.append(box)
            self._rects[key] = boxes
        return self._rects[key]

    def _boxes(self, start: int, end: int) -> list[QRectF]:
        """The boxes of one word; several where it is longer than a line."""
        metrics = self.fontMetrics()
        boxes = []
        while start < end:
            line, origin, base = self._line_at(start)
            if not line.isValid():
                break
            stop = min(end, base + line.textStart() + line.textLength())
            left, right = _reach(line, start - base, stop - base)
            top = origin.y() + line.y() + line.ascent() - metrics.ascent() - 1
            boxes.append(
                QRectF(origin.x() + left, top, right - left, metrics.ascent() + metrics.descent() + 3)
            )
            if stop <= start:
                break
            start = stop
        return boxes

    def word_at(self, point: QPoint) -> int | None:
        """The word under a point of this widget, if there is one."""
        near = self._word_near(QPointF(point))
        for i in range(max(0, near - 1), min(len(self._starts), near + 2)):
            if any(box.adjusted(-3, -4, 3, 8).contains(QPointF(point)) for box in self.rects_of(i, i + 1)):
                return i
        return None

    def _word_near(self, point: QPointF) -> int:
        position = self.document().documentLayout().hitTest(point, Qt.HitTestAccuracy.FuzzyHit)
        return max(0, bisect_right(self._starts, position) - 1)

    def words_in(self, area: QRect) -> tuple[int, int]:
        """The words that may touch an area, half-open: whole lines."""
        first = self._word_near(QPointF(0, area.top() - 12))
        last = self._word_near(QPointF(self.viewport().width(), area.bottom() + 12))
        # A hit at the end of a line may belong to either side; where both directions of writing meet,
        # so may one at its edge.
        return max(0, first - 40), min(len(self._starts), last + 41)

    def selected_words(self) -> tuple[int, int] | None:
        """The words a selection touches, half-open; None without one."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return None
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        first = bisect_left(self._ends, start + 1)
        last = bisect_left(self._starts, end)
        return (first, last) if first < last else None

    # ---- going from word to word ---------------------------------------------------------------

    def go_to(self, i: int) -> None:
        """Make a word the current one and keep it in sight."""
        self._at = i
        cursor = self.textCursor()
        if cursor.hasSelection():
            cursor.clearSelection()
            self.setTextCursor(cursor)
        self.viewport().update()
        if boxes := self.rects_of(i, i + 1):
            self.word_lit.emit(boxes[0].toAlignedRect())

    def select_to(self, i: int) -> None:
        """Select from the current word to another one."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            self._anchor = self._at
        first, last = sorted((i, self._anchor if self._anchor is not None else i))
        cursor.setPosition(self._starts[first])
        cursor.setPosition(self._ends[last], QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self._at = i
        self.viewport().update()

    def step_target(self, key: int) -> int | None:
        """The word an arrow key, Home or End leads to; None where it leads nowhere."""
        n, at = len(self._starts), self._at
        if not n:
            return None
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            return 0 if at is None else min(n - 1, max(0, at + (1 if key == Qt.Key.Key_Right else -1)))
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            return 0 if key == Qt.Key.Key_Home else n - 1
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and at is not None:
            return self._in_next_line(at, 1 if key == Qt.Key.Key_Down else -1)
        return None

    def _in_next_line(self, i: int, down: int) -> int | None:
        here = self.rects_of(i, i + 1)
        if not here:
            return None
        centre, step = here[0].center(), self.fontMetrics().height()
        for n_steps in (1.2, 1.6, 2.2, 3.2):
            near = self._word_near(centre + QPointF(0, down * step * n_steps))
            boxes = self.rects_of(near, near + 1)
            if boxes and (boxes[0].center().y() - centre.y()) * down > 2:
                return near
        return None

    # ---- mouse ---------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        moved = (event.position().toPoint() - self._pressed_at).manhattanLength()
        if event.button() != Qt.MouseButton.LeftButton or moved >= QApplication.startDragDistance():
            return
        # A drag selects text to copy; a click plays.
        word = self.word_at(event.position().toPoint())
        if word is not None:
            self.clicked(word)

    def clicked(self, word: int) -> None:
        """A click on a word: plays from it."""
        self.go_to(word)
        self.word_activated.emit(word)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        word = self.word_at(event.position().toPoint())
        plays = word is not None and self._playable
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if plays else Qt.CursorShape.IBeamCursor)
        self.hovered(word)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered(None)

    def hovered(self, word: int | None) -> None:
        """The mouse is over a word, or over none."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The page scrolls, not the text in it.
        event.ignore()


def _reach(line: QTextLine, start: int, stop: int) -> tuple[float, float]:
    """From where to where a stretch of a line reaches, in either direction of writing.

    By its glyphs: where two directions meet, one place of the text has two places on the line.
    """
    drawn = [run.boundingRect() for run in line.glyphRuns(start, stop - start)]
    if drawn:
        return min(box.left() for box in drawn), max(box.right() for box in drawn)
    left, right = sorted((_x(line.cursorToX(start)), _x(line.cursorToX(stop))))
    return left, right


def _x(answer: object) -> float:
    """`QTextLine.cursorToX` gives a pair in PySide6 and a number in its documentation."""
    return float(answer[0] if isinstance(answer, tuple) else answer)  # type: ignore[arg-type]
