"""Where the words of a script stand in what was typed."""

from __future__ import annotations

from itertools import pairwise

import pytest

from rehearse.script.places import word_places
from rehearse.script.script import parse_script

TEXTS = [
    "Hi there.",
    "# Title is no word\nTitle is said\r\n## nor this\rTitle again",
    "(smile) Smile, [pause] and pause. [ PAUSE for effect ] (wait) wait",
    "Hi [first name], this is [my name]'s friend at <company>. Call {{my number}} or {x}!",
    "[a][b] [a] a b",
    "([first name]) — a dash — [b]'s [c]x",
    "  lead\tand \n\n\n trail  ",
    "don't “quote” that’s 3 < 4 and 5 > 2 you [ok]",
    "naïve café 😀 déjà [prénom] vu",
    "the the the [the] the",
]


@pytest.mark.parametrize("text", TEXTS)
def test_every_word_is_found_where_it_was_typed(text: str) -> None:
    script = parse_script(text)
    places = word_places(text, script)
    slots = {slot.word: slot.name for slot in script.slots}
    assert len(places) == len(script.words)
    assert all(a < b for a, b in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places)), "in order"
    for index, (first, last) in enumerate(places):
        typed = text[first:last]
        if index in slots:
            assert typed[0] in "[<{"
            assert slots[index] in " ".join(typed.replace("_", " ").split())
            assert typed[typed.index(slots[index]) + len(slots[index]) :].strip("]}> ") == script.words[
                index
            ].removeprefix(f"[{slots[index]}]")
        else:
            assert typed == script.words[index]


def test_what_is_not_said_has_no_place() -> None:
    text = "# Call me\n(smile) Call [pause] me"
    covered = {at for first, last in word_places(text, parse_script(text)) for at in range(first, last)}
    assert "".join(char for at, char in enumerate(text) if at in covered) == "Callme"
    assert min(covered) == text.index("Call [")


def test_a_long_script_is_placed_at_once() -> None:
    text = " ".join(["word [slot] (pause)"] * 900)
    assert len(word_places(text, parse_script(text))) == 1800
