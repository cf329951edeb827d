"""A microphone that hears before the recording begins, so that no word after the beep is lost.

Opening a microphone takes a tenth of a second, over Bluetooth more than one: too long after a beep.
So it is opened before the lead-in, its last seconds are held, and the recording is handed what was
heard from the end of the beep on.  What the microphone still hears of the beep itself is left out.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rehearse.audio.input_stream import BLOCK_S, OnBlock, OnEnd, StreamOpener, open_input
from rehearse.audio.monitor import LevelMonitor
from rehearse.audio.resample import to_floats, to_mono

if TYPE_CHECKING:
    from rehearse.audio.devices import Device
    from rehearse.audio.format import AudioFormat
    from rehearse.audio.input_stream import InputStream
    from rehearse.audio.resample import Floats

#: So much is held: making the row and the file asks a slow disk half a dozen times.
HELD_S = 30.0

#: Where the beep ends is known within 50 ms: this much before is looked at as well.
EARLY_S = 0.1

#: A loudspeaker and a microphone together are this late; a beep is looked for so long after its end.
LATE_S = 0.35

#: A block is beep where this part of its power lies at the beep's pitch.  The one block in which the
#: beep ends has less.
_PURE, _ENDING = 0.6, 0.3

#: Below this power (-70 dBFS) a block is silence.
_SILENCE = 1e-7


class HeldBlock(NamedTuple):
    """One callback's sound and when it arrived (monotonic clock)."""

    at_s: float
    pcm: bytes
    overflowed: bool


class ArmedInput(LevelMonitor):
    """Hears `device` from `start` on; `begin_at`, then `hand_over` lets a recording have the rest.

    `hand_over` is a `StreamOpener` for `Capture`: closing that stream closes the microphone.
    """

    def __init__(self, device: Device, *, open_stream: StreamOpener = open_input) -> None:
        super().__init__(device, open_stream=open_stream)
        self._held: deque[HeldBlock] = deque(maxlen=round(HELD_S / BLOCK_S))
        # Held for microseconds: PortAudio's thread must not wait, and no block may be overtaken.
        self._handing = threading.Lock()
        self._heir: tuple[OnBlock, OnEnd] | None = None
        self._begin_s = float("-inf")
        self._tone_hz: float | None = None

    def begin_at(self, at_s: float, *, tone_hz: float | None = None) -> None:
        """The recording begins at `at_s` (monotonic clock); `tone_hz` is the pitch of a beep before it."""
        self._begin_s, self._tone_hz = at_s, tone_hz

    def hand_over(self, device: Device, on_block: OnBlock, on_end: OnEnd) -> InputStream:
        """The running microphone as a stream that is not running yet."""
        return _Handed(self, on_block, on_end)

    @property
    def format(self) -> AudioFormat:
        assert self._stream is not None
        return self._stream.format

    # ---- PortAudio's thread --------------------------------------------------------------------

    def _on_block(self, pcm: bytes, overflowed: bool) -> None:
        with self._handing:
            if self._heir is not None:
                self._heir[0](pcm, overflowed)
                return
            self._held.append(HeldBlock(time.monotonic(), pcm, overflowed))
        super()._on_block(pcm, overflowed)

    def _on_end(self) -> None:
        super()._on_end()
        with self._handing:
            if self._heir is not None:
                self._heir[1]()

    # ---- whoever starts the recording ----------------------------------------------------------

    def _bequeath(self, on_block: OnBlock, on_end: OnEnd) -> None:
        """Pass on what is held from the beginning on, and everything from now on."""
        since_s = self._begin_s
        if self._tone_hz is not None:
            time.sleep(max(0.0, self._begin_s + LATE_S - time.monotonic()))
            with self._handing:
                held = [block for block in self._held if block.at_s >= self._begin_s - EARLY_S]
            since_s = _after_the_tone(held, self.format, self._tone_hz, self._begin_s - EARLY_S)
        with self._handing:
            for block in self._held:
                if block.at_s >= since_s:
                    on_block(block.pcm, block.overflowed)
            self._held.clear()
            self._heir = (on_block, on_end)
            if self._ended:
                on_end()


class _Handed:
    """Keeps the contract of `InputStream` for a microphone that runs already."""

    def __init__(self, armed: ArmedInput, on_block: OnBlock, on_end: OnEnd) -> None:
        self.format = armed.format
        self._armed, self._on_block, self._on_end = armed, on_block, on_end

    def start(self) -> None:
        self._armed._bequeath(self._on_block, self._on_end)

    def close(self, timeout_s: float) -> bool:
        stream = self._armed._stream
        return stream is None or stream.close(timeout_s)

    def still_there(self) -> bool | None:
        stream = self._armed._stream
        return stream.still_there() if stream is not None else None


def _after_the_tone(
    blocks: Sequence[HeldBlock], format: AudioFormat, tone_hz: float, since_s: float
) -> float:
    """When the first block arrived that is not the beep; `since_s` where none is.

    A beep that begins later than the first block is still on its way from a slow loudspeaker, so
    silence before it goes as well; whoever speaks into the beep is kept from their first sound on.
    """
    heard = [_share_at(to_mono(to_floats(block.pcm, format)), format.rate_hz, tone_hz) for block in blocks]
    quiet = max(_SILENCE, 4 * min((power for _share, power in heard), default=0.0))
    first_kept, in_tone = since_s, False
    for block, (share, power) in zip(blocks, heard, strict=True):
        if power > quiet and share >= (_ENDING if in_tone else _PURE):
            first_kept = block.at_s + 1e-6  # the next one: each arrived later than the one before
            in_tone = share >= _PURE
        elif power > quiet:
            break
        else:
            in_tone = False
    return first_kept


def _share_at(mono: Floats, rate_hz: int, hz: float) -> tuple[float, float]:
    """How much of a block's power lies at `hz` (0 to 1), and that power."""
    power = float(np.mean(np.square(mono)))
    if power <= 0.0:
        return 0.0, 0.0
    turn = np.exp(-2j * np.pi * hz * np.arange(len(mono)) / rate_hz)
    return float(2.0 * np.abs(np.mean(mono * turn)) ** 2 / power), power
