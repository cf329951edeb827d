"""A search is typed as a person types: nothing typed is an error, and every hit can be lit and played."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from rehearse.library.filters import TakeFilter
from rehearse.library.library import Library
from rehearse.library.search import MAX_CHARS, parse, plain
from rehearse.library.takes import TakeSummary
from tests.helpers.messages import span
from tests.library.test_finding import scored

SAID = "hi dana it's bob from baker's we don't sell copiers my number is five five five call me or don't"


def found(library: Library, text: str) -> list[str]:
    return [take.title for take in library.find(TakeFilter(text=text))]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library.open(tmp_path)
    scored(library, SAID, title="Copiers")
    scored(library, "good morning we not near and or sell nothing", title="Operators")
    scored(library, "café 555-1234 well-known 日本語 мир", title="“Señor” 😀 today")
    return library


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("copiers", ["Copiers"]),
        ("COPIERS", ["Copiers"]),
        ("copi", ["Copiers"]),
        ("copi sell", []),  # only the last word may be begun
        ("sell copi", ["Copiers"]),
        ("number my", ["Copiers"]),
        ('"my number"', ["Copiers"]),
        ('"number my"', []),
        ('"my numb', ["Copiers"]),  # still being typed
        ('"my numb"', []),
        ("“my number”", ["Copiers"]),
        ('sell "five five', ["Copiers"]),
        ("don't", ["Copiers"]),
        ("don’t", ["Copiers"]),
        ("don'", ["Copiers"]),
        ("'bob'", ["Copiers"]),
        ("baker's", ["Copiers"]),
        ("ell", []),
        ("or", ["Operators", "Copiers"]),
        ("OR", ["Operators", "Copiers"]),
        ("NOT near", ["Operators"]),
        ("we NOT sell", ["Operators"]),
        ("NEAR(we sell)", []),
        ("title:copiers", []),
        ("words : copiers", []),
        ("cop*", ["Copiers"]),
        ("-sell ^sell {sell} + (sell", ["Operators", "Copiers"]),
        ('he said ""', []),
        ("café", ["“Señor” 😀 today"]),
        ("cafe", ["“Señor” 😀 today"]),
        ("senor", ["“Señor” 😀 today"]),
        ("555", ["“Señor” 😀 today"]),
        ("555-12", ["“Señor” 😀 today"]),
        ("known", ["“Señor” 😀 today"]),
        ("日本", ["“Señor” 😀 today"]),
        ("МИР", ["“Señor” 😀 today"]),
        ("😀", ["“Señor” 😀 today"]),
        ("😀 today", ["“Señor” 😀 today"]),
        ("😈", []),
        ("hi\0there", []),
        ("hi\udcffdana", ["Copiers"]),
        ("x'; DROP TABLE takes; --", []),
    ],
)
def test_what_is_typed_finds_what_was_meant(library: Library, text: str, expected: list[str]) -> None:
    with library:
        assert found(library, text) == expected


@pytest.mark.parametrize("text", ["", "  ", '"', '""', "***", "- -", "'", "“”", "\0", ")(", "\udcff"])
def test_signs_alone_ask_for_nothing(library: Library, text: str) -> None:
    with library:
        assert not parse(text)
        assert len(found(library, text)) == 3
        assert library.hits(library.takes()[0].id, text) == ()
        assert library.hit_lines([library.takes()[0].id], text) == {}


@pytest.mark.parametrize("text", ["x" * 10_000, "copiers " * 2_000, '"' * 9_999, "a " * 5_000, "\\" * 10_000])
def test_a_pasted_text_is_searched_for_by_its_beginning(library: Library, text: str) -> None:
    with library:
        assert len(parse(text).match) <= 3 * MAX_CHARS
        assert found(library, text) in ([], ["Copiers"], ["“Señor” 😀 today", "Operators", "Copiers"])


def test_nothing_that_can_be_typed_is_an_error(library: Library) -> None:
    chance = random.Random(7)
    signs = [
        *"\"'*^-+(){}:, aBé’“”\0\n\t\\/;",
        "AND",
        "OR",
        "NOT",
        "NEAR",
        "five",
        "😀",
        "日",
        "\udcff",
        "\x02",
    ]
    with library:
        some = library.takes()[0].id
        for _round in range(1500):
            text = "".join(chance.choices(signs, k=chance.randrange(1, 12)))
            for take in library.find(TakeFilter(text=text)):
                if take.hit is not None:
                    assert_lit(take)
            library.hits(some, text)


def assert_lit(take: TakeSummary) -> None:
    assert take.hit is not None
    text, marks = take.hit.text, take.hit.marks
    assert marks
    assert "\n" not in text
    assert "\x02" not in text
    last = 0
    for begin, end in marks:
        assert last <= begin < end <= len(text)
        last = end


def test_the_line_around_a_hit_and_when_it_is_said(library: Library) -> None:
    with library:
        (take,) = library.find(TakeFilter(text="numb"))
        assert take.hit is not None
        assert_lit(take)
        assert [take.hit.text[slice(*mark)] for mark in take.hit.marks] == ["number"]
        assert take.hit.text == "…we don't sell copiers my number is five five five call me or don't"
        assert take.hit.first_word == SAID.split().index("number")
        assert take.hit.span == pytest.approx(span(11, 12))


def test_a_long_message_shows_its_line_alone(library: Library) -> None:
    said = " ".join(f"word{n}" for n in range(400))
    with library:
        scored(library, said + " target " + said, title="Long")
        (take,) = library.find(TakeFilter(text="target"))
        assert take.hit is not None
        assert_lit(take)
        assert take.hit.first_word == 400
        assert len(take.hit.text) < 100
        assert take.hit.text.startswith("…word")
        assert take.hit.text.endswith("…")
        scored(library, "a" * 500 + "b", title="One word")
        (take,) = library.find(TakeFilter(text="aaa"))
        assert_lit(take)
        assert take.hit is not None
        assert len(take.hit.text) < 100


def test_of_several_words_the_line_shows_most(library: Library) -> None:
    with library:
        said = "call them " + "so and so " * 20 + "please call me back " + "and on it goes " * 20
        scored(library, said, title="Two places")
        (take,) = library.find(TakeFilter(text="back call", speaker=""))
        assert take.hit is not None
        assert_lit(take)
        assert [take.hit.text[slice(*mark)] for mark in take.hit.marks] == ["call", "back"]
        assert take.hit.first_word == said.split().index("please") + 1
        # One word alone is shown where it is said first.
        hit = next(take.hit for take in library.find(TakeFilter(text="call")) if take.title == "Two places")
        assert hit is not None
        assert hit.first_word == 0


def test_a_hit_in_the_title_or_in_a_note_is_said_at_no_time(library: Library) -> None:
    with library:
        (take,) = library.find(TakeFilter(text="operators"))
        assert take.hit is not None
        assert (take.hit.text, take.hit.marks) == ("Operators", ((0, 9),))
        assert (take.hit.span, take.hit.first_word) == (None, None)
        note = library.notes.add(take.id, "Shorter, please:\n“half a message” is enough.")
        (take,) = library.find(TakeFilter(text='"half a message"'))
        assert take.hit is not None
        assert_lit(take)
        assert "half a message" in take.hit.text
        assert take.hit.span is None
        library.notes.change(note.id, "Longer.")
        assert found(library, "half") == []
        assert found(library, "operators longer sell") == ["Operators"], "words may stand in different places"
        library.notes.delete(note.id)
        assert found(library, "longer") == []


def test_every_hit_can_be_lit_and_played(library: Library) -> None:
    with library:
        (take,) = library.find(TakeFilter(text="bob"))
        words = SAID.split()
        hits = library.hits(take.id, "five don't")
        assert [(hit.first_word, hit.last_word) for hit in hits] == [
            (i, i + 1) for i, word in enumerate(words) if word in ("five", "don't")
        ]
        assert [hit.span for hit in hits] == [
            pytest.approx(span(hit.first_word, hit.last_word)) for hit in hits
        ]
        (phrase,) = library.hits(take.id, '"my number is"')
        assert (phrase.first_word, phrase.last_word) == (10, 13)
        assert phrase.span == pytest.approx(span(10, 13))
        assert library.hits(take.id, "absent") == ()
        assert library.hits(take.id, "copiers absent") == ()


def test_a_word_of_several_pieces_is_one_hit(library: Library) -> None:
    with library:
        (take,) = library.find(TakeFilter(text="known"))
        (hit,) = library.hits(take.id, "known")
        assert (hit.first_word, hit.last_word) == (2, 3)
        (hit,) = library.hits(take.id, '"555 1234"')
        assert (hit.first_word, hit.last_word) == (1, 2)


def test_apostrophes_at_the_edge_of_a_word_are_no_part_of_it() -> None:
    assert plain("don’t 'quote' drivers' 'n'") == "don't  quote  drivers   n "
    assert plain("tab\there") == "tab here"
