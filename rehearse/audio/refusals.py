"""What PortAudio answers when it cannot do what it is asked, in words."""

from __future__ import annotations

from rehearse.errors import DeviceBusy, DeviceError, DeviceLost, SoundSystemMissing
from rehearse.i18n import _

#: PortAudio's error numbers that call for words of their own (portaudio.h, PaErrorCode).
_INVALID_CHANNELS = -9998
_INVALID_RATE = -9997
_INVALID_DEVICE = -9996
_INVALID_SAMPLES = -9994
_UNAVAILABLE = -9985
#: The system's own numbers behind PortAudio's "unanticipated host error" (errno.h, as ALSA gives them).
_DENIED, _TAKEN = (-1, -13), (-16,)


class FormatRefused(DeviceBusy):
    """The device does not work at this rate or with this many channels: another may do."""


def missing() -> SoundSystemMissing:
    """There is no PortAudio library."""
    return SoundSystemMissing(
        _("The sound library PortAudio is missing, so nothing can be recorded or played."),
        help=_("On Debian or Ubuntu: sudo apt-get install libportaudio2. Then start again."),
    )


def no_answer() -> SoundSystemMissing:
    """PortAudio does not come back from starting, or from looking for devices."""
    return SoundSystemMissing(
        _("The sound system does not answer."),
        help=_("Check the sound settings of your computer, then start Rehearse again."),
    )


def does_not_start(error: Exception) -> SoundSystemMissing:
    """PortAudio cannot be initialised: `error` is its own."""
    return SoundSystemMissing(
        _("The sound system does not start ({reason}).").format(reason=error),
        help=_("Check the sound settings of your computer, then start Rehearse again."),
    )


def told_plainly(error: Exception, device_name: str) -> DeviceError:
    """A PortAudio error in words.  `error` is a `PortAudioError`, or sounddevice's `ValueError`.

    Measured with PulseAudio behind ALSA: a source that was removed gives -9999 with (0, -5, "Input/output
    error"), a server that is not there -9993 ("Illegal combination of I/O devices"): of no use to anybody.
    """
    code = error.args[1] if len(error.args) > 1 else None
    host_code = error.args[2][1] if len(error.args) > 2 else None
    if code in (_INVALID_CHANNELS, _INVALID_RATE, _INVALID_SAMPLES):
        return FormatRefused(
            _("{device} does not offer sound in a form that Rehearse can record.").format(device=device_name),
            help=_("Choose another one, or another profile for it in the sound settings of your computer."),
        )
    if code == _INVALID_DEVICE or isinstance(error, ValueError):
        return DeviceLost(
            _("{device} is not there any more.").format(device=device_name),
            help=_("Plug it in again or choose another one."),
        )
    if host_code in _DENIED:
        return DeviceBusy(
            _("{device} is there, but Rehearse may not use it.").format(device=device_name),
            help=_("Allow it in the privacy settings of your computer, then try again."),
        )
    if code == _UNAVAILABLE or host_code in _TAKEN:
        return DeviceBusy(
            _("{device} is in use by another program.").format(device=device_name),
            help=_("Close the program that uses it, then try again; or choose another one."),
        )
    return DeviceLost(
        _("{device} cannot be reached.").format(device=device_name),
        help=_(
            "See that it is plugged in and works in other programs, then try again; or choose another one."
        ),
    )
