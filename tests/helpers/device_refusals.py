"""PortAudio's answers when a device is not to be opened or loses sound, where no real one can be made to.

Each stands for the moment in the place of sounddevice's own class; all around it is real.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rehearse.audio import portaudio


@contextmanager
def refusing(*error: object) -> Iterator[None]:
    """Every microphone answers with this `PortAudioError` when it is to be opened."""
    module = portaudio.sounddevice()

    def refuse(**_wanted: object) -> None:
        raise module.PortAudioError(*error)

    with _instead(module, "RawInputStream", refuse):
        yield


@contextmanager
def only_at(rate_hz: int) -> Iterator[None]:
    """Every microphone refuses all other rates than this one; real PortAudio opens it."""
    module = portaudio.sounddevice()
    real = module.RawInputStream

    def choosy(*, samplerate: int, **rest: Any) -> Any:
        if samplerate != rate_hz:
            raise module.PortAudioError("Error opening RawInputStream: Invalid sample rate", -9997)
        return real(samplerate=samplerate, **rest)

    with _instead(module, "RawInputStream", choosy):
        yield


@contextmanager
def overflowing() -> Iterator[None]:
    """Every microphone says with every block that it lost some sound before it; the blocks are real."""
    module = portaudio.sounddevice()
    real = module.RawInputStream
    lost = module.CallbackFlags(0x2)  # paInputOverflow

    def flagged(*, callback: Any, **rest: Any) -> Any:
        return real(callback=lambda pcm, n, clock, _status: callback(pcm, n, clock, lost), **rest)

    with _instead(module, "RawInputStream", flagged):
        yield


@contextmanager
def slow(wait: Callable[[], object], n: int = 1_000_000) -> Iterator[None]:
    """The next `n` microphones are opened by real PortAudio, once `wait` has come back."""
    module = portaudio.sounddevice()
    real = module.RawInputStream
    left = [n]

    def late(**wanted: Any) -> Any:
        if left[0]:
            left[0] -= 1
            wait()
        return real(**wanted)

    with _instead(module, "RawInputStream", late):
        yield


@contextmanager
def _instead(module: Any, name: str, other: object) -> Iterator[None]:
    real = getattr(module, name)
    setattr(module, name, other)
    try:
        yield
    finally:
        setattr(module, name, real)


def second(microphone: Any, sink: str) -> Any:
    """The same server's other microphone: what is played into `sink`."""
    return dataclasses.replace(microphone, sink=sink, source=f"{sink}.monitor")
