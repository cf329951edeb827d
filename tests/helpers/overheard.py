"""Runs a `rehearse` command, and writes aside whatever PortAudio hands over before the program gets it.

    python -m tests.helpers.overheard FILE COMMAND [ARGUMENT ...]

FILE.1, FILE.2 … is each stream that was opened: the truth that a recording is measured by.
FILE.1.begin tells how long it was when a take was to begin in a microphone that was open already.
FILE.1.end is as long as that one was when the recording was told to stop: what came later is not wanted.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sys
from typing import Any

from rehearse.audio import input_stream
from rehearse.audio.devices import Device
from rehearse.audio.input_stream import InputStream, OnBlock, OnEnd

_numbers = itertools.count(1)
_open_input = input_stream.open_input
_base = _name = ""


def open_overheard(device: Device, on_block: OnBlock, on_end: OnEnd) -> InputStream:
    global _name
    _name = f"{_base}.{next(_numbers)}"
    heard = os.open(_name, os.O_WRONLY | os.O_CREAT | os.O_EXCL)

    def overhear(pcm: bytes, overflowed: bool) -> None:
        os.write(heard, pcm)
        on_block(pcm, overflowed)

    return _open_input(device, overhear, on_end)


def begin(base: str) -> None:
    """From now on; call it before modules are read that take `open_input` by its name."""
    global _base
    _base = base
    input_stream.open_input = open_overheard
    from rehearse.audio.armed import ArmedInput
    from rehearse.audio.capture import Capture

    begin_at, stop = ArmedInput.begin_at, Capture.stop

    def noted_begin(self: ArmedInput, at_s: float, **more: Any) -> None:
        with open(f"{_name}.begin", "w") as file:
            file.write(str(os.path.getsize(_name)))
        begin_at(self, at_s, **more)

    def noted(self: Capture) -> Any:
        if not os.path.exists(f"{_name}.end"):
            shutil.copyfile(_name, f"{_name}.part")
            os.rename(f"{_name}.part", f"{_name}.end")
        return stop(self)

    ArmedInput.begin_at = noted_begin  # type: ignore[method-assign]
    Capture.stop = noted  # type: ignore[method-assign]


if __name__ == "__main__":
    begin(sys.argv[1])
    from rehearse.cli.program import run

    sys.exit(run(sys.argv[2:]))
