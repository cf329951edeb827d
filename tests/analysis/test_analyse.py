from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.analysis.analyse import analyse
from rehearse.analysis.message import Message
from rehearse.analysis.profiles import Profile
from rehearse.analysis.result import Analysis, SoundFacts
from rehearse.analysis.rules import Packs
from rehearse.errors import UsageError
from rehearse.speech.transcript import Span, Transcript, Word
from tests.helpers import shipped

GOOD = (
    "hi june omar pike at four six nine five five five oh one two seven the county changed its sprinkler "
    "rules on the first and your building is on the list four six nine five five five oh one two seven"
)


def spoken(text: str, *, word_s: float = 0.4, lead_s: float = 0.5) -> Message:
    """A recording of the text, every word equally long, silence before and after."""
    words = tuple(
        Word(word, Span(lead_s + i * word_s, lead_s + (i + 0.9) * word_s), 1.0)
        for i, word in enumerate(text.split())
    )
    end_s = words[-1].span.end_s if words else lead_s
    return Message.from_transcript(
        Transcript(words, (0,) if words else (), "replay", "none", end_s + 1.0, 0.1)
    )


def judge(message: Message, packs: Packs, profile: Profile, sound: SoundFacts | None = None) -> Analysis:
    return analyse(message, profile=profile, packs=packs, sound=sound)


def test_a_good_message_is_ready(packs: Packs, short: Profile) -> None:
    analysis = judge(spoken(GOOD), packs, short)
    assert analysis.scorecard.bands() == {
        "length": "good", "phone": "good", "pitch": "good", "reason": "good", "focus": "unknown",
        "kind": "good", "pace": "good", "fillers": "unknown", "pauses": "good", "level": "unknown",
    }  # fmt: skip
    assert analysis.scorecard.ready
    assert analysis.scorecard.fix_next == ()
    assert analysis.timing.lead_silence_s == pytest.approx(0.5)
    assert analysis.timing.tail_silence_s == pytest.approx(1.0)
    assert analysis.timing.wpm == pytest.approx(150, rel=0.02)


def test_a_brochure_is_off_and_says_where(packs: Packs, short: Profile) -> None:
    text = (
        "hi i'd love to tell you about our company and all the ways we can save you money "
        + "and so on " * 27
    )
    analysis = judge(spoken(text), packs, short)
    card = analysis.scorecard
    assert not card.ready
    assert card.fix_next == ("phone", "pitch", "reason")
    length = card.check("length")
    assert length is not None
    assert "30 to 45" in length.reason
    pitch = card.check("pitch")
    assert pitch is not None
    assert pitch.evidence
    assert all(evidence.span is not None for evidence in pitch.evidence)
    assert analysis.moments.first_pitch_s is not None
    assert all(finding.why and finding.instead and finding.source for finding in analysis.findings)


def test_text_is_estimated_and_has_no_times(packs: Packs, short: Profile) -> None:
    analysis = judge(Message.from_text("Hi June, call 555-1234. Bye!"), packs, short)
    assert analysis.timing.estimated
    assert analysis.timing.message_s == pytest.approx(11 * 60 / 150)
    assert analysis.timing.wpm is None
    assert analysis.phone.numbers[0].span is None
    assert (analysis.phone.numbers[0].first_word, analysis.phone.numbers[0].last_word) == (3, 4)
    assert {"timing.wpm", "moments.first_pitch_s", "moments.first_reason_s"} <= set(analysis.unknown)


@pytest.mark.parametrize("profile_name", ["short", "email-first"])
@pytest.mark.parametrize("message", [spoken(""), Message.from_text(""), Message.from_text("🎉 — …")])
def test_no_words_is_never_ready(
    packs: Packs, profiles: dict[str, Profile], message: Message, profile_name: str
) -> None:
    card = judge(message, packs, profiles[profile_name]).scorecard
    assert not card.ready
    assert card.bands()["length"] == "off"
    assert card.bands()["pace"] == "unknown"


def test_email_first_wants_no_number(packs: Packs, profiles: dict[str, Profile]) -> None:
    analysis = judge(
        spoken("hi june the details are in the email i just sent " * 2), packs, profiles["email-first"]
    )
    assert analysis.phone.verdict == "not_wanted"
    assert analysis.scorecard.bands()["phone"] == "good"


@pytest.mark.parametrize(
    ("facts", "band"),
    [
        (SoundFacts(10, -3.0, -20.0, -18.0, -60.0, 0.0, 0.0), "good"),
        (SoundFacts(10, None, None, None, None, 0.0, 1.0), "off"),
        (SoundFacts(10, 0.0, -8.0, -7.0, -60.0, 0.01, 0.0), "off"),
        (SoundFacts(10, -20.0, -42.0, -40.0, -60.0, 0.0, 0.0), "near"),
        (SoundFacts(10, -3.0, -20.0, -18.0, -20.0, 0.0, 0.0), "off"),
    ],
)
def test_level(packs: Packs, short: Profile, facts: SoundFacts, band: str) -> None:
    assert judge(spoken(GOOD), packs, short, facts).scorecard.bands()["level"] == band


def test_pauses_are_found_and_left_out_of_articulation(packs: Packs, short: Profile) -> None:
    words = tuple(
        Word("word", Span(i + (2.0 if i > 4 else 0.0), i + 0.9 + (2.0 if i > 4 else 0.0)), 1.0)
        for i in range(10)
    )
    timing = judge(
        Message.from_transcript(Transcript(words, (0,), "replay", "", 13.0, 0.0)), packs, short
    ).timing
    assert timing.pauses is not None
    assert [(pause.after_word, pause.span) for pause in timing.pauses] == [(4, Span(4.9, 7.0))]
    assert timing.wpm is not None
    assert timing.articulation_wpm is not None
    assert timing.articulation_wpm > timing.wpm


def test_an_unknown_region_is_said(packs: Packs, short: Profile) -> None:
    with pytest.raises(UsageError):
        analyse(Message.from_text("hi"), profile=short, packs=packs, region="XX")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    message = Message.from_text(text)
    analysis = judge(message, PACKS, PROFILE)
    assert len(analysis.words) == len(text.split())
    for finding in analysis.findings:
        assert 0 <= finding.first_word < finding.last_word <= len(message.words)


@pytest.mark.parametrize(
    ("piece", "n_bytes"),
    [
        # Enough for each: a cost that grows with the square would take hours with it.
        ("we can save you money ", 250_000),
        ("five ", 250_000),
        ("for ", 250_000),
        ("five five five one ", 250_000),
        ("a-b-c-", 250_000),
        ("555 ", 250_000),
        ("a bakery was losing money now ", 250_000),
    ],
)
def test_a_long_text_is_judged(packs: Packs, short: Profile, piece: str, n_bytes: int) -> None:
    message = Message.from_text(piece * (n_bytes // len(piece)))
    assert len(judge(message, packs, short).words) == len(message.words)


def test_nothing_heavy_is_imported() -> None:
    heavy = {"numpy", "phonenumbers", "rapidfuzz", "sqlite3", "vosk", "sounddevice", "PySide6"}
    code = f"import sys, rehearse.analysis.analyse\nprint(*{heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


PACKS = shipped.packs()
PROFILE = shipped.profiles()["short"]
