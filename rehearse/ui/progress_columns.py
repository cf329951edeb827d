"""The takes of a reading as columns, so that a choice among fifty thousand of them costs a few milliseconds.

A reading is made away from the main thread.  What depends on a choice (whose takes, of which script, since
when, which figure) is worked out from its columns at once, and cannot arrive after the next choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, overload

import numpy as np

from rehearse.i18n import _
from rehearse.library.progress import badness
from rehearse.ui.progress_measures import MEASURES, MeasureKey, value_of
from rehearse.ui.progress_words import script_of

if TYPE_CHECKING:
    from rehearse.analysis.profiles import Profile
    from rehearse.library.progress import Point, Progress


@dataclass(frozen=True, slots=True)
class Practised:
    """Some days of practice: seconds recorded, and how many takes were judged and ready."""

    practice_s: float
    n_scored: int
    n_ready: int


class Picked(Sequence["Point"]):
    """Some of the points, by the numbers of their rows, without a copy of them."""

    def __init__(self, points: Sequence[Point], rows: np.ndarray) -> None:
        self._points, self.rows = points, rows

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, at: int) -> Point: ...
    @overload
    def __getitem__(self, at: slice) -> Picked: ...
    def __getitem__(self, at: int | slice) -> Point | Picked:
        if isinstance(at, slice):
            return Picked(self._points, self.rows[at])
        return self._points[int(self.rows[at])]

    def __iter__(self) -> Iterator[Point]:
        return map(self._points.__getitem__, self.rows.tolist())

    def __reversed__(self) -> Iterator[Point]:
        return iter(self[::-1])


class Columns:
    """A row for every point of a `Progress`, in its order; rows are chosen by arrays of their numbers.

    `values` are in the unit of the chart, NaN where unknown.
    """

    def __init__(self, progress: Progress) -> None:
        points = self.points = progress.points
        n = len(points)
        self._day = np.fromiter((day.toordinal() for day in progress.days), np.int64, n)
        self._whole = np.fromiter((point.is_whole for point in points), bool, n)
        self._duration_s = np.fromiter((point.duration_s or 0.0 for point in points), float, n)
        self._is_scored = np.fromiter((point.ready is not None for point in points), bool, n)
        self._is_ready = np.fromiter((bool(point.ready) for point in points), bool, n)
        self._scripts, self._script = _coded((point.script_root for point in points), n)
        self._speakers, self._speaker = _coded((point.speaker for point in points), n)
        self.values: dict[MeasureKey, np.ndarray] = {
            key: np.array([value_of(key, point) for point in points], dtype=float) for key in MEASURES
        }
        judged = [at for at, point in enumerate(points) if point.is_whole and point.n_off is not None]
        judged.sort(key=lambda at: badness(points[at]))
        #: The place of each among the judged ones, the best first; `n` for the others.
        self._place = np.full(n, n, dtype=np.int64)
        self._place[judged] = np.arange(len(judged))

    # ---- rows ----------------------------------------------------------------------------------

    def of(self, *, script_root: str | None = None, speaker: str | None = None) -> np.ndarray:
        """Those of one script (empty: of none), and of one speaker; None is all."""
        wanted = np.ones(len(self.points), dtype=bool)
        if script_root is not None:
            wanted &= self._script == self._scripts.get(script_root, -1)
        if speaker is not None:
            wanted &= self._speaker == self._speakers.get(speaker, -1)
        return np.flatnonzero(wanted)

    def charted(self, rows: np.ndarray, since: date | None) -> np.ndarray:
        """The whole messages among them, from a local day on."""
        rows = rows[self._whole[rows]]
        return rows if since is None else rows[self._day[rows] >= since.toordinal()]

    def measured(self, key: MeasureKey, rows: np.ndarray) -> np.ndarray:
        """Those that have the figure."""
        known: np.ndarray = rows[~np.isnan(self.values[key][rows])]
        return known

    def by_script(self, rows: np.ndarray, most: int) -> list[np.ndarray]:
        """The takes of each script, the one with the most first; of equals the one that came first."""
        codes, firsts, counts = np.unique(self._script[rows], return_index=True, return_counts=True)
        order = np.lexsort((firsts, -counts))[:most]
        return [rows[self._script[rows] == code] for code in codes[order]]

    # ---- what they say together ----------------------------------------------------------------

    def picked(self, rows: np.ndarray) -> Picked:
        return Picked(self.points, rows)

    def days(self, rows: np.ndarray) -> set[date]:
        """The local days they were made on."""
        days = self._day[rows]
        # Neighbours of one day first: sorting all of them takes longer than everything else.
        first_of_day = np.diff(days, prepend=0) != 0
        return {date.fromordinal(day) for day in set(days[first_of_day].tolist())}

    def practised(self, rows: np.ndarray, first: date, last: date) -> Practised:
        """Between two local days, both inclusive."""
        days = self._day[rows]
        rows = rows[(days >= first.toordinal()) & (days <= last.toordinal())]
        scored = rows[self._whole[rows] & self._is_scored[rows]]
        return Practised(
            sum(self._duration_s[rows].tolist()), len(scored), int(np.count_nonzero(self._is_ready[scored]))
        )

    def best(self, rows: np.ndarray) -> Point | None:
        """The one that `best_rule` names; None where none was judged."""
        if not len(rows):
            return None
        at = rows[np.argmin(self._place[rows])]
        return self.points[at] if self._place[at] < len(self.points) else None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the tab of practice shows, read away from the main thread.

    `profile` is None where it is broken.  `scripts` (root, name) and `speakers` are what can be chosen; the
    takes without a script come last.
    """

    progress: Progress
    profile: Profile | None
    columns: Columns
    scripts: tuple[tuple[str, str], ...]
    speakers: tuple[str, ...]

    @classmethod
    def of(cls, progress: Progress, profile: Profile | None) -> Reading:
        scripts: dict[str, str] = {}
        for point in reversed(progress.points):
            if point.script_root not in scripts:
                scripts[point.script_root] = script_of(point) or _("Without a script")
        named = sorted(scripts.items(), key=lambda item: (not item[0], item[1].casefold()))
        return cls(progress, profile, Columns(progress), tuple(named), tuple(progress.speakers()))


def _coded(names: Iterable[str], n: int) -> tuple[dict[str, int], np.ndarray]:
    """A number for each name, in the order they come, and the number of each row."""
    known: dict[str, int] = {}
    codes = np.fromiter((known.setdefault(name, len(known)) for name in names), np.int64, n)
    return known, codes
