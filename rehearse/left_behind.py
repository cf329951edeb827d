"""What a move of the data folder leaves behind: the old folder, kept until the user lets it go.

<config>/moved-from.json     what was copied from where, so that exactly that can be deleted
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from rehearse.errors import DiskFull, LibraryError, LibraryReadOnly, RehearseError
from rehearse.files import FileLock, make_private_folder, write_atomic
from rehearse.i18n import _
from rehearse.library.library import DATABASE_NAME, IN_USE_NAME
from rehearse.paths import Paths

MARKER_NAME = ".moving.json"
RECORD_NAME = "moved-from.json"

#: A file that was copied: its place in the folder, its size, its time.
Copied = tuple[str, int, int]


def old_folder(paths: Paths) -> Path | None:
    """The folder that was left and is still there; None when there is none to speak of."""
    found = _read_record(paths)
    if found is None:
        return None
    old = Path(found[0])
    return old if old != paths.data and old.is_dir() else None


def forget_old(paths: Paths) -> None:
    """The old folder stays where it is and is not spoken of again."""
    with contextlib.suppress(OSError):
        (paths.config / RECORD_NAME).unlink()


def delete_old(paths: Paths) -> int:
    """Delete from the old folder what was copied and has not changed since; how many files stayed.

    Raises `LibraryError` where the new folder is not there, or somebody has the old one open.
    """
    found = _read_record(paths)
    if found is None:
        return 0
    old, copied = Path(found[0]), found[1]
    if old == paths.data:
        raise refused(_("That folder is the one in use."))
    paths.require_data()
    if (
        any(rel == f"library/{DATABASE_NAME}" for rel, _size, _mtime in copied)
        and not (paths.library / DATABASE_NAME).is_file()
    ):
        raise refused(_("Your recordings in {folder} cannot be found.").format(folder=paths.data))
    n_kept = 0
    with alone(old / "library", make=False):
        for rel, size, mtime_ns in copied:
            place = old / rel
            try:
                now = place.lstat()
                if now.st_size != size or now.st_mtime_ns != mtime_ns:
                    n_kept += 1
                    continue
                place.unlink()
            except FileNotFoundError:
                continue
            except OSError:
                n_kept += 1
    _remove_empty(old, [rel for rel, _size, _mtime in copied])
    if not n_kept:
        forget_old(paths)
    return n_kept


def _remove_empty(old: Path, rels: list[str]) -> None:
    """The folders that held what was deleted, with the locks and side files nobody needs any more."""
    folders = {parent for rel in rels for parent in (old / rel).parents if parent.is_relative_to(old)}
    folders |= {old, old / "library", old / "library" / "audio"}
    for folder in sorted(folders, key=lambda place: -len(place.parts)):
        with contextlib.suppress(OSError):
            for name in os.listdir(folder):
                if is_litter(name):
                    (folder / name).unlink()
            folder.rmdir()


# ---- shared with the move itself -------------------------------------------------------------------


@contextlib.contextmanager
def alone(library: Path, *, make: bool = True) -> Iterator[None]:
    """Hold a library so that no process opens it.  Raises `LibraryError` when one has it open."""
    if not make and not library.is_dir():
        yield
        return
    lock = FileLock(library / IN_USE_NAME)
    try:
        make_private_folder(library)
        got = lock.acquire()
    except OSError as error:
        raise told(error, library) from error
    if not got:
        raise refused(
            _("Another window or command has your recordings open."),
            help=_("Close it, then try again."),
        )
    try:
        yield
    finally:
        lock.release()


def is_litter(name: str) -> bool:
    """Locks and side files that mean nothing once nobody has the library open."""
    return (
        name.endswith(".lock")
        or name in (f"{DATABASE_NAME}-shm", MARKER_NAME)
        or name.startswith(f".{MARKER_NAME}.")  # half a marker: killed while it was written
    )


def record(paths: Paths, copied: Sequence[Copied]) -> None:
    """Remember what was copied out of the folder that is about to be left.  Raises `OSError`."""
    make_private_folder(paths.config)
    write_atomic(paths.config / RECORD_NAME, json.dumps({"old": str(paths.data), "files": copied}))


def _read_record(paths: Paths) -> tuple[str, list[Copied]] | None:
    try:
        found = json.loads((paths.config / RECORD_NAME).read_bytes().decode())
        old = found["old"]
        files = [(str(rel), int(size), int(mtime_ns)) for rel, size, mtime_ns in found["files"]]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    inside = all(not os.path.isabs(rel) and ".." not in Path(rel).parts for rel, _size, _mtime in files)
    return (old, files) if isinstance(old, str) and os.path.isabs(old) and inside else None


def untouched() -> str:
    """What stays true whatever went wrong with a move."""
    return _("Your recordings are where they were, untouched.")


def refused(text: str, *, help: str = "") -> LibraryError:
    """A move that is not begun, with the reason."""
    return LibraryError(text, kept=untouched(), help=help or _("Choose another folder."))


def told(error: OSError, folder: Path) -> RehearseError:
    """What a failing file operation in that folder means."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(
            _("The disk of {folder} is full.").format(folder=folder),
            kept=untouched(),
            help=_("Free some space or choose another folder."),
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return LibraryReadOnly(
            _("Nothing can be written in {folder}.").format(folder=folder),
            kept=untouched(),
            help=_("Choose a folder that belongs to you."),
        )
    return LibraryError(
        _("{folder} cannot be used ({reason}).").format(folder=folder, reason=error.strerror or error),
        kept=untouched(),
        help=_("Choose another folder."),
    )
