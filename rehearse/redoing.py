"""All takes judged again after rules or targets changed, or heard again after a better model came.

Both can be stopped at any moment and go on where they were: what is still to do is seen from what is
stored, so that nothing has to be remembered across a closed window or a crash.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rehearse.analysis.message import Message
from rehearse.errors import DataError, RehearseError
from rehearse.hearing import hear_takes
from rehearse.i18n import _, ngettext
from rehearse.judging import Judge
from rehearse.library import scorecards
from rehearse.library.stale import StoredResult
from rehearse.listening import sound_of
from rehearse.processes import in_order, usable_cores
from rehearse.progress import CancelToken, OnProgress, Progress
from rehearse.script.script import parse_script
from rehearse.speech.fitting import fitting_workers

if TYPE_CHECKING:
    from rehearse.paths import Paths
    from rehearse.studio import Studio

#: Takes judged and stored at once: one write to the disk for all of them.
_CHUNK = 20

#: Below this many, starting processes takes longer than judging.
_MANY = 40

#: How often a job that is held back looks whether it may go on.
_HELD_WAIT_S = 0.2


@dataclass(frozen=True, slots=True)
class Need:
    """How many takes were judged by other rules, or heard by another model, than would be today."""

    n_judge: int
    n_hear: int


@dataclass(frozen=True, slots=True)
class Redone:
    """What came of it: takes done, and why the others could not be (take id, reason)."""

    n_done: int
    problems: tuple[tuple[str, RehearseError], ...] = ()


Kind = Literal["judge", "hear"]


def done_words(kind: Kind, redone: Redone) -> str:
    """What came of it, in a sentence or two for the user."""
    n, n_not = redone.n_done, len(redone.problems)
    if not n and not n_not:
        return (
            _("Every take is judged by today’s rules already.")
            if kind == "judge"
            else _("Every take was heard with this model already.")
        )
    if kind == "judge":
        text = ngettext("{n} take was judged again.", "{n} takes were judged again.", n)
    else:
        text = ngettext("{n} take was heard again.", "{n} takes were heard again.", n)
    text = text.format(n=f"{n:,}")
    if n_not:
        could_not = ngettext(
            "{n} could not be and keeps what it had: {why}",
            "{n} could not be and keep what they had, such as one: {why}",
            n_not,
        )
        text += " " + could_not.format(n=n_not, why=redone.problems[0][1].message)
    return text


class Redo:
    """`held` says whether to wait, between two takes: while somebody records, the machine is theirs.

    `n_workers` are used at once (None: every core).
    Both jobs raise `Cancelled` (what was done stays done), `DiskFull` or `LibraryError`.
    """

    def __init__(
        self, studio: Studio, *, n_workers: int | None = None, held: Callable[[], bool] = lambda: False
    ) -> None:
        self._studio = studio
        self._n_workers = n_workers or usable_cores()
        self._held = held

    def need(self) -> Need:
        """Counts, without judging anything.  Raises `LibraryError`."""
        return Need(len(self._to_judge()), len(self._to_hear()))

    # ---- judging -------------------------------------------------------------------------------

    def judge_all(
        self, *, on_progress: OnProgress | None = None, cancel: CancelToken | None = None
    ) -> Redone:
        """Judge every take that was judged by other rules, profile or region; the newest first."""
        return self.judge(self._to_judge(), on_progress=on_progress, cancel=cancel)

    def judge(
        self,
        take_ids: Sequence[str],
        *,
        on_progress: OnProgress | None = None,
        cancel: CancelToken | None = None,
    ) -> Redone:
        """Judge these takes; those without words are left out."""
        stale = self._studio.library.stale
        cancel = cancel or CancelToken()
        told = _Told(len(take_ids), on_progress)
        n_done = 0
        for chunk, cards in self._judged(_chunks(take_ids), len(take_ids)):
            n_done += stale.replace(list(zip(chunk, cards, strict=True)))
            told.add(len(chunk))
            self._pause(cancel)
        told.finish()
        return Redone(n_done)

    def _judged(
        self, chunks: list[Sequence[str]], n_takes: int
    ) -> Iterator[tuple[list[StoredResult], list[JudgedCard]]]:
        """Chunk after chunk with its cards, by other processes as long as they last."""
        studio = self._studio
        at = 0
        if n_takes >= _MANY and (n_processes := min(self._n_workers, len(chunks))) > 0:
            asked: deque[list[StoredResult]] = deque()

            def read() -> Iterator[tuple[list[StoredResult], dict[str, str]]]:
                for chunk in chunks:
                    found = studio.library.stale.results(chunk)
                    asked.append(found)
                    yield found, self._script_texts(found)

            jobs = in_order(
                _judge_chunk,
                read(),
                n_processes=n_processes,
                begin=_begin_judging,
                begin_with=(studio.paths,),
                fresh=True,
            )
            for cards in jobs:
                at += 1
                yield asked.popleft(), cards
        for chunk in chunks[at:]:
            found = studio.library.stale.results(chunk)
            yield found, judge_results(studio, found, self._script_texts(found))

    def _script_texts(self, found: Iterable[StoredResult]) -> dict[str, str]:
        texts = {}
        for script_id in {one.script_id for one in found if one.script_id is not None}:
            script = self._studio.script_of(script_id)
            if script is not None:
                texts[script_id] = script.text
        return texts

    def _to_judge(self) -> list[str]:
        return self._studio.library.stale.not_judged_by(self._studio.basis())

    # ---- hearing -------------------------------------------------------------------------------

    def hear_all(self, *, on_progress: OnProgress | None = None, cancel: CancelToken | None = None) -> Redone:
        """Listen to every take that another model heard, or none; the newest first.

        A take whose sound cannot be read is named in the answer and keeps what it had.
        """
        return self.hear(self._to_hear(), on_progress=on_progress, cancel=cancel)

    def hear(
        self,
        take_ids: Sequence[str],
        *,
        on_progress: OnProgress | None = None,
        cancel: CancelToken | None = None,
    ) -> Redone:
        """Listen to these, each in a process of its own; what another window is at is left to it."""
        stale, model = self._studio.library.stale, self._studio.models.resolve(None)
        heard = hear_takes(
            self._studio,
            take_ids,
            left=lambda some: stale.not_heard_by(model.id, some),
            n_workers=min(self._n_workers, fitting_workers(model.folder)),
            may_begin=lambda: not self._held(),
            on_progress=on_progress,
            cancel=cancel,
        )
        return Redone(heard.n_done, heard.problems)

    def _to_hear(self) -> list[str]:
        model = self._studio.models.resolve(None)
        return self._studio.library.stale.not_heard_by(model.id)

    def _pause(self, cancel: CancelToken) -> None:
        """Between two takes: stop, or wait as long as the machine is needed for something better."""
        cancel.check()
        while self._held():
            cancel.wait(_HELD_WAIT_S)
            cancel.check()


def _chunks(take_ids: Sequence[str]) -> list[Sequence[str]]:
    return [take_ids[at : at + _CHUNK] for at in range(0, len(take_ids), _CHUNK)]


class _Told:
    """Progress in takes, with the time left from the speed so far."""

    def __init__(self, total: int, on_progress: OnProgress | None) -> None:
        self._total, self._on_progress = total, on_progress
        self._done = 0
        self._began_s = time.monotonic()
        self._tell()

    def add(self, n: int) -> None:
        self._done += n
        self._tell()

    def finish(self) -> None:
        self._done = self._total
        self._tell()

    def _tell(self) -> None:
        if self._on_progress is None:
            return
        passed_s = time.monotonic() - self._began_s
        per_s = self._done / passed_s if self._done and passed_s > 0 else None
        remaining_s = (self._total - self._done) / per_s if per_s else None
        self._on_progress(Progress(self._done, self._total, "takes", per_s, remaining_s))


# --- judging, here or in another process

_judge: Judge | None = None

#: The card as it is stored, and the sound's facts where they had to be measured.
JudgedCard = tuple[str, str | None]


def _begin_judging(paths: Paths) -> None:
    global _judge
    from rehearse.settings import SettingsStore

    if hasattr(os, "nice"):
        os.nice(5)  # whoever sits before the window comes first
    _judge = Judge(paths, SettingsStore(paths.settings))


def _judge_chunk(job: tuple[list[StoredResult], dict[str, str]]) -> list[JudgedCard]:
    assert _judge is not None, "the process was not begun"
    return judge_results(_judge, *job)


def judge_results(
    judge: Judge, found: Iterable[StoredResult], script_texts: dict[str, str]
) -> list[JudgedCard]:
    """The cards of stored results; `script_texts` by the id that a take was made with."""
    return [_judged(judge, one, script_texts.get(one.script_id or "")) for one in found]


def _judged(judge: Judge, one: StoredResult, script_text: str | None) -> JudgedCard:
    known = scorecards.sound_from_json(one.sound)
    sound = known or sound_of(one.audio_path, scorecards.transcript_from_json(one.transcript))
    try:
        script = None if script_text is None else parse_script(script_text)
    except DataError:
        script = None
    card = scorecards.from_json(one.scorecard)
    analysis = judge.judge_again(Message.from_transcript(one.said()), sound=sound, card=card, script=script)
    measured = None if known is not None or sound is None else scorecards.sound_to_json(sound)
    return scorecards.to_json(analysis.scorecard), measured


__all__ = ["JudgedCard", "Kind", "Need", "Redo", "Redone", "done_words", "judge_results"]
