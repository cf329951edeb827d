"""Kills of what changes many takes at once: import, an old library brought up to date, a bundle, forgetting.

Each job runs in a process of its own on a copy of one prepared home, and is killed at a random moment of it.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rehearse.library import migrations
from rehearse.library.library import Library
from rehearse.library.takes import Take, TakeState
from rehearse.paths import Paths
from tests.faults.killing import ROOT, Start, Tally, kill, moments, next_start, rounds, timed
from tests.helpers.commands import SAMPLES, command, environment
from tests.helpers.drill_runs import done, record
from tests.helpers.messages import audio_message

SCHEMAS = ROOT / "tests" / "library" / "data"
#: So many takes each old library gets beside its own three.
_N_OLD = 200
_N_KIM, _N_LEE = 12, 5
_IMPORTED = ("bare-callback.flac", "early-number.flac", "cliffhanger.flac")

Sounds = dict[str, str]


def _of_take(take: Take) -> str:
    return hashlib.sha256(take.audio_path.read_bytes()).hexdigest() if take.audio_path.is_file() else ""


def migration(folder: Path, *, count: int, seed: int) -> Tally:
    """Libraries of all earlier versions, opened by this one."""
    chance = random.Random(f"{seed} migration")
    tally = Tally("migration")
    prepared: dict[int, tuple[Path, list[str], float]] = {}
    for number in rounds(tally, count):
        schema = chance.randint(1, migrations.LATEST - 1)
        if schema not in prepared:
            old = folder / f"schema-{schema}"
            ids = _old_library(Paths.below(old).library, schema)
            shutil.copytree(old, folder / "timed")
            job_s = timed(["-m", "tests.helpers.at_work", folder / "timed", "open"])
            shutil.rmtree(folder / "timed")
            prepared[schema] = old, ids, job_s
        old, ids, job_s = prepared[schema]
        home = folder / f"home-{number}"
        shutil.copytree(old, home)
        start = _kill_job(tally, chance, home, ["open"], job_s)
        tally.takes += len(ids)
        for take_id in ids:
            if take_id not in start.takes:
                tally.lose(f"take {take_id} of schema {schema} is gone")
        connection = sqlite3.connect(Paths.below(home).library / "library.db")
        tally.require(migrations.version_of(connection) == migrations.LATEST, "it was not brought up to date")
        connection.close()
        shutil.rmtree(home)
    return tally


def _old_library(folder: Path, schema: int) -> list[str]:
    """A library as that version left it, with more takes and a sound for each; their ids."""
    folder.mkdir(parents=True)
    connection = sqlite3.connect(folder / "library.db", isolation_level=None)
    connection.executescript((SCHEMAS / f"schema-{schema}.sql").read_text(encoding="utf-8"))
    connection.execute("PRAGMA journal_mode = WAL")
    columns = [row[1] for row in connection.execute("PRAGMA table_info (takes)") if row[1] != "seq"]
    first = connection.execute(f"SELECT {', '.join(columns)} FROM takes ORDER BY seq").fetchone()
    result_columns = [row[1] for row in connection.execute("PRAGMA table_info (results)")]
    result = connection.execute("SELECT * FROM results LIMIT 1").fetchone()

    def insert(table: str, names: list[str], values: dict[str, object]) -> None:
        marks = ", ".join("?" * len(names))
        connection.execute(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", [values[name] for name in names]
        )

    connection.execute("BEGIN")
    for number in range(_N_OLD):
        take_id = f"0193a2c4-6b10-7c1e-8000-{number:012x}"
        facts = dict(zip(columns, first, strict=True))
        insert("takes", columns, {**facts, "id": take_id, "audio_path": f"audio/2026/{take_id}.wav"})
        insert(
            "results", result_columns, {**dict(zip(result_columns, result, strict=True)), "take_id": take_id}
        )
    connection.execute("COMMIT")
    rows = connection.execute("SELECT id, audio_path FROM takes").fetchall()
    connection.close()
    sound = folder.parents[2] / "short.wav"
    if not sound.exists():
        with Library.open(folder.parents[2] / "sounds") as library:
            shutil.copy(library.take(record(library)).audio_path, sound)
    for _take_id, stored in rows:
        path = folder / stored
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(sound, path)
    return [take_id for take_id, _stored in rows]


def _people(folder: Path) -> tuple[Path, dict[str, Sounds]]:
    """A home with takes of two speakers, heard and judged, drills, and one of them's notes on the other."""
    home = folder / "people"
    sounds: dict[str, Sounds] = {"Kim": {}, "Lee": {}}
    with Library.open(Paths.below(home).library) as library:
        for name, n_takes in (("Kim", _N_KIM), ("Lee", _N_LEE)):
            for number in range(n_takes):
                take_id = record(library, 1600 + number)
                library.set_speaker([take_id], name)
                library.rename(take_id, f"{name} {number}")
                message = audio_message(library.take(take_id).audio_path)
                assert message.transcript is not None
                library.save_result(take_id, message.transcript, message.analysis.scorecard)
                sounds[name][take_id] = _of_take(library.take(take_id))
        done(library)
    return home, sounds


def forgetting(folder: Path, *, count: int, seed: int) -> Tally:
    """A speaker deleted with every trace: all of it goes, also after a kill; nobody else loses anything."""
    chance = random.Random(f"{seed} forgetting")
    tally = Tally("forget a speaker")
    prepared, sounds = _people(folder)
    job_s = _timed(folder, prepared, ["forget", "Kim"])
    for number in rounds(tally, count):
        home = folder / f"home-{number}"
        shutil.copytree(prepared, home)
        start = _kill_job(tally, chance, home, ["forget", "Kim"], job_s)
        _check_kept(tally, start, sounds["Lee"])
        left = [take.id for take in start.takes.values() if take.speaker == "Kim"]
        tally.require(
            len(left) in (0, _N_KIM), f"{len(left)} of {_N_KIM} takes were left, neither all nor none"
        )
        if not left:
            raw = b"".join(
                path.read_bytes() for path in Paths.below(home).library.rglob("*") if path.is_file()
            )
            tally.require(not any(take_id.encode() in raw for take_id in sounds["Kim"]), "a trace was left")
        shutil.rmtree(home)
    return tally


def purge(folder: Path, *, count: int, seed: int) -> Tally:
    """The trash emptied: what is not in it stays, and what goes goes with its files."""
    chance = random.Random(f"{seed} purge")
    tally = Tally("empty the trash")
    prepared, sounds = _people(folder)
    with Library.open(Paths.below(prepared).library) as library:
        library.delete(sounds["Kim"])
    job_s = _timed(folder, prepared, ["purge"])
    for number in rounds(tally, count):
        home = folder / f"home-{number}"
        shutil.copytree(prepared, home)
        start = _kill_job(tally, chance, home, ["purge"], job_s)
        _check_kept(tally, start, sounds["Lee"])
        for take in start.takes.values():
            tally.require(bool(_of_take(take)), "a take in the trash has no sound")
        shutil.rmtree(home)
    return tally


def bundle(folder: Path, *, count: int, seed: int) -> Tally:
    """Takes of somebody else that come in one file: all of them or none."""
    chance = random.Random(f"{seed} bundle")
    tally = Tally("take in a bundle")
    theirs, sounds = _people(folder)
    file = folder / "takes.rehearse"
    subprocess.run(
        command("export", "--all", "--to", "bundle", "-o", file),
        env=environment({"REHEARSE_HOME": str(theirs)}),
        check=True,
        capture_output=True,
    )
    (found,) = folder.glob("takes.*")
    prepared = folder / "mine"
    with Library.open(Paths.below(prepared).library) as library:
        own = {one: _of_take(library.take(one)) for one in (record(library, 900), record(library, 950))}
    job_s = _timed(folder, prepared, ["take-in", str(found)])
    n_sent = sum(map(len, sounds.values())) + 1  # and that of the drill
    for number in rounds(tally, count):
        home = folder / f"home-{number}"
        shutil.copytree(prepared, home)
        start = _kill_job(tally, chance, home, ["take-in", str(found)], job_s)
        _check_kept(tally, start, own)
        n_new = len(start.takes) - len(own)
        tally.require(n_new in (0, n_sent), f"{n_new} of {n_sent} takes came in, neither all nor none")
        shutil.rmtree(home)
    return tally


def importing(folder: Path, *, count: int, seed: int) -> Tally:
    """`rehearse import` of three recordings: copied, looked at and heard in processes of its own."""
    chance = random.Random(f"{seed} import")
    tally = Tally("import")
    source = folder / "recordings"
    source.mkdir()
    for name in _IMPORTED:
        shutil.copy(SAMPLES / name, source)
    hashes = {hashlib.sha256(path.read_bytes()).hexdigest() for path in source.iterdir()}
    home = folder / "home-timed"
    began_s = time.monotonic()
    _import(home, source)
    job_s = time.monotonic() - began_s
    for number in rounds(tally, count):
        home = folder / f"home-{number}"
        killed = kill(
            ["-m", "rehearse", "import", source], moments(chance, job_s), seen=lambda: True, home=home
        )
        tally.kills += not killed.at_once
        tally.at_once += killed.at_once
        if killed.at_once:
            job_s = killed.took_s  # the machine has less to do than when it was timed
        if killed.n_orphans:
            tally.left.append(f"{killed.n_orphans} processes")
        start = next_start(home, tally)
        told = sum(line.startswith("Kept ") for line in killed.lines)
        tally.takes += len(start.takes)
        if len(start.takes) < told:
            tally.lose(f"{told} takes were told to be kept, {len(start.takes)} are there")
        tally.require(
            {_of_take(take) for take in start.takes.values()} <= hashes, "a copy is not its original"
        )
        if number % 5 == 0:  # gone on with: nothing is missing and nothing twice
            _import(home, source)
            _import(home)
            start = next_start(home, Tally(""))
            tally.require(
                sorted(_of_take(take) for take in start.takes.values()) == sorted(hashes)
                and all(take.state is TakeState.SCORED for take in start.takes.values()),
                "importing again did not complete it",
            )
        shutil.rmtree(home)
    return tally


def _import(home: Path, *source: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "rehearse", "import", *map(str, source)],
        cwd=ROOT,
        env=environment({"REHEARSE_HOME": str(home)}),
        check=True,
        capture_output=True,
    )


def _timed(folder: Path, prepared: Path, job: list[str]) -> float:
    home = folder / "timed"
    shutil.copytree(prepared, home)
    job_s = timed(["-m", "tests.helpers.at_work", home, *job])
    shutil.rmtree(home)
    return job_s


def _kill_job(tally: Tally, chance: random.Random, home: Path, job: list[str], job_s: float) -> Start:
    killed = kill(["-m", "tests.helpers.at_work", home, *job], moments(chance, job_s))
    tally.kills += not killed.at_once
    tally.at_once += killed.at_once
    if killed.n_orphans:
        tally.left.append(f"{killed.n_orphans} processes")
    tally.require(not any(line.startswith("refused") for line in killed.lines), "".join(killed.lines))
    return next_start(home, tally)


def _check_kept(tally: Tally, start: Start, sounds: Sounds) -> None:
    tally.takes += len(sounds)
    for take_id, sound in sounds.items():
        if take_id not in start.takes or _of_take(start.takes[take_id]) != sound:
            tally.lose(f"take {take_id} is gone or changed")


PLACES: dict[str, Callable[..., Tally]] = {
    "import": importing,
    "migration": migration,
    "forgetting": forgetting,
    "purge": purge,
    "bundle": bundle,
}
