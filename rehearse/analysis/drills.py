"""Drills: tasks with a pass condition, as data, and whether a take passes.

A drill is some rounds after each other, each with a condition that a take is judged by.
A condition asks for named measures of the same analysis that every take gets (`drill_judge.py`);
what it asks is told in plain words by `drill_words.py`, and drills are read by `drill_files.py`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, fields
from typing import Literal

from rehearse.analysis.result import Evidence

#: Who ends a round: the speaker, so much silence after the words, or the line, which goes dead.
Ends = Literal["speaker", "silence", "cut"]

#: How a recording did end; at the time limit, and none of the others had come before, by "limit".
Ended = Literal["speaker", "silence", "cut", "limit"]


@dataclass(frozen=True, slots=True)
class Condition:
    """What a take must be to pass: all that is set here, and nothing that is not.

    Seconds count from the start of the first word; fractions (0 to 1) are of the message.
    `number_pace_most` is the pace of the digits over that of the words around them.
    `number_out` and `reason_out` ask for what was said before the line was cut.
    `stop_after_line` lets nothing be said after the `line`.
    """

    length_least_s: float | None = None
    length_most_s: float | None = None
    number_within: float | None = None
    number_before_s: float | None = None
    number_heard: bool = False
    number_pace_most: float | None = None
    number_out: bool = False
    reason_within_s: float | None = None
    reason_out: bool = False
    opening_about_them: bool = False
    no_pitch: bool = False
    line: str = ""
    stop_after_line: bool = False
    silence_after_s: float | None = None

    def asked(self) -> tuple[str, ...]:
        """The names of the measures that are asked for, in the order they are told."""
        return tuple(name for name in MEASURES if _is_set(getattr(self, name)))


def _is_set(value: object) -> bool:
    return value is not None and value is not False and value != ""


#: Every measure a condition can ask for.
MEASURES: tuple[str, ...] = tuple(field.name for field in fields(Condition))


@dataclass(frozen=True, slots=True)
class Round:
    """One attempt: `think_s` to think, the beep, the take, the verdict.

    `limit_s` after the beep the line goes dead, whoever is speaking (None: there is no limit).
    `silence_s` of silence end a round that `ends` by "silence"; one that ends by "cut" is cut at a
    moment between the two seconds of `cut_s` after the beep.
    """

    condition: Condition
    ends: Ends = "speaker"
    limit_s: float | None = None
    think_s: float = 0.0
    silence_s: float | None = None
    cut_s: tuple[float, float] | None = None

    def draw_cut_s(self, chance: random.Random) -> float | None:
        """A moment to cut the line at, every one as likely; None where the line is not cut."""
        return None if self.cut_s is None else chance.uniform(*self.cut_s)


@dataclass(frozen=True, slots=True)
class Drill:
    """A task.  `trains` says in one sentence what for, `source` who says so.

    `rest_s` lies between two rounds, while the verdict is shown.
    `in_a_row` begins with the first round again after a miss.
    With `cards` the one round is repeated for so many prospect cards (least, most).
    `file` is the file it was read from.
    """

    id: str
    title: str
    trains: str
    source: str
    rounds: tuple[Round, ...]
    rest_s: float = 0.0
    in_a_row: bool = False
    cards: tuple[int, int] | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class DrillFacts:
    """What the analysis cannot know: the user's own number, how the recording ended and when.

    `own_number` as the user writes it, dialled from `region`; `cut_s` counts from the first frame and
    is None where the line was not cut.
    """

    own_number: str = ""
    region: str = "US"
    ended: Ended = "speaker"
    cut_s: float | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that was asked for and not met, in one sentence.

    `value` and `bound` are in the measure's own unit; `value` is None where there is nothing to
    measure, and `unknown` tells that nobody knows whether it was met.
    """

    measure: str
    sentence: str
    value: float | str | None
    bound: float | str | None
    evidence: tuple[Evidence, ...] = ()
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class DrillVerdict:
    """Passed only where everything asked for is known and met.

    `values` are what was measured of what is asked for, met or not, by name and in its own unit.
    """

    passed: bool
    misses: tuple[Miss, ...]
    values: tuple[tuple[str, float], ...] = ()

    @property
    def unknown(self) -> bool:
        """Whether nothing is known to be missed, and something is not known at all."""
        return bool(self.misses) and all(miss.unknown for miss in self.misses)
