"""The blocks of calls as a table, the latest day first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView

from rehearse.i18n import _
from rehearse.library.rates import rate_name
from rehearse.ui.controls import plain_tip
from rehearse.ui.progress_table import PlainTable
from rehearse.ui.progress_words import short_day

if TYPE_CHECKING:
    from rehearse.library.calls import CallBlock
    from rehearse.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_N_COLUMNS = 5
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class BlocksModel(QAbstractTableModel):
    """A row for each block."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[CallBlock] = []

    def set_blocks(self, blocks: Sequence[CallBlock]) -> None:
        self.beginResetModel()
        self.blocks = list(blocks)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.blocks)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else _N_COLUMNS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("Day"), _("Script"), _("Left"), _("Called back"), _("Note"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in (2, 3) else _LEFT
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if index.column() in (2, 3) else _LEFT
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(self.blocks[index.row()], index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.cell(self.blocks[index.row()], index.column()))
        return None

    def cell(self, block: CallBlock, column: int) -> str:
        if column == 0:
            return short_day(block.called_on, year=block.called_on.year != datetime.now().year)
        if column == 1:
            return rate_name(block.title, block.variant)
        if column == 2:
            return f"{block.n_left:,}"
        return f"{block.n_back:,}" if column == 3 else block.note


class BlocksTable(PlainTable):
    """Signal `delete_wanted`: the chosen blocks are to go."""

    delete_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        self.blocks_model = BlocksModel()
        super().__init__(theme, "calls_table", _("Call log, the latest day first"))
        self.setModel(self.blocks_model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setResizeContentsPrecision(40)

    def show_blocks(self, blocks: Sequence[CallBlock]) -> None:
        chosen = {block.id for block in self.chosen()}
        at = self.currentIndex().row()
        self.blocks_model.set_blocks(blocks)
        for column in range(_N_COLUMNS - 1):
            wanted = max(self.sizeHintForColumn(column), self.horizontalHeader().sectionSizeHint(column))
            self.setColumnWidth(column, min(wanted + 18, 260))
        rows = [row for row, block in enumerate(blocks) if block.id in chosen]
        if blocks:
            self.setCurrentIndex(
                self.blocks_model.index(rows[0] if rows else max(0, min(at, len(blocks) - 1)), 0)
            )

    def chosen(self) -> list[CallBlock]:
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.blocks_model.blocks[row] for row in rows]

    def texts(self, row: int) -> list[str]:
        return [str(self.blocks_model.index(row, at).data()) for at in range(_N_COLUMNS)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.chosen():
            self.delete_wanted.emit()
            return
        super().keyPressEvent(event)
