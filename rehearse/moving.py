"""Everything the user keeps (takes, models, own rules), moved to another folder without a moment of risk.

Copied, read back and compared by size and hash, then switched over by one atomic write of the pointer
(see `paths.py`).  Until that write the old folder is the library, afterwards the new one; both are
complete at that moment, and the old one stays until the user says that it may go.

    <new folder>/.moving.json    there while the copy is not whole: the folder is ours to clear
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from rehearse.errors import DiskFull, LibraryError
from rehearse.files import PRIVATE_FILE_MODE, free_bytes, make_private_folder, sync_folder, write_atomic
from rehearse.i18n import _
from rehearse.left_behind import MARKER_NAME, RECORD_NAME, alone, is_litter, record, refused, told, untouched
from rehearse.library.library import DATABASE_NAME, Library
from rehearse.paths import POINTER_NAME, Paths
from rehearse.progress import ByteTeller as _Teller
from rehearse.progress import CancelToken, OnProgress

#: The folder made inside a chosen one that holds other things already.
OWN_NAME = "Rehearse"

_CHUNK_BYTES = 1 << 20

#: Left free on the new disk: the next takes have to fit as well.
_SPARE_BYTES = 64_000_000

#: Models or rules may be changed by another process meanwhile; after so many looks it is told.
_ROUNDS = 3

#: What a file manager leaves in a folder that looks empty.
_NOTHING = frozenset((".DS_Store", "Thumbs.db", "desktop.ini"))


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move came to: the paths from now on, the old folder, how much was copied."""

    paths: Paths
    old: Path
    n_files: int
    n_bytes: int


@dataclass(frozen=True, slots=True)
class _File:
    """One thing to copy.  `link` is the target of a symbolic link."""

    rel: str
    size: int
    mtime_ns: int
    link: str = ""


def destination(paths: Paths, chosen: Path) -> Path:
    """The folder that a move to `chosen` would fill: itself where it is empty, else one inside it.

    Raises `LibraryError` where that cannot be: the same folder, one inside the other, not a folder.
    """
    chosen = Path(os.path.abspath(chosen.expanduser()))
    if chosen.exists() and not chosen.is_dir():
        raise refused(_("{folder} is not a folder.").format(folder=chosen))
    folder = chosen if _free(paths, chosen) else chosen / OWN_NAME
    source, target = _real(paths.data), _real(folder)
    if target == source or _real(chosen) == source:
        raise refused(_("Your recordings are in {folder} already.").format(folder=paths.data))
    if target.is_relative_to(source):
        raise refused(
            _("{folder} lies inside the folder that is to be moved.").format(folder=folder),
        )
    if source.is_relative_to(target):
        raise refused(_("{folder} holds the folder that is to be moved.").format(folder=folder))
    if not _free(paths, folder):
        raise refused(_("There is something in {folder} already.").format(folder=folder))
    return folder


def move_data(
    paths: Paths,
    chosen: Path,
    *,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> Moved:
    """Copy everything, compare, switch over.  Nobody may have the library open, this process included.

    Raises `LibraryError`, `LibraryReadOnly`, `DiskFull` or `Cancelled`; then the old folder is the
    library as before, and what was copied is gone again.
    """
    paths.require_data()
    target = destination(paths, chosen)
    with alone(paths.library):
        # Left by a kill right after the switch: this folder is whole, and nobody's to clear.
        with contextlib.suppress(OSError):
            (paths.data / MARKER_NAME).unlink()
        files = _listed(paths)
        _require_room(target, sum(file.size for file in files))
        existed = target.exists()
        try:
            _begin(target, {file.rel.split("/")[0] for file in files})
            try:
                tell = _Teller(on_progress, cancel, 2 * sum(file.size for file in files))
                files = _copy_all(paths, target, files, tell)
                _require_sound(target, files)
                record(paths, [(file.rel, file.size, file.mtime_ns) for file in files if not file.link])
            except BaseException:
                _clear(target, existed)
                raise
            new = paths.point_to(target)  # from here on the new folder is the library
        except OSError as error:
            raise told(error, target) from error
        with contextlib.suppress(OSError):
            (target / MARKER_NAME).unlink()
    return Moved(new, paths.data, len(files), sum(file.size for file in files))


# ---- copying -----------------------------------------------------------------------------------


def _copy_all(paths: Paths, target: Path, files: list[_File], tell: _Teller) -> list[_File]:
    """Copy until source and copy agree; the files that were copied in the end."""
    sums: dict[str, tuple[_File, str]] = {}
    for _round in range(_ROUNDS):
        tell.step(_("Copying"))
        for file in files:
            if sums.get(file.rel, (None, ""))[0] != file:
                sums[file.rel] = (file, _copy(paths.data, target, file, tell))
        tell.step(_("Checking the copy"))
        for file in files:
            _compare(target, file, sums[file.rel][1], tell)
        for folder in sorted({parent for file in files for parent in Path(file.rel).parents}):
            sync_folder(target / folder)
        now = _listed(paths)
        for rel in sums.keys() - {file.rel for file in now}:
            (target / rel).unlink(missing_ok=True)
            del sums[rel]
        if now == files:
            return files
        files = now
    raise refused(_("Something in {folder} keeps changing while it is copied.").format(folder=paths.data))


def _copy(source: Path, target: Path, file: _File, tell: _Teller) -> str:
    """Copy one file and return the hash of what was read."""
    place = target / file.rel
    make_private_folder(place.parent)
    if file.link:
        place.unlink(missing_ok=True)
        place.symlink_to(file.link)
        tell.count(0)
        return ""
    digest = hashlib.sha256()
    descriptor = os.open(
        place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), PRIVATE_FILE_MODE
    )
    with open(source / file.rel, "rb") as reading, open(descriptor, "wb") as writing:
        while chunk := reading.read(_CHUNK_BYTES):
            digest.update(chunk)
            writing.write(chunk)
            tell.count(len(chunk))
        writing.flush()
        os.fsync(writing.fileno())
        if hasattr(os, "posix_fadvise"):  # else the comparison would read memory, not the disk
            os.posix_fadvise(writing.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    # A stray recording without its facts is dated by its file.
    os.utime(place, ns=(file.mtime_ns, file.mtime_ns))
    return digest.hexdigest()


def _compare(target: Path, file: _File, wanted: str, tell: _Teller) -> None:
    place = target / file.rel
    if file.link:
        same = os.readlink(place) == file.link
    else:
        digest = hashlib.sha256()
        size = 0
        with open(place, "rb") as reading:
            while chunk := reading.read(_CHUNK_BYTES):
                digest.update(chunk)
                size += len(chunk)
                tell.count(len(chunk))
        same = digest.hexdigest() == wanted and size == place.stat().st_size
    if not same:
        raise LibraryError(
            _("The copy of {file} is not what was copied.").format(file=file.rel),
            kept=untouched(),
            help=_("Check the disk, or choose another folder."),
        )


def _listed(paths: Paths) -> list[_File]:
    """Everything to copy, in order: no locks, nothing of settings, cache or logs that lie inside."""
    source = paths.data
    found: list[_File] = []
    for place, folders, names in os.walk(source):
        here = Path(place)
        folders[:] = sorted(name for name in folders if not _not_data(paths, here / name))
        links = [name for name in folders if (here / name).is_symlink()]
        for name in sorted([*names, *links]):
            path = here / name
            if is_litter(name) or _not_data(paths, path):
                continue
            rel = path.relative_to(source).as_posix()
            facts = path.lstat()
            if path.is_symlink():
                found.append(_File(rel, 0, 0, _link_text(source, path)))
            elif path.is_file():  # pipes and sockets hold nothing
                found.append(_File(rel, facts.st_size, facts.st_mtime_ns))
    return found


def _link_text(source: Path, path: Path) -> str:
    """What the link says; a relative one that leads out of the folder leads to the same place from afar."""
    text = os.readlink(path)
    if os.path.isabs(text):
        return text
    leads_to = Path(os.path.normpath(path.parent / text))
    return text if leads_to.is_relative_to(source) else str(leads_to)


def _not_data(paths: Paths, path: Path) -> bool:
    """Whether it belongs to settings, cache or logs: on some systems they lie inside the data folder."""
    if path in (paths.cache, paths.logs):
        return True
    if paths.config == path:
        return paths.config != paths.data
    return path.parent == paths.config and (
        path.name in (POINTER_NAME, RECORD_NAME) or path.name.startswith(("settings.", ".settings."))
    )


# ---- around the copy ---------------------------------------------------------------------------


def _begin(target: Path, entries: set[str]) -> None:
    """Make the folder ours: from now on, and after a crash, these entries of it may be cleared."""
    make_private_folder(target)
    _clear_inside(target)  # what a move left that was cut short
    for name in os.listdir(target):
        if name.startswith(f".{MARKER_NAME}."):
            (target / name).unlink()
    write_atomic(target / MARKER_NAME, json.dumps({"entries": sorted(entries)}) + "\n")


def _clear(target: Path, existed: bool) -> None:
    with contextlib.suppress(OSError):
        _clear_inside(target)
        (target / MARKER_NAME).unlink(missing_ok=True)
        if not existed:
            target.rmdir()


def _clear_inside(target: Path) -> None:
    """Remove what the marker names, and nothing else that somebody may have put there."""
    try:
        entries = json.loads((target / MARKER_NAME).read_bytes().decode())["entries"]
    except (OSError, ValueError, TypeError, KeyError):
        return
    for name in map(str, entries):
        entry = target / Path(name).name
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif name and os.path.lexists(entry):
            entry.unlink()


def _require_sound(target: Path, files: list[_File]) -> None:
    """The copied database opens and SQLite finds nothing wrong with it."""
    if not any(file.rel == f"library/{DATABASE_NAME}" for file in files):
        return
    with Library.open(target / "library") as library:
        problems = library.problems()
    if problems:
        raise LibraryError(
            _("The list of takes is damaged ({reason}), so it was not moved.").format(reason=problems[0]),
            kept=untouched(),
            help=_("Repair it first: “rehearse doctor” says how."),
        )


def _require_room(target: Path, n_bytes: int) -> None:
    free = free_bytes(target)
    if free < n_bytes + _SPARE_BYTES:
        raise DiskFull(
            _("There is not enough room in {folder}: {needed} MB are needed, {free} MB are free.").format(
                folder=target, needed=(n_bytes + _SPARE_BYTES) // 1_000_000, free=free // 1_000_000
            ),
            kept=untouched(),
            help=_("Free some space or choose another folder."),
        )


def _free(paths: Paths, folder: Path) -> bool:
    """Whether a folder may be filled: not there, empty, or left over from a move that was cut short."""
    try:
        names = set(os.listdir(folder))
    except FileNotFoundError:
        return True
    except OSError as error:
        raise told(error, folder) from error
    return MARKER_NAME in names or all(
        name in _NOTHING or is_litter(name) or _not_data(paths, folder / name) for name in names
    )


def _real(path: Path) -> Path:
    return Path(os.path.normcase(os.path.realpath(path)))
