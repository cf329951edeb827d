"""A list of takes for other programs: JSON objects and a table, without transcripts.

The keys are a contract: new ones may come, none may change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rehearse.exchange.csv_cells import csv_cell, csv_row
from rehearse.exchange.score_csv import CHECK_IDS
from rehearse.library.takes import Hit, TakeSummary

_COLUMNS = (
    "id",
    "created_at",
    "deleted_at",
    "title",
    "speaker",
    "state",
    "recovered",
    "duration_s",
    "message_s",
    "ready",
    "excerpt",
    "problem",
    "script_id",
    "script_title",
    "tags",
    "starred",
    "n_notes",
    "number_fraction",
    "number_late",
    "n_pitch",
    "drill_title",
)


#: Behind the others.
_DESK_COLUMNS = ("heard", "n_marks", "n_reactions")


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """How many answers by rubrics and reactions takes have, by their ids; those without may be left out."""

    marks: Mapping[str, int] = field(default_factory=dict)
    reactions: Mapping[str, int] = field(default_factory=dict)


_NONE_COUNTED = DeskCounts()


def to_dict(take: TakeSummary, counted: DeskCounts = _NONE_COUNTED) -> dict[str, Any]:
    """What the list shows of a take.  `hit` is None where nothing was searched for.

    `heard` tells whether somebody has listened to it since it was made or came.
    """
    return {
        "id": take.id,
        "created_at": take.created_at.isoformat(),
        "deleted_at": take.deleted_at.isoformat() if take.deleted_at else None,
        "title": take.title,
        "speaker": take.speaker,
        "state": str(take.state),
        "recovered": take.recovered,
        "duration_s": take.duration_s,
        "message_s": take.message_s,
        "bands": take.bands,
        "ready": take.ready,
        "excerpt": take.excerpt,
        "problem": take.problem,
        "script_id": take.script_id,
        "script_title": take.script_title,
        "tags": list(take.tags),
        "starred": take.starred,
        "n_notes": take.n_notes,
        "number_fraction": take.number_fraction,
        "number_late": take.number_late,
        "n_pitch": take.n_pitch,
        "drill_title": take.drill_title,
        "hit": None if take.hit is None else hit_to_dict(take.hit),
        "heard": take.heard,
        "n_marks": counted.marks.get(take.id, 0),
        "n_reactions": counted.reactions.get(take.id, 0),
    }


def hit_to_dict(hit: Hit) -> dict[str, Any]:
    return {
        "text": hit.text,
        "marks": [list(mark) for mark in hit.marks],
        "first_word": hit.first_word,
        "start_s": None if hit.span is None else hit.span.start_s,
        "end_s": None if hit.span is None else hit.span.end_s,
    }


def to_csv(takes: Sequence[TakeSummary], counted: DeskCounts = _NONE_COUNTED) -> str:
    """A table with a header; tags stand in one cell with commas between, a band has a column a check."""
    lines = [csv_row([*_COLUMNS, *(f"band_{check_id}" for check_id in CHECK_IDS), "hit", *_DESK_COLUMNS])]
    for take in takes:
        data = {**to_dict(take, counted), "tags": ", ".join(take.tags)}
        bands = [csv_cell(take.bands.get(check_id)) for check_id in CHECK_IDS]
        hit = csv_cell(None if take.hit is None else take.hit.text)
        desk = [csv_cell(data[column]) for column in _DESK_COLUMNS]
        lines.append(csv_row([*(csv_cell(data[column]) for column in _COLUMNS), *bands, hit, *desk]))
    return "".join(lines)
