"""Ears at the loudspeaker: one that hears what the virtual one plays, one that takes blocks on demand."""

from __future__ import annotations

import os
import subprocess
import threading
import time

import numpy as np

from rehearse.audio.feed import Block
from rehearse.audio.output import Source
from tests.helpers.virtual_mic import wait_for

RATE_HZ = 16_000


class Ear:
    """What the virtual loudspeaker plays: 16 kHz mono, with the time at which each part was heard."""

    def __init__(self, speaker: str) -> None:
        shape = ["--raw", f"--rate={RATE_HZ}", "--format=s16le", "--channels=1", "--latency-msec=5"]
        self._process = subprocess.Popen(
            ["parec", "-d", f"{speaker}.monitor", *shape], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )
        self._pcm: list[bytes] = []
        self.arrivals: list[tuple[float, int]] = []
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()
        wait_for(lambda: len(self.arrivals) > 3, "the loudspeaker's monitor")

    def _listen(self) -> None:
        assert self._process.stdout is not None
        n_bytes = 0
        while data := os.read(self._process.stdout.fileno(), 65_536):
            n_bytes += len(data)
            self._pcm.append(data)
            self.arrivals.append((time.monotonic(), n_bytes // 2))

    def heard_frames(self, at_s: np.ndarray) -> np.ndarray:
        times, frames = np.array(self.arrivals).T
        return np.interp(at_s, times, frames)

    @property
    def n_frames(self) -> int:
        return self.arrivals[-1][1]

    def wait_for_more(self, seconds: float) -> None:
        target = self.n_frames + round(seconds * RATE_HZ)
        wait_for(lambda: self.n_frames >= target, "more sound from the monitor")

    def sound(self) -> np.ndarray:
        self._process.terminate()
        self._process.wait(timeout=10)
        self._thread.join(timeout=10)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return np.frombuffer(b"".join(self._pcm), "<i2")


class SlowEar:
    """An output whose blocks are taken when the test says so."""

    rate_hz, channels, block_frames = 16_000, 1, 320

    def __init__(self) -> None:
        self.source: Source | None = None
        self.alive = True
        self.closed = False
        #: Every block that was heard, in order.
        self.heard: list[Block] = []

    def play(self, source: Source | None) -> None:
        self.source = source

    def heard_s(self, source: Source) -> float | None:
        return self.heard[-1].next_s if source.n_taken else None

    def is_alive(self) -> bool:
        return self.alive

    def close(self) -> None:
        self.closed = True

    def sound(self) -> np.ndarray:
        """All that was heard, as floats of shape (frames,)."""
        return np.concatenate([block.sound[:, 0] for block in self.heard])

    def take(self, n_blocks: int) -> None:
        for _number in range(n_blocks):
            source = self.source
            assert source is not None
            wait_for(lambda: bool(source.blocks) or source.end_s is not None, "a block")  # noqa: B023
            if not source.blocks:
                source.drained_at_s = time.monotonic()
                return
            self.heard.append(source.blocks.popleft())
            source.n_taken += 1
