"""The recordings that were looked over, as models: what is known of each, what the user says of them.

What is said of ten thousand rows at once is noted once; a candidate is made of it when it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from rehearse.i18n import _
from rehearse.ui.check_words import friendly_date, seconds_words

if TYPE_CHECKING:
    from rehearse.bringing_in import FileResult
    from rehearse.library.imports import DateFrom
    from rehearse.looking_over import Candidate

T = TypeVar("T")

_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

_PLAIN = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_CHECKABLE = _PLAIN | Qt.ItemFlag.ItemIsUserCheckable

#: What is not known.
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Said:
    """What the user says of recordings; None says nothing.

    `day` leaves each its time of day; tags are added to those a recording has, and taken off.
    """

    speaker: str | None = None
    script_id: str | None = None  # "" is no script
    moment: datetime | None = None
    day: date | None = None
    tags: tuple[str, ...] = ()

    def changed(self, **facts: Any) -> Said:
        return replace(self, **facts)


_NOTHING_SAID = Said()


@dataclass(slots=True)
class Row:
    """A recording, as the user wants it."""

    found: Candidate
    wanted: bool = True
    said: Said = _NOTHING_SAID

    @property
    def file_name(self) -> str:
        return PurePath(self.found.new.source_name).name

    @property
    def speaker(self) -> str:
        return self.found.new.speaker if self.said.speaker is None else self.said.speaker

    @property
    def script_id(self) -> str:
        """ "" where it is none."""
        return (self.found.new.script_id or "") if self.said.script_id is None else self.said.script_id

    @property
    def tags(self) -> tuple[str, ...]:
        return self.said.tags

    @property
    def recorded_at(self) -> datetime:
        said = self.said
        if said.moment is not None:
            return said.moment
        if said.day is None:
            return self.found.new.recorded_at
        return datetime.combine(said.day, self.found.new.recorded_at.astimezone().time()).astimezone()

    @property
    def date_from(self) -> DateFrom:
        given = self.said.moment is not None or self.said.day is not None
        return "given" if given else self.found.new.date_from

    def to_keep(self) -> Candidate:
        """The candidate, with what was said of it."""
        new = replace(
            self.found.new,
            speaker=self.speaker,
            script_id=self.script_id or None,
            recorded_at=self.recorded_at,
            date_from=self.date_from,
            tags=self.tags,
        )
        return replace(self.found, new=new)


def common(values: Iterable[T]) -> tuple[T | None, bool]:
    """What all of them are, and whether they differ; (None, False) of none.  Stops at the first that does."""
    left = iter(values)
    first = next(left, None)
    return first, any(value != first for value in left)


class CandidatesModel(QAbstractTableModel):
    """A row for each recording that can be kept.  `wanted_changed`: others are wanted than before."""

    wanted_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.scripts: Mapping[str, str] = {}
        #: Whether any has a tag.
        self.tagged = False
        self.muted = QColor()

    # ---- changing ------------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.tagged = any(row.said.tags for row in self.rows)
        self.endResetModel()

    def add_rows(self, rows: Sequence[Row]) -> None:
        """More were found."""
        if rows:
            n = len(self.rows)
            self.beginInsertRows(QModelIndex(), n, n + len(rows) - 1)
            self.rows += rows
            self.endInsertRows()

    def change(self, numbers: Sequence[int], **facts: Any) -> None:
        """Say something of these rows, as fields of `Said`."""
        self._say(numbers, lambda said: said.changed(**facts))

    def tag(self, numbers: Sequence[int], add: Sequence[str], remove: Sequence[str]) -> None:
        """Give these rows more tags and take others off; what else they have stays."""

        def tagged(said: Said) -> Said:
            kept = [tag for tag in said.tags if tag not in remove]
            return said.changed(tags=tuple(dict.fromkeys((*kept, *add))))

        self._say(numbers, tagged)
        self.tagged = any(row.said.tags for row in self.rows)

    def _say(self, numbers: Sequence[int], change: Callable[[Said], Said]) -> None:
        # Of most rows the same was said before: it is changed once for all of them.
        known: dict[int, tuple[Said, Said]] = {}
        for number in numbers:
            row = self.rows[number]
            found = known.get(id(row.said))
            if found is None:
                found = known[id(row.said)] = (row.said, change(row.said))
            row.said = found[1]
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
        return 0 if parent.isValid() else 6

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("Recording"), _("Speaker"), _("Recorded"), _("Script"), _("Length"), _("Tags"))[section]
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
        if column == 0:
            return row.file_name
        if column == 1:
            return row.speaker or NOTHING
        if column == 2:
            return friendly_date(row.recorded_at, datetime.now().astimezone())
        if column == 3:
            return self.scripts.get(row.script_id, NOTHING)
        if column == 5:
            return ", ".join(row.tags) or NOTHING
        return seconds_words(row.found.duration_s)


def date_words(row: Row) -> str:
    """Where the date comes from."""
    return {
        "given": _("As you said"),
        "tags": _("As the recording itself says"),
        "name": _("As the name of the file says"),
        "file": _("The time of the file: the recording may be older"),
    }[row.date_from]


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


__all__ = ["NOTHING", "CandidatesModel", "OthersModel", "Row", "Said", "common", "date_words", "why_words"]
