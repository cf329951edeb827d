"""What a coach says of takes by a rubric: yes or no to each criterion, beside what the program says itself.

Where an answer goes against an automatic check, a reason belongs to it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rehearse.analysis.rubric_files import MAX_QUESTION
from rehearse.analysis.rubrics import Answer, Criterion, Rubric, automatic_answer
from rehearse.errors import UsageError
from rehearse.i18n import _
from rehearse.library import rows, taken_away
from rehearse.library.database import Database
from rehearse.library.desk_facts import MarkFacts
from rehearse.library.script_rows import clean_text

#: Characters of a reason; more is cut off.
REASON_CHARS = 500
#: As many of an id or a name: file systems allow 255 bytes of a rubric's.
_ID_CHARS = 255

_COLUMNS = (
    "take_id, rubric_id, criterion_id, author, marked_at, answer, question, reason, check_id, check_band"
)
_KEY = "take_id = ? AND rubric_id = ? AND criterion_id = ? AND author = ?"


@dataclass(frozen=True, slots=True)
class Mark:
    """One criterion answered.  `marked_at` is aware and in UTC.

    `question` is the criterion as it was put then.
    `check_id` is the automatic check beside it and `check_band` its verdict at that time; None where there
    was none.  `reason` says why the answer goes against it, "" where it does not.
    """

    take_id: str
    rubric_id: str
    criterion_id: str
    author: str
    marked_at: datetime
    answer: Answer
    question: str
    reason: str = ""
    check_id: str | None = None
    check_band: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion of a take with all that is known about it.

    `automatic` is what the program's own check says (None: there is none, it is near, or not known) and
    `band` that check's verdict now.
    `marks` are those of everybody who answered, the newest last; `answer` is what counts: the newest mark,
    else the check's.
    """

    criterion: Criterion
    automatic: Answer | None
    band: str | None
    marks: tuple[Mark, ...]

    @property
    def answer(self) -> Answer | None:
        return self.marks[-1].answer if self.marks else self.automatic

    @property
    def overridden(self) -> bool:
        """Whether somebody's answer stands against the check's."""
        return bool(self.marks) and self.automatic is not None and self.marks[-1].answer != self.automatic


def judged(rubric: Rubric, bands: Mapping[str, str], marks: Iterable[Mark]) -> tuple[Judged, ...]:
    """Every criterion of a rubric, in its order; `bands` are the take's, by check id."""
    by_criterion: dict[str, list[Mark]] = {}
    for mark in sorted(marks, key=lambda mark: mark.marked_at):
        if mark.rubric_id == rubric.id:
            by_criterion.setdefault(mark.criterion_id, []).append(mark)
    return tuple(
        Judged(
            criterion,
            automatic_answer(criterion, bands),
            None if criterion.check is None else bands.get(criterion.check),
            tuple(by_criterion.get(criterion.id, ())),
        )
        for criterion in rubric.criteria
    )


class Marks:
    """Usable from any thread.  Raises what `Library` raises."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder

    def of(self, take_id: str, rubric_id: str | None = None) -> list[Mark]:
        """The marks of a take (or those by one rubric), in the order they were first given."""
        with self._database.reading() as connection:
            found = connection.execute(
                f"SELECT {_COLUMNS} FROM marks WHERE take_id = ? AND rubric_id = ifnull(?, rubric_id)"
                " ORDER BY seq",
                (take_id, rubric_id),
            ).fetchall()
        return [_from_row(row) for row in found]

    def counts(self) -> dict[str, int]:
        """How many answers were given about each take, by its id; takes without are left out."""
        with self._database.reading() as connection:
            return dict(connection.execute("SELECT take_id, count(*) FROM marks GROUP BY take_id").fetchall())

    def rubrics_used(self) -> list[tuple[str, int]]:
        """The ids of the rubrics that takes outside the trash were marked by, with how many takes each."""
        with self._database.reading() as connection:
            return connection.execute(
                "SELECT rubric_id, count(DISTINCT take_id) AS n FROM marks JOIN takes ON takes.id = take_id"
                " WHERE deleted_at IS NULL GROUP BY rubric_id ORDER BY n DESC, rubric_id"
            ).fetchall()

    def judged(self, take_id: str, rubric: Rubric) -> tuple[Judged, ...]:
        """Every criterion of a rubric with what check and people say of this take."""
        with self._database.reading() as connection:
            bands = _bands(connection, take_id)
        return judged(rubric, bands, self.of(take_id, rubric.id))

    def mark(
        self,
        take_id: str,
        rubric: Rubric,
        answers: Mapping[str, Answer | None],
        *,
        author: str = "",
        reasons: Mapping[str, str] | None = None,
    ) -> list[Mark]:
        """Answer criteria (by their ids), in place of what this author said before; None takes it back.

        All of them or none.  A take that is marked counts as heard.  The marks of the take by this rubric.
        Raises `UsageError` for a criterion that the rubric does not have and for an answer against a check
        without a reason (one given before stands).
        """
        by_id = {criterion.id: criterion for criterion in rubric.criteria}
        for criterion_id in answers:
            if criterion_id not in by_id:
                raise _no_such(criterion_id, rubric)
        author = rows.clean(author)
        now = rows.now_text()
        with self._database.writing() as connection:
            bands = _bands(connection, take_id)
            for criterion_id, answer in answers.items():
                key = (take_id, rubric.id, criterion_id, author)
                if answer is None:
                    _remove(connection, key)
                    continue
                criterion = by_id[criterion_id]
                given = (reasons or {}).get(criterion_id)
                reason = _reason_before(connection, key) if given is None else clean_reason(given)
                automatic = automatic_answer(criterion, bands)
                if automatic is None or automatic == answer:
                    reason = reason if given else ""
                elif not reason:
                    raise _reason_wanted(criterion, automatic)
                band = None if criterion.check is None else bands.get(criterion.check)
                _put(connection, (*key, now, answer, criterion.question, reason, criterion.check, band))
            if any(answers.values()):
                connection.execute(
                    "UPDATE takes SET heard_at = ifnull(heard_at, ?) WHERE id = ?", (now, take_id)
                )
            rows.write_facts(connection, self._folder, take_id)
        return self.of(take_id, rubric.id)

    def put_back(self, take_id: str, rubric_id: str, marks: Iterable[Mark]) -> None:
        """Undo: the marks of a take by a rubric are those again (see `of`)."""
        with self._database.writing() as connection:
            rows.one(connection, take_id, "id")
            there = connection.execute(
                "SELECT take_id, rubric_id, criterion_id, author FROM marks"
                " WHERE take_id = ? AND rubric_id = ?",
                (take_id, rubric_id),
            ).fetchall()
            for key in there:
                _remove(connection, key)
            for mark in marks:
                _put(connection, _values(take_id, mark))
            rows.write_facts(connection, self._folder, take_id)

    def take_in(self, take_id: str, marks: Iterable[Mark]) -> int:
        """Marks from elsewhere: a newer one wins over an older one of the same author; how many came in."""
        with self._database.writing() as connection:
            rows.one(connection, take_id, "id")
            n_taken = merge(connection, take_id, marks)
            if n_taken:
                rows.write_facts(connection, self._folder, take_id)
        return n_taken


def merge(connection: sqlite3.Connection, take_id: str, marks: Iterable[Mark]) -> int:
    """As `Marks.take_in`, inside a transaction; the facts beside the sound are the caller's to write.

    A mark that was here and was taken back or answered anew since does not come in again, nor one that is
    here by another name.
    """
    n_taken = 0
    for mark in marks:
        values = _values(take_id, mark)
        rubric_id, criterion_id, _author, marked_at = values[1:5]
        if taken_away.is_known(
            connection, taken_away.mark_id(take_id, rubric_id, criterion_id, marked_at)
        ) or _one(
            connection,
            "take_id = ? AND rubric_id = ? AND criterion_id = ? AND marked_at = ?",
            (take_id, rubric_id, criterion_id, marked_at),
        ):
            continue
        before = _one(connection, _KEY, values[:4])
        if before is None or before[0] < marked_at:
            _put(connection, values)
            n_taken += 1
    return n_taken


def drop_older(connection: sqlite3.Connection, name: str, other: str) -> None:
    """Two names are to be one: where both have answered the same criterion, the newer answer stays."""
    older = connection.execute(
        "SELECT older.take_id, older.rubric_id, older.criterion_id, older.author FROM marks AS older"
        " JOIN marks AS newer ON newer.take_id = older.take_id AND newer.rubric_id = older.rubric_id"
        " AND newer.criterion_id = older.criterion_id AND newer.seq != older.seq"
        " AND older.author IN (?, ?) AND newer.author IN (?, ?)"
        " AND (newer.marked_at, newer.seq) > (older.marked_at, older.seq)",
        (name, other, name, other),
    ).fetchall()
    for key in older:
        _remove(connection, key)


def adopt(connection: sqlite3.Connection, take_id: str, marks: Iterable[MarkFacts]) -> None:
    """Rows for the marks that lay beside a take's sound, where there are none."""
    for facts in marks:
        connection.execute(
            f"INSERT OR IGNORE INTO marks ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            _values(take_id, mark_from(take_id, facts)),
        )


def mark_from(take_id: str, facts: MarkFacts) -> Mark:
    """The mark that facts tell of."""
    moment = datetime.fromisoformat(facts.marked_at)
    answer: Answer = "yes" if facts.answer == "yes" else "no"
    return Mark(
        take_id,
        *facts[:3],
        moment,
        answer,
        facts.question,
        facts.reason,
        facts.check_id,
        facts.check_band,
    )


def clean_reason(text: str) -> str:
    return clean_text(text)[:REASON_CHARS].strip()


def _values(take_id: str, mark: Mark) -> tuple[Any, ...]:
    """A row of a mark that anybody may have written."""
    texts = [rows.clean(text)[:_ID_CHARS] for text in (mark.rubric_id, mark.criterion_id, mark.author)]
    said = (mark.answer, rows.clean(mark.question)[:MAX_QUESTION], clean_reason(mark.reason))
    return (take_id, *texts, rows.time_text(mark.marked_at), *said, mark.check_id, mark.check_band)


def _one(
    connection: sqlite3.Connection, where: str, values: tuple[str, ...], column: str = "marked_at"
) -> tuple[str] | None:
    found: tuple[str] | None = connection.execute(
        f"SELECT {column} FROM marks WHERE {where}", values
    ).fetchone()
    return found


def _remember_gone(connection: sqlite3.Connection, key: tuple[str, ...]) -> None:
    """What this author says of this criterion now is about to be replaced or taken back."""
    before = _one(connection, _KEY, key)
    if before is not None:
        take_id, rubric_id, criterion_id, _author = key
        gone = taken_away.mark_id(take_id, rubric_id, criterion_id, before[0])
        taken_away.remember(connection, take_id, gone, before[0])


def _remove(connection: sqlite3.Connection, key: tuple[str, ...]) -> None:
    _remember_gone(connection, key)
    connection.execute(f"DELETE FROM marks WHERE {_KEY}", key)


def _put(connection: sqlite3.Connection, values: tuple[Any, ...]) -> None:
    _remember_gone(connection, values[:4])
    connection.execute(
        f"INSERT INTO marks ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (take_id, rubric_id, criterion_id, author) DO UPDATE SET"
        " marked_at = excluded.marked_at, answer = excluded.answer, question = excluded.question,"
        " reason = excluded.reason, check_id = excluded.check_id, check_band = excluded.check_band",
        values,
    )


def _bands(connection: sqlite3.Connection, take_id: str) -> dict[str, str]:
    (bands,) = rows.one(connection, take_id, "bands")
    found: dict[str, str] = json.loads(str(bands)) if bands is not None else {}
    return found


def _reason_before(connection: sqlite3.Connection, key: tuple[str, ...]) -> str:
    row = _one(connection, _KEY, key, "reason")
    return "" if row is None else row[0]


def _reason_wanted(criterion: Criterion, automatic: Answer) -> UsageError:
    told = (
        _("Rehearse itself says yes to “{question}”.")
        if automatic == "yes"
        else _("Rehearse itself says no to “{question}”.")
    )
    return UsageError(
        told.format(question=criterion.question),
        kept=_("No mark was changed."),
        help=_("Say in a few words why you see it otherwise."),
    )


def _no_such(criterion_id: str, rubric: Rubric) -> UsageError:
    return UsageError(
        _("“{rubric}” has no criterion “{name}”.").format(rubric=rubric.title, name=criterion_id),
        kept=_("No mark was changed."),
        help=_("Choose from: {names}.").format(names=", ".join(one.id for one in rubric.criteria)),
    )


def _from_row(row: tuple[Any, ...]) -> Mark:
    (take_id, rubric_id, criterion_id, author, marked_at, answer, question, reason, check_id, band) = row
    moment = datetime.fromisoformat(marked_at)
    return Mark(take_id, rubric_id, criterion_id, author, moment, answer, question, reason, check_id, band)
