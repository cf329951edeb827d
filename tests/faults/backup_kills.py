"""Kills of backups and restores; one complete library must be left, every time.

Two libraries, A and B, with a backup of each.  After each kill of a backup: the file of that name is the
whole one of before or a new whole one, and nothing else lies beside it once the library was opened again.
After each kill of a restore: the library is all of A or all of B, and the other one is still there too.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
import sys
from pathlib import Path

from rehearse.library.archive import verify
from rehearse.library.library import Library
from rehearse.library.restore import libraries_before
from rehearse.paths import Paths
from rehearse.progress import ByteTeller
from tests.faults.killing import ROOT, Tally, kill, moments, next_start, rounds, timed

N_TAKES = 8
Sounds = dict[str, str]


def backup(folder: Path, *, count: int, seed: int) -> Tally:
    """A backup over the one of before."""
    return _run(Tally("backup"), folder, ("backup",), count, seed)


def restore(folder: Path, *, count: int, seed: int) -> Tally:
    """A backup put in place of everything, and that undone."""
    return _run(Tally("restore"), folder, ("restore", "restore", "undo"), count, seed)


def _run(tally: Tally, folder: Path, kinds: tuple[str, ...], count: int, seed: int) -> Tally:
    chance = random.Random(f"{seed} {tally.place}")
    home = folder / "home"
    paths = Paths.below(home)
    kept: dict[str, Sounds] = {}
    backup_s = 0.0
    for name in ("a", "b"):
        _fill(folder / name, chance, name)
        kept[name] = sounds(Paths.below(folder / name).library)
        backup_s = timed(_job(folder / name, "backup", str(folder / f"{name}.zip")))
    job_s = timed(_job(home, "restore", str(folder / "a.zip")))
    assert sounds(paths.library) == kept["a"]
    now = "a"
    target = folder / "out" / "mine.zip"
    target.parent.mkdir()
    for _number in rounds(tally, count):
        what = chance.choice(kinds)
        if what == "undo" and not libraries_before(paths.library):
            what = "restore"
        other = "b" if now == "a" else "a"
        args = {"backup": [str(target)], "restore": [str(folder / f"{other}.zip")], "undo": []}[what]
        killed = kill(
            _job(home, what, *args), moments(chance, 1.1 * (backup_s if what == "backup" else job_s))
        )
        tally.kills += not killed.at_once
        tally.at_once += killed.at_once
        tally.require(not any(line.startswith("refused") for line in killed.lines), "".join(killed.lines))
        now = _after(tally, home, what, now, kept, target)
    return tally


def _after(tally: Tally, home: Path, what: str, now: str, kept: dict[str, Sounds], target: Path) -> str:
    """Look at what is left; which of the two libraries lies there now."""
    paths = Paths.below(home)
    before = list(tally.left)
    start = next_start(home, tally)
    # What a restore sets aside is kept on purpose, rules lie beside the library.
    aside = ("data/library-before-restore-", "data/rules/")
    tally.left = before + [name for name in tally.left[len(before) :] if not name.startswith(aside)]
    tally.takes += len(start.takes)
    found = sounds(paths.library)
    if found not in kept.values():
        tally.lose("the library is neither the one nor the other")
        return now
    after = next(name for name, those in kept.items() if those == found)
    if what == "backup":
        tally.require(after == now, "a backup has changed the library")
        if target.exists():
            verify(target, ByteTeller(None, None, 1))
        tally.left += [path.name for path in target.parent.iterdir() if path != target]
    elif after != now:  # the other one was set aside, whole
        set_aside = libraries_before(paths.library)[0]
        if sounds(set_aside.folder / "library") != kept[now]:
            tally.lose("the library that was set aside is not whole")
    for old in libraries_before(paths.library)[2:]:
        shutil.rmtree(old.folder)  # a disk is not endless
    tally.require(not (paths.data / ".restoring").exists(), "what was unpacked is still there")
    return after


def _job(home: Path, what: str, *args: str) -> list[str | Path]:
    return ["-m", "tests.helpers.at_work", home, what, *args]


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
