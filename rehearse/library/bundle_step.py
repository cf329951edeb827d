"""The step of the database for what arrives in bundles and goes back in them."""

from __future__ import annotations

import sqlite3


def bundles(connection: sqlite3.Connection) -> None:
    for statement in (
        # NULL: as it was written first.
        "ALTER TABLE notes ADD COLUMN changed_at TEXT",
        # A note as it last came in a bundle, so that one that was changed or taken away here since is told
        # from one that was not.  It outlives the note.
        """
        CREATE TABLE received_notes (
            note_id     TEXT PRIMARY KEY,
            take_id     TEXT NOT NULL REFERENCES takes (id) ON DELETE CASCADE,
            changed_at  TEXT NOT NULL,
            sha256      TEXT NOT NULL
        )
        """,
        "CREATE INDEX received_notes_take ON received_notes (take_id)",
        # `drill` is a JSON object: what the take was made for on the computer it came from.
        """
        CREATE TABLE arrivals (
            take_id     TEXT PRIMARY KEY REFERENCES takes (id) ON DELETE CASCADE,
            bundle_id   TEXT NOT NULL,
            arrived_at  TEXT NOT NULL,
            drill       TEXT
        )
        """,
        # `answered_id` is no foreign key: the take that is answered may lie on another computer.
        """
        CREATE TABLE answers (
            take_id      TEXT PRIMARY KEY REFERENCES takes (id) ON DELETE CASCADE,
            answered_id  TEXT NOT NULL
        )
        """,
        "CREATE INDEX answers_answered ON answers (answered_id)",
    ):
        connection.execute(statement)
