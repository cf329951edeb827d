"""Recordings from outside, made into takes."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.audio.format import AudioFormat, Recording
from rehearse.errors import DiskFull, NoSound
from rehearse.files import require_free_bytes
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.library.library import Library
    from rehearse.library.takes import Take
    from rehearse.progress import CancelToken

#: What must stay free beside the sound itself, for the database and the system.
_HEADROOM_BYTES = 50_000_000


def bring_in(library: Library, source: Path, *, speaker: str = "", cancel: CancelToken | None = None) -> Take:
    """Copy the sound of `source`, as it was recorded, into a new take that is `RECORDED`.

    The file itself stays where it is and is not changed.
    Raises `AudioFileError`, `DiskFull`, `LibraryError` or `Cancelled`; then no trace is left.
    """
    from rehearse.audio.decode import probe

    info = probe(source)
    format = AudioFormat(info.rate_hz, info.channels)
    needed = int((info.duration_s or 0.0) * info.rate_hz) * format.frame_bytes + _HEADROOM_BYTES
    require_free_bytes(library.folder, needed, source.name)
    take = library.begin_take(speaker=speaker, device="")
    try:
        recording = _copy(source, take.audio_path, format, cancel)
    except BaseException:
        library.abandon_take(take.id)
        raise
    library.finish_take(take.id, recording)
    return library.rename(take.id, source.stem)


def _copy(source: Path, target: Path, format: AudioFormat, cancel: CancelToken | None) -> Recording:
    import numpy as np

    from rehearse.audio.decode import decode_native
    from rehearse.audio.level import LevelMeter
    from rehearse.audio.wav import GrowingWav

    _info, arrays = decode_native(source)
    meter = LevelMeter(format)
    file = GrowingWav.create(target, format)
    try:
        for samples in arrays:
            if cancel is not None:
                cancel.check()
            pcm = np.ascontiguousarray(samples, dtype="<i2").tobytes()
            meter.add(pcm)
            file.write(pcm)
        file.sync()
    except OSError as error:
        raise DiskFull(
            _("There is no room for {name}: {reason}.").format(
                name=source.name, reason=error.strerror or error
            ),
            kept=_("The file itself is untouched."),
        ) from error
    finally:
        file.close()
    if file.n_frames == 0:
        raise NoSound(_("There is no sound in {name}.").format(name=source.name))
    try:
        made_at = datetime.fromtimestamp(os.stat(source).st_mtime, UTC)
    except (OSError, OverflowError, ValueError):
        made_at = datetime.now(UTC)
    return Recording(target, format, file.n_frames, 0, meter.peak_dbfs, made_at)
