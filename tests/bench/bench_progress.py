"""How long progress and the call log of a big library take.

    python -m tests.bench.bench_progress [--takes 10000] [--blocks 2000]

Prints medians in milliseconds: on the clock, and of the processor alone (which others that run cannot
slow down as much).  Takes, their measures and the scripts are rows written in bulk, spread over
three years; a take has no sound, since none of this reads any.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from rehearse.exchange import calls_csv, progress_csv
from rehearse.library.calls import CallEntry
from rehearse.library.database import Database
from rehearse.library.ids import new_id
from rehearse.library.library import DATABASE_NAME, Library
from rehearse.library.progress import MEASURES, rolling_median
from rehearse.library.rates import against_best, rates

N_SCRIPTS = 40
DAYS = 3 * 365
TODAY = date(2026, 11, 26)


def fill(folder: Path, n_takes: int, rng: random.Random) -> list[str]:
    """Scripts with takes; the scripts' ids."""
    with Library.open(folder) as library:
        scripts = [library.scripts.add(f"Hi, number {n}.", title=f"Script {n}").id for n in range(N_SCRIPTS)]
    first = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC) - timedelta(days=DAYS)
    database = Database(folder / DATABASE_NAME)
    with database.writing() as connection:
        for number in range(n_takes):
            take_id = new_id()
            made_at = first + timedelta(days=DAYS * number / n_takes)
            ready = rng.random() < 0.4
            connection.execute(
                "INSERT INTO takes (id, created_at, script_id, speaker, state, audio_path, rate_hz, channels,"
                " sample_bytes, n_frames, message_s, bands, ready)"
                " VALUES (?, ?, ?, ?, 'scored', ?, 48000, 1, 2, 960000, ?, ?, ?)",
                (
                    take_id,
                    made_at.isoformat(timespec="microseconds"),
                    rng.choice([*scripts, None]),
                    rng.choice(["Kim", "Alex", ""]),
                    f"audio/{made_at.year}/{take_id}.wav",
                    rng.uniform(8, 40),
                    '{"length":"good","phone":"near","pitch":"%s"}' % ("good" if ready else "off"),
                    ready,
                ),
            )
            connection.execute(
                "INSERT INTO measures (take_id, model_id, basis, n_words, wpm, number_fraction, number_late,"
                " n_pitch, n_reasons, n_fillers) VALUES (?, 'model', 'basis', 50, ?, ?, ?, ?, ?, ?)",
                (
                    take_id,
                    rng.uniform(120, 180),
                    rng.random(),
                    rng.random() < 0.3,
                    rng.randrange(5),
                    rng.randrange(3),
                    rng.randrange(4),
                ),
            )
    database.close()
    return scripts


def measure(name: str, job: Callable[[], object], rounds: int = 7) -> None:
    clock_ms, processor_ms = [], []
    for _round in range(rounds):
        begun, begun_processor = time.perf_counter(), time.process_time()
        job()
        clock_ms.append((time.perf_counter() - begun) * 1000)
        processor_ms.append((time.process_time() - begun_processor) * 1000)
    print(f"{name:46} {statistics.median(clock_ms):9.2f} ms  {statistics.median(processor_ms):9.2f} ms")


def measure_progress(library: Library) -> None:
    measure("read all takes", library.progress)
    measure("read, and tell each take its day", lambda: library.progress().days)
    progress = library.progress()
    root = next(point.script_root for point in progress.points if point.script_root)
    measure("one script, one speaker", lambda: progress.of(script_root=root, speaker="Kim"))
    measure("summary with six medians", progress.summary)
    measure("the same by script", progress.by_script)
    measure("this week against last", lambda: progress.this_week_against_last(TODAY))
    measure("streak, now and longest", lambda: (progress.streak_days(TODAY), progress.longest_streak_days()))
    measure("best take", progress.best_take)
    measure(
        "six series with a rolling median",
        lambda: [rolling_median([y for _point, y in progress.series(m)]) for m in MEASURES],
    )
    measure("as CSV", lambda: progress_csv.to_csv(progress))


def measure_calls(library: Library, scripts: list[str], n_blocks: int, rng: random.Random) -> None:
    entries = []
    for number in range(n_blocks):
        n_left = rng.randrange(5, 60)
        day = TODAY - timedelta(days=number * DAYS // n_blocks)
        entries.append(
            CallEntry(day, rng.choice(scripts), n_left, rng.randrange(n_left // 4 + 1), f"n{number}")
        )
    measure(f"take {n_blocks} blocks in", lambda: library.calls.take_in(entries), rounds=1)
    table = calls_csv.to_csv(library.calls.all()).encode()
    measure("the same again from CSV", lambda: calls_csv.take_in(library.calls, table, "log.csv"), rounds=3)
    measure("list them all", library.calls.all)
    blocks = library.calls.all()
    measure("rates by script, each against the best", lambda: against_best(rates(blocks)))
    measure("as CSV", lambda: calls_csv.to_csv(blocks))
    measure("enter one block", lambda: library.calls.add(TODAY, scripts[0], 20, 2), rounds=20)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--takes", type=int, default=10_000)
    options.add_argument("--blocks", type=int, default=2000)
    chosen = options.parse_args()
    rng = random.Random(7)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "library"
        scripts = fill(folder, chosen.takes, rng)
        with Library.open(folder) as library:
            print(f"{f'{chosen.takes} takes, {N_SCRIPTS} scripts':46} {'clock':>9}     {'processor':>9}")
            measure_progress(library)
            print(f"{chosen.blocks} blocks of calls")
            measure_calls(library, scripts, chosen.blocks, rng)


if __name__ == "__main__":
    main()
