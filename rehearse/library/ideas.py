"""Ideas for messages: the wackiest alternatives, collected, half of them tried, what works kept.

    <folder>/scripts/<id>.idea.json   one idea, to make a lost row anew from

The way to work with them is Jeffrey Gitomer's: collect many, try half, keep what brings calls back.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, cast, get_args

from rehearse.errors import DataError, IdeaMissing
from rehearse.files import make_private_folder, write_atomic
from rehearse.i18n import _
from rehearse.library import rows
from rehearse.library.database import Database
from rehearse.library.ids import is_id, new_id
from rehearse.library.moments import moment_of
from rehearse.library.script_rows import clean_text
from rehearse.library.scripts import SCRIPTS_FOLDER

#: On its way across the board: not looked at yet, being tried, tried, kept, dropped.
IdeaState = Literal["new", "try", "tried", "keep", "drop"]
STATES: tuple[IdeaState, ...] = get_args(IdeaState)

#: More than this is a script, not an idea.
MAX_IDEA_CHARS = 5_000

_SCHEMA = 1
_ENDING = ".idea.json"
#: A character is written with at most twelve bytes.
_MAX_FILE_BYTES = 24 * MAX_IDEA_CHARS + 4_000
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
        strays = [facts for path in self._files(known) if (facts := _read(path)) is not None]
        if not strays:
            return []
        strays.sort(key=lambda facts: (facts["seq"], facts["created_at"]))
        with self._database.writing() as connection:
            return [facts["id"] for facts in strays if _adopt(connection, facts)]

    def _files(self, known: set[str]) -> Iterator[Path]:
        with contextlib.suppress(FileNotFoundError):
            for name in os.listdir(self._folder):
                if name.endswith(_ENDING) and name.removesuffix(_ENDING) not in known:
                    yield self._folder / name

    def _set_deleted(self, ids: Iterable[str], deleted_at: str | None) -> None:
        with self._database.writing() as connection:
            for idea_id in dict.fromkeys(ids):
                _one(connection, idea_id)
                changed = connection.execute(
                    "UPDATE ideas SET deleted_at = ? WHERE id = ? AND (deleted_at IS NULL) = ?",
                    (deleted_at, idea_id, deleted_at is not None),
                )
                if changed.rowcount:
                    self._written(connection, idea_id)

    def _written(self, connection: sqlite3.Connection, idea_id: str) -> Idea:
        """Inside the transaction: the file beside the row, so that either can be lost."""
        row = _one(connection, idea_id)
        keys = ("id", "created_at", "root_id", "text", "state", "outcome", "deleted_at", "seq")
        facts = {"rehearse_idea": _SCHEMA, **dict(zip(keys, row, strict=True))}
        make_private_folder(self._folder)
        write_atomic(self._folder / f"{idea_id}{_ENDING}", json.dumps(facts, indent=1) + "\n")
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


def _read(path: Path) -> dict[str, Any] | None:
    """The facts in a file; None where it is no idea of ours."""
    try:
        if not path.is_file() or path.stat().st_size > _MAX_FILE_BYTES:
            return None
        found: Any = json.loads(path.read_bytes())
        if not isinstance(found, dict) or found.get("rehearse_idea") != _SCHEMA:
            return None
        texts = [found[key] for key in ("id", "created_at", "root_id", "text", "state", "outcome")]
        deleted_at = found["deleted_at"]
        if (
            not all(isinstance(text, str) for text in texts)
            or found["state"] not in STATES
            or not isinstance(found["seq"], int)
            or not (is_id(found["id"]) and path.name == f"{found['id']}{_ENDING}")
        ):
            return None
        for text in (found["created_at"], deleted_at):
            if text is not None:
                moment_of(text)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return cast(dict[str, Any], found)


def _adopt(connection: sqlite3.Connection, facts: dict[str, Any]) -> bool:
    """A row for a file; false when another process was faster."""
    seq: int | None = facts["seq"]
    if seq is not None and not 0 < seq < 2**53:
        seq = None
    if connection.execute("SELECT 1 FROM ideas WHERE seq = ?", (seq,)).fetchone():
        seq = None
    created_at = datetime.fromisoformat(facts["created_at"]).astimezone(UTC)
    added = connection.execute(
        "INSERT INTO ideas (seq, id, created_at, root_id, text, state, outcome, deleted_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (
            seq,
            facts["id"],
            created_at.isoformat(timespec="microseconds"),
            rows.clean(facts["root_id"]),
            clean_text(facts["text"]),
            facts["state"],
            clean_text(facts["outcome"]),
            facts["deleted_at"],
        ),
    )
    return added.rowcount > 0
