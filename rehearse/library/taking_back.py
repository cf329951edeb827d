"""What a bundle changed in a take that was here already, remembered so that it can be taken back.

What somebody has changed since it came stays as it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class _Table:
    """`key` names a row among those of a take, `said` is what is compared to see whether it was changed
    since: where a note stands moves by itself when a take is heard anew.
    """

    key: tuple[str, ...]
    columns: tuple[str, ...]
    said: tuple[str, ...]


_TABLES: Mapping[str, _Table] = {
    "notes": _Table(
        ("id",),
        ("created_at", "author", "first_word", "last_word", "start_s", "end_s", "text", "changed_at"),
        ("text", "changed_at"),
    ),
    "marks": _Table(
        ("rubric_id", "criterion_id", "author"),
        ("marked_at", "answer", "question", "reason", "check_id", "check_band"),
        ("marked_at", "answer", "reason"),
    ),
    "reactions": _Table(("id",), ("created_at", "author", "kind", "start_s", "end_s"), ("kind",)),
    "received_notes": _Table(("note_id",), ("changed_at", "sha256"), ("changed_at", "sha256")),
    "answers": _Table((), ("answered_id",), ("answered_id",)),
    # Never taken away by what comes, so that a row of it is only ever deleted here.
    "unseen_notes": _Table(("note_id",), (), ()),
}
#: What is told of; the rest is how the program knows a note again.
_TOLD = ("notes", "marks", "reactions", "answers")

_Row = tuple[Any, ...]
Look = dict[str, dict[_Row, _Row]]


@dataclass(frozen=True, slots=True)
class Change:
    """The rows of a take, by table and key, as they were before and are since; None where there was none."""

    rows: Mapping[str, Mapping[_Row, tuple[_Row | None, _Row | None]]]


@dataclass(slots=True)
class Undone:
    """How many rows are as they were, and how many were changed since and stay."""

    n_back: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_TOLD, 0))
    n_kept: int = 0

    @property
    def any(self) -> bool:
        return any(self.n_back.values())


def look(connection: sqlite3.Connection, take_id: str) -> Look:
    """What a bundle may change in a take."""
    found: Look = {}
    for name, table in _TABLES.items():
        columns = ", ".join((*table.key, *table.columns))
        n = len(table.key)
        rows = connection.execute(f"SELECT {columns} FROM {name} WHERE take_id = ?", (take_id,))
        found[name] = {row[:n]: row[n:] for row in rows}
    return found


def change(before: Look, after: Look) -> Change:
    """What differs between two looks."""
    return Change(
        {
            name: {
                key: (before[name].get(key), after[name].get(key))
                for key in {**before[name], **after[name]}
                if before[name].get(key) != after[name].get(key)
            }
            for name in _TABLES
        }
    )


def undo(connection: sqlite3.Connection, take_id: str, made: Change, undone: Undone) -> bool:
    """Put back what was there before; whether anything was.  Inside the transaction.

    The facts beside the sound and what is found by its words are the caller's to write.
    """
    now = look(connection, take_id)
    changed = False
    for name, rows in made.rows.items():
        table = _TABLES[name]
        for key, (before, after) in rows.items():
            found = now[name].get(key)
            if found == before:
                continue  # taken away since, or put back by hand
            if _said(table, found) != _said(table, after):
                undone.n_kept += name in _TOLD
                continue
            _put(connection, name, take_id, key, before)
            changed = True
            if name in _TOLD:
                undone.n_back[name] += 1
    return changed


def _said(table: _Table, row: _Row | None) -> _Row | None:
    return None if row is None else tuple(row[table.columns.index(column)] for column in table.said)


def _put(connection: sqlite3.Connection, name: str, take_id: str, key: _Row, row: _Row | None) -> None:
    table = _TABLES[name]
    where = " AND ".join(f"{column} = ?" for column in ("take_id", *table.key))
    if row is None:
        connection.execute(f"DELETE FROM {name} WHERE {where}", (take_id, *key))
        return
    sets = ", ".join(f"{column} = ?" for column in table.columns)
    done = connection.execute(f"UPDATE {name} SET {sets} WHERE {where}", (*row, take_id, *key))
    if done.rowcount == 0:
        columns = ("take_id", *table.key, *table.columns)
        places = ", ".join("?" * len(columns))
        connection.execute(
            f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({places})", (take_id, *key, *row)
        )
