from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.script.tokens import split_word, tokens_of, word_range


@pytest.mark.parametrize(
    ("word", "tokens"),
    [
        ("We're", ("we", "are")),
        ("we’ll", ("we", "will")),
        ("can't", ("can", "not")),
        ("couldn't", ("could", "not")),
        ("it's", ("it", "is")),
        ("company's", ("company", "'s")),
        ("cutting-edge", ("cutting", "edge")),
        ("555-1234", ("555", "1234")),
        ("(919)", ("919",)),
        ("919.555.0105", ("919", "555", "0105")),
        ("$5,000", ("$", "5000")),
        ("5pm", ("5", "pm")),
        ("ext.204", ("ext", "204")),
        ("+1", ("+", "1")),
        ("٥٥٥", ("555",)),
        ("５５５", ("555",)),
        ("🎉", ()),
        ("—", ()),
        ("Grüße", ("grüße",)),
        ("e-mail", ("email",)),
    ],
)
def test_a_word_is_cut_into_tokens(word: str, tokens: tuple[str, ...]) -> None:
    assert split_word(word)[0] == tokens


def test_only_written_sentence_ends_are_ends() -> None:
    assert [token.ends for token in tokens_of(["Call", "me.", "Now,", "please!"])] == [
        False,
        True,
        False,
        True,
    ]


def test_tokens_know_their_words() -> None:
    tokens = tokens_of(["we're", "at", "555-1234", "🎉", "bye"])
    assert [(token.text, token.word) for token in tokens] == [
        ("we", 0), ("are", 0), ("at", 1), ("555", 2), ("1234", 2), ("bye", 4),
    ]  # fmt: skip
    assert word_range(tokens, 3, 5) == (2, 3)


@given(st.text())
def test_any_text_gives_ordered_tokens_without_blanks(text: str) -> None:
    words = text.split()
    tokens = tokens_of(words)
    assert all(token.text and not token.text.isspace() for token in tokens)
    assert [token.word for token in tokens] == sorted(token.word for token in tokens)
    assert all(0 <= token.word < len(words) for token in tokens)
