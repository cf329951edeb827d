"""Scores as a table: one row a message, for a spreadsheet."""

from __future__ import annotations

from typing import Any

from rehearse.analysis.result import ScoredMessage
from rehearse.errors import RehearseError
from rehearse.exchange.csv_cells import csv_cell, csv_row
from rehearse.exchange.score_json import message_to_dict, path_text

#: The checks of the design, in its order; a check that is not there leaves its cell empty.
CHECK_IDS = (
    "length",
    "phone",
    "pitch",
    "reason",
    "focus",
    "kind",
    "pace",
    "fillers",
    "pauses",
    "level",
    "script",
)

COLUMNS = (
    "path",
    "kind",
    "duration_s",
    "profile",
    "model",
    "message_s",
    "estimated",
    "words",
    "wpm",
    "phone_verdict",
    "phone_number",
    "phone_first_end_fraction",
    "pitch_phrases",
    "offers",
    "fillers",
    "loudness_lufs",
    "message_kind",
    "first_pitch_s",
    "first_reason_s",
    "number_complete_s",
    *(f"band_{check_id}" for check_id in CHECK_IDS),
    "ready",
    "fix_next",
    "transcript",
    "error_id",
    "error_message",
)


def header() -> str:
    return csv_row(COLUMNS)


def message_row(scored: ScoredMessage) -> str:
    """The line for one message, with its line end."""
    return csv_row(message_cells(scored))


def message_cells(scored: ScoredMessage) -> list[str]:
    """A cell for each of `COLUMNS`."""
    data = message_to_dict(scored)
    bands = scored.analysis.scorecard.bands()
    numbers = data["phone"]["numbers"]
    whole = next((n for n in numbers if n["complete"]), None)
    cells: dict[str, Any] = {
        "path": data["source"]["path"],
        "kind": data["source"]["kind"],
        "duration_s": data["source"]["duration_s"],
        "profile": data["profile"],
        "model": data["engine"]["model"] if data["engine"] else None,
        "message_s": data["timing"]["message_s"],
        "estimated": data["timing"]["estimated"],
        "words": len(data["words"]),
        "wpm": data["timing"]["wpm"],
        "phone_verdict": data["phone"]["verdict"],
        "phone_number": whole["display"] if whole else None,
        "phone_first_end_fraction": data["phone"]["first_end_fraction"],
        "pitch_phrases": len(data["phrases"]),
        "offers": None if data["offers"] is None else len(data["offers"]),
        "fillers": None if data["fillers"] is None else len(data["fillers"]),
        "loudness_lufs": data["sound"]["loudness_lufs"] if data["sound"] else None,
        "message_kind": data["message_kind"],
        **data["moments"],
        **{f"band_{check_id}": bands.get(check_id) for check_id in CHECK_IDS},
        "ready": data["ready"],
        "fix_next": " ".join(data["fix_next"]),
        "transcript": " ".join(word["text"] for word in data["words"]),
    }
    return [csv_cell(cells.get(column)) for column in COLUMNS]


def error_row(path: str | None, error: RehearseError) -> str:
    """The line for a message that could not be scored."""
    cells = {"path": path_text(path), "error_id": error.id, "error_message": str(error)}
    return csv_row([csv_cell(cells.get(column)) for column in COLUMNS])
