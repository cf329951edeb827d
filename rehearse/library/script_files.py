"""A script's words and facts in a file beside the database, to make a lost row anew from.

    <folder>/scripts/<id>.script.json   one version

A file of an earlier version of the program has no answer, family and variant: they are empty then.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rehearse.files import make_private_folder, write_atomic
from rehearse.library import rows
from rehearse.library.ids import is_id
from rehearse.library.moments import moment_of
from rehearse.library.script_rows import StoredScript, clean_text, dump

_SCHEMA = 1
_ENDING = ".script.json"
#: A file of more bytes was not written here: a script has at most 50,000 characters.
_MAX_FILE_BYTES = 1_000_000
#: Keys that came later, each a text.
_LATER = ("answer", "family_id", "variant")


def write(folder: Path, script: StoredScript, seq: int) -> None:
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
        "answer": script.answer,
        "family_id": script.family_id,
        "variant": script.variant,
    }
    make_private_folder(folder)
    write_atomic(folder / f"{script.id}{_ENDING}", json.dumps(facts, indent=1) + "\n")


def without_row(folder: Path, known: Collection[str]) -> list[dict[str, Any]]:
    """The facts of versions that are not `known`, the oldest first."""
    found = [facts for path in _files(folder, known) if (facts := _read(path)) is not None]
    return sorted(found, key=lambda facts: (facts["seq"], facts["created_at"]))


def _files(folder: Path, known: Collection[str]) -> Iterator[Path]:
    with contextlib.suppress(FileNotFoundError):
        for name in os.listdir(folder):
            if name.endswith(_ENDING) and name.removesuffix(_ENDING) not in known:
                yield folder / name


def _read(path: Path) -> dict[str, Any] | None:
    """The facts in a file; None where it is no script of ours."""
    try:
        if not path.is_file() or path.stat().st_size > _MAX_FILE_BYTES:
            return None
        found: Any = json.loads(path.read_bytes())
        if not isinstance(found, dict) or found.get("rehearse_script") != _SCHEMA:
            return None
        for key in _LATER:
            found.setdefault(key, "")
        texts = [found[key] for key in ("id", "root_id", "created_at", "title", "text", *_LATER)]
        maybe_texts = [found["parent_id"], found["deleted_at"]]
        values = found["slot_values"]
        if (
            not all(isinstance(text, str) for text in texts)
            or not all(text is None or isinstance(text, str) for text in maybe_texts)
            or not isinstance(values, dict)
            or not all(isinstance(value, str) for value in values.values())
            or not isinstance(found["seq"], int)
            or not (is_id(found["id"]) and path.name == f"{found['id']}{_ENDING}" and is_id(found["root_id"]))
            or not (found["family_id"] == "" or is_id(found["family_id"]))
        ):
            return None
        for text in maybe_texts:
            if text is not None:
                text.encode()  # no lone surrogates: a database takes none
        for text in (found["created_at"], found["deleted_at"]):
            if text is not None:
                moment_of(text)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return found


def adopt(connection: sqlite3.Connection, facts: dict[str, Any]) -> bool:
    """A row for a file; false when another process was faster."""
    seq: int | None = facts["seq"]
    if seq is not None and not 0 < seq < 2**53:
        seq = None
    if connection.execute("SELECT 1 FROM scripts WHERE seq = ?", (seq,)).fetchone():
        seq = None
    created_at = datetime.fromisoformat(facts["created_at"]).astimezone(UTC)
    added = connection.execute(
        "INSERT INTO scripts (seq, id, root_id, parent_id, created_at, title, text, slot_values, deleted_at,"
        " answer, family_id, variant) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO NOTHING",
        (
            seq,
            facts["id"],
            facts["root_id"],
            facts["parent_id"],
            created_at.isoformat(timespec="microseconds"),
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
