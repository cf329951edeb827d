"""What was taken away or replaced here, so that a bundle which still holds it does not bring it back.

Kept in the table `received_notes` beside what came in bundles, and beside the take's sound, by ids alone: no
text and no name stays.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable

from rehearse.library.sidecar import ReceivedFacts


def remember(connection: sqlite3.Connection, take_id: str, thing_id: str, moment: str) -> None:
    """A note, a reaction or a mark of this id is gone from a take; `moment` is when it was last changed.

    Inside the transaction.
    """
    connection.execute(
        "INSERT INTO received_notes (note_id, take_id, changed_at, sha256) VALUES (?, ?, ?, '')"
        " ON CONFLICT (note_id) DO UPDATE SET changed_at = max(changed_at, excluded.changed_at)",
        (thing_id, take_id, moment),
    )


def is_back(connection: sqlite3.Connection, thing_id: str) -> None:
    """It was put back: where it had not come in a bundle, nothing is remembered of it, as before."""
    connection.execute("DELETE FROM received_notes WHERE note_id = ? AND sha256 = ''", (thing_id,))


def is_known(connection: sqlite3.Connection, thing_id: str) -> bool:
    """Whether this was here once, and went."""
    return (
        connection.execute("SELECT 1 FROM received_notes WHERE note_id = ?", (thing_id,)).fetchone()
        is not None
    )


def adopt(connection: sqlite3.Connection, take_id: str, received: Iterable[ReceivedFacts]) -> None:
    """What the facts beside the sound remember of a take whose rows were lost; inside the transaction."""
    connection.executemany(
        "INSERT OR IGNORE INTO received_notes (note_id, take_id, changed_at, sha256) VALUES (?, ?, ?, ?)",
        [(one.id, take_id, one.changed_at, one.sha256) for one in received],
    )


def mark_id(take_id: str, rubric_id: str, criterion_id: str, marked_at: str) -> str:
    """What stands for a mark, which has no id of its own.

    Not by its author: names are changed, and left out of bundles.  Two marks of the same microsecond on
    one criterion are the same.
    """
    return str(uuid.uuid5(uuid.UUID(take_id), "\n".join((rubric_id, criterion_id, marked_at))))
