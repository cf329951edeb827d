"""One way from any sound to the recogniser's sound, for files and for live following alike.

    16-bit frames or float frames  →  mono (mean of the channels)  →  soxr  →  16 kHz, 16 bit

The output does not depend on how the input was cut.  Two things make that so: soxr works in floats
(its 16-bit mode dithers, and the dither depends on the cuts) and it is always fed blocks of one
fixed size, whatever sizes arrive.  A take that was followed while it grew therefore gives the same
samples as the finished file, and the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import soxr

from rehearse.audio.format import SPEECH_FORMAT, AudioFormat

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Samples = NDArray[np.int16]

#: soxr is fed this much at a time: short against the 40 ms that its filter holds back anyway.
BLOCK_S = 0.02

#: Full scale of 16-bit samples as a float: -32768 becomes exactly -1.0 and comes back exactly.
FULL_SCALE = 32768.0

#: soxr's "HQ" (20 bit): above what 16-bit speech holds, 0.4 ms of work per second of sound.
QUALITY = "HQ"


def to_floats(pcm: bytes, format: AudioFormat) -> Floats:
    """Interleaved 16-bit PCM as floats of shape (frames, channels) in [-1, 1).

    `pcm` must hold whole frames.
    """
    samples = np.frombuffer(pcm, dtype="<i2").reshape(-1, format.channels)
    return samples.astype(np.float32) / np.float32(FULL_SCALE)


def to_samples(floats: Floats) -> Samples:
    """Floats as 16-bit samples of the same shape: rounded to the nearest, clipped at full scale."""
    scaled = np.rint(floats * np.float32(FULL_SCALE))
    samples: Samples = np.clip(scaled, -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)
    return samples


def to_mono(frames: Floats) -> Floats:
    """The mean of the channels: shape (frames, channels) → (frames,)."""
    n_channels = frames.shape[1]
    mono: Floats = frames[:, 0]
    if n_channels > 1:
        mono = mono.copy()
        for channel in range(1, n_channels):
            mono += frames[:, channel]
        mono /= np.float32(n_channels)
    return mono


class RateChanger:
    """Floats of shape (frames, channels) at one rate → the same at another, cut as you like."""

    def __init__(self, rate_hz: int, to_rate_hz: int, channels: int) -> None:
        self.rate_hz = rate_hz
        self.channels = channels
        self._same = rate_hz == to_rate_hz
        self._block_frames = max(1, round(rate_hz * BLOCK_S))
        self._pending = np.zeros((0, channels), np.float32)
        self._soxr = (
            None
            if self._same
            else soxr.ResampleStream(rate_hz, to_rate_hz, channels, dtype="float32", quality=QUALITY)
        )

    def push(self, frames: Floats) -> Floats:
        """What is ready after `frames`; may be empty."""
        if self._soxr is None:
            return frames
        joined = np.concatenate((self._pending, frames)) if len(self._pending) else frames
        whole = len(joined) - len(joined) % self._block_frames
        self._pending = np.array(joined[whole:], np.float32)
        return self._run(joined[:whole], last=False)

    def finish(self) -> Floats:
        """The rest.  Nothing may be pushed afterwards."""
        if self._soxr is None:
            return self._pending
        rest, self._pending = self._pending, self._pending[:0]
        return self._run(rest, last=True)

    def _run(self, frames: Floats, *, last: bool) -> Floats:
        assert self._soxr is not None
        step = self._block_frames
        out = [
            self._soxr.resample_chunk(np.ascontiguousarray(frames[start : start + step]), last=False)
            for start in range(0, len(frames), step)
        ]
        if last:
            out.append(self._soxr.resample_chunk(np.zeros((0, self.channels), np.float32), last=True))
        return np.concatenate(out).reshape(-1, self.channels) if out else self._pending[:0]


class SpeechResampler:
    """Sound of `format` → `SPEECH_FORMAT`, piece by piece.

    The same input gives the same output bytes, however it is cut, even inside a frame.
    Only 16-bit PCM is taken as bytes; decoders push floats.
    """

    def __init__(self, format: AudioFormat) -> None:
        if format.sample_bytes != 2:
            raise ValueError(f"16-bit samples expected, not {8 * format.sample_bytes}-bit ones")
        self.format = format
        self._rate = RateChanger(format.rate_hz, SPEECH_FORMAT.rate_hz, 1)
        self._partial = b""

    def push(self, pcm: bytes) -> bytes:
        """Take interleaved 16-bit PCM; return what is ready, which may be nothing."""
        data = self._partial + pcm
        whole = len(data) - len(data) % self.format.frame_bytes
        self._partial = data[whole:]
        return self.push_frames(to_floats(data[:whole], self.format))

    def push_frames(self, frames: Floats) -> bytes:
        """Take floats of shape (frames, channels) in [-1, 1]; any number of channels."""
        return self._out(self._rate.push(to_mono(frames)[:, None]))

    def finish(self) -> bytes:
        """The rest.  A frame that was cut in the middle is dropped."""
        self._partial = b""
        return self._out(self._rate.finish())

    def _out(self, mono: Floats) -> bytes:
        return to_samples(mono).astype("<i2", copy=False).tobytes()


def in_pieces(chunks: Iterable[bytes], piece_bytes: int) -> Iterator[bytes]:
    """Cut a stream of bytes anew: pieces of exactly `piece_bytes`, the last one shorter."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        start = 0
        while len(held) - start >= piece_bytes:
            yield bytes(held[start : start + piece_bytes])
            start += piece_bytes
        del held[:start]
    if held:
        yield bytes(held)
