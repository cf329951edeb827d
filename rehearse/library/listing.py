"""Looking into the library: takes found, sorted and counted."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rehearse.library import filters, rows, search
from rehearse.library.database import Database
from rehearse.library.filters import SortKey, TakeFilter
from rehearse.library.search import WordHit
from rehearse.library.takes import Hit, Take, TakeSummary

#: So many takes of a found list show the line that was searched for; `hit_lines` tells those of others.
N_HIT_LINES = 200

_SUMMARIES = f"SELECT {rows.SUMMARY_COLUMNS} FROM takes {rows.SUMMARY_JOINS}"


class Listing:
    """The part of `Library` that reads."""

    folder: Path
    _database: Database

    def take(self, take_id: str) -> Take:
        """The take with its transcript and scorecard, deleted or not."""
        with self._database.reading() as connection:
            row = connection.execute(f"{rows.WHOLE_TAKE} WHERE id = ?", (take_id,)).fetchone()
        if row is None:
            raise rows.missing(take_id)
        return rows.take_from(self.folder, row)

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
        asked, values = filters.conditions(wanted)
        query = search.parse(wanted.text)
        of_text, text_values = search.condition(query)
        joined = "JOIN said ON said.rowid = takes.seq" if query else ""
        where = " AND ".join(filter(None, (of_text, asked)))
        with self._database.reading() as connection:
            connection.create_function("folded", 1, rows.folded, deterministic=True)
            found = connection.execute(
                f"SELECT {rows.SUMMARY_COLUMNS} FROM takes {joined} {rows.SUMMARY_JOINS} WHERE {where}"
                f" ORDER BY {filters.order(sort, descending=descending)} LIMIT ?",
                (*text_values, *values, -1 if limit is None else limit),
            ).fetchall()
            shown = [row[0] for row in found[:N_HIT_LINES]]
            hits = search.lines(connection, query, shown) if query else {}
        return [rows.summary_from(row, hits.get(row[0])) for row in found]

    def hit_lines(self, ids: Iterable[str], text: str) -> dict[str, Hit]:
        """The line that is searched for in each of these takes; those without one are left out."""
        query = search.parse(text)
        wanted = list(dict.fromkeys(ids))
        if not query or not wanted:
            return {}
        with self._database.reading() as connection:
            marks = ",".join("?" * len(wanted))
            seqs = dict(connection.execute(f"SELECT seq, id FROM takes WHERE id IN ({marks})", wanted))
            hits = search.lines(connection, query, list(seqs))
        return {seqs[seq]: hit for seq, hit in hits.items()}

    def hits(self, take_id: str, text: str) -> tuple[WordHit, ...]:
        """Every place in a take's words that is searched for, in order."""
        query = search.parse(text)
        with self._database.reading() as connection:
            rows.one(connection, take_id, "id")
            return search.word_hits(connection, query, take_id) if query else ()

    def unscored(self) -> list[TakeSummary]:
        """Takes whose sound is complete and that were never scored, the newest first."""
        with self._database.reading() as connection:
            found = connection.execute(
                f"{_SUMMARIES} WHERE takes.state = 'recorded' AND takes.deleted_at IS NULL"
                " ORDER BY takes.seq DESC"
            ).fetchall()
        return [rows.summary_from(row) for row in found]

    def previous(self, take_id: str) -> TakeSummary | None:
        """The scored take before this one, of the same script or of none; None when it is the first.

        All versions of a script are the same script.
        """
        with self._database.reading() as connection:
            seq, script_id = rows.one(connection, take_id, "seq, script_id")
            before = connection.execute(
                "SELECT seq FROM takes WHERE seq < ? AND (script_id IS ? OR script_id IN"
                " (SELECT id FROM scripts WHERE root_id = (SELECT root_id FROM scripts WHERE id = ?)))"
                " AND state = 'scored' AND deleted_at IS NULL ORDER BY seq DESC LIMIT 1",
                (seq, script_id, script_id),
            ).fetchone()
            if before is None:
                return None
            row = connection.execute(f"{_SUMMARIES} WHERE takes.seq = ?", before).fetchone()
        return rows.summary_from(row)

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
