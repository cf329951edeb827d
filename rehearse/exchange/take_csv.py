"""Scores of takes as one table: a row a take, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rehearse.exchange import score_csv
from rehearse.exchange.csv_cells import csv_cell, csv_row
from rehearse.exchange.outgoing import Outgoing
from rehearse.exchange.remarks import note_line

#: Before the columns of `rehearse score --format csv`.
COLUMNS = ("id", "created_at", "title", "speaker", "n_notes", "notes")


def take_table(takes: Iterable[Outgoing]) -> Iterator[str]:
    """The file in pieces, its header first; notes stand in one cell, a line each."""
    yield csv_row([*COLUMNS, *score_csv.COLUMNS])
    for take in takes:
        cells = (
            take.id,
            take.created_at.isoformat(),
            take.title,
            take.speaker,
            len(take.notes),
            "\n".join(map(note_line, take.notes)),
        )
        yield csv_row([*map(csv_cell, cells), *score_csv.message_cells(take.scored)])
