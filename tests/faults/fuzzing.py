"""Feeds a check with inputs that atheris makes up, for a number of seconds."""

from __future__ import annotations

import argparse
import importlib
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

#: One input may take this long, and the process this much memory, before it counts as a finding.
TIMEOUT_S = 20
MOST_MEMORY_MB = 1500


def run(what: str, *, helper: str, default_count: int) -> int:
    """The command line of a fuzz run: `--seconds` by atheris, `--count` from a seed without it.

    `helper` is a module with `random_input(chance)`, `check_bytes(data)` and `seeds()`.  It is imported
    here, since atheris must see the program being imported.
    """
    parser = argparse.ArgumentParser(description=f"Look for a fault in {what}.")
    parser.add_argument("--seconds", type=int, help="let atheris make up inputs for this long")
    parser.add_argument("--count", type=int, default=default_count, help="inputs by chance, without atheris")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.seconds is None:
        by_chance(importlib.import_module(helper), arguments.count, arguments.seed)
        return 0
    try:
        import atheris
    except ImportError:
        print(
            "atheris is not installed here (it has wheels for some systems and Pythons only);"
            " use --count instead of --seconds.",
            file=sys.stderr,
        )
        return 1
    with atheris.instrument_imports(include=["rehearse.analysis", "rehearse.script"]):
        module = importlib.import_module(helper)
    _fuzz(atheris, module.check_bytes, module.seeds(), arguments.seconds, arguments.seed)
    return 0


def by_chance(module: object, count: int, seed: int) -> None:
    """`count` inputs from a seed; a failure names the input's number, so that it can be made again."""
    random_input: Callable[[random.Random], bytes] = module.random_input  # type: ignore[attr-defined]
    check: Callable[[bytes], None] = module.check_bytes  # type: ignore[attr-defined]
    slowest_s = 0.0
    for number in range(count):
        data = random_input(random.Random(seed * 1_000_003 + number))
        started = time.perf_counter()
        try:
            check(data)
        except BaseException:
            print(f"input {number} of seed {seed} failed: {data[:2000]!r}", file=sys.stderr)
            raise
        slowest_s = max(slowest_s, time.perf_counter() - started)
    print(f"{count} inputs, no fault; the slowest took {1000 * slowest_s:.0f} ms")


def _fuzz(
    atheris: object, check: Callable[[bytes], None], seeds: Iterable[bytes], seconds: int, seed: int
) -> None:
    folder = Path(tempfile.mkdtemp(prefix="rehearse-fuzz-"))
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, data in enumerate(seeds):
        (corpus / str(number)).write_bytes(data)
    print(f"a failing input would lie in {folder}", flush=True)
    options = [
        sys.argv[0],
        f"-max_total_time={seconds}",
        f"-seed={seed}",
        f"-timeout={TIMEOUT_S}",
        f"-rss_limit_mb={MOST_MEMORY_MB}",
        f"-artifact_prefix={folder}{os.sep}",
        "-max_len=20000",
        "-print_final_stats=1",
        str(corpus),
    ]
    atheris.Setup(options, check)  # type: ignore[attr-defined]
    atheris.Fuzz()  # type: ignore[attr-defined]  # ends the process
