"""Files that come into the library together: all of them or none, also where the process dies.

    <folder>/.arriving-<chance>.json    what is coming, from before the first file until after the last row
    <folder>/.arriving-<chance>.lock    held by the process that does it
    <folder>/audio/<year>/.<id>.part.mp3    a sound while it is written

The rows are one transaction.  Where it never ended, the next sweep takes away what the list names.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rehearse.errors import LibraryError
from rehearse.files import CLEARING_S, FileLock, make_private_folder, sync_folder, write_atomic
from rehearse.i18n import _
from rehearse.library import imports, rows, sidecar
from rehearse.library.database import Database
from rehearse.library.ids import is_id

_NOTE = re.compile(r"\.arriving-[0-9a-f]{12}\.json")
_STORED = re.compile(r"audio/\d{4}/[^/\\\0]{1,80}")
_ENDING = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class Landing:
    """A sound that is coming: written into `piece`, which gets the name `path` when the rows are made."""

    take_id: str
    path: Path
    piece: Path

    def settle(self) -> None:
        """The file gets its name."""
        os.rename(self.piece, self.path)


@contextlib.contextmanager
def landing(folder: Path, wanted: Iterable[tuple[str, str]]) -> Iterator[dict[str, Landing]]:
    """Places for the sounds of new takes, given as (id, ending of the file), by the take's id.

    When the block fails, what was written is gone.  Raises `OSError`, `LibraryError`.
    """
    note = folder / f".arriving-{secrets.token_hex(6)}.json"
    lock = FileLock(note.with_suffix(".lock"))
    if not lock.acquire(wait_s=CLEARING_S):
        raise LibraryError(
            _("The library in {folder} cannot lock its files.").format(folder=folder),
            help=_("Choose a folder on a disk of this computer."),
        )
    try:
        year = rows.now_text()[:4]
        places = {take_id: _place(folder, year, take_id, ending) for take_id, ending in wanted}
        make_private_folder(folder / "audio" / year)
        listed = [
            [place.take_id, _stored(folder, place.piece), _stored(folder, place.path)]
            for place in places.values()
        ]
        # Before the first of them is made: a kill in between leaves nothing that nobody knows of.
        write_atomic(note, json.dumps({"rehearse_arriving": 1, "takes": listed}) + "\n")
        try:
            with imports.copying(folder):
                yield places
        except BaseException:
            for place in places.values():
                _take_away(place.piece, place.path)
            raise
        finally:
            note.unlink(missing_ok=True)
    finally:
        lock.release()
        with contextlib.suppress(OSError):
            lock.path.unlink()


def settle_all(places: Iterable[Landing]) -> None:
    """Give every file its name, on the disk; the last thing before the rows are committed."""
    folders = set()
    for place in places:
        place.settle()
        folders.add(place.path.parent)
    for folder in folders:
        sync_folder(folder)


def clear(database: Database, folder: Path) -> None:
    """Take away what came halfway, of processes that died over it."""
    for alone in folder.glob(".arriving-*.lock"):
        with contextlib.suppress(OSError):
            # Whoever is about to write its list holds it.
            lock = FileLock(alone)
            if not _note_of(alone).exists() and lock.acquire():
                alone.unlink()
                lock.release()
    for note in sorted(path for path in folder.glob(".arriving-*.json") if _NOTE.fullmatch(path.name)):
        lock = FileLock(note.with_suffix(".lock"))
        if not lock.acquire():
            continue  # it is under way
        try:
            if note.exists():  # else another process has done it
                with database.reading() as connection:
                    _clear_one(connection, folder, note)
                note.unlink(missing_ok=True)
        finally:
            lock.release()
            with contextlib.suppress(OSError):
                lock.path.unlink()


def _note_of(lock: Path) -> Path:
    return lock.with_suffix(".json")


def _clear_one(connection: sqlite3.Connection, folder: Path, note: Path) -> None:
    try:
        listed = json.loads(note.read_bytes())["takes"]
        found = [(str(take_id), str(piece), str(path)) for take_id, piece, path in listed]
    except (ValueError, KeyError, TypeError, RecursionError):
        return  # it was never written to its end, so nothing came
    for take_id, piece, path in found:
        if not (is_id(take_id) and _STORED.fullmatch(piece) and _STORED.fullmatch(path)):
            continue
        row = connection.execute("SELECT 1 FROM takes WHERE audio_path = ?", (path,)).fetchone()
        if row is None:
            _take_away(rows.absolute(folder, piece), rows.absolute(folder, path))


def _take_away(piece: Path, path: Path) -> None:
    for one in (piece, path, sidecar.path_for(path)):
        with contextlib.suppress(OSError):
            one.unlink()


def _place(folder: Path, year: str, take_id: str, ending: str) -> Landing:
    if not _ENDING.fullmatch(ending) or ending in (".json", ".lock", ".part"):
        ending = ".sound"
    home = folder / "audio" / year
    stem, number = take_id, 1
    # What lies there and has no row is not ours to replace.
    while any(os.path.lexists(home / f"{stem}{other}") for other in (ending, ".take.json")):
        number += 1
        stem = f"{take_id}-{number}"
    return Landing(take_id, home / f"{stem}{ending}", home / f".{take_id}.part{ending}")


def _stored(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()
