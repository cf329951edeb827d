"""Rows of drills that were done as objects, and as facts in a file beside the database."""

from __future__ import annotations

import functools
import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rehearse.analysis.data_file import parse_toml
from rehearse.analysis.drill_files import WrongDrill, read_drill
from rehearse.analysis.drills import Drill
from rehearse.errors import DrillRunMissing
from rehearse.i18n import _
from rehearse.library import rows
from rehearse.library.cards import ProspectCard
from rehearse.library.drill_types import Attempt, DrillRun, KeptMiss
from rehearse.speech.transcript import Span

RUN_KEYS = (
    "id",
    "created_at",
    "drill_id",
    "title",
    "drill_text",
    "n_rounds",
    "speaker",
    "script_id",
    "cards",
    "state",
    "passed",
    "ended_at",
    "deleted_at",
    "seq",
)
ATTEMPT_KEYS = (
    "id",
    "run_id",
    "created_at",
    "round",
    "take_id",
    "outcome",
    "misses",
    "measured",
    "ended",
    "cut_s",
    "problem",
    "is_whole",
    "seq",
)
RUN_COLUMNS = ", ".join(f"drill_runs.{key}" for key in RUN_KEYS)
ATTEMPT_COLUMNS = ", ".join(f"attempts.{key}" for key in ATTEMPT_KEYS)
#: A sentence of a verdict is shorter; more is cut off.
_SENTENCE_CHARS = 1_000
#: No measure comes near it, and beyond it numbers are not exact.
_TOO_LARGE = 2**53

#: What reading a column of JSON raises where somebody else has written into it.
NOT_OURS = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


# --- out of the database


def run_from(row: tuple[Any, ...], attempts: Iterable[Attempt] = ()) -> DrillRun:
    """`row` holds `RUN_COLUMNS`."""
    (id_, created_at, drill_id, title, drill_text, n_rounds, speaker, script_id, cards, state) = row[:10]
    passed, ended_at = row[10:12]
    return DrillRun(
        id_,
        datetime.fromisoformat(created_at),
        drill_id,
        title,
        drill_text,
        n_rounds,
        speaker,
        script_id,
        cards_from(cards) if cards != "[]" else (),
        state,
        None if passed is None else bool(passed),
        None if ended_at is None else datetime.fromisoformat(ended_at),
        tuple(attempts),
    )


def attempt_from(row: tuple[Any, ...], *, has_take: bool) -> Attempt:
    """`row` begins with `ATTEMPT_COLUMNS`; `has_take` tells whether its take is in the library."""
    (id_, run_id, created_at, round_, take_id, outcome, misses, measured, ended, cut_s, problem) = row[:11]
    return Attempt(
        id_,
        run_id,
        datetime.fromisoformat(created_at),
        round_,
        take_id if has_take else None,
        outcome,
        misses_from(misses) if misses != "[]" else (),
        values_from(measured) if measured != "[]" else (),
        ended,
        cut_s,
        problem,
        bool(row[11]),
    )


def one_run(connection: sqlite3.Connection, run_id: str) -> DrillRun:
    """That run with its attempts; raises `DrillRunMissing`."""
    row = connection.execute(f"SELECT {RUN_COLUMNS} FROM drill_runs WHERE id = ?", (run_id,)).fetchone()
    if row is None:
        raise missing()
    return run_from(row, attempts_of(connection, "attempts.run_id = ?", run_id))


def attempts_of(connection: sqlite3.Connection, condition: str, *values: object) -> list[Attempt]:
    """The attempts that fit, in the order they were made."""
    found = connection.execute(
        f"SELECT {ATTEMPT_COLUMNS}, takes.id FROM attempts LEFT JOIN takes ON takes.id = attempts.take_id"
        f" WHERE {condition} ORDER BY attempts.seq",
        values,
    )
    return [attempt_from(row, has_take=row[-1] is not None) for row in found]


def missing() -> DrillRunMissing:
    return DrillRunMissing(
        _("What became of that drill is not in the library."),
        kept=_("Nothing was changed."),
        help=_("Look at the drill's results for those there are."),
    )


# --- what is kept as JSON in one column


def cards_text(cards: Iterable[ProspectCard]) -> str:
    return _dumped(
        {
            "name": rows.clean(card.name),
            "role": rows.clean(card.role),
            "company": rows.clean(card.company),
            "facts": [[rows.clean(name), rows.clean(text)] for name, text in card.facts],
        }
        for card in cards
    )


def cards_from(text: str) -> tuple[ProspectCard, ...]:
    """Raises one of `NOT_OURS`."""
    return tuple(
        ProspectCard(
            rows.clean(card["name"]),
            rows.clean(card["role"]),
            rows.clean(card["company"]),
            tuple((rows.clean(name), rows.clean(fact)) for name, fact in card["facts"]),
        )
        for card in _loaded(text)
    )


def misses_text(misses: Iterable[KeptMiss]) -> str:
    return _dumped(
        {
            "measure": rows.clean(miss.measure),
            "sentence": rows.clean(miss.sentence)[:_SENTENCE_CHARS],
            "value": _kept(miss.value),
            "bound": _kept(miss.bound),
            "unknown": bool(miss.unknown),
            "first_word": miss.first_word,
            "last_word": miss.last_word,
            "start_s": None if miss.span is None else miss.span.start_s,
            "end_s": None if miss.span is None else miss.span.end_s,
        }
        for miss in misses
    )


def misses_from(text: str) -> tuple[KeptMiss, ...]:
    """Raises as `cards_from` does."""
    found = []
    for miss in _loaded(text):
        start_s, end_s = (number_of(miss[key]) for key in ("start_s", "end_s"))
        first, last = (miss[key] for key in ("first_word", "last_word"))
        if not all(word is None or (type(word) is int and 0 <= word < 2**31) for word in (first, last)):
            raise TypeError("the place of a word was expected")
        found.append(
            KeptMiss(
                rows.clean(miss["measure"]),
                rows.clean(miss["sentence"]),
                _plain(miss["value"]),
                _plain(miss["bound"]),
                miss["unknown"] is True,
                first,
                last,
                None if start_s is None or end_s is None else Span(start_s, end_s),
            )
        )
    return tuple(found)


def without_speech(misses: Iterable[KeptMiss]) -> tuple[KeptMiss, ...]:
    """What was missed, without anything that quotes the message, points into it or is one's own number."""
    return tuple(
        KeptMiss(miss.measure, "", _figure(miss.value), _figure(miss.bound), miss.unknown) for miss in misses
    )


def _figure(value: float | str | None) -> float | None:
    return None if isinstance(value, str) else value


def values_text(values: Iterable[tuple[str, float]]) -> str:
    return _dumped([rows.clean(name), value] for name, value in values if abs(value) < _TOO_LARGE)


def values_from(text: str) -> tuple[tuple[str, float], ...]:
    """Raises as `cards_from` does."""
    found = []
    for name, value in _loaded(text):
        number = number_of(value)
        if number is None:
            raise TypeError("a number was expected")
        found.append((rows.clean(name), number))
    return tuple(found)


def _dumped(items: Iterable[Any]) -> str:
    return json.dumps(list(items), separators=(",", ":"), allow_nan=False)


def _loaded(text: str) -> list[Any]:
    found = json.loads(text)
    if not isinstance(found, list):
        raise TypeError("a list was expected")
    return found


def _kept(value: float | str | None) -> float | str | None:
    """A number or a text as it is written; a number that is none is not known."""
    return (
        _plain(value) if isinstance(value, str) or (value is not None and abs(value) < _TOO_LARGE) else None
    )


def _plain(value: object) -> float | str | None:
    """A number or a text as it is kept; None for what is neither."""
    if isinstance(value, str):
        return rows.clean(value)[:_SENTENCE_CHARS]
    return None if value is None else number_of(value)


def number_of(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _TOO_LARGE:
        raise TypeError("a number was expected")  # NaN is not less than anything
    return value


# --- whether a take of a drill is a message like any other


@functools.lru_cache(maxsize=64)
def drill_of(drill_id: str, drill_text: str) -> Drill | None:
    """The drill that a run's text tells; None where it tells none."""
    try:
        return read_drill(drill_id, parse_toml(drill_text.encode(errors="replace")))
    except (WrongDrill, ValueError):
        return None


def gives_a_line(run: DrillRun, round_: int) -> bool:
    drill = drill_of(run.drill_id, run.drill_text)
    return drill is not None and bool(drill.rounds[min(round_, len(drill.rounds) - 1)].condition.line)
