"""The tones of the loudspeaker's test: what is sent, what is heard, what is told when nothing is."""

from __future__ import annotations

import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from rehearse.audio import check_tone, portaudio
from rehearse.audio.check_tone import PEAK, TONE_S, TONES_HZ, play_tone, tone
from rehearse.audio.devices import find_device
from rehearse.errors import Cancelled, DeviceBusy, DeviceLost
from rehearse.progress import CancelToken
from tests.helpers.virtual_mic import VirtualMicrophone, wait_for


def loudest_hz(samples: np.ndarray, rate_hz: int) -> float:
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), n=4 * rate_hz))
    return float(np.argmax(power)) / 4


@pytest.mark.parametrize("rate_hz", [8000, 44_100, 48_000])
def test_two_tones_without_a_click(rate_hz: int) -> None:
    samples = tone(rate_hz, 2)
    half = len(samples) // 2
    assert samples.shape == (2 * round(TONE_S * rate_hz), 2)
    assert np.array_equal(samples[:, 0], samples[:, 1])
    assert np.max(np.abs(samples)) == pytest.approx(PEAK, rel=0.02)
    for part, hz in ((samples[:half, 0], TONES_HZ[0]), (samples[half:, 0], TONES_HZ[1])):
        assert loudest_hz(part, rate_hz) == pytest.approx(hz, abs=2)
    steps = np.abs(np.diff(samples[:, 0]))
    assert np.max(steps) < 1.05 * PEAK * 2 * np.pi * TONES_HZ[1] / rate_hz  # no step but the wave's own
    assert abs(samples[0, 0]) < 1e-3
    assert abs(samples[-1, 0]) < 1e-2


class FakeModule:
    """PortAudio as far as the tones need it; the test asks for the blocks."""

    def __init__(self, *, takes: bool = True) -> None:
        self.takes, self.heard, self.closed = takes, [], False
        self.asked: dict[str, Any] = {}

    def OutputStream(self, **asked: Any) -> FakeModule:
        self.asked = asked
        return self

    def start(self) -> None:
        clock = SimpleNamespace(outputBufferDacTime=0.0, currentTime=0.0)
        for _block in range(40 if self.takes else 0):
            out = np.full((320, self.asked["channels"]), 9.0, dtype=np.float32)
            self.asked["callback"](out, len(out), clock, None)
            self.heard.append(out)

    def close(self, _timeout_s: float) -> None:
        self.closed = True


def speaker(channels: int = 1) -> Any:
    key = SimpleNamespace(name="Headphones")
    return SimpleNamespace(index=3, key=key, channels=channels, default_rate_hz=16_000)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> FakeModule:
    module = FakeModule()
    monkeypatch.setattr(portaudio, "open_stream", lambda make, _name, **_what: make(module))
    return module


@pytest.mark.parametrize("channels", [1, 2, 8])
def test_the_whole_tone_is_sent_then_silence(opened: FakeModule, channels: int) -> None:
    play_tone(speaker(channels))
    sent = np.concatenate(opened.heard)
    wanted = tone(16_000, min(channels, 2))
    assert np.array_equal(sent[: len(wanted)], wanted)
    assert not sent[len(wanted) :].any()
    assert opened.asked["device"] == 3
    assert opened.closed


@pytest.mark.parametrize("dead", [True, False])
def test_a_loudspeaker_that_takes_nothing_is_told(
    opened: FakeModule, monkeypatch: pytest.MonkeyPatch, dead: bool
) -> None:
    opened.takes = False
    monkeypatch.setattr(check_tone, "PATIENCE_S", 600.0 if dead else -0.6)
    if dead:
        monkeypatch.setattr(opened, "start", lambda: opened.asked["finished_callback"]())
    with pytest.raises(DeviceLost, match="took no sound"):
        play_tone(speaker())
    assert opened.closed


def test_it_can_be_stopped_and_a_busy_one_is_passed_on(
    opened: FakeModule, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.takes = False
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        play_tone(speaker(), cancel=cancel)
    assert opened.closed

    def busy(_make: object, _name: str, **_what: str) -> Any:
        raise DeviceBusy("In use.")

    monkeypatch.setattr(portaudio, "open_stream", busy)
    with pytest.raises(DeviceBusy):
        play_tone(speaker())


def test_the_tones_come_out_of_a_real_loudspeaker(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    heard = tmp_path / "heard.raw"
    shape = ["--raw", "--rate=16000", "--format=s16le", "--channels=1", "--latency-msec=5"]
    with open(heard, "wb") as file:
        ear = subprocess.Popen(
            ["parec", "-d", f"{virtual_microphone.speaker}.monitor", *shape],
            stdin=subprocess.DEVNULL, stdout=file,
        )  # fmt: skip
        try:
            wait_for(lambda: heard.stat().st_size > 3200, "the loudspeaker's monitor")
            play_tone(find_device("output", None))
            until = heard.stat().st_size + 16_000
            wait_for(lambda: heard.stat().st_size > until, "half a second more")
        finally:
            ear.terminate()
            ear.wait()
    samples = np.frombuffer(heard.read_bytes()[: heard.stat().st_size // 2 * 2], "<i2") / 32768
    loud = np.flatnonzero(np.abs(samples) > PEAK / 2)
    assert (loud[-1] - loud[0]) / 16_000 == pytest.approx(2 * TONE_S, abs=0.06)
    middle = (loud[0] + loud[-1]) // 2
    for part, hz in ((samples[loud[0] : middle], TONES_HZ[0]), (samples[middle : loud[-1]], TONES_HZ[1])):
        assert loudest_hz(part, 16_000) == pytest.approx(hz, abs=4)
