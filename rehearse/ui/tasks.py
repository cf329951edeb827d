"""The one door to background work.

Workers never touch Qt and never emit a signal: PySide6 6.8 and later may crash on signals from
foreign threads (pymmcore-widgets #454).
They put what they have into a queue that a timer empties on the main thread.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from rehearse.errors import Cancelled, RehearseError, bug_report
from rehearse.i18n import _
from rehearse.progress import CancelToken, Progress

T = TypeVar("T")

#: How often finished work is looked for while there is any: once a frame.
_POLL_MS = 15

#: How long `close` waits for jobs that were told to stop; a thread stuck in a driver is left behind.
_CLOSE_WAIT_S = 5.0


@dataclass(frozen=True, slots=True)
class BugReport:
    """A fault of the program's own: a sentence to show and a text to copy.

    Has the three parts of a `RehearseError`, so that a view can show either.
    """

    text: str
    message: str
    kept: str
    help: str

    @classmethod
    def of(cls, error: BaseException) -> BugReport:
        return cls(
            text=bug_report(error),
            message=_("Something went wrong inside Rehearse."),
            kept=_("Your recordings are untouched."),
            help=_("Please copy the report and send it to us."),
        )

    def __str__(self) -> str:
        return f"{self.message} {self.kept} {self.help}"


Failure = RehearseError | BugReport


class JobHandle:
    """One piece of background work, seen from both sides.

    The window calls `cancel`; the job calls `report` and looks at `cancel_token`.
    """

    def __init__(self, name: str, outbox: queue.SimpleQueue[tuple[JobHandle, str, Any]]) -> None:
        self.name = name
        self.cancel_token = CancelToken()
        self.finished = False
        self._outbox = outbox

    def cancel(self) -> None:
        """Ask the job to stop; `failed` gets a `Cancelled`, or `done` a result that came all the same."""
        self.cancel_token.cancel()

    def report(self, progress: Progress) -> None:
        """How far the job is; from the worker, as often as it likes."""
        self._outbox.put((self, "progress", progress))


@dataclass(slots=True)
class _Job:
    handle: JobHandle
    work: Callable[[JobHandle], Any]
    done: Callable[[Any], None]
    failed: Callable[[Any], None]
    progress: Callable[[Progress], None] | None
    owner: QObject | None
    lane: str
    must_run: bool
    undone: Callable[[Any], None] | None = None
    thread: threading.Thread | None = None


class Tasks(QObject):
    """Runs jobs in threads of their own and brings each ending back to the main thread, once.

    Jobs of one `lane` run one after the other, in the order they were given; others at once.
    """

    #: Every fault of the program's own, whether or not the view that ran the job shows it.
    bug_found = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outbox: queue.SimpleQueue[tuple[JobHandle, str, Any]] = queue.SimpleQueue()
        self._jobs: dict[JobHandle, _Job] = {}
        self._lanes: dict[str, deque[_Job]] = {}
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._deliver)

    def run(
        self,
        job: Callable[[JobHandle], T],
        *,
        done: Callable[[T], None],
        failed: Callable[[Any], None],
        progress: Callable[[Progress], None] | None = None,
        name: str = "",
        owner: QObject | None = None,
        lane: str = "",
        undone: Callable[[T], None] | None = None,
        must_run: bool = False,
    ) -> JobHandle:
        """Run `job` away from the main thread; exactly one of `done` and `failed` follows on it.

        After `close`, or once the `owner` is deleted, neither is called.
        With `undone`, a result that comes after a `cancel` goes there instead (in the worker), so that
        an opened device is let go, and `failed` gets a `Cancelled`.
        A job that `must_run` (saving a choice) is carried out even when the window closes first.
        """
        handle = JobHandle(name, self._outbox)
        if self._closed:
            handle.finished = True
            return handle
        entry = _Job(handle, _with_undo(job, undone), done, failed, progress, owner, lane, must_run, undone)
        self._jobs[handle] = entry
        if lane:
            waiting = self._lanes.setdefault(lane, deque())
            waiting.append(entry)
            if len(waiting) == 1:
                self._start(entry)
        else:
            self._start(entry)
        self._timer.start()
        return handle

    @property
    def busy(self) -> bool:
        """Whether any job has not come back yet."""
        return bool(self._jobs)

    def close(self, wait_s: float = _CLOSE_WAIT_S) -> None:
        """Cancel everything and wait for the threads; nothing is delivered afterwards."""
        self._closed = True
        self._timer.stop()
        for entry in self._jobs.values():
            if not entry.must_run:
                entry.handle.cancel()
        until = time.monotonic() + wait_s
        for entry in list(self._jobs.values()):
            if entry.thread is None and entry.must_run:
                self._start(entry)
            if entry.thread is not None:
                entry.thread.join(max(0.0, until - time.monotonic()))
        self._undo_undelivered()
        self._jobs.clear()
        self._lanes.clear()

    def _undo_undelivered(self) -> None:
        """Results that came before they could be delivered: an opened device is let go all the same."""
        while not self._outbox.empty():
            handle, what, value = self._outbox.get_nowait()
            entry = self._jobs.get(handle)
            if entry is not None and what == "done" and entry.undone is not None:
                with contextlib.suppress(RehearseError):
                    entry.undone(value)

    # ---- the worker's side ---------------------------------------------------------------------

    def _start(self, entry: _Job) -> None:
        # Daemon: a thread stuck in a sound driver must not keep the program from ending.
        entry.thread = threading.Thread(
            target=_work, args=(entry.handle, entry.work, self._outbox), name=f"task {entry.handle.name}",
            daemon=True,
        )  # fmt: skip
        entry.thread.start()

    # ---- the main thread's side ----------------------------------------------------------------

    def _deliver(self) -> None:
        for _number in range(self._outbox.qsize()):
            try:
                handle, what, value = self._outbox.get_nowait()
            except queue.Empty:
                break
            entry = self._jobs.get(handle)
            if entry is None:
                continue
            try:
                self._tell(entry, what, value)
            except Exception as error:  # a fault in a view must not swallow the other endings
                self.bug_found.emit(BugReport.of(error))
        if not self._jobs:
            self._timer.stop()

    def _tell(self, entry: _Job, what: str, value: Any) -> None:
        wanted = entry.owner is None or isValid(entry.owner)
        if what == "progress":
            if wanted and entry.progress is not None:
                entry.progress(value)
            return
        self._end(entry)
        if what == "bug":
            self.bug_found.emit(value)
        if wanted and what == "done":
            entry.done(value)
        elif wanted:
            entry.failed(value)

    def _end(self, entry: _Job) -> None:
        del self._jobs[entry.handle]
        entry.handle.finished = True
        if entry.thread is not None:
            entry.thread.join(1.0)  # it has said its last word: this takes microseconds
        if entry.lane:
            waiting = self._lanes[entry.lane]
            waiting.popleft()
            if not waiting:
                del self._lanes[entry.lane]
            elif waiting[0].handle.cancel_token.cancelled:
                self._outbox.put((waiting[0].handle, "failed", Cancelled()))
            else:
                self._start(waiting[0])


def _with_undo(job: Callable[[JobHandle], T], undone: Callable[[T], None] | None) -> Callable[[JobHandle], T]:
    if undone is None:
        return job

    def careful(handle: JobHandle) -> T:
        result = job(handle)
        if handle.cancel_token.cancelled:
            undone(result)
            raise Cancelled()
        return result

    return careful


def _work(
    handle: JobHandle,
    work: Callable[[JobHandle], Any],
    outbox: queue.SimpleQueue[tuple[JobHandle, str, Any]],
) -> None:
    try:
        result = work(handle)
    except RehearseError as error:
        outbox.put((handle, "failed", error))
    except BaseException as error:
        outbox.put((handle, "bug", BugReport.of(error)))
    else:
        outbox.put((handle, "done", result))
