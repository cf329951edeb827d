"""The command line: `main` is what the `rehearse` command calls."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 not all of it, 2 usage, 130 interrupted."""
    from rehearse.cli.program import run

    return run(argv)
