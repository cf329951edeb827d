"""What became of drills: one run for each time somebody did one, one attempt for each take of it.

<folder>/drills/<id>.run.json   one run with its attempts, to make lost rows anew from
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

from rehearse.analysis.drills import Ended, Miss
from rehearse.i18n import _
from rehearse.library import drill_rows, drill_run_files, rows
from rehearse.library.cards import ProspectCard
from rehearse.library.database import Database
from rehearse.library.drill_run_files import DRILLS_FOLDER, FILES
from rehearse.library.drill_types import Attempt, DrillRun, KeptMiss, Outcome, RunState
from rehearse.library.filters import start_of
from rehearse.library.ids import new_id
from rehearse.library.script_rows import clean_text

__all__ = [
    "DRILLS_FOLDER",
    "Attempt",
    "DrillRun",
    "DrillRuns",
    "KeptMiss",
    "Outcome",
    "RunState",
    "forget_take",
]


class DrillRuns:
    """Usable from any thread.

    Raises what `Library` raises, and `DrillRunMissing` for an unknown run or attempt.
    Times, `Attempt.take_id` and the like are as their types tell.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder / DRILLS_FOLDER

    # -- looking ------------------------------------------------------------------------------------

    def get(self, run_id: str) -> DrillRun:
        """That run, deleted or not."""
        with self._database.reading() as connection:
            return drill_rows.one_run(connection, run_id)

    def all(
        self,
        drill_id: str | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
        limit: int | None = None,
    ) -> list[DrillRun]:
        """The runs (or those of one drill), the newest first, each with its attempts.

        `since` and `until` are days of the local time zone, both included.
        """
        asked, values = ["drill_runs.drill_id = ifnull(?, drill_runs.drill_id)"], [drill_id]
        if since is not None:
            asked.append("drill_runs.created_at >= ?")
            values.append(start_of(since))
        if until is not None and until < date.max:
            asked.append("drill_runs.created_at < ?")
            values.append(start_of(until + timedelta(days=1)))
        return self._found(" AND ".join(asked), values, limit)

    def open_runs(self) -> list[DrillRun]:
        """The runs that can be gone on with, the newest first."""
        return self._found("drill_runs.state = 'open'", [], None)

    def of_take(self, take_id: str) -> tuple[DrillRun, Attempt] | None:
        """Which drill a take was made for; None where it was for none, or that run is in the trash."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT attempts.run_id FROM attempts JOIN drill_runs ON drill_runs.id = attempts.run_id"
                " WHERE attempts.take_id = ? AND drill_runs.deleted_at IS NULL",
                (take_id,),
            ).fetchone()
            if row is None:
                return None
            run = drill_rows.one_run(connection, row[0])
        return next(((run, attempt) for attempt in run.attempts if attempt.take_id == take_id), None)

    def drills_done(self) -> list[tuple[str, str]]:
        """The drills (id, title as of the newest run) that were done, by title."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT drill_id, title, max(seq) FROM drill_runs WHERE deleted_at IS NULL GROUP BY drill_id"
            ).fetchall()
        named = [(drill_id, title) for drill_id, title, _seq in found]
        return sorted(named, key=lambda drill: (rows.folded(drill[1]), drill[0]))

    # -- doing one ----------------------------------------------------------------------------------

    def begin(
        self,
        drill_id: str,
        title: str,
        drill_text: str,
        n_rounds: int,
        *,
        speaker: str = "",
        script_id: str | None = None,
        cards: Sequence[ProspectCard] = (),
    ) -> DrillRun:
        """A run that is open, without an attempt.  Raises `ValueError` for no rounds."""
        if n_rounds < 1 or (cards and len(cards) != n_rounds):
            raise ValueError("a drill has rounds, and as many as there are cards")
        with self._database.writing() as connection:
            run_id = new_id()
            connection.execute(
                "INSERT INTO drill_runs (id, created_at, drill_id, title, drill_text, n_rounds, speaker,"
                " script_id, cards) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    run_id,
                    rows.now_text(),
                    rows.clean(drill_id),
                    rows.clean(title),
                    clean_text(drill_text),
                    n_rounds,
                    rows.clean(speaker),
                    script_id,
                    drill_rows.cards_text(cards),
                ),
            )
            return self._written(connection, run_id)

    def add_attempt(self, run_id: str, round_: int, take_id: str) -> Attempt:
        """A take that is begun for a round, its outcome not known yet.

        Raises `TakeMissing`, and `ValueError` for a round that the drill does not have or a take that
        stands for another attempt.
        """
        with self._database.writing() as connection:
            run = drill_rows.one_run(connection, run_id)
            rows.one(connection, take_id, "id")
            if not 0 <= round_ < run.n_rounds:
                raise ValueError(f"a drill of {run.n_rounds} rounds has no round {round_}")
            if connection.execute("SELECT 1 FROM attempts WHERE take_id = ?", (take_id,)).fetchone():
                raise ValueError("this take stands for another attempt")
            attempt_id = new_id()
            connection.execute(
                "INSERT INTO attempts (id, run_id, created_at, round, take_id) VALUES (?, ?, ?, ?, ?)",
                (attempt_id, run_id, rows.now_text(), round_, take_id),
            )
            return _attempt(self._written(connection, run_id), attempt_id)

    def settle(
        self,
        attempt_id: str,
        outcome: Outcome,
        *,
        misses: Iterable[Miss | KeptMiss] = (),
        values: Iterable[tuple[str, float]] = (),
        ended: Ended | None = None,
        cut_s: float | None = None,
        problem: str = "",
    ) -> Attempt:
        """What came of an attempt, in place of what was told before; `problem` says why it is void."""
        if outcome not in get_args(Outcome):
            raise ValueError(f"{outcome!r} is no outcome")
        kept = [KeptMiss.of(miss) if isinstance(miss, Miss) else miss for miss in misses]
        with self._database.writing() as connection:
            run, attempt = _of_attempt(connection, attempt_id)
            if attempt.take_id is None:  # purged while it was judged
                kept = list(drill_rows.without_speech(kept))
            connection.execute(
                "UPDATE attempts SET outcome = ?, misses = ?, measured = ?, ended = ?, cut_s = ?,"
                " problem = ?, is_whole = ? WHERE id = ?",
                (
                    outcome,
                    drill_rows.misses_text(kept),
                    drill_rows.values_text(values),
                    ended,
                    cut_s,
                    rows.clean(problem),
                    _is_whole(run, attempt.round_, outcome, ended, kept),
                    attempt_id,
                ),
            )
            return _attempt(self._written(connection, run.id), attempt_id)

    def void_unsettled(self, run_id: str, problem: str = "") -> DrillRun:
        """Attempts that nobody will judge any more (their program ended) count for nothing."""
        with self._database.writing() as connection:
            changed = connection.execute(
                "UPDATE attempts SET outcome = 'void', problem = ? WHERE run_id = ? AND outcome IS NULL",
                (rows.clean(problem) or _("Rehearse ended before this was judged."), run_id),
            )
            run = drill_rows.one_run(connection, run_id)
            return self._written(connection, run_id) if changed.rowcount else run

    def drop_attempt(self, attempt_id: str) -> None:
        """An attempt that never was one (nobody spoke, it was discarded); its take is left as it is."""
        with self._database.writing() as connection:
            run, _attempt = _of_attempt(connection, attempt_id)
            connection.execute("DELETE FROM attempts WHERE id = ?", (attempt_id,))
            self._written(connection, run.id)

    def end(self, run_id: str, state: RunState, passed: bool | None) -> DrillRun:
        """The run is over: "done" or "left".  "open" takes that back."""
        if state not in get_args(RunState):
            raise ValueError(f"{state!r} is no state of a run")
        ended_at = None if state == "open" else rows.now_text()
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE drill_runs SET state = ?, passed = ?, ended_at = ? WHERE id = ?",
                (state, None if state == "open" else passed, ended_at, run_id),
            )
            return self._written(connection, run_id)

    # -- the trash, and what was lost -----------------------------------------------------------------

    def delete(self, run_ids: Iterable[str]) -> None:
        """Into the trash, without their takes; `restore` brings them back."""
        self._set_deleted(run_ids, rows.now_text())

    def restore(self, run_ids: Iterable[str]) -> None:
        self._set_deleted(run_ids, None)

    def adopt(self) -> list[str]:
        """Take in runs whose files are there but whose rows are not; their ids, the oldest first."""
        with self._database.reading() as connection:
            known = {row[0] for row in connection.execute("SELECT id FROM drill_runs")}
        strays = FILES.without_row(self._folder, known)
        adopted = []
        if strays:
            with self._database.writing() as connection:
                for facts in strays:
                    if drill_run_files.adopt_run(connection, facts):
                        drill_run_files.adopt_attempts(connection, facts)
                        adopted.append(str(facts["id"]))
        return adopted

    def adopt_attempts(self) -> int:
        """Take in attempts of known runs that only their files tell; their number.

        Reads every file: for a database that was saved row by row.
        """
        with self._database.writing() as connection:
            known = {row[0] for row in connection.execute("SELECT id FROM drill_runs")}
            return sum(
                drill_run_files.adopt_attempts(connection, facts)
                for facts in FILES.without_row(self._folder, ())
                if facts["id"] in known
            )

    # -- within ---------------------------------------------------------------------------------------

    def _found(self, condition: str, values: Sequence[object], limit: int | None) -> list[DrillRun]:
        with self._database.reading() as connection:
            found = connection.execute(
                f"SELECT {drill_rows.RUN_COLUMNS} FROM drill_runs WHERE deleted_at IS NULL AND {condition}"
                " ORDER BY seq DESC LIMIT ?",
                (*values, -1 if limit is None else limit),
            ).fetchall()
            attempts: dict[str, list[Attempt]] = {row[0]: [] for row in found}
            wanted = json.dumps(list(attempts))
            condition = "attempts.run_id IN (SELECT value FROM json_each(?))"
            for attempt in drill_rows.attempts_of(connection, condition, wanted):
                attempts[attempt.run_id].append(attempt)
        return [drill_rows.run_from(row, attempts[row[0]]) for row in found]

    def _set_deleted(self, run_ids: Iterable[str], deleted_at: str | None) -> None:
        with self._database.writing() as connection:
            for run_id in dict.fromkeys(run_ids):
                drill_rows.one_run(connection, run_id)
                if rows.set_deleted(connection, "drill_runs", run_id, deleted_at):
                    self._written(connection, run_id)

    def _written(self, connection: sqlite3.Connection, run_id: str) -> DrillRun:
        """Inside the transaction: the file beside the rows, so that either can be lost."""
        run = drill_rows.one_run(connection, run_id)
        FILES.write(self._folder, drill_run_files.file_facts(connection, run_id))
        return run


def forget_take(connection: sqlite3.Connection, folder: Path, take_id: str) -> None:
    """A take is removed for good: its attempt keeps what came of it, and nothing of what was said.

    Inside the transaction that removes it; `folder` is the library's.
    """
    found = connection.execute(
        "SELECT id, run_id, misses FROM attempts WHERE take_id = ?", (take_id,)
    ).fetchall()
    for attempt_id, run_id, misses in found:
        wiped = "[]"
        with contextlib.suppress(*drill_rows.NOT_OURS):  # whatever stands there, nothing of it may stay
            wiped = drill_rows.misses_text(drill_rows.without_speech(drill_rows.misses_from(misses)))
        connection.execute("UPDATE attempts SET take_id = NULL, misses = ? WHERE id = ?", (wiped, attempt_id))
        FILES.write(folder / DRILLS_FOLDER, drill_run_files.file_facts(connection, run_id))


def _is_whole(
    run: DrillRun, round_: int, outcome: Outcome, ended: Ended | None, misses: Sequence[KeptMiss]
) -> bool:
    broken_off = outcome == "void" and ended is None
    cut = ended == "cut" or (ended == "limit" and any(miss.measure == "finished" for miss in misses))
    return not broken_off and not cut and not drill_rows.gives_a_line(run, round_)


def _of_attempt(connection: sqlite3.Connection, attempt_id: str) -> tuple[DrillRun, Attempt]:
    row = connection.execute("SELECT run_id FROM attempts WHERE id = ?", (attempt_id,)).fetchone()
    if row is None:
        raise drill_rows.missing()
    run = drill_rows.one_run(connection, row[0])
    return run, _attempt(run, attempt_id)


def _attempt(run: DrillRun, attempt_id: str) -> Attempt:
    return next(attempt for attempt in run.attempts if attempt.id == attempt_id)
