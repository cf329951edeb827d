"""One recording: from the microphone into a file that a crash cannot take.

PortAudio's thread copies a block, puts it into a bounded queue and counts.
The writer thread puts it into the growing WAV first, then measures it, and watches the clock and the disk.
Whoever shows the recording asks `status`, which is cheap and for any thread.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from rehearse.audio.devices import Device, name_in_sentence
from rehearse.audio.disk_room import DiskLimits, DiskRoom, told_plainly
from rehearse.audio.format import AudioBlock, AudioFormat, Recording
from rehearse.audio.heartbeat import Heartbeat, Presence
from rehearse.audio.input_stream import BLOCK_S, InputStream, StreamOpener, open_input
from rehearse.audio.level import NO_LEVEL, Level, LevelMeter
from rehearse.audio.rescue import Rescue
from rehearse.audio.wav import GrowingWav
from rehearse.errors import DeviceLost, DiskFull, RehearseError
from rehearse.i18n import _

#: So much sound waits for a disk that does not answer before blocks are lost, and counted.
QUEUE_S = 30.0
#: Without a callback for this long something is wrong with the device: the user is told, within a second and
#: a half also where this program gets half of the time only.
NO_INPUT_S = 0.75
#: And after this long the recording ends: a device that only slept would be back.
LOST_S = 5.0
#: Exact zeros for this long mean a muted microphone or a missing permission: when nothing was heard yet, or
#: where the room was heard in a pause before (`LevelMeter.heard_room`).
SILENT_S = 1.0
#: Noise suppression also gives exact zeros, between sentences: where that may be, it takes longer.
SILENT_AFTER_SOUND_S = 3.0
#: Nobody waits this long with a first word, or with the next one.
TOO_QUIET_S = 3.0
TOO_QUIET_AFTER_SPEECH_S = 8.0
#: How long a warning about a moment stays.
MOMENT_S = 3.0
#: How often the writer looks up while nothing arrives.
_TICK_S = 0.1
#: How long `stop` waits for the device to close; the file is complete before.
_CLOSE_S = 0.5


class Warn(StrEnum):
    """What is wrong while there is still time; the first that applies, in this order of weight."""

    NONE = "none"
    NO_INPUT = "no_input"
    DISK_LOW = "disk_low"
    SILENT = "silent"
    OVERFLOW = "overflow"
    CLIPPING = "clipping"
    TOO_QUIET = "too_quiet"


@dataclass(frozen=True, slots=True)
class CaptureStatus:
    """A recording at this moment.

    `elapsed_s` is sound that arrived, not time that passed.
    `state` is "starting" (no sound yet), "recording", "stopped" or "lost" (it ended by itself: `error`
    says why; the file is complete).
    """

    elapsed_s: float
    level: Level
    overflow_count: int
    warning: Warn
    state: str
    error: RehearseError | None


class Capture:
    """Records from `device` at its own rate into `path`, which must not exist yet.

    `start` once, `stop` once or more.
    `format` is settled by `start`; `started_at` is aware and in UTC.
    Where the file is taken away meanwhile, what is said is kept in one of the `rescue_folders`.
    """

    def __init__(
        self,
        device: Device,
        path: Path,
        *,
        open_stream: StreamOpener = open_input,
        disk_limits: DiskLimits | None = None,
        rescue_folders: Sequence[Path] = (),
    ) -> None:
        self.device = device
        self.path = path
        self.format = AudioFormat(device.default_rate_hz, 1)
        self.started_at = datetime.now(UTC)
        self._open_stream = open_stream
        self._disk_limits = disk_limits or DiskLimits()
        self._rescue_folders = rescue_folders
        self._queue: queue.SimpleQueue[AudioBlock | None] = queue.SimpleQueue()
        self._queue_blocks = round(QUEUE_S / BLOCK_S)
        # Written by PortAudio's thread alone, read by any.
        self._frames_in = 0
        self._overflow_count = 0
        self._heart = Heartbeat()
        self._overflow_at = float("-inf")
        # Written by whoever starts and stops.
        self._stopping = False
        self._stop_lock = threading.Lock()
        self._recording: Recording | None = None
        # Written by the writer thread.
        self._error: RehearseError | None = None
        self._disk_low = False
        self._done = threading.Event()

    # ---- start and stop ------------------------------------------------------------------------

    def start(self) -> None:
        """Begin; on return the file exists and sound is on its way.

        Raises `DeviceBusy`, `NoMicrophone`, `SoundSystemMissing`, `DiskFull`, `LibraryReadOnly`; then
        there is no file.
        """
        self._room = DiskRoom(self.path.parent, self._disk_limits)
        self._room.require(self.device.default_rate_hz)
        self._stream: InputStream = self._open_stream(self.device, self._on_block, self._on_end)
        try:
            self.format = self._stream.format
            self._meter = LevelMeter(self.format)
            self._presence = Presence(self._stream.still_there)
            try:
                self._wav = GrowingWav.create(self.path, self.format)
            except OSError as error:
                raise told_plainly(error, self.path) from error
            self._rescue = Rescue(self._wav, self._rescue_folders)
            try:
                self.started_at = datetime.now(UTC)
                self._heart = Heartbeat()
                self._stream.start()
            except BaseException:
                self._stopping = True
                self._wav.close()
                with contextlib.suppress(OSError):
                    self.path.unlink()
                raise
        except BaseException:
            self._stream.close(_CLOSE_S)
            raise
        self._writer = threading.Thread(target=self._write, name="capture-writer", daemon=True)
        self._writer.start()

    def stop(self) -> Recording:
        """End; on return the file is complete and on the disk.  Idempotent.

        Does not wait for a device that hangs.
        """
        with self._stop_lock:
            if self._recording is None:
                self._stopping = True
                self._queue.put(None)
                self._writer.join()
                self._stream.close(_CLOSE_S)
                self._recording = Recording(
                    path=self.path,
                    format=self.format,
                    n_frames=self._wav.n_frames,
                    overflow_count=self._overflow_count,
                    peak_dbfs=self._meter.peak_dbfs,
                    started_at=self.started_at,
                )
            return self._recording

    @property
    def rescued(self) -> tuple[bool, Path | None]:
        """Whether the file was taken away, and where what was said is kept instead.  After `stop`."""
        return self._rescue.gone, self._rescue.path

    # ---- PortAudio's thread --------------------------------------------------------------------

    def _on_block(self, pcm: bytes, overflowed: bool) -> None:
        now = time.monotonic()
        self._heart.beat()
        if self._stopping:
            return
        if overflowed:
            self._overflow_count += 1
            self._overflow_at = now
        first_frame = self._frames_in
        self._frames_in += len(pcm) // self.format.frame_bytes
        if self._queue.qsize() < self._queue_blocks:
            self._queue.put(AudioBlock(first_frame, pcm, overflowed))
        else:
            self._overflow_count += 1
            self._overflow_at = now

    def _on_end(self) -> None:
        self._queue.put(None)

    # ---- the writer thread ---------------------------------------------------------------------

    def _write(self) -> None:
        try:
            self._error = self._write_until_the_end()
        except OSError as error:
            self._error = told_plainly(error, self.path)
        except Exception as bug:
            # The sound up to here is worth more than the fault: it is told, and the file completed.
            self._error = RehearseError(
                _("Recording stopped because of a fault in the program ({fault}).").format(fault=repr(bug)),
                kept=_("What you said up to then is kept."),
            )
            self._error.__cause__ = bug
        try:
            self._rescue.close()
            self._wav.close()
            self._rescue.put_back()
        except OSError as error:
            self._error = self._error or told_plainly(error, self.path)
        self._rescue.let_go()
        self._done.set()
        if self._error is not None:
            self._stream.close(0.0)

    def _write_until_the_end(self) -> RehearseError | None:
        while True:
            try:
                block = self._queue.get(timeout=_TICK_S)
            except queue.Empty:
                self._wav.sync_if_due()
            else:
                if block is not None:
                    self._write_block(block)
                elif self._stopping:
                    return None
                else:
                    return self._lost()
            if self._heart.silent_s() > LOST_S and self._queue.empty():
                return self._lost()
            now = time.monotonic()
            if self._presence.look(self._meter.zero_s):
                return self._lost()
            self._rescue.look(now)
            full = self._room.look(now, self.format)
            self._disk_low = self._room.is_low
            if full is not None:
                return full

    def _write_block(self, block: AudioBlock) -> None:
        # Where the queue was full, silence keeps the times of all that follows true.
        missing = block.first_frame - self._wav.n_frames
        pcm = bytes(missing * self.format.frame_bytes) + block.pcm
        self._wav.write(pcm)
        self._rescue.write(pcm)
        self._meter.add(block.pcm)

    def _lost(self) -> DeviceLost:
        return DeviceLost(
            _("{device} went away while recording.").format(device=name_in_sentence(self.device)),
            kept=_("What you said up to then is kept."),
            help=_("Plug it in again or choose another microphone."),
        )

    # ---- for whoever shows it ------------------------------------------------------------------

    def status(self) -> CaptureStatus:
        """This moment.  Cheap, for any thread, from `start` on."""
        done, error = self._done.is_set(), self._error
        if done:
            state = "stopped" if error is None else "lost"
        else:
            state = "recording" if self._frames_in else "starting"
        n_frames = self._wav.n_frames if done else self._frames_in
        return CaptureStatus(
            elapsed_s=self.format.seconds(n_frames),
            level=NO_LEVEL if done else self._meter.level(),
            overflow_count=self._overflow_count,
            warning=self._warning_at_end(error) if done else self._warning(),
            state=state,
            error=error if done else None,
        )

    @staticmethod
    def _warning_at_end(error: RehearseError | None) -> Warn:
        if isinstance(error, DiskFull):
            return Warn.DISK_LOW
        return Warn.NO_INPUT if isinstance(error, DeviceLost) else Warn.NONE

    def _warning(self) -> Warn:
        now = time.monotonic()
        meter = self._meter
        clipped_ago_s = meter.clipped_ago_s
        if self._heart.silent_s() > NO_INPUT_S:
            return Warn.NO_INPUT
        if self._disk_low:
            return Warn.DISK_LOW
        may_be_suppressed = meter.has_sound and not meter.heard_room
        if meter.zero_s >= (SILENT_AFTER_SOUND_S if may_be_suppressed else SILENT_S):
            return Warn.SILENT
        if now - self._overflow_at < MOMENT_S:
            return Warn.OVERFLOW
        if clipped_ago_s is not None and clipped_ago_s < MOMENT_S:
            return Warn.CLIPPING
        if meter.quiet_s >= (TOO_QUIET_AFTER_SPEECH_S if meter.was_loud else TOO_QUIET_S):
            return Warn.TOO_QUIET
        return Warn.NONE
