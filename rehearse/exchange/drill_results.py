"""What became of drills for other programs: JSON objects, and a table with a row for each attempt.

The keys are a contract: new ones may come, none may change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rehearse.analysis.drills import MEASURES
from rehearse.exchange.csv_cells import csv_cell, csv_row
from rehearse.library.drill_record import DrillRecord, DueDrill
from rehearse.library.drill_runs import Attempt, DrillRun

_COLUMNS = (
    "run_id",
    "drill",
    "title",
    "begun_at",
    "ended_at",
    "state",
    "run_passed",
    "speaker",
    "script_id",
    "round",
    "card",
    "take_id",
    "tried_at",
    "outcome",
    "ended",
    "cut_s",
    "missed",
    "told",
)


def run_to_dict(run: DrillRun) -> dict[str, Any]:
    """A run with its attempts; rounds count from 1."""
    return {
        "id": run.id,
        "drill": run.drill_id,
        "title": run.title,
        "begun_at": run.created_at.isoformat(),
        "ended_at": None if run.ended_at is None else run.ended_at.isoformat(),
        "state": run.state,
        "passed": run.passed,
        "n_rounds": run.n_rounds,
        "speaker": run.speaker,
        "script_id": run.script_id,
        "cards": [
            {
                "name": card.name,
                "role": card.role,
                "company": card.company,
                "facts": list(map(list, card.facts)),
            }
            for card in run.cards
        ],
        "attempts": [_attempt_to_dict(attempt) for attempt in run.attempts],
    }


def _attempt_to_dict(attempt: Attempt) -> dict[str, Any]:
    return {
        "id": attempt.id,
        "round": attempt.round_ + 1,
        "take_id": attempt.take_id,
        "tried_at": attempt.created_at.isoformat(),
        "outcome": attempt.outcome,
        "ended": attempt.ended,
        "cut_s": attempt.cut_s,
        "is_whole": attempt.is_whole,
        "problem": attempt.problem,
        "values": dict(attempt.values),
        "misses": [
            {
                "measure": miss.measure,
                "sentence": miss.sentence,
                "value": miss.value,
                "bound": miss.bound,
                "unknown": miss.unknown,
                "start_s": None if miss.span is None else miss.span.start_s,
                "end_s": None if miss.span is None else miss.span.end_s,
            }
            for miss in attempt.misses
        ],
    }


def record_to_dict(drill_id: str, record: DrillRecord) -> dict[str, Any]:
    return {
        "drill": drill_id,
        "n_runs": record.n_runs,
        "n_passed": record.n_passed,
        "streak": record.streak,
        "longest_streak": record.longest_streak,
        "bests": record.bests,
        "best_cards": None if record.best_cards is None else list(record.best_cards),
        "last_run": None if record.last is None else record.last.id,
    }


def due_to_dict(due: DueDrill, title: str) -> dict[str, Any]:
    return {**asdict(due), "title": title, "due_on": due.due_on.isoformat()}


def to_csv(runs: Sequence[DrillRun]) -> str:
    """A table with a header: a row for each attempt, one for a run without any; values by their measures."""
    lines = [csv_row([*_COLUMNS, *MEASURES])]
    for run in runs:
        for attempt in run.attempts or (None,):
            cells: dict[str, object] = {
                "run_id": run.id,
                "drill": run.drill_id,
                "title": run.title,
                "begun_at": run.created_at.isoformat(),
                "ended_at": None if run.ended_at is None else run.ended_at.isoformat(),
                "state": run.state,
                "run_passed": run.passed,
                "speaker": run.speaker,
                "script_id": run.script_id,
            }
            if attempt is not None:
                card = run.cards[attempt.round_] if attempt.round_ < len(run.cards) else None
                cells |= {
                    "round": attempt.round_ + 1,
                    "card": None if card is None else card.name or card.company,
                    "take_id": attempt.take_id,
                    "tried_at": attempt.created_at.isoformat(),
                    "outcome": attempt.outcome,
                    "ended": attempt.ended,
                    "cut_s": attempt.cut_s,
                    "missed": ", ".join(miss.measure for miss in attempt.misses),
                    "told": attempt.problem or " ".join(miss.sentence for miss in attempt.misses),
                    **dict(attempt.values),
                }
            lines.append(csv_row([csv_cell(cells.get(column)) for column in (*_COLUMNS, *MEASURES)]))
    return "".join(lines)
