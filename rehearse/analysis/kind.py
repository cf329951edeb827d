"""What a message is as a whole, by rules that can be told: “a brochure, because …”.

The rules are tried in this order; the first that holds names the kind:

1. `cliffhanger`: it stops in the middle of a sentence after a whole number was given.
2. `brochure` (theory 1): it tells of wares and advantages, and pitch phrases outweigh the reasons.
3. `question`, `story`: it offers one.
4. `about_their_business`, `about_them`: another reason; about the business where the words name it.
5. `bare_callback` (theory 2): little more than names, a number and “call me back”.
6. `about_their_business`, `about_them`: most of its words are about them.
7. `other`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rehearse.analysis.focus import MIN_WORDS, functional_tokens
from rehearse.analysis.message import Message
from rehearse.analysis.reasons import offer_evidence
from rehearse.analysis.result import (
    Band,
    Check,
    Evidence,
    Finding,
    Focus,
    MessageKind,
    Offer,
    Phone,
)
from rehearse.analysis.rules import RuleHit
from rehearse.analysis.wording import kind_words
from rehearse.i18n import _, ngettext
from rehearse.script.tokens import word_set

#: Categories of rules that tell of the caller's wares and advantages; the others are manners.
_WARES = frozenset(("about-us", "claims", "features", "giveaways", "jargon", "lists", "savings"))
#: A message with so much of it in pitch phrases talks about itself; our own bounds.
BROCHURE_SHARE = 0.25
BROCHURE_FINDINGS = 3
#: More words than these besides names, number and “call me back” are a message of some kind.
BARE_WORDS = 12

#: Hardly a sentence ends on these; "to" only after the words in `_BEFORE_TO` ("every one was trying to").
_UNFINISHED = word_set(
    """a an the my your our his their these those and or but nor because while if whether unless until than
    as of is are was were am has will would could should may might"""
)
_BEFORE_TO = word_set("trying about how going was were is started decided began meant supposed")
#: How a typed text shows that it stops on purpose.
_CUT_SIGNS = ("…", "...", "—", "–", "-")
_BUSINESS = word_set(
    """business company firm shop store office plant warehouse fleet team staff crew school clinic practice
    restaurant kitchen property building website site listing lease contract invoice invoices policy
    customers clients patients buyers guests competitors competitor suppliers industry trade market sales
    costs payroll overtime turnover hiring churn renewals claims reviews mailings shipments deliveries
    orders phones calls copier printers machines equipment network server vehicles trucks tenants units
    members donors students drivers reps managers department location branch projects jobs quotes"""
)

KIND_SOURCE = (
    "Jeffrey Gitomer: two bad messages, the brochure and the bare callback, and what to leave instead"
)


class KindVerdict(NamedTuple):
    """The kind and the rule that named it, as the end of “…, because …”."""

    kind: MessageKind
    because: str
    evidence: tuple[Evidence, ...]


def judge_kind(
    message: Message,
    *,
    hits: Sequence[RuleHit],
    offers: Sequence[Offer],
    findings: Sequence[Finding],
    phone: Phone,
    focus: Focus,
) -> KindVerdict | None:
    """None without words."""
    if not message.words:
        return None
    return (
        _cliffhanger(message, phone)
        or _brochure(message, offers, findings, focus)
        or _by_offer(message, offers)
        or _bare_callback(message, hits, findings, phone)
        or _about(message, focus)
        or KindVerdict("other", _("it neither pitches nor gives a reason to call"), ())
    )


def _cliffhanger(message: Message, phone: Phone) -> KindVerdict | None:
    tokens = message.tokens
    if not tokens or not any(number.complete for number in phone.numbers):
        return None
    last = tokens[-1].text
    cut = message.words[-1].text.endswith(_CUT_SIGNS)
    before = tokens[-2].text if len(tokens) > 1 else ""
    unfinished = last in _UNFINISHED or (last == "to" and before in _BEFORE_TO)
    if not cut and (tokens[-1].ends or not unfinished):
        return None
    if last == "is" and before == "number":  # a second number that is missing
        return None
    n = len(message.words)
    because = _("it gives a whole number and then stops in the middle of a sentence")
    return KindVerdict("cliffhanger", because, (message.evidence(max(0, n - 5), n),))


def _brochure(
    message: Message, offers: Sequence[Offer], findings: Sequence[Finding], focus: Focus
) -> KindVerdict | None:
    if not any(finding.level == "off" and finding.category in _WARES for finding in findings):
        return None
    n_pitch = sum(finding.last_word - finding.first_word for finding in findings)
    n_offer = sum(offer.last_word - offer.first_word for offer in offers)
    share = n_pitch / len(message.words)
    heavy = share >= BROCHURE_SHARE or len(findings) >= BROCHURE_FINDINGS
    if not heavy or (offers and n_pitch < 2 * n_offer):
        return None
    if not offers and focus.them > 2 * focus.us and len(findings) < BROCHURE_FINDINGS:
        return None
    because = ngettext(
        "{n} pitch phrase takes {percent} % of it",
        "{n} pitch phrases take {percent} % of it",
        len(findings),
    ).format(n=len(findings), percent=round(100 * share))
    if not offers:
        because += " " + _("and nothing gives a reason to call back")
    evidence = tuple(Evidence(f.first_word, f.last_word, f.span) for f in findings)
    return KindVerdict("brochure", because, evidence)


def _by_offer(message: Message, offers: Sequence[Offer]) -> KindVerdict | None:
    if not offers:
        return None
    kinds = [offer.kind for offer in offers]
    for kind, because in (
        ("question", _("it asks something they will want the answer to")),
        ("story", _("it tells what happened to somebody like them")),
    ):
        if kind in kinds:
            named: MessageKind = "question" if kind == "question" else "story"
            return KindVerdict(named, because, offer_evidence(o for o in offers if o.kind == kind))
    if _names_their_business(message):
        because = _("its reason to call is about their business")
        return KindVerdict("about_their_business", because, offer_evidence(offers))
    return KindVerdict("about_them", _("its reason to call is something for them"), offer_evidence(offers))


def _bare_callback(
    message: Message, hits: Sequence[RuleHit], findings: Sequence[Finding], phone: Phone
) -> KindVerdict | None:
    asks = [hit for hit in hits if hit.rule.purpose == "part" and hit.rule.category == "callback"]
    if not (asks or phone.numbers) or any(finding.category in _WARES for finding in findings):
        return None
    idle = {message.tokens[at].word for at in functional_tokens(hits)}
    for number in phone.numbers:
        idle.update(range(number.first_word, number.last_word))
    for finding in findings:  # “a quick call”, “touching base”: another way to say “call me”
        idle.update(range(finding.first_word, finding.last_word))
    if len(message.words) - len(idle) > BARE_WORDS:
        return None
    because = _("it gives little more than a name and “call me back”")
    return KindVerdict("bare_callback", because, message.whole)


def _about(message: Message, focus: Focus) -> KindVerdict | None:
    if focus.them <= focus.us or focus.them < MIN_WORDS:
        return None
    because = _("{them} of its words are about them and {us} about you").format(them=focus.them, us=focus.us)
    named: MessageKind = "about_their_business" if _names_their_business(message) else "about_them"
    return KindVerdict(named, because, ())


def _names_their_business(message: Message) -> bool:
    """Whether it speaks of “your building”, “your two best drivers”."""
    texts = [token.text for token in message.tokens]
    return any(
        text == "your" and not _BUSINESS.isdisjoint(texts[at + 1 : at + 4]) for at, text in enumerate(texts)
    )


def kind_check(message: Message, verdict: KindVerdict | None) -> Check:
    """Off for the two bad theories; good for what the founding texts recommend."""
    if verdict is None:
        reason = _("There are no words to judge.")
        return Check("kind", "unknown", None, None, None, reason, (), KIND_SOURCE)
    band: Band = "good"
    if verdict.kind in ("brochure", "bare_callback"):
        band = "off"
    elif verdict.kind == "other":
        band = "near"
    named = kind_words(verdict.kind)
    reason = _("{kind}, because {because}.").format(
        kind=named[0].upper() + named[1:], because=verdict.because
    )
    return Check("kind", band, verdict.kind, None, None, reason, verdict.evidence, KIND_SOURCE)
