"""A recording dated by its day alone is shown without a time nobody knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from rehearse.cli import console
from rehearse.exchange import outgoing
from rehearse.exchange.file_names import date_in_name
from rehearse.ui.check_words import friendly_date
from rehearse.ui.import_fields import moment_of, moment_text
from tests.helpers.outgoing_takes import take_of

NOW = datetime(2026, 3, 4, 15, 30).astimezone()
DAY = datetime(2026, 3, 4).astimezone()


@pytest.mark.parametrize(
    ("days_ago", "told"),
    [(0, "Today"), (1, "Yesterday"), (3, "Sunday"), (30, "2 February"), (400, "28 January 2025")],
)
def test_as_one_would_say_it(days_ago: int, told: str) -> None:
    assert friendly_date(DAY - timedelta(days=days_ago), NOW) == told


def test_a_time_that_is_known_stays() -> None:
    assert friendly_date(DAY.replace(minute=1), NOW) == "Today, 00:01"
    assert friendly_date(DAY.replace(microsecond=1), NOW) == "Today, 00:00"


@pytest.mark.parametrize("when_text", [console.when_text, outgoing.when_text, moment_text])
def test_in_figures(when_text) -> None:  # type: ignore[no-untyped-def]
    found = date_in_name("Bakery 2026-03-04 second try", now=NOW)
    assert found is not None
    assert when_text(found) == "2026-03-04"
    clocked = date_in_name("Bakery 2026-03-04 09.12", now=NOW)
    assert clocked is not None
    assert when_text(clocked) == "2026-03-04 09:12"


def test_what_is_shown_to_be_typed_over_is_read_again() -> None:
    assert moment_of(moment_text(DAY)) == DAY


def test_a_take_without_a_title_is_called_by_its_day() -> None:
    take = replace(take_of(), title="", created_at=DAY)
    assert take.heading == "Take of 2026-03-04"
