"""The protocol every speech engine keeps, so that the rest of the program knows none of them."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from rehearse.speech.transcript import Partial, Utterance


@runtime_checkable
class Recogniser(Protocol):
    """Hears one take.  Made fresh for it, fed in order from one thread, closed at the end.

    PCM is `SPEECH_FORMAT` (16 kHz, mono, 16 bit, little endian).
    Times in the results are seconds from the first sample that was accepted.
    """

    def accept(self, pcm: bytes) -> Utterance | None:
        """Take the next samples; an utterance when one has ended in them.

        The result depends on the samples and on how they were cut: feed pieces of one size.
        """
        ...

    def partial(self) -> Partial:
        """What the current utterance sounds like so far."""
        ...

    def final(self) -> Utterance:
        """End the take: settle and return what has not been returned yet."""
        ...

    def close(self) -> None:
        """Free the engine's memory.  Safe to call twice."""
        ...


class Engine(Protocol):
    """A program with a loaded model, shared by all recognisers it opens; safe across threads.

    `hears_fillers`: whether "um" and "uh" are words to it; None where that is not known.
    """

    name: str
    model_id: str
    hears_fillers: bool | None

    def open(self) -> Recogniser:
        """A fresh recogniser for one take."""
        ...

    def close(self) -> None:
        """Free the model.  No recogniser of it may be open."""
        ...
