"""Zip files of recordings, from anybody: looked through before anything is unpacked, and believed in nothing.

No name of an entry ever becomes a path: what is unpacked goes where the caller says.
A zip that tries something (a path that leads out, a link, a bomb) is refused as a whole.
"""

from __future__ import annotations

import stat
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from rehearse import zip_files
from rehearse.errors import DataError
from rehearse.files import short_reason
from rehearse.i18n import _

#: More entries than a folder of any dialler has; their list alone would fill the memory.
MAX_ENTRIES = 100_000
MAX_LIST_BYTES = 32_000_000

#: Deflate shrinks a silence a thousandfold, so only what is large as well is absurd: 50 MB are 50 minutes
#: of telephone sound.
_BOMB_BYTES, _BOMB_RATIO = 50_000_000, 250

_CHUNK_BYTES = 1 << 20

#: What zips are packed with, but for curiosities that take what memory they like.
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in the zip: `parts` are its folders and its name; `made_at` the zip's time for it, aware."""

    parts: tuple[str, ...]
    n_bytes: int
    made_at: datetime | None
    info: zipfile.ZipInfo


class SoundZip:
    """An open zip.  Made by `opened`."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._archive = archive
        self.entries = tuple(_entries(path, archive))

    def chunks(self, entry: Entry) -> Iterator[bytes]:
        """What is in an entry, never more than it says.  Raises `DataError` where it is damaged."""
        n_bytes = 0
        try:
            if entry.info.compress_type not in _PACKINGS:
                raise NotImplementedError(_("it is packed in a way that is not read here"))
            with self._archive.open(entry.info) as reading:
                while chunk := reading.read(_CHUNK_BYTES):
                    n_bytes += len(chunk)
                    if n_bytes > entry.n_bytes:
                        raise zipfile.BadZipFile(_("it is longer than it says"))
                    yield chunk
        except (
            *zip_files.BROKEN,
            OSError,
        ) as error:  # OSError: it begins before the file does
            why = short_reason(error)
            if entry.info.flag_bits & 0x1:
                why = _("it is locked with a password")
            raise DataError(
                _("“{name}” in {zip} cannot be unpacked: {why}.").format(
                    name=short_reason(entry.parts[-1]), zip=self.path.name, why=why
                ),
                help=_("Unpack the zip with another program, and import the folder."),
            ) from error


@contextmanager
def opened(path: Path) -> Iterator[SoundZip]:
    """A zip whose every entry has been looked at.  Raises `DataError`; nothing was unpacked then."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _refused(path, _("it is no file"))
        file = open(path, "rb")  # noqa: SIM115 - closed below; errors of reading are told apart
    except OSError as error:
        raise _refused(path, error.strerror or str(error)) from error
    with file:
        try:
            _require_short_list(path, file)
            archive = zipfile.ZipFile(file)
        except zip_files.BROKEN as error:
            raise _refused(path, _("it is damaged, not whole, or no zip file")) from error
        with archive:
            yield SoundZip(path, archive)


def _refused(path: Path, why: str) -> DataError:
    return DataError(
        _("“{path}” was not opened: {why}.").format(path=path, why=why),
        kept=_("Nothing in it was imported."),
        help=_("If you trust it, unpack it with another program and import the folder."),
    )


def _require_short_list(path: Path, file: IO[bytes]) -> None:
    n_entries, n_bytes = zip_files.list_size(file)
    if n_entries > MAX_ENTRIES or n_bytes > MAX_LIST_BYTES:
        raise _refused(path, _("it holds more than {n} files").format(n=f"{MAX_ENTRIES:,}"))


def _entries(path: Path, archive: zipfile.ZipFile) -> Iterator[Entry]:
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES:
        raise _refused(path, _("it holds more than {n} files").format(n=f"{MAX_ENTRIES:,}"))
    if sum(info.compress_size for info in infos) > path.stat().st_size:
        raise _refused(path, _("its files lie on top of each other"))
    for info in infos:
        name = info.filename.replace("\\", "/")
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise _refused(path, _("“{name}” in it is a link or a device").format(name=short_reason(name)))
        parts = tuple(part for part in name.split("/") if part not in ("", "."))
        if name.startswith("/") or ".." in parts or (len(name) > 1 and name[1] == ":"):
            raise _refused(path, _("“{name}” in it would leave its folder").format(name=short_reason(name)))
        if info.file_size > _BOMB_BYTES and info.file_size > _BOMB_RATIO * max(1, info.compress_size):
            raise _refused(
                path, _("“{name}” in it unpacks to an absurd size").format(name=short_reason(name))
            )
        if not info.filename.endswith("/") and kind != stat.S_IFDIR and parts:
            yield Entry(parts, info.file_size, _made_at(info), info)


def _made_at(info: zipfile.ZipInfo) -> datetime | None:
    # By the clock on the wall of whoever packed it; 1980 is what a zip says that has no time.
    try:
        moment = datetime(*info.date_time).astimezone()
    except (ValueError, OverflowError, OSError):
        return None
    return moment if info.date_time[0] > 1980 and moment.timestamp() < time.time() + 86_400 else None
