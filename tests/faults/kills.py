"""Kill the program at random moments, in everything that writes, and look at what the next start finds.

    python -m tests.faults.kills --count 200 --seed 1 [--place recording]

Real processes of the program, SIGKILL, a virtual microphone (of its own where there is none).  After each
kill: every take that was begun is there, at most half a second of sound is missing, `integrity_check` says
ok, files match rows, and after the next start nothing is left lying about, no process and no file.
Exit status 1 where any of that did not hold.  "Too late" are jobs that had ended before their kill.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults import backup_kills, move_kills, store_kills, take_kills
from tests.faults.killing import Tally

#: What is killed, with its share of all kills: what people do most, and what takes longest to be sure of.
PLACES: dict[str, tuple[Callable[..., Tally], float]] = {
    "recording": (take_kills.recording, 0.16),
    "stop": (take_kills.stop, 0.11),
    "scoring": (take_kills.scoring, 0.08),
    "drill": (take_kills.drill, 0.08),
    "import": (store_kills.importing, 0.07),
    "migration": (store_kills.migration, 0.1),
    "backup": (backup_kills.backup, 0.08),
    "restore": (backup_kills.restore, 0.1),
    "move": (move_kills.move, 0.07),
    "forgetting": (store_kills.forgetting, 0.06),
    "purge": (store_kills.purge, 0.05),
    "bundle": (store_kills.bundle, 0.04),
}


def shares(count: int, places: list[str]) -> dict[str, int]:
    """How many kills each place gets: at least one, and `count` together where there are more than places."""
    whole = sum(PLACES[name][1] for name in places)
    found = {name: max(1, int(count * PLACES[name][1] / whole)) for name in places}
    for name in places:
        if sum(found.values()) < count:
            found[name] += 1
    return found


def run(places: list[str], *, count: int, seed: int, say: Callable[[str], None] = print) -> list[Tally]:
    """Kill; a line of the table for each place as it is done."""
    say(f"{'place':<18} {'kills':>5} {'too late':>8} {'lost takes':>12} {'most missing':>12}  left, faults")
    tallies = []
    for name, n in shares(count, places).items():
        with tempfile.TemporaryDirectory(prefix="rehearse-kills-") as folder:
            tally = PLACES[name][0](Path(folder), count=n, seed=seed)
        tallies.append(tally)
        missing = "-" if tally.most_missing_s is None else f"{tally.most_missing_s:.3f} s"
        wrong = sorted({*tally.left, *tally.faults})
        say(
            f"{tally.place:<18} {tally.kills:>5} {tally.at_once:>8} {tally.lost:>4} of {tally.takes:<5}"
            f" {missing:>12}  {'; '.join(wrong) or 'nothing'}"
        )
    return tallies


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument(
        "--place", action="append", choices=list(PLACES), help="this one alone; may be repeated"
    )
    chosen = options.parse_args()
    began_s = time.monotonic()
    tallies = run(
        chosen.place or list(PLACES),
        count=chosen.count,
        seed=chosen.seed,
        say=lambda line: print(line, flush=True),
    )
    n_kills, n_told = sum(tally.kills for tally in tallies), sum(tally.told for tally in tallies)
    took_s = time.monotonic() - began_s
    print(f"{n_kills} kills, {n_told} starts told of something, seed {chosen.seed}, {took_s:.0f} s")
    return 0 if all(tally.sound for tally in tallies) else 1


if __name__ == "__main__":
    sys.exit(main())
