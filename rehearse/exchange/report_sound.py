"""A recording made small enough to travel inside a report, and its outline."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.audio.format import SPEECH_FORMAT
from rehearse.exchange.small_sound import write_mp3

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.int16]

#: Two hours make a page of 38 MB, which is as much as a browser opens without thinking.
MAX_SOUND_S = 7200.0

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
        data = io.BytesIO()
        write_mp3(pieces(), data)
    except _TooLong:
        return None
    if not n_frames:
        return None
    uri = "data:audio/mpeg;base64," + base64.b64encode(data.getbuffer()).decode("ascii")
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
