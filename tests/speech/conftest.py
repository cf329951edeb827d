"""The starter model, loaded once, and a sound it understands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearse.audio.decode import decode_speech
from rehearse.speech.transcribe import transcribe
from rehearse.speech.transcript import Transcript
from rehearse.speech.vosk_engine import VoskEngine
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def starter() -> Path:
    return ROOT / "models" / "starter-en-us"


@pytest.fixture(scope="session")
def vosk_engine(starter: Path) -> Iterator[VoskEngine]:
    engine = VoskEngine(starter, "starter-en-us")
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def sample() -> Path:
    """A spoken voicemail of 18 s with pauses and two phone numbers (flite's voice awb).

    Not one of the program's samples: those may be spoken anew, and what is heard would change.
    """
    return ROOT / "tests" / "data" / "speech" / "voicemail.flac"


@pytest.fixture(scope="session")
def heard(vosk_engine: VoskEngine, sample: Path) -> Transcript:
    """What Vosk hears in the sample: decoded once, since that takes a third of the sound's length."""
    return transcribe(vosk_engine, decode_speech(sample))


@pytest.fixture(scope="session")
def part(speech: bytes) -> bytes:
    """Its first eight seconds, up to behind the number: for what does not depend on the length."""
    return speech[: 8 * 32_000]


@pytest.fixture(scope="session")
def heard_part(vosk_engine: VoskEngine, part: bytes) -> Transcript:
    return transcribe(vosk_engine, [part])


@pytest.fixture(scope="session")
def speech(sample: Path) -> bytes:
    """The sample as `SPEECH_FORMAT` PCM."""
    return b"".join(decode_speech(sample))
