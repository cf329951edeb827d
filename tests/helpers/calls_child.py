"""Enters calls for ever and prints the id of each once it is kept.  Run: python -m … FOLDER SCRIPT"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from rehearse.library.library import Library


def main() -> None:
    folder, script = sys.argv[1:]
    with Library.open(Path(folder)) as library:
        while True:
            print(library.calls.add(date(2026, 11, 26), script, 20, 2).id, flush=True)


if __name__ == "__main__":
    main()
