"""Kill a process in the middle of its library writes, again and again, and look for what was promised.

    python -m tests.faults.library_kills --count 500 --seed 1

One library lives through all rounds.  After each kill: the database is sound, every confirmed take is
there in the state it was confirmed in, with every frame that was written, and a second sweep does nothing.
"""

from __future__ import annotations

import argparse
import random
import signal
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rehearse.errors import RehearseError
from rehearse.library.library import Library
from rehearse.library.takes import TakeState

ROOT = Path(__file__).resolve().parents[2]
#: A round of the child takes about 30 ms: kills fall into every one of its steps.
LATEST_KILL_S = 0.25


@dataclass
class Promise:
    n_frames: int = 0
    finished: bool = False
    scored: bool = False
    title: str = ""
    deleted: bool = False


def run(folder: Path, *, count: int, seed: int) -> dict[str, int]:
    """Do `count` kills; what was seen, by name.  Raises `AssertionError` where a promise was broken.

    Up to four times as many until one falls into a recording: without that nothing would be proved.
    """
    chance = random.Random(seed)
    promises: dict[str, Promise] = {}
    seen = {"kills": 0, "takes": 0, "recovered": 0, "empty": 0}
    number = 0
    while number < count or (seen["recovered"] == 0 and number < 4 * count):
        lines = _killed_child(folder, chance.randrange(2**31), chance.uniform(0.0, LATEST_KILL_S))
        for line in lines:
            _note(promises, line.split())
        for name, value in _check(folder, promises).items():
            seen[name] += value
        number += 1
    seen["kills"] = number
    seen["takes"] = len(promises)
    return seen


def _killed_child(folder: Path, seed: int, delay_s: float) -> list[str]:
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.library_child", str(folder), str(seed)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    try:
        first = child.stdout.readline()
        time.sleep(delay_s)  # the moment of the kill is the thing under test
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read()
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
    assert child.returncode == -signal.SIGKILL, f"the child ended by itself: {child.returncode}"
    return [first, *rest.splitlines()]


def _note(promises: dict[str, Promise], words: list[str]) -> None:
    what = words[0]
    if what == "open":
        return
    promise = promises.setdefault(words[1], Promise())
    if what == "written":
        promise.n_frames = int(words[2])
    elif what == "finished":
        promise.finished = True
    elif what == "scored":
        promise.scored = True
    elif what == "renamed":
        promise.title = f"Take {words[1][:8]}"
    elif what == "deleted":
        promise.deleted = True


def _check(folder: Path, promises: dict[str, Promise]) -> dict[str, int]:
    with Library.open(folder) as library:
        assert library.problems() == []
        recovered = library.sweep()
        assert library.sweep() == [], "a second sweep found something left to do"
        for take_id, promise in promises.items():
            try:
                take = library.take(take_id)
            except RehearseError as error:
                raise AssertionError(f"a confirmed take is gone: {error}") from error
            assert take.n_frames >= promise.n_frames, f"{take_id} lost frames"
            assert take.state is not TakeState.RECORDING
            assert take.recovered or promise.finished or take.state is not TakeState.FAILED
            assert not promise.scored or (take.state is TakeState.SCORED and take.scorecard is not None)
            assert not promise.title or take.title == promise.title
            assert not promise.deleted or take.deleted_at is not None
            if promise.n_frames:
                assert take.audio_path.stat().st_size >= promise.n_frames * 2
        listed = [*library.takes(), *library.takes(deleted=True)]
        assert {summary.id for summary in listed} >= set(promises)
        assert len(list((folder / "audio").rglob("*.wav"))) <= len(listed)
    _check_private(folder)
    return {
        "recovered": len(recovered),
        "empty": sum(take.state is TakeState.FAILED for take in recovered),
    }


def _check_private(folder: Path) -> None:
    for path in folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, f"{path} can be read by others"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        print(run(Path(place) / "library", count=chosen.count, seed=chosen.seed))


if __name__ == "__main__":
    main()
