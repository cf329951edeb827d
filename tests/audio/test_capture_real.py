"""Recording through the virtual microphone: what was said is what is kept."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rehearse.audio.capture import Capture
from rehearse.audio.devices import DeviceKey, find_device
from tests.audio.test_capture import frames_of
from tests.helpers.virtual_mic import MICROPHONE_NAME, VirtualMicrophone, wait_for, write_wav


def spoken_and_recorded(
    microphone: VirtualMicrophone, folder: Path, rate_hz: int, said: bytes, wanted: Callable[[Capture], bool]
) -> bytes:
    device = find_device("input", DeviceKey(MICROPHONE_NAME, "ALSA"))
    take = Capture(dataclasses.replace(device, default_rate_hz=rate_hz), folder / f"{rate_hz}.wav")
    take.start()
    try:
        microphone.speak(write_wav(folder / "spoken.wav", said))
        wait_for(lambda: wanted(take), "the sound to arrive")
    finally:
        done = take.stop()
    assert take.status().error is None
    assert done.overflow_count == 0
    assert done.format.rate_hz == rate_hz
    assert done.format.channels == 1
    return frames_of(done.path)


def test_a_recording_at_the_rate_of_the_source_is_bit_exact(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    said = random.Random(1).randbytes(3 * 32_000)
    kept = spoken_and_recorded(
        virtual_microphone, tmp_path, 16_000, said, lambda take: said in frames_of(take.path)
    )
    assert kept.count(said) == 1


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_a_recording_at_another_rate_is_the_same_sound(
    virtual_microphone: VirtualMicrophone, tmp_path: Path, rate_hz: int
) -> None:
    import soxr

    # Speech-like: nothing near the edge of what 16 kHz can hold, where two resamplers may differ.
    white = np.random.default_rng(5).normal(0, 6000, 3 * 16_000)
    said = np.convolve(white, np.ones(8) / 8, "same").astype("<i2")
    wanted = soxr.resample(said.astype(np.float32), 16_000, rate_hz)

    def arrived(take: Capture) -> bool:
        meter = take._meter
        return meter.has_sound and meter.zero_s > 0.2

    kept = spoken_and_recorded(virtual_microphone, tmp_path, rate_hz, said.tobytes(), arrived)
    heard = np.frombuffer(kept, "<i2").astype(np.float64)
    size = 1 << (len(heard) + len(wanted)).bit_length()
    shift = int(np.argmax(np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size)), size)))
    part = heard[shift : shift + len(wanted)]
    assert len(part) == len(wanted), "the whole of it is there"
    assert np.corrcoef(part, wanted)[0, 1] > 0.999
