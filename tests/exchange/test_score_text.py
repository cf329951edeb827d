"""The terminal's card: nothing is said by colour alone, nothing in a message is obeyed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rehearse.analysis.message import Message
from rehearse.analysis.result import MessageWord, ScoredMessage
from rehearse.analysis.script_check import align_message
from rehearse.exchange.score_text import render
from rehearse.exchange.terminal import Style, cells
from rehearse.script.script import parse_script
from tests.helpers.messages import audio_message, text_message

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def test_signs_survive_without_colour() -> None:
    shown = render(audio_message(), Style(80))
    assert "\x1b" not in shown
    flat = " ".join(shown.split())
    assert "[[five five five one two three four]]" in flat
    assert "‹we are the leading provider›1" in flat
    assert "{i will email you a report}" in flat
    assert "(um)" in flat
    assert "1 “we are the leading provider” (about-us, Fix)" in flat
    assert "Why: Everybody says so, and it is about you." in flat
    assert "Say instead: Three things I noticed about your copiers." in flat
    assert "● Good" in shown
    assert "▲ Close" in shown
    assert "✖ Fix" in shown
    assert "○ Not known" in shown
    assert "1. Pitch talk: One phrase talks like a brochure." in flat
    assert flat.endswith("✖ Not ready: 1 check is off.")


def test_colour_changes_nothing_but_colour() -> None:
    plain = render(audio_message(), Style(80))
    coloured = render(audio_message(), Style(80, colour=True))
    assert coloured != plain
    assert [line.rstrip() for line in ESCAPE.sub("", coloured).split("\n")] == plain.split("\n")


def test_every_colour_ends_on_its_own_line() -> None:
    for line in render(audio_message(), Style(60, colour=True)).split("\n"):
        codes = ESCAPE.findall(line)
        assert not codes or codes[-1] == "\x1b[0m", line


def test_a_terminal_without_unicode_gets_ascii_signs() -> None:
    render(audio_message(), Style(80, unicode=False)).encode("ascii")


@pytest.mark.parametrize("width", [40, 60, 96])
def test_lines_fit_the_width(width: int) -> None:
    shown = render(audio_message(), Style(width))
    # The ruler of moments names all three on one line; everything else wraps.
    lines = [line for line in shown.split("\n") if "number complete" not in line]
    assert max(map(cells, lines)) <= width


def test_wide_characters_count_twice() -> None:
    shown = render(text_message("電話 " * 60), Style(40))
    assert max(map(cells, shown.split("\n"))) <= 40
    assert cells("電話 😀 é") == 4 + 1 + 2 + 1 + 1


def test_nothing_in_a_message_is_obeyed_by_the_terminal() -> None:
    shown = render(text_message("hi \x1b[2J\x1b]0;owned\x07 \u202eevil there"), Style(80), title="a\x1b[31m")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)


def test_no_words_and_no_checks_are_said_so() -> None:
    assert "(no words)" in render(text_message(""), Style(80))


def test_crossing_and_wild_marks_do_no_harm() -> None:
    scored = audio_message()
    first = scored.analysis.findings[0]
    wild = (
        first,
        replace(first, first_word=16, last_word=20),
        replace(first, first_word=29, last_word=99),
        replace(first, first_word=-3, last_word=2),
        replace(first, first_word=5, last_word=5),
    )
    shown = render(replace(scored, analysis=replace(scored.analysis, findings=wild)), Style(80))
    assert shown.count("›1") == 1
    assert shown.count("›2") == 1
    assert "›3" not in shown


def test_a_long_text_is_rendered_whole() -> None:
    words = tuple(MessageWord(f"word{i}") for i in range(100_000))
    scored = text_message("x")
    shown = render(replace(scored, analysis=replace(scored.analysis, words=words)), Style(80))
    assert "word0 word1" in shown
    assert "word99999" in shown


def with_script(text: str, said: list[str] | None = None) -> ScoredMessage:
    scored = audio_message(words=said)
    message = Message(scored.analysis.words, "audio", scored.duration_s)
    alignment = align_message(parse_script(text, title="plan"), message)
    return replace(scored, analysis=replace(scored.analysis, alignment=alignment))


def test_the_script_is_marked_without_colour() -> None:
    scored = with_script("Hi [name], this is Bob from Zoo & Sons. My number is 555-1234. Goodbye Carol.")
    flat = " ".join(render(scored, Style(60, colour=False, unicode=False)).split())
    assert "Your script: plan Hi [name: dana] this is {+um+} Bob [-from Zoo & Sons.-] {+at acme+} My" in flat
    assert "[-Goodbye Carol.-] {+we are the leading" in flat
    assert "[- -] not said" in flat


def test_a_script_brings_no_commands_to_the_terminal() -> None:
    scored = with_script("Hi \x1b[31m] red \u202eback dana this is bob")
    assert not set(render(scored, Style(60, colour=False))) & {"\x1b", "\u202e"}
    coloured = render(with_script("Hi dana this is Ann at Acme. Bye."), Style(60, colour=True))
    assert all(line.count("\x1b[") == 2 * line.count("\x1b[0m") for line in coloured.splitlines())


def test_what_changed_is_told_with_signs_and_words() -> None:
    scored = audio_message()
    card = scored.analysis.scorecard
    slower = replace(card.checks[0], band="off", value=24.0)
    before = replace(card, checks=(slower, *card.checks[1:]))
    plain = render(replace(scored, before=before), Style(60, colour=False, unicode=False))
    assert "  + better  12 s shorter" in plain.splitlines()
    assert "Since the last take" not in render(replace(scored, before=card), Style(60))
