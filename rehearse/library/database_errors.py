"""What goes wrong with the database file, in words.

Errors of SQLite are of two families: the environment's (disk full, write-protected, damaged, locked)
become errors of `rehearse.errors`; ours (bad SQL, a broken constraint) are left to raise.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from rehearse.errors import (
    DiskFull,
    LibraryDamaged,
    LibraryError,
    LibraryForeign,
    LibraryReadOnly,
    RehearseError,
)
from rehearse.files import free_bytes
from rehearse.i18n import _

#: Below this much free space a failing write is told as a full disk (SQLite's own code is a general one
#: when the shared-memory file cannot grow).
_FULL_BELOW_BYTES = 256 * 1024

#: Primary result codes (sqlite.org/rescode.html) that come from outside of this program.
ENVIRONMENT_CODES = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOLFS,
        sqlite3.SQLITE_NOTADB,
    }
)

#: Extended codes of a file system that cannot lock, or share memory between processes as WAL needs.
_LOCKING_CODES = frozenset(
    {
        sqlite3.SQLITE_IOERR_LOCK,
        sqlite3.SQLITE_IOERR_RDLOCK,
        sqlite3.SQLITE_IOERR_UNLOCK,
        sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK,
        sqlite3.SQLITE_IOERR_SHMLOCK,
        sqlite3.SQLITE_IOERR_SHMMAP,
    }
)


def disk_full(folder: Path) -> DiskFull:
    return DiskFull(
        _("The disk that holds the library is full ({folder}).").format(folder=folder),
        kept=_("Everything saved before is untouched."),
        help=_("Free some space, then try again."),
    )


def read_only(folder: Path) -> LibraryReadOnly:
    return LibraryReadOnly(
        _("The library in {folder} cannot be written.").format(folder=folder),
        kept=_("The takes in it are untouched."),
        help=_("Check that the folder belongs to you and is not write-protected."),
    )


def not_allowed(folder: Path) -> LibraryReadOnly:
    return LibraryReadOnly(
        _("The library in {folder} may not be opened any more: its permissions were changed.").format(
            folder=folder
        ),
        kept=_("The takes in it are untouched."),
        help=_("Make the folder yours again, then try again."),
    )


def damaged(path: Path, reason: str) -> LibraryDamaged:
    return LibraryDamaged(
        _("The list of takes {path} is damaged ({reason}).").format(path=path, reason=reason),
        kept=_("The recordings in the folder {folder} are untouched.").format(folder=path.parent / "audio"),
        help=_(
            "Close Rehearse everywhere and start it again: what can still be read is saved, the rest is made"
            " anew from the recordings."
        ),
    )


def foreign(path: Path) -> LibraryForeign:
    return LibraryForeign(
        _("The list of takes {path} is damaged ({reason}).").format(
            path=path, reason=_("it belongs to another program")
        ),
        kept=_("The recordings in the folder {folder} are untouched.").format(folder=path.parent / "audio"),
        help=_("Move that one file elsewhere and start again: the recordings are then found anew."),
    )


def no_locks(folder: Path) -> LibraryError:
    return LibraryError(
        _("The disk that holds the library ({folder}) cannot lock files; some network drives cannot.").format(
            folder=folder
        ),
        kept=_("Nothing was changed."),
        help=_("Keep the library on a disk of this computer; a backup of it may lie anywhere."),
    )


def gone(path: Path) -> LibraryError:
    return LibraryError(
        _("The library {path} is not there any more: its disk was removed, or its folder was moved.").format(
            path=path
        ),
        kept=_("What was saved before is on that disk."),
        help=_("Plug the disk in again, then close Rehearse and start it again."),
    )


def from_sqlite(error: sqlite3.Error, path: Path) -> RehearseError | None:
    """The error of the environment that `error` stands for; None when it is ours."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None and isinstance(error, sqlite3.OperationalError):
        # Python's own: a text in the file is no text any more (all that is written here is).
        return damaged(path, str(error))
    if str(error).startswith("invalid fts5 file format"):
        return damaged(path, str(error))
    if code is None or code & 0xFF not in ENVIRONMENT_CODES:
        return None
    primary = code & 0xFF
    name = getattr(error, "sqlite_errorname", str(code))
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(path, str(error))
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_PROTOCOL):
        return LibraryError(
            _("Another program keeps the library {path} locked.").format(path=path),
            kept=_("Nothing was changed."),
            help=_("Close the other program, then try again."),
        )
    if primary == sqlite3.SQLITE_NOLFS or code in _LOCKING_CODES:
        return no_locks(path.parent)
    with contextlib.suppress(OSError):
        if primary == sqlite3.SQLITE_FULL or free_bytes(path.parent) < _FULL_BELOW_BYTES:
            return disk_full(path.parent)
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM) or not _writable(path):
        return read_only(path.parent)
    return LibraryError(
        _("The library {path} cannot be read or written ({reason}).").format(
            path=path, reason=f"{error}, {name}"
        ),
        kept=_("Everything saved before is untouched."),
        help=_("Check the disk it lies on, then try again."),
    )


def from_os(error: OSError, path: Path) -> RehearseError:
    """What a failing file operation inside the library folder means."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(path.parent)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return read_only(path.parent)
    if error.errno in (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP):
        return no_locks(path.parent)
    return LibraryError(
        _("The library in {folder} cannot be used ({reason}).").format(
            folder=path.parent, reason=error.strerror or error
        ),
        kept=_("Everything saved before is untouched."),
        help=_("Check the disk it lies on, then try again."),
    )


class BadValue(ValueError):
    """A value that SQLite could read and this program cannot: a few bytes of a text are others."""


#: What reading such a value brings about.
UNREADABLE = (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError)


@contextlib.contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """The one boundary where errors of SQLite and of the file system become ours."""
    try:
        yield
    except sqlite3.Error as error:
        told = from_sqlite(error, path)
        if told is None:
            raise
        raise told from error
    except (BadValue, UnicodeDecodeError) as error:  # SQLite quotes a damaged schema as it is
        raise damaged(path, _("a value in it is not what was written there")) from error
    except OSError as error:
        raise from_os(error, path) from error


def _writable(path: Path) -> bool:
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))
