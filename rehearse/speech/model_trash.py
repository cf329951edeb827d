"""Removed models: put aside so that a removal can be undone, deleted once nobody can undo it any more.

    <trash>/ID.YYYYMMDD-HHMMSS          a removed model
    <trash>/.ID.YYYYMMDD-HHMMSS.lock    held by the process that removed it, as long as that runs
    <trash>/.gone-…                     being deleted

The system lets go of a lock when its process ends, however it ends: the model is for `clear` to delete then.
Where the disk knows no locks, nobody could tell whether an undo is still offered, and all are kept.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from pathlib import Path

from rehearse.files import FileLock, drop_lock, make_private_folder
from rehearse.speech.model_files import folder_bytes

#: The locks of what this process has removed, by the place it went to; whatever store it was removed with.
_ours: dict[Path, FileLock] = {}

_GONE = ".gone-"


class ModelTrash:
    """The folder of removed models.  Making one reads nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[Path]:
        """What was removed and not deleted yet, newest last."""
        try:
            found = [path for path in self.folder.iterdir() if not path.name.startswith(".")]
        except OSError:
            return []
        return sorted(found, key=lambda path: path.name.rsplit(".", 1)[-1])

    @staticmethod
    def id_of(place: Path) -> str:
        """The id of a removed model."""
        return place.name.rsplit(".", 1)[0]

    def put(self, model: Path, model_id: str) -> Path:
        """Move a model's folder in here; the place it went to.  Raises `OSError`."""
        make_private_folder(self.folder)
        first = f"{model_id}.{time.strftime('%Y%m%d-%H%M%S')}"
        number, place = 1, self.folder / first
        # Locked before it is there, so that nobody comes upon it in between.
        while (lock := _locked(place)) is None:
            number += 1
            place = self.folder / f"{first}~{number}"
        try:
            model.rename(place)
        except OSError:
            drop_lock(lock)
            raise
        _ours[place] = lock
        return place

    def take_back(self, place: Path, target: Path) -> None:
        """Move a removed model to where it was.  Raises `OSError`."""
        place.rename(target)
        if lock := _ours.pop(place, None):
            drop_lock(lock)

    def clear(self) -> int:
        """Delete what no running process has removed; the bytes that were freed.  What fails stays."""
        freed = 0
        for place in self.all():
            lock = _lock(place)
            try:
                if not lock.acquire():
                    continue
                # Under another name first: half of a model must not be had back.
                gone = place.with_name(_GONE + place.name)
                with contextlib.suppress(FileNotFoundError):  # had back, or deleted, since it was listed
                    place.rename(gone)
                    freed += folder_bytes(gone)
                drop_lock(lock)
            except OSError:
                lock.release()
        for gone in self.folder.glob(f"{_GONE}*"):
            shutil.rmtree(gone, ignore_errors=True)
        for path in self.folder.glob(".*.lock"):  # of processes that had their model back, or died
            stray = FileLock(path)
            with contextlib.suppress(OSError):
                if not self._place_of(path).exists() and stray.acquire():
                    drop_lock(stray)
        return freed

    def _place_of(self, lock: Path) -> Path:
        return self.folder / lock.name.removeprefix(".").removesuffix(".lock")


def _lock(place: Path) -> FileLock:
    return FileLock(place.with_name(f".{place.name}.lock"))


def _locked(place: Path) -> FileLock | None:
    """The lock of a place that is free; None where it is not."""
    lock = _lock(place)
    if not lock.acquire() and lock.refused is None:
        return None
    if place.exists():
        lock.release()
        return None
    return lock
