"""A process that does one long job as the program does, and says when it begins and how it ended.

    python -m tests.helpers.at_work HOME JOB [ARGUMENT ...]

Jobs: open; backup FILE; restore FILE; undo; move FOLDER; delete-old; forget NAME; purge; take-in BUNDLE.
"ready" is said when all code has been read, so that a kill falls into the job and not into the start.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from rehearse.errors import RehearseError
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio

#: What the jobs import where they first need it.
_READ_FIRST = (
    "rehearse.exchange.bundle",
    "rehearse.exchange.bundle_in",
    "rehearse.library.backup",
    "rehearse.library.library",
    "rehearse.library.restore",
    "rehearse.left_behind",
    "rehearse.moving",
    "rehearse.safekeeping",
)


def say(*parts: object) -> None:
    os.write(1, (" ".join(map(str, parts)) + "\n").encode())


def _open(studio: Studio) -> object:
    return len(studio.library.takes())


def _backup(studio: Studio, file: str) -> object:
    return studio.back_up(Path(file)).manifest.n_takes


def _restore(studio: Studio, file: str) -> object:
    return studio.restore_backup(Path(file)).n_takes


def _undo(studio: Studio) -> object:
    from rehearse.library.restore import libraries_before

    return studio.undo_restore(libraries_before(studio.paths.library)[0]).n_takes


def _move(studio: Studio, folder: str) -> object:
    return studio.move_data(Path(folder)).paths.data


def _delete_old(studio: Studio) -> object:
    from rehearse.left_behind import delete_old

    return delete_old(studio.paths)


def _forget(studio: Studio, name: str) -> object:
    from rehearse.safekeeping import forget_speaker

    return forget_speaker(studio.library, studio.settings, name).n_takes


def _purge(studio: Studio) -> object:
    return len(studio.library.purge_now([take.id for take in studio.takes(deleted=True)]))


def _take_in(studio: Studio, bundle: str) -> object:
    from rehearse.exchange.bundle import read_bundle
    from rehearse.exchange.bundle_in import take_in

    return take_in(studio.library, read_bundle(Path(bundle))).n_new


JOBS: dict[str, Callable[..., object]] = {
    "open": _open,
    "backup": _backup,
    "restore": _restore,
    "undo": _undo,
    "move": _move,
    "delete-old": _delete_old,
    "forget": _forget,
    "purge": _purge,
    "take-in": _take_in,
}


def main() -> None:
    home, job, *arguments = sys.argv[1:]
    paths = Paths.default({"REHEARSE_HOME": home})
    studio = Studio(paths, SettingsStore(paths.settings))
    for name in _READ_FIRST:
        importlib.import_module(name)
    say("ready", os.getpid())
    try:
        say("done", JOBS[job](studio, *arguments))
    except RehearseError as error:
        say("refused", error)
    studio.close()


if __name__ == "__main__":
    main()
