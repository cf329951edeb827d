"""Phone numbers in a message, however they were said.

Digits come as runs (`digit_runs.py`).  A run is cut into whole numbers and leftovers so that as
much of it as possible makes sense (`number_cuts.py`); numbers of accounts, prices, years and clock
times are told from phone numbers by what stands around them (`other_numbers.py`, `phone_cues.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from rehearse.analysis.digit_runs import Item, Run, find_runs, first_reading, read_item
from rehearse.analysis.digit_words import GLUE, HESITATIONS
from rehearse.analysis.message import Message
from rehearse.analysis.number_cuts import Found, cut, found, is_counting, put_right
from rehearse.analysis.phone_cues import NAMED_OTHERWISE, NOTHING, TO_CALL, cue, is_alternative, label
from rehearse.analysis.phone_plan import LONGEST, SHORTEST, international, same_number, written
from rehearse.analysis.result import Phone, PhoneNumber
from rehearse.analysis.timing import end_fraction
from rehearse.analysis.vanity import TOLL_FREE, vanity
from rehearse.script.tokens import Token, word_range

#: A longer run of number words is a list or a count, and is not looked at.
MAX_RUN_ITEMS = 80

#: Numbers of emergency and public services (NANP N11 codes, 988; ITU-T E.161.1 112; 999, 111, 101):
#: nobody's own.
_SHORT_CODES = frozenset((*(f"{n}11" for n in range(2, 10)), "988", "112", "999", "111", "101"))

#: Number words looked at in one message: bounds the work for a text of nothing but numbers.
MAX_ITEMS = 4000

_CLOCK_CUES = frozenset(("at", "by", "till", "until", "before", "after", "around"))
_EXTENSION = frozenset(("extension", "ext", "extn", "x"))
_AFTER_EXTENSION = HESITATIONS | frozenset(("number", "is", "'s"))
_BEFORE_EXTENSION = GLUE | frozenset(("at", "with", "then", "on", "my"))
_LONGEST_EXTENSION = 6


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
    if _conflict(message, whole, region):
        return Phone("conflicting", fraction, numbers)
    early = fraction is not None and fraction <= early_fraction
    return Phone("early" if early else "late", fraction, numbers)


def _as_number(message: Message, found: Found, region: str) -> PhoneNumber:
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


def _find(message: Message, region: str) -> list[Found]:
    tokens = message.tokens
    numbers: list[Found] = []
    taken_until = 0
    items = 0
    for run in find_runs(message):
        items += sum(map(len, run.parts))
        if items > MAX_ITEMS:
            break
        rest = _from(run, taken_until)
        if rest is None:
            continue
        said = _numbers_of(tokens, rest, region)
        if not any(number.complete for number in said):
            said = _repeats(tokens, rest, region, numbers) or said
        for number in said:
            number = _with_extension(tokens, number)
            if number.first < taken_until:
                continue
            taken_until = number.last
            numbers.append(number)
    if any(number.complete for number in numbers):
        numbers = [number for number in numbers if number.complete]
    return numbers


def _from(run: Run, first: int) -> Run | None:
    """What is left of the run from token `first` on."""
    if run.first >= first:
        return run
    if len(run.parts) > 1:
        return None
    part = tuple(item for item in run.parts[0] if item.first >= first)
    return Run((part,)) if part else None


def _numbers_of(tokens: Sequence[Token], run: Run, region: str) -> list[Found]:
    if sum(len(part) for part in run.parts) > MAX_RUN_ITEMS:
        return []
    count = max(len(first_reading(part)) for part in run.parts)
    said = cue(tokens, run.first, run.last, count)
    if said == NAMED_OTHERWISE:
        return []
    before = tokens[run.first - 1].text if run.first else ""
    plus = before in ("+", "plus")
    if len(run.parts) > 1:
        corrected = put_right(run, region, plus)
        if corrected is not None:
            return [_without_trunk_zero(corrected, region)]
    whole: list[Found] = []
    for part in run.parts:
        if before in _CLOCK_CUES and part is run.parts[0] and len(part) > 1:
            # "at two five five five …": an hour may stand before the number.
            part = (part[0], part[1]._replace(parted=True), *part[2:])
        whole.extend(
            _without_trunk_zero(number, region)
            for number in cut(part, region, plus, said)
            if said != NOTHING or not _is_list(tokens, part, number)
        )
        plus = False
    if whole:
        return whole
    letters = vanity(tokens, run, said)
    if letters is not None:
        return [letters]
    unfinished = _unfinished(tokens, run, said)
    return [unfinished] if unfinished is not None else []


def _is_list(tokens: Sequence[Token], part: Sequence[Item], number: Found) -> bool:
    """ "two thirty five three forty one and six oh seven": several numbers, the last one after "and"."""
    return any(
        not item.single and not item.soft and item.last < number.last and tokens[item.last].text == "and"
        for item in part
        if number.first <= item.first
    )


def _repeats(tokens: Sequence[Token], run: Run, region: str, before: Sequence[Found]) -> list[Found]:
    """Digits without any cue that say a number, or the end of it, once more."""
    whole = [number for number in before if number.complete]
    if not whole or len(run.parts) > 1 or len(run.parts[0]) > MAX_RUN_ITEMS:
        return []
    (part,) = run.parts
    known = [international(number.digits, region, plus=number.plus) for number in whole]
    digits = first_reading(part)
    if len(digits) >= SHORTEST and any(number.endswith(digits.lstrip("0")) for number in known):
        return [found(digits, False, part[0].first, part[-1].last)]
    return [
        number
        for number in cut(part, region, False, TO_CALL)
        if any(same_number(international(number.digits, region, plus=False), other) for other in known)
    ]


def _without_trunk_zero(number: Found, region: str) -> Found:
    """ "+44 (0)20 …" is written so that both ways of dialling are seen: abroad without the 0."""
    if not number.plus:
        return number
    return number._replace(digits=international(number.digits, region, plus=True))


def _unfinished(tokens: Sequence[Token], run: Run, said: int) -> Found | None:
    """Digits announced as a number to call that make no whole one."""
    items = [item for part in run.parts for item in part]
    while items and ((items[-1].soft and not items[-1].readings[0]) or items[-1].counted):
        items.pop()
    while items and items[0].soft and not items[0].readings[0]:
        items.pop(0)
    digits = first_reading(items)
    counting = len(items) > 2 and is_counting([item.readings[0] for item in items])
    if counting or (run.parts[-1][-1].counted) or digits in _SHORT_CODES:
        return None
    if len(digits) < 3 or len(digits) > LONGEST + 5:
        return None
    # Without a cue only a long one, said digit by digit at the very end: the message was cut off.
    cut_off = len(digits) > 7 and run.last == len(tokens) and all(item.single for item in items)
    if said < TO_CALL and not (said >= NOTHING and cut_off):
        return None
    bare = digits.removeprefix("1")
    singles = sum(1 for item in items if item.single)
    toll_free = bare[:3] in TOLL_FREE and digits != "800"
    by_digit = singles >= 3 and singles * 2 >= len(items)
    typed = all(item.typed for item in items) and len(digits) >= 5
    if not (toll_free or by_digit or typed) or (len(digits) <= 4 and _clock_time(tokens, items, digits)):
        return None
    return found(digits, False, items[0].first, items[-1].last, complete=False)


def _clock_time(tokens: Sequence[Token], items: Sequence[Item], digits: str) -> bool:
    """ "call me at five oh five": three or four digits after "at" that a clock may show."""
    before = tokens[items[0].first - 1].text if items[0].first else ""
    hour, minute = digits[:-2], digits[-2:]
    return before in _CLOCK_CUES and (
        1 <= int(hour) <= 12 and int(minute) < 60 and (len(digits) == 3 or len(items) < 4)
    )


def _with_extension(tokens: Sequence[Token], number: Found) -> Found:
    at = number.last
    while at < min(number.last + 3, len(tokens)) and tokens[at].text in _BEFORE_EXTENSION:
        at += 1
    if at >= len(tokens) or tokens[at].text not in _EXTENSION:
        return number
    at += 1
    while at < len(tokens) and tokens[at].text in _AFTER_EXTENSION:
        at += 1
    digits, ends = "", [(at, "")]
    while at < len(tokens):
        read = read_item(tokens, at)
        if read is None or read[2] == "soft" or len(digits) > len(number.digits) + _LONGEST_EXTENSION:
            break
        at, digits = read[0], digits + read[1][0]
        ends.append((at, digits))
    # The number itself may follow at once: "extension two oh four nine one nine …".
    if digits.endswith(number.digits):
        digits = digits[: -len(number.digits)]
    last, extension = max(
        end for end in ends if digits.startswith(end[1]) and len(end[1]) <= _LONGEST_EXTENSION
    )
    return number._replace(extension=extension, last=last) if extension else number


# --- the verdict


def _conflict(message: Message, numbers: Sequence[Found], region: str) -> bool:
    """Two whole numbers that differ, and neither are of different phones nor offered side by side."""
    tokens = message.tokens
    labels = [label(tokens, number.first, number.last) for number in numbers]
    whole = [international(number.digits, region, plus=number.plus) for number in numbers]
    for index, number in enumerate(numbers):
        if any(
            same_number(whole[index], whole[other]) or same_number(number.digits, numbers[other].digits)
            for other in range(index)
        ):
            continue
        if is_alternative(tokens, number.first):
            continue
        if any(labels[index] == labels[other] for other in range(index)):
            return True
    return False
