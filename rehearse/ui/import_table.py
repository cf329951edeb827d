"""The recordings that were looked over, as a table: what is known of each, and whether it is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.check_words import friendly_date, seconds_words
from rehearse.ui.progress_table import PlainTable

if TYPE_CHECKING:
    from rehearse.bringing_in import FileResult
    from rehearse.looking_over import Candidate
    from rehearse.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

_PLAIN = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_CHECKABLE = _PLAIN | Qt.ItemFlag.ItemIsUserCheckable

#: What is not known.
NOTHING = "–"


@dataclass(slots=True)
class Row:
    """A recording, as the user wants it."""

    found: Candidate
    wanted: bool = True

    @property
    def file_name(self) -> str:
        return PurePath(self.found.new.source_name).name


class CandidatesModel(QAbstractTableModel):
    """A row for each recording that can be kept.  `wanted_changed`: others are wanted than before."""

    wanted_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.scripts: dict[str, str] = {}
        self.muted = QColor()

    # ---- changing ------------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def change(self, numbers: Sequence[int], **facts: Any) -> None:
        """Give these rows another speaker, script_id, recorded_at, …, as fields of `NewImport`."""
        for number in numbers:
            row = self.rows[number]
            row.found = replace(row.found, new=replace(row.found.new, **facts))
        self._told(numbers)

    def want(self, numbers: Sequence[int], wanted: bool) -> None:
        for number in numbers:
            self.rows[number].wanted = wanted
        self._told(numbers)
        self.wanted_changed.emit()

    def _told(self, numbers: Sequence[int]) -> None:
        if numbers:
            last = self.columnCount() - 1
            self.dataChanged.emit(self.index(min(numbers), 0), self.index(max(numbers), last))

    # ---- for the view --------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 5

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("Recording"), _("Speaker"), _("Recorded"), _("Script"), _("Length"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section == 4 else _LEFT
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return _CHECKABLE if index.column() == 0 else _PLAIN

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column == 4 else _LEFT
        if role == Qt.ItemDataRole.CheckStateRole and column == 0:
            return Qt.CheckState.Checked if row.wanted else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ForegroundRole and (
            not row.wanted or (column and self.cell(row, column) == NOTHING)
        ):
            return self.muted
        if role == Qt.ItemDataRole.ToolTipRole:
            if column == 0:
                return row.found.name
            return date_words(row) if column == 2 else self.cell(row, column)
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self.want([index.row()], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def cell(self, row: Row, column: int) -> str:
        new = row.found.new
        if column == 0:
            return row.file_name
        if column == 1:
            return new.speaker or NOTHING
        if column == 2:
            return friendly_date(new.recorded_at, datetime.now().astimezone())
        if column == 3:
            return self.scripts.get(new.script_id or "", NOTHING)
        return seconds_words(row.found.duration_s)


def date_words(row: Row) -> str:
    """Where the date comes from."""
    return {
        "given": _("As you said"),
        "tags": _("As the recording itself says"),
        "name": _("As the name of the file says"),
        "file": _("The time of the file: the recording may be older"),
    }[row.found.new.date_from]


class OthersModel(QAbstractTableModel):
    """A row for each file that is not taken in, with the reason."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[FileResult] = []

    def set_files(self, files: Sequence[FileResult]) -> None:
        self.beginResetModel()
        self.files = list(files)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.files)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("File"), _("Why it is not imported"))[section]
        return _LEFT if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        file = self.files[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return file.name if index.column() == 0 else why_words(file)
        if role == Qt.ItemDataRole.DisplayRole:
            return short_name(file.name) if index.column() == 0 else why_words(file)
        return None


def short_name(name: str) -> str:
    """The file's own name, without the folders it lies in."""
    return PurePath(name).name or name


def why_words(file: FileResult) -> str:
    """Why a file is not taken in."""
    if file.error is not None:
        # The first column has the name; folders in front of it would fill the second.
        return file.error.message.replace(file.name, short_name(file.name))
    if file.take_id is None:
        return _("It is among these recordings twice.")
    return _("It is in the trash already.") if file.in_trash else _("It is among your takes already.")


class _WantedDelegate(QStyledItemDelegate):
    """Paints in the window's own hand whether a recording is wanted."""

    def __init__(self, table: ImportTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        whole = QStyleOptionViewItem(option)
        self.initStyleOption(whole, index)
        part = QStyle.SubElement.SE_ItemViewItemCheckIndicator
        box = QRectF(self._table.style().subElementRect(part, whole, self._table))
        box = QRectF(box.center().x() - 9, box.center().y() - 9, 18, 18)
        theme = self._table.theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wanted = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        edge = theme.colour("accent") if wanted else theme.mix("text_muted", 0.85)
        painter.setPen(QPen(edge, 1.5))
        painter.setBrush(edge if wanted else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box)
        if wanted:
            icons.draw(painter, "check", theme.colour("accent_text"), box.adjusted(3, 3, -3, -3))
        painter.restore()


class ImportTable(PlainTable):
    """Space takes the chosen rows in, or leaves them out.  `chosen_changed`."""

    chosen_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.recordings = CandidatesModel()
        super().__init__(theme, "import_table", _("Recordings that can be imported"))
        self.setModel(self.recordings)
        self.setItemDelegateForColumn(0, _WantedDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(48)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().selectionChanged.connect(lambda _now, _before: self.chosen_changed.emit())

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.theme = theme
        self.recordings.muted = theme.colour("text_muted")
        self.fit()

    def fit(self) -> None:
        """Every column but the first as wide as its first rows need, within reason."""
        if self.model() is None:
            return
        header = self.horizontalHeader()
        header.setResizeContentsPrecision(40)
        for column, share in ((1, 0.2), (2, 0.24), (3, 0.2), (4, 0.16)):
            wanted = max(self.sizeHintForColumn(column) + 6, header.sectionSizeHint(column))
            self.setColumnWidth(column, max(48, min(wanted, round(share * max(self.width(), 400)))))

    def show_rows(self, rows: Sequence[Row]) -> None:
        self.recordings.set_rows(rows)
        self.fit()
        if rows:
            self.selectAll()

    def chosen(self) -> list[int]:
        """The numbers of the chosen rows."""
        # By stretches: an index for each of ten thousand rows would take a second.
        stretches = list(self.selectionModel().selection())  # type: ignore[call-overload]  # it can be walked
        return sorted({row for one in stretches for row in range(one.top(), one.bottom() + 1)})

    def toggle_chosen(self) -> None:
        """The chosen rows are wanted; where all are already, none of them."""
        numbers = self.chosen()
        rows = self.recordings.rows
        self.recordings.want(numbers, not all(rows[number].wanted for number in numbers))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.chosen():
            self.toggle_chosen()
            return
        super().keyPressEvent(event)


class OthersTable(PlainTable):
    """Files that are not taken in, each with its reason."""

    def __init__(self, theme: Theme) -> None:
        self.others = OthersModel()
        super().__init__(theme, "import_others", _("Files that are not imported, and why"))
        self.setModel(self.others)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setStretchLastSection(True)

    def show_files(self, files: Sequence[FileResult]) -> None:
        self.others.set_files(files)
        self.horizontalHeader().setResizeContentsPrecision(40)
        wanted = max(self.sizeHintForColumn(0), self.horizontalHeader().sectionSizeHint(0)) + 14
        self.setColumnWidth(0, min(wanted, max(160, round(0.4 * self.width()))))
        if files:
            self.setCurrentIndex(self.others.index(0, 0))


__all__ = ["NOTHING", "ImportTable", "OthersTable", "Row", "why_words"]
