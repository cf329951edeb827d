"""A written script as a message: its slots filled, and what is said about it told by its own words.

A slot that nobody filled in yet stands for two words that no rule knows, or for a phone number where
its name asks for one, so that the number's place and the length are right before it is filled in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from rehearse.analysis.message import Message
from rehearse.analysis.result import Analysis, Evidence, Filler, Finding, MessageWord, Offer, PhoneNumber
from rehearse.analysis.script_follow import filled_words
from rehearse.script.script import Script, Slot
from rehearse.script.tokens import split_word, word_set

#: What prompting takes an empty slot for as well: a name, most of the time two words.
_STAND_IN = ("Lorem", "Ipsum")
#: A quotation may begin or end between them.
_STOOD_IN = re.compile(r"\bLorem(?: Ipsum)?\b|\bIpsum\b")

_PHONES = word_set("phone telephone mobile cell tel landline callback")
#: Before "number" in a slot's name, or before a slot that is named "number" alone.
_OF_THE_CALLER = word_set("my your our direct office callback back call contact")
_ANNOUNCES = word_set("is at on me back")


@dataclass(frozen=True, slots=True)
class SaidScript:
    """`words` are the script's, with what was filled in; `origins[i]` is the script word that word `i` of
    `message` stands for.

    `open_slots` are the names of slots without a value; `stand_in` is the slot that a made-up number
    stands in for, "" where there is none.
    """

    script: Script
    message: Message
    words: tuple[str, ...]
    origins: tuple[int, ...]
    open_slots: tuple[str, ...]
    stand_in: str = ""
    stand_in_text: str = ""


def said_script(script: Script, values: Mapping[str, str], *, region: str = "US") -> SaidScript:
    """The script as it would be said with these values."""
    words = filled_words(script, values)
    slots = {slot.word: slot for slot in script.slots}
    said: list[str] = []
    origins: list[int] = []
    open_slots: list[str] = []
    stand_in = number = ""
    for index, word in enumerate(words):
        slot = slots.get(index)
        pieces: Sequence[str] = (word,)
        if slot is not None and word == script.words[index]:
            open_slots.append(slot.name)
            end = word.removeprefix(f"[{slot.name}]")
            pieces = _STAND_IN
            if _wants_number(script, slot):
                number = number or _example_number(region)
                if number:
                    stand_in, pieces = slot.name, number.split()
            pieces = [*pieces[:-1], pieces[-1] + end]
        elif slot is not None:
            pieces = word.split()
        said += pieces
        origins += [index] * len(pieces)
    message = Message(tuple(map(MessageWord, said)), "text", hears_fillers=True)
    names = tuple(dict.fromkeys(open_slots))
    return SaidScript(script, message, words, tuple(origins), names, stand_in, number if stand_in else "")


def told_by_script_words(analysis: Analysis, said: SaidScript) -> Analysis:
    """What was found in `said.message`, with the word indices and words of the script."""

    def text(found: str) -> str:
        found = _STOOD_IN.sub("…", found)
        for number in analysis.phone.numbers:
            if _stands_in(number, said):
                found = found.replace(number.display, f"[{said.stand_in}]")
        return found.replace(said.stand_in_text, f"[{said.stand_in}]") if said.stand_in else found

    findings = (_moved(finding, said) for finding in analysis.findings)
    card = analysis.scorecard
    checks = []
    for check in card.checks:
        proofs = dict.fromkeys(_moved(proof, said) for proof in check.evidence)
        checks.append(replace(check, reason=text(check.reason), evidence=tuple(proofs)))
    numbers = (
        replace(number, display=f"[{said.stand_in}]") if _stands_in(number, said) else number
        for number in analysis.phone.numbers
    )
    offers, fillers, focus = analysis.offers, analysis.fillers, analysis.focus
    return replace(
        analysis,
        words=tuple(map(MessageWord, said.words)),
        phone=replace(analysis.phone, numbers=tuple(_moved(number, said) for number in numbers)),
        findings=tuple(replace(f, text=" ".join(said.words[f.first_word : f.last_word])) for f in findings),
        offers=None if offers is None else tuple(_moved(offer, said) for offer in offers),
        focus=None if focus is None else replace(focus, opening_reason=text(focus.opening_reason)),
        fillers=None if fillers is None else tuple(_moved(filler, said) for filler in fillers),
        scorecard=replace(card, checks=tuple(checks)),
    )


_Placed = TypeVar("_Placed", Evidence, Filler, Finding, Offer, PhoneNumber)


def _moved(found: _Placed, said: SaidScript) -> _Placed:
    first, last = found.first_word, found.last_word
    if first >= last:
        first = last = said.origins[first] if first < len(said.origins) else len(said.words)
    else:
        first, last = said.origins[first], said.origins[last - 1] + 1
    return replace(found, first_word=first, last_word=last)


def _stands_in(number: PhoneNumber, said: SaidScript) -> bool:
    digits = "".join(char for char in said.stand_in_text if char.isdecimal())
    return bool(digits) and digits.endswith(number.digits)


def _wants_number(script: Script, slot: Slot) -> bool:
    """Whether a phone number belongs into a slot: its name says so, or "is" or "at" before a "number"."""
    name = [token for piece in slot.name.split() for token in split_word(piece)[0]]
    if not _PHONES.isdisjoint(name):
        return True
    if "number" not in name:
        return False
    if not _OF_THE_CALLER.isdisjoint(name):
        return True
    before = split_word(script.words[slot.word - 1])[0] if slot.word else ()
    return name == ["number"] and bool(before) and before[-1] in _ANNOUNCES


def _example_number(region: str) -> str:
    """A number as it is written there, of the range kept for examples where there is one; else ""."""
    import phonenumbers

    number = phonenumbers.example_number(region.upper())
    if number is None:
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))
