"""The microphone's level without a recording: for the first start, the settings and the idle meter."""

from __future__ import annotations

import queue
import threading

from rehearse.audio.capture import LOST_S, NO_INPUT_S
from rehearse.audio.devices import Device, name_in_sentence
from rehearse.audio.heartbeat import Heartbeat, Presence
from rehearse.audio.input_stream import BLOCK_S, InputStream, StreamOpener, open_input
from rehearse.audio.level import NO_LEVEL, Level, LevelMeter
from rehearse.errors import DeviceLost
from rehearse.i18n import _

#: What waits when nobody asks for the level; older sound is of no use then.
_QUEUE_S = 2.0
_CLOSE_S = 1.0


class LevelMonitor:
    """Hears `device` until it is closed; nothing is kept.

    Its questions are cheap and for any thread: whoever asks measures what arrived since.
    """

    def __init__(self, device: Device, *, open_stream: StreamOpener = open_input) -> None:
        self.device = device
        self._open_stream = open_stream
        self._queue: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._queue_blocks = round(_QUEUE_S / BLOCK_S)
        self._heart = Heartbeat()
        self._ended = False
        self._lock = threading.Lock()
        self._stream: InputStream | None = None

    def start(self) -> None:
        """Open the microphone.  Raises `DeviceBusy`, `NoMicrophone`, `SoundSystemMissing`."""
        stream = self._open_stream(self.device, self._on_block, self._on_end)
        self._meter = LevelMeter(stream.format)
        self._presence = Presence(stream.still_there)
        self._heart = Heartbeat()
        try:
            stream.start()
        except BaseException:
            stream.close(_CLOSE_S)
            raise
        self._stream = stream

    def _on_block(self, pcm: bytes, overflowed: bool) -> None:
        self._heart.beat()
        if self._queue.qsize() < self._queue_blocks:
            self._queue.put(pcm)

    def _on_end(self) -> None:
        self._ended = True

    def level(self) -> Level:
        """The last tenth of a second; no level when no sound arrives."""
        meter = self._measured()
        return NO_LEVEL if self._ended or self._heart.silent_s() > NO_INPUT_S else meter.level()

    @property
    def silent_s(self) -> float:
        """How long there has been nothing but exact zeros, or nothing at all."""
        meter = self._measured()
        age_s = self._heart.silent_s()
        return meter.zero_s if age_s < NO_INPUT_S and not self._ended else max(age_s, meter.zero_s)

    @property
    def error(self) -> DeviceLost | None:
        """What to tell when the microphone went away; None while it is there."""
        gone = self._ended or self._heart.silent_s() >= LOST_S
        if not gone and not self._presence.look(self._measured().zero_s):
            return None
        return DeviceLost(
            _("{device} went away.").format(device=name_in_sentence(self.device)),
            help=_("Plug it in again or choose another microphone."),
        )

    def _measured(self) -> LevelMeter:
        with self._lock:
            for _block in range(self._queue.qsize()):
                self._meter.add(self._queue.get_nowait())
            return self._meter

    def close(self) -> None:
        """Let the microphone go; returns also when it does not answer.  Idempotent."""
        if self._stream is not None:
            self._stream.close(_CLOSE_S)
