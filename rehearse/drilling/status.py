"""What a drill that is being done shows, and the orders it takes: the same for a window and a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from rehearse.errors import RehearseError

if TYPE_CHECKING:
    from rehearse.analysis.drills import Drill, Round
    from rehearse.audio.lead_in import LeadInStatus
    from rehearse.library.cards import ProspectCard
    from rehearse.library.drill_runs import Attempt, DrillRun
    from rehearse.live_take import LiveStatus

#: "thinking": the card is shown and the time to think runs.  "lead_in": the microphone opens and the beep
#: is played.  "speaking": recorded.  "judging": stopped, the last words are waited for.  "verdict": shown,
#: while the rest runs.  "paused": waits for `press`.  "done": the run is over.  "left": the runner has
#: let go of everything, and the run can be gone on with later.
Phase = Literal["thinking", "lead_in", "speaking", "judging", "verdict", "paused", "done", "left"]


@dataclass(frozen=True, slots=True)
class DrillStatus:
    """This moment.

    `run` holds the attempts that are over; `round_` (from 0) is the one that is tried, or whose verdict
    is shown, and `what` what it asks for.
    `left_s` of `total_s` are left of the time to think and of the rest; None where an order is waited for.
    `elapsed_s` since the beep; `live` while somebody speaks, `lead_in` before.
    `attempt` is the last one, with its verdict.
    `next_round` is what a verdict goes on with; None where the run is over after it.
    `problem` says what paused the run, or is about to, None where the user did; `unheard` that a sound
    which is wanted cannot be heard, "" where it can.
    """

    phase: Phase
    drill: Drill
    run: DrillRun
    round_: int
    what: Round
    card: ProspectCard | None = None
    left_s: float | None = None
    total_s: float | None = None
    elapsed_s: float = 0.0
    live: LiveStatus | None = None
    lead_in: LeadInStatus | None = None
    attempt: Attempt | None = None
    next_round: int | None = None
    problem: RehearseError | None = None
    unheard: str = ""

    @property
    def n_rounds(self) -> int:
        return self.run.n_rounds

    @property
    def is_recording(self) -> bool:
        """Whether sound is being kept, or is about to be."""
        return self.phase in ("lead_in", "speaking")


class DrillRunnerLike(Protocol):
    """A drill being done.  Every method returns at once (but `close`) and is for any thread.

    An order that means nothing in the present phase is ignored.
    """

    def start(self) -> None:
        """Begin; a run that was gone on with begins "paused"."""

    def status(self) -> DrillStatus:
        """Cheap: for a timer that asks thirty times a second."""

    def press(self) -> None:
        """The one key: beep now; stop speaking; on after a verdict; on after a pause."""

    def again(self) -> None:
        """Try the round once more whose verdict is shown, or that is paused."""

    def next(self) -> None:
        """Leave this round, passed or not, and go to the one after it; the last one ends the run."""

    def pause(self) -> None:
        """Wait until `press`.  Whoever was speaking: the take is kept, the attempt is void."""

    def discard(self) -> None:
        """As `pause`, and the take that was being recorded goes into the trash."""

    def finish(self) -> None:
        """End the run now: "done", and what was not tried is left."""

    def leave(self) -> None:
        """Let go of everything; the run stays open, to be gone on with."""

    def close(self, timeout_s: float) -> bool:
        """`leave`, and wait; whether it has let go in time."""
