"""Runs `rehearse` as a user does: a process of its own, with its own streams."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

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
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; output decoded as UTF-8.  Fails on a traceback, whatever was run."""
    done = subprocess.run(
        command(*arguments), input=stdin, capture_output=True, env=environment(env), cwd=cwd, timeout=240
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace")
    assert "Traceback" not in err, err
    assert "Traceback" not in out, out
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)
