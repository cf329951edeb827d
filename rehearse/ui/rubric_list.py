"""The list of the rubrics: one's own first, and those whose files are wrong among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyleOptionViewItem, QWidget

from rehearse.i18n import _, ngettext
from rehearse.ui.card_rows import CardDelegate, cut

if TYPE_CHECKING:
    from rehearse.own_rubrics import ListedRubric
    from rehearse.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
RUBRIC_ROLE = Qt.ItemDataRole.UserRole + 1
_LINE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


def about(one: ListedRubric) -> str:
    """The second line of a row."""
    if one.rubric is None:
        return _("cannot be used")
    n = len(one.rubric.criteria)
    told = [ngettext("{n} question", "{n} questions", n).format(n=n)]
    if one.own:
        told.append(_("yours"))
    return "  ·  ".join(told)


class RubricModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rubrics: list[ListedRubric] = []

    def set_rubrics(self, rubrics: Sequence[ListedRubric]) -> None:
        self.beginResetModel()
        self.rubrics = list(rubrics)
        self.endResetModel()

    def row_of(self, key: tuple[str, bool] | None) -> int:
        """The row of an id, own or shipped; -1 where it is not here."""
        return next((row for row, one in enumerate(self.rubrics) if (one.id, one.own) == key), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rubrics)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one = self.rubrics[index.row()]
        if role == RUBRIC_ROLE:
            return one
        if role == Qt.ItemDataRole.DisplayRole:
            return one.title
        return f"{one.title}. {about(one)}" if role == Qt.ItemDataRole.AccessibleTextRole else None


class RubricDelegate(CardDelegate):
    """Two lines: what it is called, how many questions."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._title, self._small = theme.font("strong"), theme.font("caption")
        self._first_px = QFontMetrics(self._title).height()
        self._row_px = self._first_px + QFontMetrics(self._small).height() + 26

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, self._row_px)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme, one = self._theme, index.data(RUBRIC_ROLE)
        painter.save()
        box = QRectF(option.rect).adjusted(1, 2, -7, -2)
        self.paint_card(painter, option, box)
        inner = box.adjusted(16, 9, -14, -9)
        first = QRectF(inner.left(), inner.top(), inner.width(), self._first_px)
        second = QRectF(first.left(), first.bottom() + 3, first.width(), inner.bottom() - first.bottom() - 3)
        painter.setPen(theme.colour("text"))
        painter.setFont(self._title)
        painter.drawText(first, _LINE, cut(painter, one.title, first.width()))
        painter.setPen(theme.colour("near" if one.rubric is None else "text_muted"))
        painter.setFont(self._small)
        painter.drawText(second, _LINE, cut(painter, about(one), second.width()))
        painter.restore()


class RubricList(QListView):
    """Signals: `current` when another one is; `entered` (Return or a double click); `delete`."""

    current = Signal()
    entered = Signal()
    delete = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.rubrics = RubricModel()
        self.delegate = RubricDelegate(theme, self)
        self.setObjectName("rubric_list")
        self.setAccessibleName(_("Rubrics"))
        self.setModel(self.rubrics)
        self.setItemDelegate(self.delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.current.emit())
        self.doubleClicked.connect(lambda _index: self.entered.emit())

    def set_theme(self, theme: Theme) -> None:
        self.delegate.set_theme(theme)
        self.doItemsLayout()
        self.viewport().update()

    def show_rubrics(self, rubrics: Sequence[ListedRubric], key: tuple[str, bool] | None) -> None:
        """Others, with the one of this key in sight, else one close to where the cursor was."""
        before = max(0, self.currentIndex().row())
        self.rubrics.set_rubrics(rubrics)
        row = self.rubrics.row_of(key)
        self.setCurrentIndex(self.rubrics.index(row if row >= 0 else min(before, len(rubrics) - 1)))

    @property
    def chosen(self) -> ListedRubric | None:
        """The one the cursor is on."""
        index = self.currentIndex()
        return self.rubrics.rubrics[index.row()] if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete.emit()
        else:
            super().keyPressEvent(event)
