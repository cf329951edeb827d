"""Kill a move of the data folder at random moments; one complete library must be left, every time.

    python -m tests.faults.move_kills --count 200 --seed 1

Back and forth between two folders.  After each kill the paths lead to a sound library that has every
take with the very bytes of its sound; after each move that came through, the old folder is deleted (and
that is killed as well), which must take nothing from the new one.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rehearse.left_behind import delete_old
from rehearse.library.library import Library
from rehearse.paths import Paths

ROOT = Path(__file__).resolve().parents[2]
N_TAKES = 12
#: Moving that many takes needs about this long: kills fall into every step.
LATEST_KILL_S = 0.5


def run(folder: Path, *, count: int, seed: int) -> dict[str, int]:
    """Do `count` kills; what was seen, by name.  Raises `AssertionError` where a take was lost."""
    chance = random.Random(seed)
    home = folder / "home"
    _fill(Paths.below(home), chance)
    sounds = _sounds(Paths.below(home))
    assert len(sounds) == N_TAKES
    seen = {"kills": 0, "ended_before": 0, "switched": 0, "before_the_switch": 0, "deletions_killed": 0}
    latest_s = LATEST_KILL_S
    for _number in range(count):
        before = Paths.below(home).data
        target = folder / ("there" if before != folder / "there" else "here")
        killed = _killed([str(home), str(target)], chance.uniform(0.0, latest_s))
        seen["kills" if killed else "ended_before"] += 1
        after = Paths.below(home)
        assert after.data in (before, target)
        seen["switched" if after.data == target else "before_the_switch"] += 1
        if not seen["switched"]:
            latest_s *= 1.5  # on a busy machine a move takes longer than the kills waited so far
        assert _sounds(after) == sounds, "a take is gone or changed"
        if after.data == target:
            if _killed([str(home), "--delete-old"], chance.uniform(0.0, LATEST_KILL_S / 4)):
                seen["deletions_killed"] += 1
            assert _sounds(Paths.below(home)) == sounds
            delete_old(Paths.below(home))
            assert not (before / "library").exists()
    return seen


def _fill(paths: Paths, chance: random.Random) -> None:
    child = [sys.executable, "-m", "tests.helpers.library_child", str(paths.library), "7", str(N_TAKES)]
    subprocess.run(child, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    for number, path in enumerate(sorted(paths.library.rglob("*.wav"))):
        # Some are large enough to be caught half copied.
        path.write_bytes(path.read_bytes() + chance.randbytes(100_000 * number))
    (paths.rules).mkdir()
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


def _killed(args: list[str], after_s: float) -> bool:
    """Start the child and kill it; false when it had ended by itself."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.move_child", *args], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    try:
        assert child.stdout.readline().startswith("ready")
        time.sleep(after_s)  # the moment of the kill is the thing under test
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read()
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
    assert "refused" not in rest, rest
    return child.returncode == -signal.SIGKILL


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        print(run(Path(place), count=chosen.count, seed=chosen.seed))


if __name__ == "__main__":
    main()
