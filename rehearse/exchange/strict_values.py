"""Single values out of JSON that anybody may have written: of their kind and within their bounds.

Every function raises `TypeError` or `ValueError` for anything else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from rehearse.library.ids import is_id
from rehearse.library.moments import moment_of

#: A day of sound is less.
MAX_S = 100_000.0
LINE_CHARS = 1_000


def text_of(found: Any, most: int = LINE_CHARS) -> str:
    """A text of so many characters at most."""
    if not isinstance(found, str) or len(found) > most:
        raise TypeError("a text was expected")
    return found


def id_of(found: Any) -> str:
    """An id of a take, a note or a script."""
    if not isinstance(found, str) or not is_id(found):
        raise ValueError("an id was expected")
    return found


def moment_in_utc(found: Any) -> datetime:
    """An aware moment, in UTC."""
    return moment_of(text_of(found)).astimezone(UTC)


def count_of(found: Any, most: int, *, least: int = 0) -> int:
    """A whole number within these bounds."""
    if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
        raise ValueError("a count was expected")
    return found


def number_of(found: Any, least: float, most: float) -> float:
    """A finite number within these bounds."""
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise TypeError("a number was expected")
    if not (math.isfinite(found) and least <= found <= most):
        raise ValueError("another number was expected")
    return float(found)


def span_of(found: Sequence[Any]) -> tuple[float, float]:
    """A stretch of time: its start and its end."""
    start_s, end_s = found
    start_s = number_of(start_s, 0.0, MAX_S)
    return start_s, number_of(end_s, start_s, MAX_S)


def yes_or_no(found: Any) -> bool:
    """True or false, and nothing that passes for it."""
    if not isinstance(found, bool):
        raise TypeError("yes or no was expected")
    return found
