"""The library as the program has it open: moved, backed up, restored, and put right after a crash.

Like `rehearse.studio`, of which this is a part, it imports what it needs where it is first needed.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.errors import LibraryDamaged, LibraryError, LibraryForeign, RehearseError
from rehearse.i18n import _
from rehearse.listening import Listener
from rehearse.progress import CancelToken, OnProgress

if TYPE_CHECKING:
    from rehearse.library.backup import Backup
    from rehearse.library.library import Library
    from rehearse.library.restore import Before, Restored
    from rehearse.library.takes import Take
    from rehearse.moving import Moved
    from rehearse.paths import Paths
    from rehearse.settings import SettingsStore


#: The folder of recordings whose own folder was taken away.
RESCUED = "rescued"


class Keeper(Listener):
    """The part of `Studio` that keeps the library."""

    def __init__(self, paths: Paths, settings: SettingsStore) -> None:
        super().__init__(paths, settings)
        self._library: Library | None = None
        self._moving = ""  # why nobody may have the library open just now
        self._begun_anew = False  # not looked at since then
        self._library_lock = threading.Lock()

    # ---- the library ---------------------------------------------------------------------------

    @property
    def library(self) -> Library:
        """The takes, opened on first use; raises `LibraryError`."""
        with self._library_lock:
            if self._moving:
                raise LibraryError(
                    self._moving,
                    kept=_("Nothing of them is lost."),
                    help=_("Wait until that is done, or stop it in the settings."),
                )
            if self._library is None:
                self.paths.require_data()
                library = self._opened()
                try:
                    self.paths.require_data()  # nobody can move it any more
                except RehearseError:
                    library.close()
                    raise
                self._library = library
            return self._library

    def library_to_record(self) -> Library:
        """The same; begun anew where its folder was taken away meanwhile, so that recording goes on."""
        with self._library_lock:
            library = self._library
            if library is not None and not library.is_there and not library.is_recording:
                self.paths.require_data()  # on a disk that was pulled out nothing is begun
                try:
                    self._library = self._opened()
                finally:
                    library.close()
                self._begun_anew = True
                self._library.news.append(
                    _(
                        "The folder of your recordings was deleted or moved away while Rehearse was running."
                        " A new library was begun in {folder}."
                    ).format(folder=self.paths.library)
                )
        return self.library

    @property
    def rescue_folders(self) -> tuple[Path, ...]:
        """Where a recording goes whose folder is taken away: beside the settings, at home, or anywhere."""
        import tempfile  # with what it imports the dearest of all, and wanted once

        beside = [self.paths.config / RESCUED] if self.paths.config.is_dir() else []
        name = f"rehearse-{RESCUED}"
        return (*beside, Path.home() / name, Path(tempfile.gettempdir()) / name)

    def _opened(self) -> Library:
        """The library; made anew from what can be saved where its database is damaged."""
        from rehearse.library.library import Library

        try:
            return Library.open(self.paths.library)
        except LibraryForeign:
            raise
        except LibraryDamaged:
            from rehearse.library.rebuild import rebuild

            rebuilt = rebuild(self.paths.library)
            library = Library.open(self.paths.library)
            library.news.append(rebuilt.told)
            return library

    def move_data(
        self, folder: Path, *, on_progress: OnProgress | None = None, cancel: CancelToken | None = None
    ) -> Moved:
        """Move takes, models and rules to another folder; the old one stays until `delete_old`.

        Raises `LibraryError`, `LibraryReadOnly`, `DiskFull`, `Cancelled`; then nothing has changed.
        """
        from rehearse.moving import move_data

        with self._library_let_go(_("Your recordings are being moved to another folder.")):
            before = self.paths
            moved = move_data(before, folder, on_progress=on_progress, cancel=cancel)
            self._use_paths(moved.paths)
            model = self.settings.value.model
            if model and Path(model).is_absolute() and Path(model).is_relative_to(before.data):
                # Where that cannot be stored the move stands: the next start tells of a missing model.
                with contextlib.suppress(RehearseError):
                    self.settings.update(model=str(moved.paths.data / Path(model).relative_to(before.data)))
            return moved

    @contextlib.contextmanager
    def _library_let_go(self, why: str) -> Iterator[None]:
        """Nobody here has the library open for a block.  Raises `LibraryError` while a take is recorded."""
        with self._library_lock:
            if self._moving or (self._library is not None and self._library.is_recording):
                raise LibraryError(
                    _("Your recordings cannot be moved now: one is being recorded or moved already."),
                    kept=_("Nothing was changed."),
                    help=_("Try again when it is done."),
                )
            self._moving = why
            if self._library is not None:
                self._library.close()
                self._library = None
        try:
            yield
        finally:
            self._moving = ""

    def back_up(
        self, target: Path, *, on_progress: OnProgress | None = None, cancel: CancelToken | None = None
    ) -> Backup:
        """Write everything but models into one file; takes may be recorded meanwhile.

        `target` is a file (replaced where there is one) or a folder.
        Raises `LibraryError`, `LibraryReadOnly`, `DiskFull`, `Cancelled`; then no backup was written.
        """
        from rehearse.library.backup import write_backup
        from rehearse.safekeeping import backup_target, others

        target = backup_target(self.paths, target)
        return write_backup(self.library, target, others(self.paths), on_progress=on_progress, cancel=cancel)

    def restore_backup(
        self, path: Path, *, on_progress: OnProgress | None = None, cancel: CancelToken | None = None
    ) -> Restored:
        """Put a backup in place of everything; what was here is set aside, for `undo_restore`.

        Raises `BackupInvalid`, `LibraryError`, `LibraryReadOnly`, `DiskFull`, `Cancelled`; then nothing has
        changed.
        """
        from rehearse.library.restore import restore
        from rehearse.safekeeping import places

        self.paths.require_data()
        with self._library_let_go(_("A backup is being restored.")):
            restored = restore(
                path, places(self.paths, self.settings), on_progress=on_progress, cancel=cancel
            )
            self._read_again()
        return restored

    def undo_restore(self, before: Before) -> Restored:
        """Bring back the library that a restore has set aside; raises as `restore_backup` does."""
        from rehearse.library.restore import bring_back
        from rehearse.safekeeping import places

        self.paths.require_data()
        with self._library_let_go(_("A backup is being restored.")):
            restored = bring_back(before, places(self.paths, self.settings))
            self._read_again()
        return restored

    def _read_again(self) -> None:
        """Settings, rules and profiles are others than before."""
        with contextlib.suppress(RehearseError):
            self.settings.update()
        self._use_paths(self.paths)

    def news(self) -> list[str]:
        """What opening the library had to put right, in sentences; each is told once."""
        with self._library_lock:
            library = self._library
        if library is None:
            return []
        told, library.news = library.news, []
        return told

    def changed_elsewhere(self) -> bool:
        """Whether another window or command has changed the library since this was asked last.  Cheap."""
        with self._library_lock:
            library, anew = self._library, self._begun_anew
            self._begun_anew = False
        return library is not None and (library.changed_elsewhere() or anew)

    def sweep(self) -> list[Take]:
        """Repair what a crash left behind, fetch what was kept elsewhere; the takes that were recovered."""
        from rehearse.library.left_elsewhere import take_in
        from rehearse.safekeeping import clear_unfinished

        library = self.library
        take_in(library, self.rescue_folders)
        recovered = library.sweep()
        clear_unfinished(self.paths)
        return recovered

    # ---- the end -------------------------------------------------------------------------------

    def close(self) -> None:
        """Free models and close the library.  No take may be running."""
        self._free_engines()
        with self._library_lock:
            if self._library is not None:
                self._library.close()
                self._library = None
