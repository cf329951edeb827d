"""The list of the drills: what each is called, where one stands with it, how the last runs went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyleOptionViewItem,
    QWidget,
)

from rehearse.i18n import _, ngettext
from rehearse.ui.card_rows import CardDelegate, cut
from rehearse.ui.controls import plain_tip
from rehearse.ui.drills_book import Book, Entry
from rehearse.ui.drills_words import DOT, best_figure, state_words
from rehearse.ui.view_style import strong_caption

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1
#: The heading above a row; "" where none stands there.
HEAD_ROLE = Qt.ItemDataRole.UserRole + 2

_LINE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_MARK_PX, _MARK_GAP_PX = 8, 5
_HEAD_PX = 16


def group_title(group: str) -> str:
    return {"open": _("Not finished"), "due": _("Due today")}.get(group, _("All others"))


class DrillModel(QAbstractListModel):
    """Rows in the order they are given; the first of each group has a heading, where there are two."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()
        self._book = Book()

    def set_entries(self, book: Book, entries: Sequence[Entry]) -> None:
        same = [one.drill.id for one in entries] == [one.drill.id for one in self.entries]
        if same and [one.group for one in entries] == [one.group for one in self.entries]:
            self._book, self.entries = book, tuple(entries)
            if entries:
                self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))
            return
        self.beginResetModel()
        self._book, self.entries = book, tuple(entries)
        self.endResetModel()

    def row_of(self, drill_id: str | None) -> int | None:
        return next((row for row, one in enumerate(self.entries) if one.drill.id == drill_id), None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.drill.title
        if role == ENTRY_ROLE:
            return entry
        if role == HEAD_ROLE:
            before = self.entries[index.row() - 1].group if index.row() else None
            several = any(one.group for one in self.entries)
            return group_title(entry.group) if several and entry.group != before else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ". ".join(
                part for part in (entry.drill.title, self.about(entry), self._told(entry)) if part
            )
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(entry.drill.trains)
        return None

    def about(self, entry: Entry) -> str:
        """The second line of a row."""
        best = best_figure(entry)
        parts = [state_words(entry, self._book.today)]
        if best and not entry.group:
            parts.append(_("best {figure}").format(figure=best[0]))
        if entry.own:
            parts.append(_("yours"))
        return DOT.join(parts)

    def _told(self, entry: Entry) -> str:
        """What the marks show."""
        n = len(entry.marks)
        if not n:
            return ""
        return ngettext("{passed} of the last {n} passed", "{passed} of the last {n} passed", n).format(
            passed=sum(entry.marks), n=n
        )


class DrillDelegate(CardDelegate):
    """Two lines, and at the right a mark for each of the last runs: filled passed, a ring missed."""

    def __init__(self, theme: Theme, model: DrillModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._title, self._small, self._head = (
            theme.font("strong"),
            theme.font("caption"),
            strong_caption(theme),
        )
        self._row_px = QFontMetrics(self._title).height() + QFontMetrics(self._small).height() + 26
        self._head_px = QFontMetrics(self._head).height() + _HEAD_PX

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, self._row_px + (self._head_px if index.data(HEAD_ROLE) else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme = self._theme
        entry: Entry = index.data(ENTRY_ROLE)
        painter.save()
        rect = QRectF(option.rect)
        if head := index.data(HEAD_ROLE):
            place = QRectF(rect.left() + 17, rect.top(), rect.width() - 30, self._head_px - 4)
            painter.setFont(self._head)
            painter.setPen(theme.colour("text_muted"))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom), head)
            rect.setTop(rect.top() + self._head_px)
        box = rect.adjusted(1, 2, -1, -2)
        self.paint_card(painter, option, box)
        self._paint_words(painter, entry, box.adjusted(16, 9, -14, -9))
        painter.restore()

    def _paint_words(self, painter: QPainter, entry: Entry, inner: QRectF) -> None:
        theme = self._theme
        first = QRectF(inner.left(), inner.top(), inner.width(), QFontMetrics(self._title).height())
        second = QRectF(first.left(), first.bottom() + 3, first.width(), inner.bottom() - first.bottom() - 3)
        width = paint_marks(painter, theme, entry.marks, first)
        first.setRight(first.right() - width)
        painter.setPen(theme.colour("text"))
        painter.setFont(self._title)
        painter.drawText(first, _LINE, cut(painter, entry.drill.title, first.width()))
        painter.setPen(theme.colour("accent" if entry.group else "text_muted"))
        painter.setFont(self._small)
        painter.drawText(second, _LINE, cut(painter, self._model.about(entry), second.width()))


def paint_marks(painter: QPainter, theme: Theme, marks: Sequence[bool], line: QRectF) -> float:
    """Marks flush right in a line, the newest last; how much room they took."""
    if not marks:
        return 0.0
    width = len(marks) * (_MARK_PX + _MARK_GAP_PX) - _MARK_GAP_PX
    x = line.right() - width
    for passed in marks:
        spot = QRectF(x, line.center().y() - _MARK_PX / 2, _MARK_PX, _MARK_PX)
        if passed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("good"))
        else:
            painter.setPen(QPen(theme.colour("text_muted"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            spot = spot.adjusted(0.75, 0.75, -0.75, -0.75)
        painter.drawEllipse(spot)
        x += _MARK_PX + _MARK_GAP_PX
    return width + 12.0


class DrillList(QListView):
    """Signals: `current` (drill id) when another one is; `entered` (Return, Space or a double click);
    `left_up` (up from the first row).
    """

    current = Signal(str)
    entered = Signal()
    left_up = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.drills = DrillModel()
        self.delegate = DrillDelegate(theme, self.drills, self)
        self._quiet = False
        self.setObjectName("drills_list")
        self.setAccessibleName(_("Drills"))
        self.setModel(self.drills)
        self.setItemDelegate(self.delegate)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(lambda now, _before: self._tell(now.row()))
        self.doubleClicked.connect(lambda _index: self.entered.emit())

    def set_theme(self, theme: Theme) -> None:
        self.delegate.set_theme(theme)
        self.doItemsLayout()
        self.viewport().update()

    def show_entries(self, book: Book, entries: Sequence[Entry], current: str | None) -> None:
        """Other rows; nobody is told that another one is current."""
        self._quiet = True
        self.drills.set_entries(book, entries)
        row = self.drills.row_of(current)
        self.setCurrentIndex(self.drills.index(-1 if row is None else row))
        self._quiet = False
        self.viewport().update()

    @property
    def entry(self) -> Entry | None:
        """The drill the cursor is on."""
        index = self.currentIndex()
        return self.drills.entries[index.row()] if index.isValid() else None

    def choose(self, drill_id: str) -> None:
        """Make a drill the current one, where it is listed."""
        row = self.drills.row_of(drill_id)
        if row is not None:
            self.setCurrentIndex(self.drills.index(row))

    def _tell(self, row: int) -> None:
        if not self._quiet and 0 <= row < len(self.drills.entries):
            self.current.emit(self.drills.entries[row].drill.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if not event.isAutoRepeat() and self.entry is not None:
                self.entered.emit()
        elif key == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.left_up.emit()
        else:
            super().keyPressEvent(event)
