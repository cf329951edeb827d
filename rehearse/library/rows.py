"""Rows of the database as takes, and takes as facts beside their audio."""

from __future__ import annotations

import functools
import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from rehearse.analysis.result import Band
from rehearse.audio.format import AudioFormat
from rehearse.errors import TakeMissing
from rehearse.files import make_private_folder
from rehearse.i18n import _
from rehearse.library import desk_facts, scorecards, sidecar
from rehearse.library.sidecar import ArrivedFacts, Facts, ImportFacts, NoteFacts, ReceivedFacts
from rehearse.library.takes import Take, TakeState, TakeSummary
from rehearse.speech.corrections import Corrections, corrected

TAKE_COLUMNS = (
    "id, created_at, title, speaker, script_id, device, state, recovered, audio_path, rate_hz, channels,"
    " sample_bytes, n_frames, overflow_count, peak_dbfs, problem, deleted_at"
)
SUMMARY_COLUMNS = (
    "takes.seq, takes.id, takes.created_at, takes.title, takes.speaker, takes.script_id, takes.state,"
    " takes.recovered, takes.n_frames, takes.rate_hz, takes.message_s, takes.bands, takes.ready,"
    " takes.excerpt, takes.problem, takes.deleted_at, takes.tags, takes.starred, noted.n, named.title,"
    " measures.number_fraction, measures.number_late, measures.n_pitch,"
    # One take is one attempt at most.
    " (SELECT drill_runs.title FROM attempts JOIN drill_runs ON drill_runs.id = attempts.run_id"
    " WHERE attempts.take_id = takes.id AND drill_runs.deleted_at IS NULL),"
    " takes.heard_at IS NOT NULL, unseen.n, answers.take_id IS NOT NULL,"
    " CASE WHEN answered.title != '' THEN answered.title ELSE answered.excerpt END"
)
#: Every version of a script goes by the title that the script has now, or by its first words.
NAMED_SCRIPTS = (
    "(SELECT id, root_id, first_value(CASE WHEN title != '' THEN title ELSE substr(text, 1, 200) END)"
    " OVER (PARTITION BY root_id ORDER BY deleted_at IS NOT NULL, seq DESC) AS title FROM scripts)"
)
JOIN_MEASURES = "LEFT JOIN measures ON measures.take_id = takes.id"
JOIN_NAMED = f"LEFT JOIN {NAMED_SCRIPTS} AS named ON named.id = takes.script_id"
_JOIN_NOTED = (
    "LEFT JOIN (SELECT take_id, count(*) AS n FROM notes GROUP BY take_id) AS noted"
    " ON noted.take_id = takes.id"
)
_JOIN_UNSEEN = (
    "LEFT JOIN (SELECT notes.take_id AS take_id, count(*) AS n FROM unseen_notes"
    " JOIN notes ON notes.id = unseen_notes.note_id GROUP BY notes.take_id) AS unseen"
    " ON unseen.take_id = takes.id"
)
_JOIN_ANSWERED = (
    "LEFT JOIN answers ON answers.take_id = takes.id"
    " LEFT JOIN takes AS answered ON answered.id = answers.answered_id"
)
#: What the summaries' columns are of, beside `takes`.
SUMMARY_JOINS = f"{JOIN_MEASURES} {JOIN_NAMED} {_JOIN_NOTED} {_JOIN_UNSEEN} {_JOIN_ANSWERED}"
FACT_COLUMNS = (
    "id, seq, created_at, title, speaker, script_id, device, overflow_count, peak_dbfs, deleted_at,"
    " (SELECT words FROM corrections WHERE take_id = takes.id), tags, starred,"
    " (SELECT json_group_array(json_array(id, created_at, author, first_word, last_word, start_s, end_s,"
    " text, changed_at)) FROM (SELECT * FROM notes WHERE take_id = takes.id ORDER BY seq)),"
    " (SELECT json_array(source_name, sha256, imported_at, date_from, coalesce(takes.rate_hz, 0),"
    " coalesce(takes.channels, 0), takes.n_frames, unsafe) FROM imports WHERE take_id = takes.id),"
    " (SELECT answered_id FROM answers WHERE take_id = takes.id),"
    " (SELECT json_array(bundle_id, arrived_at, drill) FROM arrivals WHERE take_id = takes.id),"
    " (SELECT json_group_array(json_array(note_id, changed_at, sha256))"
    " FROM (SELECT * FROM received_notes WHERE take_id = takes.id ORDER BY changed_at, note_id))"
    f", {desk_facts.COLUMNS}"
)
#: Characters of a script's words that stand for a title it does not have.
_TITLE_CHARS = 60
_NO_BANDS: dict[str, Band] = {}
_moment = datetime.fromisoformat
_STATES = {str(state): state for state in TakeState}
#: A take that a drill cut, or gave the words of.
IS_PART = "EXISTS (SELECT 1 FROM attempts WHERE attempts.take_id = takes.id AND NOT attempts.is_whole)"
#: A take with what was heard, its verdicts and what was put right.
WHOLE_TAKE = (
    f"SELECT {TAKE_COLUMNS}, transcript, scorecard, words, sound FROM takes"
    " LEFT JOIN results ON results.take_id = id LEFT JOIN corrections ON corrections.take_id = id"
)


def now_text() -> str:
    return time_text(datetime.now(UTC))


def time_text(moment: datetime) -> str:
    """As the database writes times, so that texts sort as they do; `moment` is aware."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def take_from(folder: Path, row: tuple[object, ...]) -> Take:
    """`row` comes from `WHOLE_TAKE`; transcript and scorecard are None before scoring."""
    (id_, created_at, title, speaker, script_id, device, state, recovered, audio_path, rate_hz, channels) = (
        row[:11]
    )
    (sample_bytes, n_frames, overflow_count, peak_dbfs, problem, deleted_at) = row[11:17]
    transcript, scorecard, words, sound = (None if text is None else str(text) for text in row[17:])
    heard = None if transcript is None else scorecards.transcript_from_json(transcript)
    corrections = scorecards.corrections_from_json(words)
    return Take(
        id=str(id_),
        created_at=datetime.fromisoformat(str(created_at)),
        title=str(title),
        speaker=str(speaker),
        script_id=None if script_id is None else str(script_id),
        device=str(device),
        state=TakeState(str(state)),
        recovered=bool(recovered),
        audio_path=absolute(folder, str(audio_path)),
        format=_format(rate_hz, channels, sample_bytes),
        n_frames=_whole(n_frames),
        overflow_count=_whole(overflow_count),
        peak_dbfs=peak_dbfs if isinstance(peak_dbfs, float) else None,
        transcript=None if heard is None else corrected(heard, corrections),
        scorecard=None if scorecard is None else scorecards.from_json(scorecard),
        problem=str(problem),
        deleted_at=None if deleted_at is None else datetime.fromisoformat(str(deleted_at)),
        heard=heard,
        corrections=corrections,
        sound=scorecards.sound_from_json(sound),
    )


def summary_from(row: tuple[Any, ...]) -> TakeSummary:
    """`row` holds `SUMMARY_COLUMNS`.  Summaries share their `bands`."""
    (_seq, id_, created_at, title, speaker, script_id, state, recovered, n_frames, rate_hz) = row[:10]
    (message_s, bands, ready, excerpt, problem, deleted_at, tags, starred, n_notes) = row[10:19]
    (script_title, number_fraction, number_late, n_pitch, drill_title, heard) = row[19:25]
    (n_unseen, is_answer, answered_title) = row[25:]
    # By place, and without a call where there is nothing to make of a value: long lists are made of these.
    return TakeSummary(
        id_,
        _moment(created_at),
        title,
        speaker,
        script_id,
        _STATES[state],
        recovered == 1,
        n_frames / rate_hz if rate_hz else None,
        message_s,
        _NO_BANDS if bands is None else _bands(bands),
        None if ready is None else ready == 1,
        excerpt,
        problem,
        None if deleted_at is None else _moment(deleted_at),
        () if tags == "[]" else tags_from(tags),
        starred == 1,
        n_notes or 0,
        script_title_of(script_title) if script_title else "",
        number_fraction,
        None if number_late is None else number_late == 1,
        n_pitch,
        drill_title or "",
        heard == 1,
        n_unseen or 0,
        (answered_title or "") if is_answer else None,
    )


def facts_from(row: tuple[object, ...]) -> Facts:
    """`row` holds `FACT_COLUMNS`."""
    (id_, seq, created_at, title, speaker, script_id, device, overflow_count, peak_dbfs) = row[:9]
    deleted_at, words, tags, starred, notes, imported, answers, arrived, received = row[9:18]
    heard_at, marks, reactions = row[18:]
    return Facts(
        id=str(id_),
        seq=_whole(seq),
        created_at=str(created_at),
        title=str(title),
        speaker=str(speaker),
        script_id=None if script_id is None else str(script_id),
        device=str(device),
        overflow_count=_whole(overflow_count),
        peak_dbfs=peak_dbfs if isinstance(peak_dbfs, float) else None,
        deleted_at=None if deleted_at is None else str(deleted_at),
        corrections=scorecards.corrections_from_json(None if words is None else str(words)),
        tags=tags_from(str(tags)),
        starred=bool(starred),
        notes=tuple(NoteFacts(*note) for note in json.loads(str(notes))),
        imported=None if imported is None else _import_facts(str(imported)),
        heard_at=None if heard_at is None else str(heard_at),
        marks=desk_facts.marks_from(str(marks)),
        reactions=desk_facts.reactions_from(str(reactions)),
        answers=None if answers is None else str(answers),
        arrived=None if arrived is None else ArrivedFacts(*json.loads(str(arrived))),
        received=tuple(ReceivedFacts(*one) for one in json.loads(str(received))),
    )


def _import_facts(text: str) -> ImportFacts:
    name, sha256, imported_at, date_from, rate_hz, channels, n_frames, unsafe = json.loads(text)
    return ImportFacts(name, sha256, imported_at, date_from, rate_hz, channels, n_frames, unsafe=bool(unsafe))


def one(connection: sqlite3.Connection, take_id: str, columns: str) -> tuple[object, ...]:
    """These columns of a take; raises `TakeMissing`."""
    row: tuple[object, ...] | None = connection.execute(
        f"SELECT {columns} FROM takes WHERE id = ?", (take_id,)
    ).fetchone()
    if row is None:
        raise missing(take_id)
    return row


def missing(take_id: str) -> TakeMissing:
    return TakeMissing(
        _("There is no take {id} in the library.").format(id=take_id),
        help=_("Look at the list of takes for the ones there are."),
    )


def write_facts(connection: sqlite3.Connection, folder: Path, take_id: str, *, durable: bool = True) -> None:
    """Write what is kept beside the sound anew.

    Inside the transaction, so that two processes write it in the order of their commits.
    """
    stored, *facts = one(connection, take_id, f"audio_path, {FACT_COLUMNS}")
    audio_path = absolute(folder, str(stored))
    make_private_folder(audio_path.parent)
    sidecar.write(audio_path, facts_from(tuple(facts)), durable=durable)


def save_corrections(connection: sqlite3.Connection, take_id: str, corrections: Corrections) -> None:
    """In place of those there were; none leave no row."""
    if corrections:
        connection.execute(
            "INSERT INTO corrections (take_id, words) VALUES (?, ?)"
            " ON CONFLICT (take_id) DO UPDATE SET words = excluded.words",
            (take_id, scorecards.corrections_to_json(corrections)),
        )
    else:
        connection.execute("DELETE FROM corrections WHERE take_id = ?", (take_id,))


def set_deleted(
    connection: sqlite3.Connection,
    table: Literal["scripts", "ideas", "calls", "drill_runs"],
    row_id: str,
    deleted_at: str | None,
) -> bool:
    """Put a row into the trash, or with None bring it back; false where it was so already."""
    changed = connection.execute(
        f"UPDATE {table} SET deleted_at = ? WHERE id = ? AND (deleted_at IS NULL) = ?",
        (deleted_at, row_id, deleted_at is not None),
    )
    return changed.rowcount > 0


def absolute(folder: Path, stored: str) -> Path:
    """Where an audio file lies; it is stored with forward slashes, relative to the library's folder."""
    return folder.joinpath(*PurePosixPath(stored).parts)


def clean(text: str) -> str:
    """One line without what a database or a file refuses (NUL, lone surrogates)."""
    return " ".join(text.encode("utf-8", "replace").decode().replace("\0", " ").split())


def folded(text: str) -> str:
    """For comparing without capitals."""
    return text.casefold()


def tags_to_text(tags: Iterable[str]) -> str:
    return json.dumps(list(tags), separators=(",", ":"))


@functools.lru_cache(maxsize=4096)
def tags_from(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


@functools.lru_cache(maxsize=1024)
def script_title_of(text: str) -> str:
    """A title, or the first words of a script that has none, as one line."""
    line = clean(text)
    return line if len(line) <= _TITLE_CHARS else line[:_TITLE_CHARS].rsplit(" ", 1)[0] + "…"


def _format(rate_hz: object, channels: object, sample_bytes: object) -> AudioFormat | None:
    if rate_hz is None:
        return None
    return AudioFormat(_whole(rate_hz), _whole(channels), _whole(sample_bytes))


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"a whole number was expected, not {value!r}")
    return value


@functools.lru_cache(maxsize=4096)
def _bands(text: str) -> dict[str, Band]:
    # Few different sets of bands occur: a long list parses each once.
    found: dict[str, Band] = json.loads(text)
    return found
