"""Whether the disk has room for what is being recorded, told before it has none."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from pathlib import Path

from rehearse.audio.format import AudioFormat
from rehearse.errors import DiskFull, LibraryError, LibraryReadOnly, RehearseError
from rehearse.files import disk_bytes
from rehearse.i18n import _

#: How often the disk is asked: at 400 kB a second (48 kHz in stereo, twice) the reserve holds.
_LOOK_EVERY_S = 0.5

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


@dataclass(frozen=True, slots=True)
class DiskLimits:
    """What to leave free: so that the take's row, its log and the rest of the computer still work.

    `reserve_bytes` is never written into, of a small disk `reserve_share`; below `warn_s` of sound above it
    the user is told; below `start_s` nothing is begun.
    """

    reserve_bytes: int = 20_000_000
    reserve_share: float = 1 / 3
    warn_s: float = 120.0
    start_s: float = 10.0


class DiskRoom:
    """Watches the disk that holds `folder`.  For one thread."""

    def __init__(self, folder: Path, limits: DiskLimits) -> None:
        self._folder = folder
        self._limits = limits
        self._looked_at = float("-inf")
        self._total_bytes = 0
        #: Whether there is room for less than `warn_s`.
        self.is_low = False

    def require(self, rate_hz: int) -> None:
        """Raise `DiskFull` when there is no room to begin with (in mono)."""
        free = self._free()
        if free is not None and free < self._reserve_bytes() + self._limits.start_s * rate_hz * 2:
            raise DiskFull(
                _("There is no room for a recording: {free:.1f} MB are free in {folder}.").format(
                    free=free / 1e6, folder=self._folder
                ),
                help=_("Free some space, then try again."),
            )

    def look(self, now: float, format: AudioFormat) -> DiskFull | None:
        """Ask the disk now and then.  What to stop with, when only the reserve is left."""
        if now - self._looked_at < _LOOK_EVERY_S:
            return None
        self._looked_at = now
        free = self._free()
        if free is None:
            return None
        left_s = (free - self._reserve_bytes()) / (format.rate_hz * format.frame_bytes)
        self.is_low = left_s < self._limits.warn_s
        return _full(self._folder) if left_s <= 0 else None

    def _reserve_bytes(self) -> float:
        return min(self._limits.reserve_bytes, self._limits.reserve_share * self._total_bytes)

    def _free(self) -> int | None:
        """What is free; None where the disk does not say."""
        try:
            self._total_bytes, free = disk_bytes(self._folder)
            return free
        except OSError:
            return None  # writing will tell


def _full(folder: Path) -> DiskFull:
    return DiskFull(
        _("The disk that holds {folder} is full, so the recording stopped.").format(folder=folder),
        kept=_("What you said up to then is kept."),
        help=_("Free some space, then record again."),
    )


def told_plainly(error: OSError, path: Path) -> RehearseError:
    """What went wrong with the recording's file: `DiskFull`, `LibraryReadOnly` or `LibraryError`."""
    if error.errno in _FULL:
        return _full(path.parent)
    reason = error.strerror or str(error)
    if error.errno in _READ_ONLY:
        return LibraryReadOnly(
            _("Recordings cannot be written to {folder} ({reason}).").format(
                folder=path.parent, reason=reason
            ),
            help=_("Check that you may write there."),
        )
    return LibraryError(
        _("The recording's file could not be written ({reason}).").format(reason=reason),
        kept=_("What was written up to then is kept."),
        help=_("Check the disk, then record again."),
    )
