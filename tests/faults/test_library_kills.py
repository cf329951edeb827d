"""A short, seeded slice of `library_kills`; the long one is run by hand (`--count`)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.faults import library_kills


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_what_was_confirmed_survives_a_kill_at_any_moment(tmp_path: Path) -> None:
    count = int(os.environ.get("REHEARSE_FAULT_COUNT", "10"))
    seen = library_kills.run(tmp_path / "library", count=count, seed=20_000)
    assert seen["kills"] >= count
    assert seen["takes"] >= count / 2
    assert seen["recovered"] > 0, "no kill fell into a recording: the slice proves nothing"
