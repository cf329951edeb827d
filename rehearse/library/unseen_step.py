"""The step of the database for notes that arrived and were not looked at yet."""

from __future__ import annotations

import sqlite3


def unseen_notes(connection: sqlite3.Connection) -> None:
    for statement in (
        # `note_id` is no foreign key: a note that was deleted and is put back was seen.
        """
        CREATE TABLE unseen_notes (
            note_id  TEXT PRIMARY KEY,
            take_id  TEXT NOT NULL REFERENCES takes (id) ON DELETE CASCADE
        )
        """,
        "CREATE INDEX unseen_notes_take ON unseen_notes (take_id)",
    ):
        connection.execute(statement)
