"""The check `script`: what was said of the script, and the difference that matters most.

A script is a help, not a test of memory: other words for the same are never worse than near, and a
missed "hi" weighs next to nothing.
Off is only what costs the callback: the number or the reason left out, or half of the message.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rehearse.analysis.message import Message
from rehearse.analysis.phone_plan import same_number
from rehearse.analysis.result import Band, Check, Evidence, MessageWord, Offer, Phone, PhoneNumber
from rehearse.analysis.spoken_forms import atoms_of
from rehearse.i18n import _, ngettext
from rehearse.script.align import Alignment, Pair, align
from rehearse.script.script import Script
from rehearse.script.tokens import split_word, word_set

#: Shares of the script's weight that were said.  Below the second one half of the message is missing.
GOOD_SHARE, OFF_SHARE = 0.85, 0.5
#: Of a reason to call back at least this share of words must be said.
REASON_SHARE = 0.4
#: Added words beyond this share of the script's make another message of it.
MANY_ADDED = 0.5
#: What a word said differently counts of its weight.
CHANGED_CREDIT = 0.5

SCRIPT_SOURCE = "Your own script; Rehearse's own bounds for how far from it is still the same message"

_COURTESY = word_set(
    """hi hello hey good morning afternoon evening there thanks thank you please bye goodbye so much um uh
    well okay again have a great nice day"""
)
_SMALL = word_set(
    """a an the and or but of to in on at for with from by as that this these those it is are was were be
    been am i you he she we they me him her us them my your his its our their will would can could
    should do does did have has had just so very really if then there here 's not"""
)
_COURTESY_WEIGHT, _SMALL_WEIGHT, _WORD_WEIGHT = 0.2, 0.5, 1.0

#: Finds the numbers and the reasons in a message: (phone, offers or None where they are not looked for).
Reader = Callable[[Message], tuple[Phone, Sequence[Offer] | None]]


def align_message(script: Script, message: Message) -> Alignment:
    """The script beside the words of a message."""
    wanted, said = atoms_of(script, [word.text for word in message.words], message.tokens)
    return align(script, wanted, said, len(message.words))


def script_check(
    alignment: Alignment,
    message: Message,
    *,
    phone: Phone,
    offers: Sequence[Offer] | None,
    read: Reader,
) -> Check:
    """The verdict on a message beside its script; the value is the share of script words said.

    `phone` and `offers` are those of the message; `read` finds the script's own.
    """
    target = (GOOD_SHARE, 1.0)
    if not message.words:
        reason = _("No words were heard, so there is nothing to compare with your script.")
        return Check("script", "unknown", None, "fraction", target, reason, (), SCRIPT_SOURCE)
    value = round(alignment.coverage, 2)
    script = alignment.script
    script_phone, script_offers = read(_as_message(script))
    judged = (
        _number_missed(alignment, script_phone, phone)
        or _reason_missed(alignment, message, script_offers, offers)
        or _share_said(alignment, message)
        or _number_said_less_often(script_phone, phone)
        or _slot_left_empty(alignment)
        or _much_added(alignment, message)
        or _as_written(alignment, message)
    )
    band, reason, pairs = judged
    evidence = tuple(message.evidence(*_words_near(pair, message)) for pair in pairs)
    return Check("script", band, value, "fraction", target, reason, _distinct(evidence), SCRIPT_SOURCE)


_Judged = tuple[Band, str, Sequence[Pair]]


def _as_message(script: Script) -> Message:
    """The script as a typed message, word for word, with its slots left silent."""
    slots = {slot.word for slot in script.slots}
    # A dash has no tokens, so a slot keeps its place among the words and is no part of a number.
    return Message(tuple(MessageWord("—" if i in slots else w) for i, w in enumerate(script.words)), "text")


def _whole(phone: Phone) -> list[PhoneNumber]:
    return [number for number in phone.numbers if number.complete]


def _number_missed(alignment: Alignment, wanted: Phone, heard: Phone) -> _Judged | None:
    """The script's number is not among those that were said."""
    numbers = _whole(wanted)
    if not numbers or any(same_number(a.digits, b.digits) for a in numbers for b in _whole(heard)):
        return None
    number = numbers[0]
    pairs = _touching(alignment, number.first_word, number.last_word)
    other = _whole(heard)
    if other:
        reason = _("Your script has the number {number}, but {other} was heard.")
        return "off", reason.format(number=number.display, other=other[0].display), pairs
    if all(pair.kind == "missed" for pair in pairs):
        return "off", _("You left out your number, {number}.").format(number=number.display), pairs
    if all(pair.kind in ("same", "alike") for pair in pairs):
        return None  # every digit was heard, only not as a number: the check of the number tells why
    return (
        "near",
        _("Your number, {number}, was not heard as it is written.").format(number=number.display),
        pairs,
    )


def _reason_missed(
    alignment: Alignment, message: Message, wanted: Sequence[Offer] | None, heard: Sequence[Offer] | None
) -> _Judged | None:
    """The script gives a reason to call back, and the message gives none."""
    if not wanted or heard:
        return None
    said = alignment.said() | {
        word for pair in alignment.changed for word in range(pair.script_first, pair.script_last)
    }
    for offer in wanted:
        words = range(offer.first_word, offer.last_word)
        if sum(word in said for word in words) >= REASON_SHARE * len(words):
            return None
    first = wanted[0]
    text = _quoted(alignment.script.text_of(first.first_word, first.last_word))
    reason = _("You left out the reason to call back: “{text}”.").format(text=text)
    return "off", reason, _touching(alignment, first.first_word, first.last_word)


def _share_said(alignment: Alignment, message: Message) -> _Judged | None:
    weights = [_weight(word) for word in alignment.script.words]
    for slot in alignment.script.slots:
        weights[slot.word] = 0.0
    total = sum(weights)
    lost: list[tuple[float, Pair]] = []
    for pair in (*alignment.missed, *alignment.changed):
        weight = sum(weights[pair.script_first : pair.script_last])
        if pair.kind == "changed":
            # One other word does not stand for a whole sentence.
            stands_for = min(1.0, (pair.last_word - pair.first_word) / (pair.script_last - pair.script_first))
            weight -= CHANGED_CREDIT * weight * stands_for
        lost.append((weight, pair))
    share = 1.0 - sum(weight for weight, _pair in lost) / total if total else 1.0
    if share >= GOOD_SHARE:
        return None
    lost.sort(key=lambda item: -item[0])
    worst = lost[0][1]
    text = _quoted(alignment.script_text(worst))
    percent = round(100 * alignment.coverage)
    band: Band = "near"
    if share < OFF_SHARE:
        band = "off"
        reason = _("Only {percent} % of your script was said; the longest part left out is “{text}”.")
        if worst.kind == "changed":
            reason = _("Only {percent} % of your script was said; this is mostly another message.")
    elif worst.kind == "missed":
        reason = _("You left out “{text}”.")
    else:
        said = _quoted(message.text_of(worst.first_word, worst.last_word))
        reason = _("You said “{said}” where your script has “{text}”.")
        return band, reason.format(said=said, text=text), [pair for _weight, pair in lost[:3]]
    reason = reason.format(percent=percent, text=text)
    return band, reason, [pair for _weight, pair in lost[:3]]


def _number_said_less_often(wanted: Phone, heard: Phone) -> _Judged | None:
    times, said = len(_whole(wanted)), len(_whole(heard))
    if times < 2 or said != 1:
        return None
    return "near", _("You gave your number once; your script repeats it."), ()


def _slot_left_empty(alignment: Alignment) -> _Judged | None:
    empty = [pair for pair in alignment.slots if pair.first_word == pair.last_word]
    if not empty:
        return None
    names = dict.fromkeys(alignment.slot_name(pair) for pair in empty)
    reason = ngettext("You left {names} empty.", "You left {names} empty.", len(names)).format(
        names=", ".join(f"[{name}]" for name in names)
    )
    return "near", reason, empty


def _much_added(alignment: Alignment, message: Message) -> _Judged | None:
    n = sum(pair.last_word - pair.first_word for pair in alignment.added)
    if n <= MANY_ADDED * len(alignment.script.words):
        return None
    longest = max(alignment.added, key=lambda pair: pair.last_word - pair.first_word)
    text = _quoted(message.text_of(longest.first_word, longest.last_word))
    reason = ngettext(
        "You added {n} word to your script, such as “{text}”.",
        "You added {n} words to your script, such as “{text}”.",
        n,
    ).format(n=n, text=text)
    return "near", reason, [longest]


def _as_written(alignment: Alignment, message: Message) -> _Judged:
    small = [*alignment.missed, *alignment.changed]
    if not small:
        return "good", _("You said your script as it is written."), ()
    percent = round(100 * alignment.coverage)
    return (
        "good",
        _("You said {percent} % of your script, and all that matters.").format(percent=percent),
        small[:3],
    )


def _touching(alignment: Alignment, first: int, last: int) -> list[Pair]:
    return [pair for pair in alignment.pairs if pair.script_first < last and first < pair.script_last]


def _words_near(pair: Pair, message: Message) -> tuple[int, int]:
    """What to play for a difference: what was said, else the words around the gap."""
    if pair.first_word < pair.last_word:
        return pair.first_word, pair.last_word
    return max(0, pair.first_word - 2), min(len(message.words), pair.first_word + 2)


def _distinct(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(dict.fromkeys(evidence), key=lambda proof: (proof.first_word, proof.last_word)))


def _weight(word: str) -> float:
    tokens = split_word(word)[0]
    if not tokens:
        return 0.0
    return max(
        _COURTESY_WEIGHT if token in _COURTESY else _SMALL_WEIGHT if token in _SMALL else _WORD_WEIGHT
        for token in tokens
    )


def _quoted(text: str, words: int = 8) -> str:
    pieces = text.strip(" .,!?;:").split()
    return " ".join(pieces) if len(pieces) <= words else " ".join(pieces[:words]) + " …"
