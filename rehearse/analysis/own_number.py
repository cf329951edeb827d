"""The user's own phone number as it is typed: whether it can be listened for, and how it is said."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rehearse.analysis.phone_plan import LONGEST, SHORTEST, in_nanp, plausibility, written
from rehearse.i18n import _, ngettext

#: Nobody types more; a longer text is no number and need not be looked at.
_MOST_CHARS = 60

#: How digits are said; messages are judged in English, whatever the language of the window.
_SPOKEN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """A number as it was typed (`text`), as it is written (`shown`) and as it is said (`spoken`).

    `problem` says why it cannot be listened for, "" where it can; `note` what is odd about it all the same.
    Where nothing is typed, all of them are "".
    """

    text: str
    shown: str = ""
    spoken: str = ""
    problem: str = ""
    note: str = ""

    @property
    def told(self) -> str:
        """The problem, or what is listened for, in words."""
        if self.problem or not self.text:
            return self.problem
        heard = _("{number} is listened for: {spoken}.").format(number=self.shown, spoken=self.spoken)
        return f"{heard} {self.note}".rstrip()


def digits_of(text: str) -> tuple[str, bool]:
    """The digits of a number as somebody writes it, and whether it begins with a plus.

    The zero of "+44 (0)20 …" is dialled at home alone.
    """
    text = text.strip()
    plus = text.startswith(("+", "\uff0b"))
    if plus:
        text = re.sub(r"\(\s*0\s*\)", "", text)
    values = (unicodedata.decimal(sign, None) for sign in text)
    return "".join(str(value) for value in values if value is not None), plus


def own_number(text: str, region: str) -> OwnNumber:
    """What a number is that is dialled from `region` (two letters).  Nothing raises."""
    text, region = text.strip(), region.upper()
    if not text:
        return OwnNumber("")
    digits, plus = digits_of(text)
    if len(text) > _MOST_CHARS or any(sign.isalpha() for sign in text):
        return OwnNumber(text, problem=_("Type digits alone: no words, and no extension."))
    if not digits:
        return OwnNumber(text, problem=_("There are no digits in it."))
    n = len(digits)
    if n < SHORTEST:
        problem = ngettext(
            "{n} digit is too short for a phone number.", "{n} digits are too few for a phone number.", n
        ).format(n=n)
        return OwnNumber(text, problem=problem)
    if n > LONGEST:
        problem = _("{n} digits are too many for a phone number; leave out an extension.").format(n=n)
        return OwnNumber(text, problem=problem)
    value = plausibility(digits, region, plus=plus)
    if value <= 0:
        if in_nanp(region) and not plus:
            problem = _("A number here has 10 digits, and this has {n}; one from abroad begins with +.")
        else:
            problem = _("This is no whole phone number ({n} digits).")
        return OwnNumber(text, problem=problem.format(n=n))
    shown = written(digits, region, plus=plus)
    note = ""
    if n == 7 and in_nanp(region) and not plus:
        note = _("Without its area code nobody can call it from elsewhere.")
    elif value < 0.9 * n:
        note = _("It does not look like a number in use; check it once more.")
    return OwnNumber(text, shown, _spoken(shown), note=note)


def _spoken(shown: str) -> str:
    groups = re.findall(r"\d+", shown)
    said = ", ".join(" ".join(_SPOKEN[int(digit)] for digit in group) for group in groups)
    return f"plus {said}" if shown.startswith("+") else said
