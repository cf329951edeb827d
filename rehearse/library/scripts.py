"""Scripts of the library: what is to be said, in versions that are never written over.

    <folder>/scripts/<id>.script.json   a version's words and facts, to rebuild a lost database from

A change of the words makes a new version as soon as a take was made with the old one or calls were noted
for it, so that their `script_id` always means the words that were said.
The list holds the newest version of each script.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from rehearse.library import rows, script_files
from rehearse.library.database import Database
from rehearse.library.script_rows import (
    NEWEST,
    SELECT,
    StoredScript,
    checked_answer,
    checked_text,
    dump,
    from_row,
    has_later,
    insert,
    newest_of,
    one,
    was_said,
)
from rehearse.library.script_versions import ScriptVersions

__all__ = ["SCRIPTS_FOLDER", "Scripts", "StoredScript"]

SCRIPTS_FOLDER = "scripts"


class Scripts(ScriptVersions):
    """Usable from any thread.

    Raises what `Library` raises, `ScriptMissing` for an unknown id, and `DataError` for words that are
    too long to be a message's.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(database, folder / SCRIPTS_FOLDER)

    def all(self, *, deleted: bool = False) -> list[StoredScript]:
        """The newest version of every script (or with `deleted` of those in the trash), newest first."""
        with self._database.reading() as connection:
            found = connection.execute(
                f"{SELECT} WHERE {NEWEST} AND deleted_at IS {'NOT ' if deleted else ''}NULL ORDER BY seq DESC"
            ).fetchall()
        return [from_row(row) for row in found]

    def get(self, script_id: str) -> StoredScript:
        """That very version, deleted or not."""
        with self._database.reading() as connection:
            return one(connection, script_id)

    def newest(self, script_id: str) -> StoredScript:
        """What has become of a script: its newest version, deleted or not."""
        with self._database.reading() as connection:
            return newest_of(connection, one(connection, script_id).root_id)

    def add(
        self,
        text: str,
        *,
        title: str = "",
        slot_values: Mapping[str, str] | None = None,
        answer: str = "",
    ) -> StoredScript:
        text, answer = checked_text(text), checked_answer(answer)
        with self._database.writing() as connection:
            script_id = insert(connection, text, title, slot_values or {}, answer=answer)
            return self._written(connection, script_id)

    def change(self, script_id: str, *, title: str | None = None, text: str | None = None) -> StoredScript:
        """Other words or another title; the answer is the version that has them.

        Words that a take was made with, or messages left, are never changed: then a new version is made
        from this one.
        """
        wanted = None if text is None else checked_text(text)
        with self._database.writing() as connection:
            old = one(connection, script_id)
            new_title = old.title if title is None else rows.clean(title)
            new_text = old.text if wanted is None else wanted
            if (new_title, new_text) == (old.title, old.text):
                return old
            if new_text != old.text and (was_said(connection, old.id) or has_later(connection, old.id)):
                made = insert(connection, new_text, new_title, old.slot_values, parent=old, answer=old.answer)
                return self._written(connection, made)
            connection.execute(
                "UPDATE scripts SET title = ?, text = ? WHERE id = ?", (new_title, new_text, old.id)
            )
            return self._written(connection, old.id)

    def answer(self, script_id: str, text: str) -> StoredScript:
        """Keep why the prospect should call back; versions made from this one begin with it.

        An empty text takes the answer away.
        """
        answer = checked_answer(text)
        with self._database.writing() as connection:
            old = one(connection, script_id)
            if old.answer == answer:
                return old
            connection.execute("UPDATE scripts SET answer = ? WHERE id = ?", (answer, old.id))
            return self._written(connection, old.id)

    def fill(self, script_id: str, slot_values: Mapping[str, str]) -> StoredScript:
        """Keep what was filled in; values of slots that are not named stay."""
        with self._database.writing() as connection:
            old = one(connection, script_id)
            values = {**old.slot_values, **{rows.clean(k): rows.clean(v) for k, v in slot_values.items()}}
            connection.execute("UPDATE scripts SET slot_values = ? WHERE id = ?", (dump(values), old.id))
            return self._written(connection, old.id)

    def holding(self, script: StoredScript) -> StoredScript:
        """The version that has the very words of `script`: itself, unless it was changed in the meantime.

        Then those words are a version that the changed one was made from, which stays the newest.
        """
        with self._database.writing() as connection:
            now = one(connection, script.id)
            if now.text == script.text:
                return now
            made = insert(
                connection, script.text, now.title, script.slot_values, like=now, answer=script.answer
            )
            connection.execute("UPDATE scripts SET parent_id = ? WHERE id = ?", (now.parent_id, made))
            connection.execute("UPDATE scripts SET parent_id = ? WHERE id = ?", (made, now.id))
            self._written(connection, now.id)
            return self._written(connection, made)

    def delete(self, ids: Iterable[str]) -> None:
        """Into the trash; `restore` brings them back.  Takes made with them keep their words."""
        self._set_deleted(ids, rows.now_text())

    def restore(self, ids: Iterable[str]) -> None:
        self._set_deleted(ids, None)

    def adopt(self) -> list[str]:
        """Take in versions whose files are there but whose rows are not; their ids, the oldest first."""
        with self._database.reading() as connection:
            known = {row[0] for row in connection.execute("SELECT id FROM scripts")}
        strays = script_files.without_row(self._folder, known)
        if not strays:
            return []
        with self._database.writing() as connection:
            return [facts["id"] for facts in strays if script_files.adopt(connection, facts)]

    def _set_deleted(self, ids: Iterable[str], deleted_at: str | None) -> None:
        with self._database.writing() as connection:
            for script_id in dict.fromkeys(ids):
                one(connection, script_id)
                if rows.set_deleted(connection, "scripts", script_id, deleted_at):
                    self._written(connection, script_id)
