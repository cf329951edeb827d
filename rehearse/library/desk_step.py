"""The change of the database's shape that the coach's desk brought: what a coach does with a take.

One step of `rehearse.library.migrations`, in a file of its own; a step that was released is never edited.
"""

from __future__ import annotations

import sqlite3


def apply(connection: sqlite3.Connection) -> None:
    """Runs inside a transaction that it does not end."""
    for statement in (
        # When somebody has listened to the take as a whole; NULL: nobody is known to have.
        "ALTER TABLE takes ADD COLUMN heard_at TEXT",
        "CREATE INDEX takes_unheard ON takes (seq) WHERE heard_at IS NULL AND deleted_at IS NULL",
        # One row for each criterion that somebody answered.  `question` is the criterion as it was put then:
        # its file may change, or go.  `check_id` and `check_band` are the program's own verdict at that time
        # where one stands beside the criterion.
        """
        CREATE TABLE marks (
            seq           INTEGER PRIMARY KEY AUTOINCREMENT,
            take_id       TEXT NOT NULL REFERENCES takes (id) ON DELETE CASCADE,
            rubric_id     TEXT NOT NULL,
            criterion_id  TEXT NOT NULL,
            author        TEXT NOT NULL DEFAULT '',
            marked_at     TEXT NOT NULL,
            answer        TEXT NOT NULL CHECK (answer IN ('yes', 'no')),
            question      TEXT NOT NULL,
            reason        TEXT NOT NULL DEFAULT '',
            check_id      TEXT,
            check_band    TEXT,
            UNIQUE (take_id, rubric_id, criterion_id, author)
        )
        """,
        # `start_s` and `end_s` are NULL for the take as a whole.
        """
        CREATE TABLE reactions (
            seq         INTEGER PRIMARY KEY AUTOINCREMENT,
            id          TEXT NOT NULL UNIQUE,
            take_id     TEXT NOT NULL REFERENCES takes (id) ON DELETE CASCADE,
            created_at  TEXT NOT NULL,
            author      TEXT NOT NULL DEFAULT '',
            kind        TEXT NOT NULL,
            start_s     REAL,
            end_s       REAL
        )
        """,
        "CREATE INDEX reactions_take ON reactions (take_id)",
    ):
        connection.execute(statement)
