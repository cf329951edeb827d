"""A job that takes its time in a terminal: one line on how far it is, and an orderly end on Ctrl-C."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rehearse.cli.console import Console, clock, size_text
from rehearse.i18n import _
from rehearse.progress import CancelToken, Progress


class ProgressLine:
    """How far a job is, how fast, and how long it still takes."""

    def __init__(self, console: Console, name: str) -> None:
        self._console = console
        self._name = name

    def __call__(self, progress: Progress) -> None:
        parts = [progress.step or self._name, self._console.bar(progress.fraction)]
        if progress.unit == "bytes":
            far = size_text(progress.done)
            if progress.total:
                far += " / " + size_text(progress.total)
            parts.append(far)
            if progress.per_s:
                parts.append(_("{speed} a second").format(speed=size_text(progress.per_s)))
        elif progress.total:
            parts.append(f"{progress.done:,.0f} / {progress.total:,.0f}")
        if progress.remaining_s is not None:
            parts.append(_("{time} left").format(time=clock(progress.remaining_s + 0.5)))
        self._console.progress("  ".join(part for part in parts if part))


@contextmanager
def cancelled_by_signal() -> Iterator[CancelToken]:
    """Ctrl-C asks the job to stop at its next step, so that nothing half-done is left in the way."""
    cancel = CancelToken()

    def ask(number: int, frame: FrameType | None) -> None:
        if cancel.cancelled:
            raise KeyboardInterrupt  # a second one does not wait
        cancel.cancel()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)
