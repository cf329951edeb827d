"""Getting better: what the takes so far measured, how much was practised, and which take was the best.

Takes stand in the order they were made (`seq`), which a clock that was set back does not change.
A take belongs to the day its own clock said, in the time zone of the reader.
Takes in the trash do not count.
Takes that are no whole message (a drill cut the line, or gave the words) are practice and nothing else.
"""

from __future__ import annotations

import functools
import itertools
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from statistics import median
from typing import Literal

from rehearse.i18n import _
from rehearse.library.script_names import script_names

Measure = Literal["message_s", "number_fraction", "n_pitch", "n_reasons", "wpm", "n_fillers"]
MEASURES: tuple[Measure, ...] = (
    "message_s",
    "number_fraction",
    "n_pitch",
    "n_reasons",
    "wpm",
    "n_fillers",
)


@dataclass(frozen=True, slots=True)
class Point:
    """One take, as charts and tables need it.  None is unknown: not scored, or not to be measured.

    `created_at` is aware and in UTC.
    `script_root` is the first version of its script, empty where there was none; `script_title` is the
    script's name, empty as well where the script is gone.
    `duration_s` is the recording's length, `message_s` from the first word to the end of the last.
    `number_fraction` says where in the message the whole number was complete (0 to 1).
    `n_off` counts the checks to fix.
    `is_whole` tells a message that was left to its end, in the speaker's own words.
    """

    take_id: str
    seq: int
    created_at: datetime
    title: str = ""
    script_root: str = ""
    script_title: str = ""
    script_variant: str = ""
    speaker: str = ""
    duration_s: float | None = None
    message_s: float | None = None
    number_fraction: float | None = None
    number_late: bool | None = None
    n_pitch: int | None = None
    n_reasons: int | None = None
    wpm: float | None = None
    n_fillers: int | None = None
    n_off: int | None = None
    ready: bool | None = None
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Summary:
    """Several takes at once; the measures are medians, None where no take has one.

    `practice_s` adds up all recordings, those of `n_parts` too, which are no whole messages; everything
    else is of the `n_takes` that are, of which `n_scored` were judged, and `n_ready` of these ready.
    """

    n_takes: int
    n_scored: int
    n_ready: int
    practice_s: float
    message_s: float | None
    number_fraction: float | None
    n_pitch: float | None
    n_reasons: float | None
    wpm: float | None
    n_fillers: float | None
    n_parts: int = 0


@dataclass(frozen=True, slots=True)
class Weeks:
    """This week so far, last week as a whole, and last week up to the same weekday.

    Weeks begin on Monday (ISO 8601); `monday` is this week's.
    """

    monday: date
    this: Summary
    last: Summary
    last_so_far: Summary


@dataclass(frozen=True, slots=True)
class ScriptProgress:
    """The takes of one script; `script_root` is empty for those without."""

    script_root: str
    title: str
    variant: str
    summary: Summary


class Progress:
    """Takes in the order they were made, and what they say together.

    `zone` is the time zone that days are told in; None is this computer's.
    """

    def __init__(self, points: Iterable[Point], zone: tzinfo | None = None) -> None:
        self.points: tuple[Point, ...] = tuple(sorted(points, key=lambda point: point.seq))
        self.zone = zone
        #: Those that charts, weeks and the best take are made of.
        self.whole: tuple[Point, ...] = tuple(point for point in self.points if point.is_whole)
        self._days: list[date] | None = None

    @property
    def days(self) -> list[date]:
        """The local day of every point."""
        if self._days is None:
            self._days = [self.day_of(point) for point in self.points]
        return self._days

    def day_of(self, point: Point) -> date:
        return point.created_at.astimezone(self.zone).date()

    def of(
        self,
        *,
        script_root: str | None = None,
        speaker: str | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> Progress:
        """Those of one script (empty: of none), of one speaker, between two local days (both inclusive)."""
        return Progress(
            (
                point
                for point, day in zip(self.points, self.days, strict=True)
                if (script_root is None or point.script_root == script_root)
                and (speaker is None or point.speaker == speaker)
                and (since is None or day >= since)
                and (until is None or day <= until)
            ),
            self.zone,
        )

    def series(self, measure: Measure) -> list[tuple[Point, float]]:
        """The whole messages that have the measure, each with its value."""
        get = _getter(measure)
        return [(point, value) for point in self.whole if (value := get(point)) is not None]

    def summary(self) -> Summary:
        scored = [point for point in self.whole if point.ready is not None]
        medians = {measure: self._median(measure) for measure in MEASURES}
        return Summary(
            n_takes=len(self.whole),
            n_scored=len(scored),
            n_ready=sum(bool(point.ready) for point in scored),
            practice_s=sum(point.duration_s or 0.0 for point in self.points),
            n_parts=len(self.points) - len(self.whole),
            **medians,
        )

    def practice_s(self, since: date | None = None, until: date | None = None) -> float:
        """Seconds recorded between two local days, both inclusive."""
        return sum(point.duration_s or 0.0 for point in self.of(since=since, until=until).points)

    def streak_days(self, today: date) -> int:
        """See `streak_days`."""
        return streak_days(set(self.days), today)

    def longest_streak_days(self) -> int:
        """The most days running with a take on each."""
        return longest_streak_days(set(self.days))

    def this_week_against_last(self, today: date) -> Weeks:
        this, last, last_so_far = (
            self.of(since=first, until=until).summary() for first, until in weeks_until(today)
        )
        return Weeks(today - timedelta(days=today.weekday()), this, last, last_so_far)

    def best_take(self) -> Point | None:
        """The one that `best_rule` names; None before any take was scored."""
        scored = [point for point in self.whole if point.n_off is not None]
        return min(scored, key=badness, default=None)

    def by_script(self) -> list[ScriptProgress]:
        """The whole messages of each script, the script with the newest take first."""
        groups: dict[str, list[Point]] = {}
        for point in self.whole:
            group = groups.pop(point.script_root, [])  # and put back: the order is that of the newest take
            group.append(point)
            groups[point.script_root] = group
        return [
            ScriptProgress(
                root, group[-1].script_title, group[-1].script_variant, Progress(group, self.zone).summary()
            )
            for root, group in reversed(groups.items())
        ]

    def speakers(self) -> list[str]:
        """Everybody who has a take, by name; empty names are left out."""
        return sorted({point.speaker for point in self.points if point.speaker}, key=str.casefold)

    def n_clock_set_back(self) -> int:
        """How many times a take is dated before the one made just before it."""
        moments = [point.created_at for point in self.points]
        return sum(later < earlier for earlier, later in itertools.pairwise(moments))

    def _median(self, measure: Measure) -> float | None:
        values = [value for _point, value in self.series(measure)]
        return float(median(values)) if values else None


def streak_days(practised: Set[date], today: date) -> int:
    """How many days running somebody has practised, up to today.

    A day without a take ends it, but not today: that is not over yet.
    Days after `today` (a clock that was ahead) do not count.
    """
    day = today if today in practised else today - timedelta(days=1)
    n_days = 0
    while day in practised:
        n_days += 1
        if day == date.min:
            break
        day -= timedelta(days=1)
    return n_days


def longest_streak_days(practised: Set[date]) -> int:
    """The most days running with a take on each."""
    best = 0
    for first in practised:
        if first - timedelta(days=1) not in practised:
            n_days = 1
            while first + timedelta(days=n_days) in practised:
                n_days += 1
            best = max(best, n_days)
    return best


def weeks_until(today: date) -> tuple[tuple[date, date], tuple[date, date], tuple[date, date]]:
    """This week so far, last week, and last week up to the same weekday; first and last day of each."""
    monday = today - timedelta(days=today.weekday())
    week = timedelta(days=7)
    return (monday, today), (monday - week, monday - timedelta(days=1)), (monday - week, today - week)


def best_rule() -> str:
    """How the best take is found, in a rep's words."""
    return _(
        "The best take has the fewest checks to fix; of equals the one with the fewest pitch phrases, then"
        " one with a reason to call back, then the one whose number was complete earliest, then the newest."
    )


def rolling_median(values: Sequence[float], n: int = 5) -> list[float]:
    """For each value the median of the last `n` up to it: a line through takes that jump about."""
    return [float(median(values[max(0, end - n) : end])) for end in range(1, len(values) + 1)]


def read_progress(connection: sqlite3.Connection, zone: tzinfo | None = None) -> Progress:
    """Every take with sound that is not in the trash."""
    names = script_names(connection)
    found = connection.execute(
        "SELECT t.id, t.seq, t.created_at, t.title, t.script_id, t.speaker,"
        " t.n_frames * 1.0 / t.rate_hz, t.message_s, t.bands, t.ready,"
        " m.number_fraction, m.number_late, m.n_pitch, m.n_reasons, m.wpm, m.n_fillers, a.is_whole"
        " FROM takes AS t LEFT JOIN measures AS m ON m.take_id = t.id"
        " LEFT JOIN attempts AS a ON a.take_id = t.id"
        " WHERE t.deleted_at IS NULL AND t.state != 'recording' AND t.n_frames > 0 ORDER BY t.seq"
    )
    points = []
    for row in found:
        (take_id, seq, created_at, title, script_id, speaker, duration_s, message_s, bands, ready) = row[:10]
        (number_fraction, number_late, n_pitch, n_reasons, wpm, n_fillers, is_whole) = row[10:]
        name = names.get(script_id)
        points.append(
            Point(
                take_id=take_id,
                seq=seq,
                created_at=datetime.fromisoformat(created_at),
                title=title,
                script_root=(script_id or "") if name is None else name.root_id,
                script_title="" if name is None else name.title,
                script_variant="" if name is None else name.variant,
                speaker=speaker,
                duration_s=duration_s,
                message_s=message_s,
                number_fraction=number_fraction,
                number_late=None if number_late is None else bool(number_late),
                n_pitch=n_pitch,
                n_reasons=n_reasons,
                wpm=wpm,
                n_fillers=n_fillers,
                n_off=None if ready is None or bands is None else _n_off(bands),
                ready=None if ready is None else bool(ready),
                is_whole=is_whole != 0,  # None: made for no drill
            )
        )
    return Progress(points, zone)


@functools.lru_cache(maxsize=4096)
def _n_off(bands: str) -> int:
    return sum(band == "off" for band in json.loads(bands).values())


def badness(point: Point) -> tuple[object, ...]:
    """What `best_rule` orders judged takes by: smaller is better; what is not known comes after what is."""
    return (
        point.n_off,
        point.n_pitch is None,
        point.n_pitch or 0,
        not point.n_reasons,
        point.number_fraction is None,
        point.number_fraction or 0.0,
        -point.seq,
    )


def _getter(measure: Measure) -> Callable[[Point], float | None]:
    def get(point: Point) -> float | None:
        value: float | None = getattr(point, measure)
        return value

    return get
