"""A loudspeaker that is open: it copies ready blocks of sound and knows what has been heard.

`Source` holds the blocks of one stretch of sound; `Output` plays the source it is told to, and goes
from one to another without a click.  The callback copies and notes the time, nothing else.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from rehearse.audio import portaudio
from rehearse.audio.devices import Device
from rehearse.audio.heartbeat import Heartbeat

if TYPE_CHECKING:
    from rehearse.audio.feed import Block
    from rehearse.audio.resample import Floats

#: One callback's sound.  A fixed size, since PortAudio's own choice is erratic.
BLOCK_S = 0.02

#: What the device may hold: enough that a busy computer does not stutter, little enough that a
#: click on a word answers at once.
LATENCY_S = 0.1

#: So many blocks can be on their way to the ear (1.3 s: a slow Bluetooth loudspeaker has 0.3 s).
MARKS = 64

#: Callbacks come every `BLOCK_S`; after this long without one the device is gone, or its sound server.
SILENT_CALLBACKS_S = 1.0

#: A busy computer calls back late, hence the least lag counts.  It may grow by this much a callback
#: (10 ms a second, as no two clocks agree), and by a jump when the device's clock stood still.
CLOCK_CREEP_S = 0.0002
CLOCK_JUMP_S = 0.5

#: How long closing may take before it is left to its helper thread.
CLOSE_TIMEOUT_S = 1.0


class Source:
    """A stretch of sound on its way to the loudspeaker, from `start_s` of the file on.

    The feeder appends blocks and sets `end_s` when the last one is in; the callback takes them.
    With `again_from_s` there is no last one: after `until_s` it goes on from there, round and round.
    """

    __slots__ = ("again_from_s", "blocks", "drained_at_s", "end_s", "n_taken", "start_s", "until_s")

    def __init__(
        self, start_s: float, until_s: float | None = None, again_from_s: float | None = None
    ) -> None:
        self.start_s = start_s
        self.until_s = until_s
        self.again_from_s = again_from_s
        self.end_s: float | None = None
        self.blocks: deque[Block] = deque()
        self.n_taken = 0
        #: When the last block will have been heard (monotonic clock); None before.
        self.drained_at_s: float | None = None


class OutputLike(Protocol):
    """What `Player` needs of a loudspeaker."""

    rate_hz: int
    channels: int
    block_frames: int

    def play(self, source: Source | None) -> None: ...
    def heard_s(self, source: Source) -> float | None: ...
    def is_alive(self) -> bool: ...
    def close(self) -> None: ...


class Output:
    """An open output stream.  `play` and `heard_s` are cheap and for any thread.

    Opening raises DeviceError (busy, gone, refusing) or SoundSystemMissing, and never hangs.
    """

    def __init__(self, device: Device, channels: int) -> None:
        self.rate_hz = device.default_rate_hz
        self.channels = max(1, min(channels, device.channels))
        self.block_frames = round(self.rate_hz * BLOCK_S)
        self._block_s = self.block_frames / self.rate_hz
        self.underruns = 0
        self._device = device
        self._wanted: Source | None = None
        self._playing: Source | None = None
        self._marks: tuple[tuple[float, Source, Block], ...] = ()
        self._fade_out = np.linspace(1, 0, self.block_frames, dtype=np.float32)[:, None]
        self._ended = threading.Event()
        self._heart = Heartbeat()
        self._lag_s = math.inf  # of our clock behind the device's
        self._stream = portaudio.open_stream(self._make, device.key.name, what="loudspeaker")
        try:
            self._stream.start()
        except BaseException:
            self._stream.close(CLOSE_TIMEOUT_S)
            raise
        self._heart = Heartbeat()

    def play(self, source: Source | None) -> None:
        """Go over to `source` (None: silence) within a block, fading out what is playing."""
        self._wanted = source

    def heard_s(self, source: Source) -> float | None:
        """The place in the file that is heard now; None when nothing of `source` was heard yet."""
        now_s = time.monotonic()
        for heard_at_s, of, block in self._marks:
            if of is source and heard_at_s <= now_s:
                through = min((now_s - heard_at_s) / self._block_s, 1.0)
                return block.place_s + through * (block.next_s - block.place_s)
        return None

    def is_alive(self) -> bool:
        """Whether the device still asks for sound."""
        return not self._ended.is_set() and self._heart.silent_s() < SILENT_CALLBACKS_S

    def close(self) -> None:
        """Close at once.  Returns also when the device does not answer; its thread then ends alone."""
        self._stream.close(CLOSE_TIMEOUT_S)

    def _make(self, module: Any) -> Any:
        return module.OutputStream(
            samplerate=self.rate_hz,
            blocksize=self.block_frames,
            device=self._device.index,
            channels=self.channels,
            dtype="float32",
            latency=LATENCY_S,
            callback=self._callback,
            finished_callback=self._ended.set,
        )

    def _heard_at_s(self, now_s: float, clock: Any) -> float:
        """When the block that is asked for now will be heard, by our clock."""
        if clock.outputBufferDacTime <= clock.currentTime:  # a device that does not say it
            return now_s + LATENCY_S
        lag_s = now_s - clock.currentTime
        crept_s = self._lag_s + CLOCK_CREEP_S
        self._lag_s = lag_s if lag_s - crept_s > CLOCK_JUMP_S else min(lag_s, crept_s)
        at_s: float = clock.outputBufferDacTime + self._lag_s
        return at_s

    def _callback(self, out: Floats, n_frames: int, clock: Any, status: Any) -> None:
        now_s = time.monotonic()
        self._heart.beat()
        heard_at_s = self._heard_at_s(now_s, clock)
        playing = self._playing
        block = None
        if playing is not None:
            if playing.blocks:
                block = playing.blocks.popleft()
                playing.n_taken += 1
                self._marks = ((heard_at_s, playing, block), *self._marks[: MARKS - 1])
            elif playing.end_s is None:
                self.underruns += 1
            elif playing.drained_at_s is None:
                playing.drained_at_s = heard_at_s
        if block is None:
            out.fill(0)
        elif playing is self._wanted:
            out[:] = block.sound
        else:
            np.multiply(block.sound, self._fade_out, out=out)
        self._playing = self._wanted
