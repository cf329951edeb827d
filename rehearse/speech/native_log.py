"""What a C library prints on standard error, kept out of the terminal and put into the log.

Kaldi and OpenFst, the libraries inside Vosk, write to file descriptor 2 past Python.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator

log = logging.getLogger(__name__)

#: How Kaldi (`LOG (VoskAPI:Read():model.cc:1) …`), OpenFst (`ERROR: …`) and the C++ runtime begin a line.
_NATIVE_LINE = re.compile(
    r"(LOG|VLOG\[\d+\]|INFO|WARNING|ERROR|FATAL|ASSERTION_FAILED)( \(|: )|terminate called|  what\(\):"
)
_LEVELS = {"WARNING": logging.WARNING, "ERROR": logging.ERROR, "FATAL": logging.ERROR}
_COMPLAINTS = ("ERROR", "FATAL", "ASSERTION_FAILED", "terminate called", "  what():")

#: There is one standard error in a process, so one diversion at a time.
_lock = threading.Lock()


class NativeLines:
    """The lines that were caught; filled when the block that caught them has ended."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    @property
    def complaints(self) -> list[str]:
        return complaints(self.lines)


def complaints(lines: list[str]) -> list[str]:
    """Those lines in which the library says that something is wrong, without its prefixes."""
    return [bare(line) for line in lines if line.startswith(_COMPLAINTS)]


def bare(line: str) -> str:
    """`ERROR (VoskAPI:Read():x.cc:12) Text` → `Text`."""
    return re.sub(r"^\w+(?: \(\S+:\d+\)|:) +", "", line.strip())


@contextlib.contextmanager
def caught_stderr() -> Iterator[NativeLines]:
    """Catch what the block's C code prints on descriptor 2.

    Lines of other threads that land in between are passed on when the block ends: keep it short.
    A temporary file is used and not a pipe: nothing can fill up, and a child process that was started
    meanwhile by another thread keeps a standard error that can be written to.
    """
    caught = NativeLines()
    with _lock:
        try:
            if sys.stderr is not None:
                sys.stderr.flush()
            real = os.dup(2)
        except (OSError, ValueError):  # no standard error at all: a windowed program on Windows
            yield caught
            return
        with tempfile.TemporaryFile() as file:
            try:
                os.dup2(file.fileno(), 2)
                yield caught
            finally:
                with contextlib.suppress(OSError, ValueError):
                    if sys.stderr is not None:
                        sys.stderr.flush()
                os.dup2(real, 2)
                os.close(real)
                file.seek(0)
                _sort(file.read().decode("utf-8", "replace"), caught)


def _sort(text: str, caught: NativeLines) -> None:
    strangers = []
    for line in text.splitlines():
        if _NATIVE_LINE.match(line):
            caught.lines.append(line)
            log.log(_LEVELS.get(re.split(r"\W", line, maxsplit=1)[0], logging.DEBUG), "%s", bare(line))
        elif line.strip():
            strangers.append(line + "\n")
    if strangers:
        with contextlib.suppress(OSError):
            os.write(2, "".join(strangers).encode())
