"""Calibration: ITU-R BS.1770 (997 Hz at full scale in one channel reads −3.01) and EBU Tech 3341."""

from __future__ import annotations

import numpy as np
import pytest

from rehearse.audio.loudness import LoudnessMeter


def sine(hz: float, dbfs: float, seconds: float, rate_hz: int) -> np.ndarray:
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    return np.rint(32767 * 10 ** (dbfs / 20) * np.sin(2 * np.pi * hz * at)).astype(np.int16)[:, None]


def lufs(samples: np.ndarray, rate_hz: int, pieces: int = 1) -> float | None:
    meter = LoudnessMeter(rate_hz, samples.shape[1])
    for piece in np.array_split(samples, pieces):
        meter.add(piece)
    return meter.integrated_lufs()


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 44_100, 48_000])
def test_a_sine_in_one_channel(rate_hz: int) -> None:
    assert lufs(sine(997, -20, 5, rate_hz), rate_hz) == pytest.approx(-23.01, abs=0.1)


@pytest.mark.parametrize("seconds", [0.42, 0.5, 1.003, 2.049, 3.0999])
def test_any_length_over_the_least(seconds: float) -> None:
    assert lufs(sine(997, -20, seconds, 16_000), 16_000) == pytest.approx(-23.01, abs=0.1)


@pytest.mark.parametrize("dbfs", [-23, -33])
def test_a_sine_in_both_channels(dbfs: float) -> None:
    """The first two test signals of Tech 3341, a little shorter; it allows 0.1 LU."""
    both = np.repeat(sine(1_000, dbfs, 10, 48_000), 2, axis=1)
    assert lufs(both, 48_000) == pytest.approx(dbfs, abs=0.1)


def test_silence_is_gated_out() -> None:
    """The third test signal of Tech 3341: quiet, loud, quiet; the quiet parts do not count."""
    parts = [sine(1_000, dbfs, s, 48_000) for dbfs, s in ((-36, 5), (-23, 20), (-36, 5))]
    both = np.repeat(np.concatenate(parts), 2, axis=1)
    assert lufs(both, 48_000) == pytest.approx(-23, abs=0.1)


def test_more_channels_are_mixed() -> None:
    many = np.repeat(sine(997, -20, 3, 16_000), 6, axis=1)
    assert lufs(many, 16_000) == pytest.approx(-23.01, abs=0.1)


@pytest.mark.parametrize("pieces", [7, 400])
def test_pieces_make_no_difference(pieces: int) -> None:
    noise = np.random.default_rng(3).normal(0, 2_000, (16_000 * 4, 1)).astype(np.int16)
    assert lufs(noise, 16_000, pieces) == lufs(noise, 16_000)


@pytest.mark.parametrize(
    "samples", [np.zeros((0, 1), np.int16), np.zeros((16_000, 1), np.int16), sine(997, -20, 0.3, 16_000)]
)
def test_silence_and_too_short_sounds_have_none(samples: np.ndarray) -> None:
    assert lufs(samples, 16_000) is None
