"""What was heard in a take and how it was judged, in the database."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from rehearse.analysis.result import Scorecard, SoundFacts
from rehearse.library import rows, scorecards, search
from rehearse.library.notes import settle
from rehearse.library.stale import show_verdict
from rehearse.library.takes import TakeState
from rehearse.speech.corrections import Corrections, corrected
from rehearse.speech.transcript import Transcript


def heard(connection: sqlite3.Connection, take_id: str) -> Transcript | None:
    """What was heard in a take, untouched; None where nobody has listened."""
    row = connection.execute("SELECT transcript FROM results WHERE take_id = ?", (take_id,)).fetchone()
    return None if row is None else scorecards.transcript_from_json(row[0])


def corrections(connection: sqlite3.Connection, take_id: str) -> Corrections:
    row = connection.execute("SELECT words FROM corrections WHERE take_id = ?", (take_id,)).fetchone()
    return scorecards.corrections_from_json(None if row is None else row[0])


def shown(connection: sqlite3.Connection, take_id: str) -> Transcript | None:
    """The words of a take as they were put right."""
    found = heard(connection, take_id)
    return None if found is None else corrected(found, corrections(connection, take_id))


def save(
    connection: sqlite3.Connection,
    folder: Path,
    take_id: str,
    found: Transcript,
    scorecard: Scorecard,
    put_right: Corrections | None,
    sound: SoundFacts | None,
) -> None:
    """Keep a result in place of an earlier one, see `Library.save_result`; inside the transaction."""
    (state,) = rows.one(connection, take_id, "state")
    if state == TakeState.RECORDING:
        raise ValueError("a take is finished before it is scored")
    kept = corrections(connection, take_id)
    transcript = corrected(found, kept if put_right is None else put_right)
    connection.execute(
        "INSERT INTO results (take_id, transcript, scorecard, profile, analysis_version, scored_at,"
        " sound) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (take_id) DO UPDATE SET"
        " transcript = excluded.transcript, scorecard = excluded.scorecard,"
        " profile = excluded.profile, analysis_version = excluded.analysis_version,"
        " scored_at = excluded.scored_at, sound = excluded.sound",
        (
            take_id,
            scorecards.transcript_to_json(found),
            scorecards.to_json(scorecard),
            scorecard.profile,
            scorecard.analysis_version,
            rows.now_text(),
            None if sound is None else scorecards.sound_to_json(sound),
        ),
    )
    show_verdict(connection, take_id, transcript, scorecard)
    seq, title = rows.one(connection, take_id, "seq, title")
    search.index_words(connection, seq, title, transcript, search.notes_of(connection, take_id))
    beside = settle(connection, take_id, transcript)
    if put_right is not None and put_right != kept:
        rows.save_corrections(connection, take_id, put_right)
        beside = True
    if beside:
        rows.write_facts(connection, folder, take_id)
