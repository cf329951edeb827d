"""Cells and rows of a table for a spreadsheet, and what a spreadsheet makes of them undone."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

#: A spreadsheet runs a cell that begins with one of these as a formula; an apostrophe makes it text
#: (OWASP, "CSV Injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_cell(value: object) -> str:
    """A value as a cell: None is empty, yes and no are words, text never runs as a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and len(value) > 1 and _runs(value):
        return "'" + value
    return str(value)


def text_of_cell(cell: str) -> str:
    """The text that `csv_cell` made this of."""
    return cell[1:] if cell.startswith("'") and _runs(cell) else cell


def _runs(text: str) -> bool:
    # A text that has such an apostrophe of its own gets another one, so that either can be told again.
    return text.lstrip("'").startswith(_FORMULA_STARTS)


def csv_row(cells: Sequence[str]) -> str:
    """A line with its line end (RFC 4180)."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
