"""The check `script`: what costs a callback is off, other words never are."""

from __future__ import annotations

import pytest

from rehearse.analysis.analyse import analyse
from rehearse.analysis.message import Message
from rehearse.analysis.profiles import Profile
from rehearse.analysis.result import Analysis, Check, Offer, Phone
from rehearse.analysis.rules import Packs
from rehearse.analysis.script_check import align_message, script_check
from rehearse.script.script import parse_script
from tests.helpers import shipped

SCRIPT = (
    "Hi [first name], this is Bob Smith at Acme. My number is 415-555-0142. I have a short story about how "
    "a school in your town cut its phone wait by half. Call me at 415-555-0142. Thank you."
)
NUMBER = "four one five five five five oh one four two"
STORY = "i have a short story about how a school in your town cut its phone wait by half"
RAMBLE = "and before i forget it there is one more thing which everybody in our whole office likes a lot"
SAID = f"hi susan this is bob smith at acme my number is {NUMBER} {STORY} call me at {NUMBER} thank you"


@pytest.fixture(scope="module")
def profile() -> Profile:
    return shipped.profiles()["short"]


@pytest.fixture(scope="module")
def packs() -> Packs:
    return shipped.packs()


def judged(said: str, profile: Profile, packs: Packs, script: str = SCRIPT) -> tuple[Analysis, Check]:
    analysis = analyse(Message.from_text(said), profile=profile, packs=packs, script=parse_script(script))
    check = analysis.scorecard.check("script")
    assert check is not None
    for proof in check.evidence:
        assert 0 <= proof.first_word < proof.last_word <= len(analysis.words)
    return analysis, check


def test_without_a_script_there_is_no_check(profile: Profile, packs: Packs) -> None:
    analysis = analyse(Message.from_text(SAID), profile=profile, packs=packs)
    assert analysis.alignment is None
    assert analysis.scorecard.check("script") is None


@pytest.mark.parametrize(
    "said",
    [
        SAID,
        SAID.replace("thank you", ""),
        SAID.replace("thank you", "thanks"),
        SAID.replace("hi susan", "good morning susan"),
        SAID.replace("short story", "quick tale"),
        SAID.replace("town", "time"),
        SAID.replace("my number", "um my number"),
    ],
)
def test_small_things_are_good(said: str, profile: Profile, packs: Packs) -> None:
    _analysis, check = judged(said, profile, packs)
    assert check.band == "good", check.reason
    assert check.value is not None


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (SAID.replace("hi susan", "hi"), "You left [first name] empty."),
        (SAID.replace(f"call me at {NUMBER}", ""), "You gave your number once; your script repeats it."),
        (
            f"{SAID} {RAMBLE}",
            "You added 19 words to your script",
        ),
        (SAID.replace(STORY.split("how ")[1], ""), "You left out “a school in your"),
    ],
)  # fmt: skip
def test_middling_things_are_near(said: str, reason: str, profile: Profile, packs: Packs) -> None:
    _analysis, check = judged(said, profile, packs)
    assert (check.band, check.reason[: len(reason)]) == ("near", reason)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (SAID.replace(NUMBER, ""), "You left out your number, (415) 555-0142."),
        (
            SAID.replace(NUMBER, NUMBER.replace("two", "three")),
            "Your script has the number (415) 555-0142, but (415) 555-0143 was heard.",
        ),
        (f"hi susan my number is {NUMBER} bye", "You left out the reason to call back"),
    ],
)
def test_what_costs_the_callback_is_off(said: str, reason: str, profile: Profile, packs: Packs) -> None:
    analysis, check = judged(said, profile, packs)
    assert (check.band, check.reason[: len(reason)]) == ("off", reason)
    assert not analysis.scorecard.ready
    assert "script" in analysis.scorecard.fix_next


@pytest.mark.parametrize(("words_left", "band"), [(0, "off"), (14, "good")])
def test_a_reason_left_out_is_off(words_left: int, band: str) -> None:
    """The reasons are given here, so that this does not hang on how they are found."""
    script = parse_script(SCRIPT)
    first = script.words.index("story")
    reason = Offer("story", first - 2, first + 12, None)
    kept = " ".join(STORY.split()[: 4 + words_left])
    message = Message.from_text(SAID.replace(STORY, kept))
    none = Phone("missing", None, ())
    heard = [reason] if band == "good" else []
    check = script_check(
        align_message(script, message), message, phone=none, offers=heard, read=lambda _text: (none, [reason])
    )
    assert check.band == ("off" if words_left == 0 else "good") == band
    if band == "off":
        assert check.reason.startswith("You left out the reason to call back: “a short story")


def test_nothing_heard_is_unknown(profile: Profile, packs: Packs) -> None:
    analysis, check = judged("", profile, packs)
    assert (check.band, check.value) == ("unknown", None)
    assert analysis.alignment is not None
    assert [pair.kind for pair in analysis.alignment.pairs] == ["missed", "slot", "missed"]


def test_other_words_throughout_are_never_off(profile: Profile, packs: Packs) -> None:
    script = "I noticed your office moved downtown last month and wondered whether the lease covers printers"
    said = (
        "i saw that your company went downtown this spring and asked myself if the contract includes copiers"
    )
    _analysis, check = judged(said, profile, packs, script)
    assert check.band == "near"
