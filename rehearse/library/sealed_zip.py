"""Zip files that say what is in them, with a size and a hash for each file, and are believed in nothing.

A manifest lists every member; what is not listed, is listed twice, leads out of its folder, is a link, is
packed in an absurd way or has another hash is refused, before anything is unpacked or as soon as it shows.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from rehearse import zip_files
from rehearse.errors import RehearseError
from rehearse.files import PRIVATE_FILE_MODE
from rehearse.i18n import _
from rehearse.progress import ByteTeller

MANIFEST_NAME = "manifest.json"

#: Files as large as this are stored as they are, and one that shrank so much was not made here.
STORED_FROM_BYTES = 1_000_000
_MAX_RATIO = 250

#: What an entry takes in a zip's own list beside its name (APPNOTE.TXT 4.3.12), and the name.
_LISTED_BYTES = 46 + 28 + 400

CHUNK_BYTES = 1 << 20
#: Names that Windows gives to devices, whatever follows the dot.
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*\\\x00-\x1f]|[. ]$')


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the zip: `name` with forward slashes, `sha256` in hex."""

    name: str
    size: int
    sha256: str
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Kind:
    """What is accepted.  `invalid` makes the error for a file and the reason why it is refused."""

    invalid: Callable[[Path, str], RehearseError]
    max_files: int
    max_manifest_bytes: int


# ---- reading -------------------------------------------------------------------------------------


@contextmanager
def opened(path: Path, kind: Kind) -> Iterator[zipfile.ZipFile]:
    """The zip, open for reading; what reading it brings about is raised as `kind.invalid`."""
    invalid = kind.invalid
    try:
        # A regular file: opening a pipe would wait for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise invalid(path, _("it is no file"))
        file = open(path, "rb")  # noqa: SIM115 - closed below, errors of the target are told elsewhere
    except OSError as error:
        raise invalid(path, error.strerror or str(error)) from error
    with file:
        try:
            n_entries, n_bytes = zip_files.list_size(file)
            if n_entries > kind.max_files + 1_000 or n_bytes > (kind.max_files + 1_000) * _LISTED_BYTES:
                raise invalid(path, _("it holds more than {n} files").format(n=kind.max_files))
            with zipfile.ZipFile(file) as archive:
                yield archive
        except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError) as error:
            # What zipfile says of it is no help to who got it, and in no other language.
            raise invalid(path, _("it is damaged or not whole")) from error
        except (ValueError, OverflowError, struct.error) as error:
            raise invalid(path, _("it is no zip file")) from error


def entries(archive: zipfile.ZipFile, path: Path, kind: Kind) -> tuple[bytes, dict[str, zipfile.ZipInfo]]:
    """The manifest as it was written, and every other entry by its name, each looked at."""
    infos: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        if info.filename.endswith("/") or info.filename.startswith("__MACOSX/"):
            continue  # a Mac's Finder adds its own notes to a zip made anew
        if info.filename in infos:
            raise kind.invalid(path, _("“{name}” is in it twice").format(name=info.filename))
        infos[info.filename] = info
    if len(infos) > kind.max_files:
        raise kind.invalid(path, _("it holds more than {n} files").format(n=kind.max_files))
    if sum(info.compress_size for info in infos.values()) > path.stat().st_size:
        raise kind.invalid(path, _("its files lie on top of each other"))
    head = infos.pop(MANIFEST_NAME, None)
    if head is None:
        raise kind.invalid(path, _("it says nothing of what is in it"))
    for info in (head, *infos.values()):
        _require_plain(info, path, kind)
    if head.file_size > kind.max_manifest_bytes:
        raise kind.invalid(path, _("its list of files is too long"))
    with _reading(path, kind):
        return archive.read(head), infos


@contextmanager
def _reading(path: Path, kind: Kind) -> Iterator[None]:
    """What the disk, or an entry that begins before the file does, brings about.

    Apart from what writing brings about, which is not the zip's fault.
    """
    try:
        yield
    except OSError as error:
        raise kind.invalid(path, error.strerror or str(error)) from error


def _require_plain(info: zipfile.ZipInfo, path: Path, kind: Kind) -> None:
    of_file = stat.S_IFMT(info.external_attr >> 16)
    if of_file not in (0, stat.S_IFREG):
        raise kind.invalid(path, _("“{name}” is a link or a device").format(name=info.filename))
    if info.flag_bits & 0x1:
        raise kind.invalid(path, _("it is locked with a password"))
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise kind.invalid(path, _("it is packed in a way that is not used here"))
    if info.file_size > STORED_FROM_BYTES and info.file_size > _MAX_RATIO * max(1, info.compress_size):
        raise kind.invalid(path, _("“{name}” unpacks to an absurd size").format(name=info.filename))


def members_of(found: Any) -> tuple[Member, ...]:
    """The members that a manifest lists.  Raises `TypeError` or `ValueError`."""
    members = tuple(Member(*entry) for entry in found)
    if not all(
        isinstance(m.name, str) and whole(m.size) and isinstance(m.sha256, str) and whole(m.mtime_ns)
        for m in members
    ):
        raise TypeError("a file is told wrongly")
    return members


def whole(value: object) -> bool:
    """Whether it is a count that a file may have."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63


def matched(
    members: Sequence[Member], infos: dict[str, zipfile.ZipInfo], path: Path, kind: Kind
) -> list[zipfile.ZipInfo]:
    """The entry of each member, in that order; all that is listed is there, and nothing else."""
    folded: set[str] = set()
    for member in members:
        # Two names that the usual file system here takes for one would overwrite each other.
        name = member.name.casefold() if sys.platform in ("win32", "darwin") else member.name
        if name in folded:
            raise kind.invalid(path, _("“{name}” is in it twice").format(name=member.name))
        folded.add(name)
    listed = {member.name: member for member in members}
    if listed.keys() != infos.keys():
        odd = min(listed.keys() ^ infos.keys())
        raise kind.invalid(path, _("“{name}” is missing or too much").format(name=odd))
    for name, member in listed.items():
        if infos[name].file_size != member.size:
            raise kind.invalid(path, _("“{name}” has another size than it says").format(name=name))
    return [infos[member.name] for member in members]


def leads_out(name: str) -> str:
    """Why a file of that name is not unpacked; "" when nothing about it is wrong on any system."""
    parts = name.split("/")
    if any(part in ("", ".", "..") or "\0" in part for part in parts):
        return _("“{name}” would leave its folder").format(name=name)
    if os.sep != "/" and (
        os.sep in name or any(_NOT_ON_WINDOWS.search(part) or _RESERVED.fullmatch(part) for part in parts)
    ):
        return _("“{name}” is no name for a file here").format(name=name)
    if sys.platform == "win32" and len(name) > 200:
        return _("“{name}” is no name for a file here").format(name=name)
    return ""


def read_member(
    archive: zipfile.ZipFile,
    path: Path,
    member: Member,
    info: zipfile.ZipInfo,
    kind: Kind,
    tell: ByteTeller,
    write: Callable[[bytes], object],
) -> None:
    """Hand all of a member to `write`, in pieces, and compare its size and its hash at the end."""
    digest, size = hashlib.sha256(), 0
    with _reading(path, kind):
        reading = archive.open(info)
    with reading:
        while True:
            with _reading(path, kind):
                chunk = reading.read(CHUNK_BYTES)
            if not chunk:
                break
            size += len(chunk)
            if size > member.size:
                raise kind.invalid(path, _("“{name}” is longer than it says").format(name=member.name))
            digest.update(chunk)
            write(chunk)
            tell.count(len(chunk))
    if size != member.size or digest.hexdigest() != member.sha256:
        raise kind.invalid(path, _("“{name}” is not what was put in").format(name=member.name))


def unpack_member(
    archive: zipfile.ZipFile,
    path: Path,
    member: Member,
    info: zipfile.ZipInfo,
    kind: Kind,
    tell: ByteTeller,
    place: Path,
) -> None:
    """Write a member to `place`, where nothing lies yet, flushed to the disk; raises as `read_member`."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(place, flags, PRIVATE_FILE_MODE), "wb") as writing:
        read_member(archive, path, member, info, kind, tell, writing.write)
        writing.flush()
        os.fsync(writing.fileno())
    if member.mtime_ns:
        os.utime(place, ns=(member.mtime_ns, member.mtime_ns))


# ---- writing -------------------------------------------------------------------------------------


def add_file(
    archive: zipfile.ZipFile, name: str, reading: IO[bytes], tell: ByteTeller, *, packed: bool
) -> Member:
    """One open file into the zip, as long as it is at this moment: it may be growing.

    `packed` where it is worth trying to make it smaller.  Raises `UnicodeEncodeError` for the name.
    """
    digest = hashlib.sha256()
    facts = os.fstat(reading.fileno())
    left = facts.st_size
    info = entry_info(name, facts.st_mtime)
    info.file_size = left  # decides whether the entry is made for more than 4 GB
    if left < STORED_FROM_BYTES and packed:
        info.compress_type = zipfile.ZIP_DEFLATED
    size = 0
    with archive.open(info, "w") as writing:
        while left > 0 and (chunk := reading.read(min(left, CHUNK_BYTES))):
            digest.update(chunk)
            writing.write(chunk)
            left -= len(chunk)
            size += len(chunk)
            tell.count(len(chunk))
    return Member(name, size, digest.hexdigest(), max(0, facts.st_mtime_ns))


def entry_info(name: str, mtime_s: float) -> zipfile.ZipInfo:
    """An entry readable by this user alone.  Raises `UnicodeEncodeError` for a name no zip can have."""
    name.encode()
    # A zip knows times from 1980 to 2107; the true one stands in the manifest.
    when = time.localtime(mtime_s)[:6] if 315_619_200 <= mtime_s < 4_000_000_000 else (1980, 1, 1, 0, 0, 0)
    info = zipfile.ZipInfo(name, (when[0], when[1], when[2], when[3], when[4], when[5]))
    info.external_attr = PRIVATE_FILE_MODE << 16
    return info
