"""Runs of digits in a message: which words may be digits, and how each may be read.

"fifty five" may be 55 or 50 and 5, "for" may be a misheard 4 or just a word: every item of a run
keeps all its readings, the likeliest first, and `number_cuts.py` picks those that make a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rehearse.analysis.digit_words import (
    COMMON_WORDS,
    DIGITS,
    GLUE,
    GLUE_PHRASES,
    MISHEARD,
    MULTIPLIERS,
    OHS,
    REPEATS,
    TEENS,
    TENS,
)
from rehearse.analysis.message import Message
from rehearse.analysis.other_numbers import COUNTED, SAYS_A_NUMBER, TAKEN, claimed
from rehearse.analysis.spoken_repairs import Repair, find_repair
from rehearse.script.tokens import Token

#: A silence that parts two groups of digits, in seconds.
GROUP_GAP_S = 0.25

#: Silence inside a run after which it is another one: nobody waits longer between two digits.
RUN_GAP_S = 4.0

#: Words that may stand between two digits of one run, at most so many.
_MAX_GLUE = 4

#: Words between an area code that is called one and the rest of the number, at most so many.
_MAX_AREA_GAP = 6

#: Words an item may begin with, besides written digits: most words are none of them.
_BEGINS_ITEM = frozenset((*DIGITS, *TEENS, *TENS, *REPEATS, *OHS, *MISHEARD))


class Item(NamedTuple):
    """A piece of a run: half-open token range and how it may be read.

    `parted`: something (a pause, "dash", a blank between typed groups, another way of speaking)
    separates it from the item before.  `soft`: perhaps no digit at all.
    `single`: said digit by digit.  `counted`: what follows is a noun that it may count.
    """

    first: int
    last: int
    readings: tuple[str, ...]
    parted: bool
    soft: bool
    single: bool
    typed: bool
    counted: bool = False


Part = tuple[Item, ...]


class Run(NamedTuple):
    """Parts of a run; `repairs[i]` is what was said between the parts i and i + 1 ("sorry")."""

    parts: tuple[Part, ...]
    repairs: tuple[Repair, ...] = ()

    @property
    def first(self) -> int:
        return self.parts[0][0].first

    @property
    def last(self) -> int:
        return self.parts[-1][-1].last


def first_reading(part: Sequence[Item]) -> str:
    """The digits of the items, each read in its likeliest way."""
    return "".join(item.readings[0] for item in part)


def _unit(text: str) -> str | None:
    return DIGITS.get(text) or ("0" if text in OHS else None)


def read_item(
    tokens: Sequence[Token], at: int, taken: Sequence[int] = ()
) -> tuple[int, tuple[str, ...], str] | None:
    """(one past its last token, readings, style) of the item at `at`, or None.

    Styles: "digit", "group" (two or more digits in one go), "typed", "oh", "soft".
    """
    text = tokens[at].text
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    if taken and following and taken[at + 1] == TAKEN:
        following = ""
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
            return (
                (at + 2, (ten + "000",), "group")
                if following == "hundred"
                else (at + 1, (ten + "0",), "group")
            )
        beyond = tokens[at + 2].text if at + 2 < len(tokens) else ""
        if beyond == "hundred":
            return at + 3, (ten + unit + "00", f"{ten}0{unit}00"), "group"
        if beyond == "thousand":
            return at + 3, (f"{ten}0{unit}000",), "group"
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
        if place != at and DIGITS.get(text, "0") != "0":
            return place + 1, (whole + DIGITS[text], f"{digit}0{DIGITS[text]}"), "group"
    return at, (whole,), "group"


class _Collector:
    """Gathers items into parts and parts into runs, in one pass over the tokens."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self.tokens = message.tokens
        self.timed = message.kind == "audio"
        self.taken = claimed(message)
        self.runs: list[Run] = []
        self.parts: list[Part] = []
        self.repairs: list[Repair] = []
        self.items: list[Item] = []

    def collect(self) -> list[Run]:
        tokens, at = self.tokens, 0
        while at < len(tokens):
            text = tokens[at].text
            if text not in _BEGINS_ITEM and not text[0].isdecimal():
                read = None
            else:
                read = None if self.taken[at] == TAKEN else read_item(tokens, at, self.taken)
            if read is not None:
                at = self._add(at, *read)
            elif not self.items:
                at += 1
            else:
                at = self._bridge(at)
        self._close()
        return _with_area_codes(tokens, self.runs)

    def _add(self, at: int, end: int, readings: tuple[str, ...], style: str) -> int:
        if self.items and (gap := self._gap_before(at)) is not None and gap > RUN_GAP_S:
            self._close()
        parted = self._parted(at, style)
        counted = self.taken[at] == COUNTED
        single = style in ("digit", "oh")
        soft = style in ("soft", "oh")
        self.items.append(Item(at, end, readings, parted, soft, single, style == "typed", counted))
        return end

    def _bridge(self, at: int) -> int:
        """Where to go on from a word that is no digit, while a run is open."""
        joined = None if self.taken[at] == TAKEN else self._glue(at)
        if joined is not None:
            return joined
        repair = find_repair(self.tokens, at, self._is_hard)
        if repair is not None:
            self.parts.append(tuple(self.items))
            self.repairs.append(repair)
            self.items = []
            return repair.last
        self._close()
        return at + 1

    def _close(self) -> None:
        if self.items:
            self.parts.append(tuple(self.items))
        parts: list[Part] = []
        repairs: list[Repair] = []
        for index, part in enumerate(self.parts):
            trimmed = _without_soft_ends(self.tokens, part)
            if not trimmed:
                continue
            if parts:
                repairs.append(self.repairs[index - 1])
            parts.append(trimmed)
        if parts:
            self.runs.append(Run(tuple(parts), tuple(repairs)))
        self.items, self.parts, self.repairs = [], [], []

    def _parted(self, at: int, style: str) -> bool:
        if not self.items:
            return True
        before, tokens, gap = self.items[-1], self.tokens, self._gap_before(at)
        if before.last != at or (gap is not None and gap >= GROUP_GAP_S) or tokens[at - 1].ends:
            return True
        if style == "typed" or before.typed:
            return tokens[at].word != tokens[at - 1].word
        return (style == "group") != (not before.single) and not before.soft and style not in ("soft", "oh")

    def _gap_before(self, at: int) -> float | None:
        word = self.tokens[at].word
        if not self.timed or at == 0 or self.tokens[at - 1].word == word:
            return None
        return self.message.gap_s(self.tokens[at - 1].word)

    def _glue(self, at: int) -> int | None:
        """Where the next digit begins after joining words; None when they join nothing."""
        tokens, end = self.tokens, at
        while end < min(at + _MAX_GLUE, len(tokens)):
            phrase = GLUE_PHRASES.get(tokens[end].text)
            if phrase is not None and _stands(tokens, end, phrase):
                end += len(phrase)
            elif tokens[end].text in GLUE:
                end += 1
            else:
                return None
            if end < len(tokens) and self._is_hard(end):
                return end
        return None

    def _is_hard(self, at: int) -> bool:
        """Whether a digit for certain begins at `at`."""
        if self.taken[at] == TAKEN:
            return False
        read = read_item(self.tokens, at)
        return read is not None and read[2] != "soft"


def find_runs(message: Message) -> list[Run]:
    """Every run that holds at least one certain digit, in order."""
    return _Collector(message).collect()


def _stands(tokens: Sequence[Token], at: int, phrase: tuple[str, ...]) -> bool:
    return len(tokens) >= at + len(phrase) and all(
        tokens[at + offset].text == text for offset, text in enumerate(phrase)
    )


def _without_soft_ends(tokens: Sequence[Token], part: Part) -> Part:
    """Between certain digits a soft item is likely one too; at the ends it is likely a word.

    "oh" between digits is a zero for sure; far from any certain digit nothing is one.
    A misheard word beside a group ("eight thirty to five thirty") is a word.
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
    for index in range(first, last + 1):
        item = part[index]
        if item.soft and item.single and index != last:
            item = item._replace(readings=("0",), soft=False)
        elif item.soft and not item.readings[0]:
            beside = [part[near] for near in (index - 1, index + 1) if first <= near <= last]
            rare = tokens[item.first].text not in COMMON_WORDS
            if rare or all(near.single or near.soft for near in beside):
                item = item._replace(readings=(item.readings[1], ""))
            else:
                item = item._replace(readings=("", item.readings[1]))
        inside.append(item)
    lead = first - min(first, 2)
    for place in range(first - 1, max(-1, first - 5), -1):
        if part[place].readings[0] == "0":
            lead = min(lead, place)
    while lead < first and _leads_in(tokens, part[lead]):
        lead += 1
    return (*part[lead:first], *inside, *part[last + 1 : last + 5])


def _leads_in(tokens: Sequence[Token], item: Item) -> bool:
    """ "bring it to oh one five …": a common word is a misheard digit only where a number is announced."""
    before = tokens[item.first - 1].text if item.first else ""
    return tokens[item.first].text in COMMON_WORDS and before not in SAYS_A_NUMBER


def _with_area_codes(tokens: Sequence[Token], runs: list[Run]) -> list[Run]:
    """Join "nine one nine is the area code, and then five five five …" to one run."""
    joined: list[Run] = []
    for run in runs:
        before = joined[-1] if joined else None
        if before is not None and run.first - before.last <= _MAX_AREA_GAP and len(before.parts) == 1:
            around = (*tokens[max(0, before.first - 2) : before.first], *tokens[before.last : run.first])
            texts = [token.text for token in around if token.text != "is"]
            announced = texts[-2:] == ["area", "code"]
            if len(first_reading(before.parts[0])) == 3 and "code" in texts and not announced:
                joined[-1] = Run(((*before.parts[0], *run.parts[0]), *run.parts[1:]), run.repairs)
                continue
        joined.append(run)
    return joined
