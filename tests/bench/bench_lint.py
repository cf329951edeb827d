"""`rehearse lint` as a whole process, beside a Python that does nothing.

.venv/bin/python tests/bench/bench_lint.py [--rounds N]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MESSAGE = (
    "Hi Karen, this is Dana Reed with North Shore Print. My number is 919-555-0105. "
    "We are the leading provider of copiers and I would love to save you money. "
    "Call me at your earliest convenience, 919-555-0105."
)


def once(command: list[str], home: str) -> float:
    environment = dict(os.environ, REHEARSE_HOME=home, PYTHONPATH=str(ROOT))
    started = time.perf_counter()
    subprocess.run(command, env=environment, input=MESSAGE, capture_output=True, text=True, check=True)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    lint = [sys.executable, "-m", "rehearse", "lint", "-", "--format", "json"]
    bare = [sys.executable, "-c", "pass"]
    with tempfile.TemporaryDirectory() as home:
        first = once(lint, home)
        pairs = [(once(lint, home), once(bare, home)) for _round in range(rounds)]
    lints, bares = zip(*pairs, strict=True)
    print(f"rehearse lint, whole process  {statistics.median(lints):.3f} s  (worst {max(lints):.3f})")
    print(f"the first time (no cache yet) {first:.3f} s")
    print(f"python -c pass                {statistics.median(bares):.3f} s")


if __name__ == "__main__":
    main()
