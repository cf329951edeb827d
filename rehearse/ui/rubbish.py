"""Python's garbage, collected on the window's own thread alone.

Left to itself Python collects in whichever thread happens to make something.  A timer or another object of
Qt (but for widgets, which PySide leaves to the main thread) found in a cycle is then deleted in a worker,
while the window's thread may be about to call it: the program can crash in its event loop.
"""

from __future__ import annotations

import gc
from types import TracebackType

from PySide6.QtCore import QTimer

#: How often it is looked for: garbage is small, and what has no cycle needs no looking for.
_EVERY_MS = 1_000


class Rubbish:
    """While entered, nobody but the thread that entered it collects garbage.  Needs the application."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(collect_due)
        self._was_on = False

    def __enter__(self) -> None:
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer.start()

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._timer.stop()
        if self._was_on:
            gc.enable()


def collect_due() -> None:
    """Collect what Python itself would by now, by its own counts."""
    counts, limits = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > limits[generation] > 0:
            gc.collect(generation)
            return
