"""A recogniser that says what it was given, on time: for demonstrations and tests without a model."""

from __future__ import annotations

from collections.abc import Sequence

from rehearse.audio.format import SPEECH_FORMAT
from rehearse.speech.transcript import Partial, Transcript, Utterance, Word


class ReplayEngine:
    """Replays a transcript, or utterances, against whatever sound is fed.

    An utterance comes out with the first piece that reaches the end of its last word, one a piece.
    Words that begin after the end of the sound are not heard.
    """

    name = "replay"
    hears_fillers: bool | None = None

    def __init__(self, transcript: Transcript | Sequence[Utterance]) -> None:
        if isinstance(transcript, Transcript):
            self.model_id = transcript.model_id
            self.hears_fillers = transcript.hears_fillers
            self._utterances = _utterances(transcript)
        else:
            self.model_id = "replay"
            self._utterances = tuple(utterance for utterance in transcript if utterance.words)
        self._closed = False

    def open(self) -> ReplayRecogniser:
        if self._closed:
            raise ValueError("the engine is closed")
        return ReplayRecogniser(self._utterances)

    def close(self) -> None:
        self._closed = True


def _utterances(transcript: Transcript) -> tuple[Utterance, ...]:
    ends = (*transcript.utterance_starts[1:], len(transcript.words))
    return tuple(
        Utterance(transcript.words[start:end])
        for start, end in zip(transcript.utterance_starts, ends, strict=True)
    )


class ReplayRecogniser:
    """Hears one take; see `Recogniser`."""

    def __init__(self, utterances: tuple[Utterance, ...]) -> None:
        self._left = list(utterances)
        self._frames = 0
        self._closed = False

    def _check(self) -> None:
        if self._closed:
            raise ValueError("the recogniser is closed")

    @property
    def _heard_s(self) -> float:
        return SPEECH_FORMAT.seconds(self._frames)

    def _begun(self, utterance: Utterance) -> tuple[Word, ...]:
        return tuple(word for word in utterance.words if word.span.start_s < self._heard_s)

    def accept(self, pcm: bytes) -> Utterance | None:
        self._check()
        self._frames += len(pcm) // SPEECH_FORMAT.frame_bytes
        if self._left and self._left[0].words[-1].span.end_s <= self._heard_s:
            return self._left.pop(0)
        return None

    def partial(self) -> Partial:
        self._check()
        return Partial(" ".join(word.text for word in self._begun(self._left[0])) if self._left else "")

    def final(self) -> Utterance:
        self._check()
        left, self._left = self._left, []
        return Utterance(tuple(word for utterance in left for word in self._begun(utterance)))

    def close(self) -> None:
        self._closed = True
