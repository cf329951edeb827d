"""Judges many typed messages in several processes at once; imported only where there are many."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.exchange.score_json import message_to_dict, to_line

if TYPE_CHECKING:
    from rehearse.studio import Studio

#: Messages handed over at once: enough to make handing over cheap, few enough to be printed soon.
_CHUNK = 25

Text = tuple[Path | None, str]

_studio: Studio | None = None


def usable_cores() -> int:
    """The cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def lines(texts: Sequence[Text], *, profile: str | None, region: str | None) -> Iterator[str]:
    """One line of JSON for every text, in order.

    Ends early where a process was killed or none can be started: the rest is for the caller to judge.
    """
    chunks = [texts[at : at + _CHUNK] for at in range(0, len(texts), _CHUNK)]
    workers = min(usable_cores(), len(chunks))
    try:
        pool = ProcessPoolExecutor(workers, initializer=_begin)
    except (OSError, NotImplementedError, ImportError):  # a system without shared semaphores
        return
    try:
        for judged in [pool.submit(_judge, chunk, profile, region) for chunk in chunks]:
            yield from judged.result()
    except (BrokenProcessPool, OSError):
        return
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


# --- the other processes' side


def _begin() -> None:
    global _studio
    from rehearse.paths import Paths
    from rehearse.settings import SettingsStore
    from rehearse.studio import Studio

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the first process's to answer
    paths = Paths.default()
    _studio = Studio(paths, SettingsStore(paths.settings))


def _judge(texts: Sequence[Text], profile: str | None, region: str | None) -> list[str]:
    assert _studio is not None, "the process was not begun"
    return [
        to_line(message_to_dict(_studio.lint_text(text, path=path, profile=profile, region=region)))
        for path, text in texts
    ]
