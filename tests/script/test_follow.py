"""Following a script by what is heard: with errors, detours, jumps, and in long texts."""

from __future__ import annotations

import itertools
import random

import pytest

from rehearse.analysis.script_follow import ScriptFollower, ScriptPace, filled_words
from rehearse.script.script import Script, parse_script

TEXT = """Hi [first name], this is Kim Parker from Summit Office. My number is 415-555-0142.
I have a story about how another school in your town cut the time parents wait on the phone by half.
They changed one line in the greeting, and I wrote down which one.

Would you like to hear it before the new term begins? If so, ring me back at 415-555-0142 today."""

#: A vocabulary none of whose words is in the script.
OTHERS = [
    "purple",
    "elephants",
    "juggle",
    "marmalade",
    "quickly",
    "underneath",
    "gigantic",
    "sunflowers",
    "without",
    "hesitation",
]


@pytest.fixture
def script() -> Script:
    return parse_script(TEXT)


def spoken(script: Script) -> list[str]:
    """The script as a recogniser writes it, with the slot filled in."""
    digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    said: list[str] = []
    for word in script.words:
        bare = word.strip(".,?").lower()
        if bare.startswith("["):
            said.append("dana")
        elif bare[0].isdigit():
            said += [digits[int(char)] for char in bare if char.isdigit()]
        else:
            said.append(bare)
    return said


def words_at(script: Script, n: int) -> str:
    return script.words[n] if n < len(script.words) else ""


def walk(follower: ScriptFollower, words: list[str]) -> list[int]:
    """The places after each further word."""
    return [follower.hear(words[:n]) for n in range(1, len(words) + 1)]


def test_said_as_written_it_is_followed_word_by_word(script: Script) -> None:
    said = spoken(script)
    places = walk(ScriptFollower(script), said)
    assert places == sorted(places)
    assert words_at(script, places[said.index("kim")]) == "Parker"
    assert words_at(script, places[said.index("story")]) == "about"
    assert places[-1] == len(script.words)


def test_nothing_heard_is_the_beginning(script: Script) -> None:
    follower = ScriptFollower(script)
    assert follower.hear([]) == 0
    assert follower.hear(["um"]) == 0


def test_a_number_is_followed_digit_by_digit(script: Script) -> None:
    follower = ScriptFollower(script)
    said = spoken(script)
    first = said.index("four")
    assert words_at(script, follower.hear(said[: first + 5])) == "415-555-0142."
    assert words_at(script, follower.hear(said[: first + 10])) == "I"


@pytest.mark.parametrize("seed", range(8))
def test_a_third_of_the_words_misheard_changes_the_end_by_little(script: Script, seed: int) -> None:
    chance = random.Random(seed)
    said = spoken(script)
    heard = [chance.choice(OTHERS) if chance.random() < 0.33 else word for word in said]
    exact = walk(ScriptFollower(script), said)
    places = walk(ScriptFollower(script), heard)
    off = [abs(a - b) for a, b in zip(exact, places, strict=True)]
    assert sum(off) / len(off) < 2.5
    assert max(off) <= 12
    backwards = [a - b for a, b in itertools.pairwise(places) if b < a]
    assert max(backwards, default=0) <= 8


def test_it_waits_while_something_else_is_said(script: Script) -> None:
    follower = ScriptFollower(script)
    said = spoken(script)
    upto = said.index("story") + 1
    place = follower.hear(said[:upto])
    for n in range(1, 20):
        detour = (OTHERS * 2)[:n]
        assert follower.hear(said[:upto] + detour) == place
    assert follower.hear(said[:upto] + OTHERS + said[upto : upto + 4]) == place + 4


def test_small_words_of_a_detour_carry_it_nowhere(script: Script) -> None:
    follower = ScriptFollower(script)
    said = spoken(script)
    upto = said.index("story") + 1
    place = follower.hear(said[:upto])
    detour = [
        "and",
        "you",
        "know",
        "in",
        "the",
        "end",
        "it",
        "was",
        "all",
        "of",
        "us",
        "on",
        "the",
        "way",
        "to",
        "it",
    ]
    assert abs(follower.hear(said[:upto] + detour) - place) <= 4


def test_a_sentence_left_out_is_jumped_over(script: Script) -> None:
    follower = ScriptFollower(script)
    said = spoken(script)
    upto, later = said.index("half") + 1, said.index("would")
    heard = said[:upto] + said[later : later + 6]
    assert words_at(script, follower.hear(heard)) == "before"


def test_the_first_words_left_out(script: Script) -> None:
    follower = ScriptFollower(script)
    said = spoken(script)
    at = said.index("story")
    assert words_at(script, follower.hear(said[at : at + 5])) == "in"


def test_starting_over_goes_back_once_it_is_sure(script: Script) -> None:
    follower = ScriptFollower(script)
    said = spoken(script)
    upto = said.index("term")
    far = follower.hear(said[:upto])
    assert follower.hear([*said[:upto], "sorry", *said[:3]]) >= far - 12, "not by three words"
    assert words_at(script, follower.hear([*said[:upto], "sorry", *said[:10]])) == "number"


def test_the_last_words_may_be_taken_back(script: Script) -> None:
    follower = ScriptFollower(script)
    said = spoken(script)
    upto = said.index("story") + 1
    place = follower.hear(said[:upto])
    follower.hear([*said[:upto], "would", "you", "like"])
    assert follower.hear(said[: upto + 3]) == place + 3
    assert follower.hear(said[: upto + 3]) == place + 3


def test_settled_words_in_place_of_provisional_ones(script: Script) -> None:
    """At a pause the recogniser settles what was provisional, with small changes."""
    follower = ScriptFollower(script)
    said = spoken(script)
    provisional = [*said[:9], "officer", "my", "numbers"]
    follower.hear(provisional)
    settled = [*said[:12]]
    assert words_at(script, follower.hear(settled)) == "415-555-0142."


def test_an_empty_slot_takes_any_name(script: Script) -> None:
    for name in ("dana", "mary ann van der berg", ""):
        follower = ScriptFollower(script)
        place = follower.hear(["hi", *name.split(), "this", "is", "kim"])
        assert words_at(script, place) == "Parker", name


def long_script(n_words: int) -> Script:
    chance = random.Random(5)
    letters = "bcdfghklmnprstvw"
    vocabulary = [
        "".join(chance.choice(letters) + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))
        for _ in range(400)
    ] + ["the", "a", "to", "of", "and", "you", "we", "it", "is", "in"] * 12
    return parse_script(" ".join(chance.choice(vocabulary) for _ in range(n_words)))


def test_an_update_looks_at_a_bounded_part_of_a_long_script(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work is counted, not timed: places looked at by the whole walk and by the worst update."""
    from rehearse.script.follow import Follower

    script = long_script(2000)
    said = [word.lower() for word in script.words]
    looked: list[int] = []
    step = Follower._step

    def counted(self: Follower, state: object, heard: object) -> object:
        looked[-1] += len(state.scores)  # type: ignore[attr-defined]
        return step(self, state, heard)  # type: ignore[arg-type]

    monkeypatch.setattr(Follower, "_step", counted)
    follower = ScriptFollower(script)
    for n in range(1, len(said) + 1):
        looked.append(0)
        follower.hear(said[:n])
    assert follower.hear(said) == len(script.words)
    assert max(looked) <= 100, "one new word"
    looked.append(0)
    follower.hear([*said[:-40], *OTHERS * 4])
    assert looked[-1] <= 48 * 49


def test_a_pace_gives_each_word_its_time() -> None:
    script = parse_script("Hi [first name], call 415-555-0142 now")
    pace = ScriptPace(script, 60.0)
    assert pace.total_s == 15.0  # hi, a name of two words, call, ten digits, now
    assert pace.word_at(0.0) == 0.0
    assert pace.word_at(0.5) == 0.5
    assert pace.word_at(2.0) == 1.5
    assert pace.word_at(3.5) == 2.5
    assert pace.word_at(9.0) == 3.5
    assert pace.word_at(14.0) == 4.0
    assert pace.word_at(99.0) == len(script.words)
    assert ScriptPace(script, 60.0, {"first name": "Dana"}).total_s == 14.0


def test_what_was_filled_in_is_shown_with_what_is_written_onto_it() -> None:
    script = parse_script("Hi [first name], about [company]'s {thing} and [first name]")
    shown = filled_words(script, {"first name": " Dana  Scully ", "company": "Acme"})
    assert " ".join(shown) == "Hi Dana Scully, about Acme's [thing] and Dana Scully"
    assert filled_words(script, {}) == script.words


def test_the_written_lines_are_known() -> None:
    script = parse_script("# Title\n\nHi [first name], this\nis Kim.\n\n[pause]\nBye now.")
    starts = script.line_starts
    assert [script.words[start] for start in dict.fromkeys(starts) if start < len(script.words)] == [
        "Hi", "is", "Bye",
    ]  # fmt: skip
    assert starts.count(script.words.index("Bye")) == 3, "two lines without words before it"
