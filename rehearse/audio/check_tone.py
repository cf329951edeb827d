"""Two short tones through a loudspeaker, made in memory: does anything come out of it?"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from rehearse.audio.output import Output, OutputLike, Source
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
_PATIENCE_S = 3.0


def tone(rate_hz: int, channels: int) -> Floats:
    """The two tones as frames of samples, shape (frames, channels)."""
    n_each, n_ramp = round(TONE_S * rate_hz), round(_RAMP_S * rate_hz)
    envelope = np.ones(n_each, dtype=np.float32)
    ramp = (0.5 - 0.5 * np.cos(np.pi * np.arange(n_ramp) / n_ramp)).astype(np.float32)
    envelope[:n_ramp], envelope[-n_ramp:] = ramp, ramp[::-1]
    time_s = np.arange(n_each) / rate_hz
    mono = np.concatenate([PEAK * envelope * np.sin(2 * np.pi * hz * time_s) for hz in TONES_HZ])
    return np.repeat(mono.astype(np.float32)[:, None], channels, axis=1)


def play_tone(
    device: Device,
    *,
    cancel: CancelToken | None = None,
    open_output: Callable[[Device, int], OutputLike] = Output,
) -> None:
    """Play the tones and return when they have been heard.

    Raises `DeviceError` where the loudspeaker cannot be opened or takes no sound, `Cancelled`.
    """
    output = open_output(device, 2)
    try:
        samples = tone(output.rate_hz, output.channels)
        source = Source(0.0)
        for first in range(0, len(samples), output.block_frames):
            block = samples[first : first + output.block_frames]
            missing = output.block_frames - len(block)
            source.blocks.append(np.pad(block, ((0, missing), (0, 0))))
        source.end_s = len(samples) / output.rate_hz
        output.play(source)
        given_up_s = time.monotonic() + source.end_s + _PATIENCE_S
        while source.drained_at_s is None or source.drained_at_s > time.monotonic():
            if cancel is not None:
                cancel.check()
            if not output.is_alive() or time.monotonic() > given_up_s:
                raise DeviceLost(
                    _("The loudspeaker took no sound."),
                    help=_("Plug it in again, or choose another one."),
                )
            time.sleep(0.02)
    finally:
        output.close()
