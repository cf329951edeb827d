"""The figures of the chart as a table: for a screen reader, and for whoever would rather read numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from rehearse.i18n import _
from rehearse.ui.check_words import friendly_date
from rehearse.ui.progress_measures import MEASURES, about, title, value_of, value_words
from rehearse.ui.progress_words import script_of

if TYPE_CHECKING:
    from rehearse.library.progress import Point
    from rehearse.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class PointsModel(QAbstractTableModel):
    """A row for each take, the newest first until another order is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._points: list[Point] = []
        self._now = datetime.now().astimezone()

    def set_points(self, points: Sequence[Point], now: datetime) -> None:
        self.beginResetModel()
        self._points, self._now = list(reversed(points)), now
        self.endResetModel()

    def point(self, row: int) -> Point:
        return self._points[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._points)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return head(section)
        if role == Qt.ItemDataRole.ToolTipRole and 2 <= section < 2 + len(MEASURES):
            return about(MEASURES[section - 2])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if section < 2 else _RIGHT
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if index.column() < 2 else _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return cell(self._points[index.row()], index.column(), self._now)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            text = cell(self._points[index.row()], index.column(), self._now)
            return f"{head(index.column())}: {text}"
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Takes without the figure stay at the end in both orders."""
        down = order == Qt.SortOrder.DescendingOrder
        key = _COLUMNS[column]
        self.layoutAboutToBeChanged.emit()
        known = [point for point in self._points if key(point) is not None]
        unknown = [point for point in self._points if key(point) is None]
        known.sort(key=key, reverse=down)
        self._points = known + unknown
        self.layoutChanged.emit()


def _measured(at: int) -> Callable[[Point], Any]:
    return lambda point: value_of(MEASURES[at], point)


#: What each column is sorted by; None sorts last.
_COLUMNS: tuple[Callable[[Point], Any], ...] = (
    lambda point: point.seq,
    lambda point: script_of(point).casefold() or None,
    *(_measured(at) for at in range(len(MEASURES))),
    lambda point: point.ready,
)


def head(column: int) -> str:
    """What stands above a column."""
    if column < 2:
        return (_("Take"), _("Script"))[column]
    return title(MEASURES[column - 2]) if column < 2 + len(MEASURES) else _("Ready")


def cell(point: Point, column: int, now: datetime) -> str:
    """What a take's row says in a column; `now` is aware."""
    if column == 0:
        return friendly_date(point.created_at, now)
    if column == 1:
        return script_of(point)
    if column < 2 + len(MEASURES):
        key = MEASURES[column - 2]
        value = value_of(key, point)
        if key == "pace" and value is not None:
            return f"{value:.0f}"
        return value_words(key, value)
    return "–" if point.ready is None else _("yes") if point.ready else _("no")


class PlainTable(QTableView):
    """A table without lines, a row at a time; `opened` (row) comes with Return or a double click."""

    opened = Signal(int)

    def __init__(self, theme: Theme, name: str, accessible: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self.setFont(theme.font("body", figures=True))
        self.horizontalHeader().setFont(theme.font("caption"))
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 14)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)


class PointsTable(PlainTable):
    """Signal `take_opened` (take id)."""

    take_opened = Signal(str)

    def __init__(self, theme: Theme) -> None:
        self._model = PointsModel()
        super().__init__(theme, "progress_table", _("Figures of every take"))
        self.setModel(self._model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.horizontalHeader().setSortIndicator(0, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        self.opened.connect(lambda row: self.take_opened.emit(self._model.point(row).take_id))

    def show_points(self, points: Sequence[Point], now: datetime) -> None:
        self._model.set_points(points, now)
        header = self.horizontalHeader()
        self._model.sort(header.sortIndicatorSection(), header.sortIndicatorOrder())
        self._fit()
        if points:
            self.setCurrentIndex(self._model.index(0, 0))

    def texts(self, row: int) -> list[str]:
        return [str(self._model.index(row, at).data()) for at in range(self._model.columnCount())]

    def _fit(self) -> None:
        """Every column as wide as its first rows need; all ten thousand would take a second."""
        header = self.horizontalHeader()
        header.setResizeContentsPrecision(40)
        for at in range(self._model.columnCount()):
            wanted = max(self.sizeHintForColumn(at), header.sectionSizeHint(at)) + 4
            self.setColumnWidth(at, min(wanted, 220))
