"""Thousands of damaged and hostile files of every kind the program reads, each in a process of its own.

python -m tests.faults.fuzz --all --seed 1                 everything, in the numbers below
python -m tests.faults.fuzz audio libraries --seed 1       these kinds alone; --count says how many of each
python -m tests.faults.fuzz audio --seed 1 --only 1234     one input again, with its traceback

Every input is mutated from files that are right, from the seed and its number.  It must be read or refused in
a sentence, in bounded time and memory: an exception, a hang or a death is a fault, which names the input.
Linux alone: each input gets a copy of a process that is ready (fork).
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import importlib
import os
import random
import resource
import select
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

#: One input may take this long, and its process this much memory beside what it began with.
TIMEOUT_S = 60.0
MEMORY_MB = 1000

#: Where the files lie: in memory where there is such a place, since thousands of small ones are flushed.
_IN_MEMORY = "/dev/shm"

#: What is kept of a failed input's traceback.
_MOST_SAID = 20_000


@dataclass(frozen=True)
class Kind:
    """`helper` has `random_input(chance) -> bytes` and `check_bytes(data)`, which may say what became of it.

    It may have `ready()`, done once before all copies, `after_death(data)` for an input that ended its
    process (a fault without), and `at_the_end(inputs)`, given some again, which says how that went.
    """

    what: str
    helper: str
    count: int


KINDS = {
    "audio": Kind("recordings", "audio_soup", 2000),
    "bundles": Kind("bundles", "bundle_soup", 1000),
    "packs": Kind("rule packs", "pack_soup", 1000),
    "profiles": Kind("profiles", "profile_soup", 1000),
    "drills": Kind("drills", "drill_soup", 1000),
    "rubrics": Kind("rubrics", "rubric_soup", 1000),
    "settings": Kind("settings files", "settings_soup", 1000),
    "decks": Kind("lists of prospects", "deck_soup", 1000),
    "calls": Kind("call logs", "calls_soup", 1000),
    "numbers": Kind("texts full of numbers", "number_soup", 1000),
    "zips": Kind("zips of recordings", "zip_soup", 500),
    "models": Kind("zips of models", "model_soup", 500),
    "libraries": Kind("libraries", "library_soup", 500),
}


@dataclass
class Tally:
    became: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0
    most_bytes: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _End:
    """How a copy ended: "ok", "raised", "died" or "hung", with what it said."""

    how: str
    said: str
    seconds: float
    peak_bytes: int


def _in_a_copy(check: Callable[[bytes], Any], data: bytes, timeout_s: float) -> _End:
    read, write = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        _be_the_copy(check, data, read, write)
    os.close(write)
    said = b""
    hung = False
    while not hung:
        left_s = started + timeout_s - time.monotonic()
        if left_s <= 0 or not select.select([read], [], [], left_s)[0]:
            hung = True
            os.kill(child, signal.SIGKILL)
        elif not (piece := os.read(read, 65_536)):
            break
        else:
            said += piece
    os.close(read)
    _pid, status, usage = os.wait4(child, 0)
    seconds = time.monotonic() - started
    code = os.waitstatus_to_exitcode(status)
    how = "hung" if hung else {0: "ok", 1: "raised"}.get(code, "died")
    if how == "died":
        said += f" (status {code})".encode()
    return _End(how, said.decode("utf-8", "replace"), seconds, usage.ru_maxrss * 1024)


def _be_the_copy(check: Callable[[bytes], Any], data: bytes, read: int, write: int) -> None:
    status = 1
    try:
        os.close(read)
        faulthandler.disable()
        pages = int(open("/proc/self/statm").read().split()[0])  # noqa: SIM115
        most = pages * resource.getpagesize() + MEMORY_MB * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        said = str(check(data) or "survived")
        status = 0
    except BaseException:
        said = traceback.format_exc()[-_MOST_SAID:]
    with contextlib.suppress(OSError):
        os.write(write, said.encode("utf-8", "replace"))
    os._exit(status)


def run_kind(name: str, count: int, seed: int, *, only: int | None = None, say: bool = True) -> Tally:
    """`count` inputs of a kind; prints what became of them."""
    kind = KINDS[name]
    module: Any = importlib.import_module(f"tests.helpers.{kind.helper}")
    if hasattr(module, "ready"):
        module.ready()
    tally = Tally()
    samples: list[bytes] = []
    for number in range(count) if only is None else (only,):
        data = module.random_input(random.Random(seed * 1_000_003 + number))
        end = _in_a_copy(module.check_bytes, data, TIMEOUT_S)
        tally.slowest_s = max(tally.slowest_s, end.seconds)
        tally.most_bytes = max(tally.most_bytes, end.peak_bytes)
        if end.how == "ok":
            tally.became[end.said] += 1
        else:
            said = end.said
            if end.how == "died" and hasattr(module, "after_death"):
                try:
                    tally.became[str(module.after_death(data))] += 1
                    continue
                except Exception:
                    said += traceback.format_exc()
            tally.faults.append(f"{name} {number} of seed {seed} {end.how}:\n{said}\n{data[:200]!r}")
        if number % max(1, count // 60) == 0:
            samples.append(data)
    told = [f"{n} {became}" for became, n in sorted(tally.became.items())]
    if hasattr(module, "at_the_end") and only is None and samples:
        try:
            told.append(module.at_the_end(samples))
        except Exception:
            tally.faults.append(f"{name}, at the end:\n{traceback.format_exc()}")
    if say:
        _print(kind, count if only is None else 1, tally, told)
    return tally


def _print(kind: Kind, count: int, tally: Tally, told: Sequence[str]) -> None:
    faults = f"{len(tally.faults)} FAULTS" if tally.faults else "no fault"
    print(
        f"{count} {kind.what}: {faults}; {'; '.join(told)}; the slowest took {tally.slowest_s:.2f} s,"
        f" the largest process {tally.most_bytes / 1e6:.0f} MB",
        flush=True,
    )
    for fault in tally.faults[:20]:
        print(fault, file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--all", action="store_true", help="every kind")
    parser.add_argument("--count", type=int, help="how many of each kind, in place of its own number")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="this one input")
    chosen = parser.parse_args(arguments)
    kinds = list(KINDS) if chosen.all else chosen.kinds
    if not kinds or not set(kinds) <= set(KINDS):
        parser.error(f"name kinds of {', '.join(KINDS)}, or --all")
    if not sys.platform.startswith("linux"):
        print("Linux alone can copy a process as it stands.", file=sys.stderr)
        return 1
    warnings.filterwarnings("ignore", "Duplicate name")  # zipfile's word on what is done on purpose
    n_faults = 0
    for name in kinds:
        count = KINDS[name].count if chosen.count is None else chosen.count
        n_faults += len(run_kind(name, count, chosen.seed, only=chosen.only).faults)
    print(
        f"Each had {TIMEOUT_S:.0f} s, and {MEMORY_MB} MB beside what its process began with;"
        f" seed {chosen.seed}."
    )
    return 1 if n_faults else 0


if __name__ == "__main__":
    if os.access(_IN_MEMORY, os.W_OK):
        tempfile.tempdir = _IN_MEMORY
    sys.exit(main())
