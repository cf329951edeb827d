"""Devices: found again by what lasts, and looked for afresh only when nothing is open."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.audio import portaudio
from rehearse.audio.devices import (
    Device,
    DeviceKey,
    describe,
    find_device,
    is_listed,
    list_devices,
    name_in_sentence,
    refresh,
)
from rehearse.audio.input_stream import open_input
from rehearse.errors import DeviceError, NoMicrophone, SoundSystemMissing
from tests.helpers.virtual_mic import MICROPHONE_NAME, SET_BY_SCRIPT, SPEAKER_NAME


class Listing:
    """Stands for the sounddevice module: a list of (name, host API, inputs, outputs, rate)."""

    PortAudioError = portaudio.sounddevice().PortAudioError

    def __init__(self, *rows: tuple[str, str, int, int, float], usual: tuple[int, int] = (-1, -1)) -> None:
        self._apis = sorted({row[1] for row in rows})
        self._rows = [
            {
                "index": index,
                "name": name,
                "hostapi": self._apis.index(api),
                "max_input_channels": inputs,
                "max_output_channels": outputs,
                "default_samplerate": rate_hz,
            }
            for index, (name, api, inputs, outputs, rate_hz) in enumerate(rows)
        ]
        self._usual = dict(zip(("input", "output"), usual, strict=True))

    def query_hostapis(self) -> list[dict[str, str]]:
        return [{"name": name} for name in self._apis]

    def query_devices(self, kind: str | None = None) -> Any:
        if kind is None:
            return self._rows
        if self._usual[kind] < 0:
            raise self.PortAudioError("Error querying device -1")
        return self._rows[self._usual[kind]]


def use(monkeypatch: pytest.MonkeyPatch, listing: Listing) -> None:
    monkeypatch.setattr(portaudio, "sounddevice", lambda: listing)


@pytest.mark.usefixtures("virtual_microphone")
def test_the_virtual_devices_are_listed() -> None:
    names = {(device.key.name, device.kind) for device in list_devices()}
    assert {(MICROPHONE_NAME, "input"), (SPEAKER_NAME, "output")} <= names
    assert (SPEAKER_NAME, "input") not in names
    assert {device.kind for device in list_devices("output")} == {"output"}
    microphone = find_device("input", DeviceKey(MICROPHONE_NAME, "ALSA"))
    assert microphone.key.name == MICROPHONE_NAME
    assert is_listed(microphone)
    assert sum(device.is_default for device in list_devices("input")) == 1
    assert "Virtual Microphone (through ALSA, 44.1 kHz)" in describe(microphone)


@pytest.mark.usefixtures("virtual_microphone")
def test_the_list_is_not_renewed_while_a_stream_is_open() -> None:
    stream = open_input(find_device("input", None), lambda pcm, overflowed: None, lambda: None)
    assert not refresh()
    stream.start()
    assert not refresh()
    assert stream.close(5.0)
    assert refresh()
    assert list_devices("input")


@pytest.mark.usefixtures("virtual_microphone")
def test_the_list_can_be_read_while_it_is_renewed() -> None:
    """In between PortAudio is not initialised; whoever asked then got its own error for an answer."""
    list_devices()
    renewing = threading.Thread(target=lambda: [refresh() for _round in range(20)])
    renewing.start()
    seen = set()
    while renewing.is_alive():
        seen.add(tuple(device.key.name for device in list_devices("input")))
    assert len(seen) == 1


def test_a_device_is_found_again_with_another_number_and_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    headset = ("Headset: USB Audio (hw:1,0)", "ALSA", 1, 2, 48_000.0)
    built_in = ("HDA: Analog (hw:0,0)", "ALSA", 2, 2, 44_100.0)
    use(monkeypatch, Listing(built_in, headset, usual=(0, 0)))
    chosen = find_device("input", DeviceKey("Headset: USB Audio", "ALSA"))
    assert (chosen.index, chosen.default_rate_hz, chosen.channels, chosen.is_default) == (1, 48_000, 1, False)
    kept = chosen.key.to_text()
    use(monkeypatch, Listing(("Headset: USB Audio (hw:3,0)", "ALSA", 1, 2, 48_000.0), built_in, usual=(1, 1)))
    assert find_device("input", DeviceKey.from_text(kept)).index == 0
    assert not is_listed(chosen), "its old number is another device's now"


def test_windows_numbers_equal_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Listing(("Microphone (2- USB Audio)", "Windows WASAPI", 1, 0, 48_000.0)))
    assert find_device("input", DeviceKey("Microphone (USB Audio)", "Windows WASAPI")).index == 0


def test_the_order_of_second_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (
        ("Webcam", "MME", 1, 0, 44_100.0),
        ("Headset", "MME", 1, 0, 44_100.0),
        ("Headset", "WASAPI", 1, 0, 48_000.0),
    )
    use(monkeypatch, Listing(*rows, usual=(0, -1)))
    assert find_device("input", DeviceKey("Headset", "WASAPI")).index == 2
    assert find_device("input", DeviceKey("Headset", "WDM-KS")).index == 1
    assert find_device("input", DeviceKey.from_text("Headset")).index == 1
    assert find_device("input", DeviceKey("Gone", "MME")).index == 0
    assert find_device("input", None).is_default
    with pytest.raises(DeviceError, match="loudspeaker"):
        find_device("output", None)


def test_without_a_default_the_first_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Listing(("Webcam", "MME", 1, 0, 44_100.0)))
    device = find_device("input", None)
    assert (device.index, device.is_default) == (0, False)


def test_no_microphone(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Listing())
    assert list_devices() == []
    with pytest.raises(NoMicrophone) as caught:
        find_device("input", None)
    assert caught.value.help


@given(name=st.text(min_size=1).filter(lambda text: "\x1f" not in text), host_api=st.text())
def test_a_key_survives_the_settings_file(name: str, host_api: str) -> None:
    key = DeviceKey.from_text(DeviceKey(name, host_api).to_text())
    assert DeviceKey.from_text(key.to_text()) == key
    assert key.host_api == host_api


@pytest.mark.parametrize(
    ("name", "told"), [("default", "The microphone"), ("pulse", "The microphone"), ("Yeti Nano", "Yeti Nano")]
)
def test_a_sentence_names_a_microphone_as_its_user_knows_it(name: str, told: str) -> None:
    assert name_in_sentence(Device(0, DeviceKey(name, "ALSA"), "input", 1, 48000, True)) == told


def test_describe_names_the_systems_choice() -> None:
    device = Device(0, DeviceKey("Headset", "Core Audio"), "input", 1, 16_000, True)
    assert describe(device) == "Headset (through Core Audio, 16 kHz), the system's choice"
    assert "choice" not in describe(dataclasses.replace(device, is_default=False))


# ---- a machine without sound -------------------------------------------------------------------

NO_LIBRARY = """
import ctypes.util, sys
real = ctypes.util.find_library
ctypes.util.find_library = lambda name: None if "portaudio" in name else real(name)
from rehearse.audio.devices import list_devices
from rehearse.errors import SoundSystemMissing
for attempt in range(2):
    try:
        list_devices()
    except SoundSystemMissing as error:
        print(error.message, "|", error.help)
"""


def test_a_missing_library_is_told_every_time() -> None:
    done = subprocess.run(
        [sys.executable, "-c", NO_LIBRARY], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first == second
    assert "PortAudio is missing" in first
    assert "libportaudio2" in first


def test_a_sound_system_that_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    module = portaudio.sounddevice()

    def refuse() -> None:
        raise module.PortAudioError("Error initializing PortAudio", -9986)

    monkeypatch.setattr(module, "_initialize", refuse)
    monkeypatch.setattr(module, "_terminate", lambda: None)
    with pytest.raises(SoundSystemMissing, match="does not start"):
        refresh()


NO_DEVICE = """
from rehearse.audio.devices import find_device, list_devices
from rehearse.errors import NoMicrophone
assert list_devices() == [], list_devices()
try:
    find_device("input", None)
except NoMicrophone as error:
    print(error)
"""


@pytest.mark.skipif(
    sys.platform != "linux" or Path("/proc/asound/cards").exists(), reason="this machine has a sound card"
)
def test_a_machine_without_any_device() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in SET_BY_SCRIPT}
    done = subprocess.run(
        [sys.executable, "-c", NO_DEVICE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "No microphone was found." in done.stdout


def test_a_list_is_not_waited_for_while_looking_afresh_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portaudio, "ANSWER_S", 0.01)
    inside, over = threading.Event(), threading.Event()

    def hang() -> None:
        with portaudio.listed():
            inside.set()
            over.wait(60)

    looking = threading.Thread(target=hang)
    looking.start()
    try:
        assert inside.wait(60)
        with pytest.raises(SoundSystemMissing, match="does not answer"):
            list_devices()
        with pytest.raises(SoundSystemMissing):
            refresh()
    finally:
        over.set()
        looking.join()
    list_devices()
