"""Makes a written script and spoken words comparable, numbers above all.

"555-0105" and "five five five oh one oh five", "$500" and "five hundred dollars", "2026" and "two
thousand twenty six", "9 a.m." and "nine am", "3rd" and "third", "Mr." and "mister" become the same atoms.
Number words are read by `digit_runs.read_item`; where a run has several readings, the one that the
other side has too is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rehearse.analysis.digit_runs import read_item
from rehearse.analysis.digit_words import DIGITS, GLUE, MISHEARD, TEENS, TENS
from rehearse.script.align_table import Atom
from rehearse.script.script import Script
from rehearse.script.tokens import Token, word_set

#: Longer runs are compared item by item, without a second reading.
_MAX_RUN = 24
#: A written number with more digits is one atom, so that a megabyte of digits costs one.
_MAX_DIGITS = 30

_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
    "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_ENDINGS = frozenset(("st", "nd", "rd", "th"))

#: The same word, written another way.
_SAME = {
    "mr": "mister", "mrs": "missus", "missis": "missus", "dr": "doctor", "inc": "incorporated",
    "corp": "corporation", "co": "company", "ltd": "limited", "vs": "versus", "ext": "extension",
    "dept": "department", "hrs": "hours", "mins": "minutes", "min": "minutes", "til": "until",
    "till": "until", "'cause": "because", "cause": "because", "cuz": "because", "ya": "you", "k": "okay",
    "bucks": "dollars", "dollar": "dollars", "$": "dollars", "£": "pounds", "€": "euros", "@": "at",
    "+": "plus", "#": "number",
}  # fmt: skip
_MONEY = frozenset(("dollars", "pounds", "euros"))
#: Said or not, these change nothing: signs read aloud, and fillers (which have a check of their own).
_OPTIONAL = _MONEY | word_set("dash hyphen dot slash plus o'clock 's um uh er erm ah uhm hmm mm")
_LETTERS = {
    "bee": "b", "be": "b", "see": "c", "sea": "c", "dee": "d", "gee": "g", "jay": "j", "kay": "k", "el": "l",
    "em": "m", "en": "n", "pee": "p", "cue": "q", "queue": "q", "are": "r", "tea": "t", "tee": "t",
    "you": "u", "vee": "v", "ex": "x", "why": "y", "zee": "z", "zed": "z", "eye": "i",
}  # fmt: skip
#: What a word may stand for besides itself.
_OTHER = {**_LETTERS, **MISHEARD, "oh": "0", "o": "0", "is": "'s", "us": "'s"}


class _Run(NamedTuple):
    """A stretch of tokens that is a number.  `pieces` are (first, last, digits) of the likeliest reading."""

    first: int
    last: int
    pieces: tuple[tuple[int, int, str], ...]
    readings: tuple[str, ...]


def atoms_of(script: Script, words: Sequence[str], tokens: Sequence[Token]) -> tuple[list[Atom], list[Atom]]:
    """The atoms of a script and of a message, ready for `align`."""
    script_runs = _runs(script.tokens, script.words)
    said_runs = _runs(tokens, words)
    known = {reading for run in script_runs for reading in run.readings}
    known &= {reading for run in said_runs for reading in run.readings}
    wanted = _atoms(script.tokens, script_runs, known)
    for slot in script.slots:
        wanted.append(Atom("", slot.word, slot.word + 1, slot=True))
    wanted.sort(key=lambda atom: atom.first_word)  # stable: the atoms of a word keep their order
    return wanted, _atoms(tokens, said_runs, known)


class Unit(NamedTuple):
    """One word or one number of a text: tokens `first` to `last` (half-open) and all it may be read as."""

    first: int
    last: int
    readings: frozenset[str]
    is_number: bool


def units_of(words: Sequence[str], tokens: Sequence[Token]) -> list[Unit]:
    """A text as words and whole numbers: "25", "twenty five" and "twenty-five" are the same unit."""
    units: list[Unit] = []
    at = 0
    waiting = list(reversed(_runs(tokens, words)))
    while at < len(tokens):
        if waiting and waiting[-1].first == at:
            run = waiting.pop()
            units.append(Unit(at, run.last, frozenset(run.readings), True))
            at = run.last
            continue
        ordinal = _ordinal(tokens, at)
        end = at + (_ordinal_length(tokens, at) if ordinal else 1)
        text = tokens[at].text
        units.append(Unit(at, end, frozenset((ordinal or _SAME.get(text, text),)), bool(ordinal)))
        at = end
    return units


def _atoms(tokens: Sequence[Token], runs: Sequence[_Run], known: set[str]) -> list[Atom]:
    atoms: list[Atom] = []
    waiting = list(reversed(runs))
    at = 0
    while at < len(tokens):
        if waiting and waiting[-1].first == at:
            run = waiting.pop()
            money = atoms.pop() if atoms and _same_word_money(atoms[-1], tokens[at]) else None
            atoms += _digits(tokens, run, known)
            at = run.last
            if money is not None:
                atoms.append(money)
            continue
        end = _letters_end(tokens, at)
        word, last_word = tokens[at].word, tokens[end - 1].word + 1
        text = "".join(token.text for token in tokens[at:end])
        text = _ordinal(tokens, at) or text
        if end == at + 1 and text.endswith("th") and text[0].isdecimal():
            end = at + _ordinal_length(tokens, at)
            last_word = tokens[end - 1].word + 1
        text = _SAME.get(text, text)
        between = text in GLUE and _between_digits(tokens, at, end)
        atoms.append(Atom(text, word, last_word, _OTHER.get(text, ""), text in _OPTIONAL or between))
        at = end
    return atoms


def _same_word_money(atom: Atom, token: Token) -> bool:
    """ "$500" is read "five hundred dollars"."""
    return atom.text in _MONEY and atom.last_word == token.word + 1 and atom.first_word == token.word


def _letters_end(tokens: Sequence[Token], at: int) -> int:
    """Where letters said one by one end: "a", "m" and "i", "b", "m" are one word."""
    end = at
    while end < len(tokens) and len(tokens[end].text) == 1 and tokens[end].text.isalpha():
        end += 1
    return end if end - at > 1 else at + 1


def _between_digits(tokens: Sequence[Token], at: int, end: int) -> bool:
    return at > 0 and end < len(tokens) and _is_digit(tokens, at - 1) and _is_digit(tokens, end)


def _is_digit(tokens: Sequence[Token], at: int) -> bool:
    text = tokens[at].text
    return (
        text[0].isdecimal()
        or text in DIGITS
        or text in TEENS
        or text in TENS
        or text in ("oh", "o", "hundred")
    )


# --- ordinals


def _ordinal(tokens: Sequence[Token], at: int) -> str:
    """ "21th" for "twenty first" and "21st", whatever the grammar says; empty for anything else."""
    text = tokens[at].text
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if text in _ORDINALS:
        return f"{_ORDINALS[text]}th"
    if following is None:
        return ""
    if (
        text.isdecimal()
        and len(text) <= 2
        and following.text in _ENDINGS
        and following.word == tokens[at].word
    ):
        return f"{int(text)}th"
    if text in TENS and 0 < _ORDINALS.get(following.text, 0) < 10:
        return f"{TENS[text]}{_ORDINALS[following.text]}th"
    return ""


def _ordinal_length(tokens: Sequence[Token], at: int) -> int:
    return 1 if tokens[at].text in _ORDINALS else 2


# --- numbers


def _runs(tokens: Sequence[Token], words: Sequence[str]) -> list[_Run]:
    runs: list[_Run] = []
    at = 0
    while at < len(tokens):
        run = None if _ordinal(tokens, at) else _run_at(tokens, at, words)
        if run is not None:
            runs.append(run)
        at = run.last if run is not None else at + 1
    return runs


def _run_at(tokens: Sequence[Token], at: int, words: Sequence[str]) -> _Run | None:
    first = at
    pieces: list[tuple[int, int, str]] = []
    second: list[str] = []
    while at < len(tokens) and len(pieces) < _MAX_RUN:
        if _ordinal(tokens, at):
            break
        read = read_item(tokens, at)
        if (
            read is not None
            and read[2] != "soft"
            and (read[2] != "oh" or _oh_is_zero(tokens, at, bool(pieces)))
        ):
            end, readings, _style = read
            pieces.append((at, end, readings[0]))
            second.append(readings[1] if len(readings) > 1 and read[2] != "oh" else readings[0])
            if _is_full_hour(tokens[at], readings[0], words):
                second[-1] = ""
            at = end
        elif pieces and (tokens[at].text in _SCALES or _is_joining_and(tokens, at)):
            pieces.append((at, at + 1, ""))
            second.append("")
            at += 1
        else:
            break
    if not pieces:
        return None
    likely = "".join(digits for _first, _last, digits in pieces)
    value = _value(tokens, first, at)
    scaled = any(tokens[k].text in ("thousand", "million", "billion") for k in range(first, at))
    found = [likely, "".join(second), *([str(value)] if value is not None else [])]
    if scaled and value is not None:
        found.insert(0, str(value))  # "twenty thousand" is no "20"
    return _Run(first, at, tuple(pieces), tuple(dict.fromkeys(reading for reading in found if reading)))


def _oh_is_zero(tokens: Sequence[Token], at: int, inside: bool) -> bool:
    """ "oh" is a zero beside digits and a sigh elsewhere."""
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    return (inside and (following in DIGITS or following in ("oh", "o") or not following)) or (
        following in DIGITS and at + 2 < len(tokens) and tokens[at + 2].text in DIGITS
    )


def _is_full_hour(token: Token, digits: str, words: Sequence[str]) -> bool:
    """The "00" of "9:00", which nobody reads aloud."""
    return digits == "00" and ":00" in words[token.word]


def _is_joining_and(tokens: Sequence[Token], at: int) -> bool:
    """The "and" of "five hundred and twenty"."""
    return (
        tokens[at].text == "and"
        and tokens[at - 1].text in _SCALES
        and at + 1 < len(tokens)
        and _is_digit(tokens, at + 1)
    )


def _value(tokens: Sequence[Token], first: int, last: int) -> int | None:
    """The value of number words read as one amount; None where they are none."""
    total = part = 0
    room = 10**12  # below this the next word must stay
    for token in tokens[first:last]:
        text = token.text
        if text == "and":
            continue
        scale = _SCALES.get(text)
        if scale == 100:
            if not 0 < part < 100:
                return None
            part, room = part * 100, 100
        elif scale is not None:
            if part == 0 or (total and scale >= total):
                return None
            total, part, room = total + part * scale, 0, 10**12
        else:
            amount = _small(text)
            if amount is None or (part and amount >= room):
                return None
            room = 10 if text in TENS else 1 if amount < 20 else room
            part += amount
    return total + part


def _small(text: str) -> int | None:
    if text in DIGITS:
        return int(DIGITS[text])
    if text in TEENS:
        return int(TEENS[text])
    if text in TENS:
        return 10 * int(TENS[text])
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _digits(tokens: Sequence[Token], run: _Run, known: set[str]) -> list[Atom]:
    likely = "".join(digits for _first, _last, digits in run.pieces)
    chosen = next(
        (reading for reading in run.readings if reading in known), run.readings[0] if run.readings else ""
    )
    pieces = run.pieces if chosen == likely else ((run.first, run.last, chosen),)
    atoms: list[Atom] = []
    for first, last, digits in pieces:
        first_word, last_word = tokens[first].word, tokens[last - 1].word + 1
        if not digits or len(digits) > _MAX_DIGITS:
            text = digits or " ".join(token.text for token in tokens[first:last])
            atoms.append(Atom(text, first_word, last_word, optional=not digits))
        else:
            atoms += (Atom(digit, first_word, last_word) for digit in digits)
    return atoms
