"""What the user may add to or replace by files: found in several folders, later ones overriding by name.

A wrong file is reported, and costs nothing but itself: whatever it was to replace stays in use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from rehearse.analysis.data_file import NotUsable, data_files
from rehearse.errors import DataError, RehearseError

_Thing = TypeVar("_Thing")


class Loaded(dict[str, _Thing]):
    """Things by the stems of their files.

    `problems` lists what could not be used, `broken` the same by stem.
    """

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[DataError] = []
        self.broken: dict[str, DataError] = {}


@dataclass(frozen=True, slots=True)
class Told:
    """How problems with one kind of file are told, in the user's language.

    `folder` has {folder} and {what} in it, `replaced` {id}; `others` says that the rest is in use.
    """

    folder: str
    others: str
    replaced: str


_AnyLoaded = TypeVar("_AnyLoaded", bound=Loaded[Any])


def load_folders(
    into: _AnyLoaded,
    folders: Iterable[Path],
    load: Callable[[Path], Any],
    told: Told,
    *,
    ending: str = ".toml",
) -> _AnyLoaded:
    """Every file of the folders read by `load`, later folders overriding earlier ones; `into` itself.

    A folder that does not exist is empty, a file stands for itself.
    `load` raises `RehearseError` for a file that is wrong; nothing is raised here.
    """
    for folder in folders:
        try:
            paths = data_files(folder, ending)
        except NotUsable as error:
            text = told.folder.format(folder=folder, what=error)
            into.problems.append(DataError(text, kept=told.others))
            continue
        for path in paths:
            name = path.stem
            try:
                into[name] = load(path)
            except RehearseError as error:
                kept = told.replaced.format(id=name) if name in into else told.others
                problem = DataError(error.message, help=error.help, kept=kept)
                into.problems.append(problem)
                into.broken[name] = problem
            else:
                into.broken.pop(name, None)
    return into
