"""How loud it is, and what is wrong with it while there is still time to say so.

0 dBFS is the largest sample; digital silence has no level, which is None.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from rehearse.audio.format import AudioFormat

#: A meter shows this much of the past: long enough to read, short enough to follow syllables.
WINDOW_S = 0.1

#: A sample this near to full scale counts as clipped: some converters stop short of it (the same as in
#: `envelope.CLIPPED_SAMPLE`, so that the meter and the verdict agree).
CLIPPED_AT = 32_735

#: So many clipped samples in a window are heard; fewer are one click at most.
CLIPPED_SAMPLES = 3

#: Speech at an arm's length from a laptop peaks between -30 and -6 dBFS.  A peak below this gives words
#: whose level is judged `off` (RMS below -45 dBFS, with speech peaking some 12 dB above its RMS).
QUIET_PEAK_DBFS = -35.0

#: So much sound below that, in one piece and without a zero, is a room: noise suppression would have cut it.
ROOM_S = 0.5

_FULL_SCALE = 32_768.0


def dbfs(amplitude: float) -> float | None:
    """Decibels below full scale of a sample value from 0 to 32768; None for silence."""
    return 20.0 * math.log10(amplitude / _FULL_SCALE) if amplitude > 0 else None


@dataclass(frozen=True, slots=True)
class Level:
    """The level of the last `WINDOW_S`, over all channels.  None is digital silence."""

    peak_dbfs: float | None
    rms_dbfs: float | None
    clipped: bool


NO_LEVEL = Level(None, None, False)


class LevelMeter:
    """Fed by one thread with 16-bit samples; its numbers may be read from any."""

    def __init__(self, format: AudioFormat) -> None:
        if format.sample_bytes != 2:
            raise ValueError("levels are measured on 16-bit samples")
        self._format = format
        self._window_samples = format.frames(WINDOW_S) * format.channels
        self._recent = np.zeros(0, np.int32)
        self._peak = 0
        self._quiet_peak = _FULL_SCALE * 10 ** (QUIET_PEAK_DBFS / 20)
        self._level = NO_LEVEL
        self.n_frames = 0
        #: Frames of the whole take that hold a clipped sample.
        self.clipped_frames = 0
        #: The run of exact zeros that it ends with.
        self.zero_s = 0.0
        #: How long ago it last reached `QUIET_PEAK_DBFS`; the whole length when it never did.
        self.quiet_s = 0.0
        #: Whether the room itself was heard while nobody spoke.
        self.heard_room = False
        self._room_s = 0.0
        #: How long ago it last clipped audibly; None when it never did.
        self.clipped_ago_s: float | None = None

    @property
    def peak_dbfs(self) -> float | None:
        """The loudest sample so far; None while all were zero."""
        return dbfs(self._peak)

    @property
    def has_sound(self) -> bool:
        """Whether any sample so far was not zero."""
        return self._peak > 0

    @property
    def was_loud(self) -> bool:
        """Whether it ever reached `QUIET_PEAK_DBFS`."""
        return self._peak >= self._quiet_peak

    def level(self) -> Level:
        """The last `WINDOW_S`."""
        return self._level

    def add(self, pcm: bytes) -> None:
        """Take in whole frames."""
        samples = np.abs(np.frombuffer(pcm, "<i2").astype(np.int32))
        if not len(samples):
            return
        channels = self._format.channels
        frames = samples.reshape(-1, channels).max(axis=1)
        n_frames = len(frames)
        block_s = self._format.seconds(n_frames)
        self.n_frames += n_frames
        peak = int(frames.max())
        self._peak = max(self._peak, peak)
        self.clipped_frames += int(np.count_nonzero(frames >= CLIPPED_AT))
        self._room_s = self._room_s + block_s if 0 < peak < self._quiet_peak else 0.0
        self.heard_room = self.heard_room or self._room_s >= ROOM_S
        self.zero_s = self._since(frames > 0, self.zero_s + block_s)
        self.quiet_s = self._since(frames >= self._quiet_peak, self.quiet_s + block_s)
        window = np.concatenate((self._recent, samples))[-self._window_samples :]
        self._recent = window
        clipped = int(np.count_nonzero(window >= CLIPPED_AT)) >= CLIPPED_SAMPLES
        if clipped and peak >= CLIPPED_AT:
            self.clipped_ago_s = 0.0
        elif self.clipped_ago_s is not None:
            self.clipped_ago_s += block_s
        rms = math.sqrt(float(np.mean(np.square(window.astype(np.float64)))))
        self._level = Level(dbfs(float(window.max())), dbfs(rms), clipped)

    def _since(self, hits: np.ndarray[tuple[int], np.dtype[np.bool_]], otherwise_s: float) -> float:
        """Seconds from the last true frame to the end; `otherwise_s` when none is."""
        found = np.flatnonzero(hits)
        return self._format.seconds(len(hits) - 1 - int(found[-1])) if len(found) else otherwise_s
