"""The level without a recording."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rehearse.audio import heartbeat, portaudio
from rehearse.audio.devices import DeviceKey, find_device, refresh
from rehearse.audio.monitor import LevelMonitor
from rehearse.errors import DeviceBusy, DeviceLost
from tests.helpers.fake_stream import FAKE_DEVICE, FakeMicrophone, FakeStream
from tests.helpers.virtual_mic import MICROPHONE_NAME, VirtualMicrophone, wait_for, write_wav


def voice(seconds: float) -> bytes:
    return np.random.default_rng(1).normal(0, 3000, round(seconds * 16_000)).astype("<i2").tobytes()


@pytest.fixture
def fake() -> FakeMicrophone:
    return FakeMicrophone()


@pytest.fixture
def heard(fake: FakeMicrophone) -> Iterator[LevelMonitor]:
    made = LevelMonitor(FAKE_DEVICE, open_stream=fake.open)
    made.start()
    yield made
    made.close()
    made.close()


def test_it_shows_what_is_said(heard: LevelMonitor, fake: FakeMicrophone) -> None:
    assert heard.level().peak_dbfs is None
    fake.stream.say(voice(1))
    assert heard.level().rms_dbfs == pytest.approx(-20.8, abs=0.5)
    assert heard.silent_s == 0
    fake.stream.say(bytes(2 * 24_000))
    assert heard.level().rms_dbfs is None
    assert heard.silent_s == pytest.approx(1.5, abs=0.001)
    assert heard.error is None


def test_nobody_asking_for_long_costs_no_memory(heard: LevelMonitor, fake: FakeMicrophone) -> None:
    fake.stream.say(voice(60))
    assert heard._queue.qsize() == 100
    assert heard.level().rms_dbfs is not None
    fake.stream.say(voice(1))
    assert heard.level().rms_dbfs is not None


def test_a_microphone_that_goes_away_is_told(heard: LevelMonitor, fake: FakeMicrophone) -> None:
    fake.stream.say(voice(1))
    fake.stream.end()
    assert heard.level().rms_dbfs is None
    assert isinstance(heard.error, DeviceLost)


def test_callbacks_that_stop_are_silence(
    heard: LevelMonitor, fake: FakeMicrophone, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.stream.say(voice(1))
    clock, shift = heartbeat.time.monotonic, [0.0]
    monkeypatch.setattr(heartbeat.time, "monotonic", lambda: clock() + shift[0])

    def watched_until(shift_s: float) -> None:
        while shift[0] < shift_s:
            shift[0] += 0.1
            heard.level()

    watched_until(3.0)
    assert heard.level().rms_dbfs is None
    assert heard.silent_s >= 2.9
    assert heard.error is None
    watched_until(6.0)
    assert isinstance(heard.error, DeviceLost)


def test_a_laptop_that_slept_is_no_lost_microphone(
    heard: LevelMonitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = heartbeat.time.monotonic
    monkeypatch.setattr(heartbeat.time, "monotonic", lambda: clock() + 3600)
    assert heard.error is None


def test_zeros_of_a_microphone_that_is_not_there_any_more(heard: LevelMonitor, fake: FakeMicrophone) -> None:
    fake.stream.there = False
    fake.stream.say(voice(1) + bytes(20_000))
    wait_for(lambda: heard.error is not None, "the loss")


def test_one_that_does_not_start_is_let_go() -> None:
    def refuse(stream: FakeStream) -> None:
        stream.start_error = DeviceBusy("in use")

    fake = FakeMicrophone(prepare=refuse)
    made = LevelMonitor(FAKE_DEVICE, open_stream=fake.open)
    with pytest.raises(DeviceBusy):
        made.start()
    assert fake.stream.closings == 1
    made.close()


def test_closing_what_was_never_started() -> None:
    LevelMonitor(FAKE_DEVICE).close()


def test_the_virtual_microphone(virtual_microphone: VirtualMicrophone, tmp_path: Path) -> None:
    device = find_device("input", DeviceKey(MICROPHONE_NAME, "ALSA"))
    heard = LevelMonitor(dataclasses.replace(device, default_rate_hz=16_000))
    heard.start()
    try:
        wait_for(lambda: heard.silent_s > 0.2, "silence")
        speaker = virtual_microphone.speak(write_wav(tmp_path / "said.wav", voice(2)), wait=False)
        wait_for(lambda: (heard.level().rms_dbfs or -99) > -23, "the voice")
        speaker.wait(timeout=20)
    finally:
        heard.close()
    assert not portaudio.in_use(), "closed means closed: the devices can be looked for afresh"
    assert refresh()
