"""Texts that are nearly phone numbers, and what must hold for the number reader on any text."""

from __future__ import annotations

import random

from rehearse.analysis.message import Message
from rehearse.analysis.numbers import find_phone
from rehearse.analysis.result import Phone

REGIONS = ("US", "GB", "DE")

#: Words that take part in numbers, and those that only look like it.
WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "oh", "o", "niner"),
    *("ten", "eleven", "fifteen", "nineteen", "twenty", "thirty", "fifty", "ninety", "hundred", "thousand"),
    *("double", "triple", "for", "to", "too", "won", "ate", "tree", "plus", "+", "and", "dash", "um", "uh"),
    *("area", "code", "extension", "ext", "x", "number", "call", "me", "at", "sorry", "no", "wait", "again"),
    *("flowers", "plumber", "dollars", "percent", "o'clock", "suite", "account", "in", "is", "my", "the"),
    *("555", "1234", "919-555-0105", "(919)", "+44", "5pm", "$5,000", "٣٤٥", "1.800", "555-", "0" * 40),
    *("n't" * 2000, "you" + "'re" * 2000),
    *("five", "five", "five", "one", "two", "three", "four", ".", "!", "—", "😀", "é", "½", "²"),
)


def soup(chance: random.Random, most: int = 60) -> str:
    return " ".join(chance.choice(WORDS) for _word in range(chance.randint(0, most)))


def check_numbers(text: str, region: str = "US", wants_number: bool = True) -> Phone:
    """Read the numbers of any text.  Raises where something is out of range."""
    message = Message.from_text(text)
    phone = find_phone(message, region=region, wants_number=wants_number, early_fraction=0.5)
    before = 0
    for number in phone.numbers:
        assert 0 <= number.first_word < number.last_word <= len(message.words)
        assert number.first_word >= before
        before = number.first_word
        assert number.digits.isascii()
        assert number.digits.isdigit()
        assert number.display
        assert number.extension is None or (number.extension.isascii() and number.extension.isdigit())
    assert phone.first_end_fraction is None or 0 < phone.first_end_fraction <= 1
    expected = (
        {"not_wanted"} if not wants_number else {"missing", "incomplete", "conflicting", "early", "late"}
    )
    assert phone.verdict in expected
    assert (phone.verdict == "missing") == (wants_number and not phone.numbers)
    return phone


# ---- for tests.faults.fuzzing ------------------------------------------------------------------------


def random_input(chance: random.Random) -> bytes:
    return bytes([chance.randrange(256)]) + soup(chance).encode()


def check_bytes(data: bytes) -> None:
    """The first byte chooses region and profile, so that a fuzzer finds them too."""
    choice = data[0] if data else 0
    check_numbers(data[1:].decode("utf-8", "replace"), REGIONS[choice % 3], wants_number=choice % 7 != 6)


def seeds() -> list[bytes]:
    chance = random.Random(1)
    return [b"0" + soup(chance).encode() for _seed in range(50)]
