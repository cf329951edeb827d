"""Takes in a real library, and a loudspeaker that only a test can hurry on."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from rehearse.analysis.result import Analysis
from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.output import Source
from rehearse.audio.playback import Player
from rehearse.audio.wav import GrowingWav
from rehearse.errors import RehearseError
from rehearse.library.takes import Take
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.speech.transcript import Transcript
from rehearse.studio import Review, Studio
from tests.helpers.messages import audio_message

FORMAT = AudioFormat(16_000, 1)


class Loudspeaker:
    """Takes sound only when `advance` is called; remembers every stretch it was asked for."""

    rate_hz, channels, block_frames = 16_000, 1, 320

    def __init__(self) -> None:
        self.asked: list[tuple[float, float | None]] = []
        self._source: Source | None = None
        self._seen: set[int] = set()
        self._kept: list[Source] = []
        self._heard_s = 0.0
        self._lock = threading.Lock()
        #: Why it cannot be opened; while it plays it is gone as soon as there is a reason.
        self.error: RehearseError | None = None

    def open(self, _channels: int) -> Loudspeaker:
        if self.error is not None:
            raise self.error
        return self

    def play(self, source: Source | None) -> None:
        with self._lock:
            if source is not None and source is not self._source and id(source) not in self._seen:
                self._seen.add(id(source))
                self._kept.append(source)  # so that no other source gets its id
                self.asked.append((source.start_s, source.until_s))
                self._heard_s = source.start_s
            self._source = source

    def heard_s(self, source: Source) -> float | None:
        return self._heard_s if source is self._source else None

    def advance(self, to_s: float) -> None:
        """Pretend that sound was heard up to there."""
        self._heard_s = to_s

    def drained(self) -> bool:
        """Swallow what has been read so far; true once that was the last of it."""
        source = self._source
        if source is None:
            return True
        over = source.end_s is not None
        source.blocks.clear()
        if over:
            source.drained_at_s = 0.0
        return over

    def is_alive(self) -> bool:
        return self.error is None

    def pace(self) -> float:
        """How many times as fast the last sound made ready is."""
        source = self._source
        blocks = list(source.blocks) if source is not None else []
        block_s = self.block_frames / self.rate_hz
        return round((blocks[-1].next_s - blocks[-1].place_s) / block_s, 3) if blocks else 0.0

    def close(self) -> None: ...


class QuietStudio(Studio):
    """The real studio on a home of its own, with that loudspeaker."""

    def __init__(self, home: Path) -> None:
        paths = Paths.default()
        super().__init__(paths, SettingsStore(paths.config / "settings.toml"))
        self.out = Loudspeaker()
        self.home = home

    def player(self, take_id: str) -> Player:
        return Player(self.library.take(take_id).audio_path, open_output=self.out.open)


def sound(transcript: Transcript) -> bytes:
    """A tone where somebody speaks, silence elsewhere."""
    samples = np.zeros(FORMAT.frames(transcript.audio_s), "<i2")
    for word in transcript.words:
        at = np.arange(FORMAT.frames(word.span.start_s), FORMAT.frames(word.span.end_s))
        samples[at] = np.rint(9000 * np.sin(at / 6))
    return samples.tobytes()


def record(studio: Studio, transcript: Transcript, *, script_id: str | None = None, device: str = "") -> Take:
    """A finished recording of these words, not heard yet."""
    take = studio.library.begin_take(script_id=script_id, device=device)
    pcm = sound(transcript)
    wav = GrowingWav.create(take.audio_path, FORMAT)
    wav.write(pcm)
    wav.close()
    recording = Recording(take.audio_path, FORMAT, len(pcm) // 2, 0, -11.0, datetime.now(UTC))
    return studio.library.finish_take(take.id, recording)


def store(
    studio: Studio, words: list[str] | None = None, analysis: Analysis | None = None
) -> tuple[Take, Analysis]:
    """A scored take in the library, with its analysis made by hand."""
    scored = audio_message(words=words)
    assert scored.transcript is not None
    told = analysis or scored.analysis
    take = record(studio, scored.transcript)
    return studio.library.save_result(take.id, scored.transcript, told.scorecard), told


def review_of(studio: Studio, words: list[str] | None = None, **changes: object) -> Review:
    """A review of a stored take; `changes` replace fields of its analysis."""
    scored = audio_message(words=words)
    analysis = replace(scored.analysis, **changes)  # type: ignore[arg-type]
    take, told = store(studio, words, analysis)
    previous = studio.library.previous(take.id)
    before = studio.library.take(previous.id).scorecard if previous is not None else None
    return Review(take, told, previous, before)
