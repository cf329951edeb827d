"""A model that listens in longer stretches is the same model, and its folder stays as it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rehearse.audio.decode import decode_speech
from rehearse.speech.patient import patient_model
from rehearse.speech.transcribe import transcribe
from rehearse.speech.vosk_engine import VoskEngine
from tests.conftest import ROOT

SPEECH = ROOT / "tests" / "data" / "speech" / "coach-line.flac"


def test_the_words_are_the_same(starter: Path) -> None:
    heard = []
    for patient in (False, True):
        engine = VoskEngine(starter, "starter", patient=patient)
        assert engine.folder == starter
        heard.append([word.text for word in transcribe(engine, decode_speech(SPEECH)).words])
        engine.close()
    assert heard[0] == heard[1]
    assert len(heard[0]) > 10


def test_only_the_stretch_differs_and_nothing_is_left(starter: Path) -> None:
    own = (starter / "conf" / "model.conf").read_text()
    with patient_model(starter) as longer:
        assert longer != starter
        changed = (longer / "conf" / "model.conf").read_text()
        assert changed == own.replace("--frames-per-chunk=42", "--frames-per-chunk=84") != own
        for path in starter.rglob("*"):
            if path.is_file() and path.name != "model.conf":
                assert (longer / path.relative_to(starter)).read_bytes() == path.read_bytes()
    assert not longer.exists()
    assert (starter / "conf" / "model.conf").read_text() == own


@pytest.mark.parametrize("spoilt", ["no settings", "no stretch", "adapts to the speaker"])
def test_what_could_change_the_words_is_left_alone(starter: Path, tmp_path: Path, spoilt: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(starter / "conf", folder / "conf")
    settings = folder / "conf" / "model.conf"
    if spoilt == "no settings":
        settings.unlink()
    elif spoilt == "no stretch":
        settings.write_text("--beam=10\n")
    else:
        (folder / "ivector").mkdir()
    with patient_model(folder) as same:
        assert same == folder
