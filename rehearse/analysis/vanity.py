"""Numbers said in letters on the keypad: "one eight hundred flowers"."""

from __future__ import annotations

from collections.abc import Sequence

from rehearse.analysis.digit_runs import Run, first_reading
from rehearse.analysis.number_cuts import Found, found
from rehearse.analysis.phone_cues import TO_CALL
from rehearse.script.tokens import Token, word_set

#: Area codes whose calls the called party pays for (North American Numbering Plan).
TOLL_FREE = ("800", "888", "877", "866", "855", "844", "833")

_KEYPAD = {
    letter: key
    for key, letters in zip(
        "23456789", ("abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"), strict=True
    )
    for letter in letters
}
_NO_LETTERS = word_set(
    """anytime because between whenever thanks thank number numbers without line again today tomorrow
    extension and or if when for with please that"""
)
_RIGHT_BEFORE = word_set("at is 's dial number on call ring reach")

#: Words that the letters may be cut into, or letters said one by one.
_MAX_WORDS = 8


def vanity(tokens: Sequence[Token], run: Run, cue: int) -> Found | None:
    """The number of a toll-free prefix and the letters behind it, or None."""
    digits = "".join(first_reading(part) for part in run.parts)
    prefix = digits[1:] if digits.startswith("1") else digits
    if not prefix.startswith(TOLL_FREE) or len(prefix) > 7 or not _parted_after(run, digits):
        return None
    before = tokens[run.first - 1].text if run.first else ""
    in_one_word = run.last < len(tokens) and tokens[run.last].word == tokens[run.last - 1].word
    if not (digits.startswith("1") or in_one_word or (cue == TO_CALL and before in _RIGHT_BEFORE)):
        # "eight hundred clients": a count.
        return None
    letters, needed = "", 10 - len(prefix)
    for end in range(run.last, min(run.last + _MAX_WORDS, len(tokens))):
        text = tokens[end].text
        if not text.isascii() or not text.isalpha() or text in _NO_LETTERS:
            return None
        letters += text
        # One word may be longer than the number: the keys after the last are not needed.
        if len(letters) == needed or (end == run.last and needed < len(letters) <= needed + 2):
            spelled = "".join(_KEYPAD[letter] for letter in letters[:needed])
            return found(digits + spelled, False, run.first, end + 1)
        if len(letters) > needed:
            return None
    return None


def _parted_after(run: Run, digits: str) -> bool:
    """Whether a piece ends where the prefix does: not so in "x86-64"."""
    end, bound = 0, 4 if digits.startswith("1") else 3
    for part in run.parts:
        for item in part:
            end += len(item.readings[0])
            if end >= bound:
                return end == bound or not item.typed
    return False
