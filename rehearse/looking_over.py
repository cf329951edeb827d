"""What an import would bring, shown before anything of it is kept.

Files are copied aside and looked at as every import does it; rows are made of those that are wanted, and
the copies of the others go.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.bringing_in import BringIn, FileResult, Wishes
from rehearse.errors import FileMissing
from rehearse.exchange.sound_places import SOUND_ENDINGS, Skipped, looks_like_sound
from rehearse.i18n import _
from rehearse.library.imports import NewImport, Place, Waiting
from rehearse.progress import CancelToken, OnProgress, Progress

if TYPE_CHECKING:
    from rehearse.library.library import Library
    from rehearse.studio import Studio

#: Rows made at once: one write to the disk for all of them.
_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recording that can be kept, with what is known and guessed of it.

    It is one of `waiting` until it is kept or left: so long no other window or command clears it away.
    """

    name: str
    new: NewImport
    place: Place
    waiting: Waiting | None = field(default=None, repr=False, compare=False)

    def over(self) -> None:
        """It was kept or left.  Again does nothing."""
        if self.waiting is not None:
            self.waiting.over(self.place)

    @property
    def duration_s(self) -> float:
        """As the file says, which may be an estimate."""
        return self.new.n_frames / self.new.format.rate_hz


@dataclass(frozen=True, slots=True)
class LookedOver:
    """`others` are those that are there already, and those that cannot be used, with the reason."""

    candidates: tuple[Candidate, ...]
    others: tuple[FileResult, ...]
    skipped: Skipped


#: Told recordings as they are found.
OnFound = Callable[[Sequence[Candidate]], None]


class _LookOver(BringIn):
    """An import that stops before the rows."""

    def __init__(
        self,
        library: Library,
        waiting: Collection[str],
        on_found: OnFound | None,
        on_progress: OnProgress | None,
        cancel: CancelToken,
    ) -> None:
        super().__init__(library, Wishes(), None, None, cancel)
        self._tell, self._on_found = on_progress, on_found
        self._seen = set(waiting)
        self._waiting_copies = Waiting(library.folder)
        self.n_found = 0
        #: In the order they were found; those that were handed on are not among them.
        self.candidates: list[Candidate] = []

    def _result(self, number: int, result: FileResult) -> None:
        super()._result(number, result)
        self._tell_number()

    def _make_rows(self) -> None:
        found = []
        for copied, facts in self._whose_turn_it_is():
            new = self._new(copied, facts)
            one = Candidate(copied.source.name, new, copied.place, self._waiting_copies)
            if one.new.sha256 in self._seen:  # twice among these: the first stays
                one.place.give_up()
                self._result(copied.number, FileResult(one.name, "duplicate"))
                continue
            self._seen.add(one.new.sha256)
            self._waiting_copies.add(one.place)
            found.append(one)
        self.n_found += len(found)
        if self._on_found is None:
            self.candidates += found
        elif found:
            self._on_found(found)
        self._tell_number()

    def _tell_number(self) -> None:
        if self._tell is not None:
            self._tell(Progress(len(self._results) + self.n_found, None, "files"))


def look_over(
    studio: Studio,
    places: Iterable[Path],
    *,
    waiting: Collection[str] = (),
    on_found: OnFound | None = None,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
) -> LookedOver:
    """Look at every recording in files, folders and zips; nothing is kept yet.

    With `on_found` recordings are handed on as they are found, and are not in what is returned: to leave
    them is the caller's then.
    `waiting` are hashes of files that were looked over before and neither kept nor left.
    Raises what `Importing.bring_in` raises; then no copy is left.
    """
    cancel = cancel or CancelToken()
    one = _LookOver(studio.library, waiting, on_found, on_progress, cancel)
    try:
        brought = one.all(places)
        cancel.check()  # a stop at the last moment is one as well
    except BaseException:
        leave(one.candidates)
        raise
    return LookedOver(tuple(one.candidates), brought.files, brought.skipped)


def leave(candidates: Iterable[Candidate]) -> None:
    """These are not wanted: their copies go."""
    for candidate in candidates:
        candidate.place.give_up()
        candidate.over()


def keep(
    studio: Studio,
    candidates: Sequence[Candidate],
    *,
    on_kept: Callable[[Sequence[FileResult]], None] | None = None,
) -> list[FileResult]:
    """Make takes of recordings that were looked over.

    Raises `DiskFull` or `LibraryError`: takes made before stay, of the others nothing is left.
    """
    results: list[FileResult] = []
    left = list(candidates)
    ended: list[Candidate] = []
    try:
        while left:
            some, left = left[:_AT_ONCE], left[_AT_ONCE:]
            ended += some
            there = [one for one in some if one.place.piece.is_file()]
            known = studio.library.imports.keep([(one.place, one.new) for one in there])
            became = {
                one.place.take_id: FileResult(one.name, "imported", one.place.take_id)
                if double is None
                else FileResult(one.name, "duplicate", double.take_id, in_trash=double.deleted)
                for one, double in zip(there, known, strict=True)
            }
            made = [became.get(one.place.take_id) or _gone(one) for one in some]
            results += made
            if on_kept is not None:
                on_kept(made)
    except BaseException:
        leave(left)
        raise
    finally:
        for one in ended:
            one.over()
    return results


def _gone(candidate: Candidate) -> FileResult:
    error = FileMissing(
        _("The copy of “{name}” was cleared away while it waited.").format(name=candidate.name),
        help=_("Import it again."),
    )
    return FileResult(candidate.name, "failed", error=error)


def may_be_recordings(paths: Sequence[Path]) -> bool:
    """Whether there is a folder, a zip or a sound among these; names and first bytes tell."""
    return any(map(_may_be, paths))


def _may_be(path: Path) -> bool:
    ending = path.suffix.lower()
    if ending == ".zip" or ending in SOUND_ENDINGS:
        return True
    try:
        return path.is_dir() or (path.is_file() and looks_like_sound(path))
    except OSError:
        return False


__all__ = ["Candidate", "LookedOver", "keep", "leave", "look_over", "may_be_recordings"]
