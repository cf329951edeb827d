"""The real runner of drills in a world without sound: microphone, beep and words come when the test says so.

Its library, its orders, its thread and its judging are the real ones.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from rehearse.analysis.drills import Condition, Drill, Round
from rehearse.analysis.result import Analysis
from rehearse.audio.capture import Warn
from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.lead_in import LeadIn, LeadInStatus
from rehearse.drilling.begin import DrillRunner, begin, resume
from rehearse.drilling.status import DrillStatus
from rehearse.errors import Cancelled, RehearseError
from rehearse.library.cards import ProspectCard
from rehearse.library.library import Library
from rehearse.library.takes import Take
from rehearse.live_take import Review
from rehearse.paths import Paths
from rehearse.progress import CancelToken
from rehearse.settings import SettingsStore
from tests.helpers import drill_takes
from tests.helpers.fake_stream import FAKE_DEVICE
from tests.helpers.virtual_mic import wait_for, write_wav

#: A take of a second passes, one of ten misses.
ASKED = Condition(length_most_s=5)
PASSED, MISSED = "hi this is bob smith", "well " * 40

CARDS = tuple(ProspectCard(f"Person {n}", "Owner", f"Firm {n}") for n in range(1, 4))


def drill(n_rounds: int = 1, *, rest_s: float = 60.0, think_s: float = 0.0, **more: Any) -> Drill:
    rounds = (Round(ASKED, think_s=think_s, limit_s=60.0),) * n_rounds
    return Drill("test", "Test", "t", "s", rounds, rest_s=rest_s, **more)


class Armed:
    """A microphone; `error` is set where it goes away."""

    def __init__(self, studio: StandInStudio) -> None:
        self._studio = studio
        self.error: RehearseError | None = None
        studio.open.add(self)

    def begin_at(self, at_s: float, *, tone_hz: float | None = None) -> None:
        self.tone_hz = tone_hz

    def close(self) -> None:
        self._studio.open.discard(self)


class Beep:
    """A lead-in that ends when the test says so; a sound after a take is over at once."""

    def __init__(self, studio: StandInStudio, wanted: LeadIn) -> None:
        self.wanted, self.problem = wanted, studio.loudspeaker_problem
        self.ended_at_s: float | None = None
        self.is_running = False
        self._studio = studio

    def start(self) -> None:
        self._studio.played.append("beep" if self.wanted.beep else self.wanted.greeting)
        self.is_running = self.wanted.beep

    def end(self) -> None:
        self.ended_at_s, self.is_running = time.monotonic(), False

    def status(self) -> LeadInStatus:
        return LeadInStatus("over" if self.ended_at_s is not None else "beep", 0.0, 0.0, 0.5)

    def skip(self) -> None: ...

    def cancel(self) -> None:
        self.is_running = False

    def join(self, timeout_s: float | None = None) -> None: ...


class Live:
    """A take whose sound is a second of silence, and whose words are given by `hear`."""

    def __init__(self, studio: StandInStudio, armed: Armed) -> None:
        self._studio, self._armed = studio, armed
        self.began_s = time.monotonic()
        self.take_id = studio.library.begin_take().id
        self.level_dbfs: float | None = -20.0
        self.lost: RehearseError | None = None
        self._stopped: Take | None = None
        self._heard = threading.Event()
        self._analysis: Analysis | None = None
        self._error: RehearseError | None = None
        #: Seconds of sound that are said to have arrived; None: as many as passed.
        self.elapsed_s: float | None = None

    def hear(self, text: str) -> None:
        self._analysis = drill_takes.take(text)
        self._heard.set()

    def fail(self, error: RehearseError) -> None:
        self._error = error
        self._heard.set()

    def status(self) -> Any:
        elapsed_s = time.monotonic() - self.began_s if self.elapsed_s is None else self.elapsed_s
        return SimpleNamespace(
            capture=SimpleNamespace(
                elapsed_s=elapsed_s, level=SimpleNamespace(rms_dbfs=self.level_dbfs), warning=Warn.NONE,
                state="recording" if self.lost is None else "lost", error=self.lost, overflow_count=0,
            ),
            words=(), partial="", model_ready=False, heard_s=0.0,
        )  # fmt: skip

    def stop(self) -> Take:
        self._armed.close()
        if self._studio.stop_error is not None:
            raise self._studio.stop_error
        if self._stopped is None:
            library = self._studio.library
            path = library.take(self.take_id).audio_path
            if not path.exists():
                write_wav(path, bytes(32_000))
            began = library.take(self.take_id).created_at
            recording = Recording(path, AudioFormat(16_000, 1), 16_000, 0, None, began)
            self._stopped = library.finish_take(self.take_id, recording)
        return self._stopped

    def result(self, *, cancel: CancelToken | None = None) -> Review:
        take = self.stop()
        while not self._heard.wait(0.01):
            if cancel is not None and cancel.cancelled:
                raise Cancelled()
        if self._error is not None:
            self._studio.library.fail_take(self.take_id, str(self._error))
            raise self._error
        return Review(take, self._analysis, None)

    def discard(self) -> None:
        self.stop()
        self._studio.library.delete([self.take_id])


class StandInStudio:
    """What a runner needs of a studio.  `open` are the microphones that are open, `played` the sounds."""

    def __init__(self, home: Path) -> None:
        self.paths = Paths.below(home)
        self.settings = SettingsStore(self.paths.settings)
        self.library = Library.open(self.paths.library)
        self.open: set[Armed] = set()
        self.played: list[str] = []
        self.arm_error: RehearseError | None = None
        self.take_error: RehearseError | None = None
        self.stop_error: RehearseError | None = None
        self.loudspeaker_problem: RehearseError | None = None
        self.beep: Beep | None = None
        self.live: Live | None = None
        self.n_armed = 0

    def microphone(self) -> Any:
        return FAKE_DEVICE

    def arm(self, device: object = None) -> Armed:
        if self.arm_error is not None:
            raise self.arm_error
        self.n_armed += 1
        return Armed(self)

    def lead_in(self, wanted: LeadIn) -> Beep:
        made = Beep(self, wanted)
        if wanted.beep:
            self.beep = made
        return made

    def start_take(self, *, armed: Armed, **_more: object) -> Live:
        if self.take_error is not None:
            armed.close()
            raise self.take_error
        self.live = Live(self, armed)
        return self.live

    def sweep(self) -> list[Take]:
        return self.library.sweep()


class RunnerWorld:
    """The real runner; every step waits until it has come."""

    def __init__(self, home: Path) -> None:
        self.studio = StandInStudio(home)
        self.runner: DrillRunner

    def make(self, made: Drill, cards: Sequence[ProspectCard] = (), *, resumed: bool = False) -> DrillRunner:
        studio: Any = self.studio
        self.runner = begin(studio, made, cards=cards)
        if resumed:
            self.runner.leave()
            self.runner = resume(studio, self.runner.run_id)
        return self.runner

    def until(self, *phases: str) -> DrillStatus:
        wait_for(lambda: self.runner.status().phase in phases, f"the phase {' or '.join(phases)}", 20.0)
        return self.runner.status()

    def end_beep(self) -> None:
        """From the lead-in to where somebody speaks."""
        self.until("lead_in")
        wait_for(lambda: self.studio.beep is not None and self.studio.beep.is_running, "the beep", 20.0)
        self.studio.live = None
        assert self.studio.beep is not None
        self.studio.beep.end()
        self.until("speaking")
        wait_for(lambda: self.runner.status().live is not None, "the take", 20.0)

    def settle(self, passed: bool) -> None:
        """The words, and with them the verdict."""
        self.until("judging")
        assert self.studio.live is not None
        self.studio.live.hear(PASSED if passed else MISSED)

    def close(self) -> None:
        assert self.runner.close(20.0)
        assert not self.studio.open, "a microphone was left open"
        self.studio.library.close()
