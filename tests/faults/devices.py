"""Let sound devices fail in front of the real window and the real terminal, and see what becomes of it.

    .venv/bin/python -m tests.faults.devices [--only NAME ...] [--json FILE]

The scenes are the functions of these files in tests/helpers:

- `device_scenes.py`: the microphone fails, is muted or the laptop sleeps while somebody speaks;
- `device_moments.py`: idle, in the countdown, while a take is heard, in a drill; the system's choice changes,
  devices refuse or lose sound;
- `device_waits.py`: devices that take their time, and calls that never come back;
- `device_clock.py`: the clock on the wall is set an hour forward or back while recording, idle, in a drill's
  time to think, in the countdown, before scoring; and a laptop sleeps for that hour;
- `device_terminal.py`: `rehearse record` in a terminal of its own.

Every scene has a process and a PulseAudio server of its own (tests/helpers/virtual-mic.sh).  Looked at: is
what was said kept as a take, is it told and how soon, does recording work again without a restart (somebody
says a number, which must be understood), is a thread or a file handle left, did anything crash.
Ends with 1 where something of that failed.  Slower than `TOLD_S` is marked, not failed: no machine is
always quick.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.helpers.device_scene import SCENES
from tests.helpers.virtual_mic import run_in_virtual_mic

#: So soon the window is to tell.
TOLD_S = 1.5

#: Scenes in which all goes on as if nothing had happened, so that there is nothing to tell.
SILENT = {
    "slept",
    "idle_slept",
    "countdown_slept",
    "listening_slept",
    "listening_headphones",
    "default_changed_idle",
    "default_changed_armed",
    "default_changed_recording",
    "other_rate",
    "terminal_slept",
    *(name for name in SCENES if name.startswith("clock_")),
}


#: Where the server dies as a stream is opened, PortAudio's call may never come back, and nothing can end it:
#: recording goes on beside it, and its threads and handles stay until the program ends.  Shown, not failed.
MAY_STAY = {"drill_beep_server_killed"}


@dataclass
class Result:
    """One scene: what was seen, and what of it is not as promised."""

    name: str
    facts: dict[str, Any]
    wrong: list[str] = field(default_factory=list)

    @property
    def told_s(self) -> float | None:
        told_s = self.facts.get("told_s")
        return float(told_s) if told_s is not None else None


def run(name: str) -> Result:
    """Play one scene."""
    with tempfile.TemporaryDirectory() as folder:
        done = run_in_virtual_mic(["-m", "tests.helpers.device_scene", name, folder], timeout_s=900)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        last = done.stderr.strip().splitlines()[-1:] or ["nothing was said"]
        return Result(name, {}, [f"status {done.returncode}: {last[0][:300]}"])
    result = Result(name, json.loads(lines[-1]))
    if "Traceback" in done.stderr:
        result.wrong.append("a traceback")
    return judged(result)


def judged(result: Result) -> Result:
    """With everything in `wrong` that is not as promised; never the time."""
    facts, wrong = result.facts, result.wrong
    if result.name in SILENT:
        if facts.get("seen"):
            wrong.append(f"said without need: {facts['seen']}")
        if not facts.get("follows", True):
            wrong.append(f"did not go on: {facts.get('odd') or ''}".rstrip(": "))
    elif not facts.get("told"):
        wrong.append("nothing told")
    if facts.get("kept") is False:
        wrong.append(f"only {facts.get('kept_s')} s kept")
    if not facts.get("again"):
        wrong.append("no recording afterwards")
    if facts.get("left") and not stuck_inside(result):
        wrong.append("left: " + ", ".join(facts["left"]))
    if facts.get("faults"):
        wrong.append(f"faults: {facts['faults']}")
    return result


def stuck_inside(result: Result) -> bool:
    """Whether nothing is left but calls that PortAudio does not come back from, where that may happen."""
    threads = [one for one in result.facts.get("left", []) if one.startswith("thread ")]
    return result.name in MAY_STAY and bool(threads) and set(threads) == {"thread portaudio"}


def line(result: Result) -> str:
    told_s = result.told_s
    told = "" if told_s is None else f"{told_s:.2f} s" + ("  SLOW" if told_s > TOLD_S else "")
    kept_s = result.facts.get("kept_s")
    kept = "" if kept_s is None else f"{kept_s:.1f} s"
    ok = "ok" if not result.wrong else "FAILED " + "; ".join(result.wrong)
    if stuck_inside(result):
        ok += ", inside PortAudio for ever: " + ", ".join(result.facts["left"])
    return f"{result.name:<26} {told:<14} {kept:<7} {ok}\n{'':<26} {result.facts.get('told', '')}".rstrip()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=sorted(SCENES), metavar="NAME", default=list(SCENES))
    parser.add_argument("--json", type=Path, help="write what was seen there")
    parser.add_argument("--jobs", type=int, default=1, help="scenes at a time: they mostly wait")
    options = parser.parse_args()
    results = []
    print(f"{'scene':<26} {'told after':<14} {'kept':<7}")
    with ThreadPoolExecutor(options.jobs) as pool:
        for result in pool.map(run, options.only):
            results.append(result)
            print(line(result), flush=True)
    failed = [result for result in results if result.wrong]
    times = sorted(result.told_s for result in results if result.told_s is not None)
    if times:
        slow = sum(told_s > TOLD_S for told_s in times)
        median_s = times[len(times) // 2]
        print(
            f"{len(results)} scenes, {len(failed)} failed; told after {median_s:.2f} s (median), "
            f"{times[-1]:.2f} s (worst), {slow} of {len(times)} slower than {TOLD_S} s"
        )
    if options.json:
        options.json.write_text(json.dumps({one.name: one.facts for one in results}, indent=1))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
