"""Looking into the library: takes found, sorted and counted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from rehearse.library import filters, rows, search
from rehearse.library.database import Database
from rehearse.library.database_errors import UNREADABLE, BadValue
from rehearse.library.filters import SortKey, TakeFilter
from rehearse.library.marking import clean_tag
from rehearse.library.search import Query, WordHit
from rehearse.library.takes import Hit, Take, TakeSummary

#: So many takes of a found list show the line that was searched for; `hit_lines` tells those of others.
N_HIT_LINES = 100

_Stamp = tuple[sqlite3.Connection, int, int]
_ALL = TakeFilter()
_Found = dict[int, TakeSummary]  # by `seq`, the newest first

_SUMMARIES = f"SELECT {rows.SUMMARY_COLUMNS} FROM takes {rows.SUMMARY_JOINS}"


class Kept:
    """The summaries of all takes that are not in the trash, as long as nothing in the library changes."""

    def __init__(self) -> None:
        self._found: _Found = {}
        self._stamp: _Stamp | None = None

    def fresh(self, connection: sqlite3.Connection) -> _Found | None:
        return self._found if self._stamp == _stamp(connection) else None

    def read(self, connection: sqlite3.Connection) -> _Found:
        # The stamp first: what somebody else writes meanwhile makes it old.
        stamp = _stamp(connection)
        self._found = _read(connection, _ALL, search.parse(""), None)
        self._stamp = stamp
        return self._found


class Listing:
    """The part of `Library` that reads."""

    folder: Path
    _database: Database
    _kept: Kept

    def take(self, take_id: str) -> Take:
        """The take with its transcript and scorecard, deleted or not."""
        with self._database.reading() as connection:
            row = connection.execute(f"{rows.WHOLE_TAKE} WHERE id = ?", (take_id,)).fetchone()
            if row is None:
                raise rows.missing(take_id)
            try:
                return rows.take_from(self.folder, row)
            except UNREADABLE as error:
                raise BadValue(take_id) from error

    def takes(self, *, deleted: bool = False, limit: int | None = None) -> list[TakeSummary]:
        """The takes (or with `deleted` those in the trash), the newest first."""
        return self.find(TakeFilter(deleted=deleted), limit=limit)

    def find(
        self,
        wanted: TakeFilter,
        *,
        sort: SortKey = "date",
        descending: bool = True,
        limit: int | None = None,
    ) -> list[TakeSummary]:
        """The takes that fit, sorted; what is unknown comes last both ways, and equals newest first.

        Where a text is searched for, the first `N_HIT_LINES` of them have their `hit`.
        """
        query = search.parse(wanted.text)
        if not query:
            wanted = replace(wanted, text="")
        few = sort == "date" and descending and limit is not None
        with self._database.reading() as connection:
            kept = self._kept.fresh(connection)
            if kept is None and not wanted.deleted and not few and (query or wanted == _ALL):
                # The next key of a search changes nothing in the library: all of them are read once.
                kept = self._kept.read(connection)
            if kept is None or wanted.deleted:
                found = _read(connection, wanted, query, limit if few else None)
            elif wanted == _ALL:
                found = kept
            else:
                seqs = _seqs(connection, wanted, query, limit if few else None)
                found = {seq: kept[seq] for seq in seqs if seq in kept}
            ordered = filters.in_order(found, sort, descending=descending)[:limit]
            hits = search.lines(connection, query, ordered[:N_HIT_LINES]) if query else {}
        return [replace(found[seq], hit=hits[seq]) if seq in hits else found[seq] for seq in ordered]

    def hit_lines(self, ids: Iterable[str], text: str) -> dict[str, Hit]:
        """The line that is searched for in each of these takes; those without one are left out."""
        query = search.parse(text)
        wanted = list(dict.fromkeys(ids))
        if not query or not wanted:
            return {}
        with self._database.reading() as connection:
            asked = connection.execute(
                "SELECT seq, id FROM takes WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(wanted),),
            )
            seqs: dict[int, str] = dict(asked)
            hits = search.lines(connection, query, list(seqs))
        return {seqs[seq]: hit for seq, hit in hits.items()}

    def hits(self, take_id: str, text: str) -> tuple[WordHit, ...]:
        """Every place in a take's words that is searched for, in order."""
        query = search.parse(text)
        with self._database.reading() as connection:
            rows.one(connection, take_id, "id")
            return search.word_hits(connection, query, take_id) if query else ()

    def previous(self, take_id: str) -> TakeSummary | None:
        """The scored take before this one by the same speaker, of the same script or of none; None when it is
        the first.

        All versions of a script are the same script; takes that a drill cut, or gave the words of, are
        left out.
        """
        with self._database.reading() as connection:
            seq, script_id, speaker = rows.one(connection, take_id, "seq, script_id, speaker")
            before = connection.execute(
                "SELECT seq FROM takes WHERE seq < ? AND (script_id IS ? OR script_id IN"
                " (SELECT id FROM scripts WHERE root_id = (SELECT root_id FROM scripts WHERE id = ?)))"
                " AND speaker = ? COLLATE NOCASE"
                f" AND state = 'scored' AND deleted_at IS NULL AND NOT {rows.IS_PART}"
                " ORDER BY seq DESC LIMIT 1",
                (seq, script_id, script_id, speaker),
            ).fetchone()
            if before is None:
                return None
            row = connection.execute(f"{_SUMMARIES} WHERE takes.seq = ?", before).fetchone()
        return rows.summary_from(row)

    def take_tags(self, take_id: str) -> tuple[str, ...]:
        """The tags of one take, in the order they were put on."""
        with self._database.reading() as connection:
            (tags,) = rows.one(connection, take_id, "tags")
        return rows.tags_from(str(tags))

    # -- what can be asked for ------------------------------------------------------------------

    def speakers(self) -> list[str]:
        """Who speaks in the takes that are not in the trash, by name."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT DISTINCT speaker FROM takes WHERE speaker != '' AND deleted_at IS NULL"
            ).fetchall()
        return sorted((row[0] for row in found), key=lambda name: (rows.folded(name), name))

    def tags(self) -> list[tuple[str, int]]:
        """The tags of takes that are not in the trash, with how many have each, the most used first.

        A tag written in two ways goes by the newest.
        """
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT tags FROM takes WHERE tags != '[]' AND deleted_at IS NULL ORDER BY seq DESC"
            ).fetchall()
        counted: dict[str, tuple[str, int]] = {}
        for (text,) in found:
            for tag in rows.tags_from(text):
                name, n = counted.get(rows.folded(tag), (tag, 0))
                counted[rows.folded(tag)] = (name, n + 1)
        return sorted(counted.values(), key=lambda tag: (-tag[1], rows.folded(tag[0])))

    def scripts_used(self) -> list[tuple[str, str]]:
        """The scripts (root id, title) with which takes were made that are not in the trash, by title."""
        with self._database.reading() as connection:
            found = connection.execute(
                f"SELECT DISTINCT named.root_id, named.title FROM {rows.NAMED_SCRIPTS} AS named"
                " WHERE named.id IN (SELECT script_id FROM takes WHERE deleted_at IS NULL)"
            ).fetchall()
        titled = [(root_id, rows.script_title_of(title)) for root_id, title in found]
        return sorted(titled, key=lambda script: (rows.folded(script[1]), script[0]))


def _stamp(connection: sqlite3.Connection) -> _Stamp:
    """Differs when anything was changed through this connection, or through another one."""
    (version,) = connection.execute("PRAGMA data_version").fetchone()
    return connection, connection.total_changes, version


def _read(connection: sqlite3.Connection, wanted: TakeFilter, query: Query, limit: int | None) -> _Found:
    joins = rows.SUMMARY_JOINS
    found = _select(connection, rows.SUMMARY_COLUMNS, joins, wanted, query, limit)
    try:
        return {row[0]: rows.summary_from(row) for row in found}
    except UNREADABLE as error:
        raise BadValue(str(error)) from error


def _seqs(connection: sqlite3.Connection, wanted: TakeFilter, query: Query, limit: int | None) -> list[int]:
    """Which takes fit, the newest first; with nothing but a text also those in the trash."""
    if wanted == TakeFilter(text=wanted.text):
        asked, values = search.condition(query)
        found = connection.execute(f"SELECT rowid FROM said WHERE {asked} ORDER BY rowid DESC", values)
    else:
        found = _select(connection, "takes.seq", filters.joins(wanted), wanted, query, limit)
    return [row[0] for row in found]


def _select(
    connection: sqlite3.Connection,
    columns: str,
    joins: str,
    wanted: TakeFilter,
    query: Query,
    limit: int | None,
) -> sqlite3.Cursor:
    """Columns of the takes that fit, the newest first."""
    asked, values = filters.conditions(wanted, _tagged(connection, wanted.tag))
    walked, seq = "takes", "takes.seq"
    if query:
        of_text, text_values = search.condition(query)
        asked, values = f"{of_text} AND {asked}", [*text_values, *values]
        # The index is walked from the newest: SQLite is slow at sorting wide rows.
        walked, seq = "said CROSS JOIN takes ON takes.seq = said.rowid", "said.rowid"
    return connection.execute(
        f"SELECT {columns} FROM {walked} {joins} WHERE {asked} ORDER BY {seq} DESC LIMIT ?",
        (*values, -1 if limit is None else limit),
    )


def _tagged(connection: sqlite3.Connection, tag: str | None) -> list[str]:
    """The sets of tags, as they are stored, that hold one: there are far fewer of them than takes."""
    if tag is None:
        return []
    wanted = rows.folded(clean_tag(tag))
    found = connection.execute("SELECT DISTINCT tags FROM takes WHERE tags != '[]'").fetchall()
    return [text for (text,) in found if wanted in map(rows.folded, rows.tags_from(text))]
