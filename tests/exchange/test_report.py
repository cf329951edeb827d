"""The report's text: everything in it, everything escaped, nothing from outside."""

from __future__ import annotations

import base64
import re
import wave
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from rehearse.analysis.message import Message
from rehearse.analysis.script_check import align_message
from rehearse.audio.decode import decode_speech
from rehearse.exchange.report import ReportItem, item_from_file, item_from_take, render, render_pieces
from rehearse.exchange.report_sound import sound_for_report
from rehearse.script.script import parse_script
from rehearse.speech.transcript import Span
from tests.helpers.commands import SAMPLES
from tests.helpers.messages import audio_message, text_message
from tests.helpers.outgoing_takes import HOSTILE as HOSTILE_TEXTS
from tests.helpers.outgoing_takes import note, take_of

WHEN = datetime(2026, 1, 2, 3, 4)
HOSTILE = "<script>hacked=1</script>\"'&<img src=x onerror=hacked=1>${title}"


class Tags(HTMLParser):
    """Every tag with its attributes, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "rect", "circle", "line", "polygon", "audio"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "audio":
            assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "x.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 48_000, 0, "NONE", ""))
        file.writeframes(b"\x00\x20\x00\x20" * 24_000 + bytes(4 * 24_000))
    return path


def test_everything_is_in_one_well_formed_page(sound: Path) -> None:
    scored = audio_message(sound)
    page = render([item_from_file(scored)], made_at=WHEN)
    tags = Tags(page)
    assert tags.open == []
    words = [attrs for _tag, attrs in tags.tags if attrs.get("class") == "w"]
    assert len(words) == len(scored.analysis.words)
    assert words[11]["data-s"] == "5.900"
    for part in (
        "Pitch talk",
        "One phrase talks like a brochure.",
        "Everybody says so, and it is about you.",
        "Say instead: Three things I noticed about your copiers.",
        "555-1234",
        "wanted 5 to 20 s",
        "Made by Rehearse",
        "2026-01-02 03:04",
    ):
        assert part in tags.text, part


def test_nothing_is_loaded_from_outside_and_no_style_or_handler_stands_in_a_tag(sound: Path) -> None:
    page = render([item_from_file(audio_message(sound))], made_at=WHEN)
    for tag, attrs in Tags(page).tags:
        for name, value in attrs.items():
            assert not name.startswith("on"), (tag, name)
            assert name != "style"
            if name in ("src", "href", "xlink:href", "action", "poster"):
                assert value is not None
                assert value.startswith(("#", "data:audio/mpeg;base64,")), value[:60]
    assert "://" not in page


def test_what_people_say_cannot_become_markup() -> None:
    scored = text_message(HOSTILE, Path("x.txt"))
    first = audio_message()
    finding = replace(
        first.analysis.findings[0], text=HOSTILE, why=HOSTILE, instead=HOSTILE, category=HOSTILE
    )
    check = replace(first.analysis.scorecard.checks[0], reason=HOSTILE, source=HOSTILE, value=HOSTILE)
    card = replace(first.analysis.scorecard, checks=(check,), profile=HOSTILE)
    hostile = replace(first, analysis=replace(first.analysis, findings=(finding,), scorecard=card))
    page = render([ReportItem(hostile, HOSTILE, HOSTILE), ReportItem(scored, HOSTILE)], made_at=WHEN)
    tags = Tags(page)
    assert [tag for tag, _attrs in tags.tags].count("script") == 1
    assert "img" not in [tag for tag, _attrs in tags.tags]
    assert "hacked=1</script>" in tags.text
    assert "${title}" in tags.text


def test_the_policy_allows_this_style_and_script_alone() -> None:
    page = render([item_from_file(text_message("hi"))], made_at=WHEN)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_sound_inside_is_the_sound_and_an_eighth_of_its_size(tmp_path: Path) -> None:
    sample = SAMPLES / "bare-callback.flac"
    inside = sound_for_report(sample)
    assert inside is not None
    spoken = b"".join(decode_speech(sample))
    assert inside.duration_s == pytest.approx(len(spoken) / 32_000)
    compact = base64.b64decode(inside.uri.removeprefix("data:audio/mpeg;base64,"))
    assert len(compact) < len(spoken) / 7
    path = tmp_path / "inside.mp3"
    path.write_bytes(compact)
    heard = np.frombuffer(b"".join(decode_speech(path)), "<i2").astype(float)
    meant = np.frombuffer(spoken, "<i2").astype(float)
    n = min(len(heard), len(meant))
    assert abs(len(heard) - len(meant)) < 16_000 * 0.02
    # Times in the page are those of the recording: the sound inside is not late by a coder's delay.
    size = 1 << (2 * n - 1).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(heard[:n], size) * np.conj(np.fft.rfft(meant[:n], size)))
    assert int(np.argmax(likeness)) in (0, 1, size - 1)
    assert likeness.max() / np.sqrt((heard[:n] ** 2).sum() * (meant[:n] ** 2).sum()) > 0.98


def test_the_outline_is_that_of_the_sound(sound: Path) -> None:
    inside = sound_for_report(sound)
    assert inside is not None
    assert inside.duration_s == pytest.approx(1.0)
    n = len(inside.highs)
    assert max(inside.highs[n // 12 : n // 3]) == pytest.approx(0.25, abs=0.02)
    assert max(inside.highs[n * 7 // 12 :]) == pytest.approx(0.0, abs=0.01)


def test_a_sound_that_is_too_long_or_gone_is_left_out_and_said_so(sound: Path, tmp_path: Path) -> None:
    assert sound_for_report(sound, max_s=0.5) is None
    page = render([item_from_file(audio_message(tmp_path / "gone.wav"))], made_at=WHEN)
    assert "<audio" not in page
    assert "The sound is not inside this report" in page


def test_a_text_without_words_makes_a_page_too() -> None:
    page = render([item_from_file(text_message(""))], made_at=WHEN)
    assert "(no words)" in page
    assert Tags(page).open == []


def test_the_script_and_the_changes_are_told_and_escaped() -> None:
    scored = audio_message()
    script = parse_script(f"# {HOSTILE}\nHi [na'me], this is bob. {HOSTILE} My number is 555-1234.")
    alignment = align_message(script, Message(scored.analysis.words, "audio", scored.duration_s))
    card = scored.analysis.scorecard
    before = replace(card, checks=(replace(card.checks[0], band="off", value=24.0), *card.checks[1:]))
    told = replace(scored, analysis=replace(scored.analysis, alignment=alignment), before=before)
    page = Tags(render([ReportItem(told, "x")], made_at=WHEN))
    names = [tag for tag, _attributes in page.tags]
    assert {"del", "ins"} <= set(names)
    assert "img" not in names
    assert names.count("script") == 1
    assert "Your script: " + HOSTILE in page.text
    assert "[na'me: dana]" in page.text
    assert "↑ better 12 s shorter" in page.text
    assert "Since the last take" not in render([ReportItem(scored, "x")], made_at=WHEN)


def test_notes_are_pinned_to_their_words_and_listed_with_their_moments() -> None:
    notes = [
        note("whole\nin two lines"),
        note("slower", (11, 18), Span(5.9, 9.4)),
        note("louder", (12, 20), Span(6.4, 10.4), author="דנה"),
    ]
    tags = Tags(render([item_from_take(take_of(audio_message(), notes))], made_at=WHEN))
    assert tags.open == []
    listed = {attrs["id"]: attrs for tag, attrs in tags.tags if tag == "li" and "id" in attrs}
    assert "data-from" not in listed["m1-c1"]
    assert (listed["m1-c2"]["data-from"], listed["m1-c2"]["data-until"]) == ("5.900", "9.400")
    pins = [attrs["href"] for tag, attrs in tags.tags if tag == "a"]
    assert [pins.count(f"#m1-c{n}") for n in (1, 2, 3)] == [0, 1, 1]
    for part in ("3 notes", "whole\nin two lines", "five five five one two three four", "דנה"):
        assert part in tags.text, part
    assert len([attrs for _tag, attrs in tags.tags if attrs.get("class") == "note" and "x" in attrs]) == 2
    assert "mark" in [tag for tag, attrs in tags.tags if attrs.get("class") == "note"]


def test_hostile_notes_titles_and_speakers_cannot_become_markup() -> None:
    notes = [note(text, (0, 3), Span(0.4, 1.9), text) for text in HOSTILE_TEXTS]
    for title in HOSTILE_TEXTS:
        page = render([item_from_take(take_of(audio_message(), notes, title=title, speaker=title))])
        tags = Tags(page)
        names = [tag for tag, _attributes in tags.tags]
        assert names.count("script") == 1
        assert "img" not in names
        assert tags.open == []
        page.replace("\ud800", "").encode("utf-8")


def test_notes_on_words_that_are_not_there_are_listed_all_the_same() -> None:
    notes = [note("lost", (900, 905), Span(500.0, 501.0)), note("back", (3, 2), Span(2.0, 1.0))]
    page = render([item_from_take(take_of(audio_message(words=[]), notes))])
    assert "lost" in page
    assert "✎2" in page


def test_a_report_of_many_takes_is_made_one_by_one() -> None:
    made: list[int] = []

    def items() -> Iterator[ReportItem]:
        for n in range(50):
            made.append(n)
            yield ReportItem(text_message(f"hello {n}"), f"take {n}")

    pieces = render_pieces(items(), 50)
    assert "50 voicemails" in next(pieces) + next(pieces)
    assert len(made) == 1
    assert sum(piece.count("<article ") for piece in pieces) == 50
