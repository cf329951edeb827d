"""A folder whose new recordings come into the library by themselves, as long as the window is open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from rehearse.errors import Cancelled, DataError, FileMissing, RehearseError
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.bringing_in import Brought
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Failure, JobHandle, Tasks
    from rehearse.watching import Watch

#: A file is complete when it has not changed between two looks that lie so far apart.
_SETTLE_MS = 2000

#: Looked this often where nothing has told of a change: network drives do not tell.
_SLOW_MS = 30_000

#: The system is asked to tell of changes in so many folders; those below are found by the slow look.
_MOST_TOLD = 200

State = Literal["off", "watching", "paused", "gone"]


class WatchedFolder(QObject):
    """Looks when the system tells of a change, and every half minute; never while `busy`.

    Signals: `changed` (what `state`, `folder` or `n_came` say); `came` (a `Brought` with something to tell);
    `trouble` (an error, once until it is over).
    """

    changed = Signal()
    came = Signal(object)
    trouble = Signal(object)

    def __init__(
        self, studio: Studio, tasks: Tasks, parent: QObject, *, busy: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__(parent)
        self._studio, self._tasks, self._busy = studio, tasks, busy
        self._watch: Watch | None = None
        self._job: JobHandle | None = None
        self._again = self._closed = False
        self._told = ""
        self._system: QFileSystemWatcher | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self.state: State = "off"
        #: Recordings that came in since the folder was chosen or the window opened.
        self.n_came = 0

    @property
    def folder(self) -> Path | None:
        return None if self._watch is None else self._watch.folder

    # ---- what the user says --------------------------------------------------------------------

    def start(self) -> None:
        """Watch the folder of the settings, where there is one."""
        name = self._studio.settings.value.watched_folder
        if self._closed or (name is not None and self.folder == Path(name)):
            return
        self._let_go()
        self.n_came = 0
        if name is not None:
            self._watch, self.state = self._new(Path(name)), "watching"
            self.look()
        self.changed.emit()

    def settings_changed(self, changes: dict[str, object]) -> None:
        if "watched_folder" in changes:
            self.start()

    def choose(self, folder: Path | None) -> None:
        """Watch another folder, or none, from now on and after a restart."""

        def store(_handle: JobHandle) -> None:
            if folder is not None:
                refuse_own(folder, self._studio.paths.data)
            self._studio.settings.update(watched_folder=None if folder is None else str(folder))

        self._tasks.run(
            store,
            done=lambda _none: self.start(),
            failed=self.trouble.emit,
            name="choose a folder to watch",
            owner=self,
            lane="watched folder",
            must_run=True,
        )

    def pause(self) -> None:
        """Nothing comes in until `resume`, or until the window opens the next time."""
        if self._watch is not None and self.state != "paused":
            self.state = "paused"
            self._stop_looking()
            self.changed.emit()

    def resume(self) -> None:
        if self.state == "paused":
            self.state = "watching"
            self.look()
            self.changed.emit()

    def close(self) -> None:
        """The window closes."""
        self._closed = True
        self._let_go()

    def library_replaced(self) -> None:
        """Other recordings are there than before: what came in has to be seen anew."""
        if self._watch is not None:
            self._stop_looking()
            self._watch = self._new(self._watch.folder)
            if self.state != "paused":
                self._soon()

    # ---- looking -------------------------------------------------------------------------------

    def _new(self, folder: Path) -> Watch:
        from rehearse.watching import MEMORY_NAME, Watch

        library = self._studio.paths.library
        return Watch(folder, without=library, memory=library / MEMORY_NAME)

    def look(self) -> None:
        """Look now, and take in what is complete."""
        watch = self._watch
        if watch is None or self._closed or self.state == "paused":
            return
        if self._job is not None:
            self._again = True
            return
        if self._busy():  # somebody records: the machine is theirs
            self._timer.start(_SETTLE_MS)
            return
        studio = self._studio

        def work(handle: JobHandle) -> Brought | None:
            from rehearse.importing import Importing

            return Importing(studio).bring_in_new(watch, cancel=handle.cancel_token)

        self._job = self._tasks.run(
            work,
            done=lambda brought: self._looked(watch, brought),
            failed=lambda error: self._failed(watch, error),
            name="look into the watched folder",
            owner=self,
            lane="watched folder",
        )

    def _looked(self, watch: Watch, brought: Brought | None) -> None:
        self._job = None
        if watch is not self._watch:  # another one was chosen meanwhile
            self.look()
            return
        self._told = ""
        if self.state == "gone":
            self.state = "watching"
            self.changed.emit()
        self._follow(watch.folders[:_MOST_TOLD])
        if brought is not None and brought.files:
            self.n_came += len(brought.new_ids)
            self.came.emit(brought)
            self.changed.emit()
        self._next(watch.unsettled)

    def _failed(self, watch: Watch, error: Failure) -> None:
        self._job = None
        if watch is not self._watch:
            self.look()
            return
        if isinstance(error, FileMissing):
            error = FileMissing(error.message, help=_("It is watched again as soon as it is back."))
            if self.state == "watching":
                self.state = "gone"
                self._follow([watch.folder.parent])
                self.changed.emit()
        if not isinstance(error, Cancelled) and str(error) != self._told:
            self._told = str(error)
            if isinstance(error, RehearseError):  # a fault of ours is told already
                self.trouble.emit(error)
        self._next(soon=False)

    def _next(self, soon: bool) -> None:
        if self.state != "paused" and not self._closed:
            self._timer.start(_SETTLE_MS if soon or self._again else _SLOW_MS)
        self._again = False

    def _soon(self) -> None:
        """Something has changed: it may be complete in a while."""
        if self._job is not None:
            self._again = True
        elif self._watch is not None and self.state != "paused":
            left_ms = self._timer.remainingTime()
            if left_ms < 0 or left_ms > _SETTLE_MS:
                self._timer.start(_SETTLE_MS)

    def _follow(self, folders: list[Path]) -> None:
        """Have the system tell of changes in these folders."""
        if self._system is None:
            self._system = QFileSystemWatcher(self)
            self._system.directoryChanged.connect(lambda _path: self._soon())
        wanted, now = {str(folder) for folder in folders}, set(self._system.directories())
        if gone := now - wanted:
            self._system.removePaths(sorted(gone))
        # Not one that is not there: Qt warns of it.
        if new := [path for path in sorted(wanted - now) if Path(path).is_dir()]:
            self._system.addPaths(new)

    def _stop_looking(self) -> None:
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
        if self._system is not None and (followed := self._system.directories()):
            self._system.removePaths(followed)

    def _let_go(self) -> None:
        self._stop_looking()
        self._watch, self.state, self._told = None, "off", ""


def refuse_own(folder: Path, data: Path) -> None:
    """Raise `DataError` for a folder in which the program itself keeps recordings."""
    try:
        own = folder.resolve().is_relative_to(data.resolve())
    except OSError:
        own = False
    if own:
        raise DataError(
            _("{path} is where Rehearse keeps its own recordings.").format(path=folder),
            kept=_("Nothing was changed."),
            help=_("Name another folder."),
        )


__all__ = ["WatchedFolder", "refuse_own"]
