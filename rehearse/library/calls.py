"""The call log: how many messages were left with which script, and how many of them were called back.

<folder>/scripts/calls.json   all of it once more, to rebuild a lost database from
"""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from rehearse.errors import CallsMissing, DataError, ScriptMissing
from rehearse.i18n import _, ngettext
from rehearse.library import calls_file, rows
from rehearse.library.database import Database
from rehearse.library.ids import is_id, new_id
from rehearse.library.script_names import ScriptName, script_names
from rehearse.library.scripts import SCRIPTS_FOLDER

#: No one leaves more messages between two entries; a larger figure is a slip of the hand.
MAX_COUNT = 100_000
MAX_NOTE_CHARS = 1000
#: Nobody left a voicemail in another century; another year is a slip of the hand.
FIRST_YEAR, LAST_YEAR = 1990, 2100

_COLUMNS = "id, called_on, script_id, n_left, n_back, note, created_at, deleted_at"


@dataclass(frozen=True, slots=True)
class CallBlock:
    """One script in one block of calls.

    `called_on` is the caller's own day; `n_back` of the `n_left` messages were called back.
    `created_at` and `deleted_at` are aware and in UTC.
    The rest says which script that is: `root_id` its first version, `family_id` what its variants have in
    common (the script itself where it has none), `title` empty and `version` None for one that is gone.
    """

    id: str
    called_on: date
    script_id: str
    n_left: int
    n_back: int
    note: str
    created_at: datetime
    deleted_at: datetime | None = None
    root_id: str = ""
    family_id: str = ""
    title: str = ""
    variant: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class CallEntry:
    """A block to be taken in; `id` is the one it had where it was written out, or empty."""

    called_on: date
    script_id: str
    n_left: int
    n_back: int
    note: str = ""
    id: str = ""


#: What became of an entry: added, brought back from the trash, there already, or there with other figures.
Taken = Literal["added", "restored", "known", "differs"]


class Calls:
    """Usable from any thread.  Raises what `Library` raises.

    `CallsMissing` for an unknown id, `ScriptMissing` for an unknown script, `DataError` for counts that
    cannot be; then nothing is changed.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._path = folder / SCRIPTS_FOLDER / calls_file.NAME

    def all(
        self,
        script_root: str | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
        deleted: bool = False,
    ) -> list[CallBlock]:
        """The blocks (or with `deleted` those in the trash), the latest day first.

        `script_root` is any version of a script, and means all of them; both days are inclusive.
        """
        with self._database.reading() as connection:
            found = connection.execute(
                f"SELECT {_COLUMNS} FROM calls WHERE deleted_at IS {'NOT ' if deleted else ''}NULL"
                " AND called_on BETWEEN ? AND ? ORDER BY called_on DESC, seq DESC",
                ((since or date.min).isoformat(), (until or date.max).isoformat()),
            ).fetchall()
            names = script_names(connection)
        blocks = [_from_row(row, names) for row in found]
        if script_root is None:
            return blocks
        root = names[script_root].root_id if script_root in names else script_root
        return [block for block in blocks if block.root_id == root]

    def get(self, block_id: str) -> CallBlock:
        """That block, deleted or not."""
        with self._database.reading() as connection:
            return _one(connection, block_id)

    def script_names(self) -> dict[str, ScriptName]:
        """What the scripts are called, every version by its id."""
        with self._database.reading() as connection:
            return script_names(connection)

    def add(self, called_on: date, script_id: str, n_left: int, n_back: int, note: str = "") -> CallBlock:
        with self._database.writing() as connection:
            entry = CallEntry(called_on, script_id, n_left, n_back, note)
            made = _insert(connection, _checked(connection, entry))
            self._written(connection)
            return _one(connection, made)

    def change(
        self,
        block_id: str,
        *,
        called_on: date | None = None,
        script_id: str | None = None,
        n_left: int | None = None,
        n_back: int | None = None,
        note: str | None = None,
    ) -> CallBlock:
        """Other figures; what is not given stays."""
        with self._database.writing() as connection:
            old = _one(connection, block_id)
            entry = CallEntry(
                old.called_on if called_on is None else called_on,
                old.script_id if script_id is None else script_id,
                old.n_left if n_left is None else n_left,
                old.n_back if n_back is None else n_back,
                old.note if note is None else note,
            )
            # A block of a script that is gone can still be put right.
            new = _checked(connection, entry, known=old.script_id)
            connection.execute(
                "UPDATE calls SET called_on = ?, script_id = ?, n_left = ?, n_back = ?, note = ?"
                " WHERE id = ?",
                (new.called_on.isoformat(), new.script_id, new.n_left, new.n_back, new.note, block_id),
            )
            self._written(connection)
            return _one(connection, block_id)

    def delete(self, ids: Iterable[str]) -> None:
        """Into the trash; `restore` brings them back.  All of them, or none when one is missing."""
        self._set_deleted(ids, rows.now_text())

    def restore(self, ids: Iterable[str]) -> None:
        self._set_deleted(ids, None)

    def take_in(self, entries: Sequence[CallEntry]) -> list[Taken]:
        """Add what is not there yet, in one transaction; what became of each entry, in their order.

        An entry is there when its id is, or else when a block has the same day, script, counts and note;
        of several that are the same, each block stands for one.
        A block that is there with other figures is left as it is.
        Raises for the first entry that cannot be, and takes in none of them.
        """
        with self._database.writing() as connection:
            there: dict[str, tuple[object, ...]] = {
                row[0]: row[1:6] for row in connection.execute(f"SELECT {_COLUMNS} FROM calls")
            }
            trash = {
                row[0] for row in connection.execute("SELECT id FROM calls WHERE deleted_at IS NOT NULL")
            }
            # The ones in the trash last: of two that are the same, the one that can be seen is meant.
            same: dict[tuple[object, ...], list[str]] = {}
            for block_id in sorted(there, key=lambda one: one in trash):
                same.setdefault(there[block_id], []).append(block_id)
            named = Counter(entry.id for entry in entries if entry.id in there)
            for block_id in named:  # already spoken for by their ids
                same[there[block_id]].remove(block_id)
            taken = [self._take(connection, entry, there, trash, same) for entry in entries]
            if any(outcome in ("added", "restored") for outcome in taken):
                self._written(connection)
        return taken

    def adopt(self) -> int:
        """Take in blocks that the file knows and the database does not; their number.

        Where the file was lost instead, it is written anew.
        """
        with self._database.reading() as connection:
            known = _ids(connection)
            stray, sound = calls_file.read(self._path, known)
            lost = bool(known) and not self._path.exists()
        if sound and not stray and not lost:
            return 0
        with self._database.writing() as connection:
            return self._written(connection)

    def _take(
        self,
        connection: sqlite3.Connection,
        entry: CallEntry,
        there: dict[str, tuple[object, ...]],
        trash: set[str],
        same: dict[tuple[object, ...], list[str]],
    ) -> Taken:
        checked = _checked(connection, entry, known=entry.script_id if entry.id in there else None)
        key = (checked.called_on.isoformat(), checked.script_id, checked.n_left, checked.n_back, checked.note)
        if checked.id in there:
            block_id = checked.id
            if there[block_id] != key:
                return "differs"
        elif same.get(key):
            block_id = same[key].pop(0)
        else:
            made = _insert(connection, checked)
            there[made] = key
            return "added"
        if block_id in trash:
            trash.remove(block_id)
            connection.execute("UPDATE calls SET deleted_at = NULL WHERE id = ?", (block_id,))
            return "restored"
        return "known"

    def _set_deleted(self, ids: Iterable[str], deleted_at: str | None) -> None:
        with self._database.writing() as connection:
            for block_id in dict.fromkeys(ids):
                _one(connection, block_id)
                rows.set_deleted(connection, "calls", block_id, deleted_at)
            self._written(connection)

    def _written(self, connection: sqlite3.Connection) -> int:
        """Inside the transaction: the file holds what the rows hold.

        First the rows that it alone has (the database was lost since): writing over them would lose them.
        """
        stray, sound = calls_file.read(self._path, _ids(connection))
        if not sound:
            os.replace(self._path, calls_file.place_aside(self._path))
        adopted = sum(_adopt(connection, fact) for fact in stray)
        found = connection.execute(f"SELECT seq, {_COLUMNS} FROM calls ORDER BY seq").fetchall()
        calls_file.write(self._path, [_facts(row) for row in found])
        return adopted


def checked(entry: CallEntry) -> CallEntry:
    """The entry as it is stored.  Raises `DataError` for a day, counts or a note that cannot be."""
    if not FIRST_YEAR <= entry.called_on.year <= LAST_YEAR:
        raise DataError(
            _("No message was left on {day}.").format(day=entry.called_on),
            kept=_("Nothing was changed."),
            help=_("Give the day of the calls, such as 2026-11-26."),
        )
    if entry.n_left < 0 or entry.n_back < 0:
        raise DataError(_("A count cannot be less than 0."), kept=_("Nothing was changed."))
    if max(entry.n_left, entry.n_back) > MAX_COUNT:
        raise DataError(
            _("{n} messages are more than anybody leaves.").format(n=max(entry.n_left, entry.n_back)),
            kept=_("Nothing was changed."),
        )
    if entry.n_left == 0:
        raise DataError(
            _("A block of calls without a message says nothing about a script."),
            kept=_("Nothing was changed."),
            help=_("Give the number of messages that were left."),
        )
    if entry.n_back > entry.n_left:
        raise DataError(
            ngettext(
                "{back} cannot have called back: {n} message was left.",
                "{back} cannot have called back: {n} messages were left.",
                entry.n_left,
            ).format(back=entry.n_back, n=entry.n_left),
            kept=_("Nothing was changed."),
            help=_("Count each message once, however often they called."),
        )
    note = rows.clean(entry.note)
    if len(note) > MAX_NOTE_CHARS:
        raise DataError(
            _("The note has {n} characters; there is room for {room}.").format(
                n=len(note), room=MAX_NOTE_CHARS
            ),
            kept=_("Nothing was changed."),
        )
    return CallEntry(entry.called_on, entry.script_id, entry.n_left, entry.n_back, note, entry.id)


def _checked(connection: sqlite3.Connection, entry: CallEntry, known: str | None = None) -> CallEntry:
    """As `checked`; raises `ScriptMissing` for a script that is gone, unless it is `known`."""
    if entry.script_id != known:
        there = connection.execute("SELECT 1 FROM scripts WHERE id = ?", (entry.script_id,)).fetchone()
        if there is None:
            raise ScriptMissing(
                _("That script is not in the library."),
                kept=_("Nothing was changed."),
                help=_("Look at the list of scripts for the ones there are."),
            )
    return checked(entry)


def _insert(connection: sqlite3.Connection, entry: CallEntry) -> str:
    block_id = entry.id if is_id(entry.id) else new_id()
    connection.execute(
        "INSERT INTO calls (id, created_at, called_on, script_id, n_left, n_back, note)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            block_id,
            rows.now_text(),
            entry.called_on.isoformat(),
            entry.script_id,
            entry.n_left,
            entry.n_back,
            entry.note,
        ),
    )
    return block_id


def _ids(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT id FROM calls")}


def _one(connection: sqlite3.Connection, block_id: str) -> CallBlock:
    row = connection.execute(f"SELECT {_COLUMNS} FROM calls WHERE id = ?", (block_id,)).fetchone()
    if row is None:
        raise CallsMissing(
            _("That entry is not in the call log."),
            kept=_("Nothing was changed."),
            help=_("Look at the call log for the entries there are."),
        )
    return _from_row(row, script_names(connection))


def _from_row(row: tuple[Any, ...], names: dict[str, ScriptName]) -> CallBlock:
    (id_, called_on, script_id, n_left, n_back, note, created_at, deleted_at) = row
    name = names.get(script_id)
    return CallBlock(
        id=id_,
        called_on=date.fromisoformat(called_on),
        script_id=script_id,
        n_left=n_left,
        n_back=n_back,
        note=note,
        created_at=datetime.fromisoformat(created_at),
        deleted_at=None if deleted_at is None else datetime.fromisoformat(deleted_at),
        root_id=script_id if name is None else name.root_id,
        family_id=script_id if name is None else name.family_id,
        title="" if name is None else name.title,
        variant="" if name is None else name.variant,
        version=None if name is None else name.version,
    )


def _facts(row: tuple[Any, ...]) -> calls_file.Facts:
    (seq, id_, called_on, script_id, n_left, n_back, note, created_at, deleted_at) = row
    return {
        "id": id_,
        "seq": seq,
        "created_at": created_at,
        "called_on": called_on,
        "script_id": script_id,
        "n_left": n_left,
        "n_back": n_back,
        "note": note,
        "deleted_at": deleted_at,
    }


def _adopt(connection: sqlite3.Connection, facts: calls_file.Facts) -> bool:
    """A row for what only the file knows; false where there is one."""
    seq: int | None = facts["seq"]
    if seq is None or connection.execute("SELECT 1 FROM calls WHERE seq = ?", (seq,)).fetchone():
        seq = None
    added = connection.execute(
        "INSERT INTO calls (seq, id, created_at, called_on, script_id, n_left, n_back, note, deleted_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (
            seq,
            facts["id"],
            facts["created_at"],
            facts["called_on"],
            facts["script_id"],
            facts["n_left"],
            facts["n_back"],
            rows.clean(facts["note"]),
            facts["deleted_at"],
        ),
    )
    return added.rowcount > 0
