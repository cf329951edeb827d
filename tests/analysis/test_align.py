"""Scripts beside what was said: recogniser's words, numbers in either form, slots, any text at all."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.analysis.message import Message
from rehearse.analysis.script_check import align_message
from rehearse.errors import DataError
from rehearse.script.align import Alignment
from rehearse.script.script import parse_script

#: Words that neither look nor sound alike.
WORDS = """copier garden window seven-eyed mountain lawyer puzzle bridge salmon velvet thunder rocket harvest
orange cabinet whisper jungle pencil doctor famous yellow blanket engine kitchen market river summer
ticket uncle village""".replace("seven-eyed", "quilt").split()
OTHERS = ["zebra", "xylophone", "igloo", "beehive", "octopus", "needle", "football", "hydrogen"]


def laid(script: str, said: str) -> Alignment:
    return align_message(parse_script(script), Message.from_text(said))


def differences(script: str, said: str) -> list[tuple[str, str, str]]:
    """(kind, script, said) of every pair that is neither the same nor alike."""
    words = said.split()
    found = laid(script, said)
    return [
        (pair.kind, found.script_text(pair), " ".join(words[pair.first_word : pair.last_word]))
        for pair in found.pairs
        if pair.kind not in ("same", "alike")
    ]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("Call 555-0105.", "call five five five oh one oh five"),
        ("Call 555-0105.", "call five five five zero one zero five"),
        ("Call (415) 555-0142", "call four one five five five five dash um oh one four two"),
        ("Call five five five, zero one nine nine.", "call 555-0199"),
        ("I'm at 800 555 0199", "i am at eight hundred five five five oh one double nine"),
        ("It costs $500.", "it costs five hundred dollars"),
        ("It costs $520.", "it costs five hundred and twenty dollars"),
        ("Over 20,000 people", "over twenty thousand people"),
        ("In 2026 we", "in twenty twenty six we"),
        ("In 2026 we", "in two thousand twenty six we"),
        ("At 9 a.m. on", "at nine a m on"),
        ("At 9am on", "at nine am on"),
        ("At 9:00 on", "at nine on"),
        ("At 9:30 on", "at nine thirty on"),
        ("On May 3rd and the 21st", "on may third and the twenty first"),
        ("50% of", "fifty percent of"),
        ("Mr. Bean, OK?", "mister bean okay"),
        ("I'll email you", "i will e mail you"),
        ("I'll e-mail you", "i will a male you"),
        ("your voicemail follow-up", "your voice mail followup"),
        ("From IBM's office", "from i b m's office"),
        ("This is Robert B.", "this is robert bee"),
        ("bob@acme.com", "bob at acme dot com"),
        ("It's their report", "it is there report"),
        ("Susan Collins", "susanne colins"),
        ("call me at 4", "call me at for"),
        ("They move and want it", "they moved and wanted it"),
    ],
)
def test_other_spellings_and_forms_are_no_difference(script: str, said: str) -> None:
    assert differences(script, said) == []
    assert laid(script, said).coverage == 1.0


@pytest.mark.parametrize(
    ("script", "said", "expected"),
    [
        ("We have a report for you. Thank you.", "we have the report for you", [
            ("changed", "a", "the"), ("missed", "Thank you.", ""),
        ]),
        ("I can call you", "i can't call you", [("changed", "can", "can't")]),
        ("You will not lose", "you will lose", [("missed", "not", "")]),
        ("Call 555-0105 now", "call five five five oh one oh six now", [
            ("changed", "555-0105", "five five five oh one oh six"),
        ]),
        ("It is $500 now", "it is six hundred dollars now", [("changed", "$500", "six hundred dollars")]),
        ("We have it", "we do have it", [("added", "", "do")]),
        ("A report for you", "report for you", [("missed", "A", "")]),
    ],
)  # fmt: skip
def test_differences_are_told(script: str, said: str, expected: list[tuple[str, str, str]]) -> None:
    assert differences(script, said) == expected


@pytest.mark.parametrize(
    ("said", "filled"),
    [
        ("hi susan this is bob lee from summit solutions call me", ("susan", "bob lee", "summit solutions")),
        ("hi susan um this is bob from i b m call me", ("susan", "bob", "i b m")),
        ("hi this is bob from acme call me", ("", "bob", "acme")),
    ],
)  # fmt: skip
def test_slots_are_filled_freely(said: str, filled: tuple[str, ...]) -> None:
    found = laid("Hi [first name], this is [me] from [company]. Call me", said)
    words = said.split()
    assert tuple(" ".join(words[p.first_word : p.last_word]) for p in found.slots) == filled
    assert found.coverage == 1.0
    assert found.missed == ()


def test_a_number_may_fill_a_slot() -> None:
    said = "call me at four one five five five five oh one four two thank you"
    found = laid("Call me at [number]. Thank you.", said)
    (slot,) = found.slots
    assert (slot.first_word, slot.last_word) == (3, 13)
    assert found.added == ()


def test_a_slot_does_not_swallow_a_speech() -> None:
    said = "hi susan " + " ".join(WORDS[:20]) + " bye now"
    found = laid("Hi [name] bye now", said)
    assert sum(pair.last_word - pair.first_word for pair in found.slots) <= 6
    assert sum(pair.last_word - pair.first_word for pair in found.added) >= 15


# --- properties

script_words = st.lists(st.sampled_from(WORDS), min_size=4, max_size=len(WORDS), unique=True)


@given(
    st.lists(
        st.sampled_from([*WORDS, "the", "of", "five", "555-0105", "I'm", "okay"]), min_size=1, max_size=80
    )
)
def test_a_script_read_exactly_has_no_differences(words: list[str]) -> None:
    text = " ".join(words)
    found = laid(text, text)
    assert {pair.kind for pair in found.pairs} == {"same"}


def apart(draw: st.DrawFn, n: int) -> list[int]:
    """Places among `n` words of which no two are neighbours."""
    places = draw(st.sets(st.integers(0, n - 1), max_size=max(1, n // 4)))
    kept: list[int] = []
    for place in sorted(places):
        if not kept or place > kept[-1] + 1:
            kept.append(place)
    return kept


@given(st.data(), script_words)
def test_exactly_what_was_dropped_is_missed(data: st.DataObject, words: list[str]) -> None:
    places = data.draw(st.composite(apart)(len(words)))
    said = [word for i, word in enumerate(words) if i not in places]
    expected = [("missed", words[place], "") for place in places]
    assert differences(" ".join(words), " ".join(said)) == expected


@given(st.data(), script_words)
def test_exactly_what_was_put_in_is_added(data: st.DataObject, words: list[str]) -> None:
    places = data.draw(st.composite(apart)(len(words)))
    said: list[str] = []
    expected = []
    for i, word in enumerate(words):
        if i in places:
            said.append(OTHERS[i % len(OTHERS)])
            expected.append(("added", "", said[-1]))
        said.append(word)
    assert differences(" ".join(words), " ".join(said)) == expected


@given(st.data(), script_words)
def test_exactly_what_was_replaced_is_changed(data: st.DataObject, words: list[str]) -> None:
    places = data.draw(st.composite(apart)(len(words)))
    said = [OTHERS[i % len(OTHERS)] if i in places else word for i, word in enumerate(words)]
    expected = [("changed", words[place], said[place]) for place in places]
    assert differences(" ".join(words), " ".join(said)) == expected


def check_ranges(found: Alignment, n_words: int) -> None:
    """Every word of both sides once, in order; every pair of a kind that its ranges allow."""
    script_at = word_at = 0
    for pair in found.pairs:
        assert (pair.script_first, pair.first_word) == (script_at, word_at)
        assert pair.script_last >= script_at
        assert pair.last_word >= word_at
        script_at, word_at = pair.script_last, pair.last_word
        n_script, n_said = pair.script_last - pair.script_first, pair.last_word - pair.first_word
        assert n_script or n_said
        assert (n_said == 0) == (pair.kind == "missed" or (pair.kind == "slot" and not n_said))
        assert (n_script == 0) == (pair.kind == "added")
    assert (script_at, word_at) == (len(found.script.words), n_words)
    slots = {slot.word for slot in found.script.slots}
    held = [word for pair in found.slots for word in range(pair.script_first, pair.script_last)]
    assert slots <= set(held)
    assert 0.0 <= found.coverage <= 1.0


PIECES = [
    *["[name]", "{{company}}", "five", "555-0105", "$5", "hundred", "and", "oh", "twenty", "first", "9:00"],
    *["a.m.", "e", "mail", "email", "I'm", "is", "'s", "not", "um", "dash", "—", "🎉", "b", "１２", "%"],
    *["1" * 50, "thousand", "for", "to", "@", "+1", "a-b-c", "ß", "日本語", "\u0301", "bob@acme.com", "3rd"],
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40),
    st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40),
)
def test_any_two_texts_are_laid_out_whole(script: Sequence[str], said: Sequence[str]) -> None:
    message = Message.from_text(" ".join(said))
    try:
        parsed = parse_script(" ".join(script))
    except DataError:
        return
    check_ranges(align_message(parsed, message), len(message.words))


@pytest.mark.parametrize(("n_script", "n_said"), [(1990, 150), (150, 5000), (1990, 3000)])
def test_what_is_too_large_for_a_table_is_laid_out_all_the_same(n_script: int, n_said: int) -> None:
    rng = random.Random(n_said)
    script = [rng.choice(WORDS) for _ in range(n_script)]
    script[20] = "[slot]"
    said = [word for word in script if rng.random() > 0.05][:n_said]
    said += [rng.choice(OTHERS) for _ in range(n_said - len(said))]
    found = laid(" ".join(script), " ".join(said))
    check_ranges(found, n_said)
    assert found.coverage > 0.9 * min(n_said, len(script)) / n_script * 0.95


def test_nothing_but_digits_is_bounded() -> None:
    found = laid("1-" * 20_000 + "1", "one " * 20_000)
    check_ranges(found, 20_000)
    found = laid("7" * 40_000, "seven " * 3_000)
    check_ranges(found, 3_000)
