"""What the progress page says in words: days, minutes, weeks, a take in a line."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from rehearse.i18n import _, ngettext
from rehearse.ui.check_words import friendly_date, seconds_words
from rehearse.ui.progress_measures import value_of, value_words

if TYPE_CHECKING:
    from rehearse.library.progress import Point


def short_day(day: date, *, year: bool = False) -> str:
    """A day for an axis: "3 Mar", or "3 Mar 2025"."""
    month = (
        _("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"), _("Jul"), _("Aug"), _("Sep"), _("Oct"),
        _("Nov"), _("Dec"),
    )[day.month - 1]  # fmt: skip
    if year:
        return _("{day} {month} {year}").format(day=day.day, month=month, year=day.year)
    return _("{day} {month}").format(day=day.day, month=month)


def minutes_words(seconds: float) -> str:
    """Practice time: "40 s", "12 min", "1 h 5 min"."""
    if seconds < 60:
        return seconds_words(round(seconds))
    minutes = round(seconds / 60)
    if minutes < 60:
        return _("{n} min").format(n=minutes)
    hours, rest = divmod(minutes, 60)
    return _("{h} h {n} min").format(h=hours, n=rest) if rest else _("{h} h").format(h=hours)


def streak_words(n_days: int) -> tuple[str, str]:
    """The tile of days in a row: its figure and what stands below it."""
    if n_days == 0:
        return "0", _("days in a row. A take today begins one.")
    return f"{n_days:,}", ngettext("day in a row", "days in a row", n_days)


def point_words(point: Point, script: str, now: datetime) -> str:
    """A take in a line, without the figure the chart shows."""
    parts = [friendly_date(point.created_at, now), script, point.speaker]
    if point.ready is not None:
        parts.append(_("ready") if point.ready else _("not ready"))
    return "  ·  ".join(part for part in parts if part)


def figures_words(point: Point) -> str:
    """Number, pitch and reasons of a take in a line; no pitch is not worth a word."""
    parts: list[str] = []
    if (fraction := value_of("number", point)) is not None:
        parts.append(
            _("number {place}").format(place=value_words("number", fraction).replace(" %", "\u00a0%"))
        )
    if pitch := value_of("pitch", point):
        parts.append(ngettext("{n} pitch phrase", "{n} pitch phrases", round(pitch)).format(n=f"{pitch:.0f}"))
    if (reasons := value_of("reasons", point)) is not None:
        parts.append(ngettext("{n} reason", "{n} reasons", round(reasons)).format(n=f"{reasons:.0f}"))
    return "  ·  ".join(parts)


def script_of(point: Point) -> str:
    """The name of a take's script, with its variant; empty where it had none."""
    if not point.script_root:
        return ""
    from rehearse.library.rates import rate_name

    return rate_name(point.script_title, point.script_variant)
