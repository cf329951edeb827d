"""FFmpeg's sound filters, fed piece by piece: floats go in, floats come out.

The one place that knows how PyAV's filter graphs are pushed and pulled.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
from av.filter import Graph

if TYPE_CHECKING:
    from rehearse.audio.resample import Floats


class FilterChain:
    """Filters one after another, each as (FFmpeg's name, its arguments).

    Takes and gives float32 of shape (frames, channels).
    A chain that has been finished, or whose sound jumps, is thrown away and made anew (about 2 ms):
    no filter is asked to forget.
    """

    def __init__(self, filters: Sequence[tuple[str, str]], rate_hz: int, channels: int) -> None:
        self._rate_hz = rate_hz
        self._channels = channels
        self._layout = "mono" if channels == 1 else f"{channels}c" if channels > 2 else "stereo"
        self._n_pushed = 0
        self._graph = Graph()
        last = self._graph.add_abuffer(format="flt", sample_rate=rate_hz, layout=self._layout)
        for name, arguments in filters:
            made = self._graph.add(name, arguments)
            last.link_to(made)
            last = made
        last.link_to(self._graph.add("abuffersink"))
        self._graph.configure()

    def push(self, frames: Floats) -> Floats:
        """What is ready after `frames`; may be empty."""
        if len(frames):
            packed = np.ascontiguousarray(frames, np.float32).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(packed, format="flt", layout=self._layout)
            frame.sample_rate, frame.pts = self._rate_hz, self._n_pushed
            frame.time_base = Fraction(1, self._rate_hz)
            self._n_pushed += len(frames)
            self._graph.push(frame)
        return self._ready()

    def finish(self) -> Floats:
        """The rest.  Nothing may be pushed afterwards."""
        self._graph.push(None)
        return self._ready()

    def _ready(self) -> Floats:
        parts: list[Floats] = []
        while True:
            try:
                frame = self._graph.pull()
            except (BlockingIOError, EOFError):  # FFmpeg's "not yet" and "no more"
                break
            raw = frame.to_ndarray().astype(np.float32, copy=False)
            parts.append(raw.T if frame.format.is_planar else raw.reshape(-1, self._channels))
        if not parts:
            return np.zeros((0, self._channels), np.float32)
        return np.concatenate(parts)
