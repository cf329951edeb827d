"""Scripts as people write them, and files that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.errors import DataError
from rehearse.script.script import MAX_CHARS, MAX_WORDS, Script, parse_script


def slots(script: Script) -> list[tuple[str, str]]:
    return [(slot.name, script.words[slot.word]) for slot in script.slots]


def test_the_first_line_may_be_the_title() -> None:
    script = parse_script("# Cold call\n\nHi Dana,\nthis is Bob.\n\n## Close\nBye.", title="file")
    assert script.title == "Cold call"
    assert script.words == ("Hi", "Dana,", "this", "is", "Bob.", "Bye.")
    assert parse_script("Hi.\r\n# Close\r\nBye.", title="file").title == "file"
    assert parse_script("#1 is us").words == ("#1", "is", "us")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi [first name], bye", [("first name", "[first name],")]),
        ("Hi {{first_name}} bye", [("first name", "[first name]")]),
        ("Hi {first_name}, <company> bye", [("first name", "[first name],"), ("company", "[company]")]),
        ("[company]'s copier", [("company", "[company]'s")]),
        ("[a][b] hello", [("a", "[a]"), ("b", "[b]")]),
        ("555-[rest] x", [("rest", "[rest]")]),
        ("hello []", [("…", "[…]")]),
        ("hello [pause] (smile) [wait two seconds] you (919)", []),
        ("a < b and b > a, a <3 you", []),
    ],
)
def test_slots_are_found_however_they_are_written(text: str, expected: list[tuple[str, str]]) -> None:
    assert slots(parse_script(text)) == expected


def test_stage_directions_are_not_said() -> None:
    assert parse_script("hello [pause] (smile) you (919)").words == ("hello", "you", "(919)")


def test_slots_have_no_tokens() -> None:
    script = parse_script("Hi [name] I'm [me]")
    assert [(token.text, token.word) for token in script.tokens] == [("hi", 0), ("i", 2), ("am", 2)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no words"),
        (" \n— … 🎉\n", "no words"),
        ("# Only a title", "no words"),
        ("[first name] [company]", "no words of its own"),
        ("Hi\nthis is [first name\n", "Line 2 of the script opens a “[”"),
        ("Hi name], this", "closes a “]”"),
        ("\x00\x01\x02\ufffd\ufffd abc", "not a text"),
        ("word " * (MAX_WORDS + 1), "longer than"),
        ("x" * (MAX_CHARS + 1), "longer than"),
        ("hello there " * 100_000, "longer than"),
    ],
)
def test_what_is_no_script_is_told_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(DataError, match=said.replace("[", r"\[")) as told:
        parse_script(text)
    assert told.value.help


@given(st.text(alphabet=st.characters(), max_size=300) | st.text("[]{}<>() #a1\n'.-", max_size=80))
def test_any_text_is_a_script_or_a_sentence(text: str) -> None:
    try:
        script = parse_script(text)
    except DataError:
        return
    assert all(0 <= slot.word < len(script.words) for slot in script.slots)
    assert all(word and not word.isspace() for word in script.words)
    assert {token.word for token in script.tokens}.isdisjoint(slot.word for slot in script.slots)
