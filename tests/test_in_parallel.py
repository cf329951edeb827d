"""The tests in several processes: none hears what another one speaks, and nothing is left behind."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.helpers import longest
from tests.helpers.virtual_mic import SET_BY_SCRIPT, wait_for

PROBE = """
import os, signal
from pathlib import Path
from tests.helpers.virtual_mic import connected

def test_probe():
    os.kill(connected().server_pid, 0)
    (Path({folder!r}) / str(connected().server_pid)).touch()
    {then}
"""


def is_there(pid: int) -> bool:
    """Whether a process runs; one that ended and was not yet waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="the virtual microphone is made of PulseAudio on Linux")
def test_every_worker_has_a_microphone_of_its_own_and_takes_it_along_when_it_dies(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    seen.mkdir()
    ends = {"test_lives.py": "pass", "test_dies.py": "os.kill(os.getpid(), signal.SIGKILL)"}
    for name, then in ends.items():
        (tmp_path / name).write_text(PROBE.format(folder=str(seen), then=then))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    outer = environment.setdefault("REHEARSE_VIRTUAL_PID", "1")
    assert "REHEARSE_VIRTUAL_PID" in SET_BY_SCRIPT
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "-q"),
            *("-n", "2", "--dist", "loadfile", "--max-worker-restart", "0"),
            *("--rootdir", str(tmp_path), "-c", str(ROOT / "pyproject.toml")),
            *(str(tmp_path / name) for name in ends),
        ],
        cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=280,
    )  # fmt: skip
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    pids = {int(file.name) for file in seen.iterdir()}
    assert len(pids) == 2, "one microphone for both"
    assert int(outer) not in pids, "the one around the whole run"
    wait_for(lambda: not any(map(is_there, pids)), "the sound servers to end")


def test_the_files_that_come_first_are_there_once() -> None:
    assert len(set(longest.FILES)) == len(longest.FILES)
    missing = [file for file in longest.FILES if not (ROOT / file).is_file()]
    assert missing == []


def test_the_whole_run_is_shared_and_a_part_of_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("run_script", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    run = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run)
    commands: list[list[str]] = []

    def note(command: list[str], *, env: dict[str, str], **_named: Any) -> SimpleNamespace:
        assert "PYTHONDONTWRITEBYTECODE" not in env, "every started program would be compiled anew"
        commands.append(command)
        return SimpleNamespace(returncode=0)

    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(run, "check", lambda: 0)
    monkeypatch.setattr(run, "subprocess", SimpleNamespace(run=note))
    assert run.test([]) == 0
    assert run.test(["tests/ui", "-k", "x"]) == 0
    whole, part = commands
    assert int(whole[whole.index("-n") + 1]) in (2, 3, 4)
    assert "-n" not in part
    assert part[-3:] == ["tests/ui", "-k", "x"]
