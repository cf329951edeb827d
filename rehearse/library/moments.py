"""Moments in files that anybody may have written, and days that nobody told the time of."""

from __future__ import annotations

from datetime import datetime, time

#: No clock of a recording says another year, and beside these days no time zone leads out of the calendar.
_FIRST_YEAR, _LAST_YEAR = 1900, 9998


def moment_of(text: str) -> datetime:
    """The aware moment that an ISO 8601 text tells.  Raises `ValueError` or `TypeError` for any other."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time with its zone was expected")
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError("a time that a clock tells was expected")
    return moment


def is_day_alone(moment: datetime) -> bool:
    """Whether a recording is dated by its day, the time unknown: midnight here, to the microsecond.

    That is what a name such as "2026-01-31.wav" and a day that was typed give; a clock hardly ever does.
    """
    return moment.astimezone().time() == time()
