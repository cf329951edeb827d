"""Scripts of the library: what is to be said, in versions that are never written over.

    <folder>/scripts/<id>.script.json   a version's words and facts, to rebuild a lost database from

A change of the words makes a new version as soon as a take was made with the old one, so that a take's
`script_id` always means the words that were shown.
The list holds the newest version of each script.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rehearse.errors import ScriptMissing
from rehearse.files import make_private_folder, write_atomic
from rehearse.i18n import _
from rehearse.library import rows
from rehearse.library.database import Database
from rehearse.library.ids import is_id, new_id

SCRIPTS_FOLDER = "scripts"

_SCHEMA = 1
_ENDING = ".script.json"
#: A file of more bytes was not written here: a script has at most 50,000 characters.
_MAX_FILE_BYTES = 1_000_000
#: The newest version of a script: nothing was made from it.
_NEWEST = "NOT EXISTS (SELECT 1 FROM scripts AS later WHERE later.parent_id = scripts.id)"
_COLUMNS = "id, root_id, parent_id, created_at, title, text, slot_values, deleted_at"
_N_TAKES = (
    "(SELECT count(*) FROM takes WHERE takes.deleted_at IS NULL AND takes.script_id IN"
    " (SELECT v.id FROM scripts AS v WHERE v.root_id = scripts.root_id))"
)


@dataclass(frozen=True, slots=True)
class StoredScript:
    """One version of a script.

    `root_id` is the same for all versions, `parent_id` the version this one was made from.
    `slot_values` is what was last filled into each slot, by the slot's name.
    `n_takes` counts the takes of all versions.
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


class Scripts:
    """Usable from any thread.  Raises what `Library` raises, and `ScriptMissing` for an unknown id."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder / SCRIPTS_FOLDER

    def all(self, *, deleted: bool = False) -> list[StoredScript]:
        """The newest version of every script (or with `deleted` of those in the trash), newest first."""
        with self._database.reading() as connection:
            found = connection.execute(
                f"SELECT {_COLUMNS}, {_N_TAKES} FROM scripts WHERE {_NEWEST}"
                f" AND deleted_at IS {'NOT ' if deleted else ''}NULL ORDER BY seq DESC"
            ).fetchall()
        return [_from_row(row) for row in found]

    def get(self, script_id: str) -> StoredScript:
        """That very version, deleted or not."""
        with self._database.reading() as connection:
            return _one(connection, script_id)

    def newest(self, script_id: str) -> StoredScript:
        """What has become of a script: its newest version, deleted or not."""
        with self._database.reading() as connection:
            root = _one(connection, script_id).root_id
            row = connection.execute(
                f"SELECT {_COLUMNS}, {_N_TAKES} FROM scripts WHERE root_id = ? AND {_NEWEST}"
                " ORDER BY deleted_at IS NOT NULL, seq DESC LIMIT 1",
                (root,),
            ).fetchone()
        return _from_row(row)

    def add(
        self, text: str, *, title: str = "", slot_values: Mapping[str, str] | None = None
    ) -> StoredScript:
        with self._database.writing() as connection:
            script_id = _insert(connection, text, title, slot_values or {})
            return self._written(connection, script_id)

    def change(self, script_id: str, *, title: str | None = None, text: str | None = None) -> StoredScript:
        """Other words or another title; the answer is the version that has them.

        Words that a take was made with are never changed: then a new version is made from this one.
        """
        with self._database.writing() as connection:
            old = _one(connection, script_id)
            new_title = old.title if title is None else rows.clean(title)
            new_text = old.text if text is None else clean_text(text)
            if (new_title, new_text) == (old.title, old.text):
                return old
            if new_text != old.text and (_has_takes(connection, old.id) or _has_later(connection, old.id)):
                made = _insert(connection, new_text, new_title, old.slot_values, parent=old)
                return self._written(connection, made)
            connection.execute(
                "UPDATE scripts SET title = ?, text = ? WHERE id = ?", (new_title, new_text, old.id)
            )
            return self._written(connection, old.id)

    def fill(self, script_id: str, slot_values: Mapping[str, str]) -> StoredScript:
        """Keep what was filled in; values of slots that are not named stay."""
        with self._database.writing() as connection:
            old = _one(connection, script_id)
            values = {**old.slot_values, **{rows.clean(k): rows.clean(v) for k, v in slot_values.items()}}
            connection.execute("UPDATE scripts SET slot_values = ? WHERE id = ?", (_dump(values), old.id))
            return self._written(connection, old.id)

    def holding(self, script: StoredScript) -> StoredScript:
        """The version that has the very words of `script`: itself, unless it was changed in the meantime."""
        with self._database.writing() as connection:
            now = _one(connection, script.id)
            if now.text == script.text:
                return now
            made = _insert(connection, script.text, script.title, script.slot_values, root_id=now.root_id)
            return self._written(connection, made)

    def delete(self, ids: Iterable[str]) -> None:
        """Into the trash; `restore` brings them back.  Takes made with them keep their words."""
        self._set_deleted(ids, rows.now_text())

    def restore(self, ids: Iterable[str]) -> None:
        self._set_deleted(ids, None)

    def adopt(self) -> list[str]:
        """Take in versions whose files are there but whose rows are not; their ids, the oldest first."""
        with contextlib.suppress(FileNotFoundError):
            names = [name for name in os.listdir(self._folder) if name.endswith(_ENDING)]
            with self._database.reading() as connection:
                known = {row[0] for row in connection.execute("SELECT id FROM scripts")}
            strays = [name for name in names if name.removesuffix(_ENDING) not in known]
            facts = [fact for name in strays if (fact := _read(self._folder / name)) is not None]
            facts.sort(key=lambda fact: (fact["seq"], fact["created_at"]))
            if facts:
                with self._database.writing() as connection:
                    return [fact["id"] for fact in facts if _adopt(connection, fact)]
        return []

    def _set_deleted(self, ids: Iterable[str], deleted_at: str | None) -> None:
        with self._database.writing() as connection:
            for script_id in dict.fromkeys(ids):
                _one(connection, script_id)
                changed = connection.execute(
                    "UPDATE scripts SET deleted_at = ? WHERE id = ? AND (deleted_at IS NULL) = ?",
                    (deleted_at, script_id, deleted_at is not None),
                )
                if changed.rowcount:
                    self._written(connection, script_id)

    def _written(self, connection: sqlite3.Connection, script_id: str) -> StoredScript:
        """Inside the transaction: the file beside the row, so that either can be lost."""
        script = _one(connection, script_id)
        (seq,) = connection.execute("SELECT seq FROM scripts WHERE id = ?", (script_id,)).fetchone()
        facts = {
            "rehearse_script": _SCHEMA,
            "id": script.id,
            "seq": seq,
            "root_id": script.root_id,
            "parent_id": script.parent_id,
            "created_at": script.created_at.isoformat(timespec="microseconds"),
            "title": script.title,
            "text": script.text,
            "slot_values": dict(script.slot_values),
            "deleted_at": None if script.deleted_at is None else script.deleted_at.isoformat(),
        }
        make_private_folder(self._folder)
        path = self._folder / f"{script.id}{_ENDING}"
        write_atomic(path, json.dumps(facts, indent=1) + "\n")
        return script


def clean_text(text: str) -> str:
    """What a database and a file accept (no NUL, no lone surrogate), with plain line ends."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")
    return unified.encode("utf-8", "replace").decode()


def _insert(
    connection: sqlite3.Connection,
    text: str,
    title: str,
    slot_values: Mapping[str, str],
    parent: StoredScript | None = None,
    root_id: str | None = None,
) -> str:
    script_id = new_id()
    if parent is not None:
        root_id = parent.root_id
    connection.execute(
        "INSERT INTO scripts (id, root_id, parent_id, created_at, title, text, slot_values)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            script_id,
            root_id or script_id,
            parent.id if parent is not None else None,
            rows.now_text(),
            rows.clean(title),
            clean_text(text),
            _dump({rows.clean(k): rows.clean(v) for k, v in slot_values.items()}),
        ),
    )
    return script_id


def _one(connection: sqlite3.Connection, script_id: str) -> StoredScript:
    row = connection.execute(
        f"SELECT {_COLUMNS}, {_N_TAKES} FROM scripts WHERE id = ?", (script_id,)
    ).fetchone()
    if row is None:
        raise ScriptMissing(
            _("That script is not in the library."),
            kept=_("Takes made with it are untouched."),
            help=_("Look at the list of scripts for the ones there are."),
        )
    return _from_row(row)


def _has_takes(connection: sqlite3.Connection, script_id: str) -> bool:
    # Takes in the trash count: they can come back.
    found = connection.execute("SELECT 1 FROM takes WHERE script_id = ? LIMIT 1", (script_id,))
    return found.fetchone() is not None


def _has_later(connection: sqlite3.Connection, script_id: str) -> bool:
    found = connection.execute("SELECT 1 FROM scripts WHERE parent_id = ? LIMIT 1", (script_id,))
    return found.fetchone() is not None


def _from_row(row: tuple[Any, ...]) -> StoredScript:
    (id_, root_id, parent_id, created_at, title, text, slot_values, deleted_at, n_takes) = row
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
    )


def _dump(values: Mapping[str, str]) -> str:
    return json.dumps(dict(values), separators=(",", ":"), ensure_ascii=True)


# --- files whose rows were lost


def _read(path: Path) -> dict[str, Any] | None:
    """The facts in a file; None where it is no script of ours."""
    try:
        if not path.is_file() or path.stat().st_size > _MAX_FILE_BYTES:
            return None
        found: Any = json.loads(path.read_bytes())
        if not isinstance(found, dict) or found.get("rehearse_script") != _SCHEMA:
            return None
        texts = [found[key] for key in ("id", "root_id", "created_at", "title", "text")]
        maybe_texts = [found["parent_id"], found["deleted_at"]]
        values = found["slot_values"]
        if (
            not all(isinstance(text, str) for text in texts)
            or not all(text is None or isinstance(text, str) for text in maybe_texts)
            or not isinstance(values, dict)
            or not all(isinstance(value, str) for value in values.values())
            or not isinstance(found["seq"], int)
            or not (is_id(found["id"]) and path.name == f"{found['id']}{_ENDING}" and is_id(found["root_id"]))
        ):
            return None
        for text in (found["created_at"], found["deleted_at"]):
            if text is not None and datetime.fromisoformat(text).tzinfo is None:
                return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return found


def _adopt(connection: sqlite3.Connection, facts: dict[str, Any]) -> bool:
    """A row for a file; false when another process was faster."""
    seq: int | None = facts["seq"]
    taken = connection.execute("SELECT 1 FROM scripts WHERE seq = ?", (seq,)).fetchone()
    if taken or seq is None or not 0 < seq < 2**53:
        seq = None
    created_at = datetime.fromisoformat(facts["created_at"]).astimezone(UTC)
    added = connection.execute(
        "INSERT INTO scripts (seq, id, root_id, parent_id, created_at, title, text, slot_values, deleted_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (
            seq,
            facts["id"],
            facts["root_id"],
            facts["parent_id"],
            created_at.isoformat(timespec="microseconds"),
            rows.clean(facts["title"]),
            clean_text(facts["text"]),
            _dump({rows.clean(k): rows.clean(v) for k, v in facts["slot_values"].items()}),
            facts["deleted_at"],
        ),
    )
    return added.rowcount > 0
