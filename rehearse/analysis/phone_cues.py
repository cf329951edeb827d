"""What the words around digits say they are: a number to call, or something else."""

from __future__ import annotations

from collections.abc import Sequence

from rehearse.script.tokens import Token, word_set

#: How many words before a run may say what it is.
_CUE_REACH = 6

_PHONE_CUES = word_set(
    """call calling phone phoned ring text cell mobile dial reach reached telephone tel fax line
    whatsapp contact callback"""
)
_SAYS_NUMBER = word_set("number numbers line cell mobile phone fax")
_OTHER_NUMBERS = word_set(
    """account accounts acct card policy order invoice claim confirmation reference ref case ticket
    tracking serial model part member membership id pin zip zipcode social routing room suite
    apartment apt flight gate page license licence registration prescription rx box lot item sku
    vin isbn password passcode meeting badge employee student docket permit version barcode
    purchase quote po loan patient chart file"""
)
AMOUNTS = word_set("dollars dollar bucks cents percent pounds euros million billion grand")
MONEY_SIGNS = frozenset(("$", "£", "€", "#"))


def cue_before(tokens: Sequence[Token], first: int) -> int:
    """What the words before say: 2 a number to call, 1 perhaps, 0 nothing, -1 another number."""
    near = 0
    for at in range(first - 1, max(-1, first - 1 - _CUE_REACH), -1):
        text = tokens[at].text
        if text in _SAYS_NUMBER and at and tokens[at - 1].text in _OTHER_NUMBERS:
            return -1
        if text == "code" and at and tokens[at - 1].text == "area":
            return 2
        if text in _PHONE_CUES or text in _SAYS_NUMBER:
            return 2
        if text in _OTHER_NUMBERS or text == "code":
            return -1
        if text in ("at", "on", "is", "'s") and at >= first - 2:
            near = 2 if at and tokens[at - 1].text in ("me", "us") else 1
    return near
