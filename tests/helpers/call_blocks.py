"""Call blocks of a library, to compare."""

from __future__ import annotations

from datetime import date
from pathlib import Path

DAY = date(2026, 11, 26)
NOBODY = "0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e"


def lose_database(folder: Path) -> None:
    for path in folder.glob("library.db*"):
        path.unlink()
