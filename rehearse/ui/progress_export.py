"""What is taken out of the progress page: a table for a spreadsheet, and files written in one go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.errors import RehearseError
from rehearse.exchange.csv_cells import csv_cell, csv_row
from rehearse.files import write_atomic
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.library.progress import Point

#: Seconds, fractions, counts and words a minute, as they are stored; an empty cell is unknown.
COLUMNS = (
    "take_id",
    "created_at",
    "title",
    "script",
    "script_variant",
    "speaker",
    "message_s",
    "number_fraction",
    "n_pitch",
    "n_reasons",
    "wpm",
    "n_fillers",
    "ready",
)


def points_csv(points: Sequence[Point]) -> str:
    """A line for each take, in the order they were made."""
    lines = [csv_row(COLUMNS)]
    for point in points:
        cells = {"created_at": point.created_at.isoformat(), "script": point.script_title}
        values = (cells.get(name, getattr(point, name, None)) for name in COLUMNS)
        lines.append(csv_row([csv_cell(_short(value)) for value in values]))
    return "".join(lines)


def _short(value: object) -> object:
    """No more digits than were measured."""
    return float(f"{value:.5g}") if isinstance(value, float) else value


def write_file(path: Path, data: bytes | str) -> None:
    """Put a file where the user wants it; raises `RehearseError` where that cannot be."""
    try:
        write_atomic(path, data)
    except OSError as error:
        raise RehearseError(
            _("{name} could not be written: {reason}.").format(
                name=path.name, reason=error.strerror or error
            ),
            kept=_("Nothing of your takes has changed."),
            help=_("Choose another place for it."),
        ) from error
