"""Whether the number has been said, while the words are still coming."""

from __future__ import annotations

import pytest

from rehearse.analysis.live_number import NumberHeard, number_heard
from rehearse.speech.transcript import Span, Word

BEFORE = "hi susan this is alice miller my number is"
NUMBER = "four one five five five five zero one four two"


def spoken(text: str, *, from_s: float = 0.5) -> tuple[Word, ...]:
    """Words of 0.3 s, one after the other."""
    return tuple(
        Word(word, Span(from_s + 0.4 * at, from_s + 0.4 * at + 0.3), 0.9)
        for at, word in enumerate(text.split())
    )


def heard(settled: str, partial: str = "", region: str = "US") -> NumberHeard | None:
    return number_heard(spoken(settled), partial, region=region)


def test_nothing_before_the_number_is_whole() -> None:
    words = f"{BEFORE} {NUMBER}".split()
    assert heard("") is None
    for n in range(len(words) - 4):
        assert heard(" ".join(words[:n])) is None, words[:n]


def test_ten_digits_are_the_number_at_once() -> None:
    found = heard(f"{BEFORE} {NUMBER}")
    assert found is not None
    assert found.digits == "4155550142"
    assert found.certain
    assert found.end_s == pytest.approx(0.5 + 18 * 0.4 + 0.3)
    assert found.after_s == pytest.approx(18 * 0.4 + 0.3), "counted from the first word"


def test_provisional_words_have_no_times_yet() -> None:
    found = heard(BEFORE, NUMBER)
    assert found is not None
    assert found.certain
    assert found.end_s is None
    assert found.after_s is None


def test_seven_digits_may_go_on() -> None:
    number = "call me at five five five zero one nine nine"
    waiting = heard(number)
    assert waiting is not None
    assert waiting.digits == "5550199"
    assert not waiting.certain
    going_on = heard(f"{number} thank you")
    assert going_on is not None
    assert going_on.certain
    assert heard("call me at", "five five five zero one nine nine thank") == NumberHeard(
        "5550199", None, None, True
    )


@pytest.mark.parametrize(
    "words", ["i called you nineteen times in two thousand and twenty six", "at five thirty on the ninth"]
)
def test_other_numbers_light_nothing(words: str) -> None:
    assert heard(words) is None
    assert heard("", words) is None


def test_a_region_nobody_knows_has_no_numbers() -> None:
    assert heard(f"{BEFORE} {NUMBER}", region="XX") is None
