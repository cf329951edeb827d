"""Rows of scripts: one row a version, and how versions and variants hang together.

All versions of a script share `root_id`; `parent_id` is the version one was made from, and the newest
version is the one that nothing was made from.
Scripts of one `family_id` are variants of each other.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rehearse.errors import DataError, ScriptMissing
from rehearse.i18n import _
from rehearse.library import rows
from rehearse.library.ids import new_id
from rehearse.script.script import refuse_too_long

#: An answer is a sentence or two; longer ones are another script.
MAX_ANSWER_CHARS = 2_000

#: The newest version of a script: nothing was made from it.
NEWEST = "NOT EXISTS (SELECT 1 FROM scripts AS later WHERE later.parent_id = scripts.id)"
_COLUMNS = (
    "id, root_id, parent_id, created_at, title, text, slot_values, deleted_at, answer, family_id, variant,"
    " (SELECT count(*) FROM takes WHERE takes.deleted_at IS NULL AND takes.script_id IN"
    " (SELECT v.id FROM scripts AS v WHERE v.root_id = scripts.root_id)),"
    " (SELECT count(*) FROM takes WHERE takes.deleted_at IS NULL AND takes.script_id = scripts.id)"
)
SELECT = f"SELECT {_COLUMNS} FROM scripts"


@dataclass(frozen=True, slots=True)
class StoredScript:
    """One version of a script.

    `root_id` is the same for all versions, `parent_id` the version this one was made from.
    `slot_values` is what was last filled into each slot, by the slot's name.
    `n_takes` counts the takes of all versions, `n_own_takes` those of this very one.
    `answer` is why the prospect should call back, in the rep's own words.
    Scripts of one `family_id` are variants of each other, told apart by `variant` ("A", "B", …); both
    are empty where a script has none.
    Times are aware and in UTC.
    """

    id: str
    root_id: str
    parent_id: str | None
    created_at: datetime
    title: str
    text: str
    slot_values: Mapping[str, str]
    deleted_at: datetime | None
    n_takes: int = 0
    answer: str = ""
    family_id: str = ""
    variant: str = ""
    n_own_takes: int = 0


def from_row(row: tuple[Any, ...]) -> StoredScript:
    """`row` comes from `SELECT`."""
    (id_, root_id, parent_id, created_at, title, text, slot_values, deleted_at) = row[:8]
    (answer, family_id, variant, n_takes, n_own_takes) = row[8:]
    return StoredScript(
        id=id_,
        root_id=root_id,
        parent_id=parent_id,
        created_at=datetime.fromisoformat(created_at),
        title=title,
        text=text,
        slot_values=json.loads(slot_values),
        deleted_at=None if deleted_at is None else datetime.fromisoformat(deleted_at),
        n_takes=n_takes,
        answer=answer,
        family_id=family_id,
        variant=variant,
        n_own_takes=n_own_takes,
    )


def one(connection: sqlite3.Connection, script_id: str) -> StoredScript:
    """That very version.  Raises `ScriptMissing`."""
    row = connection.execute(f"{SELECT} WHERE id = ?", (script_id,)).fetchone()
    if row is None:
        raise ScriptMissing(
            _("That script is not in the library."),
            kept=_("Takes made with it are untouched."),
            help=_("Look at the list of scripts for the ones there are."),
        )
    return from_row(row)


def newest_of(connection: sqlite3.Connection, root_id: str) -> StoredScript:
    """The newest version of a script; one in the trash only where there is no other."""
    row = connection.execute(
        f"{SELECT} WHERE root_id = ? AND {NEWEST} ORDER BY deleted_at IS NOT NULL, seq DESC LIMIT 1",
        (root_id,),
    ).fetchone()
    return from_row(row)


def insert(
    connection: sqlite3.Connection,
    text: str,
    title: str,
    slot_values: Mapping[str, str],
    *,
    parent: StoredScript | None = None,
    like: StoredScript | None = None,
    answer: str = "",
    family_id: str = "",
    variant: str = "",
) -> str:
    """A row for a version, and its id.

    Made from `parent`, or of the same script as `like`, it is the same variant of the same family.
    """
    script_id = new_id()
    of = parent or like
    if of is not None:
        family_id, variant = of.family_id, of.variant
    connection.execute(
        "INSERT INTO scripts (id, root_id, parent_id, created_at, title, text, slot_values, answer,"
        " family_id, variant) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            script_id,
            of.root_id if of is not None else script_id,
            parent.id if parent is not None else None,
            rows.now_text(),
            rows.clean(title),
            clean_text(text),
            dump(slot_values),
            answer,
            family_id,
            variant,
        ),
    )
    return script_id


def was_said(connection: sqlite3.Connection, script_id: str) -> bool:
    """Whether a take was made with that version, or messages were left with it."""
    # What is in the trash counts: it can come back.
    found = connection.execute(
        "SELECT 1 FROM takes WHERE script_id = :id"
        " UNION ALL SELECT 1 FROM calls WHERE script_id = :id LIMIT 1",
        {"id": script_id},
    )
    return found.fetchone() is not None


def has_later(connection: sqlite3.Connection, script_id: str) -> bool:
    """Whether a version was made from that one."""
    found = connection.execute("SELECT 1 FROM scripts WHERE parent_id = ? LIMIT 1", (script_id,))
    return found.fetchone() is not None


def clean_text(text: str) -> str:
    """What a database and a file accept (no NUL, no lone surrogate), with plain line ends."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")
    return unified.encode("utf-8", "replace").decode()


def checked_text(text: str) -> str:
    """The words to keep.  Raises `DataError` for more than any voicemail has."""
    refuse_too_long(text)
    return clean_text(text)


def checked_answer(text: str) -> str:
    """An answer to keep.  Raises `DataError` for one that is no answer but a book."""
    if len(text) > MAX_ANSWER_CHARS:
        raise DataError(
            _("The answer is longer than {n} characters.").format(n=MAX_ANSWER_CHARS),
            kept=_("The answer there was is kept."),
            help=_("Say in a sentence or two why this prospect should call you back."),
        )
    return clean_text(text).strip()


def dump(values: Mapping[str, str]) -> str:
    """What was filled in, as the database holds it: JSON in ASCII, a text by the name of its slot."""
    cleaned = {rows.clean(name): rows.clean(value) for name, value in values.items()}
    return json.dumps(cleaned, separators=(",", ":"), ensure_ascii=True)
