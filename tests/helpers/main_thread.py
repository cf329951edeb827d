"""How long the window's thread is busy at a stretch, in its own processor time.

Processor time and not the clock: what others do on the machine does not count.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import QEventLoop, Qt, QTimer

#: The longest stretch a user does not notice, on the machine the program was measured on.
GOAL_MS = 50.0

#: A job for Python that takes as long as the goal on that machine, in rounds of `reference_ms`.
_ROUNDS = 900_000


def reference_ms() -> float:
    """What a job of `GOAL_MS` takes here and now: slow machines and slow hours get more time."""
    before = time.thread_time()
    total = 0
    for at in range(_ROUNDS):
        total += at % 7
    return 1000 * (time.thread_time() - before)


#: So often a timer asks to be served; what it had to wait for was one stretch.
_BEAT_MS = 4


@dataclass
class Stretches:
    """The longest stretch of work that kept a timer waiting, by the step it belongs to."""

    longest_ms: dict[str, float] = field(default_factory=dict)
    step: str = ""
    _last_s: float = field(default_factory=time.thread_time)

    def beat(self) -> None:
        now_s = time.thread_time()
        if self.step:
            took_ms = 1000 * (now_s - self._last_s)
            self.longest_ms[self.step] = max(self.longest_ms.get(self.step, 0.0), took_ms)
        self._last_s = now_s


def watch(
    steps: Iterable[tuple[str, Callable[[], object], Callable[[], bool]]], *, timeout_s: float = 30.0
) -> Stretches:
    """Do one step after the other inside a running event loop; how long each kept a timer waiting at most.

    A step is its name, what to do, and when it is over.  Raises `TimeoutError` with the step's name.
    """
    stretches = Stretches()
    loop = QEventLoop()
    waiting = iter(steps)
    over: list[Callable[[], bool]] = []
    since_s = [time.monotonic()]
    late: list[str] = []

    def go_on() -> None:
        if over and not over[0]():
            if time.monotonic() - since_s[0] > timeout_s:
                late.append(stretches.step)
                loop.quit()
            return
        try:
            name, act, done = next(waiting)
        except StopIteration:
            loop.quit()
            return
        stretches.step = name
        over[:] = [done]
        since_s[0] = time.monotonic()
        act()

    timer = QTimer()
    timer.timeout.connect(go_on)
    timer.start(30)
    heart = QTimer()
    heart.setTimerType(Qt.TimerType.PreciseTimer)
    heart.timeout.connect(stretches.beat)
    heart.start(_BEAT_MS)
    loop.exec()
    timer.stop()
    heart.stop()
    if late:
        raise TimeoutError(f"waited in vain for {late[0]}")
    return stretches
