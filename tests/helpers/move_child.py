"""A process that moves the data folder as the program does, and says when it begins and how it ended.

python -m tests.helpers.move_child HOME FOLDER          moves what lies below HOME to FOLDER
python -m tests.helpers.move_child HOME --delete-old    deletes what an earlier move left
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from rehearse.errors import RehearseError
from rehearse.left_behind import delete_old
from rehearse.moving import move_data
from rehearse.paths import Paths


def say(*parts: object) -> None:
    os.write(1, (" ".join(map(str, parts)) + "\n").encode())


def main() -> None:
    paths = Paths.default({"REHEARSE_HOME": sys.argv[1]})
    say("ready", os.getpid())
    try:
        if sys.argv[2] == "--delete-old":
            say("kept", delete_old(paths))
        else:
            say("moved", move_data(paths, Path(sys.argv[2])).paths.data)
    except RehearseError as error:
        say("refused", error.message)


if __name__ == "__main__":
    main()
