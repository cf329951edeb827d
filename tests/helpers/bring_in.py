"""A recording made a `RECORDED` take, as if it had come through the microphone: tests begin with one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from rehearse.audio.decode import decode_native
from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.level import LevelMeter
from rehearse.audio.wav import GrowingWav
from rehearse.library.library import Library
from rehearse.library.takes import Take


def bring_in(library: Library, source: Path, *, speaker: str = "") -> Take:
    """A take with the sound of `source`, called as that file is."""
    info, arrays = decode_native(source)
    format = AudioFormat(info.rate_hz, info.channels)
    take = library.begin_take(speaker=speaker, device="")
    meter = LevelMeter(format)
    file = GrowingWav.create(take.audio_path, format)
    for samples in arrays:
        pcm = np.ascontiguousarray(samples, dtype="<i2").tobytes()
        meter.add(pcm)
        file.write(pcm)
    file.close()
    recording = Recording(take.audio_path, format, file.n_frames, 0, meter.peak_dbfs, datetime.now(UTC))
    library.finish_take(take.id, recording)
    return library.rename(take.id, source.stem)
