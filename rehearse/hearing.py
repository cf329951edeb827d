"""Stored takes listened to on all cores, each in a process of its own beside the program.

A decoder or a recogniser that crashes over a recording takes that process with it and nothing else.
What is to be heard is not remembered here: whoever asks reads it from the library, so that stopping and
going on are the same as starting.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.analysis.result import SoundFacts
from rehearse.errors import (
    AudioFileError,
    FileMissing,
    ModelInvalid,
    NotAudio,
    RehearseError,
    TakeMissing,
)
from rehearse.files import assets_folder
from rehearse.i18n import _
from rehearse.library.claims import Shared
from rehearse.library.takes import TakeState
from rehearse.listening import sound_gone
from rehearse.processes import CAN_COPY, BeginFailed, Died, Tell, Workers
from rehearse.progress import CancelToken, OnProgress, Progress
from rehearse.speech.fitting import fitting_workers
from rehearse.speech.transcript import Transcript

if TYPE_CHECKING:
    from rehearse.live_take import Review
    from rehearse.speech.vosk_engine import VoskEngine
    from rehearse.studio import Studio

#: The sample with the most different words: what is worked out for them serves most recordings.
WARM_UP = "brochure.flac"

#: Warming up costs each process as much as half a minute of sound; it is worth it from so much on.
_MUCH_S = 300.0

#: How often it is looked what another window or command has heard of the same.
_ELSEWHERE_S = 1.0

#: How often a process says how far it is, in seconds of the clock.
_TELL_S = 0.5

#: A process may die for want of memory; only a recording over which a second one died is to blame.
_TRIES = 2


@dataclass(frozen=True, slots=True)
class Heard:
    """How many takes were heard, and why the others could not be (take id, reason).

    `n_elsewhere` were heard by another window or command meanwhile.
    """

    n_done: int
    problems: tuple[tuple[str, RehearseError], ...] = ()
    n_elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class _Job:
    take_id: str
    path: Path
    duration_s: float


@dataclass(frozen=True, slots=True)
class _Answer:
    """`problem` is a sentence where the file was not whole."""

    transcript: Transcript
    sound: SoundFacts | None
    problem: str


#: Told the take's id, how it was judged or why it could not be, and a sentence where a part is missing.
OnTake = Callable[[str, "Review | RehearseError", str], None]


def hear_takes(
    studio: Studio,
    take_ids: Sequence[str],
    *,
    left: Callable[[Sequence[str]], Collection[str]] = lambda take_ids: take_ids,
    n_workers: int | None = None,
    may_begin: Callable[[], bool] = lambda: True,
    gently: bool = True,
    on_take: OnTake | None = None,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> Heard:
    """Listen to these takes, judge them and keep both; a take that is gone is left out.

    `left` says which of them are still to be heard; what another window or command is at, it is left to,
    and taken over where that ends before it is done.
    While `may_begin` is false no further one is begun; `gently` lets other programs go first.
    `on_take` is told each take as it is done.
    Raises `Cancelled` (what was heard stays heard), `ModelError`, `DiskFull` or `LibraryError`.
    """
    cancel = cancel or CancelToken()
    cancel.check()
    model = studio.models.resolve(None)
    if not take_ids:
        return Heard(0)
    lengths = studio.library.imports.lengths_s(take_ids)
    much = sum(lengths.values()) >= _MUCH_S
    shared = Shared(studio.library.folder, take_ids, left)
    far = _Far(lengths, on_progress)
    session = _Session(studio, shared, far, cancel, on_take)
    workers: Workers[_Job, _Answer] = Workers(
        _hear,
        n_workers or fitting_workers(model.folder),
        begin=_begin,
        begin_with=(model.folder, model.id, much, gently),
        copies=CAN_COPY,
    )
    try:
        with contextlib.closing(shared), workers:
            session.run(workers, may_begin)
    except BeginFailed:
        raise ModelInvalid(
            _("Loading the recognition model in {folder} ended the program that did it.").format(
                folder=model.folder
            ),
            help=_("Install it again, or choose another one in the settings."),
        ) from None
    far.finish()
    return session.outcome()


class _Session:
    """Takes that are being heard: who is at which is `shared`'s to know, how far all are `far`'s.

    Whatever became of a take, both are told; `on_take` only where there is something to show of it.
    """

    def __init__(
        self, studio: Studio, shared: Shared, far: _Far, cancel: CancelToken, on_take: OnTake | None
    ) -> None:
        self._studio, self._shared, self._far = studio, shared, far
        self._cancel, self._on_take = cancel, on_take
        self._n_done = self._n_elsewhere = 0
        self._problems: list[tuple[str, RehearseError]] = []
        #: Those over which a process died, for another try, and how many died over each.
        self._again: list[_Job] = []
        self._deaths: Counter[str] = Counter()
        self._looked_at_s = time.monotonic()

    def run(self, workers: Workers[_Job, _Answer], may_begin: Callable[[], bool]) -> None:
        """Until nothing is left that is not heard.  Raises what `Workers.run` does, and `Cancelled`."""
        todo: Iterator[_Job] | None = None
        while True:
            if todo is None and self._shared.any_free():  # else no model is loaded for nothing
                todo = self._jobs()
            if todo is not None:
                for job, answer in workers.run(
                    todo,
                    check=self._check,
                    may_begin=may_begin,
                    on_news=lambda job, heard_s: self._far.at(job.take_id, heard_s),
                ):
                    self._answered(job, answer)
                todo = None
            if self._again:
                todo, self._again = iter(self._again), []
                continue
            self._check()
            if not self._shared.open:
                break
            self._cancel.wait(_ELSEWHERE_S)  # somebody else is at what is left

    def outcome(self) -> Heard:
        return Heard(self._n_done, tuple(self._problems), self._n_elsewhere)

    def _jobs(self) -> Iterator[_Job]:
        """Those nobody is at, claimed one by one as there is somebody to hear them."""
        for take_id in self._shared.open:
            if not self._shared.begin(take_id):
                continue
            try:
                take = self._studio.to_open(take_id)
            except TakeMissing:
                self._end(take_id)
            except NotAudio as error:  # two processes died over it before
                self._done_with(take_id, error)
            else:
                yield _Job(take_id, take.audio_path, take.duration_s or 0.0)

    def _check(self) -> None:
        """Now and then, what others have heard meanwhile.  Raises `Cancelled`."""
        self._cancel.check()
        if time.monotonic() - self._looked_at_s < _ELSEWHERE_S:
            return
        for take_id in self._shared.done_elsewhere():
            self._far.done(take_id)
            what = _heard_elsewhere(self._studio, take_id)
            if what is not None:
                self._n_elsewhere += 1
                self._tell(take_id, what)
        self._looked_at_s = time.monotonic()

    def _answered(self, job: _Job, answer: _Answer | RehearseError | Died) -> None:
        if isinstance(answer, Died):
            self._deaths[job.take_id] += 1
            if self._deaths[job.take_id] < _TRIES:
                self._again.append(job)
                return
            with contextlib.suppress(TakeMissing):
                self._studio.library.imports.set_unsafe(job.take_id)
            answer = _ended_a_process(answer)
        missing = answer.problem if isinstance(answer, _Answer) else ""
        try:
            self._done_with(job.take_id, _kept(self._studio, job, answer), missing)
        except TakeMissing:  # deleted for good meanwhile
            self._end(job.take_id)

    def _done_with(self, take_id: str, what: Review | RehearseError, missing: str = "") -> None:
        self._end(take_id)
        if isinstance(what, RehearseError):
            self._problems.append((take_id, what))
        else:
            self._n_done += 1
        self._tell(take_id, what, missing)

    def _end(self, take_id: str) -> None:
        self._shared.end(take_id)
        self._far.done(take_id)

    def _tell(self, take_id: str, what: Review | RehearseError, missing: str = "") -> None:
        if self._on_take is not None:
            self._on_take(take_id, what, missing)


def _heard_elsewhere(studio: Studio, take_id: str) -> Review | RehearseError | None:
    """What another window or command made of a take; None where it was taken away."""
    with contextlib.suppress(TakeMissing):
        take = studio.library.take(take_id)
        if take.state is TakeState.FAILED:
            return NotAudio(take.problem)
        if take.heard is not None and take.deleted_at is None:
            return studio.review(take_id)
    return None


def _kept(studio: Studio, job: _Job, answer: _Answer | RehearseError) -> Review | RehearseError:
    """What was heard, judged and stored; a reason, stored where there is no earlier result."""
    library = studio.library
    if isinstance(answer, _Answer):
        take = library.take(job.take_id)
        if take.format is not None and answer.sound is not None and library.imports.facts(take.id):
            n_frames = take.format.frames(answer.sound.duration_s)
            library.imports.measured(take.id, n_frames, answer.sound.peak_dbfs)
        return studio.judge_take(job.take_id, answer.transcript, sound=answer.sound)
    if not isinstance(answer, AudioFileError):
        raise answer
    if library.take(job.take_id).heard is None and library.imports.facts(job.take_id):
        library.fail_take(job.take_id, str(answer))
    return sound_gone(job.path) if isinstance(answer, FileMissing) else answer


def _ended_a_process(died: Died) -> RehearseError:
    if died.hung:
        what = _("Listening to this recording never came to an end.")
    else:
        what = _("Listening to this recording ended the program that did it, twice.")
    return NotAudio(
        what,
        kept=_("It is kept as it came, and not opened again."),
        help=_("Export it again from where it was recorded, then import it."),
    )


class _Far:
    """How far all of them are, in takes; the time left is reckoned from seconds of sound."""

    def __init__(self, lengths: dict[str, float], on_progress: OnProgress | None) -> None:
        # Where a length is unknown it is taken for a short message.
        self._left_s = {take_id: length_s or 20.0 for take_id, length_s in lengths.items()}
        self._total = len(lengths)
        self._total_s = sum(self._left_s.values())
        self._at_s: dict[str, float] = {}
        self._on_progress = on_progress
        self._began_s = time.monotonic()
        self._tell()

    def at(self, take_id: str, heard_s: float) -> None:
        self._at_s[take_id] = heard_s
        self._tell()

    def done(self, take_id: str) -> None:
        self._left_s.pop(take_id, None)
        self._at_s.pop(take_id, None)
        self._tell()

    def finish(self) -> None:
        self._left_s.clear()
        self._at_s.clear()
        self._tell()

    def _tell(self) -> None:
        if self._on_progress is None:
            return
        running_s = sum(min(at_s, self._left_s.get(take_id, 0.0)) for take_id, at_s in self._at_s.items())
        left_s = max(0.0, sum(self._left_s.values()) - running_s)
        passed_s = time.monotonic() - self._began_s
        speed = (self._total_s - left_s) / passed_s if passed_s > 0 else 0.0
        n_done = self._total - len(self._left_s)
        self._on_progress(
            Progress(
                n_done,
                self._total,
                "takes",
                n_done / passed_s if n_done and passed_s > 0 else None,
                left_s / speed if speed > 0 else None,
            )
        )


# ---- in the other process -------------------------------------------------------------------------

_engine: VoskEngine | None = None


def _begin(folder: Path, model_id: str, warm: bool, gently: bool) -> None:
    global _engine
    # Here and not only where they are used: a copy finds them loaded.
    from rehearse import listening  # noqa: F401
    from rehearse.audio import envelope  # noqa: F401
    from rehearse.audio.decode import decode_speech
    from rehearse.speech import transcribe  # noqa: F401
    from rehearse.speech.vosk_engine import VoskEngine

    if gently and hasattr(os, "nice"):
        os.nice(5)  # whoever sits before the window comes first
    _engine = VoskEngine(folder, model_id, patient=True)
    if warm and CAN_COPY:
        # Always the same sound, so that what is heard in a recording depends on nothing else.
        _engine.warm_up(decode_speech(assets_folder() / "samples" / WARM_UP))


def _hear(job: _Job, tell: Tell) -> _Answer:
    from rehearse.audio.decode import decode_speech
    from rehearse.listening import sound_of, what_is_missing
    from rehearse.speech.transcribe import transcribe

    assert _engine is not None, "the process was not begun"
    told_at_s = time.monotonic()

    def on_progress(progress: Progress) -> None:
        nonlocal told_at_s
        now_s = time.monotonic()
        if now_s - told_at_s >= _TELL_S:
            told_at_s = now_s
            tell(progress.done)

    try:
        pieces = decode_speech(job.path)
        transcript = transcribe(_engine, pieces, on_progress=on_progress)
        tell(transcript.audio_s)
        return _Answer(transcript, sound_of(job.path, transcript), what_is_missing(pieces))
    except (BrokenPipeError, MemoryError, RehearseError):
        raise
    except Exception as error:  # whatever a stranger's file brings about, it is this file's
        raise NotAudio(
            _("“{path}” could not be read: {reason}.").format(path=job.path, reason=repr(error)),
            help=_("Export it again from where it was recorded."),
        ) from error


__all__ = ["WARM_UP", "Heard", "hear_takes"]
