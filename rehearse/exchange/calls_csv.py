"""The call log as a table for a spreadsheet, and taken in from one.

Columns: date, script, left, called back, note; written out with the variant and the ids as well.
What is read may have any separator a spreadsheet uses, any encoding an editor writes, the columns in any
order and others between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rehearse.errors import DataError
from rehearse.exchange.csv_cells import csv_cell, csv_row
from rehearse.exchange.csv_dates import DayOrder, day_of, order_of
from rehearse.exchange.csv_table import Table, WrongRow, decoded, plain
from rehearse.i18n import _, ngettext
from rehearse.library.calls import CallBlock, CallEntry, Calls, checked
from rehearse.library.script_names import ScriptIndex, ScriptName
from rehearse.script.text_file import read_start

COLUMNS = ("date", "script", "variant", "left", "called back", "note", "script id", "id")

#: Names that other tables give the columns, without capitals.
_ALSO = {
    "date": ("day", "called on"),
    "script": ("script name", "script title", "title"),
    "left": ("messages left", "messages", "voicemails left", "voicemails"),
    "called back": ("back", "callbacks", "call backs", "calls back", "callback"),
    "note": ("notes", "comment", "comments"),
}
_NEEDED = ("date", "script", "left", "called back")

MAX_BYTES = 20_000_000
MAX_ROWS = 100_000
#: Nobody reads more of what is wrong; the rest is counted.
MAX_WRONG = 100


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a table.  `wrong` holds the first `MAX_WRONG` of the `n_wrong` rows.

    `guessed` is true for a file in no known encoding, which was read as Windows-1252.
    """

    n_added: int
    n_restored: int
    n_known: int
    n_wrong: int
    wrong: tuple[WrongRow, ...]
    guessed: bool

    @property
    def sentence(self) -> str:
        """What became of it, in words."""
        told = [
            ngettext("{n} entry added", "{n} entries added", self.n_added).format(n=self.n_added),
        ]
        if self.n_restored:
            told.append(
                ngettext(
                    "{n} brought back from the trash", "{n} brought back from the trash", self.n_restored
                ).format(n=self.n_restored)
            )
        if self.n_known:
            told.append(
                ngettext("{n} was there already", "{n} were there already", self.n_known).format(
                    n=self.n_known
                )
            )
        if self.n_wrong:
            told.append(
                ngettext(
                    "{n} line could not be taken in", "{n} lines could not be taken in", self.n_wrong
                ).format(n=self.n_wrong)
            )
        return _("{list}.").format(list=", ".join(told))


def to_csv(blocks: Iterable[CallBlock]) -> str:
    """The whole table, with its header: the oldest first, of `blocks` that have the newest first."""
    return csv_row(COLUMNS) + "".join(
        csv_row(
            [
                block.called_on.isoformat(),
                csv_cell(block.title),
                csv_cell(block.variant),
                csv_cell(block.n_left),
                csv_cell(block.n_back),
                csv_cell(block.note),
                block.script_id,
                block.id,
            ]
        )
        for block in reversed(list(blocks))
    )


def read_table_file(path: Path) -> bytes:
    """The bytes of a file.  Raises `FileMissing` or `DataError`, each one sentence."""
    raw = read_start(path, MAX_BYTES, help=_("Choose a table saved as CSV."))
    if len(raw) > MAX_BYTES:
        raise _too_large(path.name)
    return raw


def take_in(calls: Calls, raw: bytes, name: str, *, day_order: DayOrder | None = None) -> TakenIn:
    """Add the rows of a table that are right and not there yet; a second time adds nothing.

    `name` is the file's, for sentences.
    `day_order` says what 03/04/2026 means where nothing in the file does.
    Raises `DataError` for what is no such table, and what `Calls` raises; then nothing is changed.
    """
    if len(raw) > MAX_BYTES:
        raise _too_large(name)
    text, guessed = decoded(raw, name)
    table = _rows(text, name)
    wrong: list[WrongRow] = []
    lines: list[int] = []
    entries: list[CallEntry] = []
    names = calls.script_names()
    index = ScriptIndex(names)
    known = {block.id: block for deleted in (False, True) for block in calls.all(deleted=deleted)}
    order = day_order or order_of(row.get("date", "") for _line, row in table if isinstance(row, dict))
    for line, row in table:
        if isinstance(row, str):
            wrong.append(WrongRow(line, row))
            continue
        try:
            entries.append(_entry(row, names, index, known, order))
            lines.append(line)
        except DataError as error:
            wrong.append(WrongRow(line, error.message))
    outcomes = calls.take_in(entries) if entries else []
    for line, outcome in zip(lines, outcomes, strict=True):
        if outcome == "differs":
            reason = _(
                "It is in the call log with other figures, which were left as they are;"
                " if it is another block, empty its “id”."
            )
            wrong.append(WrongRow(line, reason))
    wrong.sort(key=lambda one: one.line)
    return TakenIn(
        n_added=outcomes.count("added"),
        n_restored=outcomes.count("restored"),
        n_known=outcomes.count("known"),
        n_wrong=len(wrong),
        wrong=tuple(wrong[:MAX_WRONG]),
        guessed=guessed,
    )


def _too_large(name: str) -> DataError:
    return DataError(
        _("{name} is too large for a call log.").format(name=name), kept=_("Nothing was taken in.")
    )


_Row = dict[str, str]


def _rows(text: str, name: str) -> list[tuple[int, _Row | str]]:
    """Each row with its line: its cells by column, or what is wrong with it."""
    table = Table(text, _n_known)
    if not table.header:
        raise DataError(
            _("{name} is no call log: its first line has to name the columns {columns}.").format(
                name=name, columns=", ".join(_NEEDED)
            ),
            kept=_("Nothing was taken in."),
            help=_("“rehearse calls export” writes such a table."),
        )
    columns = [_column(cell) for cell in table.header]
    found: list[tuple[int, _Row | str]] = []
    for line, cells in table.rows():
        if len(found) >= MAX_ROWS:
            raise DataError(
                _("{name} has more than {n} rows.").format(name=name, n=MAX_ROWS),
                kept=_("Nothing was taken in."),
                help=_("Split it into several files."),
            )
        if isinstance(cells, str):
            found.append((line, cells))
            continue
        row: _Row = {}
        for column, cell in zip(columns, cells, strict=True):
            if column is not None:
                row.setdefault(column, cell)
        found.append((line, row))
    return found


def _n_known(header: Sequence[str]) -> int:
    columns = {_column(cell) for cell in header} - {None}
    return len(columns) if columns.issuperset(_NEEDED) else 0


def _column(cell: str) -> str | None:
    called = plain(cell)
    for column in COLUMNS:
        if called == column or called in _ALSO.get(column, ()):
            return column
    return None


def _entry(
    row: Mapping[str, str],
    names: Mapping[str, ScriptName],
    index: ScriptIndex,
    known: Mapping[str, CallBlock],
    order: DayOrder | None,
) -> CallEntry:
    """The row as an entry.  Raises `DataError` with what is wrong with it."""

    def cell(column: str) -> str:
        return row.get(column, "")

    for column in _NEEDED:
        if not cell(column) and not (column == "script" and cell("script id")):
            raise DataError(_("The cell “{column}” is empty.").format(column=column))
    block_id = cell("id")
    entry = CallEntry(
        day_of(cell("date"), order),
        _script(cell("script"), cell("variant"), cell("script id"), names, index, known.get(block_id)),
        _count(cell("left")),
        _count(cell("called back")),
        cell("note"),
        block_id,
    )
    return checked(entry)


def _script(
    title: str,
    variant: str,
    script_id: str,
    names: Mapping[str, ScriptName],
    index: ScriptIndex,
    there: CallBlock | None,
) -> str:
    if script_id in names or (there is not None and there.script_id == script_id):
        return script_id
    found = index.called(title, variant) if title else []
    if len(found) == 1:
        return found[0]
    if not found:
        raise DataError(
            _("There is no script “{title}”.").format(title=f"{title} ({variant})" if variant else title)
        )
    raise DataError(
        ngettext(
            "{n} script is called “{title}”; add a column “variant” or “script id”.",
            "{n} scripts are called “{title}”; add a column “variant” or “script id”.",
            len(found),
        ).format(n=len(found), title=title)
    )


def _count(text: str) -> int:
    # Spreadsheets write whole numbers as 12.0 or 12,00; 1,000 might be one or a thousand.
    whole = re.fullmatch(r"(\d{1,9})([.,]0{1,2})?", text)
    if whole is None:
        raise DataError(_("“{text}” is not a count.").format(text=text[:40]))
    return int(whole[1])
