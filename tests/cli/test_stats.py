"""`rehearse stats`: what practice comes to, in words, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from rehearse.library.database import Database
from rehearse.library.ids import new_id
from rehearse.library.library import DATABASE_NAME, Library
from rehearse.paths import Paths
from tests.helpers.commands import rehearse


@pytest.fixture
def takes() -> str:
    """Four takes, the last of them made while the clock was two years behind; the id of the best."""
    folder = Paths.default().library
    with Library.open(folder) as library:
        script = library.scripts.add("Hi.", title="Copier").id
    now = datetime.now(UTC)
    database = Database(folder / DATABASE_NAME)
    rows = [
        (
            now - timedelta(days=1),
            script,
            "Kim",
            '{"length":"off","pitch":"off"}',
            0,
            (140.0, 0.7, 1, 3, 0, 2),
        ),
        (now - timedelta(seconds=2), script, "Kim", '{"length":"good"}', 1, (150.0, 0.4, 0, 0, 1, 0)),
        (now - timedelta(seconds=1), None, "Alex", None, None, None),
        (now - timedelta(days=730), script, "Kim", '{"length":"off"}', 0, (160.0, None, None, 1, 1, 1)),
    ]
    ids = [new_id() for _row in rows]
    with database.writing() as connection:
        for number, (take_id, row) in enumerate(zip(ids, rows, strict=True), start=1):
            moment, script_id, speaker, bands, ready, measures = row
            connection.execute(
                "INSERT INTO takes (id, created_at, script_id, speaker, state, audio_path, rate_hz, channels,"
                " sample_bytes, n_frames, message_s, bands, ready)"
                " VALUES (?, ?, ?, ?, ?, ?, 16000, 1, 2, 480000, ?, ?, ?)",
                (
                    take_id,
                    moment.isoformat(timespec="microseconds"),
                    script_id,
                    speaker,
                    "scored" if measures else "recorded",
                    f"audio/2026/{take_id}.wav",
                    20.0 + number if measures else None,
                    bands,
                    ready,
                ),
            )
            if measures:
                connection.execute(
                    "INSERT INTO measures (take_id, model_id, basis, n_words, wpm, number_fraction,"
                    " number_late, n_pitch, n_reasons, n_fillers) VALUES (?, 'm', 'b', 50, ?, ?, ?, ?, ?, ?)",
                    (take_id, *measures),
                )
    database.close()
    return ids[1]


def test_without_takes_it_says_how_to_begin() -> None:
    done = rehearse("stats")
    assert done.returncode == 0
    assert "rehearse record" in done.stdout


def test_practice_is_told_in_words(takes: str) -> None:
    done = rehearse("stats", env={"COLUMNS": "96"})
    assert done.returncode == 0, done.stderr
    assert "In all: 4 takes in 2 min, 1 of 3 ready." in done.stdout
    assert "Streak: 2 days running; the longest was 2 days." in done.stdout
    assert "The clock was set back 1 time" in done.stdout
    assert f"({takes[-8:]}): ready; Copier." in done.stdout
    lines = done.stdout.splitlines()
    (copier,) = [line for line in lines if line.startswith("Copier")]
    assert copier.split() == ["Copier", "3", "1/3", "22", "s", "55", "%", "1", "1", "150", "1"]
    (none,) = [line for line in lines if line.startswith("no script")]
    assert none.split()[2:] == ["1", "0/0", "?", "?", "?", "?", "?", "?"]
    assert max(map(len, lines)) <= 96


def test_filters_narrow_it(takes: str) -> None:
    assert "In all: 1 take in 30 s" in rehearse("stats", "--speaker", "alex").stdout
    assert "In all: 3 takes" in rehearse("stats", "--script", "copier").stdout
    since = (datetime.now().date() - timedelta(days=30)).isoformat()
    assert "In all: 2 takes" in rehearse("stats", "--script", "copier", "--since", since).stdout
    assert "no such takes" in rehearse("stats", "--speaker", "Nobody").stdout
    done = rehearse("stats", "--script", "Nobody")
    assert done.returncode == 1
    assert "no script “Nobody”" in done.stderr


def test_other_programs_get_all_of_it(takes: str) -> None:
    found = json.loads(rehearse("stats", "--format", "json").stdout)
    assert found["best_take"] == takes
    assert (found["streak_days"], found["clock_set_back"]) == (2, 1)
    assert found["summary"]["wpm"] == 150.0
    assert [take["number_late"] for take in found["takes"]] == [True, False, None, None]
    assert {one["script"] for one in found["scripts"]} == {"Copier", None}
    table = list(csv.DictReader(io.StringIO(rehearse("stats", "--format", "csv").stdout)))
    assert [row["wpm"] for row in table] == ["140.0", "150.0", "", "160.0"]
    assert [row["speaker"] for row in table] == ["Kim", "Kim", "Alex", "Kim"]
