"""The recordings that were looked over, and the files that cannot be taken in, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.import_rows import NOTHING, CandidatesModel, OthersModel, Row, why_words
from rehearse.ui.progress_table import PlainTable

if TYPE_CHECKING:
    from rehearse.bringing_in import FileResult
    from rehearse.ui.theme import Theme


#: Rows by which a column's width is found.
_MEASURED_ROWS = 20
#: Rows that are as high as their text.
_WRAPPED_ROWS = 100
#: The least that the names of the files have of the table's width.
_NAME_SHARE = 0.28


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
    """Space takes the chosen rows in, or leaves them out; Return goes on to what can be said of them.

    Signals: `chosen_changed`; `say_wanted`.
    """

    chosen_changed = Signal()
    say_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._fitted_scale: float | None = None
        self.recordings = CandidatesModel()
        super().__init__(theme, "import_table", _("Recordings that can be imported"))
        self.setModel(self.recordings)
        self.setItemDelegateForColumn(0, _WantedDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(48)
        # A selection of its own, an empty one: to paint a heading Qt asks whether the whole column is
        # selected, and for that whether each of ten thousand rows could be.
        header.setSelectionModel(QItemSelectionModel(self.recordings, header))
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().selectionChanged.connect(lambda _now, _before: self.chosen_changed.emit())

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.theme = theme
        self.recordings.muted = theme.colour("text_muted")
        if theme.text_scale != self._fitted_scale:  # colours alone make nothing wider
            self._fitted_scale = theme.text_scale
            self.fit()

    def fit(self) -> None:
        """Every column but the first as wide as its first rows need, within reason."""
        if self.model() is None:
            return
        header = self.horizontalHeader()
        header.setResizeContentsPrecision(_MEASURED_ROWS)
        self.setColumnHidden(5, not self.recordings.tagged)
        wide = max(self.width(), 400)
        wanted = {
            column: max(48, min(self._wanted(column), round(share * wide)))
            for column, share in ((1, 0.2), (2, 0.24), (3, 0.2), (4, 0.16), (5, 0.16))
            if not self.isColumnHidden(column)
        }
        # The name says which recording it is: in big type the others give way to it, the widest most.
        left = wide - max(round(_NAME_SHARE * wide), header.sectionSizeHint(0) + 24)
        narrower = min(1.0, left / sum(wanted.values()))
        for column, width in wanted.items():
            self.setColumnWidth(column, max(header.sectionSizeHint(column), round(width * narrower)))

    def _wanted(self, column: int) -> int:
        """How wide the first rows of a column are, or its heading."""
        return max(self.sizeHintForColumn(column) + 6, self.horizontalHeader().sectionSizeHint(column))

    def clear_rows(self) -> None:
        self.recordings.set_rows([])
        self.fit()

    def add_rows(self, rows: Sequence[Row]) -> None:
        """More were found; where all were chosen, all are."""
        before_n = len(self.recordings.rows)
        all_chosen = len(self.chosen()) == before_n
        self.recordings.add_rows(rows)
        if not before_n:
            self.fit()
        if rows and all_chosen:
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
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and plain:
            self.say_wanted.emit()
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
        self.setWordWrap(True)  # a reason is there to be read, a tip cannot be reached from the keyboard
        # A page that comes into sight is resized some times in one turn, and to measure rows takes long.
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.setInterval(0)
        self._fitting.timeout.connect(self._fit_rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fitting.start()

    def _fit_rows(self) -> None:
        """Rows as high as their reasons; of a thousand nobody reads the last."""
        for row in range(min(_WRAPPED_ROWS, self.others.rowCount())):
            self.resizeRowToContents(row)

    def show_files(self, files: Sequence[FileResult]) -> None:
        self.others.set_files(files)
        self.horizontalHeader().setResizeContentsPrecision(40)
        wanted = max(self.sizeHintForColumn(0), self.horizontalHeader().sectionSizeHint(0)) + 14
        self.setColumnWidth(0, min(wanted, max(160, round(0.4 * self.width()))))
        self._fitting.start()
        if files:
            self.setCurrentIndex(self.others.index(0, 0))


__all__ = ["NOTHING", "ImportTable", "OthersTable", "Row", "why_words"]
