from __future__ import annotations

from dataclasses import replace

import pytest

from rehearse.analysis.analyse import analyse
from rehearse.analysis.delivery import level_check, pauses_check
from rehearse.analysis.message import Message
from rehearse.analysis.profiles import PausesTarget, Profile
from rehearse.analysis.result import Check, SoundFacts
from rehearse.analysis.rules import Packs
from rehearse.speech.transcript import Span, Transcript, Word

TEXT = "hi june this is omar pike my number is five five five oh one two seven the list is yours thanks"
NUMBER_AT, NUMBER_END = 9, 16


def said(silences: dict[int, float], *, lead_s: float = 0.5) -> Message:
    """The text with 0.3 s a word and silence after the words named."""
    words: list[Word] = []
    at_s = lead_s
    for i, word in enumerate(TEXT.split()):
        words.append(Word(word, Span(at_s, at_s + 0.3), 1.0))
        at_s += 0.3 + silences.get(i, 0.0)
    return Message.from_transcript(Transcript(tuple(words), (0,), "replay", "none", at_s + 0.5, 0.0))


def judged(message: Message, packs: Packs, profile: Profile) -> Check:
    check = analyse(message, profile=profile, packs=packs).scorecard.check("pauses")
    assert check is not None
    return check


@pytest.mark.parametrize(
    ("silences", "lead_s", "band", "n"),
    [
        ({}, 0.5, "good", 0),
        ({1: 1.9, 5: 1.5}, 1.9, "good", 0),
        ({1: 2.0}, 0.5, "near", 1),
        ({1: 3.9, 17: 2.5}, 0.5, "near", 2),
        ({17: 4.0}, 0.5, "off", 1),
        ({}, 2.5, "near", 1),
        ({}, 4.0, "off", 1),
        ({1: 2.5}, 2.5, "near", 2),
        # People write the number down: inside it, just after it, before it and its announcement.
        ({NUMBER_AT + 2: 3.0}, 0.5, "good", 0),
        ({NUMBER_END - 1: 3.9}, 0.5, "good", 0),
        ({NUMBER_AT - 1: 3.0}, 0.5, "good", 0),
        ({NUMBER_AT - 4: 3.0}, 0.5, "good", 0),
        ({NUMBER_AT + 2: 6.0}, 0.5, "near", 1),
        ({NUMBER_END: 3.0}, 0.5, "near", 1),
        ({NUMBER_AT - 7: 3.0}, 0.5, "near", 1),
    ],
)
def test_silences(
    packs: Packs, short: Profile, silences: dict[int, float], lead_s: float, band: str, n: int
) -> None:
    message = said(silences, lead_s=lead_s)
    check = judged(message, packs, short)
    assert (check.band, check.value) == (band, n)
    assert len(check.evidence) == n
    assert "{" not in check.reason


def test_evidence_is_the_silence_with_the_words_around_it(packs: Packs, short: Profile) -> None:
    message = said({1: 3.0}, lead_s=2.0)
    check = judged(message, packs, short)
    lead, inside = check.evidence
    assert (lead.first_word, lead.last_word, lead.span) == (0, 1, Span(0.0, 2.0))
    assert (inside.first_word, inside.last_word) == (1, 3)
    assert inside.span == pytest.approx((2.3, 5.9))
    assert "2 seconds of silence before your first word" in check.reason
    assert "After “june” you are silent for 3 seconds" in check.reason


def test_dead_air_makes_a_take_not_ready(packs: Packs, short: Profile) -> None:
    card = analyse(said({17: 5.0}), profile=short, packs=packs).scorecard
    assert not card.ready
    assert "pauses" in card.fix_next


@pytest.mark.parametrize(
    "message", [Message.from_text(TEXT), Message.from_text(""), replace(said({}), words=())]
)
def test_silences_are_unknown_without_times(packs: Packs, short: Profile, message: Message) -> None:
    check = judged(message, packs, short)
    assert (check.band, check.value, check.evidence) == ("unknown", None, ())


def test_the_profile_sets_the_bounds(packs: Packs, short: Profile) -> None:
    patient = replace(short, pauses=PausesTarget(5.0, 9.0, "a test"))
    check = judged(said({1: 4.5}), packs, patient)
    assert (check.band, check.source) == ("good", "a test")


def test_silence_under_a_drawn_out_word_counts(packs: Packs, short: Profile) -> None:
    message = said({})
    words = message.words
    # "this" drawn over the five seconds after it.
    drawn = replace(words[2], span=Span(1.1, 6.4))
    later = tuple(
        replace(word, span=Span(word.span.start_s + 5.0, word.span.end_s + 5.0))
        for word in words[3:]
        if word.span is not None
    )
    message = replace(message, words=(*words[:2], drawn, *later), duration_s=13.0)
    sound = SoundFacts(13.0, -3.0, -22.0, -20.0, -60.0, 0.0, 0.0, -20.0, ((1.4, 6.4),))
    assert judged(message, packs, short).band == "good"
    check = analyse(message, profile=short, packs=packs, sound=sound).scorecard.check("pauses")
    assert check is not None
    assert (check.band, check.value) == ("off", 1)


def test_unknown_timing_is_not_called_good(packs: Packs, short: Profile) -> None:
    analysis = analyse(said({}), profile=short, packs=packs)
    unknown = replace(analysis.timing, pauses=None)
    assert pauses_check(said({}), unknown, analysis.phone, short).band == "unknown"


def test_loudness_is_told_and_judges_nothing() -> None:
    facts = SoundFacts(10, -3.0, -20.0, -18.0, -60.0, 0.0, 0.0)
    without, loud = level_check(facts), level_check(replace(facts, loudness_lufs=-19.6))
    assert without.band == loud.band == "good"
    assert "LUFS" not in without.reason
    assert "−20 LUFS" in loud.reason
