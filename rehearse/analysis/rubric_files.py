"""Rubrics as files, read without trust.

A rubric is a TOML file whose stem is its id.  A later folder overrides an earlier one by id.
A wrong file is reported with its name and key, and the other rubrics still load.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rehearse.analysis.data_file import NotUsable, line_of, parse_toml, read_bytes
from rehearse.analysis.data_folders import Loaded, Told, load_folders
from rehearse.analysis.data_table import Table, WrongData
from rehearse.analysis.drill_naming import names_for
from rehearse.analysis.rubrics import CHECKS, Criterion, Rubric
from rehearse.errors import DataError
from rehearse.i18n import _

#: Largest rubric file read; a real one has about 3,000 bytes.
MAX_BYTES = 64_000

#: More questions than that nobody answers for one message.
MAX_CRITERIA = 30

#: Characters of an id, a title, a question and a text.
MAX_ID, MAX_TITLE, MAX_QUESTION, MAX_TEXT = 40, 80, 160, 600

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Rubrics(Loaded[Rubric]):
    """Rubrics by id.  `problems` lists what could not be used, `broken` the same by rubric id."""


def load_rubrics(folders: Iterable[Path]) -> Rubrics:
    """Every rubric of the folders by id, later folders overriding earlier ones.

    A folder that does not exist is empty, a file is a rubric.
    Where a user's own file is wrong, the rubric it was to override stays in use.
    Never raises for what is in the files: see `Rubrics.problems`.
    """
    told = Told(
        folder=_("The rubrics folder {folder} cannot be used: {what}."),
        others=_("The other rubrics are in use."),
        replaced=_("The rubric “{id}” it was to replace stays in use."),
    )
    return load_folders(Rubrics(), folders, load_rubric, told)


def load_rubric(path: Path) -> Rubric:
    """One rubric.  Raises DataError naming file and key."""
    try:
        raw = read_bytes(path, MAX_BYTES)
    except NotUsable as error:
        raise DataError(
            _("The rubric {file} cannot be read: {what}.").format(file=path, what=error)
        ) from error
    return parse_rubric(raw, path)


def parse_rubric(raw: bytes, path: Path) -> Rubric:
    """The rubric in what a file holds.  Raises DataError naming file and key."""
    help = _("Correct the file or remove it.")
    try:
        table = parse_toml(raw)
    except ValueError as error:
        raise DataError(
            _("The rubric {file} is not valid TOML: {what}.").format(file=path, what=error), help=help
        ) from error
    try:
        return replace(read_rubric(path.stem, table), file=str(path))
    except WrongRubric as error:
        place = error.place
        if line := _line(raw, error):
            place = _("{place} (line {line})").format(place=place, line=line)
        raise DataError(
            _("The rubric {file} is wrong at {place}: {what}.").format(
                file=path, place=place, what=error.what
            ),
            help=help,
        ) from error


class WrongRubric(WrongData):
    """As `WrongData`, of the criterion `number` (from 1; 0 for the rubric itself)."""

    def __init__(self, key: str, what: str, number: int = 0) -> None:
        super().__init__(key, what)
        self.number = number

    @property
    def place(self) -> str:
        if not self.number:
            return self.key
        return _("criterion {n}, {key}").format(n=self.number, key=self.key)


class _Table(Table):
    def __init__(self, table: Mapping[str, Any], number: int = 0) -> None:
        super().__init__(table)
        self._number = number

    def wrong(self, key: str, what: str) -> WrongRubric:
        return WrongRubric(key, what, self._number)


def read_rubric(rubric_id: str, table: Mapping[str, Any]) -> Rubric:
    """A rubric from the tables of a file.  Raises `WrongRubric`."""
    top = _Table(table)
    rubric = Rubric(
        id=rubric_id,
        title=_line_of_text(top.text("title", MAX_TITLE)),
        summary=_line_of_text(top.text("summary", MAX_TEXT)),
        source=_line_of_text(top.text("source", MAX_TEXT)),
        criteria=_criteria(top.value("criterion")),
    )
    top.no_more()
    return rubric


def _criteria(value: Any) -> tuple[Criterion, ...]:
    if not isinstance(value, list) or not value:
        raise WrongRubric("criterion", _("at least one is needed, as [[criterion]]"))
    if len(value) > MAX_CRITERIA:
        raise WrongRubric("criterion", _("at most {most} are allowed").format(most=MAX_CRITERIA))
    found: dict[str, Criterion] = {}
    for number, table in enumerate(value, 1):
        if not isinstance(table, dict):
            raise WrongRubric("criterion", _("a section is needed"), number)
        one = _criterion(_Table(table, number))
        if one.id in found:
            raise WrongRubric("id", _("another criterion has this id"), number)
        found[one.id] = one
    return tuple(found.values())


def _criterion(table: _Table) -> Criterion:
    criterion = Criterion(
        id=table.text("id", MAX_ID),
        question=_line_of_text(table.text("question", MAX_QUESTION)),
        explain=_line_of_text(table.text("explain", MAX_TEXT)),
        check=table.text("check", MAX_ID, optional=True) or None,
    )
    table.no_more()
    if not _ID.fullmatch(criterion.id):
        raise table.wrong("id", _("small letters, digits and hyphens are needed, such as “early-number”"))
    if criterion.check is not None and criterion.check not in CHECKS:
        raise table.wrong("check", _("one of these is needed: {names}").format(names=", ".join(CHECKS)))
    return criterion


def rubric_toml(rubric: Rubric) -> str:
    """The rubric as the text of a file; reading it gives the same rubric, but for its id and file."""
    lines = [f"{key} = {_quoted(getattr(rubric, key))}" for key in ("title", "summary", "source")]
    for criterion in rubric.criteria:
        lines += ["", "[[criterion]]"]
        lines += [f"{key} = {_quoted(getattr(criterion, key))}" for key in ("id", "question", "explain")]
        if criterion.check is not None:
            lines.append(f"check = {_quoted(criterion.check)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # as TOML reads it


def criterion_id(question: str, taken: Collection[str]) -> str:
    """An id for a question, unlike those that are taken: its words in small letters, as far as they go."""
    plain = unicodedata.normalize("NFKD", question).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall("[a-z0-9]+", plain)[:4])[: MAX_ID - 3].strip("-") or "question"
    return next(name for name in names_for(words) if name not in taken)


def _line_of_text(text: str) -> str:
    return " ".join(text.split())


def _line(raw: bytes, error: WrongRubric) -> int:
    """The line of a fault, looked up only once there is one; 0 where none is seen."""
    text = raw.decode("utf-8-sig")
    if not error.number:
        return line_of(text, "", error.key)
    lines = text.splitlines()
    heads = [n for n, line in enumerate(lines) if line.replace(" ", "").startswith("[[criterion]]")]
    if len(heads) < error.number:
        return 0
    start = heads[error.number - 1]
    end = [*heads[error.number :], len(lines)][0]
    found = line_of("\n".join(lines[start:end]), "criterion", error.key)
    return found + start if found else 0
