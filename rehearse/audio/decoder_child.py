"""A process that decodes one file after the other for another, which outlives whatever they do to it.

`python -m rehearse.audio.decoder_child`; orders come in on standard input, answers go out on standard output:
a line of JSON each, and after an answer as many bytes as it says under "bytes".
The first line says that it has begun: what ends it before is no fault of a file.

    {"open": path, "language": [code, folder] or null} → {"info": {…}}
    {"read": seconds} → {"chunks": [[rate_hz, channels, first_frame, n], …], "ended", "damaged", "truncated"},
                        and the chunks as float32
    {"seek": frame}   → {}
    {"close": true}   → {}
    any of them       → {"error": [class, message, help, kept]}

It ends with the one that started it, when nobody has wanted anything of it for a while, when one order takes
absurdly long, and when a file wants more memory than any recording needs.
"""

from __future__ import annotations

import contextlib
import dataclasses
import faulthandler
import json
import os
import sys
import threading
from pathlib import Path
from typing import IO, Any

import numpy as np

from rehearse import processes
from rehearse.audio.sound_file import SoundFile
from rehearse.errors import NotAudio, RehearseError
from rehearse.i18n import _, use_language

#: How long one order may take.  A tenth of it reads the largest chunk on a machine that is busy.
PATIENCE_S = 30.0

#: How long it waits for the next file.
IDLE_S = 20.0

#: What it may take beside what it has at its start.  The largest thing of any format is a piece of a few
#: megabytes; what FFmpeg and NumPy reserve without using counts as well.
MEMORY_BYTES = 1_000_000_000

#: How it ends when that is not enough; an order that takes too long ends it with 1.
OUT_OF_MEMORY = 77

#: An answer holds about this much, so that a window waits for none.
_MOST_FRAMES = 65_536


def main() -> None:
    """Do what is ordered until there is nobody any more to order it."""
    processes.expendable = True
    orders = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    # What a decoder prints must not land among the answers.
    os.dup2(2, 1)
    _limit_memory()
    child = Child()
    with contextlib.suppress(BrokenPipeError, EOFError):
        _send(answers, {"begun": True}, b"")
        while True:
            timer = None if child.busy else _leave_after(IDLE_S)
            line = orders.readline()
            if timer is not None:
                timer.cancel()
            if not line:
                return
            faulthandler.dump_traceback_later(PATIENCE_S, exit=True, file=sys.stderr)
            answer, data = child.answer(json.loads(line))
            faulthandler.cancel_dump_traceback_later()
            _send(answers, answer, data)


def _send(answers: IO[bytes], answer: dict[str, Any], data: bytes) -> None:
    answers.write(json.dumps({**answer, "bytes": len(data)}).encode() + b"\n")
    answers.write(data)
    answers.flush()


def _leave_after(seconds: float) -> threading.Timer:
    timer = threading.Timer(seconds, os._exit, (0,))
    timer.daemon = True
    timer.start()
    return timer


def _limit_memory() -> None:
    """A ceiling where the system has one."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError, ValueError):
        return
    most = pages * resource.getpagesize() + MEMORY_BYTES
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


class Child:
    """One file at a time."""

    def __init__(self) -> None:
        self._file: SoundFile | None = None
        self._path: Path | None = None

    @property
    def busy(self) -> bool:
        return self._file is not None

    def answer(self, order: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        try:
            if "open" in order:
                return self._open(order), b""
            if "read" in order:
                return self._read(order["read"])
            if "seek" in order:
                if self._file is not None:
                    self._file.seek(order["seek"])
            else:
                self._close()
            return {}, b""
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except RehearseError as error:
            return _told(error), b""
        except Exception as error:  # whatever a stranger's file brings about, it is this file's
            reason = repr(error)
            return _told(
                NotAudio(
                    _("“{path}” could not be read: {reason}.").format(path=self._path, reason=reason[:200]),
                    help=_("Export it again from where it was recorded."),
                )
            ), b""

    def _open(self, order: dict[str, Any]) -> dict[str, Any]:
        if order["language"] is not None:
            code, folder = order["language"]
            use_language(code, Path(folder))
        self._close()
        self._path = Path(order["open"])
        self._file = SoundFile(self._path)
        return {"info": dataclasses.asdict(self._file.info)}

    def _read(self, seconds: float) -> tuple[dict[str, Any], bytes]:
        file = self._file
        assert file is not None, "nothing is open"
        chunks: list[tuple[int, int, int, int]] = []
        parts: list[bytes] = []
        read_s = n_frames = 0.0
        ended = False
        while read_s < seconds and n_frames < _MOST_FRAMES:
            chunk = file.read()
            if chunk is None:
                ended = True
                break
            chunks.append((chunk.rate_hz, chunk.frames.shape[1], chunk.first_frame, len(chunk.frames)))
            parts.append(np.ascontiguousarray(chunk.frames, "<f4").tobytes())
            read_s += len(chunk.frames) / chunk.rate_hz
            n_frames += len(chunk.frames)
        told = {
            "chunks": chunks,
            "ended": ended,
            "damaged": file.damaged_packets,
            "truncated": file.truncated,
        }
        return told, b"".join(parts)

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _told(error: RehearseError) -> dict[str, Any]:
    return {"error": [type(error).__name__, error.message, error.help, error.kept]}


if __name__ == "__main__":
    main()
