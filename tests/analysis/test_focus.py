"""Whom a message is about, and what its first five seconds are."""

from __future__ import annotations

import pytest

from rehearse.analysis.analyse import analyse
from rehearse.analysis.focus import OPENING_S, opening_end
from rehearse.analysis.message import Message
from rehearse.analysis.profiles import Profile
from rehearse.analysis.result import Analysis, Focus
from rehearse.analysis.rules import Packs
from rehearse.speech.transcript import Span, Transcript, Word


def judged(text: str, packs: Packs, profile: Profile) -> Analysis:
    return analyse(Message.from_text(text), profile=profile, packs=packs)


def focus_of(text: str, packs: Packs, profile: Profile) -> Focus:
    focus = judged(text, packs, profile).focus
    assert focus is not None
    return focus


@pytest.mark.parametrize(
    ("text", "us", "them"),
    [
        ("your roof and your gutters and our ladder", 1, 2),
        ("we make our shoes and i wear mine", 4, 0),
        ("the roof leaks on thursdays", 0, 0),
        # What everybody says is about nobody.
        ("hi dana this is bob please call me back at five five five oh one nine nine thank you", 0, 0),
        ("my number is five five five oh one nine nine", 0, 0),
        ("We'd paint YOUR fence; you're next.", 1, 2),
    ],
)
def test_words_about_either_side_are_counted(
    packs: Packs, short: Profile, text: str, us: int, them: int
) -> None:
    focus = focus_of(text, packs, short)
    assert (focus.us, focus.them) == (us, them)


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("i have a two page summary of what the inspectors ask for it is yours either way", "reason"),
        ("we are the leading provider of copiers in the valley and your office is near ours", "pitch"),
        ("your roof and your gutters look out over the wide and windy bay as always", "them"),
        ("i went to the show in may and we walked past the blue boats again and again", "us"),
        ("dana bob five five five oh one nine nine the roof leaks and the rain is coming", "number"),
        ("the roof leaks and the rain comes on thursday with the wind behind it as always", "nobody"),
        # Later than five seconds is not the opening.
        ("so " * 30 + "your roof your roof", "nobody"),
    ],
)
def test_the_opening_is_named(packs: Packs, short: Profile, text: str, opening: str) -> None:
    assert focus_of(text, packs, short).opening == opening


def test_the_opening_of_a_recording_is_five_seconds_from_the_first_word() -> None:
    words = tuple(Word("so", Span(3.0 + i, 3.5 + i), 1.0) for i in range(10))
    message = Message.from_transcript(Transcript(words, (0,), "replay", "none", 14.0, 0.1))
    assert opening_end(message, 150) == int(OPENING_S)
    assert opening_end(Message.from_text("so " * 100), 120) == 10
    assert opening_end(Message.from_text("so so"), 120) == 2
    assert opening_end(Message.from_text(""), 120) == 0


def test_a_message_about_its_caller_is_off_and_shows_the_words(packs: Packs, short: Profile) -> None:
    text = "we paint and we plaster and our crew tiles and i sweep and we polish our tools"
    check = judged(text, packs, short).scorecard.check("focus")
    assert check is not None
    assert (check.band, check.value, check.unit) == ("off", 0.0, "fraction")
    assert "0 words are about them and 6 about you" in check.reason
    said = text.split()
    assert {said[e.first_word] for e in check.evidence} == {"we", "our", "i"}


def test_a_message_about_them_is_good(packs: Packs, short: Profile) -> None:
    check = judged("your roof your gutters and your fence need paint we think", packs, short).scorecard.check(
        "focus"
    )
    assert check is not None
    assert (check.band, check.value, check.evidence) == ("good", 0.75, ())


def test_too_few_words_to_tell_are_unknown(packs: Packs, short: Profile) -> None:
    for text in ("", "hi dana this is bob", "the roof leaks"):
        check = judged(text, packs, short).scorecard.check("focus")
        assert check is not None
        assert (check.band, check.value) == ("unknown", None)
