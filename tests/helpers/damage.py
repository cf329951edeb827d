"""A library that is full, and damage to its database."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.wav import GrowingWav
from rehearse.library.library import Library
from tests.helpers.messages import audio_message

FORMAT = AudioFormat(rate_hz=16_000, channels=1)


def fill(folder: Path, n_takes: int = 12) -> list[str]:
    """Scored takes with titles, one in the trash, a script, and rows in every other table."""
    ids = []
    with Library.open(folder) as library:
        script = library.scripts.add(
            "Hi [first name], it is Kim. Call me at 415-555-0142.", title="First call"
        )
        for number in range(n_takes):
            take = library.begin_take(speaker="Kim", script_id=script.id)
            wav = GrowingWav.create(take.audio_path, FORMAT)
            wav.write(bytes([number, 1]) * 3200)
            wav.close()
            library.finish_take(
                take.id, Recording(take.audio_path, FORMAT, wav.n_frames, 0, -12.0, datetime.now(UTC))
            )
            message = audio_message(take.audio_path)
            assert message.transcript is not None
            library.save_result(take.id, message.transcript, message.analysis.scorecard)
            library.rename(take.id, f"Take {number}")
            ids.append(take.id)
        library.delete(ids[:1])
    connection = sqlite3.connect(folder / "library.db")
    connection.execute(
        "INSERT INTO notes (id, take_id, created_at, author, text) VALUES ('n1', ?,"
        " '2026-11-25T09:00:00+00:00', 'Coach', 'Slower here')",
        (ids[-1],),
    )
    connection.execute(
        "INSERT INTO calls (id, created_at, called_on, script_id, n_left, n_back) VALUES"
        " ('c1', '2026-11-25T09:00:00+00:00', '2026-11-25', ?, 20, 3)",
        (script.id,),
    )
    connection.execute(
        "INSERT INTO ideas (id, created_at, text) VALUES ('i1', '2026-11-25T09:00:00+00:00', 'Half')"
    )
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return ids


def smash(path: Path, pages: list[int], page_bytes: int = 4096) -> bytes:
    data = bytearray(path.read_bytes())
    for page in pages:
        data[page * page_bytes : page * page_bytes + 200] = b"\xa5" * 200
    path.write_bytes(data)
    return bytes(data)


def pages_with(path: Path, what: bytes, page_bytes: int = 4096) -> list[int]:
    data = path.read_bytes()
    starts = range(1, len(data) // page_bytes)
    return [page for page in starts if what in data[page * page_bytes : (page + 1) * page_bytes]]


def other_rows(folder: Path) -> dict[str, int]:
    connection = sqlite3.connect(folder / "library.db")
    found = {
        name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
        for name in ("notes", "calls", "ideas", "scripts", "results")
    }
    connection.close()
    return found


def schema_smashed(data: bytes) -> bytes:
    return data[:100] + b"\xa5" * 3900 + data[4000:]


def cut(data: bytes) -> bytes:
    return data[:60]


def no_database(data: bytes) -> bytes:
    return b"these are my notes\n" * 500
