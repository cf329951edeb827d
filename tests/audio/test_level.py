"""The meter: what it shows does not depend on how the sound is cut."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.audio import envelope, level
from rehearse.audio.format import SPEECH_FORMAT, AudioFormat
from rehearse.audio.level import LevelMeter, dbfs

STEREO = AudioFormat(48_000, 2)


def pcm(values: np.ndarray) -> bytes:
    return values.astype("<i2").tobytes()


def sine(amplitude: float, seconds: float = 1.0) -> bytes:
    times = np.arange(round(seconds * 16_000)) / 16_000
    return pcm(np.round(amplitude * np.sin(2 * np.pi * 440 * times)))


def test_a_full_sine_is_three_decibels_below_its_peak() -> None:
    meter = LevelMeter(SPEECH_FORMAT)
    meter.add(sine(32_767))
    shown = meter.level()
    assert shown.peak_dbfs == pytest.approx(0, abs=0.01)
    assert shown.rms_dbfs == pytest.approx(-10 * math.log10(2), abs=0.05)
    assert shown.clipped


def test_silence_has_no_level() -> None:
    meter = LevelMeter(SPEECH_FORMAT)
    meter.add(bytes(32_000))
    assert (meter.level().peak_dbfs, meter.level().rms_dbfs, meter.peak_dbfs) == (None, None, None)
    assert not meter.has_sound
    assert (meter.zero_s, meter.quiet_s) == (1.0, 1.0)
    assert dbfs(0) is None


def test_the_lowest_sample_counts_as_full_scale() -> None:
    """-32768 has no positive twin in 16 bits."""
    meter = LevelMeter(SPEECH_FORMAT)
    meter.add(pcm(np.full(1600, -32_768)))
    assert meter.peak_dbfs == 0.0
    assert meter.clipped_frames == 1600


def test_it_forgets_what_is_older_than_its_window() -> None:
    meter = LevelMeter(SPEECH_FORMAT)
    meter.add(sine(20_000))
    meter.add(sine(200, 0.05))
    assert meter.level().peak_dbfs == pytest.approx(-4.3, abs=0.1)
    meter.add(sine(200, 0.05))
    assert meter.level().peak_dbfs == pytest.approx(-44.3, abs=0.1)
    assert meter.peak_dbfs == pytest.approx(-4.3, abs=0.1)


def test_one_sample_at_full_scale_is_not_clipping() -> None:
    meter = LevelMeter(SPEECH_FORMAT)
    values = np.zeros(1600)
    values[7] = 32_767
    meter.add(pcm(values))
    assert meter.clipped_frames == 1
    assert not meter.level().clipped
    assert meter.clipped_ago_s is None


def test_either_channel_counts() -> None:
    meter = LevelMeter(STEREO)
    values = np.zeros((4800, 2))
    values[:2400, 1] = 32_767
    meter.add(pcm(values))
    assert meter.n_frames == 4800
    assert meter.clipped_frames == 2400
    assert meter.zero_s == pytest.approx(0.05)
    assert meter.level().peak_dbfs == pytest.approx(0, abs=0.001)


def test_the_meter_and_the_verdict_agree_on_clipping() -> None:
    assert level.CLIPPED_AT == envelope.CLIPPED_SAMPLE


def test_other_samples_than_16_bit_are_refused() -> None:
    with pytest.raises(ValueError, match="16-bit"):
        LevelMeter(AudioFormat(16_000, 1, 3))


@given(cuts=st.lists(st.integers(0, 3000), max_size=12), seed=st.integers(0, 9))
@settings(max_examples=60, deadline=None)
def test_cutting_changes_nothing(cuts: list[int], seed: int) -> None:
    chance = np.random.default_rng(seed)
    values = chance.normal(0, 20_000, 4000).clip(-32_768, 32_767) * (chance.random(4000) < 0.9)
    values[chance.integers(4000) :] *= chance.choice([0, 0.001, 1])
    whole, cut = LevelMeter(SPEECH_FORMAT), LevelMeter(SPEECH_FORMAT)
    whole.add(pcm(values))
    edges = [0, *sorted(cuts), 4000]
    for start, end in pairwise(edges):
        cut.add(pcm(values[start:end]))
    assert cut.level() == whole.level()
    assert (cut.n_frames, cut.clipped_frames, cut.peak_dbfs) == (4000, whole.clipped_frames, whole.peak_dbfs)
    assert cut.zero_s == pytest.approx(whole.zero_s)
    assert cut.quiet_s == pytest.approx(whole.quiet_s)
