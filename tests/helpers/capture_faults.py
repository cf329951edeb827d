"""Recordings whose microphone or sound server fails, in a process that may be spoilt by it.

    python -m tests.helpers.capture_faults SCENARIO FOLDER

Run under a virtual microphone of its own.  Prints what was seen as one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rehearse.audio import capture, portaudio
from rehearse.audio.capture import Capture, Warn
from rehearse.audio.devices import DeviceKey, find_device, list_devices, refresh
from rehearse.errors import DeviceError
from tests.helpers.virtual_mic import MICROPHONE_NAME, VirtualMicrophone, connected, wait_for, write_wav

Facts = dict[str, Any]


def begin(microphone: VirtualMicrophone, folder: Path, name: str = "take.wav") -> Capture:
    """A recording that has heard half a second of a tone-less murmur, and still does."""
    murmur = write_wav(folder / "murmur.wav", bytes([7, 9, 250, 248]) * 8000 * 30)
    device = find_device("input", DeviceKey(MICROPHONE_NAME, "ALSA"))
    recording = Capture(device, folder / name)
    recording.start()
    microphone.speak(murmur, wait=False)
    wait_for(lambda: recording.status().elapsed_s > 0.5 and recording.status().warning is Warn.NONE, "sound")
    return recording


def end(recording: Capture) -> Facts:
    """Stop, and say how it was and how long that took."""
    before = recording.status()
    started = time.monotonic()
    done = recording.stop()
    return {
        "state": recording.status().state,
        "state_before_stop": before.state,
        "error": before.error.id if before.error else None,
        "told": str(before.error) if before.error else None,
        "n_frames": done.n_frames,
        "rate_hz": done.format.rate_hz,
        "elapsed_s": recording.status().elapsed_s,
        "stop_s": time.monotonic() - started,
    }


def _until_lost(recording: Capture) -> Facts:
    warnings: list[str] = []

    def lost() -> bool:
        status = recording.status()
        if status.state == "recording" and status.warning not in warnings:
            warnings.append(status.warning)
        return status.state == "lost"

    wait_for(lost, "the recording to notice")
    return {"warnings": warnings, **end(recording)}


def server_killed(microphone: VirtualMicrophone, folder: Path) -> Facts:
    recording = begin(microphone, folder)
    microphone.kill_server()
    facts = _until_lost(recording)
    wait_for(lambda: not portaudio.in_use(), "PortAudio to be free")
    again = Capture(recording.device, folder / "again.wav")
    try:
        again.start()
    except DeviceError as error:
        facts["again"] = error.id
    facts["left_file"] = again.path.exists()
    facts["refreshed"] = refresh()
    facts["devices"] = len(list_devices())
    return facts


def all_pulled_out(microphone: VirtualMicrophone, folder: Path) -> Facts:
    recording = begin(microphone, folder)
    microphone.pull_out_all()
    return _until_lost(recording)


def suspended(microphone: VirtualMicrophone, folder: Path) -> Facts:
    recording = begin(microphone, folder)
    microphone.suspend()
    return _until_lost(recording)


def slept(microphone: VirtualMicrophone, folder: Path) -> Facts:
    recording = begin(microphone, folder)
    microphone.suspend()
    wait_for(lambda: recording.status().warning is Warn.NO_INPUT, "the warning")
    microphone.suspend(False)
    wait_for(lambda: recording.status().warning is not Warn.NO_INPUT, "sound again")
    heard_s = recording.status().elapsed_s
    wait_for(lambda: recording.status().elapsed_s > heard_s + 0.3, "more sound")
    return end(recording)


def frozen(microphone: VirtualMicrophone, folder: Path) -> Facts:
    recording = begin(microphone, folder)
    microphone.freeze_server()
    wait_for(lambda: recording.status().warning is Warn.NO_INPUT, "the warning")
    facts = end(recording)
    facts["refreshed"] = refresh()
    started = time.monotonic()
    again = Capture(recording.device, folder / "again.wav")
    try:
        again.start()
    except DeviceError as error:
        facts["again"] = error.id
    facts["again_s"] = time.monotonic() - started
    facts["left_file"] = again.path.exists()
    return facts  # the process now ends with a thread that hangs inside PortAudio


def thawed(microphone: VirtualMicrophone, folder: Path) -> Facts:
    recording = begin(microphone, folder)
    microphone.freeze_server()
    wait_for(lambda: recording.status().warning is Warn.NO_INPUT, "the warning")
    facts = end(recording)
    microphone.freeze_server(False)
    wait_for(lambda: not portaudio.in_use(), "PortAudio to come back")
    facts["refreshed"] = refresh()
    facts["again"] = end(begin(microphone, folder, "again.wav"))
    return facts


def left_open(microphone: VirtualMicrophone, folder: Path) -> Facts:
    recording = begin(microphone, folder)
    wait_for(lambda: recording.status().elapsed_s > 1.0, "a second")
    return {"elapsed_s": recording.status().elapsed_s}  # the process now ends while it records


SCENARIOS: dict[str, Callable[[VirtualMicrophone, Path], Facts]] = {
    scenario.__name__: scenario
    for scenario in (
        server_killed,
        all_pulled_out,
        suspended,
        slept,
        frozen,
        thawed,
        left_open,
    )
}


def main() -> None:
    scenario, folder = SCENARIOS[sys.argv[1]], Path(sys.argv[2])
    capture.LOST_S = 2.0  # the time between the warning and the end, shortened
    print(json.dumps(scenario(connected(), folder)), flush=True)


if __name__ == "__main__":
    main()
