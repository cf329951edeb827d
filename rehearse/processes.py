"""Work shared out to several processes: in order, or such as may end the process it is done in."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import wait
from typing import Any, Generic, TypeVar

from rehearse.copying import CAN_COPY, serve_copies
from rehearse.errors import RehearseError

Chunk = TypeVar("Chunk")
Answer = TypeVar("Answer")

#: Whether this process does work that may end it, for one that goes on: see `Workers`.
expendable = False

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
    global expendable
    expendable = True
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the first process's to answer
    begin(*begin_with)


# ---- work that may end the process it is done in --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Died:
    """The process ended, or said nothing for too long, while it was at a job."""

    hung: bool = False


#: What a job calls to say how far it is.
Tell = Callable[[Any], None]

#: How often `run` looks whether it was told to stop.
_LOOK_S = 0.1

#: A process that does not even begin within this time never will.
_BEGIN_S = 180.0


class Workers(Generic[Chunk, Answer]):
    """Processes that do one job each at a time; one that dies costs its own job and no other.

    `begin` is called first in each of them; whatever it or `work` raises is raised by `run`, but for
    `RehearseError`s of `work`: those are answers.
    `patience_s` is how long a job may say nothing before its process is ended.
    Processes start when there is something for them to do.  Close it when done.
    With `copies`, where the system can, there is one process in which `begin` is called, and each job is done
    by a copy of it as `begin` left it, `n_processes` of them at once: what one job leaves behind no other
    finds, and one that dies costs no new beginning.  `begin` may leave no thread.
    """

    def __init__(
        self,
        work: Callable[[Chunk, Tell], Answer],
        n_processes: int,
        *,
        begin: Callable[..., None],
        begin_with: tuple[Any, ...] = (),
        patience_s: float = 120.0,
        copies: bool = False,
    ) -> None:
        self._copies = copies and CAN_COPY
        self._main = (work, begin, begin_with, self._copies)
        self._n_processes = max(1, n_processes)
        self._patience_s = patience_s
        self._workers: list[_Worker] = []
        self._context = multiprocessing.get_context("spawn")

    def run(
        self,
        jobs: Iterable[Chunk],
        *,
        check: Callable[[], None] = lambda: None,
        may_begin: Callable[[], bool] = lambda: True,
        on_news: Callable[[Chunk, Any], None] = lambda _job, _news: None,
    ) -> Iterator[tuple[Chunk, Answer | RehearseError | Died]]:
        """Each job with its answer, as they are done; `jobs` is read as processes become free.

        `check` is called often and may raise; no job is begun while `may_begin` is false.
        Raises `OSError` where no process can be started, `BeginFailed` where one dies before its first job.
        """
        left: Iterator[Chunk] | None = iter(jobs)
        while True:
            check()
            while left is not None and may_begin() and (worker := self._free()) is not None:
                try:
                    job = next(left)
                except StopIteration:
                    left = None
                    break
                worker.give(job)
            busy = [worker for worker in self._workers if worker.busy]
            if not busy:
                if left is None:
                    return
                time.sleep(_LOOK_S)
                continue
            ready = wait([worker.pipe for worker in busy], _LOOK_S)
            for worker in busy:
                job = worker.job
                news = worker.read() if worker.pipe in ready else None
                if news is None and worker.overdue(self._patience_s):
                    news = worker.give_up()
                if news is None:
                    continue
                kind, value = news
                if kind == "news":
                    on_news(job, value)
                elif kind == "raised":
                    raise value
                elif kind != "ready":
                    if kind == "died":
                        self._drop(worker)
                        if not worker.began:
                            raise BeginFailed()
                    worker.busy = False
                    yield job, value

    def _free(self) -> _Worker | None:
        for worker in self._workers:
            if not worker.busy:
                return worker
        if len(self._workers) >= self._n_processes:
            return None
        # With copies all that are wanted begin together; those that outlived a first process are at work.
        n_pipes = self._n_processes - len(self._workers) if self._copies else 1
        process, pipes = _start(self._context, self._main, n_pipes)
        began = [_Worker(process, pipe, self._copies) for pipe in pipes]
        self._workers += began
        return began[0]

    def _drop(self, dropped: _Worker) -> None:
        """End the process of a worker; others of the same process that are at a job tell of it themselves."""
        dropped.process.end()
        dropped.pipe.close()
        for worker in [one for one in self._workers if one.process is dropped.process and not one.busy]:
            worker.pipe.close()
            self._workers.remove(worker)
        if dropped in self._workers:
            self._workers.remove(dropped)

    def close(self) -> None:
        """End every process, whatever it is at."""
        for worker in self._workers:
            worker.pipe.close()
        processes = {id(worker.process): worker.process for worker in self._workers}.values()
        for process in processes:
            process.ask_to_end()
        for process in processes:
            process.end()
        self._workers.clear()

    def __enter__(self) -> Workers[Chunk, Answer]:
        return self

    def __exit__(self, *_ignored: object) -> None:
        self.close()


class BeginFailed(Exception):
    """A process died before it could do anything."""


class _Process:
    """A started process, ended once."""

    def __init__(self, process: Any) -> None:
        self._process: Any = process
        self.pid: int = process.pid

    def ask_to_end(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        process.join(timeout=2.0)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()


def _start(context: Any, main: tuple[Any, ...], n_pipes: int) -> tuple[_Process, list[Any]]:
    """A process that serves so many pipes, and our ends of them."""
    ours, theirs = zip(*(context.Pipe() for _ in range(n_pipes)), strict=True)
    process = context.Process(target=_serve, args=(theirs, *main), daemon=True)
    with _environment_for_work():
        process.start()
    for pipe in theirs:
        pipe.close()
    return _Process(process), list(ours)


class _Worker:
    """One who is given jobs: the pipe to a process that is its own, or makes copies for several."""

    def __init__(self, process: _Process, pipe: Any, is_copied: bool) -> None:
        self.process, self.pipe = process, pipe
        self.busy = self.began = False
        self.job: Any = None
        self._is_copied = is_copied
        self._given_up = False
        self._heard_at_s = time.monotonic()

    def give(self, job: Any) -> None:
        self.job, self.busy, self._heard_at_s = job, True, time.monotonic()
        with contextlib.suppress(OSError):  # it died meanwhile: told when it is read
            self.pipe.send(job)

    def read(self) -> tuple[str, Any]:
        """What it says; ("died", …) when it will say nothing more."""
        try:
            kind, value = self.pipe.recv()
        except (EOFError, OSError):
            return "died", Died()
        self.began = True
        self._heard_at_s = time.monotonic()
        if self._given_up and kind != "news":
            self._given_up = False
            if isinstance(value, Died):
                value = Died(hung=True)
        return kind, value

    def overdue(self, patience_s: float) -> bool:
        limit_s = patience_s if self.began else max(patience_s, _BEGIN_S)
        return time.monotonic() - self._heard_at_s > limit_s

    def give_up(self) -> tuple[str, Any] | None:
        """End a job that says nothing any more; None where only its copy need end, which `read` tells."""
        if self._is_copied and self.began and not self._given_up:
            self._given_up, self._heard_at_s = True, time.monotonic()
            with contextlib.suppress(OSError):
                self.pipe.send(None)
            return None
        return "died", Died(hung=True)


#: Set while a process is started, where the user has not: matrices are small here and threads only get in
#: each other's way; memory that is used again and again is kept, and in large pages where Linux has them.
_FOR_WORK = {
    "OPENBLAS_NUM_THREADS": "1",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=1073741824"
    ":glibc.malloc.trim_threshold=1073741824:glibc.malloc.top_pad=67108864",
}


@contextlib.contextmanager
def _environment_for_work() -> Iterator[None]:
    added = [name for name in _FOR_WORK if name not in os.environ]
    os.environ.update({name: _FOR_WORK[name] for name in added})
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)


def _serve(
    pipes: Sequence[Any],
    work: Callable[[Any, Tell], Any],
    begin: Callable[..., None],
    begin_with: tuple[Any, ...],
    copies: bool,
) -> None:
    """What the process does until nobody wants anything of it any more."""
    global expendable
    expendable = True
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the first process's to answer
    try:
        begin(*begin_with)
    except Exception as error:
        for pipe in pipes:
            pipe.send(("raised", error))
        return
    with contextlib.suppress(EOFError, OSError):  # whoever asked is gone
        for pipe in pipes:
            pipe.send(("ready", None))
        if copies:
            serve_copies(pipes, lambda pipe, job: _do(pipe, work, job), ("done", Died()))
        (pipe,) = pipes
        while True:
            _do(pipe, work, pipe.recv())


def _do(pipe: Any, work: Callable[[Any, Tell], Any], job: Any) -> None:
    """Do a job and send its answer.  Raises `OSError` where nobody listens any more."""

    def tell(news: Any) -> None:
        pipe.send(("news", news))

    try:
        answer = "done", work(job, tell)
    except BrokenPipeError:
        raise
    except MemoryError:
        os._exit(1)  # whoever asked is told as of any other death
    except RehearseError as error:
        answer = "failed", error
    except Exception as error:
        answer = "raised", error
    pipe.send(answer)


__all__ = ["CAN_COPY", "BeginFailed", "Died", "Tell", "Workers", "in_order", "usable_cores"]
