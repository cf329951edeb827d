"""A stretch of a recording made ready for a loudspeaker: rate, channels, speed, soft edges, blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rehearse.audio.decode import NativeReader
from rehearse.audio.phone_line import PhoneLine
from rehearse.audio.resample import FULL_SCALE, RateChanger, to_mono
from rehearse.audio.tempo import FASTEST, SLOWEST, Tempo

if TYPE_CHECKING:
    from rehearse.audio.resample import Floats

#: Sound that begins or ends in the middle of a word is faded over this: no click, not heard itself.
FADE_S = 0.005

#: Silence after the last word, since closing a stream cuts its last 20 to 50 ms.
TAIL_S = 0.1


@dataclass(frozen=True, slots=True)
class Manner:
    """How a recording is heard: `speed` times as fast at the same pitch; as on the `phone`.

    Raises `ValueError` for a speed below 0.5 or above 2.
    """

    speed: float = 1.0
    phone: bool = False

    def __post_init__(self) -> None:
        if not SLOWEST <= self.speed <= FASTEST:
            raise ValueError(f"the speed is from {SLOWEST} to {FASTEST}, not {self.speed}")


PLAIN = Manner()


class Block(NamedTuple):
    """One callback's sound, and where in the file its first frame and the one after its last belong.

    `sound` is float32 of shape (frames, channels).  Both places are the same in silence between two
    rounds of a loop.
    """

    sound: Floats
    place_s: float
    next_s: float


class Feed:
    """Blocks of exactly `block_frames` from `start_s` to `until_s` (None: the end), then silence.

    Their sound is float32 of shape (block_frames, channels) at `rate_hz`.
    Played plainly, nothing is done to it that the loudspeaker does not ask for.
    """

    def __init__(
        self,
        reader: NativeReader,
        start_s: float,
        until_s: float | None,
        *,
        rate_hz: int,
        channels: int,
        block_frames: int,
        manner: Manner = PLAIN,
        silence_s: float = TAIL_S,
    ) -> None:
        self.manner = manner
        self.fade_frames = round(rate_hz * FADE_S)
        #: The place at which the next block begins.
        self.next_s = start_s
        self._reader = reader
        self._start_s = start_s
        self._limit = None if until_s is None else self._frames_until(until_s, rate_hz)
        self._rate_hz = rate_hz
        self._channels = channels
        self._block_frames = block_frames
        self._silence_s = silence_s
        self._n_frames = 0  # of the recording's own that were handed on so far
        self._blocks = self._cut()

    @property
    def end_s(self) -> float:
        """How far into the file the blocks handed out so far reach."""
        return self._place_s(self._n_frames)

    def next_block(self) -> Block | None:
        """The next block; None after the last."""
        return next(self._blocks, None)

    def _frames_until(self, until_s: float, rate_hz: int) -> int:
        return max(0, round((until_s - self._start_s) / self.manner.speed * rate_hz))

    def _place_s(self, n_frames: int) -> float:
        return self._start_s + min(n_frames, self._n_frames) / self._rate_hz * self.manner.speed

    def _cut(self) -> Iterator[Block]:
        size = self._block_frames
        held = np.zeros((0, self._channels), np.float32)
        done = 0
        for frames in self._with_tail(self._softened()):
            held = np.concatenate((held, frames))
            whole = len(held) - len(held) % size
            for start in range(0, whole, size):
                yield self._block(held[start : start + size], done)
                done += size
            held = held[whole:]
        if len(held):
            missing = np.zeros((size - len(held), self._channels), np.float32)
            yield self._block(np.concatenate((held, missing)), done)

    def _block(self, sound: Floats, done: int) -> Block:
        place_s, self.next_s = self.next_s, self._place_s(done + self._block_frames)
        return Block(sound, place_s, self.next_s)

    def _with_tail(self, sound: Iterable[Floats]) -> Iterator[Floats]:
        for frames in sound:
            self._n_frames += len(frames)
            yield frames
        yield np.zeros((round(self._rate_hz * self._silence_s), self._channels), np.float32)

    def _softened(self) -> Iterator[Floats]:
        """The sound up to the limit, faded in and out where it is cut out of the recording."""
        ramp = np.linspace(0, 1, self.fade_frames, dtype=np.float32)[:, None]
        done = 0
        held = np.zeros((0, self._channels), np.float32)  # what a fade-out may still touch
        sound = self._converted()
        for frames in sound if self.manner.speed == 1.0 else self._at_speed(sound):
            fresh = frames.copy()
            if self._start_s > 0 and done < self.fade_frames:
                part = ramp[done : done + len(fresh)]
                fresh[: len(part)] *= part
            left = len(fresh) if self._limit is None else self._limit - done
            fresh = fresh[: max(0, left)]
            done += len(fresh)
            held = np.concatenate((held, fresh))
            if done == self._limit:
                fade = min(len(held), self.fade_frames)
                held[len(held) - fade :] *= ramp[:fade][::-1]
                break
            ready = max(0, len(held) - self.fade_frames)
            if ready:
                yield held[:ready]
                held = held[ready:]
        if len(held):
            yield held

    def _at_speed(self, sound: Iterator[Floats]) -> Iterator[Floats]:
        tempo = Tempo(self._rate_hz, self._channels, self.manner.speed)
        for frames in sound:
            yield tempo.push(frames)
        yield tempo.finish()

    def _converted(self) -> Iterator[Floats]:
        """From the start to the end of the file, at the loudspeaker's rate and channels."""
        info = self._reader.info
        self._reader.seek(round(self._start_s * info.rate_hz))
        if self.manner.phone:
            line = PhoneLine(info.rate_hz, self._rate_hz)
            for frames in self._as_recorded():
                yield self._spread(line.push(to_mono(frames)[:, None]))
            yield self._spread(line.finish())
            return
        changer = RateChanger(info.rate_hz, self._rate_hz, self._channels)
        for frames in self._as_recorded():
            fits = frames.shape[1] == self._channels
            yield changer.push(frames if fits else self._spread(to_mono(frames)[:, None]))
        yield changer.finish()

    def _as_recorded(self) -> Iterator[Floats]:
        while (samples := self._reader.read()) is not None:
            yield samples.astype(np.float32) / np.float32(FULL_SCALE)

    def _spread(self, mono: Floats) -> Floats:
        """The same on every channel."""
        return np.repeat(mono, self._channels, axis=1)
