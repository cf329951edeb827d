"""The script in large type, scrolling past a reading mark in the upper third.

What was said and what is still to come is dimmed; the line to say is not.
A read-only text, so that a screen reader reads it as one; nothing moves its cursor while somebody speaks.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QHideEvent,
    QLinearGradient,
    QPainter,
    QPaintEvent,
    QPolygonF,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: Where the line to say stands, as a part of the height.
_MARK = 0.3
#: The view is this far behind where it should be by a factor e.
_SETTLE_S = 0.3
_FRAME_MS = 16
#: Room on the left for the mark.
_LEFT_PX, _RIGHT_PX = 34, 8
#: Longer lines are lost sight of on the way back.
_LINE_EM = 26
#: Between paragraphs, in parts of the text's size.
_PARAGRAPH_EM = 0.75
_LINE_HEIGHT_PERCENT = 128.0
#: A written line break is kept unless the line was only wrapped: long, and in the middle of a sentence.
_WRAPPED_CHARS = 50
_ENDS = tuple(".!?:;,…—–-")


class Prompter(QTextEdit):
    """Shows words and moves to them.  A place is a word's index; its part behind the point is how much
    of the word is over.

    Signal `size_wanted` (larger): the wheel was turned with Ctrl.
    """

    size_wanted = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._starts: list[int] = []
        self._place = 0.0
        self._px = 40
        self._target = self._y = self._left = 0.0
        self._paragraphs: list[int] = []
        self.reduced_motion = False
        self.locked = False
        self.setObjectName("prompter")
        self.setAccessibleName(_("Script"))
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUndoRedoEnabled(False)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._move)
        self._clock = QElapsedTimer()

    # ---- what is shown -------------------------------------------------------------------------

    def set_script(
        self, words: Sequence[str], slots: Collection[int] = (), line_starts: Sequence[int] = ()
    ) -> None:
        """Words in order; those of `slots` stand out; `line_starts` as `Script` has them."""
        text, self._starts, self._paragraphs = _laid_out(words, line_starts)
        self.setPlainText(text)
        self._dress(words, slots)
        self._make_room()  # a new text has lost it
        self._place = 0.0
        self.set_place(0.0, at_once=True)

    def _dress(self, words: Sequence[str], slots: Collection[int]) -> None:
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        block = QTextBlockFormat()
        block.setLineHeight(_LINE_HEIGHT_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        block.setTopMargin(0)
        cursor.mergeBlockFormat(block)
        block.setTopMargin(_PARAGRAPH_EM * self._px)
        for word in self._paragraphs:
            cursor.setPosition(self._starts[word])
            cursor.mergeBlockFormat(block)
        slot = QTextCharFormat()
        slot.setBackground(self._theme.mix("accent", 0.14, "window"))
        slot.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
        for word in slots:
            cursor.setPosition(self._starts[word])
            cursor.setPosition(self._starts[word] + _units(words[word]), QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(slot)
        self._slots = (tuple(words), frozenset(slots))

    _slots: tuple[tuple[str, ...], frozenset[int]] = ((), frozenset())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFont(self._large())
        self._dress(*self._slots)
        self.viewport().update()

    @property
    def text_px(self) -> int:
        return self._px

    def set_text_px(self, px: int) -> None:
        self._px = px
        self.setFont(self._large())
        self._dress(*self._slots)
        self._make_room()
        self.set_place(self._place, at_once=True)

    def _large(self) -> QFont:
        font = self._theme.font("lead")
        font.setPixelSize(self._px)
        return font

    # ---- where it stands -----------------------------------------------------------------------

    @property
    def place(self) -> float:
        return self._place

    @property
    def current_line(self) -> str:
        """The text of the line at the mark."""
        block, line = self._line_at(self._position(self._place))
        text: str = block.text()[line.textStart() : line.textStart() + line.textLength()]
        return text.strip()

    def set_place(self, place: float, *, flowing: bool = False, at_once: bool = False) -> None:
        """Bring the line of a word to the mark, smoothly unless `at_once` or motion is reduced.

        `flowing`: the text moves evenly through the line, as it does at an even pace.
        """
        self._place = place
        if not self._starts:
            return
        position = self._position(place)
        rect = self._line_rect(position)
        part = 0.5
        if flowing and not self.reduced_motion:
            block, line = self._line_at(position)
            within = position - block.position() - line.textStart()
            part = min(1.0, max(0.0, within / max(1, line.textLength())))
        self._target = max(0.0, rect.top() + part * rect.height() - self._mark_y())
        if at_once or self.reduced_motion or not self.isVisible():
            self._y = self._target
            self._timer.stop()
            self._scroll()
        elif abs(self._target - self._y) >= 0.5 and not self._timer.isActive():
            self._clock.start()
            self._timer.start()
        self.viewport().update()

    def _mark_y(self) -> float:
        return self.viewport().height() * _MARK

    def _position(self, place: float) -> float:
        """A place as a position in the document's characters."""
        word = int(place)
        if word >= len(self._starts):
            return float(self.document().characterCount() - 1)
        start = self._starts[word]
        following = self._starts[word + 1] if word + 1 < len(self._starts) else start
        return start + (place - word) * max(0, following - start - 1)

    def _line_at(self, position: float):  # type: ignore[no-untyped-def]
        block = self.document().findBlock(int(position))
        line = block.layout().lineForTextPosition(int(position) - block.position())
        return block, line

    def _line_rect(self, position: float) -> QRectF:
        """In the document's coordinates."""
        block, line = self._line_at(position)
        box = self.document().documentLayout().blockBoundingRect(block)
        if not line.isValid():
            return box
        return QRectF(box.left(), box.top() + line.y(), box.width(), line.height())

    def _move(self) -> None:
        passed_s = self._clock.restart() / 1000
        self._y += (self._target - self._y) * (1.0 - math.exp(-passed_s / _SETTLE_S))
        if abs(self._target - self._y) < 0.5:
            self._y = self._target
            self._timer.stop()
        self._scroll()

    def _scroll(self) -> None:
        bar = self.verticalScrollBar()
        if bar.value() != round(self._y):
            bar.setValue(round(self._y))

    # ---- being painted and resized -------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()
        self.set_place(self._place, at_once=True)

    def _make_room(self) -> None:
        """Empty room above and below, so that first and last line can stand at the mark."""
        frame = self.document().rootFrame()
        form = frame.frameFormat()
        height = self.viewport().height()
        line = QFontMetricsF(self.font()).lineSpacing() * _LINE_HEIGHT_PERCENT / 100
        # The middle of the first line stands at the mark.
        form.setTopMargin(max(0.0, height * _MARK - line / 2))
        form.setBottomMargin(height * (1.0 - _MARK))
        self._left = max(0.0, (self.viewport().width() - _LEFT_PX - _RIGHT_PX - _LINE_EM * self._px) / 2)
        form.setLeftMargin(self._left + _LEFT_PX)
        form.setRightMargin(self._left + _RIGHT_PX)
        if form != frame.frameFormat():
            frame.setFrameFormat(form)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        # Not moved as a picture: the dimming stays where it is.
        if not self._timer.isActive():
            self._y = float(self.verticalScrollBar().value())
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            # Qt would zoom by itself, past the size that is remembered.
            if event.angleDelta().y():
                self.size_wanted.emit(event.angleDelta().y() > 0)
            event.accept()
        elif self.locked:
            event.accept()
        else:
            super().wheelEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._starts:
            return
        port = self.viewport()
        line = self._line_rect(self._position(self._place)).translated(0, -self.verticalScrollBar().value())
        painter = QPainter(port)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = float(port.width()), float(port.height())
        self._dim(painter, QRectF(0, 0, width, max(0.0, line.top())), 0.62, fade_top=True)
        below = max(0.0, line.bottom())
        self._dim(painter, QRectF(0, below, width, height - below), 0.22, fade_top=False)
        self._paint_mark(painter)
        painter.end()

    def _dim(self, painter: QPainter, box: QRectF, share: float, *, fade_top: bool) -> None:
        """Lay the ground's colour over a part of the text, fading out at the widget's edge."""
        if box.height() <= 0:
            return
        veil, full = self._theme.colour("window"), self._theme.colour("window")
        veil.setAlphaF(share)
        edge = min(1.0, self._px * 1.6 / box.height())
        down = QLinearGradient(box.topLeft(), box.bottomLeft())
        if fade_top:
            down.setColorAt(0.0, full)
            down.setColorAt(edge, veil)
            down.setColorAt(1.0, veil)
        else:
            down.setColorAt(0.0, veil)
            down.setColorAt(1.0 - edge, veil)
            down.setColorAt(1.0, full)
        # The slots' underlines reach a little further than the line.
        painter.fillRect(box, down)

    def _paint_mark(self, painter: QPainter) -> None:
        x, y, size = self._left + 4, self._mark_y(), 8.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawPolygon(
            QPolygonF([QPointF(x, y - size), QPointF(x + 1.5 * size, y), QPointF(x, y + size)])
        )


def _units(text: str) -> int:
    """Length in Qt's characters, of which an emoji is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "replace")) // 2


def _laid_out(words: Sequence[str], line_starts: Sequence[int]) -> tuple[str, list[int], list[int]]:
    """The text with its line breaks, where each word begins, and which words begin a paragraph."""
    breaks: dict[int, int] = {}
    for start in line_starts:
        breaks[start] = breaks.get(start, 0) + 1
    text: list[str] = []
    starts: list[int] = []
    paragraphs: list[int] = []
    at = line_length = 0
    for i, word in enumerate(words):
        gap = ""
        if i:
            n_breaks = breaks.get(i, 0)
            kept = n_breaks > 1 or line_length < _WRAPPED_CHARS or words[i - 1].endswith(_ENDS)
            gap = "\n" if n_breaks and kept else " "
            if n_breaks > 1:
                paragraphs.append(i)
            if n_breaks:
                line_length = 0
        at += len(gap)
        starts.append(at)
        at += _units(word)
        line_length += len(word) + 1
        text += (gap, word)
    return "".join(text), starts, paragraphs
