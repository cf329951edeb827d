"""Whether a device still calls back, and whether a microphone that gives only zeros is still there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

#: Nobody looked for this long: the process itself stood still, as on a laptop that slept.  Then the
#: device gets as long to wake up as it got at the start.
STOOD_STILL_S = 1.0

#: Whoever looks does so every 30 to 100 ms; what is beyond this was kept from looking.
LOOK_MOST_S = 0.2

#: Exact zeros for this long raise the question: PulseAudio goes on with them for ever when a microphone
#: is pulled out while another source stays, and calls nothing back that says so.
ZEROS_S = 0.4

#: So soon it is asked once more before it counts as gone; a device may be between two states.
SURE_S = 0.15

#: A microphone that is there and silent (muted, or noise suppression between sentences) is left alone for
#: this long, then twice as long, …
QUIET_S, LONGEST_QUIET_S = 5.0, 80.0


class Heartbeat:
    """How long a device has not called back.  `beat` is for its thread, `silent_s` for any that looks often.

    Time in which this process did not run does not count: the device could not call then.  On a busy machine
    it runs now and then only, so between two looks no more than `LOOK_MOST_S` counts.
    """

    def __init__(self) -> None:
        self._beat_s = self._looked_s = self._since_s = time.monotonic()
        self._counted_s = 0.0

    def beat(self) -> None:
        self._beat_s = time.monotonic()

    def silent_s(self) -> float:
        now_s = time.monotonic()
        beat_s, gap_s = self._beat_s, now_s - self._looked_s
        if gap_s > STOOD_STILL_S:
            self._since_s, self._counted_s = now_s, 0.0
        elif beat_s > self._looked_s:
            self._counted_s = min(now_s - beat_s, LOOK_MOST_S)
        else:
            self._counted_s += min(gap_s, LOOK_MOST_S)
        self._looked_s = now_s
        # Two threads that look at the same moment count the same time twice, hence never more than passed.
        return max(0.0, min(self._counted_s, now_s - max(beat_s, self._since_s)))


class Presence:
    """Asks, in a thread of its own, whether a silent microphone is still there.

    `ask` may take long; it answers None where it cannot know.
    """

    def __init__(self, ask: Callable[[], bool | None]) -> None:
        self._ask = ask
        self._asking: threading.Thread | None = None
        self._next_s = float("-inf")
        self._pause_s = QUIET_S
        self._n_missing = 0
        self.gone = False

    def look(self, zero_s: float) -> bool:
        """Whether it went away, when it has given zeros for `zero_s`.  Returns at once."""
        if zero_s < ZEROS_S:
            self._n_missing = 0
        elif not self.gone and self._asking is None and time.monotonic() >= self._next_s:
            self._asking = threading.Thread(target=self._work, name="microphone-there", daemon=True)
            self._asking.start()
        return self.gone

    def _work(self) -> None:
        there: bool | None = None
        try:
            there = self._ask()
        finally:
            pause_s = SURE_S
            if there is False:
                self._n_missing += 1
                self.gone = self._n_missing > 1
            else:
                self._n_missing = 0
                pause_s, self._pause_s = self._pause_s, min(2 * self._pause_s, LONGEST_QUIET_S)
            self._next_s = time.monotonic() + pause_s
            self._asking = None
