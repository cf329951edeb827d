"""Takes a bundle in, and dies at the step that it is told.

    python -m tests.helpers.bundle_child LIBRARY BUNDLE STEP

STEP counts the writes to the library's folder that are seen from outside: files made, named and taken away,
and the end of the transaction.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rehearse.exchange import bundle_in
from rehearse.exchange.bundle import read_bundle
from rehearse.library import landing, rows
from rehearse.library.library import Library
from tests.helpers.bundle_soup import looked_at_here


def main(folder: Path, path: Path, last: int) -> None:
    steps = 0

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps > last:
                os._exit(9)
            done = real(*args, **more)
            steps += 1
            if steps > last:
                os._exit(9)
            return done

        return call

    with Library.open(folder) as library:
        bundle = read_bundle(path)
        landing.write_atomic = counted(landing.write_atomic)  # type: ignore[attr-defined]
        bundle_in.OpenBundle.unpack_sound = counted(bundle_in.OpenBundle.unpack_sound)  # type: ignore[method-assign]
        rows.write_facts = counted(rows.write_facts)
        landing.Landing.settle = counted(landing.Landing.settle)  # type: ignore[method-assign]
        landing.sync_folder = counted(landing.sync_folder)  # type: ignore[attr-defined]
        with looked_at_here():
            bundle_in.take_in(library, bundle)
    sys.stdout.write(f"done {steps}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
