"""The command line: `main` is what the `rehearse` command calls."""

from __future__ import annotations

import gc
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 not all of it, 2 usage, 130 interrupted."""
    # While Python and the program are loaded there is no garbage, and looking for it takes a tenth of the
    # time: `run` lets it be looked for once it has a command.
    collects = gc.isenabled()
    gc.disable()
    try:
        from rehearse.cli.program import run

        return run(argv)
    finally:
        (gc.enable if collects else gc.disable)()
