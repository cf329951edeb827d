"""A process that backs up or restores as the program does, and says when it begins and how it ended.

python -m tests.helpers.backup_child HOME backup FILE
python -m tests.helpers.backup_child HOME restore FILE
python -m tests.helpers.backup_child HOME undo
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from rehearse.errors import RehearseError
from rehearse.library.restore import libraries_before
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio


def say(*parts: object) -> None:
    os.write(1, (" ".join(map(str, parts)) + "\n").encode())


def main() -> None:
    paths = Paths.default({"REHEARSE_HOME": sys.argv[1]})
    studio = Studio(paths, SettingsStore(paths.settings))
    from rehearse.library import backup, restore  # noqa: F401 - read before the clock starts

    say("ready", os.getpid())
    try:
        if sys.argv[2] == "backup":
            say("done", studio.back_up(Path(sys.argv[3])).manifest.n_takes)
        elif sys.argv[2] == "restore":
            say("done", studio.restore_backup(Path(sys.argv[3])).n_takes)
        else:
            say("done", studio.undo_restore(libraries_before(paths.library)[0]).n_takes)
    except RehearseError as error:
        say("refused", error.message)
    studio.close()


if __name__ == "__main__":
    main()
