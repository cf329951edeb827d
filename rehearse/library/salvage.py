"""Rows read out of a damaged database, as many as SQLite can still reach."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

#: Rows are looked for this far beyond the highest one that is known of.
_BEYOND = 1000
#: Where nothing is known: a table of more rows would be one of many years.
_UNKNOWN_TOP = 200_000
#: A table whose every page is lost fails once for every row; beyond so many it is given up.
_MAX_FAILURES = 400_000

#: What reading a damaged file may raise: names of columns that are no text are told by Python, not SQLite.
_UNREADABLE = (sqlite3.Error, ValueError, TypeError, OverflowError)

#: A row, by the names of its columns.
Row = dict[str, object]


class Damaged:
    """A damaged database.  It is written to while it is read (its log): hand over a copy."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        # Text that is no text any more must not hide the rest of its row.
        self._connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        with contextlib.suppress(*_UNREADABLE):
            self._connection.execute(
                "PRAGMA writable_schema = ON"
            )  # a schema damaged in part is read in part
        self.n_failures = 0
        self._top = self._highest()

    def close(self) -> None:
        self._connection.close()

    def tables(self) -> set[str]:
        """The names of the tables that can be found."""
        found: set[str] = set()
        with contextlib.suppress(*_UNREADABLE):
            for (name,) in self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
                found.add(str(name))
        return found

    def rows(self, table: str) -> Iterator[Row]:
        """Every row that can be read, in the order of its row ids."""
        try:
            columns = [str(row[1]) for row in self._connection.execute(f'PRAGMA table_info("{table}")')]
        except _UNREADABLE:
            return
        if not columns:
            return
        listed = ", ".join(f'"{column}"' for column in columns)
        if not self._has_row_ids(table):
            yield from self._in_order(table, columns)
            return
        select = f'SELECT rowid, {listed} FROM "{table}" WHERE rowid BETWEEN ? AND ? ORDER BY rowid'
        failures = 0
        waiting = [(-(2**62), self._top)]
        while waiting and failures < _MAX_FAILURES:
            low, high = waiting.pop()
            try:
                for row in self._connection.execute(select, (low, high)):
                    low = int(row[0]) + 1
                    yield dict(zip(columns, row[1:], strict=True))
            except _UNREADABLE:
                failures += 1
                low = max(low, 0) if low < high else low
                if low < high:  # the page that cannot be read is narrowed down from both sides
                    middle = (low + high) // 2
                    waiting += [(middle + 1, high), (low, middle)]
        self.n_failures += failures

    def _has_row_ids(self, table: str) -> bool:
        try:
            self._connection.execute(f'SELECT rowid FROM "{table}" LIMIT 0').fetchall()
        except _UNREADABLE:
            return False
        return True

    def _in_order(self, table: str, columns: list[str]) -> Iterator[Row]:
        """The rows of a table without row ids, from either end up to what cannot be read."""
        for direction in ("ASC", "DESC"):
            try:
                for row in self._connection.execute(f'SELECT * FROM "{table}" ORDER BY 1 {direction}'):
                    yield dict(zip(columns, row, strict=True))
            except _UNREADABLE:
                self.n_failures += 1
            else:
                return

    def _highest(self) -> int:
        highest = []
        with contextlib.suppress(*_UNREADABLE):
            highest += [int(row[0]) for row in self._connection.execute("SELECT seq FROM sqlite_sequence")]
        for table in self.tables():
            with contextlib.suppress(*_UNREADABLE):
                (top,) = self._connection.execute(f'SELECT max(rowid) FROM "{table}"').fetchone()
                highest.append(int(top))
        known = [top for top in highest if 0 <= top < 2**40]
        return max(known) + _BEYOND if known else _UNKNOWN_TOP


def copy_rows(source: Damaged, target: sqlite3.Connection, table: str) -> tuple[int, int]:
    """Put every row that can be read and fits into the sound `table`; how many did, how many did not.

    Columns that an earlier version did not have get their defaults.
    """
    facts = {
        str(row[1]): (str(row[2]), bool(row[3])) for row in target.execute(f'PRAGMA table_info("{table}")')
    }
    n_kept = n_unfit = 0
    for row in source.rows(table):
        known = {name: value for name, value in row.items() if name in facts}
        if not all(_fits(name, value, *facts[name]) for name, value in known.items()):
            n_unfit += 1
            continue
        # Another row may have got its place meanwhile, made anew from a file: then it goes to the end.
        moved = {name: value for name, value in known.items() if name != "seq"}
        kept = any(_inserted(target, table, values) for values in (known, moved))
        n_kept += kept
        n_unfit += not kept
    return n_kept, n_unfit


def _inserted(target: sqlite3.Connection, table: str, values: Row) -> bool:
    names = ", ".join(f'"{name}"' for name in values)
    places = ", ".join("?" * len(values))
    try:
        done = target.execute(
            f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({places})', tuple(values.values())
        )
    except sqlite3.IntegrityError:
        return False
    return done.rowcount > 0


def _fits(name: str, value: object, kind: str, required: bool) -> bool:
    """Whether a value is of its column's kind; SQLite itself would take any."""
    if value is None:
        return not required or kind == "INTEGER"  # a missing number of a row is given anew
    if name.endswith("_at"):
        with contextlib.suppress(ValueError, TypeError):
            return datetime.fromisoformat(str(value)).tzinfo is not None
        return False
    if kind == "TEXT":
        return isinstance(value, str)
    if kind == "INTEGER":
        return isinstance(value, int)
    if kind == "REAL":
        return isinstance(value, (int, float))
    return True
