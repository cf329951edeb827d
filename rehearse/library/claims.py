"""Takes that somebody is listening to, so that no other window or command listens to the same.

    <folder>/.hearing-<id>.lock   held as long as a process is at the take

The system lets go of a lock when its process dies, however it dies: what was claimed is free again then.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from rehearse.files import FileLock, drop_lock

_NAME = ".hearing-{id}.lock"


def drop_abandoned(folder: Path) -> None:
    """Take away the locks of processes that died; what is claimed stays claimed."""
    with contextlib.suppress(OSError):
        for path in folder.glob(_NAME.format(id="*")):
            lock = FileLock(path)
            if lock.acquire():
                drop_lock(lock)


class Claims:
    """The claims of one process.  A disk that knows no locks is trusted: every claim is granted there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, FileLock | None] = {}

    def claim(self, take_id: str) -> bool:
        """Whether nobody else is at it; then it is this one's until it is given back."""
        if take_id in self._held:
            return True
        lock = FileLock(self._folder / _NAME.format(id=take_id))
        try:
            while lock.acquire():
                if lock.stands():
                    self._held[take_id] = lock
                    return True
                lock.release()  # whoever had it took its file away between opening and locking
            if lock.refused is None:
                return False
        except OSError:
            pass
        self._held[take_id] = None
        return True

    def give_back(self, take_id: str) -> None:
        """Again does nothing."""
        lock = self._held.pop(take_id, None)
        if lock is not None:
            drop_lock(lock)

    def close(self) -> None:
        """Give back everything, and take away the locks of processes that died."""
        for take_id in list(self._held):
            self.give_back(take_id)
        drop_abandoned(self._folder)


class Shared:
    """A list of takes that several programs may be hearing: each is heard by one of them.

    `left` says which of some takes are still to be heard, as of now.
    """

    def __init__(
        self, folder: Path, take_ids: Iterable[str], left: Callable[[Sequence[str]], Collection[str]]
    ) -> None:
        self._claims = Claims(folder)
        self._left = left
        #: Nobody is known to have done them, in the order they were asked for.
        self._open = dict.fromkeys(take_ids)

    @property
    def open(self) -> list[str]:
        """What nobody has begun here and nobody is known to have done elsewhere."""
        return list(self._open)

    def any_free(self) -> bool:
        """Whether nobody is at one of them."""
        for take_id in self._open:
            if self._claims.claim(take_id):
                self._claims.give_back(take_id)
                return True
        return False

    def begin(self, take_id: str) -> bool:
        """Whether this take is to be heard here and now: claimed, and still to be heard."""
        if take_id not in self._open or not self._claims.claim(take_id):
            return False
        # It may have been done between reading the list and claiming.
        if take_id not in self._left([take_id]):
            self._claims.give_back(take_id)
            return False
        del self._open[take_id]
        return True

    def end(self, take_id: str) -> None:
        """It was heard here, or could not be."""
        self._claims.give_back(take_id)

    def done_elsewhere(self) -> list[str]:
        """Takes that were heard by somebody else, or taken away, since this was asked last."""
        if not self._open:
            return []
        left = set(self._left(list(self._open)))
        gone = [take_id for take_id in self._open if take_id not in left]
        for take_id in gone:
            del self._open[take_id]
        return gone

    def close(self) -> None:
        """What was not done is free for others."""
        self._claims.close()


__all__ = ["Claims", "Shared", "drop_abandoned"]
