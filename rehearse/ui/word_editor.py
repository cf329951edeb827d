"""The small field that opens over a word to put it right."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from rehearse.i18n import _
from rehearse.speech.corrections import MAX_CHARS

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: Between the text and the edge of the field, so that the letters stay where the word was.
_PAD_PX = 9
_LEAST_PX = 56


class WordEditor(QLineEdit):
    """Enter and Tab keep what was typed, Escape leaves the word as it was.

    Signals: `kept` (the text, and where to go on: 1 the next word, -1 the one before, 0 nowhere),
    `left`.  One of them comes, once for each time it opens.
    """

    kept = Signal(str, int)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("word_editor")
        self.setAccessibleName(_("Word"))
        self.setMaxLength(MAX_CHARS)
        self.setFrame(False)
        self.setTextMargins(0, 0, 0, 0)
        self._host = parent
        self._box = QRectF()
        self._before = ""
        self._open = False
        self.textChanged.connect(self._place)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        font = theme.font("title")
        font.setWeight(font.Weight.Normal)
        self.setFont(font)

    @property
    def is_open(self) -> bool:
        return self._open

    def open(self, word: str, box: QRectF, typed: str | None = None) -> None:
        """Show it over `box` with the word selected, or with what was `typed` in its place."""
        self._box, self._before, self._open = QRectF(box), word, True
        self.setAccessibleDescription(
            _("Instead of “{word}”. Enter keeps, Escape leaves, Tab goes on.").format(word=word)
        )
        self.setText(word if typed is None else typed)
        if typed is None:
            self.selectAll()
        self._place()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def move_to(self, box: QRectF) -> None:
        """The word lies elsewhere now."""
        self._box = QRectF(box)
        self._place()

    def close_quietly(self) -> None:
        """Put it away without keeping anything."""
        self._open = False
        self.hide()

    def _place(self, *_text: object) -> None:
        host = self._host
        wanted = self.fontMetrics().horizontalAdvance(self.text() + " ") + 2 * _PAD_PX
        width = round(min(max(wanted, self._box.width() + 2 * _PAD_PX, _LEAST_PX), host.width()))
        left = round(self._box.left() - _PAD_PX)
        if unicodedata.bidirectional((self.text() or self._before or " ")[0]) in ("R", "AL"):
            left = round(self._box.right() + _PAD_PX - width)
        left = max(0, min(left, host.width() - width))
        self.setGeometry(left, round(self._box.top() - 5), width, round(self._box.height() + 12))

    def _end(self, step: int | None) -> None:
        if not self._open:
            return
        self._open = False
        if step is None:
            self.left.emit()
        else:
            self.kept.emit(self.text(), step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end(0)
        elif event.key() == Qt.Key.Key_Escape:
            self._end(None)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        tabs = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in tabs:
            self._end(tabs[Qt.Key(event.key())])
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # A click elsewhere loses nothing that was typed; another window or a menu does not end it.
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self._end(0)
