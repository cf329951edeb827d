"""The one file a backup is: a zip that says what is in it, and is believed in nothing.

    manifest.json            version, when, and each file with its size and SHA-256
    library/library.db       the database, as it was at one moment
    library/…                recordings, their facts, scripts: as they lie in the library's folder
    rules/  profiles/  drills/  settings.json

Nothing in it is unpacked before every name was looked at, nor kept whose hash is another.
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from rehearse.errors import BackupInvalid, LibraryNewer
from rehearse.files import make_private_folder
from rehearse.i18n import _
from rehearse.library import migrations, sealed_zip
from rehearse.library.sealed_zip import MANIFEST_NAME, STORED_FROM_BYTES, Kind, Member
from rehearse.progress import ByteTeller

__all__ = [
    "MANIFEST_NAME",
    "STORED_FROM_BYTES",
    "Manifest",
    "Member",
    "invalid",
    "read_manifest",
    "unpack",
    "verify",
]

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


_KIND = Kind(invalid, MAX_FILES, MAX_MANIFEST_BYTES)


def read_manifest(path: Path) -> Manifest:
    """What a backup says is in it, with every name checked; its files are not read.

    Raises `BackupInvalid`, `LibraryNewer` for one that a later version wrote.
    """
    with sealed_zip.opened(path, _KIND) as archive:
        return _checked(archive, path)[0]


def verify(path: Path, tell: ByteTeller) -> Manifest:
    """Read all of a backup and compare every hash.  Raises as `read_manifest` does, and `Cancelled`."""
    with sealed_zip.opened(path, _KIND) as archive:
        manifest, infos = _checked(archive, path)
        for member, info in zip(manifest.members, infos, strict=True):
            sealed_zip.read_member(archive, path, member, info, _KIND, tell, lambda _chunk: None)
    return manifest


def unpack(path: Path, target: Path, tell: ByteTeller) -> Manifest:
    """Unpack all of a backup into the fresh folder `target`, flushed to the disk, every hash compared.

    Raises as `verify` does, and `OSError` for what `target` refuses.
    """
    with sealed_zip.opened(path, _KIND) as archive:
        manifest, infos = _checked(archive, path)
        for member, info in zip(manifest.members, infos, strict=True):
            place = target.joinpath(*PurePosixPath(member.name).parts)
            make_private_folder(place.parent)
            sealed_zip.unpack_member(archive, path, member, info, _KIND, tell, place)
    return manifest


# ---- looking before unpacking --------------------------------------------------------------------


def _checked(archive: zipfile.ZipFile, path: Path) -> tuple[Manifest, list[zipfile.ZipInfo]]:
    """The manifest, and the entry of the zip for each of its files, in that order."""
    head, infos = sealed_zip.entries(archive, path, _KIND)
    manifest = _manifest(head, path)
    found = sealed_zip.matched(manifest.members, infos, path, _KIND)
    if DATABASE_MEMBER not in infos:
        raise invalid(path, _("the list of takes is missing"))
    return manifest, found


def _manifest(raw: bytes, path: Path) -> Manifest:
    try:
        found: Any = json.loads(raw)
        version = found["rehearse_backup"]
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            raise ValueError("no version")
        if version > SCHEMA:
            raise _newer(path)
        schema, n_takes = found["schema"], found["n_takes"]
        if not sealed_zip.whole(schema) or not sealed_zip.whole(n_takes):
            raise TypeError("a whole number was expected")
        if schema > migrations.LATEST:
            raise _newer(path)
        created_at = datetime.fromisoformat(found["created_at"]).astimezone()
        members = sealed_zip.members_of(found["files"])
        program = str(found["program"])
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise invalid(path, _("its list of files cannot be understood")) from error
    for member in members:
        why = _wrong_name(member.name)
        if why:
            raise invalid(path, why)
    return Manifest(created_at, program[:40], schema, n_takes, members)


def _wrong_name(name: str) -> str:
    """Why a file of that name is not unpacked; "" when it may be."""
    why = sealed_zip.leads_out(name)
    if why:
        return why
    parts = name.split("/")
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
