"""How a speaker takes back digits: "sorry", "no wait", "scratch that", "let me say that again"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rehearse.analysis.digit_words import (
    CORRECTED_PLACES,
    CORRECTION_MARKS,
    CORRECTION_PHRASES,
    CORRECTION_WORDS,
    DIGITS,
    GLUE,
    SAY_AGAIN,
)
from rehearse.script.tokens import Token

#: A repair is at most so many words long.
_MAX_WORDS = 10


class Repair(NamedTuple):
    """Half-open token range of the words of a repair.

    `again`: nothing is taken back, the number is said once more ("let me repeat that").
    `area`: it is the area code that is put right.
    """

    first: int
    last: int
    again: bool
    area: bool


def find_repair(tokens: Sequence[Token], at: int, is_digit: Callable[[int], bool]) -> Repair | None:
    """The repair that starts at `at` and ends where the digits go on; None when there is none."""
    texts = [token.text for token in tokens[at : at + _MAX_WORDS + 2]]
    marked = again = False
    for offset in range(min(_MAX_WORDS, len(texts))):
        text = texts[offset]
        if text in DIGITS and offset and texts[offset - 1] == "last":
            continue
        if text not in CORRECTION_WORDS and text not in GLUE and text not in CORRECTED_PLACES:
            return None
        marked = marked or text in CORRECTION_MARKS or _stands(texts, offset, CORRECTION_PHRASES)
        again = again or _stands(texts, offset, SAY_AGAIN)
        after = at + offset + 1
        if (
            after < len(tokens)
            and is_digit(after)
            and not (text == "last" and _names_a_place(texts, offset + 1))
        ):
            if not (marked or again):
                return None
            area = "area" in texts[: offset + 1]
            return Repair(at, after, again and not marked, area)
    return None


def _stands(texts: Sequence[str], offset: int, phrases: frozenset[tuple[str, ...]]) -> bool:
    return any(tuple(texts[offset : offset + len(phrase)]) == phrase for phrase in phrases)


def _names_a_place(texts: Sequence[str], offset: int) -> bool:
    """Whether "four" in "the last four are" says how many digits, and is none itself."""
    following = texts[offset + 1] if offset + 1 < len(texts) else ""
    return texts[offset] in ("two", "three", "four") and following in (
        "digits", "numbers", "is", "are", "should", "of",
    )  # fmt: skip
