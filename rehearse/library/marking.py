"""Changing what a take is called and how it is marked; the trash and what leaves it for good.

Everything that takes several ids does it for all of them, or for none when one is missing.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rehearse.files import FileLock, drop_lock, make_private_folder
from rehearse.library import rows, search, sidecar
from rehearse.library.database import Database
from rehearse.library.database_errors import told_plainly
from rehearse.library.drill_runs import forget_take
from rehearse.library.sweep import lock_path
from rehearse.library.takes import Take

#: Characters of a tag; more is cut off.
TAG_CHARS = 40


class Marking:
    """The part of `Library` that changes takes after they were made."""

    folder: Path
    _database: Database

    def take(self, take_id: str) -> Take:
        raise NotImplementedError

    def rename(self, take_id: str, title: str) -> Take:
        title = rows.clean(title)
        with self._database.writing() as connection:
            self._set(connection, take_id, "title", title, durable=True)
            search.index_title(connection, take_id, title)
        return self.take(take_id)

    def set_speaker(self, ids: Iterable[str], speaker: str) -> None:
        speaker = rows.clean(speaker)
        with self._database.writing() as connection:
            for take_id in _each(ids):
                self._set(connection, take_id, "speaker", speaker)

    def star(self, ids: Iterable[str], starred: bool) -> None:
        with self._database.writing() as connection:
            for take_id in _each(ids):
                self._set(connection, take_id, "starred", starred)

    def tag(self, ids: Iterable[str], *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Put tags on takes, and take others off.

        Capitals make no difference; a tag stays as it was written first.
        """
        added = _by_fold(map(clean_tag, _each(add)))
        removed = _by_fold(map(clean_tag, _each(remove)))
        with self._database.writing() as connection:
            for take_id in _each(ids):
                (text,) = rows.one(connection, take_id, "tags")
                tags = _by_fold((*rows.tags_from(str(text)), *added.values()))
                kept = [tag for folded, tag in tags.items() if folded not in removed]
                self._set(connection, take_id, "tags", rows.tags_to_text(kept))

    # -- the trash ------------------------------------------------------------------------------

    def delete(self, ids: Iterable[str]) -> None:
        """Move takes to the trash; `restore` brings them back."""
        self._set_deleted(ids, rows.now_text())

    def restore(self, ids: Iterable[str]) -> None:
        self._set_deleted(ids, None)

    def purge(self, older_than: timedelta) -> list[str]:
        """Remove for good, with their audio, the takes that have lain in the trash longer; their ids."""
        before = rows.time_text(datetime.now(UTC) - older_than)
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT id FROM takes WHERE deleted_at <= ? ORDER BY seq", (before,)
            ).fetchall()
        return self._purge((row[0] for row in found), before)

    def purge_now(self, ids: Iterable[str]) -> list[str]:
        """Remove takes of the trash for good, with their audio; the ids of those that are gone.

        Takes that are not in the trash, or are being recorded, are left alone.
        """
        return self._purge(_each(ids), None)

    def _purge(self, ids: Iterable[str], before: str | None) -> list[str]:
        self._database.require_there()
        purged = []
        for take_id in ids:
            with self._database.reading() as connection:
                row = connection.execute("SELECT audio_path FROM takes WHERE id = ?", (take_id,)).fetchone()
            if row is None:
                continue
            audio_path = rows.absolute(self.folder, row[0])
            with told_plainly(self._database.path), unless_recording(audio_path) as free:
                if not free:
                    continue
                with self._database.writing() as connection:
                    still = connection.execute(
                        "SELECT 1 FROM takes WHERE id = ? AND deleted_at <= coalesce(?, deleted_at)",
                        (take_id, before),
                    ).fetchone()
                    if still is None:
                        continue
                    remove(connection, self.folder, take_id, audio_path)
                purged.append(take_id)
        return purged

    def _set_deleted(self, ids: Iterable[str], deleted_at: str | None) -> None:
        with self._database.writing() as connection:
            for take_id in _each(ids):
                (now,) = rows.one(connection, take_id, "deleted_at")
                if (now is None) != (deleted_at is None):
                    self._set(connection, take_id, "deleted_at", deleted_at)

    def _set(
        self,
        connection: sqlite3.Connection,
        take_id: str,
        column: str,
        value: str | bool | None,
        *,
        durable: bool = False,
    ) -> None:
        """Not `durable`: the row is, and the facts beside the sound follow when the system likes."""
        (before,) = rows.one(connection, take_id, column)
        if before == value:
            return
        connection.execute(f"UPDATE takes SET {column} = ? WHERE id = ?", (value, take_id))
        rows.write_facts(connection, self.folder, take_id, durable=durable)


def clean_tag(tag: str) -> str:
    """A tag as it is kept: one line without what no file keeps, at most `TAG_CHARS` long."""
    return rows.clean(tag)[:TAG_CHARS].rstrip()


def _by_fold(tags: Iterable[str]) -> dict[str, str]:
    """Each tag once, in order, as it was written first."""
    found: dict[str, str] = {}
    for tag in tags:
        if tag:
            found.setdefault(rows.folded(tag), tag)
    return found


def remove(connection: sqlite3.Connection, folder: Path, take_id: str, audio_path: Path) -> None:
    """A take with its sound, for good."""
    # The sound first: a crash in between leaves a row to remove again, where audio without a row would
    # be adopted by the next sweep.
    audio_path.unlink(missing_ok=True)
    sidecar.remove(audio_path)
    forget_take(connection, folder, take_id)
    connection.execute("DELETE FROM takes WHERE id = ?", (take_id,))


def _each(ids: Iterable[str]) -> list[str]:
    if isinstance(ids, str):
        raise TypeError("a list was expected, not a text")
    return list(dict.fromkeys(ids))


@contextlib.contextmanager
def unless_recording(audio_path: Path) -> Iterator[bool]:
    """Hold a take's lock for a block; false when it is being recorded."""
    make_private_folder(audio_path.parent)
    lock = FileLock(lock_path(audio_path))
    got = lock.acquire()
    try:
        yield got
    finally:
        if got:
            drop_lock(lock)
