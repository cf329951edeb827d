"""A library's database as SQLite and the disk see it."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions and processes")


def raw(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "library.db", isolation_level=None)
