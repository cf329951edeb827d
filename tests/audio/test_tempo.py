"""Another speed at the same pitch, and at the right place."""

from __future__ import annotations

import numpy as np
import pytest

from rehearse.audio.tempo import Tempo
from tests.data import make_audio

SPEEDS = [0.5, 0.75, 1.25, 1.5, 2.0]


def stretched(sound: np.ndarray, rate_hz: int, speed: float, piece: int = 1_000) -> np.ndarray:
    tempo = Tempo(rate_hz, sound.shape[1], speed)
    parts = [tempo.push(sound[i : i + piece]) for i in range(0, len(sound), piece)]
    return np.concatenate([*parts, tempo.finish()])


def speech(rate_hz: int) -> np.ndarray:
    return (make_audio.speech(rate_hz)[:, :1] / 32_768).astype(np.float32)


@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 44_100, 48_000])
def test_it_lasts_exactly_as_long_as_the_speed_says(rate_hz: int, speed: float) -> None:
    sound = speech(rate_hz)
    assert len(stretched(sound, rate_hz, speed)) == round(len(sound) / speed)


@pytest.mark.parametrize("speed", SPEEDS)
def test_the_pitch_stays(speed: float) -> None:
    rate_hz = 16_000
    tone = 0.5 * np.sin(2 * np.pi * 220 * np.arange(2 * rate_hz) / rate_hz)
    heard = stretched(tone.astype(np.float32)[:, None], rate_hz, speed)[:, 0]
    middle = heard[len(heard) // 4 : 3 * len(heard) // 4]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 1 << 18))
    assert np.argmax(spectrum) * rate_hz / (1 << 18) == pytest.approx(220, abs=1.0)
    assert np.abs(middle).max() == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize("rate_hz", [16_000, 48_000])
def test_every_moment_is_heard_at_its_place(rate_hz: int, speed: float) -> None:
    """Each 30 ms of the result are looked for in the original around where they should come from."""
    sound = speech(rate_hz)[:, 0]
    heard = stretched(sound[:, None], rate_hz, speed)[:, 0]
    n, around = round(0.03 * rate_hz), round(0.12 * rate_hz)
    off_ms = []
    for start in range(0, len(heard) - n, n):
        piece = heard[start : start + n]
        left = round((start + n / 2) * speed - n / 2) - around
        if np.sqrt(np.mean(piece**2)) < 0.01 or left < 0 or left + 2 * around + n > len(sound):
            continue
        place = sound[left : left + 2 * around + n]
        power = np.sqrt(np.convolve(place**2, np.ones(n), "valid") * np.sum(piece**2))
        alike = np.correlate(place, piece, "valid") / power
        if alike.max() > 0.9:  # one that was blended out of two says nothing
            off_ms.append(1_000 * (int(np.argmax(alike)) - around) / rate_hz)
    assert len(off_ms) >= 8
    assert abs(np.median(off_ms)) < 15
    assert np.abs(off_ms).max() < 50


def test_both_channels_are_kept() -> None:
    sound = np.repeat(speech(16_000), 2, axis=1)
    sound[:, 1] *= 0.5
    heard = stretched(sound, 16_000, 1.5)
    assert np.allclose(heard[:, 1], 0.5 * heard[:, 0], atol=1e-4)
