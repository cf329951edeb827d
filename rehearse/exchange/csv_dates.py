"""Days as spreadsheets write them.  One that may mean two days is asked about, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal

from rehearse.errors import DataError
from rehearse.i18n import _
from rehearse.library.calls import FIRST_YEAR, LAST_YEAR

DayOrder = Literal["dmy", "mdy"]

#: A time may follow.
_TIME = r"(?:[T ]\s*\d.*)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}")


def order_of(texts: Iterable[str]) -> DayOrder | None:
    """What stands first where the year stands last, if any of the days says so and none says otherwise."""
    orders: set[DayOrder] = set()
    for text in texts:
        found = _YEAR_LAST.fullmatch(text.strip())
        if found is not None and found[2] != ".":
            first, second = int(found[1]), int(found[3])
            if first > 12 >= second:
                orders.add("dmy")
            elif second > 12 >= first:
                orders.add("mdy")
    return orders.pop() if len(orders) == 1 else None


def day_of(text: str, order: DayOrder | None) -> date:
    """The day in a cell; with points between, the day stands first.  Raises `DataError`."""
    plain = text.strip()
    found = _YEAR_FIRST.fullmatch(plain)
    if found is not None:
        return _day(plain, int(found[1]), int(found[3]), int(found[4]))
    found = _YEAR_LAST.fullmatch(plain)
    if found is None:
        raise _no_day(plain)
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    year += 2000 if len(found[4]) == 2 else 0
    if found[2] == ".":
        order = "dmy"
    elif (first > 12) != (second > 12):
        order = "dmy" if first > 12 else "mdy"
    elif first == second or first > 12:
        order = "dmy"  # the same either way, or a day in neither
    if order is None:
        raise DataError(
            _("“{text}” may mean two days; write it as {one} or {other}.").format(
                text=plain[:40],
                one=f"{year:04d}-{first:02d}-{second:02d}",
                other=f"{year:04d}-{second:02d}-{first:02d}",
            )
        )
    return _day(plain, year, second, first) if order == "dmy" else _day(plain, year, first, second)


def _day(text: str, year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _no_day(text)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise _no_day(text) from error


def _no_day(text: str) -> DataError:
    return DataError(_("“{text}” is not a day; write it as 2026-11-26.").format(text=text[:40]))
