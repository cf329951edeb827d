"""A microphone made by a test: it says what it is told to, and fails where real ones cannot be made to.

It keeps the contract of `rehearse.audio.input_stream.InputStream` (tests/audio/test_input_stream.py puts
it and PortAudio's through the same tests).
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from rehearse.audio.devices import Device, DeviceKey
from rehearse.audio.format import AudioFormat
from rehearse.audio.input_stream import BLOCK_S, OnBlock, OnEnd

FAKE_DEVICE = Device(0, DeviceKey("Fake Microphone", "Tests"), "input", 1, 16_000, True)


class FakeStream:
    """Blocks come when `say` is called, in the thread that calls it."""

    def __init__(self, device: Device, on_block: OnBlock, on_end: OnEnd, *, channels: int = 1) -> None:
        self.format = AudioFormat(device.default_rate_hz, channels)
        self.block_bytes = round(self.format.rate_hz * BLOCK_S) * self.format.frame_bytes
        #: Set while the device does not answer to `close`.
        self.hangs = threading.Event()
        self.closings = 0
        self.start_error: Exception | None = None
        #: What `still_there` answers.
        self.there: bool | None = True
        self._on_block = on_block
        self._on_end = on_end
        self._held = b""
        self._running = False
        self._ended = False
        self._lock = threading.Lock()

    def start(self) -> None:
        if self.start_error is not None:
            raise self.start_error
        self._running = True

    def close(self, timeout_s: float) -> bool:
        self.closings += 1
        if self.hangs.is_set():
            return False
        self.end()
        return True

    def still_there(self) -> bool | None:
        return self.there

    def say(self, pcm: bytes, *, overflowed: bool = False) -> None:
        """Hand over as many whole blocks as there are; `overflowed` marks the first of them."""
        with self._lock:
            self._held += pcm
            while len(self._held) >= self.block_bytes and self._running:
                block, self._held = self._held[: self.block_bytes], self._held[self.block_bytes :]
                self._on_block(block, overflowed)
                overflowed = False

    def end(self) -> None:
        """What PortAudio tells once, when a stream is closed or its device went away."""
        with self._lock:
            was_running, self._running = self._running, False
            if was_running and not self._ended:
                self._ended = True
                self._on_end()


class FakeMicrophone:
    """Opens `FakeStream`s; pass `open` as `open_stream`.  The newest one is `stream`."""

    def __init__(self, *, channels: int = 1, prepare: Callable[[FakeStream], None] | None = None) -> None:
        self.stream: FakeStream
        self._channels = channels
        self._prepare = prepare

    def open(self, device: Device, on_block: OnBlock, on_end: OnEnd) -> FakeStream:
        self.stream = FakeStream(device, on_block, on_end, channels=self._channels)
        if self._prepare is not None:
            self._prepare(self.stream)
        return self.stream
