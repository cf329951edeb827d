"""The number reader on anything at all: no crash, sound spans, bounded work."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.analysis import digit_words, numbers
from rehearse.analysis.digit_runs import Part
from rehearse.analysis.message import Message
from rehearse.analysis.number_cuts import Found
from rehearse.analysis.numbers import find_phone
from rehearse.analysis.result import MessageWord, Phone
from rehearse.script.tokens import word_set
from rehearse.speech.transcript import Span

REGIONS = st.sampled_from(("US", "GB", "DE", "FR", "AU", "IN", "IT", "BR", "JP"))

#: Every word that means something to the reader, and a few that do not.
WORDS = sorted(
    {
        *digit_words.DIGITS,
        *digit_words.OHS,
        *digit_words.MISHEARD,
        *digit_words.TEENS,
        *digit_words.TENS,
        *digit_words.REPEATS,
        *digit_words.MULTIPLIERS,
        *digit_words.GLUE,
        *digit_words.CORRECTION_WORDS,
        *digit_words.CORRECTED_PLACES,
        *word_set("extension x plus +44 +1 (0)20 555 1234 0 $5 5% ٣ ५५५ ५ ³ Ⅷ ½ a m p march from between"),
        *word_set("street dollars account call at again flowers 1-800-FLOWERS x204 house дом 😀 5.5.5"),
        *word_set("1,234 million o'clock more of ways 20/20 #5 nine-one-nine"),
    }
)


def check(message: Message, region: str) -> Phone:
    phone = find_phone(message, region=region, wants_number=True, early_fraction=0.5)
    last = 0
    for number in phone.numbers:
        assert last <= number.first_word < number.last_word <= len(message.words)
        last = number.last_word
        assert number.digits.isascii()
        assert number.digits.isdecimal()
        assert number.extension is None or (number.extension.isascii() and number.extension.isdecimal())
        assert len(number.digits) >= (6 if number.complete else 3)
        assert number.display
    assert (phone.first_end_fraction is None) == (not any(number.complete for number in phone.numbers))
    return phone


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=100), REGIONS)
def test_any_soup_of_the_readers_own_words(words: list[str], region: str) -> None:
    check(Message.from_text(" ".join(words)), region)


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet=st.characters(categories=("Nd", "No", "Nl", "Ll", "So", "Po", "Zs", "Mn")), max_size=80),
    REGIONS,
)
def test_any_alphabet(text: str, region: str) -> None:
    check(Message.from_text(text), region)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WORDS), st.floats(0, 6), st.floats(0.01, 2)), max_size=60))
def test_any_times(said: list[tuple[str, float, float]]) -> None:
    """Pauses and words of any length."""
    at, words = 0.0, []
    for text, pause_s, length_s in said:
        words.append(MessageWord(text, Span(at + pause_s, at + pause_s + length_s), 1.0))
        at += pause_s + length_s
    check(Message(tuple(words), "audio", at + 1.0), "US")


@pytest.mark.parametrize(
    "text",
    [
        "five " * 200_000,
        "fifty five " * 20_000,
        "five um " * 20_000,
        "five sorry " * 20_000,
        ("for five to " * 26 + "stop ") * 300,
        "5" * 1_000_000,
        "555 1234 " * 20_000,
        "nine one nine five five five oh one oh five stop " * 5_000,
        "house garden call me at the account " * 28_000,
    ],
    ids=["digits", "pairs", "fillers", "corrections", "misheard", "one word", "typed", "numbers", "words"],
)
def test_a_long_text_is_read_with_bounded_work(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the text: only so many number words are tried in every way they may be read."""
    tried = 0
    cut = numbers.cut

    def counting_cut(part: Part, *rest: object) -> list[Found]:
        nonlocal tried
        tried += len(part)
        return cut(part, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(numbers, "cut", counting_cut)
    message = Message.from_text(text)
    phone = check(message, "US")
    assert tried <= 2 * numbers.MAX_ITEMS
    assert len(phone.numbers) <= numbers.MAX_ITEMS
