"""What passes a drill and what does not: made transcripts with the times of real speech."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.analysis import drill_judge
from rehearse.analysis.drill_judge import judge
from rehearse.analysis.drill_words import condition_lines, condition_words, round_words
from rehearse.analysis.drills import MEASURES, Condition, DrillFacts, Round
from rehearse.analysis.result import (
    Analysis,
    Finding,
    Focus,
    MessageWord,
    Moments,
    Offer,
    Phone,
    PhoneNumber,
    Timing,
)
from rehearse.speech.transcript import Span
from tests.helpers.drill_sayings import (
    ALL,
    BROCHURE,
    EARLY,
    LATE,
    LINE,
    NUMBER,
    OWN,
    REASON_FIRST,
)
from tests.helpers.drill_takes import builtin, take

QUICK_NUMBER = " ".join(f"{word}*0.5" for word in NUMBER.split())

PASSES = {
    "twenty-seconds": take(EARLY),
    "number-first": take(EARLY + " so do look at it before the end of the month bye for now"),
    "say-it-so-they-can-write-it": take(EARLY),
    "half-a-message": take(EARLY),
    "no-pitch": take(EARLY),
    "reason-in-five": take(REASON_FIRST),
    "them-first": take("hi june your building is on the list of the county and your sprinklers are old"),
    "say-it-then-stop": take(LINE, tail_s=5.2),
    "cold-card": take(EARLY),
    "call-block": take(EARLY),
}
MISSES = {
    "twenty-seconds": (take(EARLY, word_s=0.8), "length_most_s"),
    "number-first": (take(LATE), "number_within"),
    "say-it-so-they-can-write-it": (take(EARLY.replace(NUMBER, QUICK_NUMBER)), "number_pace_most"),
    "half-a-message": (take(LATE[: LATE.index(" two seven")]), "number_out"),
    "no-pitch": (take(BROCHURE), "no_pitch"),
    "reason-in-five": (take(EARLY, word_s=0.4), "reason_within_s"),
    "them-first": (take("hi june i am omar pike and i sell sprinklers from my firm"), "opening_about_them"),
    "say-it-then-stop": (take(LINE, tail_s=3.0), "silence_after_s"),
    "cold-card": (take(LATE), "number_within"),
    "call-block": (take(BROCHURE), "no_pitch"),
}  # fmt: skip


@pytest.mark.parametrize("drill_id", PASSES)
def test_a_take_that_passes(drill_id: str) -> None:
    for round_ in builtin()[drill_id].rounds:
        assert judge(round_.condition, PASSES[drill_id], OWN).misses == ()


@pytest.mark.parametrize("drill_id", MISSES)
def test_a_take_that_misses(drill_id: str) -> None:
    analysis, measure = MISSES[drill_id]
    for round_ in builtin()[drill_id].rounds:
        verdict = judge(round_.condition, analysis, replace(OWN, ended=round_.ends))
        assert not verdict.passed
        assert not verdict.unknown
        assert measure in [miss.measure for miss in verdict.misses]


def test_every_built_in_drill_is_tried() -> None:
    assert builtin().problems == []
    assert {*PASSES, "ladder"} == {*MISSES, "ladder"} == set(builtin())


def test_the_ladder_takes_the_same_message_faster_and_faster() -> None:
    rungs = [round_.condition for round_ in builtin()["ladder"].rounds]
    for word_s, passed in ((0.8, [True, False, False]), (0.5, [True, True, False]), (0.33, [True] * 3)):
        assert [judge(rung, take(EARLY, word_s=word_s)).passed for rung in rungs] == passed


# --- words


def test_every_measure_is_judged_and_told() -> None:
    assert ALL.asked() == MEASURES == tuple(drill_judge._JUDGES)
    lines = condition_lines(ALL)
    assert len(set(lines)) == len(MEASURES)
    assert all(line[-1] in ".”" for line in lines)
    assert condition_words(Condition()) == "Nothing is asked for."


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition(length_most_s=12.5), "The message takes at most 12.5 seconds."),
        (Condition(reason_within_s=1), "A reason to call back begins within 1 second."),
        (Condition(number_within=0.5), "Your whole number is out within the first half of the message."),
        (Condition(number_within=0.4), "Your whole number is out within the first 40 % of the message."),
        (Condition(number_within=1), "Your whole number is in the message."),
        (Condition(number_pace_most=1), "You say your number no faster than the words around it."),
        (
            Condition(line="So?", silence_after_s=5),
            "You say: “So?” You stay silent for 5 seconds after your last word.",
        ),
    ],
)
def test_a_condition_in_plain_words(condition: Condition, words: str) -> None:
    assert condition_words(condition) == words


def test_how_a_round_ends_in_plain_words() -> None:
    assert round_words(Round(Condition())) == "You end it."
    said = round_words(Round(Condition(), ends="cut", cut_s=(8, 16), think_s=15, limit_s=30))
    assert "8 to 16 seconds" in said
    assert "15 seconds to think" in said
    assert "After 30 seconds" in said
    assert "2.5 seconds of silence" in round_words(Round(Condition(), ends="silence", silence_s=2.5))


def test_the_cut_is_drawn_from_its_range() -> None:
    round_ = Round(Condition(), ends="cut", cut_s=(8, 16))
    drawn = [round_.draw_cut_s(random.Random(seed)) for seed in range(200)]
    assert all(cut_s is not None and 8 <= cut_s <= 16 for cut_s in drawn)
    assert len(set(drawn)) > 150
    assert Round(Condition()).draw_cut_s(random.Random(1)) is None


# --- anything at all


_SECONDS = st.one_of(st.none(), st.floats(-1, 700), st.sampled_from((float("nan"), float("inf"))))
_SPANS = st.one_of(st.none(), st.builds(Span, st.floats(-1, 90), st.floats(-1, 90)))
_AT = st.integers(0, 12)
_WORDS = st.lists(st.builds(MessageWord, st.text(max_size=8), _SPANS, st.none()), max_size=8).map(tuple)
_NUMBERS = st.builds(
    PhoneNumber, st.text("0123456789", max_size=17), st.text(max_size=12), st.none(), st.booleans(),
    _AT, _AT, _SPANS, _SECONDS, _SECONDS,
)  # fmt: skip
_OFFERS = st.builds(Offer, st.sampled_from(("story", "question")), _AT, _AT, _SPANS)
_FINDINGS = st.builds(
    Finding, st.just("r"), st.just("c"), st.sampled_from(("near", "off")), st.text(max_size=9),
    _AT, _AT, _SPANS, st.just("w"), st.just("i"), st.just("s"),
)  # fmt: skip
_ANALYSES = st.builds(
    Analysis,
    words=_WORDS,
    timing=st.builds(
        Timing, _SECONDS, st.booleans(), _SECONDS, _SECONDS, _SECONDS, _SECONDS, st.none()
    ),
    phone=st.builds(
        Phone,
        st.sampled_from(("early", "missing", "not_wanted")),
        st.one_of(st.none(), st.floats(0, 1)),
        st.lists(_NUMBERS, max_size=3).map(tuple),
    ),
    findings=st.lists(_FINDINGS, max_size=3).map(tuple),
    offers=st.one_of(st.none(), st.lists(_OFFERS, max_size=3).map(tuple)),
    message_kind=st.none(),
    focus=st.one_of(st.none(), st.builds(Focus, _AT, _AT, st.sampled_from(("them", "us", "nobody")))),
    moments=st.just(Moments(None, None, None)),
    fillers=st.none(),
    scorecard=st.just(take("hi").scorecard),
    unknown=st.dictionaries(st.sampled_from(("offers", "timing.message_s")), st.text(max_size=9)),
)  # fmt: skip
_FACTS = st.builds(
    DrillFacts, st.one_of(st.text(max_size=20), st.just("469 555 0127")),
    st.sampled_from(("US", "us", "GB", "XX", "")), st.sampled_from(("speaker", "silence", "cut", "limit")),
    _SECONDS,
)  # fmt: skip


def conditions() -> st.SearchStrategy[Condition]:
    figures = {name: st.one_of(st.none(), st.floats(0, 600)) for name in MEASURES}
    figures |= {
        name: st.booleans()
        for name in MEASURES
        if isinstance(getattr(ALL, name), bool)
    }  # fmt: skip
    return st.builds(Condition, **{**figures, "line": st.text(max_size=30)})


@settings(max_examples=300, derandomize=True, deadline=None)
@given(conditions(), _ANALYSES, _FACTS)
def test_judging_never_raises(condition: Condition, analysis: Analysis, facts: DrillFacts) -> None:
    verdict = judge(condition, analysis, facts)
    assert verdict.passed == (not verdict.misses)
    asked = {*condition.asked(), "finished"}
    for miss in verdict.misses:
        assert miss.measure in asked
        assert miss.sentence
        assert not (miss.unknown and miss.value is not None)
    assert len({miss.sentence for miss in verdict.misses}) == len(verdict.misses)
    condition_words(condition)
