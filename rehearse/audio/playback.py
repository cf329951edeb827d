"""Listening to a recording: play, pause, jump, loop, and know which word is heard now.

All methods return at once; a worker thread opens the loudspeaker, reads the file a second ahead and
notices when the device is gone and when it is back.  Long files stream from the disk in memory that
does not grow.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rehearse.audio import devices
from rehearse.audio.decode import NativeReader
from rehearse.audio.devices import Device, DeviceKey, find_device
from rehearse.audio.feed import PLAIN, TAIL_S, Feed, Manner
from rehearse.audio.output import Output, OutputLike, Source
from rehearse.audio.splice import splice
from rehearse.errors import DeviceBusy, DeviceError, DeviceLost, RehearseError, SoundSystemMissing
from rehearse.i18n import _

State = Literal["stopped", "playing", "paused", "finished", "lost"]

#: Read ahead this much: a busy disk or processor does not stutter.
AHEAD_S = 1.0

#: An idle loudspeaker stays open this long, so that clicks on words answer at once.
LINGER_S = 3.0

#: How often the worker looks after the device and the blocks.
TICK_S = 0.03

#: How long `close` waits for the worker, which itself waits at most a second for the device.
CLOSE_TIMEOUT_S = 3.0

#: Silence between two rounds of a loop: long enough to tell the end from the start.
LOOP_GAP_S = 0.4

#: A shorter loop is a buzz.
SHORTEST_LOOP_S = 0.05

#: While a loudspeaker is gone, it is looked for this often and this long.
RETRY_S = 2.0
WAIT_S = 120.0

OpenOutput = Callable[[int], OutputLike]


@dataclass(slots=True)
class _Waiting:
    """For a loudspeaker that went away: what to play then, and when to look for it."""

    source: Source
    next_look_s: float
    until_s: float


class Player:
    """Plays one file.  Methods may be called from any one thread; `state` and the rest from any.

    Opening raises FileMissing, NotAudio or NoSound.  A loudspeaker that cannot be opened or goes
    away shows as `state` "lost" with `error` set; `play` tries again, with any loudspeaker there is.
    One that went away is waited for: back within `WAIT_S`, it plays on by itself (`waiting`).
    `open_output` (channels → loudspeaker) is for other outputs than PortAudio's.
    """

    def __init__(
        self, path: Path, device: Device | None = None, *, open_output: OpenOutput | None = None
    ) -> None:
        self._reader = NativeReader(path)
        self._device = device
        self._open_output = open_output or self._open_loudspeaker
        info = self._reader.info
        self._channels = min(info.channels, 2)
        known_s = None if info.duration_is_estimate else info.duration_s
        self.duration_s = known_s if known_s is not None else self._measure_s()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._closing = False
        self._state: State = "stopped"
        self._error: RehearseError | None = None
        self._rest_s = 0.0  # the position while nothing plays
        self._manner = PLAIN
        self._loop: tuple[float, float] | None = None
        self._waiting: _Waiting | None = None
        self._source: Source | None = None
        self._output: OutputLike | None = None
        # The worker's own:
        self._fed: Source | None = None
        self._feed: Feed | None = None
        self._idle_since_s = 0.0
        self._look_afresh = False
        self._used: DeviceKey | None = None

    @property
    def state(self) -> State:
        return self._state

    @property
    def error(self) -> RehearseError | None:
        """Why the state is "lost"."""
        return self._error

    @property
    def waiting(self) -> bool:
        """Whether it goes on by itself once the loudspeaker is back."""
        return self._waiting is not None

    @property
    def manner(self) -> Manner:
        return self._manner

    @property
    def looping(self) -> tuple[float, float] | None:
        """The stretch that is played round and round, in seconds."""
        return self._loop

    @property
    def position_s(self) -> float:
        """The place in the file that is heard now, right within 50 ms at every speed."""
        with self._lock:
            return self._position_s()

    def set_manner(self, *, speed: float | None = None, phone: bool | None = None) -> None:
        """Play faster or slower (0.5 to 2), or as on the phone; what plays goes on without a break."""
        with self._lock:
            manner = self._manner
            self._manner = Manner(
                manner.speed if speed is None else speed, manner.phone if phone is None else phone
            )
            self._wake.set()

    def play(self, from_s: float | None = None, until_s: float | None = None) -> None:
        """Play from `from_s` (or where it stands; from the start after the end) to `until_s`.

        Without arguments a loop that was paused goes on; with them it is left.
        """
        with self._lock:
            if from_s is None:
                if self._state == "playing" and until_s is None:
                    return
                over = self._state == "finished" or self._position_s() >= self.duration_s
                from_s = 0.0 if over and self._loop is None else self._position_s()
                if until_s is None and self._loop is not None:
                    self._begin_loop(from_s)
                    return
            self._loop = None
            self._begin(from_s, until_s)

    def loop(self, from_s: float, until_s: float) -> None:
        """Play a stretch round and round, with a breath of silence in between, until told otherwise.

        A seek inside the stretch stays in the loop; one outside leaves it.
        """
        with self._lock:
            from_s, until_s = self._clamp(from_s), self._clamp(until_s)
            if until_s - from_s < SHORTEST_LOOP_S:
                return
            self._loop = (from_s, until_s)
            self._begin_loop(from_s)

    def end_loop(self) -> None:
        """Leave the loop and hold at what is heard now."""
        with self._lock:
            self._loop = None
            if self._state == "playing":
                self._rest_at(self._position_s(), "paused")

    def pause(self) -> None:
        """Hold at what is heard now; stop waiting for a loudspeaker.  Else does nothing."""
        with self._lock:
            self._waiting = None
            if self._state == "playing":
                self._rest_at(self._position_s(), "paused")

    def seek(self, s: float) -> None:
        """Go to `s`, and play on from there when playing."""
        with self._lock:
            inside = self._loop is not None and self._loop[0] <= s < self._loop[1]
            if not inside:
                self._loop = None
            if self._state != "playing":
                self._rest_at(self._clamp(s), "paused" if self._state == "finished" else self._state)
            elif inside:
                self._begin_loop(s)
            else:
                self._begin(s, None)

    def stop(self) -> None:
        """Stop and go back to the start."""
        with self._lock:
            self._loop = None
            self._rest_at(0.0, "stopped")

    def close(self, timeout_s: float = CLOSE_TIMEOUT_S) -> None:
        """Let go of the loudspeaker and the file.  Safe to call again; never hangs."""
        with self._lock:
            self._rest_at(self._position_s(), "stopped")
            self._closing = True
            thread = self._thread
            self._wake.set()
        if thread is None:
            self._reader.close()
        else:
            thread.join(timeout_s)

    def _begin_loop(self, from_s: float) -> None:
        assert self._loop is not None
        again_s, until_s = self._loop
        self._begin(from_s if again_s <= from_s < until_s else again_s, until_s, again_s)

    def _begin(self, from_s: float, until_s: float | None, again_from_s: float | None = None) -> None:
        if self._closing:
            return
        self._waiting = None
        self._source = Source(self._clamp(from_s), until_s, again_from_s)
        self._state, self._error = "playing", None
        if self._output is not None:
            self._output.play(self._source)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="player", daemon=True)
            self._thread.start()
        self._wake.set()

    def _rest_at(self, place_s: float, state: State) -> None:
        self._rest_s, self._state, self._source, self._waiting = place_s, state, None, None
        if self._output is not None:
            self._output.play(None)
        self._wake.set()

    def _position_s(self) -> float:
        source, output = self._source, self._output
        if source is None:
            return self._rest_s
        heard_s = output.heard_s(source) if output is not None else None
        return source.start_s if heard_s is None else heard_s

    def _clamp(self, s: float) -> float:
        return min(max(0.0, s), self.duration_s)

    def _measure_s(self) -> float:
        """The length of a file that does not say it (as browsers and AMR do), by reading it once."""
        n_frames = 0
        while (samples := self._reader.read()) is not None:
            n_frames += len(samples)
        return n_frames / self._reader.info.rate_hz

    def _open_loudspeaker(self, channels: int) -> OutputLike:
        if self._look_afresh:
            devices.refresh()  # PortAudio's list is frozen: what was plugged in since is not in it
        device = find_device("output", self._device.key if self._device is not None else None)
        if self._waiting is not None and self._used is not None and device.key.name != self._used.name:
            # A voice must not break out of another loudspeaker unasked.
            raise DeviceLost(_("{device} is not there any more.").format(device=self._used.name))
        output = Output(device, channels)
        self._used = device.key
        return output

    # --- the worker thread ---------------------------------------------------------------

    def _work(self) -> None:
        try:
            while not self._closing:
                self._wake.clear()
                source = self._source
                try:
                    if source is not None:
                        self._serve(source)
                    else:
                        self._rest()
                except RehearseError as error:
                    self._lose(source, error)
                self._wake.wait(self._nap_s())
        finally:
            if not self._closing:  # a fault of our own is on its way up: do not stay "playing"
                self._thread = None
                self._lose(self._source, RehearseError(_("The recording could not be played.")))
            self._close_output()
            self._reader.close()
            self._feed = None  # soxr complains on stderr about what is alive at exit

    def _nap_s(self) -> float | None:
        if self._output is not None or self._source is not None:
            return TICK_S
        return RETRY_S if self._waiting is not None else None

    def _serve(self, source: Source) -> None:
        """Feed `source`, open the loudspeaker for it, and see whether it is through."""
        self._idle_since_s = time.monotonic()
        if self._output is None:
            self._take(self._open_output(self._channels))
        output = self._output
        assert output is not None
        self._fill(source, output)
        with self._lock:
            if self._source is source:
                output.play(source)
        if not output.is_alive():
            raise DeviceLost(
                _("The loudspeaker went away while the recording was played."),
                kept=_("The recording itself is safe."),
                help=_("Plug it in again and it goes on, or choose another one and press play."),
            )
        if source.drained_at_s is not None and source.drained_at_s <= time.monotonic():
            with self._lock:
                if self._source is source:
                    self._rest_at(source.end_s or source.start_s, "finished")

    def _take(self, output: OutputLike) -> None:
        self._look_afresh = False
        self._fed = None
        with self._lock:
            self._output = output
            output.play(None)

    def _rest(self) -> None:
        output, waiting = self._output, self._waiting
        if output is not None and (not output.is_alive() or time.monotonic() - self._idle_since_s > LINGER_S):
            self._close_output()
        if waiting is not None and time.monotonic() >= waiting.next_look_s:
            self._look_for_loudspeaker(waiting)

    def _look_for_loudspeaker(self, waiting: _Waiting) -> None:
        """Play on where it was, if the loudspeaker is back."""
        try:
            output = self._open_output(self._channels)
        except DeviceError:
            now_s = time.monotonic()
            waiting.next_look_s = now_s + RETRY_S
            if now_s >= waiting.until_s:
                self._waiting = None
            return
        if not output.is_alive():
            output.close()
            waiting.next_look_s = time.monotonic() + RETRY_S
            return
        self._take(output)
        with self._lock:
            if self._waiting is waiting:
                lost = waiting.source
                self._begin(self._rest_s, lost.until_s, lost.again_from_s)

    def _lose(self, source: Source | None, error: RehearseError) -> None:
        with self._lock:
            if self._source is source and source is not None:
                self._rest_at(self._position_s(), "lost")
                self._error = error
                self._look_afresh = True
                # One in use stays so until somebody acts: that is no reason to knock all the time.
                if isinstance(error, DeviceError) and not isinstance(error, (DeviceBusy, SoundSystemMissing)):
                    now_s = time.monotonic()
                    self._waiting = _Waiting(source, now_s + RETRY_S, now_s + WAIT_S)
        self._close_output()

    def _close_output(self) -> None:
        with self._lock:
            output, self._output = self._output, None
        if output is not None:
            output.close()

    def _new_feed(self, output: OutputLike, source: Source, from_s: float) -> Feed:
        return Feed(
            self._reader,
            from_s,
            source.until_s,
            rate_hz=output.rate_hz,
            channels=output.channels,
            block_frames=output.block_frames,
            manner=self._manner,
            silence_s=TAIL_S if source.again_from_s is None else LOOP_GAP_S,
        )

    def _fill(self, source: Source, output: OutputLike) -> None:
        """Read until `AHEAD_S` of blocks wait, the end has come, or another source is wanted."""
        feed = self._feed
        if self._fed is not source or feed is None:
            self._fed = source
            feed = self._feed = self._new_feed(output, source, source.start_s)
        elif feed.manner != self._manner:
            feed = self._feed = splice(source, feed, lambda place_s: self._new_feed(output, source, place_s))
        ahead_blocks = AHEAD_S * output.rate_hz / output.block_frames
        while source.end_s is None and len(source.blocks) < ahead_blocks:
            if self._source is not source or self._closing or feed.manner != self._manner:
                return
            block = feed.next_block()
            if block is not None:
                source.blocks.append(block)
            elif source.again_from_s is not None:
                feed = self._feed = self._new_feed(output, source, source.again_from_s)
            else:
                source.end_s = feed.end_s
