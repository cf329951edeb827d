"""What recorded sound is, in plain objects.  Frames stay in this package; above it, seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """Interleaved signed PCM: `rate_hz` frames a second of `channels` samples, little endian."""

    rate_hz: int
    channels: int
    sample_bytes: int = 2

    @property
    def frame_bytes(self) -> int:
        return self.channels * self.sample_bytes

    def seconds(self, n_frames: int) -> float:
        return n_frames / self.rate_hz

    def frames(self, seconds: float) -> int:
        return round(seconds * self.rate_hz)


#: What every recogniser is fed: 16 kHz, mono, 16 bit (the rate Vosk's English models are made for).
SPEECH_FORMAT = AudioFormat(rate_hz=16_000, channels=1, sample_bytes=2)


@dataclass(frozen=True, slots=True)
class AudioBlock:
    """The frames of one callback: `pcm` starts at `first_frame` of the recording.

    `overflowed` is true when the device lost input just before this block.
    """

    first_frame: int
    pcm: bytes
    overflowed: bool = False


@dataclass(frozen=True, slots=True)
class Recording:
    """A finished (or repaired) file of sound.

    `peak_dbfs` is None when it was not measured; `started_at` is aware and in UTC.
    """

    path: Path
    format: AudioFormat
    n_frames: int
    overflow_count: int
    peak_dbfs: float | None
    started_at: datetime

    @property
    def duration_s(self) -> float:
        return self.format.seconds(self.n_frames)
