"""Checks of what is said: how long it is, the number, the pitch.

Each returns a `Check`: a band with a value, a target, one sentence of reason, evidence and a source.
"""

from __future__ import annotations

from collections.abc import Sequence

from rehearse.analysis.message import Message
from rehearse.analysis.number_pace import RUSHED, SLOWED
from rehearse.analysis.profiles import Profile
from rehearse.analysis.result import Band, Check, Evidence, Finding, Phone, PhoneNumber, Timing
from rehearse.i18n import _, ngettext

#: So many findings that are only doubtful by themselves make a pitch.
MANY_NEAR_FINDINGS = 4

FOUNDING_SOURCE = "Jeffrey Gitomer and Coach Wade: sounding like a salesperson ends the listening"


def length_check(message: Message, timing: Timing, profile: Profile) -> Check:
    target = profile.length
    seconds = timing.message_s
    value = None if seconds is None else round(seconds, 1)
    if value is None:
        band: Band = "off"
        if message.kind == "text":
            reason = _("There are no words here.")
        else:
            reason = _("No words were heard in this recording.")
        return Check("length", band, None, "s", (target.thin_s, target.good_s), reason, (), target.source)
    whole = round(value)
    if timing.estimated:
        said = ngettext("about {s:g} second", "about {s:g} seconds", whole).format(s=whole)
    else:
        said = ngettext("{s:g} second", "{s:g} seconds", whole).format(s=whole)
    goal = _("{low:g} to {high:g} seconds").format(low=target.thin_s, high=target.good_s)
    brochure = target.brochure_s
    if value < target.thin_s:
        band = "off"
        reason = _("At {said} it is too thin to give a reason; aim for {goal}.")
    elif value <= target.good_s:
        band = "good"
        reason = _("At {said} it fits the target of {goal}.")
    elif value < target.off_s:
        band = "near"
        reason = _("At {said} it runs over the target of {goal}.")
    elif brochure is not None and brochure[0] <= value <= brochure[1]:
        band = "off"
        reason = _("At {said} it is in the brochure zone of {low:g} to {high:g} seconds; aim for {goal}.")
    elif brochure is not None and value > brochure[1]:
        band = "off"
        reason = _("At {said} it is longer than a brochure; few listen past {high:g}, so aim for {goal}.")
    else:
        band = "off"
        reason = _("At {said} it is too long; aim for {goal}.")
    low, high = brochure or (0.0, 0.0)
    reason = reason.format(said=said, goal=goal, low=low, high=high)
    reason = reason[0].upper() + reason[1:]
    return Check(
        "length", band, value, "s", (target.thin_s, target.good_s), reason, message.whole, target.source
    )


def phone_check(message: Message, phone: Phone, profile: Profile) -> Check:
    goal = (0.0, profile.phone.early_fraction)
    numbers = phone.numbers
    evidence = tuple(message.evidence(number.first_word, number.last_word) for number in numbers)
    fraction = phone.first_end_fraction
    value = None if fraction is None else round(fraction, 2)
    percent = 0 if fraction is None else round(100 * fraction)
    whole = [number for number in numbers if number.complete]
    shown = whole[0].display if whole else numbers[0].display if numbers else ""
    band: Band
    if phone.verdict == "not_wanted":
        band = "near" if numbers else "good"
        reason = (
            _("This profile points at an e-mail, so {number} could go.")
            if numbers
            else _("This profile gives no number, and none was given.")
        )
        return Check(
            "phone",
            band,
            value,
            "fraction",
            None,
            reason.format(number=shown),
            evidence,
            profile.phone.source,
        )
    if phone.verdict == "missing":
        band = "off"
        reason = (
            _("Give your number, slowly and in the first half.")
            if message.words
            else _("No number was heard.")
        )
    elif phone.verdict == "incomplete":
        band = "off"
        n = len(numbers[0].digits)
        reason = ngettext(
            "Only {n} digit makes no whole number: nobody can call {number}.",
            "{n} digits make no whole number: nobody can call {number}.",
            n,
        ).format(n=n, number=shown)
    elif phone.verdict == "conflicting":
        band = "off"
        other = _other_number(whole)
        reason = _("You gave two different numbers, {number} and {other}: which one is right?").format(
            number=shown, other=other
        )
    elif phone.verdict == "late":
        band = "near"
        reason = _("{number} ends at {percent} % of the message; say it in the first half.")
    elif len(whole) > 1:
        band = "good"
        reason = _("{number} is complete at {percent} % of the message, and you repeat it.")
    else:
        band = "good"
        reason = _("{number} is complete at {percent} % of the message.")
    # Of a number that is said twice, the slower one is what they write down.
    paces = [number.pace_ratio for number in whole if number.pace_ratio is not None]
    if phone.verdict in ("early", "late") and paces:
        if min(paces) >= RUSHED:
            band = "near"
            reason += " " + _("You say it faster than the words around it: slow down.")
        elif min(paces) <= SLOWED:
            reason += " " + _("You say it slower than the rest, as it should be.")
    reason = reason.format(number=shown, percent=percent)
    return Check("phone", band, value, "fraction", goal, reason, evidence, profile.phone.source)


def _other_number(whole: Sequence[PhoneNumber]) -> str:
    first = whole[0].digits
    return next((n.display for n in whole[1:] if n.digits[-7:] != first[-7:]), whole[-1].display)


def pitch_check(message: Message, findings: Sequence[Finding]) -> Check:
    if not message.words:
        reason = _("There are no words to judge.")
        return Check("pitch", "unknown", None, "phrases", (0, 0), reason, (), FOUNDING_SOURCE)
    worst = [finding for finding in findings if finding.level == "off"]
    n = len(findings)
    band: Band = "good"
    if worst or n >= MANY_NEAR_FINDINGS:
        band = "off"
    elif n:
        band = "near"
    if not n:
        reason = _("Nothing here sounds like a sales pitch.")
    else:
        first = (worst or list(findings))[0]
        reason = ngettext(
            "{n} phrase sounds like a pitch: “{text}”.",
            "{n} phrases sound like a pitch, such as “{text}”.",
            n,
        ).format(n=n, text=_shortened(first.text.rstrip(".,!?;:")))
    evidence = tuple(Evidence(f.first_word, f.last_word, f.span) for f in findings)
    sources = dict.fromkeys(f.source for f in findings)
    return Check("pitch", band, n, "phrases", (0, 0), reason, evidence, "; ".join(sources) or FOUNDING_SOURCE)


def _shortened(text: str, words: int = 10) -> str:
    pieces = text.split()
    return text if len(pieces) <= words else " ".join(pieces[:words]) + " …"
