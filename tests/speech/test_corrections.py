"""Words put right by hand: laid over what was heard, taken back, and found again in another hearing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.speech.corrections import (
    NO_CORRECTIONS,
    Corrections,
    carried_over,
    correct,
    corrected,
    placed,
    words_of,
)
from rehearse.speech.transcript import Span, Transcript, Word


def heard(text: str, *, late_s: float = 0.0, starts: tuple[int, ...] = (0,)) -> Transcript:
    """Words of half a second, one after the other."""
    words = tuple(
        Word(said, Span(i / 2 + late_s, i / 2 + 0.5 + late_s), 0.4) for i, said in enumerate(text.split())
    )
    return Transcript(words, starts, "vosk", "m", len(words) / 2 + 1, 0.1, True)


def test_a_word_becomes_another_and_keeps_its_time() -> None:
    first = heard("hi data call me")
    made = correct(first, NO_CORRECTIONS, 1, 2, "dana")
    said = corrected(first, made)
    assert said.text == "hi dana call me"
    assert said.words[1] == Word("dana", Span(0.5, 1.0), 1.0)
    assert said.words[0] is first.words[0]
    assert first.text == "hi data call me"
    assert said.hears_fillers is True


def test_a_word_becomes_several_that_share_its_time() -> None:
    first = heard("call ourselves now")
    said = corrected(first, correct(first, NO_CORRECTIONS, 1, 2, "our sales team"))
    assert [word.text for word in said.words] == ["call", "our", "sales", "team", "now"]
    spans = [word.span for word in said.words[1:4]]
    assert spans[0].start_s == 0.5
    assert spans[-1].end_s == 1.0
    assert spans[0].end_s == spans[1].start_s == 0.625
    assert all(span.duration_s > 0 for span in spans)


def test_a_word_becomes_none() -> None:
    first = heard("hi um dana", starts=(0, 1))
    made = correct(first, NO_CORRECTIONS, 1, 2, "  ")
    assert corrected(first, made).text == "hi dana"
    assert corrected(first, made).utterance_starts == (0, 1)
    assert [(place.first_word, place.last_word) for place in placed(first, made)] == [(1, 1)]


def test_utterances_begin_at_the_same_words() -> None:
    first = heard("hi data this is bob call me", starts=(0, 2, 5))
    made = correct(first, NO_CORRECTIONS, 1, 2, "dana at acme")
    made = correct(first, made, 7, 8, "")
    said = corrected(first, made)
    assert said.text == "hi dana at acme this is bob me"
    assert [said.words[i].text for i in said.utterance_starts] == ["hi", "this", "me"]


def test_a_corrected_word_is_corrected_again() -> None:
    first = heard("hi data call")
    made = correct(first, NO_CORRECTIONS, 1, 2, "dana smyth")
    made = correct(first, made, 2, 3, "smith jones")
    assert corrected(first, made).text == "hi dana smith jones call"
    assert len(made.made) == 1
    assert made.made[0].heard == ("data",)
    made = correct(first, made, 1, 2, "")
    assert corrected(first, made).text == "hi smith jones call"


def test_typing_what_was_heard_takes_the_correction_back() -> None:
    first = heard("hi data call")
    made = correct(first, NO_CORRECTIONS, 1, 2, "dana")
    assert correct(first, made, 1, 2, " data ") == NO_CORRECTIONS
    assert made.without(made.made[0]) == NO_CORRECTIONS


def test_several_words_are_corrected_at_once() -> None:
    first = heard("from ay see me corp today")
    made = correct(first, NO_CORRECTIONS, 1, 4, "acme")
    assert corrected(first, made).words[1] == Word("acme", Span(0.5, 2.0), 1.0)


def test_there_is_no_such_word() -> None:
    with pytest.raises(IndexError):
        correct(heard("hi"), NO_CORRECTIONS, 1, 2, "you")


def test_corrections_of_another_transcript_are_passed_over() -> None:
    made = correct(heard("hi data call"), NO_CORRECTIONS, 1, 2, "dana")
    assert corrected(heard("good morning"), made).text == "good morning"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Привет, мир", ("Привет,", "мир")),
        ("你好 世界", ("你好", "世界")),
        ("مرحبا بك", ("مرحبا", "بك")),
        ("👩‍💻 🎉", ("👩‍💻", "🎉")),
        ("a\0b\tc\x1bd", ("a", "b", "c", "d")),
        ("\ud800", ()),
        ("x" * 10_000, ("x" * 400,)),
    ],
)
def test_anything_can_be_typed(typed: str, words: tuple[str, ...]) -> None:
    assert words_of(typed) == words
    first = heard("one two three")
    made = correct(first, NO_CORRECTIONS, 1, 2, typed)
    assert Corrections.from_dict(made.to_dict()) == made


# ---- heard anew --------------------------------------------------------------------------------


def after_hearing(first: str, word: int, typed: str, again: str, *, late_s: float = 0.0) -> Corrections:
    made = correct(heard(first), NO_CORRECTIONS, word, word + 1, typed)
    return carried_over(made, heard(again, late_s=late_s))


def test_a_correction_stays_where_the_words_around_are_the_same() -> None:
    kept = after_hearing("hi data call me", 1, "dana", "hi data call me", late_s=0.2)
    assert [(one.first_word, one.heard, one.said) for one in kept.made] == [(1, ("data",), ("dana",))]
    assert kept.made[0].start_s == 0.7
    assert not kept.aside


def test_it_stays_where_the_word_itself_is_heard_otherwise() -> None:
    kept = after_hearing("hi data call me", 1, "dana", "hi day now call me")
    assert corrected(heard("hi day now call me"), kept).text == "hi dana call me"


def test_it_moves_with_its_words() -> None:
    kept = after_hearing("well hi there data call me", 3, "dana", "hi there data call me")
    assert corrected(heard("hi there data call me"), kept).text == "hi there dana call me"


def test_it_is_not_needed_where_the_word_is_heard_right() -> None:
    assert after_hearing("hi data call me", 1, "dana", "hi Dana call me") == NO_CORRECTIONS


def test_it_is_set_aside_where_the_words_around_changed_and_comes_back_with_them() -> None:
    lost = after_hearing("hi data call me", 1, "dana", "high day to carl may")
    assert not lost.made
    assert [one.said for one in lost.aside] == [("dana",)]
    back = carried_over(lost, heard("hi data call me"))
    assert corrected(heard("hi data call me"), back).text == "hi dana call me"
    assert not back.aside


def test_the_nearest_of_equal_places_is_taken() -> None:
    text = "five oh five oh five oh five"
    kept = after_hearing(text, 3, "zero", text)
    assert kept.made[0].first_word == 3


def test_neighbours_that_were_corrected_may_be_heard_right() -> None:
    first = heard("this is pop at act me corp")
    made = correct(first, NO_CORRECTIONS, 2, 3, "bob")
    made = correct(first, made, 4, 5, "ac")
    again = heard("this is bob at act me corp")
    kept = carried_over(made, again)
    assert corrected(again, kept).text == "this is bob at ac me corp"
    assert not kept.aside


def test_nothing_heard_at_all_sets_everything_aside() -> None:
    lost = after_hearing("hi data call me", 1, "dana", "")
    assert len(lost.aside) == 1


edits = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 3), st.text("ab ", max_size=8)), max_size=8)


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=12), edits)
def test_whatever_is_typed_can_be_taken_back(words: list[str], typed: list[tuple[int, int, str]]) -> None:
    first = heard(" ".join(words))
    made = NO_CORRECTIONS
    for at, n, text in typed:
        said = corrected(first, made)
        if not said.words:
            break
        low = at % len(said.words)
        high = min(len(said.words), low + n)
        before = [word.text for word in said.words]
        made = correct(first, made, low, high, text)
        after = corrected(first, made)
        assert [word.text for word in after.words] == before[:low] + text.split() + before[high:]
        for place in placed(first, made):
            shown = [word.text for word in after.words[place.first_word : place.last_word]]
            assert shown == list(place.made.said)
        starts = [word.span.start_s for word in after.words]
        assert starts == sorted(starts)
        assert Corrections.from_dict(made.to_dict()) == made
    # In a hearing that is the same nothing is lost.
    again = carried_over(made, first)
    assert len(again.made) + len(again.aside) == len(made.made)
    assert corrected(first, made.without(*made.made)) == first
