"""Cut a run of digits into whole phone numbers and leftovers, so that as much as possible makes sense."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rehearse.analysis.digit_runs import Part, Run, first_reading
from rehearse.analysis.phone_cues import NOTHING, PERHAPS, TO_CALL
from rehearse.analysis.phone_plan import (
    LONGEST,
    SHORTEST,
    in_nanp,
    international,
    longest_of,
    may_have,
    plausibility,
    same_number,
)

#: Cost of a digit left over, of a number that touches other digits without any break, of a reading
#: that is not the likeliest one, of a word taken for a misheard digit or the other way, and of a
#: group ("twenty five") that lies across two groups of the plan; against one point for each digit of a
#: likely number.
_LEFT_OVER, _TOUCHING, _UNLIKELY, _MISHEARD, _ACROSS = 2.0, 5.0, 0.4, 0.3, 7.0

_NEVER = 1e9

#: Items with two readings beyond so many are not combined: bounds the work.
_MAX_OPEN = 8

#: So many numbers said one after the other, each by one more or less, are counting, whatever they
#: would make.
_COUNTING = 5


class Found(NamedTuple):
    """A number as it was said: token range, where its own digits end (before an extension)."""

    digits: str
    plus: bool
    first: int
    last: int
    complete: bool
    extension: str | None
    digits_last: int


def found(digits: str, plus: bool, first: int, last: int, *, complete: bool = True) -> Found:
    return Found(digits, plus, first, last, complete, None, last)


def cut(part: Part, region: str, plus: bool, cue: int) -> list[Found]:
    """The whole numbers of the cut with the best score; empty when no cut makes sense."""
    n = len(part)
    best: list[tuple[float, list[Found]]] = [(0.0, []), *((-1e9, list[Found]()) for _ in part)]
    for at in range(n):
        score, numbers = best[at]
        item = part[at]
        free = item.soft or item.counted
        left = score - (0.0 if free else _LEFT_OVER * len(item.readings[0]))
        if left > best[at + 1][0]:
            best[at + 1] = (left, numbers)
        if item.soft and not item.readings[0]:
            # A misheard word may begin a number only where the digits alone make none.
            score -= _UNLIKELY
        first_touches = _TOUCHING if _touches(part, at) else 0.0
        fewest = most = 0
        longest = longest_of(item.readings[0], region, plus=plus and at == 0)
        for end in range(at + 1, n + 1):
            lengths = [len(reading) for reading in part[end - 1].readings]
            fewest, most = fewest + min(lengths), most + max(lengths)
            if fewest > longest:
                break
            if most < SHORTEST:
                continue
            signed = plus and at == 0
            chosen = _best_reading(part[at:end], region, signed, cue, alone=at == 0 and end == n)
            if chosen is None:
                continue
            value, digits = chosen
            value -= first_touches
            if end < n and _touches(part, end) and not part[end].counted:
                value -= _TOUCHING
            if score + value > best[end][0]:
                best[end] = (score + value, [*numbers, found(digits, signed, item.first, part[end - 1].last)])
    score, numbers = best[n]
    if score <= 0 or (len(first_reading(part)) > LONGEST and not _sensible(numbers, region)):
        return []
    return numbers


def _touches(part: Part, at: int) -> bool:
    """Whether nothing separates item `at` from digits before it."""
    item = part[at]
    word = item.soft and not item.readings[0]
    return at > 0 and not item.parted and not word and not part[at - 1].soft


def _readings(items: Part, fits: Callable[[int], bool]) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Readings of the items whose number of digits fits, with what they cost.

    At most two unlikely ones are combined.
    """
    first = [item.readings[0] for item in items]
    count = sum(map(len, first))
    if fits(count):
        yield 0.0, tuple(first)
    others = [
        (
            index,
            item.readings[1],
            len(item.readings[1]) - len(item.readings[0]),
            _MISHEARD if item.soft else _UNLIKELY,
        )
        for index, item in enumerate(items)
        if len(item.readings) > 1
    ]
    for place, (index, reading, more, cost) in enumerate(others):
        if fits(count + more):
            yield cost, (*first[:index], reading, *first[index + 1 :])
        if len(others) > _MAX_OPEN:
            continue
        for also, other, even_more, extra in others[place + 1 :]:
            if fits(count + more + even_more):
                yield (
                    cost + extra,
                    (*first[:index], reading, *first[index + 1 : also], other, *first[also + 1 :]),
                )


def _best_reading(items: Part, region: str, plus: bool, cue: int, *, alone: bool) -> tuple[float, str] | None:
    best: tuple[float, str] | None = None
    first, last = items[0], items[-1]
    zero = first.readings[0][:1] in ("0", "")
    for cost, said in _readings(items, lambda count: may_have(count, zero, region, plus=plus)):
        # The first and the last item must give a digit, or the span would be too wide.
        if not said[0] or not said[-1]:
            continue
        digits = "".join(said)
        value = plausibility(digits, region, plus=plus)
        if value <= 0 or not _convincing(items, said, digits, value, region, plus, cue, alone):
            continue
        # Ten digits from abroad are grouped as the plan +1 groups them.
        grouped = in_nanp(region) or (value < len(digits) and len(digits) in (10, 11))
        value -= cost + (0.25 if first.soft and not first.readings[0] else 0)
        value -= 0.25 if last.soft and not last.readings[0] else 0
        if not plus and digits[0] != "0" and grouped and _lies_across(items, said):
            if cue < TO_CALL:
                continue
            value -= _ACROSS
        if best is None or value > best[0]:
            best = (value, digits)
    return best


def _convincing(
    items: Part,
    said: tuple[str, ...],
    digits: str,
    value: float,
    region: str,
    plus: bool,
    cue: int,
    alone: bool,
) -> bool:
    """Whether such digits with such words around them may be meant as a number to call."""
    if plus:
        return True
    if cue < TO_CALL and len(said) >= _COUNTING and is_counting(said):
        return False
    if in_nanp(region) and digits[0] != "0" and _typed_unevenly(items):
        return False
    if in_nanp(region):
        if digits[0] == "0" and len(digits) >= 9:
            # From abroad: nobody says so many digits with a 0 before them for anything else.
            return cue >= NOTHING or len(digits) == 11
        if len(digits) < 10:
            return cue >= NOTHING and _looks_local(items, digits, cue, alone)
        if value < len(digits) and cue < (TO_CALL if digits[0] == "1" else PERHAPS):
            return False
        return cue > NOTHING or any(item.single or item.typed for item in items)
    if cue == TO_CALL:
        return True
    if digits[0] == "0" and len(digits) >= 10:
        return value == len(digits)
    return cue >= NOTHING and value == len(digits) and (digits[0] == "0" or len(digits) >= 9)


def _typed_unevenly(items: Part) -> bool:
    """Whether single written digits stand among longer groups, as in version numbers."""
    lengths = [len(item.readings[0]) for item in items if item.typed]
    if lengths and items[0].readings[0] == "1":
        lengths = lengths[1:]
    return min(lengths, default=0) == 1 and max(lengths, default=0) > 1


def _looks_local(items: Part, digits: str, cue: int, alone: bool) -> bool:
    """A number without area code must look like one, for seven digits may be anything."""
    if digits[0] < "2" and not (alone and cue == TO_CALL):
        return False
    if cue == TO_CALL:
        return True
    if any(item.typed for item in items):
        return [len(item.readings[0]) for item in items] == [3, 4]
    if sum(1 for item in items if "" in item.readings and not item.single) > 1:
        # "from two five to three five to …": without a cue few words are taken for digits.
        return False
    return sum(len(item.readings[0]) for item in items if item.single) >= 3


def is_counting(said: Sequence[str]) -> bool:
    """ "two three four five six seven eight", or downwards."""
    if not all(said):
        return False
    steps = {int(after) - int(before) for before, after in pairwise(said)}
    return steps in ({1}, {-1})


def _lies_across(items: Part, said: tuple[str, ...]) -> bool:
    """Whether a group lies across the bounds of area code, exchange and line.

    "fifty five" is 50 and 5 only where such a bound is between the two: nobody says 505 like that.
    """
    total = sum(len(reading) for reading in said)
    plan = (total - 4, total - 7, total - 10)
    bounds = {0, total, *plan}
    at = 0
    for item, reading in zip(items, said, strict=True):
        end = at + len(reading)
        if not item.single and not item.soft:
            split = at
            if not item.typed and len(item.readings) > 1 and reading != min(item.readings, key=len):
                # The longer reading is of two pieces, 20 and 5 or 800 and 12.
                split = at + len(reading) // 2 + 1
                if split not in bounds:
                    return True
            for first, last in ((at, split), (split, end)):
                whole = first in bounds and last in bounds
                if not whole and any(first < bound < last for bound in plan):
                    return True
        at = end
    return False


def _sensible(numbers: Sequence[Found], region: str) -> bool:
    """Several numbers out of one long run: only if they agree or each has an area code."""
    if all(len(number.digits) >= 10 for number in numbers):
        return True
    whole = [international(number.digits, region, plus=number.plus) for number in numbers]
    return all(same_number(other, whole[0]) for other in whole[1:])


# --- numbers that are put right while they are said


def put_right(run: Run, region: str, plus: bool) -> Found | None:
    """ "five five five sorry five five six one two three four" is one number, 556-1234.

    None when the parts make no such number: they are then looked at one by one.
    """
    said = first_reading(run.parts[0])
    first = run.first
    for part, repair in zip(run.parts[1:], run.repairs, strict=True):
        again = first_reading(part)
        if repair.area and len(again) == 3 and len(said) >= 10:
            said = said[: len(said) - 10] + again + said[-7:]
            continue
        restart = len(again) > len(said) and again.startswith(said)
        if repair.again and not restart and _whole(said, region, plus) and _whole(again, region, plus):
            return None
        best: tuple[float, int, str] | None = None
        for cost, reading in _readings(part, lambda _count: True):
            if not reading[0] or not reading[-1]:
                continue
            again = "".join(reading)
            for keep in range(len(said) + 1):
                value = _put_in(said, keep, again, region, plus) - cost
                if value > -_NEVER and (best is None or value > best[0]):
                    best = (value, keep, said[:keep] + again)
        if best is None:
            return None
        if best[1] == 0 and len(said) < 3:
            first = part[0].first
        said = best[2]
    return found(said, plus, first, run.last)


def _put_in(said: str, keep: int, again: str, region: str, plus: bool) -> float:
    """How well `again` replaces what was said after the first `keep` digits."""
    value = plausibility(said[:keep] + again, region, plus=plus)
    if value <= 2:
        return -_NEVER
    # What is corrected resembles what it replaces.
    pairs = list(zip(said[keep:], again, strict=False))
    if not pairs:
        # Nothing is replaced: "sorry" was said for something else.
        value -= 4.0
    same = sum(a == b for a, b in pairs)
    return value + 3.0 * same - 3.0 * (len(pairs) - same) - 2.0 * max(0, len(said) - keep - len(again))


def _whole(digits: str, region: str, plus: bool) -> bool:
    return plausibility(digits, region, plus=plus) > 2
