"""Any file with sound, opened through PyAV and read as floats, frame by frame.

The one place where FFmpeg's errors become ours; nothing above sees PyAV.
Files are read as a stream of pieces, so memory stays the same however long they are.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import av
import numpy as np
from av.error import EOFError as AvEof
from av.error import FFmpegError

from rehearse.audio.truncation import ends_early, states_length
from rehearse.errors import AudioFileError, FileMissing, NoSound, NotAudio
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.audio.resample import Floats

#: Containers that phones, diallers, recorders and browsers write.  Anything else is refused, above
#: all playlists (they would open other files and addresses) and text shown as pictures.
CONTAINERS = (
    "wav,w64,aiff,au,caf,flac,mp3,aac,mov,mp4,m4a,3gp,3g2,mj2,ogg,matroska,webm,amr,amrnb,amrwb,gsm,"
    "mulaw,alaw,g722,asf,xwma,avi,flv,mpeg,mpegts,ac3,eac3,wv,ape,tta,loas,s16le,voc,dsf,nut,rm"
)

#: Headerless telephone sound, known by its name alone (Asterisk and FreeSWITCH write these):
#: suffix → FFmpeg's name and the rate.
TELEPHONE_FILES = {
    ".ul": ("mulaw", 8_000),
    ".ulaw": ("mulaw", 8_000),
    ".pcmu": ("mulaw", 8_000),
    ".al": ("alaw", 8_000),
    ".alaw": ("alaw", 8_000),
    ".pcma": ("alaw", 8_000),
    ".sln": ("s16le", 8_000),
    ".sln16": ("s16le", 16_000),
}

#: Sound beyond these is none, but a header that lies: changing such a rate would take absurd memory.
#: A recorder of one-bit sound hands out 705,600 frames a second, a large mixing desk 64 channels.
MIN_RATE_HZ, MAX_RATE_HZ = 1_000, 768_000
MAX_CHANNELS = 64

#: Decoders need some sound before the place sought to be right there: Opus asks for 80 ms
#: (RFC 7845, 4.6), MP3 for a few frames of its bit reservoir.
PREROLL_S = 0.5


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """What a file says of itself.

    `duration_s` is None when it does not say, and a few per cent off where it had to be reckoned from
    the bit rate (`duration_is_estimate`: AMR, raw AAC, some MP3).
    """

    duration_s: float | None
    rate_hz: int
    channels: int
    codec: str
    container: str
    duration_is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """Sound as decoded: floats of shape (frames, channels) in about [-1, 1].

    `first_frame` counts from the file's first frame.  Rate and channels may change on the way.
    """

    frames: Floats
    rate_hz: int
    first_frame: int


class SoundFile:
    """An open file with sound.  Not for two threads at once.

    Opening raises FileMissing, NotAudio or NoSound, and has decoded the first frame: what opens
    does hold sound.
    `damaged_packets` counts what could not be decoded and was left out; `truncated` is true once
    the end was reached earlier than the file promised.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.damaged_packets = 0
        self.truncated = False
        require_readable_file(path)
        self._ends_early = ends_early(path)
        self._container: Any
        self._stream: Any
        self._chunks: Generator[Chunk, None, None]
        self._held: Chunk | None = None
        self._origin_s: float | None = None
        first = self._open()
        codec = self._stream.codec_context
        container = str(self._container.format.name).split(",")[0]
        duration_s = self._duration_s()
        self.info = AudioInfo(
            duration_s=duration_s,
            rate_hz=first.rate_hz,
            channels=first.frames.shape[1],
            codec=str(codec.name),
            container=container,
            duration_is_estimate=duration_s is not None and not states_length(path, container),
        )

    def __enter__(self) -> SoundFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file.  Safe to call again."""
        if self._container is not None:
            self._chunks.close()
            self._container.close()
            self._container = None

    def tags(self) -> dict[str, str]:
        """What the file says about itself in words: keys in small letters, values of at most 200 letters."""
        found: dict[str, str] = {}
        for source in (self._stream.metadata, self._container.metadata):
            for key, value in source.items():
                found[str(key).lower()[:60]] = str(value)[:200]
        return found

    def read(self) -> Chunk | None:
        """The next chunk; None at the end."""
        if self._held is not None:
            held, self._held = self._held, None
            return held
        return next(self._chunks, None)

    def seek(self, frame: int) -> None:
        """Go on reading exactly at `frame` (of the first chunk's rate), or at the end if past it."""
        rate_hz = self.info.rate_hz
        first = self._after_jump(frame) if frame > rate_hz * PREROLL_S else None
        if first is None:
            self.close()
            first = self._open()
        while first is not None:
            skip = frame - first.first_frame
            if skip < len(first.frames):
                break
            first = self.read()
        if first is not None and skip > 0:
            first = Chunk(first.frames[skip:], first.rate_hz, frame)
        self._held = first

    def _after_jump(self, frame: int) -> Chunk | None:
        """The first chunk after FFmpeg's own seek; None when that cannot be trusted."""
        base = self._stream.time_base
        if self._origin_s is None or base is None:
            return None
        wanted_s = self._origin_s + frame / self.info.rate_hz - PREROLL_S
        self._held = None
        self._chunks.close()
        try:
            self._container.seek(int(wanted_s / base), stream=self._stream, backward=True)
        except FFmpegError:
            return None
        self._chunks = self._decode(after_seek=True)
        first = next(self._chunks, None)
        if first is None or first.first_frame > frame or first.rate_hz != self.info.rate_hz:
            return None
        return first

    def _open(self) -> Chunk:
        self._container = _open_container(self.path)
        self._origin_s = None
        try:
            self._stream = self._choose_stream()
            self._chunks = self._decode()
            first = next(self._chunks, None)
            if first is None:
                raise _nothing_inside(self.path, self.damaged_packets)
            self._held = first
            return first
        except BaseException:
            self._container.close()
            self._container = None
            raise

    def _choose_stream(self) -> Any:
        stream = self._container.streams.best("audio")
        if stream is None:
            raise NoSound(
                _("There is no sound in “{path}”.").format(path=self.path),
                help=_("If it is a video, export it again with its sound."),
            )
        if stream.codec_context is None:
            raise NotAudio(
                _("The sound in “{path}” is in a format that cannot be read here.").format(path=self.path),
                help=_help_convert(),
            )
        return stream

    def _duration_s(self) -> float | None:
        stream, container = self._stream, self._container
        declared = None
        if stream.duration is not None and stream.time_base is not None:
            declared = float(stream.duration * stream.time_base)
        elif container.duration is not None:
            declared = container.duration / av.time_base
        return declared if declared is not None and declared > 0 else None

    def _decode(self, *, after_seek: bool = False) -> Generator[Chunk, None, None]:
        """Chunks from where the container stands, to the end."""
        next_frame: int | None = None if after_seek else 0
        seen = 0
        for packet in self._packets():
            try:
                decoded = packet.decode()
            except AvEof:
                break
            except FFmpegError:
                self.damaged_packets += 1
                continue
            for frame in decoded:
                if not frame.samples:
                    continue
                if not _is_sound(frame):
                    self.damaged_packets += 1
                    continue
                time_s = float(frame.pts * frame.time_base) if frame.pts is not None else None
                if self._origin_s is None and not after_seek:
                    self._origin_s = time_s
                if next_frame is None:
                    if time_s is None or self._origin_s is None:
                        return
                    next_frame = round((time_s - self._origin_s) * self.info.rate_hz)
                chunk = Chunk(_to_floats(frame), frame.sample_rate, next_frame)
                next_frame += len(chunk.frames)
                seen += len(chunk.frames)
                yield chunk
        if seen:
            self._note_end(next_frame or 0)

    def _packets(self) -> Iterator[Any]:
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except AvEof:
                return
            except ValueError:  # FFmpeg's "invalid data" between packets: what came before counts
                self.damaged_packets += 1
                self._ends_early = True
                return
            except FFmpegError as error:
                raise FileMissing(
                    _("“{path}” could not be read to its end: {reason}.").format(
                        path=self.path, reason=error.strerror
                    ),
                    help=_("Copy it to this computer's own disk, then try again."),
                ) from error
            if packet is None:
                return
            yield packet

    def _note_end(self, n_frames: int) -> None:
        declared_s = None if self.info.duration_is_estimate else self.info.duration_s
        # Containers round, and count encoder delay that is cut away: that much is no loss.
        short = declared_s is not None and n_frames / self.info.rate_hz < declared_s - max(
            0.25, 0.02 * declared_s
        )
        self.truncated = short or self._ends_early


def _help_convert() -> str:
    return _("Export it as WAV, MP3 or M4A, then try again.")


def require_readable_file(path: Path) -> None:
    """Raise `FileMissing` or `NotAudio` for what cannot be read at all, before any decoder sees it."""
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            raise FileMissing(
                _("“{path}” is a folder, not a recording.").format(path=path),
                help=_("Name the recordings inside it."),
            )
        if not stat.S_ISREG(mode):
            raise FileMissing(
                _("“{path}” is not an ordinary file.").format(path=path),
                help=_("Save the recording to a file first."),
            )
        with open(path, "rb") as file:
            empty = not file.read(1)
    except FileNotFoundError as error:
        raise FileMissing(
            _("There is no file “{path}”.").format(path=path), help=_("Check the name and the folder.")
        ) from error
    except PermissionError as error:
        raise FileMissing(
            _("You are not allowed to read “{path}”.").format(path=path),
            help=_("Change its permissions or copy it to a folder of yours."),
        ) from error
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise FileMissing(
            _("“{path}” cannot be read: {reason}.").format(path=path, reason=reason),
            help=_("Check the name and the folder."),
        ) from error
    if empty:
        raise NotAudio(
            _("“{path}” is empty: not one byte is in it.").format(path=path),
            help=_("Copy or record it again."),
        )


def _open_container(path: Path) -> Any:
    # "file:" and the white lists keep FFmpeg from taking a name or a playlist for an address.
    options = {"protocol_whitelist": "file", "format_whitelist": CONTAINERS}
    format, rate_hz = TELEPHONE_FILES.get(path.suffix.lower(), (None, None))
    if rate_hz is not None:
        options |= {"sample_rate": str(rate_hz), "ch_layout": "mono"}
    name = "file:" + os.fspath(path)
    try:
        return av.open(name, "r", format=format, options=options, metadata_errors="replace")
    except FFmpegError as error:
        raise _unreadable(path) from error
    except UnicodeError as error:
        raise FileMissing(
            _("The name of “{path!r}” holds characters that cannot be opened.").format(path=path),
            help=_("Rename the file, then try again."),
        ) from error


def _unreadable(path: Path) -> AudioFileError:
    with open(path, "rb") as file:
        head = file.read(12)
    if head[4:8] == b"ftyp":  # MP4 and M4A keep their table of contents at the very end
        return NotAudio(
            _("“{path}” was cut off: its end, without which the rest cannot be read, is missing.").format(
                path=path
            ),
            help=_("Copy or export it again from where it was recorded."),
        )
    return NotAudio(_("“{path}” is not a recording, or is damaged.").format(path=path), help=_help_convert())


def _nothing_inside(path: Path, damaged_packets: int) -> AudioFileError:
    if damaged_packets:
        return _unreadable(path)
    return NoSound(
        _("“{path}” holds no sound: it ends before it begins.").format(path=path),
        help=_("Record or export it again."),
    )


def _is_sound(frame: Any) -> bool:
    rate_hz, channels = int(frame.sample_rate), int(frame.layout.nb_channels)
    return MIN_RATE_HZ <= rate_hz <= MAX_RATE_HZ and 1 <= channels <= MAX_CHANNELS


def _to_floats(frame: Any) -> Floats:
    """One decoded frame as (frames, channels) in [-1, 1]; exact for 16 and 24 bits."""
    raw = frame.to_ndarray()
    if not frame.format.is_planar:
        raw = raw.reshape(-1, frame.layout.nb_channels).T
    floats: Floats
    if raw.dtype.kind == "f":
        # A damaged float file may hold anything; one NaN would spoil everything after it.
        with np.errstate(over="ignore", invalid="ignore"):
            floats = np.clip(np.nan_to_num(raw.astype(np.float32, copy=False)), -4.0, 4.0)
    elif raw.dtype == np.uint8:
        floats = (raw.astype(np.float32) - 128.0) / 128.0
    else:
        full_scale = float(np.iinfo(raw.dtype).max) + 1.0
        floats = raw.astype(np.float32) / np.float32(full_scale)
    return floats.T
