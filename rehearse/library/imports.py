"""Recordings from elsewhere: kept as they came, and known again by what is in them.

    <folder>/audio/<year>/<id>.m4a         the file itself, not one byte of it changed
    <folder>/audio/<year>/.<id>.part.m4a   the same while it is copied
    <folder>/audio/<year>/<id>.take.json   its facts, as of every take
    <folder>/.importing.lock               shared by whoever copies: without them a copy is litter

A file gets its name in the transaction that makes its row: what has a row is whole.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from rehearse.audio.format import AudioFormat
from rehearse.files import CLEARING_S, FileLock, make_private_folder, sync_folder
from rehearse.library import rows, search, sidecar
from rehearse.library.database import Database
from rehearse.library.database_errors import told_plainly
from rehearse.library.ids import is_id, new_id
from rehearse.library.sidecar import ImportFacts

#: What told when a recording was made: the user, its tags, its name, the file's own time.
DateFrom = Literal["given", "tags", "name", "file"]

#: In the middle: some kinds of sound are known by the end of their name alone.
_PIECE = ".part"
_LOCK_NAME = ".importing.lock"
_PLAIN_ENDING = re.compile(r"\.[a-z0-9]{1,8}")
#: Endings that mean something else beside a take's sound.
_TAKEN_ENDINGS = (".json", ".lock", _PIECE)


@dataclass(frozen=True, slots=True)
class NewImport:
    """A recording that is to become a take.

    `recorded_at` is aware; `n_frames` is what the file says, which may be an estimate.
    """

    source_name: str
    sha256: str
    recorded_at: datetime
    date_from: DateFrom
    format: AudioFormat
    n_frames: int
    title: str
    speaker: str = ""
    script_id: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where the copy of a file goes: into `piece`, which gets the name `path` when the row is made."""

    take_id: str
    path: Path
    piece: Path

    def give_up(self) -> None:
        """No copy is wanted: what there is of it goes."""
        with contextlib.suppress(OSError):
            self.piece.unlink()


@dataclass(frozen=True, slots=True)
class Known:
    """The take that a file is already."""

    take_id: str
    title: str
    deleted: bool


class Imports:
    """Usable from any thread.  Raises what `Library` raises."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database, self._folder = database, folder

    def known(self, sha256: str) -> Known | None:
        """The take that holds the very same file, in the trash or not; those outside it first."""
        with self._database.reading() as connection:
            return known_in(connection, sha256)

    @contextlib.contextmanager
    def copying(self) -> Iterator[None]:
        """A block in which files are copied to their places."""
        with contextlib.ExitStack() as stack:
            with told_plainly(self._database.path):
                stack.enter_context(copying(self._folder))
            yield

    def place(self, ending: str) -> Place:
        """A place for a file whose name ends so (".m4a")."""
        ending = ending.lower()
        if not _PLAIN_ENDING.fullmatch(ending) or ending in _TAKEN_ENDINGS:
            ending = ".sound"
        take_id = new_id()
        folder = self._folder / "audio" / rows.now_text()[:4]
        self._database.require_there()
        with told_plainly(self._database.path):
            make_private_folder(folder)
        return Place(take_id, folder / f"{take_id}{ending}", folder / f".{take_id}{_PIECE}{ending}")

    def keep(self, made: Sequence[tuple[Place, NewImport]]) -> list[Known | None]:
        """Make takes of copied files, all of them or (where this raises) none.

        For each None, or the take that the file turned out to be already: its copy is gone then.
        """
        found: list[Known | None] = []
        placed: list[Place] = []
        try:
            with self._database.writing() as connection:
                for place, new in made:
                    known = known_in(connection, new.sha256)
                    found.append(known)
                    if known is not None:
                        place.give_up()
                        continue
                    os.rename(place.piece, place.path)
                    placed.append(place)
                    self._insert(connection, place, new)
                for folder in {place.path.parent for place in placed}:
                    sync_folder(folder)
        except BaseException:
            for place, _new in made:
                place.give_up()
            for place in placed:
                with contextlib.suppress(OSError):
                    place.path.unlink(missing_ok=True)
                    sidecar.remove(place.path)
            raise
        return found

    def _insert(self, connection: sqlite3.Connection, place: Place, new: NewImport) -> None:
        connection.execute(
            "INSERT INTO takes (id, created_at, title, speaker, script_id, state, audio_path, rate_hz,"
            " channels, sample_bytes, n_frames, tags) VALUES (?, ?, ?, ?, ?, 'recorded', ?, ?, ?, ?, ?, ?)",
            (
                place.take_id,
                rows.time_text(new.recorded_at),
                rows.clean(new.title),
                rows.clean(new.speaker),
                new.script_id,
                place.path.relative_to(self._folder).as_posix(),
                new.format.rate_hz,
                new.format.channels,
                new.format.sample_bytes,
                new.n_frames,
                rows.tags_to_text(new.tags),
            ),
        )
        connection.execute(
            "INSERT INTO imports (take_id, source_name, sha256, imported_at, date_from)"
            " VALUES (?, ?, ?, ?, ?)",
            (place.take_id, rows.clean(new.source_name), new.sha256, rows.now_text(), new.date_from),
        )
        search.index(connection, place.take_id)
        # The row is on the disk when this is told; its double beside the sound follows soon.
        rows.write_facts(connection, self._folder, place.take_id, durable=False)

    def to_hear(self, among: Iterable[str] | None = None) -> list[str]:
        """Recordings from elsewhere that nobody has listened to yet, in the order they came.

        With `among`, of these takes alone.
        """
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT takes.id FROM imports JOIN takes ON takes.id = take_id"
                " WHERE state = 'recorded' AND deleted_at IS NULL AND NOT unsafe"
                + ("" if among is None else " AND takes.id IN (SELECT value FROM json_each(?))")
                + " ORDER BY seq",
                () if among is None else (json.dumps(list(among)),),
            ).fetchall()
        return [row[0] for row in found]

    def lengths_s(self, take_ids: Iterable[str]) -> dict[str, float]:
        """How long these takes are, 0 where it is not known; without those that are gone."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT id, coalesce(n_frames * 1.0 / rate_hz, 0) FROM takes"
                " WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(take_ids)),),
            ).fetchall()
        return dict(found)

    def speakers(self) -> list[str]:
        """Everybody who is known to speak in a take."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT DISTINCT speaker FROM takes WHERE speaker != ''").fetchall()
        return [row[0] for row in found]

    def unsafe(self, take_id: str) -> bool:
        """Whether reading this take's file has ended a process."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT unsafe FROM imports WHERE take_id = ?", (take_id,)).fetchone()
        return row is not None and row[0] == 1

    def facts(self, take_id: str) -> ImportFacts | None:
        """Where a take came from; None for one that was recorded here.  Raises `TakeMissing`."""
        with self._database.reading() as connection:
            return rows.facts_from(rows.one(connection, take_id, rows.FACT_COLUMNS)).imported

    def measured(self, take_id: str, n_frames: int, peak_dbfs: float | None) -> None:
        """What hearing a recording has shown: how long it really is, and its peak."""
        with self._database.writing() as connection:
            (before,) = rows.one(connection, take_id, "n_frames")
            connection.execute(
                "UPDATE takes SET n_frames = ?, peak_dbfs = ? WHERE id = ?", (n_frames, peak_dbfs, take_id)
            )
            if before != n_frames:
                rows.write_facts(connection, self._folder, take_id, durable=False)

    def set_unsafe(self, take_id: str) -> None:
        """Reading this file has ended a process: it is kept, and not opened again."""
        with self._database.writing() as connection:
            connection.execute("UPDATE imports SET unsafe = 1 WHERE take_id = ?", (take_id,))
            rows.write_facts(connection, self._folder, take_id)


def known_in(connection: sqlite3.Connection, sha256: str) -> Known | None:
    """As `Imports.known`, inside a transaction."""
    row = connection.execute(
        "SELECT takes.id, title, deleted_at FROM imports JOIN takes ON takes.id = take_id"
        " WHERE sha256 = ? ORDER BY deleted_at IS NOT NULL, seq LIMIT 1",
        (sha256,),
    ).fetchone()
    return None if row is None else Known(row[0], row[1], row[2] is not None)


def adopt(connection: sqlite3.Connection, take_id: str, facts: ImportFacts | None) -> None:
    """A take that was found without its row: where it came from, as the facts beside it say."""
    if facts is not None:
        connection.execute(
            "INSERT OR REPLACE INTO imports (take_id, source_name, sha256, imported_at, date_from, unsafe)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                take_id,
                rows.clean(facts.source_name),
                rows.clean(facts.sha256),
                facts.imported_at,
                rows.clean(facts.date_from),
                facts.unsafe,
            ),
        )


@contextlib.contextmanager
def copying(folder: Path) -> Iterator[None]:
    """Files that are copied into the library in this block are not taken for litter.  Raises `OSError`."""
    lock = FileLock(folder / _LOCK_NAME)
    lock.acquire(shared=True, wait_s=CLEARING_S)
    try:
        yield
    finally:
        lock.release()


class Waiting:
    """Copies that wait for somebody's decision: while there is one, no copy in the library is litter."""

    def __init__(self, folder: Path) -> None:
        self._lock = FileLock(folder / _LOCK_NAME)
        self._take_ids: set[str] = set()
        self._guard = threading.Lock()

    def add(self, place: Place) -> None:
        with self._guard:
            if not self._take_ids:
                with contextlib.suppress(OSError):  # it may be cleared away then, which is told
                    self._lock.acquire(shared=True, wait_s=CLEARING_S)
            self._take_ids.add(place.take_id)

    def over(self, place: Place) -> None:
        """It was kept or left.  Again does nothing."""
        with self._guard:
            self._take_ids.discard(place.take_id)
            if not self._take_ids:
                self._lock.release()


@contextlib.contextmanager
def nobody_copies(folder: Path) -> Iterator[bool]:
    """Whether nobody copies into the library; nobody begins to in this block."""
    with FileLock(folder / _LOCK_NAME).held() as alone:
        yield alone


def is_piece(name: str) -> bool:
    """Whether a file of that name is a copy that was not finished."""
    stem, piece, _ending = name[1:].partition(_PIECE)
    return name.startswith(".") and bool(piece) and is_id(stem)
