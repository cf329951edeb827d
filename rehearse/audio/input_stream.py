"""A microphone that is open: what a recorder needs of it, and how PortAudio does it.

`InputStream` and `StreamOpener` are the seam: tests put a stream of their own there, which keeps the
same contract as PortAudio's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from rehearse.audio import portaudio
from rehearse.audio.devices import Device, is_listed, name_in_sentence
from rehearse.audio.format import AudioFormat
from rehearse.audio.waits import unseen
from rehearse.errors import DeviceError, DeviceLost, NoMicrophone
from rehearse.i18n import _

#: One callback's sound.  A fixed size, since PortAudio's own choice is erratic.
BLOCK_S = 0.02
#: What the device may hold while the callback is kept waiting, e.g. by a long import.  With more,
#: PulseAudio hands its sound over in bursts that make a clock stutter (100 ms for 0.2 s).
LATENCY_S = 0.1

#: A device may refuse the rate it was listed with: a headset that is also listened to goes down to 16 kHz,
#: and the list is as old as the program's start.
OTHER_RATES_HZ = (48_000, 44_100, 16_000, 8_000)
_CLOSE_S = 0.5

#: Called in PortAudio's thread for every block: the samples, and whether input was lost before them.
OnBlock = Callable[[bytes, bool], None]
#: Called in PortAudio's thread once, after the last block: closed, or the device went away.
OnEnd = Callable[[], None]


class InputStream(Protocol):
    """An open microphone that is not running yet.

    Between `start` and `close` blocks of equal size come in `format`, 16-bit; none before or after.
    `on_end` comes once, after the last block, whoever ended it; an input that merely falls silent ends
    nothing.
    """

    format: AudioFormat

    def start(self) -> None:
        """Let the sound come.  Raises `DeviceError`."""

    def close(self, timeout_s: float) -> bool:
        """Stop; false when the device does not answer in time (it is left to itself).  Idempotent."""

    def still_there(self) -> bool | None:
        """Whether the device can be opened once more; None where that cannot be known.  May take seconds."""


StreamOpener = Callable[[Device, OnBlock, OnEnd], InputStream]


class PortAudioInput:
    """A microphone at its own rate: in mono if it can, else with as many channels as it takes."""

    def __init__(self, device: Device, on_block: OnBlock, on_end: OnEnd) -> None:
        """Open it.  Raises `DeviceBusy`, `NoMicrophone`, `SoundSystemMissing`, after 5 s at the latest."""
        self._on_block = on_block
        self._device = device
        if not is_listed(device):
            raise NoMicrophone(
                _("{device} is not there any more.").format(device=name_in_sentence(device)),
                help=_("Plug it in again or choose another one."),
            )
        channels = sorted({1, min(2, device.channels), device.channels})
        rates_hz = dict.fromkeys((device.default_rate_hz, *OTHER_RATES_HZ))
        attempts = [AudioFormat(rate_hz, count) for rate_hz in rates_hz for count in channels]
        for attempt in attempts:
            self.format = attempt
            try:
                self._stream = portaudio.open_stream(
                    lambda module: self._make(module, device, on_end), name_in_sentence(device)
                )
                return
            except portaudio.FormatRefused:
                if attempt == attempts[-1]:
                    raise
            except DeviceLost as error:
                raise NoMicrophone(error.message, help=error.help) from error

    def _make(self, module: Any, device: Device, on_end: OnEnd) -> Any:
        return module.RawInputStream(
            device=device.index,
            samplerate=self.format.rate_hz,
            channels=self.format.channels,
            dtype="int16",
            blocksize=round(self.format.rate_hz * BLOCK_S),
            latency=LATENCY_S,
            callback=self._callback,
            finished_callback=on_end,
        )

    def _callback(self, samples: Any, n_frames: int, clock: Any, status: Any) -> None:
        self._on_block(bytes(samples), bool(status) and status.input_overflow)

    def start(self) -> None:
        self._stream.start()

    def close(self, timeout_s: float) -> bool:
        return self._stream.close(timeout_s)

    def still_there(self) -> bool | None:
        """Opened once more beside itself, which takes PulseAudio 5 ms; what is in use says nothing."""
        try:
            with unseen():
                again = portaudio.open_stream(self._make_another, self._device.key.name)
        except DeviceLost:
            return False
        except DeviceError:
            return None
        with unseen():
            again.close(_CLOSE_S)
        return True

    def _make_another(self, module: Any) -> Any:
        return module.RawInputStream(
            device=self._device.index,
            samplerate=self.format.rate_hz,
            channels=self.format.channels,
            dtype="int16",
            callback=lambda *_block: None,
        )


def open_input(device: Device, on_block: OnBlock, on_end: OnEnd) -> InputStream:
    """Open `device` through PortAudio.  Raises `DeviceBusy`, `NoMicrophone`, `SoundSystemMissing`."""
    return PortAudioInput(device, on_block, on_end)
