"""The starter model is what the recipe makes: no file of unknown origin."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

STARTER = ROOT / "models" / "starter-en-us"

#: Written by hand, from the licences inside the package that the recipe reads.
NOT_MADE = {"LICENSE"}


def hashes(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_rebuild_gives_the_same_files(tmp_path: Path) -> None:
    recipe = ROOT / "models" / "recipe" / "build.py"
    out = tmp_path / "starter-en-us"
    subprocess.run([sys.executable, str(recipe), str(out)], check=True, cwd=tmp_path, timeout=880)
    expected = {name: digest for name, digest in hashes(STARTER).items() if name not in NOT_MADE}
    assert len(expected) == 11
    assert hashes(out) == expected


def test_the_licence_travels_along() -> None:
    text = (STARTER / "LICENSE").read_text(encoding="utf-8")
    assert "Alpha Cephei" in text
    assert "Redistribution" in text
