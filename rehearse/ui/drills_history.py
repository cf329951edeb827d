"""What became of a drill: its runs, newest first; a run of several rounds opens into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.card_rows import CardDelegate, cut
from rehearse.ui.check_words import friendly_date
from rehearse.ui.controls import plain_tip
from rehearse.ui.drills_book import Entry, counted
from rehearse.ui.drills_words import attempt_words, round_name, run_words

if TYPE_CHECKING:
    from rehearse.library.drill_runs import Attempt, DrillRun
    from rehearse.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = Qt.ItemDataRole.UserRole + 1

#: Runs that are listed; older ones are counted.
MOST_RUNS = 30

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


@dataclass(frozen=True, slots=True)
class Line:
    """A run, or with `attempt` one attempt of the run that is open.  `opens` tells that it has more."""

    run: DrillRun
    words: str
    when: str
    mark: str
    attempt: Attempt | None = None
    opens: bool = False
    is_open: bool = False

    @property
    def take_id(self) -> str | None:
        """The take a click leads to: the attempt's, else that of the run's only one."""
        if self.attempt is not None:
            return self.attempt.take_id
        with_take = [one for one in self.run.attempts if one.take_id is not None]
        return with_take[-1].take_id if with_take and not self.opens else None


def lines_of(entry: Entry, now: datetime, opened: str | None) -> list[Line]:
    """The lines of a drill's history; the attempts of the run `opened` (an id) below it."""
    lines: list[Line] = []
    for run in entry.runs[:MOST_RUNS]:
        several = len(run.attempts) > 1
        mark = "pause" if run.state == "open" else {True: "good", False: "off", None: "unknown"}[run.passed]
        when = friendly_date(run.created_at, now)
        is_open = several and run.id == opened
        lines.append(Line(run, run_words(run, counted(run)), when, mark, None, several, is_open))
        if is_open:
            lines += [_attempt_line(run, one) for one in run.attempts]
    return lines


def _attempt_line(run: DrillRun, attempt: Attempt) -> Line:
    mark = {"passed": "good", "missed": "off"}.get(attempt.outcome or "", "unknown")
    words = attempt_words(attempt)
    if run.n_rounds > 1 or run.cards:
        words = _("{round}: {what}").format(round=round_name(run, attempt.round_), what=words)
    return Line(run, words, "", mark, attempt)


class HistoryModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []

    def set_lines(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.words
        if role == LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(line.words)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            hint = ""
            if line.opens:
                hint = _("Return shows its takes") if not line.is_open else _("Return hides its takes")
            elif line.take_id is not None:
                hint = _("Return opens the take")
            return ". ".join(part for part in (line.when, line.words, hint) if part)
        return None


class HistoryDelegate(CardDelegate):
    """One line: a sign, how it went, when."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._body, self._small = theme.font("body"), theme.font("caption")
        self.row_px = QFontMetrics(self._body).height() + 18

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, self.row_px)

    def ground(self, option: QStyleOptionViewItem) -> QColor | None:
        """Only what a click leads somewhere from is lit."""
        line: Line = option.index.data(LINE_ROLE)
        lit = option.state & QStyle.StateFlag.State_MouseOver and (line.opens or line.take_id)
        return self._theme.mix("accent", 0.07) if lit else None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme = self._theme
        line: Line = index.data(LINE_ROLE)
        painter.save()
        box = QRectF(option.rect).adjusted(0, 1, 0, -1)
        self.paint_card(painter, option, box, radius=10.0)
        inner = box.adjusted(10 if line.attempt is None else 38, 0, -10, 0)
        size = 18 if line.attempt is None else 15
        sign = QRectF(inner.left(), inner.center().y() - size / 2, size, size)
        icons.draw(
            painter, line.mark, theme.colour("text_muted" if line.mark == "pause" else line.mark), sign
        )
        inner.setLeft(sign.right() + 12)
        if line.opens:
            at = QRectF(inner.right() - 14, inner.center().y() - 7, 14, 14)
            name = "chevron-down" if line.is_open else "chevron-right"
            icons.draw(painter, name, theme.colour("text_muted"), at)
        inner.setRight(inner.right() - 22)
        if line.when:
            painter.setFont(self._small)
            painter.setPen(theme.colour("text_muted"))
            painter.drawText(inner, _RIGHT, line.when)
            inner.setRight(inner.right() - painter.fontMetrics().horizontalAdvance(line.when) - 16)
        painter.setFont(self._body)
        painter.setPen(theme.colour("text"))
        painter.drawText(inner, _LEFT, cut(painter, line.words, inner.width()))
        painter.restore()


class History(QListView):
    """As high as its lines: the page scrolls.

    Signals: `open_take` (id); `delete_run` (id); `grew`: it is higher or lower than before;
    `moved` (a rectangle of its own): the line the cursor went to.
    """

    open_take = Signal(str)
    delete_run = Signal(str)
    grew = Signal()
    moved = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.rows = HistoryModel()
        self._delegate = HistoryDelegate(theme, self)
        self._entry: Entry | None = None
        self._opened: str | None = None
        self.setObjectName("drill_history")
        self.setAccessibleName(_("Done before"))
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda index: self._enter(index.row()))
        self.selectionModel().currentChanged.connect(
            lambda now, _before: self.moved.emit(self.visualRect(now))
        )

    def set_theme(self, theme: Theme) -> None:
        self._delegate.set_theme(theme)
        self._fit()
        self.doItemsLayout()

    def show_entry(self, entry: Entry) -> None:
        if self._entry is None or entry.drill.id != self._entry.drill.id:
            self._opened = None
        self._entry = entry
        self._fill()

    def _fill(self, row: int = -1) -> None:
        if self._entry is not None:
            lines = lines_of(self._entry, datetime.now().astimezone(), self._opened)
            self.rows.set_lines(lines)
            if 0 <= row < len(lines):
                self.setCurrentIndex(self.rows.index(row))
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(max(1, len(self.rows.lines)) * self._delegate.row_px)
        self.grew.emit()

    def _enter(self, row: int) -> None:
        """Open the take; a run of several opens into them, and closes again."""
        if not 0 <= row < len(self.rows.lines):
            return
        line = self.rows.lines[row]
        if line.opens:
            self._opened = None if line.is_open else line.run.id
            lines = lines_of(self._entry, datetime.now().astimezone(), self._opened) if self._entry else []
            at = next((i for i, one in enumerate(lines) if one.run.id == line.run.id), row)
            self._fill(at)
        elif line.take_id is not None:
            self.open_take.emit(line.take_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(row)
        elif event.key() == Qt.Key.Key_Delete and 0 <= row < len(self.rows.lines):
            self.delete_run.emit(self.rows.lines[row].run.id)
        else:
            super().keyPressEvent(event)
