"""Holds a run of a drill while it is done, so that no other window or command does the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearse.errors import LibraryError
from rehearse.files import CLEARING_S, FileLock, drop_lock, make_private_folder
from rehearse.i18n import _
from rehearse.library.drill_run_files import DRILLS_FOLDER

if TYPE_CHECKING:
    from rehearse.library.drill_types import DrillRun
    from rehearse.library.library import Library


class Hold:
    """A run that nobody else does.  The system lets go of it when the process dies."""

    def __init__(self, library: Library, run: DrillRun) -> None:
        """Raises `LibraryError` where it is done elsewhere; a disk that knows no locks is trusted."""
        folder = library.folder / DRILLS_FOLDER
        lock: FileLock | None = None
        try:
            # The dot keeps it out of backups.
            lock = FileLock(make_private_folder(folder) / f".{run.id}.lock")
            got = lock.acquire(wait_s=CLEARING_S)
        except OSError:
            got, lock = False, None
        if lock is not None and not got and lock.refused is None:
            raise LibraryError(
                _("This run of “{title}” is being done in another window.").format(title=run.title),
                help=_("Go on there, or close it first."),
            )
        self._lock = lock if got else None

    def let_go(self) -> None:
        """Again does nothing."""
        lock, self._lock = self._lock, None
        if lock is not None:
            drop_lock(lock)
