"""What all kills have in common: a process that is killed, the next start, and what is counted."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rehearse.library.takes import Take, TakeState
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio

ROOT = Path(__file__).resolve().parents[2]

#: What a crash may cost (the promise of the program).
ALLOWED_S = 0.5

#: How long processes that were started by a killed one may go on: what they are at is short.
_ORPHANS_S = 20.0

#: What lies in a home whoever used it, beside takes, scripts, drills and models.
_AT_HOME = {
    "config/settings.json",
    "config/.settings.json.lock",
    "config/data-folder.json",
    "data/library/library.db",
    "data/library/library.db-wal",
    "data/library/library.db-shm",
    "data/library/.library.db.lock",
    "data/library/.in-use.lock",
    "data/library/.importing.lock",
    "data/library/.backup.lock",
    "data/library/last-backup.json",
}


@dataclass
class Tally:
    """What kills in one place have shown.  `faults` are sentences; there should be none.

    `told` counts the starts that told of something, `at_once` the jobs that had ended before the kill.
    """

    place: str
    kills: int = 0
    at_once: int = 0
    takes: int = 0
    lost: int = 0
    most_missing_s: float | None = None
    told: int = 0
    left: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def missing(self, missing_s: float) -> None:
        self.most_missing_s = max(missing_s, self.most_missing_s or 0.0)
        if missing_s > ALLOWED_S:
            self.faults.append(f"{missing_s:.3f} s are missing")

    def lose(self, what: str) -> None:
        self.lost += 1
        self.faults.append(what)

    def require(self, holds: bool, what: str) -> None:
        if not holds:
            self.faults.append(what)

    @property
    def sound(self) -> bool:
        return not (self.lost or self.left or self.faults)


@dataclass(frozen=True)
class Killed:
    """`at_once` when the process had ended by itself before; `lines` is what it said.

    `took_s` is from the line that was waited for to its end, whichever it was.
    """

    lines: list[str]
    at_once: bool
    n_orphans: int
    took_s: float


def kill(
    arguments: Sequence[str | Path],
    after_s: float,
    *,
    until: Callable[[str], bool] = lambda line: line.startswith("ready"),
    seen: Callable[[], bool] | None = None,
    home: Path | None = None,
) -> Killed:
    """Start `python ARGUMENTS`, and kill it so long after a line of its output fits (or `seen` is true)."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    if home is not None:
        environment["REHEARSE_HOME"] = str(home)
    child = subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,  # open and silent: a key that nobody presses
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    lines: list[str] = []
    assert child.stdout is not None
    assert child.stdin is not None
    try:
        if seen is None:
            while (line := child.stdout.readline()) and not until(line):
                lines.append(line)
            lines.append(line)
        else:
            while not seen() and child.poll() is None:
                time.sleep(0.005)
        began_s = time.monotonic()
        # The moment of the kill is the thing under test; nobody waits for it when the job is over before.
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(after_s)
        took_s = time.monotonic() - began_s
        child.send_signal(signal.SIGKILL)
        child.wait()
        n_orphans = _orphans(child.pid)
        lines += child.stdout.read().splitlines()
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
        child.stdin.close()
    return Killed(lines, child.returncode != -signal.SIGKILL, n_orphans, took_s)


def _orphans(session: int) -> int:
    """How many processes of a session are still there after the time they are given; they are ended."""
    end = time.monotonic() + _ORPHANS_S
    while (left := _of_session(session)) and time.monotonic() < end:
        time.sleep(0.02)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    return len(left)


def _of_session(session: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            facts = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(facts[3]) == session and facts[0] != "Z":
            found.append(int(folder.name))
    return found


@dataclass(frozen=True)
class Start:
    """What the next start found: every take by its id, in the trash or not, and what it told."""

    takes: dict[str, Take]
    recovered: list[str]
    news: list[str]


def next_start(home: Path, tally: Tally) -> Start:
    """Start the program's core on what the kill has left; counts what is wrong into `tally`."""
    paths = Paths.below(home)
    studio = Studio(paths, SettingsStore(paths.settings))
    try:
        recovered = [take.id for take in studio.sweep()]
        news = studio.news()
        again = studio.sweep()
        tally.require(not again, "a second start found something left to do")
        library = studio.library
        tally.require(library.problems() == [], f"integrity_check: {library.problems()}")
        listed = [*library.takes(), *library.takes(deleted=True)]
        takes = {summary.id: library.take(summary.id) for summary in listed}
    finally:
        studio.close()
    for take in takes.values():
        tally.require(take.state is not TakeState.RECORDING, "a take is still being recorded")
        if take.state is not TakeState.FAILED and not take.audio_path.is_file():
            tally.lose(f"take {take.id} ({take.state}) has no sound")
    tally.told += bool(recovered or news)
    tally.left += leftovers(paths, takes)
    return Start(takes, recovered, news)


def leftovers(paths: Paths, takes: dict[str, Take]) -> list[str]:
    """Files of a home that belong to nothing."""
    home = paths.config.parent
    known = {home / name for name in _AT_HOME}
    known |= {
        paths.library / Path(name).relative_to("data/library") for name in _AT_HOME if "/library/" in name
    }
    for take in takes.values():
        stem = take.audio_path.name.partition(".")[0]
        known |= {take.audio_path, take.audio_path.with_name(f"{stem}.take.json")}
    found = set()
    for root in {home, paths.data}:
        for path in root.rglob("*"):
            facts = path.parent in (paths.library / "scripts", paths.library / "drills")
            if path.is_dir() or path in known or path.is_relative_to(paths.models):
                continue
            if path.name.startswith(".") or not (facts or path.parent in (paths.cache, paths.drills)):
                found.add(os.path.relpath(path, home))
    return sorted(found)


def rounds(tally: Tally, count: int) -> Iterator[int]:
    """Numbers, until there were so many kills; jobs that ended before theirs do not count, within reason."""
    number = 0
    while tally.kills < count and number < 3 * count:
        yield number
        number += 1


def moments(chance: random.Random, longest_s: float) -> float:
    """A random moment of a job that takes about `longest_s`."""
    return chance.uniform(0.0, longest_s)


def timed(arguments: Sequence[str | Path], home: Path | None = None) -> float:
    """Let a job of `at_work` come to its end; how long it took."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if home is not None:
        environment["REHEARSE_HOME"] = str(home)
    with subprocess.Popen(
        [sys.executable, *map(str, arguments)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().startswith("ready")
        began_s = time.monotonic()
        said = child.stdout.readline()
        assert said.startswith("done"), said
        return time.monotonic() - began_s
