"""What is measured in a take for a drill, and what each measure misses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rehearse.analysis.drill_judge import judge
from rehearse.analysis.drills import MEASURES, Condition, DrillFacts
from rehearse.analysis.result import (
    Analysis,
)
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
from tests.helpers.drill_takes import builtin, take, typed

# --- measures


def misses(condition: Condition, analysis: Analysis, facts: DrillFacts | None = None) -> dict[str, str]:
    return {miss.measure: miss.sentence for miss in judge(condition, analysis, facts).misses}


def test_what_is_shown_as_the_bound_is_met() -> None:
    analysis = replace(take(EARLY), timing=replace(take(EARLY).timing, message_s=20.04))
    assert judge(Condition(length_most_s=20), analysis).passed
    analysis = replace(analysis, timing=replace(analysis.timing, message_s=20.06))
    assert misses(Condition(length_most_s=20), analysis) == {
        "length_most_s": "Your message took 20.1 seconds; it may take 20 seconds at most."
    }


def test_a_miss_has_the_value_the_bound_and_where_to_hear_it() -> None:
    (miss,) = judge(Condition(number_within=0.5), take(LATE)).misses
    assert (miss.value, miss.bound, miss.unknown) == (1.0, 0.5, False)
    (evidence,) = miss.evidence
    assert [
        word.text for word in take(LATE).words[evidence.first_word : evidence.last_word]
    ] == NUMBER.split()
    assert evidence.span is not None


@pytest.mark.parametrize(
    "own", ["469-555-0127", "+1 469 555 0127", "1 (469) 555 0127", "4695550127", "555-0127", "+14695550127"]
)
def test_a_number_heard_right_however_it_is_written(own: str) -> None:
    assert judge(Condition(number_heard=True), take(EARLY), DrillFacts(own_number=own)).passed


@pytest.mark.parametrize(
    ("said", "own", "told"),
    [
        (EARLY, "469-555-0128", "(469) 555-0127 was heard, and your number is 469-555-0128."),
        (EARLY.replace("four six nine ", ""), "469-555-0127", "without its area code"),
        (f"{EARLY} again {NUMBER[:-5]} eight", "469-555-0127", "(469) 555-0128 was heard"),
        (f"{EARLY} again {NUMBER[:-6]} thanks", "469-555-0127", "Once only a part of your number was heard"),
        (LATE[: -len(" seven")], "469-555-0127", "Only a part of your number was heard, 469555012."),
        ("hi june omar pike here", "469-555-0127", "No phone number was heard."),
    ],
)  # fmt: skip
def test_a_number_heard_wrong(said: str, own: str, told: str) -> None:
    assert (
        told in misses(Condition(number_heard=True), take(said), DrillFacts(own_number=own))["number_heard"]
    )


@pytest.mark.parametrize(
    ("digits", "is_out"),
    [
        ("four six nine five five five oh", False),
        ("four six nine five five five oh what", False),  # the digit that was cut in two
        ("four six nine five five five oh what in", False),
        ("five five five oh one two seven thanks", True),
        ("four six nine five five five oh one two seven", True),
    ],
)
def test_the_first_digits_of_a_number_are_not_the_whole_of_it(digits: str, is_out: bool) -> None:
    analysis = take(f"hi june this is omar pike please call me at {digits}")
    last = analysis.words[-1].span
    assert last is not None
    facts = replace(OWN, ended="cut", cut_s=last.end_s + 0.05)
    assert judge(Condition(number_out=True), analysis, facts).passed is is_out


@pytest.mark.parametrize("own", ["01632 960943", "+44 1632 960943"])
def test_the_first_digits_of_a_british_number(own: str) -> None:
    analysis = take("hi it's kate on oh one six three two nine six oh nine what")
    facts = DrillFacts(own_number=own, region="GB", ended="cut", cut_s=60.0)
    assert not judge(Condition(number_out=True), analysis, facts).passed


@pytest.mark.parametrize(
    "more",
    [
        "again that ends in oh one two seven thanks",
        "my extension is four four two and the order is nine one one two three",
        f"that is {NUMBER} bye",
        "i will be here until five thirty on the twenty sixth",
    ],
)
def test_what_repeats_a_part_or_is_another_number_is_no_wrong_number(more: str) -> None:
    assert judge(Condition(number_heard=True), take(f"{EARLY} {more}"), OWN).misses == ()


def test_a_beginning_that_was_put_right_is_forgiven() -> None:
    said = take(f"hi june omar pike at {NUMBER[:-6]} again that is {NUMBER}")
    assert judge(Condition(number_heard=True), said, OWN).misses == ()


def test_a_british_number_of_ones_own() -> None:
    said = take("hi it's kate on oh one six three two nine six oh nine four three call me")
    condition = Condition(number_heard=True)
    assert judge(condition, said, DrillFacts(own_number="+44 1632 960943", region="GB")).passed
    assert not judge(condition, said, DrillFacts(own_number="01632 960944", region="GB")).passed


@pytest.mark.parametrize("own", ["", "12", "none"])
def test_without_ones_own_number_it_is_unknown(own: str) -> None:
    verdict = judge(Condition(number_heard=True), take(EARLY), DrillFacts(own_number=own))
    assert not verdict.passed
    assert verdict.unknown
    assert "not known" in verdict.misses[0].sentence


def test_a_number_before_a_second() -> None:
    assert judge(Condition(number_before_s=6), take(EARLY)).passed
    told = misses(Condition(number_before_s=4), take(EARLY))["number_before_s"]
    assert told == "Your number was complete after 5.4 seconds; it must be out within 4 seconds."


def test_what_is_out_before_the_cut() -> None:
    condition = Condition(number_out=True, reason_out=True)
    assert judge(condition, take(EARLY), DrillFacts(ended="cut", cut_s=16.0)).passed
    told = misses(condition, take(EARLY), DrillFacts(ended="cut", cut_s=5.0))
    assert told == {
        "number_out": "The line was cut after 5 seconds, and your whole number was not out yet.",
        "reason_out": "The line was cut after 5 seconds, and no reason to call back was out yet.",
    }
    # Whoever had said it all before the cut came has passed.
    assert judge(condition, take(LATE)).passed


@pytest.mark.parametrize("n_digits", range(11))
def test_a_number_that_was_cut_is_not_out(n_digits: int) -> None:
    """Seven or eight digits of ten make a whole number too, with the area code in the wrong place."""
    said = take(LATE[: -len(NUMBER)] + " ".join(NUMBER.split()[:n_digits]), tail_s=0)
    assert said.words
    cut = DrillFacts(ended="cut", cut_s=said.words[-1].span.end_s if said.words[-1].span else None)
    whole = n_digits == 10
    assert judge(Condition(number_out=True), said, replace(cut, own_number=OWN.own_number)).passed is whole
    verdict = judge(Condition(number_out=True), said, cut)
    assert verdict.passed is whole
    assert verdict.unknown is (n_digits in (7, 8))


def test_a_local_number_with_words_after_it_is_out() -> None:
    said = take("hi june omar pike at five five five oh one two seven the county changed its rules")
    assert judge(Condition(number_out=True), said, DrillFacts(ended="cut", cut_s=9)).passed


def test_what_comes_after_the_line() -> None:
    condition = Condition(line="What about you?", stop_after_line=True)
    assert judge(condition, take("so what about you")).passed
    assert judge(condition, take("so what about you the")).passed  # heard in a breath
    told = misses(condition, take("so what about you because i think you should"))
    assert told == {"stop_after_line": "You went on after the line: “because i think you should”."}
    assert set(misses(condition, take("call me when you can about the roof"))) == {"line"}


def test_a_line_with_a_word_misheard_is_said() -> None:
    drill = builtin()["say-it-then-stop"].rounds[0].condition
    heard = LINE.replace("job", "john").replace("bills but", "bills that")
    assert judge(drill, take(heard, tail_s=6)).passed
    assert "line" in misses(drill, take("this job pays the bills what about you", tail_s=6))


def test_near_findings_are_no_pitch() -> None:
    analysis = take(BROCHURE)
    near = replace(analysis, findings=tuple(replace(f, level="near") for f in analysis.findings))
    assert judge(Condition(no_pitch=True), near).passed
    told = misses(Condition(no_pitch=True), analysis)["no_pitch"]
    assert "sound like a sales pitch" in told


def test_an_opening_that_gives_a_reason_is_about_them() -> None:
    analysis = take(REASON_FIRST)
    assert analysis.focus is not None
    assert analysis.focus.opening == "reason"
    assert judge(Condition(opening_about_them=True), analysis).passed


def test_the_time_was_up() -> None:
    condition = Condition(length_least_s=5)
    facts = DrillFacts(ended="limit")
    assert misses(condition, take(EARLY, tail_s=0.2), facts) == {
        "finished": "The time was up while you were still speaking."
    }
    assert judge(condition, take(EARLY, tail_s=1.5), facts).passed


def test_one_thing_is_told_once() -> None:
    condition = Condition(number_within=0.5, number_before_s=5, number_pace_most=1, number_heard=True)
    (miss,) = judge(condition, take("hi june omar pike here"), OWN).misses
    assert miss.sentence == "No phone number was heard."


@pytest.mark.parametrize("measure", MEASURES)
def test_silence_passes_nothing(measure: str) -> None:
    condition = replace(Condition(), **{measure: getattr(ALL, measure)})
    verdict = judge(condition, take("", tail_s=9), replace(OWN, ended="cut", cut_s=9.0))
    if measure == "stop_after_line":  # asks nothing without a line
        condition = replace(condition, line=ALL.line)
    assert not verdict.passed
    assert all(miss.sentence.endswith(".") for miss in verdict.misses)


def test_a_written_text_tells_what_it_cannot_know() -> None:
    verdict = judge(ALL, typed(REASON_FIRST), OWN)
    unknown = {miss.measure for miss in verdict.misses if miss.unknown}
    assert unknown == {"number_before_s", "number_pace_most", "reason_within_s", "silence_after_s"}
    for miss in verdict.misses:
        if miss.unknown:
            assert miss.value is None
            assert "is not known: " in miss.sentence


# -- what was measured


def test_what_was_measured_is_given_whether_it_was_enough_or_not() -> None:
    asked = {
        "length_most_s": (20, 0.5),
        "number_within": (1, 0.05),
        "number_before_s": (60, 0.1),
        "reason_within_s": (60, 0.5),
        "silence_after_s": (0.5, 60),
    }
    spoken = take(LATE, tail_s=2.0)
    for name, (mild, strict) in asked.items():
        passed = judge(Condition(**{name: mild}), spoken)
        missed = judge(Condition(**{name: strict}), spoken)
        assert (passed.passed, missed.passed) == (True, False), name
        assert passed.values == missed.values, name
        ((measure, value),) = passed.values
        assert measure == name
        assert value == missed.misses[0].value


def test_measures_come_in_the_order_they_are_asked_for() -> None:
    condition = Condition(
        length_least_s=5,
        length_most_s=40,
        number_within=1,
        number_heard=True,
        no_pitch=True,
        opening_about_them=True,
    )
    verdict = judge(condition, take(BROCHURE), OWN)
    assert [name for name, _value in verdict.values] == [
        "length_least_s", "length_most_s", "number_within", "no_pitch",
    ]  # fmt: skip
    values = dict(verdict.values)
    assert values["length_least_s"] == values["length_most_s"] > 10
    assert values["no_pitch"] >= 2
    assert dict(judge(Condition(no_pitch=True), take(EARLY)).values) == {"no_pitch": 0}


def test_a_line_gives_its_share_and_the_words_after_it() -> None:
    condition = Condition(line=LINE, stop_after_line=True)
    assert dict(judge(condition, take(LINE)).values) == {"line": 1.0, "stop_after_line": 0}
    assert dict(judge(condition, take(LINE + " and then some more")).values)["stop_after_line"] == 4
    assert "stop_after_line" not in dict(judge(condition, take("hello there")).values)


def test_what_is_not_known_has_no_value() -> None:
    condition = Condition(
        length_most_s=20,
        number_within=0.5,
        number_pace_most=1,
        reason_within_s=5,
        number_out=True,
        silence_after_s=4,
    )
    assert judge(condition, typed("")).values == ()
    without = dict(judge(condition, take("hi june how are you doing today")).values)
    assert set(without) == {"length_most_s", "silence_after_s"}
