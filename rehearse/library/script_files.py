"""A script's words and facts in a file beside the database, to make a lost row anew from.

    <folder>/scripts/<id>.script.json   one version

A file of an earlier version of the program has no answer, family and variant: they are empty then.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from rehearse.library import rows
from rehearse.library.fact_files import FactFiles, free_seq, require_texts
from rehearse.library.ids import is_id
from rehearse.library.script_rows import StoredScript, clean_text, dump

#: Keys that came later, each a text.
_LATER = ("answer", "family_id", "variant")


def write(folder: Path, script: StoredScript, seq: int) -> None:
    """In place of the file there was; raises `OSError`.  `seq` is the version's place in the order."""
    facts = {
        "id": script.id,
        "seq": seq,
        "root_id": script.root_id,
        "parent_id": script.parent_id,
        "created_at": script.created_at.isoformat(timespec="microseconds"),
        "title": script.title,
        "text": script.text,
        "slot_values": dict(script.slot_values),
        "deleted_at": None if script.deleted_at is None else script.deleted_at.isoformat(),
        "answer": script.answer,
        "family_id": script.family_id,
        "variant": script.variant,
    }
    _FILES.write(folder, facts)


def without_row(folder: Path, known: Collection[str]) -> list[dict[str, Any]]:
    """The facts of versions that are not `known`, the oldest first."""
    return _FILES.without_row(folder, known)


def _check(found: dict[str, Any]) -> None:
    for key in _LATER:
        found.setdefault(key, "")
    require_texts(found, ("root_id", "title", "text", *_LATER))
    if found["parent_id"] is not None:
        require_texts(found, ("parent_id",))
        found["parent_id"].encode()  # no lone surrogates: a database takes none
    if not isinstance(found["slot_values"], dict):
        raise TypeError("values by name were expected")
    require_texts(found["slot_values"], list(found["slot_values"]))
    if not is_id(found["root_id"]) or not (found["family_id"] == "" or is_id(found["family_id"])):
        raise ValueError("an id was expected")


#: A file of more bytes was not written here: a script has at most 50,000 characters.
_FILES = FactFiles(".script.json", "rehearse_script", 1_000_000, _check)


def adopt(connection: sqlite3.Connection, facts: dict[str, Any]) -> bool:
    """A row for a file; false when another process was faster."""
    added = connection.execute(
        "INSERT INTO scripts (seq, id, root_id, parent_id, created_at, title, text, slot_values, deleted_at,"
        " answer, family_id, variant) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO NOTHING",
        (
            free_seq(connection, "scripts", facts),
            facts["id"],
            facts["root_id"],
            facts["parent_id"],
            rows.time_text(datetime.fromisoformat(facts["created_at"])),
            rows.clean(facts["title"]),
            clean_text(facts["text"]),
            dump(facts["slot_values"]),
            facts["deleted_at"],
            clean_text(facts["answer"]),
            facts["family_id"],
            rows.clean(facts["variant"]),
        ),
    )
    return added.rowcount > 0
