"""The user's own rubrics: saved, copied, deleted, taken in from a file and shared as one.

Each is a file in the folder of own rubrics, and nothing is written there that could not be read again.
Every change is answered with what undoes it; a deleted file lies in a folder beside the others.
"""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.analysis.data_file import MAX_FILES, NotUsable, parse_toml, read_bytes, toml_files
from rehearse.analysis.drill_naming import id_of, names_for
from rehearse.analysis.rubric_files import MAX_BYTES, MAX_TITLE, parse_rubric, rubric_toml
from rehearse.analysis.rubrics import Rubric
from rehearse.errors import DataError, DiskFull, RehearseError, UsageError
from rehearse.files import builtin_rubrics_folder, make_private_folder, write_atomic
from rehearse.i18n import _
from rehearse.own_drill_files import thin_out
from rehearse.own_drills import DELETED, Change

if TYPE_CHECKING:
    from rehearse.analysis.rubric_files import Rubrics
    from rehearse.judging import Judge

_writing = threading.Lock()


@dataclass(frozen=True, slots=True)
class ListedRubric:
    """A rubric as it is listed.  `rubric` is None where its file is wrong, and `problem` says why.

    `own` tells that it can be changed; `replaces` that it stands in for a shipped one of its id.
    """

    id: str
    rubric: Rubric | None
    own: bool
    problem: DataError | None = None
    replaces: bool = False

    @property
    def title(self) -> str:
        return self.rubric.title if self.rubric is not None else self.id


class OwnRubrics:
    """The files in the folder of own rubrics.  Safe to use from any thread; making one reads nothing.

    Everything that writes raises `DataError` or `DiskFull` for the folder, `LibraryError` where the data
    lies elsewhere by now, and `UsageError` for an id that is no own rubric.
    """

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    @property
    def folder(self) -> Path:
        return self._judge.paths.rubrics

    # ---- reading -------------------------------------------------------------------------------

    def all(self) -> list[ListedRubric]:
        """Own ones first, then the shipped ones, each by title; the files are read anew."""
        rubrics, shipped = self._now(), {path.stem for path in toml_files(builtin_rubrics_folder())}
        found = [
            ListedRubric(one.id, one, own, None, own and one.id in shipped)
            for one in rubrics.values()
            for own in [self.is_own(one)]
        ]
        found += [ListedRubric(wrong, None, True, error) for wrong, error in rubrics.broken.items()]
        return sorted(found, key=lambda one: (not one.own, one.title.casefold(), one.id))

    def is_own(self, rubric: Rubric) -> bool:
        return Path(rubric.file).parent == self.folder

    def has(self, rubric_id: str) -> bool:
        """Whether there is an own rubric of that id, right or wrong."""
        path = self.folder / f"{rubric_id}.toml"
        return bool(rubric_id) and path.parent == self.folder and os.path.lexists(path)

    def copy_of(self, rubric_id: str) -> Rubric:
        """A rubric, own or shipped, under a title of its own; for `save` without an id."""
        return self.like(self._found(rubric_id))

    @staticmethod
    def like(rubric: Rubric) -> Rubric:
        """The same questions under another title.  Reads nothing."""
        title = _("Copy of {title}").format(title=rubric.title)[:MAX_TITLE].strip()
        return replace(rubric, id="", title=title, file="")

    # ---- writing -------------------------------------------------------------------------------

    def save(self, rubric: Rubric, rubric_id: str | None = None) -> Change:
        """Write a rubric; without an id a new one, whose file is named after its title.

        Raises `DataError` for one that could not be read again.
        """
        raw = rubric_toml(rubric).encode(errors="replace")
        checked = parse_rubric(raw, self.folder / f"{rubric_id or id_of(rubric.title)}.toml")
        return self._save(raw, checked.title, rubric_id)

    def delete(self, rubric_id: str) -> Change:
        """Put an own rubric's file aside; a shipped one it stood in for is in use again."""
        path = self._path(rubric_id)
        title = next((one.title for one in self.all() if one.own and one.id == rubric_id), rubric_id)
        with self._changing():
            trash = make_private_folder(self.folder / DELETED)
            places = (trash / f"{name}.toml" for name in names_for(rubric_id))
            aside = next(place for place in places if not os.path.lexists(place))
            os.replace(path, aside)
            os.utime(aside)  # it is the one deleted last, however old it is
            thin_out(trash)
        notes = []
        if rubric_id in self._judge.rubrics:
            shipped = self._judge.rubrics[rubric_id].title
            notes.append(_("The shipped rubric “{title}” is in use again.").format(title=shipped))

        def undo() -> None:
            with self._changing():
                if os.path.lexists(path):
                    raise DataError(
                        _("There is another rubric “{id}” by now.").format(id=rubric_id),
                        kept=_("The deleted one is kept as {file}.").format(file=aside),
                    )
                os.replace(aside, path)

        return Change(rubric_id, title, aside, tuple(notes), undo=undo)

    def take_in(self, path: Path, *, replace: bool = False) -> Change:
        """Copy a rubric's file into the folder of own rubrics, as it is.

        An id that is taken is never written over, and `notes` say under which it is kept; with `replace`
        it takes the place of an own or shipped rubric of its id.  Raises `DataError` for a file that is none.
        """
        raw = _read(path)
        rubric = parse_rubric(raw, path)
        if path.resolve().parent == self.folder.resolve():
            note = _("It is among your rubrics already.")
            return Change(path.stem, rubric.title, path, (note,), False)
        wanted = id_of(path.stem)
        for one in self.all():
            known = one.rubric
            if known is not None and rubric_toml(known) == rubric_toml(rubric):
                note = _("You have this rubric already, as “{id}”.").format(id=one.id)
                return Change(one.id, one.title, Path(known.file), (note,), False)
        if replace:
            return self._save(raw, rubric.title, wanted)
        for shipped in self._judge.rubrics.values():
            if not self.is_own(shipped) and rubric_toml(shipped) == rubric_toml(rubric):
                note = _("You have this rubric already, as “{id}”.").format(id=shipped.id)
                return Change(shipped.id, shipped.title, Path(shipped.file), (note,), False)
        change = self._save(raw, rubric.title, None, wanted=wanted)
        if change.id == wanted:
            return change
        note = _("There is a rubric “{taken}” already, so this one is kept as “{id}”.").format(
            taken=wanted, id=change.id
        )
        return Change(change.id, change.title, change.file, (note,), undo=change.undo)

    def share(self, rubric_id: str, target: Path, *, overwrite: bool = False) -> Path:
        """Write a copy of a rubric's file, own or shipped, to a file or into a folder; where it lies now.

        Raises `DataError` for one that is wrong, and for a file that is there already unless it may be
        overwritten.
        """
        rubric = self._found(rubric_id)
        raw = _read(Path(rubric.file))
        target = target / f"{rubric_id}.toml" if target.is_dir() else target
        if target.resolve().parent == self.folder.resolve():
            raise DataError(
                _("{folder} is where your own rubrics lie; a copy there would be another one.").format(
                    folder=self.folder
                ),
                help=_("Choose another folder."),
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
            raise _refused(error, target.parent) from error
        return target

    # ---- files ---------------------------------------------------------------------------------

    def _now(self) -> Rubrics:
        """Every rubric as the files are now: somebody may have written one by hand."""
        self._judge.rubrics_changed()
        return self._judge.rubrics

    def _found(self, rubric_id: str) -> Rubric:
        rubrics = self._now()
        if rubric_id in rubrics.broken:
            raise rubrics.broken[rubric_id]
        if rubric_id not in rubrics:
            raise _no_such(rubric_id)
        return rubrics[rubric_id]

    def _path(self, rubric_id: str) -> Path:
        """The file of an own rubric.  Raises `UsageError`."""
        if self.has(rubric_id):
            return self.folder / f"{rubric_id}.toml"
        if rubric_id in self._judge.rubrics:
            raise UsageError(
                _("“{id}” is shipped with Rehearse and stays as it is.").format(id=rubric_id),
                help=_("Make a copy of it and change that."),
            )
        raise _no_such(rubric_id)

    def _save(self, raw: bytes, title: str, rubric_id: str | None, *, wanted: str = "") -> Change:
        with self._changing():
            if rubric_id is None:
                rubric_id = self._free_id(wanted or id_of(title))
            path = self.folder / f"{rubric_id}.toml"
            if not rubric_id or path.parent != self.folder:
                raise _no_such(rubric_id)
            before = _read(path) if os.path.lexists(path) else None
            if before is None:
                self._require_room()
            write_atomic(path, raw)

        def undo() -> None:
            with self._changing():
                if not os.path.lexists(path) or _read(path) != raw:
                    raise DataError(
                        _("The rubric “{title}” was changed since.").format(title=title),
                        kept=_("It was left as it is."),
                    )
                if before is None:
                    path.unlink()
                else:
                    write_atomic(path, before)

        return Change(rubric_id, title, path, changed=before != raw, undo=undo)

    def _free_id(self, wanted: str) -> str:
        """An id nobody has, shipped or own; where case makes no difference to the disk, neither here."""
        rubrics = self._now()
        taken = {one.casefold() for one in (*rubrics, *rubrics.broken)}
        taken |= {name.casefold().removesuffix(".toml") for name in os.listdir(self.folder)}
        return next(name for name in names_for(wanted) if name.casefold() not in taken)

    def _require_room(self) -> None:
        if sum(name.endswith(".toml") for name in os.listdir(self.folder)) >= MAX_FILES:
            raise DataError(
                _("You have {n} rubrics of your own, and more are not looked at.").format(n=MAX_FILES),
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
                raise _refused(error, self.folder) from error
            finally:
                self._judge.rubrics_changed()


def looks_like_rubric(path: Path) -> bool:
    """Whether a TOML file is meant to be a rubric rather than a drill, right or wrong."""
    try:
        return "criterion" in parse_toml(read_bytes(path, MAX_BYTES))
    except (NotUsable, OSError):
        return False
    except ValueError:
        return b"criterion" in read_bytes(path, MAX_BYTES)


def _read(path: Path) -> bytes:
    try:
        return read_bytes(path, MAX_BYTES)
    except NotUsable as error:
        raise DataError(
            _("The rubric {file} cannot be read: {what}.").format(file=path, what=error),
            kept=_("Nothing was changed."),
        ) from error


def _no_such(rubric_id: str) -> UsageError:
    return UsageError(
        _("There is no rubric called “{name}”.").format(name=rubric_id),
        help=_("“rehearse rubrics list” shows all."),
    )


def _refused(error: OSError, folder: Path) -> RehearseError:
    """What the system refused, in words."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(
            _("The rubric could not be written: the disk of {folder} is full.").format(folder=folder),
            kept=_("What was there before is untouched."),
            help=_("Free some space and try again."),
        )
    return DataError(
        _("The rubric could not be written in {folder}: {what}.").format(
            folder=folder, what=error.strerror or error
        ),
        kept=_("What was there before is untouched."),
        help=_("Check that the folder belongs to you and is not write-protected."),
    )
