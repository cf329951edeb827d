"""Runs `rehearse` as a user does: a process of its own, with its own streams.

`command()` is the real thing, from the start of Python; `rehearse()` takes a copy of a process that has
imported the program already (`ready_process.py`), which is a process of its own as well and ten times as
quick.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.helpers import ready_process

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "assets" / "samples"


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The test's own (with its private home), no display, no colour, UTF-8."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "COLUMNS", "NO_COLOR"):
        env.pop(name, None)
    return {**env, **(extra or {})}


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "rehearse", *map(str, arguments)]


def rehearse(
    *arguments: str | Path,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    fresh: bool = False,
    timeout_s: float = 240.0,
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; output decoded as UTF-8.  Fails on a traceback, whatever was run.

    `fresh` starts Python for it.
    """
    whole = environment(env)
    if fresh or not ready_process.fits(env):
        done = subprocess.run(
            command(*arguments), input=stdin, capture_output=True, env=whole, cwd=cwd, timeout=timeout_s
        )
    else:
        done = ready_process.run(
            [*map(str, arguments)], stdin=stdin, env=whole, cwd=cwd or Path.cwd(), timeout_s=timeout_s
        )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace")
    assert "Traceback" not in err, err
    assert "Traceback" not in out, out
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)
