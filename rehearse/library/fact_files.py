"""A row's facts in a JSON file of its own beside the database, to make a lost row anew from.

    <folder>/<id><ending>   one row

Anybody may have written into such a file: what does not look like ours is left alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rehearse.files import make_private_folder, write_atomic
from rehearse.library.ids import is_id
from rehearse.library.moments import moment_of

_SCHEMA = 1
#: The database counts on from the largest, so one near its limit would leave no room.
_MAX_SEQ = 2**53


@dataclass(frozen=True, slots=True)
class FactFiles:
    """Files of one kind: how their names end, the key that says so inside, and how long they can be.

    Facts have `id`, `seq`, `created_at` and `deleted_at` (ISO texts with a zone, or None), and what
    `check` asks for; it raises `ValueError`, `KeyError`, `TypeError` or `AttributeError` for facts that are
    not ours.
    """

    ending: str
    marker: str
    max_bytes: int
    check: Callable[[dict[str, Any]], None]

    def write(self, folder: Path, facts: Mapping[str, Any]) -> None:
        make_private_folder(folder)
        text = json.dumps({self.marker: _SCHEMA, **facts}, indent=1) + "\n"
        write_atomic(folder / f"{facts['id']}{self.ending}", text)

    def without_row(self, folder: Path, known: Collection[str]) -> list[dict[str, Any]]:
        """The facts in the files whose ids are not `known`, the oldest first."""
        found = [facts for path in self._paths(folder, known) if (facts := self._read(path)) is not None]
        return sorted(found, key=lambda facts: (facts["seq"], facts["created_at"]))

    def _paths(self, folder: Path, known: Collection[str]) -> Iterator[Path]:
        with contextlib.suppress(FileNotFoundError):
            for name in os.listdir(folder):
                if name.endswith(self.ending) and name.removesuffix(self.ending) not in known:
                    yield folder / name

    def _read(self, path: Path) -> dict[str, Any] | None:
        """The facts in a file; None where it is none of ours."""
        try:
            if not path.is_file() or path.stat().st_size > self.max_bytes:
                return None
            found: Any = json.loads(path.read_bytes())
            if not isinstance(found, dict) or found.get(self.marker) != _SCHEMA:
                return None
            require_texts(found, ("id", "created_at"))
            if not is_id(found["id"]) or path.name != f"{found['id']}{self.ending}":
                return None
            if not isinstance(found["seq"], int):
                return None
            for text in (found["created_at"], found["deleted_at"]):
                if text is not None:
                    moment_of(text)
            self.check(found)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            return None
        return found


def require_texts(facts: Mapping[str, Any], keys: Collection[str]) -> None:
    """Raise where one of these is no text."""
    if not all(isinstance(facts[key], str) for key in keys):
        raise TypeError("a text was expected")


def free_seq(
    connection: sqlite3.Connection,
    table: Literal["scripts", "ideas", "drill_runs", "attempts"],
    facts: Mapping[str, Any],
) -> int | None:
    """The place in the order that the facts name; None where it is taken or cannot be: at the end, then."""
    seq: int = facts["seq"]
    if not 0 < seq < _MAX_SEQ:
        return None
    taken = connection.execute(f"SELECT 1 FROM {table} WHERE seq = ?", (seq,)).fetchone()
    return None if taken else seq
