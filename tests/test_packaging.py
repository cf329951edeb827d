"""The wheel holds everything: it works in an environment that never saw the source."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path

import pytest

from tests.conftest import ROOT


def test_the_list_of_packages_is_whole() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    found = {
        ".".join(file.parent.relative_to(ROOT).parts) for file in (ROOT / "rehearse").rglob("__init__.py")
    }
    assert set(listed) == found | {"rehearse.assets", "rehearse.models"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `rehearse` command of a clean environment: the built wheel, and the pinned packages.

    The packages are those of this environment, lent by a .pth file, so that no network is needed.
    """
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    # A copy is built, since setuptools leaves its working files in the source folder.
    source = folder / "source"
    names = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], check=True, capture_output=True, text=True
    ).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, source / name)
    subprocess.run([*build, "--wheel-dir", str(folder), str(source)], check=True, timeout=600)
    (wheel,) = folder.glob("rehearse-*.whl")
    environment = folder / "environment"
    venv.create(environment, with_pip=False)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    (packages,) = environment.glob("[Ll]ib/**/site-packages")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "--python", str(scripts / "python"), "install", "--quiet"),
            *("--no-deps", "--no-index", str(wheel)),
        ],
        check=True,
        timeout=120,
    )
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return scripts / "rehearse"


def run_installed(command: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "REHEARSE"))}
    environment["REHEARSE_HOME"] = str(home)
    return subprocess.run(
        [str(command), *arguments],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.slow
def test_the_installed_command_scores_a_sample(installed: Path, tmp_path: Path) -> None:
    where = subprocess.run(
        [str(installed.parent / "python"), "-c", "import rehearse; print(rehearse.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert str(installed.parent.parent) in where, "the source is in reach: the test would prove nothing"
    samples = sorted((installed.parent.parent).glob("**/rehearse/assets/samples/*.flac"))
    assert samples, "the wheel carries no sample"
    sounds = {path.stem for path in installed.parent.parent.glob("**/rehearse/assets/sounds/*.flac")}
    assert {"beep", "tick-1", "mailbox"} <= sounds, "the wheel carries no sounds"
    shipped = sorted((ROOT / "assets" / "scripts").rglob("*.toml"))
    starters = run_installed(installed, tmp_path, "scripts", "starters", "--format", "json")
    assert len(json.loads(starters.stdout)) == len(shipped) > 0, "the wheel carries no scripts to begin from"
    decks = run_installed(installed, tmp_path, "drill", "decks", "--format", "json")
    assert len(json.loads(decks.stdout)) == 4, "the wheel carries no prospect cards"
    icons = {path.name for path in installed.parent.parent.glob("**/rehearse/assets/icons/*.svg")}
    assert icons == {path.name for path in (ROOT / "assets" / "icons").glob("*.svg")}
    result = run_installed(installed, tmp_path, "score", str(samples[0]), "--format", "json")
    assert result.returncode == 0, result.stderr
    message = json.loads(result.stdout)
    assert message["engine"]["model"] == "starter-en-us"
    assert len(message["words"]) > 10
    assert {check["id"] for check in message["checks"]} >= {"length", "phone", "pitch", "pace"}


@pytest.mark.slow
def test_the_installed_command_judges_text(installed: Path, tmp_path: Path) -> None:
    text = tmp_path / "message.txt"
    text.write_text("We are the leading provider of copiers and we can save you money. Call 919-555-0105.")
    result = run_installed(installed, tmp_path, "lint", str(text), "--format", "json")
    assert result.returncode == 0, result.stderr
    message = json.loads(result.stdout)
    assert message["phrases"], "the wheel carries no rules"
    assert message["phone"]["numbers"][0]["digits"] == "9195550105"
