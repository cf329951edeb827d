"""What a coach made of a take, as the facts beside its sound tell it: `heard_at`, marks, reactions.

Anybody may have written into such a file: what cannot be read is left out, the rest is taken.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

from rehearse.library.moments import moment_of

_ANSWERS = ("yes", "no")


class MarkFacts(NamedTuple):
    """A mark of the take, as `rehearse.library.marks.Mark` tells."""

    rubric_id: str
    criterion_id: str
    author: str
    marked_at: str
    answer: str
    question: str
    reason: str
    check_id: str | None
    check_band: str | None


class ReactionFacts(NamedTuple):
    """A reaction, as `rehearse.library.reactions.Reaction` tells; seconds, or None for the whole take."""

    id: str
    created_at: str
    author: str
    kind: str
    start_s: float | None
    end_s: float | None


_Facts = TypeVar("_Facts", MarkFacts, ReactionFacts)


def _array(table: str, columns: Iterable[str]) -> str:
    listed = ", ".join(columns)
    return (
        f"(SELECT json_group_array(json_array({listed}))"
        f" FROM (SELECT * FROM {table} WHERE take_id = takes.id ORDER BY seq))"
    )


#: Of `takes`: what `marks_from` and `reactions_from` read, after `heard_at`.
COLUMNS = f"heard_at, {_array('marks', MarkFacts._fields)}, {_array('reactions', ReactionFacts._fields)}"


def marks_from(column: str) -> tuple[MarkFacts, ...]:
    return tuple(MarkFacts(*values) for values in json.loads(column))


def reactions_from(column: str) -> tuple[ReactionFacts, ...]:
    return tuple(ReactionFacts(*values) for values in json.loads(column))


# --- out of a file that anybody may have written


def heard_at(found: Any) -> str | None:
    if found is not None:
        moment_of(_text(found))
    return found if isinstance(found, str) else None


def marks(found: Any) -> tuple[MarkFacts, ...]:
    """Those that can be read."""
    return _each(found, MarkFacts, _check_mark)


def reactions(found: Any) -> tuple[ReactionFacts, ...]:
    """Those that can be read."""
    return _each(found, ReactionFacts, _check_reaction)


def _each(found: Any, kind: type[_Facts], check: Callable[[_Facts], None]) -> tuple[_Facts, ...]:
    kept = []
    for data in found if isinstance(found, list) else []:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            facts = kind(**{name: data[name] for name in kind._fields})
            check(facts)
            kept.append(facts)
    return tuple(kept)


def _check_mark(mark: MarkFacts) -> None:
    for text in mark[:7]:
        _text(text)
    for maybe in (mark.check_id, mark.check_band):
        if maybe is not None:
            _text(maybe)
    moment_of(mark.marked_at)
    if mark.answer not in _ANSWERS or not mark.rubric_id or not mark.criterion_id:
        raise ValueError("a mark was expected")


def _check_reaction(reaction: ReactionFacts) -> None:
    for text in reaction[:4]:
        _text(text)
    moment_of(reaction.created_at)
    edges_s = (reaction.start_s, reaction.end_s)
    if edges_s != (None, None) and not all(_is_time(edge) for edge in edges_s):
        raise TypeError("a pair of numbers was expected")


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 2**53


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    value.encode()  # no lone surrogates: a database takes none
    return value
