"""Drills while they are written: tables as `read_drill` takes them, out of a drill or of a wrong file."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from rehearse.analysis.data_file import parse_toml
from rehearse.analysis.drill_files import (
    BOUNDS,
    MAX_LINE,
    MAX_ROUNDS,
    MAX_SENTENCE,
    MAX_TITLE,
    WrongDrill,
    read_drill,
)
from rehearse.analysis.drills import MEASURES, Drill
from rehearse.i18n import _

#: Most things dropped from a file that are named.
MAX_DROPPED = 5

_TOP = {"title": MAX_TITLE, "trains": MAX_SENTENCE, "source": MAX_SENTENCE}
_ROUND = ("ends", "think_s", "limit_s", "silence_s", "cut_s")


def new_table() -> dict[str, Any]:
    """A drill to begin with: one round that ends by the speaker and asks for one thing."""
    return {
        "title": "",
        "trains": "",
        "source": _("My own"),
        "round": [{"ends": "speaker", "condition": {"length_most_s": 20}}],
    }


def table_of(drill: Drill) -> dict[str, Any]:
    """The table a drill was, or could have been, read from."""
    table: dict[str, Any] = {key: getattr(drill, key) for key in _TOP}
    if drill.rest_s:
        table["rest_s"] = drill.rest_s
    if drill.in_a_row:
        table["in_a_row"] = True
    if drill.cards is not None:
        table["cards"] = list(drill.cards)
    table["round"] = []
    for one in drill.rounds:
        condition = {name: getattr(one.condition, name) for name in one.condition.asked()}
        made: dict[str, Any] = {"ends": one.ends, "condition": condition}
        for key in _ROUND[1:]:
            if value := getattr(one, key):
                made[key] = list(value) if isinstance(value, tuple) else value
        table["round"].append(made)
    return table


def draft_of(text: str) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
    """What a form can show of a file's text, and in sentences what it cannot; None where it is no TOML.

    Values of the right kind stay even where they are wrong, so that they can be seen and put right.
    """
    try:
        raw = parse_toml(text.encode(errors="replace"))
    except ValueError:
        return None, ()
    return draft_of_table(raw)


def draft_of_table(raw: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The same for what a file holds."""
    dropped = _Dropped()
    table: dict[str, Any] = {}
    for key, value in raw.items():
        if key in _TOP and isinstance(value, str):
            table[key] = value[: _TOP[key]]
        elif (key == "rest_s" and _is_figure(value)) or (key == "in_a_row" and isinstance(value, bool)):
            table[key] = value
        elif key == "cards" and _is_pair(value):
            table[key] = list(value)
        elif key != "round":
            dropped.name(key)
    rounds = raw.get("round")
    if not isinstance(rounds, list):
        rounds = []
    for number, one in enumerate(rounds[:MAX_ROUNDS], 1):
        table.setdefault("round", []).append(_round(one, number, dropped))
    if len(rounds) > MAX_ROUNDS:
        dropped.sentences.append(_("Only the first {most} rounds are shown.").format(most=MAX_ROUNDS))
    empty: dict[str, Any] = {"title": "", "trains": "", "source": "", "round": [_round({}, 1, _Dropped())]}
    return {**empty, **table}, dropped.told()


def _round(raw: Any, number: int, dropped: _Dropped) -> dict[str, Any]:
    made: dict[str, Any] = {"ends": "speaker", "condition": {}}
    if not isinstance(raw, dict):
        return made
    for key, value in raw.items():
        right = (
            (key == "ends" and value in ("speaker", "silence", "cut"))
            or (key in ("think_s", "limit_s", "silence_s") and _is_figure(value))
            or (key == "cut_s" and _is_pair(value))
        )
        if right:
            made[key] = copy.copy(value)
        elif key != "condition":
            dropped.name(key, number)
    condition = raw.get("condition")
    for key, value in (condition if isinstance(condition, dict) else {}).items():
        if key == "line" and isinstance(value, str):
            made["condition"][key] = value[:MAX_LINE]
        elif key in MEASURES and (_is_figure(value) if key in BOUNDS else value is True):
            made["condition"][key] = value
        elif value is not False:
            dropped.name(f"condition.{key}", number)
    return made


def fault_of(table: dict[str, Any]) -> WrongDrill | None:
    """What keeps a table from being a drill; None where it is one."""
    try:
        read_drill("", table)
    except WrongDrill as error:
        return error
    return None


def _is_figure(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_figure, value))


class _Dropped:
    def __init__(self) -> None:
        self.sentences: list[str] = []

    def name(self, key: str, round_: int = 0) -> None:
        place = WrongDrill(ascii(key)[1:-1][:80], "", round_).place
        self.sentences.append(_("“{place}” is not known, or of the wrong kind.").format(place=place))

    def told(self) -> tuple[str, ...]:
        more = len(self.sentences) - MAX_DROPPED
        if more <= 0:
            return tuple(self.sentences)
        return (*self.sentences[:MAX_DROPPED], _("And {n} more.").format(n=more))
