"""Speech made small enough to travel: MP3, in a report and in a bundle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from rehearse.audio.format import SPEECH_FORMAT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.int16]

#: Bits a second of MP3 at 16 kHz, mono: an eighth of the samples' own size.  MP3 is the one small kind
#: that every browser plays on every system, and its times are exact to the sample, see `docs/decisions/`.
BIT_RATE = 32_000

#: LAME's quick way of searching: half the time of its usual one, and as like the sound at this rate.
_QUICK = "7"


def write_mp3(pieces: Iterator[Samples], target: IO[bytes]) -> int:
    """16-bit mono samples at 16 kHz as MP3 into a file that can be sought in; how many samples there were.

    Raises `OSError`, and what `pieces` raises.
    """
    import av

    at = 0
    with av.open(target, "w", format="mp3") as container:
        options = {"compression_level": _QUICK}
        stream = container.add_stream(
            "libmp3lame", rate=SPEECH_FORMAT.rate_hz, layout="mono", options=options
        )
        stream.bit_rate = BIT_RATE
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=SPEECH_FORMAT.rate_hz)
        for samples in pieces:
            frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
            frame.sample_rate = SPEECH_FORMAT.rate_hz
            frame.pts = at
            at += frame.samples
            for ready in resampler.resample(frame):
                container.mux(stream.encode(ready))
        if at:
            for ready in resampler.resample(None):
                container.mux(stream.encode(ready))
            container.mux(stream.encode(None))
    return at
