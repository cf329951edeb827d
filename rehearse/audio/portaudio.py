"""The door to PortAudio: the only file that imports sounddevice.

A call into PortAudio can hang for good (a suspended or frozen sound server), and PortAudio must not be
re-initialised, nor ended, while a stream is open or a thread is inside it.
So every such call runs in a helper thread of its own, one at a time, and open streams are known here.
A sound server that dies while a stream is being opened can leave that call inside for ever (seen with
PulseAudio behind ALSA): others step past it after `STUCK_S`, or nothing could be recorded until a restart.
But never with a call about the same stream: PortAudio aborts the process when a stream is closed that
another thread is still starting (seen).
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from rehearse.audio import refusals, waits
from rehearse.audio.refusals import FormatRefused
from rehearse.audio.waits import What, waiting
from rehearse.errors import DeviceBusy, RehearseError
from rehearse.i18n import _

#: A call takes some milliseconds; a sleepy USB or Bluetooth device may take one or two seconds.
ANSWER_S = 5.0
#: A call that is inside for longer holds nobody up any more.
STUCK_S = 5.0
#: PortAudio asks every device when it starts or looks for them afresh: 10 ms, and seconds where many sleep.
LOOK_S = 15.0
#: How long the end of the program waits for an open stream.
_LEAVE_S = 1.0

__all__ = [
    "FormatRefused",
    "Stream",
    "hush",
    "in_use",
    "listed",
    "open_stream",
    "reinitialise",
    "sounddevice",
]

_state = threading.Lock()
# PortAudio does not promise to open and close from several threads at once: one call inside at a time.
_turns = threading.Condition()
_inside: _Call | None = None
_module: ModuleType | None = None
_loading: _Aside | None = None
_looking: _Aside | None = None
_open: set[Stream] = set()
_running: set[_Call] = set()


def sounddevice() -> Any:
    """The sounddevice module, loaded on first use (some 50 ms).

    Raises `SoundSystemMissing` where the PortAudio library is missing, does not start or does not answer.
    """
    global _loading
    if _module is not None:
        return _module
    with _state:
        if _loading is None:
            _loading = _Aside(_load)
        loading = _loading
    try:
        return loading.result(LOOK_S)
    finally:
        with _state:
            if loading.is_over and _loading is loading:
                _loading = None


def _load() -> Any:
    global _module
    try:
        import sounddevice as module
    except OSError as error:  # "PortAudio library not found"
        raise refusals.missing() from error
    except Exception as error:
        # `PortAudioError` cannot be named here: it is defined by the module that did not load.
        if type(error).__name__ != "PortAudioError":
            raise
        raise refusals.does_not_start(error) from error
    _module = module
    # Registered after sounddevice's own handler, hence called before it.
    atexit.register(_leave)
    return module


@contextlib.contextmanager
def listed() -> Iterator[Any]:
    """The module while nobody lets PortAudio look for devices afresh: asked in between, it knows of none.

    Raises `SoundSystemMissing`, also where that looking hangs.
    """
    module = sounddevice()
    with waiting("system"):
        answered = _turns.acquire(timeout=ANSWER_S)
    if not answered:
        raise refusals.no_answer()
    try:
        yield module
    finally:
        _turns.release()


def hush() -> None:
    """For a terminal: keep ALSA's and PortAudio's remarks on every failure out of what a user reads.

    They print through C's `stderr`, which is not Python's; descriptor 2 stays as it is.  Only with glibc.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, ValueError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.fopen.restype = ctypes.c_void_p
        nowhere = libc.fopen(b"/dev/null", b"w")
        if nowhere:
            ctypes.c_void_p.in_dll(libc, "stderr").value = nowhere


class _Aside:
    """PortAudio starts or looks, in a thread of its own: a sound server can hold that up for ever."""

    def __init__(self, job: Callable[[], Any]) -> None:
        self._job = job
        self._done = threading.Event()
        self._result: Any = None
        self._error: BaseException | None = None
        threading.Thread(target=self._work, name="portaudio-look", daemon=True).start()

    def _work(self) -> None:
        try:
            self._result = self._job()
        except BaseException as error:
            self._error = error
        self._done.set()

    @property
    def is_over(self) -> bool:
        return self._done.is_set()

    def result(self, timeout_s: float) -> Any:
        """What the job returned or raised.  Raises `SoundSystemMissing` where that is not known in time."""
        with waiting("system"):
            answered = self._done.wait(timeout_s)
        if not answered:
            raise refusals.no_answer()
        if self._error is not None:
            raise self._error
        return self._result


class _Call:
    """One call into PortAudio in a thread of its own, which may never come back.

    `undo` is called in that thread with the result of a call that came back after it was given up.
    """

    def __init__(
        self,
        job: Callable[[], Any],
        undo: Callable[[Any], None] | None = None,
        *,
        about: Stream | None = None,
    ) -> None:
        self._job = job
        self._undo = undo
        self._about = about
        self._is_inside = False
        self._done = threading.Event()
        self._result: Any = None
        self._error: BaseException | None = None
        self._given_up = False
        self._inside_since_s = 0.0
        with _state:
            _running.add(self)
        threading.Thread(target=self._work, name="portaudio-call", daemon=True).start()

    def _work(self) -> None:
        self._wait_for_turn()
        try:
            if not self._given_up:  # while it waited behind a call that hangs
                self._result = self._job()
        except BaseException as error:
            self._error = error
        self._end_turn()
        with _state:
            self._done.set()
            late = self._given_up
            _running.discard(self)
        if late and self._undo is not None and self._result is not None:
            self._undo(self._result)

    def _wait_for_turn(self) -> None:
        global _inside
        with _turns:
            while True:
                if self._stream_is_busy():
                    _turns.wait()
                    continue
                left_s = 0.0 if _inside is None else _inside._inside_since_s + STUCK_S - time.monotonic()
                if left_s <= 0.0:
                    break
                _turns.wait(left_s)
            _inside, self._inside_since_s, self._is_inside = self, time.monotonic(), True

    def _stream_is_busy(self) -> bool:
        """Whether an earlier call about the same stream has not come back."""
        if self._about is None:
            return False
        with _state:
            return any(call._is_inside and call._about is self._about for call in _running)

    def _end_turn(self) -> None:
        global _inside
        with _turns:
            self._is_inside = False
            if _inside is self:
                _inside = None
            _turns.notify_all()

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

    def __init__(self, raw: Any, device_name: str, what: What = "microphone") -> None:
        self.raw = raw
        self._device_name, self._what = device_name, what
        self._closing: _Call | None = None
        self._close_lock = threading.Lock()

    def start(self) -> None:
        """Let it run.  Raises `DeviceError`."""
        _answer(_Call(self.raw.start, about=self), self._device_name, self._what, ANSWER_S)

    def close(self, timeout_s: float = ANSWER_S) -> bool:
        """Stop at once and close; false when that takes longer (it goes on by itself).  Idempotent."""
        with self._close_lock:
            if self._closing is None:
                self._closing = _Call(self._close, about=self)
        with waiting(self._what):
            return self._closing.wait(timeout_s)

    def _close(self) -> None:
        try:
            self.raw.abort(ignore_errors=True)
            self.raw.close(ignore_errors=True)
        finally:
            with _state:
                _open.discard(self)


def open_stream(
    make: Callable[[Any], Any],
    device_name: str,
    timeout_s: float = ANSWER_S,
    *,
    what: What = "microphone",
) -> Stream:
    """Open the stream that `make(sounddevice module)` makes, e.g. a `RawInputStream`; not started.

    While there is no answer, `waits` knows that `what` is waited for.

    Raises `FormatRefused`, `DeviceBusy` (also when there is no answer), `DeviceLost`,
    `SoundSystemMissing`.
    """
    module = sounddevice()

    def job() -> Stream:
        stream = Stream(make(module), device_name, what)
        with _state:
            _open.add(stream)
        return stream

    stream = _answer(_Call(job, undo=lambda late: late.close(0.0)), device_name, what, timeout_s)
    assert isinstance(stream, Stream)
    return stream


def _answer(call: _Call, device_name: str, what: What, timeout_s: float) -> Any:
    try:
        with waiting(what):
            return call.result(timeout_s)
    except TimeoutError:
        raise DeviceBusy(
            _("{device} does not answer.").format(device=device_name),
            help=_("Unplug it and plug it in again, or choose another one; it may help to start again."),
        ) from None
    except RehearseError:
        raise
    except (sounddevice().PortAudioError, ValueError) as error:
        raise refusals.told_plainly(error, device_name) from error


def in_use() -> bool:
    """Whether a stream is open or a call has not come back."""
    with _state:
        return bool(_open or _running)


def reinitialise() -> bool:
    """Let PortAudio look for devices afresh (10 ms); false, and nothing done, while it is in use.

    Raises `SoundSystemMissing`, also where that takes longer than `LOOK_S`: it goes on aside then, and
    nobody else is let in before it is over.
    """
    global _looking
    module = sounddevice()
    with _state:
        if _looking is None or _looking.is_over:
            _looking = _Aside(lambda: _look_afresh(module))
        looking = _looking
    return bool(looking.result(LOOK_S))


def _look_afresh(module: Any) -> bool:
    with waits.unseen(), listed():
        if _inside is not None or in_use():
            return False
        try:
            module._terminate()
            module._initialize()
        except module.PortAudioError as error:
            raise refusals.does_not_start(error) from error
        return True


def _leave() -> None:
    """Before the interpreter ends: close what is open; never end PortAudio under a hanging call."""
    with _state:
        left = list(_open)
    for stream in left:
        stream.close(0.0)
    for stream in left:
        stream.close(_LEAVE_S)
    looks = _looking is not None and not _looking.is_over
    if (in_use() or looks) and _module is not None:
        with contextlib.suppress(AttributeError):
            # It would call Pa_Terminate, which crashes or hangs then; the system cleans up as well.
            atexit.unregister(_module._exit_handler)
