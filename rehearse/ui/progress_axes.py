"""Where a chart's axes begin and end, and which of their values are written down."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from rehearse.ui.progress_measures import MeasureKey, Zone, is_count, value_words
from rehearse.ui.progress_words import short_day

if TYPE_CHECKING:
    from rehearse.library.progress import Point

#: A value this many times the middle one is drawn at the edge: one forgotten recorder would press
#: everything else flat.
_FAR = 4.0

#: Days written below a chart, at most.
MOST_DAYS = 6


def bounds(key: MeasureKey, values: Sequence[float] | np.ndarray, zone: Zone | None) -> tuple[float, float]:
    """First and last value of the axis; the zone is in sight, and far values may lie beyond the end."""
    if key == "number":
        return -3.0, 103.0
    edges = [edge for edge in (zone.low, zone.high) if edge is not None] if zone is not None else []
    known = np.asarray(values, dtype=float)
    ends = [float(known.min()), float(known.max())] if len(known) else []
    least, most = min((*ends, *edges), default=0.0), max((*ends, *edges), default=1.0)
    if len(known):
        most = min(most, max(_FAR * float(np.median(known)), 1.5 * max(edges, default=0.0), 3.0))
    if is_count(key):
        return -0.6, max(3.0, most) + 0.6
    if key == "pace":
        return max(0.0, least - 12), most + 12
    return 0.0, most * 1.12


def ticks(key: MeasureKey, low: float, high: float) -> list[tuple[float, str]]:
    """Three to five round values between the bounds, the last one with its unit."""
    step = _round_step((high - max(low, 0.0)) / 5)
    if is_count(key):
        step = max(1.0, round(step))
    first = math.ceil(max(low, 0.0) / step)
    found = [n * step for n in range(first, math.floor(high / step) + 1)]
    if key == "number":
        return [(value, f"{value:.0f} %") for value in found]
    last = found[-1] if found else 0.0
    return [
        (value, value_words(key, value) if value == last and key == "length" else f"{value:.0f}")
        for value in found
    ]


def _round_step(rough: float) -> float:
    """1, 2, 2.5, 5 or a power of ten times one of them, at least about `rough`."""
    if rough <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * nice for nice in (1.0, 2.0, 2.5, 5.0, 10.0) if power * nice >= 0.8 * rough)


def day_ticks(
    points: Sequence[Point],
    now: datetime,
    places: Sequence[int] | None = None,
    most: int = MOST_DAYS,
) -> list[tuple[float, str]]:
    """Below some takes that begin a day, that day; far enough apart that `most` would fit.

    `places` says where the points stand; by themselves they stand at 0, 1, 2 and so on.
    By the takes' order and not by the clock: a day of practice is as wide as what was done in it, and
    a clock that was set back moves no take.
    """
    places = range(len(points)) if places is None else places
    n = places[-1] + 1 if points else 0
    apart = max(1.0, n / most)
    found: list[tuple[float, str]] = []
    before = None
    for at, point in zip(places, points, strict=True):
        local = point.created_at.astimezone(now.tzinfo).date()
        # The last stretch stays free: a label there would run into the edge.
        room = n < most or at <= n - 0.4 * apart
        if local != before and room and (not found or at - found[-1][0] >= apart):
            found.append((float(at), short_day(local, year=local.year != now.year)))
        before = local
    return found
