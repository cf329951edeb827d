"""Orders to a drill that is being done, from any thread, each taken as it was meant when it was given."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import Literal

Order = Literal["press", "again", "next", "pause", "discard", "finish", "leave"]

#: Orders that are kept for after a verdict; a later one here goes before an earlier one.
_AFTERWARDS: tuple[Order, ...] = ("next", "pause", "finish", "leave")

#: Whoever leaves while a take is judged waits so long for the verdict; usually it takes half a second.
_LEAVE_S = 1.0


@dataclass(frozen=True, slots=True)
class Turn:
    """When an order was given: the how manieth try of a round, and the how manieth phase of the run."""

    n_tries: int = 0
    n_phases: int = 0


class Orders:
    """A letter box.  `give` is for any thread and never waits; one thread takes.

    A key that was pressed for what was shown a moment ago must not do something else now: who stops a
    message in the moment it ends by itself does not mean to skip its verdict.
    """

    def __init__(self) -> None:
        self._given: deque[tuple[Order, Turn]] = deque()
        self._wake = threading.Event()

    def give(self, order: Order, turn: Turn) -> None:
        self._given.append((order, turn))
        self._wake.set()

    def take(self, now: Turn) -> Order | None:
        """The first order that means something now; None where there is none."""
        self._wake.clear()
        while self._given:
            order, turn = self._given.popleft()
            if order in ("press", "again") and turn != now:
                continue
            if order == "next" and turn.n_tries != now.n_tries:
                continue
            if self._given:
                self._wake.set()
            return order
        return None

    def wait(self, timeout_s: float) -> None:
        """Until an order is given, for `timeout_s` at most.  Orders given since `take` end it at once."""
        self._wake.wait(timeout_s)


class Afterwards:
    """What is wanted after a verdict, by the orders that came while it was waited for."""

    def __init__(self) -> None:
        self._wanted: Order | None = None
        self._since_s = 0.0

    def want(self, order: Order) -> None:
        """This, whatever was wanted before."""
        self._wanted, self._since_s = order, time.monotonic()

    def note(self, order: Order) -> None:
        """This, unless something is wanted that goes before it, or it means nothing by then."""
        wanted: Order = "pause" if order == "discard" else order
        if wanted in _AFTERWARDS and (
            self._wanted is None or _AFTERWARDS.index(wanted) > _AFTERWARDS.index(self._wanted)
        ):
            self.want(wanted)

    @property
    def presses(self) -> bool:
        """Whether whoever leaves has waited long enough."""
        return self._wanted == "leave" and time.monotonic() - self._since_s > _LEAVE_S

    def take(self) -> Order | None:
        """What is wanted, once."""
        wanted, self._wanted = self._wanted, None
        return wanted
