"""Tells in a terminal that a microphone has not answered yet, while the command waits for it."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator

from rehearse.audio import waits
from rehearse.cli.console import Console

_LOOK_S = 0.1

#: A command that has only just begun took this long to start.
_STARTED_S = 0.4


def keep_stderr() -> None:
    """Let standard error be heard also while sounddevice starts PortAudio.

    It points descriptor 2 at nothing meanwhile, for as long as a sound server may hang.
    """
    known = sys.__stderr__
    if known is None or sys.stderr is not known:
        return
    with contextlib.suppress(OSError, ValueError):
        sys.stderr = open(  # noqa: SIM115 - for as long as the program runs
            os.dup(known.fileno()), "w", buffering=1, encoding=known.encoding, errors="replace"
        )


@contextlib.contextmanager
def telling_waits(console: Console) -> Iterator[None]:
    """Inside, nothing else may be said on `console`: this thread waits for the sound system."""
    keep_stderr()
    over = threading.Event()
    teller = threading.Thread(target=_tell, args=(console, over), name="wait-teller", daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()


def _tell(console: Console, over: threading.Event) -> None:
    told = ""
    while not over.wait(_LOOK_S):
        words = waits.words(waits.waited_for(_STARTED_S))
        if words and words != told:
            console.say(words)
        told = words or told
