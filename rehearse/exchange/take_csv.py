"""Takes as tables for a spreadsheet: a row a take with its scores, and a row an answer to a rubric."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rehearse.exchange import score_csv
from rehearse.exchange.csv_cells import csv_cell, csv_row
from rehearse.exchange.outgoing import Outgoing
from rehearse.exchange.remarks import note_line, reaction_line
from rehearse.exchange.take_json import mark_dicts

#: In both tables first.
_TAKE = ("id", "created_at", "title", "speaker")
#: Before the columns of `rehearse score --format csv`, and behind them.
COLUMNS = (*_TAKE, "n_notes", "notes")
MORE_COLUMNS = ("n_yes", "n_no", "n_reactions", "reactions")
#: Of `take_json.mark_dicts`.
_MARK = (
    "rubric",
    "rubric_title",
    "criterion",
    "question",
    "answer",
    "author",
    "marked_at",
    "reason",
    "check",
    "automatic",
)


def take_table(takes: Iterable[Outgoing]) -> Iterator[str]:
    """The file in pieces, its header first; notes stand in one cell, a line each, and reactions too."""
    yield csv_row([*COLUMNS, *score_csv.COLUMNS, *MORE_COLUMNS])
    for take in takes:
        answers = [one.answer for rubric in take.rubrics for c in rubric.criteria for one in c.answers]
        first = (*_of(take), len(take.notes), "\n".join(map(note_line, take.notes)))
        last = (
            answers.count("yes"),
            answers.count("no"),
            len(take.reactions),
            "\n".join(map(reaction_line, take.reactions)),
        )
        yield csv_row([*map(csv_cell, first), *score_csv.message_cells(take.scored), *map(csv_cell, last)])


def mark_table(takes: Iterable[Outgoing]) -> Iterator[str]:
    """The file in pieces, its header first; takes that nobody judged have no row."""
    yield csv_row([*_TAKE, *_MARK])
    for take in takes:
        for mark in mark_dicts(take):
            yield csv_row([csv_cell(cell) for cell in (*_of(take), *(mark[key] for key in _MARK))])


def _of(take: Outgoing) -> tuple[str, str, str, str]:
    return take.id, take.created_at.isoformat(), take.title, take.speaker
