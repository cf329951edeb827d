"""A backup: the whole library in one file, written while takes go on being recorded.

The database comes first, as it was at one moment (SQLite's online backup, which waits for no writer);
then the files beside it.  A take that begins meanwhile has no row in that database, but its sound and its
facts are in the backup, and the sweep after a restore takes them in.
Written under another name, read back, compared and only then given its own: a file of that name is whole.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import sqlite3
import sys
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rehearse import __version__
from rehearse.errors import DiskFull, LibraryDamaged, LibraryError, LibraryReadOnly, RehearseError
from rehearse.files import (
    PRIVATE_FILE_MODE,
    FileLock,
    free_bytes,
    make_private_folder,
    sync_folder,
    write_atomic,
)
from rehearse.i18n import _
from rehearse.library import migrations, sealed_zip
from rehearse.library.archive import (
    DATABASE_MEMBER,
    LIBRARY_PART,
    MANIFEST_NAME,
    Manifest,
    Member,
    verify,
)
from rehearse.library.database import note_damage
from rehearse.library.database_errors import told_plainly
from rehearse.library.library import DATABASE_NAME, Library
from rehearse.library.opening import BACKUP_LOCK, BACKUP_NOTE, IN_USE_NAME, PIECE_ENDING
from rehearse.progress import ByteTeller, CancelToken, OnProgress

#: When the last backup was made, and where: beside the database, and not part of a backup.
LAST_NAME = "last-backup.json"

#: Pages copied between two looks at whether to stop: 8 MB.
_PAGES = 2048
#: Left free on the disk of the backup.
_SPARE_BYTES = 20_000_000
#: A FAT disk takes no larger file (4 GiB less one byte).
_FAT_BYTES = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written and read back."""

    path: Path
    manifest: Manifest
    n_bytes: int


@dataclass(frozen=True, slots=True)
class LastBackup:
    """`created_at` is aware; the file at `path` may have been taken elsewhere since."""

    created_at: datetime
    path: Path


def last_backup(library: Path) -> LastBackup | None:
    """When the library in that folder was last backed up; None when never."""
    try:
        found = json.loads((library / LAST_NAME).read_bytes())
        return LastBackup(datetime.fromisoformat(found["created_at"]).astimezone(), Path(found["path"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def write_backup(
    library: Library,
    target: Path,
    others: Mapping[str, Path],
    *,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> Backup:
    """Write everything into `target`, in place of a file of that name.

    `others` are the user's files that lie elsewhere, by their name in the backup.
    Raises `LibraryError`, `LibraryDamaged`, `LibraryReadOnly`, `DiskFull` or `Cancelled`; then there is no
    backup, or the one there was before.
    """
    target = Path(os.path.abspath(target))
    lock = FileLock(library.folder / BACKUP_LOCK)
    # Of its own: were the library closed here meanwhile, to be moved or replaced, files would be missing.
    in_use = FileLock(library.folder / IN_USE_NAME)
    with told_plainly(library.folder / DATABASE_NAME):
        if not lock.acquire():
            raise LibraryError(
                _("Another backup is being written."), help=_("Wait until it is done, then try again.")
            )
        if not in_use.acquire(shared=True):
            lock.release()
            raise LibraryError(
                _("Your recordings are being moved or restored by another window."),
                kept=_nothing_written(),
                help=_("Try again when that is done."),
            )
    try:
        with _pieces(library.folder, target) as (piece, snapshot):
            made = _write(library, target, piece, snapshot, others, on_progress, cancel)
    except sqlite3.Error as error:  # of the copy, not of the library
        raise _told(OSError(errno.EIO, str(error)), target) from error
    except OSError as error:
        raise _told(error, target) from error
    finally:
        in_use.release()
        lock.release()
    with contextlib.suppress(OSError):
        write_atomic(
            library.folder / LAST_NAME,
            json.dumps({"created_at": made.manifest.created_at.isoformat(), "path": str(target)}) + "\n",
        )
    return made


@contextlib.contextmanager
def _pieces(folder: Path, target: Path) -> Iterator[tuple[Path, Path]]:
    """Two empty files beside the target, gone at the end; noted down, for the next start, till then."""
    if not target.parent.is_dir():
        make_private_folder(target.parent)
    note = folder / BACKUP_NOTE
    stem = f".{target.name[:40]}.{secrets.token_hex(4)}"
    found = [target.with_name(f"{stem}{ending}{PIECE_ENDING}") for ending in ("", ".db")]
    # Noted before the first of them is made: a kill in between leaves nothing that nobody knows of.
    with told_plainly(folder / DATABASE_NAME):
        write_atomic(note, json.dumps({"target": str(target), "pieces": [str(path) for path in found]}))
    try:
        for path in found:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE_MODE))
        yield found[0], found[1]
    finally:
        for path in (*found, note):
            _forget(path)


def _forget(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _write(
    library: Library,
    target: Path,
    piece: Path,
    snapshot: Path,
    others: Mapping[str, Path],
    on_progress: OnProgress | None,
    cancel: CancelToken | None,
) -> Backup:
    now = datetime.now(UTC)
    database = library.folder / DATABASE_NAME
    listed = sum(_size(path) for _name, path in _files(library.folder, others))
    total = listed + database.stat().st_size
    _require_room(target, listed + 2 * database.stat().st_size)
    tell = ByteTeller(on_progress, cancel, 2 * total)
    tell.step(_("Copying"))
    n_takes = _copy_database(database, snapshot, tell)
    members: list[Member] = []
    with open(piece, "r+b") as file:
        with zipfile.ZipFile(file, "w", allowZip64=True) as archive:
            members.append(_add(archive, DATABASE_MEMBER, snapshot, tell))
            # Listed anew: what was recorded meanwhile belongs to it.
            for name, path in _files(library.folder, others):
                try:
                    members.append(_add(archive, name, path, tell))
                except FileNotFoundError:
                    continue  # deleted for good meanwhile
            manifest = Manifest(now, __version__, migrations.LATEST, n_takes, tuple(members))
            archive.writestr(sealed_zip.entry_info(MANIFEST_NAME, time.time()), manifest.to_json())
        file.flush()
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):  # else the comparison would read memory, not the disk
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    tell.step(_("Checking the backup"))
    manifest = verify(piece, tell)
    os.chmod(piece, PRIVATE_FILE_MODE)
    os.replace(piece, target)
    with contextlib.suppress(OSError):
        sync_folder(target.parent)  # some network drives refuse it
    return Backup(target, manifest, target.stat().st_size)


def _copy_database(database: Path, snapshot: Path, tell: ByteTeller) -> int:
    """The database at one moment into `snapshot`; the takes in it.  Raises `LibraryDamaged`."""
    with told_plainly(database), contextlib.closing(_connected(database, "mode=ro")) as source:
        # One read transaction: what is written meanwhile is not seen, and nobody waits for us.
        source.execute("BEGIN")
        n_takes = int(source.execute("SELECT count(*) FROM takes WHERE deleted_at IS NULL").fetchone()[0])
        page_bytes = int(source.execute("PRAGMA page_size").fetchone()[0])

        def copied(_status: int, _left: int, _total: int) -> None:
            tell.count(_PAGES * page_bytes)

        # The place of the copy may know no locks, and nobody else opens it.
        alone = "mode=rw" if sys.platform == "win32" else "mode=rw&vfs=unix-none"
        with contextlib.closing(_connected(snapshot, alone)) as copy:
            copy.execute("PRAGMA journal_mode = OFF")
            try:
                source.backup(copy, pages=_PAGES, progress=copied)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_FULL:  # the disk of the copy, not the library's
                    raise _told(OSError(errno.ENOSPC, str(error)), snapshot) from error
                raise
    with contextlib.closing(_connected(snapshot, "mode=ro&immutable=1")) as copy:
        found = [str(row[0]) for row in copy.execute("PRAGMA integrity_check")]
    if found != ["ok"]:
        note_damage(database)
        raise LibraryDamaged(
            _("The list of takes is damaged ({reason}), so it was not backed up.").format(reason=found[0]),
            kept=_("Your recordings are untouched."),
            help=_(
                "Close Rehearse everywhere and start it again: what can be read is saved. Then back it up."
            ),
        )
    return n_takes


def _connected(path: Path, options: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?{options}", uri=True, isolation_level=None, timeout=10.0
    )


# ---- files --------------------------------------------------------------------------------------------


def _files(library: Path, others: Mapping[str, Path]) -> Iterator[tuple[str, Path]]:
    """Everything to keep beside the database: its name in the backup, and where it lies."""
    yield from _below(library, LIBRARY_PART, top=True, seen=set())
    for name, path in others.items():
        if path.is_file():
            yield name, path
        elif path.is_dir():
            yield from _below(path, name, top=False, seen=set())


def _below(folder: Path, name: str, *, top: bool, seen: set[str]) -> Iterator[tuple[str, Path]]:
    real = os.path.realpath(folder)
    if real in seen:
        return  # a link that leads back
    seen.add(real)
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return  # deleted for good meanwhile
    except OSError as error:
        raise _unreadable(folder, error) from error
    for entry in entries:
        # Locks and notes of a library in use begin with a dot; the database is copied for itself, and one
        # that was set aside stays where it is.
        skipped = entry.name.startswith(".") or entry.name.endswith(".lock")
        beside = top and (entry.name.startswith(DATABASE_NAME) or entry.name == LAST_NAME)
        if skipped or beside:
            continue
        if entry.is_dir():
            yield from _below(Path(entry.path), f"{name}/{entry.name}", top=False, seen=seen)
        elif entry.is_file():  # pipes and sockets hold nothing
            yield f"{name}/{entry.name}", Path(entry.path)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0  # deleted for good meanwhile


def _add(archive: zipfile.ZipFile, name: str, path: Path, tell: ByteTeller) -> Member:
    """One file into the zip, as long as it is at this moment: it may be growing."""
    try:
        reading = open(path, "rb")  # noqa: SIM115 - closed below; a missing one is told apart
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _unreadable(path, error) from error
    with reading:
        try:
            return sealed_zip.add_file(archive, name, reading, tell, packed=not name.endswith(".wav"))
        except UnicodeEncodeError as error:
            shown = name.encode("utf-8", "replace").decode()
            raise LibraryError(
                _("The name of {file} cannot be kept in a backup.").format(file=shown),
                kept=_("No backup was written; your recordings are untouched."),
                help=_("Give that file another name, then try again."),
            ) from error


# ---- what may go wrong ------------------------------------------------------------------------------


def _unreadable(path: Path, error: OSError) -> LibraryError:
    return LibraryError(
        _("{file} cannot be read ({reason}).").format(file=path, reason=error.strerror or error),
        kept=_nothing_written(),
        help=_("Check that the file belongs to you, then try again."),
    )


def _nothing_written() -> str:
    return _("No backup was written; your recordings are untouched.")


def _require_room(target: Path, n_bytes: int) -> None:
    free = free_bytes(target.parent)
    if free < n_bytes + _SPARE_BYTES:
        raise DiskFull(
            _("There is not enough room in {folder}: {needed} MB are needed, {free} MB are free.").format(
                folder=target.parent, needed=(n_bytes + _SPARE_BYTES) // 1_000_000, free=free // 1_000_000
            ),
            kept=_nothing_written(),
            help=_("Free some space or choose another folder."),
        )


def _told(error: OSError, target: Path) -> RehearseError:
    folder = target.parent
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(
            _("The disk of {folder} is full.").format(folder=folder),
            kept=_nothing_written(),
            help=_("Free some space or choose another folder."),
        )
    if error.errno == errno.EFBIG:
        return LibraryError(
            _("The disk of {folder} takes no file larger than {n} GB.").format(
                folder=folder, n=(_FAT_BYTES + 1) // 1_000_000_000
            ),
            kept=_nothing_written(),
            help=_("Choose a disk of another kind."),
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return LibraryReadOnly(
            _("Nothing can be written in {folder}.").format(folder=folder),
            kept=_nothing_written(),
            help=_("Choose a folder that belongs to you."),
        )
    return LibraryError(
        _("The backup {file} could not be written ({reason}).").format(
            file=target, reason=error.strerror or error
        ),
        kept=_nothing_written(),
        help=_("Check the disk, or choose another folder."),
    )
