"""Processes that begin with the program already imported, for tests that run many commands.

Starting Python and importing takes far longer than most commands.  So one process imports everything and
does nothing else; for each command it makes a copy of itself (`fork`).  The copy is a process of its own, as
`python -m rehearse` is: own streams, folder, environment, signals, exit status and end.  What it does not
show is the start itself, nor the same sound heard again: its words are known then (the same sound gives
the same words, as `tests/speech` proves).
`tests/cli/test_ready_process.py` compares it with the real thing, command by command; whoever tests starting
uses `command()` of `commands.py`.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import io
import json
import os
import pickle
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

#: Whether a process can be copied as it stands.
CAN_COPY = sys.platform == "linux"

#: What Python itself reads while it starts: a copy would not notice.
_READ_AT_START = ("PYTHON", "LC_", "LANG")

#: Loaded for every copy.  Not sounddevice: its connection to the sound server is no good in a copy.
_PRELOADED = ("numpy", "av", "soxr", "phonenumbers", "rapidfuzz", "vosk")


def fits(env: Mapping[str, str] | None) -> bool:
    """Whether a copy does as well as a process that starts with these additions to its environment."""
    return CAN_COPY and not any(name.startswith(_READ_AT_START) for name in env or ())


class _Door:
    """The test's side: asks for copies, one at a time."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._lock = threading.Lock()
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.ready_process", str(theirs.fileno())],
            cwd=ROOT, env=dict(env), stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()],
        )  # fmt: skip
        theirs.close()
        atexit.register(self.close)

    def close(self) -> None:
        self._socket.close()
        self._process.wait(timeout=20)

    def run(
        self,
        arguments: Sequence[str],
        env: Mapping[str, str],
        cwd: Path,
        streams: Sequence[int],
        timeout_s: float,
    ) -> int:
        """Run `rehearse` to its end; its status, negative for the signal that ended it."""
        with self._lock:
            asked = json.dumps([list(arguments), dict(env), str(cwd)]).encode("utf-8", "surrogatepass")
            socket.send_fds(self._socket, [asked], list(streams))
            self._socket.settimeout(60.0)
            child = int(self._socket.recv(100))
            self._socket.settimeout(timeout_s)
            try:
                return int(self._socket.recv(100))
            except TimeoutError:
                os.kill(child, signal.SIGKILL)
                self._socket.settimeout(60.0)
                self._socket.recv(100)
                raise subprocess.TimeoutExpired(["rehearse", *arguments], timeout_s) from None


_door: _Door | None = None


def run(
    arguments: Sequence[str], *, stdin: bytes, env: Mapping[str, str], cwd: Path, timeout_s: float
) -> subprocess.CompletedProcess[bytes]:
    """As `subprocess.run` of `python -m rehearse`, with `env` for its whole environment."""
    global _door
    if _door is None:
        _door = _Door(env)
    with contextlib.ExitStack() as stack:
        asked, answer, out, err = *os.pipe(), os.memfd_create("out"), os.memfd_create("err")
        for end in (asked, out, err):
            stack.callback(os.close, end)
        # More than a pipe holds is written while it is read.
        writer = threading.Thread(target=_write, args=(answer, stdin))
        writer.start()
        stack.callback(writer.join)
        status = _door.run(arguments, env, cwd, (asked, out, err), timeout_s)
        return subprocess.CompletedProcess(["rehearse", *arguments], status, _read(out), _read(err))


def _write(end: int, data: bytes) -> None:
    with contextlib.suppress(BrokenPipeError), open(end, "wb", buffering=0) as file:
        view = memoryview(data)
        while view:
            view = view[file.write(view) :]


def _read(file: int) -> bytes:
    return os.pread(file, os.fstat(file).st_size, 0)


# ---- the process that is copied ---------------------------------------------------------------------


def main(number: int) -> None:
    """Answer until nobody asks any more.  Returns in the copies too, with everything set to begin."""
    import gc
    import importlib
    import pkgutil

    import rehearse.cli

    heard = tempfile.mkdtemp(prefix="heard-")
    _remember_what_was_heard(Path(heard))
    _load_the_model()
    for name in (
        *_PRELOADED,
        *(f"rehearse.cli.{found.name}" for found in pkgutil.iter_modules(rehearse.cli.__path__)),
    ):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    door = socket.socket(fileno=number)
    while True:
        asked, streams, _flags, _address = socket.recv_fds(door, 1_000_000, 3)
        if not asked:
            shutil.rmtree(heard, ignore_errors=True)
            os._exit(0)
        child = os.fork()
        if child == 0:
            door.close()
            _become(streams, *json.loads(asked))
            return
        for stream in streams:
            os.close(stream)
        door.send(str(child).encode())
        door.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())


def _remember_what_was_heard(folder: Path) -> None:
    """Hear a sound once for all copies, with each model; the words are kept in files of `folder`."""
    from rehearse.speech import transcribe as module
    from rehearse.speech.recogniser import Engine
    from rehearse.speech.transcript import Transcript

    hear = module.transcribe

    def transcribe(engine: Engine, pieces: Iterable[bytes], **more: Any) -> Transcript:
        known = hashlib.sha256(repr((engine.name, engine.model_id, getattr(engine, "folder", None))).encode())
        whole = list(pieces)  # reading fails or is stopped as ever
        for piece in whole:
            known.update(piece)
        kept = folder / known.hexdigest()
        if kept.exists():
            words: Transcript = pickle.loads(kept.read_bytes())
            return words
        heard = hear(engine, whole, **more)
        new = kept.with_suffix(f".{os.getpid()}")
        new.write_bytes(pickle.dumps(heard))
        new.replace(kept)
        return heard

    module.transcribe = transcribe


def _load_the_model() -> None:
    """The model that comes with the program is in memory already; others are loaded as ever."""
    from rehearse.files import builtin_models_folder
    from rehearse.speech import vosk_engine
    from rehearse.speech.native_log import caught_stderr

    load, starter = vosk_engine._load, builtin_models_folder() / "starter-en-us"
    with caught_stderr():  # what Vosk tells while it loads
        loaded = load(starter)
    vosk_engine._load = lambda folder: loaded if folder == starter else load(folder)


def _become(streams: Sequence[int], arguments: list[str], env: dict[str, str], cwd: str) -> None:
    """What the start of Python does: streams as UTF-8 mode has them, the environment, the arguments."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["rehearse", *arguments]
    sys.stdin = open(0, encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
    for name, number, errors in (("stdout", 1, "surrogateescape"), ("stderr", 2, "backslashreplace")):
        raw = open(number, "wb", closefd=False)  # noqa: SIM115
        text = io.TextIOWrapper(raw, "utf-8", errors, line_buffering=name == "stderr", write_through=False)
        setattr(sys, name, text)
        setattr(sys, f"__{name}__", text)


def end() -> None:
    """Run the program, and end as Python does; only its own parts are not taken to pieces one by one."""
    status: object = 0
    try:
        runpy.run_module("rehearse", run_name="__main__", alter_sys=True)
    except SystemExit as stop:
        status = 0 if stop.code is None else stop.code
    except BaseException:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
        status = 1
    with contextlib.suppress(AttributeError):
        threading._shutdown()  # type: ignore[attr-defined]  # waits for threads
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(status if isinstance(status, int) else 1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
    end()
