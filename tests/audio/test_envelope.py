from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.audio.envelope import CELLS, _Cells, envelope, sound_facts
from rehearse.errors import FileMissing
from tests.data import make_audio
from tests.helpers.virtual_mic import write_wav


def wav(folder: Path, samples: np.ndarray, rate_hz: int = 16_000) -> Path:
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    return write_wav(folder / "x.wav", samples.astype("<i2").tobytes(), rate_hz, channels)


def plain_extremes(samples: np.ndarray, n_bins: int) -> tuple[list[int], list[int]]:
    edges = [number * len(samples) // n_bins for number in range(n_bins + 1)]
    bins = [samples[a : max(b, a + 1)] for a, b in pairwise(edges)]
    return [int(bin.min()) for bin in bins], [int(bin.max()) for bin in bins]


@pytest.mark.parametrize("n_bins", [1, 7, 100, 1_000, 20_000])
@pytest.mark.parametrize("n_frames", [1, 3, 999, 16_000, 44_101])
def test_bins_hold_the_extremes_of_their_stretch(n_bins: int, n_frames: int, tmp_path: Path) -> None:
    samples = np.random.default_rng(n_frames).integers(-32768, 32767, n_frames)
    shape = envelope(wav(tmp_path, samples), n_bins)
    minima, maxima = plain_extremes(samples, n_bins)
    assert shape.minima.dtype == shape.maxima.dtype == np.float32
    assert (shape.minima * 32768).astype(int).tolist() == minima
    assert (shape.maxima * 32768).astype(int).tolist() == maxima
    assert shape.duration_s == pytest.approx(n_frames / 16_000)


def test_all_channels_are_drawn(tmp_path: Path) -> None:
    samples = np.zeros((1_000, 2), int)
    samples[:, 0], samples[:, 1] = 16_384, -8_192
    shape = envelope(wav(tmp_path, samples), 10)
    assert set(shape.maxima.tolist()) == {0.5}
    assert set(shape.minima.tolist()) == {-0.25}


def test_a_long_file_is_right_to_a_bin(tmp_path: Path) -> None:
    samples = np.zeros(48_000 * 60, np.int16)
    samples[48_000 * 30 + 100] = 30_000
    shape = envelope(wav(tmp_path, samples, 48_000), 600)
    assert np.flatnonzero(shape.maxima).tolist() == [300]


@given(st.lists(st.integers(1, 3 * CELLS), min_size=1, max_size=6))
@settings(max_examples=15, deadline=None)
def test_cells_lose_no_extreme_however_the_sound_arrives(sizes: list[int]) -> None:
    samples = np.random.default_rng(5).integers(-32768, 32767, sum(sizes)).astype(np.int16)
    low, high = _Cells(np.minimum), _Cells(np.maximum)
    start = 0
    for size in sizes:
        low.add(samples[start : start + size])
        high.add(samples[start : start + size])
        start += size
    assert low.bins(1)[0] == samples.min()
    assert high.bins(1)[0] == samples.max()
    half = high.bins(2)
    blur = 2 * len(samples) // CELLS + 1  # a cell may reach over the middle
    middle = len(samples) // 2
    assert samples[: max(1, middle - blur)].max() <= half[0] <= samples[: middle + blur].max()


def test_no_bins_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="bin"):
        envelope(wav(tmp_path, np.ones(10)), 0)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        envelope(tmp_path / "none.wav", 10)


# --- levels ----------------------------------------------------------------------------------------


def test_levels_of_a_tone_between_noise(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    t = np.arange(16_000) / 16_000
    noise = rng.normal(0, 32.768, 48_000)  # -60 dBFS
    noise[16_000:32_000] += 16_384 * np.sin(2 * np.pi * 200 * t)  # -6 dB peak, -9 dB RMS
    facts = sound_facts(wav(tmp_path, np.rint(noise)), [(1.0, 2.0)])
    assert facts.duration_s == 3.0
    assert facts.peak_dbfs == pytest.approx(-6.0, abs=0.1)
    assert facts.speech_dbfs == pytest.approx(-9.03, abs=0.05)
    assert facts.noise_dbfs == pytest.approx(-60, abs=0.3)
    assert facts.rms_dbfs == pytest.approx(-9.03 - 4.77, abs=0.05)
    assert facts.clipped_fraction == 0


def test_levels_without_words_are_unknown(tmp_path: Path) -> None:
    facts = sound_facts(wav(tmp_path, np.full(1_600, 100)))
    assert facts.speech_dbfs is None
    assert facts.noise_dbfs is None


def test_digital_silence_has_no_level(tmp_path: Path) -> None:
    facts = sound_facts(wav(tmp_path, np.zeros((1_000, 2))), [(0, 0.05)])
    assert (facts.peak_dbfs, facts.rms_dbfs, facts.speech_dbfs) == (None, None, None)
    assert facts.zero_fraction == 1.0


def test_clipping_and_zeros_are_counted(tmp_path: Path) -> None:
    samples = np.full(1_000, 1_000)
    samples[:50], samples[50:100], samples[100:300] = 32_767, -32_768, 0
    facts = sound_facts(wav(tmp_path, samples))
    assert facts.clipped_fraction == pytest.approx(0.1)
    assert facts.zero_fraction == pytest.approx(0.2)
    assert facts.peak_dbfs == pytest.approx(0, abs=0.001)


def test_spans_past_the_end_do_no_harm(tmp_path: Path) -> None:
    facts = sound_facts(make_audio.make("speech.mp3", tmp_path), [(-1.0, 0.5), (1.9, 99.0)])
    assert facts.speech_dbfs is not None
    assert facts.speech_dbfs > -40


@pytest.mark.parametrize("snr_db", [5, 10, 20, 30])
def test_noise_behind_speech_is_measured(snr_db: float, tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    loud = rng.normal(0, 3_000, 16_000 * 4)
    loud[16_000:32_000] = 0  # a silence between two stretches of speech
    loud[-8_000:] = 0
    noise = rng.normal(0, 3_000 * 10 ** (-snr_db / 20), len(loud))
    facts = sound_facts(wav(tmp_path, np.rint(loud + noise)), [(0.0, 1.0), (2.0, 3.5)])
    assert facts.speech_dbfs is not None
    assert facts.noise_dbfs is not None
    # Speech is measured with the noise in it.
    expected = 10 * np.log10(10 ** (snr_db / 10) + 1)
    assert facts.speech_dbfs - facts.noise_dbfs == pytest.approx(expected, abs=0.5)
    # Where speech stands clear of its noise, the silences are found.
    if snr_db < 20:
        assert facts.quiet_spans == ()
    else:
        assert np.array(facts.quiet_spans).round(2).tolist() == [[1.0, 2.0], [3.5, 4.0]]


def test_quiet_needs_speech_and_some_time(tmp_path: Path) -> None:
    sound = np.random.default_rng(7).normal(0, 3_000, 32_000)
    sound[8_000:14_400] = 0  # 0.4 s: a pause to a listener, but perhaps a weak consonant in noise
    assert sound_facts(wav(tmp_path, np.rint(sound)), [(0.0, 2.0)]).quiet_spans == ()
    assert sound_facts(wav(tmp_path, np.zeros(32_000))).quiet_spans == ()


def test_loudness_of_a_file(tmp_path: Path) -> None:
    at = np.arange(48_000 * 3) / 48_000
    sine = np.rint(3_276.7 * np.sin(2 * np.pi * 997 * at))
    assert sound_facts(wav(tmp_path, sine, 48_000)).loudness_lufs == pytest.approx(-23.01, abs=0.1)
    assert sound_facts(wav(tmp_path, sine[:9_600], 48_000)).loudness_lufs is None
