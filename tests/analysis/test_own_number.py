"""The user's own number as it is typed: what is listened for, and why something cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.analysis.drill_judge import judge
from rehearse.analysis.drills import Condition, DrillFacts
from rehearse.analysis.own_number import digits_of, own_number
from tests.helpers.drill_takes import take

SAID = "four one five, five five five, zero one four two"


@pytest.mark.parametrize(
    "typed",
    [
        "415-555-0142",
        "(415) 555 0142",
        " 4155550142 ",
        "415.555.0142",
        "４１５ ５５５ ０１４２",
        "415/555-0142",
    ],
)
def test_a_number_is_told_as_it_is_written_and_said(typed: str) -> None:
    found = own_number(typed, "us")
    assert (found.shown, found.spoken, found.problem, found.note) == ("(415) 555-0142", SAID, "", "")
    assert found.told == f"(415) 555-0142 is listened for: {SAID}."


@pytest.mark.parametrize(
    ("typed", "region", "shown"),
    [
        ("+1 415 555 0142", "US", "+1 415-555-0142"),
        ("020 7946 0958", "GB", "020 7946 0958"),
        ("+44 (0)20 7946 0958", "US", "+44 20 7946 0958"),
        ("+49 30 901820", "GB", "+49 30 901820"),
    ],
)
def test_numbers_of_other_countries(typed: str, region: str, shown: str) -> None:
    found = own_number(typed, region)
    assert (found.shown, found.problem, found.note) == (shown, "", "")
    assert found.spoken.startswith("plus") == typed.startswith("+")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("555", "3 digits are too few"),
        ("5", "1 digit is too short"),
        ("41555501", "has 10 digits, and this has 8"),
        ("1-800-FLOWERS", "digits alone"),
        ("415 555 0142 x12", "digits alone"),
        ("415 555 0142 / 0143 / 0144", "too many"),
        ("---", "no digits"),
        ("+", "no digits"),
        ("+1 999", "too few"),
    ],
)
def test_what_cannot_be_listened_for_is_told_why(typed: str, told: str) -> None:
    found = own_number(typed, "US")
    assert told in found.problem
    assert found.told == found.problem
    assert found.shown == found.spoken == ""


def test_what_is_odd_is_listened_for_and_told() -> None:
    assert "area code" in own_number("555-0142", "US").note
    assert "check it once more" in own_number("115 555 0142", "US").note
    assert own_number(" ", "US").told == ""


def test_what_is_told_is_what_a_drill_hears() -> None:
    """The digits as they are told, spoken, pass; any others do not."""
    asked = Condition(number_heard=True)
    for typed in ("415-555-0142", "(415) 555 0142", "４１５５５５０１４２", "+1 (415) 555-0142"):
        said = own_number("415-555-0142", "US").spoken.replace(",", "")
        facts = DrillFacts(own_number=typed, region="US")
        assert judge(asked, take(f"hi june call me at {said} bye"), facts).passed, typed
        wrong = said.replace("two", "three")
        assert not judge(asked, take(f"hi june call me at {wrong} bye"), facts).passed


@given(st.text(max_size=80), st.sampled_from(("US", "GB", "DE", "XX")))
def test_anything_typed_is_a_number_or_told(text: str, region: str) -> None:
    found = own_number(text, region)
    assert found.text == text.strip()
    assert bool(found.told) == bool(found.text)
    assert bool(found.shown) == bool(found.text and not found.problem)
    digits, _plus = digits_of(text)
    assert digits.isdecimal() or digits == ""
    assert digits.isascii()
