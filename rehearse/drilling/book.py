"""The run of a drill as it is done: what came of each attempt, in memory first and then in the library.

A disk that is full in the middle of a run must not cost what was judged: what could not be written is
known here, and written by `save` once there is room.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from rehearse.analysis.drill_course import next_round, run_passed
from rehearse.analysis.drills import Drill, DrillVerdict, Ended
from rehearse.errors import DrillRunMissing
from rehearse.library.drill_types import Attempt, DrillRun, KeptMiss, Outcome, RunState

if TYPE_CHECKING:
    from rehearse.library.drill_runs import DrillRuns


class Book:
    """Keeps one run.  For one thread; `run` may be read by any, and holds the attempts that are over.

    Every method but `save` has noted what it was told before it raises `RehearseError`.
    """

    def __init__(self, drill: Drill, run: DrillRun, runs: Callable[[], DrillRuns]) -> None:
        self.drill = drill
        self._runs = runs
        over = tuple(one for one in run.attempts if one.outcome is not None)
        self.run = replace(run, attempts=over)
        self._trying: Attempt | None = None
        self._unsaved: list[Callable[[], object]] = []

    def next_round(self) -> int | None:
        """Where the run goes on; None where it is over."""
        return next_round(self.drill, self.run.n_rounds, self._outcomes())

    def passed(self) -> bool:
        return run_passed(self.drill, self.run.n_rounds, self._outcomes())

    def _outcomes(self) -> list[tuple[int, Outcome]]:
        return [(one.round_, one.outcome) for one in self.run.attempts if one.outcome is not None]

    # ---- one attempt ---------------------------------------------------------------------------

    def begin(self, round_: int, take_id: str) -> None:
        """An attempt begins; where that cannot be written there is none."""
        self._trying = self._runs().add_attempt(self.run.id, round_, take_id)

    def settle(
        self,
        outcome: Outcome,
        *,
        verdict: DrillVerdict | None = None,
        ended: Ended | None = None,
        cut_s: float | None = None,
        problem: str = "",
    ) -> None:
        """How the attempt came out.  Without one that is tried nothing is done."""
        trying, self._trying = self._trying, None
        if trying is None:
            return
        misses = tuple(map(KeptMiss.of, verdict.misses)) if verdict is not None else ()
        values = verdict.values if verdict is not None else ()
        over = replace(
            trying, outcome=outcome, misses=misses, values=values, ended=ended, cut_s=cut_s, problem=problem
        )
        self.run = replace(self.run, attempts=(*self.run.attempts, over))

        def write() -> None:
            written = self._runs().settle(
                trying.id, outcome, misses=misses, values=values, ended=ended, cut_s=cut_s, problem=problem
            )
            attempts = tuple(written if one.id == written.id else one for one in self.run.attempts)
            self.run = replace(self.run, attempts=attempts)

        self._write(write)

    def drop(self) -> None:
        """The attempt was none: nobody spoke, or it was thrown away."""
        trying, self._trying = self._trying, None
        if trying is not None:
            self._write(lambda: self._runs().drop_attempt(trying.id))

    def end(self) -> None:
        """The run is over: "done" where nothing is left to be tried, else "left"."""
        state: RunState = "done" if self.next_round() is None else "left"
        self.save()
        ended = self._runs().end(self.run.id, state, self.passed())
        self.run = replace(self.run, state=ended.state, passed=ended.passed, ended_at=ended.ended_at)

    # ---- what could not be written -------------------------------------------------------------

    def _write(self, job: Callable[[], object]) -> None:
        self._unsaved.append(job)
        self.save()

    def save(self) -> None:
        """Write what could not be written before, in the order it happened."""
        while self._unsaved:
            # What was removed meanwhile (for good, in another window) need not be written.
            with contextlib.suppress(DrillRunMissing):
                self._unsaved[0]()
            del self._unsaved[0]
