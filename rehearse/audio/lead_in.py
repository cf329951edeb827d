"""What comes before a take: a countdown, the greeting of a mailbox, its beep.

Everything is one stretch of sound, so that ticks, greeting and beep follow each other exactly, and
what is shown follows what is heard.  Where no loudspeaker answers, a clock takes its place: the
countdown and the length of the beep stay, a greeting nobody can hear is left out.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from rehearse.audio.decode import NativeReader
from rehearse.audio.feed import Block
from rehearse.audio.output import Output, OutputLike, Source
from rehearse.audio.resample import FULL_SCALE, RateChanger, to_mono
from rehearse.errors import DeviceLost, RehearseError
from rehearse.files import assets_folder
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.audio.devices import Device
    from rehearse.audio.resample import Floats

Phase = Literal["opening", "countdown", "greeting", "beep", "over"]

#: The pitch of `assets/sounds/beep.flac`, which a recording tells it by.
BEEP_HZ = 1000.0

#: A loudspeaker that is asleep needs a moment, or the first tick is cut.
_WAKE_S = 0.1

#: Between a greeting and its beep, beside the silence the greeting ends with.
_GAP_S = 0.15

#: The length of a beep that cannot be heard.
_BEEP_S = 0.5

#: So long a loudspeaker may take to open; then the lead-in goes on without it.
OPEN_S = 1.5

#: What was skipped is still on its way to the ear, and from there to the microphone.
_FADING_S = 0.25

#: Sound that is still on its way when the last block was taken.
_LINGER_S = 0.15

_TICK_S = 0.01


@dataclass(frozen=True, slots=True)
class LeadIn:
    """What is wanted before a take.  `greeting` names a sound of `assets/sounds`; "" is none."""

    countdown_s: int = 0
    ticks: bool = False
    greeting: str = ""
    beep: bool = False

    @property
    def wanted(self) -> bool:
        """Whether there is anything at all."""
        return bool(self.countdown_s or self.greeting or self.beep)

    @property
    def audible(self) -> bool:
        """Whether any of it is a sound."""
        return bool((self.countdown_s and self.ticks) or self.greeting or self.beep)


@dataclass(frozen=True, slots=True)
class LeadInStatus:
    """This moment.  `left_s` is what is left of the phase; `at_s` of `total_s` have passed."""

    phase: Phase
    left_s: float
    at_s: float
    total_s: float


@dataclass(frozen=True, slots=True)
class _Timeline:
    """Where the phases end, in seconds from the start."""

    countdown_s: float
    greeting_s: float
    beep_s: float

    def phase(self, at_s: float) -> tuple[Phase, float]:
        """The phase at `at_s` and how much of it is left."""
        if at_s < self.countdown_s:
            return "countdown", self.countdown_s - at_s
        if at_s < self.greeting_s:
            return "greeting", self.greeting_s - at_s
        return ("beep", self.beep_s - at_s) if at_s < self.beep_s else ("over", 0.0)


OpenOutput = Callable[[], OutputLike]


class LeadInPlayer:
    """Plays one lead-in.  Methods return at once and are for any thread.

    `ended_at_s` is when the last of it was heard (monotonic clock); `problem` says why a sound that
    was wanted cannot be heard.
    """

    def __init__(self, wanted: LeadIn, open_output: OpenOutput, *, folder: Path | None = None) -> None:
        self.wanted = wanted
        self.ended_at_s: float | None = None
        self.problem: RehearseError | None = None
        self._open_output = open_output
        self._folder = folder or assets_folder() / "sounds"
        self._wake = threading.Event()
        self._skip = self._cancelled = False
        self._timeline: _Timeline | None = None
        self._clock_s: float | None = None  # when the timeline began, where no loudspeaker plays it
        self._output: OutputLike | None = None
        self._source: Source | None = None
        self._thread = threading.Thread(target=self._work, name="lead-in", daemon=True)

    @classmethod
    def through(cls, wanted: LeadIn, find: Callable[[], Device]) -> LeadInPlayer:
        """Through the loudspeaker that `find` finds; it may raise `DeviceError`."""
        return cls(wanted, lambda: Output(find(), 2))

    def start(self) -> None:
        self._thread.start()

    def status(self) -> LeadInStatus:
        timeline = self._timeline
        if self.ended_at_s is not None and time.monotonic() >= self.ended_at_s:
            return LeadInStatus("over", 0.0, 1.0, 1.0)
        if timeline is None:
            return LeadInStatus("opening", float(self.wanted.countdown_s), 0.0, 1.0)
        at_s = min(self._at_s(), timeline.beep_s - 1e-6)  # it is over when it has been heard
        phase, left_s = timeline.phase(at_s)
        return LeadInStatus(phase, left_s, at_s, timeline.beep_s)

    @property
    def heard(self) -> bool:
        """Whether a loudspeaker played it."""
        return self._source is not None and self.problem is None

    @property
    def is_running(self) -> bool:
        """Whether it may still be heard, or has not let the loudspeaker go yet."""
        return self._thread.is_alive()

    def skip(self) -> None:
        """Go to the beep; without one, to the end."""
        self._skip = True
        self._wake.set()

    def cancel(self) -> None:
        """Fall silent and end; `status` is never "over" afterwards unless it was."""
        self._cancelled = True
        self._wake.set()

    def join(self, timeout_s: float | None = None) -> None:
        """Wait until the loudspeaker is let go."""
        self._thread.join(timeout_s)

    # ---- the thread ----------------------------------------------------------------------------

    def _work(self) -> None:
        try:
            if self.wanted.audible:
                self._play()
            if not self._cancelled and self.ended_at_s is None:
                self._count()
        except Exception as bug:
            # A take is worth more than its lead-in: the fault is told, and the recording begins.
            self.problem = RehearseError(_("The beep could not be played ({fault}).").format(fault=repr(bug)))
            self.problem.__cause__ = bug
            self.ended_at_s = time.monotonic()
        finally:
            if self._output is not None:
                self._output.close()

    def _play(self) -> None:
        """Let a loudspeaker play it; returns early with `problem` set where that cannot be."""
        try:
            self._output = output = _open_in_time(self._open_output)
            timeline, sound = self._compose(output.rate_hz)
        except RehearseError as error:
            self.problem = error
            return
        self._put(sound, output, from_s=0.0, wake=True)
        self._timeline = timeline
        while not self._cancelled:
            source = self._source
            assert source is not None
            if self._skip:
                self._skip = False
                if self._at_s() < timeline.greeting_s:
                    if not self.wanted.beep:
                        output.play(None)
                        self.ended_at_s = time.monotonic() + _FADING_S
                        return
                    self._put(sound, output, from_s=timeline.greeting_s)
                    continue
            if not output.is_alive():
                self.problem = DeviceLost(_("The loudspeaker went away."))
                self._clock_s = time.monotonic() - self._after_silence(timeline)
                return
            if source.drained_at_s is not None:
                self.ended_at_s = source.drained_at_s
                # The last of it is still on its way to the ear.
                time.sleep(max(0.0, source.drained_at_s - time.monotonic()) + _LINGER_S)
                return
            self._wake.wait(_TICK_S)
            self._wake.clear()
        output.play(None)
        time.sleep(2 * _TICK_S)  # it fades out within a block

    def _after_silence(self, timeline: _Timeline) -> float:
        """Where a clock goes on when the loudspeaker went away: not in a greeting."""
        at_s = self._at_s()
        return timeline.greeting_s if timeline.countdown_s <= at_s < timeline.greeting_s else at_s

    def _count(self) -> None:
        """The same by the clock, in silence."""
        if self._clock_s is None:
            beep_s = _BEEP_S if self.wanted.beep else 0.0
            count_s = float(self.wanted.countdown_s)
            self._timeline = _Timeline(count_s, count_s, count_s + beep_s)
            self._clock_s = time.monotonic()
        self._source = None
        timeline = self._timeline
        assert timeline is not None
        while not self._cancelled:
            at_s = time.monotonic() - self._clock_s
            if self._skip:
                self._skip = False
                self._clock_s -= max(0.0, timeline.greeting_s - at_s)
                continue
            if at_s >= timeline.beep_s:
                self.ended_at_s = self._clock_s + timeline.beep_s
                return
            self._wake.wait(min(_TICK_S, timeline.beep_s - at_s))
            self._wake.clear()

    def _at_s(self) -> float:
        """The place in the timeline that is heard (or shown) now."""
        source, output, clock_s = self._source, self._output, self._clock_s
        if clock_s is not None:
            return time.monotonic() - clock_s
        if source is None or output is None:
            return 0.0
        heard_s = output.heard_s(source)
        return max(0.0, source.start_s if heard_s is None else heard_s)

    def _put(self, sound: Floats, output: OutputLike, *, from_s: float, wake: bool = False) -> None:
        """Let `output` go over to the sound from `from_s` on; with `wake` after a moment of silence."""
        rate_hz, block_frames = output.rate_hz, output.block_frames
        before = np.zeros(round(_WAKE_S * rate_hz) if wake else 0, np.float32)
        mono = np.concatenate((before, sound[round(from_s * rate_hz) :]))
        source = Source(from_s - len(before) / rate_hz)
        mono = np.concatenate((mono, np.zeros(-len(mono) % block_frames, np.float32)))
        frames = np.repeat(mono[:, None], output.channels, axis=1)
        for start in range(0, len(frames), block_frames):
            place_s = source.start_s + start / rate_hz
            source.blocks.append(
                Block(frames[start : start + block_frames], place_s, place_s + block_frames / rate_hz)
            )
        source.end_s = len(sound) / rate_hz
        self._source = source
        output.play(source)

    # ---- the sound -----------------------------------------------------------------------------

    def _compose(self, rate_hz: int) -> tuple[_Timeline, Floats]:
        """Where everything is, and all of it as mono floats at `rate_hz`.  Raises `RehearseError`."""
        wanted = self.wanted
        parts: list[tuple[float, Floats]] = []
        at_s = 0.0
        if wanted.countdown_s:
            if wanted.ticks:
                ticks = [self._read(f"tick-{number}", rate_hz) for number in (1, 2, 3)]
                lefts = range(wanted.countdown_s, 0, -1)
                parts += [(float(wanted.countdown_s - left), ticks[min(left, 3) - 1]) for left in lefts]
            at_s += wanted.countdown_s
        countdown_s = at_s
        if wanted.greeting:
            sound = self._read(wanted.greeting, rate_hz)
            parts.append((at_s, sound))
            at_s += len(sound) / rate_hz + (_GAP_S if wanted.beep else 0.0)
        greeting_s = at_s
        if wanted.beep:
            sound = self._read("beep", rate_hz)
            parts.append((at_s, sound))
            at_s += len(sound) / rate_hz
        whole = np.zeros(round(at_s * rate_hz), np.float32)
        for start_s, sound in parts:
            first = round(start_s * rate_hz)
            room = whole[first : first + len(sound)]
            room += sound[: len(room)]
        return _Timeline(countdown_s, greeting_s, at_s), whole

    def _read(self, name: str, rate_hz: int) -> Floats:
        """A short file as mono floats at `rate_hz`.  Raises `AudioFileError`."""
        reader = NativeReader(self._folder / f"{name}.flac")
        try:
            read = []
            while (samples := reader.read()) is not None:
                read.append(to_mono(samples.astype(np.float32) / np.float32(FULL_SCALE)))
        finally:
            reader.close()
        changer = RateChanger(reader.info.rate_hz, rate_hz, 1)
        mono = np.concatenate(read)[:, None] if read else np.zeros((0, 1), np.float32)
        return np.concatenate((changer.push(mono), changer.finish()))[:, 0]


def _open_in_time(open_output: OpenOutput) -> OutputLike:
    """An open loudspeaker within `OPEN_S`; one that comes later is closed again."""
    opened: list[OutputLike] = []
    failed: list[BaseException] = []
    lock, done = threading.Lock(), threading.Event()
    given_up = False

    def job() -> None:
        try:
            output = open_output()
        except BaseException as error:
            failed.append(error)
        else:
            with lock:
                late = given_up
                opened.append(output)
            if late:
                output.close()
        done.set()

    threading.Thread(target=job, name="open the loudspeaker", daemon=True).start()
    done.wait(OPEN_S)
    with lock:
        given_up = True
        if opened:
            return opened[0]
    if failed:
        raise failed[0]
    raise DeviceLost(_("The loudspeaker does not answer."))
