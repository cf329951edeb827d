"""A process that does drills is killed at any moment: what it was promised is kept, in rows and in files."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rehearse.library.drill_runs import Attempt
from rehearse.library.library import Library
from tests.helpers.drill_runs import lose_the_database

ROOT = Path(__file__).resolve().parents[2]
N_KILLS = 8

#: Each line is written after the call returned.
CHILD = """
import os, sys
from pathlib import Path
from rehearse.library.library import Library
from tests.helpers.drill_runs import MISS, begin, record

def say(*parts):
    os.write(1, (" ".join(map(str, parts)) + "\\n").encode())

with Library.open(Path(sys.argv[1])) as library:
    runs = library.drill_runs
    while True:
        run = begin(library, n_rounds=3)
        say("begun", run.id)
        for round_ in range(3):
            attempt = runs.add_attempt(run.id, round_, record(library, 10))
            say("added", run.id, attempt.id)
            runs.settle(attempt.id, "missed", misses=[MISS], ended="cut", cut_s=6.5)
            say("settled", run.id, attempt.id)
        runs.end(run.id, "done", False)
        say("ended", run.id)
"""


def promises_broken(library: Library, promised: list[list[str]]) -> list[str]:
    broken = []
    found = {run.id: run for run in library.drill_runs.all()}
    for what, run_id, *more in promised:
        run = found.get(run_id)
        attempts: dict[str, Attempt] = {} if run is None else {one.id: one for one in run.attempts}
        attempt = attempts.get(more[0]) if more else None
        kept = {
            "begun": run is not None,
            "added": attempt is not None and attempt.take_id is not None,
            "settled": attempt is not None and attempt.outcome == "missed" and attempt.cut_s == 6.5,
            "ended": run is not None and run.state == "done" and run.passed is False,
        }
        if not kept[what]:
            broken.append(" ".join((what, run_id, *more)))
    return broken


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_what_a_drill_was_promised_survives_a_kill_at_any_moment(tmp_path: Path) -> None:
    chance = random.Random(7)
    folder = tmp_path / "library"
    promised: list[list[str]] = []
    for _kill in range(N_KILLS):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        lines = [child.stdout.readline()]
        assert lines[0].startswith("begun")
        time.sleep(chance.uniform(0, 0.3))
        child.kill()
        lines += child.stdout.readlines()
        child.wait()
        child.stdout.close()
        promised += [line.split() for line in lines if line.endswith("\n")]
        with Library.open(folder) as library:
            library.sweep()
            assert library.problems() == []
            assert promises_broken(library, promised) == []
            for run in library.drill_runs.open_runs():  # gone on with, as the next start does
                after = library.drill_runs.void_unsettled(run.id)
                assert all(one.outcome is not None for one in after.attempts)
    assert {"begun", "added", "settled"} <= {what for what, *_more in promised}
    with Library.open(folder) as library:
        before = library.drill_runs.all()
    lose_the_database(folder)
    with Library.open(folder) as library:
        library.sweep()
        assert promises_broken(library, promised) == []
        # A kill between file and row leaves the file ahead by what nobody was promised.
        kept = {run.id: run for run in library.drill_runs.all()}
        assert all(len(kept[run.id].attempts) >= len(run.attempts) for run in before)
