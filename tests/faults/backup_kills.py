"""Kill backups and restores at random moments; one complete library must be left, every time.

    python -m tests.faults.backup_kills --count 200 --seed 1

Two libraries, A and B, with a backup of each.  After each kill of a backup: the file of that name is the
whole one of before or a new whole one, and nothing else lies beside it once the library was opened again.
After each kill of a restore: the library is all of A or all of B, and the other one is still there too.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rehearse.library.archive import verify
from rehearse.library.library import Library
from rehearse.library.restore import libraries_before
from rehearse.paths import Paths
from rehearse.progress import ByteTeller

ROOT = Path(__file__).resolve().parents[2]
N_TAKES = 8
Sounds = dict[str, str]


def run(folder: Path, *, count: int, seed: int) -> dict[str, int]:
    """Do `count` kills; what was seen, by name.  Raises `AssertionError` where something was lost."""
    chance = random.Random(seed)
    home = folder / "home"
    paths = Paths.below(home)
    kept: dict[str, Sounds] = {}
    for name in ("a", "b"):
        _fill(folder / name, chance, name)
        there = Paths.below(folder / name)
        kept[name] = sounds(there.library)
        _whole([str(folder / name), "backup", str(folder / f"{name}.zip")])
    job_s = _whole([str(home), "restore", str(folder / "a.zip")])
    assert sounds(paths.library) == kept["a"]
    now = "a"
    seen = {"kills": 0, "ended_before": 0, "backups": 0, "restores": 0, "undone": 0, "switched": 0, "told": 0}
    target = folder / "out" / "mine.zip"
    target.parent.mkdir()
    for _number in range(count):
        what = chance.choice(("backup", "restore", "restore", "undo"))
        if what == "undo" and not libraries_before(paths.library):
            what = "restore"
        other = "b" if now == "a" else "a"
        args = {"backup": [str(target)], "restore": [str(folder / f"{other}.zip")], "undo": []}[what]
        killed = _killed([str(home), what, *args], chance.uniform(0.0, 1.2 * job_s))
        seen["kills" if killed else "ended_before"] += 1
        seen[{"backup": "backups", "restore": "restores", "undo": "undone"}[what]] += 1
        with Library.open(paths.library) as library:
            seen["told"] += bool(library.news)
            assert library.problems() == []
        found = sounds(paths.library)
        assert found in kept.values(), "a library is neither the one nor the other"
        after = next(name for name, those in kept.items() if those == found)
        seen["switched"] += after != now
        if what == "backup":
            assert after == now
            if target.exists():
                verify(target, ByteTeller(None, None, 1))
            assert [path.name for path in target.parent.iterdir()] in ([], [target.name])
        elif after != now:  # the other one was set aside, whole
            aside = libraries_before(paths.library)[0]
            assert sounds(aside.folder / "library") == kept[now]
        for old in libraries_before(paths.library)[2:]:
            shutil.rmtree(old.folder)  # a disk is not endless
        now = after
        assert not (paths.data / ".restoring").exists()
    return seen


def _fill(home: Path, chance: random.Random, name: str) -> None:
    library = Paths.below(home).library
    child = [sys.executable, "-m", "tests.helpers.library_child", str(library), name_seed(name), str(N_TAKES)]
    subprocess.run(child, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    for number, path in enumerate(sorted(library.rglob("*.wav"))):
        # Some are large enough to be caught half copied.
        path.write_bytes(path.read_bytes() + chance.randbytes(300_000 * number))
    rules = Paths.below(home).rules
    rules.mkdir()
    (rules / f"{name}.toml").write_text(f'title = "{name}"\n')


def name_seed(name: str) -> str:
    return str(ord(name))


def sounds(library: Path) -> Sounds:
    """The takes that can be found, by id, with the hash of their sound; and the own rules beside them."""
    rules = library.parent / "rules"
    found = {path.name: path.read_text() for path in rules.iterdir()} if rules.is_dir() else {}
    with Library.open(library) as opened:
        for deleted in (False, True):
            for take in opened.takes(deleted=deleted):
                raw = opened.take(take.id).audio_path.read_bytes()
                found[take.id] = hashlib.sha256(raw).hexdigest()
    return found


def _whole(args: list[str]) -> float:
    """Let the child do its job; how long that took: kills fall into every step of it."""
    command = [sys.executable, "-m", "tests.helpers.backup_child", *args]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline().startswith("ready")
        began_s = time.monotonic()
        assert child.stdout.readline().startswith("done")
        return time.monotonic() - began_s


def _killed(args: list[str], after_s: float) -> bool:
    """Start the child and kill it; false when it had ended by itself."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.backup_child", *args], cwd=ROOT, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
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
