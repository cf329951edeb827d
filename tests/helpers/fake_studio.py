"""A studio for states of the window that the real one cannot be brought into at will.

Everything that can be real is: settings, paths, profiles.  Only microphone, takes and model are made up.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from rehearse.analysis.profiles import Profile, load_profiles
from rehearse.analysis.rules import Packs, Rule, load_packs
from rehearse.errors import DataError, DeviceError, NoMicrophone, NotAudio, RehearseError
from rehearse.files import assets_folder, builtin_rules_folder
from rehearse.moving import Moved, move_data
from rehearse.paths import Paths
from rehearse.progress import CancelToken
from rehearse.settings import SettingsStore
from rehearse.speech.catalogue import load_catalogue
from rehearse.speech.model_trash import ModelTrash

if TYPE_CHECKING:
    from collections.abc import Callable

    from rehearse.audio.lead_in import LeadIn, LeadInPlayer


def level(peak_dbfs: float | None, *, clipped: bool = False) -> Any:
    """As `audio.level.Level`, without numpy."""
    return SimpleNamespace(peak_dbfs=peak_dbfs, rms_dbfs=peak_dbfs, clipped=clipped)


def device(name: str = "Desk microphone", *, is_default: bool = True, kind: str = "input") -> Any:
    key = SimpleNamespace(name=name, host_api="ALSA", to_text=lambda: f"{name}\x1fALSA")
    return SimpleNamespace(
        index=0, key=key, kind=kind, channels=1, default_rate_hz=16000, is_default=is_default
    )


class FakeMonitor:
    """A microphone's level, set by the test."""

    def __init__(self) -> None:
        self.device = device()
        self.now = level(-20.0)
        self.silent_s = 0.0
        self.error: RehearseError | None = None
        self.closed = False

    def level(self) -> Any:
        return self.now

    def close(self) -> None:
        self.closed = True


class FakeArmed(FakeMonitor):
    """A microphone that hears before the recording."""

    begun_at_s: float | None = None
    tone_hz: float | None = None

    def begin_at(self, at_s: float, *, tone_hz: float | None = None) -> None:
        self.begun_at_s, self.tone_hz = at_s, tone_hz


class FakeTake:
    """A take being recorded: the test says what its status is and when its words are there."""

    def __init__(self, take_id: str = "take-1") -> None:
        self.take_id = take_id
        self.elapsed_s = 0.0
        self.level = level(-18.0)
        self.warning = "NONE"
        self.state = "recording"
        self.error: RehearseError | None = None
        self.words: tuple[str, ...] = ()
        self.partial = ""
        self.heard_s: float | None = None  # as far as the sound
        self.model_ready = True
        self.heard = threading.Event()
        self.hear_error: BaseException | None = None
        self.stop_error: RehearseError | None = None
        self.stopped = self.discarded = False
        self.n_stops = 0
        self.armed: FakeArmed | None = None

    def status(self) -> Any:
        return SimpleNamespace(
            capture=SimpleNamespace(
                elapsed_s=self.elapsed_s,
                level=self.level,
                overflow_count=0,
                warning=SimpleNamespace(name=self.warning),
                state=self.state,
                error=self.error,
            ),
            words=tuple(SimpleNamespace(text=word, span=None, confidence=None) for word in self.words),
            partial=self.partial,
            model_ready=self.model_ready,
            heard_s=self.elapsed_s if self.heard_s is None else self.heard_s,
        )

    def stop(self) -> Any:
        self.n_stops += 1
        if self.stop_error is not None:
            raise self.stop_error
        self.stopped = True
        return SimpleNamespace(id=self.take_id)

    def result(self, *, cancel: CancelToken | None = None) -> Any:
        while not self.heard.wait(0.01):
            if cancel is not None:
                cancel.check()
        if self.hear_error is not None:
            raise self.hear_error
        return SimpleNamespace(take=SimpleNamespace(id=self.take_id), analysis=None, previous=None)

    def discard(self) -> None:
        self.stopped = self.discarded = True


@dataclass
class FakeStore:
    """The models there are, by the real catalogue."""

    data: Path
    here: list[str] = field(default_factory=lambda: ["starter-en-us"])

    def __post_init__(self) -> None:
        self.trash = ModelTrash(self.data / ".trash")
        self.catalogue = load_catalogue(assets_folder() / "models.toml")

    def installed(self) -> list[Any]:
        return [self.info(model_id) for model_id in self.here]

    def info(self, model_id: str) -> Any:
        entry = next((entry for entry in self.catalogue if entry.id == model_id), None)
        return SimpleNamespace(
            id=model_id,
            folder=Path("models") / model_id,
            origin="built-in" if model_id == "starter-en-us" else "data",
            size_bytes=1,
            catalogue=entry,
            removable=model_id != "starter-en-us",
        )

    def resolve(self, _name: str | None = None) -> Any:
        return self.info(self.here[-1])


class FakeLibrary:
    """A library without takes, unless they are stale."""

    def __init__(self) -> None:
        self.stale = FakeStale()
        self.heard = SimpleNamespace(n_waiting=lambda: 0, queue=list)
        self.imports = SimpleNamespace(to_hear=list, speakers=list)
        self.drill_runs = SimpleNamespace(drills_done=list, of_take=lambda _take_id: None)

    def find(self, _wanted: Any, **_how: Any) -> list[Any]:
        return []

    def progress(self) -> Any:
        return SimpleNamespace(whole=())

    def team(self, _good_length_s: Any = None) -> Any:
        return SimpleNamespace(members=())

    def speakers(self) -> list[str]:
        return []

    def tags(self) -> list[tuple[str, int]]:
        return []

    def scripts_used(self) -> list[tuple[str, str]]:
        return []


class FakeStale:
    """Takes judged or heard by something else than today, as a test wants them."""

    def __init__(self) -> None:
        self.judged: list[str] = []
        self.heard: list[str] = []

    def not_judged_by(self, _basis: str) -> list[str]:
        return self.judged

    def not_heard_by(self, _model_id: str) -> list[str]:
        return self.heard


class FakeStudio:
    """What the window asks of a studio; each field is a thing a test may change beforehand."""

    def __init__(self, home: Path) -> None:
        self.wrong_data: list[DataError] = []
        self.paths = Paths.below(home)
        self.settings = SettingsStore(self.paths.settings)
        self.models = FakeStore(self.paths.models)
        self.drills: dict[str, Any] = {}
        self.library = FakeLibrary()
        self.monitor = FakeMonitor()
        self.no_microphone = self.no_loudspeaker = False
        self.start_error: BaseException | None = None
        self.start_gate = threading.Event()
        self.start_gate.set()
        self.arm_gate = threading.Event()
        self.arm_gate.set()
        self.armed: list[FakeArmed] = []
        self.lead_ins: list[LeadIn] = []
        self.open_output: Callable[[], Any] | None = None
        self.model_gate = threading.Event()
        self.model_gate.set()
        self.model_error: BaseException | None = None
        self.recovered: list[Any] = []
        self.next_takes = [FakeTake(f"take-{number}") for number in range(1, 6)]
        self.begun: list[FakeTake] = []
        self.restored: list[str] = []
        self.loaded: Any = None

    def let_go(self) -> None:
        """At the end of a test: what is still listened to comes to an end, and is nothing to show."""
        for take in self.begun:
            take.hear_error = NotAudio("The test is over.")
            take.heard.set()

    def basis(self) -> str:
        return "today"

    def profile(self, name: str | None = None) -> Profile:
        return self.profiles[name or self.settings.value.profile]

    @property
    def profiles(self) -> dict[str, Profile]:
        return load_profiles([assets_folder() / "profiles"])

    @property
    def data_problems(self) -> list[DataError]:
        return list(self.wrong_data)

    def all_rules(self) -> tuple[Rule, ...]:
        return self.packs.rules

    @property
    def packs(self) -> Packs:
        folders = [builtin_rules_folder(), self.paths.rules]
        return load_packs(folders, cache=Paths.default().cache / "packs.json")

    def move_data(self, folder: Path, **watching: Any) -> Moved:
        moved = move_data(self.paths, folder, **watching)
        self.paths = moved.paths
        return moved

    def loudspeaker(self) -> Any:
        if self.no_loudspeaker:
            raise DeviceError("No loudspeaker was found.", help="Plug one in, then look again.")
        return device("Headphones", kind="output")

    def load_engine(self) -> Any:
        self.model_gate.wait(10)
        if self.model_error is not None:
            raise self.model_error
        self.loaded = self.models.resolve()
        return self.loaded

    def engine_state(self) -> Any:
        return SimpleNamespace(model=self.loaded, loading=False, error=None)

    def use_model(self, name: str) -> Any:
        self.settings.update(model=name)
        self.loaded = self.models.info(name)
        return self.loaded

    def microphone(self) -> Any:
        if self.no_microphone:
            raise NoMicrophone("No microphone was found.", help="Plug one in, then look again.")
        return self.monitor.device

    def open_monitor(self) -> FakeMonitor:
        self.microphone()
        return self.monitor

    def arm(self) -> FakeArmed:
        self.arm_gate.wait(10)
        if self.start_error is not None:
            raise self.start_error
        self.armed.append(FakeArmed())
        return self.armed[-1]

    def lead_in(self, wanted: LeadIn) -> LeadInPlayer:
        """The real one: through a loudspeaker of the test's, or by the clock without one."""
        from rehearse.audio.lead_in import LeadInPlayer

        self.lead_ins.append(wanted)
        if self.open_output is not None:
            return LeadInPlayer(wanted, self.open_output)
        return LeadInPlayer(wanted, _no_output)

    def start_take(self, *, script_id: str | None = None, armed: FakeArmed | None = None) -> FakeTake:
        self.start_gate.wait(10)
        if self.start_error is not None:
            raise self.start_error
        take = self.next_takes.pop(0)
        take.armed = armed
        self.begun.append(take)
        return take

    def sweep(self) -> list[Any]:
        return self.recovered

    def takes(self, *, deleted: bool = False) -> list[Any]:
        return []

    def restore(self, ids: list[str]) -> None:
        self.restored += ids

    def close(self) -> None:
        pass


def _no_output() -> Any:
    from rehearse.errors import DeviceError

    raise DeviceError("No loudspeaker was found.", help="Plug one in, then look again.")
