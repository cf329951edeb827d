"""One import: recordings copied into the library, looked at, and made takes, some at a time.

A file is copied as it came, under its hash; what it is gets looked at in a process of its own, so that
one made to crash a decoder costs its own import and nothing else.
"""

from __future__ import annotations

import errno
import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rehearse.audio.format import AudioFormat
from rehearse.errors import AudioFileError, DataError, DiskFull, FileMissing, NotAudio, RehearseError
from rehearse.exchange import file_names
from rehearse.exchange.sound_look import LookJob, SoundLook, lookers
from rehearse.exchange.sound_places import BadPlace, Skipped, SoundSource, find_sounds, has_room
from rehearse.files import PRIVATE_FILE_MODE
from rehearse.i18n import _
from rehearse.library.imports import Known, NewImport, Place
from rehearse.processes import BeginFailed, Died
from rehearse.progress import CancelToken, OnProgress, Progress

if TYPE_CHECKING:
    from rehearse.library.library import Library

#: Rows made at once: one write to the disk for all of them.
_AT_ONCE = 20
#: A row is made at least this often while files are looked at, so that a list fills before one's eyes.
_AT_LEAST_EVERY_S = 0.5

Status = Literal["imported", "duplicate", "failed"]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user says of all of them, in place of what is guessed; None and () say nothing."""

    speaker: str | None = None
    script_id: str | None = None
    tags: tuple[str, ...] = ()
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file.

    `take_id` is the take that was made, or the one that this recording is already (`in_trash` where that
    was thrown away); None for one that failed, with its `error`.
    """

    name: str
    status: Status
    take_id: str | None = None
    error: RehearseError | None = None
    in_trash: bool = False


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of every file, in the order they were found; and what was passed over."""

    files: tuple[FileResult, ...]
    skipped: Skipped = field(default_factory=Skipped)

    @property
    def new_ids(self) -> list[str]:
        return [file.take_id for file in self.files if file.status == "imported" and file.take_id]


OnFile = Callable[[FileResult], None]


@dataclass(frozen=True, slots=True)
class _Copied:
    """A file that lies in its place in the library and has no row yet."""

    number: int
    source: SoundSource
    place: Place
    sha256: str


class BringIn:
    """One import: copy, look, make rows, some at a time."""

    def __init__(
        self,
        library: Library,
        wishes: Wishes,
        on_file: OnFile | None,
        on_progress: OnProgress | None,
        cancel: CancelToken,
    ) -> None:
        self._library = library
        self._wishes = wishes
        self._on_file = on_file
        self._on_progress = on_progress
        self._cancel = cancel
        self._skipped = Skipped()
        self._results: dict[int, FileResult] = {}
        self._waiting: list[tuple[_Copied, SoundLook]] = []
        self._under_way: dict[int, _Copied] = {}
        self._made_at_s = time.monotonic()
        self._speakers = self._library.imports.speakers()
        self._scripts = [(script.id, script.title) for script in self._library.scripts.all()]
        self._now = datetime.now(UTC)

    def all(self, places: Iterable[Path]) -> Brought:
        with self._library.imports.copying():
            return self._all(places)

    def _all(self, places: Iterable[Path]) -> Brought:
        try:
            with lookers() as workers:
                for job, answer in workers.run(self._copies(places), check=self._cancel.check):
                    self._looked(self._under_way.pop(job.number), answer)
            self._make_rows()
        except BeginFailed:
            raise DataError(
                _("Recordings cannot be looked at here: the process that does it ends at once."),
                help=_("Set the program up again with `python3 run.py`."),
            ) from None
        finally:
            # Stopped or failed: what has no row yet leaves nothing behind.
            for copied in (*self._under_way.values(), *(copied for copied, _facts in self._waiting)):
                copied.place.give_up()
        return Brought(tuple(self._results[number] for number in sorted(self._results)), self._skipped)

    def _result(self, number: int, result: FileResult) -> None:
        self._results[number] = result
        if self._on_file is not None:
            self._on_file(result)
        if self._on_progress is not None:
            self._on_progress(
                Progress(
                    len(self._results),
                    None,
                    "files",
                    step=_("Listing: {n}").format(n=f"{len(self._results):,}"),
                )
            )

    def _copies(self, places: Iterable[Path]) -> Iterator[LookJob]:
        """Each recording that is not known yet, copied."""
        found = find_sounds(places, self._skipped, library=self._library.folder)
        for number, source in zip(count(), found):
            self._cancel.check()
            if isinstance(source, BadPlace):
                self._result(number, FileResult(source.name, "failed", error=source.error))
                continue
            try:
                copied = self._copy(number, source)
            except (AudioFileError, DataError, DiskFull) as error:
                self._result(number, FileResult(source.name, "failed", error=error))
                continue
            if copied is not None:
                self._under_way[number] = copied
                yield LookJob(number, copied.place.piece)

    def _copy(self, number: int, source: SoundSource) -> _Copied | None:
        if source.n_bytes == 0:
            raise NotAudio(
                _("“{path}” is empty: not one byte is in it.").format(path=source.name),
                help=_("Copy or record it again."),
            )
        sha256 = ""
        if source.on_disk:  # one that is known is not copied for nothing
            digest = hashlib.sha256()
            for chunk in source.chunks():
                self._cancel.check()
                digest.update(chunk)
            sha256 = digest.hexdigest()
            if self._is_known(number, source, sha256):
                return None
        if not has_room(self._library.folder, source.n_bytes):
            raise _no_room(source, os.strerror(errno.ENOSPC))
        place = self._library.imports.place(source.ending)
        try:
            copied_sha256 = _write(source, place.piece, self._cancel)
            if sha256 and copied_sha256 != sha256:
                raise FileMissing(
                    _("“{path}” is still being written.").format(path=source.name),
                    help=_("Import it again when it is complete."),
                )
            if not self._is_known(number, source, copied_sha256):
                return _Copied(number, source, place, copied_sha256)
        except BaseException:
            place.give_up()
            raise
        place.give_up()
        return None

    def _is_known(self, number: int, source: SoundSource, sha256: str) -> bool:
        known = self._library.imports.known(sha256)
        if known is not None:
            self._result(number, _duplicate(source, known))
        return known is not None

    def _looked(self, copied: _Copied, answer: SoundLook | RehearseError | Died) -> None:
        if isinstance(answer, SoundLook):
            self._waiting.append((copied, answer))
        else:
            copied.place.give_up()
            error = _crashed(copied) if isinstance(answer, Died) else _about(answer, copied)
            self._result(copied.number, FileResult(copied.source.name, "failed", error=error))
        late = time.monotonic() - self._made_at_s >= _AT_LEAST_EVERY_S
        if len(self._waiting) >= _AT_ONCE or late:
            self._make_rows()

    def _whose_turn_it_is(self) -> list[tuple[_Copied, SoundLook]]:
        """Those of the waiting that may go on, in the order they were found, so that lists have them so.

        One that is still looked at keeps its place before those that were found after it: of two that are
        the same the first comes in, however busy the machine is.
        """
        first = min(self._under_way, default=None)
        made = [pair for pair in self._waiting if first is None or pair[0].number < first]
        self._waiting = [pair for pair in self._waiting if first is not None and pair[0].number >= first]
        self._made_at_s = time.monotonic()
        return sorted(made, key=lambda pair: pair[0].number)

    def _make_rows(self) -> None:
        made = self._whose_turn_it_is()
        if not made:
            return
        found = self._library.imports.keep(
            [(copied.place, self._new(copied, facts)) for copied, facts in made]
        )
        for (copied, _facts), known in zip(made, found, strict=True):
            if known is None:
                result = FileResult(copied.source.name, "imported", copied.place.take_id)
            else:  # twice in this very import
                result = _duplicate(copied.source, known)
            self._result(copied.number, result)

    def _new(self, copied: _Copied, facts: SoundLook) -> NewImport:
        """What is known and guessed of a recording."""
        source, wishes = copied.source, self._wishes
        folders, tags = source.parts[:-1], facts.tags
        in_tags = file_names.date_in_tags(tags, now=self._now)
        in_name = file_names.date_in_name(source.stem, now=self._now)
        # What a file says of its own time may be of a clock that was never set.
        of_file = (
            source.made_at if source.made_at and file_names.plausible(source.made_at, self._now) else None
        )
        recorded_at = wishes.recorded_at or in_tags or in_name or of_file or self._now
        speaker = wishes.speaker
        if speaker is None:
            speaker = file_names.speaker_of(source.stem, folders, tags, self._speakers)
        script_id = wishes.script_id
        if script_id is None:
            script_id = file_names.script_of(source.stem, folders, tags, self._scripts)
        return NewImport(
            source_name="/".join(source.parts),
            sha256=copied.sha256,
            recorded_at=recorded_at,
            date_from=(
                "given" if wishes.recorded_at else "tags" if in_tags else "name" if in_name else "file"
            ),
            format=AudioFormat(facts.rate_hz, facts.channels),
            n_frames=facts.n_frames,
            title=source.stem,
            speaker=speaker,
            script_id=script_id,
            tags=wishes.tags,
        )


def _duplicate(source: SoundSource, known: Known) -> FileResult:
    return FileResult(source.name, "duplicate", known.take_id, in_trash=known.deleted)


def _write(source: SoundSource, piece: Path, cancel: CancelToken) -> str:
    """Copy a recording to the disk itself; its hash."""
    digest = hashlib.sha256()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    chunks = source.chunks()
    try:
        with os.fdopen(os.open(piece, flags, PRIVATE_FILE_MODE), "wb") as writing:
            for chunk in chunks:
                cancel.check()
                digest.update(chunk)
                writing.write(chunk)
            writing.flush()
            os.fsync(writing.fileno())
    except OSError as error:
        raise _no_room(source, error.strerror or str(error)) from error
    return digest.hexdigest()


def _no_room(source: SoundSource, reason: str) -> DiskFull:
    return DiskFull(
        _("There is no room for {name}: {reason}.").format(name=source.parts[-1], reason=reason),
        kept=_("The file itself is untouched."),
        help=_("Free some space, then import it again."),
    )


def _crashed(copied: _Copied) -> NotAudio:
    return NotAudio(
        _("“{path}” is damaged in a way that ends whatever program reads it.").format(
            path=copied.source.name
        ),
        kept=_("It was not imported."),
        help=_("Export it again from where it was recorded."),
    )


def _about(error: RehearseError, copied: _Copied) -> RehearseError:
    """The same error, speaking of the user's file and not of its copy."""
    message = error.message.replace(str(copied.place.piece), copied.source.name)
    return type(error)(message, help=error.help, kept=error.kept)
