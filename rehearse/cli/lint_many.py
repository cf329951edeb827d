"""Judges many typed messages in several processes at once; imported only where there are many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.exchange.score_json import message_to_dict, to_line
from rehearse.processes import in_order, usable_cores

if TYPE_CHECKING:
    from rehearse.judging import Judge

#: Messages handed over at once: enough to make handing over cheap, few enough to be printed soon.
_CHUNK = 25

Text = tuple[Path | None, str]

_judge_here: Judge | None = None


def lines(texts: Sequence[Text], *, profile: str | None, region: str | None) -> Iterator[str]:
    """One line of JSON for every text, in order.

    Ends early where a process was killed or none can be started: the rest is for the caller to judge.
    """
    chunks = [(texts[at : at + _CHUNK], profile, region) for at in range(0, len(texts), _CHUNK)]
    n_processes = min(usable_cores(), len(chunks))
    for judged in in_order(_judge, chunks, n_processes=n_processes, begin=_begin):
        yield from judged


# --- the other processes' side


def _begin() -> None:
    global _judge_here
    from rehearse.judging import Judge
    from rehearse.paths import Paths
    from rehearse.settings import SettingsStore

    paths = Paths.default()
    _judge_here = Judge(paths, SettingsStore(paths.settings))


def _judge(job: tuple[Sequence[Text], str | None, str | None]) -> list[str]:
    assert _judge_here is not None, "the process was not begun"
    texts, profile, region = job
    return [
        to_line(message_to_dict(_judge_here.lint_text(text, path=path, profile=profile, region=region)))
        for path, text in texts
    ]
