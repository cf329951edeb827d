"""How long a big library takes to open, list and sweep.

    python -m tests.bench.bench_library [--takes 10000]

Prints medians in milliseconds.  The rows are written in bulk; each has a transcript of 60 words, so that
the file is as big as a real one.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.wav import GrowingWav
from rehearse.library import ids, scorecards
from rehearse.library.database import Database
from rehearse.library.library import Library
from rehearse.library.takes import excerpt_of
from tests.helpers.messages import SPOKEN, audio_message

FORMAT = AudioFormat(rate_hz=16_000, channels=1)


def fill(folder: Path, n_takes: int) -> None:
    Library.open(folder).close()
    message = audio_message(words=[*SPOKEN, *SPOKEN][:60])
    assert message.transcript is not None
    transcript = scorecards.transcript_to_json(message.transcript)
    scorecard = scorecards.to_json(message.analysis.scorecard)
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    database = Database(folder / "library.db")
    with database.writing() as connection:
        for number in range(n_takes):
            take_id = ids.new_id()
            stored = f"audio/2026/{take_id}.wav"
            connection.execute(
                "INSERT INTO takes (id, created_at, title, state, audio_path, rate_hz, channels,"
                " sample_bytes, n_frames, message_s, bands, ready, excerpt)"
                " VALUES (?, ?, ?, 'scored', ?, 48000, 1, 2, 960000, 19.5, ?, 1, ?)",
                (
                    take_id,
                    (begin + timedelta(minutes=number)).isoformat(timespec="microseconds"),
                    f"Take {number}",
                    stored,
                    '{"length":"good","phone":"near","pitch":"off","pace":"good"}',
                    excerpt_of(message.transcript),
                ),
            )
            connection.execute(
                "INSERT INTO results VALUES (?, ?, ?, 'short', 1, ?)",
                (take_id, transcript, scorecard, begin.isoformat()),
            )
    database.close()
    (folder / "audio" / "2026").mkdir(mode=0o700)
    for (path,) in _paths(folder):
        (folder / path).touch()


def _paths(folder: Path) -> list[tuple[str]]:
    database = Database(folder / "library.db")
    with database.reading() as connection:
        found: list[tuple[str]] = connection.execute("SELECT audio_path FROM takes").fetchall()
    database.close()
    return found


def measure(name: str, job: Callable[[], object], rounds: int = 7) -> None:
    times_ms = []
    for _round in range(rounds):
        begun = time.perf_counter()
        job()
        times_ms.append((time.perf_counter() - begun) * 1000)
    print(f"{name:38} {statistics.median(times_ms):9.2f} ms  (worst {max(times_ms):.2f})")


def one_take(library: Library) -> None:
    take = library.begin_take()
    GrowingWav.create(take.audio_path, FORMAT).close()
    library.finish_take(take.id, Recording(take.audio_path, FORMAT, 1, 0, None, datetime.now(UTC)))
    message = audio_message(take.audio_path)
    assert message.transcript is not None
    library.save_result(take.id, message.transcript, message.analysis.scorecard)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--takes", type=int, default=10_000)
    n_takes = options.parse_args().takes
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "library"
        fill(folder, n_takes)
        size_mb = (folder / "library.db").stat().st_size / 1e6
        print(f"{n_takes} takes, {size_mb:.0f} MB of database")
        measure("open and close", lambda: Library.open(folder).close())
        with Library.open(folder) as library:
            measure("list all", library.takes)
            measure("list the newest 100", lambda: library.takes(limit=100))
            measure("list the ones not scored", library.unscored)
            some = library.takes(limit=1)[0].id
            measure("one take, with its scorecard", lambda: library.take(some))
            measure("sweep with nothing to do", library.sweep)
            measure("begin a take (until the row is safe)", library.begin_take, rounds=20)
            measure("begin, finish and save a take", lambda: one_take(library), rounds=20)


if __name__ == "__main__":
    main()
