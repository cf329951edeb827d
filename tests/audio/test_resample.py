from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.audio.format import SPEECH_FORMAT, AudioFormat
from rehearse.audio.resample import RateChanger, SpeechResampler, in_pieces, to_mono, to_samples

RATES_HZ = (8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000)


def noise(format: AudioFormat, seconds: float, seed: int = 1) -> bytes:
    rng = np.random.default_rng(seed)
    shape = (format.frames(seconds), format.channels)
    return rng.integers(-20_000, 20_000, shape).astype("<i2").tobytes()


def whole(format: AudioFormat, pcm: bytes) -> bytes:
    resampler = SpeechResampler(format)
    return resampler.push(pcm) + resampler.finish()


@given(
    rate_hz=st.sampled_from(RATES_HZ),
    channels=st.integers(1, 3),
    cuts=st.lists(st.integers(0, 5_000), max_size=40),
    seconds=st.floats(0, 0.4),
)
@settings(max_examples=150, deadline=None)
def test_output_does_not_depend_on_the_cuts(
    rate_hz: int, channels: int, cuts: list[int], seconds: float
) -> None:
    format = AudioFormat(rate_hz, channels)
    pcm = noise(format, seconds)
    resampler = SpeechResampler(format)
    out = []
    start = 0
    for cut in cuts:  # bytes, so cuts fall inside frames and inside samples too
        out.append(resampler.push(pcm[start : start + cut]))
        start += cut
    out.append(resampler.push(pcm[start:]))
    out.append(resampler.finish())
    assert b"".join(out) == whole(format, pcm)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("seconds", [0.0, 0.01, 1.0, 1.2345])
def test_length_is_kept_to_a_frame(rate_hz: int, seconds: float) -> None:
    format = AudioFormat(rate_hz, 1)
    pcm = noise(format, seconds)
    n_frames = len(whole(format, pcm)) // SPEECH_FORMAT.frame_bytes
    assert abs(n_frames - len(pcm) / 2 / rate_hz * SPEECH_FORMAT.rate_hz) <= 1


def test_speech_format_passes_untouched() -> None:
    pcm = noise(SPEECH_FORMAT, 0.5)
    extremes = np.array([-32768, 32767, 0, -1, 1], "<i2").tobytes()
    assert whole(SPEECH_FORMAT, pcm + extremes) == pcm + extremes


def test_stereo_is_the_mean_of_its_channels() -> None:
    stereo = np.array([[100, 300], [-200, 200], [32767, 32767], [-32768, -32768]], "<i2")
    out = whole(AudioFormat(16_000, 2), stereo.tobytes())
    assert np.frombuffer(out, "<i2").tolist() == [200, 0, 32767, -32768]


@pytest.mark.parametrize("rate_hz", [r for r in RATES_HZ if r != 16_000])
def test_a_tone_keeps_its_pitch_level_and_place(rate_hz: int) -> None:
    t = np.arange(rate_hz) / rate_hz
    tone = np.rint(10_000 * np.sin(2 * np.pi * 440 * t)).astype("<i2")
    out = np.frombuffer(whole(AudioFormat(rate_hz, 1), tone.tobytes()), "<i2")
    wanted = 10_000 * np.sin(2 * np.pi * 440 * np.arange(len(out)) / 16_000)
    middle = slice(1_600, 14_400)  # the ends ring, as a cut tone must
    assert np.abs(out[middle] - wanted[middle]).max() < 10


def test_what_cannot_be_heard_at_16_khz_does_not_fold_back() -> None:
    t = np.arange(48_000) / 48_000
    tone = np.rint(20_000 * np.sin(2 * np.pi * 12_000 * t)).astype("<i2")
    out = np.frombuffer(whole(AudioFormat(48_000, 1), tone.tobytes()), "<i2")
    assert np.abs(out[1_600:14_400]).max() <= 2


def test_loud_sound_is_clipped_not_wrapped() -> None:
    assert to_samples(np.array([1.5, -1.5, 1.0, -1.0], np.float32)).tolist() == [32767, -32768, 32767, -32768]


def test_mean_of_many_channels() -> None:
    frames = np.tile(np.array([0.5, 0.25, 0.0, -0.75], np.float32), (3, 1))
    assert to_mono(frames).tolist() == [0.0, 0.0, 0.0]


def test_only_16_bit_bytes_are_taken() -> None:
    with pytest.raises(ValueError, match="24-bit"):
        SpeechResampler(AudioFormat(48_000, 1, sample_bytes=3))


def test_channels_stay_apart_when_only_the_rate_changes() -> None:
    frames = np.zeros((4_800, 2), np.float32)
    frames[:, 1] = 0.25
    changer = RateChanger(48_000, 8_000, 2)
    out = np.concatenate((changer.push(frames), changer.finish()))
    assert out.shape == (800, 2)
    assert np.abs(out[:, 0]).max() == 0
    assert np.abs(out[100:700, 1] - 0.25).max() < 1e-4


@given(st.lists(st.binary(max_size=50), max_size=20), st.integers(1, 40))
def test_pieces_have_one_size_and_lose_nothing(chunks: list[bytes], piece_bytes: int) -> None:
    pieces = list(in_pieces(chunks, piece_bytes))
    assert b"".join(pieces) == b"".join(chunks)
    assert all(len(piece) == piece_bytes for piece in pieces[:-1])
    assert all(0 < len(piece) <= piece_bytes for piece in pieces)
