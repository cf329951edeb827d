"""Kills of a move of the data folder; one complete library must be left, every time.

Back and forth between two folders.  After each kill the paths lead to a sound library that has every
take with the very bytes of its sound; after each move that came through, the old folder is deleted (and
that is killed as well), which must take nothing from the new one.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

from rehearse.left_behind import delete_old
from rehearse.library.library import Library
from rehearse.paths import Paths
from tests.faults.killing import ROOT, Tally, kill, moments, next_start, rounds, timed

N_TAKES = 12


def move(folder: Path, *, count: int, seed: int) -> Tally:
    chance = random.Random(f"{seed} move")
    tally = Tally("move the folder")
    home = folder / "home"
    _fill(Paths.below(home), chance)
    sounds = _sounds(Paths.below(home))
    assert len(sounds) == N_TAKES
    shutil.copytree(home, folder / "timed")
    job_s = timed(["-m", "tests.helpers.at_work", folder / "timed", "move", folder / "away"])
    shutil.rmtree(folder / "timed")
    for _number in rounds(tally, count):
        before = Paths.below(home).data
        target = folder / ("there" if before != folder / "there" else "here")
        _kill(tally, home, ["move", str(target)], moments(chance, job_s))
        after = Paths.below(home)
        tally.require(after.data in (before, target), "the paths lead to neither folder")
        _check(tally, home, sounds)
        if after.data == target:
            _kill(tally, home, ["delete-old"], moments(chance, 0.3 * job_s))
            _check(tally, home, sounds)
            delete_old(Paths.below(home))
            tally.require(not (before / "library").exists(), "the old folder was not deleted to its end")
    return tally


def _kill(tally: Tally, home: Path, job: list[str], after_s: float) -> None:
    killed = kill(["-m", "tests.helpers.at_work", home, *job], after_s)
    tally.kills += not killed.at_once
    tally.at_once += killed.at_once
    tally.require(not any(line.startswith("refused") for line in killed.lines), "".join(killed.lines))


def _check(tally: Tally, home: Path, sounds: dict[str, str]) -> None:
    paths = Paths.below(home)
    # The old folder is the user's until it is told to go; what was being copied is taken up again.
    before = list(tally.left)
    next_start(home, tally)
    here = os.path.relpath(paths.library, home)
    tally.left = before + [name for name in tally.left[len(before) :] if name.startswith(here)]
    tally.takes += len(sounds)
    found = _sounds(paths)
    for take_id, sound in sounds.items():
        if found.get(take_id) != sound:
            tally.lose(f"take {take_id} is gone or changed")


def _fill(paths: Paths, chance: random.Random) -> None:
    child = [sys.executable, "-m", "tests.helpers.library_child", str(paths.library), "7", str(N_TAKES)]
    subprocess.run(child, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    for number, path in enumerate(sorted(paths.library.rglob("*.wav"))):
        # Some are large enough to be caught half copied.
        path.write_bytes(path.read_bytes() + chance.randbytes(100_000 * number))
    paths.rules.mkdir()
    (paths.rules / "mine.toml").write_text('title = "Mine"\n')


def _sounds(paths: Paths) -> dict[str, str]:
    """The takes that can be found, by id, with the hash of their sound."""
    paths.require_data()
    assert (paths.rules / "mine.toml").is_file()
    with Library.open(paths.library) as library:
        assert library.problems() == []
        return {
            take.id: hashlib.sha256(library.take(take.id).audio_path.read_bytes()).hexdigest()
            for deleted in (False, True)
            for take in library.takes(deleted=deleted)
        }
