"""`rehearse record` with a real (virtual) microphone: whatever ends it, the take is in the library."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from rehearse.audio.decode import decode_speech
from tests.helpers.commands import SAMPLES, command, environment, rehearse
from tests.helpers.json_shape import message_faults
from tests.helpers.virtual_mic import VirtualMicrophone, write_wav

SPOKEN = SAMPLES / "bare-callback.flac"


@pytest.fixture
def spoken(tmp_path: Path) -> Path:
    """A sample as WAV, which the sound server can play."""
    return write_wav(tmp_path / "spoken.wav", b"".join(decode_speech(SPOKEN)))


@pytest.fixture
def number(tmp_path: Path) -> Path:
    """Its end, from the number on: it is played as slowly as it was said."""
    pcm = b"".join(decode_speech(SPOKEN))
    return write_wav(tmp_path / "number.wav", pcm[round(3.95 * 16_000) * 2 :])


def start(*arguments: str, shown: str = "") -> subprocess.Popen[bytes]:
    """Begin to record; returns once the microphone is open, and `shown` was printed before."""
    process = subprocess.Popen(
        command("record", *arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stderr is not None
    said = ""
    while "Press Enter to stop." not in said:
        line = process.stderr.readline().decode()
        assert line, said
        said += line
    assert shown in said
    return process


def the_take() -> dict[str, object]:
    (take,) = json.loads(rehearse("takes", "list", "--json").stdout)
    assert isinstance(take, dict)
    return take


def test_what_is_said_becomes_a_scored_take(virtual_microphone: VirtualMicrophone, number: Path) -> None:
    process = start("--format", "json", "--title", "First try")
    virtual_microphone.speak(number)
    out, err = process.communicate(b"\n", timeout=120)
    assert process.returncode == 0, err
    data = json.loads(out)
    assert message_faults(data) == []
    assert [number["digits"] for number in data["phone"]["numbers"]] == ["5550199"]
    take = the_take()
    assert (take["state"], take["title"], take["recovered"]) == ("scored", "First try", False)
    shown = json.loads(rehearse("takes", "show", "last", "--format", "json").stdout)
    assert shown["words"] == data["words"]
    assert shown["phone"] == data["phone"]


def test_a_script_is_shown_first_and_compared_afterwards(
    virtual_microphone: VirtualMicrophone, spoken: Path, tmp_path: Path
) -> None:
    script = tmp_path / "plan.txt"
    script.write_text("# My plan\nHi, this is [me]. Please give me a call at 555-0199. Thank you.")
    process = start("--format", "json", "--script", str(script), shown="Please give me a call at 555-0199.")
    virtual_microphone.speak(spoken)
    out, err = process.communicate(b"\n", timeout=120)
    assert process.returncode == 0, err
    data = json.loads(out)
    assert message_faults(data) == []
    assert data["script"]["title"] == "My plan"
    assert [slot["name"] for slot in data["script"]["slots"]] == ["me"]
    assert data["script"]["coverage"] > 0.8
    kept = json.loads(rehearse("takes", "show", "last", "--format", "json").stdout)
    assert {check["id"]: check for check in kept["checks"]}["script"] == data["checks"][-1]


def test_a_script_that_cannot_be_read_ends_it_before_it_began(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    done = rehearse("record", "--seconds", "5", "--script", tmp_path / "none.txt")
    assert done.returncode == 1
    assert "none.txt" in done.stderr
    assert json.loads(rehearse("takes", "list", "--json").stdout) == []


@pytest.mark.skipif(os.name == "nt", reason="signals differ there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_recording_and_keeps_the_take(
    number: signal.Signals, virtual_microphone: VirtualMicrophone
) -> None:
    process = start()
    process.send_signal(number)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert b"Kept as take" in err
    assert b"Scorecard" in out
    assert the_take()["state"] == "scored"


def test_it_stops_by_itself_after_seconds(virtual_microphone: VirtualMicrophone) -> None:
    done = rehearse("record", "--seconds", "0.5")
    assert done.returncode == 0, done.stderr
    take = the_take()
    assert isinstance(take["duration_s"], float)
    assert take["duration_s"] >= 0.5


def test_it_stops_by_itself_when_nobody_speaks_any_more(
    virtual_microphone: VirtualMicrophone, number: Path
) -> None:
    process = start("--stop-after-silence", "1.5")
    virtual_microphone.speak(number)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert b"Nobody spoke any more." in err
    assert b"[[five five five zero one nine nine]]" in b" ".join(out.split())


def test_a_microphone_that_is_not_there_is_named(virtual_microphone: VirtualMicrophone) -> None:
    done = rehearse("record", "--device", "Nonesuch")
    assert done.returncode == 1
    assert "Nonesuch" in done.stderr
    assert "Virtual Microphone" in done.stderr
    assert json.loads(rehearse("takes", "list", "--json").stdout) == []


def test_without_a_model_the_take_is_kept_and_heard_later(
    virtual_microphone: VirtualMicrophone, private_home: Path
) -> None:
    done = rehearse("record", "--seconds", "0.5", env={"REHEARSE_MODEL": "gone"})
    assert done.returncode == 1
    assert "gone" in done.stderr
    assert "The sound is kept" in done.stderr
    assert the_take()["state"] == "failed"
    assert rehearse("takes", "score", "last").returncode == 0
    assert the_take()["state"] == "scored"


def test_devices_are_listed_and_explained(virtual_microphone: VirtualMicrophone) -> None:
    done = rehearse("devices")
    assert done.returncode == 0
    assert "Virtual Microphone" in done.stdout
    listed = json.loads(rehearse("devices", "--json").stdout)
    names = {(device["kind"], device["name"]) for device in listed}
    assert ("input", "Virtual Microphone") in {(kind, name.split(":")[0]) for kind, name in names}
