"""What a script was before, and what stands beside it: its versions and its variants."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from rehearse.errors import LibraryError
from rehearse.i18n import _
from rehearse.library import rows, script_files
from rehearse.library.database import Database
from rehearse.library.script_rows import (
    NEWEST,
    SELECT,
    StoredScript,
    from_row,
    has_later,
    insert,
    newest_of,
    one,
    was_said,
)

#: A longer label is no label.
MAX_LABEL_CHARS = 40
_LETTERS = re.compile(r"[A-Z]{1,2}")


class ScriptVersions:
    """The part of `Scripts` that knows how versions and variants hang together."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder

    def versions(self, script_id: str) -> list[StoredScript]:
        """Every version of a script, the newest first, whatever is in the trash."""
        with self._database.reading() as connection:
            root_id = one(connection, script_id).root_id
            found = connection.execute(
                f"{SELECT} WHERE root_id = ? ORDER BY {NEWEST} DESC, seq DESC", (root_id,)
            ).fetchall()
        return [from_row(row) for row in found]

    def bring_back(self, version_id: str) -> StoredScript:
        """The words of an old version become the newest again; the answer is the version that has them.

        They are a version of their own, so that nothing of what came after is lost; only a newest one that
        nobody has said yet, and whose words another version has too, is written over.
        """
        with self._database.writing() as connection:
            old = one(connection, version_id)
            now = newest_of(connection, old.root_id)
            values = {**now.slot_values, **old.slot_values}
            answer = old.answer or now.answer
            if (old.text, answer) == (now.text, now.answer) and now.deleted_at is None:
                return now
            if self._is_copy(connection, now):
                connection.execute(
                    "UPDATE scripts SET text = ?, answer = ?, deleted_at = NULL WHERE id = ?",
                    (old.text, answer, now.id),
                )
                return self._written(connection, now.id)
            made = insert(connection, old.text, now.title, values, parent=now, answer=answer)
            return self._written(connection, made)

    def _is_copy(self, connection: sqlite3.Connection, script: StoredScript) -> bool:
        if was_said(connection, script.id) or has_later(connection, script.id):
            return False
        twin = connection.execute(
            "SELECT 1 FROM scripts WHERE root_id = ? AND id != ? AND text = ? AND answer = ?",
            (script.root_id, script.id, script.text, script.answer),
        )
        return twin.fetchone() is not None

    def add_variant(self, script_id: str, *, variant: str = "") -> StoredScript:
        """A copy to change, beside the script: a script of its own in the same family.

        Without `variant` it gets the next free letter; a script that had no variants becomes A.
        Raises `LibraryError` where a variant of that name is there already.
        """
        with self._database.writing() as connection:
            source = newest_of(connection, one(connection, script_id).root_id)
            if not source.family_id:
                self._found_family(connection, source, "A")
                source = one(connection, source.id)
            label = rows.clean(variant)[:MAX_LABEL_CHARS].strip()
            # Those in the trash count: they can come back.
            taken = [
                row[0]
                for row in connection.execute(
                    "SELECT DISTINCT variant FROM scripts WHERE family_id = ?", (source.family_id,)
                )
            ]
            if label.casefold() in (name.casefold() for name in taken):
                raise LibraryError(
                    _("There is a variant “{label}” of this script already.").format(label=label),
                    kept=_("Nothing was changed."),
                    help=_("Give another name, or none: the next free letter is taken then."),
                )
            made = insert(
                connection,
                source.text,
                source.title,
                source.slot_values,
                answer=source.answer,
                family_id=source.family_id,
                variant=label or next_label(taken),
            )
            return self._written(connection, made)

    def variants(self, script_id: str) -> list[StoredScript]:
        """The newest version of each variant that is not in the trash, in order of their labels.

        A script without variants is alone in the list.
        """
        with self._database.reading() as connection:
            script = one(connection, script_id)
            if not script.family_id:
                return [newest_of(connection, script.root_id)]
            found = connection.execute(
                f"{SELECT} WHERE family_id = ? AND {NEWEST} AND deleted_at IS NULL ORDER BY seq",
                (script.family_id,),
            ).fetchall()
        newest = {variant.root_id: variant for variant in map(from_row, found)}
        return sorted(newest.values(), key=lambda variant: _order(variant.variant))

    def _found_family(self, connection: sqlite3.Connection, script: StoredScript, label: str) -> None:
        """All versions of a script become the first variant of a family of their own."""
        versions = connection.execute(
            "SELECT id FROM scripts WHERE root_id = ? ORDER BY seq", (script.root_id,)
        ).fetchall()
        for (version_id,) in versions:
            connection.execute(
                "UPDATE scripts SET family_id = ?, variant = ? WHERE id = ?",
                (script.root_id, label, version_id),
            )
            self._written(connection, version_id)

    def _written(self, connection: sqlite3.Connection, script_id: str) -> StoredScript:
        """Inside the transaction: the file beside the row, so that either can be lost."""
        script = one(connection, script_id)
        (seq,) = connection.execute("SELECT seq FROM scripts WHERE id = ?", (script_id,)).fetchone()
        script_files.write(self._folder, script, seq)
        return script


def next_label(taken: Iterable[str]) -> str:
    """The first of A, B, …, Z, AA, AB, … after all letters that are taken."""
    numbers = [_number(label) for label in taken if _LETTERS.fullmatch(label)]
    number = max(numbers, default=0) + 1
    first, last = divmod(number - 1, 26)
    letter = chr(ord("A") + last)
    return letter if first == 0 else chr(ord("A") + (first - 1) % 26) + letter


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _order(label: str) -> tuple[int, int, str]:
    """Letters first, Z before AA; then names as they are sorted."""
    if _LETTERS.fullmatch(label):
        return 0, _number(label), ""
    return 1, 0, label.casefold()
