"""How fast all takes of a library are judged again, in one process and in all cores' processes.

    python -m tests.bench.bench_redo [--takes 1000]

The library is made up by `tests.helpers.big_library`.
Prints the clock and the takes a second of one run each, the ratio, and what 10,000 takes would cost.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
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
    n_takes = parser.parse_args().takes
    with tempfile.TemporaryDirectory() as folder:
        os.environ[HOME_VARIABLE] = folder
        paths = Paths.below(Path(folder))
        fill(paths.library, n_takes, files=False)
        studio = Studio(paths, SettingsStore(paths.settings))
        profiles = [name for name in sorted(studio.profiles) if name != studio.settings.value.profile]
        studio.settings.update(profile=profiles[0])
        Redo(studio, n_workers=1).judge(studio.library.stale.not_judged_by(studio.basis())[:20])  # warm
        rates = []
        for round_, n_workers in enumerate((1, usable_cores())):
            studio.settings.update(profile=profiles[round_ % 2])
            n_stale = Redo(studio).need().n_judge
            began_s = time.perf_counter()
            done = Redo(studio, n_workers=n_workers).judge_all().n_done
            took_s = time.perf_counter() - began_s
            assert done == n_stale
            rates.append(done / took_s)
            print(
                f"{n_workers} processes: {done} takes in {took_s:.1f} s, {rates[-1]:.0f} a second,"
                f" 10,000 in {10_000 / rates[-1]:.0f} s",
                flush=True,
            )
        print(f"all cores against one: {rates[1] / rates[0]:.2f} times as fast")
        studio.close()


if __name__ == "__main__":
    main()
