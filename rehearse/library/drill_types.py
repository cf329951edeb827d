"""What became of drills, as plain objects: one run for each time somebody did one, its attempts in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rehearse.analysis.drills import Ended, Miss
from rehearse.library.cards import ProspectCard
from rehearse.speech.transcript import Span

#: "unknown": what was asked for could not be measured.  "void": it was not judged (the microphone went
#: away, nobody could listen, it was broken off) and does not count.
Outcome = Literal["passed", "missed", "unknown", "void"]

#: "open" can be gone on with; "done" went through all of its rounds; "left" was ended before.
RunState = Literal["open", "done", "left"]


@dataclass(frozen=True, slots=True)
class KeptMiss:
    """A `Miss` as it is kept: its first place in the take is `span` (half-open word indices beside it).

    Where the take is gone for good, `sentence` is empty and nothing tells what was said.
    """

    measure: str
    sentence: str
    value: float | str | None
    bound: float | str | None
    unknown: bool = False
    first_word: int | None = None
    last_word: int | None = None
    span: Span | None = None

    @classmethod
    def of(cls, miss: Miss) -> KeptMiss:
        place = miss.evidence[0] if miss.evidence else None
        return cls(
            miss.measure,
            miss.sentence,
            miss.value,
            miss.bound,
            miss.unknown,
            None if place is None else place.first_word,
            None if place is None else place.last_word,
            None if place is None else place.span,
        )


@dataclass(frozen=True, slots=True)
class Attempt:
    """One take of a run.  `round_` counts from 0: for a drill with cards it is the card's place.

    `outcome` is None while it is recorded, heard and judged; `take_id` None where the take is gone for good.
    `values` are what was measured, passed or not, by the names of `drills.MEASURES`.
    `cut_s` is the length of the recording where the line was cut.
    `problem` says in a sentence why an attempt is void.
    `is_whole` tells a message that was left to its end, in the speaker's own words: not one that was cut
    or broken off, nor a line that the drill gives.
    """

    id: str
    run_id: str
    created_at: datetime
    round_: int
    take_id: str | None
    outcome: Outcome | None = None
    misses: tuple[KeptMiss, ...] = ()
    values: tuple[tuple[str, float], ...] = ()
    ended: Ended | None = None
    cut_s: float | None = None
    problem: str = ""
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class DrillRun:
    """A drill done once.  `drill_text` is the drill as it was then, as the text of a file.

    `created_at` and `ended_at` are aware and in UTC; `ended_at` is None while the run is open.
    `cards` are those that were drawn, one for each round; empty for a drill without cards.
    `passed` is None until it ended; for a drill with cards it says whether every card was passed.
    """

    id: str
    created_at: datetime
    drill_id: str
    title: str
    drill_text: str
    n_rounds: int
    speaker: str = ""
    script_id: str | None = None
    cards: tuple[ProspectCard, ...] = ()
    state: RunState = "open"
    passed: bool | None = None
    ended_at: datetime | None = None
    attempts: tuple[Attempt, ...] = ()
