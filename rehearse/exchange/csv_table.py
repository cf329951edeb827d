"""Tables out of a spreadsheet or a CRM, read without trust: any encoding, separator, order of columns.

The caller says what the columns mean; a row that is wrong is told with its line and costs no other.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rehearse.errors import DataError
from rehearse.exchange.csv_cells import text_of_cell
from rehearse.files import decode_text
from rehearse.i18n import _

_SEPARATORS = (",", ";", "\t", "|")

#: More lines than this are no cell somebody wrote: a quotation mark was opened and never closed.
_MAX_LINES_A_ROW = 20
_MAX_LINE_CHARS = 100_000

#: A row: for each column of the header its cell, or what is wrong with the row.
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that was not taken in: its line in the file (from 1), and why in one sentence."""

    line: int
    reason: str


def plain(heading: str) -> str:
    """The name of a column as it is compared: small letters, one space between the words."""
    return " ".join(re.sub(r"[\s_\-\ufeff]+", " ", heading.casefold()).split())


def decoded(raw: bytes, name: str) -> tuple[str, bool]:
    """The text of a table with "\\n" between its lines, and whether its encoding was guessed.

    `name` is the file's, for the sentence.  Raises `DataError` for what is no text.
    """
    try:
        text, guessed = decode_text(raw, errors="replace")
    except UnicodeError as error:
        raise DataError(
            _("{name} is not a text.").format(name=name),
            kept=_("Nothing was taken in."),
            help=_("Save the table as CSV in your spreadsheet and try that file."),
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n"), guessed


class Table:
    """The rows below a header.  Making one reads the header alone.

    `n_known` counts what the cells of a possible header say that is understood; the separator that gives
    the most is the one, and where none gives any, `header` is empty.
    """

    def __init__(self, text: str, n_known: Callable[[Sequence[str]], int]) -> None:
        self._lines = text.split("\n")
        self.header: Cells = ()
        self._separator, self._at = ",", len(self._lines)
        first = next((at for at, line in enumerate(self._lines) if line.strip()), None)
        #: Whether there is nothing in it at all.
        self.empty = first is None
        if first is None:
            return
        if re.fullmatch(r"\ufeff?\"?sep=.\"?", self._lines[first].strip(), re.IGNORECASE):
            first += 1  # for Excel alone
        most = 0
        for separator in _SEPARATORS if first < len(self._lines) else ():
            cells, n_lines = self._record(first, separator)
            if cells and (n := n_known(cells)) > most:
                most, self._separator, self._at = n, separator, first + n_lines
                self.header = tuple(cells)

    def rows(self) -> Iterator[tuple[int, Cells | str]]:
        """Each row that has something in it with its line: its cells, or what is wrong with it.

        A row that is wrong ends with its line, so that it swallows no other.
        """
        at, n = self._at, len(self.header)
        while at < len(self._lines):
            if not self._lines[at].strip():
                at += 1
                continue
            cells, n_lines = self._record(at, self._separator)
            if cells is None:
                yield (
                    at + 1,
                    _("It cannot be read as a row; a quotation mark may be missing, or one too many."),
                )
            elif any(cell.strip() for cell in cells[n:]):
                yield at + 1, self._too_many_cells()
            elif any(cell.strip() for cell in cells):
                whole = [text_of_cell(cell.strip()) for cell in cells[:n]]
                yield at + 1, (*whole, *[""] * (n - len(whole)))
            at += n_lines

    def _too_many_cells(self) -> str:
        if self._separator == "\t":
            return _("It has more cells than the first line; a text with a tab in it needs quotation marks.")
        text = _("It has more cells than the first line; a text with “{separator}” needs quotation marks.")
        return text.format(separator=self._separator)

    def _record(self, at: int, separator: str) -> tuple[list[str] | None, int]:
        """One record and how many lines it takes; None where its quotation marks do not fit."""
        if len(self._lines[at]) > _MAX_LINE_CHARS:
            return None, 1
        some = (f"{line}\n" for line in self._lines[at : at + _MAX_LINES_A_ROW])
        reader = csv.reader(some, delimiter=separator, strict=True, skipinitialspace=True)
        try:
            return next(reader), reader.line_num
        except csv.Error:
            return None, 1
