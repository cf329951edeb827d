"""The list of takes as an item model, and how one of them is drawn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QItemSelection,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from rehearse.analysis.result import Band
from rehearse.analysis.wording import band_word, check_title
from rehearse.i18n import _
from rehearse.library.takes import TakeState, TakeSummary
from rehearse.ui.check_words import friendly_date, seconds_words
from rehearse.ui.mark_paint import paint_band, tinted
from rehearse.ui.view_style import strong_caption

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex

SUMMARY_ROLE = Qt.ItemDataRole.UserRole + 1

#: Checks shown as shapes in a row, in this order; any others follow.
_FIRST_CHECKS = ("length", "phone", "pitch", "reason", "focus", "kind", "pace", "fillers", "pauses", "level")


def main_text(take: TakeSummary) -> str:
    """What a row is called: its title, else how it begins, else what state it is in."""
    return take.title or take.excerpt or state_text(take)


def state_text(take: TakeSummary) -> str:
    """Why a take has no words to show; empty for a scored one with words."""
    if take.state == TakeState.RECORDING:
        return _("Being recorded")
    if take.state == TakeState.FAILED:
        return _("Could not be listened to")
    if take.state == TakeState.RECORDED:
        return _("Not listened to yet")
    return "" if take.excerpt else _("No speech was heard")


def ordered_bands(take: TakeSummary) -> list[tuple[str, Band]]:
    """The bands in the order of the row's shapes."""
    known = [(check, take.bands[check]) for check in _FIRST_CHECKS if check in take.bands]
    return known + [(check, band) for check, band in take.bands.items() if check not in _FIRST_CHECKS]


class TakesModel(QAbstractListModel):
    """Takes, newest first as they were given.  Renaming goes through `renamed`, not into a store."""

    renamed = Signal(str, str)

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now().astimezone()) -> None:
        super().__init__()
        self._takes: list[TakeSummary] = []
        self._now = now

    def set_takes(self, takes: Sequence[TakeSummary]) -> None:
        self.beginResetModel()
        self._takes = list(takes)
        self.endResetModel()

    def remove(self, take_ids: Iterable[str]) -> None:
        """Take rows out, one run at a time, so that selection and scroll position stay."""
        gone = set(take_ids)
        for row in reversed(range(len(self._takes))):
            if self._takes[row].id in gone:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._takes[row]
                self.endRemoveRows()

    def take(self, row: int) -> TakeSummary:
        return self._takes[row]

    def row_of(self, take_id: str) -> int | None:
        return next((row for row, take in enumerate(self._takes) if take.id == take_id), None)

    def selection_of(self, take_ids: Collection[str]) -> QItemSelection:
        """These takes as a selection, neighbours in one range."""
        chosen = QItemSelection()
        rows = [row for row, take in enumerate(self._takes) if take.id in take_ids]
        for first, last in _runs(rows):
            chosen.append(QItemSelectionRange(self.index(first), self.index(last)))
        return chosen

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._takes)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self._takes[index.row()].deleted_at is None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._takes):
            return None
        take = self._takes[index.row()]
        if role == SUMMARY_ROLE:
            return take
        if role == Qt.ItemDataRole.DisplayRole:
            return main_text(take)
        if role == Qt.ItemDataRole.EditRole:
            return take.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(take)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(f"{check_title(c)}: {band_word(b)}" for c, b in ordered_bands(take)) or None
        return None

    def spoken(self, take: TakeSummary) -> str:
        """A row as one text, for a screen reader."""
        parts = [main_text(take), self.date_text(take)]
        if take.message_s is not None:
            parts.append(seconds_words(take.message_s))
        if take.ready is not None:
            parts.append(verdict_text(take))
        parts += [f"{check_title(c)} {band_word(b).lower()}" for c, b in ordered_bands(take) if b == "off"]
        if take.recovered:
            parts.append(_("Recovered"))
        return ", ".join(part for part in parts if part)

    def date_text(self, take: TakeSummary) -> str:
        return friendly_date(take.created_at, self._now())

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        take = self._takes[index.row()]
        title = " ".join(str(value).split())
        if title == take.title:
            return False
        self._replace(index.row(), title)
        self.renamed.emit(take.id, title)
        return True

    def _replace(self, row: int, title: str) -> None:
        self._takes[row] = replace(self._takes[row], title=title)
        changed = self.index(row)
        self.dataChanged.emit(changed, changed)


def _runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    """Rising numbers as (first, last) of each stretch without a gap."""
    start = 0
    for i in range(1, len(rows) + 1):
        if i == len(rows) or rows[i] != rows[i - 1] + 1:
            yield rows[start], rows[i - 1]
            start = i


def verdict_text(take: TakeSummary) -> str:
    """Ready or how many checks are off; empty for a take without verdict."""
    if take.ready is None:
        return ""
    if take.ready:
        return _("Ready")
    n = sum(band == "off" for band in take.bands.values())
    return _("{n} to fix").format(n=n) if n else _("Not ready")


class TakeDelegate(QStyledItemDelegate):
    """A row: what and when on the left, verdict and shapes on the right."""

    def __init__(self, theme: Theme, model: TakesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._title: QFont = theme.font("strong")
        self._body: QFont = theme.font("body")
        self._small: QFont = theme.font("caption")
        self.row_height = 2 * QFontMetrics(self._body).height() + 36

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, self.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        take: TakeSummary | None = index.data(SUMMARY_ROLE)
        if take is None:
            return
        theme = self._theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(option.rect).adjusted(2, 3, -8, -3)
        state = option.state
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(tinted(theme.colour("accent"), 0.14))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.colour("raised"))
        else:
            painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(card, 12, 12)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)

        inner = card.adjusted(20, 12, -20, -12)
        right = self._paint_verdict(painter, take, inner)
        self._paint_words(
            painter, take, QRectF(inner.left(), inner.top(), right - inner.left() - 24, inner.height())
        )
        painter.restore()

    def _paint_words(self, painter: QPainter, take: TakeSummary, box: QRectF) -> None:
        theme = self._theme
        first = QRectF(box.left(), box.top(), box.width(), box.height() / 2)
        second = first.translated(0, box.height() / 2)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        quiet = not take.title and not take.excerpt
        painter.setFont(self._title if take.title else self._body)
        painter.setPen(theme.colour("text_muted" if quiet else "text"))
        text = main_text(take)
        if not take.title and take.excerpt:
            text = f"“{take.excerpt}”"
        painter.drawText(first, flags, _cut(painter, text, first.width()))
        painter.setFont(self._small)
        painter.setPen(theme.colour("text_muted"))
        parts = [self._model.date_text(take)]
        if take.message_s is not None:
            parts.append(seconds_words(take.message_s))
        elif take.duration_s is not None:
            parts.append(seconds_words(take.duration_s))
        if take.title and (rest := take.excerpt or state_text(take)):
            parts.append(rest)
        if take.recovered:
            second.setLeft(self._paint_tag(painter, _("Recovered"), second) + 10)
        painter.drawText(second, flags, _cut(painter, "   ·   ".join(parts), second.width()))

    def _paint_tag(self, painter: QPainter, text: str, line: QRectF) -> float:
        """A small tag at the left of a line; the answer is its right edge."""
        width = painter.fontMetrics().horizontalAdvance(text) + 16
        tag = QRectF(line.left(), line.center().y() - 10, width, 20)
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tinted(self._theme.colour("accent"), 0.14))
        painter.drawRoundedRect(tag, 10, 10)
        painter.setPen(self._theme.colour("accent"))
        painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.restore()
        return tag.right()

    def _paint_verdict(self, painter: QPainter, take: TakeSummary, box: QRectF) -> float:
        """Verdict above, shapes below, both flush right; the answer is their left edge."""
        bands = ordered_bands(take)
        if not bands:
            return box.right()
        size, gap = 15.0, 7.0
        width = len(bands) * (size + gap) - gap
        verdict = verdict_text(take)
        theme = self._theme
        painter.setFont(strong_caption(theme))
        wide = max(width, float(painter.fontMetrics().horizontalAdvance(verdict)))
        top = QRectF(box.right() - wide, box.top(), wide, box.height() / 2)
        painter.setPen(theme.colour("good" if take.ready else "text"))
        painter.drawText(top, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), verdict)
        x = box.right() - width
        y = box.top() + box.height() * 0.75 - size / 2
        for _check, band in bands:
            paint_band(painter, band, QRectF(x, y, size, size), self._theme)
            x += size + gap
        return box.right() - wide

    # ---- renaming ------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setObjectName("rename_edit")
        editor.setAccessibleName(_("Name of this take"))
        editor.setPlaceholderText(_("Name this take"))
        editor.setFont(self._title)
        editor.setMaxLength(120)
        return editor

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(index.data(Qt.ItemDataRole.EditRole))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        row: QRect = option.rect
        height = editor.sizeHint().height() + 6
        editor.setGeometry(
            row.left() + 12, row.top() + (row.height() - height) // 2, row.width() * 3 // 5, height
        )


def _cut(painter: QPainter, text: str, width: float) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width))
