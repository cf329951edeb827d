"""The set-up script: what it decides, without doing it again for every test."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """run.py as a module, with an environment folder that is not the real one."""
    spec = importlib.util.spec_from_file_location("run_script", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "stamp.txt")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "python")
    return module


def test_it_imports_the_standard_library_alone() -> None:
    imported = set()
    for node in ast.walk(ast.parse((ROOT / "run.py").read_text())):
        if isinstance(node, ast.Import):
            imported.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
    assert imported <= set(sys.stdlib_module_names)


def test_an_environment_counts_only_when_it_was_finished_for_this_lock(run: ModuleType) -> None:
    assert not run.is_set_up(testing=False)
    run.ENVIRONMENT.mkdir()
    run.PYTHON.touch()
    run.STAMP.write_text(run.wanted_stamp(ROOT / "requirements.lock", "program"))
    assert run.is_set_up(testing=False)
    assert not run.is_set_up(testing=True), "the tests need more packages"
    run.STAMP.write_text(run.wanted_stamp(ROOT / "requirements-dev.lock", "dev"))
    assert run.is_set_up(testing=False)
    assert run.is_set_up(testing=True)
    run.STAMP.write_text(run.STAMP.read_text().replace("dev", "dev of another lock"))
    assert not run.is_set_up(testing=True)


def test_an_environment_without_its_python_is_made_again(run: ModuleType) -> None:
    run.ENVIRONMENT.mkdir()
    run.STAMP.write_text(run.wanted_stamp(ROOT / "requirements-dev.lock", "dev"))
    assert not run.is_set_up(testing=False)


def test_a_failed_step_keeps_what_was_done_and_ends_in_words(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made, commands = [], []

    def make() -> None:
        made.append(True)
        run.ENVIRONMENT.mkdir()
        run.PYTHON.touch()

    def step(what: str, command: list[str]) -> str | None:
        commands.append(command)
        return "no such host" if "pinned" in what else None

    monkeypatch.setattr(run, "make_environment", make)
    monkeypatch.setattr(run, "run_step", step)
    for _attempt in range(2):
        with pytest.raises(SystemExit):
            run.set_up_environment(testing=False)
        assert not run.is_set_up(testing=False)
    assert len(made) == 1, "the second attempt goes on with the environment of the first"
    assert all("--require-hashes" in command for command in commands)
    assert "no such host" in capsys.readouterr().err


@pytest.mark.parametrize("there", [True, False])
def test_an_environment_that_is_a_link_is_left_alone(
    run: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], there: bool
) -> None:
    elsewhere = tmp_path / "of somebody else"
    if there:
        (elsewhere / "bin").mkdir(parents=True)
        (elsewhere / "bin" / "python").write_text("theirs")
    try:
        run.ENVIRONMENT.symlink_to(elsewhere, target_is_directory=True)
    except OSError:
        pytest.skip("this system lets nobody make links")
    with pytest.raises(SystemExit) as stop:
        run.set_up_environment(testing=False)
    assert stop.value.code == 1
    left = [file.name for file in elsewhere.rglob("*")] if elsewhere.exists() else None
    assert left == (["bin", "python"] if there else None)
    assert run.ENVIRONMENT.is_symlink()
    said = capsys.readouterr().err
    assert str(elsewhere) in said
    assert "remove the link" in said
    assert said.count("\n") == 1


def test_without_root_the_exact_command_is_printed(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run.platform, "system", lambda: "Linux")
    monkeypatch.setattr(run.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(run, "administrator_prefix", lambda: None)
    run.set_up_system({"libportaudio2": "/nowhere/libportaudio.so.2", "bash": "/bin/sh"})
    printed = capsys.readouterr().err
    assert "sudo apt-get install --no-install-recommends libportaudio2\n" in printed
    assert "bash" not in printed


def test_a_failing_step_says_what_failed(run: ModuleType) -> None:
    trouble = run.run_step("failing", [sys.executable, "-c", "print('no room left'); raise SystemExit(3)"])
    assert trouble == "no room left"
    assert run.run_step("working", [sys.executable, "-c", "pass"]) is None


def test_an_old_python_is_refused_in_words(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "OLDEST_PYTHON", (99, 0))
    with pytest.raises(SystemExit) as stop:
        run.main([])
    assert stop.value.code == 1


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_the_lock_pins_with_hashes_and_names_no_host(name: str) -> None:
    lock = (ROOT / name).read_text()
    assert not re.search(r"https?://|--index|--find", lock)
    entries = [entry for entry in re.split(r"\n(?=\S)", lock) if entry.strip() and entry[0] != "#"]
    assert len(entries) > 15
    for entry in entries:
        assert re.match(r"[a-z0-9.-]+==", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_dev_lock_agrees_with_the_program_lock() -> None:
    def pins(name: str) -> dict[str, str]:
        return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))

    program, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert program.items() <= dev.items()


@pytest.mark.skipif(
    not (ROOT / ".venv" / "rehearse-setup.txt").exists(), reason="run from an environment of another make"
)
def test_a_second_start_does_no_set_up() -> None:
    """In the real environment: the script hands over at once and prints nothing of its own."""
    result = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "--version"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    assert result.stdout.startswith("Rehearse ")
