"""The door to PortAudio: the only file that imports sounddevice.

PortAudio can hang for good inside a call (a suspended or frozen sound server), and must not be
re-initialised while a stream is open or a thread is stuck in it: so calls that may hang run in a helper
thread, and open streams are counted here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

from rehearse.errors import DeviceBusy, DeviceError, DeviceLost, SoundSystemMissing
from rehearse.i18n import _

#: PortAudio's error numbers (portaudio.h, PaErrorCode) that call for different words.
_INVALID_CHANNELS = -9998
_INVALID_RATE = -9997
_INVALID_DEVICE = -9996
_UNAVAILABLE = -9985

#: How long opening or closing may take before the device counts as not answering.
ANSWER_TIMEOUT_S = 5.0

_lock = threading.RLock()
_module: ModuleType | None = None
_open_streams = 0
_stuck_calls = 0


def sounddevice() -> Any:
    """The sounddevice module, loaded on first use (some 50 ms).

    Raises `SoundSystemMissing` where the PortAudio library is not installed.
    """
    global _module
    with _lock:
        if _module is None:
            try:
                import sounddevice as module
            except (OSError, ImportError) as error:
                raise SoundSystemMissing(
                    _("The sound library PortAudio is missing, so nothing can be recorded or played."),
                    help=_("On Debian or Ubuntu: sudo apt-get install libportaudio2. Then start again."),
                ) from error
            _module = module
        return _module


class RefusedFormat(DeviceError):
    """The device does not record in the asked-for rate or number of channels: try another."""

    id = "device_format"


def told_plainly(error: Exception, device_name: str) -> DeviceError:
    """A PortAudio error in words.  `error` is `sounddevice.PortAudioError` or a `ValueError`."""
    code = error.args[1] if len(error.args) > 1 else None
    if code in (_INVALID_CHANNELS, _INVALID_RATE):
        return RefusedFormat(_("{device} does not work in this format.").format(device=device_name))
    if code == _INVALID_DEVICE or isinstance(error, ValueError):
        return DeviceLost(
            _("{device} is not there any more.").format(device=device_name),
            help=_("Plug it in again or choose another one."),
        )
    detail = str(error.args[0]) if error.args else str(error)
    return DeviceBusy(
        _("{device} cannot be used now ({detail}).").format(device=device_name, detail=detail),
        help=_("Close other programs that use it, or choose another one."),
    )


def call_with_timeout(
    job: Callable[[], Any], device_name: str, timeout_s: float = ANSWER_TIMEOUT_S, *, on_late: Any = None
) -> Any:
    """Run `job` in a helper thread; its result or exception, or `DeviceBusy` when it does not return.

    A job that returns after all is undone by `on_late(result)`.
    """
    global _stuck_calls
    outcome: list[Any] = []
    failure: list[BaseException] = []
    given_up = False
    guard = threading.Lock()

    def work() -> None:
        global _stuck_calls
        try:
            result = job()
        except BaseException as error:
            failure.append(error)
            result = None
        with guard:
            outcome.append(result)
            late = given_up
        if late:
            with _lock:
                _stuck_calls -= 1
            if on_late is not None and not failure:
                on_late(result)

    thread = threading.Thread(target=work, name="portaudio-call", daemon=True)
    thread.start()
    thread.join(timeout_s)
    with guard:
        if not outcome:
            given_up = True
            with _lock:
                _stuck_calls += 1
            raise DeviceBusy(
                _("{device} does not answer.").format(device=device_name),
                help=_("Plug it out and in again, or choose another one."),
            )
    if failure:
        raise failure[0]
    return outcome[0]


def stream_opened() -> None:
    global _open_streams
    with _lock:
        _open_streams += 1


def stream_closed() -> None:
    global _open_streams
    with _lock:
        _open_streams -= 1


def is_stuck() -> bool:
    """Whether a thread hangs inside PortAudio: then the process must end without its clean-up."""
    return _stuck_calls > 0


def reinitialise() -> bool:
    """Let PortAudio look for devices afresh; false, and nothing done, while it is in use."""
    with _lock:
        if _open_streams or _stuck_calls:
            return False
        module = sounddevice()
        module._terminate()
        module._initialize()
        return True
