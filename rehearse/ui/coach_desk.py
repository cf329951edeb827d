"""What the coach's page reads: whose takes there are to hear, and how everybody is doing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from rehearse.library.takes import TakeState, TakeSummary

if TYPE_CHECKING:
    from rehearse.library.progress import Point
    from rehearse.studio import Studio

#: Takes of somebody that tell how it goes lately, and those that tell what keeps going wrong.
N_LATELY = 10
#: Fewer judged takes than this say nothing about somebody.
LEAST_TAKES = 3


@dataclass(frozen=True, slots=True)
class Wrong:
    """A check that keeps going wrong: in `n` of the last `of` takes."""

    check_id: str
    n: int
    of: int


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who speaks, by the last takes; `speaker` may be empty.

    `lengths_s` and `ready` are of the last `N_LATELY` judged takes, the oldest first; `enough` is false
    where they are too few to say anything.  `last_at` is aware and in UTC.
    """

    speaker: str
    n_takes: int
    last_at: datetime
    last_take: str
    lengths_s: tuple[float, ...]
    ready: tuple[bool, ...]
    wrong: tuple[Wrong, ...]

    @property
    def enough(self) -> bool:
        return len(self.ready) >= LEAST_TAKES


def read_queue(studio: Studio) -> list[TakeSummary]:
    """The takes there are to hear, the newest first; those still being recorded are not among them."""
    return [take for take in studio.takes() if take.state != TakeState.RECORDING]


def read_team(studio: Studio) -> list[Member]:
    """Everybody who speaks, who spoke last first."""
    return team_of(studio.library.progress().whole)


def team_of(points: Sequence[Point]) -> list[Member]:
    """Everybody in these takes, which stand in the order they were made; who spoke last comes first."""
    by_speaker: dict[str, list[Point]] = {}
    for point in points:
        by_speaker.setdefault(point.speaker, []).append(point)
    members = [_member(speaker, spoken) for speaker, spoken in by_speaker.items()]
    return sorted(members, key=lambda member: member.last_at, reverse=True)


def _member(speaker: str, spoken: Sequence[Point]) -> Member:
    judged = [point for point in spoken if point.ready is not None][-N_LATELY:]
    last = spoken[-1]
    return Member(
        speaker,
        len(spoken),
        last.created_at,
        last.take_id,
        tuple(point.message_s for point in judged if point.message_s is not None),
        tuple(bool(point.ready) for point in judged),
        _wrong(judged),
    )


def _wrong(judged: Sequence[Point]) -> tuple[Wrong, ...]:
    """What went wrong more than once, the most frequent first."""
    found: Counter[str] = Counter()
    for point in judged:
        found.update(_faults(point))
    return tuple(Wrong(check, n, len(judged)) for check, n in found.most_common() if n > 1)


def _faults(point: Point) -> Iterable[str]:
    if point.number_late:
        yield "phone"
    if point.n_pitch:
        yield "pitch"
    if point.n_reasons == 0:
        yield "reason"
