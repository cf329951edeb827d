from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rehearse.paths import Paths

ROOT = Path(__file__).resolve().parents[1]


def test_everything_lies_below_the_named_folder(tmp_path: Path) -> None:
    paths = Paths.default({"REHEARSE_HOME": str(tmp_path)})
    assert paths == Paths(tmp_path / "data", tmp_path / "config", tmp_path / "cache", tmp_path / "logs")
    assert paths.library == tmp_path / "data" / "library"
    for place in (paths.models, paths.rules, paths.profiles, paths.settings):
        assert place.is_relative_to(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_folder_may_be_named_from_home_or_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert Paths.default({"REHEARSE_HOME": "~/here"}).data == tmp_path / "here" / "data"
    assert Paths.default({"REHEARSE_HOME": "there/../here"}).data == tmp_path / "here" / "data"


@pytest.mark.skipif(sys.platform != "linux", reason="XDG places")
@pytest.mark.parametrize("unset", [{}, {"REHEARSE_HOME": " "}])
def test_without_it_the_places_of_the_system_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unset: dict[str, str]
) -> None:
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    paths = Paths.default(unset)
    assert paths.data == tmp_path / "DATA" / "rehearse"
    assert paths.config == tmp_path / "CONFIG" / "rehearse"
    assert paths.cache == tmp_path / "CACHE" / "rehearse"
    assert paths.logs.is_relative_to(tmp_path / "STATE" / "rehearse")


def test_importing_costs_nothing_heavy() -> None:
    code = (
        "import sys, rehearse.paths, rehearse.settings;"
        "print([n for n in ('platformdirs', 'sqlite3', 'numpy', 'PySide6') if n in sys.modules])"
    )
    found = subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True)
    assert found.strip() == "[]"
