"""How a recording in a terminal is told to stop: Enter, Ctrl-C, a closed terminal, silence."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

#: Signals that end a program in the ordinary way; each must keep the take.
_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)


class Stops:
    """Counts the requests to stop.  The first one ends the recording, the next one the waiting."""

    def __init__(self) -> None:
        self.count = 0
        self.on_second: Callable[[], None] | None = None

    def handle(self, number: int, frame: FrameType | None) -> None:
        self.count += 1
        if self.count > 1 and self.on_second is not None:
            self.on_second()


@contextmanager
def watched_signals() -> Iterator[Stops]:
    """While inside, signals are counted instead of ending the program."""
    stops = Stops()
    before = {number: signal.signal(number, stops.handle) for number in _SIGNALS}
    try:
        yield stops
    finally:
        for number, handler in before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)


class EnterKey:
    """Whether Enter was pressed, asked without waiting.  The end of piped input is no Enter."""

    def __init__(self) -> None:
        self._open = sys.stdin is not None and not sys.stdin.closed

    @property
    def is_open(self) -> bool:
        """Whether it can still be pressed, as far as is known."""
        return self._open

    def pressed(self) -> bool:
        if not self._open:
            return False
        if sys.platform == "win32":
            import msvcrt

            return any(msvcrt.getwch() in "\r\n" for _ in iter(msvcrt.kbhit, False))
        import select

        try:
            descriptor = sys.stdin.fileno()
            if not select.select([descriptor], [], [], 0)[0]:
                return False
            # Not through sys.stdin: its buffer would hide a second line from `select`.
            read = os.read(descriptor, 4096)
        except (OSError, ValueError):
            self._open = False
            return False
        if not read:
            self._open = False
        return b"\n" in read


class SilenceWatch:
    """Tells when nobody has spoken for a while, by the level, once somebody has spoken.

    A level this far below the loudest one so far is silence; a room is usually 30 dB below a voice.
    """

    BELOW_LOUDEST_DB = 20.0
    #: Nothing quieter than this starts the watch: it is the hiss of a microphone, not a voice.
    VOICE_DBFS = -45.0

    def __init__(self, limit_s: float | None) -> None:
        self._limit_s = limit_s
        self._loudest_dbfs: float | None = None
        self._last_voice_s = 0.0

    def over(self, elapsed_s: float, level_dbfs: float | None) -> bool:
        """Feed the level (None is digital silence) at `elapsed_s`; true once it has been quiet enough."""
        if self._limit_s is None:
            return False
        if level_dbfs is not None and level_dbfs > self.VOICE_DBFS:
            self._loudest_dbfs = max(level_dbfs, self._loudest_dbfs or level_dbfs)
            if level_dbfs > self._loudest_dbfs - self.BELOW_LOUDEST_DB:
                self._last_voice_s = elapsed_s
        return self._loudest_dbfs is not None and elapsed_s - self._last_voice_s >= self._limit_s
