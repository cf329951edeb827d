"""A recording as it sounds on the phone: 300 to 3,400 Hz, 8 kHz, µ-law.

That is what a voicemail system keeps and a prospect hears.  The band is the telephone channel's of
ITU-T G.712, the 8-bit samples are G.711 µ-law's, by FFmpeg's own encoder and decoder.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np

from rehearse.audio.filter_chain import FilterChain
from rehearse.audio.resample import FULL_SCALE, RateChanger, to_samples

if TYPE_CHECKING:
    from rehearse.audio.resample import Floats, Samples

LINE_RATE_HZ = 8_000
LOWEST_HZ, HIGHEST_HZ = 300, 3_400

#: Orders of the two edges: -35 dB at 200 Hz, -39 dB at 3.8 kHz, and level in between (Butterworth).
_LOW_ORDER, _HIGH_ORDER = 10, 4


class PhoneLine:
    """Floats of shape (frames, 1) at `rate_hz` → the same at `to_rate_hz` after a telephone line.

    Mono, as a line is.  Exactly as long as what went in; late by some milliseconds at the band's
    edges (7 ms at 300 Hz) and by less than one in between.
    """

    def __init__(self, rate_hz: int, to_rate_hz: int) -> None:
        self._down = RateChanger(rate_hz, LINE_RATE_HZ, 1)
        filters = _butterworth("highpass", LOWEST_HZ, _LOW_ORDER)
        filters += _butterworth("lowpass", HIGHEST_HZ, _HIGH_ORDER)
        self._band = FilterChain(filters, LINE_RATE_HZ, 1)
        self._mu_law = MuLaw()
        self._up = RateChanger(LINE_RATE_HZ, to_rate_hz, 1)

    def push(self, frames: Floats) -> Floats:
        """What is ready after `frames`; may be empty."""
        return self._up.push(self._over_the_line(self._band.push(self._down.push(frames))))

    def finish(self) -> Floats:
        """The rest.  Nothing may be pushed afterwards."""
        rest = np.concatenate((self._band.push(self._down.finish()), self._band.finish()))
        return np.concatenate((self._up.push(self._over_the_line(rest)), self._up.finish()))

    def _over_the_line(self, frames: Floats) -> Floats:
        heard = self._mu_law.there_and_back(to_samples(frames[:, 0]))
        return heard[:, None].astype(np.float32) / np.float32(FULL_SCALE)


class MuLaw:
    """16-bit samples → 8-bit µ-law → 16-bit samples, at once and of the same number."""

    def __init__(self) -> None:
        self._encoder: Any = av.CodecContext.create("pcm_mulaw", "w")
        self._decoder: Any = av.CodecContext.create("pcm_mulaw", "r")
        for codec in (self._encoder, self._decoder):
            codec.sample_rate, codec.layout = LINE_RATE_HZ, "mono"
        self._encoder.format = "s16"
        self._encoder.time_base = Fraction(1, LINE_RATE_HZ)
        self._n_samples = 0

    def there_and_back(self, samples: Samples) -> Samples:
        """`samples` of shape (frames,) as they come out of the line."""
        if not len(samples):
            return samples
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[None, :]), "s16", "mono")
        frame.sample_rate, frame.pts = LINE_RATE_HZ, self._n_samples
        self._n_samples += len(samples)
        heard = [
            back.to_ndarray()[0]
            for packet in self._encoder.encode(frame)
            for back in self._decoder.decode(packet)
        ]
        joined: Samples = np.concatenate(heard)
        return joined


def _butterworth(kind: str, edge_hz: int, order: int) -> list[tuple[str, str]]:
    """An edge of even order from FFmpeg's second-order filters, each with its own quality."""
    return [
        (kind, f"f={edge_hz}:t=q:w={1 / (2 * math.cos(math.pi * (2 * k + 1) / (2 * order))):.6f}")
        for k in range(order // 2)
    ]
