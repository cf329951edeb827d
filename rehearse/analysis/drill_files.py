"""Drills as files: read without trust, and written so that reading gives the same again.

A drill is a TOML file whose stem is its id.  A later folder overrides an earlier one by id, so that a
user's own `ladder.toml` wins.
A wrong file is reported with its name, drill and key, and the other drills still load.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rehearse.analysis.data_file import NotUsable, line_of, parse_toml, read_bytes
from rehearse.analysis.data_folders import Loaded, Told, load_folders
from rehearse.analysis.data_table import Table, WrongData
from rehearse.analysis.drill_limits import fault
from rehearse.analysis.drills import Condition, Drill, Round
from rehearse.errors import DataError
from rehearse.i18n import _
from rehearse.script.tokens import tokens_of

#: Largest drill file read; a real one has under 2,000 bytes.
MAX_BYTES = 64_000

#: Rounds of one drill, and cards of one block.
MAX_ROUNDS, MAX_CARDS = 30, 200

#: Characters of a title, of a sentence, and of a line to say (about a minute of speech).
MAX_TITLE, MAX_SENTENCE, MAX_LINE = 80, 500, 1_000

#: Least and most of every figure.
BOUNDS: dict[str, tuple[float, float]] = {
    "rest_s": (0, 300),
    "think_s": (0, 300),
    "limit_s": (1, 600),
    "silence_s": (1, 60),
    "cut_s": (0.5, 600),
    "length_least_s": (0.5, 600),
    "length_most_s": (0.5, 600),
    "number_within": (0.05, 1),
    "number_before_s": (0.1, 600),
    "number_pace_most": (0.3, 2),
    "reason_within_s": (0.5, 600),
    "silence_after_s": (0.5, 60),
}

_FIGURES = tuple(key for key in Condition.__dataclass_fields__ if key in BOUNDS)
_FLAGS = tuple(key for key in Condition.__dataclass_fields__ if key not in BOUNDS and key != "line")


class Drills(Loaded[Drill]):
    """Drills by id.  `problems` lists what could not be used, `broken` the same by drill id."""


def load_drills(folders: Iterable[Path]) -> Drills:
    """Every drill of the folders by id, later folders overriding earlier ones.

    A folder that does not exist is empty, a file is a drill.
    Where a user's own file is wrong, the drill it was to override stays in use.
    Never raises for what is in the files: see `Drills.problems`.
    """
    told = Told(
        folder=_("The drills folder {folder} cannot be used: {what}."),
        others=_("The other drills are in use."),
        replaced=_("The drill “{id}” it was to replace stays in use."),
    )
    return load_folders(Drills(), folders, load_drill, told)


def load_drill(path: Path) -> Drill:
    """One drill.  Raises DataError naming file, drill and key."""
    try:
        raw = read_bytes(path, MAX_BYTES)
    except NotUsable as error:
        raise DataError(
            _("The drill {file} cannot be read: {what}.").format(file=path, what=error)
        ) from error
    return parse_drill(raw, path)


def parse_drill(raw: bytes, path: Path) -> Drill:
    """The drill that lies, or is to lie, in that file.  Raises DataError naming file, drill and key."""
    try:
        table = parse_toml(raw)
    except ValueError as error:
        raise DataError(
            _("The drill {file} is not valid TOML: {what}.").format(file=path, what=error),
            help=_("Correct the file or remove it."),
        ) from error
    try:
        return replace(read_drill(path.stem, table), file=str(path))
    except WrongDrill as error:
        place = error.place
        if line := _line(raw, error):
            place = _("{place} (line {line})").format(place=place, line=line)
        raise DataError(
            _("The drill “{id}” in {file} is wrong at {place}: {what}.").format(
                id=path.stem, file=path, place=place, what=error.what
            ),
            help=_("Correct the file or remove it."),
        ) from error


class WrongDrill(WrongData):
    """Why a drill cannot be used: `key` of round `round_` (from 1; 0 for the drill itself) and `what`."""

    def __init__(self, key: str, what: str, round_: int = 0) -> None:
        super().__init__(key, what)
        self.round_ = round_

    @property
    def place(self) -> str:
        if not self.round_:
            return self.key
        return _("round {n}, {key}").format(n=self.round_, key=self.key) if self.key else f"{self.round_}"


def read_drill(drill_id: str, table: Mapping[str, Any]) -> Drill:
    """A drill from the tables of a file or a form.  Raises `WrongDrill`."""
    top = _Table(table)
    drill = Drill(
        id=drill_id,
        title=top.text("title", MAX_TITLE),
        trains=top.text("trains", MAX_SENTENCE),
        source=top.text("source", MAX_SENTENCE),
        rest_s=top.figure("rest_s") or 0.0,
        in_a_row=top.flag("in_a_row"),
        cards=top.cards("cards"),
        rounds=_rounds(top.value("round")),
    )
    top.no_more()
    if drill.cards is not None and len(drill.rounds) > 1:
        raise WrongDrill("cards", _("a drill with cards has one round, which is repeated for each card"))
    if drill.in_a_row and len(drill.rounds) == 1:
        raise WrongDrill("in_a_row", _("it needs two rounds or more"))
    return drill


def _rounds(value: Any) -> tuple[Round, ...]:
    if not isinstance(value, list) or not value:
        raise WrongDrill("round", _("at least one round is needed, as [[round]]"))
    if len(value) > MAX_ROUNDS:
        raise WrongDrill("round", _("at most {most} rounds are allowed").format(most=MAX_ROUNDS))
    return tuple(_round(number, table) for number, table in enumerate(value, 1))


def _round(number: int, value: Any) -> Round:
    if not isinstance(value, dict):
        raise WrongDrill("round", _("a section is needed"))
    table = _Table(value, number)
    ends = table.value("ends")
    if ends not in ("speaker", "silence", "cut"):
        raise table.wrong("ends", _("“speaker”, “silence” or “cut” is needed"))
    condition = table.value("condition")
    if not isinstance(condition, dict):
        raise table.wrong("condition", _("a section is needed"))
    round_ = Round(
        condition=_condition(_Table(condition, number, "condition.")),
        ends=ends,
        limit_s=table.figure("limit_s"),
        think_s=table.figure("think_s") or 0.0,
        silence_s=table.figure("silence_s"),
        cut_s=table.pair("cut_s"),
    )
    table.no_more()
    for key, end in (("silence_s", "silence"), ("cut_s", "cut")):
        there = getattr(round_, key) is not None
        if there and ends != end:
            raise table.wrong(key, _("it needs a round that ends by “{end}”").format(end=end))
        if not there and ends == end:
            raise table.wrong(key, _("it is missing"))
    if found := fault(round_):
        raise table.wrong(*found)
    return round_


def _condition(table: _Table) -> Condition:
    asked: dict[str, Any] = {key: table.figure(key) for key in _FIGURES}
    asked |= {key: table.flag(key) for key in _FLAGS}
    line = " ".join(table.text("line", MAX_LINE, optional=True).split())
    table.no_more()
    if line and not any(token.text[0].isalnum() for token in tokens_of(line.split())):
        raise table.wrong("line", _("there are no words in it"))
    return Condition(**asked, line=line)


class _Table(Table):
    """One table of a drill."""

    def __init__(self, table: Mapping[str, Any], round_: int = 0, prefix: str = "") -> None:
        super().__init__(table, prefix)
        self._round = round_

    def wrong(self, key: str, what: str) -> WrongDrill:
        return WrongDrill(self._prefix + key, what, self._round)

    def figure(self, key: str) -> float | None:
        return self._checked(key, self.value(key)) if key in self._table else None

    def _checked(self, key: str, value: Any) -> float:
        low, high = BOUNDS[key]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(key, _("a number is needed"))
        if not low <= value <= high:  # also refuses NaN
            raise self.wrong(key, _("it must be between {low:g} and {high:g}").format(low=low, high=high))
        return float(value)

    def pair(self, key: str) -> tuple[float, float] | None:
        if key not in self._table:
            return None
        value = self.value(key)
        if not isinstance(value, list) or len(value) != 2:
            raise self.wrong(key, _("two numbers are needed"))
        first, second = (self._checked(key, part) for part in value)
        if first >= second:
            raise self.wrong(key, _("the second number must be larger"))
        return first, second

    def cards(self, key: str) -> tuple[int, int] | None:
        if key not in self._table:
            return None
        value = self.value(key)
        if not isinstance(value, list) or len(value) != 2 or any(type(part) is not int for part in value):
            raise self.wrong(key, _("two whole numbers are needed"))
        if not 1 <= value[0] <= value[1] <= MAX_CARDS:
            raise self.wrong(key, _("it must be 1 to {most} cards, the smaller first").format(most=MAX_CARDS))
        return value[0], value[1]


def _line(raw: bytes, error: WrongDrill) -> int:
    """The line of a fault, looked up only once there is one; 0 where none is seen."""
    text = raw.decode("utf-8-sig")
    skipped = 0
    if error.round_:
        lines = text.splitlines()
        heads = [n for n, line in enumerate(lines) if line.replace(" ", "").startswith("[[round]]")]
        if len(heads) < error.round_:
            return 0
        ends = [*heads[error.round_ :], len(lines)][0]
        skipped = heads[error.round_ - 1]
        text = "\n".join(lines[skipped:ends])
    section, _dot, key = error.key.rpartition(".")
    if error.round_:
        section = f"round.{section}" if section else "round"
    found = line_of(text, section, key)
    return found + skipped if found else 0


def drill_toml(drill: Drill) -> str:
    """The drill as the text of a file; reading it gives the same drill, but for its id and file."""
    lines = [f"{key} = {_value(getattr(drill, key))}" for key in ("title", "trains", "source")]
    if drill.rest_s:
        lines.append(f"rest_s = {_value(drill.rest_s)}")
    if drill.in_a_row:
        lines.append("in_a_row = true")
    if drill.cards is not None:
        lines.append(f"cards = {_value(drill.cards)}")
    for round_ in drill.rounds:
        lines += ["", "[[round]]", f"ends = {_value(round_.ends)}"]
        for key in ("think_s", "limit_s", "silence_s", "cut_s"):
            if value := getattr(round_, key):
                lines.append(f"{key} = {_value(value)}")
        lines += ["", "[round.condition]"]
        lines += [f"{key} = {_value(getattr(round_.condition, key))}" for key in round_.condition.asked()]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # JSON writes a text as TOML reads it, but for one character.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return repr(int(value)) if value == int(value) else repr(value)
