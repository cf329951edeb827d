"""Takes written as files: one, many into a folder, many into a zip.

A file is complete or not there, and what cannot be written never stops the rest.
"""

from __future__ import annotations

import contextlib
import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from rehearse.errors import Cancelled, DataError, RehearseError, UsageError
from rehearse.exchange.formats import ExportFormat, Render
from rehearse.exchange.outgoing import Outgoing
from rehearse.exchange.sound_copy import sound_copy
from rehearse.files import replacing
from rehearse.i18n import _
from rehearse.library.takes import TakeSummary
from rehearse.progress import CancelToken, OnProgress, Progress

_STEM_CHARS = 60
_SHORT_ID = 8
#: Years that a zip can tell (its format counts from 1980 in seven bits).
_ZIP_YEARS = (1980, 2107)


class AlreadyThere(DataError):
    """A file that nobody said may be replaced; whoever asks the user says how to allow it."""


class Source(Protocol):
    """Where takes come from.  Both raise `RehearseError`."""

    def outgoing(self, take_id: str) -> Outgoing:
        """A take that was heard, with or without names as was asked for."""
        ...

    def sound(self, take_id: str) -> Path:
        """Where its sound lies."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to write.

    `output` is a file (its folder is there), a folder, a name that ends in .zip, or None for the folder the
    program runs in.
    `names` false leaves them out of names of files (the source leaves them out of what is in them).
    """

    takes: Sequence[TakeSummary]
    formats: Sequence[ExportFormat]
    output: Path | None = None
    names: bool = True
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """A file that was written, or why one was not; `about` names the take or the file."""

    path: Path | None
    error: RehearseError | None = None
    about: str = ""


@dataclass(slots=True)
class _Job:
    """One file: its name and what is in it."""

    name: str
    format: ExportFormat
    takes: Sequence[TakeSummary]
    failures: list[Outcome] = field(default_factory=list)


def export(
    wanted: Wanted,
    source: Source,
    *,
    pdf: Render | None = None,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> Iterator[Outcome]:
    """Write everything, telling of each file; `pdf` draws what the table has no function for.

    Raises `UsageError` at once where several takes cannot be one file, and `Cancelled`; files that were
    told of stay.
    """
    output = wanted.output
    if output is not None and is_zip(output):
        return _into_zip(output, wanted, _Maker(source, pdf, on_progress, cancel))
    if output is None or output.is_dir():
        return _into_folder(output or Path(), wanted, _Maker(source, pdf, on_progress, cancel))
    return _into_file(output, wanted, _Maker(source, pdf, on_progress, cancel))


def is_zip(output: Path) -> bool:
    return output.suffix.lower() == ".zip" and not output.is_dir()


def file_stem(take_id: str, title: str) -> str:
    """The name of a take's file without its suffix; an empty title leaves names out."""
    # A title may hold anything; a file name only what every system takes.
    plain = re.sub(r"[^\w.-]+", "-", title, flags=re.UNICODE).strip("-.")[:_STEM_CHARS].strip("-.")
    return f"{plain or 'take'}-{take_id[-_SHORT_ID:]}"


class _Maker:
    """Makes the pieces of files, and counts takes while it does."""

    def __init__(
        self,
        source: Source,
        pdf: Render | None,
        on_progress: OnProgress | None,
        cancel: CancelToken | None,
    ) -> None:
        self._source, self._pdf = source, pdf
        self._on_progress, self._cancel = on_progress, cancel
        self._done, self.total = 0, 0
        self._last: tuple[str, Outgoing] | None = None

    def pieces(self, job: _Job) -> Iterator[bytes]:
        """The file's bytes.  Raises what kept all of its takes from being written."""
        if job.format.sound:
            return sound_copy(self._source.sound(self._counted(job.takes[0]).id))
        render = job.format.render or self._pdf
        if render is None:
            raise DataError(_("PDF cannot be written here."))
        takes = job.takes
        if len(takes) > 1:
            # How many there will be has to be known; the rest were heard, as their rows tell.
            takes = [take for take in takes if take.ready is not None or self._is_heard(take, job)]
        made = self._outgoing(takes, job, only=len(job.takes) == 1)
        first = next(made, None)
        if first is None:
            raise job.failures.pop().error or DataError(_("There is nothing to write."))
        return _encoded(render(_before(first, made), len(takes), len(job.takes) > 1))

    def _outgoing(self, takes: Sequence[TakeSummary], job: _Job, *, only: bool) -> Iterator[Outgoing]:
        for take in takes:
            try:
                yield self._take(self._counted(take).id)
            except Cancelled:
                raise
            except RehearseError as error:
                if only:
                    raise
                job.failures.append(Outcome(None, error, take.id[-_SHORT_ID:]))

    def _take(self, take_id: str) -> Outgoing:
        """The take, kept for the next format."""
        if self._last is None or self._last[0] != take_id:
            self._last = (take_id, self._source.outgoing(take_id))
        return self._last[1]

    def _is_heard(self, take: TakeSummary, job: _Job) -> bool:
        try:
            self._take(take.id)
        except Cancelled:
            raise
        except RehearseError as error:
            job.failures.append(Outcome(None, error, take.id[-_SHORT_ID:]))
            return False
        return True

    def _counted(self, take: TakeSummary) -> TakeSummary:
        if self._cancel is not None:
            self._cancel.check()
        if self._on_progress is not None:
            self._on_progress(Progress(self._done, self.total, "takes"))
        self._done += 1
        return take


def _before(first: Outgoing, rest: Iterator[Outgoing]) -> Iterator[Outgoing]:
    yield first
    yield from rest


def _encoded(pieces: Iterator[str | bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace")


def _jobs(wanted: Wanted) -> list[_Job]:
    """A file a take and kind, and a table of them all."""
    jobs: list[_Job] = []
    taken: set[str] = set()
    for take in wanted.takes:
        stem = file_stem(take.id, take.title if wanted.names else "")
        if stem.casefold() in taken:
            stem = f"{stem[: -_SHORT_ID - 1]}-{take.id}"
        taken.add(stem.casefold())
        jobs += (_Job(stem + kind.suffix, kind, [take]) for kind in wanted.formats if not kind.table)
    jobs += (_Job(f"takes{kind.suffix}", kind, wanted.takes) for kind in wanted.formats if kind.table)
    return jobs if wanted.takes else []


def _into_folder(folder: Path, wanted: Wanted, maker: _Maker) -> Iterator[Outcome]:
    jobs = _jobs(wanted)
    maker.total = sum(len(job.takes) for job in jobs)
    for job in jobs:
        yield from _write(folder / job.name, job, wanted, maker)


def _into_file(output: Path, wanted: Wanted, maker: _Maker) -> Iterator[Outcome]:
    if len(wanted.formats) > 1 or (len(wanted.takes) > 1 and not wanted.formats[0].many):
        raise UsageError(
            _("{path} is not a folder, and several files need one.").format(path=output),
            help=_("Make the folder, name a .zip, or export one take at a time."),
        )
    job = _Job(output.name, wanted.formats[0], wanted.takes)
    maker.total = len(wanted.takes)
    return _write(output, job, wanted, maker) if wanted.takes else iter(())


def _write(path: Path, job: _Job, wanted: Wanted, maker: _Maker) -> Iterator[Outcome]:
    try:
        _refuse_to_replace(path, wanted)
        pieces = maker.pieces(job)
        with _told_plainly(path), replacing(path) as file:
            file.writelines(pieces)
    except Cancelled:
        raise
    except RehearseError as error:
        yield Outcome(None, error)
    else:
        yield Outcome(path)
    yield from job.failures


def _into_zip(output: Path, wanted: Wanted, maker: _Maker) -> Iterator[Outcome]:
    jobs = _jobs(wanted)
    maker.total = sum(len(job.takes) for job in jobs)
    outcomes: list[Outcome] = []
    try:
        _refuse_to_replace(output, wanted)
        with _told_plainly(output), replacing(output) as file:
            n_written = _fill_zip(file, jobs, maker, outcomes)
            if not n_written:
                raise _NothingToWrite
    except _NothingToWrite:
        yield from outcomes
    except Cancelled:
        raise
    except RehearseError as error:
        yield Outcome(None, error)
    else:
        yield Outcome(output)
        yield from outcomes


class _NothingToWrite(Exception):
    """No file of a zip could be made."""


def _fill_zip(file: IO[bytes], jobs: Iterable[_Job], maker: _Maker, outcomes: list[Outcome]) -> int:
    """How many files were put in; what failed goes into `outcomes`."""
    n_written = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for job in jobs:
            try:
                pieces = maker.pieces(job)
                first = next(pieces, b"")  # what cannot be read fails here, before there is an entry for it
            except Cancelled:
                raise
            except RehearseError as error:
                outcomes += [Outcome(None, error), *job.failures]
                continue
            when = job.takes[0].created_at.astimezone()
            year = min(max(when.year, _ZIP_YEARS[0]), _ZIP_YEARS[1])
            info = zipfile.ZipInfo(job.name, (year, *when.timetuple()[1:6]))
            info.compress_type = zipfile.ZIP_STORED if job.format.sound else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            with archive.open(info, "w", force_zip64=job.format.sound) as entry:
                entry.write(first)
                for piece in pieces:
                    entry.write(piece)
            n_written += 1
            outcomes += job.failures
    return n_written


def _refuse_to_replace(path: Path, wanted: Wanted) -> None:
    if os.path.lexists(path) and not wanted.replace:
        raise AlreadyThere(_("{path} is already there.").format(path=path), kept=_("It was left as it is."))


@contextlib.contextmanager
def _told_plainly(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DataError(
            _("{path} could not be written: {reason}.").format(path=path, reason=error.strerror or error),
            kept=_("Your takes are untouched."),
        ) from error
