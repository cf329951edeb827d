"""The starter model, loaded once, and a sound it understands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearse.audio.decode import decode_speech
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
def speech(sample: Path) -> bytes:
    """The sample as `SPEECH_FORMAT` PCM."""
    return b"".join(decode_speech(sample))
