"""Several renames carried out as one: after a crash in the middle the next start finishes them.

    <library>/.swap.json    there while the renames are under way: what goes where, in order

Written before the first rename, removed after the last one.  Every step can be told from the files to be
done or not, so that finishing it once or three times comes to the same.
Whoever swaps, or finishes a swap, holds the library alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from rehearse.errors import LibraryError
from rehearse.files import make_private_folder, sync_folder, write_atomic
from rehearse.i18n import _

JOURNAL_NAME = ".swap.json"


Kind = Literal["aside", "comes", "put"]


@dataclass(frozen=True, slots=True)
class Step:
    """`source` becomes `target`.

    What goes `aside` has gone once `target` is there; what `comes` has come once `source` is gone, and
    whatever is in its way is kept beside it.
    A file that is `put` is written over `target` and may come from another disk.
    """

    source: Path
    target: Path
    kind: Kind


def stamp() -> str:
    """The moment as a part of a file's name, in UTC."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")


def free_name(place: Path) -> Path:
    """`place`, or with a number behind it where something of that name is there (a clock set back)."""
    number, found = 1, place
    while os.path.lexists(found):
        number += 1
        found = place.with_name(f"{place.name}-{number}")
    return found


def swap(library: Path, steps: Sequence[Step], *, told: str, litter: Sequence[Path] = ()) -> None:
    """Carry the steps out, then remove the folders in `litter`.

    `told` is what the next start says where this process does not live to say it.
    Raises `OSError`: before the first rename nothing has changed, afterwards the next start goes on.
    """
    journal = {
        "rehearse_swap": 1,
        "told": told,
        "steps": [[_relative(library, s.source), _relative(library, s.target), s.kind] for s in steps],
        "litter": [_relative(library, path) for path in litter],
    }
    moves = [s for s in steps if s.kind != "put" and os.path.lexists(s.source)]
    write_atomic(library / JOURNAL_NAME, json.dumps(journal, indent=1) + "\n")
    try:
        _carry_out(library, journal)
    except OSError:
        if all(os.path.lexists(s.source) for s in moves):  # the first one was refused: as if never begun
            (library / JOURNAL_NAME).unlink(missing_ok=True)
        raise


def pending(library: Path) -> bool:
    """Whether a swap was begun and not finished."""
    return (library / JOURNAL_NAME).exists()


def finish(library: Path) -> str:
    """Finish what a crash cut short; what to tell the user, "" where there was nothing to do.

    Raises `LibraryError` for a journal that cannot be understood, `OSError`.
    """
    try:
        raw = (library / JOURNAL_NAME).read_bytes()
    except FileNotFoundError:
        return ""
    try:
        journal = json.loads(raw)
        if journal["rehearse_swap"] != 1:
            raise ValueError
        told = str(journal["told"])
        _carry_out(library, journal)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise LibraryError(
            _("The file {file}, which says how far a restore has come, cannot be read.").format(
                file=library / JOURNAL_NAME
            ),
            kept=_("Nothing was changed."),
            help=_("Look into the folder {folder} before you remove that file.").format(
                folder=library.parent
            ),
        ) from error
    return told


def _carry_out(library: Path, journal: dict[str, Any]) -> None:
    steps = [
        Step(_absolute(library, source), _absolute(library, target), kind)
        for source, target, kind in journal["steps"]
    ]
    litter = [_absolute(library, path) for path in journal["litter"]]
    touched: set[Path] = set()
    for step in steps:
        if not os.path.lexists(step.source):
            continue
        if step.kind == "put":
            make_private_folder(step.target.parent)
            write_atomic(step.target, step.source.read_bytes())
            continue
        if os.path.lexists(step.target):
            if step.kind == "aside":
                continue
            _out_of_the_way(step.target)
        make_private_folder(step.target.parent)
        os.rename(step.source, step.target)
        touched |= {step.source.parent, step.target.parent}
    for folder in touched:
        with contextlib.suppress(OSError):
            sync_folder(folder)
    for path in litter:
        shutil.rmtree(path, ignore_errors=True)
    (library / JOURNAL_NAME).unlink(missing_ok=True)
    sync_folder(library)


def _out_of_the_way(path: Path) -> None:
    """Somebody made it between a crash and this start."""
    with contextlib.suppress(OSError):
        path.rmdir()  # an empty folder
        return
    os.rename(path, free_name(path.with_name(f"{path.name}.found")))


def _relative(library: Path, path: Path) -> str:
    """As written in the journal: the disk may be mounted elsewhere when it is read."""
    place = os.path.relpath(path, library) if path.is_relative_to(library.parent) else str(path)
    return place.replace(os.sep, "/")


def _absolute(library: Path, text: str) -> Path:
    return Path(os.path.normpath(library / text))
