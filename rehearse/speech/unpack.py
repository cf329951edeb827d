"""A model from a zip or a folder into a fresh folder.  Nothing in a zip is believed."""

from __future__ import annotations

import os
import re
import stat
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO

from rehearse import zip_files
from rehearse.errors import ModelInstallFailed
from rehearse.files import free_bytes, short_reason
from rehearse.i18n import _
from rehearse.progress import CancelToken, OnProgress, Progress
from rehearse.speech.download import FreeBytes, require_space

#: Far above any model: the largest in the catalogue is a zip of 1.8 GB, the starter has ten files and
#: its parts shrink to a quarter.  Beyond these it is a bomb or no model.
MAX_BYTES = 16_000_000_000
MAX_FILES = 5_000
MAX_RATIO = 250
#: Small files may shrink to nothing; they are left out of the ratio.
RATIO_FROM_BYTES = 1_000_000

#: Letters of a file's path in the zip.
_MOST_NAME = 200

CHUNK_BYTES = 1 << 20

#: Bytes that a file takes in the list at the end of a zip, at most; zipfile reads that list whole.
_LISTED_BYTES = 1_000

_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def unpack_zip(
    path: Path,
    target: Path,
    *,
    name: str,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
    free: FreeBytes = free_bytes,
) -> None:
    """Unpack a model into the empty folder `target`; the one top folder most zips have is left out.

    Raises `ModelInstallFailed` for a zip that is damaged or not to be trusted, `DiskFull`, `Cancelled`.
    """
    try:
        with open(path, "rb") as file:
            n_entries, n_bytes = zip_files.list_size(file)
        if n_entries > 2 * MAX_FILES or n_bytes > 2 * MAX_FILES * _LISTED_BYTES:
            raise _refused(path, _("it holds more than {n} files").format(n=MAX_FILES))
        with zipfile.ZipFile(path) as archive:
            members = _members(archive, path)
            total = sum(info.file_size for info, _place in members)
            require_space(target, total, name, free)
            writer = _Writer(total, on_progress, cancel, _("Unpacking"))
            for info, place in members:
                with archive.open(info) as source:
                    writer.copy(source, target / place, info.file_size)
    except zip_files.BROKEN as error:
        raise ModelInstallFailed(
            _("{path} is not a whole zip file: {reason}.").format(path=path, reason=short_reason(error)),
            help=_("Download it again."),
        ) from error


def copy_folder(
    path: Path,
    target: Path,
    *,
    name: str,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
    free: FreeBytes = free_bytes,
) -> None:
    """Copy a model folder into the empty folder `target`: files, not links to other folders."""
    files = [file for file in sorted(path.rglob("*")) if file.is_file()]
    if len(files) > MAX_FILES:
        raise _refused(path, _("it holds more than {n} files").format(n=MAX_FILES))
    total = sum(file.stat().st_size for file in files)
    require_space(target, total, name, free)
    writer = _Writer(total, on_progress, cancel, _("Copying"))
    for file in files:
        with file.open("rb") as source:
            writer.copy(source, target / file.relative_to(path), file.stat().st_size)


class _Writer:
    def __init__(
        self, total: int, on_progress: OnProgress | None, cancel: CancelToken | None, step: str
    ) -> None:
        self._total = total
        self._on_progress = on_progress
        self._cancel = cancel or CancelToken()
        self._step = step
        self._done = 0

    def copy(self, source: IO[bytes], target: Path, size: int) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        written = 0
        with target.open("xb") as file:
            while chunk := source.read(CHUNK_BYTES):
                self._cancel.check()
                written += len(chunk)
                if written > size:
                    raise zipfile.BadZipFile(f"{target.name} is longer than the zip says")
                file.write(chunk)
                self._done += len(chunk)
                if self._on_progress is not None:
                    self._on_progress(Progress(self._done, self._total, "bytes", step=self._step))
            file.flush()
            os.fsync(file.fileno())


def _refused(path: Path, why: str) -> ModelInstallFailed:
    return ModelInstallFailed(
        _("{path} is not unpacked: {why}.").format(path=path, why=why),
        help=_("Get the model from its official page."),
    )


def _members(archive: zipfile.ZipFile, path: Path) -> list[tuple[zipfile.ZipInfo, PurePosixPath]]:
    """The files of the zip with the places they go to, all checked before the first is written."""
    # A Mac's Finder adds its own notes to every zip.
    infos = [
        info
        for info in archive.infolist()
        if not info.filename.endswith("/") and not info.filename.startswith("__MACOSX/")
    ]
    if not infos:
        raise _refused(path, _("it is empty"))
    if len(infos) > MAX_FILES:
        raise _refused(path, _("it holds more than {n} files").format(n=MAX_FILES))
    if sum(info.file_size for info in infos) > MAX_BYTES:
        raise _refused(path, _("it would unpack to more than {n} GB").format(n=MAX_BYTES // 1_000_000_000))
    places = [_place(info, path) for info in infos]
    if all(len(place.parts) > 1 and place.parts[0] == places[0].parts[0] for place in places):
        inner = [PurePosixPath(*place.parts[1:]) for place in places]
        # A flat folder of files may be what the model is: `am/` alone is not a top folder.
        if any(place.name == "final.mdl" for place in inner) and places[0].parts[0] not in ("am", "graph"):
            places = inner
    seen: set[str] = set()
    for place in places:
        # Two names that a careless file system takes for one would overwrite each other.
        folded = str(place).casefold()
        if folded in seen:
            raise _refused(path, _("“{name}” is in it twice").format(name=place))
        seen.add(folded)
    return list(zip(infos, places, strict=True))


def _place(info: zipfile.ZipInfo, path: Path) -> PurePosixPath:
    name = info.filename if info.filename.isprintable() else ascii(info.filename)
    parts = PurePosixPath(name).parts
    bad = not parts or name.startswith("/") or "\\" in name or ":" in name
    # Windows leaves out dots and spaces at the end of a name: ".. " is ".." there.
    if bad or any(not part.rstrip(". ") or _RESERVED.fullmatch(part) for part in parts):
        raise _refused(path, _("“{name}” would leave the model's folder").format(name=name[:200]))
    if len(name) > _MOST_NAME:
        raise _refused(path, _("“{name}” is too long a name").format(name=name[:60] + "…"))
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise _refused(path, _("“{name}” is a link or a device").format(name=name))
    if info.flag_bits & 0x1:
        raise _refused(path, _("it is locked with a password"))
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refused(path, _("it is packed in a way that is not used here"))
    if info.file_size > RATIO_FROM_BYTES and info.file_size > MAX_RATIO * max(1, info.compress_size):
        raise _refused(path, _("“{name}” unpacks to an absurd size").format(name=name))
    return PurePosixPath(*parts)
