"""Wrong rule packs and profiles, told on standard error beside a command that does its work all the same."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from rehearse.cli.console import Console
from rehearse.errors import DataError
from rehearse.i18n import ngettext

#: More would push what was asked for off the screen.
MOST_TOLD = 10


def tell(problems: Sequence[DataError], console: Console) -> None:
    """The first problems, one a line, and how many there are besides."""
    for problem in problems[:MOST_TOLD]:
        console.error(problem)
    left = len(problems) - MOST_TOLD
    if left > 0:
        console.error(
            ngettext(
                "{n} more problem; “rehearse rules check” names it.",
                "{n} more problems; “rehearse rules check” names them.",
                left,
            ).format(n=left)
        )


def existing(names: Iterable[str], console: Console) -> list[Path]:
    """The places named on the command line; a sentence for each that is not there."""
    from rehearse.cli.text_input import unreadable

    found: list[Path] = []
    for name in names:
        try:
            os.lstat(name)
        except (OSError, ValueError) as error:
            console.error(unreadable(name, error if isinstance(error, OSError) else OSError(str(error))))
        else:
            found.append(Path(name))
    return found
