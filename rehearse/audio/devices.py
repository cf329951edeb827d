"""Microphones and loudspeakers: listed, explained, and found again after re-plugging.

PortAudio numbers devices anew whenever it looks, so a choice is kept as name and host API.
Its list is frozen when it starts: `refresh` looks again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rehearse.audio import portaudio
from rehearse.errors import DeviceError, NoMicrophone
from rehearse.i18n import _

Kind = Literal["input", "output"]

#: Stands between the two parts of a key's text; no device name holds it.
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """What stays the same of a device when it is plugged out and in."""

    name: str
    host_api: str

    def to_text(self) -> str:
        return f"{self.name}{_SEPARATOR}{self.host_api}"

    @classmethod
    def from_text(cls, text: str) -> DeviceKey:
        """The key; a plain name stands for a device of that name on any host API."""
        name, _separator, host_api = text.partition(_SEPARATOR)
        return cls(name, host_api)


@dataclass(frozen=True, slots=True)
class Device:
    """One microphone or loudspeaker as PortAudio lists it now; `index` holds until `refresh`."""

    index: int
    key: DeviceKey
    kind: Kind
    channels: int
    default_rate_hz: int
    is_default: bool


def list_devices(kind: Kind | None = None) -> list[Device]:
    """All devices, the system's default first; empty when there is none.

    Raises `SoundSystemMissing`.
    """
    module = portaudio.sounddevice()
    host_apis = module.query_hostapis()
    usual: dict[Kind, int] = {"input": -1, "output": -1}
    for side in usual:
        try:
            usual[side] = module.query_devices(kind=side)["index"]
        except (module.PortAudioError, ValueError):
            continue
    found = []
    for raw in module.query_devices():
        for side in usual:
            channels = int(raw[f"max_{side}_channels"])
            if channels > 0 and kind in (None, side):
                key = DeviceKey(raw["name"], host_apis[raw["hostapi"]]["name"])
                rate_hz = round(raw["default_samplerate"])
                found.append(Device(raw["index"], key, side, channels, rate_hz, raw["index"] == usual[side]))
    return sorted(found, key=lambda device: (device.kind, not device.is_default))


def find_device(kind: Kind, key: DeviceKey | None) -> Device:
    """The chosen device; else one of the same name; else the default; else the first.

    Raises `NoMicrophone` (for a loudspeaker `DeviceError`) when there is none, `SoundSystemMissing`.
    """
    devices = list_devices(kind)
    if not devices:
        if kind == "input":
            raise NoMicrophone(_("No microphone was found."), help=_("Plug one in, then look again."))
        raise DeviceError(_("No loudspeaker was found."), help=_("Plug one in, then look again."))
    if key is not None:
        for device in devices:
            if device.key == key:
                return device
        for device in devices:
            if device.key.name == key.name:
                return device
    return devices[0]


def refresh() -> bool:
    """Look for devices afresh; false, and nothing done, while a stream is open or stuck."""
    return portaudio.reinitialise()


def describe(device: Device) -> str:
    """One sentence for a list: what it is, how it records, whether it is the system's choice."""
    sound = _("mono") if device.channels == 1 else _("{n} channels").format(n=device.channels)
    text = _("{name} ({host_api}, {khz:g} kHz, {sound})").format(
        name=device.key.name,
        host_api=device.key.host_api,
        khz=device.default_rate_hz / 1000,
        sound=sound,
    )
    return _("{device}, the system's choice").format(device=text) if device.is_default else text
