"""Ideas for messages: the wackiest alternatives, collected, half of them tried, what works kept.

    <folder>/scripts/<id>.idea.json   one idea, to make a lost row anew from

The way to work with them is Jeffrey Gitomer's: collect many, try half, keep what brings calls back.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args

from rehearse.errors import DataError, IdeaMissing
from rehearse.i18n import _
from rehearse.library import rows
from rehearse.library.database import Database
from rehearse.library.fact_files import FactFiles, free_seq, require_texts
from rehearse.library.ids import new_id
from rehearse.library.script_rows import clean_text
from rehearse.library.scripts import SCRIPTS_FOLDER

#: On its way across the board: not looked at yet, being tried, tried, kept, dropped.
IdeaState = Literal["new", "try", "tried", "keep", "drop"]
STATES: tuple[IdeaState, ...] = get_args(IdeaState)

#: More than this is a script, not an idea.
MAX_IDEA_CHARS = 5_000

_SELECT = "SELECT id, created_at, root_id, text, state, outcome, deleted_at, seq FROM ideas"


@dataclass(frozen=True, slots=True)
class Idea:
    """`root_id` is the script it is for, empty where it is for none yet; `outcome` what came of it.

    Times are aware and in UTC.
    """

    id: str
    created_at: datetime
    root_id: str
    text: str
    state: IdeaState
    outcome: str
    deleted_at: datetime | None = None


class Ideas:
    """Usable from any thread.

    Raises what `Library` raises, `IdeaMissing` for an unknown id, and `DataError` for an idea without
    words or with too many.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder / SCRIPTS_FOLDER

    def all(self, root_id: str | None = None, *, deleted: bool = False) -> list[Idea]:
        """The ideas (or with `deleted` those in the trash), the newest first.

        With `root_id` those for that script alone, with "" those for none.
        """
        with self._database.reading() as connection:
            found = connection.execute(
                f"{_SELECT} WHERE deleted_at IS {'NOT ' if deleted else ''}NULL"
                " AND root_id = ifnull(?, root_id) ORDER BY seq DESC",
                (root_id,),
            ).fetchall()
        return [_from_row(row) for row in found]

    def get(self, idea_id: str) -> Idea:
        """That idea, deleted or not."""
        with self._database.reading() as connection:
            return _from_row(_one(connection, idea_id))

    def add(self, text: str, root_id: str = "") -> Idea:
        text = _checked(text)
        with self._database.writing() as connection:
            idea_id = new_id()
            connection.execute(
                "INSERT INTO ideas (id, created_at, root_id, text) VALUES (?, ?, ?, ?)",
                (idea_id, rows.now_text(), rows.clean(root_id), text),
            )
            return self._written(connection, idea_id)

    def change(
        self,
        idea_id: str,
        text: str | None = None,
        state: IdeaState | None = None,
        outcome: str | None = None,
        root_id: str | None = None,
    ) -> Idea:
        """Change what is given; the rest stays."""
        text = None if text is None else _checked(text)
        if state is not None and state not in STATES:
            raise ValueError(f"{state!r} is no state of an idea")
        if outcome is not None:
            _refuse_too_long(outcome)
            outcome = clean_text(outcome).strip()
        root_id = None if root_id is None else rows.clean(root_id)
        with self._database.writing() as connection:
            _one(connection, idea_id)
            connection.execute(
                "UPDATE ideas SET text = ifnull(?, text), state = ifnull(?, state),"
                " outcome = ifnull(?, outcome), root_id = ifnull(?, root_id) WHERE id = ?",
                (text, state, outcome, root_id, idea_id),
            )
            return self._written(connection, idea_id)

    def try_half(self, root_id: str | None = None, *, chance: random.Random | None = None) -> list[Idea]:
        """Draw half of the new ideas (of one, that one), to be tried now; those that were drawn.

        `root_id` as in `all`.
        """
        with self._database.writing() as connection:
            found = connection.execute(
                "SELECT id FROM ideas WHERE deleted_at IS NULL AND state = 'new'"
                " AND root_id = ifnull(?, root_id) ORDER BY seq",
                (root_id,),
            ).fetchall()
            drawn = (chance or random.Random()).sample(found, (len(found) + 1) // 2)
            for (idea_id,) in drawn:
                connection.execute("UPDATE ideas SET state = 'try' WHERE id = ?", (idea_id,))
            return [self._written(connection, idea_id) for (idea_id,) in sorted(drawn, reverse=True)]

    def delete(self, ids: Iterable[str]) -> None:
        """Into the trash; `restore` brings them back."""
        self._set_deleted(ids, rows.now_text())

    def restore(self, ids: Iterable[str]) -> None:
        self._set_deleted(ids, None)

    def adopt(self) -> list[str]:
        """Take in ideas whose files are there but whose rows are not; their ids, the oldest first."""
        with self._database.reading() as connection:
            known = {row[0] for row in connection.execute("SELECT id FROM ideas")}
        strays = _FILES.without_row(self._folder, known)
        if not strays:
            return []
        with self._database.writing() as connection:
            return [facts["id"] for facts in strays if _adopt(connection, facts)]

    def _set_deleted(self, ids: Iterable[str], deleted_at: str | None) -> None:
        with self._database.writing() as connection:
            for idea_id in dict.fromkeys(ids):
                _one(connection, idea_id)
                if rows.set_deleted(connection, "ideas", idea_id, deleted_at):
                    self._written(connection, idea_id)

    def _written(self, connection: sqlite3.Connection, idea_id: str) -> Idea:
        """Inside the transaction: the file beside the row, so that either can be lost."""
        row = _one(connection, idea_id)
        keys = ("id", "created_at", "root_id", "text", "state", "outcome", "deleted_at", "seq")
        _FILES.write(self._folder, dict(zip(keys, row, strict=True)))
        return _from_row(row)


def _checked(text: str) -> str:
    _refuse_too_long(text)
    cleaned = clean_text(text).strip()
    if not cleaned:
        raise DataError(_("An idea needs some words."), help=_("Write down what you would try."))
    return cleaned


def _refuse_too_long(text: str) -> None:
    if len(text) > MAX_IDEA_CHARS:
        raise DataError(
            _("The idea is longer than {n} characters.").format(n=MAX_IDEA_CHARS),
            kept=_("Nothing was changed."),
            help=_("Keep the idea short, and write its words as a script."),
        )


def _one(connection: sqlite3.Connection, idea_id: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = connection.execute(f"{_SELECT} WHERE id = ?", (idea_id,)).fetchone()
    if row is None:
        raise IdeaMissing(
            _("That idea is not in the library."), help=_("Look at the list of ideas for the ones there are.")
        )
    return row


def _from_row(row: tuple[Any, ...]) -> Idea:
    (id_, created_at, root_id, text, state, outcome, deleted_at, _seq) = row
    return Idea(
        id_,
        datetime.fromisoformat(created_at),
        root_id,
        text,
        state,
        outcome,
        None if deleted_at is None else datetime.fromisoformat(deleted_at),
    )


# --- files whose rows were lost


def _check(found: dict[str, Any]) -> None:
    require_texts(found, ("root_id", "text", "state", "outcome"))
    if found["state"] not in STATES:
        raise ValueError("a state of an idea was expected")


#: A character is written with at most twelve bytes, and there are two texts.
_FILES = FactFiles(".idea.json", "rehearse_idea", 24 * MAX_IDEA_CHARS + 4_000, _check)


def _adopt(connection: sqlite3.Connection, facts: dict[str, Any]) -> bool:
    """A row for a file; false when another process was faster."""
    added = connection.execute(
        "INSERT INTO ideas (seq, id, created_at, root_id, text, state, outcome, deleted_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (
            free_seq(connection, "ideas", facts),
            facts["id"],
            rows.time_text(datetime.fromisoformat(facts["created_at"])),
            rows.clean(facts["root_id"]),
            clean_text(facts["text"]),
            facts["state"],
            clean_text(facts["outcome"]),
            facts["deleted_at"],
        ),
    )
    return added.rowcount > 0
