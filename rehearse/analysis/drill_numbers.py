"""Judges the number of a take by a drill's condition."""

from __future__ import annotations

from dataclasses import replace

from rehearse.analysis.drill_telling import (
    Judged,
    at_most,
    evidence_of,
    in_seconds,
    is_out,
    no_times,
    seconds,
    start_of,
    unknown,
)
from rehearse.analysis.drills import Condition, DrillFacts, Miss
from rehearse.analysis.own_number import digits_of
from rehearse.analysis.phone_plan import SHORTEST, international, same_number
from rehearse.analysis.result import Analysis, PhoneNumber
from rehearse.i18n import _
from rehearse.script.tokens import word_range

#: So many digits hold an area code wherever there are any.
_SURELY_WHOLE = 10

#: Digits of a country code.
_LONGEST_COUNTRY_CODE = 3


def _whole_numbers(analysis: Analysis) -> list[PhoneNumber]:
    return [number for number in analysis.phone.numbers if number.complete]


def _no_number(name: str, analysis: Analysis, bound: float | str | None) -> Miss:
    """No whole number was heard: with the part there was, if any."""
    parts = analysis.phone.numbers
    if parts:
        heard = _("Only a part of your number was heard, {digits}.").format(digits=parts[0].display)
        return Miss(name, heard, parts[0].digits, bound, evidence_of(parts))
    return Miss(name, _("No phone number was heard."), None, bound)


def number_within(condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Judged:
    name, bound = "number_within", condition.number_within
    whole = _whole_numbers(analysis)
    if not whole:
        return _no_number(name, analysis, bound)
    fraction = analysis.phone.first_end_fraction
    if fraction is None or bound is None:
        return unknown(name, bound, _("Where your number ended"), _("The words have no times."))
    if at_most(round(fraction, 2), bound):
        return round(fraction, 2)
    sentence = _(
        "Your number was out after {percent:.0f} % of the message; it must be within the first {bound:.0f} %."
    ).format(percent=100 * fraction, bound=100 * bound)
    return Miss(name, sentence, round(fraction, 2), bound, evidence_of(whole[:1]))


def number_before_s(condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Judged:
    name, bound = "number_before_s", condition.number_before_s
    whole = _whole_numbers(analysis)
    if not whole:
        return _no_number(name, analysis, bound)
    start_s, span = start_of(analysis), whole[0].span
    if start_s is None or span is None or bound is None:
        reason = no_times(analysis, "moments.number_complete_s")
        return unknown(name, bound, _("When your number ended"), reason)
    value = seconds(span.end_s - start_s)
    if at_most(value, bound):
        return value
    sentence = _("Your number was complete after {time}; it must be out within {bound}.").format(
        time=in_seconds(value), bound=in_seconds(bound)
    )
    return Miss(name, sentence, value, bound, evidence_of(whole[:1]))


def number_heard(_condition: Condition, analysis: Analysis, facts: DrillFacts) -> Judged:
    """Every whole number of the message is the user's own: one wrong repeat is one wrong note."""
    name, own = "number_heard", _own(facts)
    if own is None:
        reason = _("Rehearse was not told your own whole number.")
        return unknown(name, facts.own_number or None, _("Whether your number was heard right"), reason)
    whole = _whole_numbers(analysis)
    if not whole:
        return _no_number(name, analysis, facts.own_number)
    for number in whole:
        heard = _heard(number, facts)
        if heard == own or (len(heard) > len(own) and same_number(heard, own)):
            continue
        if same_number(heard, own):
            sentence = _("{number} was heard without its area code, and your number is {own}.")
        else:
            sentence = _("{number} was heard, and your number is {own}.")
        sentence = sentence.format(number=number.display, own=facts.own_number.strip())
        return Miss(name, sentence, number.digits, facts.own_number, evidence_of((number,)))
    return _torn(whole, own, analysis, facts)


def _torn(whole: list[PhoneNumber], own: str, analysis: Analysis, facts: DrillFacts) -> Miss | None:
    """One's own number said once more with digits missing, after it was heard whole.

    Before that it is a beginning that was put right.  Fewer digits than a local number has ("again, one
    four two") repeat a part and stand for no number.
    """
    from rehearse.analysis.digit_runs import find_runs, first_reading
    from rehearse.analysis.message import Message

    heard = {at for number in whole for at in range(number.first_word, number.last_word)}
    # A dash has no tokens, so that what is left keeps its place and is joined to nothing.
    words = tuple(replace(word, text="—") if at in heard else word for at, word in enumerate(analysis.words))
    message = Message(words, "audio")
    for part in (part for run in find_runs(message) for part in run.parts):
        digits = first_reading(part)
        first_word, last_word = word_range(message.tokens, part[0].first, part[-1].last)
        if first_word < whole[0].first_word or len(digits) < SHORTEST:
            continue
        said = digits.removeprefix("0")
        if _in_order(said, own) and not own.endswith(said):
            sentence = _("Once only a part of your number was heard, {digits}.").format(digits=digits)
            evidence = (message.evidence(first_word, last_word),)
            return Miss("number_heard", sentence, digits, facts.own_number, evidence)
    return None


def _in_order(digits: str, own: str) -> bool:
    """Whether digits are those of a number with some left out."""
    left = iter(own)
    return all(digit in left for digit in digits)


def number_pace_most(condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Judged:
    name, bound = "number_pace_most", condition.number_pace_most
    whole = _whole_numbers(analysis)
    if not whole:
        return _no_number(name, analysis, bound)
    paces = [(number.pace_ratio, number) for number in whole if number.pace_ratio is not None]
    if not paces or bound is None:
        reason = analysis.unknown.get("phone.numbers[].pace_ratio")
        if reason is None and whole[0].span is None:
            reason = _("The words have no times.")
        return unknown(name, bound, _("The pace of your number"), reason)
    ratio, fastest = max(paces, key=lambda pace: pace[0])
    if at_most(round(ratio, 2), bound):
        return round(ratio, 2)
    sentence = _(
        "You said your number at {percent:.0f} % of the pace of the words around it; "
        "{bound:.0f} % are the most."
    ).format(percent=100 * ratio, bound=100 * bound)
    return Miss(name, sentence, round(ratio, 2), bound, evidence_of((fastest,)))


def number_out(_condition: Condition, analysis: Analysis, facts: DrillFacts) -> Judged:
    """A whole number that had been said when the line was cut, whatever came after it."""
    name = "number_out"
    said = [number for number in _whole_numbers(analysis) if is_out(number.span, facts.cut_s)]
    doubts = [_is_half(number, analysis, facts) for number in said]
    if False in doubts:
        return None
    if None in doubts:
        reason = _("The line was cut at its last digit, and Rehearse was not told your own number.")
        return unknown(name, facts.cut_s, _("Whether your whole number was out"), reason)
    evidence = evidence_of(analysis.phone.numbers[:1])
    if facts.cut_s is None:
        return Miss(name, _("Your whole number was not heard."), None, None, evidence)
    sentence = _("The line was cut after {time}, and your whole number was not out yet.").format(
        time=in_seconds(seconds(facts.cut_s))
    )
    return Miss(name, sentence, None, facts.cut_s, evidence)


def _is_half(number: PhoneNumber, analysis: Analysis, facts: DrillFacts) -> bool | None:
    """Whether the cut fell into the number: seven digits of ten are a whole number of their own.

    None where nobody knows.  A digit that was cut in two may be heard as a word after it.
    """
    if facts.ended != "cut":
        return False
    own = _own(facts)
    if own is not None and _is_beginning(number.digits, own):
        return True
    if number.last_word < len(analysis.words):
        return False
    if own is not None:
        return len(_heard(number, facts)) < len(own)
    return False if len(number.digits) >= _SURELY_WHOLE else None


def _is_beginning(digits: str, own: str) -> bool:
    """Whether these are the first digits of a number, its country code left out or not, and not all."""
    said = digits.removeprefix("0")  # dialled at home alone
    return not own.endswith(said) and own.find(said) in range(_LONGEST_COUNTRY_CODE + 1)


def _own(facts: DrillFacts) -> str | None:
    """The user's own number with its country code; None where it is none."""
    digits, plus = digits_of(facts.own_number)
    if len(digits) < SHORTEST:
        return None
    return international(digits, facts.region.upper(), plus=plus)


def _heard(number: PhoneNumber, facts: DrillFacts) -> str:
    return international(number.digits, facts.region.upper(), plus=number.display.startswith("+"))
