"""Faster and slower without another pitch: FFmpeg's `atempo` with its place in time kept right.

`atempo` lays windows of the sound over one another (WSOLA) and moves each a little to where it fits
its neighbour; so what is heard is right within half a window, and that does not add up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rehearse.audio.filter_chain import FilterChain

if TYPE_CHECKING:
    from rehearse.audio.resample import Floats

#: What `atempo` does at most in one go without leaving sound out.
SLOWEST, FASTEST = 0.5, 2.0

#: The longest window; the shortest is half of it, and still holds two periods of a deep voice (85 Hz).
#: A longer one is further off in time.
WINDOW_S = 0.048

#: The window is this part of a second of the rate `atempo` is told, rounded up to a power of two.
_WINDOWS_PER_S = 24


class Tempo:
    """Floats of shape (frames, channels) at `rate_hz` → the same `speed` (0.5 to 2) times as fast.

    Frame n of the output belongs to frame n · `speed` of the input.
    """

    def __init__(self, rate_hz: int, channels: int, speed: float) -> None:
        window = 1 << int(np.log2(rate_hz * WINDOW_S))
        self._speed = speed
        self._window = window
        self._channels = channels
        self._n_in = self._n_out = 0
        # The rate is used for the window alone.  Told the true one, it takes up to 85 ms (16 kHz: 64).
        told_hz = _WINDOWS_PER_S * window
        self._chain = FilterChain([("atempo", f"{speed:.6f}")], told_hz, channels)

    def push(self, frames: Floats) -> Floats:
        """What is ready after `frames`; may be empty: two windows are held back."""
        self._n_in += len(frames)
        made = self._chain.push(frames)
        self._n_out += len(made)
        return made

    def finish(self) -> Floats:
        """The rest, so that the whole is exactly as long as it should be."""
        wanted = round(self._n_in / self._speed)
        # Its own end comes up to half a window early: the last syllable would be clipped.
        padding = np.zeros((2 * self._window, self._channels), np.float32)
        rest = np.concatenate((self._chain.push(padding), self._chain.finish()))
        missing = max(0, wanted - self._n_out)
        return rest[:missing]
