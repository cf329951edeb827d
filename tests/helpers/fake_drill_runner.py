"""A runner of drills whose time, words and verdicts the test gives; it keeps the runner's contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from rehearse.analysis.drills import Drill, Round
from rehearse.audio.lead_in import LeadInStatus
from rehearse.drilling.status import DrillStatus, Phase
from rehearse.errors import RehearseError
from rehearse.library.cards import ProspectCard
from rehearse.library.drill_runs import Attempt, DrillRun, KeptMiss, Outcome
from rehearse.speech.transcript import Span, Word
from tests.helpers.fake_studio import level

BEEP_S = 0.5

#: A call block shows its verdict for so long where its drill says nothing else.
_NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class FakeDrillRunner:
    """Time goes on by `advance` alone.

    `say` gives words while somebody speaks, `settle` the verdict while it is judged, `lose` takes the
    microphone away.  `orders` are those that were given, by name.
    """

    def __init__(
        self,
        drill: Drill,
        cards: Sequence[ProspectCard] = (),
        *,
        resumed: bool = False,
        takes: Sequence[str] = (),
        run_id: str = "run-1",
    ) -> None:
        self.orders: list[str] = []
        self.drill = drill
        n_rounds = len(cards) if drill.cards is not None else len(drill.rounds)
        self.run = DrillRun(run_id, _NOW, drill.id, drill.title, "", n_rounds, cards=tuple(cards))
        self.phase: Phase = "paused" if resumed else "thinking"
        self.started = self.closed = False
        self.round_ = 0
        self.left_s: float | None = None
        self.total_s: float | None = None
        self.elapsed_s = 0.0
        self.words: tuple[Word, ...] = ()
        self.level = level(-18.0)
        self.problem: RehearseError | None = None
        self.unheard = ""
        self.discarded: list[str] = []
        self._takes = list(takes)
        self._beep_s = 0.0
        self._trying: Attempt | None = None

    # ---- what the test does --------------------------------------------------------------------

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        if self.phase in ("thinking", "verdict") and self.left_s is not None:
            self.left_s = max(0.0, self.left_s - seconds)
            if self.left_s == 0.0:
                self._lead_in() if self.phase == "thinking" else self._go_on()
        elif self.phase == "lead_in":
            self._beep_s += seconds
            if self._beep_s >= BEEP_S:
                self._speak()
        elif self.phase == "speaking":
            self.elapsed_s += seconds
            if self.what.limit_s is not None and self.elapsed_s >= self.what.limit_s:
                self._judge()

    def speak_now(self) -> None:
        """To the end of the beep."""
        if self.phase == "thinking":
            self.press()
        self.advance(BEEP_S)
        assert self.phase == "speaking"

    def say(self, words: str, *, for_s: float = 3.0, first_s: float = 0.5) -> None:
        """Words that were heard while `for_s` passed."""
        self.words = tuple(
            Word(word, Span(first_s + 0.3 * at, first_s + 0.3 * at + 0.25), 0.9)
            for at, word in enumerate(words.split())
        )
        self.advance(for_s)

    def stop_now(self) -> None:
        """The line is cut, or the silence is over."""
        self._judge()

    def settle(
        self,
        outcome: Outcome,
        *misses: KeptMiss,
        values: tuple[tuple[str, float], ...] = (),
        problem: str = "",
    ) -> None:
        """The verdict."""
        assert self.phase == "judging"
        assert self._trying is not None
        settled = replace(
            self._trying, outcome=outcome, misses=misses, values=values, ended="speaker", problem=problem
        )
        self.run = replace(self.run, attempts=(*self.run.attempts, settled))
        self._trying = None
        if self.run.n_rounds == 1 and self.drill.cards is None:
            self._over("done")
            return
        self.phase = "verdict"
        rest_s = self.drill.rest_s
        self.left_s = self.total_s = rest_s or None

    def lose(self, problem: RehearseError) -> None:
        """The microphone goes away: the take is kept, the attempt is void."""
        assert self._trying is not None
        lost = replace(self._trying, outcome="void", problem=problem.message)
        self.run = replace(self.run, attempts=(*self.run.attempts, lost))
        self._trying = None
        self._pause()
        self.problem = problem

    # ---- the contract --------------------------------------------------------------------------

    @property
    def what(self) -> Round:
        return self.drill.rounds[0 if self.drill.cards is not None else self.round_]

    def start(self) -> None:
        self.started = True
        if self.phase == "thinking":
            self._think(0)

    def status(self) -> DrillStatus:
        lead_in = live = None
        if self.phase == "lead_in":
            lead_in = LeadInStatus("beep", BEEP_S - self._beep_s, self._beep_s, BEEP_S)
        if self.phase == "speaking":
            live = self._live()
        attempts = self.run.attempts
        return DrillStatus(
            self.phase, self.drill, self.run, self.round_, self.what,
            card=self.run.cards[self.round_] if self.run.cards else None,
            left_s=self.left_s, total_s=self.total_s, elapsed_s=self.elapsed_s, live=live, lead_in=lead_in,
            attempt=attempts[-1] if attempts else None, next_round=self._next_round(),
            problem=self.problem, unheard=self.unheard,
        )  # fmt: skip

    def press(self) -> None:
        self.orders.append("press")
        if self.phase == "thinking":
            self._lead_in()
        elif self.phase == "speaking":
            self._judge()
        elif self.phase == "verdict":
            self._go_on()
        elif self.phase == "paused":
            following = self._next_round() if self._counted else self.round_
            if following is None:
                self._over("done")
            else:
                self._think(following)

    def again(self) -> None:
        self.orders.append("again")
        if self.phase in ("verdict", "paused"):
            self._think(self.round_)

    def next(self) -> None:
        self.orders.append("next")
        if self.phase in ("thinking", "verdict", "paused"):
            if self.round_ + 1 < self.run.n_rounds:
                self._think(self.round_ + 1)
            else:
                self._over("done")

    def pause(self) -> None:
        self.orders.append("pause")
        if self.phase == "speaking":
            self._void()
        if self.phase not in ("done", "left"):
            self._pause()

    def discard(self) -> None:
        self.orders.append("discard")
        if self.phase == "speaking" and self._trying is not None:
            self.discarded.append(self._trying.take_id or "")
            self._trying = None
        if self.phase not in ("done", "left"):
            self._pause()

    def finish(self) -> None:
        self.orders.append("finish")
        if self.phase not in ("done", "left"):
            self._over("left")

    def leave(self) -> None:
        self.orders.append("leave")
        if self.phase == "speaking":
            self._void()
        if self.phase != "done":
            self.phase = "left"

    def close(self, timeout_s: float) -> bool:
        self.leave()
        self.closed = True
        return True

    # ---- phases --------------------------------------------------------------------------------

    @property
    def _counted(self) -> bool:
        """Whether the last attempt is one of this round that counts."""
        attempts = self.run.attempts
        return bool(attempts) and attempts[-1].round_ == self.round_ and attempts[-1].outcome != "void"

    def _think(self, round_: int) -> None:
        self.phase, self.round_, self.problem = "thinking", round_, None
        self.elapsed_s, self.words = 0.0, ()
        think_s = self.what.think_s
        self.left_s = self.total_s = think_s or None
        if not think_s:
            self._lead_in()

    def _lead_in(self) -> None:
        self.phase, self._beep_s, self.left_s, self.total_s = "lead_in", 0.0, None, None

    def _speak(self) -> None:
        self.phase = "speaking"
        n = len(self.run.attempts)
        take_id = self._takes[n % len(self._takes)] if self._takes else f"take-{n + 1}"
        self._trying = Attempt(f"attempt-{n + 1}", self.run.id, _NOW, self.round_, take_id)

    def _judge(self) -> None:
        self.phase = "judging"

    def _void(self) -> None:
        assert self._trying is not None
        void = replace(self._trying, outcome="void", problem="Broken off.")
        self.run = replace(self.run, attempts=(*self.run.attempts, void))
        self._trying = None

    def _pause(self) -> None:
        self.phase, self.left_s, self.total_s = "paused", None, None

    def _go_on(self) -> None:
        following = self._next_round()
        if following is None:
            self._over("done")
        else:
            self._think(following)

    def _over(self, state: Any) -> None:
        last = {one.round_: one.outcome for one in self.run.attempts if one.outcome != "void"}
        passed = all(last.get(at) == "passed" for at in range(self.run.n_rounds))
        self.run = replace(self.run, state=state, passed=passed, ended_at=_NOW)
        self.phase, self.left_s, self.total_s = "done", None, None

    def _next_round(self) -> int | None:
        if not self._counted:
            return self.round_
        passed = self.run.attempts[-1].outcome == "passed"
        if not passed and not self.run.cards:
            return 0 if self.drill.in_a_row else self.round_
        return self.round_ + 1 if self.round_ + 1 < self.run.n_rounds else None

    def _live(self) -> Any:
        return SimpleNamespace(
            capture=SimpleNamespace(
                elapsed_s=self.elapsed_s, level=self.level, overflow_count=0,
                warning=SimpleNamespace(name="NONE"), state="recording", error=None,
            ),
            words=self.words, partial="", model_ready=True, heard_s=self.elapsed_s,
        )  # fmt: skip
