"""How far a long job is, and how it is told to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from rehearse.errors import Cancelled


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of a long job.

    `done` and `total` count `unit` ("s" of audio, "bytes", "files"); `total` is None when unknown.
    `per_s` is the speed in units a second, `remaining_s` the estimated time left; None if unknown.
    """

    done: float
    total: float | None
    unit: str
    per_s: float | None = None
    remaining_s: float | None = None
    step: str = ""

    @property
    def fraction(self) -> float | None:
        if not self.total:
            return None
        return min(1.0, self.done / self.total)


OnProgress = Callable[[Progress], None]


class CancelToken:
    """Set by whoever asked for the job, looked at by the job between two pieces of work."""

    __slots__ = ("_event",)

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        self._event.set()

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def check(self) -> None:
        """Raise `Cancelled` once `cancel` was called."""
        if self._event.is_set():
            raise Cancelled()

    def wait(self, timeout_s: float) -> bool:
        """Sleep for at most `timeout_s`; true when cancelled."""
        return self._event.wait(timeout_s)


#: A window need not hear of every megabyte.
_TELL_S = 0.05


class ByteTeller:
    """Counts bytes, tells at a bearable pace, and stops when asked."""

    def __init__(self, on_progress: OnProgress | None, cancel: CancelToken | None, total: int) -> None:
        self._on_progress, self._cancel, self._total = on_progress, cancel, max(1, total)
        self._done, self._told_at_s, self._step = 0, 0.0, ""

    def step(self, text: str) -> None:
        """What is done from now on, in words."""
        self._step, self._told_at_s = text, 0.0

    def count(self, n_bytes: int) -> None:
        """So many bytes more.  Raises `Cancelled`."""
        if self._cancel is not None:
            self._cancel.check()
        self._done += n_bytes
        now_s = time.monotonic()
        if self._on_progress is not None and now_s - self._told_at_s >= _TELL_S:
            self._told_at_s = now_s
            done = min(self._done, self._total)
            self._on_progress(Progress(done, self._total, "bytes", step=self._step))
