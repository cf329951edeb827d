"""Notes that come in a bundle, laid beside those that are here: the newer one wins, and no edit is lost.

For each note that came it is kept how it read then, so that three texts can be compared: what came last
time, what is here now, what comes now.
"""

from __future__ import annotations

import sqlite3
import uuid
from dataclasses import dataclass
from datetime import datetime

from rehearse.library import marks, notes, reactions, rows, unseen
from rehearse.library.desk_facts import ReactionFacts
from rehearse.library.ids import new_id
from rehearse.library.sent_takes import SentNote, SentTake, text_sha256


@dataclass(slots=True)
class Merged:
    """What became of the notes of a take.

    `n_older` are those that were left out because the one here is newer, or was taken away here since;
    `n_aside` are texts of this library that a newer one took the place of and that were changed here: each
    was kept as a note of its own.
    `n_marks` and `n_reactions` came in, or took the place of older ones.
    """

    n_new: int = 0
    n_changed: int = 0
    n_same: int = 0
    n_older: int = 0
    n_aside: int = 0
    n_marks: int = 0
    n_reactions: int = 0

    @property
    def changed(self) -> bool:
        return bool(self.n_new or self.n_changed or self.n_aside or self.n_marks or self.n_reactions)


def merge(connection: sqlite3.Connection, take_id: str, sent: SentTake) -> Merged:
    """Lay the notes, marks and reactions of a sent take beside those of the take `take_id`.

    Inside the transaction; the facts beside the sound are the caller's to write.
    """
    merged = Merged()
    for note in sent.notes:
        _merge_one(connection, take_id, note, merged)
    merged.n_marks = marks.merge(connection, take_id, (marks.mark_from(take_id, one) for one in sent.marks))
    for reaction in sent.reactions:
        merged.n_reactions += _react(connection, take_id, reaction)
    return merged


def _react(connection: sqlite3.Connection, take_id: str, reaction: ReactionFacts) -> bool:
    """Take a reaction in, unless it is here or was taken away here since it came; whether it came in."""
    moment, kind = rows.time_text(datetime.fromisoformat(reaction.created_at)), text_sha256(reaction.kind)
    came = connection.execute(
        "INSERT OR IGNORE INTO received_notes (note_id, take_id, changed_at, sha256) VALUES (?, ?, ?, ?)",
        (reaction.id, take_id, moment, kind),
    )
    there = connection.execute("SELECT 1 FROM reactions WHERE id = ?", (reaction.id,)).fetchone()
    if came.rowcount == 0 or there is not None:
        return False
    reactions.adopt(connection, take_id, (reaction,))
    return True


def _merge_one(connection: sqlite3.Connection, take_id: str, note: SentNote, merged: Merged) -> None:
    row = connection.execute(
        "SELECT take_id, text, created_at, changed_at, author FROM notes WHERE id = ?", (note.id,)
    ).fetchone()
    note_id = note.id
    if row is not None and row[0] != take_id:
        # A note of another take here: the same sound lies here twice, or somebody made its id up.
        note_id = str(uuid.uuid5(uuid.UUID(take_id), note.id))
        row = connection.execute(
            "SELECT take_id, text, created_at, changed_at, author FROM notes WHERE id = ?", (note_id,)
        ).fetchone()
    last = connection.execute(
        "SELECT changed_at, sha256 FROM received_notes WHERE note_id = ?", (note_id,)
    ).fetchone()
    received_at = None if last is None else datetime.fromisoformat(last[0])
    if row is None:
        if received_at is not None and note.changed_at <= received_at:
            merged.n_older += 1  # taken away here after it came
            return
        _insert(connection, note_id, take_id, note)
        unseen.arrived(connection, take_id, note_id)
        merged.n_new += 1
    else:
        _take, text, created_at, changed_at, author = row
        if text == note.text:
            merged.n_same += 1
        else:
            here_at = datetime.fromisoformat(changed_at or created_at)
            untouched = last is not None and text_sha256(text) == last[1]
            from_ours = note.base_sha256 == text_sha256(text)
            # What came before is no news, whatever the clock over there says.
            known = received_at is not None and note.changed_at <= received_at
            if known or (note.changed_at <= here_at and not from_ours):
                merged.n_older += 1
                return
            if not (untouched or from_ours):
                _keep_aside(connection, note_id, author)
                merged.n_aside += 1
            connection.execute(
                "UPDATE notes SET text = ?, changed_at = ? WHERE id = ?",
                (note.text, rows.time_text(note.changed_at), note_id),
            )
            unseen.arrived(connection, take_id, note_id)
            merged.n_changed += 1
    if received_at is None or note.changed_at >= received_at:
        connection.execute(
            "INSERT OR REPLACE INTO received_notes (note_id, take_id, changed_at, sha256)"
            " VALUES (?, ?, ?, ?)",
            (note_id, take_id, rows.time_text(note.changed_at), text_sha256(note.text)),
        )


def _keep_aside(connection: sqlite3.Connection, note_id: str, author: str) -> None:
    """What was changed here becomes a note of its own, at the same place."""
    connection.execute(
        f"INSERT INTO notes ({notes.COLUMNS}) SELECT ?, take_id, created_at, ?, first_word, last_word,"
        " start_s, end_s, text, changed_at FROM notes WHERE id = ?",
        (new_id(), author, note_id),
    )


def _insert(connection: sqlite3.Connection, note_id: str, take_id: str, note: SentNote) -> None:
    changed = note.changed_at if note.changed_at != note.created_at else None
    notes.insert(
        connection,
        (note_id, take_id, rows.time_text(note.created_at), rows.clean(note.author))
        + (note.first_word, note.last_word)
        + (tuple(note.span) if note.span is not None else (None, None))
        + (note.text, None if changed is None else rows.time_text(changed)),
    )


def bases(connection: sqlite3.Connection, take_id: str) -> dict[str, str]:
    """How the notes of a take read when they came: the hash of the text, by the note's id."""
    found = connection.execute("SELECT note_id, sha256 FROM received_notes WHERE take_id = ?", (take_id,))
    return dict(found.fetchall())
