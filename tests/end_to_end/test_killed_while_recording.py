"""The worst thing this program can do is lose a take: a real recording, killed at a random moment."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
import wave
from pathlib import Path

import pytest

from rehearse.audio.decode import decode_speech
from tests.helpers.commands import SAMPLES, command, environment, rehearse
from tests.helpers.virtual_mic import VirtualMicrophone, wait_for, write_wav

#: How many times; many more, and all that writes beside it, is `python -m tests.faults.kills`.
KILLS = int(os.environ.get("REHEARSE_KILLS", "1"))
SEED = int(os.environ.get("REHEARSE_SEED", "20261124"))

#: What may be missing: the promise is half a second.
MOST_MISSING_S = 0.5


@pytest.fixture(scope="module")
def noise(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty seconds in which no two stretches are alike."""
    path = tmp_path_factory.mktemp("noise") / "noise.wav"
    return write_wav(path, random.Random(SEED).randbytes(2 * 16_000 * 30))


def seconds_on_disk(path: Path) -> float:
    return max(0, path.stat().st_size - 44) / (2 * 16_000)


@pytest.mark.slow
@pytest.mark.parametrize("attempt", range(KILLS))
def test_a_killed_recording_is_there_at_the_next_start(
    attempt: int, noise: Path, virtual_microphone: VirtualMicrophone, private_home: Path
) -> None:
    chance = random.Random(SEED + attempt)
    player = virtual_microphone.speak(noise, wait=False)
    recorder = subprocess.Popen(
        command("record", "--device", "Virtual Microphone", "--seconds", "25"),
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        wait_for(lambda: any(private_home.rglob("*.wav")), "the file of the recording", 20.0)
        (sound,) = private_home.rglob("*.wav")
        wait_for(lambda: seconds_on_disk(sound) > 0.1, "the first block", 20.0)
        began, there = time.monotonic(), seconds_on_disk(sound)
        # Not a wait for something: the random moment is the test.
        time.sleep(chance.uniform(0.0, 3.0))
        os.kill(recorder.pid, signal.SIGKILL)
        spoken = there + time.monotonic() - began
    finally:
        recorder.kill()
        recorder.communicate(timeout=20)
        player.terminate()
        player.wait(timeout=20)

    listed = rehearse("takes", "list", "--format", "json")
    assert listed.returncode == 0, listed.stderr
    (take,) = json.loads(listed.stdout)
    assert take["recovered"] is True
    with wave.open(str(sound)) as file:
        kept = file.getnframes() / file.getframerate()
    assert take["duration_s"] == pytest.approx(kept, abs=0.001)
    assert spoken - kept <= MOST_MISSING_S, f"{spoken - kept:.2f} s are missing of {spoken:.2f} s"
    facts = json.loads(rehearse("doctor", "--json").stdout)
    assert [fact["status"] for fact in facts if fact["name"] == "library"] == ["ok"]


@pytest.mark.slow
def test_a_recovered_take_is_heard_like_any_other(
    virtual_microphone: VirtualMicrophone, private_home: Path, tmp_path: Path
) -> None:
    sample = write_wav(tmp_path / "sample.wav", b"".join(decode_speech(SAMPLES / "bare-callback.flac")))
    recorder = subprocess.Popen(
        command("record", "--device", "Virtual Microphone", "--seconds", "60"),
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(
            lambda: any(seconds_on_disk(path) > 0.1 for path in private_home.rglob("*.wav")), "sound", 20.0
        )
        virtual_microphone.speak(sample)
    finally:
        os.kill(recorder.pid, signal.SIGKILL)
        recorder.wait(timeout=20)
    (take,) = json.loads(rehearse("takes", "list", "--format", "json").stdout)
    scored = rehearse("takes", "score", take["id"], "--format", "json")
    assert scored.returncode == 0, scored.stderr
    message = json.loads(scored.stdout)
    assert "5550199" in {number["digits"] for number in message["phone"]["numbers"]}
