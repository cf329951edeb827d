"""The transcript, hero of the review: the words as heard, marked, read and played from.

A read-only text widget, so that screen readers, selection and copying work by themselves; the marks
are painted under the text.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextLine,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QSizePolicy, QTextEdit, QWidget

from rehearse.analysis.result import Analysis, MessageWord
from rehearse.i18n import _
from rehearse.ui.mark_paint import mark_colour, paint_fill, paint_line, tinted
from rehearse.ui.marks import KINDS, UNSURE_BELOW, Mark, marks_of

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: A new line begins where the speaker was silent at least this long between two utterances.
BREAK_S = 0.5
_LINE_HEIGHT_PERCENT = 165
_HOVER_MS = 140


class TranscriptView(QTextEdit):
    """Words with marks.

    Signals: `word_activated` (index of the word to play from), `mark_shown` (the mark and its place
    in global coordinates, for a card beside it), `mark_hidden`, and `word_lit` (the lit word's place
    in this widget, so that a scroll area can follow).
    """

    word_activated = Signal(int)
    mark_shown = Signal(object, QRect)
    mark_hidden = Signal()
    word_lit = Signal(QRect)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transcript_view")
        self.setAccessibleName(_("What was heard"))
        self.setAccessibleDescription(
            _(
                "Arrow keys move between words, Enter plays from a word, N goes to the next mark,"
                " O loops the words selected with Shift."
            )
        )
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
        self._words: tuple[MessageWord, ...] = ()
        self._starts: tuple[int, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self._places: list[tuple[int, int]] = []
        self._rects: dict[tuple[int, int], list[QRectF]] = {}
        self._lit: int | None = None
        self._at: int | None = None
        self._anchor: int | None = None  # where a selection by keys began
        self._shown: Mark | None = None
        self._pressed_at = QPoint()
        self._playable = True
        self._hovered: Mark | None = None
        self._hover_timer = QTimer(self, singleShot=True, interval=_HOVER_MS)
        self._hover_timer.timeout.connect(lambda: self._show_mark(self._hovered))
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.set_theme(theme)

    # ---- content -------------------------------------------------------------------------------

    def set_message(self, analysis: Analysis | None, utterance_starts: tuple[int, ...] = ()) -> None:
        """Show another message; None empties the view."""
        self._words = analysis.words if analysis is not None else ()
        self._marks = marks_of(analysis) if analysis is not None else ()
        self._starts = utterance_starts
        self._lit = self._at = None
        self._show_mark(None)
        self._fill()

    def set_playable(self, playable: bool) -> None:
        """Whether a click plays: false where the sound is gone."""
        self._playable = playable

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        font = theme.font("title")
        font.setWeight(QFont.Weight.Normal)
        self.setFont(font)
        self._fill()

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self._marks

    @property
    def words(self) -> tuple[MessageWord, ...]:
        return self._words

    @property
    def shown_mark(self) -> Mark | None:
        """The mark that is being explained."""
        return self._shown

    def selected_words(self) -> tuple[int, int] | None:
        """The words a selection touches, half-open; None without one."""
        cursor = self.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        inside = [i for i, (left, right) in enumerate(self._places) if left < end and right > start]
        return (inside[0], inside[-1] + 1) if inside and cursor.hasSelection() else None

    @property
    def lit_word(self) -> int | None:
        return self._lit

    @property
    def current_word(self) -> int | None:
        return self._at

    def has_unsure_words(self) -> bool:
        return any(self._unsure(word) for word in self._words)

    @staticmethod
    def _unsure(word: MessageWord) -> bool:
        return word.confidence is not None and word.confidence < UNSURE_BELOW

    def _fill(self) -> None:
        document = self.document()
        document.clear()
        self._places = []
        self._rects = {}
        cursor = QTextCursor(document)
        # One edit, one layout: word by word would lay the text out anew each time.
        cursor.beginEditBlock()
        block = QTextBlockFormat()
        block.setLineHeight(_LINE_HEIGHT_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(block)
        plain, unsure, number = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        plain.setForeground(self._theme.colour("text"))
        unsure.setForeground(self._theme.colour("text_muted"))
        unsure.setFontItalic(True)
        number.setForeground(self._theme.colour("text"))
        number.setFontWeight(650)
        in_number = {
            i for mark in self._marks if mark.kind == "number" for i in range(mark.first_word, mark.last_word)
        }
        for i, word in enumerate(self._words):
            if i:
                if self._breaks_before(i):
                    cursor.insertBlock()
                else:
                    cursor.insertText(" ", plain)
            start = cursor.position()
            look = number if i in in_number else unsure if self._unsure(word) else plain
            cursor.insertText(word.text, look)
            self._places.append((start, cursor.position()))
        cursor.endEditBlock()
        self._fit()

    def _breaks_before(self, i: int) -> bool:
        before, after = self._words[i - 1].span, self._words[i].span
        if i not in self._starts or before is None or after is None:
            return False
        return after.start_s - before.end_s >= BREAK_S

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
        layout = block.layout()
        line = layout.lineForTextPosition(position - block.position())
        return line, self.document().documentLayout().blockBoundingRect(block).topLeft(), block.position()

    def rects_of(self, first_word: int, last_word: int) -> list[QRectF]:
        """The boxes around a run of words, one for each line it touches."""
        key = (first_word, last_word)
        if key in self._rects:
            return self._rects[key]
        boxes: list[QRectF] = []
        tops: list[float] = []
        for start, end in self._places[first_word:last_word]:
            line, origin, base = self._line_at(start)
            if not line.isValid():
                continue
            metrics = self.fontMetrics()
            # cursorToX answers (x, position) in PySide6.
            left = origin.x() + _x(line.cursorToX(start - base))
            right = origin.x() + _x(line.cursorToX(end - base))
            baseline = origin.y() + line.y() + line.ascent()
            top = baseline - metrics.ascent() - 1
            box = QRectF(left, top, right - left, metrics.ascent() + metrics.descent() + 3)
            if tops and abs(tops[-1] - top) < 1:
                boxes[-1] = boxes[-1].united(box)
            else:
                boxes.append(box)
                tops.append(top)
        self._rects[key] = boxes
        return boxes

    def word_at(self, point: QPoint) -> int | None:
        """The word under a point of this widget, if there is one."""
        for i in range(len(self._places)):
            if any(box.adjusted(-3, -4, 3, 8).contains(QPointF(point)) for box in self.rects_of(i, i + 1)):
                return i
        return None

    def mark_of_word(self, i: int | None) -> Mark | None:
        """The mark to explain for a word: the most telling one where several meet."""
        if i is None:
            return None
        order = ("pitch", "pitch_near", "number", "reason", "filler")
        here = [mark for mark in self._marks if mark.first_word <= i < mark.last_word]
        return min(here, key=lambda mark: order.index(mark.kind)) if here else None

    # ---- playing -------------------------------------------------------------------------------

    def set_position(self, position_s: float | None) -> None:
        """Light the word that is heard now; None puts the light out."""
        lit = None
        if position_s is not None:
            timed = [word.span.start_s if word.span is not None else math.inf for word in self._words]
            i = bisect_right(timed, position_s) - 1
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
        if i is not None and i < len(self._places):
            for box in self.rects_of(i, i + 1):
                self.viewport().update(box.adjusted(-8, -8, 8, 8).toAlignedRect())

    # ---- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        weight = max(2.0, self.fontMetrics().height() / 14)
        ordered = sorted(self._marks, key=lambda mark: KINDS.index(mark.kind))
        for mark in ordered:
            for box in self.rects_of(mark.first_word, mark.last_word):
                paint_fill(painter, mark.kind, box.adjusted(-4, -2, 4, 4), self._theme, 6)
        for mark in ordered:
            for box in self.rects_of(mark.first_word, mark.last_word):
                grown = box.adjusted(-4, -2, 4, 4) if mark.kind == "number" else box.adjusted(-2, 0, 2, 5)
                paint_line(painter, mark.kind, grown, self._theme, weight)
        if self._shown is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tinted(mark_colour(self._shown.kind, self._theme), 0.14))
            for box in self.rects_of(self._shown.first_word, self._shown.last_word):
                painter.drawRoundedRect(box.adjusted(-4, -2, 4, 4), 6, 6)
        if self._lit is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tinted(self._theme.colour("accent"), 0.36))
            for box in self.rects_of(self._lit, self._lit + 1):
                painter.drawRoundedRect(box.adjusted(-4, -1, 4, 2), 6, 6)
        if self._at is not None and self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for box in self.rects_of(self._at, self._at + 1):
                painter.drawRoundedRect(box.adjusted(-5, -4, 5, 7), 7, 7)
        painter.end()
        super().paintEvent(event)

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
            self._go_to(word, explain=False)
            self.word_activated.emit(word)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        word = self.word_at(event.position().toPoint())
        plays = word is not None and self._playable
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if plays else Qt.CursorShape.IBeamCursor)
        mark = self.mark_of_word(word)
        if mark is not self._hovered:
            self._hovered = mark
            self._hover_timer.start()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hovered = None
        self._hover_timer.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The page scrolls, not the text in it.
        event.ignore()

    # ---- keyboard ------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        n = len(self._places)
        if n and key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not event.modifiers():
            step = 1 if key == Qt.Key.Key_Right else -1
            self._go_to(0 if self._at is None else min(n - 1, max(0, self._at + step)))
        elif self._at is not None and key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and shift:
            self._select_to(min(n - 1, max(0, self._at + (1 if key == Qt.Key.Key_Right else -1))))
        elif n and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go_to(0 if key == Qt.Key.Key_Home else n - 1)
        elif n and key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._at is not None:
            moved = self._word_in_next_line(self._at, down=key == Qt.Key.Key_Down)
            if moved is None:
                event.ignore()
            else:
                self._go_to(moved)
        elif key == Qt.Key.Key_N and self._marks:
            self.go_to_next_mark(back=shift)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            self.word_activated.emit(self._at)
        elif key == Qt.Key.Key_Escape and self._shown is not None:
            self._show_mark(None)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _select_to(self, i: int) -> None:
        cursor = self.textCursor()
        if not cursor.hasSelection():
            self._anchor = self._at
        first, last = sorted((i, self._anchor if self._anchor is not None else i))
        cursor.setPosition(self._places[first][0])
        cursor.setPosition(self._places[last][1], QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self._at = i
        said = " ".join(word.text for word in self._words[first : last + 1])
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def _word_in_next_line(self, i: int, *, down: bool) -> int | None:
        here = self.rects_of(i, i + 1)[0]
        best: tuple[float, float, int] | None = None
        for j in range(len(self._places)):
            box = self.rects_of(j, j + 1)[0]
            rise = (box.center().y() - here.center().y()) * (1 if down else -1)
            if rise < 2:
                continue
            option = (round(rise), abs(box.center().x() - here.center().x()), j)
            best = option if best is None else min(best, option)
        return best[2] if best is not None else None

    def go_to_next_mark(self, *, back: bool = False) -> None:
        """Move to the next marked stretch (round the end) and explain it."""
        firsts = sorted({mark.first_word for mark in self._marks})
        if not firsts:
            return
        at = -1 if self._at is None else self._at
        if back:
            target = next((i for i in reversed(firsts) if i < at), firsts[-1])
        else:
            target = next((i for i in firsts if i > at), firsts[0])
        self._go_to(target)

    def _go_to(self, i: int, *, explain: bool = True) -> None:
        self._at = i
        cursor = self.textCursor()
        cursor.clearSelection()
        self.setTextCursor(cursor)
        self.viewport().update()
        boxes = self.rects_of(i, i + 1)
        if boxes:
            self.word_lit.emit(boxes[0].toAlignedRect())
        mark = self.mark_of_word(i)
        if explain:
            self._show_mark(mark)
        said = self._words[i].text if mark is None else f"{self._words[i].text}. {mark.spoken()}"
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_keyboard and self._at is None and self._places:
            self._at = 0
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_mark(None)
        self.viewport().update()

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
            box = boxes[-1].toAlignedRect()
            top_left = self.viewport().mapToGlobal(boxes[0].toAlignedRect().topLeft())
            spread = QRect(top_left, boxes[0].toAlignedRect().size())
            spread = spread.united(QRect(self.viewport().mapToGlobal(box.topLeft()), box.size()))
            self.mark_shown.emit(mark, spread)


def _x(answer: object) -> float:
    """`QTextLine.cursorToX` gives a pair in PySide6 and a number in its documentation."""
    return float(answer[0] if isinstance(answer, tuple) else answer)  # type: ignore[arg-type]
