"""Which notes arrived and were not looked at yet."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from rehearse.library.database import Database

_UNSEEN = (
    "SELECT {} FROM unseen_notes JOIN notes ON notes.id = note_id AND notes.take_id = unseen_notes.take_id"
)


class Unseen:
    """Usable from any thread.  Raises what `Library` raises."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, take_id: str) -> frozenset[str]:
        """The ids of the notes of a take that arrived and were not seen since."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT note_id FROM unseen_notes WHERE take_id = ?", (take_id,)
            ).fetchall()
        return frozenset(row[0] for row in found)

    def seen(self, note_ids: Iterable[str]) -> None:
        """Somebody has looked at these notes."""
        with self._database.writing() as connection:
            connection.executemany("DELETE FROM unseen_notes WHERE note_id = ?", [(one,) for one in note_ids])


def arrived(connection: sqlite3.Connection, take_id: str, note_id: str) -> None:
    """A note came in or reads anew; inside the transaction."""
    connection.execute(
        "INSERT OR REPLACE INTO unseen_notes (note_id, take_id) VALUES (?, ?)", (note_id, take_id)
    )
