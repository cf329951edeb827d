"""How little a message sounds like a caller to a business: reasons to doubt that it offers anything.

Everyday messages tell of people and things as well.  They are known by whom they speak to ("hi mum"),
by who speaks ("it's the library", "Kit from legal"), by their words (rules of purpose "context") and
by saying neither a firm nor a number.  The bounds are our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rehearse.analysis.digit_words import is_number_token
from rehearse.analysis.rules import RuleHit
from rehearse.script.tokens import word_set

#: Doubt about everyday business, and about a message that offers nothing whatever it says.
EVERYDAY, NOTHING = 1.5, 3.0

#: Words that begin a sentence, and no name.
SENTENCE_STARTS = word_set("your you there when if what how who why which i we the every most two three")

_EVERYDAY_SIGNS = ("everyday", "under way", "private")
#: Each sign of everyday business beyond those of selling.
_PER_SIGN = 0.6
#: Fewer tokens hardly hold more than a name, a number and a word to call back.
_SHORT_TOKENS, _SHORT = 35, 0.75
_NO_CALLER = 0.5

#: Whom the message is to, and from, is said in its first tokens.
_ADDRESS, _DEAR_ADDRESS, _INTRODUCTION = 8, 4, 16
_KIN = word_set(
    """mum mom mummy mommy dad daddy nan nana gran granny grandma grandpa grandad granddad auntie
    aunt uncle"""
)
_DEAR = word_set("love mate sweetie darling honey pal sis bro coach")
_DEPARTMENTS = word_set(
    "legal finance accounts accounting hr reception maintenance dispatch facilities upstairs downstairs work"
)
_KEYS = word_set("star pound hash")
_FROM = word_set("from at with of for")


def doubt(texts: Sequence[str], hits: Sequence[RuleHit], *, has_number: bool) -> float:
    """0 for a caller to a business, `EVERYDAY` where an offer is unlikely, `NOTHING` where there is none."""
    start = texts[:_ADDRESS]
    if not _KIN.isdisjoint(start) or not _DEAR.isdisjoint(start[:_DEAR_ADDRESS]):
        return NOTHING
    if _is_machine(texts):
        return NOTHING
    signs = sum(1 if h.rule.category in _EVERYDAY_SIGNS else -1 for h in hits if h.rule.purpose == "context")
    total = min(_PER_SIGN * max(signs, 0), EVERYDAY)
    if _is_body(start):
        total += EVERYDAY
    if len(texts) < _SHORT_TOKENS:
        total += _SHORT
    if not has_number and not _names_firm(texts[:_INTRODUCTION]):
        total += _NO_CALLER
    return total


def _is_machine(texts: Sequence[str]) -> bool:
    """Whether keys are to be pressed ("press one to …"), which no firm called Press asks."""
    for text, key, then in zip(texts, texts[1:], (*texts[2:], ""), strict=False):
        if text == "press" and (is_number_token(key) or key in _KEYS) and not is_number_token(then):
            return True
    return False


def _is_body(start: Sequence[str]) -> bool:
    """Whether an office, an institution or a colleague speaks."""
    for this, then, after in zip(start, start[1:], start[2:], strict=False):
        if this in ("it", "this") and then == "is" and after in ("the", "your"):
            return True
        if this in ("from", "in") and then in _DEPARTMENTS:
            return True
    return False


def _names_firm(start: Sequence[str]) -> bool:
    """Whether a caller says where they are from: "Joel over at Tallyfield"."""
    return any(
        word in _FROM and after not in SENTENCE_STARTS and after not in ("a", "my", "this")
        for word, after in pairwise(start)
    )
