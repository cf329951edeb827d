"""The door to PortAudio: the only file that imports sounddevice.

A call into PortAudio can hang for good (a suspended or frozen sound server), and PortAudio must not be
re-initialised, nor ended, while a stream is open or a thread is inside it.
So every such call runs in a helper thread of its own, one at a time, and open streams are known here.
"""

from __future__ import annotations

import atexit
import contextlib
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

from rehearse.errors import DeviceBusy, DeviceError, DeviceLost, RehearseError, SoundSystemMissing
from rehearse.i18n import _

#: PortAudio's error numbers that call for words of their own (portaudio.h, PaErrorCode).
_INVALID_CHANNELS = -9998
_INVALID_RATE = -9997
_INVALID_DEVICE = -9996
_INVALID_SAMPLES = -9994
#: A call takes some milliseconds; a sleepy USB or Bluetooth device may take one or two seconds.
ANSWER_S = 5.0
#: How long the end of the program waits for an open stream.
_LEAVE_S = 1.0

_state = threading.Lock()
_one_call = threading.Lock()  # PortAudio does not promise to open and close from several threads at once
_module: ModuleType | None = None
_open: set[Stream] = set()
_running: set[_Call] = set()


class FormatRefused(DeviceBusy):
    """The device does not work at this rate or with this many channels: another may do."""


def sounddevice() -> Any:
    """The sounddevice module, loaded on first use (some 50 ms).

    Raises `SoundSystemMissing` where the PortAudio library is missing or does not start.
    """
    global _module
    with _state:
        if _module is None:
            try:
                import sounddevice as module
            except OSError as error:  # "PortAudio library not found"
                raise _missing() from error
            except Exception as error:
                # `PortAudioError` cannot be named here: it is defined by the module that did not load.
                if type(error).__name__ != "PortAudioError":
                    raise
                raise _does_not_start(error) from error
            _module = module
            # Registered after sounddevice's own handler, hence called before it.
            atexit.register(_leave)
        return _module


def _missing() -> SoundSystemMissing:
    return SoundSystemMissing(
        _("The sound library PortAudio is missing, so nothing can be recorded or played."),
        help=_("On Debian or Ubuntu: sudo apt-get install libportaudio2. Then start again."),
    )


def _does_not_start(error: Exception) -> SoundSystemMissing:
    return SoundSystemMissing(
        _("The sound system does not start ({reason}).").format(reason=error),
        help=_("Check the sound settings of your computer, then start Rehearse again."),
    )


def told_plainly(error: Exception, device_name: str) -> DeviceError:
    """A PortAudio error in words.  `error` is a `PortAudioError`, or sounddevice's `ValueError`."""
    code = error.args[1] if len(error.args) > 1 else None
    if code in (_INVALID_CHANNELS, _INVALID_RATE, _INVALID_SAMPLES):
        return FormatRefused(
            _("{device} does not work in this format.").format(device=device_name),
            help=_("Choose another one."),
        )
    if code == _INVALID_DEVICE or isinstance(error, ValueError):
        return DeviceLost(
            _("{device} is not there any more.").format(device=device_name),
            help=_("Plug it in again or choose another one."),
        )
    reason = str(error.args[0]) if error.args else str(error)
    return DeviceBusy(
        _("{device} cannot be used now ({reason}).").format(device=device_name, reason=reason),
        help=_("Close other programs that use it, or choose another one."),
    )


class _Call:
    """One call into PortAudio in a thread of its own, which may never come back.

    `undo` is called in that thread with the result of a call that came back after it was given up.
    """

    def __init__(self, job: Callable[[], Any], undo: Callable[[Any], None] | None = None) -> None:
        self._job = job
        self._undo = undo
        self._done = threading.Event()
        self._result: Any = None
        self._error: BaseException | None = None
        self._given_up = False
        with _state:
            _running.add(self)
        threading.Thread(target=self._work, name="portaudio-call", daemon=True).start()

    def _work(self) -> None:
        try:
            with _one_call:
                if not self._given_up:  # while it waited behind a call that hangs
                    self._result = self._job()
        except BaseException as error:
            self._error = error
        with _state:
            self._done.set()
            late = self._given_up
            _running.discard(self)
        if late and self._undo is not None and self._result is not None:
            self._undo(self._result)

    def wait(self, timeout_s: float) -> bool:
        """True once it came back."""
        return self._done.wait(timeout_s)

    def result(self, timeout_s: float) -> Any:
        """What the call returned or raised.  Raises `TimeoutError` and gives up when it hangs."""
        self._done.wait(timeout_s)
        with _state:
            if not self._done.is_set():
                self._given_up = True
                raise TimeoutError
        if self._error is not None:
            raise self._error
        return self._result


class Stream:
    """An open sounddevice stream (`raw`) whose calls cannot hang the caller.

    Counted as open until PortAudio says that it is closed.
    """

    def __init__(self, raw: Any, device_name: str) -> None:
        self.raw = raw
        self._device_name = device_name
        self._closing: _Call | None = None
        self._close_lock = threading.Lock()

    def start(self) -> None:
        """Let it run.  Raises `DeviceError`."""
        _answer(_Call(self.raw.start), self._device_name, ANSWER_S)

    def close(self, timeout_s: float = ANSWER_S) -> bool:
        """Stop at once and close; false when that takes longer (it goes on by itself).  Idempotent."""
        with self._close_lock:
            if self._closing is None:
                self._closing = _Call(self._close)
        return self._closing.wait(timeout_s)

    def _close(self) -> None:
        try:
            self.raw.abort(ignore_errors=True)
            self.raw.close(ignore_errors=True)
        finally:
            with _state:
                _open.discard(self)


def open_stream(make: Callable[[Any], Any], device_name: str, timeout_s: float = ANSWER_S) -> Stream:
    """Open the stream that `make(sounddevice module)` makes, e.g. a `RawInputStream`; not started.

    Raises `FormatRefused`, `DeviceBusy` (also when there is no answer), `DeviceLost`,
    `SoundSystemMissing`.
    """
    module = sounddevice()

    def job() -> Stream:
        stream = Stream(make(module), device_name)
        with _state:
            _open.add(stream)
        return stream

    stream = _answer(_Call(job, undo=lambda late: late.close(0.0)), device_name, timeout_s)
    assert isinstance(stream, Stream)
    return stream


def _answer(call: _Call, device_name: str, timeout_s: float) -> Any:
    try:
        return call.result(timeout_s)
    except TimeoutError:
        raise DeviceBusy(
            _("{device} does not answer.").format(device=device_name),
            help=_("Unplug it and plug it in again, or choose another one; it may help to start again."),
        ) from None
    except RehearseError:
        raise
    except (sounddevice().PortAudioError, ValueError) as error:
        raise told_plainly(error, device_name) from error


def in_use() -> bool:
    """Whether a stream is open or a call has not come back."""
    with _state:
        return bool(_open or _running)


def reinitialise() -> bool:
    """Let PortAudio look for devices afresh (10 ms); false, and nothing done, while it is in use.

    Raises `SoundSystemMissing`.
    """
    module = sounddevice()
    if not _one_call.acquire(blocking=False):
        return False
    try:
        if in_use():
            return False
        try:
            module._terminate()
            module._initialize()
        except module.PortAudioError as error:
            raise _does_not_start(error) from error
        return True
    finally:
        _one_call.release()


def _leave() -> None:
    """Before the interpreter ends: close what is open; never end PortAudio under a hanging call."""
    with _state:
        left = list(_open)
    for stream in left:
        stream.close(0.0)
    for stream in left:
        stream.close(_LEAVE_S)
    if in_use() and _module is not None:
        with contextlib.suppress(AttributeError):
            # It would call Pa_Terminate, which crashes or hangs then; the system cleans up as well.
            atexit.unregister(_module._exit_handler)
