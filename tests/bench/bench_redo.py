"""How fast all takes of a library are judged again, in one process and in all cores' processes.

    python -m tests.bench.bench_redo [--takes 1000] [--rounds 3]

The library is made up by `tests.helpers.big_library`.  Each round judges all takes once either way, in
turns.  Prints the clock and the processor's time of each, all processes counted, what 10,000 takes
cost at that rate, and the ratio: medians with the least and the most.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rehearse.paths import HOME_VARIABLE, Paths
from rehearse.processes import usable_cores
from rehearse.redoing import Redo
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from tests.helpers.big_library import fill


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--takes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ[HOME_VARIABLE] = folder
        paths = Paths.below(Path(folder))
        fill(paths.library, arguments.takes, files=False)
        studio = Studio(paths, SettingsStore(paths.settings))
        profiles = [name for name in sorted(studio.profiles) if name != studio.settings.value.profile]
        studio.settings.update(profile=profiles[0])
        Redo(studio, n_workers=1).judge_all()  # warm, and every take is judged by one profile
        clock_s: dict[int, list[float]] = {1: [], usable_cores(): []}
        own_s: dict[int, list[float]] = {n_workers: [] for n_workers in clock_s}
        at = 0
        for _round in range(arguments.rounds):
            for n_workers in clock_s:
                at += 1
                studio.settings.update(profile=profiles[at % 2])
                n_stale = Redo(studio).need().n_judge
                began_s, began_own_s = time.perf_counter(), processor_s()
                done = Redo(studio, n_workers=n_workers).judge_all().n_done
                clock_s[n_workers].append(time.perf_counter() - began_s)
                own_s[n_workers].append(processor_s() - began_own_s)
                assert done == n_stale > 0
        print(f"{done} takes, {arguments.rounds} rounds in turns: median (least–most)")
        for n_workers, took_s in clock_s.items():
            whole_s = [10_000 / done * one_s for one_s in took_s]
            print(
                f"{n_workers} processes: {spread(took_s, '.1f')} s on the clock,"
                f" {spread(own_s[n_workers], '.1f')} s of the processor; 10,000 in {spread(whole_s, '.0f')} s"
            )
        ratios = [one / many for one, many in zip(*clock_s.values(), strict=True)] if len(clock_s) > 1 else []
        if ratios:
            print(f"all cores against one: {spread(ratios, '.2f')} times as fast")
        studio.close()


def processor_s() -> float:
    """Of this process and of those that it has waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def spread(values: Sequence[float], form: str) -> str:
    return f"{statistics.median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


if __name__ == "__main__":
    main()
