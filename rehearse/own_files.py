"""Files of the user's own, drills or rubrics: saved, put aside, taken in and shared alike.

Each is a file in a folder of its kind, and nothing is written there that could not be read again.
Every change is answered with what undoes it; a deleted file lies in a folder beside the others.
"""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from rehearse.analysis.data_file import MAX_FILES, NotUsable, read_bytes
from rehearse.analysis.data_folders import Loaded
from rehearse.analysis.drill_naming import id_of, names_for
from rehearse.errors import DataError, DiskFull, RehearseError, UsageError
from rehearse.files import make_private_folder, write_atomic
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.judging import Judge

#: Deleted files lie here.
DELETED = "deleted"

#: So many deleted files are kept: enough to find the one that was deleted by mistake.
MAX_DELETED = 50

_writing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a file: `notes` are sentences the user should read, `undo` takes it back.

    `undo` raises `RehearseError`; where the file was changed since, it is left as it is.
    """

    id: str
    title: str
    file: Path
    notes: tuple[str, ...] = ()
    changed: bool = True
    undo: Callable[[], None] = field(default=lambda: None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said of files of this kind, with the placeholders that are filled in."""

    #: {file}, {what}
    unreadable: str
    #: {folder}
    disk_full: str
    #: {folder}, {what}
    not_written: str
    #: {name}
    no_such: str
    #: how to see which there are
    see_all: str
    #: {n}
    too_many: str
    #: {title}
    changed_since: str
    #: {id}
    another_by_now: str
    #: {title}
    shipped_again: str
    among_yours: str
    #: {id}
    had_already: str
    #: {taken}, {id}
    kept_as: str
    #: {folder}
    own_folder: str


class _FromFile(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def file(self) -> str: ...


Item = TypeVar("Item", bound=_FromFile)


class OwnFiles(ABC, Generic[Item]):
    """The files in a folder of the user's own.  Safe to use from any thread; making one reads nothing.

    Everything that writes raises `DataError` or `DiskFull` for the folder, `LibraryError` where the
    data lies elsewhere by now, and `UsageError` for an id that is none of the user's own.
    """

    #: How large a file may be.
    max_bytes: int

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    @property
    @abstractmethod
    def folder(self) -> Path: ...

    @property
    @abstractmethod
    def _words(self) -> Words: ...

    @property
    @abstractmethod
    def _known(self) -> Loaded[Item]:
        """Every one, shipped or own, as it was read last."""

    @abstractmethod
    def _forget(self) -> None:
        """Have `_known` read the files again."""

    @abstractmethod
    def _title_of(self, file_id: str) -> str:
        """The title of an own one, its id where the file is wrong.  Reads the files anew."""

    # ---- reading -------------------------------------------------------------------------------

    def is_own(self, item: Item) -> bool:
        return Path(item.file).parent == self.folder

    def has(self, file_id: str) -> bool:
        """Whether there is an own one of that id, right or wrong."""
        path = self.folder / f"{file_id}.toml"
        return bool(file_id) and path.parent == self.folder and os.path.lexists(path)

    # ---- writing -------------------------------------------------------------------------------

    def delete(self, file_id: str) -> Change:
        """Put an own file aside; a shipped one it stood in for is in use again."""
        path = self._path(file_id)
        title = self._title_of(file_id)
        with self._changing():
            trash = make_private_folder(self.folder / DELETED)
            places = (trash / f"{name}.toml" for name in names_for(file_id))
            aside = next(place for place in places if not os.path.lexists(place))
            os.replace(path, aside)
            os.utime(aside)  # it is the one deleted last, however old it is
            _thin_out(trash)
        notes = []
        if file_id in self._known:
            notes.append(self._words.shipped_again.format(title=self._known[file_id].title))

        def undo() -> None:
            with self._changing():
                if os.path.lexists(path):
                    raise DataError(
                        self._words.another_by_now.format(id=file_id),
                        kept=_("The deleted one is kept as {file}.").format(file=aside),
                    )
                os.replace(aside, path)

        return Change(file_id, title, aside, tuple(notes), undo=undo)

    def share(self, file_id: str, target: Path, *, overwrite: bool = False) -> Path:
        """Write a copy of a file, own or shipped, to a file or into a folder; where it lies now.

        Raises `DataError` for one that is wrong (nobody could take it in), and for a file that is
        there already unless it may be overwritten.
        """
        raw = self._read(Path(self._found(file_id).file))
        target = target / f"{file_id}.toml" if target.is_dir() else target
        if self._lies_here(target):
            raise DataError(
                self._words.own_folder.format(folder=self.folder), help=_("Choose another folder.")
            )
        if not overwrite and os.path.lexists(target):
            raise DataError(
                _("{file} is there already.").format(file=target),
                kept=_("It was left as it is."),
                help=_("Choose another name."),
            )
        try:
            write_atomic(target, raw)
        except OSError as error:
            raise self._refused(error, target.parent) from error
        return target

    # ---- for those of a kind -------------------------------------------------------------------

    def _now(self) -> Loaded[Item]:
        """Every one as the files are now: somebody may have written one by hand."""
        self._forget()
        return self._known

    def _found(self, file_id: str) -> Item:
        """One that is right, read anew.  Raises `DataError` for a wrong one, `UsageError` for none."""
        known = self._now()
        if file_id in known.broken:
            raise known.broken[file_id]
        if file_id not in known:
            raise self._no_such(file_id)
        return known[file_id]

    def _path(self, file_id: str) -> Path:
        """The file of an own one.  Raises `UsageError`."""
        if self.has(file_id):
            return self.folder / f"{file_id}.toml"
        if file_id in self._known:
            raise UsageError(
                _("“{id}” is shipped with Rehearse and stays as it is.").format(id=file_id),
                help=_("Make a copy of it and change that."),
            )
        raise self._no_such(file_id)

    def _lies_here(self, path: Path) -> bool:
        return path.resolve().parent == self.folder.resolve()

    def _among_yours(self, path: Path, title: str) -> Change:
        """The answer to a file that was to be taken in and lies in the folder."""
        return Change(path.stem, title, path, (self._words.among_yours,), False)

    def _had(self, file_id: str, title: str, file: Path) -> Change:
        """The answer to a file that was to be taken in and is there under an id."""
        return Change(file_id, title, file, (self._words.had_already.format(id=file_id),), False)

    def _keep(
        self, raw: bytes, title: str, wanted: str, *, replace: bool, is_same: Callable[[Item], bool]
    ) -> Change:
        """Write a file that came from elsewhere; under another id where that is taken, unless it replaces.

        A shipped one that somebody shared is not kept: two of one title in the list help nobody.
        """
        if replace:
            return self._save(raw, title, wanted)
        for file_id, known in self._known.items():
            if not self.is_own(known) and is_same(known):
                return self._had(file_id, known.title, Path(known.file))
        change = self._save(raw, title, None, wanted=wanted)
        if change.id == wanted:
            return change
        note = self._words.kept_as.format(taken=wanted, id=change.id)
        return Change(change.id, change.title, change.file, (note,), undo=change.undo)

    def _save(self, raw: bytes, title: str, file_id: str | None, *, wanted: str = "") -> Change:
        """Write a file; without an id a new one, under `wanted` or named after its title."""
        with self._changing():
            if file_id is None:
                file_id = self._free_id(wanted or id_of(title))
            path = self.folder / f"{file_id}.toml"
            if not file_id or path.parent != self.folder:
                raise self._no_such(file_id)
            before = self._bytes_of(path)
            if before is None:
                self._require_room()
            write_atomic(path, raw)

        def undo() -> None:
            with self._changing():
                if self._bytes_of(path) != raw:
                    raise DataError(
                        self._words.changed_since.format(title=title), kept=_("It was left as it is.")
                    )
                if before is None:
                    path.unlink()
                else:
                    write_atomic(path, before)

        return Change(file_id, title, path, changed=before != raw, undo=undo)

    def _free_id(self, wanted: str) -> str:
        """An id nobody has, shipped or own; where case makes no difference to the disk, neither here."""
        known = self._now()
        taken = {one.casefold() for one in (*known, *known.broken)}
        taken |= {name.casefold().removesuffix(".toml") for name in os.listdir(self.folder)}
        return next(name for name in names_for(wanted) if name.casefold() not in taken)

    def _require_room(self) -> None:
        if sum(name.endswith(".toml") for name in os.listdir(self.folder)) >= MAX_FILES:
            raise DataError(
                self._words.too_many.format(n=MAX_FILES),
                kept=_("Nothing was changed."),
                help=_("Delete one you no longer need."),
            )

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        """Around every change: one at a time, in a folder that is there, told in words, and read anew."""
        self._judge.paths.require_data()
        with _writing:
            try:
                make_private_folder(self.folder)
                yield
            except OSError as error:
                raise self._refused(error, self.folder) from error
            finally:
                self._forget()

    def _bytes_of(self, path: Path) -> bytes | None:
        """What a file holds, to bring it back; None where there is none.  Raises `DataError`."""
        return self._read(path) if os.path.lexists(path) else None

    def _read(self, path: Path) -> bytes:
        """What a file holds.  Raises `DataError`."""
        try:
            return read_bytes(path, self.max_bytes)
        except NotUsable as error:
            raise DataError(
                self._words.unreadable.format(file=path, what=error), kept=_("Nothing was changed.")
            ) from error

    # ---- what is said --------------------------------------------------------------------------

    def _no_such(self, file_id: str) -> UsageError:
        return UsageError(self._words.no_such.format(name=file_id), help=self._words.see_all)

    def _refused(self, error: OSError, folder: Path) -> RehearseError:
        """What the system refused, in words."""
        kept = _("What was there before is untouched.")
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return DiskFull(
                self._words.disk_full.format(folder=folder),
                kept=kept,
                help=_("Free some space and try again."),
            )
        return DataError(
            self._words.not_written.format(folder=folder, what=error.strerror or error),
            kept=kept,
            help=_("Check that the folder belongs to you and is not write-protected."),
        )


def _thin_out(trash: Path) -> None:
    """The oldest go for good once there are many."""
    files = sorted(
        (path for path in trash.iterdir() if path.is_file()), key=lambda path: path.stat().st_mtime
    )
    for path in files[:-MAX_DELETED]:
        path.unlink()


__all__ = ["DELETED", "MAX_DELETED", "Change", "OwnFiles", "Words"]
