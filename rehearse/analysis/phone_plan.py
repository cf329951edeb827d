"""Whether digits make a whole phone number, and how it is written.

North American numbers are judged by their own short rule: it also knows local numbers of seven
digits, which phonenumbers calls merely possible, and it spares 30 ms of import.
Every other number is judged by phonenumbers, imported when the first one comes by.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rehearse.script.tokens import word_set

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

#: Regions that share the plan +1, as phonenumbers lists them.
NANP_REGIONS = word_set("US CA AG AI AS BB BM BS DM DO GD GU JM KN KY LC MP MS PR SX TC TT VC VG VI")

#: Score of a digit of a likely number, of one that is merely possible, of one of another country said
#: without its code, and of one with all that is dialled abroad; `number_cuts.py` weighs them against
#: digits left over.
_VALID, _POSSIBLE, _ABROAD, _DIALLED_OUT = 1.0, 0.5, 0.95, 0.9

#: Bounds of what any numbering plan allows (ITU-T E.164: at most 15 digits, with two more to dial out).
SHORTEST, LONGEST = 6, 17

#: A number that phonenumbers calls possible and not valid must have so many digits: below, nearly
#: anything is possible somewhere.
_SHORTEST_POSSIBLE = 9

#: Where callers with a number that starts with 0 are from, when the listener's own numbers do not.
_TRUNK_ZERO_HOMES = ("GB", "IE", "AU")

#: Ranges that Ofcom keeps free for drama; most are valid, these are only possible to phonenumbers.
_DRAMA_GB = ("01632960", "01154960", "07700900")


def in_nanp(region: str) -> bool:
    """Whether `region` shares the plan +1 (groups of three, three and four digits)."""
    return region in NANP_REGIONS


def may_have(count: int, starts_with_zero: bool, region: str, *, plus: bool) -> bool:
    """Whether a number of `count` digits can be one at all: a quick look before the long one."""
    if not SHORTEST <= count <= LONGEST:
        return False
    if region in NANP_REGIONS and not plus:
        return count in (7, 10, 11) or (starts_with_zero and count >= 9)
    return True


def longest_of(beginning: str, region: str, *, plus: bool) -> int:
    """How many digits a number may have that begins so: what is longer need not be looked at."""
    return 11 if region in NANP_REGIONS and not plus and not beginning.startswith("0") else LONGEST


def plausibility(digits: str, region: str, *, plus: bool) -> float:
    """0 when `digits` is no whole number; up to the number of digits when it is a likely one."""
    n = len(digits)
    if not SHORTEST <= n <= LONGEST:
        return 0.0
    if region in NANP_REGIONS and not plus:
        if n == 7:
            return 6.0 if digits[0] >= "2" else 2.0
        if n == 10 and digits[0] != "0":
            return 10.0 if digits[0] >= "2" and digits[3] >= "2" else 5.0
        if n == 11 and digits[0] == "1":
            return 11.0 if digits[1] >= "2" and digits[4] >= "2" else 5.5
        if not digits.startswith("0"):
            return 0.0
    value = n * _judged(digits, region, plus)
    if not plus and _dialled_out(digits, region):
        # Anything after 00 is valid somewhere: a number of a nearer plan comes first.
        value *= _DIALLED_OUT
    if value < n and not plus and _home(digits, region) != region:
        return n * _ABROAD
    return value


def _dialled_out(digits: str, region: str) -> bool:
    """Whether it begins with what is dialled before a country code."""
    return digits.startswith("00") or (region in NANP_REGIONS and digits.startswith("011"))


@lru_cache(maxsize=4096)
def _home(digits: str, region: str) -> str:
    """The region whose number this is, if it is none of the listener's own: a caller from elsewhere.

    Only what cannot be mistaken counts: a leading 0 where nobody dials one, three, three and four
    digits of the plan +1 elsewhere.
    """
    n = len(digits)
    if region in NANP_REGIONS:
        if digits[0] == "0" and digits[1:2] != "0" and 9 <= n <= 11:
            home = next((home for home in _TRUNK_ZERO_HOMES if _judged(digits, home, False) == _VALID), "")
            # Eleven digits with a leading 0 are British, even where the range is not in use.
            return home or ("GB" if n == 11 and _judged(digits, "GB", False) else region)
        return region
    if (n == 10 and digits[0] >= "2") or (n == 11 and digits[0] == "1" and digits[1] >= "2"):
        return "US" if digits[-7] >= "2" else region
    return region


@lru_cache(maxsize=4096)
def _judged(digits: str, region: str, plus: bool) -> float:
    import phonenumbers

    number = _parsed(digits, region, plus)
    if number is None:
        return 0.0
    if phonenumbers.is_valid_number(number) or (
        region == "GB" and digits.startswith(_DRAMA_GB) and len(digits) == 11
    ):
        return _VALID
    reason = phonenumbers.is_possible_number_with_reason(number)
    possible = reason == phonenumbers.ValidationResult.IS_POSSIBLE and len(digits) >= _SHORTEST_POSSIBLE
    return _POSSIBLE if possible else 0.0


def _parsed(digits: str, region: str, plus: bool) -> PhoneNumber | None:
    import phonenumbers

    if not plus and digits.startswith("00") and region in NANP_REGIONS:
        digits, plus = digits[2:], True
    try:
        return phonenumbers.parse(("+" if plus else "") + digits, region)
    except phonenumbers.NumberParseException:
        return None


@lru_cache(maxsize=1024)
def international(digits: str, region: str, *, plus: bool) -> str:
    """The digits with their country code and without anything dialled before it, as E.164 has them.

    A local number of seven digits has no area code and stays as it is.
    """
    if region in NANP_REGIONS and not plus and not digits.startswith("0"):
        return "1" + digits if len(digits) == 10 else digits
    if not SHORTEST <= len(digits) <= LONGEST:
        return digits
    import phonenumbers

    number = _parsed(digits, region if plus else _home(digits, region), plus)
    if number is None:
        return digits
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)).removeprefix("+")


def same_number(one: str, other: str) -> bool:
    """Whether two numbers in `international` form agree: one may lack its area code."""
    short, long = sorted((one, other), key=len)
    return len(short) >= SHORTEST and long.endswith(short.lstrip("0"))


def written(digits: str, region: str, *, plus: bool) -> str:
    """The number as it is written: 555-1234, (919) 555-0105, +44 20 7946 0958."""
    if region in NANP_REGIONS and not plus and digits[0] != "0":
        if len(digits) == 7:
            return f"{digits[:3]}-{digits[3:]}"
        if len(digits) == 10:
            return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
        if len(digits) == 11:
            return f"{digits[0]}-{digits[1:4]}-{digits[4:7]}-{digits[7:]}"
        return digits
    if not SHORTEST <= len(digits) <= LONGEST:
        return ("+" if plus else "") + digits
    import phonenumbers

    number = _parsed(digits, region if plus else _home(digits, region), plus)
    if number is None:
        return ("+" if plus else "") + digits
    style = phonenumbers.PhoneNumberFormat
    abroad = plus or (_home(digits, region) == region and _dialled_out(digits, region))
    return str(phonenumbers.format_number(number, style.INTERNATIONAL if abroad else style.NATIONAL))


@lru_cache(maxsize=32)
def region_is_known(region: str) -> bool:
    """Whether `region` is a two-letter region with a numbering plan."""
    if region in NANP_REGIONS:
        return True
    import phonenumbers

    return region in phonenumbers.SUPPORTED_REGIONS
