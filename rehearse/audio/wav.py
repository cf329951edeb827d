"""The WAV file that a recording grows in, made so that a crash at any moment leaves a file that opens.

Samples go to the end of the file first, then the two sizes in the header are made true: whatever
happens in between, the header never promises more than is there, and `repair` takes in what it does
not mention yet.
"""

from __future__ import annotations

import contextlib
import errno
import os
import struct
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from rehearse.audio.format import AudioFormat
from rehearse.errors import FileMissing, NotAudio
from rehearse.files import PRIVATE_FILE_MODE, sync_folder
from rehearse.i18n import _

#: RIFF header, 16-byte "fmt " chunk, "data" chunk header (Microsoft RIFF specification, PCM).
HEADER_BYTES = 44
_RIFF_SIZE_AT = 4
_DATA_SIZE_AT = 40
_PCM = 1
_EXTENSIBLE = 0xFFFE
#: Sizes are 32 bit: past 4 GB (12 hours of 48 kHz mono) the header stays at its largest value.
_LARGEST_SIZE = 0xFFFF_FFFF

#: The most sound that a power cut may take: what was written is on the disk at least this often.
SYNC_EVERY_S = 0.4

#: How much is copied at a time: whole frames of any format.
_COPY_BYTES = 1_200_000

_O_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class WavInfo:
    """A file's format, how many whole frames it holds, and at which byte they start."""

    format: AudioFormat
    n_frames: int
    data_offset: int = HEADER_BYTES


def header(format: AudioFormat, data_bytes: int) -> bytes:
    """The 44 bytes before `data_bytes` of samples."""
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        min(data_bytes + HEADER_BYTES - 8, _LARGEST_SIZE),
        b"WAVE",
        b"fmt ",
        16,
        _PCM,
        format.channels,
        format.rate_hz,
        format.rate_hz * format.frame_bytes,
        format.frame_bytes,
        format.sample_bytes * 8,
        b"data",
        min(data_bytes, _LARGEST_SIZE),
    )


class GrowingWav:
    """A WAV file being written by one thread.  `OSError` of the disk passes through.

    After an error the file holds every frame that `n_frames` counts, and `close` still works.
    """

    def __init__(self, path: Path, format: AudioFormat, descriptor: int) -> None:
        self.path = path
        self.format = format
        self.n_frames = 0
        self._descriptor: int | None = descriptor
        self._synced_at = time.monotonic()
        self._synced = True

    @classmethod
    def create(cls, path: Path, format: AudioFormat) -> GrowingWav:
        """A new file, readable by this user alone.  Raises `FileExistsError`, `OSError`."""
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | _O_BINARY
        descriptor = os.open(path, flags, PRIVATE_FILE_MODE)
        try:
            os.write(descriptor, header(format, 0))
            os.fsync(descriptor)
            sync_folder(path.parent)
        except BaseException:
            os.close(descriptor)
            raise
        return cls(path, format, descriptor)

    def write(self, pcm: bytes) -> None:
        """Add whole frames; on return the file on disk opens and holds them."""
        descriptor = self._open_descriptor()
        if len(pcm) % self.format.frame_bytes:
            raise ValueError(f"{len(pcm)} bytes are not whole frames of {self.format.frame_bytes}")
        end = HEADER_BYTES + self.n_frames * self.format.frame_bytes
        rest = memoryview(pcm)
        written = 0
        try:
            os.lseek(descriptor, end, os.SEEK_SET)
            while rest:
                count = os.write(descriptor, rest)
                written += count
                rest = rest[count:]
        finally:
            # A full disk may have taken a part: keep its whole frames, drop the piece of one.
            self.n_frames += written // self.format.frame_bytes
            self._write_sizes(descriptor)
            if rest:
                os.ftruncate(descriptor, HEADER_BYTES + self.n_frames * self.format.frame_bytes)
        self._synced = False
        self.sync_if_due()

    def sync(self) -> None:
        """Put everything on the disk itself, safe from a power cut."""
        os.fsync(self._open_descriptor())
        self._synced_at = time.monotonic()
        self._synced = True

    def sync_if_due(self) -> None:
        """The same when the last time is `SYNC_EVERY_S` ago and there is something new.

        `write` does so by itself; this is for the time after the last write.
        """
        if not self._synced and time.monotonic() - self._synced_at >= SYNC_EVERY_S:
            self.sync()

    @property
    def lies_there(self) -> bool:
        """Whether the file is still the one at `path`."""
        try:
            return os.path.samestat(os.fstat(self._open_descriptor()), os.stat(self.path))
        except OSError:
            return False

    def copy_to(self, path: Path) -> GrowingWav:
        """Another file with everything up to now, to be written on.  Raises `OSError`."""
        copy = GrowingWav.create(path, self.format)
        try:
            copy.follow(self)
            copy.sync()
        except OSError:
            copy.close()
            with contextlib.suppress(OSError):
                path.unlink()
            raise
        return copy

    def follow(self, other: GrowingWav) -> None:
        """Add what `other`, of the same format, has beyond this file.  Raises `OSError`."""
        descriptor = other._open_descriptor()
        while self.n_frames < other.n_frames:
            n_bytes = (other.n_frames - self.n_frames) * self.format.frame_bytes
            at = HEADER_BYTES + self.n_frames * self.format.frame_bytes
            chunk = _read_at(descriptor, at, min(n_bytes, _COPY_BYTES))
            if len(chunk) < self.format.frame_bytes:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            self.write(chunk[: len(chunk) - len(chunk) % self.format.frame_bytes])

    def close(self) -> None:
        """Flush and close.  Safe to call twice."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _open_descriptor(self) -> int:
        if self._descriptor is None:
            raise ValueError("the file is closed")
        return self._descriptor

    def _write_sizes(self, descriptor: int) -> None:
        data_bytes = self.n_frames * self.format.frame_bytes
        for at, size in ((_RIFF_SIZE_AT, data_bytes + HEADER_BYTES - 8), (_DATA_SIZE_AT, data_bytes)):
            os.lseek(descriptor, at, os.SEEK_SET)
            os.write(descriptor, struct.pack("<I", min(size, _LARGEST_SIZE)))


def _not_a_recording(path: Path) -> NotAudio:
    return NotAudio(
        _("{name} is not a WAV recording.").format(name=path.name),
        kept=_("The file was left as it is."),
    )


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the samples lie: `told_bytes` by the header, `available_bytes` up to the end of the file."""

    format: AudioFormat
    data_offset: int
    told_bytes: int
    available_bytes: int


def _read_at(descriptor: int, at: int, n_bytes: int) -> bytes:
    os.lseek(descriptor, at, os.SEEK_SET)
    return os.read(descriptor, n_bytes)


def _layout(path: Path, descriptor: int) -> _Layout:
    """Walk the chunks up to the samples.  Raises `NotAudio`."""
    file_bytes = os.fstat(descriptor).st_size
    head = _read_at(descriptor, 0, 12)
    if head[:4] != b"RIFF" or head[8:] != b"WAVE":
        raise _not_a_recording(path)
    at = 12
    format: AudioFormat | None = None
    while len(chunk := _read_at(descriptor, at, 8)) == 8:
        name, size = struct.unpack("<4sI", chunk)
        if name == b"fmt ":
            format = _format(_read_at(descriptor, at + 8, min(size, 40)))
            if format is None:
                break
        elif name == b"data" and format is not None:
            return _Layout(format, at + 8, size, max(0, file_bytes - at - 8))
        at += 8 + size + size % 2
    raise _not_a_recording(path)


def _format(chunk: bytes) -> AudioFormat | None:
    """What a format chunk says; None unless it is whole samples of 8 to 32 bits, uncompressed."""
    if len(chunk) < 16:
        return None
    kind, channels, rate_hz, _bytes_per_s, _frame_bytes, bits = struct.unpack_from("<HHIIHH", chunk)
    if kind == _EXTENSIBLE and len(chunk) >= 26:
        kind = struct.unpack_from("<H", chunk, 24)[0]
    if kind != _PCM or not channels or not rate_hz or bits not in (8, 16, 24, 32):
        return None
    return AudioFormat(rate_hz, channels, bits // 8)


def _is_chunks(descriptor: int, at: int, end: int) -> bool:
    """Whether the bytes from `at` to `end` are chunks of another program, not samples."""
    while end - at >= 8:
        name, size = struct.unpack("<4sI", _read_at(descriptor, at, 8))
        if not all(0x20 <= letter < 0x7F for letter in name):
            return False
        at += 8 + size
        if at == end:
            return True
        at += size % 2
    return at == end


def _sound_bytes(descriptor: int, layout: _Layout) -> int:
    """How much of the file is sound: up to its end, unless whole chunks of something else follow."""
    told = layout.told_bytes
    if 0 < told < layout.available_bytes:
        end = layout.data_offset + layout.available_bytes
        after = layout.data_offset + told + told % 2
        if after < end and _is_chunks(descriptor, after, end):
            return told
    return layout.available_bytes


def repair(path: Path) -> WavInfo:
    """Make the header true and cut a partial frame, after a crash; a whole file is left untouched.

    Raises `FileMissing`, or `NotAudio` for a file without a usable header (left as it is).
    """
    try:
        descriptor = os.open(path, os.O_RDWR | _O_BINARY)
    except IsADirectoryError as error:
        raise _not_a_recording(path) from error
    except OSError as error:
        raise FileMissing(
            _("The recording {path} cannot be opened.").format(path=path),
            help=error.strerror or str(error),
        ) from error
    try:
        layout = _layout(path, descriptor)
        offset, frame_bytes = layout.data_offset, layout.format.frame_bytes
        sound_bytes = _sound_bytes(descriptor, layout)
        n_frames = sound_bytes // frame_bytes
        info = WavInfo(layout.format, n_frames, offset)
        if sound_bytes < layout.available_bytes:
            return info  # something else follows: a finished file of another program
        data_bytes = n_frames * frame_bytes
        changed = data_bytes != sound_bytes
        if changed:
            os.ftruncate(descriptor, offset + data_bytes)
        for at, size in ((_RIFF_SIZE_AT, offset + data_bytes - 8), (offset - 4, data_bytes)):
            wanted = struct.pack("<I", min(size, _LARGEST_SIZE))
            if _read_at(descriptor, at, 4) != wanted:
                os.lseek(descriptor, at, os.SEEK_SET)
                os.write(descriptor, wanted)
                changed = True
        if changed:
            os.fsync(descriptor)
        return info
    finally:
        os.close(descriptor)


class WavFollower:
    """Reads a WAV file from its start while another thread or process still writes it."""

    def __init__(self, path: Path) -> None:
        """Raises `FileMissing`, `NotAudio`."""
        try:
            self._descriptor: int | None = os.open(path, os.O_RDONLY | _O_BINARY)
        except OSError as error:
            raise FileMissing(
                _("The recording {path} cannot be opened.").format(path=path),
                help=error.strerror or str(error),
            ) from error
        try:
            layout = _layout(path, self._descriptor)
            # Whoever still writes keeps adding; a finished file may end with something else.
            sound_bytes = _sound_bytes(self._descriptor, layout)
        except BaseException:
            self.close()
            raise
        self.format = layout.format
        self._data_offset = layout.data_offset
        self._end = layout.data_offset + sound_bytes if sound_bytes < layout.available_bytes else None
        self._next_frame = 0

    @property
    def n_frames(self) -> int:
        """Whole frames in the file by now."""
        if self._descriptor is None:
            return self._next_frame
        end = os.fstat(self._descriptor).st_size if self._end is None else self._end
        return max(0, end - self._data_offset) // self.format.frame_bytes

    def read(self, max_frames: int) -> bytes:
        """The next frames, at most `max_frames`; empty when there is nothing new yet."""
        if self._descriptor is None:
            raise ValueError("the file is closed")
        frame_bytes = self.format.frame_bytes
        wanted = min(max_frames, self.n_frames - self._next_frame) * frame_bytes
        if wanted <= 0:
            return b""
        os.lseek(self._descriptor, self._data_offset + self._next_frame * frame_bytes, os.SEEK_SET)
        pcm = os.read(self._descriptor, wanted)
        pcm = pcm[: len(pcm) - len(pcm) % frame_bytes]
        self._next_frame += len(pcm) // frame_bytes
        return pcm

    def close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def __enter__(self) -> WavFollower:
        return self

    def __exit__(self, *_ignored: object) -> None:
        self.close()


if sys.byteorder != "little":  # pragma: no cover
    raise ImportError("samples are written as they come from the device: little endian machines only")
