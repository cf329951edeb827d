"""What changed between two scorecards, in words; silence about what is not known."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.analysis.changes import Direction, changes, told
from rehearse.analysis.result import Band, Check, Scorecard

GOALS: dict[str, tuple[str, tuple[float | None, float | None] | None]] = {
    "length": ("s", (5.0, 20.0)),
    "phone": ("fraction", (0.0, 0.5)),
    "pitch": ("phrases", (0.0, 0.0)),
    "reason": ("reasons", (1.0, None)),
    "pace": ("wpm", (120.0, 170.0)),
    "level": ("dBFS", (-35.0, 0.0)),
    "fillers": ("count", (0.0, 2.0)),
    "script": ("fraction", (0.85, 1.0)),
    "kind": ("", None),
}


def check(id: str, band: Band, value: Any = None) -> Check:
    unit, target = GOALS[id]
    return Check(id, band, value, unit or None, target, "Because.", (), "Somebody")


def card(*checks: Check, profile: str = "short") -> Scorecard:
    return Scorecard(checks, True, (), profile, ("en",))


@pytest.mark.parametrize(
    ("before", "now", "direction", "text"),
    [
        (check("length", "near", 24.0), check("length", "good", 19.8), "better", "4 s shorter"),
        (check("length", "near", 24.0), check("length", "near", 27.0), "worse", "3 s longer"),
        (check("length", "good", 12.0), check("length", "good", 16.0), "same", "4 s longer"),
        (check("length", "off", 3.0), check("length", "good", 6.0), "better", "3 s longer"),
        (
            check("phone", "near", 0.61), check("phone", "good", 0.38), "better",
            "your number comes earlier: 38 % instead of 61 %",
        ),
        (
            check("phone", "good", 0.2), check("phone", "near", 0.9), "worse",
            "your number comes later: 90 % instead of 20 %",
        ),
        (check("phone", "off"), check("phone", "good", 0.3), "better", "your number is there and whole"),
        (check("phone", "good", 0.3), check("phone", "off"), "worse", "your number is missing or not whole"),
        (check("pitch", "off", 3), check("pitch", "near", 1), "better", "2 pitch phrases fewer"),
        (check("pitch", "good", 0), check("pitch", "near", 1), "worse", "1 pitch phrase more"),
        (check("reason", "off", 0), check("reason", "good", 1), "better", "your reason is new"),
        (check("reason", "off"), check("reason", "good", "story"), "better", "your reason is new"),
        (check("reason", "good", "story"), check("reason", "off"), "worse", "your reason is gone"),
        (check("pace", "off", 215.0), check("pace", "good", 150.0), "better",
         "slower: 150 words a minute instead of 215"),
        (check("level", "near", -40.0), check("level", "good", -25.0), "better", "15 dB louder"),
        (check("fillers", "near", 5), check("fillers", "good", 1), "better", "4 fillers fewer"),
        (check("script", "near", 0.7), check("script", "good", 0.95), "better",
         "95 % of your script instead of 70 %"),
        (check("kind", "off", "brochure"), check("kind", "good", "story"), "better",
         "what it sounds like: now “Good”, before “Fix”"),
        (check("level", "off", -20.0), check("level", "good", -21.0), "better",
         "sound: now “Good”, before “Fix”"),
    ],
)  # fmt: skip
def test_a_change_is_told(before: Check, now: Check, direction: Direction, text: str) -> None:
    (change,) = changes(card(before), card(now))
    assert (change.check_id, change.direction, change.text) == (now.id, direction, text)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ([check("length", "good", 12.0)], [check("length", "good", 12.4)]),
        ([check("pace", "good", 150.0)], [check("pace", "good", 153.0)]),
        ([check("level", "good", -25.0)], [check("level", "good", -24.0)]),
        ([check("phone", "good", 0.30)], [check("phone", "good", 0.31)]),
        ([check("pace", "unknown")], [check("pace", "good", 150.0)]),
        ([check("pace", "good", 150.0)], [check("pace", "unknown")]),
        ([], [check("reason", "good", 1)]),
        ([check("reason", "good", 1)], []),
        ([check("phone", "off")], [check("phone", "off")]),
        ([check("phone", "near", 0.6)], [check("phone", "near")]),
        ([check("kind", "good", "story")], [check("kind", "good", "question")]),
    ],
)
def test_what_is_small_or_not_known_is_not_told(before: list[Check], now: list[Check]) -> None:
    assert changes(card(*before), card(*now)) == ()


def test_the_costliest_comes_first_and_sentences_group_them() -> None:
    before = card(check("length", "good", 12.0), check("pitch", "good", 0), check("phone", "near", 0.61))
    now = card(check("length", "good", 16.0), check("pitch", "near", 2), check("phone", "good", 0.38))
    found = changes(before, now)
    assert [change.check_id for change in found] == ["phone", "pitch", "length"]
    assert told(found) == (
        "Better than last time: your number comes earlier: 38 % instead of 61 %. "
        "Was better last time: 2 pitch phrases more. Also different: 4 s longer."
    )
    assert told(()) == ""


def test_another_profile_has_other_bands_so_only_figures_are_compared() -> None:
    before = card(check("length", "off", 24.0), check("kind", "off", "brochure"), profile="very-short")
    now = card(check("length", "good", 24.2), check("kind", "good", "story"))
    assert changes(before, now) == ()
    shorter = card(check("length", "good", 19.0))
    assert [change.text for change in changes(before, shorter)] == ["5 s shorter"]


values = st.none() | st.floats(-1e6, 1e6) | st.integers(-50, 500) | st.sampled_from(["story", "brochure", ""])
bands = st.sampled_from(["good", "near", "off", "unknown"])
cards = st.lists(
    st.builds(check, st.sampled_from(sorted(GOALS)), bands, values), max_size=6, unique_by=lambda c: c.id
).map(lambda checks: card(*checks))


@given(cards, cards)
def test_any_two_cards_can_be_compared(before: Scorecard, now: Scorecard) -> None:
    for change in changes(before, now):
        old, new = before.check(change.check_id), now.check(change.check_id)
        assert old is not None
        assert new is not None
        assert "unknown" not in (old.band, new.band)
        assert change.text
    assert changes(now, now) == ()
