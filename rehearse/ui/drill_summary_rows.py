"""A card of many rows below each other that are placed a few at a time, so that the window never waits."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from rehearse.ui.controls import rule

#: Made, or placed anew after the width changed, in one turn: a layout of two hundred would take 0.2 s.
_AT_ONCE = 6

_EDGE_PX = 8


class ManyRows(QFrame):
    """`show_rows` takes an iterator, which makes each row when its turn comes."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._rows: list[tuple[QWidget, QFrame]] = []
        self._coming: Iterator[QWidget] | None = None
        self._placed = 0
        self._bottom_px = _EDGE_PX
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._go_on)

    @property
    def complete(self) -> bool:
        """Whether every row is made and in its place."""
        return self._coming is None and self._placed == len(self._rows)

    def show_rows(self, rows: Iterator[QWidget]) -> None:
        """These and no others."""
        for pair in self._rows:
            for widget in pair:
                widget.hide()
                widget.deleteLater()
        self._rows = []
        self._coming = rows
        self._begin_anew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._placed, self._bottom_px = 0, _EDGE_PX
        self._turn.start()

    def _go_on(self) -> None:
        for _number in range(_AT_ONCE):
            if self._placed == len(self._rows) and not self._make():
                self._turn.stop()
                break
            self._place(*self._rows[self._placed], first=self._placed == 0)
            self._placed += 1
        self.setFixedHeight(self._bottom_px + _EDGE_PX)

    def _make(self) -> bool:
        """One row more; False where that was the last one."""
        row = next(self._coming, None) if self._coming is not None else None
        if row is None:
            self._coming = None
            return False
        line = rule()
        for widget in (line, row):
            widget.setParent(self)
            widget.show()
        self._rows.append((row, line))
        return True

    def _place(self, row: QWidget, line: QFrame, *, first: bool) -> None:
        width = self.width() - 2 * _EDGE_PX
        line.setVisible(not first)
        line.setGeometry(_EDGE_PX, self._bottom_px, width, 1)
        height = row.heightForWidth(width) if row.hasHeightForWidth() else row.sizeHint().height()
        row.setGeometry(_EDGE_PX, self._bottom_px + 1, width, height)
        self._bottom_px += height + 1
