"""Two takes side by side: words aligned, checks paired."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rehearse.analysis.comparison import Comparison, WordRun, compare, word_runs
from rehearse.analysis.result import MessageWord
from tests.helpers.messages import audio_message


def runs(before: str, now: str) -> list[tuple[str, str, str]]:
    """Kind, the earlier words, the words now."""
    one, other = before.split(), now.split()
    found = word_runs(tuple(map(MessageWord, one)), tuple(map(MessageWord, other)))
    return [
        (
            run.kind,
            " ".join(one[run.before_first : run.before_last]),
            " ".join(other[run.now_first : run.now_last]),
        )
        for run in found
    ]


def test_words_are_kept_changed_added_and_left_out() -> None:
    before = "hi dana this is bob from acme we are the leading provider of copiers call me back"
    now = "hi dana this is rob from acme call me back today please"
    assert runs(before, now) == [
        ("kept", "hi dana this is", "hi dana this is"),
        ("changed", "bob", "rob"),
        ("kept", "from acme", "from acme"),
        ("left_out", "we are the leading provider of copiers", ""),
        ("kept", "call me back", "call me back"),
        ("added", "", "today please"),
    ]


def test_a_number_said_in_another_form_is_kept() -> None:
    assert runs("my number is 555-0105", "my number is five five five oh one oh five") == [
        ("kept", "my number is 555-0105", "my number is five five five oh one oh five")
    ]


def test_square_brackets_are_words_here_and_no_slots() -> None:
    assert runs("hi [name] there", "hi [name] there")[0][0] == "kept"


def test_other_scripts_are_compared_too() -> None:
    assert runs("привет мир 你好", "привет друг 你好") == [
        ("kept", "привет", "привет"),
        ("changed", "мир", "друг"),
        ("kept", "你好", "你好"),
    ]


@given(
    st.lists(st.sampled_from(["a", "b", "c", "one", "5", "🎉", "—"]), max_size=25),
    st.lists(st.sampled_from(["a", "b", "c", "2"]), max_size=25),
)
def test_every_word_of_both_stands_once_and_in_order(before: list[str], now: list[str]) -> None:
    found = word_runs(tuple(map(MessageWord, before)), tuple(map(MessageWord, now)))
    at = (0, 0)
    for run in found:
        assert (run.before_first, run.now_first) == at
        at = (run.before_last, run.now_last)
    assert at == (len(before), len(now))


def test_words_without_letters_are_words_all_the_same() -> None:
    assert runs("🎉", "🎉") == [("kept", "🎉", "🎉")]
    assert runs("🎉", "hi dana") == [("changed", "🎉", "hi dana")]


def test_nothing_beside_something() -> None:
    assert runs("", "hi dana") == [("added", "", "hi dana")]
    assert runs("hi dana", "") == [("left_out", "hi dana", "")]
    assert runs("", "") == []


def test_two_hours_of_words_are_aligned_where_they_agree() -> None:
    dice = random.Random(7)
    before = [f"w{dice.randrange(3000)}" for _ in range(12_000)]
    now = [word for word in before if dice.random() > 0.02]
    found = word_runs(tuple(map(MessageWord, before)), tuple(map(MessageWord, now)))
    kept = sum(run.now_last - run.now_first for run in found if run.kind == "kept")
    assert kept > 0.9 * len(now)


def pairs(**changed: object) -> Comparison:
    first = audio_message().analysis
    card = first.scorecard
    checks = tuple(
        replace(check, **changed) if check.id == "pitch" else check  # type: ignore[arg-type]
        for check in card.checks
    )
    return compare(first, replace(first, scorecard=replace(card, checks=checks)))


def test_checks_are_paired_with_what_changed() -> None:
    found = {pair.check_id: pair for pair in pairs(band="good", value=0.0).checks}
    assert list(found) == ["phone", "pitch", "length", "level"]
    pitch = found["pitch"]
    assert pitch.before is not None
    assert pitch.now is not None
    assert (pitch.before.band, pitch.now.band, pitch.direction) == ("off", "good", "better")
    assert pitch.text == "1 pitch phrase fewer"
    assert found["length"].direction is None
    assert found["length"].is_known
    assert not found["level"].is_known
    assert pairs(value=3.0).checks[1].direction == "worse"


def test_a_check_that_one_of_them_lacks_is_told_all_the_same() -> None:
    first = audio_message().analysis
    fewer = replace(first.scorecard, checks=first.scorecard.checks[:2])
    found = compare(first, replace(first, scorecard=fewer)).checks
    level = next(pair for pair in found if pair.check_id == "level")
    assert level.before is not None
    assert level.now is None
    assert level.direction is None


def test_runs_are_plain_objects() -> None:
    assert word_runs((MessageWord("a"),), (MessageWord("a"),)) == (WordRun("kept", 0, 1, 0, 1),)
