"""The user's own drills: saved, copied, deleted, taken in from a file and shared as one.

Each is a file in the folder of own drills, and nothing is written there that could not be read again.
Every change is answered with what undoes it; a deleted file lies in a folder beside the others.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rehearse.analysis.data_file import MAX_FILES, NotUsable, read_bytes
from rehearse.analysis.drill_draft import draft_of, table_of
from rehearse.analysis.drill_files import (
    MAX_BYTES,
    MAX_TITLE,
    drill_toml,
    parse_drill,
    read_drill,
)
from rehearse.analysis.drill_naming import id_of, names_for
from rehearse.analysis.drills import Drill
from rehearse.errors import DataError, UsageError
from rehearse.files import decode_text, make_private_folder, write_atomic
from rehearse.i18n import _
from rehearse.own_drill_files import bytes_of, is_same, no_such, read_file, shipped_ids, thin_out, told

if TYPE_CHECKING:
    from rehearse.analysis.drill_files import Drills
    from rehearse.judging import Judge

#: Deleted drills lie here.
DELETED = "deleted"

#: What was being written when the window closed; hidden, and so no drill.
UNFINISHED = ".unfinished.json"

_writing = threading.Lock()


@dataclass(frozen=True, slots=True)
class OwnDrill:
    """One file.  `drill` is None where it is wrong, and `problem` says why.

    `replaces` tells that it stands in for a shipped drill of the same id.
    """

    id: str
    file: Path
    drill: Drill | None
    problem: DataError | None = None
    replaces: bool = False

    @property
    def title(self) -> str:
        return self.drill.title if self.drill is not None else self.id


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a drill: `notes` are sentences the user should read, `undo` takes it back.

    `undo` raises `RehearseError`; where the file was changed since, it is left as it is.
    """

    id: str
    title: str
    file: Path
    notes: tuple[str, ...] = ()
    changed: bool = True
    undo: Callable[[], None] = field(default=lambda: None, compare=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A drill's file for changing it: `table` as `read_drill` takes it, with what could be made out.

    `text` is the file's; `dropped` names what is in it and has no place in a drill; without a `table`
    the text is not TOML and has to be mended as text.
    """

    id: str
    table: dict[str, Any] | None
    text: str
    dropped: tuple[str, ...] = ()
    problem: DataError | None = None


class OwnDrills:
    """The files in the folder of own drills.  Safe to use from any thread; making one reads nothing.

    Everything that writes raises `DataError` or `DiskFull` for the folder, `LibraryError` where the
    data lies elsewhere by now, and `UsageError` for an id that is no own drill.
    """

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    @property
    def folder(self) -> Path:
        return self._judge.paths.drills

    # ---- reading -------------------------------------------------------------------------------

    def all(self) -> list[OwnDrill]:
        """Every own drill by title, right or wrong.  Reads the files anew, for `Judge.drills` as well."""
        drills, shipped = self._now(), shipped_ids()
        own = {
            drill.id: OwnDrill(drill.id, Path(drill.file), drill, None, drill.id in shipped)
            for drill in drills.values()
            if self.is_own(drill)
        }
        for drill_id, error in drills.broken.items():
            file = self.folder / f"{drill_id}.toml"
            own[drill_id] = OwnDrill(drill_id, file, None, error, drill_id in shipped)
        return sorted(own.values(), key=lambda one: (one.title.casefold(), one.id))

    def is_own(self, drill: Drill) -> bool:
        return Path(drill.file).parent == self.folder

    def has(self, drill_id: str) -> bool:
        """Whether there is an own drill of that id, right or wrong."""
        path = self.folder / f"{drill_id}.toml"
        return bool(drill_id) and path.parent == self.folder and os.path.lexists(path)

    def open(self, drill_id: str) -> Opened:
        """The file of an own drill, for changing it.  Raises `DataError` where it cannot be read."""
        path = self._path(drill_id)
        raw = read_file(path)
        try:
            text, _guessed = decode_text(raw, errors="replace")
        except UnicodeError:
            text = raw.decode("utf-8-sig", "replace")
        problem = None
        try:
            parse_drill(raw, path)
        except DataError as error:
            problem = error
        table, dropped = draft_of(text)
        return Opened(drill_id, table, text, dropped, problem)

    def copy_of(self, drill_id: str) -> dict[str, Any]:
        """The table of a drill, own or shipped, under a title of its own; for `save` without an id."""
        drills = self._now()
        drill = drills.get(drill_id)
        if drill is None:
            raise drills.broken.get(drill_id) or no_such(drill_id)
        table = table_of(drill)
        table["title"] = _("Copy of {title}").format(title=drill.title)[:MAX_TITLE].strip()
        return table

    # ---- writing -------------------------------------------------------------------------------

    def save(self, table: Mapping[str, Any], drill_id: str | None = None) -> Change:
        """Write a drill; without an id a new one, whose file is named after its title.

        Raises `WrongDrill` for a table that is none.
        """
        drill = read_drill(drill_id or "", table)
        return self._save(drill_toml(drill).encode(), drill.title, drill_id)

    def save_text(self, text: str, drill_id: str) -> Change:
        """Write an own drill's file as it was typed.  Raises `DataError` with the place of a fault."""
        raw = text.encode(errors="replace")
        drill = parse_drill(raw, self._path(drill_id))
        return self._save(raw, drill.title, drill_id)

    def rename(self, drill_id: str, title: str) -> Change:
        """Give an own drill another title.  Its id stays, so that its results stay with it."""
        opened = self.open(drill_id)
        if opened.problem is not None:
            raise opened.problem
        return self.save({**(opened.table or {}), "title": title}, drill_id)

    def duplicate(self, drill_id: str) -> Change:
        """Another own drill that asks for the same, of an own or of a shipped one."""
        return self.save(self.copy_of(drill_id))

    def delete(self, drill_id: str) -> Change:
        """Put an own drill's file aside; a shipped drill it stood in for is in use again."""
        path = self._path(drill_id)
        title = next((one.title for one in self.all() if one.id == drill_id), drill_id)
        with self._changing():
            trash = make_private_folder(self.folder / DELETED)
            aside = next(
                place
                for place in (trash / f"{name}.toml" for name in names_for(drill_id))
                if not os.path.lexists(place)
            )
            os.replace(path, aside)
            os.utime(aside)  # it is the one deleted last, however old it is
            thin_out(trash)
        notes = []
        if drill_id in self._judge.drills:
            shipped = self._judge.drills[drill_id].title
            notes.append(_("The shipped drill “{title}” is in use again.").format(title=shipped))

        def undo() -> None:
            with self._changing():
                if os.path.lexists(path):
                    raise DataError(
                        _("There is another drill “{id}” by now.").format(id=drill_id),
                        kept=_("The deleted one is kept as {file}.").format(file=aside),
                    )
                os.replace(aside, path)

        return Change(drill_id, title, aside, tuple(notes), undo=undo)

    def take_in(self, path: Path, *, replace: bool = False) -> Change:
        """Copy a drill file into the folder of own drills, as it is.

        An id that is taken is never written over, and `notes` say under which it is kept; with `replace`
        it takes the place of an own or shipped drill of its id.
        Raises `DataError` for a file that is no drill.
        """
        raw = read_file(path)
        drill = parse_drill(raw, path)
        if path.resolve().parent == self.folder.resolve():
            return Change(path.stem, drill.title, path, (_("It is among your drills already."),), False)
        wanted = id_of(path.stem)
        for one in self.all():
            if one.drill is not None and is_same(one.drill, drill) and (one.id == wanted or not replace):
                note = _("You have this drill already, as “{id}”.").format(id=one.id)
                return Change(one.id, one.title, one.file, (note,), False)
        if replace:
            return self._save(raw, drill.title, wanted)
        for known in self._now().values():
            # A shipped one that somebody shared: two of one title in the list help nobody.
            if not self.is_own(known) and is_same(known, drill):
                note = _("You have this drill already, as “{id}”.").format(id=known.id)
                return Change(known.id, known.title, Path(known.file), (note,), False)
        change = self._save(raw, drill.title, None, wanted=wanted)
        if change.id == wanted:
            return change
        note = _("There is a drill “{taken}” already, so this one is kept as “{id}”.").format(
            taken=wanted, id=change.id
        )
        return Change(change.id, change.title, change.file, (note,), undo=change.undo)

    def share(self, drill_id: str, target: Path, *, overwrite: bool = False) -> Path:
        """Write a copy of a drill's file, own or shipped, to a file or into a folder; where it lies now.

        Raises `DataError` for a drill that is wrong (nobody could take it in), and for a file that is
        there already unless it may be overwritten.
        """
        drills = self._now()
        if drill_id in drills.broken:
            raise drills.broken[drill_id]
        if drill_id not in drills:
            raise no_such(drill_id)
        source = Path(drills[drill_id].file)
        raw = read_file(source)
        target = target / f"{drill_id}.toml" if target.is_dir() else target
        if target.resolve().parent == self.folder.resolve():
            raise DataError(
                _("{folder} is where your own drills lie; a copy there would be another drill.").format(
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
            raise told(error, target.parent) from error
        return target

    # ---- what is not finished ------------------------------------------------------------------

    def keep_unfinished(self, raw: bytes) -> None:
        """Keep what is no drill yet, for `take_unfinished`, in place of what was kept before."""
        with self._changing():
            write_atomic(self.folder / UNFINISHED, raw)

    def take_unfinished(self) -> bytes | None:
        """What was kept, once; None for nothing, or nothing that can be read."""
        path = self.folder / UNFINISHED
        try:
            raw = read_bytes(path, 4 * MAX_BYTES)
            path.unlink()
        except (NotUsable, OSError):
            return None
        return raw

    # ---- files ---------------------------------------------------------------------------------

    def _now(self) -> Drills:
        """Every drill as the files are now: somebody may have written one by hand."""
        self._judge.drills_changed()
        return self._judge.drills

    def _path(self, drill_id: str) -> Path:
        """The file of an own drill.  Raises `UsageError`."""
        if not self.has(drill_id):
            raise self._not_own(drill_id)
        return self.folder / f"{drill_id}.toml"

    def _not_own(self, drill_id: str) -> UsageError:
        if drill_id in self._judge.drills:
            return UsageError(
                _("“{id}” is shipped with Rehearse and stays as it is.").format(id=drill_id),
                help=_("Make a copy of it and change that."),
            )
        return no_such(drill_id)

    def _save(self, raw: bytes, title: str, drill_id: str | None, *, wanted: str = "") -> Change:
        if len(raw) > MAX_BYTES:
            raise DataError(
                _("“{title}” is too long: its file would take more than {most} bytes.").format(
                    title=title, most=MAX_BYTES
                ),
                kept=_("Nothing was changed."),
                help=_("Shorten its lines, or leave rounds out."),
            )
        with self._changing():
            if drill_id is None:
                drill_id = self._free_id(wanted or id_of(title))
            path = self.folder / f"{drill_id}.toml"
            if not drill_id or path.parent != self.folder:
                raise no_such(drill_id)
            if not os.path.lexists(path):
                self._require_room()
            before = bytes_of(path)
            write_atomic(path, raw)

        def undo() -> None:
            with self._changing():
                if bytes_of(path) != raw:
                    raise DataError(
                        _("The drill “{title}” was changed since.").format(title=title),
                        kept=_("It was left as it is."),
                    )
                if before is None:
                    path.unlink()
                else:
                    write_atomic(path, before)

        return Change(drill_id, title, path, changed=before != raw, undo=undo)

    def _free_id(self, wanted: str) -> str:
        """An id nobody has, shipped or own; where case makes no difference to the disk, neither here."""
        drills = self._now()
        taken = {one.casefold() for one in (*drills, *drills.broken)}
        taken |= {name.casefold().removesuffix(".toml") for name in os.listdir(self.folder)}
        return next(name for name in names_for(wanted) if name.casefold() not in taken)

    def _require_room(self) -> None:
        if sum(name.endswith(".toml") for name in os.listdir(self.folder)) >= MAX_FILES:
            raise DataError(
                _("You have {n} drills of your own, and more are not looked at.").format(n=MAX_FILES),
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
                raise told(error, self.folder) from error
            finally:
                self._judge.drills_changed()
