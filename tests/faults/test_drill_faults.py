"""A microphone that goes away in the middle of a block: told in clear words, nothing lost, and it goes on."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rehearse.analysis.drills import Condition, Drill, Round
from rehearse.drilling.begin import begin
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from tests.helpers.virtual_mic import (
    MICROPHONE_NAME,
    VirtualMicrophone,
    run_in_virtual_mic,
    wait_for,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the faults are made with PulseAudio"),
]


def run(scenario: str, folder: Path) -> dict[str, Any]:
    done = run_in_virtual_mic(["-m", "tests.helpers.drill_faults", scenario, str(folder)])
    assert done.returncode == 0, f"status {done.returncode}: {done.stderr[-2000:]}"
    facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return facts


@pytest.mark.parametrize("scenario", ["pulled_out", "all_pulled_out"])
def test_a_microphone_that_is_pulled_out_and_plugged_in_again(scenario: str, tmp_path: Path) -> None:
    facts = run(scenario, tmp_path)
    assert facts["problem"] == "device_lost"
    assert "Virtual Microphone went away while recording." in facts["told"]
    assert "kept" in facts["told"]
    assert (facts["round"], facts["next"]) == (1, 1), "the same card again"
    assert facts["outcomes"] == ["passed", "void"]
    assert facts["all"] == ["passed", "void", "passed"]
    assert facts["rounds"] == [0, 1, 1]
    assert facts["state"] == "done"
    assert facts["written"] == facts["all"]
    assert all(kept_s > 1.0 for kept_s in facts["kept_s"]), "what was said is kept"
    if scenario == "pulled_out":
        assert facts["again"]["problem"] in ("device_busy", "no_microphone"), "it was still not there"


def test_a_sound_server_that_dies(tmp_path: Path) -> None:
    facts = run("server_killed", tmp_path)
    assert facts["problem"] == "device_lost"
    assert facts["again"]["told"], "pressed in vain, it is told why"
    assert facts["written"] == ["passed", "void"]
    assert facts["kept_s"][1] > 1.0
    assert facts["closed"]
    assert facts["threads"] == []


@pytest.mark.parametrize("scenario", ["frozen", "frozen_and_left"])
def test_a_sound_server_that_hangs_loses_nothing_and_holds_up_nobody(scenario: str, tmp_path: Path) -> None:
    facts = run(scenario, tmp_path)  # its exit status was looked at: no crash, no hang
    assert facts["closed"]
    assert facts["written"] == ["passed", "void"]
    assert facts["kept_s"][1] > 1.0
    assert facts["threads"] == []


def test_a_microphone_that_is_muted_is_asked_about(tmp_path: Path) -> None:
    facts = run("muted", tmp_path)
    assert "Nothing was said for 4 seconds" in facts["told"]
    assert "is the microphone muted" in facts["told"]
    assert facts["outcomes"] == facts["written"] == ["passed"]
    assert facts["trash"] == 1


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 60 MB: 20 of them are never recorded into."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_fills_up_while_somebody_speaks(
    disk: Path, virtual_microphone: VirtualMicrophone
) -> None:
    paths = Paths.below(disk)
    settings = SettingsStore(paths.settings)
    settings.update(input_device=MICROPHONE_NAME, drill_hands_free=False)
    studio = Studio(paths, settings)
    studio.load_engine()
    rounds = (Round(Condition(length_most_s=30.0), limit_s=60.0),) * 2
    runner = begin(studio, Drill("test", "Test", "t", "s", rounds))
    runner.start()
    wait_for(lambda: runner.status().live is not None, "the take")
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(45_000_000))
    wait_for(lambda: runner.status().phase == "paused", "the pause")
    status = runner.status()
    assert status.problem is not None
    assert status.problem.id == "disk_full"
    assert "What you said up to then is kept." in str(status.problem)
    assert [one.outcome for one in status.run.attempts] == ["void"]
    runner.press()
    wait_for(lambda: "no room for a recording" in str(runner.status().problem), "the reason")
    wait_for(lambda: runner.status().phase == "paused", "the pause")
    ballast.unlink()
    runner.press()
    wait_for(lambda: runner.status().live is not None, "the take")
    assert runner.close(60.0)
    run = studio.library.drill_runs.get(runner.run_id)
    assert [one.outcome for one in run.attempts] == ["void", "void"]
    assert len(studio.takes()) == 2
    studio.close()
    assert "drill" not in [thread.name for thread in threading.enumerate()]
