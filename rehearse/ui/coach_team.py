"""The team in a table: who, the last take, how it goes, and what keeps going wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from rehearse.i18n import _, ngettext
from rehearse.ui.check_words import friendly_date, seconds_words
from rehearse.ui.coach_desk import Desk, Member, Wrong
from rehearse.ui.coach_people import CoachPeople
from rehearse.ui.coach_person import PersonCard
from rehearse.ui.controls import button, label, plain_tip, row
from rehearse.ui.progress_table import PlainTable
from rehearse.ui.wide_page import Newest

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
MEMBER_ROLE = Qt.ItemDataRole.UserRole + 1
WHO, LAST, N_TAKES, LENGTH, READY, WRONG = range(6)
#: What a column is worth of the width, from the left.
_SHARES = (3, 4, 2, 4, 4, 6)


def wrong_words(wrong: Wrong) -> str:
    """What keeps going wrong, with how often."""
    return _("{what}: {n} of {of}").format(what=wrong.what, n=wrong.n, of=wrong.of)


def cell(member: Member, column: int, now: datetime) -> str:
    """What a row says in a column; `now` is aware."""
    if column == WHO:
        return member.speaker or _("No name")
    if column == LAST:
        return friendly_date(member.last_at, now)
    if column == N_TAKES:
        return str(member.n_takes)
    if not member.enough or (column == WRONG and member.wrong is None):
        return _("Not enough takes yet") if column == WRONG else "–"
    if column == LENGTH:
        return seconds_words(member.lengths_s[-1]) if member.lengths_s else "–"
    if column == READY:
        return _("{n} of {of}").format(n=sum(member.ready), of=len(member.ready))
    return ", ".join(map(wrong_words, member.wrong or ())) or _("Nothing that comes back")


def told(member: Member, column: int, now: datetime) -> str:
    """The same for a screen reader, with what the little charts show."""
    text = cell(member, column, now)
    if column == LENGTH and member.enough and member.lengths_s:
        lengths = ", ".join(map(seconds_words, member.lengths_s))
        text = _("{now}; the last ones, oldest first: {all}").format(now=text, all=lengths)
        text += f"; {member.length_trend}" if member.length_trend else ""
    if column == READY and member.enough:
        ways = ", ".join(_("ready") if ready else _("not ready") for ready in member.ready)
        text = _("{now}; the last ones, oldest first: {all}").format(now=text, all=ways)
        text += f"; {member.ready_trend}" if member.ready_trend else ""
    return f"{head(column)}: {text}"


def head(column: int) -> str:
    """What stands above a column."""
    return (
        _("Who"), _("Last take"), _("Takes"), _("Length"), _("Ready"), _("Keeps going wrong"),
    )[column]  # fmt: skip


class TeamModel(QAbstractTableModel):
    """A row for everybody who speaks."""

    def __init__(self) -> None:
        super().__init__()
        self.members: list[Member] = []
        self._now = datetime.now().astimezone()

    def set_members(self, members: Sequence[Member], now: datetime) -> None:
        self.beginResetModel()
        self.members, self._now = list(members), now
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.members)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_SHARES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return head(section)
        return _LEFT if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        member = self.members[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(told(member, index.column(), self._now))
        if role == Qt.ItemDataRole.DisplayRole:
            return cell(member, index.column(), self._now)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return told(member, index.column(), self._now)
        if role == MEMBER_ROLE:
            return member
        return _LEFT if role == Qt.ItemDataRole.TextAlignmentRole else None


class TrendDelegate(QStyledItemDelegate):
    """Beside the figure: the way of the lengths as a line, and ready or not as dots."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        member: Member = index.data(MEMBER_ROLE)
        if not member.enough:
            return
        # Beyond the longest figure there may be, so that the charts stand below each other.
        widest = _("{n} of {of}").format(n=10, of=10)
        figure_px = QFontMetrics(option.font).horizontalAdvance(widest)
        room = QRectF(option.rect).adjusted(figure_px + 22, 12, -16, -12)
        if room.width() < 24:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.column() == LENGTH and len(member.lengths_s) > 1:
            self._paint_line(painter, member.lengths_s, room)
        elif index.column() == READY:
            self._paint_dots(painter, member.ready, room)
        painter.restore()

    def _paint_line(self, painter: QPainter, values: Sequence[float], room: QRectF) -> None:
        low, high = min(values), max(values)
        span = (high - low) or 1.0
        width = min(room.width(), 96.0)
        step = width / (len(values) - 1)
        places = [
            QPointF(
                room.left() + at * step,
                room.bottom() - (value - low) / span * room.height() if high > low else room.center().y(),
            )
            for at, value in enumerate(values)
        ]
        painter.setPen(QPen(self.theme.mix("text_muted", 0.75), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(places))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.colour("accent"))
        painter.drawEllipse(places[-1], 3.0, 3.0)

    def _paint_dots(self, painter: QPainter, ready: Sequence[bool], room: QRectF) -> None:
        size, gap = 8.0, 4.0
        n = min(len(ready), int((room.width() + gap) // (size + gap)))
        x = room.left()
        for one in ready[len(ready) - n :]:
            spot = QRectF(x, room.center().y() - size / 2, size, size)
            if one:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self.theme.colour("good"))
            else:
                painter.setPen(QPen(self.theme.colour("text_muted"), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                spot = spot.adjusted(0.75, 0.75, -0.75, -0.75)
            painter.drawEllipse(spot)
            x += size + gap


class TeamTable(PlainTable):
    """Signals: `chosen` (speaker); `rename` and `delete`: whom the cursor is on."""

    chosen = Signal(str)
    rename = Signal()
    delete = Signal()

    def __init__(self, theme: Theme) -> None:
        self.team = TeamModel()
        super().__init__(theme, "team_table", _("Everybody who speaks"))
        self.setModel(self.team)
        self.trends = TrendDelegate(theme, self)
        for column in (LENGTH, READY):
            self.setItemDelegateForColumn(column, self.trends)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setDefaultAlignment(_LEFT)
        self.opened.connect(lambda row: self.chosen.emit(self.team.members[row].speaker))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.setWordWrap(True)
        self.verticalHeader().setDefaultSectionSize(2 * self.fontMetrics().lineSpacing() + 18)
        if hasattr(self, "trends"):
            self.trends.theme = theme

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < 760 * self.fontMetrics().lineSpacing() / 18
        self.setColumnHidden(N_TAKES, narrow)
        shares = [0 if narrow and at == N_TAKES else share for at, share in enumerate(_SHARES)]
        for at, share in enumerate(shares):
            self.setColumnWidth(at, self.viewport().width() * share // sum(shares))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        order = {Qt.Key.Key_F2: self.rename, Qt.Key.Key_Delete: self.delete}.get(Qt.Key(event.key()))
        if order is not None:
            order.emit()
        else:
            super().keyPressEvent(event)

    def show_members(self, members: Sequence[Member], now: datetime) -> None:
        chosen = self.currentIndex().row()
        self.team.set_members(members, now)
        if members:
            self.setCurrentIndex(self.team.index(min(max(0, chosen), len(members) - 1), 0))

    def texts(self, row: int) -> list[str]:
        return [str(self.team.index(row, at).data()) for at in range(self.team.columnCount())]


class TeamPart(QWidget):
    """Signal `chosen` (speaker): the takes of somebody are wanted."""

    chosen = Signal(str)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("coach_team")
        self.about = label("", theme.font("body"), "team_about", tone="muted")
        self.table = TeamTable(theme)
        self.table.chosen.connect(self.chosen)
        self.rename_button = button(_("Rename…"), "team_rename", "quiet")
        self.delete_button = button(_("Delete…"), "team_delete", "quiet")
        self.rename_button.setToolTip(_("{what} ({key})").format(what=_("Another name"), key="F2"))
        self.delete_button.setToolTip(
            _("{what} ({key})").format(what=_("Delete with every trace"), key=_("Del"))
        )
        self.card = PersonCard(theme)
        self.card.closed.connect(self.table.setFocus)
        self.orders = CoachPeople(studio, tasks, self.card)
        self._team = Newest(tasks, self)
        for press, ask in (
            (self.rename_button.clicked, self.rename),
            (self.delete_button.clicked, self.delete),
            (self.table.rename, self.rename),
            (self.table.delete, self.delete),
        ):
            press.connect(ask)
        self.table.selectionModel().currentRowChanged.connect(self._tell_buttons)
        frame = QFrame()
        frame.setObjectName("team_sheet")
        frame.setMinimumHeight(1)  # with a card above it the question needs the room more
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        head = row(self.about, self.rename_button, self.delete_button)
        head.setStretch(0, 1)
        column.addLayout(head)
        column.addWidget(self.card)
        column.addWidget(frame, 1)
        self._tell_buttons()

    def set_theme(self, theme: Theme) -> None:
        for part in (self.about, self.rename_button, self.delete_button):
            part.setFont(theme.font("body"))
        self.table.set_theme(theme)
        self.card.set_theme(theme)

    def read(self, desk: Desk) -> None:
        """Fetch it in the background."""
        self._team.read(
            desk.team, self.show_members, lambda error: self.about.setText(str(error)), name="the team"
        )

    def show_members(self, members: Sequence[Member]) -> None:
        n = len(members)
        people = ngettext("{n} person", "{n} people", n).format(n=n)
        about = _("{people}, by their last takes. Enter shows somebody’s takes.").format(people=people)
        self.about.setText(about if n else "")
        self.table.show_members(members, datetime.now().astimezone())
        self._tell_buttons()

    # ---- people --------------------------------------------------------------------------------

    @property
    def person(self) -> str:
        """Who the cursor is on; "" for nobody with a name."""
        row = self.table.currentIndex().row()
        members = self.table.team.members
        return members[row].speaker if 0 <= row < len(members) else ""

    def _tell_buttons(self, *_rows: object) -> None:
        for part in (self.rename_button, self.delete_button):
            part.setEnabled(bool(self.person))
        for part, what in (
            (self.rename_button, _("Another name for {name}…")),
            (self.delete_button, _("Delete {name} with every trace…")),
        ):
            part.setAccessibleName(what.format(name=self.person) if self.person else part.text())

    def rename(self) -> None:
        """Ask for another name for whom the cursor is on."""
        if self.person and not self.card.is_working:
            self.orders.ask_rename(self.person)

    def delete(self) -> None:
        """Ask whether whom the cursor is on should be deleted."""
        if self.person and not self.card.is_working:
            self.orders.ask_delete(self.person)
