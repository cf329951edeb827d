"""A recording made small enough to travel inside a report, and its outline."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.audio.format import SPEECH_FORMAT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.int16]

#: Two hours make a page of 38 MB, which is as much as a browser opens without thinking.
MAX_SOUND_S = 7200.0

#: Bits a second of MP3 at 16 kHz, mono: an eighth of the samples' own size.  MP3 is the one small kind
#: that every browser plays on every system, and its times are exact to the sample, see `docs/decisions/`.
BIT_RATE = 32_000

#: LAME's quick way of searching: half the time of its usual one, and as like the sound at this rate.
_QUICK = "7"

#: Points of the outline; more than a screen shows in a column of 56 rem would be lost.
N_BINS = 600

#: Samples of which the lowest and the highest are kept until the length is known: 5 ms.
_FINE = 80


@dataclass(frozen=True, slots=True)
class ReportSound:
    """`uri` is a `data:` address of 16 kHz mono MP3; `lows` and `highs` are −1 to 1, one pair a bin."""

    uri: str
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    duration_s: float


def sound_for_report(path: Path, *, max_s: float = MAX_SOUND_S) -> ReportSound | None:
    """The sound of `path`; None when it is longer than `max_s` or has no samples.

    Raises `AudioFileError`.
    """
    import numpy as np

    from rehearse.audio.decode import decode_speech

    most = SPEECH_FORMAT.frames(max_s)
    lows: list[Samples] = []
    highs: list[Samples] = []
    n_frames = 0

    def pieces() -> Iterator[Samples]:
        nonlocal n_frames
        for piece in decode_speech(path):
            samples = np.frombuffer(piece, dtype="<i2")
            n_frames += len(samples)
            if n_frames > most:
                raise _TooLong
            whole = samples[: len(samples) // _FINE * _FINE].reshape(-1, _FINE)
            rest = samples[whole.size :]
            lows.append(whole.min(axis=1))
            highs.append(whole.max(axis=1))
            if len(rest):
                lows.append(rest.min(keepdims=True))
                highs.append(rest.max(keepdims=True))
            yield samples

    try:
        data = _mp3(pieces())
    except _TooLong:
        return None
    if not n_frames:
        return None
    uri = "data:audio/mpeg;base64," + base64.b64encode(data).decode("ascii")
    low, high = np.concatenate(lows), np.concatenate(highs)
    n_bins = min(N_BINS, len(low))
    edges = np.arange(n_bins) * len(low) // n_bins
    return ReportSound(
        uri,
        tuple(float(value) / 32768 for value in np.minimum.reduceat(low, edges)),
        tuple(float(value) / 32768 for value in np.maximum.reduceat(high, edges)),
        SPEECH_FORMAT.seconds(n_frames),
    )


class _TooLong(Exception):
    """More sound than a report should hold."""


def _mp3(pieces: Iterator[Samples]) -> bytes:
    """16-bit mono samples at 16 kHz as MP3."""
    import av

    data = io.BytesIO()
    with av.open(data, "w", format="mp3") as container:
        options = {"compression_level": _QUICK}
        stream = container.add_stream(
            "libmp3lame", rate=SPEECH_FORMAT.rate_hz, layout="mono", options=options
        )
        stream.bit_rate = BIT_RATE
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=SPEECH_FORMAT.rate_hz)
        at = 0
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
    return data.getvalue()
