"""A library to move, and what lies in a folder."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.wav import GrowingWav
from rehearse.library.library import Library
from rehearse.paths import Paths
from rehearse.settings import SettingsStore

FORMAT = AudioFormat(rate_hz=16_000, channels=1)


def add_take(library: Library, n_bytes: int = 32_000) -> str:
    take = library.begin_take(speaker="Kim")
    wav = GrowingWav.create(take.audio_path, FORMAT)
    wav.write(os.urandom(n_bytes))
    wav.close()
    library.finish_take(
        take.id, Recording(take.audio_path, FORMAT, wav.n_frames, 0, -12.0, datetime.now(UTC))
    )
    return take.id


@pytest.fixture
def paths(private_home: Path) -> Paths:
    made = Paths.default()
    assert made.data == private_home / "data"
    with Library.open(made.library) as library:
        for _number in range(3):
            add_take(library)
    made.rules.mkdir()
    (made.rules / "mine.toml").write_text('title = "Mine"\n')
    SettingsStore(made.settings).update(speaker="Kim")
    return made


def contents(folder: Path) -> dict[str, bytes]:
    """What a folder holds, without locks and what SQLite keeps beside its file."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith((".lock", "-shm", "-wal"))
    }
