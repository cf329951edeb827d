"""What the words around digits say they are: a number to call, or something else."""

from __future__ import annotations

from collections.abc import Sequence

from rehearse.analysis.digit_words import HESITATIONS
from rehearse.script.tokens import Token, word_set

#: How many words before a run may say what it is, and how many behind it.
_CUE_REACH = 6
_CUE_REACH_BEHIND = 5

#: What `cue` says.
TO_CALL, PERHAPS, NOTHING, DOUBTFUL, NAMED_OTHERWISE = 2, 1, 0, -1, -2

_PHONE_CUES = word_set(
    """call calling phone phoned ring text cell mobile dial reach reached telephone tel fax line
    whatsapp contact callback voicemail"""
)
_SAYS_NUMBER = word_set("number line cell mobile phone fax")
#: Nouns whose numbers are short: what is as long as a number to call is not theirs.
_SHORT_NUMBERS = word_set(
    """pin zip zipcode postcode postal room suite apartment apt flight gate page box lot extension ext
    option press unit floor score badge street quote"""
)
_OTHER_NUMBERS = _SHORT_NUMBERS | word_set(
    """account accounts acct card policy order invoice claim confirmation reference ref case ticket
    tracking serial member membership id social routing license licence registration prescription rx sku
    vin isbn password passcode employee student docket permit barcode booking
    purchase po loan patient chart code contract
    reservation record shipment parcel asset batch catalog clause
    section article sort iban tax ein ssn policyholder meter reading readings
    form consignment waybill manifest container pallet locker chassis engine plate registration vehicle
    hymn psalm verse chapter volume raffle lottery bid lot bib seat row bay dock berth platform bus train
    cheque check transaction receipt requisition complaint incident crime warrant deed plot folio
    product stock style passport visa job file version part item model"""
)

#: So many digits are too many for those.
_LONG = 9

#: May stand between such a noun and its digits.
_LINKS = HESITATIONS | word_set(
    """number numbers is 's was no code id ending ends in with the your my our of for and starting are this
    #"""
)
_OWNED = word_set("my our direct best call callback contact her his their office home cell phone reach me us")
_MONEY_SIGNS = frozenset(("$", "£", "€", "#"))

_LABELS = {
    "cell": "mobile", "mobile": "mobile", "cellphone": "mobile", "office": "office", "desk": "office",
    "work": "office", "landline": "office", "home": "home", "house": "home", "fax": "fax",
    "toll": "toll-free", "assistant": "assistant", "main": "main", "direct": "direct",
    "emergency": "emergency", "weekend": "emergency",
}  # fmt: skip
_AGAIN = frozenset(("again", "repeat", "once", "more"))


def cue(tokens: Sequence[Token], first: int, last: int, count: int) -> int:
    """What the words around the run [first, last) of `count` digits say.

    From `TO_CALL` down to `NAMED_OTHERWISE`.
    """
    said = _before(tokens, first, count)
    if said == NAMED_OTHERWISE:
        return said
    behind = _behind(tokens, last)
    if behind == NAMED_OTHERWISE or said in (NOTHING, PERHAPS):
        return behind if behind != NOTHING else said
    return said


def _before(tokens: Sequence[Token], first: int, count: int) -> int:
    if first and tokens[first - 1].text in _MONEY_SIGNS:
        return NAMED_OTHERWISE
    near = NOTHING
    linked = True
    for at in range(first - 1, max(-1, first - 1 - _CUE_REACH), -1):
        text = tokens[at].text
        previous = tokens[at - 1].text if at else ""
        if tokens[at].ends and at < first - 1:
            return near
        if text in ("number", "code") and previous in _OTHER_NUMBERS:
            return NAMED_OTHERWISE if near != TO_CALL else near
        if text == "code" and previous == "area":
            return TO_CALL
        if text in _SAYS_NUMBER or (text in _PHONE_CUES and not _this_call(text, previous)):
            return TO_CALL
        if text in _OTHER_NUMBERS and not (text == "case" and previous in ("in", "just", "any")):
            if text in _SHORT_NUMBERS and count >= _LONG:
                return near
            if linked:
                return NAMED_OTHERWISE
            return near or DOUBTFUL
        if text in ("at", "on") and at == first - 1:
            near = TO_CALL if previous in ("me", "us", "him", "her", "them", "am") else PERHAPS
            linked = False
        elif text in ("is", "'s") and at >= first - 2:
            near = max(near, PERHAPS)
        linked = linked and (text in _LINKS or len(text) == 1 or _this_call(text, previous))
    return near


def _this_call(text: str, previous: str) -> bool:
    """ "the reference for this call is …" is no invitation to call."""
    return text in ("call", "calling", "contact", "line") and previous in (
        "this",
        "your",
        "our",
        "that",
        "last",
    )


def _behind(tokens: Sequence[Token], last: int) -> int:
    """ "… is my direct line", "… is your account number"."""
    words = [token.text for token in tokens[last : last + _CUE_REACH_BEHIND]]
    if not words or words[0] not in ("is", "'s", "was"):
        return NOTHING
    for place, text in enumerate(words[1:], 1):
        if text in _OTHER_NUMBERS:
            return NAMED_OTHERWISE
        if text in _SAYS_NUMBER:
            return TO_CALL if _OWNED & set(words[1 : place + 1]) else PERHAPS
    return NOTHING


def label(tokens: Sequence[Token], first: int, last: int) -> str:
    """Which phone a number is said to be of: "mobile", "office" …; "" when nothing says it."""
    for at in range(first - 1, max(-1, first - 6), -1):
        text = tokens[at].text
        if text in _AGAIN:
            return ""
        if text in _LABELS:
            return _LABELS[text]
    words = [token.text for token in tokens[last : last + 4]]
    if words and words[0] in ("is", "for", "that"):
        return next((_LABELS[text] for text in words if text in _LABELS), "")
    return ""


def is_alternative(tokens: Sequence[Token], first: int) -> bool:
    """Whether the number at `first` is offered beside another: "… or bob at …"."""
    words = [token.text for token in tokens[max(0, first - 6) : first]]
    return "or" in words or "otherwise" in words or "instead" in words
