"""Findings: what the rule packs have to say about a message."""

from __future__ import annotations

from collections.abc import Sequence

from rehearse.analysis.message import Message
from rehearse.analysis.result import Finding, Offer
from rehearse.analysis.rules import Packs, RuleHit
from rehearse.script.tokens import Token, word_range, word_set

#: What counts as the opening and the closing of a message, in words; at most this part of it.
OPENING_WORDS = 25
CLOSING_WORDS = 25

_FILLERS = word_set("um uh er ah erm uhm hm hmm mm mhm")
_STUTTERED = word_set("i we you the a an to and our your is of in for it with that's can")
#: Said to fill a gap, unless a neighbour shows that they mean something ("did you know that").
_ASIDES = frozenset((("you", "know"), ("i", "mean")))
_ASKS_BEFORE = word_set("do did if let as when before because than would to what how not sure will should")
_ASKS_AFTER = word_set("that what how who when where why if about of it the someone anyone anybody is")


def find_hits(message: Message, packs: Packs) -> list[RuleHit]:
    """All hits of all packs, positions and context taken into account."""
    texts, breaks, places = _without_fillers(message.tokens)
    if not texts:
        return []
    hits = [
        RuleHit(hit.rule, places[hit.first], places[hit.last - 1] + 1)
        for hit in packs.hits(texts, breaks if any(breaks) else ())
    ]
    hits = [hit for hit in hits if _well_placed(hit, message)]
    sells = _selling(hits)
    return [
        hit
        for hit in hits
        if not hit.rule.needs or sells > 0 or (sells == 0 and hit.rule.needs == "no everyday")
    ]


def findings(message: Message, hits: Sequence[RuleHit]) -> tuple[Finding, ...]:
    """The pitch findings, longest first where they overlap, in the order they are said."""
    tokens = message.tokens
    chosen: list[RuleHit] = []
    covered: set[int] = set()
    pitch = [hit for hit in hits if hit.rule.purpose == "pitch"]
    for hit in sorted(pitch, key=lambda hit: (hit.first - hit.last, hit.rule.level != "off", hit.first)):
        inside = sum(at in covered for at in range(hit.first, hit.last))
        if 2 * inside <= hit.last - hit.first:  # else one highlight says enough
            chosen.append(hit)
            covered.update(range(hit.first, hit.last))
    chosen.sort(key=lambda hit: (hit.first, hit.last))
    found: list[Finding] = []
    for hit in chosen:
        first, last = word_range(tokens, hit.first, hit.last)
        rule = hit.rule
        found.append(
            Finding(
                rule_id=rule.id,
                category=rule.category,
                level=rule.level,
                text=message.text_of(first, last),
                first_word=first,
                last_word=last,
                span=message.span(first, last),
                why=rule.why,
                instead=rule.instead,
                source=rule.source,
            )
        )
    return tuple(found)


def offers(message: Message, hits: Sequence[RuleHit]) -> tuple[Offer, ...]:
    """Reasons to call back, by the packs of purpose "offer"; one per kind and stretch."""
    found: list[Offer] = []
    reached: dict[str, int] = {}
    for hit in hits:
        kind = hit.rule.category
        if hit.rule.purpose != "offer" or hit.first < reached.get(kind, 0):
            continue
        first, last = word_range(message.tokens, hit.first, hit.last)
        found.append(Offer(kind, first, last, message.span(first, last)))
        reached[kind] = hit.last
    return tuple(sorted(found, key=lambda offer: (offer.first_word, offer.last_word, offer.kind)))


def _without_fillers(tokens: Sequence[Token]) -> tuple[list[str], list[bool], list[int]]:
    """Texts and sentence ends without "um", "you know" and stutters, and where each token stands.

    A rule should see "we um help companies" and "we we help companies" as what was meant.
    """
    texts: list[str] = []
    breaks: list[bool] = []
    places: list[int] = []
    at = 0
    while at < len(tokens):
        text = tokens[at].text
        before = texts[-1] if texts else ""
        skip = 0
        if text in _FILLERS or (text == before and text in _STUTTERED):
            skip = 1
        elif (text, tokens[at + 1].text if at + 1 < len(tokens) else "") in _ASIDES:
            after = tokens[at + 2].text if at + 2 < len(tokens) else ""
            skip = 0 if before in _ASKS_BEFORE or after in _ASKS_AFTER else 2
        if not skip:
            texts.append(text)
            breaks.append(tokens[at].ends)
            places.append(at)
            skip = 1
        elif breaks:
            breaks[-1] = breaks[-1] or any(token.ends for token in tokens[at : at + skip])
        at += skip
    return texts, breaks, places


def _well_placed(hit: RuleHit, message: Message) -> bool:
    where = hit.rule.where
    if where == "anywhere":
        return True
    tokens = message.tokens
    if where == "opening":
        return tokens[hit.first].word < OPENING_WORDS
    return tokens[hit.last - 1].word >= len(message.words) - CLOSING_WORDS


def _selling(hits: Sequence[RuleHit]) -> int:
    """Above 0 where a message shows signs of selling, below 0 where it is everyday business.

    Stretches that are certain by themselves weigh double; an appointment, a delivery or a claim
    speaks against selling.  Courtesy is part of a pitch only where somebody sells.
    """
    certain: list[RuleHit] = []
    doubtful: list[RuleHit] = []
    score = 0
    for hit in hits:
        rule = hit.rule
        if rule.purpose == "context":
            score += 1 if rule.category == "sales" else -1
        elif rule.purpose == "pitch" and not rule.needs:
            certain.append(hit)
        elif rule.purpose == "pitch" and rule.level == "off" and rule.needs == "no everyday":
            doubtful.append(hit)
    # One doubtful stretch cannot vouch for itself; each further one speaks for selling.
    return score + 2 * _stretches(certain) + max(0, _stretches(doubtful) - 1)


def _stretches(hits: Sequence[RuleHit]) -> int:
    """How many stretches the hits (in order of their beginning) cover; overlapping ones are one."""
    count = reached = 0
    for hit in hits:
        if hit.first >= reached:
            count += 1
        reached = max(reached, hit.last)
    return count
