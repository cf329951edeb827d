"""Two short tones through a loudspeaker, made in memory: does anything come out of it?"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from rehearse.audio import portaudio
from rehearse.audio.output import CLOSE_TIMEOUT_S, LATENCY_S
from rehearse.errors import DeviceLost
from rehearse.i18n import _
from rehearse.progress import CancelToken

if TYPE_CHECKING:
    from rehearse.audio.devices import Device
    from rehearse.audio.resample import Floats

#: A fifth, so that it is told from a hum or an alert: A4 and E5, each so long, at -14 dBFS.
TONES_HZ, TONE_S, PEAK = (440.0, 659.26), 0.35, 0.2

#: Rise and fall without a click.
_RAMP_S = 0.015

#: A device that has taken nothing for so long after the tones are due is not playing.
PATIENCE_S = 3.0


def tone(rate_hz: int, channels: int) -> Floats:
    """The two tones as frames of samples, shape (frames, channels)."""
    n_each, n_ramp = round(TONE_S * rate_hz), round(_RAMP_S * rate_hz)
    envelope = np.ones(n_each, dtype=np.float32)
    ramp = (0.5 - 0.5 * np.cos(np.pi * np.arange(n_ramp) / n_ramp)).astype(np.float32)
    envelope[:n_ramp], envelope[-n_ramp:] = ramp, ramp[::-1]
    time_s = np.arange(n_each) / rate_hz
    mono = np.concatenate([PEAK * envelope * np.sin(2 * np.pi * hz * time_s) for hz in TONES_HZ])
    return np.repeat(mono.astype(np.float32)[:, None], channels, axis=1)


def play_tone(device: Device, *, cancel: CancelToken | None = None) -> None:
    """Play the tones and return when they have been heard.

    Raises `DeviceError` where the loudspeaker cannot be opened or takes no sound, `Cancelled`.
    """
    sender = _Sender(device)
    stream = portaudio.open_stream(sender.make, device.key.name, what="loudspeaker")
    try:
        stream.start()
        given_up_s = time.monotonic() + sender.length_s + PATIENCE_S
        while sender.heard_at_s is None or sender.heard_at_s > time.monotonic():
            if cancel is not None:
                cancel.check()
            if sender.ended.is_set() or time.monotonic() > given_up_s:
                raise DeviceLost(
                    _("The loudspeaker took no sound."),
                    help=_("Plug it in again, or choose another one."),
                )
            time.sleep(0.02)
    finally:
        stream.close(CLOSE_TIMEOUT_S)


class _Sender:
    """Hands the samples to the device: the callback copies and counts, nothing else."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._channels = max(1, min(2, device.channels))
        self._samples = tone(device.default_rate_hz, self._channels)
        self._n_sent = 0
        self.length_s = len(self._samples) / device.default_rate_hz
        #: When the last sample will have been heard (monotonic clock); None before it was sent.
        self.heard_at_s: float | None = None
        self.ended = threading.Event()

    def make(self, module: Any) -> Any:
        return module.OutputStream(
            samplerate=self._device.default_rate_hz,
            device=self._device.index,
            channels=self._channels,
            dtype="float32",
            latency=LATENCY_S,
            callback=self._callback,
            finished_callback=self.ended.set,
        )

    def _callback(self, out: Floats, n_frames: int, clock: Any, status: Any) -> None:
        block = self._samples[self._n_sent : self._n_sent + n_frames]
        out[: len(block)] = block
        out[len(block) :] = 0
        self._n_sent += len(block)
        if self._n_sent == len(self._samples) and self.heard_at_s is None:
            delay_s = clock.outputBufferDacTime - clock.currentTime
            self.heard_at_s = (
                time.monotonic()
                + (delay_s if delay_s > 0 else LATENCY_S)
                + n_frames / (self._device.default_rate_hz)
            )
