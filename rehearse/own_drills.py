"""The user's own drills: saved, copied, deleted, taken in from a file and shared as one; see `own_files`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rehearse.analysis.data_file import NotUsable, read_bytes, toml_files
from rehearse.analysis.drill_draft import draft_of, table_of
from rehearse.analysis.drill_files import (
    MAX_BYTES,
    MAX_TITLE,
    drill_toml,
    parse_drill,
    read_drill,
)
from rehearse.analysis.drill_naming import id_of
from rehearse.analysis.drills import Drill
from rehearse.errors import DataError
from rehearse.files import builtin_drills_folder, decode_text, write_atomic
from rehearse.i18n import _
from rehearse.own_files import Change, OwnFiles, Words

if TYPE_CHECKING:
    from rehearse.analysis.drill_files import Drills

#: What was being written when the window closed; hidden, and so no drill.
UNFINISHED = ".unfinished.json"


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


class OwnDrills(OwnFiles[Drill]):
    """The files in the folder of own drills."""

    max_bytes = MAX_BYTES

    @property
    def folder(self) -> Path:
        return self._judge.paths.drills

    # ---- reading -------------------------------------------------------------------------------

    def all(self) -> list[OwnDrill]:
        """Every own drill by title, right or wrong.  Reads the files anew, for `Judge.drills` as well."""
        drills, shipped = self._now(), _shipped_ids()
        own = {
            drill.id: OwnDrill(drill.id, Path(drill.file), drill, None, drill.id in shipped)
            for drill in drills.values()
            if self.is_own(drill)
        }
        for drill_id, error in drills.broken.items():
            file = self.folder / f"{drill_id}.toml"
            own[drill_id] = OwnDrill(drill_id, file, None, error, drill_id in shipped)
        return sorted(own.values(), key=lambda one: (one.title.casefold(), one.id))

    def open(self, drill_id: str) -> Opened:
        """The file of an own drill, for changing it.  Raises `DataError` where it cannot be read."""
        path = self._path(drill_id)
        raw = self._read(path)
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
            raise drills.broken.get(drill_id) or self._no_such(drill_id)
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

    def take_in(self, path: Path, *, replace: bool = False) -> Change:
        """Copy a drill file into the folder of own drills, as it is.

        An id that is taken is never written over, and `notes` say under which it is kept; with `replace`
        it takes the place of an own or shipped drill of its id.
        Raises `DataError` for a file that is no drill.
        """
        raw = self._read(path)
        drill = parse_drill(raw, path)
        if self._lies_here(path):
            return self._among_yours(path, drill.title)
        wanted = id_of(path.stem)
        for one in self.all():
            if one.drill is not None and _is_same(one.drill, drill) and (one.id == wanted or not replace):
                return self._had(one.id, one.title, one.file)
        return self._keep(
            raw, drill.title, wanted, replace=replace, is_same=lambda known: _is_same(known, drill)
        )

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

    @property
    def _known(self) -> Drills:
        return self._judge.drills

    def _forget(self) -> None:
        self._judge.drills_changed()

    def _title_of(self, file_id: str) -> str:
        return next((one.title for one in self.all() if one.id == file_id), file_id)

    def _save(self, raw: bytes, title: str, file_id: str | None, *, wanted: str = "") -> Change:
        if len(raw) > MAX_BYTES:
            raise DataError(
                _("“{title}” is too long: its file would take more than {most} bytes.").format(
                    title=title, most=MAX_BYTES
                ),
                kept=_("Nothing was changed."),
                help=_("Shorten its lines, or leave rounds out."),
            )
        return super()._save(raw, title, file_id, wanted=wanted)

    @property
    def _words(self) -> Words:
        return Words(
            unreadable=_("The drill {file} cannot be read: {what}."),
            disk_full=_("The drill could not be written: the disk of {folder} is full."),
            not_written=_("The drill could not be written in {folder}: {what}."),
            no_such=_("There is no drill called “{name}”."),
            see_all=_("“rehearse drill list” shows all."),
            too_many=_("You have {n} drills of your own, and more are not looked at."),
            changed_since=_("The drill “{title}” was changed since."),
            another_by_now=_("There is another drill “{id}” by now."),
            shipped_again=_("The shipped drill “{title}” is in use again."),
            among_yours=_("It is among your drills already."),
            had_already=_("You have this drill already, as “{id}”."),
            kept_as=_("There is a drill “{taken}” already, so this one is kept as “{id}”."),
            own_folder=_("{folder} is where your own drills lie; a copy there would be another drill."),
        )


def _shipped_ids() -> set[str]:
    """The ids of the drills that come with the program."""
    return {path.stem for path in toml_files(builtin_drills_folder())}


def _is_same(one: Drill, other: Drill) -> bool:
    """Whether two drills ask for the same, whatever their files are called."""
    return drill_toml(one) == drill_toml(other)
