"""What a crash left around the library, put right before it is opened.

<library>/.in-use.lock     shared by everybody who has it open; held alone by whoever changes all of it
<library>/.swap.json       renames that were not finished, see `rehearse.library.swap`
<library>/.backup.json     a backup that is being written: where its unfinished pieces lie
<library>/../.restoring/   a backup that is being unpacked
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from rehearse.errors import LibraryError
from rehearse.files import FileLock
from rehearse.i18n import _
from rehearse.library import swap
from rehearse.library.database import Database, damage_mark, surely_damaged
from rehearse.library.database_errors import damaged, no_locks

#: Shared by all who have the library open; whoever holds it alone may move, restore or rebuild it.
IN_USE_NAME = ".in-use.lock"

STAGING_NAME = ".restoring"
#: Beside the library: how the folders begin that a restore sets aside.
BEFORE_PREFIX = "library-before-restore-"
BACKUP_NOTE = ".backup.json"
BACKUP_LOCK = ".backup.lock"
#: How the unfinished pieces of a backup are named, after a dot.
PIECE_ENDING = ".rehearse-part"


def enter(folder: Path) -> tuple[FileLock, list[str]]:
    """Share the library, with whatever a crash left finished or cleared; the lock, and what to tell.

    Raises `LibraryError` where somebody holds it alone, `OSError`.
    """
    news: list[str] = []
    in_use = FileLock(folder / IN_USE_NAME)
    while True:
        _acquire(in_use, folder, shared=True)
        if not swap.pending(folder):
            break
        in_use.release()
        _acquire(in_use, folder, shared=False)
        try:
            news.append(swap.finish(folder))
        finally:
            in_use.release()
    try:
        news += _clear_restore(folder)
        news += _clear_backup(folder)
    except BaseException:
        in_use.release()
        raise
    return in_use, [text for text in news if text]


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a library that is there so that nobody opens it.  Raises `LibraryError` when somebody has."""
    lock = FileLock(folder / IN_USE_NAME)
    if not lock.acquire():
        if lock.refused is not None:
            raise no_locks(folder) from lock.refused
        raise LibraryError(
            _("Another window or command has your recordings open."),
            kept=_("Your recordings are where they were, untouched."),
            help=_("Close it, then try again."),
        )
    try:
        if swap.pending(folder):
            swap.finish(folder)
        yield
    finally:
        lock.release()


def open_database(path: Path) -> Database:
    """The database; looked through first where damage was met before.  Raises `LibraryDamaged`."""
    database = Database(path)
    mark = damage_mark(path)
    if mark.exists():
        try:
            if surely_damaged(path):
                raise damaged(path, _("something in it could not be read"))
            problems = database.problems()
            if problems and not database.sound():
                raise damaged(path, problems[0])
        except BaseException:
            database.close()
            raise
        with contextlib.suppress(OSError):
            mark.unlink()
    return database


def _acquire(lock: FileLock, folder: Path, *, shared: bool) -> None:
    if not lock.acquire(shared=shared):
        if lock.refused is not None:
            raise no_locks(folder) from lock.refused
        raise LibraryError(
            _("The recordings in {folder} are being moved or restored by another window.").format(
                folder=folder
            ),
            kept=_("Nothing was changed."),
            help=_("Try again when that is done."),
        )


def _clear_restore(folder: Path) -> Iterator[str]:
    staging = folder.parent / STAGING_NAME
    if staging.is_dir():  # whoever restores holds the library alone: nobody does
        shutil.rmtree(staging, ignore_errors=True)
        yield _("A restore was cut short before anything was changed: your recordings are as they were.")


def _clear_backup(folder: Path) -> Iterator[str]:
    note = folder / BACKUP_NOTE
    if not note.exists():
        return
    with FileLock(folder / BACKUP_LOCK).held() as free:
        if not free:
            return  # it is being written at this moment
        try:
            found = json.loads(note.read_bytes())
            target, pieces = str(found["target"]), [str(piece) for piece in found["pieces"]]
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            target, pieces = "", []
        for piece in pieces:
            # Only what bears the mark of a piece: the note might have been written by anybody.
            if os.path.basename(piece).startswith(".") and piece.endswith(PIECE_ENDING):
                with contextlib.suppress(OSError):
                    os.unlink(piece)
        note.unlink(missing_ok=True)
    if target:
        yield _("The backup {file} was cut short and is not there. Your recordings are untouched.").format(
            file=target
        )
