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
from rehearse.files import FileLock, drop_lock, make_private_folder, replacing
from rehearse.library import rows, sidecar
from rehearse.library.ids import is_id, new_id
from rehearse.library.sweep import lock_path

if TYPE_CHECKING:
    from rehearse.library.library import Library
    from rehearse.library.takes import Take

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


def say_whose(path: Path, take: Take) -> None:
    """Lay beside a sound what is known of the take that it was to be.  Raises `OSError`."""
    facts = sidecar.Facts(
        id=take.id,
        seq=0,
        created_at=rows.time_text(take.created_at),
        title=take.title,
        speaker=take.speaker,
        script_id=take.script_id,
        device=take.device,
    )
    sidecar.write(path, facts)


def _take_in_one(library: Library, path: Path) -> None:
    with contextlib.suppress(OSError):
        lock = rescue_lock(path)
        if not lock.acquire():
            return
        try:
            if path.stat().st_size > wav.HEADER_BYTES and not _is_there(library, path):
                _copy(path, library.folder / "audio")
            path.unlink()
            sidecar.remove(path)
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
    """A copy among the sounds with its facts, whole or not at all, as old as the recording."""
    was = path.stat()
    home = make_private_folder(audio_folder / str(datetime.fromtimestamp(was.st_mtime, UTC).year))
    place = home / path.name
    if place.exists():  # another sound, or the beginning of this one: both are kept
        place = home / f"{new_id()}.wav"
    lock = FileLock(lock_path(place))
    if not lock.acquire():
        raise BlockingIOError
    try:
        facts = sidecar.read(path)
        if facts is not None:
            sidecar.write(place, facts)
        with open(path, "rb") as source, replacing(place) as target:
            shutil.copyfileobj(source, target)
        os.utime(place, ns=(was.st_atime_ns, was.st_mtime_ns))
    finally:
        drop_lock(lock)


__all__ = ["say_whose", "take_in"]
