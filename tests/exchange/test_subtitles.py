"""Subtitles, read back by readers that are not ours: `srt` and `webvtt-py`."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import srt
import webvtt as reader
from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.exchange.cues import LINE_CELLS, MAX_CUE_S, cues_of
from rehearse.exchange.outgoing import Outgoing
from rehearse.exchange.subrip import subrip
from rehearse.exchange.terminal import cells
from rehearse.exchange.webvtt import webvtt
from rehearse.speech.transcript import Span
from tests.helpers.messages import SPOKEN, audio_message
from tests.helpers.outgoing_takes import HOSTILE, long_message, note, said, take_of


def read_srt(take: Outgoing) -> list[srt.Subtitle]:
    return list(srt.parse("".join(subrip(take)).encode("utf-8", "strict").decode()))


def read_vtt(take: Outgoing) -> reader.WebVTT:
    return reader.from_string("".join(webvtt(take)))


def s(text: str) -> float:
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def test_cues_hold_every_word_at_its_time() -> None:
    take = take_of()
    subtitles, captions = read_srt(take), list(read_vtt(take))
    assert " ".join(one.content for one in subtitles).split() == SPOKEN
    assert " ".join(one.text for one in captions).split() == SPOKEN
    words = take.scored.analysis.words
    for cue, subtitle, caption in zip(cues_of(take), subtitles, captions, strict=True):
        first, last = words[cue.first_word].span, words[cue.last_word - 1].span
        assert first is not None
        assert last is not None
        assert subtitle.start == timedelta(seconds=round(first.start_s, 3))
        assert s(caption.start) == pytest.approx(first.start_s, abs=0.001)
        assert subtitle.end.total_seconds() >= last.end_s - 0.001
        assert s(caption.end) == pytest.approx(subtitle.end.total_seconds())
    assert [one.index for one in subtitles] == list(range(1, len(subtitles) + 1))
    assert subtitles[-1].end.total_seconds() <= (take.scored.duration_s or 0) + 0.001


def test_cues_can_be_read() -> None:
    for take in (take_of(), take_of(long_message(600, 300.0))):
        cues = cues_of(take)
        assert len(cues) > 2
        assert all(cue.end_ms <= following.start_ms for cue, following in pairwise(cues))
        for cue in cues:
            assert 1 <= len(cue.lines) <= 2
            assert all(cells(line) <= LINE_CELLS for line in cue.lines)
            assert 0 < cue.end_ms - cue.start_ms <= MAX_CUE_S * 1000 + 1


def test_a_number_stays_in_one_cue_and_a_pause_ends_one() -> None:
    take = take_of()
    number = take.scored.analysis.phone.numbers[0]
    assert not any(number.first_word < cue.first_word < number.last_word for cue in cues_of(take))
    words = [(f"word{i}", i * 0.4, i * 0.4 + 0.35) for i in range(5)]
    words += [(f"word{i}", i * 0.4 + 0.7, i * 0.4 + 1.05) for i in range(5, 14)]
    breaks = [cue.first_word for cue in cues_of(take_of(said(words)))]
    assert 5 in breaks, "the silence of 0.7 s is where a reader expects a new line"


def test_no_cue_stays_over_a_long_silence() -> None:
    take = take_of(said([("hello", 1.0, 1.3), ("there", 9.0, 9.4)], 12.0))
    first, second = cues_of(take)
    assert (first.start_ms, second.start_ms) == (1000, 9000)
    assert first.end_ms < 3000


@pytest.mark.parametrize(
    "words",
    [
        [],
        [("hi", 0.0, 0.0)],
        [("hi", 0.5, 0.5), ("there", 0.5, 0.5)],
        [("late", 2.0, 1.0), ("early", 0.5, 0.2)],
        [("x" * 300, 0.0, 1.0), ("y" * 300, 1.0, 9.0)],
        [("long", 0.0, 60.0), ("word", 60.0, 200.0)],
        [("שלום", 0.1, 0.4), ("👩‍👩‍👧", 0.4, 0.8), ("電話", 0.8, 1.0)],
    ],
)
def test_odd_messages_are_valid_files(words: list[tuple[str, float, float]]) -> None:
    take = take_of(said(words))
    subtitles, captions = read_srt(take), list(read_vtt(take))
    assert len(subtitles) == len(captions)
    assert " ".join(one.content for one in subtitles).split() == [text for text, _start, _end in words]
    assert all(one.start < one.end for one in subtitles)
    assert all(one.end <= following.start for one, following in pairwise(subtitles))


def test_hostile_words_and_notes_stay_text() -> None:
    words = [(text, i * 0.5, i * 0.5 + 0.4) for i, text in enumerate(HOSTILE)]
    notes = [note(text, (i, i + 1), Span(i * 0.5, i * 0.5 + 0.4), text) for i, text in enumerate(HOSTILE)]
    take = take_of(said(words), [*notes, *(note(text) for text in HOSTILE)], title=HOSTILE[3], speaker="-->")
    cues = cues_of(take)
    file = "".join(webvtt(take))
    captions = list(read_vtt(take))
    assert len(captions) == len(read_srt(take)) == len(cues)
    assert file.count("-->") == len(cues)
    assert "<" not in file.replace("&lt;", "").split("\n1\n", 1)[1].split("NOTE")[0]
    assert "hacked=1&lt;/script&gt;" in file
    assert "<script" not in "".join(subrip(take))
    assert "{" not in "".join(subrip(take))


def test_remarks_are_comments_before_their_cue() -> None:
    notes = [
        note("whole take"),
        note("slower here\nplease", (11, 18), Span(5.9, 9.4)),
        note("and here", (12, 14), Span(6.4, 7.4)),
    ]
    take = take_of(audio_message(), notes)
    read = read_vtt(take)
    comments = "\n".join([*read.header_comments, *(line for one in read for line in one.comments)])
    comments += "\n".join(read.footer_comments)
    for told in (
        "Copier call",
        "Note: Carla Coach: whole take",
        "Note (00:00:05.900–00:00:09.400): Carla Coach: slower here please",
        "and here",
        "Number (00:00:05.900–00:00:09.400): 555-1234",
        "Pitch (00:00:09.400–00:00:11.900): “we are the leading provider”",
        "Reason (00:00:12.900–00:00:15.900)",
    ):
        assert told in comments, (told, comments)
    holder = next(one for one in read if any("slower here" in line for line in one.comments))
    assert s(holder.start) <= 5.9 < s(holder.end)


def test_ninety_minutes_are_cut_to_the_end() -> None:
    take = take_of(long_message(13_500, 5400.0))
    subtitles = read_srt(take)
    assert sum(len(one.content.split()) for one in subtitles) == 13_500
    assert subtitles[-1].start > timedelta(minutes=89)
    assert "01:29:" in "".join(webvtt(take))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(min_size=1, max_size=12),
            st.floats(0, 100, allow_nan=False),
            st.floats(0, 4, allow_nan=False),
        ),
        max_size=25,
    ),
    st.text(max_size=40),
)
def test_whatever_was_said_is_a_valid_file(words: list[tuple[str, float, float]], remark: str) -> None:
    timed = [(text, start, start + length) for text, start, length in sorted(words, key=lambda one: one[1])]
    take = take_of(said(timed), [note(remark or "x", None, Span(1.0, 2.0))], title=remark)
    cues = cues_of(take)
    subtitles = read_srt(take)
    captions = list(read_vtt(take))
    assert len(cues) == len(captions) == len(subtitles)
    assert [one.end for one in subtitles] == sorted(one.end for one in subtitles)


def test_files_are_read_from_the_disk_too(tmp_path: Path) -> None:
    path = tmp_path / "x.vtt"
    path.write_text("".join(webvtt(take_of())), encoding="utf-8")
    assert len(reader.read(path)) == len(cues_of(take_of()))
