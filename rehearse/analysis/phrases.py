"""Findings: what the rule packs have to say about a message."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from rehearse.analysis.digit_words import is_number_token
from rehearse.analysis.message import Message
from rehearse.analysis.result import Finding
from rehearse.analysis.rules import Packs, RuleHit
from rehearse.script.tokens import Token, word_range, word_set

#: What counts as the opening and the closing of a message, in words; at most this part of it.
OPENING_WORDS = 25
CLOSING_WORDS = 25

_FILLERS = word_set("um uh er ah erm uhm hm hmm mm mhm")
_STUTTERED = word_set("i we you the a an to and our your is of in for it with that's can")
#: What a sign of the context packs says for selling, by its category.  The weights, those of pitch
#: and the limits below were chosen together on annotated messages of several authors: they are where
#: a step up or down in any one of them cost more (alarms or missed spans) than it gained.
_WEIGHTS = {"sales": 2, "sales hint": 1, "everyday": -3, "under way": -4, "private": -8, "hint": -1}
#: What a stretch of pitch says for selling: one that anybody may say counts from the second on.
_CERTAIN, _DOUBTFUL, _SLIGHT, _FAINT = 1, 2, 1, 1
#: From which sum on a rule is heard, by what it needs.
_LIMITS = {"": -2, "no everyday": -1, "sales": 2}
#: Said to fill a gap, unless a neighbour shows that they mean something ("did you know that").
_ASIDES = frozenset((("you", "know"), ("i", "mean")))
_ASKS_BEFORE = word_set("do did if let as when before because than would to what how not sure will should")
_ASKS_AFTER = word_set("that what how who when where why if about of it the someone anyone anybody is")

#: Tokens beyond a longer finding that make a finding of its own, and tokens of a widened one.
_OWN_WORDS = 4
_WIDEST = 14

#: Where a highlight ends at the latest: another sentence begins, or the number.
_STARTERS = word_set("my thanks thank bye again because but so if hi hello anyway please")
_STARTS = {
    **dict.fromkeys(word_set("call give ring text let reach"), word_set("me")),
    **dict.fromkeys(word_set("i we"), word_set("am are will would have")),
    **dict.fromkeys(word_set("it this that what"), word_set("is do")),
    **dict.fromkeys(word_set("do could can would when"), word_set("you")),
    "and": word_set("i we my call you it if"),
    "you": word_set("can"),
    "at": word_set("area"),
    "on": word_set("area"),
    "have": word_set("a"),
    "talk": word_set("soon"),
    "looking": word_set("forward"),
}
_LEADS_ON = word_set("and or but the a an to of for with at on in by from is are that which so")


def find_hits(message: Message, packs: Packs, switched_off: AbstractSet[str] = frozenset()) -> list[RuleHit]:
    """All hits of all packs, positions and context taken into account.

    Rules and packs in `switched_off` are left out, as if they had not been loaded.
    """
    hits = [hit for hit in hits_anywhere(message, packs) if well_placed(hit, message)]
    if switched_off:
        hits = [hit for hit in hits if not {hit.rule.id, hit.rule.pack} & switched_off]
    sells = _selling(hits)
    fits = {needs: sells >= limit for needs, limit in _LIMITS.items()}
    # Where nothing speaks either way, pitch tips the scale for courtesy beside it.
    fits["sales"] = fits["sales"] or (sells >= 0 and any(map(_outright, hits)))
    return [hit for hit in hits if hit.rule.purpose != "pitch" or fits[hit.rule.needs]]


def hits_anywhere(message: Message, packs: Packs) -> list[RuleHit]:
    """All hits that no exception of their rule overlaps, wherever they stand."""
    texts, breaks, places = without_fillers(message.tokens)
    return [placed(hit, places) for hit in packs.hits(texts, breaks if any(breaks) else ())]


def placed(hit: RuleHit, places: Sequence[int]) -> RuleHit:
    """The hit in tokens of the message, from one in those without fillers."""
    first, last, core_last = places[hit.first], places[hit.last - 1] + 1, places[hit.core_last - 1] + 1
    return RuleHit(hit.rule, first, last, core_last)


def findings(message: Message, hits: Sequence[RuleHit]) -> tuple[Finding, ...]:
    """The pitch findings, one per stretch, in the order they are said."""
    tokens = message.tokens
    texts = [token.text for token in tokens]
    found: list[Finding] = []
    for hit in _one_per_stretch([_trimmed(hit, texts) for hit in hits if hit.rule.purpose == "pitch"]):
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


def _one_per_stretch(hits: Sequence[RuleHit]) -> list[RuleHit]:
    """The longest hits, in order.  One that adds a few words to a longer one only widens it."""
    chosen: list[RuleHit] = []
    # By token, which of the chosen cover it: a long text has thousands.
    covering: dict[int, list[int]] = {}
    for hit in sorted(hits, key=lambda hit: (hit.first - hit.last, hit.rule.level != "off", hit.first)):
        touched = sorted({at for token in range(hit.first, hit.last) for at in covering.get(token, ())})
        inside = sum(min(hit.last, chosen[at].last) - max(hit.first, chosen[at].first) for at in touched)
        outside = hit.last - hit.first - inside
        if not touched or (outside >= _OWN_WORDS and inside <= outside):
            for token in range(hit.first, hit.last):
                covering.setdefault(token, []).append(len(chosen))
            chosen.append(hit)
        elif outside and len(touched) == 1:
            other = chosen[touched[0]]
            first, last = min(hit.first, other.first), max(hit.last, other.last)
            if last - first <= _WIDEST:
                for token in (*range(first, other.first), *range(other.last, last)):
                    covering.setdefault(token, []).append(touched[0])
                chosen[touched[0]] = replace(other, first=first, last=last)
    return sorted(chosen, key=lambda hit: (hit.first, hit.last))


def _trimmed(hit: RuleHit, texts: Sequence[str]) -> RuleHit:
    """Without the words after what the rule needs that begin another sentence or a number."""
    last = hit.core_last
    while last < hit.last and not _begins_another(texts, last):
        last += 1
    while last > hit.core_last and texts[last - 1] in _LEADS_ON:
        last -= 1
    return replace(hit, last=last)


def _begins_another(texts: Sequence[str], at: int) -> bool:
    text, after = texts[at], texts[at + 1] if at + 1 < len(texts) else ""
    if text in _STARTERS or after in _STARTS.get(text, ()):
        return True
    return is_number_token(text) and is_number_token(after)


def without_fillers(tokens: Sequence[Token]) -> tuple[list[str], list[bool], list[int]]:
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

    An appointment, a delivery or something they ordered speaks against selling; a firm that
    introduces itself, and pitch itself, speak for it.
    """
    certain: list[RuleHit] = []
    doubtful: list[RuleHit] = []
    slight: list[RuleHit] = []
    faint: list[RuleHit] = []
    score = 0
    for hit in hits:
        rule = hit.rule
        if rule.purpose == "context":
            score += _WEIGHTS.get(rule.category, 0)
        elif rule.purpose == "pitch" and not rule.needs:
            certain.append(hit)
        elif _doubtful(hit):
            doubtful.append(hit)
        elif rule.purpose == "pitch" and rule.needs == "no everyday":
            slight.append(hit)
        elif rule.purpose == "pitch":
            faint.append(hit)
    # One doubtful stretch cannot vouch for itself; each further one speaks for selling.
    score += _CERTAIN * _stretches(certain) + _SLIGHT * max(0, _stretches(slight) - 1)
    score += _FAINT * max(0, _stretches(faint) - 1)
    return score + _DOUBTFUL * max(0, _stretches(doubtful) - 1)


def _outright(hit: RuleHit) -> bool:
    return _doubtful(hit) or (hit.rule.purpose == "pitch" and not hit.rule.needs)


def _doubtful(hit: RuleHit) -> bool:
    rule = hit.rule
    return rule.purpose == "pitch" and rule.level == "off" and rule.needs == "no everyday"


def _stretches(hits: Sequence[RuleHit]) -> int:
    """How many stretches the hits (in order of their beginning) cover; overlapping ones are one."""
    count = reached = 0
    for hit in hits:
        if hit.first >= reached:
            count += 1
        reached = max(reached, hit.last)
    return count
