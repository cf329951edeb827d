"""The six figures progress is shown in: what each is called, where it is good, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Literal

from rehearse.i18n import _, ngettext
from rehearse.ui.check_words import seconds_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from rehearse.analysis.profiles import Profile
    from rehearse.library.progress import Point

MeasureKey = Literal["length", "number", "pitch", "reasons", "pace", "fillers"]

MEASURES: tuple[MeasureKey, ...] = ("length", "number", "pitch", "reasons", "pace", "fillers")

_FIELDS: dict[MeasureKey, str] = {
    "length": "message_s",
    "number": "number_fraction",
    "pitch": "n_pitch",
    "reasons": "n_reasons",
    "pace": "wpm",
    "fillers": "n_fillers",
}

#: Takes whose middle value is the line of the chart and "lately" in words.
N_LATELY = 5


@dataclass(frozen=True, slots=True)
class Zone:
    """Where a figure is good, both ends included, in the unit of the chart; an open end is None."""

    low: float | None
    high: float | None

    def holds(self, value: float) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def n_held(self, values: Sequence[float] | np.ndarray) -> int:
        """How many of them it holds; fifty thousand in an array take no time."""
        import numpy as np

        known = np.asarray(values, dtype=float)
        low = -np.inf if self.low is None else self.low
        high = np.inf if self.high is None else self.high
        return int(np.count_nonzero((known >= low) & (known <= high)))


def title(key: MeasureKey) -> str:
    """The measure in one word, or two."""
    return {
        "length": _("Length"),
        "number": _("Number"),
        "pitch": _("Pitch"),
        "reasons": _("Reasons"),
        "pace": _("Pace"),
        "fillers": _("Fillers"),
    }[key]


def about(key: MeasureKey) -> str:
    """What the figure is, with its unit."""
    return {
        "length": _("Seconds from the first word to the last"),
        "number": _("Where in the message your number is complete, in percent"),
        "pitch": _("Phrases that sound like a pitch"),
        "reasons": _("Reasons to call back"),
        "pace": _("Words a minute"),
        "fillers": _("Fillers such as “um”"),
    }[key]


def value_of(key: MeasureKey, point: Point) -> float | None:
    """The figure of a take in the unit of the chart; None where it is unknown or there is none."""
    value: float | None = getattr(point, _FIELDS[key])
    return 100 * value if key == "number" and value is not None else value


def is_count(key: MeasureKey) -> bool:
    """Whether its values are whole numbers of something."""
    return key in ("pitch", "reasons", "fillers")


def zone_of(key: MeasureKey, profile: Profile | None) -> Zone | None:
    """Where the figure is good by the profile; None where the profile says nothing of it.

    Fillers are judged by their share of the words, so that no count is good or bad by itself.
    """
    if key == "pitch":
        return Zone(None, 0.0)
    if key == "reasons":
        return Zone(1.0, None)
    if profile is None:
        return None
    if key == "length":
        return Zone(profile.length.thin_s, profile.length.good_s)
    if key == "number":
        return Zone(None, 100 * profile.phone.early_fraction) if profile.wants_number else None
    if key == "pace":
        return Zone(profile.pace.good_slow_wpm, profile.pace.good_fast_wpm)
    return None


def zone_words(key: MeasureKey, zone: Zone) -> str:
    """The zone as a label: "good: 5 to 20 s"."""
    if key == "length":
        return _("good: {low:.0f} to {high:.0f} s").format(low=zone.low, high=zone.high)
    if key == "number":
        return _("good: in the first {high:.0f} %").format(high=zone.high)
    if key == "pitch":
        return _("good: none")
    if key == "reasons":
        return _("good: one or more")
    return _("good: {low:.0f} to {high:.0f} a minute").format(low=zone.low, high=zone.high)


def value_words(key: MeasureKey, value: float | None) -> str:
    """A figure with its unit, short: "18 s", "at 40 %", "2"."""
    if value is None:
        return "–"
    if key == "length":
        return seconds_words(value)
    if key == "number":
        return _("at {percent:.0f} %").format(percent=value)
    if key == "pace":
        return _("{n:.0f} a minute").format(n=value)
    return f"{value:.0f}" if value == round(value) else f"{value:.1f}"


def lately(values: Sequence[float]) -> float | None:
    """The middle of the last few values."""
    return median(values[-N_LATELY:]) if values else None


def told(key: MeasureKey, values: Sequence[float] | np.ndarray, zone: Zone | None) -> str:
    """The chart in one or two sentences: where it began, where it is now, how often it was good."""
    if not len(values):  # may be an array
        return _("No take here has this figure yet.")
    now = value_words(key, lately([float(value) for value in values[-N_LATELY:]]))
    if len(values) < 2 * N_LATELY:
        first = ngettext("One take: {now}.", "{n} takes, in the middle {now}.", len(values)).format(
            n=f"{len(values):,}", now=now
        )
    else:
        begun = value_words(key, median(values[:N_LATELY]))
        first = (
            _("Lately {now}, as in your first takes.").format(now=now)
            if begun == now
            else _("Lately {now}; your first takes: {begun}.").format(now=now, begun=begun)
        )
    if zone is None:
        return first
    good = zone.n_held(values)
    second = ngettext(
        "{good} of {n} take is in the good zone.", "{good} of {n} takes are in the good zone.", len(values)
    ).format(good=f"{good:,}", n=f"{len(values):,}")
    return f"{first} {second}"
