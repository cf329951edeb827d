"""A backup put in place of the library; what was there before is set aside and can be brought back.

    <library>/../.restoring/                          what is being unpacked
    <library>/../library-before-restore-<when>/       the library that was there, complete

The backup is unpacked beside, every hash compared, its database opened and looked through.  Only then, by
renames that the next start finishes after a crash, the one goes aside and the other takes its place.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rehearse.errors import DiskFull, LibraryDamaged, LibraryError, LibraryReadOnly, RehearseError
from rehearse.files import free_bytes, make_private_folder, write_atomic
from rehearse.i18n import _, ngettext
from rehearse.library import archive, migrations, swap
from rehearse.library.archive import LIBRARY_PART, SETTINGS_PART, Manifest
from rehearse.library.backup import LAST_NAME
from rehearse.library.ids import is_id
from rehearse.library.library import DATABASE_NAME, Library
from rehearse.library.opening import BEFORE_PREFIX, STAGING_NAME, alone
from rehearse.progress import ByteTeller, CancelToken, OnProgress

_FACTS_NAME = "before.json"
#: What a database runs by itself when it is read or written.
_PROGRAMS = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
#: Left free on the disk: the next takes have to fit as well.
_SPARE_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Places:
    """Where a restore puts things: the library's folder, other folders by their name in the backup, the
    settings file, and how settings of a backup become those of this computer."""

    library: Path
    folders: Mapping[str, Path]
    settings: Path
    merged: Callable[[bytes], bytes | None]


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore came to.  `before` is the folder of what was there; None where nothing was."""

    n_takes: int
    before: Path | None
    manifest: Manifest | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """A library that a restore set aside.  `set_aside_at` is aware."""

    folder: Path
    set_aside_at: datetime
    n_takes: int


def restore(
    path: Path,
    places: Places,
    *,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> Restored:
    """Put the backup at `path` in place of the library.  Nobody may have it open, this process included.

    Raises `BackupInvalid`, `LibraryNewer`, `LibraryError`, `LibraryReadOnly`, `DiskFull` or `Cancelled`;
    then everything is as it was.
    """
    path = Path(os.path.abspath(path))
    manifest = archive.read_manifest(path)
    staging = places.library.parent / STAGING_NAME
    try:
        make_private_folder(places.library)
        with alone(places.library):
            _require_room(staging, manifest.n_bytes)
            shutil.rmtree(staging, ignore_errors=True)
            make_private_folder(staging)
            _require_one_disk(staging, places)
            try:
                tell = ByteTeller(on_progress, cancel, manifest.n_bytes)
                tell.step(_("Unpacking and checking"))
                archive.unpack(path, staging, tell)
                n_takes = _looked_through(path, staging / LIBRARY_PART)
                _merge_settings(staging, places)
                if cancel is not None:
                    cancel.check()  # from here on it is carried through
            except BaseException:
                shutil.rmtree(staging, ignore_errors=True)
                raise
            before = _exchange(staging, places, n_takes)
    except OSError as error:
        raise _told(error, places.library) from error
    return Restored(n_takes, before, manifest)


def libraries_before(library: Path) -> list[Before]:
    """What restores have set aside and is still there, the newest first."""
    found = []
    with contextlib.suppress(OSError):
        for entry in os.scandir(library.parent):
            folder = Path(entry.path)
            if not entry.name.startswith(BEFORE_PREFIX) or not (folder / LIBRARY_PART).is_dir():
                continue
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
                facts = json.loads((folder / _FACTS_NAME).read_bytes())
                when = datetime.fromisoformat(facts["set_aside_at"]).astimezone()
                found.append(Before(folder, when, int(facts["n_takes"])))
    return sorted(found, key=lambda before: (before.set_aside_at, before.folder.name), reverse=True)


def bring_back(before: Before, places: Places) -> Restored:
    """Undo a restore: the library that was set aside takes its place again, the present one goes aside.

    Raises as `restore` does.
    """
    try:
        make_private_folder(places.library)
        with alone(places.library):
            _require_one_disk(before.folder, places)
            aside = _exchange(before.folder, places, before.n_takes, undone=True)
            with contextlib.suppress(OSError):
                for name in (_FACTS_NAME, SETTINGS_PART):
                    (before.folder / name).unlink(missing_ok=True)
                for folder in (before.folder / LIBRARY_PART, before.folder):
                    for lock in folder.glob("*.lock"):
                        lock.unlink()
                    for lock in folder.glob(".*.lock"):
                        lock.unlink()
                    folder.rmdir()
    except OSError as error:
        raise _told(error, places.library) from error
    return Restored(before.n_takes, aside)


def _exchange(source: Path, places: Places, n_takes: int, *, undone: bool = False) -> Path | None:
    """What lies in `source` goes into the places, what lies there goes aside; the folder it went to."""
    library = places.library
    aside = swap.free_name(library.parent / f"{BEFORE_PREFIX}{swap.stamp()}")
    steps = [swap.Step(path, aside / LIBRARY_PART / path.name, "aside") for path in _movable(library)]
    there = bool(steps)
    for name, place in places.folders.items():
        if place.is_dir():
            steps.append(swap.Step(place, aside / name, "aside"))
            there = True
    if there:
        _note_before(source, library, places.settings)
        steps.append(swap.Step(source / ".before" / SETTINGS_PART, aside / SETTINGS_PART, "aside"))
        steps.append(swap.Step(source / ".before" / _FACTS_NAME, aside / _FACTS_NAME, "aside"))
    steps += [swap.Step(path, library / path.name, "comes") for path in _movable(source / LIBRARY_PART)]
    steps += [
        swap.Step(source / name, place, "comes")
        for name, place in places.folders.items()
        if (source / name).is_dir()
    ]
    if (source / SETTINGS_PART).is_file():
        steps.append(swap.Step(source / SETTINGS_PART, places.settings, "put"))
    told = ngettext(
        "The backup is restored: {n} take.", "The backup is restored: {n} takes.", n_takes
    ).format(n=n_takes)
    if undone:
        told = _("The library from before the restore is back.")
    if there:
        told += " " + _("What was here before lies in {folder}.").format(folder=aside)
    litter = [source / ".before"] if undone else [source]
    swap.swap(library, steps, told=told, litter=litter)
    return aside if there else None


def _movable(folder: Path) -> list[Path]:
    """What makes up a library: all that lies in its folder but locks, the journal and the last backup."""
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
    stays = (swap.JOURNAL_NAME, LAST_NAME)
    return [folder / name for name in names if not name.endswith(".lock") and name not in stays]


def _note_before(source: Path, library: Path, settings: Path) -> None:
    """What is put beside a library that goes aside: its settings, when that was, how large it was."""
    place = make_private_folder(source / ".before")
    n_takes = 0
    with contextlib.suppress(OSError):
        names = (name for _here, _folders, files in os.walk(library / "audio") for name in files)
        # Recordings from elsewhere are of any kind.
        n_takes = sum(not name.startswith(".") and not name.endswith((".lock", ".json")) for name in names)
    facts = {"rehearse_before": 1, "set_aside_at": datetime.now(UTC).isoformat(), "n_takes": n_takes}
    write_atomic(place / _FACTS_NAME, json.dumps(facts, indent=1) + "\n")
    if settings.is_file():
        write_atomic(place / SETTINGS_PART, settings.read_bytes())


def _looked_through(path: Path, library: Path) -> int:
    """Open the unpacked library, which brings it to the shape of today, and let SQLite check all of it."""
    try:
        with Library.open(library) as opened:
            problems = opened.problems()
            n_takes = len(opened.takes())
        problems += _harm_in(library / DATABASE_NAME)
    except LibraryDamaged as error:
        raise archive.invalid(path, _("its list of takes is damaged")) from error
    if problems:
        raise archive.invalid(path, _("its list of takes is damaged ({reason})").format(reason=problems[0]))
    return n_takes


def _harm_in(database: Path) -> list[str]:
    """What a library made by this program never has, and what would reach beyond its folder."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as plain:
        migrations.migrate(plain)
        known = set(plain.execute(_PROGRAMS))
    with contextlib.closing(
        sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    ) as opened:
        found = [_("“{name}” is not of this program").format(name=row[1])
                 for row in opened.execute(_PROGRAMS) if row not in known]  # fmt: skip
        for (stored,) in opened.execute("SELECT audio_path FROM takes"):
            parts = str(stored).split("/")
            if parts[0] != "audio" or any(part in ("", ".", "..") or "\\" in part for part in parts):
                found.append(_("“{name}” would leave its folder").format(name=stored))
        # Scripts, ideas and drills that were done are written to files that are named by their ids.
        for (row_id,) in opened.execute(
            "SELECT id FROM scripts UNION ALL SELECT id FROM ideas UNION ALL SELECT id FROM drill_runs"
        ):
            if not is_id(str(row_id)):
                found.append(_("“{name}” would leave its folder").format(name=row_id))
    return found


def _require_one_disk(source: Path, places: Places) -> None:
    """Renames work within one disk.  Raises `LibraryError`, `OSError`."""
    disk = os.stat(source).st_dev
    for place in (places.library, *(place for place in places.folders.values() if place.is_dir())):
        if os.stat(place).st_dev != disk or place.is_symlink():
            raise LibraryError(
                _("{folder} is a link, or lies on another disk than {other}.").format(
                    folder=place, other=source.parent
                ),
                kept=_("Nothing was changed."),
                help=_("Keep all of it in one folder, then try again."),
            )


def _merge_settings(staging: Path, places: Places) -> None:
    found = staging / SETTINGS_PART
    if found.is_file():
        merged = places.merged(found.read_bytes())
        if merged is None:
            found.unlink()
        else:
            write_atomic(found, merged)


def _require_room(staging: Path, n_bytes: int) -> None:
    free = free_bytes(staging.parent)
    if free < n_bytes + _SPARE_BYTES:
        raise DiskFull(
            _("There is not enough room in {folder}: {needed} MB are needed, {free} MB are free.").format(
                folder=staging.parent, needed=(n_bytes + _SPARE_BYTES) // 1_000_000, free=free // 1_000_000
            ),
            kept=_("Nothing was changed."),
            help=_("Free some space, then try again."),
        )


def _told(error: OSError, library: Path) -> RehearseError:
    kept = _("Your recordings are where they were, untouched.")
    if swap.pending(library):  # the journal is written: the next start goes on where this one stopped
        kept = _("Nothing is lost: close Rehearse everywhere, and the next start goes on.")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(
            _("The disk of {folder} is full.").format(folder=library.parent),
            kept=kept,
            help=_("Free some space, then try again."),
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return LibraryReadOnly(
            _("Nothing can be written in {folder}.").format(folder=library.parent),
            kept=kept,
            help=_("Check that the folder belongs to you and is not write-protected."),
        )
    return LibraryError(
        _("{folder} cannot be used ({reason}).").format(
            folder=library.parent, reason=error.strerror or error
        ),
        kept=kept,
        help=_("Check the disk it lies on, then try again."),
    )
