"""Reasons to call back: what a message offers, and the check that there is anything at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from rehearse.analysis.message import Message
from rehearse.analysis.result import Check, Evidence, Finding, Offer, OfferKind, Phone
from rehearse.analysis.rules import RuleHit
from rehearse.analysis.wording import offer_title
from rehearse.i18n import _, ngettext
from rehearse.script.tokens import word_range

#: Two hints this many tokens apart still speak of one thing: about ten seconds of speech.
HINT_REACH = 24

#: Hints with more of their words in pitch phrases than this are part of the pitch.
PITCH_SHARE = 0.3

REASON_SOURCE = (
    "Coach Wade: nobody calls back without a clear benefit for themselves; "
    "Jeffrey Gitomer: the prospect has no business reason to call"
)


#: Where hints of several kinds lie over each other, the more telling kind counts; news is what is left.
_TELLING: tuple[OfferKind, ...] = ("introduction", "sample", "story", "resource", "question", "information")


class _Stretch(NamedTuple):
    kind: OfferKind
    first: int
    last: int
    hinted: bool
    why: str

    def overlaps(self, first: int, last: int) -> bool:
        return self.first < last and first < self.last


def find_offers(
    message: Message, hits: Sequence[RuleHit], findings: Sequence[Finding] = (), phone: Phone | None = None
) -> tuple[Offer, ...]:
    """The offers in the order they are said, one per kind and stretch.

    A rule that is only a hint (`half`) counts together with another hint of its kind nearby; not over
    a pitch phrase, and not over a more telling offer.
    """
    tokens = message.tokens
    numbers = phone.numbers if phone is not None else ()
    in_number = [any(n.first_word <= token.word < n.last_word for n in numbers) for token in tokens]
    by_kind: dict[str, list[RuleHit]] = {}
    for hit in hits:
        if hit.rule.purpose == "offer" and not in_number[hit.first]:
            by_kind.setdefault(hit.rule.category, []).append(hit)
    spoken = list(accumulate((not inside for inside in in_number), initial=0))
    stretches: list[_Stretch] = []
    for kind in _TELLING:
        of_kind = by_kind.get(kind, ())
        certain = [_Stretch(kind, h.first, h.last, False, h.rule.why) for h in of_kind if not h.rule.half]
        hinted = [
            stretch
            for stretch in _from_hints(kind, of_kind, spoken)
            if not _is_pitch(message, stretch, findings)
        ]
        stretches += certain + hinted
    chosen: list[_Stretch] = []
    for stretch in sorted(stretches, key=lambda s: (s.hinted, _TELLING.index(s.kind), s.first, -s.last)):
        rivals = [other for other in chosen if other.overlaps(stretch.first, stretch.last)]
        if any(other.kind == stretch.kind for other in rivals):
            continue
        if rivals and (stretch.hinted or stretch.kind == "information"):
            continue
        chosen.append(stretch)
    found = []
    for stretch in sorted(chosen, key=lambda s: (s.first, s.last)):
        first_word, last_word = word_range(tokens, stretch.first, stretch.last)
        span = message.span(first_word, last_word)
        found.append(Offer(stretch.kind, first_word, last_word, span, stretch.why))
    return tuple(found)


def _from_hints(kind: OfferKind, hits: Sequence[RuleHit], spoken: Sequence[int]) -> Iterator[_Stretch]:
    """Stretches from one hint to another one near it, of a different rule.

    `spoken[n]` counts the tokens before n that belong to no number: saying a number takes long.
    """
    hints = [hit for hit in hits if hit.rule.half]
    for place, hint in enumerate(hints):
        for other in hints[place + 1 :]:
            if spoken[other.first] - spoken[min(hint.last, other.first)] > HINT_REACH:
                break
            if other.rule.id != hint.rule.id:
                yield _Stretch(kind, hint.first, max(hint.last, other.last), True, hint.rule.why)
                break


def _is_pitch(message: Message, stretch: _Stretch, findings: Sequence[Finding]) -> bool:
    """Whether pitch phrases cover a good part of the hints."""
    words = {message.tokens[at].word for at in range(stretch.first, stretch.last)}
    pitch = {word for finding in findings for word in range(finding.first_word, finding.last_word)}
    return len(words & pitch) > PITCH_SHARE * len(words)


def reason_check(message: Message, offers: Sequence[Offer]) -> Check:
    """Off where nothing is in it for them."""
    target = (1.0, None)
    if not message.words:
        reason = _("There are no words to judge.")
        return Check("reason", "unknown", None, "reasons", target, reason, (), REASON_SOURCE)
    if not offers:
        reason = _("Nothing here answers their question: why should I call back?")
        return Check("reason", "off", 0, "reasons", target, reason, (), REASON_SOURCE)
    first = offers[0]
    named = ngettext(
        "{what} is a reason to call back.", "{what} and {n} more are reasons to call back.", len(offers)
    )
    reason = named.format(what=offer_title(first.kind), n=len(offers) - 1)
    evidence = offer_evidence(offers)
    return Check("reason", "good", len(offers), "reasons", target, reason, evidence, REASON_SOURCE)


def offer_evidence(offers: Iterable[Offer]) -> tuple[Evidence, ...]:
    return tuple(Evidence(offer.first_word, offer.last_word, offer.span) for offer in offers)
