"""The list itself: rows, what is chosen among them, and the keys that act on it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionRange, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QFrame, QListView, QWidget

from rehearse.i18n import _
from rehearse.library.takes import TakeSummary
from rehearse.ui.take_model import TakesModel
from rehearse.ui.take_row import TakeDelegate

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


class Chosen:
    """The takes that are chosen in a list, now and whenever it is looked at, in the order of the list.

    To count them costs nothing, however many they are.
    """

    def __init__(self, takes: TakeList) -> None:
        self._list = takes

    def __len__(self) -> int:
        return sum(map(len, self._list.chosen_rows()))

    def values(self, field: str) -> Iterator[Any]:
        """A field of each."""
        of = self._list.takes.values
        return itertools.chain.from_iterable(of(block, field) for block in self._list.chosen_rows())

    def ids(self) -> list[str]:
        return list(self.values("id"))


class TakeList(QListView):
    """Signals: `opened` (Return, or a double click), `deleted` (Del), `left_up` (up from the first row),
    `chosen_changed`, `named` (the field for a name is gone)."""

    opened = Signal()
    deleted = Signal()
    left_up = Signal()
    chosen_changed = Signal()
    named = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.takes = TakesModel()
        self.delegate = TakeDelegate(theme, self.takes, self)
        self._wanted: str | None = None
        self.setObjectName("takes_table")
        self.setAccessibleName(_("Takes"))
        self.setModel(self.takes)
        self.setItemDelegate(self.delegate)
        # All rows are alike: a list of ten thousand costs no more to lay out than one of ten.
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self.selectionModel().selectionChanged.connect(lambda *_change: self.chosen_changed.emit())

    def set_theme(self, theme: Theme) -> None:
        self.delegate.set_theme(theme)
        if self.takes.rowCount():
            self.doItemsLayout()
        self.viewport().update()

    @property
    def naming(self) -> bool:
        """Whether a name is being typed."""
        return self.state() == QAbstractItemView.State.EditingState

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        self.named.emit()

    # ---- rows ----------------------------------------------------------------------------------

    def show_takes(self, takes: Sequence[TakeSummary], *, searching: bool, to_top: bool) -> None:
        """Show other rows.  What is chosen and in sight stays where it can; with `to_top` it does not."""
        if not to_top and not self._wanted and self.takes.renew(takes, searching=searching):
            self.viewport().update()  # dates are told by today's
            return
        selected = [] if to_top else self.selected_ids()
        current = None if to_top else self._wanted or self.current_id()
        scroll = 0 if to_top else self.verticalScrollBar().value()
        other_height = searching != self.takes.searching
        self.takes.set_takes(takes, searching=searching)
        if other_height:
            self.doItemsLayout()
        chosen = self.takes.selection_of(selected)
        select = self.selectionModel()
        # In one go: selecting row by row takes time that grows with the square of their number.
        select.select(chosen, select.SelectionFlag.ClearAndSelect)
        row = self.takes.row_of(current) if current else None
        if row is not None:
            self._wanted = None
        elif takes:
            row = 0
        if row is not None:
            flag = select.SelectionFlag.NoUpdate if chosen.size() else select.SelectionFlag.Select
            select.setCurrentIndex(self.takes.index(row), flag)
        self.verticalScrollBar().setValue(scroll)

    def take_out(self, ids: Sequence[str]) -> None:
        """Rows that are gone; the next one is chosen, so that the same key can be pressed again."""
        scroll = self.verticalScrollBar().value()
        first = self.takes.remove(ids)
        self.verticalScrollBar().setValue(scroll)
        if self.takes.rowCount():
            self._choose(min(first or 0, self.takes.rowCount() - 1))

    def in_sight(self) -> list[TakeSummary]:
        """The takes whose rows can be seen."""
        area = self.viewport().rect()
        first, last = self.indexAt(area.topLeft()), self.indexAt(area.bottomLeft())
        if not self.takes.rowCount() or not first.isValid():
            return []
        end = last.row() + 1 if last.isValid() else self.takes.rowCount()
        return [self.takes.take(row) for row in range(first.row(), end)]

    # ---- what is chosen ------------------------------------------------------------------------

    def selected(self) -> list[TakeSummary]:
        """The chosen takes, in the order of the list."""
        return [self.takes.take(row) for block in self.chosen_rows() for row in block]

    def chosen_rows(self) -> list[range]:
        """The rows of the chosen takes, neighbours in one range, from the top."""
        blocks: list[QItemSelectionRange] = list(self.selectionModel().selection())  # type: ignore[call-overload]
        rows = [range(block.top(), block.bottom() + 1) for block in blocks]
        return sorted(rows, key=lambda block: block.start)

    def selected_ids(self) -> list[str]:
        return Chosen(self).ids()

    def current(self) -> TakeSummary | None:
        """The take the cursor is on."""
        index: QModelIndex = self.currentIndex()
        return self.takes.take(index.row()) if index.isValid() else None

    def current_id(self) -> str | None:
        take = self.current()
        return take.id if take is not None else None

    def choose(self, take_id: str) -> None:
        """Make a take the current one, now or once the list was read."""
        row = self.takes.row_of(take_id)
        self._wanted = take_id if row is None else None
        if row is not None:
            self._choose(row)

    def _choose(self, row: int) -> None:
        select = self.selectionModel()
        select.setCurrentIndex(self.takes.index(row), select.SelectionFlag.ClearAndSelect)

    # ---- keys ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.naming and not self.hasFocus():
            # What the field for a name left over, such as its Return: no order to the list.
            event.ignore()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.deleted.emit()
        elif key == Qt.Key.Key_Up and self.currentIndex().row() <= 0 and not _held(event):
            self.left_up.emit()
        elif event.text().isalnum() and not _held(event):
            event.ignore()  # letters are orders of the page, not the beginning of a title
        else:
            super().keyPressEvent(event)


def _held(event: QKeyEvent) -> bool:
    """Whether a key is held that gives another one a meaning of its own."""
    return bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
