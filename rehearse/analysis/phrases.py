"""Findings: what the rule packs have to say about a message."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from rehearse.analysis.message import Message
from rehearse.analysis.result import Finding
from rehearse.analysis.rules import Packs, RuleHit
from rehearse.script.tokens import word_range

#: What counts as the opening and the closing of a message, in words; at most this part of it.
OPENING_WORDS = 25
CLOSING_WORDS = 25


def find_hits(message: Message, packs: Packs, switched_off: AbstractSet[str] = frozenset()) -> list[RuleHit]:
    """All hits of all packs, positions and context taken into account.

    Rules and packs in `switched_off` are left out, as if they had not been loaded.
    """
    tokens = message.tokens
    if not tokens:
        return []
    texts = [token.text for token in tokens]
    ends = [token.ends for token in tokens]
    hits = [hit for hit in packs.hits(texts, ends if any(ends) else ()) if well_placed(hit, message)]
    if switched_off:
        hits = [hit for hit in hits if not {hit.rule.id, hit.rule.pack} & switched_off]
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


def well_placed(hit: RuleHit, message: Message) -> bool:
    """Whether the hit lies where its rule looks."""
    where = hit.rule.where
    if where == "anywhere":
        return True
    tokens = message.tokens
    if where == "opening":
        return tokens[hit.first].word < OPENING_WORDS
    return tokens[hit.last - 1].word >= len(message.words) - CLOSING_WORDS


def _selling(hits: Sequence[RuleHit]) -> int:
    """Above 0 where a message shows signs of selling, below 0 where it is everyday business.

    Rules that are certain by themselves weigh double; an appointment, a delivery or a claim
    speaks against selling.  Courtesy is part of a pitch only where somebody sells.
    """
    score = 0
    doubtful: set[str] = set()
    for hit in hits:
        rule = hit.rule
        if rule.purpose == "context":
            score += 1 if rule.category == "sales" else -1
        elif rule.purpose == "pitch" and not rule.needs:
            score += 2
        elif rule.purpose == "pitch" and rule.level == "off" and rule.needs == "no everyday":
            doubtful.add(rule.id)
    # One doubtful rule cannot vouch for itself; each further one speaks for selling.
    return score + max(0, len(doubtful) - 1)
