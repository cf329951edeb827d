"""Whether the phone number has been said, in words that are still coming."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rehearse.analysis.message import Message
from rehearse.analysis.numbers import find_phone
from rehearse.analysis.phone_plan import in_nanp, region_is_known
from rehearse.analysis.result import MessageWord
from rehearse.speech.transcript import Word

#: Digits of a whole number in North America, with its area code.
_NANP_DIGITS = 10


@dataclass(frozen=True, slots=True)
class NumberHeard:
    """The first whole number so far.

    `end_s` is when its last word ended, `after_s` how long after the first word of the message that
    was; both None while its words may still change.
    `certain` is false while more digits could follow: seven of them may be the beginning of ten.
    """

    digits: str
    end_s: float | None
    after_s: float | None
    certain: bool


def number_heard(words: Sequence[Word], partial: str, *, region: str) -> NumberHeard | None:
    """The number in the settled `words` and the provisional ones after them; None for none yet.

    Takes milliseconds.  In a region that nobody knows there are no numbers.
    """
    if not region_is_known(region):
        return None
    settled = [MessageWord(word.text, word.span, word.confidence) for word in words]
    message = Message((*settled, *map(MessageWord, partial.split())), "audio")
    phone = find_phone(message, region=region, wants_number=True, early_fraction=1.0)
    number = next((number for number in phone.numbers if number.complete), None)
    if number is None:
        return None
    digits = number.digits.removeprefix("1") if in_nanp(region) else number.digits
    certain = number.last_word < len(message.words) or (in_nanp(region) and len(digits) >= _NANP_DIGITS)
    end_s = after_s = None
    if (last := message.words[number.last_word - 1].span) is not None:
        end_s = last.end_s
        if (first := message.words[0].span) is not None:
            after_s = last.end_s - first.start_s
    return NumberHeard(number.digits, end_s, after_s, certain)
