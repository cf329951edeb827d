"""Which takes are wanted, as a condition in SQL, and in what order.

The condition names `takes`, `measures` and `named` (each script's version with its root and title), see
`rehearse.library.rows`.
"""

from __future__ import annotations

import json
import operator
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, get_args

from rehearse.library import rows
from rehearse.library.takes import TakeSummary

SortKey = Literal["date", "title", "speaker", "script", "length", "ready", "number", "pitch"]
SORT_KEYS: tuple[SortKey, ...] = get_args(SortKey)

#: Any drill at all; no drill's id is written so.
ANY_DRILL = "*"


def _alphabetic(name: str) -> Callable[[TakeSummary], Any]:
    value = operator.attrgetter(name)
    return lambda take: _letters(value(take))


def _letters(text: str) -> str:
    """For sorting: without capitals and accents, which stand beside their plain letters."""
    if not text.isascii():
        text = "".join(
            char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)
        )
    return text.casefold()


#: What each key sorts by; None and "" stand for unknown.
_KEYS: dict[SortKey, Callable[[TakeSummary], Any]] = {
    "title": _alphabetic("title"),
    "speaker": _alphabetic("speaker"),
    "script": _alphabetic("script_title"),
    "length": operator.attrgetter("message_s"),
    "ready": operator.attrgetter("ready"),
    "number": operator.attrgetter("number_fraction"),
    "pitch": operator.attrgetter("n_pitch"),
}


@dataclass(frozen=True, slots=True)
class TakeFilter:
    """What is asked of a take; everything that is left as it is asks nothing.

    `text` is searched as `rehearse.library.search` tells.
    `longer_than_s` is about the message, from its first word to its last.
    A take of which something is unknown (not scored, no number) is not found by asking for it.
    `script_root` means every version of a script; `tag` is compared without case.
    `since` and `until` are days of the local time zone, both included.
    `drill` is the id of a drill that a take was made for, or `ANY_DRILL`.
    `heard` asks whether somebody has listened to it.
    `deleted` asks for the trash instead of the list.
    """

    text: str = ""
    ready: bool | None = None
    number_late: bool | None = None
    longer_than_s: float | None = None
    speaker: str | None = None
    script_root: str | None = None
    tag: str | None = None
    starred: bool = False
    since: date | None = None
    until: date | None = None
    drill: str | None = None
    heard: bool | None = None
    deleted: bool = False


def conditions(wanted: TakeFilter, tagged: Sequence[str] = ()) -> tuple[str, list[object]]:
    """The WHERE clause without the text, and its parameters.

    `tagged` are the values of `takes.tags` that hold the wanted tag (SQLite folds ASCII alone).
    """
    asked = [f"takes.deleted_at IS {'NOT ' if wanted.deleted else ''}NULL"]
    values: list[object] = []

    def ask(condition: str, *given: object) -> None:
        asked.append(condition)
        values.extend(given)

    if wanted.ready is not None:
        ask("takes.ready = ?", wanted.ready)
    if wanted.number_late is not None:
        ask("measures.number_late = ?", wanted.number_late)
    if wanted.longer_than_s is not None:
        ask("takes.message_s > ?", wanted.longer_than_s)
    if wanted.speaker is not None:
        ask("takes.speaker = ?", rows.clean(wanted.speaker))
    if wanted.script_root is not None:
        # A take may name a script whose row was lost.
        root = rows.clean(wanted.script_root)
        ask("(named.root_id = ? OR takes.script_id = ?)", root, root)
    if wanted.tag is not None:
        ask("takes.tags IN (SELECT value FROM json_each(?))", json.dumps(tagged))
    if wanted.starred:
        ask("takes.starred")
    if wanted.since is not None:
        ask("takes.created_at >= ?", start_of(wanted.since))
    if wanted.until is not None and wanted.until < date.max:
        ask("takes.created_at < ?", start_of(wanted.until + timedelta(days=1)))
    if wanted.heard is not None:
        ask("(takes.heard_at IS NOT NULL) = ?", wanted.heard)
    if wanted.drill is not None:
        drill_id = None if wanted.drill == ANY_DRILL else rows.clean(wanted.drill)
        ask(
            "takes.id IN (SELECT attempts.take_id FROM attempts JOIN drill_runs"
            " ON drill_runs.id = attempts.run_id WHERE drill_runs.deleted_at IS NULL"
            " AND drill_runs.drill_id = ifnull(?, drill_runs.drill_id))",
            drill_id,
        )
    return " AND ".join(asked), values


def joins(wanted: TakeFilter) -> str:
    """What the conditions are about beside `takes`."""
    needed = [rows.JOIN_MEASURES] if wanted.number_late is not None else []
    if wanted.script_root is not None:
        needed.append(rows.JOIN_NAMED)
    return " ".join(needed)


def in_order(found: dict[int, TakeSummary], sort: SortKey, *, descending: bool) -> list[int]:
    """The `seq` of takes that come newest first, sorted: unknown last both ways, equals newest first.

    A date is the take's place in the order: a clock can be set back.
    """
    if sort == "date":
        return list(found) if descending else list(reversed(found))
    key = _KEYS[sort]
    valued = [(seq, key(take)) for seq, take in found.items()]
    known = [pair for pair in valued if pair[1] not in (None, "")]
    known.sort(key=operator.itemgetter(1), reverse=descending)
    return [seq for seq, _value in known] + [seq for seq, value in valued if value in (None, "")]


def start_of(day: date) -> str:
    """The local day's first moment as the database writes times: in UTC."""
    try:
        # Where the clock is put forward at midnight the day begins at one: `timestamp` knows that, and
        # `astimezone` would take the hour before.
        return rows.time_text(datetime.fromtimestamp(datetime.combine(day, time()).timestamp(), UTC))
    except (OverflowError, ValueError, OSError):  # beyond what the system's calendar knows
        return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"
