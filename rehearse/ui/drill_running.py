"""The drill that is being done: begun in the background, looked at by a timer.  No widget in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

if TYPE_CHECKING:
    from rehearse.drill_status import DrillRunnerLike, DrillStatus
    from rehearse.studio import Studio
    from rehearse.ui.microphone import Microphone
    from rehearse.ui.tasks import Failure, JobHandle, Tasks

#: Thirty looks a second while something moves.
_LOOK_MS = 33

#: So long the window waits for a runner that lets go; what hangs in a driver is left behind.
_LEAVE_S = 4.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which drill: a new run of `drill_id`, or the one called `run_id`."""

    drill_id: str = ""
    script_id: str | None = None
    deck_id: str | None = None
    n_cards: int | None = None
    run_id: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """A runner that has not been started, and the words of the script to say ("" for none)."""

    runner: DrillRunnerLike
    script: str = ""


class DrillRunning(QObject):
    """At most one runner at a time; the one before is left.

    Signals: `began`; `moved` (DrillStatus) with every look; `failed` (error): it could not begin;
    `recording_changed` (bool).
    """

    began = Signal()
    moved = Signal(object)
    failed = Signal(object)
    recording_changed = Signal(bool)

    def __init__(
        self, studio: Studio, tasks: Tasks, microphone: Microphone, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._studio, self._tasks, self._microphone = studio, tasks, microphone
        self.begin: Callable[[Studio, Wanted], Begun] = _begin
        self.runner: DrillRunnerLike | None = None
        self.script = ""
        self.wanted: Wanted | None = None
        self.status: DrillStatus | None = None
        self._beginning: JobHandle | None = None
        self._recording = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)

    # ---- beginning -----------------------------------------------------------------------------

    @property
    def beginning(self) -> bool:
        """Whether one is being made ready."""
        return self._beginning is not None

    @property
    def is_recording(self) -> bool:
        return self._recording

    @property
    def run_id(self) -> str:
        """The run there is; "" for none."""
        return self.status.run.id if self.status is not None else ""

    @property
    def goes_on(self) -> bool:
        """Whether there is a run that can be gone on with where it stands."""
        return self.status is not None and self.status.phase not in ("done", "left")

    def go_on(self) -> None:
        """Take up the run that was left."""
        if self.run_id:
            self.start(Wanted(run_id=self.run_id))

    def wanted_again(self) -> Wanted | None:
        """What begins the same drill once more; None where there was none."""
        wanted, status = self.wanted, self.status
        if wanted is not None and wanted.drill_id:
            return wanted
        if status is None:
            return None
        run = status.run
        return Wanted(run.drill_id, run.script_id, n_cards=len(run.cards) or None)

    def start(self, wanted: Wanted) -> None:
        """Leave what is done now and begin this."""
        if self._recording:
            return
        if wanted.run_id and wanted.run_id == self.run_id and self.goes_on:
            self.look()
            return
        if self._beginning is not None:
            self._beginning.cancel()
        before, self.runner, self.status = self.runner, None, None
        self._timer.stop()
        self.wanted = wanted
        studio, begin, monitor = self._studio, self.begin, self._microphone.hand_over()

        def job(_handle: JobHandle) -> Begun:
            if monitor is not None:
                monitor.close()
            if before is not None:
                before.close(_LEAVE_S)
            return begin(studio, wanted)

        self._beginning = self._tasks.run(
            job,
            done=self._begun,
            failed=self._not_begun,
            undone=lambda begun: begun.runner.leave(),
            owner=self,
            name="begin a drill",
        )

    def _begun(self, begun: Begun) -> None:
        self._beginning = None
        self.runner, self.script = begun.runner, begun.script
        begun.runner.start()
        self._timer.start()
        self.began.emit()
        self.look()

    def _not_begun(self, error: Failure) -> None:
        from rehearse.errors import Cancelled

        if isinstance(error, Cancelled):
            return
        self._beginning = None
        self.failed.emit(error)

    # ---- while it runs -------------------------------------------------------------------------

    def look(self) -> None:
        """Take notice of this moment."""
        if self.runner is None:
            return
        status = self.status = self.runner.status()
        if status.phase in ("done", "left"):
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()
        self.moved.emit(status)
        if status.is_recording != self._recording:
            self._recording = status.is_recording
            self.recording_changed.emit(self._recording)

    def order(self, name: str) -> None:
        """One of the runner's orders, by name."""
        if self.runner is not None:
            getattr(self.runner, name)()
            self.look()

    # ---- the end -------------------------------------------------------------------------------

    def let_go(self, then: Callable[[], object] = lambda: None) -> bool:
        """Leave the run, so that it can be gone on with; `then` once the microphone is free.

        False where nothing was going on: `then` is not called.
        """
        if self._beginning is not None:
            self._beginning.cancel()
            self._beginning = None
        runner, self.runner = self.runner, None
        self._timer.stop()
        if self._recording:
            self._recording = False
            self.recording_changed.emit(False)
        over = self.status is None or self.status.phase in ("done", "left")
        self.status = None
        if runner is None:
            return False

        def gone(_answer: object) -> None:
            if not over:
                then()

        self._tasks.run(
            lambda _handle: runner.close(_LEAVE_S),
            done=gone,
            failed=gone,
            name="leave a drill",
            must_run=True,
        )
        return not over


def _begin(studio: Studio, wanted: Wanted) -> Begun:
    from rehearse.ui.drill_opening import open_drill

    return open_drill(studio, wanted)
