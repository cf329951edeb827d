"""The drill that is being done: begun in the background, looked at by a timer.  No widget in it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from rehearse.errors import Cancelled

if TYPE_CHECKING:
    from rehearse.drilling.status import DrillRunnerLike, DrillStatus
    from rehearse.library.drill_record import DrillRecord
    from rehearse.studio import Studio
    from rehearse.ui.microphone import Microphone
    from rehearse.ui.tasks import Failure, JobHandle, Tasks

#: Thirty looks a second while something moves.
_LOOK_MS = 33

#: So long what is asked can be read before the first beep; a rep in a hurry presses the key.
_READY_S = 6.0

#: So long the window waits for a runner that lets go; what hangs in a driver is left behind.
_LEAVE_S = 4.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which drill: a new run of `drill_id`, or the one called `run_id`.

    `at_once`: the user knows what is asked, so the beep may come without another key.
    """

    drill_id: str = ""
    script_id: str | None = None
    deck_id: str | None = None
    n_cards: int | None = None
    run_id: str = ""
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """A runner that has not been started, the script to say ("" for none), what runs before came to."""

    runner: DrillRunnerLike
    script: str = ""
    record: DrillRecord | None = None


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
        self.record: DrillRecord | None = None
        self.wanted: Wanted | None = None
        self.status: DrillStatus | None = None
        #: Everything is there; the beep waits `ready_s`, or for the one key, so that what is asked can be
        #: read from where one stands.
        self.ready = False
        self.ready_s = _READY_S
        self._ready_until_s = 0.0
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
    def phase(self) -> str:
        """The runner's, or "ready"; "" without one."""
        if self.status is None:
            return ""
        return "ready" if self.ready else self.status.phase

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
            return replace(wanted, at_once=True)
        if status is None:
            return None
        run = status.run
        return Wanted(run.drill_id, run.script_id, n_cards=len(run.cards) or None, at_once=True)

    def start(self, wanted: Wanted) -> None:
        """Leave what is done now and begin this."""
        if self._recording:
            return
        if wanted.run_id and wanted.run_id == self.run_id and self.goes_on:
            self.look()
            return
        if self._beginning is not None:
            self._beginning.cancel()
        before = self._take_runner()
        self.wanted = wanted
        studio, begin, monitor = self._studio, self.begin, self._microphone.hand_over()

        def job(_handle: JobHandle) -> Begun:
            if monitor is not None:
                monitor.close()
            if before is not None:
                _close(studio, before)
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
        self.runner, self.script, self.record = begun.runner, begun.script, begun.record
        status, wanted = begun.runner.status(), self.wanted
        waits = status.phase == "thinking" and not status.what.think_s
        self.ready = waits and wanted is not None and not wanted.at_once
        self.began.emit()
        if self.ready:
            self._ready_until_s = time.monotonic() + self.ready_s
            self._timer.start()
            self.look()
        else:
            self.begin_now()

    def _not_begun(self, error: Failure) -> None:
        if isinstance(error, Cancelled):
            return
        self._beginning = None
        self.failed.emit(error)

    @property
    def ready_left_s(self) -> float:
        """How long the beep still waits."""
        return max(0.0, self._ready_until_s - time.monotonic())

    def wait_for_user(self) -> None:
        """Nobody looks: the beep waits for the one key alone."""
        if self.ready:
            self._ready_until_s = math.inf

    def begin_now(self) -> None:
        """The user is ready."""
        self.ready = False
        if self.runner is not None:
            self.runner.start()
            self._timer.start()
            self.look()

    # ---- while it runs -------------------------------------------------------------------------

    def look(self) -> None:
        """Take notice of this moment."""
        if self.runner is None:
            return
        status = self.status = self.runner.status()
        if self.ready and not self.ready_left_s:
            self.begin_now()
            return
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
        over = self.status is None or self.status.phase in ("done", "left")
        runner = self._take_runner()
        if runner is None:
            return False
        if self._recording:
            self._recording = False
            self.recording_changed.emit(False)
        studio = self._studio

        def gone(_answer: object) -> None:
            if not over:
                then()

        self._tasks.run(
            lambda _handle: _close(studio, runner),
            done=gone,
            failed=gone,
            name="leave a drill",
            must_run=True,
        )
        return not over

    def _take_runner(self) -> DrillRunnerLike | None:
        """From now on there is none; whoever gets it closes it."""
        runner, self.runner, self.status = self.runner, None, None
        self.ready = False
        self._timer.stop()
        return runner


def _close(studio: Studio, runner: DrillRunnerLike) -> None:
    """For a worker."""
    from rehearse.drilling.begin import let_go

    let_go(studio, runner, _LEAVE_S)


def _begin(studio: Studio, wanted: Wanted) -> Begun:
    from rehearse.ui.drill_opening import open_drill

    return open_drill(studio, wanted)
