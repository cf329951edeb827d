"""The team table for other programs: JSON, and CSV for a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rehearse.analysis.rubrics import Rubric
from rehearse.exchange.csv_cells import csv_cell, csv_row
from rehearse.library.team import TREND_KEYS, Team, recurring_told

COLUMNS = (
    "speaker",
    "last_at",
    "last_take",
    "takes",
    "other_takes",
    "scored",
    "ready",
    "not_heard",
    *(f"{key}_{part}" for key in TREND_KEYS for part in ("before", "now", "trend")),
    "keeps_going_wrong",
)


def to_dict(team: Team) -> dict[str, Any]:
    """Unknown is null; `wrong` is null where there are not enough takes."""
    return {
        "schema": 1,
        "speakers": [
            {
                "speaker": one.name,
                "last_at": one.last_at.isoformat(),
                "last_take": one.last_take_id,
                "takes": one.n_takes,
                "other_takes": one.n_parts,
                "scored": one.n_scored,
                "ready": one.n_ready,
                "not_heard": one.n_unheard,
                "trends": [asdict(trend) for trend in one.trends],
                "wrong": None if one.wrong is None else [asdict(wrong) for wrong in one.wrong],
            }
            for one in team.members
        ],
    }


def to_csv(team: Team, rubrics: Mapping[str, Rubric]) -> str:
    """One row a speaker, with a header; unknown is empty."""
    lines = [csv_row(COLUMNS)]
    for one in team.members:
        cells: list[object] = [
            one.name,
            one.last_at.isoformat(timespec="seconds"),
            one.last_take_id,
            one.n_takes,
            one.n_parts,
            one.n_scored,
            one.n_ready,
            one.n_unheard,
        ]
        for trend in one.trends:
            cells += [_rounded(trend.before), _rounded(trend.now), trend.direction]
        wrong = one.wrong or ()
        cells.append("; ".join(f"{recurring_told(w, rubrics)} {w.n_wrong}/{w.n_takes}" for w in wrong))
        lines.append(csv_row([csv_cell(cell) for cell in cells]))
    return "".join(lines)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
