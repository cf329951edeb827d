"""A team at one look: who practised, when last, how it changes, and what keeps going wrong.

Takes stand in the order they were made; those in the trash do not count, those that are no whole message
(a drill cut the line, or gave the words) count as practice alone.
Few takes say nothing: then a trend is None, with how many are missing.
"""

from __future__ import annotations

import functools
import json
import math
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from statistics import median
from typing import Literal, get_args

from rehearse.analysis.rubrics import Answer, Rubric
from rehearse.analysis.wording import check_title
from rehearse.i18n import _, ngettext
from rehearse.library import rows

TrendKey = Literal["message_s", "number_fraction", "n_pitch", "ready"]
TREND_KEYS: tuple[TrendKey, ...] = get_args(TrendKey)
Direction = Literal["up", "down", "steady"]

#: The trend is that of the last so many takes: what was long ago says nothing of now.
TREND_TAKES = 30

#: The normal approximation of the Mann-Kendall test is usable from 8 values on (Mann 1945, Kendall 1975,
#: as textbooks on environmental statistics give it).
TREND_LEAST = 8

#: Two-sided 5 %: of twenty measures that only jump about, one is called a trend.
_Z = 1.96

#: What keeps going wrong is looked for in the last so many scored takes, and is wrong in at least three of
#: them and in a third: once or twice happens to anybody.
WRONG_TAKES, WRONG_LEAST, WRONG_SHARE = 10, 3, 1 / 3


@dataclass(frozen=True, slots=True)
class TeamTake:
    """One take as the table needs it; None is unknown.

    `bands` are the program's verdicts by check id.
    `overruled` is what a coach said against them, by check id; `marks` are answers by (rubric id,
    criterion id), the newest of each.
    """

    take_id: str
    seq: int
    created_at: datetime
    speaker: str
    message_s: float | None = None
    number_fraction: float | None = None
    n_pitch: int | None = None
    ready: bool | None = None
    bands: Mapping[str, str] = field(default_factory=dict)
    overruled: Mapping[str, Answer] = field(default_factory=dict)
    marks: Mapping[tuple[str, str], Answer] = field(default_factory=dict)
    is_whole: bool = True
    heard: bool = False

    def wrong(self, check_id: str) -> bool | None:
        """Whether a check is to fix: by the coach who said so, else by the program; None: unknown."""
        if check_id in self.overruled:
            return self.overruled[check_id] == "no"
        band = self.bands.get(check_id)
        return None if band in (None, "unknown") else band == "off"


@dataclass(frozen=True, slots=True)
class Trend:
    """How a measure changes over the last takes.

    `direction` is "steady" where takes only jump about, and None where there are not enough: `n_missing`
    more are needed.
    `is_better` says whether it goes the right way; None where it is steady, unknown or neither.
    `before` and `now` are medians of the first and the second half (for "ready" the parts of takes that
    are); None without values.
    """

    key: TrendKey
    direction: Direction | None
    is_better: bool | None
    before: float | None
    now: float | None
    n_takes: int
    n_missing: int = 0

    def told(self) -> str:
        """In one or a few words."""
        if self.direction is None:
            return _("not enough yet")
        if self.direction == "steady":
            return _("no clear change")
        if self.is_better is None:
            return _("rising") if self.direction == "up" else _("falling")
        return _("better") if self.is_better else _("worse")


@dataclass(frozen=True, slots=True)
class Recurring:
    """Something wrong in `n_wrong` of the last `n_takes` takes in which it could be told.

    `check_id` for a check; else `rubric_id` and `criterion_id` of what a coach said no to.
    """

    n_wrong: int
    n_takes: int
    check_id: str | None = None
    rubric_id: str | None = None
    criterion_id: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One speaker; "" stands for takes that name nobody.

    `n_takes` are whole messages, `n_parts` the other takes; `n_scored` and `n_ready` of the whole ones.
    `wrong` is what keeps going wrong, the most frequent first; None where there are not enough takes yet.
    `takes` are the whole messages, the oldest first, for a chart.
    """

    name: str
    last_take_id: str
    last_at: datetime
    n_takes: int
    n_parts: int
    n_scored: int
    n_ready: int
    n_unheard: int
    trends: tuple[Trend, ...]
    wrong: tuple[Recurring, ...] | None
    takes: tuple[TeamTake, ...] = ()

    def trend(self, key: TrendKey) -> Trend:
        return next(trend for trend in self.trends if trend.key == key)


@dataclass(frozen=True, slots=True)
class Team:
    """`members` with the one who practised last first; who is not named comes at the end."""

    members: tuple[Member, ...]

    def member(self, name: str) -> Member | None:
        wanted = rows.folded(rows.clean(name))
        return next((one for one in self.members if rows.folded(one.name) == wanted), None)


def team_of(takes: Iterable[TeamTake], *, good_length_s: tuple[float, float] = (5.0, 20.0)) -> Team:
    """The table of these takes; `good_length_s` is what the profile calls a good length."""
    groups: dict[str, list[TeamTake]] = {}
    for take in sorted(takes, key=lambda take: take.seq):
        groups.setdefault(rows.folded(take.speaker), []).append(take)
    members = [_member(group, good_length_s) for group in groups.values()]
    return Team(tuple(sorted(members, key=lambda one: (one.name == "", -one.last_at.timestamp(), one.name))))


def _member(takes: Sequence[TeamTake], good_length_s: tuple[float, float]) -> Member:
    whole = tuple(take for take in takes if take.is_whole)
    scored = [take for take in whole if take.ready is not None]
    last = takes[-1]
    return Member(
        name=last.speaker,
        last_take_id=last.take_id,
        last_at=last.created_at,
        n_takes=len(whole),
        n_parts=len(takes) - len(whole),
        n_scored=len(scored),
        n_ready=sum(bool(take.ready) for take in scored),
        n_unheard=sum(not take.heard for take in takes),
        trends=tuple(_trend(key, scored, good_length_s) for key in TREND_KEYS),
        wrong=_wrong(scored[-WRONG_TAKES:]),
        takes=whole,
    )


def _trend(key: TrendKey, takes: Sequence[TeamTake], good_length_s: tuple[float, float]) -> Trend:
    valued = [float(value) for take in takes if (value := getattr(take, key)) is not None]
    values = valued[-TREND_TAKES:]
    n = len(values)
    middle = _share if key == "ready" else _median
    before, now = middle(values[: n // 2]), middle(values[n // 2 :])
    if n < TREND_LEAST:
        return Trend(key, None, None, before, now, n, TREND_LEAST - n)
    direction = direction_of(values)
    return Trend(key, direction, _is_better(key, direction, before, now, good_length_s), before, now, n)


def direction_of(values: Sequence[float]) -> Direction:
    """Whether a row of values rises or falls by more than chance (Mann-Kendall, ties counted)."""
    n = len(values)
    s = sum((later > earlier) - (later < earlier) for earlier, later in combinations(values, 2))
    counts: dict[float, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in counts.values())) / 18
    if variance <= 0 or (abs(s) - 1) / math.sqrt(variance) < _Z:
        return "steady"
    return "up" if s > 0 else "down"


def _is_better(
    key: TrendKey,
    direction: Direction,
    before: float | None,
    now: float | None,
    good_length_s: tuple[float, float],
) -> bool | None:
    if direction == "steady" or before is None or now is None:
        return None
    if key == "ready":
        return direction == "up"
    if key != "message_s":
        return direction == "down"
    was_off_s, is_off_s = _outside(before, good_length_s), _outside(now, good_length_s)
    return None if was_off_s == is_off_s else is_off_s < was_off_s


def _outside(value: float, bounds: tuple[float, float]) -> float:
    return max(0.0, bounds[0] - value, value - bounds[1])


def _median(values: Sequence[float]) -> float | None:
    return float(median(values)) if values else None


def _share(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _wrong(takes: Sequence[TeamTake]) -> tuple[Recurring, ...] | None:
    if len(takes) < WRONG_LEAST:
        return None
    counted: dict[tuple[str | None, str | None, str | None], list[bool]] = {}
    for take in takes:
        for check_id in dict.fromkeys((*take.bands, *take.overruled)):
            wrong = take.wrong(check_id)
            if wrong is not None:
                counted.setdefault((check_id, None, None), []).append(wrong)
        for (rubric_id, criterion_id), answer in take.marks.items():
            counted.setdefault((None, rubric_id, criterion_id), []).append(answer == "no")
    found = [
        Recurring(sum(wrong), len(wrong), *key)
        for key, wrong in counted.items()
        if sum(wrong) >= max(WRONG_LEAST, WRONG_SHARE * len(wrong))
    ]
    return tuple(sorted(found, key=lambda one: -one.n_wrong))


def missing_told(trend: Trend) -> str:
    """Why there is no trend, for a tip; "" where there is one."""
    if trend.direction is not None:
        return ""
    return ngettext(
        "{n} more take is needed to tell.", "{n} more takes are needed to tell.", trend.n_missing
    ).format(n=trend.n_missing)


def recurring_told(one: Recurring, rubrics: Mapping[str, Rubric]) -> str:
    """What keeps going wrong, in words: the check's name, or the coach's question."""
    if one.check_id is not None:
        return check_title(one.check_id)
    rubric = rubrics.get(one.rubric_id or "")
    criteria = () if rubric is None else rubric.criteria
    return next((c.question for c in criteria if c.id == one.criterion_id), one.criterion_id or "")


def read_team(connection: sqlite3.Connection, good_length_s: tuple[float, float] | None = None) -> Team:
    """The team of a library."""
    marks: dict[str, dict[tuple[str, str], Answer]] = {}
    overruled: dict[str, dict[str, Answer]] = {}
    # The newest of each comes last and stays.
    for take_id, rubric_id, criterion_id, answer, check_id in connection.execute(
        "SELECT take_id, rubric_id, criterion_id, answer, check_id FROM marks ORDER BY marked_at, seq"
    ):
        if check_id is None:
            marks.setdefault(take_id, {})[rubric_id, criterion_id] = answer
        else:
            overruled.setdefault(take_id, {})[check_id] = answer
    found = connection.execute(
        "SELECT t.id, t.seq, t.created_at, t.speaker, t.message_s, m.number_fraction, m.n_pitch, t.ready,"
        " t.bands, a.is_whole, t.heard_at IS NOT NULL"
        " FROM takes AS t LEFT JOIN measures AS m ON m.take_id = t.id"
        " LEFT JOIN attempts AS a ON a.take_id = t.id"
        " WHERE t.deleted_at IS NULL AND t.state != 'recording' AND t.n_frames > 0 ORDER BY t.seq"
    )
    takes = []
    for row in found:
        (take_id, seq, created_at, speaker, message_s, number_fraction, n_pitch, ready, bands) = row[:9]
        is_whole, heard = row[9:]
        takes.append(
            TeamTake(
                take_id=take_id,
                seq=seq,
                created_at=datetime.fromisoformat(created_at),
                speaker=speaker,
                message_s=message_s,
                number_fraction=number_fraction,
                n_pitch=n_pitch,
                ready=None if ready is None else bool(ready),
                bands={} if bands is None else _bands(bands),
                overruled=overruled.get(take_id, {}),
                marks=marks.get(take_id, {}),
                is_whole=is_whole != 0,  # None: made for no drill
                heard=bool(heard),
            )
        )
    return team_of(takes) if good_length_s is None else team_of(takes, good_length_s=good_length_s)


@functools.lru_cache(maxsize=4096)
def _bands(text: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(text)
    return found
