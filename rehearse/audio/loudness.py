"""How loud a recording is to the ear: integrated loudness in LUFS (ITU-R BS.1770, EBU R 128).

The measuring is FFmpeg's `ebur128` filter, reached through PyAV.
"""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np

from rehearse.audio.resample import FULL_SCALE, to_mono, to_samples

if TYPE_CHECKING:
    from rehearse.audio.resample import Samples

#: The absolute gate of BS.1770: nothing quieter counts, and the filter says this where nothing did.
GATE_LUFS = -70.0

_LAYOUTS = {1: "mono", 2: "stereo"}


class LoudnessMeter:
    """Takes a recording piece by piece and tells its integrated loudness.

    The channels' powers are added, as the standard has it: a voice in one channel measures 3 LU
    less than the same voice in both.
    So a sine of 997 Hz at full scale reads −3.01 LUFS in one channel (BS.1770) and one of 1 kHz
    at −23 dBFS in both reads −23 LUFS (EBU Tech 3341, first test signal).
    Recordings of more than two channels are mixed to one.
    """

    def __init__(self, rate_hz: int, channels: int) -> None:
        self._rate_hz = rate_hz
        self._mixed = channels not in _LAYOUTS
        self._layout = _LAYOUTS.get(channels, "mono")
        self._n_frames = 0
        # The filter gives frames of 0.1 s; a shorter one at the end may carry no figures.
        self._last: deque[av.frame.Frame] = deque(maxlen=2)
        graph = self._graph = av.filter.Graph()
        self._source = graph.add_abuffer(
            sample_rate=rate_hz, format="s16", layout=self._layout, time_base=Fraction(1, rate_hz)
        )
        meter = graph.add("ebur128", "metadata=1")
        self._sink = graph.add("abuffersink")
        self._source.link_to(meter)
        meter.link_to(self._sink)
        graph.configure()

    def add(self, samples: Samples) -> None:
        """The next samples, 16 bits, shape (frames, channels)."""
        if not len(samples):
            return
        if self._mixed:
            samples = to_samples(to_mono(samples.astype(np.float32) / np.float32(FULL_SCALE))[:, None])
        packed = np.ascontiguousarray(samples).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format="s16", layout=self._layout)
        frame.sample_rate = self._rate_hz
        frame.pts = self._n_frames
        self._n_frames += len(samples)
        self._source.push(frame)
        self._drain()

    def integrated_lufs(self) -> float | None:
        """Loudness of everything added; ends the measuring.

        None where no block of 0.4 s was louder than the gate: silence, or too short.
        """
        if not self._n_frames:
            return None
        self._source.push(None)
        self._drain()
        told = [frame.metadata.get("lavfi.r128.I") for frame in self._last]
        value = next((float(figure) for figure in reversed(told) if figure), GATE_LUFS)
        return value if value > GATE_LUFS else None

    def _drain(self) -> None:
        while True:
            try:
                self._last.append(self._sink.pull())
            except (av.BlockingIOError, av.EOFError):
                return
