"""Libraries to back up, and what is in them afterwards."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.wav import GrowingWav
from rehearse.files import builtin_rubrics_folder
from rehearse.library.library import Library
from rehearse.library.migrations import LATEST
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from tests.helpers.commands import ROOT

FORMAT = AudioFormat(rate_hz=16_000, channels=1)

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions and processes")


def add_take(library: Library, title: str, n_bytes: int = 32_000) -> str:
    take = library.begin_take(speaker="Kim")
    wav = GrowingWav.create(take.audio_path, FORMAT)
    wav.write(os.urandom(n_bytes))
    wav.close()
    library.finish_take(
        take.id, Recording(take.audio_path, FORMAT, wav.n_frames, 0, -12.0, datetime.now(UTC))
    )
    library.rename(take.id, title)
    return take.id


def make_studio(home: Path) -> Studio:
    paths = Paths.below(home)
    return Studio(paths, SettingsStore(paths.settings))


@pytest.fixture
def studio(private_home: Path) -> Iterator[Studio]:
    made = make_studio(private_home)
    for number in range(3):
        add_take(made.library, f"Take {number}")
    made.library.delete([made.takes()[0].id])
    script = made.scripts.add("Hi [first name], call me.", title="First call")
    made.library.ideas.add("Sing it", root_id=script.root_id)
    made.library.calls.add(date(2026, 11, 25), script.id, 20, 3)
    made.library.notes.add(made.takes()[0].id, "Say it slower")
    run = made.library.drill_runs.begin("half", "Half a message", "", 1)
    attempt = made.library.drill_runs.add_attempt(run.id, 0, made.takes()[0].id)
    made.library.drill_runs.settle(attempt.id, "missed", ended="cut", cut_s=6.5)
    made.paths.rules.mkdir()
    (made.paths.rules / "mine.toml").write_text('title = "Mine"\n')
    made.paths.prospects.mkdir()
    (made.paths.prospects / "leads.csv").write_text("name\nKim\n")
    made.paths.rubrics.mkdir()
    text = (builtin_rubrics_folder() / "callback.toml").read_text(encoding="utf-8")
    (made.paths.rubrics / "mine.toml").write_text(text, encoding="utf-8")
    made.library.reactions.add(made.takes()[0].id, "great", author="Robin")
    made.library.marks.mark(made.takes()[0].id, made.rubrics["mine"], {"curious": "yes"}, author="Robin")
    made.settings.update(speaker="Kim", theme="dark", input_device="pulse|Headset", model="mine")
    yield made
    made.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Studio]:
    """Another computer."""
    made = make_studio(tmp_path / "other-home")
    yield made
    made.close()


def contents(studio: Studio) -> dict[str, Any]:
    """What a user would miss."""
    library = studio.library
    listed = [*library.takes(), *library.takes(deleted=True)]
    assert library.problems() == []
    return {
        "takes": [(take.id, take.title, take.created_at, take.deleted_at is None) for take in listed],
        "sounds": {
            t.id: hashlib.sha256(library.take(t.id).audio_path.read_bytes()).hexdigest() for t in listed
        },
        "scripts": [(script.title, script.text) for script in library.scripts.all()],
        "ideas": [idea.text for idea in library.ideas.all()],
        "calls": [(block.n_left, block.n_back) for block in library.calls.all()],
        "notes": [note.text for take in listed for note in library.notes.of(take.id)],
        "marks": [mark for take in listed for mark in library.marks.of(take.id)],
        "reactions": [one for take in listed for one in library.reactions.of(take.id)],
        "heard": [library.heard.at(take.id) for take in listed],
        "rubrics": sorted(studio.rubrics),
        "drills": library.drill_runs.all(),
        "rules": {path.name: path.read_text() for path in studio.paths.rules.glob("*")},
        "cards": [card.name for card in studio.decks["leads"].cards] if "leads" in studio.decks else [],
    }


def rehearse(home: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rehearse", *args],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "REHEARSE_HOME": str(home)},
    )  # fmt: skip


def write_zip(
    path: Path,
    files: dict[str, bytes],
    *,
    schema: int = LATEST,
    version: int = 1,
    changed: Callable[[dict[str, Any]], None] = lambda _facts: None,
    extra: Callable[[zipfile.ZipFile], None] = lambda _archive: None,
) -> None:
    facts = {
        "rehearse_backup": version,
        "program": "0.1.0",
        "created_at": "2026-11-26T09:00:00+00:00",
        "schema": schema,
        "n_takes": 1,
        "files": [[name, len(raw), hashlib.sha256(raw).hexdigest(), 1] for name, raw in files.items()],
    }
    changed(facts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, raw in files.items():
            made.writestr(name, raw)
        made.writestr("manifest.json", json.dumps(facts))
        extra(made)
