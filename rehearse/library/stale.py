"""Results that were made by other rules, or from the words of another model, than would be used today."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rehearse.analysis.result import Scorecard
from rehearse.library import measures, rows, scorecards
from rehearse.library.database import Database
from rehearse.library.measures import Measures
from rehearse.library.takes import excerpt_of, message_s_of
from rehearse.speech.corrections import corrected
from rehearse.speech.transcript import Transcript

#: SQLite takes this many values in one statement at the least (SQLITE_MAX_VARIABLE_NUMBER of old builds).
_MOST_VALUES = 900


@dataclass(frozen=True, slots=True)
class StoredResult:
    """A result as it is stored: texts of JSON that can be sent to another process as they are.

    `scored_at` tells later whether the result is still the same.
    """

    take_id: str
    audio_path: Path
    script_id: str | None
    transcript: str
    corrections: str | None
    scorecard: str
    sound: str | None
    scored_at: str

    def said(self) -> Transcript:
        """The words as they were put right."""
        heard = scorecards.transcript_from_json(self.transcript)
        return corrected(heard, scorecards.corrections_from_json(self.corrections))


class Stale:
    """Usable from any thread.  Raises what `Library` raises."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database, self._folder = database, folder

    def not_judged_by(self, basis: str) -> list[str]:
        """Scored takes whose card was made by another basis; the newest first."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT takes.id FROM takes LEFT JOIN measures ON measures.take_id = takes.id"
                " WHERE state = 'scored' AND deleted_at IS NULL AND basis IS NOT ? ORDER BY seq DESC",
                (basis,),
            ).fetchall()
        return [row[0] for row in found]

    def not_heard_by(self, model_id: str, among: Iterable[str] | None = None) -> list[str]:
        """Takes with sound that another model heard, or none; the newest first.

        With `among`, of these takes alone.
        Those whose audio file is gone are left out: nobody can hear them; and those that came from
        elsewhere and were never heard: importing them does that.
        """
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT takes.id, audio_path FROM takes LEFT JOIN measures ON measures.take_id = takes.id"
                " WHERE state != 'recording' AND n_frames > 0 AND deleted_at IS NULL AND model_id IS NOT ?"
                " AND (model_id IS NOT NULL OR takes.id NOT IN (SELECT take_id FROM imports))"
                + ("" if among is None else " AND takes.id IN (SELECT value FROM json_each(?))")
                + " ORDER BY seq DESC",
                (model_id, *(() if among is None else (json.dumps(list(among)),))),
            ).fetchall()
        return [take_id for take_id, stored in found if rows.absolute(self._folder, stored).exists()]

    def replace(self, judged: Sequence[tuple[StoredResult, tuple[str, str | None]]]) -> int:
        """New cards (and the sound's facts, where they were measured, both as JSON) for results that are
        still what they were; how many.  All of them in one transaction.
        """
        n_replaced = 0
        with self._database.writing() as connection:
            for old, (card_text, sound_text) in judged:
                card = scorecards.from_json(card_text)
                changed = connection.execute(
                    "UPDATE results SET scorecard = ?, profile = ?, analysis_version = ?, scored_at = ?,"
                    " sound = coalesce(?, sound) WHERE take_id = ? AND scored_at = ?",
                    (
                        card_text,
                        card.profile,
                        card.analysis_version,
                        rows.now_text(),
                        sound_text,
                        old.take_id,
                        old.scored_at,
                    ),
                )
                if changed.rowcount:
                    n_replaced += 1
                    show_verdict(connection, old.take_id, old.said(), card)
        return n_replaced

    def results(self, take_ids: Iterable[str]) -> list[StoredResult]:
        """The results of these takes, in that order; those that have none are left out."""
        wanted = list(take_ids)
        by_id = {}
        with self._database.reading() as connection:
            for at in range(0, len(wanted), _MOST_VALUES):
                some = wanted[at : at + _MOST_VALUES]
                marks = ",".join("?" * len(some))
                for row in connection.execute(
                    "SELECT id, audio_path, script_id, transcript, words, scorecard, sound, scored_at"
                    " FROM takes JOIN results ON results.take_id = id"
                    f" LEFT JOIN corrections ON corrections.take_id = id WHERE id IN ({marks})",
                    some,
                ):
                    audio_path = rows.absolute(self._folder, row[1])
                    by_id[row[0]] = StoredResult(row[0], audio_path, *row[2:])
        return [by_id[take_id] for take_id in wanted if take_id in by_id]


def show_verdict(
    connection: sqlite3.Connection, take_id: str, transcript: Transcript, scorecard: Scorecard
) -> None:
    """What lists and charts show of a result; `transcript` has the words as they were put right."""
    connection.execute(
        "UPDATE takes SET state = 'scored', problem = '', message_s = ?, bands = ?, ready = ?,"
        " excerpt = ? WHERE id = ?",
        (
            message_s_of(transcript),
            json.dumps(scorecard.bands(), separators=(",", ":")),
            scorecard.ready,
            rows.clean(excerpt_of(transcript)),
            take_id,
        ),
    )
    measures.save(connection, take_id, Measures.of(transcript, scorecard))
