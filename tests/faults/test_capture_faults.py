"""Dead, frozen and sleeping sound systems: the recording notices, and what was said is in the file."""

from __future__ import annotations

import json
import sys
import wave
from pathlib import Path
from typing import Any

import pytest

from rehearse.audio.wav import repair
from tests.helpers.virtual_mic import run_in_virtual_mic

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the faults are made with PulseAudio")


def run(scenario: str, folder: Path) -> dict[str, Any]:
    done = run_in_virtual_mic(["-m", "tests.helpers.capture_faults", scenario, str(folder)])
    assert done.returncode == 0, f"status {done.returncode}: {done.stderr[-2000:]}"
    facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    with wave.open(str(folder / "take.wav"), "rb") as file:
        assert file.getnframes() == facts["n_frames"], "the file is complete, without a repair"
        assert any(file.readframes(file.getnframes())), "and holds what was said"
    assert facts["n_frames"] >= 0.5 * facts["rate_hz"]
    return facts


def test_a_sound_server_that_dies(tmp_path: Path) -> None:
    facts = run("server_killed", tmp_path)
    assert (facts["state"], facts["error"]) == ("lost", "device_lost")
    assert "Virtual Microphone" in facts["told"]
    assert "kept" in facts["told"]
    assert facts["again"] == "no_microphone"
    assert not facts["left_file"]
    assert facts["refreshed"], "after the end PortAudio may look afresh"


def test_the_last_microphone_is_pulled_out(tmp_path: Path) -> None:
    facts = run("all_pulled_out", tmp_path)
    assert (facts["state"], facts["error"]) == ("lost", "device_lost")


def test_a_microphone_that_falls_asleep_and_stays_asleep(tmp_path: Path) -> None:
    facts = run("suspended", tmp_path)
    assert "no_input" in facts["warnings"], "told before it is over"
    assert (facts["state"], facts["error"]) == ("lost", "device_lost")


def test_a_microphone_that_wakes_again_goes_on(tmp_path: Path) -> None:
    facts = run("slept", tmp_path)
    assert (facts["state"], facts["state_before_stop"], facts["error"]) == ("stopped", "recording", None)


def test_a_sound_server_that_hangs_holds_up_neither_stop_nor_exit(tmp_path: Path) -> None:
    facts = run("frozen", tmp_path)  # its exit status was looked at: no crash, no hang
    assert facts["state"] == "stopped"
    assert not facts["refreshed"], "PortAudio must not be ended under a call"
    assert facts["again"] == "device_busy"
    assert not facts["left_file"]


def test_a_sound_server_that_hung_for_a_while_serves_again(tmp_path: Path) -> None:
    facts = run("thawed", tmp_path)
    assert facts["refreshed"]
    assert facts["again"]["state"] == "stopped"


def test_a_program_that_ends_while_recording(tmp_path: Path) -> None:
    done = run_in_virtual_mic(["-m", "tests.helpers.capture_faults", "left_open", str(tmp_path)])
    assert done.returncode == 0, done.stderr[-2000:]
    told_s = json.loads(done.stdout.splitlines()[-1])["elapsed_s"]
    info = repair(tmp_path / "take.wav")
    assert info.format.seconds(info.n_frames) >= told_s - 0.5
