"""The far side of `rehearse.processes.Workers`: one process that makes a copy of itself for each job.

What all jobs need is loaded once and shared by the copies.  What one job leaves behind no other finds, and
one that dies costs no new beginning.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any


def _can_copy() -> bool:
    """Linux before 5.3, some containers and some builds of Python know no files that tell of an end."""
    if sys.platform != "linux":
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


#: Whether a process can be copied as it stands, safely when it has one thread.
CAN_COPY = _can_copy()


#: For so long no copy is made where the system has no room for a process: shorter than anybody's patience.
_FORK_TRIES, _FORK_AGAIN_S = 60, 0.5


@dataclass(frozen=True, slots=True)
class _Copy:
    """A copy at work: its process, and a file that is ready once that has ended."""

    pid: int
    ended: int


def serve_copies(pipes: Sequence[Connection], do: Callable[[Connection, Any], None], died: Any) -> None:
    """Take jobs from every pipe, one at a time from each, until whoever asks is gone.

    `do` does a job in a copy and writes to its pipe; where the copy dies, `died` is written instead.
    None in place of a job ends the copy that is at work for that pipe.
    """
    if sys.platform != "linux":
        raise NotImplementedError
    copies: dict[Connection, _Copy] = {}

    def end_all(_number: int = 0, _frame: object = None) -> None:
        for copy in copies.values():
            _kill(copy)
        os._exit(1)

    signal.signal(signal.SIGTERM, end_all)
    while True:
        by_end = {copy.ended: pipe for pipe, copy in copies.items()}
        # A copy that has ended comes first: its pipe may already hold the next job.
        ready = wait([*by_end, *pipes])
        for end in [each for each in ready if isinstance(each, int)]:
            pipe = by_end[end]
            if _status(copies.pop(pipe)) != 0:
                with contextlib.suppress(OSError):
                    pipe.send(died)
        for pipe in [each for each in ready if isinstance(each, Connection)]:
            try:
                job = pipe.recv()
            except (EOFError, OSError):
                end_all()
            if job is None:
                if pipe in copies:
                    _kill(copies[pipe])
                continue
            if pipe in copies:  # it has given its answer, and is about to end
                _status(copies.pop(pipe))
            pid = _fork()
            if pid == 0:
                _work(pipe, [other for other in pipes if other is not pipe], do, job)
            copies[pipe] = _Copy(pid, os.pidfd_open(pid))
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])


def _fork() -> int:
    """As `os.fork`, with SIGTERM blocked: told to end before it knows of the copy, it would leave it behind.

    Where there is no room for another process, in a while: no recording is to blame for that.
    """
    tries_left = _FORK_TRIES
    while True:
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
        try:
            return os.fork()
        except OSError:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
            tries_left -= 1
            if not tries_left:
                raise
        time.sleep(_FORK_AGAIN_S)


def _work(
    pipe: Connection, others: Sequence[Connection], do: Callable[[Connection, Any], None], job: Any
) -> None:
    """What a copy does; never returns."""
    status = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
        for other in others:  # held open here, nobody would notice that the first process has died
            other.close()
        do(pipe, job)
        status = 0
    finally:
        os._exit(status)


def _kill(copy: _Copy) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(copy.pid, signal.SIGKILL)


def _status(copy: _Copy) -> int:
    """Wait for its end; not 0 where it died."""
    if sys.platform != "linux":
        raise NotImplementedError
    os.close(copy.ended)
    return os.waitpid(copy.pid, 0)[1]


__all__ = ["CAN_COPY", "serve_copies"]
