"""Moments in files that anybody may have written."""

from __future__ import annotations

from datetime import datetime

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
