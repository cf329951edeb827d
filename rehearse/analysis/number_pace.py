"""Whether a number is said slower than the words around it, and announced.

No published norm for digits a second was found, so the speaker is compared with nobody else.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from rehearse.analysis.message import Message
from rehearse.analysis.phone_cues import TO_CALL, cue
from rehearse.analysis.result import Phone, PhoneNumber
from rehearse.analysis.timing import sounding
from rehearse.script.tokens import Token
from rehearse.speech.transcript import Span

#: So many words before and after are compared: about five seconds of speech.
WORDS_AROUND = 12

#: Fewer say nothing: word times come in steps of 30 ms, and words differ.
MIN_WORDS_AROUND, MIN_NUMBER_WORDS = 6, 4

#: Words a second of the number over those around it.  Synthetic voices that read both at one pace
#: give 0.65 to 0.9, since a digit is never swallowed as "of" and "the" are; so 1.1 is rushed by any
#: measure, and below 0.65 is slowed down on purpose.  Rehearse's own bounds.
RUSHED, SLOWED = 1.1, 0.65

#: A gap up to this belongs to the speaking, see `timing.PAUSE_S`.
_JOINED_S = 0.3


def with_pace(message: Message, phone: Phone, *, quiet: Sequence[tuple[float, float]] = ()) -> Phone:
    """The phone result with every number's `pace_ratio` and `cue`.

    The ratio is words a second of the number, its pauses included, over words a second of up to
    `WORDS_AROUND` words on each side, pauses left out; None for text and where the number or
    the words around are too few.
    Words of other numbers are not compared with.
    `quiet` as for `timing.measure`.
    """
    if not phone.numbers:
        return phone
    times = dict(sounding(message, quiet))
    taken = {word for number in phone.numbers for word in range(number.first_word, number.last_word)}
    numbers = tuple(
        replace(
            number,
            pace_ratio=_pace_ratio(message, number, times, taken),
            cue=_is_announced(message, number),
        )
        for number in phone.numbers
    )
    return replace(phone, numbers=numbers)


def _is_announced(message: Message, number: PhoneNumber) -> bool:
    tokens = message.tokens
    first = bisect_left(tokens, number.first_word, key=_word_of)
    last = bisect_left(tokens, number.last_word, key=_word_of)
    return first < last and cue(tokens, first, last, len(number.digits)) == TO_CALL


def _word_of(token: Token) -> int:
    return token.word


def _pace_ratio(
    message: Message, number: PhoneNumber, times: dict[int, Span], taken: set[int]
) -> float | None:
    inside = [word for word in range(number.first_word, number.last_word) if word in times]
    if len(inside) < MIN_NUMBER_WORDS:
        return None

    def free(words: Iterable[int]) -> Iterable[int]:
        return islice((word for word in words if word in times and word not in taken), WORDS_AROUND)

    before, after = range(number.first_word - 1, -1, -1), range(number.last_word, len(message.words))
    around = sorted((*free(before), *free(after)))
    if len(around) < MIN_WORDS_AROUND:
        return None
    number_s = times[inside[-1]].end_s - times[inside[0]].start_s
    around_s = sum(times[word].duration_s for word in around)
    for word, following in pairwise(around):
        gap_s = times[following].start_s - times[word].end_s
        if following == word + 1 and 0 < gap_s < _JOINED_S:
            around_s += gap_s
    if number_s <= 0 or around_s <= 0:
        return None
    return (len(inside) / number_s) / (len(around) / around_s)
