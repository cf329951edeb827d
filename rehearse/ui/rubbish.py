"""Python's garbage, collected on the window's own thread alone, and only as much as nobody notices.

Left to itself Python collects in whichever thread happens to make something.  A timer or another object of
Qt (but for widgets, which PySide leaves to the main thread) found in a cycle is then deleted in a worker,
while the window's thread may be about to call it: the program can crash in its event loop.

Only cycles wait for a collection; everything else is freed at once.  To find them Python looks at every
object there is: with lists of fifty thousand takes that holds the window up for a tenth of a second and
more, and it cannot be done in parts.  So what has lived for a while, or came in great numbers (rows
that were read), is put aside (`gc.freeze`, which costs nothing) and not looked at again until nothing moves
in the window: then everything is taken back and looked at once.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication

#: How often young objects are looked at: garbage is small, and what has no cycle needs no looking for.
_EVERY_MS = 1_000

#: Objects are looked at twice, as Python does with its youngest ones ten times, before they are put aside.
_ROUNDS = 10

#: When so many were found to live they are put aside at once: looking at them again would take 10 ms.
_MANY = 50_000

#: More young ones than this are put aside unlooked: they came with several long lists, and take 30 ms.
_TOO_MANY = 150_000

#: The window's thread works less than this in a second while nothing moves and nobody does anything: one
#: millisecond then, 25 while a take is played, 50 while one is recorded.
_STILL_S = 0.01

#: So many still seconds, one after the other, and nobody is at the window; fewer where another program is.
_STILL_TICKS, _AWAY_TICKS = 20, 3

#: Everything is looked at no more often than this, ...
_BETWEEN_S = 120.0

#: ... but without waiting for a still moment once there is twice as much as last time, and so many more.
#: To count them takes some milliseconds: once in so many seconds.
_GROWN, _COUNT_TICKS = 300_000, 60


class Rubbish:
    """While entered, nobody but the thread that entered it collects garbage.  Needs the application.

    Never all of it while `is_busy` (sound is kept or heard).  `own_s` tells the processor time of the
    window's thread, in seconds.
    """

    def __init__(
        self, is_busy: Callable[[], bool] = lambda: False, own_s: Callable[[], float] = time.thread_time
    ) -> None:
        self._timer = QTimer()
        self._timer.setInterval(_EVERY_MS)
        self._is_busy, self._own_s = is_busy, own_s
        self._was_on = False
        #: Objects that were found to live since some were put aside, and how many times was looked.
        self._n_young = self._rounds = 0
        self._n_ticks = self._n_still = 0
        self._seen_s = 0.0
        #: When everything was looked at, how much there was, and how much came since.
        self._all_at_s, self._n_all, self._n_since = 0.0, 0, 0

    def __enter__(self) -> Rubbish:
        self._was_on = gc.isenabled()
        gc.disable()
        self._put_aside()  # the program itself
        self._all_at_s, self._seen_s = time.monotonic(), self._own_s()
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._timer.stop()
        # It refers to this, and this to it: left to the collector it could be found by a worker's.
        self._timer.timeout.disconnect(self.tick)
        gc.unfreeze()
        if self._was_on:
            gc.enable()

    def tick(self) -> None:
        """Collect what is due; once a second."""
        # What waits to be deleted goes first: where the Python half of a widget was collected before Qt
        # deleted the other, the process crashed in PySide, which seems to count its references wrongly.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self._n_ticks += 1
        self._n_still = self._n_still + 1 if self._own_s() - self._seen_s < _STILL_S else 0
        if self.is_all_due():
            self.collect_all()
        else:
            self.collect_young()
        self._seen_s = self._own_s()

    def collect_young(self) -> None:
        """Collect among the objects that are not put aside, where Python itself would by now."""
        n = gc.get_count()[0]
        if n <= gc.get_threshold()[0]:
            return
        self._n_since += n
        self._rounds += 1
        if n <= _TOO_MANY:
            was_last = self._rounds >= _ROUNDS
            self._n_young += n - gc.collect(1 if was_last else 0)
            if not was_last and self._n_young <= _MANY:
                return
        self._put_aside()

    def is_all_due(self) -> bool:
        """Whether everything is to be looked at now."""
        if not self._n_since or time.monotonic() - self._all_at_s < _BETWEEN_S:
            return False
        is_away = QGuiApplication.applicationState() != Qt.ApplicationState.ApplicationActive
        is_still = self._n_still >= (_AWAY_TICKS if is_away else _STILL_TICKS)
        return (is_still or self._has_grown()) and not self._is_busy()

    def _has_grown(self) -> bool:
        if self._n_ticks % _COUNT_TICKS:
            return False
        n = gc.get_freeze_count()
        self._n_all = self._n_all or n  # the first time there is nothing to compare with
        return n > 2 * self._n_all + _GROWN

    def collect_all(self) -> None:
        """Collect whatever there is."""
        gc.unfreeze()
        gc.collect()
        self._put_aside()
        self._n_all, self._n_since = gc.get_freeze_count(), 0
        self._all_at_s = time.monotonic()

    def _put_aside(self) -> None:
        gc.freeze()
        self._n_young = self._rounds = 0
