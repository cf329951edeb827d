"""Listening to a recording: play, pause, jump, and know which word is heard now.

All methods return at once; a worker thread opens the loudspeaker, reads the file a second ahead and
notices when the device is gone.  Long files stream from the disk in memory that does not grow.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from rehearse.audio.decode import NativeReader
from rehearse.audio.devices import Device, find_device
from rehearse.audio.feed import Feed
from rehearse.audio.output import Output, OutputLike, Source
from rehearse.errors import DeviceLost, RehearseError
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

OpenOutput = Callable[[int], OutputLike]


class Player:
    """Plays one file.  Methods may be called from any one thread; `state` and the rest from any.

    Opening raises FileMissing, NotAudio or NoSound.  A loudspeaker that cannot be opened or goes
    away shows as `state` "lost" with `error` set; `play` tries again.
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
        self._source: Source | None = None
        self._output: OutputLike | None = None
        # The worker's own:
        self._fed: Source | None = None
        self._feed: Feed | None = None
        self._idle_since_s = 0.0

    @property
    def state(self) -> State:
        return self._state

    @property
    def error(self) -> RehearseError | None:
        """Why the state is "lost"."""
        return self._error

    @property
    def position_s(self) -> float:
        """The place in the file that is heard now, right within 50 ms."""
        with self._lock:
            return self._position_s()

    def play(self, from_s: float | None = None, until_s: float | None = None) -> None:
        """Play from `from_s` (or where it stands; from the start after the end) to `until_s`."""
        with self._lock:
            if from_s is None:
                if self._state == "playing" and until_s is None:
                    return
                over = self._state == "finished" or self._position_s() >= self.duration_s
                from_s = 0.0 if over else self._position_s()
            self._begin(from_s, until_s)

    def pause(self) -> None:
        """Hold at what is heard now.  Does nothing unless playing."""
        with self._lock:
            if self._state == "playing":
                self._rest_at(self._position_s(), "paused")

    def seek(self, s: float) -> None:
        """Go to `s`, and play on from there when playing."""
        with self._lock:
            if self._state == "playing":
                self._begin(s, None)
            else:
                self._rest_at(self._clamp(s), "paused" if self._state == "finished" else self._state)

    def stop(self) -> None:
        """Stop and go back to the start."""
        with self._lock:
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

    def _begin(self, from_s: float, until_s: float | None) -> None:
        if self._closing:
            return
        self._source = Source(self._clamp(from_s), until_s)
        self._state, self._error = "playing", None
        if self._output is not None:
            self._output.play(self._source)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="player", daemon=True)
            self._thread.start()
        self._wake.set()

    def _rest_at(self, place_s: float, state: State) -> None:
        self._rest_s, self._state, self._source = place_s, state, None
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
        device = find_device("output", self._device.key if self._device is not None else None)
        return Output(device, channels)

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
                self._wake.wait(TICK_S if self._output is not None or self._source is not None else None)
        finally:
            if not self._closing:  # a fault of our own is on its way up: do not stay "playing"
                self._thread = None
                self._lose(self._source, RehearseError(_("The recording could not be played.")))
            self._close_output()
            self._reader.close()
            self._feed = None  # soxr complains on stderr about what is alive at exit

    def _serve(self, source: Source) -> None:
        """Feed `source`, open the loudspeaker for it, and see whether it is through."""
        self._idle_since_s = time.monotonic()
        if self._output is None:
            output = self._open_output(self._channels)
            with self._lock:
                self._output = output
                output.play(None)
            self._fed = None
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
                help=_("Plug it in again or choose another one, then press play."),
            )
        if source.drained_at_s is not None and source.drained_at_s <= time.monotonic():
            with self._lock:
                if self._source is source:
                    self._rest_at(source.end_s or source.start_s, "finished")

    def _rest(self) -> None:
        output = self._output
        if output is not None and (not output.is_alive() or time.monotonic() - self._idle_since_s > LINGER_S):
            self._close_output()

    def _lose(self, source: Source | None, error: RehearseError) -> None:
        with self._lock:
            if self._source is source and source is not None:
                self._rest_at(self._position_s(), "lost")
                self._error = error
        self._close_output()

    def _close_output(self) -> None:
        with self._lock:
            output, self._output = self._output, None
        if output is not None:
            output.close()

    def _fill(self, source: Source, output: OutputLike) -> None:
        """Read until `AHEAD_S` of blocks wait, the end has come, or another source is wanted."""
        if self._fed is not source:
            self._fed = source
            self._feed = Feed(
                self._reader,
                source.start_s,
                source.until_s,
                rate_hz=output.rate_hz,
                channels=output.channels,
                block_frames=output.block_frames,
            )
        feed = self._feed
        assert feed is not None
        ahead_blocks = AHEAD_S * output.rate_hz / output.block_frames
        while source.end_s is None and len(source.blocks) < ahead_blocks:
            if self._source is not source or self._closing:
                return
            block = feed.next_block()
            if block is not None:
                source.blocks.append(block)
            else:
                source.end_s = source.start_s + feed.n_frames / output.rate_hz
