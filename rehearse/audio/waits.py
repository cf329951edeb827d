"""Who waits for the sound system just now, and since when: for whoever shows it to the user.

Opening a device takes some milliseconds, over Bluetooth up to three seconds, and where a sound server dies
at the wrong moment it never ends.  Nobody can tell these apart while they last, so nothing is given up
early: it is only told that something is waited for, as soon as a user would begin to wonder.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Literal

from rehearse.i18n import _

What = Literal["microphone", "loudspeaker", "system"]

#: Somebody who waits for longer is told what for.  With the look of whoever shows it (a tenth of a second)
#: this stays well below the second and a half after which a window that says nothing seems broken.
TELL_S = 0.8

#: A wait that begins so soon after another one of the same thread goes on with it: a device is opened, then
#: started, and before that perhaps another one closed.
_GOES_ON_S = 0.1


class _Wait:
    """One thread that waits; times are of the monotonic clock."""

    __slots__ = ("since_s", "what")

    def __init__(self, what: What, since_s: float) -> None:
        self.what, self.since_s = what, since_s


class _Thread(threading.local):
    """What this thread waited for last, until when, and whether anybody cares."""

    since_s = until_s = float("-inf")
    unseen = False


_mine = _Thread()
_lock = threading.Lock()
_waits: set[_Wait] = set()


@contextlib.contextmanager
def waiting(what: What) -> Iterator[None]:
    """Inside, this thread waits for an answer of `what`."""
    if _mine.unseen:
        yield
        return
    now_s = time.monotonic()
    wait = _Wait(what, _mine.since_s if 0 <= now_s - _mine.until_s < _GOES_ON_S else now_s)
    with _lock:
        _waits.add(wait)
    try:
        yield
    finally:
        with _lock:
            _waits.discard(wait)
        _mine.since_s, _mine.until_s = wait.since_s, time.monotonic()


@contextlib.contextmanager
def unseen() -> Iterator[None]:
    """Inside, this thread asks something that no user waits for."""
    before, _mine.unseen = _mine.unseen, True
    try:
        yield
    finally:
        _mine.unseen = before


def waited_for(already_s: float = 0.0) -> What | None:
    """What has been waited for longest, where that is at least `TELL_S`.  Cheap, for any thread.

    The user has waited `already_s` for something else before.
    """
    if not _waits:
        return None
    with _lock:
        oldest = min(_waits, key=lambda wait: wait.since_s, default=None)
    if oldest is None or time.monotonic() - oldest.since_s < TELL_S - already_s:
        return None
    return oldest.what


def words(what: What | None) -> str:
    """That it is waited for, in a sentence; "" for nothing."""
    if what is None:
        return ""
    return {
        "microphone": _("The microphone does not answer yet. Waiting for it…"),
        "loudspeaker": _("The loudspeaker does not answer yet. Waiting for it…"),
        "system": _("The sound system does not answer yet. Waiting for it…"),
    }[what]
