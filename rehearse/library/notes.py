"""Notes on takes: on the whole of one, or pinned to words of it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rehearse.library import rows, search, taken_away
from rehearse.library.database import Database
from rehearse.library.ids import new_id
from rehearse.library.script_rows import clean_text
from rehearse.speech.transcript import Span, Transcript

#: Characters of a note; more is cut off.
NOTE_CHARS = 4000

#: A word that a note's time only grazes is not meant: recognisers tell times in steps of 0.03 s.
_TOUCH_S = 0.03

COLUMNS = "id, take_id, created_at, author, first_word, last_word, start_s, end_s, text, changed_at"


@dataclass(frozen=True, slots=True)
class Note:
    """A remark.

    `first_word` ≤ i < `last_word` are the words it is pinned to, `span` is when they are said (seconds
    from the recording's first frame); all None for the whole take.
    Where words are put right or heard anew, the note moves to those at its time; None where none are.
    `created_at` and `changed_at` are aware and in UTC; the latter None for one that is as it was written.
    """

    id: str
    take_id: str
    created_at: datetime
    author: str
    first_word: int | None
    last_word: int | None
    span: Span | None
    text: str
    changed_at: datetime | None = None


class Notes:
    """Usable from any thread.  Raises what `Library` raises; an unknown note is passed over."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder

    def of(self, take_id: str) -> list[Note]:
        """The notes of a take, the oldest first."""
        with self._database.reading() as connection:
            found = connection.execute(
                f"SELECT {COLUMNS} FROM notes WHERE take_id = ? ORDER BY seq", (take_id,)
            ).fetchall()
        return [_from_row(row) for row in found]

    def add(
        self,
        take_id: str,
        text: str,
        author: str = "",
        first_word: int | None = None,
        last_word: int | None = None,
        span: Span | None = None,
    ) -> Note:
        """Raises `ValueError` for an empty text or for words that are no range."""
        if (first_word is None) != (last_word is None):
            raise ValueError("a range of words has two ends")
        if first_word is not None and last_word is not None and not 0 <= first_word < last_word:
            raise ValueError("no such words")
        note_id = new_id()
        with self._database.writing() as connection:
            insert(
                connection,
                (note_id, take_id, rows.now_text(), rows.clean(author), first_word, last_word)
                + (tuple(span) if span is not None else (None, None))
                + (clean_note(text), None),
            )
            self._written(connection, take_id)
        return next(note for note in self.of(take_id) if note.id == note_id)

    def change(self, note_id: str, text: str) -> Note | None:
        """Other words; None where the note is gone.  Raises `ValueError` for an empty text."""
        said = clean_note(text)
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE notes SET text = ?, changed_at = ? WHERE id = ? AND text != ?",
                (said, rows.now_text(), note_id, said),
            )
            note = _one(connection, note_id)
            if note is not None:
                self._written(connection, note.take_id)
            return note

    def delete(self, note_id: str) -> Note | None:
        """Take a note away; what was taken is handed over for `put_back`."""
        with self._database.writing() as connection:
            note = _one(connection, note_id)
            if note is not None:
                connection.execute("DELETE FROM notes WHERE id = ?", (note_id,))
                moment = rows.time_text(note.changed_at or note.created_at)
                taken_away.remember(connection, note.take_id, note_id, moment)
                self._written(connection, note.take_id)
            return note

    def put_back(self, note: Note) -> None:
        """Undo `delete`; doing it twice changes nothing."""
        with self._database.writing() as connection:
            rows.one(connection, note.take_id, "id")
            if connection.execute("SELECT 1 FROM notes WHERE id = ?", (note.id,)).fetchone():
                return
            insert(
                connection,
                (note.id, note.take_id, rows.time_text(note.created_at), note.author)
                + (note.first_word, note.last_word)
                + (tuple(note.span) if note.span is not None else (None, None))
                + (note.text, None if note.changed_at is None else rows.time_text(note.changed_at)),
            )
            taken_away.is_back(connection, note.id)
            self._written(connection, note.take_id)

    def _written(self, connection: sqlite3.Connection, take_id: str) -> None:
        """Inside the transaction: found by its words, and kept beside the sound."""
        search.index_notes(connection, take_id)
        rows.write_facts(connection, self._folder, take_id)


def settle(connection: sqlite3.Connection, take_id: str, transcript: Transcript) -> bool:
    """Pin the notes of a take whose words have changed to those at their time; whether any moved."""
    moved = False
    found = connection.execute(
        "SELECT id, first_word, last_word, start_s, end_s FROM notes"
        " WHERE take_id = ? AND start_s IS NOT NULL",
        (take_id,),
    ).fetchall()
    for note_id, first_word, last_word, start_s, end_s in found:
        there = [
            i
            for i, word in enumerate(transcript.words)
            if word.span.start_s < end_s - _TOUCH_S and word.span.end_s > start_s + _TOUCH_S
        ]
        words = (there[0], there[-1] + 1) if there else (None, None)
        if words != (first_word, last_word):
            connection.execute(
                "UPDATE notes SET first_word = ?, last_word = ? WHERE id = ?", (*words, note_id)
            )
            moved = True
    return moved


def clean_note(text: str) -> str:
    """A note's text as it is kept; raises `ValueError` when nothing is left of it."""
    said = clean_text(text)[:NOTE_CHARS].strip()
    if not said:
        raise ValueError("a note says something")
    return said


def adopt(connection: sqlite3.Connection, take_id: str, notes: tuple[Any, ...]) -> None:
    """Rows for the notes that lay beside a take's sound, where there are none."""
    for note in notes:
        taken = connection.execute("SELECT take_id FROM notes WHERE id = ?", (note.id,)).fetchone()
        if taken is not None and taken[0] == take_id:
            continue
        text = clean_text(note.text)[:NOTE_CHARS].strip()
        if text:
            insert(
                connection,
                (
                    # A copy of a recording brings the ids of its original's notes along.
                    new_id() if taken or not note.id else rows.clean(note.id),
                    take_id,
                    rows.time_text(datetime.fromisoformat(note.created_at)),
                    rows.clean(note.author),
                    note.first_word,
                    note.last_word,
                    note.start_s,
                    note.end_s,
                    text,
                    None
                    if note.changed_at is None
                    else rows.time_text(datetime.fromisoformat(note.changed_at)),
                ),
            )


def insert(connection: sqlite3.Connection, values: tuple[Any, ...]) -> None:
    """A row of `COLUMNS`.  Raises `TakeMissing`."""
    rows.one(connection, values[1], "id")
    connection.execute(f"INSERT INTO notes ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def _one(connection: sqlite3.Connection, note_id: str) -> Note | None:
    row = connection.execute(f"SELECT {COLUMNS} FROM notes WHERE id = ?", (note_id,)).fetchone()
    return None if row is None else _from_row(row)


def _from_row(row: tuple[Any, ...]) -> Note:
    (id_, take_id, created_at, author, first_word, last_word, start_s, end_s, text, changed_at) = row
    return Note(
        id=id_,
        take_id=take_id,
        created_at=datetime.fromisoformat(created_at),
        author=author,
        first_word=first_word,
        last_word=last_word,
        span=None if start_s is None or end_s is None else Span(start_s, end_s),
        text=text,
        changed_at=None if changed_at is None else datetime.fromisoformat(changed_at),
    )
