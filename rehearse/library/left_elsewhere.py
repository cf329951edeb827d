"""Recordings whose own folder was taken away while they were made, brought into the library there is now.

They lie where `rehearse.audio.rescue` has put them, named as the take was; nothing else is touched there.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.audio import wav
from rehearse.audio.rescue import is_own_folder, rescue_lock
from rehearse.files import make_private_folder, replacing
from rehearse.library.ids import is_id, new_id

if TYPE_CHECKING:
    from rehearse.library.library import Library

_PIECE_BYTES = 1 << 20


def take_in(library: Library, folders: Iterable[Path]) -> None:
    """Move what lies in `folders` among the sounds, where the next sweep finds it and makes takes of it.

    What is being recorded at this moment stays, and what the disk refuses, for the next start.
    """
    for folder in folders:
        with contextlib.suppress(OSError):
            found = sorted(folder.glob("*.wav")) if is_own_folder(folder) else []
            for path in found:
                if is_id(path.stem) and path.is_file() and not path.is_symlink():
                    _take_in_one(library, path)


def _take_in_one(library: Library, path: Path) -> None:
    with contextlib.suppress(OSError):
        lock = rescue_lock(path)
        if not lock.acquire():
            return
        try:
            if path.stat().st_size > wav.HEADER_BYTES and not _is_there(library, path):
                _copy(path, library.folder / "audio")
            path.unlink()
        finally:
            with contextlib.suppress(OSError):
                lock.path.unlink()
            lock.release()


def _is_there(library: Library, path: Path) -> bool:
    """Whether all of it is among the takes: imported by hand, or the folder it was made in came back."""
    if any(_begins_with(one, path) for one in (library.folder / "audio").glob(f"*/{path.name}")):
        return True
    with open(path, "rb") as file:
        return library.imports.known(hashlib.file_digest(file, "sha256").hexdigest()) is not None


def _begins_with(whole: Path, part: Path) -> bool:
    """Whether the sound of one is the beginning of the other's; the headers may be behind."""
    with open(whole, "rb") as one, open(part, "rb") as other:
        if one.read(wav.HEADER_BYTES)[8:40] != other.read(wav.HEADER_BYTES)[8:40]:
            return False
        while piece := other.read(_PIECE_BYTES):
            if one.read(len(piece)) != piece:
                return False
    return True


def _copy(path: Path, audio_folder: Path) -> None:
    """A copy among the sounds, whole or not at all, as old as the recording."""
    facts = path.stat()
    home = make_private_folder(audio_folder / str(datetime.fromtimestamp(facts.st_mtime, UTC).year))
    place = home / path.name
    if place.exists():  # another sound, or the beginning of this one: both are kept
        place = home / f"{new_id()}.wav"
    with open(path, "rb") as source, replacing(place) as target:
        shutil.copyfileobj(source, target)
    os.utime(place, ns=(facts.st_atime_ns, facts.st_mtime_ns))


__all__ = ["take_in"]
