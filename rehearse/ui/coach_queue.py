"""The takes a coach has to hear: who speaks, for what, how long, and the checks at a glance."""

from __future__ import annotations

import operator
from collections.abc import Sequence, Set
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyleOptionViewItem,
    QWidget,
)

from rehearse.analysis.wording import band_word, check_title
from rehearse.i18n import _
from rehearse.library.takes import TakeSummary
from rehearse.ui import icons
from rehearse.ui.card_rows import CardDelegate, cut
from rehearse.ui.check_words import friendly_date, seconds_words
from rehearse.ui.take_model import (
    SUMMARY_ROLE,
    answers_text,
    main_text,
    ordered_bands,
    state_text,
    verdict_text,
)

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_LINE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_SHAPE_PX, _SHAPE_GAP_PX = 14, 5
_DOT = "  ·  "


def who(take: TakeSummary) -> str:
    """Who speaks in a take."""
    return take.speaker or _("No name")


class QueueModel(QStringListModel):
    """Takes in the order they are to be heard.

    Its strings are their ids: a view that lays out many rows asks for each of them whether it is there,
    which Qt's own model answers twenty times as fast as one in Python (see `TakesModel`).
    """

    def __init__(self) -> None:
        super().__init__()
        self.takes: Sequence[TakeSummary] = ()
        self._ids: list[str] = []
        #: Ids of those that nobody has heard.
        self.waiting: set[str] = set()
        #: Ids of those recorded here, which wait for nobody all the same.
        self.own: frozenset[str] = frozenset()

    def set_takes(self, takes: Sequence[TakeSummary], unheard: Set[str]) -> None:
        """`unheard` are ids of those that nobody has heard, of others too."""
        self.takes, self.waiting = takes, set(unheard)
        self._ids = list(map(operator.attrgetter("id"), takes))
        self.setStringList(self._ids)

    def waits(self, take_id: str) -> bool:
        """Whether somebody should hear it."""
        return take_id in self.waiting and take_id not in self.own

    def set_heard(self, take_id: str, heard: bool) -> None:
        """A take was heard, or waits again; it stays where it is."""
        (self.waiting.discard if heard else self.waiting.add)(take_id)
        index = self.index(self.row_of(take_id))
        self.dataChanged.emit(index, index)

    def row_of(self, take_id: str) -> int:
        """Its row; -1 where it is not here."""
        return self._ids.index(take_id) if take_id in self._ids else -1

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or not 0 <= index.row() < len(self.takes):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.takes):
            return None
        take = self.takes[index.row()]
        if role == SUMMARY_ROLE:
            return take
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{who(take)}: {main_text(take)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return told(take, waiting=self.waits(take.id))
        return None


def told(take: TakeSummary, *, waiting: bool = False) -> str:
    """A row for a screen reader."""
    parts = [
        _("Not heard yet") if waiting else "",
        who(take),
        main_text(take),
        answers_text(take) if take.answers is not None else "",
        take.script_title,
        _length(take),
        _date(take),
        verdict_text(take),
    ]
    parts += [f"{check_title(c)} {band_word(b).lower()}" for c, b in ordered_bands(take) if b == "off"]
    return ", ".join(part for part in parts if part)


def _length(take: TakeSummary) -> str:
    length_s = take.message_s if take.message_s is not None else take.duration_s
    return seconds_words(length_s) if length_s is not None else ""


def _date(take: TakeSummary) -> str:
    return friendly_date(take.created_at, datetime.now().astimezone())


class QueueDelegate(CardDelegate):
    """Three lines: who and how long, what for or how it begins, the shapes of the checks and the date."""

    def __init__(self, theme: Theme, model: QueueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._strong, self._body, self._small = (theme.font(step) for step in ("strong", "body", "caption"))
        self._heights = [QFontMetrics(font).height() for font in (self._strong, self._body, self._small)]
        self._shapes: dict[str, QPixmap] = {}

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(140, sum(self._heights) + 2 * 3 + 26)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        take: TakeSummary = index.data(SUMMARY_ROLE)
        painter.save()
        box = QRectF(option.rect).adjusted(1, 2, -7, -2)
        self.paint_card(painter, option, box)
        self._paint_lines(painter, take, box.adjusted(14, 11, -14, -11))
        painter.restore()

    def _paint_lines(self, painter: QPainter, take: TakeSummary, inner: QRectF) -> None:
        theme = self._theme
        lines, top = [], inner.top()
        for height in self._heights:
            lines.append(QRectF(inner.left(), top, inner.width(), height))
            top += height + 3
        first, second, third = lines
        painter.setFont(self._small)
        painter.setPen(theme.colour("text_muted"))
        painter.drawText(first, _RIGHT, _length(take))
        first.setRight(first.right() - painter.fontMetrics().horizontalAdvance(_length(take)) - 10)
        if self._model.waits(take.id):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(QPointF(first.left() + 4, first.center().y()), 4, 4)
            first.setLeft(first.left() + 15)
        painter.setFont(self._strong)
        painter.setPen(theme.colour("text"))
        painter.drawText(first, _LINE, cut(painter, who(take), first.width()))
        painter.setFont(self._body)
        painter.setPen(theme.colour("text_muted"))
        about = take.script_title or take.title or (f"“{take.excerpt}”" if take.excerpt else state_text(take))
        if take.answers is not None:
            about = answers_text(take)
            sign = self._shape("reply", painter.device().devicePixelRatioF(), "accent")
            painter.drawPixmap(round(second.left()), round(second.center().y() - _SHAPE_PX / 2), sign)
            second.setLeft(second.left() + _SHAPE_PX + _SHAPE_GAP_PX)
        painter.drawText(second, _LINE, cut(painter, about, second.width()))
        self._paint_shapes(painter, take, third)

    def _paint_shapes(self, painter: QPainter, take: TakeSummary, line: QRectF) -> None:
        """What is amiss as shapes on the left, and the date on the right as far as there is room."""
        left = line.left()
        bands = [band for _check, band in ordered_bands(take) if band in ("off", "near")]
        shapes: list[str] = sorted(bands, key=("off", "near").index) or (["good"] if take.ready else [])
        for band in shapes:
            image = self._shape(band, painter.device().devicePixelRatioF())
            painter.drawPixmap(round(left), round(line.center().y() - _SHAPE_PX / 2), image)
            left += _SHAPE_PX + _SHAPE_GAP_PX
        painter.setFont(self._small)
        painter.setPen(self._theme.colour("text_muted"))
        line.setLeft(left + 6)
        date = _date(take)
        if painter.fontMetrics().horizontalAdvance(date) > line.width():
            date = date.rpartition(", ")[0] or date  # the day tells more than half a time
        painter.drawText(line, _RIGHT, cut(painter, date, line.width()))

    def _shape(self, name: str, ratio: float, role: str = "") -> QPixmap:
        if name not in self._shapes:
            self._shapes[name] = icons.pixmap(name, self._theme.colour(role or name), _SHAPE_PX, ratio)
        return self._shapes[name]


class QueueList(QListView):
    """Signal `current` (take id) when another one is."""

    current = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.queue = QueueModel()
        self.delegate = QueueDelegate(theme, self.queue, self)
        self._quiet = False
        self.setObjectName("coach_queue")
        self.setAccessibleName(_("Takes to hear"))
        self.setModel(self.queue)
        self.setItemDelegate(self.delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(lambda now, _before: self._tell(now.row()))

    def set_theme(self, theme: Theme) -> None:
        self.delegate.set_theme(theme)
        self.doItemsLayout()
        self.viewport().update()

    def show_takes(
        self, takes: Sequence[TakeSummary], current: str | None, unheard: Set[str]
    ) -> TakeSummary | None:
        """Other rows, the cursor on the same take or on the first; that take.

        Nobody is told that another one is current.
        """
        self._quiet = True
        self.queue.set_takes(takes, unheard)
        row = -1 if current is None else self.queue.row_of(current)
        self.setCurrentIndex(self.queue.index(max(0, row)))
        self._quiet = False
        return self.take

    @property
    def take(self) -> TakeSummary | None:
        """The take the cursor is on."""
        index = self.currentIndex()
        return self.queue.takes[index.row()] if index.isValid() else None

    def step(self, by: int) -> None:
        """Go to the next take, or the one before; stays at the ends."""
        if not self.queue.takes:
            return
        row = min(len(self.queue.takes) - 1, max(0, self.currentIndex().row() + by))
        self.setCurrentIndex(self.queue.index(row))

    def choose(self, take_id: str) -> None:
        """Make a take the current one, where it is listed."""
        if (row := self.queue.row_of(take_id)) >= 0:
            self.setCurrentIndex(self.queue.index(row))

    def _tell(self, row: int) -> None:
        if not self._quiet and 0 <= row < len(self.queue.takes):
            self.current.emit(self.queue.takes[row].id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Letters are orders here, not the beginning of a name to look for.
        if event.text().isprintable() and event.text() and not event.modifiers():
            event.ignore()
            return
        super().keyPressEvent(event)
