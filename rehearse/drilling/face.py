"""The side of a running drill that everybody sees, from any thread: orders in, status out.

What is shown is one value that is replaced as a whole, so that nobody waits for anybody.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rehearse.analysis.drills import Drill, Round
from rehearse.drilling.book import Book
from rehearse.drilling.cues import Cues
from rehearse.drilling.hold import Hold
from rehearse.drilling.orders import Order, Orders, Turn
from rehearse.drilling.status import DrillStatus, Phase
from rehearse.progress import CancelToken

if TYPE_CHECKING:
    from rehearse.audio.devices import Device
    from rehearse.audio.lead_in import LeadInPlayer, LeadInStatus
    from rehearse.errors import RehearseError
    from rehearse.library.drill_types import DrillRun
    from rehearse.live_take import LiveTake
    from rehearse.script.script import Script
    from rehearse.studio import Studio

#: How often the thread looks up while it waits for an order; orders wake it at once.
TICK_S = 0.05


@dataclass(frozen=True, slots=True)
class DrillOptions:
    """How a run is done where that differs from the settings (None: as they say).

    `script` is what the takes are compared with where it lies in no library.
    """

    device: Device | None = None
    hands_free: bool | None = None
    own_number: str | None = None
    script: Script | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What `status` is made of; times are of the monotonic clock."""

    phase: Phase
    turn: Turn
    round_: int
    until_s: float | None = None
    total_s: float | None = None
    began_s: float | None = None
    ended_s: float | None = None
    live: LiveTake | None = None
    player: LeadInPlayer | None = None
    next_round: int | None = None
    problem: RehearseError | None = None
    unheard: str = ""


class Hearing(CancelToken):
    """Asked by whoever waits for the words; meanwhile orders are looked at."""

    __slots__ = ("_wants_out",)

    def __init__(self, wants_out: Callable[[], bool]) -> None:
        super().__init__()
        self._wants_out = wants_out

    @property
    def cancelled(self) -> bool:
        return self._wants_out()


def _lead_in(shown: Shown) -> LeadInStatus | None:
    from rehearse.audio.lead_in import LeadInStatus

    if shown.phase != "lead_in":
        return None
    return shown.player.status() if shown.player is not None else LeadInStatus("opening", 0.0, 0.0, 1.0)


class DrillFace:
    """Half of `DrillRunner`: its thread runs `_work`, shows by `_show` and takes orders by `_wait`."""

    def __init__(
        self,
        studio: Studio,
        drill: Drill,
        run: DrillRun,
        *,
        hold: Hold,
        options: DrillOptions | None = None,
        chance: random.Random | None = None,
        resumed: bool = False,
    ) -> None:
        self.run_id = run.id
        self.drill = drill
        self._studio, self._resumed, self._hold_of_run = studio, resumed, hold
        self._options = options or DrillOptions()
        self._chance = chance or random.Random()
        self._book = Book(drill, run, lambda: studio.library.drill_runs)
        self._cues = Cues(studio.lead_in)
        self._orders = Orders()
        #: The round to go on with; None where the run is over.
        self._next = self._book.next_round()
        first = self._next if self._next is not None else run.n_rounds - 1
        self._shown = Shown("paused" if resumed else "thinking", Turn(), first, next_round=self._next)
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    # ---- for any thread ------------------------------------------------------------------------

    def start(self) -> None:
        with self._starting:
            if self._thread is None and self._shown.phase != "left":
                self._thread = threading.Thread(target=self._work, name="drill", daemon=True)
                self._thread.start()

    def status(self) -> DrillStatus:
        shown, run = self._shown, self._book.run
        now_s = time.monotonic()
        elapsed_s = 0.0
        if shown.began_s is not None:
            elapsed_s = max(0.0, (now_s if shown.ended_s is None else shown.ended_s) - shown.began_s)
        return DrillStatus(
            phase=shown.phase,
            drill=self.drill,
            run=run,
            round_=shown.round_,
            what=self._what(shown.round_),
            card=run.cards[shown.round_] if shown.round_ < len(run.cards) else None,
            left_s=None if shown.until_s is None else max(0.0, shown.until_s - now_s),
            total_s=shown.total_s,
            elapsed_s=elapsed_s,
            live=shown.live.status() if shown.live is not None else None,
            lead_in=_lead_in(shown),
            attempt=run.attempts[-1] if run.attempts else None,
            next_round=shown.next_round,
            problem=shown.problem,
            unheard=shown.unheard,
        )

    def press(self) -> None:
        self._give("press")

    def again(self) -> None:
        self._give("again")

    def next(self) -> None:
        self._give("next")

    def pause(self) -> None:
        self._give("pause")

    def discard(self) -> None:
        self._give("discard")

    def finish(self) -> None:
        self._give("finish")

    def leave(self) -> None:
        with self._starting:
            if self._thread is None:
                self._shown = replace(self._shown, phase="left")
                self._hold_of_run.let_go()
                return
        self._give("leave")

    def close(self, timeout_s: float) -> bool:
        self.leave()
        thread = self._thread
        if thread is None:
            return True
        thread.join(timeout_s)
        return not thread.is_alive()

    def _give(self, order: Order) -> None:
        self._orders.give(order, self._shown.turn)

    # ---- for the thread ------------------------------------------------------------------------

    def _work(self) -> None:
        raise NotImplementedError

    def _show(self, phase: Phase, round_: int, *, new_try: bool = False, **more: Any) -> None:
        """Replace all that is shown; what is not named is as in a new `Shown`, but for `unheard`."""
        before = self._shown
        turn = Turn(before.turn.n_tries + new_try, before.turn.n_phases + 1)
        unheard = "" if new_try else before.unheard
        self._shown = Shown(phase, turn, round_, unheard=unheard, **more)

    def _also_show(self, **more: Any) -> None:
        """Something more in the same phase."""
        self._shown = replace(self._shown, **more)

    @property
    def _round(self) -> int:
        return self._shown.round_

    def _what(self, round_: int) -> Round:
        rounds = self.drill.rounds
        return rounds[0] if self.drill.cards is not None else rounds[min(round_, len(rounds) - 1)]

    def _order(self) -> Order | None:
        """An order that was given already."""
        return self._orders.take(self._shown.turn)

    def _wait(self, until_s: float | None = None) -> Order | None:
        """The next order; None when the time has come."""
        while True:
            if (order := self._order()) is not None:
                return order
            self._cues.turn()
            now_s = time.monotonic()
            if until_s is not None and now_s >= until_s:
                return None
            self._orders.wait(TICK_S if until_s is None else min(TICK_S, until_s - now_s))
