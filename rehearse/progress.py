"""How far a long job is, and how it is told to stop."""

from __future__ import annotations

import threading
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
