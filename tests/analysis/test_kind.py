"""What a message is as a whole, and that the rule which says so is told."""

from __future__ import annotations

import pytest

from rehearse.analysis.analyse import analyse
from rehearse.analysis.message import Message
from rehearse.analysis.profiles import Profile
from rehearse.analysis.result import Check
from rehearse.analysis.rules import Packs

NUMBER = "four six nine five five five oh one two seven"


def judged(text: str, packs: Packs, profile: Profile) -> tuple[str | None, Check]:
    analysis = analyse(Message.from_text(text), profile=profile, packs=packs)
    check = analysis.scorecard.check("kind")
    assert check is not None
    return analysis.message_kind, check


@pytest.mark.parametrize(
    ("kind", "band", "text"),
    [
        (
            "brochure",
            "off",
            "hello this is ray at summit we are the leading provider of copiers we offer a full range of "
            f"products our award winning team is here to help and we can save you money call {NUMBER}",
        ),
        ("bare_callback", "off", f"hi it's wilbur with danvers supply give me a ring at {NUMBER} thanks"),
        ("bare_callback", "off", "hello dana this is ann at eastside please call me back when you can"),
        (
            "about_their_business",
            "good",
            f"hi june {NUMBER} the county changed its sprinkler rules and your building is on the list",
        ),
        (
            "about_them",
            "good",
            f"june i have a short guide on sleeping better on night trains and it is yours {NUMBER}",
        ),
        ("question", "good", f"rudy {NUMBER} how many calls did you miss last week while you were on a roof"),
        (
            "story",
            "good",
            f"pat {NUMBER} a bakery two streets from yours was throwing out forty loaves and is down to six",
        ),
        ("cliffhanger", "good", f"gwen it's paula on {NUMBER} what the other tenants found out is that your"),
        ("cliffhanger", "good", f"Gwen, it's Paula on {NUMBER}. What the other tenants found …"),
        (
            "other",
            "near",
            "the sun is out and the boats are in and the fish bites well this morning they say",
        ),
    ],
)
def test_kinds(packs: Packs, short: Profile, kind: str, band: str, text: str) -> None:
    found, check = judged(text, packs, short)
    assert (found, check.value, check.band) == (kind, kind, band)
    assert ", because " in check.reason


@pytest.mark.parametrize(
    "text",
    [
        # No number was given: nobody can ask how it goes on.
        "gwen it's paula what the other tenants found out is that your",
        # A finished sentence, as written.
        f"Gwen, it's Paula on {NUMBER}. That is the house you were asking about and here it is.",
        # A second number that is missing keeps nothing back on purpose.
        f"gwen it's paula on {NUMBER} again my number is",
    ],
)
def test_what_ends_like_any_message_is_no_half_message(packs: Packs, short: Profile, text: str) -> None:
    assert judged(text, packs, short)[0] != "cliffhanger"


def test_a_pitch_beside_a_longer_reason_is_no_brochure(packs: Packs, short: Profile) -> None:
    kind, check = judged(
        f"pat {NUMBER} a bakery two streets from yours was throwing out forty loaves a day and is down to "
        "six after they moved one oven timer and we can save you money too",
        packs,
        short,
    )
    assert kind == "story"
    assert check.evidence


def test_no_words_are_no_kind(packs: Packs, short: Profile) -> None:
    kind, check = judged("…", packs, short)
    assert kind is None or kind == check.value
    kind, check = judged("", packs, short)
    assert (kind, check.band) == (None, "unknown")


def test_what_only_follows_from_another_fault_is_not_to_be_fixed_next(packs: Packs, short: Profile) -> None:
    text = f"hi it's wilbur with danvers supply give me a ring at {NUMBER} thanks"
    card = analyse(Message.from_text(text), profile=short, packs=packs).scorecard
    assert card.bands()["kind"] == "off"
    assert card.bands()["reason"] == "off"
    assert "reason" in card.fix_next
    assert "kind" not in card.fix_next
