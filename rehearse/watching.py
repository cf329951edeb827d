"""A folder that is watched: what in it is complete, and was not taken in before.

A file is complete once it has not changed in size or time between two looks.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Collection, Iterable
from pathlib import Path

from rehearse.errors import DiskFull, FileMissing, LibraryError
from rehearse.exchange.sound_places import is_hidden
from rehearse.files import write_atomic
from rehearse.i18n import _

#: Taken in at once: so many come before the next ones are looked at.
_AT_ONCE = 200

#: What is remembered of a file: enough that two are hardly ever the same, and no name can be read from it.
_DIGEST_CHARS = 16

#: Where a library remembers what was taken in from watched folders; the dot keeps it out of backups.
MEMORY_NAME = ".watched.json"

_Facts = tuple[int, int]


class Watch:
    """Looks at a folder and what is below it, but for `without`.

    With a `memory` what was taken in is remembered across restarts, and not read again.
    Nothing waits here: whoever has it looks as often as it likes.  Not for two threads at once.
    """

    def __init__(self, folder: Path, *, without: Path | None = None, memory: Path | None = None) -> None:
        self.folder = folder
        self._without = None if without is None else os.path.realpath(without)
        self._memory = memory
        self._before: dict[Path, _Facts] = {}
        self._done: dict[Path, _Facts] = {}
        self._known: set[str] | None = None if memory else set()
        #: Whether something is there that another look, soon, may find complete.
        self.unsettled = False
        #: The folders that were looked into, the first one first.
        self.folders: list[Path] = []

    def look(self) -> list[Path]:
        """Files that are complete and new, some of them where there are many.

        Raises `FileMissing` where the folder is gone or cannot be read.
        """
        now = self._listed()
        if self._known is None:
            self._known = set() if self._memory is None else _remembered(self._memory)
        new = {
            path: facts
            for path, facts in sorted(now.items())
            if facts[0] and self._done.get(path) != facts and self._digest(path, facts) not in self._known
        }
        ready = [path for path, facts in new.items() if self._before.get(path) == facts]
        self.unsettled = len(new) > len(ready) or len(ready) > _AT_ONCE
        self._before = now
        self._done = {path: facts for path, facts in self._done.items() if path in now}
        return ready[:_AT_ONCE]

    def done(self, paths: Iterable[Path], *, not_for_good: Collection[Path] = ()) -> None:
        """These need not be looked at again as they are; those `not_for_good` only until a restart."""
        paths = list(paths)
        self._done |= {path: self._before[path] for path in paths if path in self._before}
        if self._memory is None or self._known is None:
            return
        self._known |= {
            self._digest(path, self._before[path])
            for path in paths
            if path in self._before and path not in not_for_good
        }
        with contextlib.suppress(OSError):  # then they are read once more after a restart
            write_atomic(self._memory, json.dumps(sorted(self._known)))

    def _digest(self, path: Path, facts: _Facts) -> str:
        said = os.fsencode(path) + f"\0{facts[0]}\0{facts[1]}".encode()
        return hashlib.sha256(said).hexdigest()[:_DIGEST_CHARS]

    def _listed(self) -> dict[Path, _Facts]:
        """Size and time of every file below the folder that is not hidden."""
        folder = self.folder
        try:
            with os.scandir(folder):
                pass
        except OSError as error:
            raise _not_there(folder, error) from error
        found: dict[Path, _Facts] = {}
        self.folders = []
        for here, folders, names in os.walk(folder):
            self.folders.append(Path(here))
            folders[:] = [
                name
                for name in folders
                if not is_hidden(name) and os.path.realpath(os.path.join(here, name)) != self._without
            ]
            for name in names:
                path = Path(here, name)
                if is_hidden(name):
                    continue
                with contextlib.suppress(OSError):
                    facts = path.stat()
                    if path.is_file():
                        found[path] = (facts.st_size, facts.st_mtime_ns)
        return found


def _not_there(folder: Path, error: OSError) -> FileMissing:
    if isinstance(error, FileNotFoundError):
        what = _("The folder {folder} is not there any more.").format(folder=folder)
    elif isinstance(error, NotADirectoryError):
        what = _("{folder} is not a folder.").format(folder=folder)
    else:
        what = _("The folder {folder} cannot be read: {reason}.").format(
            folder=folder, reason=error.strerror or error
        )
    return FileMissing(what, help=_("Name a folder that is there."))


def _remembered(memory: Path) -> set[str]:
    with contextlib.suppress(OSError, ValueError, RecursionError):
        found = json.loads(memory.read_bytes())
        if isinstance(found, list):
            return {one for one in found if isinstance(one, str)}
    return set()


def is_final(error: Exception) -> bool:
    """Whether a file that could not be used will be no better the next time."""
    return not isinstance(error, FileMissing | DiskFull | LibraryError)


__all__ = ["MEMORY_NAME", "Watch", "is_final"]
