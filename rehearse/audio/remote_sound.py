"""A stranger's sound, decoded in a process of its own: a file made to crash a decoder ends that one alone."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path
from typing import Any

import numpy as np

from rehearse import errors
from rehearse.audio.decoder_child import MEMORY_BYTES, OUT_OF_MEMORY
from rehearse.audio.sound_file import AudioInfo, Chunk
from rehearse.errors import AudioFileError, NotAudio
from rehearse.i18n import _, chosen_language

#: So much sound is asked for at once: a player that reads a second ahead asks twice.
_READ_S = 0.5


class RemoteSound:
    """An open file with sound, used as a `SoundFile` is and raising the same.  Not for two threads at once.

    While what was read is made use of, the next piece is decoded.
    `damaged_packets` may count what was not handed out yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.damaged_packets = 0
        self.truncated = False
        self._chunks: deque[Chunk] = deque()
        self._ended = False
        self._child: _Child | None = None
        self.info = self._open()

    def _open(self) -> AudioInfo:
        language = chosen_language()
        order = {
            "open": os.fspath(self.path.absolute()),
            "language": None if language is None else [language[0], os.fspath(language[1])],
        }
        while True:
            self._child = child = _a_child(self.path)
            try:
                child.ask(order)
                answer, _data = child.answer()
            except _Ended as ended:
                self._child = None
                if not child.begun:
                    raise _no_process(self.path, _("it ends at once")) from None
                if child.n_files == 0:
                    raise self._crashed(ended) from None
                continue  # it had waited long enough and left: nothing to do with this file
            return AudioInfo(**self._checked(answer)["info"])

    def read(self) -> Chunk | None:
        """The next chunk; None at the end."""
        if not self._chunks and not self._ended:
            self._fetch()
        return self._chunks.popleft() if self._chunks else None

    def seek(self, frame: int) -> None:
        """Go on reading exactly at `frame` (of the first chunk's rate), or at the end if past it."""
        child = self._open_child()
        self._chunks.clear()
        self._ended = False
        with self._told_plainly():
            if child.asked:  # what was read ahead is of no use
                child.answer()
            child.ask({"seek": frame})
            self._checked(child.answer()[0])

    def close(self) -> None:
        """Let go of the file.  Safe to call again."""
        child, self._child = self._child, None
        if child is None:
            return
        # One that is at work, or has met something damaged, is not asked to read another file.
        if child.asked or self.damaged_packets:
            child.end()
            return
        try:
            child.ask({"close": True})
            child.answer()
        except _Ended:
            return
        child.n_files += 1
        _keep(child)

    def _open_child(self) -> _Child:
        if self._child is None:
            raise ValueError("the file is closed")
        return self._child

    def _fetch(self) -> None:
        child = self._open_child()
        order = {"read": _READ_S}
        with self._told_plainly():
            if not child.asked:
                child.ask(order)
            answer, data = child.answer()
            self._checked(answer)
            self._ended = answer["ended"]
            self.damaged_packets = answer["damaged"]
            self.truncated = answer["truncated"]
            if not self._ended:
                child.ask(order)
        at = 0
        for rate_hz, channels, first_frame, n_frames in answer["chunks"]:
            frames = np.frombuffer(data, "<f4", n_frames * channels, at).reshape(n_frames, channels)
            at += frames.nbytes
            self._chunks.append(Chunk(frames, rate_hz, first_frame))

    @contextlib.contextmanager
    def _told_plainly(self) -> Any:
        try:
            yield
        except _Ended as ended:
            self._child = None
            raise self._crashed(ended) from None

    def _checked(self, answer: dict[str, Any]) -> dict[str, Any]:
        """The answer, or the error it tells; after one there is nothing more to be had."""
        if "error" in answer:
            name, message, help, kept = answer["error"]
            child, self._child = self._child, None
            if child is not None:
                child.end()
            kind = getattr(errors, name, AudioFileError)
            raise kind(message.replace(os.fspath(self.path.absolute()), str(self.path)), help=help, kept=kept)
        return answer

    def _crashed(self, ended: _Ended) -> NotAudio:
        if ended.status == OUT_OF_MEMORY:
            what = _("“{path}” asks for more than {mb} MB of memory, which no recording does.").format(
                path=self.path, mb=MEMORY_BYTES // 1_000_000
            )
        elif ended.status == 1:
            what = _("Reading “{path}” never came to an end.").format(path=self.path)
        else:
            what = _("“{path}” is damaged in a way that ends whatever program reads it.").format(
                path=self.path
            )
        return NotAudio(what, help=_("Export it again from where it was recorded."))


# ---- the processes --------------------------------------------------------------------------------


class _Ended(Exception):
    """The process is no more; `status` as `Popen.returncode`."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _Child:
    """One process; `asked` while it owes an answer, `n_files` that it has read and let go of.

    `begun` once it has come so far that it could read one.
    """

    def __init__(self) -> None:
        """Raises `OSError` where no process can be started."""
        package_root = str(Path(__file__).resolve().parents[2])
        environment = dict(os.environ)
        environment["PYTHONPATH"] = os.pathsep.join(
            part for part in (package_root, environment.get("PYTHONPATH", "")) if part
        )
        environment.setdefault("OPENBLAS_NUM_THREADS", "1")  # it multiplies nothing
        self.pid_of_owner = os.getpid()
        self.asked = self.begun = False
        self.n_files = 0
        self._process = subprocess.Popen(
            # Without -P a file of the folder it is started in could stand for one of Python's own.
            [sys.executable, "-P", "-m", "rehearse.audio.decoder_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            # No console window pops up on Windows, and Ctrl+C is the first process's to answer.
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            process_group=None if sys.platform == "win32" else 0,
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, order: dict[str, Any]) -> None:
        """Raises `_Ended`."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            raise self._ended() from None
        self.asked = True

    def answer(self) -> tuple[dict[str, Any], bytes]:
        """Raises `_Ended`."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not self.begun and line:
            self.begun = True
            line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise self._ended()
        answer: dict[str, Any] = json.loads(line)
        data = self._process.stdout.read(answer["bytes"]) if answer["bytes"] else b""
        if len(data) < answer["bytes"]:
            raise self._ended()
        self.asked = False
        return answer, data

    def _ended(self) -> _Ended:
        # Its pipes are closed, so it is ending if it has not yet.
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5.0)
        self.end()
        return _Ended(self._process.returncode)

    def end(self) -> None:
        """End it, whatever it is at."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


#: A process that has read its file well waits some seconds for the next: a message is opened three times on
#: the way to its score.
_waiting: list[_Child] = []
_lock = threading.Lock()


def _a_child(path: Path) -> _Child:
    """One that waits, or a new one.  Raises `AudioFileError`."""
    with _lock:
        # A copy of this process must not talk into pipes that are another's.
        _waiting[:] = [child for child in _waiting if child.pid_of_owner == os.getpid()]
        while _waiting:
            child = _waiting.pop()
            if child.alive:
                return child
            child.end()
    try:
        return _Child()
    except OSError as error:
        raise _no_process(path, error.strerror or str(error)) from error


def _no_process(path: Path, reason: str) -> AudioFileError:
    return AudioFileError(
        _("“{path}” cannot be read now: no process can be started for it ({reason}).").format(
            path=path, reason=reason
        ),
        help=_("Close other programs, then try again."),
    )


def _keep(child: _Child) -> None:
    with _lock:
        if not _waiting:
            _waiting.append(child)
            return
    child.end()


def end_waiting() -> None:
    """End the process that waits for the next file, if there is one."""
    with _lock:
        ended = [child for child in _waiting if child.pid_of_owner == os.getpid()]
        _waiting.clear()
    for child in ended:
        child.end()


atexit.register(end_waiting)
