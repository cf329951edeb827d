"""Work shared out to several processes, answered in the order in which it was given."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any, TypeVar

Chunk = TypeVar("Chunk")
Answer = TypeVar("Answer")

#: Chunks waiting for each process: enough that none is ever idle, few enough to hold in memory.
_AHEAD = 3


def usable_cores() -> int:
    """The cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(
    work: Callable[[Chunk], Answer],
    chunks: Iterable[Chunk],
    *,
    n_processes: int,
    begin: Callable[..., None],
    begin_with: tuple[Any, ...] = (),
    fresh: bool = False,
) -> Iterator[Answer]:
    """`work` of every chunk; each process calls `begin` first.

    `chunks` is read a little ahead of the answers.
    `fresh` starts processes from nothing, as a program with threads must: a copy of it could wait for
    ever for a lock that a thread held; without it they are copies, which is quicker.
    Ends early where a process was killed or none can be started: the rest is for the caller to do.
    """
    context = multiprocessing.get_context("spawn") if fresh else None
    try:
        pool = ProcessPoolExecutor(n_processes, context, initializer=_begin, initargs=(begin, begin_with))
    except (OSError, NotImplementedError, ImportError):  # a system without shared semaphores
        return
    waiting: deque[Future[Answer]] = deque()
    left = iter(chunks)
    try:
        waiting.extend(pool.submit(work, chunk) for chunk in islice(left, n_processes * _AHEAD))
        while waiting:
            answer = waiting.popleft().result()
            waiting.extend(pool.submit(work, chunk) for chunk in islice(left, 1))
            yield answer
    except (BrokenProcessPool, OSError):
        return
    finally:
        # Not waited for, the pool's own thread may close its pipe while the program's end writes into it.
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(begin: Callable[..., None], begin_with: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the first process's to answer
    begin(*begin_with)
