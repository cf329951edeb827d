"""Whether the program stays as it is: a day of 2,000 takes in the window, and a library of 50,000.

    QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.bench.bench_load \\
        [--takes 2000] [--every 25] [--library 50000] [--part day|library|both]

The day: takes of two to three seconds of real speech, said faster than real time into a stream that keeps
the microphone's contract; recorded, heard live by the starter model, stopped, scored, stored, shown in the
real window; every seventh is thrown away, every third listened to, and after every tenth the lists are
looked at.
After every so many takes it prints what the process holds, and at the end the growth of each in 1,000 takes
(least squares over all but the first tenth, in which caches fill) with its standard error.

With the growth and its standard error a figure is **flat** when growth and two errors together are at most
what `ALLOWED` says; **not flat** when the growth less two errors is more than that; and **not proved** in
between: then more takes are needed.
The log of the database grows until SQLite empties it, and is then written from its start again: it is flat
when it never was longer than `WAL_MOST_BYTES`.
Memory is read after free pages were handed back, so that what malloc keeps for later does not count.

The library: rows without sound files, shaped like real ones; how long each step takes, what of it is
processor time, and for steps in the window the longest stretch of its thread, in processor time.
The exit status is 1 where something is not flat, 0 otherwise.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.helpers.day_of_takes import Held

MB = 1024 * 1024

#: What 1,000 takes may add.  A take that can be looked at again has a row in the lists that were opened:
#: a summary of about a kilobyte, some dozen objects for Python; nothing else may stay.
ALLOWED = {
    "memory_bytes": 16.0 * MB,
    "threads": 0.5,
    "files": 0.5,
    "windows": 0.5,
    "widgets": 20.0,
    "qt_objects": 20.0,
    "python_objects": 20_000.0,
}

#: SQLite empties its log after 1,000 pages of 4 kB by itself; one transaction may go over it.
WAL_MOST_BYTES = 8 * MB

TITLES = {
    "memory_bytes": "memory, MB",
    "threads": "threads",
    "files": "open files",
    "wal_bytes": "log, MB",
    "windows": "top-level widgets",
    "widgets": "widgets",
    "qt_objects": "Qt objects",
    "python_objects": "Python objects",
}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--takes", type=int, default=2000)
    parser.add_argument("--every", type=int, default=25)
    parser.add_argument("--library", type=int, default=50_000)
    parser.add_argument("--part", choices=("day", "library", "both"), default="both")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    app.setStyle("Fusion")
    flat = True
    if options.part != "library":
        with tempfile.TemporaryDirectory() as home:
            os.environ["REHEARSE_HOME"] = home
            flat = one_day(options.takes, options.every)
    if options.part != "day":
        from tests.bench.big_window import measure

        with tempfile.TemporaryDirectory() as home:
            os.environ["REHEARSE_HOME"] = home
            measure(Path(home), options.library)
    return 0 if flat else 1


def one_day(n_takes: int, every: int) -> bool:
    """Whether nothing was seen to grow."""
    from tests.helpers.day_of_takes import Day

    begun, own = time.perf_counter(), time.process_time()
    day = Day()
    held: list[Held] = []
    print("  takes  " + "  ".join(TITLES.values()), flush=True)
    try:
        for number in range(1, n_takes + 1):
            day.take()
            if number % every == 0:
                held.append(day.held())
                cells = (f"{value(held[-1], name):{len(title)}}" for name, title in TITLES.items())
                print(f"{number:7,}  " + "  ".join(cells), flush=True)
    finally:
        day.close()
    took_s, own_s = time.perf_counter() - begun, time.process_time() - own
    print(
        f"{n_takes:,} takes, {day.n_words:,} words heard, {took_s / n_takes:.2f} s and"
        f" {own_s / n_takes:.2f} s of the processor for each"
    )
    return told(held)


def judged(grows: float, error: float, allowed: float) -> str:
    """The verdict on a growth."""
    if grows + 2 * error <= allowed:
        return "flat"
    return "NOT FLAT" if grows - 2 * error > allowed else "not proved"


def value(held: Held, name: str) -> str:
    figure = getattr(held, name)
    return f"{figure / MB:.1f}" if name.endswith("_bytes") else f"{figure:,}"


def told(held: Sequence[Held]) -> bool:
    """Print the growth of every figure and its verdict; whether none is not flat."""
    from tests.helpers.day_of_takes import slope

    late = held[len(held) // 10 :]
    if len(late) < 3:
        print("too few samples for a verdict: take more, or --every fewer")
        return True
    print(f"\ngrowth in 1,000 takes, from take {late[0].n_takes:,} to {late[-1].n_takes:,}")
    verdicts = []
    for name, title in TITLES.items():
        grows, error = slope(late, name)
        scale = MB if name.endswith("_bytes") else 1
        if name == "wal_bytes":
            most = max(one.wal_bytes for one in held)
            verdict = "flat" if most <= WAL_MOST_BYTES else "NOT FLAT"
            rule = f"at most {most / MB:.1f} of {WAL_MOST_BYTES / MB:.0f}"
        else:
            verdict = judged(grows, error, ALLOWED[name])
            rule = f"allowed {ALLOWED[name] / scale:,.1f}"
        verdicts.append(verdict != "NOT FLAT")
        print(f"{title:20} {grows / scale:+12,.2f}  ± {error / scale:10,.2f}  {rule:24} {verdict}")
    return all(verdicts)


if __name__ == "__main__":
    sys.exit(main())
