"""What a telephone does to a voice: the band, the rate, the µ-law."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rehearse.audio.phone_line import LINE_RATE_HZ, MuLaw, PhoneLine
from tests.data import make_audio


def over_the_phone(sound: np.ndarray, rate_hz: int, to_hz: int | None = None, piece: int = 700) -> np.ndarray:
    line = PhoneLine(rate_hz, to_hz or rate_hz)
    mono = sound.astype(np.float32)[:, None]
    parts = [line.push(mono[i : i + piece]) for i in range(0, len(mono), piece)]
    return np.concatenate([*parts, line.finish()])[:, 0]


def gain_db(hz: int, rate_hz: int) -> float:
    """How much of a tone comes through at its own pitch."""
    n = 2 * rate_hz
    tone = 0.3 * np.sin(2 * np.pi * hz * np.arange(n) / rate_hz)
    window = np.hanning(n)
    heard = np.abs(np.fft.rfft(over_the_phone(tone, rate_hz)[:n] * window))[2 * hz]
    return 20 * math.log10(heard / np.abs(np.fft.rfft(tone * window))[2 * hz] + 1e-12)


@pytest.mark.parametrize("rate_hz", [16_000, 44_100, 48_000])
def test_the_band_is_a_telephones(rate_hz: int) -> None:
    for hz in (50, 120, 199):
        assert gain_db(hz, rate_hz) < -30, hz
    for hz in (3_801, 4_200, 6_000, 7_500):
        assert gain_db(hz, rate_hz) < -30, hz
    assert abs(gain_db(1_000, rate_hz)) < 1
    for hz in (360, 500, 2_000, 3_000):
        assert abs(gain_db(hz, rate_hz)) < 1, hz
    for hz in (300, 3_400):
        assert gain_db(hz, rate_hz) == pytest.approx(-3, abs=1), hz


def test_what_was_outside_the_band_is_gone_from_speech() -> None:
    """Noise of all pitches, where µ-law's own noise is the floor."""
    rate_hz = 48_000
    noise = 0.2 * np.random.default_rng(7).standard_normal(4 * rate_hz)
    heard = over_the_phone(noise, rate_hz)
    size = 4_800
    power = np.mean(
        [np.abs(np.fft.rfft(heard[i : i + size] * np.hanning(size))) ** 2 for i in range(0, 180_000, size)],
        axis=0,
    )
    hz = np.fft.rfftfreq(size, 1 / rate_hz)
    inside = 10 * np.log10(power[(hz > 500) & (hz < 3_000)].mean())
    for low, high in ((20, 200), (3_800, 8_000), (8_000, 20_000)):
        assert inside - 10 * np.log10(power[(hz > low) & (hz < high)].mean()) > 30, (low, high)


def g711(sample: int) -> int:
    """µ-law there and back by the recommendation's table: 14 bits, 8 segments of 16 steps."""
    magnitude = min(abs(sample) // 4, 8_158)
    segment = max(0, (magnitude + 33).bit_length() - 6)
    step = 2 << segment
    back = (magnitude + 33) // step * step + step // 2 - 33
    return int(math.copysign(4 * back, sample)) if back else 0


def test_the_samples_are_mu_laws() -> None:
    samples = np.arange(-32_768, 32_768, dtype=np.int16)
    heard = MuLaw().there_and_back(samples)
    assert len(np.unique(heard)) == 255  # 256 codes, of which two are zero
    wanted = np.array([g711(int(sample)) for sample in samples])
    # Encoders may round half a step differently; no sample may be further off than its step.
    steps = np.unique(heard)
    assert set(np.unique(wanted)) == set(steps.tolist())
    widest = np.maximum(8, np.abs(wanted) / 16 + 8)
    assert (np.abs(heard - wanted) <= widest).all()
    assert np.mean(heard == wanted) > 0.98


def test_the_line_speaks_in_steps_of_mu_law() -> None:
    """Taken at the line's own rate, nothing but the 255 levels is left of a voice."""
    voice = make_audio.speech(LINE_RATE_HZ)[:, 0] / 32_768
    heard = np.rint(over_the_phone(voice, LINE_RATE_HZ) * 32_768).astype(int)
    levels = set(np.unique(MuLaw().there_and_back(np.arange(-32_768, 32_768, dtype=np.int16))).tolist())
    assert set(np.unique(heard).tolist()) <= levels
    assert len(np.unique(heard)) > 50
    assert not set(np.rint(voice * 32_768).astype(int).tolist()) <= levels, "the voice had them all along"


@pytest.mark.parametrize(("rate_hz", "to_hz"), [(16_000, 16_000), (44_100, 48_000), (8_000, 44_100)])
def test_nothing_is_lost_or_added_however_it_is_cut(rate_hz: int, to_hz: int) -> None:
    voice = make_audio.speech(rate_hz)[:, 0] / 32_768
    whole = over_the_phone(voice, rate_hz, to_hz, piece=len(voice))
    assert len(whole) == round(len(voice) * to_hz / rate_hz)
    assert np.abs(over_the_phone(voice, rate_hz, to_hz, piece=333) - whole).max() < 1e-6


def test_it_comes_at_once() -> None:
    """A click is heard within 5 ms of its place, so that the lit word is the one heard."""
    rate_hz = 48_000
    sound = np.zeros(rate_hz)
    burst = np.arange(480)
    sound[24_000:24_480] = 0.5 * np.sin(2 * np.pi * 1_500 * burst / rate_hz)
    heard = over_the_phone(sound, rate_hz)
    loud = np.flatnonzero(np.abs(heard) > 0.25)
    assert abs(int(loud[0]) - 24_000) < 240
    assert abs(int(loud[-1]) - 24_480) < 240


def test_silence_stays_silent() -> None:
    assert not over_the_phone(np.zeros(16_000), 16_000).any()
