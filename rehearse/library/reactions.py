"""Short reactions of a listener to a take, or to a moment of it: one key instead of a sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args

from rehearse.i18n import _
from rehearse.library import rows, taken_away
from rehearse.library.database import Database
from rehearse.library.desk_facts import ReactionFacts
from rehearse.library.ids import new_id
from rehearse.speech.transcript import Span

#: What the one who is called might think at that moment.
ReactionKind = Literal["great", "curious", "smile", "unclear", "delete"]
KINDS: tuple[ReactionKind, ...] = get_args(ReactionKind)

_COLUMNS = "id, take_id, created_at, author, kind, start_s, end_s"


@dataclass(frozen=True, slots=True)
class Reaction:
    """`span` is in seconds from the recording's first frame; None for the take as a whole.

    `kind` may be one that a later version knows.  `created_at` is aware and in UTC.
    """

    id: str
    take_id: str
    created_at: datetime
    author: str
    kind: str
    span: Span | None


def reaction_label(kind: str) -> str:
    """A reaction in words; an unknown one by its name."""
    return {
        "great": _("Well done"),
        "curious": _("I would call back"),
        "smile": _("Made me smile"),
        "unclear": _("Not understood"),
        "delete": _("Here I would delete it"),
    }.get(kind, kind)


class Reactions:
    """Usable from any thread.  Raises what `Library` raises; an unknown reaction is passed over."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder

    def of(self, take_id: str) -> list[Reaction]:
        """The reactions to a take, those to the whole first, then as their moments come."""
        with self._database.reading() as connection:
            found = connection.execute(
                f"SELECT {_COLUMNS} FROM reactions WHERE take_id = ?"
                " ORDER BY start_s IS NOT NULL, start_s, seq",
                (take_id,),
            ).fetchall()
        return [_from_row(row) for row in found]

    def counts(self) -> dict[str, int]:
        """How many reactions each take has, by its id; takes without are left out."""
        with self._database.reading() as connection:
            return dict(
                connection.execute("SELECT take_id, count(*) FROM reactions GROUP BY take_id").fetchall()
            )

    def add(
        self, take_id: str, kind: ReactionKind, *, author: str = "", span: Span | None = None
    ) -> Reaction:
        """React; the same reaction of the same author to the same place is not added twice.

        Raises `ValueError` for a kind that is none.
        """
        if kind not in KINDS:
            raise ValueError(f"{kind!r} is no reaction")
        author = rows.clean(author)
        edges = tuple(span) if span is not None else (None, None)
        with self._database.writing() as connection:
            rows.one(connection, take_id, "id")
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM reactions WHERE take_id = ? AND author = ? AND kind = ?"
                " AND start_s IS ? AND end_s IS ?",
                (take_id, author, kind, *edges),
            ).fetchone()
            if row is None:
                row = (new_id(), take_id, rows.now_text(), author, kind, *edges)
                _insert(connection, row)
                rows.write_facts(connection, self._folder, take_id)
        return _from_row(row)

    def remove(self, reaction_id: str) -> Reaction | None:
        """Take one away; what was taken is handed over for `put_back`."""
        with self._database.writing() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM reactions WHERE id = ?", (reaction_id,)
            ).fetchone()
            if row is None:
                return None
            connection.execute("DELETE FROM reactions WHERE id = ?", (reaction_id,))
            taken_away.remember(connection, row[1], reaction_id, row[2])
            rows.write_facts(connection, self._folder, row[1])
        return _from_row(row)

    def put_back(self, reaction: Reaction) -> None:
        """Undo `remove`, or take one in from elsewhere; doing it twice changes nothing."""
        with self._database.writing() as connection:
            rows.one(connection, reaction.take_id, "id")
            if connection.execute("SELECT 1 FROM reactions WHERE id = ?", (reaction.id,)).fetchone():
                return
            edges = tuple(reaction.span) if reaction.span is not None else (None, None)
            moment = rows.time_text(reaction.created_at)
            said = (rows.clean(reaction.author), rows.clean(reaction.kind), *edges)
            _insert(connection, (reaction.id, reaction.take_id, moment, *said))
            rows.write_facts(connection, self._folder, reaction.take_id)


def adopt(connection: sqlite3.Connection, take_id: str, reactions: Iterable[ReactionFacts]) -> None:
    """Rows for the reactions that lay beside a take's sound, where there are none."""
    for one in reactions:
        taken = connection.execute("SELECT take_id FROM reactions WHERE id = ?", (one.id,)).fetchone()
        if taken is not None and taken[0] == take_id:
            continue
        moment = rows.time_text(datetime.fromisoformat(one.created_at))
        # A copy of a recording brings the ids of its original along.
        reaction_id = new_id() if taken or not one.id else rows.clean(one.id)
        said = (rows.clean(one.author), rows.clean(one.kind), one.start_s, one.end_s)
        _insert(connection, (reaction_id, take_id, moment, *said))


def _insert(connection: sqlite3.Connection, values: tuple[Any, ...]) -> None:
    connection.execute(f"INSERT INTO reactions ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def _from_row(row: tuple[Any, ...]) -> Reaction:
    (id_, take_id, created_at, author, kind, start_s, end_s) = row
    span = None if start_s is None or end_s is None else Span(start_s, end_s)
    return Reaction(id_, take_id, datetime.fromisoformat(created_at), author, kind, span)
