"""Runs of digits in a message: which words may be digits, and how each may be read.

"fifty five" may be 55 or 50 and 5, "for" may be a misheard 4 or just a word: every item of a run
keeps all its readings, the likeliest first, and `numbers.py` picks those that make a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rehearse.analysis.digit_words import (
    CORRECTION_MARKS,
    CORRECTION_WORDS,
    DIGITS,
    GLUE,
    MISHEARD,
    MULTIPLIERS,
    OHS,
    REPEATS,
    TEENS,
    TENS,
)
from rehearse.analysis.message import Message
from rehearse.script.tokens import Token

#: A silence that parts two groups of digits, in seconds.
GROUP_GAP_S = 0.25

#: Silence inside a run after which it is another one: nobody waits longer between two digits.
RUN_GAP_S = 4.0

#: Words that may stand between two digits of one run, at most so many.
_MAX_GLUE = 3
_MAX_CORRECTION = 6


class Item(NamedTuple):
    """A piece of a run: half-open token range and how it may be read.

    `parted`: something (a pause, "dash", a blank between typed groups, another way of speaking)
    separates it from the item before.  `soft`: perhaps no digit at all.
    `single`: said digit by digit.
    """

    first: int
    last: int
    readings: tuple[str, ...]
    parted: bool
    soft: bool
    single: bool
    typed: bool


class Run(NamedTuple):
    """Parts of a run, parted by spoken corrections ("sorry")."""

    parts: tuple[tuple[Item, ...], ...]

    @property
    def first(self) -> int:
        return self.parts[0][0].first

    @property
    def last(self) -> int:
        return self.parts[-1][-1].last


def _unit(text: str) -> str | None:
    return DIGITS.get(text) or ("0" if text in OHS else None)


def read_item(tokens: Sequence[Token], at: int) -> tuple[int, tuple[str, ...], str] | None:
    """(one past its last token, readings, style) of the item at `at`, or None.

    Styles: "digit", "group" (two or more digits in one go), "typed", "oh", "soft".
    """
    text = tokens[at].text
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    if text[0].isdecimal():
        return at + 1, (text,), "typed"
    times = REPEATS.get(text)
    if times is not None:
        unit = _unit(following)
        return None if unit is None else (at + 2, (unit * times,), "digit")
    digit = DIGITS.get(text)
    if digit is not None:
        zeros = MULTIPLIERS.get(following)
        if zeros is not None and digit != "0":
            return _after_hundred(tokens, at + 2, digit, zeros)
        return at + 1, (digit,), "digit"
    teen = TEENS.get(text)
    if teen is not None:
        if following == "hundred":
            return at + 2, (teen + "00",), "group"
        return at + 1, (teen,), "group"
    ten = TENS.get(text)
    if ten is not None:
        unit = DIGITS.get(following, "0")
        if unit == "0":
            return at + 1, (ten + "0",), "group"
        if at + 2 < len(tokens) and tokens[at + 2].text == "hundred":
            return at + 3, (ten + unit + "00",), "group"
        return at + 2, (ten + unit, f"{ten}0{unit}"), "group"
    if text in OHS:
        return at + 1, ("0", ""), "oh"
    misheard = MISHEARD.get(text)
    if misheard is not None:
        return at + 1, ("", misheard), "soft"
    return None


def _after_hundred(
    tokens: Sequence[Token], at: int, digit: str, zeros: str
) -> tuple[int, tuple[str, ...], str]:
    """ "eight hundred [and] twelve" is 812, or 800 and 12; "two hundred five" likewise."""
    whole = digit + zeros
    if zeros == "00" and at < len(tokens):
        place = at + 1 if tokens[at].text == "and" and at + 1 < len(tokens) else at
        text = tokens[place].text
        pair = TEENS.get(text)
        if pair is not None:
            return place + 1, (whole + pair, digit + pair), "group"
        if text in TENS:
            inner = read_item(tokens, place)
            if inner is not None:
                end, readings, _style = inner
                return end, (whole + readings[0], digit + readings[0]), "group"
        if place != at and text in DIGITS:
            return place + 1, (whole + DIGITS[text], f"{digit}0{DIGITS[text]}"), "group"
    return at, (whole,), "group"


def find_runs(message: Message) -> list[Run]:
    """Every run that holds at least one certain digit, in order."""
    tokens = message.tokens
    runs: list[Run] = []
    parts: list[tuple[Item, ...]] = []
    items: list[Item] = []
    at, n = 0, len(tokens)

    def close() -> None:
        nonlocal items, parts
        if items:
            parts.append(tuple(items))
        whole = [_without_soft_ends(part) for part in parts]
        whole = [part for part in whole if part]
        if whole:
            runs.append(Run(tuple(whole)))
        items, parts = [], []

    while at < n:
        read = read_item(tokens, at)
        if read is not None:
            end, readings, style = read
            gap = _gap_before(message, at) if items else None
            if gap is not None and gap > RUN_GAP_S:
                close()
            parted = _parted(tokens, items, at, style, gap)
            items.append(
                Item(
                    at,
                    end,
                    readings,
                    parted,
                    style in ("soft", "oh"),
                    style in ("digit", "oh"),
                    style == "typed",
                )
            )
            at = end
            continue
        if not items:
            at += 1
            continue
        joined = _glue(tokens, at)
        if joined is not None:
            at = joined
            continue
        corrected = _correction(tokens, at)
        if corrected is not None:
            parts.append(tuple(items))
            items = []
            at = corrected
            continue
        close()
        at += 1
    close()
    return runs


def _parted(tokens: Sequence[Token], items: list[Item], at: int, style: str, gap: float | None) -> bool:
    if not items:
        return True
    before = items[-1]
    if before.last != at or (gap is not None and gap >= GROUP_GAP_S) or tokens[at - 1].ends:
        return True
    if style == "typed" or before.typed:
        return tokens[at].word != tokens[at - 1].word
    return (style == "group") != (not before.single) and not before.soft and style not in ("soft", "oh")


def _gap_before(message: Message, at: int) -> float | None:
    tokens = message.tokens
    word = tokens[at].word
    return None if at == 0 or tokens[at - 1].word == word else message.gap_s(tokens[at - 1].word)


def _without_soft_ends(part: tuple[Item, ...]) -> tuple[Item, ...]:
    """Between certain digits a soft item is likely one too; at the ends it is likely a word.

    "oh" between digits is a zero for sure; far from any certain digit nothing is one.
    """
    hard = [index for index, item in enumerate(part) if not item.soft]
    if not hard:
        return ()
    first, last = hard[0], hard[-1]
    for place in range(last + 1, len(part)):
        if part[place].first != part[place - 1].last or place > last + 3:
            break
        if part[place].readings[0] == "0":
            last = place
    inside: list[Item] = []
    for item in part[first : last + 1]:
        if item.soft and item.single and item is not part[last]:
            item = item._replace(readings=("0",), soft=False)
        elif item.soft and not item.readings[0]:
            item = item._replace(readings=(item.readings[1], ""))
        inside.append(item)
    return (*part[max(0, first - 2) : first], *inside, *part[last + 1 : last + 3])


def _glue(tokens: Sequence[Token], at: int) -> int | None:
    """Where the next digit begins after joining words; None when they join nothing."""
    for end in range(at, min(at + _MAX_GLUE, len(tokens))):
        if tokens[end].text not in GLUE:
            return None
        if end + 1 < len(tokens) and _is_hard(tokens, end + 1):
            return end + 1
    return None


def _correction(tokens: Sequence[Token], at: int) -> int | None:
    """Where the corrected digits begin after "sorry", "no wait", "i mean" and the like."""
    marked = False
    for end in range(at, min(at + _MAX_CORRECTION, len(tokens))):
        text = tokens[end].text
        if text not in CORRECTION_WORDS and text not in GLUE:
            return None
        marked = marked or text in CORRECTION_MARKS or (text == "make" and at == end)
        if end + 1 < len(tokens) and _is_hard(tokens, end + 1):
            return end + 1 if marked else None
    return None


def _is_hard(tokens: Sequence[Token], at: int) -> bool:
    read = read_item(tokens, at)
    return read is not None and read[2] != "soft"
