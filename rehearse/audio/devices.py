"""Microphones and loudspeakers: listed, explained, and found again after re-plugging.

PortAudio numbers devices anew whenever it looks, so a choice is kept as name and host API.
Its list is frozen when it starts: `refresh` looks again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from rehearse.audio import portaudio
from rehearse.errors import DeviceError, NoMicrophone
from rehearse.i18n import _

T = TypeVar("T")

Kind = Literal["input", "output"]
_KINDS: tuple[Kind, Kind] = ("input", "output")

#: Stands between the two parts of a key's text; no device name holds it.
_SEPARATOR = "\x1f"

#: What changes in a name when a device gets another socket or number: ALSA's card ("Mic (hw:2,0)"),
#: and Windows' count of equal devices ("Microphone (2- USB Audio)").
_SOCKET = re.compile(r"\s*\(hw:\d+,\d+\)$|(?<=\()\d+- ")


#: ALSA's names for whatever the desktop uses: nobody knows a microphone by them.
_WHATEVER_IS_USED = frozenset(("default", "sysdefault", "pulse", "pipewire"))


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """What stays the same of a device when it is plugged out and in."""

    name: str
    host_api: str

    def to_text(self) -> str:
        """For the settings file."""
        return f"{self.name}{_SEPARATOR}{self.host_api}"

    @classmethod
    def from_text(cls, text: str) -> DeviceKey:
        """The key; a plain name stands for a device of that name on any host API."""
        name, _separator, host_api = text.partition(_SEPARATOR)
        return cls(_lasting(name), host_api)


@dataclass(frozen=True, slots=True)
class Device:
    """One microphone or loudspeaker as PortAudio lists it now; `index` holds until `refresh`.

    `channels` is the most it takes at once; it is recorded in mono where it can.
    """

    index: int
    key: DeviceKey
    kind: Kind
    channels: int
    default_rate_hz: int
    is_default: bool


def list_devices(kind: str | None = None) -> list[Device]:
    """All devices, microphones first, the system's default first among its kind; empty for none.

    Raises `SoundSystemMissing`.
    """
    with portaudio.listed() as module:
        host_apis = module.query_hostapis()
        usual = {side: _default_index(module, side) for side in _KINDS}
        devices = list(module.query_devices())
    found = []
    for raw in devices:
        for side in _KINDS:
            channels = int(raw[f"max_{side}_channels"])
            if channels > 0 and kind in (None, side):
                key = DeviceKey(_lasting(raw["name"]), host_apis[raw["hostapi"]]["name"])
                rate_hz = round(raw["default_samplerate"])
                found.append(Device(raw["index"], key, side, channels, rate_hz, raw["index"] == usual[side]))
    return sorted(found, key=lambda device: (device.kind, not device.is_default))


def _default_index(module: Any, kind: Kind) -> int | None:
    try:
        return int(module.query_devices(kind=kind)["index"])
    except (module.PortAudioError, ValueError):  # "Error querying device -1": there is none
        return None


def _lasting(name: str) -> str:
    return _SOCKET.sub("", name) or name


def find_device(kind: str, key: DeviceKey | None) -> Device:
    """The chosen device; else one of the same name; else the default; else the first.

    Raises `NoMicrophone` (for a loudspeaker `DeviceError`) when there is none, `SoundSystemMissing`.
    """
    devices = list_devices(kind)
    if not devices:
        if kind == "input":
            raise NoMicrophone(
                _("No microphone was found."),
                help=_("Plug one in, or see that sound works in other programs; then try again."),
            )
        raise DeviceError(_("No loudspeaker was found."), help=_("Plug one in, then look again."))
    if key is not None:
        for device in devices:
            if device.key == key:
                return device
        for device in devices:
            if device.key.name == key.name:
                return device
    return devices[0]


def with_fresh_list(open_it: Callable[[], T]) -> T:
    """What `open_it` opens; where it finds no microphone, once more with a list of now.

    The list is as old as PortAudio's start: what was plugged in since, or came back with the sound server,
    is not in it.
    """
    try:
        return open_it()
    except NoMicrophone:
        if not refresh():
            raise
        return open_it()


def is_listed(device: Device) -> bool:
    """Whether its index still stands for it: after `refresh` that may be another device's."""
    with portaudio.listed() as module:
        listed = module.query_devices()
    return device.index < len(listed) and _lasting(listed[device.index]["name"]) == device.key.name


def refresh() -> bool:
    """Look for devices afresh; false, and nothing done, while a stream is open or stuck.

    Raises `SoundSystemMissing`.
    """
    return portaudio.reinitialise()


def describe(device: Device) -> str:
    """One line for a list: what it is, through what, and whether it is the system's choice."""
    text = _("{name} (through {host_api}, {khz:g} kHz)").format(
        name=device.key.name, host_api=device.key.host_api, khz=device.default_rate_hz / 1000
    )
    return _("{device}, the system's choice").format(device=text) if device.is_default else text


def name_in_sentence(device: Device) -> str:
    """What a microphone is called at the beginning of a sentence."""
    name = device.key.name
    return _("The microphone") if name in _WHATEVER_IS_USED else name
