"""A take's sound as a WAV file: the very bytes where it is one, else decoded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rehearse.errors import FileMissing
from rehearse.i18n import _

_PIECE_BYTES = 1 << 20


def sound_copy(path: Path) -> Iterator[bytes]:
    """The file in pieces.  Raises `AudioFileError` where the sound is gone or cannot be read."""
    if path.suffix.lower() != ".wav":
        yield from _decoded(path)
        return
    try:
        with open(path, "rb") as file:
            while piece := file.read(_PIECE_BYTES):
                yield piece
    except FileNotFoundError as error:
        raise FileMissing(
            _("The sound of this take is not where it was."),
            kept=_("Its text and its verdicts are kept."),
            help=_("Put {path} back to export it.").format(path=path),
        ) from error
    except OSError as error:
        raise FileMissing(
            _("{name} cannot be read: {reason}.").format(name=path.name, reason=error.strerror or error)
        ) from error


def _decoded(path: Path) -> Iterator[bytes]:
    import tempfile
    import wave

    from rehearse.audio.decode import decode_native

    info, arrays = decode_native(path)
    # The header says how long the sound is, which is known at its end.
    with tempfile.TemporaryFile() as file:
        with wave.open(file, "wb") as out:
            out.setnchannels(info.channels)
            out.setsampwidth(2)
            out.setframerate(info.rate_hz)
            for samples in arrays:
                out.writeframes(samples.astype("<i2").tobytes())
        file.seek(0)
        while piece := file.read(_PIECE_BYTES):
            yield piece
