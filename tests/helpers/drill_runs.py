"""Drills that were done, for tests: takes with sound, runs with attempts, and a database that is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from rehearse.analysis.drill_files import drill_toml
from rehearse.analysis.drills import Condition, Drill, Miss, Round
from rehearse.analysis.result import Evidence
from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.wav import GrowingWav
from rehearse.library.cards import ProspectCard
from rehearse.library.drill_runs import DrillRun
from rehearse.library.library import Library
from rehearse.speech.transcript import Span

NOBODY = "0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e"
FORMAT = AudioFormat(rate_hz=16_000, channels=1)
CARDS = (
    ProspectCard("Dana Reyes", "Head of buying", "Reyes & Söhne", (("City", "Springfield"),)),
    ProspectCard("Lee"),
)
FREE = Drill("free", "Free", "Trains.", "Somebody", (Round(Condition(length_most_s=20.0)),))
GIVEN = Drill("given", "Given", "Trains.", "Somebody", (Round(Condition(line="Hi it is Kim, bye")),))
MISS = Miss("no_pitch", "“best in class” sounds like a pitch.", 1, 0, (Evidence(3, 6, Span(1.5, 2.25)),))
DIGITS = Miss("number_heard", "Heard 415 555 0100.", "4155550100", "415-555-0142")


def begin(library: Library, drill: Drill = FREE, **more: object) -> DrillRun:
    given = {"n_rounds": len(drill.rounds), **more}
    return library.drill_runs.begin(drill.id, drill.title, drill_toml(drill), **given)  # type: ignore[arg-type]


def record(library: Library, n_frames: int = 1600) -> str:
    """A take with sound; its id."""
    take = library.begin_take()
    wav = GrowingWav.create(take.audio_path, FORMAT)
    wav.write(b"\1\0" * n_frames)
    wav.close()
    library.finish_take(take.id, Recording(take.audio_path, FORMAT, n_frames, 0, None, datetime.now(UTC)))
    return take.id


def done(library: Library, outcome: str = "passed", drill: Drill = FREE, **settled: object) -> DrillRun:
    """One run of one attempt."""
    run = begin(library, drill)
    attempt = library.drill_runs.add_attempt(run.id, 0, record(library))
    library.drill_runs.settle(attempt.id, outcome, **settled)  # type: ignore[arg-type]
    return library.drill_runs.end(run.id, "done", outcome == "passed")


def lose_the_database(folder: Path) -> None:
    for name in ("library.db", "library.db-wal", "library.db-shm"):
        (folder / name).unlink(missing_ok=True)
