"""Whether digits make a whole phone number, and how it is written.

North American numbers are judged by their own short rule: it also knows local numbers of seven
digits, which phonenumbers calls merely possible, and it spares 30 ms of import.
Every other number is judged by phonenumbers, imported when the first one comes by.
"""

from __future__ import annotations

from functools import lru_cache

from rehearse.script.tokens import word_set

#: Regions that share the plan +1, as phonenumbers lists them.
NANP_REGIONS = word_set("US CA AG AI AS BB BM BS DM DO GD GU JM KN KY LC MP MS PR SX TC TT VC VG VI")

#: Score of a number as likely as any; `numbers.py` weighs it against digits left over.
_VALID, _POSSIBLE = 1.0, 0.5

#: Bounds of what any numbering plan allows (ITU-T E.164: at most 15 digits).
SHORTEST, LONGEST = 6, 15


def plausibility(digits: str, region: str, *, plus: bool) -> float:
    """0 when `digits` is no whole number; up to the number of digits when it is a likely one."""
    n = len(digits)
    if not SHORTEST <= n <= LONGEST:
        return 0.0
    if region in NANP_REGIONS and not plus:
        if n == 7:
            return 6.0 if digits[0] >= "2" else 2.0
        if n == 10:
            return 10.0 if digits[0] >= "2" and digits[3] >= "2" else 5.0
        if n == 11 and digits[0] == "1":
            return 11.0 if digits[1] >= "2" and digits[4] >= "2" else 5.5
        if not digits.startswith("011"):
            return 0.0
    return n * _judged(digits, region, plus)


@lru_cache(maxsize=4096)
def _judged(digits: str, region: str, plus: bool) -> float:
    import phonenumbers

    try:
        number = phonenumbers.parse(("+" if plus else "") + digits, region)
    except phonenumbers.NumberParseException:
        return 0.0
    if phonenumbers.is_valid_number(number):
        return _VALID
    reason = phonenumbers.is_possible_number_with_reason(number)
    return _POSSIBLE if reason == phonenumbers.ValidationResult.IS_POSSIBLE else 0.0


def written(digits: str, region: str, *, plus: bool) -> str:
    """The number as it is written: 555-1234, (919) 555-0105, +44 20 7946 0958."""
    if region in NANP_REGIONS and not plus and not digits.startswith("011"):
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

    try:
        number = phonenumbers.parse(("+" if plus else "") + digits, region)
    except phonenumbers.NumberParseException:
        return ("+" if plus else "") + digits
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.INTERNATIONAL if plus else style.NATIONAL)


@lru_cache(maxsize=32)
def region_is_known(region: str) -> bool:
    """Whether `region` is a two-letter region with a numbering plan."""
    if region in NANP_REGIONS:
        return True
    import phonenumbers

    return region in phonenumbers.SUPPORTED_REGIONS
