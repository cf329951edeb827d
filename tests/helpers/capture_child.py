"""A process that records until it is killed, and keeps aside what PortAudio handed to it.

    python -m tests.helpers.capture_child PATH RATE_HZ

`PATH.heard` gets every block before the recorder does: the truth that the recording is measured by.
"""

from __future__ import annotations

import dataclasses
import os
import sys
import time
from pathlib import Path

from rehearse.audio.capture import Capture
from rehearse.audio.devices import Device, DeviceKey, find_device
from rehearse.audio.input_stream import InputStream, OnBlock, OnEnd, open_input
from tests.helpers.virtual_mic import MICROPHONE_NAME


def main() -> None:
    path, rate_hz = Path(sys.argv[1]), int(sys.argv[2])
    heard = os.open(f"{path}.heard", os.O_WRONLY | os.O_CREAT | os.O_EXCL)

    def open_overheard(device: Device, on_block: OnBlock, on_end: OnEnd) -> InputStream:
        def overhear(pcm: bytes, overflowed: bool) -> None:
            os.write(heard, pcm)
            on_block(pcm, overflowed)

        return open_input(device, overhear, on_end)

    device = find_device("input", DeviceKey(MICROPHONE_NAME, "ALSA"))
    recording = Capture(
        dataclasses.replace(device, default_rate_hz=rate_hz), path, open_stream=open_overheard
    )
    recording.start()
    os.write(1, b"recording\n")
    while recording.status().state != "lost":
        time.sleep(0.03)  # as often as a window asks


if __name__ == "__main__":
    main()
