"""Numbers that are surely none to call: clock times, dates, years, amounts, addresses, counts.

They are taken out before runs of digits are looked for, so that "march twenty twenty six" or "from
eight thirty to five thirty" neither makes a number nor touches the one said after it.
Only what its own words prove is taken: anything less sure is weighed later (`number_cuts.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rehearse.analysis.digit_words import (
    COMMON_WORDS,
    DIGITS,
    GLUE,
    MISHEARD,
    MULTIPLIERS,
    OHS,
    REPEATS,
    TEENS,
    TENS,
    is_number_token,
)
from rehearse.analysis.message import Message
from rehearse.script.tokens import Token, word_set

#: What `claimed` says of a token: surely no digit to call, or perhaps a count of what follows.
TAKEN, COUNTED = 1, 2

_MONTHS = word_set("january february march april may june july august september october november december")
_BEFORE_YEAR = word_set("in since of year until till through during late early mid spring fall summer winter")
_BEFORE_CLOCK = word_set("by around till until before after about past")
_OPENS_HOURS = frozenset(("from", "between"))
_JOINS_HOURS = word_set("to and till until through thru or")
_TO_HOUR = word_set("to till until through thru")
_UNITS = word_set(
    """dollars dollar bucks buck cents cent percent pounds pound euros euro million billion trillion grand
    k quid pence percentage degrees"""
)
#: After these a number to call may begin at once.
SAYS_A_NUMBER = frozenset(("is", "at", "'s", "on", "number", "code", "me"))
_MONEY = frozenset(("$", "£", "€", "#"))
_STREETS = word_set(
    "street avenue road drive boulevard parkway highway blvd ave terrace circle plaza st rd square court"
)
_DAYTIMES = word_set("morning afternoon evening")
_PRONOUN_ONE = word_set(
    """this which each every another any some only no other wrong right next last big little new old good
    better best same"""
)

#: Nouns that a number counts although they do not end in "s".
_COUNTED = word_set("people more times men women children folks feet foot inch mile")

#: Words that end in "s" and follow a number without being counted.
_NO_PLURAL = word_set(
    """thanks always does cheers regards his hers its ours yours across perhaps besides anyways lets whats
    thats goes says means works business address numbers"""
)

#: After these no counted noun follows: a new clause, or the talk goes on.
_CLAUSE = word_set(
    """i you we he she they it that this these those the a an and or but so if when my your our is are
    was were be at on in to for from by with again once thank please call okay um uh just will
    can could would should have has had do did not no sorry let who what where how which before
    after until till as about hope talk good extension ext er any either there here give hi hello"""
)


#: Written times of day, dates, and addresses of mail and of pages.
_NOT_DIALLED = re.compile(
    r"""(?:^|\D)\d{1,2}:\d\d(?!\d)
    | ^\D?\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d\D?$
    | ^\D?(?:19|20)\d\d[/.-]\d{1,2}[/.-]\d{1,2}\D?$
    | \S@\S | :// | www\.""",
    re.VERBOSE,
)


class Value(NamedTuple):
    """A cardinal below ten thousand: one past its last token, value, whether one digit word."""

    last: int
    value: int
    single: bool


def claimed(message: Message) -> bytearray:
    """One byte a token: `TAKEN` where it belongs to a number that is surely none to call."""
    tokens = message.tokens
    taken = bytearray(len(tokens))
    at, n = 0, len(tokens)
    while at < n:
        if not is_number_token(tokens[at].text):
            at += 1
            continue
        first = at
        while at < n and _goes_on(tokens, at):
            at += 1
        _claim(tokens, taken, first, at)
    if message.kind == "text":
        _claim_written(message, taken)
    return taken


def _claim_written(message: Message, taken: bytearray) -> None:
    """Take the digits of "10:30", "2024-05-12", of addresses of mail and of pages."""
    looked_at, is_other = -1, False
    for at, token in enumerate(message.tokens):
        if not token.text[0].isdecimal():
            continue
        if token.word != looked_at:  # one word may hold all digits of a long text
            looked_at = token.word
            is_other = _NOT_DIALLED.search(message.words[looked_at].text) is not None
        if is_other:
            taken[at] = TAKEN


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    text = tokens[at].text
    if _digit_like(text):
        return True
    if at + 1 == len(tokens) or not _digit_like(tokens[at + 1].text):
        return False
    rare = text in MISHEARD and text not in COMMON_WORDS
    return rare or text in REPEATS or (text == "and" and tokens[at - 1].text in MULTIPLIERS)


def _claim(tokens: Sequence[Token], taken: bytearray, first: int, last: int) -> None:
    """Take what is proven out of the stretch of number words [first, last)."""
    before = tokens[first - 1].text if first else ""
    after = tokens[last].text if last < len(tokens) else ""
    if before in _MONEY or after in _UNITS or _is_amount(tokens, first, last):
        taken[first:last] = bytes((TAKEN,)) * (last - first)
        return
    end = max(
        _calendar(tokens, first, last, before),
        _years(tokens, first, last),
        _clock(tokens, first, last, before),
        _all_day(tokens, first, last, before),
        _address(tokens, first, last),
        _pronoun(tokens, first, last, before),
    )
    taken[first:end] = bytes((TAKEN,)) * (end - first)
    if end < last and tokens[last - 1].text == "one" and after == "more":
        taken[last - 1] = TAKEN
    elif end < last and _counts(tokens, last):
        start = last - 1
        if start > end and tokens[start - 1].text in TENS and tokens[start].text in DIGITS:
            start -= 1
        alone = start == end and not _inside_digits(tokens, first)
        taken[start:last] = bytes((TAKEN if alone else COUNTED,)) * (last - start)


def _cardinal(tokens: Sequence[Token], at: int, last: int) -> Value | None:
    """The spoken number below a hundred, or the written one, that starts at `at`."""
    if at >= last:
        return None
    text = tokens[at].text
    if text in DIGITS:
        return Value(at + 1, int(DIGITS[text]), True)
    if text in TEENS:
        return Value(at + 1, int(TEENS[text]), False)
    if text in TENS:
        unit = DIGITS.get(tokens[at + 1].text, "0") if at + 1 < last else "0"
        return Value(at + (1 if unit == "0" else 2), int(TENS[text] + unit), False)
    if text.isdecimal() and len(text) <= 4:
        return Value(at + 1, int(text), False)
    return None


def _is_amount(tokens: Sequence[Token], first: int, last: int) -> bool:
    """ "two hundred thousand", "forty thousand", "three million": never digits of a number."""
    for at in range(first, last):
        text = tokens[at].text
        before = tokens[at - 1].text if at > first else ""
        if text in ("million", "billion", "dozen"):
            return True
        if text == "thousand" and (before in TEENS or before in TENS or before == "hundred"):
            return True
        if text == "thousand" and at - 2 >= first and tokens[at - 2].text in TENS:
            return at - first <= 3 or tokens[first + 1].text == "hundred"
    return False


def _years(tokens: Sequence[Token], first: int, last: int) -> int:
    """ "twenty oh four twenty oh five", "2000-2001": where several years end; `first` if they do not."""
    at, years = first, 0
    while at < last and (end := _year(tokens, at, last)) > at:
        at, years = end, years + 1
    return at if years > 2 or (years == 2 and at == last) else first


def _calendar(tokens: Sequence[Token], first: int, last: int, before: str) -> int:
    """Where a day of a month and a year end, or a year alone; `first` when there is none."""
    after_month = before in _MONTHS
    if not after_month:
        return _year(tokens, first, last) if before in _BEFORE_YEAR else first
    day = _cardinal(tokens, first, last)
    year = _year(tokens, first, last)
    if day is None or not 1 <= day.value <= 31 or (year == last and year > day.last):
        return year
    after_day = _year(tokens, day.last, last)
    if after_day > day.last:
        return after_day
    return day.last if day.last == last or not day.single else first


def _year(tokens: Sequence[Token], at: int, last: int) -> int:
    """Where the year that starts at `at` ends; `at` when none does."""
    if at >= last:
        return at
    text = tokens[at].text
    if text.isdecimal():
        return at + 1 if len(text) == 4 and text[:2] in ("19", "20") else at
    if text == "two" and at + 1 < last and tokens[at + 1].text == "thousand":
        value = _cardinal(tokens, at + 2, last)
        return value.last if value is not None and value.value < 100 else at + 2
    if text not in ("twenty", "nineteen", "eighteen"):
        return at
    value = _cardinal(tokens, at + 1, last)
    if value is not None and 10 <= value.value < 100 and not value.single:
        return value.last
    if at + 2 < last and tokens[at + 1].text in OHS and tokens[at + 2].text in DIGITS:
        return at + 3
    return at


def _time(tokens: Sequence[Token], at: int, last: int) -> int:
    """Where the clock time that starts at `at` ends; `at` when none does."""
    hour = _cardinal(tokens, at, last)
    if hour is None or not 1 <= hour.value <= 12 or hour.last - at > 1:
        return at
    minute = _cardinal(tokens, hour.last, last)
    if minute is not None and not minute.single and 10 <= minute.value <= 59:
        return minute.last
    if hour.last + 1 < last and tokens[hour.last].text in OHS and tokens[hour.last + 1].text in DIGITS:
        return hour.last + 2
    return hour.last


def _clock(tokens: Sequence[Token], first: int, last: int, before: str) -> int:
    """Where a clock time ends that a preposition, "p m" or a span of hours proves."""
    end = _time(tokens, first, last)
    if end == first:
        return first
    whole = end == last
    if whole and _half_day(tokens, last):
        return last
    if before in _OPENS_HOURS or (whole and before in _BEFORE_CLOCK):
        return end if last - end < 4 else first
    if before == "at" and whole and end - first > 1 and not _digits_follow(tokens, last):
        return end
    if before in _JOINS_HOURS and _is_time_before(tokens, first - 1, before in _TO_HOUR):
        # The later hour of "from eight to five": a number to call may follow it at once.
        return end
    if (
        whole
        and not _inside_digits(tokens, first)
        and last + 1 < len(tokens)
        and tokens[last].text in _TO_HOUR
    ):
        other = _time(tokens, last + 1, len(tokens))
        alone = not _digits_follow(tokens, other) or tokens[other].text in GLUE
        if other > last + 1 and alone and (end - first > 1 or other - last > 2):
            return last
    return first


def _digits_follow(tokens: Sequence[Token], at: int) -> bool:
    """Whether, after joining words at most, more digits come."""
    for place in range(at, min(at + 4, len(tokens))):
        text = tokens[place].text
        if _digit_like(text) or text in REPEATS:
            return True
        if text in MISHEARD and place + 1 < len(tokens) and _digit_like(tokens[place + 1].text):
            return True
        if text not in GLUE and text not in ("you", "know"):
            return False
    return False


def _inside_digits(tokens: Sequence[Token], first: int) -> bool:
    """Whether a word that may be a misheard digit joins what starts here to digits before it."""
    return first > 1 and tokens[first - 1].text in MISHEARD and _digit_like(tokens[first - 2].text)


def _half_day(tokens: Sequence[Token], at: int) -> bool:
    """Whether "a m", "pm", "o'clock" or "in the morning" stands here."""
    texts = [token.text for token in tokens[at : at + 3]]
    if not texts:
        return False
    if texts[0] in ("am", "pm", "o'clock", "oclock") or texts[:2] in (["a", "m"], ["p", "m"]):
        return True
    return texts[:2] in (["at", "night"], ["in", "the"]) and (texts[1] == "night" or texts[-1] in _DAYTIMES)


def _is_time_before(tokens: Sequence[Token], joint: int, to: bool) -> bool:
    """Whether a clock time ends at `joint`, after "from" or "between", or "to" joins one with minutes."""
    at = joint
    if at >= 2 and [token.text for token in tokens[at - 2 : at]] in (["a", "m"], ["p", "m"]):
        return True
    if at and tokens[at - 1].text in ("am", "pm", "o'clock", *_DAYTIMES):
        return True
    first = at
    while first and at - first < 4 and _digit_like(tokens[first - 1].text):
        first -= 1
    if first == at or _inside_digits(tokens, first) or _time(tokens, first, at) != at:
        return False
    before = tokens[first - 1].text if first else ""
    if _digit_like(before) or before in REPEATS:
        return False
    minutes = to and at - first > 1
    return before in _OPENS_HOURS or (minutes and before not in SAYS_A_NUMBER)


def _digit_like(text: str) -> bool:
    return is_number_token(text) or text in OHS


def _all_day(tokens: Sequence[Token], first: int, last: int, before: str) -> int:
    """ "twenty four seven", unless a number begins with it."""
    texts = [token.text for token in tokens[first : min(first + 3, last)]]
    end = (
        first + 3
        if texts == ["twenty", "four", "seven"]
        else first + 2
        if texts[:2] == ["24", "7"]
        else first
    )
    return end if end == last or before not in SAYS_A_NUMBER else first


def _pronoun(tokens: Sequence[Token], first: int, last: int, before: str) -> int:
    """ "this one", "i can mail you one": no digit; but "i'll give you one eight hundred …"."""
    if tokens[first].text != "one":
        return first
    toll_free = first + 1 < last and tokens[first + 1].text == "eight"
    return first + 1 if before in _PRONOUN_ONE or (before == "you" and not toll_free) else first


def _address(tokens: Sequence[Token], first: int, last: int) -> int:
    """ "fourteen hundred oak street": at most three words of a name before the street."""
    if last - first > 5:
        return first
    for at in range(last, min(last + 4, len(tokens))):
        if tokens[at].text in _STREETS:
            return last
        if tokens[at].text in _CLAUSE:
            break
    return first


def _counts(tokens: Sequence[Token], at: int) -> bool:
    """Whether the words from `at` are a noun in the plural, which the number before them counts."""
    for place in range(at, min(at + 3, len(tokens))):
        text = tokens[place].text
        if text in _COUNTED or (place == at and text == "of"):
            return True
        if text in _CLAUSE or text in _NO_PLURAL or not text.isalpha() or tokens[place - 1].ends:
            return False
        if len(text) > 3 and text.endswith("s") and not text.endswith(("ss", "us", "is")):
            return True
    return False
