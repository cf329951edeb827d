"""Normalised tokens: where typed text and recognised words meet.

A token is what matching works on: lower case, straight apostrophes, contractions taken apart
("we're" becomes "we", "are"), hyphens opened ("cutting-edge" becomes "cutting", "edge"), digits of
any alphabet as 0-9 and apart from letters ("5pm" becomes "5", "pm").
Each token knows the word it came from, so that a match can be shown, clicked and played.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple


class Token(NamedTuple):
    """`word` is the index of the word it came from.

    `ends` is true on the last token before a written sentence end (".", "!", "?", ";", ":"); a
    recogniser writes no punctuation, so it is always false there.
    """

    text: str
    word: int
    ends: bool = False


def word_set(text: str) -> frozenset[str]:
    """The blank-separated words of `text`: how word lists are written in the program."""
    return frozenset(text.split())


# Forms whose parts cannot be found by cutting a suffix off.
_IRREGULAR: dict[str, tuple[str, ...]] = {
    "can't": ("can", "not"),
    "cant": ("can", "not"),
    "cannot": ("can", "not"),
    "won't": ("will", "not"),
    "shan't": ("shall", "not"),
    "ain't": ("is", "not"),
    "don't": ("do", "not"),
    "dont": ("do", "not"),
    "didn't": ("did", "not"),
    "y'all": ("you", "all"),
    "let's": ("let", "us"),
    "gonna": ("going", "to"),
    "wanna": ("want", "to"),
    "gotta": ("got", "to"),
    "lemme": ("let", "me"),
    "gimme": ("give", "me"),
    "o'clock": ("o'clock",),
    "ma'am": ("ma'am",),
    "e-mail": ("email",),
    "e-mails": ("emails",),
    "ok": ("okay",),
    "n't": ("not",),
}

_SUFFIXES: tuple[tuple[str, str], ...] = (
    ("n't", "not"),
    ("'re", "are"),
    ("'ve", "have"),
    ("'ll", "will"),
    ("'d", "would"),
    ("'m", "am"),
)

# After these "'s" is "is"; after any other word it is a possessive or part of a name.
_IS_HOSTS = word_set("it that there here what where who he she how this everything something nothing someone")

_SYMBOLS = {"%": "percent", "&": "and", "$": "$", "£": "£", "€": "€", "@": "@", "+": "+", "#": "#"}
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"})
_ENDS = frozenset(".!?;:…。！？")


#: Contractions in one word ("y'all'd've" has three); a longer chain is a keyboard at play.
_MAX_SUFFIXES = 4


def _parts(piece: str, suffixes: int = _MAX_SUFFIXES) -> tuple[str, ...]:
    """The tokens of a lower-case piece of letters and apostrophes."""
    known = _IRREGULAR.get(piece)
    if known is not None:
        return known
    if "'" not in piece:
        return (piece,)
    for suffix, word in _SUFFIXES:
        if suffixes and piece.endswith(suffix) and len(piece) > len(suffix):
            return (*_parts(piece[: -len(suffix)], suffixes - 1), word)
    if piece.endswith("'s"):
        host = piece[:-2]
        return (host, "is") if host in _IS_HOSTS else (host, "'s")
    stripped = piece.strip("'")
    return (stripped,) if stripped else ()


def split_word(text: str) -> tuple[tuple[str, ...], bool]:
    """The tokens of one word and whether a written sentence ends after it.

    Pieces without a letter, a digit or a known symbol (emoji, lone punctuation) have no tokens.
    """
    if text.isascii() and text.isalpha():
        return _parts(text.lower()), False
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES))
    else:
        text = text.translate(_APOSTROPHES)
    text = text.lower()
    ends = text.rstrip("\"')]}»”")[-1:] in _ENDS
    known = _IRREGULAR.get(text.strip('.,!?;:"()'))
    if known is not None:
        return known, ends
    tokens: list[str] = []
    piece: list[str] = []
    kind = ""

    def close() -> None:
        if piece:
            joined = "".join(piece)
            if kind == "d":
                tokens.append(joined)
            else:
                tokens.extend(_parts(joined))
            piece.clear()

    last = len(text) - 1
    for at, char in enumerate(text):
        if char.isdecimal():
            if kind != "d":
                close()
            kind = "d"
            piece.append(char if char.isascii() else str(unicodedata.decimal(char)))
        elif char.isalpha() or (char == "'" and piece and kind == "a"):
            if kind != "a":
                close()
            kind = "a"
            piece.append(char)
        elif char in ",." and kind == "d" and at < last and text[at + 1].isdecimal():
            # "5,000" is one number; "3.5" and "919.555.0105" are digits apart.
            if char == "." or not _thousands(text, at):
                close()
        elif unicodedata.combining(char) and piece:
            piece.append(char)
        else:
            close()
            kind = ""
            symbol = _SYMBOLS.get(char)
            if symbol is not None:
                tokens.append(symbol)
    close()
    return tuple(tokens), ends


def _thousands(text: str, comma: int) -> bool:
    """Whether the comma at `comma` parts thousands: exactly three digits follow it."""
    after = text[comma + 1 : comma + 5]
    return after[:3].isdecimal() and len(after[:3]) == 3 and not after[3:4].isdecimal()


#: The same words come again and again; longer ones are hardly words, and remembering them costs memory.
_SHORT = 32
_split_short = lru_cache(maxsize=8192)(split_word)


def tokens_of(words: Iterable[str]) -> tuple[Token, ...]:
    """Tokens of words in order.  A word may give none ("—") or several ("555-1234")."""
    found: list[Token] = []
    for index, text in enumerate(words):
        cut = _split_short(text) if len(text) <= _SHORT else split_word(text)
        parts, ends = cut
        if len(parts) == 1:
            found.append(Token(parts[0], index, ends))
        elif parts:
            found.extend(Token(part, index) for part in parts[:-1])
            found.append(Token(parts[-1], index, ends))
    return tuple(found)


def word_range(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """The half-open word range behind the half-open token range."""
    return tokens[first].word, tokens[last - 1].word + 1
