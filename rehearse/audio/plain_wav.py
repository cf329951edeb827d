"""16-bit WAV files such as this program writes, read without a decoder: a known header, then numbers.

FFmpeg looks into the samples of a WAV file for sound of other kinds (S/PDIF, DTS) and decodes what it finds;
here nothing that a stranger puts into a file is taken for anything but samples.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rehearse.audio.format import AudioFormat
from rehearse.audio.sound_file import MAX_CHANNELS, MAX_RATE_HZ, MIN_RATE_HZ, AudioInfo, Chunk
from rehearse.audio.truncation import UNKNOWN_LENGTHS
from rehearse.audio.wav import HEADER_BYTES, header
from rehearse.errors import FileMissing
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.audio.resample import Floats

#: A tenth of a second of 48 kHz: as much as is handed out at once.
_CHUNK_FRAMES = 4_800

_FULL_SCALE = np.float32(32768.0)


class PlainWav:
    """Such a file, open; used as a `SoundFile` is."""

    def __init__(self, path: Path, format: AudioFormat, told_bytes: int) -> None:
        """Raises `OSError`."""
        self.path = path
        self.damaged_packets = 0
        self.truncated = False
        self._file = open(path, "rb")  # noqa: SIM115 - closed by `close`
        self._format = format
        available = os.fstat(self._file.fileno()).st_size - HEADER_BYTES
        self._ends_early = told_bytes not in UNKNOWN_LENGTHS and told_bytes > available
        # Where it is still being written its header may be a block behind: what is there counts.
        self._n_frames = available // format.frame_bytes
        self._next_frame = 0
        told_s = self._n_frames / format.rate_hz
        if self._ends_early:
            told_s = told_bytes // format.frame_bytes / format.rate_hz
        self.info = AudioInfo(
            duration_s=told_s,
            rate_hz=format.rate_hz,
            channels=format.channels,
            codec="pcm_s16le",
            container="wav",
        )

    def read(self) -> Chunk | None:
        """The next chunk; None at the end.  Raises `FileMissing` where the disk fails."""
        format, first = self._format, self._next_frame
        n_frames = min(_CHUNK_FRAMES, self._n_frames - first)
        if n_frames <= 0:
            self.truncated = self._ends_early
            return None
        try:
            self._file.seek(HEADER_BYTES + first * format.frame_bytes)
            pcm = self._file.read(n_frames * format.frame_bytes)
        except OSError as error:
            raise FileMissing(
                _("“{path}” could not be read to its end: {reason}.").format(
                    path=self.path, reason=error.strerror
                ),
                help=_("Copy it to this computer's own disk, then try again."),
            ) from error
        samples = np.frombuffer(pcm[: len(pcm) - len(pcm) % format.frame_bytes], "<i2")
        if not len(samples):  # it was cut short meanwhile
            self._n_frames = first
            self.truncated = True
            return None
        frames: Floats = samples.reshape(-1, format.channels).astype(np.float32) / _FULL_SCALE
        self._next_frame = first + len(frames)
        return Chunk(frames, format.rate_hz, first)

    def seek(self, frame: int) -> None:
        """Go on reading at `frame`, or at the end if past it."""
        self._next_frame = min(frame, self._n_frames)

    def close(self) -> None:
        """Let go of the file.  Safe to call again."""
        self._file.close()


def plain_wav(path: Path) -> PlainWav | None:
    """An ordinary file, where it is such a one and holds sound; None for every other."""
    try:
        with open(path, "rb") as file:
            head = file.read(HEADER_BYTES)
            n_bytes = os.fstat(file.fileno()).st_size
        if len(head) < HEADER_BYTES:
            return None
        channels, rate_hz = struct.unpack_from("<HI", head, 22)
        (told_bytes,) = struct.unpack_from("<I", head, HEADER_BYTES - 4)
        format = AudioFormat(rate_hz, channels)
        sound = MIN_RATE_HZ <= rate_hz <= MAX_RATE_HZ and 1 <= channels <= MAX_CHANNELS
        if not sound or n_bytes - HEADER_BYTES < format.frame_bytes:
            return None
        # The size of the whole is not compared: nobody reads it, and a pipe's writer does not know it.
        wanted = header(format, told_bytes)
        if head[:4] != wanted[:4] or head[8:-4] != wanted[8:-4]:
            return None
        if told_bytes not in UNKNOWN_LENGTHS and told_bytes < n_bytes - HEADER_BYTES:
            return None  # something follows the samples, or it is being written just now
        return PlainWav(path, format, told_bytes)
    except (OSError, ValueError):
        return None
