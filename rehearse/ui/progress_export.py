"""What is taken out of the progress page: a table for a spreadsheet, and files written in one go."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.errors import RehearseError
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

#: A spreadsheet runs a cell that begins with one of these as a formula; an apostrophe makes it text
#: (OWASP, "CSV Injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def points_csv(points: Sequence[Point]) -> str:
    """A line for each take, in the order they were made."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for point in points:
        cells = {
            "created_at": point.created_at.isoformat(),
            "script": point.script_title,
        }
        writer.writerow(_cell(cells.get(name, getattr(point, name, None))) for name in COLUMNS)
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return str(value)


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
