"""Progress as a table for a spreadsheet: one row a take, in the order they were made."""

from __future__ import annotations

from rehearse.exchange.csv_cells import csv_cell, csv_row
from rehearse.library.progress import MEASURES, Progress

COLUMNS = (
    "take_id",
    "made_at",
    "day",
    "title",
    "script",
    "variant",
    "speaker",
    "duration_s",
    *MEASURES,
    "number_late",
    "checks_off",
    "ready",
    "is_whole",
)


def to_csv(progress: Progress) -> str:
    """The whole table, with its header.  `made_at` is in UTC, `day` the reader's own; unknown is empty."""
    lines = [csv_row(COLUMNS)]
    for point, day in zip(progress.points, progress.days, strict=True):
        cells: dict[str, object] = {
            "take_id": point.take_id,
            "made_at": point.created_at.isoformat(timespec="seconds"),
            "day": day.isoformat(),
            "title": point.title,
            "script": point.script_title,
            "variant": point.script_variant,
            "speaker": point.speaker,
            "duration_s": _rounded(point.duration_s),
            **{measure: _rounded(getattr(point, measure)) for measure in MEASURES},
            "number_late": point.number_late,
            "checks_off": point.n_off,
            "ready": point.ready,
            "is_whole": point.is_whole,
        }
        lines.append(csv_row([csv_cell(cells[column]) for column in COLUMNS]))
    return "".join(lines)


def _rounded(value: float | None) -> float | None:
    return round(value, 3) if isinstance(value, float) else value
