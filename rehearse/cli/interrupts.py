"""A Ctrl-C that is not lost.

One that falls into a `__del__` or the callback of a weak reference Python only prints, and goes on.
"""

from __future__ import annotations

import _thread
import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from typing import Any

#: So much later it is tried again; freeing a recogniser takes less.
_AGAIN_S = 0.05


@contextlib.contextmanager
def never_lost() -> Iterator[None]:
    """Within, each Ctrl-C ends in a `KeyboardInterrupt` that whoever called this can catch."""
    before = sys.unraisablehook
    waiting: list[threading.Timer] = []

    def met(unraisable: Any) -> None:
        if not issubclass(unraisable.exc_type, KeyboardInterrupt):
            before(unraisable)
            return
        timer = threading.Timer(_AGAIN_S, _interrupt)
        timer.daemon = True
        waiting.append(timer)
        timer.start()

    sys.unraisablehook = met
    try:
        yield
    finally:
        sys.unraisablehook = before
        for timer in waiting:
            timer.cancel()


def _interrupt() -> None:
    main = threading.main_thread().ident
    if sys.platform == "win32" or main is None:
        _thread.interrupt_main()
    else:  # the only way that also ends a wait for another process
        signal.pthread_kill(main, signal.SIGINT)


__all__ = ["never_lost"]
