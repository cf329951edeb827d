"""A recording made small enough to travel inside a report, and its outline."""

from __future__ import annotations

import base64
import io
import sys
import wave
from array import array
from dataclasses import dataclass
from pathlib import Path

from rehearse.audio.format import SPEECH_FORMAT

#: 32 kB a second and a third more as text: five minutes make a file of 13 MB, which mail still takes.
MAX_SOUND_S = 300.0

#: Points of the outline; more than a screen shows in a column of 56 rem would be lost.
N_BINS = 600


@dataclass(frozen=True, slots=True)
class ReportSound:
    """`uri` is a `data:` address of 16 kHz mono WAV; `lows` and `highs` are −1 to 1, one pair a bin."""

    uri: str
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    duration_s: float


def sound_for_report(path: Path, *, max_s: float = MAX_SOUND_S) -> ReportSound | None:
    """The sound of `path`; None when it is longer than `max_s` or has no samples.

    Raises `AudioFileError`.
    """
    from rehearse.audio.decode import decode_speech

    most = SPEECH_FORMAT.frames(max_s) * SPEECH_FORMAT.frame_bytes
    pcm = bytearray()
    for piece in decode_speech(path):
        pcm += piece
        if len(pcm) > most:
            return None
    if not pcm:
        return None
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(SPEECH_FORMAT.channels)
        out.setsampwidth(SPEECH_FORMAT.sample_bytes)
        out.setframerate(SPEECH_FORMAT.rate_hz)
        out.writeframes(pcm)
    lows, highs = _outline(bytes(pcm))
    uri = "data:audio/wav;base64," + base64.b64encode(file.getvalue()).decode("ascii")
    return ReportSound(uri, lows, highs, SPEECH_FORMAT.seconds(len(pcm) // SPEECH_FORMAT.frame_bytes))


def _outline(pcm: bytes) -> tuple[tuple[float, ...], tuple[float, ...]]:
    samples = array("h", pcm)
    if sys.byteorder == "big":
        samples.byteswap()
    n_bins = min(N_BINS, len(samples))
    edges = [i * len(samples) // n_bins for i in range(n_bins + 1)]
    cut = [samples[edges[i] : edges[i + 1]] for i in range(n_bins)]
    return tuple(min(part) / 32768 for part in cut), tuple(max(part) / 32768 for part in cut)
