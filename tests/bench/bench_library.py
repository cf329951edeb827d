"""How long a big library takes to open, list, filter, sort, search and sweep.

    python -m tests.bench.bench_library [--takes 10000] [--rounds 7]

Prints medians in milliseconds: of the clock, with the least and the most, and of this process's own
processor time, which is what counts on a machine that others use too.
The library is made up by `tests.helpers.big_library`; a search is timed after each key of its words.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.wav import GrowingWav
from rehearse.library.drill_record import due, record_of
from rehearse.library.filters import ANY_DRILL, SORT_KEYS, TakeFilter
from rehearse.library.library import DATABASE_NAME, Library
from rehearse.library.takes import TakeSummary
from tests.helpers.big_library import fill
from tests.helpers.messages import audio_message

FORMAT = AudioFormat(rate_hz=16_000, channels=1)
#: What is typed, key by key.
TYPED = ("toner report", "my number is", "didn't think", '"three dentists cut', "zoë", "slow down")


class Bench:
    def __init__(self, rounds: int) -> None:
        self.rounds = rounds

    def measure(self, name: str, job: Callable[[], Any], rounds: int = 0) -> tuple[float, float]:
        """Medians of the clock and of processor time, in milliseconds; printed where it has a name."""
        clock_ms, own_ms = [], []
        found: Any = None
        for _round in range(rounds or self.rounds):
            begun, own = time.perf_counter(), time.process_time()
            found = job()
            own_ms.append((time.process_time() - own) * 1000)
            clock_ms.append((time.perf_counter() - begun) * 1000)
        medians = statistics.median(clock_ms), statistics.median(own_ms)
        if name:
            n = f"{len(found):6} found" if isinstance(found, list | tuple) else ""
            print(
                f"{name:44} {medians[0]:8.1f} ms ({min(clock_ms):.1f}–{max(clock_ms):.1f})"
                f"  {medians[1]:8.1f} ms of its own  {n}",
                flush=True,
            )
        return medians

    def typing(self, library: Library, words: str) -> None:
        """A search after each key."""
        each = []
        for n in range(1, len(words) + 1):
            wanted = TakeFilter(text=words[:n])
            each.append((self.measure("", partial(library.find, wanted)), words[:n]))
        own_ms = [figures[1] for figures, _typed in each]
        clock_ms = [figures[0] for figures, _typed in each]
        worst, typed = max((figures[1], typed) for figures, typed in each)
        n_found = len(library.find(TakeFilter(text=words)))
        medians = f"{statistics.median(clock_ms):8.1f} ms ({min(clock_ms):.1f}–{max(clock_ms):.1f})"
        medians += f"  {statistics.median(own_ms):8.1f} ms of its own"
        print(
            f"{'type ' + words:44} {medians}  {n_found:6} found; worst {worst:.1f} ms at “{typed}”",
            flush=True,
        )


def one_take(library: Library) -> None:
    take = library.begin_take()
    GrowingWav.create(take.audio_path, FORMAT).close()
    library.finish_take(take.id, Recording(take.audio_path, FORMAT, 1, 0, None, datetime.now(UTC)))
    message = audio_message(take.audio_path)
    assert message.transcript is not None
    library.save_result(take.id, message.transcript, message.analysis.scorecard)


def forget(folder: Path) -> None:
    """Leave the library as one of an earlier version: without words to search and without measures."""
    connection = sqlite3.connect(folder / DATABASE_NAME)
    connection.execute("DELETE FROM said")
    connection.execute("DELETE FROM measures")
    connection.commit()
    connection.close()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--takes", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--runs", type=int, default=2_000, help="of drills")
    given = options.parse_args()
    bench = Bench(given.rounds)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "library"
        bench.measure("make the library up", lambda: fill(folder, given.takes, n_runs=given.runs), rounds=1)
        size_mb = (folder / DATABASE_NAME).stat().st_size / 1e6
        print(f"{given.takes} takes, {size_mb:.0f} MB of database")
        bench.measure("open and close", lambda: Library.open(folder).close())
        with Library.open(folder) as library:
            looking(bench, library)
            if given.runs:
                drills(bench, library)
            bench.measure("sweep with nothing to do", library.sweep)
            bench.measure("begin a take (until the row is safe)", library.begin_take, rounds=20)
            bench.measure("begin, finish and save a take", lambda: one_take(library), rounds=20)
        forget(folder)
        with Library.open(folder) as library:
            bench.measure("sweep that fills in everything", library.sweep, rounds=1)


def drills(bench: Bench, library: Library) -> None:
    runs = library.drill_runs.all()
    ids = [drill_id for drill_id, _title in library.drill_runs.drills_done()]
    today = runs[0].created_at.date()
    n_attempts = sum(len(run.attempts) for run in runs)
    print(f"{len(runs)} drills done, {n_attempts} attempts")
    bench.measure("drills: all runs", library.drill_runs.all)
    bench.measure("drills: runs of one", lambda: library.drill_runs.all("call-block"))
    bench.measure("drills: the newest 20", lambda: library.drill_runs.all(limit=20))
    bench.measure("drills: due", lambda: due(runs, ids, today))
    bench.measure("drills: records", lambda: [record_of(runs, drill_id) for drill_id in ids])
    bench.measure("drills: filter any", lambda: library.find(TakeFilter(drill=ANY_DRILL)))
    bench.measure("progress", library.progress)
    bench.measure("drills: add and settle an attempt", lambda: one_attempt(library), rounds=20)


def one_attempt(library: Library) -> None:
    run = library.drill_runs.all(limit=1)[0]
    attempt = library.drill_runs.add_attempt(run.id, 0, library.begin_take().id)
    library.drill_runs.settle(attempt.id, "passed", ended="speaker")


def looking(bench: Bench, library: Library) -> None:
    find = library.find
    some = find(TakeFilter(text="toner"), limit=1)[0].id
    root, title = library.scripts_used()[0]
    with Library.open(library.folder) as other:

        def changed_elsewhere() -> list[TakeSummary]:
            other.star([some], not other.find(TakeFilter(), limit=1)[0].starred)
            return find(TakeFilter())

        bench.measure("find all after a change elsewhere", changed_elsewhere)
    bench.measure("find all again", lambda: find(TakeFilter()))
    bench.measure("find the newest 100", lambda: find(TakeFilter(), limit=100))
    for name, wanted in (
        ("ready", TakeFilter(ready=True)),
        ("not ready", TakeFilter(ready=False)),
        ("number late", TakeFilter(number_late=True)),
        ("longer than 30 s", TakeFilter(longer_than_s=30.0)),
        ("speaker", TakeFilter(speaker="Kim")),
        (f"script {title}", TakeFilter(script_root=root)),
        ("tag", TakeFilter(tag="cold")),
        ("starred", TakeFilter(starred=True)),
        ("one year", TakeFilter(since=date(2025, 1, 1), until=date(2025, 12, 31))),
        ("the trash", TakeFilter(deleted=True)),
    ):
        bench.measure(f"filter: {name}", partial(find, wanted))
    for key in SORT_KEYS:
        bench.measure(f"sort: {key}", partial(find, TakeFilter(), sort=key))
    for words in TYPED:
        bench.typing(library, words)
    bench.measure("every hit of one take", lambda: library.hits(some, "toner the"))
    bench.measure("tags", library.tags)
    bench.measure("speakers", library.speakers)
    bench.measure("scripts used", library.scripts_used)
    bench.measure("one take, with its scorecard", lambda: library.take(some))


if __name__ == "__main__":
    main()
