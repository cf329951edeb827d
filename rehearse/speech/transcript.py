"""What was heard, in plain objects.  All times are seconds from the recording's first frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


class Span(NamedTuple):
    """A half-open stretch of time, `start_s` ≤ t < `end_s`."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word.  `confidence` is 0 to 1; None where the engine gives none."""

    text: str
    span: Span
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Partial:
    """A provisional result: may still change."""

    text: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """The settled words between two endpoints."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything heard in one recording.

    `utterance_starts` are indices into `words`.
    `audio_s` is the sound's length, `decode_s` the processor time spent in the recogniser.
    `hears_fillers` tells whether the model could have written "um" and "uh" (None: not known).
    """

    words: tuple[Word, ...]
    utterance_starts: tuple[int, ...]
    engine: str
    model_id: str
    audio_s: float
    decode_s: float
    hears_fillers: bool | None = None

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def rtf(self) -> float | None:
        """Real-time factor: seconds of decoding per second of audio."""
        return self.decode_s / self.audio_s if self.audio_s > 0 else None

    def to_dict(self) -> dict[str, Any]:
        return {
            "words": [[w.text, w.span.start_s, w.span.end_s, w.confidence] for w in self.words],
            "utterance_starts": list(self.utterance_starts),
            "engine": self.engine,
            "model_id": self.model_id,
            "audio_s": self.audio_s,
            "decode_s": self.decode_s,
            "hears_fillers": self.hears_fillers,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Transcript:
        return cls(
            words=tuple(
                Word(text, Span(start, end), confidence) for text, start, end, confidence in data["words"]
            ),
            utterance_starts=tuple(data["utterance_starts"]),
            engine=data["engine"],
            model_id=data["model_id"],
            audio_s=data["audio_s"],
            decode_s=data["decode_s"],
            hears_fillers=data.get("hears_fillers"),  # takes heard by older versions do not tell
        )


def joined(
    utterances: tuple[Utterance, ...] | list[Utterance],
    *,
    engine: str,
    model_id: str,
    audio_s: float,
    decode_s: float,
    hears_fillers: bool | None = None,
) -> Transcript:
    """One transcript from the utterances of a take, in order; empty ones leave no mark."""
    words: list[Word] = []
    starts: list[int] = []
    for utterance in utterances:
        if utterance.words:
            starts.append(len(words))
            words.extend(utterance.words)
    return Transcript(tuple(words), tuple(starts), engine, model_id, audio_s, decode_s, hears_fillers)
