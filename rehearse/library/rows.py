"""Rows of the database as takes, and takes as facts beside their audio."""

from __future__ import annotations

import functools
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from rehearse.analysis.result import Band
from rehearse.audio.format import AudioFormat
from rehearse.library import scorecards
from rehearse.library.sidecar import Facts
from rehearse.library.takes import Take, TakeState, TakeSummary
from rehearse.speech.corrections import Corrections, corrected

TAKE_COLUMNS = (
    "id, created_at, title, speaker, script_id, device, state, recovered, audio_path, rate_hz, channels,"
    " sample_bytes, n_frames, overflow_count, peak_dbfs, problem, deleted_at"
)
SUMMARY_COLUMNS = (
    "id, created_at, title, speaker, script_id, state, recovered, n_frames, rate_hz,"
    " message_s, bands, ready, excerpt, problem, deleted_at"
)
FACT_COLUMNS = (
    "id, seq, created_at, title, speaker, script_id, device, overflow_count, peak_dbfs, deleted_at,"
    " (SELECT words FROM corrections WHERE take_id = id)"
)
#: A take with what was heard, its verdicts and what was put right.
WHOLE_TAKE = (
    f"SELECT {TAKE_COLUMNS}, transcript, scorecard, words FROM takes"
    " LEFT JOIN results ON results.take_id = id LEFT JOIN corrections ON corrections.take_id = id"
)


def now_text() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def take_from(folder: Path, row: tuple[object, ...]) -> Take:
    """`row` comes from `WHOLE_TAKE`; transcript and scorecard are None before scoring."""
    (id_, created_at, title, speaker, script_id, device, state, recovered, audio_path, rate_hz, channels) = (
        row[:11]
    )
    (sample_bytes, n_frames, overflow_count, peak_dbfs, problem, deleted_at) = row[11:17]
    transcript, scorecard, words = (None if text is None else str(text) for text in row[17:])
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
    )


def summary_from(row: sqlite3.Row | tuple[object, ...]) -> TakeSummary:
    """`row` holds `SUMMARY_COLUMNS`."""
    (id_, created_at, title, speaker, script_id, state, recovered, n_frames, rate_hz) = row[:9]
    (message_s, bands, ready, excerpt, problem, deleted_at) = row[9:]
    return TakeSummary(
        id=str(id_),
        created_at=datetime.fromisoformat(str(created_at)),
        title=str(title),
        speaker=str(speaker),
        script_id=None if script_id is None else str(script_id),
        state=TakeState(str(state)),
        recovered=bool(recovered),
        duration_s=_whole(n_frames) / rate_hz if isinstance(rate_hz, int) else None,
        message_s=message_s if isinstance(message_s, float) else None,
        bands={} if bands is None else dict(_bands(str(bands))),
        ready=None if ready is None else bool(ready),
        excerpt=str(excerpt),
        problem=str(problem),
        deleted_at=None if deleted_at is None else datetime.fromisoformat(str(deleted_at)),
    )


def facts_from(row: tuple[object, ...]) -> Facts:
    """`row` holds `FACT_COLUMNS`."""
    (id_, seq, created_at, title, speaker, script_id, device, overflow_count, peak_dbfs) = row[:9]
    deleted_at, words = row[9:]
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
    )


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


def absolute(folder: Path, stored: str) -> Path:
    """Where an audio file lies; it is stored with forward slashes, relative to the library's folder."""
    return folder.joinpath(*PurePosixPath(stored).parts)


def clean(text: str) -> str:
    """One line without what a database or a file refuses (NUL, lone surrogates)."""
    return " ".join(text.encode("utf-8", "replace").decode().replace("\0", " ").split())


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
