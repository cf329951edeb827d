"""The clock that `tests.faults.devices` sets: on the wall and in the dates of files, nowhere else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.shifted_clock import built
from tests.helpers.virtual_mic import ROOT

_LOOK = """
import json, os, pathlib, sqlite3, threading, time
from datetime import datetime, timezone
from tests.helpers.shifted_clock import jump

folder = pathlib.Path(os.environ["SHIFTED_CLOCK"]).parent
(folder / "old").write_text("old")
wall, steady = time.time(), time.monotonic()
old = (folder / "old").stat().st_mtime
by_s = float(os.environ["BY_S"])
jump(by_s)
(folder / "new").write_text("new")
asked = sqlite3.connect(":memory:").execute("SELECT strftime('%s', 'now')").fetchone()[0]
threading.Event().wait(0.01)
print(json.dumps({
    "wall": time.time() - wall - by_s,
    "date": datetime.now(timezone.utc).timestamp() - wall - by_s,
    "database": float(asked) - wall - by_s,
    "new file": (folder / "new").stat().st_mtime - wall - by_s,
    "old file": (folder / "old").stat().st_mtime - old,
    "steady": time.monotonic() - steady,
}))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="made with what only Linux loads before the C library")
@pytest.mark.skipif(not shutil.which("cc") and not shutil.which("gcc"), reason="no C compiler")
@pytest.mark.parametrize("by_s", [3600.0, -3600.0])
def test_the_wall_is_an_hour_off_and_nothing_else_is(tmp_path: Path, by_s: float) -> None:
    env = {**os.environ, **built(tmp_path), "BY_S": str(by_s), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", _LOOK], env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    off_s = json.loads(done.stdout)
    assert set(off_s) == {"wall", "date", "database", "new file", "old file", "steady"}
    for what, seconds in off_s.items():
        assert abs(seconds) < 1000, f"{what} is {seconds} s off"
