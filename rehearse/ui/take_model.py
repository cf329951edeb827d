"""The list of takes as an item model."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QStringListModel,
    Qt,
    Signal,
)

from rehearse.analysis.result import Band
from rehearse.analysis.wording import band_word, check_title
from rehearse.i18n import _, ngettext
from rehearse.library.takes import TakeState, TakeSummary
from rehearse.ui.check_words import friendly_date, seconds_words

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


#: So many runs of rows are taken out one after the other.
_MOST_RUNS = 50

#: So many rows are looked through before all are indexed, and for so many takes.
_FIRST, _FEW = 100, 10

#: Rows, a field of theirs, and what makes its value of the one before.
_Change = tuple[tuple[range, ...], str, Callable[[Any], Any]]


class TakesModel(QStringListModel):
    """Takes in the order they were given.  Renaming goes through `renamed`, not into a store.

    Its strings are their ids: a view that lays out ten thousand rows asks for each of them twice whether
    it is there, which Qt's own model answers twenty times as fast as one in Python.

    `searching`: words are searched for, and each row has a line with the place they were found.
    `many_speakers`: more than one person records here, so that rows name them.
    """

    renamed = Signal(str, str)

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now().astimezone()) -> None:
        super().__init__()
        self._takes: list[TakeSummary] = []
        self._rows: dict[str, int] | None = None
        #: What is still to be changed in rows that nobody has looked at, and the rows where it was.
        self._later: list[_Change] = []
        self._made: set[int] = set()
        self._now = now
        self.searching = self.many_speakers = False
        # Before any view is told: it may ask what stands in the rows that are left.
        self.rowsRemoved.connect(self._removed)

    def set_takes(self, takes: Sequence[TakeSummary], *, searching: bool = False) -> None:
        self._takes = list(takes)
        self._forget()
        self.searching = searching
        self.setStringList(_ids(self._takes))

    def renew(self, takes: Sequence[TakeSummary], *, searching: bool) -> bool:
        """Put these into the rows where they are the same takes in the same order; false where not.

        No row comes or goes: what is chosen and in sight is not touched.
        """
        if searching != self.searching or len(takes) != len(self._takes) or _ids(takes) != _ids(self._takes):
            return False
        if self._later or any(map(operator.is_not, takes, self._takes)):
            self._takes = list(takes)
            self._forget()
            self.dataChanged.emit(self.index(0), self.index(len(takes) - 1))
        return True

    def _forget(self) -> None:
        """Other takes are in the rows."""
        self._rows = None
        self._later.clear()
        self._made.clear()

    def remove(self, take_ids: Collection[str]) -> int | None:
        """Take rows out, one run at a time, so that selection and scroll position stay; the first's row.

        A great many runs in one go: what a view does for each takes time that grows with the square.
        """
        rows = self.rows_of(take_ids)
        runs = list(_runs(rows))[::-1]
        if len(runs) > _MOST_RUNS:
            gone = set(rows)
            self._takes = [take for row, take in enumerate(self._takes) if row not in gone]
            for first, last in runs:
                self._move_up(first, last)
            self.setStringList(_ids(self._takes))
        else:
            for first, last in runs:
                self.removeRows(first, last + 1 - first)
        return rows[0] if rows else None

    def _removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        del self._takes[first : last + 1]
        self._move_up(first, last)

    def _move_up(self, first: int, last: int) -> None:
        """Rows from `first` to `last` are gone."""
        self._rows = None
        self._made.clear()
        self._later = [
            (tuple(_without(block, first, last) for block in blocks), field, made)
            for blocks, field, made in self._later
        ]

    def change(self, take_ids: Collection[str], change: Callable[[TakeSummary], TakeSummary]) -> None:
        """Show some rows as they will be once they are read again."""
        rows = self.rows_of(take_ids)
        for row in rows:
            self._takes[row] = change(self.take(row))
        if rows:
            self.dataChanged.emit(self.index(rows[0]), self.index(rows[-1]))

    def change_field(
        self, blocks: Sequence[range], field: str, made: Callable[[Any], Any], *, anew: bool = False
    ) -> None:
        """The same for one field of any number of rows: `made` tells what it is of what it was.

        Once more it must change nothing more; `anew`: it is the same whatever it was.
        A row is made when it is looked at: fifty thousand at once would hold the window up for a second.
        """
        if not blocks:
            return
        rows = tuple(blocks)
        if anew:
            self._later = [one for one in self._later if (one[0], one[1]) != (rows, field)]
        self._later.append((rows, field, made))
        self._made.clear()
        self.dataChanged.emit(self.index(rows[0].start), self.index(rows[-1].stop - 1))

    def take(self, row: int) -> TakeSummary:
        if self._later and row not in self._made:
            self._made.add(row)
            take = self._takes[row]
            fields: dict[str, Any] = {}
            for blocks, field, made in self._later:
                if any(row in block for block in blocks):
                    fields[field] = made(fields.get(field, getattr(take, field)))
            if fields:
                self._takes[row] = replace(take, **fields)
        return self._takes[row]

    def values(self, rows: range, field: str) -> Iterator[Any]:
        """A field of some rows, without looking at anything else of them."""
        found: Iterator[Any] = map(operator.attrgetter(field), self._takes[rows.start : rows.stop])
        for blocks, changed, made in self._later:
            if changed == field:
                found = _changed(rows, found, blocks, made)
        return found

    def row_of(self, take_id: str) -> int | None:
        if self._rows is None:
            # Mostly one of the first is asked for: finding it there saves an index of fifty thousand.
            for row, take in enumerate(self._takes[:_FIRST]):
                if take.id == take_id:
                    return row
        return self._index().get(take_id)

    def rows_of(self, take_ids: Collection[str]) -> list[int]:
        """The rows of those that are here, rising."""
        if len(take_ids) < _FEW:
            rows = {row for row in map(self.row_of, take_ids) if row is not None}
        else:
            index = self._index()
            rows = {index[take_id] for take_id in take_ids if take_id in index}
        return sorted(rows)

    def _index(self) -> dict[str, int]:
        if self._rows is None:
            self._rows = dict(zip(_ids(self._takes), range(len(self._takes)), strict=True))
        return self._rows

    def selection_of(self, take_ids: Collection[str]) -> QItemSelection:
        """These takes as a selection, neighbours in one range."""
        chosen = QItemSelection()
        for first, last in _runs(self.rows_of(take_ids)):
            chosen.append(QItemSelectionRange(self.index(first), self.index(last)))
        return chosen

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or not 0 <= index.row() < len(self._takes):
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return flags if self._takes[index.row()].deleted_at else flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._takes):
            return None
        take = self.take(index.row())
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
        parts = [main_text(take), _("Starred") if take.starred else "", self.date_text(take)]
        if take.message_s is not None:
            parts.append(seconds_words(take.message_s))
        parts += [take.speaker if self.many_speakers else "", take.script_title]
        if take.drill_title:
            parts.append(_("drill {title}").format(title=take.drill_title))
        if take.ready is not None:
            parts.append(verdict_text(take))
        parts += [f"{check_title(c)} {band_word(b).lower()}" for c, b in ordered_bands(take) if b == "off"]
        if take.recovered:
            parts.append(_("Recovered"))
        if take.tags:
            parts.append(_("tagged {tags}").format(tags=", ".join(take.tags)))
        if take.n_notes:
            parts.append(ngettext("{n} note", "{n} notes", take.n_notes).format(n=take.n_notes))
        if take.n_unseen:
            parts.append(
                ngettext("{n} of them new", "{n} of them new", take.n_unseen).format(n=take.n_unseen)
            )
        if take.answers is not None:
            parts.append(answers_text(take))
        if take.hit is not None:
            parts.append(_("found: {words}").format(words=take.hit.text))
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
        self._takes[row] = replace(self.take(row), title=title)
        changed = self.index(row)
        self.dataChanged.emit(changed, changed)


_id = operator.attrgetter("id")


def _ids(takes: Iterable[TakeSummary]) -> list[str]:
    return list(map(_id, takes))


def _runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    """Rising numbers as (first, last) of each stretch without a gap."""
    if rows and rows[-1] - rows[0] == len(rows) - 1:  # mostly
        yield rows[0], rows[-1]
        return
    start = 0
    for i in range(1, len(rows) + 1):
        if i == len(rows) or rows[i] != rows[i - 1] + 1:
            yield rows[start], rows[i - 1]
            start = i


def _without(block: range, first: int, last: int) -> range:
    """Where rows of a block are once those from `first` to `last` are gone."""
    n = last + 1 - first
    start, stop = (at - n if at > last else min(at, first) for at in (block.start, block.stop))
    return range(start, stop)


def _changed(
    rows: range, found: Iterator[Any], blocks: Sequence[range], made: Callable[[Any], Any]
) -> Iterator[Any]:
    """Values of rows, as they are made in the blocks."""
    if any(block.start <= rows.start and rows.stop <= block.stop for block in blocks):
        return map(made, found)
    changed = set(itertools.chain.from_iterable(blocks))
    return (made(value) if row in changed else value for row, value in zip(rows, found, strict=True))


def answers_text(take: TakeSummary) -> str:
    """That it answers another take, and which."""
    if not take.answers:
        return _("Answers another take")
    return _("Answers “{title}”").format(title=take.answers)


def verdict_text(take: TakeSummary) -> str:
    """Ready or how many checks are off; empty for a take without verdict."""
    if take.ready is None:
        return ""
    if take.ready:
        return _("Ready")
    n = sum(band == "off" for band in take.bands.values())
    return _("{n} to fix").format(n=n) if n else _("Not ready")
