"""Why a rule speaks or keeps silent: every match of every rule in a message, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from rehearse.analysis import phrases
from rehearse.analysis.automaton import Hit
from rehearse.analysis.message import Message
from rehearse.analysis.result import Finding
from rehearse.analysis.rules import Packs, Rule, RuleHit
from rehearse.script.tokens import word_range

#: What became of a match: it counts, or what silenced it.
Fate = Literal["fires", "exception", "where", "needs", "longer", "off"]


@dataclass(frozen=True, slots=True)
class Match:
    """A match of a rule: half-open range of words.

    `detail` is the text that matched an exception ("exception"), or the id of the rule whose longer
    phrase covers this one ("longer").
    """

    rule: Rule
    first_word: int
    last_word: int
    text: str
    fate: Fate
    detail: str = ""


def explain(message: Message, packs: Packs, switched_off: AbstractSet[str] = frozenset()) -> list[Match]:
    """Every match in the order of the words; `packs` holds all rules, also those switched off."""
    tokens = message.tokens
    if not tokens:
        return []
    active = phrases.find_hits(message, packs, switched_off)
    findings = phrases.findings(message, active)
    found: list[Match] = []

    def add(hit: RuleHit, fate: Fate, detail: str = "") -> None:
        first, last = word_range(tokens, hit.first, hit.last)
        found.append(Match(hit.rule, first, last, message.text_of(first, last), fate, detail))

    for hit in phrases.hits_anywhere(message, packs):
        if is_off(hit.rule, switched_off):
            add(hit, "off")
        elif hit not in active:
            add(hit, "needs" if phrases.well_placed(hit, message) else "where")
        elif hit.rule.purpose != "pitch" or _is_shown(hit, findings, message):
            add(hit, "fires")
        else:
            add(hit, "longer", _longer(hit, active))
    texts, ends, places = phrases.without_fillers(tokens)
    raw = packs.matches(texts, ends)
    excuses: dict[str, list[Hit]] = {}
    for rule, match, is_exception in raw:
        if is_exception:
            excuses.setdefault(rule.id, []).append(match)
    for rule, match, is_exception in raw:
        if is_exception or rule.id not in excuses:
            continue
        for excuse in excuses[rule.id]:
            if excuse.first < match.last and match.first < excuse.last:
                first, last = places[excuse.first], places[excuse.last - 1] + 1
                excused = message.text_of(*word_range(tokens, first, last))
                hit = RuleHit(rule, match.first, match.last, match.core_last)
                add(phrases.placed(hit, places), "exception", excused)
                break
    return sorted(found, key=lambda match: (match.first_word, match.last_word, match.rule.id))


def is_off(rule: Rule, switched_off: AbstractSet[str]) -> bool:
    return rule.id in switched_off or rule.pack in switched_off


def _is_shown(hit: RuleHit, findings: Sequence[Finding], message: Message) -> bool:
    """Whether a finding of its rule, cut or widened for the eye, stands where the hit does."""
    first, last = word_range(message.tokens, hit.first, hit.last)
    return any(
        finding.rule_id == hit.rule.id and finding.first_word < last and first < finding.last_word
        for finding in findings
    )


def _longer(hit: RuleHit, hits: Sequence[RuleHit]) -> str:
    """The rule whose phrase covers most of `hit`."""

    def shared(other: RuleHit) -> int:
        return min(hit.last, other.last) - max(hit.first, other.first)

    others = [other for other in hits if other.rule.purpose == "pitch" and other.rule is not hit.rule]
    return max(others, key=shared).rule.id if others else ""
