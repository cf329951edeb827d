"""Phone numbers in a message, however they were said.

Digits come as runs (`digit_runs.py`).  A run is cut into whole numbers and leftovers so that as
much of it as possible makes sense; numbers of accounts, prices, years and clock times are told
from phone numbers by what stands around them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rehearse.analysis.digit_runs import Item, Run, find_runs, read_item
from rehearse.analysis.digit_words import GLUE
from rehearse.analysis.message import Message
from rehearse.analysis.phone_cues import AMOUNTS, MONEY_SIGNS, cue_before
from rehearse.analysis.phone_plan import LONGEST, SHORTEST, plausibility, written
from rehearse.analysis.result import Phone, PhoneNumber
from rehearse.analysis.timing import end_fraction
from rehearse.script.tokens import Token, word_range, word_set

#: A longer run of number words is a list or a count, and is not looked at.
MAX_RUN_ITEMS = 80

#: Runs looked at in one message: bounds the work for a text of nothing but numbers.
MAX_RUNS = 200

#: Cost of a digit left over, of a number that touches other digits without any break, and of a
#: reading that is not the likeliest one, against one point for each digit of a likely number.
_LEFT_OVER, _TOUCHING, _UNLIKELY = 2.0, 5.0, 0.5

_CLOCK_CUES = frozenset(("at", "by", "till", "until", "before", "after", "around"))
_EXTENSION = frozenset(("extension", "ext", "extn", "x"))
_TOLL_FREE = ("800", "888", "877", "866", "855", "844", "833")
_LABELS = {
    "cell": "mobile", "mobile": "mobile", "office": "office", "desk": "office", "work": "office",
    "home": "home", "fax": "fax", "toll": "toll-free", "assistant": "assistant",
}  # fmt: skip
_AGAIN = frozenset(("again", "repeat", "once", "more", "that"))
_KEYS = ("abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz")
_KEYPAD = {
    c: d
    for d, cs in zip("23456789", ("abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"), strict=True)
    for c in cs
}
_NOT_VANITY = word_set("anytime because between whenever thanks thank number numbers without")


class _Found(NamedTuple):
    digits: str
    plus: bool
    first: int
    last: int
    complete: bool
    extension: str | None
    digits_last: int


def find_phone(message: Message, *, region: str, wants_number: bool, early_fraction: float) -> Phone:
    """Every number of the message and the verdict on it."""
    found = _find(message, region)
    numbers = tuple(_as_number(message, number, region) for number in found)
    whole = [number for number in found if number.complete]
    fraction = None
    if whole:
        _first, last_word = word_range(message.tokens, whole[0].first, whole[0].digits_last)
        fraction = end_fraction(message, last_word)
    if not wants_number:
        return Phone("not_wanted", fraction, numbers)
    if not numbers:
        return Phone("missing", None, ())
    if not whole:
        return Phone("incomplete", None, numbers)
    if _conflict(message, whole):
        return Phone("conflicting", fraction, numbers)
    early = fraction is not None and fraction <= early_fraction
    return Phone("early" if early else "late", fraction, numbers)


def _as_number(message: Message, found: _Found, region: str) -> PhoneNumber:
    first_word, last_word = word_range(message.tokens, found.first, found.last)
    _first, digits_end = word_range(message.tokens, found.first, found.digits_last)
    span = message.span(first_word, last_word)
    digits_span = message.span(first_word, digits_end)
    rate = None
    if digits_span is not None and digits_span.duration_s > 0:
        rate = len(found.digits) / digits_span.duration_s
    return PhoneNumber(
        digits=found.digits,
        display=written(found.digits, region, plus=found.plus),
        extension=found.extension,
        complete=found.complete,
        first_word=first_word,
        last_word=last_word,
        span=span,
        digits_per_s=rate,
    )


# --- from runs to numbers


def _find(message: Message, region: str) -> list[_Found]:
    tokens = message.tokens
    found: list[_Found] = []
    taken_until = 0
    for run in find_runs(message)[:MAX_RUNS]:
        if run.first < taken_until:
            continue
        for number in _numbers_of(tokens, run, region):
            number = _with_extension(tokens, number)
            taken_until = number.last
            found.append(number)
    if any(number.complete for number in found):
        found = [number for number in found if number.complete]
    return found


def _numbers_of(tokens: Sequence[Token], run: Run, region: str) -> list[_Found]:
    if sum(len(part) for part in run.parts) > MAX_RUN_ITEMS:
        return []
    cue = cue_before(tokens, run.first)
    after = tokens[run.last].text if run.last < len(tokens) else ""
    before = tokens[run.first - 1].text if run.first else ""
    if cue < 0 or before in MONEY_SIGNS or after in AMOUNTS:
        return []
    plus = before in ("+", "plus")
    if len(run.parts) > 1:
        corrected = _corrected(run, region, plus)
        if corrected is not None:
            return [corrected]
    whole: list[_Found] = []
    for part in run.parts:
        if before in _CLOCK_CUES and part is run.parts[0] and len(part) > 1:
            # "at two five five five …": an hour may stand before the number.
            part = (part[0], part[1]._replace(parted=True), *part[2:])
        whole.extend(_cut(part, region, plus, cue))
        plus = False
    if whole:
        return whole
    vanity = _vanity(tokens, run)
    if vanity is not None:
        return [vanity]
    unfinished = _unfinished(tokens, run, cue)
    return [unfinished] if unfinished is not None else []


def _readings(items: Sequence[Item]) -> Iterator[tuple[str, int]]:
    """Digit strings of the items with the number of unlikely readings, at most two of those."""
    first = [item.readings[0] for item in items]
    yield "".join(first), 0
    open_items = [index for index, item in enumerate(items) if len(item.readings) > 1]
    for place, index in enumerate(open_items):
        changed = first.copy()
        changed[index] = items[index].readings[1]
        yield "".join(changed), 1
        for other in open_items[place + 1 :]:
            twice = changed.copy()
            twice[other] = items[other].readings[1]
            yield "".join(twice), 2


def _cut(part: Sequence[Item], region: str, plus: bool, cue: int) -> list[_Found]:
    """Cut the items into whole numbers and leftovers: the cut with the best score, if any."""
    n = len(part)
    best: list[tuple[float, list[_Found]]] = [(0.0, []), *((-1e9, list[_Found]()) for _ in part)]
    for at in range(n):
        score, numbers = best[at]
        item = part[at]
        left = score - (0.0 if item.soft else _LEFT_OVER * len(item.readings[0]))
        if left > best[at + 1][0]:
            best[at + 1] = (left, numbers)
        if item.soft and not item.readings[0]:
            # A misheard word may begin a number only where the digits alone make none.
            score -= _UNLIKELY
        shortest = 0
        for end in range(at + 1, min(at + LONGEST + 3, n) + 1):
            shortest += len(part[end - 1].readings[0]) - (1 if part[end - 1].soft else 0)
            if shortest > LONGEST:
                break
            chosen = _best_reading(part[at:end], region, plus and at == 0, cue, alone=at == 0 and end == n)
            if chosen is None:
                continue
            value, digits = chosen
            if _touches(part, at):
                value -= _TOUCHING
            if end < n and _touches(part, end):
                value -= _TOUCHING
            if score + value > best[end][0]:
                number = _Found(
                    digits, plus and at == 0, item.first, part[end - 1].last, True, None, part[end - 1].last
                )
                best[end] = (score + value, [*numbers, number])
    score, numbers = best[n]
    if score <= 0:
        return []
    many = sum(len(item.readings[0]) for item in part) > LONGEST
    if many and not _sensible(numbers):
        return []
    return numbers


def _best_reading(
    items: Sequence[Item], region: str, plus: bool, cue: int, *, alone: bool
) -> tuple[float, str] | None:
    best: tuple[float, str] | None = None
    first, last = items[0], items[-1]
    for digits, unlikely in _readings(items):
        if not SHORTEST <= len(digits) <= LONGEST:
            continue
        if not _starts_and_ends(items, digits):
            continue
        value = plausibility(digits, region, plus=plus)
        if value <= 0:
            continue
        if len(digits) < 10 and not plus and not _looks_local(items, digits, cue, alone):
            continue
        value -= unlikely * _UNLIKELY + (0.25 if first.soft and not first.readings[0] else 0)
        value -= 0.25 if last.soft and not last.readings[0] else 0
        if best is None or value > best[0]:
            best = (value, digits)
    return best


def _starts_and_ends(items: Sequence[Item], digits: str) -> bool:
    """The first and the last item must give a digit, or the span would be too wide."""
    first, last = items[0].readings, items[-1].readings
    return digits.startswith(tuple(filter(None, first))) and (
        bool(last[0]) or digits.endswith(tuple(filter(None, last)))
    )


def _looks_local(items: Sequence[Item], digits: str, cue: int, alone: bool) -> bool:
    """A number without area code must look like one, for seven digits may be anything."""
    if digits[0] < "2" and not (alone and cue == 2):
        return False
    if cue == 2:
        return True
    if any(item.typed for item in items):
        lengths = [len(item.readings[0]) for item in items]
        return lengths == [3, 4]
    return sum(1 for item in items if item.single) >= 3


def _touches(part: Sequence[Item], at: int) -> bool:
    """Whether nothing separates item `at` from digits before it."""
    return at > 0 and not part[at].parted and not part[at - 1].soft


def _sensible(numbers: Sequence[_Found]) -> bool:
    """Several numbers out of one long run: only if they agree or each has an area code."""
    if all(len(number.digits) >= 10 for number in numbers):
        return True
    return all(same_number(number.digits, numbers[0].digits) for number in numbers[1:])


def _corrected(run: Run, region: str, plus: bool) -> _Found | None:
    """ "five five five sorry five five six one two three four" is one number, 556-1234."""
    said = "".join(item.readings[0] for item in run.parts[0])
    for part in run.parts[1:]:
        again = "".join(item.readings[0] for item in part)
        best: tuple[float, str] | None = None
        for keep in range(len(said) + 1):
            digits = said[:keep] + again
            value = plausibility(digits, region, plus=plus)
            if value <= 2:
                continue
            # What is corrected resembles what it replaces.
            pairs = list(zip(said[keep:], again, strict=False))
            same = sum(a == b for a, b in pairs)
            value += 3.0 * same - 2.0 * (len(pairs) - same) - 2.0 * max(0, len(said) - keep - len(again))
            if best is None or value > best[0]:
                best = (value, digits)
        if best is None:
            return None
        said = best[1]
    return _Found(said, plus, run.first, run.last, True, None, run.last)


def _vanity(tokens: Sequence[Token], run: Run) -> _Found | None:
    """ "one eight hundred flowers": letters on the keypad after a toll-free prefix."""
    digits = "".join(item.readings[0] for part in run.parts for item in part)
    prefix = digits[1:] if digits.startswith("1") else digits
    if not prefix.startswith(_TOLL_FREE) or len(prefix) > 7:
        return None
    letters, needed = "", 10 - len(prefix)
    for end in range(run.last, min(run.last + 4, len(tokens))):
        text = tokens[end].text
        if not text.isascii() or not text.isalpha() or text in _NOT_VANITY:
            return None
        letters += text
        enough = len(letters) == needed or (end == run.last and needed < len(letters) <= needed + 2)
        if enough:
            spelled = "".join(_KEYPAD[letter] for letter in letters[:needed])
            return _Found(digits + spelled, False, run.first, end + 1, True, None, end + 1)
        if len(letters) > needed:
            return None
    return None


def _unfinished(tokens: Sequence[Token], run: Run, cue: int) -> _Found | None:
    """Digits announced as a number to call that make no whole one."""
    items = [item for part in run.parts for item in part]
    while items and items[-1].soft and not items[-1].readings[0]:
        items.pop()
    while items and items[0].soft and not items[0].readings[0]:
        items.pop(0)
    digits = "".join(item.readings[0] for item in items)
    if cue < 2 or len(digits) < 3 or len(digits) > LONGEST + 5:
        return None
    bare = digits.removeprefix("1")
    singles = sum(1 for item in items if item.single)
    toll_free = bare[:3] in _TOLL_FREE and digits != "800"
    by_digit = singles >= 3 and singles * 2 >= len(items)
    typed = all(item.typed for item in items) and len(digits) >= 5
    if not (toll_free or by_digit or typed) or (len(digits) <= 4 and _clock_time(tokens, items, digits)):
        return None
    first, last = items[0].first, items[-1].last
    return _Found(digits, False, first, last, False, None, last)


def _clock_time(tokens: Sequence[Token], items: Sequence[Item], digits: str) -> bool:
    """ "call me at five oh five": three or four digits after "at" that a clock may show."""
    before = tokens[items[0].first - 1].text if items[0].first else ""
    hour, minute = digits[:-2], digits[-2:]
    return before in _CLOCK_CUES and (
        1 <= int(hour) <= 12 and int(minute) < 60 and (len(digits) == 3 or len(items) < 4)
    )


def _with_extension(tokens: Sequence[Token], found: _Found) -> _Found:
    at = found.last
    while at < len(tokens) and (tokens[at].text in GLUE or tokens[at].text in ("at", "with", "then")):
        at += 1
    if at >= len(tokens) or tokens[at].text not in _EXTENSION or at > found.last + 2:
        return found
    at += 1
    while at < len(tokens) and tokens[at].text in ("number", "is", "'s", "um", "uh"):
        at += 1
    digits = ""
    while at < len(tokens):
        read = read_item(tokens, at)
        if read is None or read[2] == "soft" or len(digits + read[1][0]) > 6:
            break
        at, digits = read[0], digits + read[1][0]
    return found._replace(extension=digits, last=at) if digits else found


# --- the verdict


def same_number(one: str, other: str) -> bool:
    """Whether two ways of giving a number agree: with or without area code or leading 1."""
    short, long = sorted((one, other), key=len)
    return long.endswith(short.removeprefix("1") if len(short) == 11 else short) and len(short) >= 7


def _conflict(message: Message, numbers: Sequence[_Found]) -> bool:
    """Two whole numbers that differ and are not said to be of different phones."""
    labels = [_label(message.tokens, number) for number in numbers]
    for index, number in enumerate(numbers):
        for other in range(index):
            if same_number(number.digits, numbers[other].digits):
                continue
            if labels[index] != labels[other]:
                continue
            return True
    return False


def _label(tokens: Sequence[Token], number: _Found) -> str:
    for at in range(number.first - 1, max(-1, number.first - 6), -1):
        if tokens[at].text in _AGAIN:
            return ""
        label = _LABELS.get(tokens[at].text)
        if label is not None:
            return label
    return ""
