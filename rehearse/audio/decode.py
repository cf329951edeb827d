"""Recordings of any kind → sound for the recogniser, or as it was recorded.

Reads what `sound_file` opens, in a process of its own: WAV, FLAC, MP3, M4A and AAC, Ogg and Opus, WebM,
AMR, telephone µ-law, A-law and GSM, the sound of videos; any rate, any number of channels.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from rehearse import processes
from rehearse.audio.format import SPEECH_FORMAT, AudioFormat
from rehearse.audio.plain_wav import PlainWav, plain_wav
from rehearse.audio.remote_sound import RemoteSound
from rehearse.audio.resample import RateChanger, SpeechResampler, in_pieces, to_mono, to_samples
from rehearse.audio.sound_file import AudioInfo, SoundFile, require_readable_file
from rehearse.files import assets_folder
from rehearse.progress import CancelToken

if TYPE_CHECKING:
    from rehearse.audio.resample import Floats, Samples

__all__ = ["PIECE_FRAMES", "AudioInfo", "SpeechPieces", "decode_native", "decode_speech", "probe"]

#: Pieces of 0.1 s: what a live take is fed in, so that both are cut alike.
PIECE_FRAMES = SPEECH_FORMAT.rate_hz // 10


def open_sound(path: Path) -> PlainWav | RemoteSound | SoundFile:
    """A file with sound, open.  Raises FileMissing, NotAudio or NoSound.

    Only what this program wrote or brought along is decoded where it is asked for; a file of any other
    kind may be made to crash its decoder, so that has a process of its own.
    """
    require_readable_file(path)
    plain = plain_wav(path)
    if plain is not None:
        return plain
    if processes.expendable or path.is_relative_to(assets_folder()):
        return SoundFile(path)
    return RemoteSound(path)


def probe(path: Path) -> AudioInfo:
    """What the file says of itself.  Raises FileMissing, NotAudio or NoSound."""
    file = open_sound(path)
    try:
        return file.info
    finally:
        file.close()


class SpeechPieces(Iterator[bytes]):
    """A file's sound as `SPEECH_FORMAT`, in pieces of exactly `PIECE_FRAMES`, the last one shorter.

    `info` is there at once; `truncated`, `damaged_packets` and `n_frames` are true for what was
    read so far, and final after the last piece.
    """

    def __init__(self, path: Path, cancel: CancelToken | None = None) -> None:
        self._cancel = cancel
        self._file = open_sound(path)
        self.info = self._file.info
        self.n_frames = 0
        self._pieces = in_pieces(self._speech(), PIECE_FRAMES * SPEECH_FORMAT.frame_bytes)

    @property
    def truncated(self) -> bool:
        """Whether the file ended before the end that it promised."""
        return self._file.truncated

    @property
    def damaged_packets(self) -> int:
        """How many packets could not be decoded and are missing from the sound."""
        return self._file.damaged_packets

    @property
    def decoded_s(self) -> float:
        """How much sound was handed out."""
        return SPEECH_FORMAT.seconds(self.n_frames)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        try:
            if self._cancel is not None:
                self._cancel.check()
            piece = next(self._pieces)
        except BaseException:
            self.close()
            raise
        self.n_frames += len(piece) // SPEECH_FORMAT.frame_bytes
        return piece

    def close(self) -> None:
        """Let go of the file before its end.  Safe to call again."""
        self._pieces = iter(())
        self._file.close()

    def _speech(self) -> Iterator[bytes]:
        resampler: SpeechResampler | None = None
        while (chunk := self._file.read()) is not None:
            if self._cancel is not None:
                self._cancel.check()
            if resampler is None or resampler.format.rate_hz != chunk.rate_hz:
                if resampler is not None:
                    yield resampler.finish()
                resampler = SpeechResampler(AudioFormat(chunk.rate_hz, chunk.frames.shape[1]))
            yield resampler.push_frames(chunk.frames)
        if resampler is not None:
            yield resampler.finish()


def decode_speech(path: Path, *, cancel: CancelToken | None = None) -> SpeechPieces:
    """The file for the recogniser, read as it is asked for, in memory that does not grow.

    Raises FileMissing, NotAudio or NoSound at once, FileMissing also later when the disk fails, and
    Cancelled between two pieces.  A truncated or damaged file yields what there is.
    """
    return SpeechPieces(path, cancel)


class NativeReader:
    """A file's sound at its own rate and channels, as 16-bit samples; can be sought in.

    Where the rate or the channels change on the way, the later sound is brought to `info`'s.
    """

    def __init__(self, path: Path) -> None:
        self._file = open_sound(path)
        self.info = self._file.info
        self._changer: RateChanger | None = None
        self._done = False

    def read(self) -> Samples | None:
        """The next samples, shape (frames, channels), never empty; None at the end."""
        while not self._done:
            chunk = self._file.read()
            frames = self._end() if chunk is None else self._fit(chunk.frames, chunk.rate_hz)
            self._done = chunk is None
            if len(frames):
                return to_samples(frames)
        return None

    def seek(self, frame: int) -> None:
        """Go on at `frame`; at the end when it lies past it."""
        self._changer = None
        self._done = False
        self._file.seek(max(0, frame))

    def close(self) -> None:
        self._file.close()

    def _fit(self, frames: Floats, rate_hz: int) -> Floats:
        channels = self.info.channels
        if frames.shape[1] != channels:
            frames = np.repeat(to_mono(frames)[:, None], channels, axis=1)
        changer = self._changer
        before = frames[:0]
        if rate_hz != (changer.rate_hz if changer else self.info.rate_hz):
            before = self._end()
            self._changer = changer = RateChanger(rate_hz, self.info.rate_hz, channels)
        if changer is not None:
            frames = changer.push(frames)
        return np.concatenate((before, frames)) if len(before) else frames

    def _end(self) -> Floats:
        if self._changer is None:
            return np.zeros((0, self.info.channels), np.float32)
        changer, self._changer = self._changer, None
        return changer.finish()


def decode_native(path: Path) -> tuple[AudioInfo, Iterator[Samples]]:
    """The file as it was recorded: 16-bit arrays of shape (frames, channels), read as asked for.

    Same errors as `decode_speech`.
    """
    reader = NativeReader(path)

    def arrays() -> Iterator[Samples]:
        try:
            while (samples := reader.read()) is not None:
                yield samples
        finally:
            reader.close()

    return reader.info, arrays()
