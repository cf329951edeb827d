"""One column of the idea board: cards with wrapped words, moved by keys or by the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.library.ideas import Idea
    from rehearse.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_IDEA_ROLE = Qt.ItemDataRole.UserRole + 1
#: What is dragged: the id of an idea.
_MIME = "application/x-rehearse-idea"
_PAD, _GAP = 14, 8
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class IdeaModel(QAbstractListModel):
    """The ideas of one column, a row for each."""

    def __init__(self) -> None:
        super().__init__()
        self.ideas: list[Idea] = []

    def set_ideas(self, ideas: Sequence[Idea]) -> None:
        self.beginResetModel()
        self.ideas = list(ideas)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.ideas)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        drop = Qt.ItemFlag.ItemIsDropEnabled
        return super().flags(index) | (Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else drop)

    def mimeTypes(self) -> list[str]:
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        if indexes:
            data.setData(_MIME, self.ideas[indexes[0].row()].id.encode())
        return data

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        idea = self.ideas[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return idea.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = [
                idea.text,
                *([_("What came of it: {text}").format(text=idea.outcome)] * bool(idea.outcome)),
            ]
            return ". ".join(parts)
        if role == _IDEA_ROLE:
            return idea
        return None


class IdeaDelegate(QStyledItemDelegate):
    """A card: the idea, and below it what came of it."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._font, self._small = theme.font("body"), theme.font("caption")

    def _inner_width(self) -> int:
        return max(40, self._view.viewport().width() - 2 * _PAD - 2)

    def _heights(self, idea: Idea) -> tuple[int, int]:
        room = QRect(0, 0, self._inner_width(), 100_000)
        first = QFontMetrics(self._font).boundingRect(room, _WRAP, idea.text).height()
        second = (
            QFontMetrics(self._small).boundingRect(room, _WRAP, idea.outcome).height() if idea.outcome else 0
        )
        return first, second

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        first, second = self._heights(index.data(_IDEA_ROLE))
        return QSize(80, first + (second + 6 if second else 0) + 2 * 11 + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme, idea = self._theme, index.data(_IDEA_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(1, 1, -1, -_GAP)
        painter.setPen(Qt.PenStyle.NoPen)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setBrush(theme.mix("accent", 0.06) if hovered else theme.colour("surface"))
        painter.drawRoundedRect(box, 12, 12)
        if option.state & QStyle.StateFlag.State_HasFocus:
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setColor(theme.colour("accent"))
            pen.setWidthF(2.0)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 11, 11)
        first, second = self._heights(idea)
        inner = box.adjusted(_PAD, 11, -_PAD, -11)
        painter.setFont(self._font)
        painter.setPen(theme.colour("text"))
        painter.drawText(QRectF(inner.left(), inner.top(), inner.width(), first), _WRAP, idea.text)
        if second:
            painter.setFont(self._small)
            painter.setPen(theme.colour("text_muted"))
            place = QRectF(inner.left(), inner.top() + first + 6, inner.width(), second)
            painter.drawText(place, _WRAP, idea.outcome)
        painter.restore()


class IdeaColumn(QListView):
    """Signals: `step` (Idea, −1 or 1): move it one column on; `go` (−1 or 1): the keyboard to the column
    beside; `edit_wanted`, `delete_wanted` (Idea); `dropped` (an id); `chosen`: another card is current.
    """

    step = Signal(object, int)
    go = Signal(int)
    edit_wanted = Signal(object)
    delete_wanted = Signal(object)
    dropped = Signal(str)
    chosen = Signal()

    def __init__(self, theme: Theme, name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"ideas_{name}")
        self.setAccessibleName(accessible)
        self.setProperty("kind", "board")
        self.ideas = IdeaModel()
        self.setModel(self.ideas)
        self._delegate = IdeaDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setWordWrap(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QListView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(False)
        self.setTabKeyNavigation(False)
        self.doubleClicked.connect(lambda index: self.edit_wanted.emit(self.ideas.ideas[index.row()]))
        self.selectionModel().currentChanged.connect(lambda *_both: self.chosen.emit())

    def set_theme(self, theme: Theme) -> None:
        self._delegate.set_theme(theme)
        self.doItemsLayout()

    @property
    def idea(self) -> Idea | None:
        """The current card."""
        index = self.currentIndex()
        return self.ideas.ideas[index.row()] if index.isValid() else None

    def show_ideas(self, ideas: Sequence[Idea], current: str = "") -> bool:
        """Other cards; whether the one with the id `current` is among them, and is the current one."""
        row = max(0, self.currentIndex().row())
        self.ideas.set_ideas(ideas)
        found = next((i for i, idea in enumerate(ideas) if idea.id == current), None)
        at = found if found is not None else min(row, len(ideas) - 1)
        self.setCurrentIndex(self.ideas.index(at))
        return found is not None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.ideas.ideas:
            self.setCurrentIndex(self.ideas.index(0))
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        side = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        idea = self.idea
        moves = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        if side is not None and moves:
            if idea is not None:
                self.step.emit(idea, side)
        elif side is not None:
            self.go.emit(side)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and idea is not None:
            self.edit_wanted.emit(idea)
        elif event.key() == Qt.Key.Key_Delete and idea is not None:
            self.delete_wanted.emit(idea)
        else:
            super().keyPressEvent(event)

    # ---- the mouse -----------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._welcome(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._welcome(event)

    def _welcome(self, event: QDropEvent) -> None:
        if event.mimeData().hasFormat(_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        if event.mimeData().hasFormat(_MIME):
            event.setDropAction(Qt.DropAction.CopyAction)  # nothing is taken out of the other list by Qt
            event.accept()
            self.dropped.emit(bytes(event.mimeData().data(_MIME).data()).decode())
        else:
            event.ignore()
