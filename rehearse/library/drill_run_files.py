"""What became of a drill as facts in a file beside the database, and rows made of such a file again.

<library>/drills/<id>.run.json   one run with its attempts
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any, get_args

from rehearse.analysis.drills import Ended
from rehearse.library import rows
from rehearse.library.drill_rows import (
    ATTEMPT_COLUMNS,
    ATTEMPT_KEYS,
    RUN_COLUMNS,
    RUN_KEYS,
    cards_from,
    cards_text,
    misses_from,
    misses_text,
    number_of,
    values_from,
    values_text,
)
from rehearse.library.drill_types import Outcome, RunState
from rehearse.library.fact_files import FactFiles, free_seq, require_texts
from rehearse.library.ids import is_id
from rehearse.library.moments import moment_of
from rehearse.library.script_rows import clean_text

#: Below the library's folder.
DRILLS_FOLDER = "drills"

#: The longest drill with the most cards, each tried a dozen times, takes less.
_MAX_FILE_BYTES = 20_000_000

_INSERT_RUN = f"INSERT INTO drill_runs ({', '.join(RUN_KEYS)}) VALUES (?{', ?' * (len(RUN_KEYS) - 1)})"
_INSERT_ATTEMPT = (
    f"INSERT INTO attempts ({', '.join(ATTEMPT_KEYS)}) VALUES (?{', ?' * (len(ATTEMPT_KEYS) - 1)})"
)


def file_facts(connection: sqlite3.Connection, run_id: str) -> dict[str, Any]:
    """A run with its attempts, as its file tells them."""
    row = connection.execute(f"SELECT {RUN_COLUMNS} FROM drill_runs WHERE id = ?", (run_id,)).fetchone()
    facts = dict(zip(RUN_KEYS, row, strict=True))
    facts["cards"] = json.loads(facts["cards"])
    facts["attempts"] = []
    for found in connection.execute(
        f"SELECT {ATTEMPT_COLUMNS} FROM attempts WHERE run_id = ? ORDER BY seq", (run_id,)
    ):
        attempt = dict(zip(ATTEMPT_KEYS, found, strict=True))
        for key in ("misses", "measured"):
            attempt[key] = json.loads(attempt[key])
        facts["attempts"].append(attempt)
    return facts


def adopt_run(connection: sqlite3.Connection, facts: dict[str, Any]) -> bool:
    """A row for a file's run; false where there is one."""
    if connection.execute("SELECT 1 FROM drill_runs WHERE id = ?", (facts["id"],)).fetchone():
        return False
    connection.execute(
        _INSERT_RUN,
        (
            facts["id"],
            _moment(facts["created_at"]),
            rows.clean(facts["drill_id"]),
            rows.clean(facts["title"]),
            clean_text(facts["drill_text"]),
            facts["n_rounds"],
            rows.clean(facts["speaker"]),
            None if facts["script_id"] is None else rows.clean(facts["script_id"]),
            cards_text(cards_from(json.dumps(facts["cards"]))),
            facts["state"],
            facts["passed"],
            _moment(facts["ended_at"]),
            _moment(facts["deleted_at"]),
            free_seq(connection, "drill_runs", facts),
        ),
    )
    return True


def adopt_attempts(connection: sqlite3.Connection, facts: dict[str, Any]) -> int:
    """Rows for the attempts of a file that have none; their number."""
    known = {row[0] for row in connection.execute("SELECT id FROM attempts WHERE run_id = ?", (facts["id"],))}
    n_adopted = 0
    for attempt in facts["attempts"]:
        taken = connection.execute("SELECT 1 FROM attempts WHERE id = ?", (attempt["id"],)).fetchone()
        if attempt["id"] in known or taken:
            continue
        take_id = attempt["take_id"]
        if take_id is not None:
            # One take is one attempt, whatever two files say.
            twice = connection.execute("SELECT 1 FROM attempts WHERE take_id = ?", (take_id,)).fetchone()
            take_id = None if twice else take_id
        connection.execute(
            _INSERT_ATTEMPT,
            (
                attempt["id"],
                facts["id"],
                _moment(attempt["created_at"]),
                attempt["round"],
                take_id,
                attempt["outcome"],
                misses_text(misses_from(json.dumps(attempt["misses"]))),
                values_text(values_from(json.dumps(attempt["measured"]))),
                attempt["ended"],
                attempt["cut_s"],
                rows.clean(attempt["problem"]),
                bool(attempt["is_whole"]),
                free_seq(connection, "attempts", attempt),
            ),
        )
        n_adopted += 1
    return n_adopted


def _moment(text: str | None) -> str | None:
    return None if text is None else rows.time_text(moment_of(text))


def _check(found: dict[str, Any]) -> None:
    require_texts(found, ("drill_id", "title", "drill_text", "speaker"))
    n_rounds = found["n_rounds"]
    if type(n_rounds) is not int or not 0 < n_rounds < 2**31 or found["state"] not in get_args(RunState):
        raise ValueError("a run of a drill was expected")
    if found["passed"] not in (None, True, False) or not _text_or_none(found["script_id"]):
        raise ValueError("a run of a drill was expected")
    if found["ended_at"] is not None:
        moment_of(found["ended_at"])
    if len(cards_from(json.dumps(found["cards"]))) not in (0, n_rounds):
        raise ValueError("a card for every round was expected")
    for attempt in found["attempts"]:
        _check_attempt(attempt, n_rounds)


def _check_attempt(attempt: dict[str, Any], n_rounds: int) -> None:
    require_texts(attempt, ("id", "created_at", "problem"))
    moment_of(attempt["created_at"])
    round_, take_id = attempt["round"], attempt["take_id"]
    if (
        not is_id(attempt["id"])
        or type(attempt["seq"]) is not int
        or type(round_) is not int
        or not 0 <= round_ < n_rounds
        or not (take_id is None or is_id(take_id))
        or attempt["outcome"] not in (None, *get_args(Outcome))
        or attempt["ended"] not in (None, *get_args(Ended))
    ):
        raise ValueError("an attempt was expected")
    number_of(attempt["cut_s"])
    misses_from(json.dumps(attempt["misses"]))
    values_from(json.dumps(attempt["measured"]))
    bool(attempt["is_whole"])


def _text_or_none(value: object) -> bool:
    return value is None or isinstance(value, str)


FILES = FactFiles(".run.json", "rehearse_drill_run", _MAX_FILE_BYTES, _check)
