from __future__ import annotations

import pytest

from rehearse.analysis.analyse import analyse
from rehearse.analysis.message import Message
from rehearse.analysis.profiles import Profile
from rehearse.analysis.result import Analysis
from rehearse.analysis.rules import Packs
from rehearse.speech.transcript import Span, Transcript, Word

BEFORE = "hi june this is omar pike the county changed its rules my number is"
NUMBER = "four six nine five five five oh one two seven"
AFTER = "i have the new list of rules for your building thanks and talk soon"
REST = " ".join([AFTER] * 4)


def said(*parts: tuple[str, float], pause_s: float = 0.0) -> Message:
    """The parts one after another, each with its seconds a word; `pause_s` inside every number."""
    words: list[Word] = []
    at_s = 0.5
    for text, word_s in parts:
        for i, word in enumerate(text.split()):
            if text == NUMBER and i in (3, 6):
                at_s += pause_s
            words.append(Word(word, Span(at_s, at_s + word_s), 1.0))
            at_s += word_s
    return Message.from_transcript(Transcript(tuple(words), (0,), "replay", "none", at_s + 0.5, 0.0))


def judged(message: Message, packs: Packs, short: Profile) -> Analysis:
    return analyse(message, profile=short, packs=packs)


@pytest.mark.parametrize(
    ("digit_s", "pause_s", "ratio", "band", "told"),
    [
        (0.3, 0.0, 1.0, "good", ""),
        (0.3, 0.4, 3.0 / 3.8, "good", ""),
        (0.6, 0.0, 0.5, "good", "slower than the rest"),
        (0.3, 1.0, 0.6, "good", "slower than the rest"),
        (0.2, 0.0, 1.5, "near", "slow down"),
    ],
)
def test_the_number_against_the_words_around_it(
    packs: Packs, short: Profile, digit_s: float, pause_s: float, ratio: float, band: str, told: str
) -> None:
    message = said((BEFORE, 0.3), (NUMBER, digit_s), (REST, 0.3), pause_s=pause_s)
    analysis = judged(message, packs, short)
    assert analysis.phone.numbers[0].pace_ratio == pytest.approx(ratio, rel=0.01)
    assert analysis.phone.verdict == "early"
    check = analysis.scorecard.check("phone")
    assert check is not None
    assert check.band == band
    assert told in check.reason
    assert ("You say it" in check.reason) == bool(told)


def test_the_slower_of_two_sayings_counts(packs: Packs, short: Profile) -> None:
    message = said((BEFORE, 0.3), (NUMBER, 0.5), (REST, 0.3), (NUMBER, 0.15))
    analysis = judged(message, packs, short)
    ratios = [number.pace_ratio for number in analysis.phone.numbers]
    assert ratios == [pytest.approx(0.6), pytest.approx(2.0)]
    assert analysis.scorecard.bands()["phone"] == "good"


def test_too_little_around_it_is_unknown(packs: Packs, short: Profile) -> None:
    analysis = judged(said(("call me on", 0.3), (NUMBER, 0.3)), packs, short)
    assert analysis.phone.numbers[0].pace_ratio is None
    assert "phone.numbers[].pace_ratio" in analysis.unknown


def test_a_text_has_no_pace_but_may_announce(packs: Packs, short: Profile) -> None:
    text = "Hi June, my number is 469-555-0127. The list of rules is on its way to you today."
    number = judged(Message.from_text(text), packs, short).phone.numbers[0]
    assert (number.pace_ratio, number.cue) == (None, True)
    bare = judged(Message.from_text("Hi June. 469-555-0127. The list is on its way."), packs, short)
    assert not bare.phone.numbers[0].cue
