"""The user's own rubrics: saved, copied, deleted, taken in from a file and shared as one; see `own_files`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.analysis.data_file import NotUsable, parse_toml, read_bytes, toml_files
from rehearse.analysis.drill_naming import id_of
from rehearse.analysis.rubric_files import MAX_BYTES, MAX_TITLE, parse_rubric, rubric_toml
from rehearse.analysis.rubrics import Rubric
from rehearse.errors import DataError
from rehearse.files import builtin_rubrics_folder
from rehearse.i18n import _
from rehearse.own_files import Change, OwnFiles, Words

if TYPE_CHECKING:
    from rehearse.analysis.rubric_files import Rubrics


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


class OwnRubrics(OwnFiles[Rubric]):
    """The files in the folder of own rubrics."""

    max_bytes = MAX_BYTES

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

    def take_in(self, path: Path, *, replace: bool = False) -> Change:
        """Copy a rubric's file into the folder of own rubrics, as it is.

        An id that is taken is never written over, and `notes` say under which it is kept; with `replace`
        it takes the place of an own or shipped rubric of its id.  Raises `DataError` for a file that is none.
        """
        raw = self._read(path)
        rubric = parse_rubric(raw, path)
        if self._lies_here(path):
            return self._among_yours(path, rubric.title)
        wanted = id_of(path.stem)
        for one in self.all():
            known = one.rubric
            if known is not None and rubric_toml(known) == rubric_toml(rubric):
                return self._had(one.id, one.title, Path(known.file))
        return self._keep(
            raw,
            rubric.title,
            wanted,
            replace=replace,
            is_same=lambda shipped: rubric_toml(shipped) == rubric_toml(rubric),
        )

    # ---- files ---------------------------------------------------------------------------------

    @property
    def _known(self) -> Rubrics:
        return self._judge.rubrics

    def _forget(self) -> None:
        self._judge.rubrics_changed()

    def _title_of(self, file_id: str) -> str:
        return next((one.title for one in self.all() if one.own and one.id == file_id), file_id)

    @property
    def _words(self) -> Words:
        return Words(
            unreadable=_("The rubric {file} cannot be read: {what}."),
            disk_full=_("The rubric could not be written: the disk of {folder} is full."),
            not_written=_("The rubric could not be written in {folder}: {what}."),
            no_such=_("There is no rubric called “{name}”."),
            see_all=_("“rehearse rubrics list” shows all."),
            too_many=_("You have {n} rubrics of your own, and more are not looked at."),
            changed_since=_("The rubric “{title}” was changed since."),
            another_by_now=_("There is another rubric “{id}” by now."),
            shipped_again=_("The shipped rubric “{title}” is in use again."),
            among_yours=_("It is among your rubrics already."),
            had_already=_("You have this rubric already, as “{id}”."),
            kept_as=_("There is a rubric “{taken}” already, so this one is kept as “{id}”."),
            own_folder=_("{folder} is where your own rubrics lie; a copy there would be another one."),
        )


def looks_like_rubric(path: Path) -> bool:
    """Whether a TOML file is meant to be a rubric rather than a drill, right or wrong."""
    try:
        return "criterion" in parse_toml(read_bytes(path, MAX_BYTES))
    except (NotUsable, OSError):
        return False
    except ValueError:
        return b"criterion" in read_bytes(path, MAX_BYTES)
