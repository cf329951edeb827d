"""A recording whose file is taken away while it grows: what is said is kept in another place as well.

A folder that is deleted, moved, or on a disk that is pulled out takes the file along, or hides it; the system
lets whoever has it open write on into what nobody will find.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from rehearse.audio.wav import GrowingWav
from rehearse.files import FileLock, make_private_folder

#: How often it is looked whether the file is still there: a crash meanwhile may cost as much.
_LOOK_EVERY_S = 0.4


def is_own_folder(folder: Path) -> bool:
    """Whether it is a folder of this user, and no link: among temporary files anybody may put one."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    return sys.platform == "win32" or folder.stat().st_uid == os.getuid()


def rescue_lock(path: Path) -> FileLock:
    """Held as long as a recording is written to `path`."""
    return FileLock(path.with_suffix(".lock"))


class Rescue:
    """Watches the file of `wav`; from when it is gone on, all of it is in `path` too.  For one thread.

    `folders` are tried in this order; one that is not there is made.
    """

    def __init__(self, wav: GrowingWav, folders: Sequence[Path]) -> None:
        self._wav, self._folders = wav, folders
        self._copy: GrowingWav | None = None
        self._lock: FileLock | None = None
        self._looked_at = float("-inf")
        #: Whether the file is not where it was.
        self.gone = False

    @property
    def path(self) -> Path | None:
        """Where everything is kept instead; None where nothing had to be, or where no place took it."""
        return None if self._copy is None else self._copy.path

    def look(self, now: float) -> None:
        """Look now and then."""
        if not self.gone and now - self._looked_at >= _LOOK_EVERY_S:
            self._looked_at = now
            self._look()

    def write(self, pcm: bytes) -> None:
        """The same frames that were just written into the file."""
        copy, wav = self._copy, self._wav
        if copy is None:
            return
        with contextlib.suppress(OSError):  # what is missing then comes with the next frames
            if copy.n_frames + len(pcm) // wav.format.frame_bytes == wav.n_frames:
                copy.write(pcm)
            else:
                copy.follow(wav)

    def close(self) -> None:
        """Before the file itself is closed: the last moment to save it."""
        copy = self._copy
        if copy is not None:
            with contextlib.suppress(OSError):
                copy.follow(self._wav)
            with contextlib.suppress(OSError):
                copy.close()
        if copy is None or copy.n_frames < self._wav.n_frames:
            self._look()
            with contextlib.suppress(OSError):
                if copy is not None and copy is not self._copy:
                    copy.path.unlink()
        if self._copy is not None:
            with contextlib.suppress(OSError):
                self._copy.close()

    def put_back(self) -> None:
        """After both are closed: into its place again, where only the file itself was taken away."""
        place = self._wav.path
        with contextlib.suppress(OSError):
            if self._copy is not None and place.parent.is_dir() and not place.exists():
                shutil.move(self._copy.path, place)
                self.gone, self._copy = False, None

    def let_go(self) -> None:
        """After all of it: others may have what was kept."""
        if self._lock is not None:
            with contextlib.suppress(OSError):
                self._lock.path.unlink()
            self._lock.release()

    def _look(self) -> None:
        self.gone = not self._wav.lies_there
        for folder in self._folders if self.gone else ():
            with contextlib.suppress(OSError):
                if not is_own_folder(make_private_folder(folder)):
                    continue
                self.let_go()
                path = folder / self._wav.path.name
                self._lock = rescue_lock(path)
                self._lock.acquire()
                self._copy = self._wav.copy_to(path)
                return
