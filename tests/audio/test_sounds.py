"""The shipped sounds: they are what their recipe makes, and what the program expects of them."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from rehearse.audio.decode import NativeReader
from rehearse.audio.lead_in import BEEP_HZ
from rehearse.files import assets_folder

SOUNDS = assets_folder() / "sounds"


def read(path: Path) -> tuple[np.ndarray, int]:
    reader = NativeReader(path)
    parts = []
    while (samples := reader.read()) is not None:
        parts.append(samples[:, 0])
    reader.close()
    return np.concatenate(parts), reader.info.rate_hz


@pytest.fixture(scope="module")
def recipe() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_sounds", SOUNDS / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_entry_has_its_file_and_every_file_its_entry(recipe: ModuleType) -> None:
    listed = {entry["id"] for kind in recipe.load().values() for entry in kind}
    assert {path.stem for path in SOUNDS.glob("*.flac")} == listed


@pytest.mark.parametrize("name", ["beep", "tick-1", "tick-2", "tick-3"])
def test_tones_are_what_the_recipe_makes(recipe: ModuleType, name: str) -> None:
    entry = next(entry for entry in recipe.load()["tone"] if entry["id"] == name)
    samples, rate_hz = read(SOUNDS / f"{name}.flac")
    assert rate_hz == recipe.RATE_HZ
    assert np.array_equal(samples, recipe.tone(entry))
    assert abs(int(samples[0])) < 10, "it begins with a click"
    assert abs(int(samples[-1])) < 10, "it ends with a click"


@pytest.mark.parametrize("name", ["line-dead", "passed", "missed"])
def test_chimes_are_what_the_recipe_makes(recipe: ModuleType, name: str) -> None:
    entry = next(entry for entry in recipe.load()["chime"] if entry["id"] == name)
    samples, rate_hz = read(SOUNDS / f"{name}.flac")
    assert rate_hz == recipe.RATE_HZ
    assert np.array_equal(samples, recipe.chime(entry))
    assert abs(int(samples[0])) < 10, "it begins with a click"
    assert abs(int(samples[-1])) < 10, "it ends with a click"
    assert len(samples) < 0.8 * rate_hz, "the next beep may follow two seconds after a verdict"
    assert np.abs(samples).max() < 0.2 * 32767, "it is no louder than the beep"


@pytest.mark.skipif(shutil.which("flite") is None, reason="flite speaks the greetings")
def test_greetings_are_what_the_recipe_makes(recipe: ModuleType) -> None:
    samples = recipe._samples()
    for entry in recipe.load()["greeting"]:
        made, rate_hz = recipe.greeting(entry, samples)
        kept, kept_rate_hz = read(SOUNDS / f"{entry['id']}.flac")
        assert kept_rate_hz == rate_hz
        assert np.array_equal(kept, made), entry["id"]


def test_greetings_end_in_silence_before_the_beep(recipe: ModuleType) -> None:
    for entry in recipe.load()["greeting"]:
        samples, rate_hz = read(SOUNDS / f"{entry['id']}.flac")
        tail = samples[-round(recipe.GREETING_TAIL_S * rate_hz) :]
        assert not tail.any()
        assert 3 < len(samples) / rate_hz < 8, "a greeting one can wait for"


def test_the_beep_has_the_pitch_it_is_told_by() -> None:
    samples, rate_hz = read(SOUNDS / "beep.flac")
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    assert np.argmax(spectrum) * rate_hz / len(samples) == pytest.approx(BEEP_HZ, abs=3)


def test_every_greeting_of_the_options_is_there() -> None:
    from rehearse.ui.stage_options import GREETINGS

    for name in GREETINGS:
        assert (SOUNDS / f"{name}.flac").is_file()
