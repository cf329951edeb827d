"""What the palette finds: entries, ranked by what was typed, as a list that is painted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from rapidfuzz import fuzz

from rehearse.i18n import _
from rehearse.ui import icons
from rehearse.ui.commands import shown

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex

#: Shown at most: who needs more types another letter.
MOST = 40

#: rapidfuzz's 0 to 100: below this a match is a coincidence (tried out on every title with single
#: letters swapped, left out and doubled).
_LIKE_ENOUGH = 70.0

#: Shorter than this, letters in a row say nothing: only beginnings of words count.
_FUZZY_FROM = 3


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """One thing to find.  `place` is where it belongs; `weight` lifts what is nearer at hand."""

    title: str
    run: Callable[[], None]
    place: str = ""
    key: str = ""
    keywords: str = ""
    icon: str = ""
    weight: float = 0.0
    only_when_asked: bool = False


def rank(query: str, entries: Sequence[PaletteEntry]) -> list[PaletteEntry]:
    """The entries that fit, the best first; without a query all but those that have to be asked for."""
    wanted = " ".join(query.casefold().split())
    if not wanted:
        return [entry for entry in entries if not entry.only_when_asked][:MOST]
    words = wanted.split()
    found: list[tuple[float, int, PaletteEntry]] = []
    for number, entry in enumerate(entries):
        title = entry.title.casefold()
        every = f"{title} {entry.keywords.casefold()} {entry.place.casefold()}".split()
        starts = all(any(part.startswith(word) for part in every) for word in words)
        if starts:
            in_title = all(any(part.startswith(word) for part in title.split()) for word in words)
            score = 100.0 + (20.0 if in_title else 0.0) + (10.0 if title.startswith(wanted) else 0.0)
        elif wanted in title:
            score = 95.0
        elif len(wanted) >= _FUZZY_FROM:
            # Against single words for a slip of the finger, against the whole for letters left out.
            per_word = [max(fuzz.ratio(word, part[: len(word) + 1]) for part in every) for word in words]
            score = max(fuzz.ratio(wanted, title), sum(per_word) / len(per_word))
            if min(per_word) < _LIKE_ENOUGH and score < 85:
                continue
        else:
            continue
        if score >= _LIKE_ENOUGH:
            found.append((-score - entry.weight, number, entry))
    found.sort(key=lambda item: item[:2])
    return [entry for _score, _number, entry in found[:MOST]]


class PaletteModel(QAbstractListModel):
    """The entries found, in order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[PaletteEntry] = []

    def set_entries(self, entries: Sequence[PaletteEntry]) -> None:
        self.beginResetModel()
        self._entries = list(entries)
        self.endResetModel()

    def entry(self, row: int) -> PaletteEntry:
        return self._entries[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(entry)
        return None


def spoken(entry: PaletteEntry) -> str:
    """An entry as a screen reader says it."""
    key = _("key {key}").format(key=shown(entry.key)) if entry.key else ""
    return ", ".join(part for part in (entry.title, entry.place, key) if part)


class PaletteDelegate(QStyledItemDelegate):
    """Icon, title, where it belongs, and its key at the right."""

    def __init__(self, theme: Theme, model: PaletteModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self._title, self._small = theme.font("body"), theme.font("caption")
        self.row_px = QFontMetrics(self._title).lineSpacing() + 22

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, self.row_px)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme, entry = self._theme, self._model.entry(index.row())
        box = QRectF(option.rect).adjusted(0, 1, 0, -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen:
            painter.setBrush(theme.mix("accent", 0.14))
            painter.drawRoundedRect(box, 10, 10)
            # A bar as well: the tint alone is faint for some eyes.
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(QRectF(box.left(), box.top() + 9, 3, box.height() - 18), 1.5, 1.5)
        if entry.icon:
            role = "accent" if chosen else "text_muted"
            side = QRectF(box.left() + 14, box.center().y() - 10, 20, 20)
            icons.draw(painter, entry.icon, theme.colour(role), side)
        left, right = box.left() + 46, box.right() - 14
        middle = Qt.AlignmentFlag.AlignVCenter
        if entry.key:
            right -= self._paint_key(painter, shown(entry.key), right, box) + 14
        painter.setFont(self._small)
        place_px = painter.fontMetrics().horizontalAdvance(entry.place)
        if entry.place and place_px < (right - left) * 0.5:
            painter.setPen(theme.colour("text_muted"))
            painter.drawText(
                QRectF(right - place_px - 1, box.top(), place_px + 1, box.height()), middle, entry.place
            )
            right -= place_px + 14
        painter.setFont(self._title)
        painter.setPen(theme.colour("text"))
        words = painter.fontMetrics().elidedText(entry.title, Qt.TextElideMode.ElideRight, int(right - left))
        painter.drawText(QRectF(left, box.top(), right - left, box.height()), middle, words)
        painter.restore()

    def _paint_key(self, painter: QPainter, key: str, right: float, box: QRectF) -> float:
        theme = self._theme
        painter.setFont(self._small)
        width = painter.fontMetrics().horizontalAdvance(key) + 16
        height = painter.fontMetrics().lineSpacing() + 6
        cap = QRectF(right - width, box.center().y() - height / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(cap, 6, 6)
        painter.setPen(theme.colour("text_muted"))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
        return width
