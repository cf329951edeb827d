"""How loud it is, and what is wrong with it while there is still time to say so.

0 dBFS is the largest sample; digital silence has no level, which is None.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from rehearse.audio.format import AudioFormat

#: A meter shows the loudest of this stretch: long enough to read, short enough to follow syllables.
WINDOW_S = 0.1

#: Samples this close to full scale count as clipped (converters stop a little below 32767).
CLIPPED_AT = 32_700

#: So many clipped samples in one window are audible; a single one is a click at most.
CLIPPED_SAMPLES = 3

_FULL_SCALE = 32_768.0


def dbfs(amplitude: float) -> float | None:
    """Decibels below full scale of a sample value 0 to 32768; None for silence."""
    return 20.0 * math.log10(amplitude / _FULL_SCALE) if amplitude > 0 else None


@dataclass(frozen=True, slots=True)
class Level:
    """The level of the last `WINDOW_S`.  None is digital silence."""

    peak_dbfs: float | None
    rms_dbfs: float | None
    clipped: bool


NO_LEVEL = Level(None, None, False)


class LevelMeter:
    """Fed by one thread with 16-bit PCM; its numbers may be read from any."""

    def __init__(self, format: AudioFormat) -> None:
        if format.sample_bytes != 2:
            raise ValueError("levels are measured on 16-bit samples")
        self._format = format
        self._window_samples = format.frames(WINDOW_S) * format.channels
        self._recent = np.zeros(0, dtype=np.int16)
        self._peak = 0
        self.n_frames = 0
        #: Frames of the whole recording that hold a clipped sample.
        self.clipped_frames = 0
        #: The run of exact zeros that the recording ends with, and the time since it was last loud.
        self.zero_s = 0.0
        self.quiet_s = 0.0
        self._level = NO_LEVEL

    @property
    def peak_dbfs(self) -> float | None:
        """The loudest sample so far."""
        return dbfs(self._peak)

    def level(self) -> Level:
        return self._level

    def add(self, pcm: bytes, *, quiet_below_dbfs: float = -40.0) -> None:
        """Take in whole frames.  `quiet_s` counts time since a window's peak reached the limit."""
        samples = np.frombuffer(pcm, dtype="<i2")
        if not len(samples):
            return
        n_frames = len(samples) // self._format.channels
        magnitudes = np.abs(samples.astype(np.int32))
        peak = int(magnitudes.max())
        self._peak = max(self._peak, peak)
        self.n_frames += n_frames
        by_frame = magnitudes.reshape(n_frames, self._format.channels).max(axis=1)
        self.clipped_frames += int(np.count_nonzero(by_frame >= CLIPPED_AT))
        loud = np.flatnonzero(by_frame)
        seconds = self._format.seconds
        if len(loud):
            self.zero_s = seconds(n_frames - 1 - int(loud[-1]))
        else:
            self.zero_s += seconds(n_frames)
        peak_dbfs = dbfs(peak)
        if peak_dbfs is not None and peak_dbfs >= quiet_below_dbfs:
            self.quiet_s = 0.0
        else:
            self.quiet_s += seconds(n_frames)
        self._recent = np.concatenate((self._recent, samples))[-self._window_samples :]
        window = np.abs(self._recent.astype(np.float64))
        self._level = Level(
            dbfs(float(window.max())),
            dbfs(math.sqrt(float(np.mean(np.square(window))))),
            int(np.count_nonzero(window >= CLIPPED_AT)) >= CLIPPED_SAMPLES,
        )
