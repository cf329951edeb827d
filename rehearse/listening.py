"""Hearing: the models and devices there are, and files heard and judged without being kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.analysis.message import Message
from rehearse.analysis.result import ScoredMessage, SoundFacts
from rehearse.errors import RehearseError, TakeMissing
from rehearse.files import assets_folder, builtin_models_folder
from rehearse.i18n import _
from rehearse.judging import Judge
from rehearse.progress import CancelToken, OnProgress
from rehearse.speech.transcript import Partial, Transcript

if TYPE_CHECKING:
    from rehearse.audio.armed import ArmedInput
    from rehearse.audio.decode import SpeechPieces
    from rehearse.audio.devices import Device
    from rehearse.audio.lead_in import LeadIn, LeadInPlayer
    from rehearse.audio.monitor import LevelMonitor
    from rehearse.paths import Paths
    from rehearse.script.script import Script
    from rehearse.settings import SettingsStore
    from rehearse.speech.recogniser import Engine
    from rehearse.speech.store import ModelInfo, ModelStore


@dataclass(frozen=True, slots=True)
class EngineState:
    """Which model hears, whether it is being loaded, and why it could not be."""

    model: ModelInfo | None
    loading: bool
    error: RehearseError | None


class Listener(Judge):
    """Hears and judges; keeps nothing but the loaded models.  Safe to use from any thread."""

    def __init__(self, paths: Paths, settings: SettingsStore) -> None:
        super().__init__(paths, settings)
        self._engines: dict[Path, Engine] = {}
        self._engine_lock = threading.Lock()
        self._engine_state = EngineState(None, False, None)

    # ---- models --------------------------------------------------------------------------------

    @property
    def models(self) -> ModelStore:
        """The models there are, looked up afresh: the setting may have changed."""
        from rehearse.speech.catalogue import load_catalogue
        from rehearse.speech.store import ModelStore

        return ModelStore(
            builtin=builtin_models_folder(),
            data=self.paths.models,
            catalogue=load_catalogue(assets_folder() / "models.toml"),
            chosen=self.settings.value.model,
        )

    def engine_state(self) -> EngineState:
        """What is known of the chosen model.  Cheap."""
        return self._engine_state

    def load_engine(self) -> ModelInfo:
        """Load the chosen model, once; raises `ModelError`."""
        self._engine()
        model = self._engine_state.model
        assert model is not None
        return model

    def _engine(self, name: str | None = None) -> Engine:
        """The loaded engine of a model (the chosen one without a name), shared by all takes."""
        from rehearse.speech.vosk_engine import VoskEngine

        with self._engine_lock:
            try:
                model = self.models.resolve(name)
                engine = self._engines.get(model.folder)
                if engine is None:
                    self._engine_state = EngineState(model, True, None)
                    engine = self._engines[model.folder] = VoskEngine(model.folder, model.id)
                if name is None:
                    self._engine_state = EngineState(model, False, None)
            except RehearseError as error:
                self._engine_state = EngineState(None, False, error)
                raise
            return engine

    def use_model(self, name: str) -> ModelInfo:
        """Make a model the default: it is tried out first, and the old one stays if it fails."""
        from rehearse.speech.validate import validate

        model = self.models.resolve(name)
        validate(model.folder)
        before = self.settings.value.model
        self.settings.update(model=name)
        try:
            return self.load_engine()
        except RehearseError:
            self.settings.update(model=before)
            raise

    # ---- devices -------------------------------------------------------------------------------

    def microphone(self) -> Device:
        """The chosen microphone, else the system's; raises `NoMicrophone`, `SoundSystemMissing`."""
        return self._device("input", self.settings.value.input_device)

    def loudspeaker(self) -> Device:
        return self._device("output", self.settings.value.output_device)

    @staticmethod
    def _device(kind: str, chosen: str | None) -> Device:
        from rehearse.audio.devices import DeviceKey, find_device

        return find_device(kind, DeviceKey.from_text(chosen) if chosen else None)

    def open_monitor(self) -> LevelMonitor:
        """The microphone's level without a recording; close it when done."""
        from rehearse.audio.devices import with_fresh_list
        from rehearse.audio.monitor import LevelMonitor

        def opened() -> LevelMonitor:
            monitor = LevelMonitor(self.microphone())
            monitor.start()
            return monitor

        return with_fresh_list(opened)

    def arm(self, device: Device | None = None) -> ArmedInput:
        """The microphone, open and heard but not recorded: a take can begin at any moment."""
        from rehearse.audio.armed import ArmedInput
        from rehearse.audio.devices import with_fresh_list

        def opened() -> ArmedInput:
            armed = ArmedInput(device or self.microphone())
            armed.start()
            return armed

        return opened() if device is not None else with_fresh_list(opened)

    def lead_in(self, wanted: LeadIn) -> LeadInPlayer:
        """What is heard before a take, through the chosen loudspeaker; not started.  Cheap."""
        from rehearse.audio.lead_in import LeadInPlayer

        return LeadInPlayer.through(wanted, self.loudspeaker)

    # ---- files -----------------------------------------------------------------------------------

    def _hear(
        self,
        path: Path,
        engine: Engine,
        duration_s: float | None,
        on_progress: OnProgress | None,
        on_partial: Callable[[Partial], None] | None,
        cancel: CancelToken | None,
    ) -> tuple[Transcript, str]:
        """The words of a file, and a sentence when a part of it could not be read."""
        from rehearse.audio.decode import decode_speech
        from rehearse.speech.transcribe import transcribe

        pieces = decode_speech(path, cancel=cancel)
        transcript = transcribe(
            engine,
            pieces,
            on_partial=on_partial,
            on_progress=on_progress,
            cancel=cancel,
            duration_s=duration_s,
        )
        return transcript, what_is_missing(pieces)

    def score_file(
        self,
        path: Path,
        *,
        profile: str | None = None,
        model: str | None = None,
        region: str | None = None,
        script: Script | None = None,
        on_progress: OnProgress | None = None,
        on_partial: Callable[[Partial], None] | None = None,
        cancel: CancelToken | None = None,
    ) -> ScoredMessage:
        """Hear and judge any audio file; nothing is kept.  Raises `AudioFileError`, `ModelError`."""
        from rehearse.audio.decode import probe

        wanted = self.profile(profile)
        info = probe(path)
        transcript, problem = self._hear(
            path, self._engine(model), info.duration_s, on_progress, on_partial, cancel
        )
        sound = sound_of(path, transcript)
        analysis = self.judge(
            Message.from_transcript(transcript), profile=wanted, region=region, sound=sound, script=script
        )
        return ScoredMessage(path, "audio", transcript.audio_s, transcript, analysis, problem)

    def _model_ready(self) -> bool:
        state = self._engine_state
        return state.model is not None and not state.loading

    def _free_engines(self) -> None:
        with self._engine_lock:
            for engine in self._engines.values():
                engine.close()
            self._engines.clear()


def sound_of(path: Path, heard: Transcript) -> SoundFacts | None:
    """What the sound says: a pass over the file.  None where it is gone (words can be judged without).

    By the words as they were heard: one that was taken out by hand would count as noise.
    """
    from rehearse.audio.envelope import sound_facts
    from rehearse.errors import AudioFileError

    try:
        return SoundFacts(**asdict(sound_facts(path, [word.span for word in heard.words])))
    except AudioFileError:
        return None


def what_is_missing(pieces: SpeechPieces) -> str:
    """A sentence when a file that was decoded to its end was not whole; empty when it was."""
    if pieces.truncated:
        return _("The file breaks off after {s:.1f} seconds; what is there was judged.").format(
            s=pieces.decoded_s
        )
    if pieces.damaged_packets:
        return _("The file is damaged in {n} places; what could be read was judged.").format(
            n=pieces.damaged_packets
        )
    return ""


def sound_gone(audio_path: Path) -> TakeMissing:
    """A take that cannot be heard any more."""
    return TakeMissing(
        _("The sound of this take is not where it was."),
        kept=_("Its text and its verdicts are kept."),
        help=_("Put {path} back to hear it again.").format(path=audio_path),
    )
