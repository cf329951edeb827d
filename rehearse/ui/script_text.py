"""The text of a script to write in, with its findings marked under the words as they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from rehearse.i18n import _, ngettext
from rehearse.script.script import MAX_CHARS, MAX_WORDS
from rehearse.ui.banners import announce
from rehearse.ui.mark_paint import mark_colour, paint_fill, paint_line, tinted
from rehearse.ui.marks import KINDS, Mark, MarkKind, TextMark

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

_HOVER_MS = 140
_LINE_HEIGHT_PERCENT = 150
#: Where several marks meet the most telling one is explained.
_TELLING: tuple[MarkKind, ...] = ("pitch", "pitch_near", "number", "reason", "filler")


class ScriptText(QTextEdit):
    """Plain text.  F8 goes from finding to finding; the mouse asks by standing still.

    Signals: `mark_shown` (the mark and its place in global coordinates), `mark_hidden`; `refused` (a
    sentence): what was pasted is no script.
    """

    mark_shown = Signal(object, QRect)
    mark_hidden = Signal()
    refused = Signal(str)

    def __init__(self, theme: Theme, name: str, step: str = "lead", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._step = theme, step
        self.setObjectName(name)
        self.setProperty("kind", "writing")
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(6)
        self.viewport().setMouseTracking(True)
        self._marks: tuple[TextMark, ...] = ()
        self._slots: tuple[tuple[int, int], ...] = ()
        self._shown: TextMark | None = None
        self._hovered: TextMark | None = None
        self._hover = QTimer(self, singleShot=True, interval=_HOVER_MS)
        self._hover.timeout.connect(lambda: self._show(self._hovered))
        self.document().contentsChange.connect(self._moved)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._show(None))
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFont(theme.font(self._step))
        self.viewport().update()

    def show_text(self, text: str) -> None:
        """Another text; what was typed before cannot be brought back by undo."""
        self._marks, self._slots = (), ()
        self._show(None)
        self.setPlainText(text)
        roomy = QTextBlockFormat()
        roomy.setLineHeight(_LINE_HEIGHT_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(roomy)
        self.document().clearUndoRedoStacks()

    # ---- marks ---------------------------------------------------------------------------------

    @property
    def marks(self) -> tuple[TextMark, ...]:
        return self._marks

    @property
    def shown_mark(self) -> Mark | None:
        """The mark that is being explained."""
        return self._shown.mark if self._shown is not None else None

    def set_marks(self, marks: Sequence[TextMark], slots: Sequence[tuple[int, int]] = ()) -> None:
        """What was found in the text as it stands now; `slots` are the places to fill in."""
        shown = self._shown
        self._marks, self._slots = tuple(marks), tuple(slots)
        if shown is not None and shown not in self._marks:
            self._show(None)
        self.viewport().update()

    def _moved(self, at: int, removed: int, added: int) -> None:
        """Marks stay with their words until the text has been looked at anew."""
        if not self._marks and not self._slots:
            return
        self._show(None)
        end, by = at + removed, added - removed
        moved = []
        for mark in self._marks:
            place = _shifted(mark.start, mark.end, at, end, by)
            if place is not None:
                moved.append(replace(mark, start=place[0], end=place[1]))
        self._marks = tuple(moved)
        slots = (_shifted(first, last, at, end, by) for first, last in self._slots)
        self._slots = tuple(place for place in slots if place is not None)

    def mark_at(self, position: int) -> TextMark | None:
        here = [mark for mark in self._marks if mark.start <= position < mark.end]
        return min(here, key=lambda found: _TELLING.index(found.mark.kind)) if here else None

    def go_to_next_mark(self, *, back: bool = False, kinds: Sequence[MarkKind] = _TELLING) -> bool:
        """Stand on the next finding (round the end) and explain it; false where there is none."""
        marks = [mark for mark in self._marks if mark.mark.kind in kinds]
        if not marks:
            return False
        at = self.textCursor().position()
        if back:
            before = [mark for mark in marks if mark.start < at]
            found = before[-1] if before else marks[-1]
        elif self._shown in marks:
            found = marks[(marks.index(self._shown) + 1) % len(marks)]
        else:
            found = next((mark for mark in marks if mark.start >= at), marks[0])
        cursor = self.textCursor()
        cursor.setPosition(found.start)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self.setFocus()
        self._show(found)
        words = self.toPlainText()[found.start : found.end]
        announce(self, f"{words}. {found.mark.spoken()}")
        return True

    def _show(self, found: TextMark | None) -> None:
        if found is self._shown:
            return
        self._shown = found
        self.viewport().update()
        boxes = self._boxes(found.start, found.end) if found is not None else []
        if found is None or not boxes:
            self.mark_hidden.emit()
            return
        spread = boxes[0].united(boxes[-1]).toAlignedRect()
        self.mark_shown.emit(found.mark, QRect(self.viewport().mapToGlobal(spread.topLeft()), spread.size()))

    # ---- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        weight = max(1.6, self.fontMetrics().height() / 15)
        first, last = self._in_sight()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.mix("text_muted", 0.13))
        for start, end in self._slots:
            if start < last and end > first:
                for box in self._boxes(start, end):
                    painter.drawRoundedRect(box.adjusted(-2, -1, 2, 3), 6, 6)
        seen = [found for found in self._marks if found.start < last and found.end > first]
        ordered = sorted(seen, key=lambda found: KINDS.index(found.mark.kind))
        for paint_lines in (False, True):
            for found in ordered:
                for box in self._boxes(found.start, found.end):
                    if paint_lines:
                        number = found.mark.kind == "number"
                        grown = box.adjusted(-3, -2, 3, 4) if number else box.adjusted(0, 0, 0, 4)
                        paint_line(painter, found.mark.kind, grown, self._theme, weight)
                    else:
                        paint_fill(painter, found.mark.kind, box.adjusted(-3, -2, 3, 4), self._theme, 6)
        if self._shown is not None:
            painter.setPen(QPen(mark_colour(self._shown.mark.kind, self._theme), 1.5))
            painter.setBrush(tinted(mark_colour(self._shown.mark.kind, self._theme), 0.14))
            for box in self._boxes(self._shown.start, self._shown.end):
                painter.drawRoundedRect(box.adjusted(-3, -2, 3, 4), 6, 6)
        painter.end()
        super().paintEvent(event)

    def _in_sight(self) -> tuple[int, int]:
        """The half-open range of characters that can be seen."""
        corner = self.viewport().rect()
        return (
            self.cursorForPosition(corner.topLeft()).position() - 1,
            self.cursorForPosition(corner.bottomRight()).position() + 1,
        )

    def _boxes(self, start: int, end: int) -> list[QRectF]:
        """The boxes around a range of characters, one for each line it touches."""
        boxes: list[QRectF] = []
        block = self.document().findBlock(start)
        while block.isValid() and block.position() < end:
            boxes += self._boxes_in(block, start - block.position(), end - block.position())
            block = block.next()
        return boxes

    def _boxes_in(self, block: QTextBlock, start: int, end: int) -> list[QRectF]:
        boxes, layout, metrics = [], block.layout(), self.fontMetrics()
        origin = self.document().documentLayout().blockBoundingRect(block).topLeft()
        x = origin.x() - self.horizontalScrollBar().value()
        y = origin.y() - self.verticalScrollBar().value()
        text = block.text()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            first = max(start, line.textStart())
            last = min(end, line.textStart() + line.textLength(), len(text))
            last = first + len(text[first:last].rstrip())
            if first < last:
                left, right = _reach(line.cursorToX(first)), _reach(line.cursorToX(last))
                top = y + line.y() + line.ascent() - metrics.ascent()
                boxes.append(
                    QRectF(x + min(left, right), top, abs(right - left), metrics.ascent() + metrics.descent())
                )
        return boxes

    # ---- mouse, keys, clipboard ----------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        point = event.position()
        over = self.mark_at(self.cursorForPosition(point.toPoint()).position())
        if over is not None and not any(
            box.adjusted(-4, -4, 4, 6).contains(point) for box in self._boxes(over.start, over.end)
        ):
            over = None
        if over is not self._hovered:
            self._hovered = over
            self._hover.start()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover.stop()
        self._hovered = None
        self._show(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F8:
            self.go_to_next_mark(back=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            return
        if event.key() == Qt.Key.Key_Escape and self._shown is not None:
            self._show(None)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier
        ):
            self.textCursor().insertBlock()  # Shift+Return would be a line separator, which is no line end
            self.ensureCursorVisible()
            return
        super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """A file dropped here is opened by the window, not pasted as its name."""
        return not source.hasUrls() and super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        selected = len(self.textCursor().selectedText())
        if self.document().characterCount() - 1 - selected + len(source.text()) > MAX_CHARS:
            words = ngettext(
                "That is longer than {n} word, which nobody leaves on a voicemail. Nothing was pasted.",
                "That is longer than {n} words, which nobody leaves on a voicemail. Nothing was pasted.",
                MAX_WORDS,
            )
            self.refused.emit(words.format(n=MAX_WORDS))
            return
        super().insertFromMimeData(source)


def marks_told(marks: Sequence[TextMark]) -> str:
    """How many findings a text has, for a screen reader."""
    n = sum(found.mark.kind in ("pitch", "pitch_near") for found in marks)
    return (
        ngettext("{n} phrase to look at", "{n} phrases to look at", n).format(n=n)
        if n
        else _("Nothing found")
    )


def _shifted(start: int, end: int, at: int, until: int, by: int) -> tuple[int, int] | None:
    """Where a range stands after the characters from `at` to `until` became `by` more; None: it is gone."""
    if start >= until:
        return start + by, end + by
    if end <= at:
        return start, end
    start, end = min(start, at), max(end, until) + by
    return (start, end) if start < end else None


def _reach(found: object) -> float:
    """`cursorToX` answers with a place, or with a pair that begins with it, depending on the version."""
    return float(found[0] if isinstance(found, (tuple, list)) else found)  # type: ignore[arg-type]
