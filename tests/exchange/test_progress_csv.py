"""Progress as a table: what is known as it is, what is not as nothing."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

from rehearse.exchange.progress_csv import COLUMNS, to_csv
from rehearse.library.progress import Point, Progress


def test_every_take_is_a_row_and_unknown_is_empty() -> None:
    moment = datetime(2026, 11, 26, 9, 30, 0, 123, tzinfo=UTC)
    whole = Point(
        "one",
        1,
        moment,
        title="=1+1",
        script_title="Copier",
        speaker="Kim",
        duration_s=20.123456,
        message_s=18.5,
        number_fraction=1 / 3,
        number_late=False,
        n_pitch=0,
        n_reasons=2,
        wpm=150.0,
        n_fillers=1,
        n_off=0,
        ready=True,
    )
    table = to_csv(Progress([Point("two", 2, moment), whole], UTC))
    first, second = csv.DictReader(io.StringIO(table))
    assert tuple(first) == COLUMNS
    assert first["title"] == "'=1+1", "a spreadsheet must not run it"
    assert (first["duration_s"], first["number_fraction"], first["n_pitch"]) == ("20.123", "0.333", "0")
    assert (first["day"], first["number_late"], first["ready"]) == ("2026-11-26", "false", "true")
    empty = {name for name, value in second.items() if value == ""}
    assert empty == set(COLUMNS) - {"take_id", "made_at", "day", "is_whole"}
