"""What the starter model can print: the words that the analysis reads, spelled one way."""

from __future__ import annotations

import string

import pytest

from rehearse.script.tokens import word_set
from tests.conftest import ROOT

WORDS = frozenset(
    line.split()[0]
    for line in (ROOT / "models" / "starter-en-us" / "graph" / "words.txt")
    .read_text(encoding="utf-8")
    .splitlines()
)


@pytest.mark.parametrize("word", sorted(word_set("um uh er email emailed website voicemail extension")))
def test_words_a_message_is_judged_by(word: str) -> None:
    assert word in WORDS


@pytest.mark.parametrize(
    "word", sorted(word_set("oh zero double triple hundred thousand nineteen ninety plus dot at"))
)
def test_words_that_numbers_and_addresses_are_made_of(word: str) -> None:
    assert word in WORDS


@pytest.mark.parametrize("letter", string.ascii_lowercase)
def test_a_letter_has_one_spelling(letter: str) -> None:
    assert letter in WORDS
    assert f"{letter}." not in WORDS
