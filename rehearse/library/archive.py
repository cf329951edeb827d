"""The one file a backup is: a zip that says what is in it, and is believed in nothing.

    manifest.json            version, when, and each file with its size and SHA-256
    library/library.db       the database, as it was at one moment
    library/…                recordings, their facts, scripts: as they lie in the library's folder
    rules/  profiles/  drills/  settings.json

Nothing in it is unpacked before every name was looked at, nor kept whose hash is another.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from rehearse.errors import BackupInvalid, LibraryNewer
from rehearse.files import PRIVATE_FILE_MODE, make_private_folder
from rehearse.i18n import _
from rehearse.library import migrations
from rehearse.progress import ByteTeller

MANIFEST_NAME = "manifest.json"
LIBRARY_PART = "library"
SETTINGS_PART = "settings.json"
#: What may stand at the top of the zip, beside the manifest.
FOLDER_PARTS = (LIBRARY_PART, "rules", "profiles", "drills", "rubrics", "prospects")
DATABASE_MEMBER = f"{LIBRARY_PART}/library.db"

#: Raised when a version that does not know it could not restore a backup rightly.
SCHEMA = 1

#: Far above any library (a take is two files); beyond it is no backup.
MAX_FILES = 500_000
MAX_MANIFEST_BYTES = 128_000_000
#: Files as large as this are stored as they are, and one that shrank so much was not made here.
STORED_FROM_BYTES = 1_000_000
_MAX_RATIO = 250

_CHUNK_BYTES = 1 << 20
#: Names that Windows gives to devices, whatever follows the dot.
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*\\\x00-\x1f]|[. ]$')


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the backup: `name` with forward slashes, `sha256` in hex."""

    name: str
    size: int
    sha256: str
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.  `created_at` is aware; `schema` that of the database."""

    created_at: datetime
    program: str
    schema: int
    n_takes: int
    members: tuple[Member, ...]

    @property
    def n_bytes(self) -> int:
        return sum(member.size for member in self.members)

    def to_json(self) -> str:
        return json.dumps(
            {
                "rehearse_backup": SCHEMA,
                "program": self.program,
                "created_at": self.created_at.isoformat(timespec="seconds"),
                "schema": self.schema,
                "n_takes": self.n_takes,
                "files": [[m.name, m.size, m.sha256, m.mtime_ns] for m in self.members],
            },
            indent=0,
        )


def invalid(path: Path, why: str) -> BackupInvalid:
    return BackupInvalid(
        _("{path} is not a backup that can be restored: {why}.").format(path=path, why=why),
        kept=_("Nothing was changed."),
        help=_("Choose another backup."),
    )


def read_manifest(path: Path) -> Manifest:
    """What a backup says is in it, with every name checked; its files are not read.

    Raises `BackupInvalid`, `LibraryNewer` for one that a later version wrote.
    """
    with _opened(path) as archive:
        return _checked(archive, path)[0]


def verify(path: Path, tell: ByteTeller) -> Manifest:
    """Read all of a backup and compare every hash.  Raises as `read_manifest` does, and `Cancelled`."""
    with _opened(path) as archive:
        manifest, infos = _checked(archive, path)
        for member, info in zip(manifest.members, infos, strict=True):
            _read(archive, path, member, info, tell, None)
    return manifest


def unpack(path: Path, target: Path, tell: ByteTeller) -> Manifest:
    """Unpack all of a backup into the fresh folder `target`, flushed to the disk, every hash compared.

    Raises as `verify` does, and `OSError` for what `target` refuses.
    """
    with _opened(path) as archive:
        manifest, infos = _checked(archive, path)
        for member, info in zip(manifest.members, infos, strict=True):
            place = target.joinpath(*PurePosixPath(member.name).parts)
            make_private_folder(place.parent)
            _read(archive, path, member, info, tell, place)
    return manifest


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        # A regular file: opening a pipe would wait for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise invalid(path, _("it is no file"))
        file = open(path, "rb")  # noqa: SIM115 - closed below, errors of the target are told elsewhere
    except OSError as error:
        raise invalid(path, error.strerror or str(error)) from error
    with file:
        try:
            with zipfile.ZipFile(file) as archive:
                yield archive
        except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise invalid(
                path, _("it is damaged or not whole ({reason})").format(reason=str(error).rstrip("."))
            ) from error
        except (ValueError, OverflowError, struct.error) as error:
            raise invalid(path, _("it is no zip file")) from error


def _read(
    archive: zipfile.ZipFile,
    path: Path,
    member: Member,
    info: zipfile.ZipInfo,
    tell: ByteTeller,
    place: Path | None,
) -> None:
    digest, size = hashlib.sha256(), 0
    writing = None
    if place is not None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        writing = os.fdopen(os.open(place, flags, PRIVATE_FILE_MODE), "wb")
    try:
        with archive.open(info) as reading:
            while chunk := reading.read(_CHUNK_BYTES):
                size += len(chunk)
                if size > member.size:
                    raise invalid(path, _("“{name}” is longer than it says").format(name=member.name))
                digest.update(chunk)
                if writing is not None:
                    writing.write(chunk)
                tell.count(len(chunk))
        if size != member.size or digest.hexdigest() != member.sha256:
            raise invalid(path, _("“{name}” is not what was backed up").format(name=member.name))
        if writing is not None:
            writing.flush()
            os.fsync(writing.fileno())
    finally:
        if writing is not None:
            writing.close()
    if place is not None:
        os.utime(place, ns=(member.mtime_ns, member.mtime_ns))


# ---- looking before unpacking --------------------------------------------------------------------


def _checked(archive: zipfile.ZipFile, path: Path) -> tuple[Manifest, list[zipfile.ZipInfo]]:
    """The manifest, and the entry of the zip for each of its files, in that order."""
    infos: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        if info.is_dir() or info.filename.startswith("__MACOSX/"):
            continue  # a Mac's Finder adds its own notes to a zip made anew
        if info.filename in infos:
            raise invalid(path, _("“{name}” is in it twice").format(name=info.filename))
        infos[info.filename] = info
    if len(infos) > MAX_FILES:
        raise invalid(path, _("it holds more than {n} files").format(n=MAX_FILES))
    if sum(info.compress_size for info in infos.values()) > path.stat().st_size:
        raise invalid(path, _("its files lie on top of each other"))
    head = infos.pop(MANIFEST_NAME, None)
    if head is None:
        raise invalid(path, _("it says nothing of what is in it"))
    for info in (head, *infos.values()):
        _require_plain(info, path)
    if head.file_size > MAX_MANIFEST_BYTES:
        raise invalid(path, _("its list of files is too long"))
    manifest = _manifest(archive.read(head), path)
    listed = {member.name: member for member in manifest.members}
    if listed.keys() != infos.keys():
        odd = min(listed.keys() ^ infos.keys())
        raise invalid(path, _("“{name}” is missing or too much").format(name=odd))
    if DATABASE_MEMBER not in listed:
        raise invalid(path, _("the list of takes is missing"))
    for name, member in listed.items():
        if infos[name].file_size != member.size:
            raise invalid(path, _("“{name}” has another size than it says").format(name=name))
    return manifest, [infos[member.name] for member in manifest.members]


def _require_plain(info: zipfile.ZipInfo, path: Path) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise invalid(path, _("“{name}” is a link or a device").format(name=info.filename))
    if info.flag_bits & 0x1:
        raise invalid(path, _("it is locked with a password"))
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise invalid(path, _("it is packed in a way that is not used here"))
    if info.file_size > STORED_FROM_BYTES and info.file_size > _MAX_RATIO * max(1, info.compress_size):
        raise invalid(path, _("“{name}” unpacks to an absurd size").format(name=info.filename))


def _manifest(raw: bytes, path: Path) -> Manifest:
    try:
        found: Any = json.loads(raw)
        version = found["rehearse_backup"]
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            raise ValueError("no version")
        if version > SCHEMA:
            raise _newer(path)
        schema, n_takes = found["schema"], found["n_takes"]
        if not _whole(schema) or not _whole(n_takes):
            raise TypeError("a whole number was expected")
        if schema > migrations.LATEST:
            raise _newer(path)
        created_at = datetime.fromisoformat(found["created_at"]).astimezone()
        members = tuple(Member(*entry) for entry in found["files"])
        program = str(found["program"])
        if not all(
            isinstance(m.name, str) and _whole(m.size) and isinstance(m.sha256, str) and _whole(m.mtime_ns)
            for m in members
        ):
            raise TypeError("a file is told wrongly")
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise invalid(path, _("its list of files cannot be understood")) from error
    folded: set[str] = set()
    for member in members:
        why = _wrong_name(member.name)
        if why:
            raise invalid(path, why)
        # Two names that the usual file system here takes for one would overwrite each other.
        name = member.name.casefold() if sys.platform in ("win32", "darwin") else member.name
        if name in folded:
            raise invalid(path, _("“{name}” is in it twice").format(name=member.name))
        folded.add(name)
    return Manifest(created_at, program[:40], schema, n_takes, members)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63


def _wrong_name(name: str) -> str:
    """Why a file of that name is not unpacked; "" when it may be."""
    parts = name.split("/")
    if any(part in ("", ".", "..") or "\0" in part for part in parts):
        return _("“{name}” would leave its folder").format(name=name)
    if os.sep != "/" and (
        os.sep in name or any(_NOT_ON_WINDOWS.search(part) or _RESERVED.fullmatch(part) for part in parts)
    ):
        return _("“{name}” is no name for a file here").format(name=name)
    if sys.platform == "win32" and len(name) > 200:
        return _("“{name}” is no name for a file here").format(name=name)
    top, rest = parts[0], parts[1:]
    known = (top in FOLDER_PARTS and rest) or name == SETTINGS_PART
    # What begins with a dot are locks and notes of a library in use: none of them is backed up.
    hidden = any(part.startswith(".") for part in parts)
    beside = top == LIBRARY_PART and len(rest) == 1 and rest[0].casefold().startswith("library.db")
    if not known or hidden or (beside and name != DATABASE_MEMBER):
        return _("“{name}” has no place in a backup").format(name=name)
    return ""


def _newer(path: Path) -> LibraryNewer:
    return LibraryNewer(
        _("{path} was written by a later version of Rehearse.").format(path=path),
        kept=_("Nothing was changed."),
        help=_("Update Rehearse, then restore it."),
    )
