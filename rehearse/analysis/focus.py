"""Whom a message is about: words about us against words about them, and the first five seconds."""

from __future__ import annotations

from collections.abc import Sequence

from rehearse.analysis.message import Message
from rehearse.analysis.result import Band, Check, Evidence, Finding, Focus, Offer, Opening, Phone
from rehearse.analysis.rules import RuleHit
from rehearse.i18n import _, ngettext
from rehearse.script.tokens import word_set

US = word_set("i me my mine myself we us our ours ourselves")
THEM = word_set("you your yours yourself yourselves")

#: What the listener hears before deciding: selectmetrix.com says 9 s, rangelead.com 3 s (unaudited).
OPENING_S = 5.0

#: Share of the words about anybody that are about them.  The founding texts give no figure: at least
#: half is what “about them” means, and with a fifth the message is about its caller.
GOOD_SHARE, OFF_SHARE = 0.5, 0.2

#: So few words about anybody say nothing about the focus.
MIN_WORDS = 3
#: With fewer words about us the message is not long-winded about us, whatever the share.
MANY_US = 6

FOCUS_SOURCE = "Jeffrey Gitomer: leave something about their business or about them, not about you"


def functional_tokens(hits: Sequence[RuleHit]) -> set[int]:
    """Tokens of greetings, names, “call me back” and thanks, which are about nobody."""
    return {at for hit in hits if hit.rule.purpose == "part" for at in range(hit.first, hit.last)}


def measure_focus(
    message: Message,
    *,
    hits: Sequence[RuleHit],
    offers: Sequence[Offer],
    findings: Sequence[Finding],
    phone: Phone,
    assumed_wpm: float,
) -> Focus:
    """Count the words about either side and say what the opening is about."""
    idle = functional_tokens(hits)
    sides = [
        (token.word, token.text in US)
        for at, token in enumerate(message.tokens)
        if (token.text in US or token.text in THEM) and at not in idle
    ]
    end = opening_end(message, assumed_wpm)
    us = sum(is_us for _word, is_us in sides)
    early_us = sum(is_us for word, is_us in sides if word < end)
    early_them = sum(not is_us for word, is_us in sides if word < end)
    about, reason = _opening(end, offers, findings, phone, early_us, early_them)
    return Focus(us, len(sides) - us, about, reason)


def opening_end(message: Message, assumed_wpm: float) -> int:
    """One past the last word that begins in the first five seconds of speech."""
    words = message.words
    first = words[0].span if words else None
    if first is not None:
        latest_s = first.start_s + OPENING_S
        return sum(1 for word in words if word.span is not None and word.span.start_s < latest_s)
    spoken, budget = 0.0, OPENING_S * assumed_wpm / 60
    for index, length in enumerate(message.spoken_lengths):
        if spoken >= budget:
            return index
        spoken += length
    return len(words)


def _opening(
    end: int,
    offers: Sequence[Offer],
    findings: Sequence[Finding],
    phone: Phone,
    us: int,
    them: int,
) -> tuple[Opening, str]:
    firsts: list[tuple[int, Opening]] = [(offer.first_word, "reason") for offer in offers]
    firsts += [(finding.first_word, "pitch") for finding in findings]
    begun = min((item for item in firsts if item[0] < end), default=None)
    if begun is not None and begun[1] == "reason":
        return "reason", _("A reason to call back begins within the first five seconds.")
    if begun is not None:
        return "pitch", _("The first five seconds already sound like a pitch.")
    if them > us:
        return "them", _("The first five seconds are about them.")
    if us > them:
        return "us", _("The first five seconds are about you.")
    if any(number.first_word < end for number in phone.numbers):
        return "number", _("The first five seconds give your name and number.")
    return "nobody", _("The first five seconds are about nobody yet.")


def focus_check(message: Message, focus: Focus, hits: Sequence[RuleHit]) -> Check:
    """The share of words about them, 0 to 1, among the words about either side."""
    target = (GOOD_SHARE, 1.0)
    n = focus.us + focus.them
    if n < MIN_WORDS:
        reason = _("There are too few words about you or them to tell.")
        if not message.words:
            reason = _("There are no words to judge.")
        return Check("focus", "unknown", None, "fraction", target, reason, (), FOCUS_SOURCE)
    share = focus.them / n
    band: Band = "near"
    if share >= GOOD_SHARE:
        band = "good"
    elif share < OFF_SHARE and focus.us >= MANY_US:
        band = "off"
    counts = ngettext(
        "{them} word is about them and {us} about you.",
        "{them} words are about them and {us} about you.",
        focus.them,
    ).format(them=focus.them, us=focus.us)
    reason = f"{counts} {focus.opening_reason}".strip()
    idle = functional_tokens(hits)
    words = sorted(
        {token.word for at, token in enumerate(message.tokens) if token.text in US and at not in idle}
    )
    evidence = () if band == "good" else tuple(_runs(message, words))
    return Check("focus", band, round(share, 2), "fraction", target, reason, evidence, FOCUS_SOURCE)


def _runs(message: Message, words: Sequence[int]) -> list[Evidence]:
    """Neighbouring words as one piece of evidence."""
    found: list[Evidence] = []
    for word in words:
        if found and word <= found[-1].last_word:
            found[-1] = message.evidence(found[-1].first_word, word + 1)
        else:
            found.append(message.evidence(word, word + 1))
    return found
