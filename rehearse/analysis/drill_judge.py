"""Judges a take by a drill's condition: one sentence for everything that was asked for and not met."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rehearse.analysis.drills import Condition, DrillFacts, DrillVerdict, Miss
from rehearse.analysis.focus import OPENING_S
from rehearse.analysis.phone_plan import SHORTEST, international, same_number
from rehearse.analysis.result import Analysis, Evidence, Finding, Offer, PhoneNumber
from rehearse.i18n import _, ngettext

#: A line counts as said with this share of its words: the starter model gets one word in ten wrong in
#: other people's speech, and nobody says a line to the letter.  Rehearse's own bound.
LINE_SHARE = 0.7

#: A word more after the line may be one that the recogniser heard in a breath.
MOST_STRAY_WORDS = 1

#: Who has been silent for so long when the time is up had finished.
FINISHED_S = 1.0


def judge(condition: Condition, analysis: Analysis, facts: DrillFacts | None = None) -> DrillVerdict:
    """Whether a take meets a condition, and one `Miss` for everything it does not.

    What is unknown is no pass; it is told with its reason.  Nothing raises.
    """
    facts = facts or DrillFacts()
    misses = []
    for name in condition.asked():
        miss = _JUDGES[name](condition, analysis, facts)
        if miss is not None:
            misses.append(miss)
    if facts.ended == "limit" and (unfinished := _unfinished(analysis)) is not None:
        misses.insert(0, unfinished)
    return DrillVerdict(not misses, tuple(misses))


# --- what the sentences are made of


def _seconds(value: float) -> float:
    """As it is shown and compared, so that nobody is told that 20 seconds are more than 20."""
    return round(value, 1)


def _at_most(value: float, bound: float) -> bool:
    return value <= bound  # false for NaN


def _unknown(name: str, bound: float | str | None, what: str, reason: str | None) -> Miss:
    sentence = _("{what} is not known: {reason}").format(
        what=what, reason=reason or _("It could not be measured.")
    )
    return Miss(name, sentence, None, bound, unknown=True)


def _of(found: Iterable[PhoneNumber | Finding | Offer]) -> tuple[Evidence, ...]:
    return tuple(Evidence(one.first_word, one.last_word, one.span) for one in found)


def _whole_numbers(analysis: Analysis) -> list[PhoneNumber]:
    return [number for number in analysis.phone.numbers if number.complete]


def _start_s(analysis: Analysis) -> float | None:
    """Where the message begins: the first word's start, seconds from the first frame."""
    if analysis.timing.lead_silence_s is not None and analysis.words:
        return analysis.timing.lead_silence_s
    return next((word.span.start_s for word in analysis.words if word.span is not None), None)


def _no_times(analysis: Analysis, key: str) -> str:
    return analysis.unknown.get(key) or _("The words have no times.")


def _no_number(name: str, analysis: Analysis, bound: float | str | None) -> Miss:
    """No whole number was heard: with the part there was, if any."""
    parts = analysis.phone.numbers
    if parts:
        heard = _("Only a part of your number was heard, {digits}.").format(digits=parts[0].display)
        return Miss(name, heard, parts[0].digits, bound, _of(parts))
    return Miss(name, _("No phone number was heard."), None, bound)


# --- one judge for each measure


def _length(name: str, bound: float | None, analysis: Analysis, *, most: bool) -> Miss | None:
    length_s = analysis.timing.message_s
    if length_s is None or bound is None:
        reason = analysis.unknown.get("timing.message_s")
        if reason is None and not analysis.words:
            reason = _("There are no words to judge.")
        return _unknown(name, bound, _("The length"), reason)
    value = _seconds(length_s)
    if most and not _at_most(value, bound):
        sentence = _("Your message took {s:g} seconds, and {most:g} are allowed.").format(s=value, most=bound)
    elif not most and not value >= bound:
        sentence = _("Your message took {s:g} seconds, and needs {least:g} at least.").format(
            s=value, least=bound
        )
    else:
        return None
    evidence: tuple[Evidence, ...] = ()
    if analysis.words:
        first, last = analysis.words[0].span, analysis.words[-1].span
        span = None if first is None or last is None else first._replace(end_s=last.end_s)
        evidence = (Evidence(0, len(analysis.words), span),)
    return Miss(name, sentence, value, bound, evidence)


def _length_least_s(condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Miss | None:
    return _length("length_least_s", condition.length_least_s, analysis, most=False)


def _length_most_s(condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Miss | None:
    return _length("length_most_s", condition.length_most_s, analysis, most=True)


def _number_within(condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Miss | None:
    name, bound = "number_within", condition.number_within
    whole = _whole_numbers(analysis)
    if not whole:
        return _no_number(name, analysis, bound)
    fraction = analysis.phone.first_end_fraction
    if fraction is None or bound is None:
        return _unknown(name, bound, _("Where your number ended"), _("The words have no times."))
    if _at_most(round(fraction, 2), bound):
        return None
    sentence = _(
        "Your number was complete at {percent:.0f} % of the message; it must be by {bound:.0f} %."
    ).format(percent=100 * fraction, bound=100 * bound)
    return Miss(name, sentence, round(fraction, 2), bound, _of(whole[:1]))


def _number_before_s(condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Miss | None:
    name, bound = "number_before_s", condition.number_before_s
    whole = _whole_numbers(analysis)
    if not whole:
        return _no_number(name, analysis, bound)
    start_s, span = _start_s(analysis), whole[0].span
    if start_s is None or span is None or bound is None:
        reason = _no_times(analysis, "moments.number_complete_s")
        return _unknown(name, bound, _("When your number ended"), reason)
    value = _seconds(span.end_s - start_s)
    if _at_most(value, bound):
        return None
    sentence = _("Your number was complete after {s:g} seconds; it must be within {bound:g}.").format(
        s=value, bound=bound
    )
    return Miss(name, sentence, value, bound, _of(whole[:1]))


def _number_heard(_condition: Condition, analysis: Analysis, facts: DrillFacts) -> Miss | None:
    """Every whole number of the message is the user's own: one wrong repeat is one wrong note."""
    name = "number_heard"
    digits = "".join(sign for sign in facts.own_number if sign in "0123456789")
    if len(digits) < SHORTEST:
        reason = _("Rehearse was not told your own whole number.")
        return _unknown(name, facts.own_number or None, _("Whether your number was heard right"), reason)
    own = international(digits, facts.region.upper(), plus=facts.own_number.lstrip().startswith("+"))
    whole = _whole_numbers(analysis)
    if not whole:
        return _no_number(name, analysis, facts.own_number)
    for number in whole:
        plus = number.display.startswith("+")
        heard = international(number.digits, facts.region.upper(), plus=plus)
        if heard == own or (len(heard) > len(own) and same_number(heard, own)):
            continue
        if same_number(heard, own):
            sentence = _("{number} was heard without its area code, and your number is {own}.")
        else:
            sentence = _("{number} was heard, and your number is {own}.")
        sentence = sentence.format(number=number.display, own=facts.own_number.strip())
        return Miss(name, sentence, number.digits, facts.own_number, _of((number,)))
    return None


def _number_pace_most(condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Miss | None:
    name, bound = "number_pace_most", condition.number_pace_most
    whole = _whole_numbers(analysis)
    if not whole:
        return _no_number(name, analysis, bound)
    paces = [(number.pace_ratio, number) for number in whole if number.pace_ratio is not None]
    if not paces or bound is None:
        reason = analysis.unknown.get("phone.numbers[].pace_ratio")
        if reason is None and whole[0].span is None:
            reason = _("The words have no times.")
        return _unknown(name, bound, _("The pace of your number"), reason)
    ratio, fastest = max(paces, key=lambda pace: pace[0])
    if _at_most(round(ratio, 2), bound):
        return None
    sentence = _(
        "You said your number at {percent:.0f} % of the pace of the words around it; "
        "{bound:.0f} % are the most."
    ).format(percent=100 * ratio, bound=100 * bound)
    return Miss(name, sentence, round(ratio, 2), bound, _of((fastest,)))


def _number_out(_condition: Condition, analysis: Analysis, facts: DrillFacts) -> Miss | None:
    whole = _whole_numbers(analysis)
    out = [number for number in whole if _is_out(number.span, facts.cut_s)]
    if out:
        return None
    evidence = _of(whole[:1] or analysis.phone.numbers)
    if facts.cut_s is None:
        sentence = _("Your whole number was not heard.")
    else:
        sentence = _("The line was cut after {s:g} seconds, and your whole number was not out yet.").format(
            s=_seconds(facts.cut_s)
        )
    return Miss("number_out", sentence, None, facts.cut_s, evidence)


def _reason_out(_condition: Condition, analysis: Analysis, facts: DrillFacts) -> Miss | None:
    if analysis.offers is None:
        reason = analysis.unknown.get("offers")
        return _unknown("reason_out", facts.cut_s, _("Your reason to call back"), reason)
    if any(_is_out(offer.span, facts.cut_s) for offer in analysis.offers):
        return None
    if facts.cut_s is None:
        sentence = _("No reason to call back was heard.")
    else:
        sentence = _("The line was cut after {s:g} seconds, and no reason to call back was out yet.").format(
            s=_seconds(facts.cut_s)
        )
    return Miss("reason_out", sentence, None, facts.cut_s, _of(analysis.offers[:1]))


def _is_out(span: tuple[float, float] | None, cut_s: float | None) -> bool:
    """Whether it had been said when the line was cut; a word's end may lie a little behind its sound."""
    return span is None or cut_s is None or span[1] <= cut_s + 0.1


def _reason_within_s(condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Miss | None:
    name, bound = "reason_within_s", condition.reason_within_s
    if analysis.offers is None:
        return _unknown(name, bound, _("Your reason to call back"), analysis.unknown.get("offers"))
    if not analysis.offers:
        return Miss(name, _("No reason to call back was heard."), None, bound)
    starts = [(offer.span.start_s, offer) for offer in analysis.offers if offer.span is not None]
    start_s = _start_s(analysis)
    if not starts or start_s is None or bound is None:
        reason = _no_times(analysis, "moments.first_reason_s")
        return _unknown(name, bound, _("When your reason to call back began"), reason)
    first_s, offer = min(starts, key=lambda start: start[0])
    value = _seconds(first_s - start_s)
    if _at_most(value, bound):
        return None
    sentence = _(
        "Your reason to call back began after {s:g} seconds; it must begin within {bound:g}."
    ).format(s=value, bound=bound)
    return Miss(name, sentence, value, bound, _of((offer,)))


def _opening_about_them(_condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Miss | None:
    """A reason to call back in the first seconds is about them as well: it is what they would gain."""
    name = "opening_about_them"
    if analysis.focus is None or not analysis.words:
        reason = analysis.unknown.get("focus") or _("There are no words to judge.")
        return _unknown(name, "them", _("What the first five seconds are about"), reason)
    opening = analysis.focus.opening
    if opening in ("them", "reason"):
        return None
    sentence = analysis.focus.opening_reason or _("The first five seconds are not about them.")
    evidence: tuple[Evidence, ...] = ()
    if (first := analysis.words[0].span) is not None:
        early = [word.span for word in analysis.words if word.span is not None]
        early = [span for span in early if span.start_s < first.start_s + OPENING_S]
        if early:
            evidence = (Evidence(0, len(early), first._replace(end_s=early[-1].end_s)),)
    return Miss(name, sentence, opening, "them", evidence)


def _no_pitch(_condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Miss | None:
    if not analysis.words:
        return _unknown("no_pitch", 0, _("Whether it sounds like a pitch"), _("There are no words to judge."))
    found = [finding for finding in analysis.findings if finding.level == "off"]
    if not found:
        return None
    sentence = ngettext(
        "“{text}” sounds like a sales pitch.",
        "{n} phrases sound like a sales pitch, first “{text}”.",
        len(found),
    ).format(n=len(found), text=found[0].text)
    return Miss("no_pitch", sentence, len(found), 0, _of(found))


def _line(condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Miss | None:
    if not analysis.words:
        return Miss("line", _("The line was not heard."), 0.0, LINE_SHARE)
    share, _end = _line_said(condition, analysis)
    if share >= LINE_SHARE:
        return None
    sentence = _("{percent:.0f} % of the words of your line were heard; {bound:.0f} % are needed.").format(
        percent=100 * share, bound=100 * LINE_SHARE
    )
    return Miss("line", sentence, round(share, 2), LINE_SHARE)


def _stop_after_line(condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Miss | None:
    if not analysis.words:
        what = _("Whether you stopped after the line")
        return _unknown("stop_after_line", 0, what, _("There are no words to judge."))
    share, end = _line_said(condition, analysis)
    more = analysis.words[end:]
    if share < LINE_SHARE or len(more) <= MOST_STRAY_WORDS:
        return None  # a line that was not said is told by `line`
    first, last = more[0].span, more[-1].span
    span = None if first is None or last is None else first._replace(end_s=last.end_s)
    text = " ".join(word.text for word in more[:6]) + (" …" if len(more) > 6 else "")
    sentence = _("You went on after the line: “{text}”.").format(text=text)
    evidence = (Evidence(end, len(analysis.words), span),)
    return Miss("stop_after_line", sentence, len(more), MOST_STRAY_WORDS, evidence)


def _line_said(condition: Condition, analysis: Analysis) -> tuple[float, int]:
    """The share of the line's words that was heard, and one past its last word in the message."""
    # Loaded where there is a line, as with scripts.
    from rehearse.analysis.message import Message
    from rehearse.analysis.script_check import align_message
    from rehearse.script.script import Script

    alignment = align_message(
        Script("", condition.line, tuple(condition.line.split())), Message(analysis.words, "audio")
    )
    ends = [pair.last_word for pair in alignment.pairs if pair.kind in ("same", "alike", "changed")]
    return alignment.coverage, max(ends, default=0)


def _silence_after_s(condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Miss | None:
    name, bound = "silence_after_s", condition.silence_after_s
    tail_s = analysis.timing.tail_silence_s
    if tail_s is None or bound is None:
        reason = analysis.unknown.get("timing.tail_silence_s")
        return _unknown(name, bound, _("Your silence after the last word"), reason)
    value = _seconds(tail_s)
    if value >= bound:
        return None
    sentence = _("You held the silence for {s:g} seconds; {bound:g} are needed.").format(s=value, bound=bound)
    last = len(analysis.words)
    evidence = (Evidence(last - 1, last, analysis.words[-1].span),) if last else ()
    return Miss(name, sentence, value, bound, evidence)


def _unfinished(analysis: Analysis) -> Miss | None:
    """The time limit ended the take: a miss where somebody was still speaking."""
    tail_s = analysis.timing.tail_silence_s
    if tail_s is None:
        reason = analysis.unknown.get("timing.tail_silence_s")
        return _unknown("finished", FINISHED_S, _("Whether you had finished when the time was up"), reason)
    if tail_s >= FINISHED_S:
        return None
    sentence = _("The time was up while you were still speaking.")
    return Miss("finished", sentence, _seconds(tail_s), FINISHED_S)


_Judge = Callable[[Condition, Analysis, DrillFacts], Miss | None]
_JUDGES: dict[str, _Judge] = {
    "length_least_s": _length_least_s,
    "length_most_s": _length_most_s,
    "number_within": _number_within,
    "number_before_s": _number_before_s,
    "number_heard": _number_heard,
    "number_pace_most": _number_pace_most,
    "number_out": _number_out,
    "reason_within_s": _reason_within_s,
    "reason_out": _reason_out,
    "opening_about_them": _opening_about_them,
    "no_pitch": _no_pitch,
    "line": _line,
    "stop_after_line": _stop_after_line,
    "silence_after_s": _silence_after_s,
}
