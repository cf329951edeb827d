"""A stretch of a recording made ready for a loudspeaker: its rate, its channels, soft edges, blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from rehearse.audio.decode import NativeReader
from rehearse.audio.resample import FULL_SCALE, RateChanger, to_mono

if TYPE_CHECKING:
    from rehearse.audio.resample import Floats

#: Sound that begins or ends in the middle of a word is faded over this: no click, not heard itself.
FADE_S = 0.005

#: Silence after the last word, since closing a stream cuts its last 20 to 50 ms.
TAIL_S = 0.1


class Feed:
    """Blocks of exactly `block_frames` from `start_s` to `until_s` (None: the end), then silence.

    float32 arrays of shape (block_frames, channels) at `rate_hz`.
    `n_frames` is how many of the frames handed out so far are the recording's own.
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
    ) -> None:
        self.n_frames = 0
        self._reader = reader
        self._start_s = start_s
        self._limit = None if until_s is None else max(0, round((until_s - start_s) * rate_hz))
        self._rate_hz = rate_hz
        self._channels = channels
        self._block_frames = block_frames
        self._fade_frames = round(rate_hz * FADE_S)
        self._blocks = self._cut()

    def next_block(self) -> Floats | None:
        """The next block; None after the last."""
        return next(self._blocks, None)

    def _cut(self) -> Iterator[Floats]:
        held = np.zeros((0, self._channels), np.float32)
        for frames in self._with_tail(self._softened()):
            held = np.concatenate((held, frames))
            whole = len(held) - len(held) % self._block_frames
            for start in range(0, whole, self._block_frames):
                yield held[start : start + self._block_frames]
            held = held[whole:]
        if len(held):
            missing = np.zeros((self._block_frames - len(held), self._channels), np.float32)
            yield np.concatenate((held, missing))

    def _with_tail(self, sound: Iterable[Floats]) -> Iterator[Floats]:
        for frames in sound:
            self.n_frames += len(frames)
            yield frames
        yield np.zeros((round(self._rate_hz * TAIL_S), self._channels), np.float32)

    def _softened(self) -> Iterator[Floats]:
        """The sound up to the limit, faded in and out where it is cut out of the recording."""
        ramp = np.linspace(0, 1, self._fade_frames, dtype=np.float32)[:, None]
        done = 0
        held = np.zeros((0, self._channels), np.float32)  # what a fade-out may still touch
        for frames in self._converted():
            fresh = frames.copy()
            if self._start_s > 0 and done < self._fade_frames:
                part = ramp[done : done + len(fresh)]
                fresh[: len(part)] *= part
            left = len(fresh) if self._limit is None else self._limit - done
            fresh = fresh[: max(0, left)]
            done += len(fresh)
            held = np.concatenate((held, fresh))
            if done == self._limit:
                fade = min(len(held), self._fade_frames)
                held[len(held) - fade :] *= ramp[:fade][::-1]
                break
            ready = max(0, len(held) - self._fade_frames)
            if ready:
                yield held[:ready]
                held = held[ready:]
        if len(held):
            yield held

    def _converted(self) -> Iterator[Floats]:
        info = self._reader.info
        self._reader.seek(round(self._start_s * info.rate_hz))
        changer = RateChanger(info.rate_hz, self._rate_hz, self._channels)
        while (samples := self._reader.read()) is not None:
            frames = samples.astype(np.float32) / np.float32(FULL_SCALE)
            if frames.shape[1] != self._channels:
                frames = np.repeat(to_mono(frames)[:, None], self._channels, axis=1)
            yield changer.push(frames)
        yield changer.finish()
