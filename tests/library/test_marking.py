"""Tags, stars, speakers and notes: kept beside the sound too, and what is taken away can come back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rehearse.errors import TakeMissing
from rehearse.library import sidecar
from rehearse.library.filters import TakeFilter
from rehearse.library.library import DATABASE_NAME, Library
from rehearse.library.marking import TAG_CHARS
from rehearse.library.notes import NOTE_CHARS
from rehearse.library.sidecar import NoteFacts
from rehearse.library.takes import Take
from rehearse.speech.corrections import NO_CORRECTIONS, correct
from rehearse.speech.transcript import Span
from tests.library.test_finding import scored
from tests.library.test_library import record


def recorded(library: Library) -> Take:
    return record(library, library.begin_take(), n_frames=10)


def tags(library: Library, take: Take) -> tuple[str, ...]:
    return library.take_tags(take.id)


def facts(take: Take) -> sidecar.Facts:
    found = sidecar.read(take.audio_path)
    assert found is not None
    return found


def test_tags_are_clean_and_compared_without_capitals(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        one, two = recorded(library), recorded(library)
        library.tag([one.id, two.id], add=["  Cold \n leads ", "cold leads", "", "é" * 100, "Zoë"])
        assert tags(library, one) == ("Cold leads", "é" * TAG_CHARS, "Zoë")
        library.tag([one.id], add=["COLD LEADS", "new"], remove=["zoË", "never there"])
        assert tags(library, one) == ("Cold leads", "é" * TAG_CHARS, "new")
        assert tags(library, two) == ("Cold leads", "é" * TAG_CHARS, "Zoë")
        library.tag([one.id], add=["both"], remove=["both"])
        assert "both" not in tags(library, one)
        assert facts(one).tags == tags(library, one)
        assert [take.id for take in library.find(TakeFilter(tag="zoË"))] == [two.id]
        assert len(library.find(TakeFilter(tag="É" * 100))) == 2
        assert library.find(TakeFilter(tag="")) == []


def test_marking_many_takes_marks_all_or_none(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        takes = [recorded(library) for _ in range(3)]
        ids = [take.id for take in takes]
        library.star(ids[:2], True)
        library.star(ids[1:2], False)
        library.set_speaker(ids, " Kim\n")
        assert [take.starred for take in library.takes()] == [False, False, True]
        assert {take.speaker for take in library.takes()} == {"Kim"}
        assert [facts(take).starred for take in takes] == [True, False, False]
        before = [facts(take) for take in takes]
        for change in (
            lambda: library.star([*ids, "nothing"], True),
            lambda: library.tag([*ids, "nothing"], add=["x"]),
            lambda: library.set_speaker([*ids, "nothing"], "Bob"),
        ):
            with pytest.raises(TakeMissing):
                change()
        assert [take.starred for take in library.takes()] == [False, False, True]
        assert {take.speaker for take in library.takes()} == {"Kim"}
        assert library.tags() == []
        # What lies beside the sound is written anew with the next change.
        library.rename(ids[0], "again")
        assert facts(takes[0]).speaker == before[0].speaker


def test_a_text_is_not_taken_for_a_list_of_ids(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = recorded(library)
        with pytest.raises(TypeError):
            library.star(take.id, True)
        with pytest.raises(TypeError):
            library.tag([take.id], add="cold")


def test_only_the_trash_is_removed_for_good_at_once(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        kept, gone = scored(library, "a b"), scored(library, "c d")
        running = library.begin_take()
        library.delete([gone.id, running.id])
        assert library.purge_now([kept.id, gone.id, gone.id, running.id, "nothing"]) == [gone.id]
        assert [take.id for take in library.takes()] == [kept.id]
        assert [take.id for take in library.takes(deleted=True)] == [running.id]
        assert not gone.audio_path.exists()
        assert not sidecar.path_for(gone.audio_path).exists()
        assert kept.audio_path.exists()
        assert library.sweep() == []
        record(library, running)


def test_a_note_from_its_writing_to_its_undoing(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = scored(library, "hi dana call me")
        whole = library.notes.add(take.id, "  Good\nstart \0 ", "Coach\n")
        assert (whole.text, whole.author) == ("Good\nstart", "Coach")
        assert (whole.first_word, whole.last_word, whole.span) == (None, None, None)
        pinned = library.notes.add(take.id, "Say it slower.", first_word=1, last_word=3, span=Span(0.9, 1.9))
        assert library.notes.of(take.id) == [whole, pinned]
        assert library.takes()[0].n_notes == 2
        changed = library.notes.change(whole.id, "Better")
        assert changed is not None
        assert (changed.text, changed.created_at) == ("Better", whole.created_at)
        gone = library.notes.delete(pinned.id)
        assert gone == pinned
        assert library.notes.delete(pinned.id) is None
        assert library.notes.change(pinned.id, "x") is None
        assert library.notes.of(take.id) == [changed]
        library.notes.put_back(gone)
        library.notes.put_back(gone)
        assert library.notes.of(take.id) == [changed, pinned]
        assert [note.text for note in facts(take).notes] == ["Better", "Say it slower."]
        assert [found.id for found in library.find(TakeFilter(text="slower"))] == [take.id]


def test_a_note_stays_with_its_words_when_others_change(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = scored(library, "hi dana call me")
        assert take.heard is not None
        assert take.scorecard is not None
        call = take.heard.words[2].span
        library.notes.add(take.id, "Warmer.", first_word=2, last_word=3, span=call)
        library.notes.add(take.id, "On all of it.")

        def words() -> list[tuple[int | None, int | None]]:
            return [(note.first_word, note.last_word) for note in library.notes.of(take.id)]

        made = correct(take.heard, NO_CORRECTIONS, 0, 1, "good morning")
        library.save_result(take.id, take.heard, take.scorecard, corrections=made)
        assert words() == [(3, 4), (None, None)]
        assert [note.first_word for note in facts(take).notes] == [3, None]
        nothing = replace(take.heard, words=take.heard.words[:1])
        library.save_result(take.id, nothing, take.scorecard, corrections=NO_CORRECTIONS)
        assert words() == [(None, None), (None, None)]
        assert library.notes.of(take.id)[0].span == call
        library.save_result(take.id, take.heard, take.scorecard)
        assert words() == [(2, 3), (None, None)]


def test_notes_that_are_none_are_refused_and_long_ones_cut(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = recorded(library)
        for text, words in (("", (None, None)), (" \n\0", (None, None)), ("x", (2, 2)), ("x", (1, None))):
            with pytest.raises(ValueError, match=r"\w"):
                library.notes.add(take.id, text, "", *words)
        with pytest.raises(TakeMissing):
            library.notes.add("nothing", "text")
        note = library.notes.add(take.id, "x" * 10_000)
        assert len(note.text) == NOTE_CHARS
        with pytest.raises(ValueError, match=r"\w"):
            library.notes.change(note.id, " ")
        assert library.notes.of(take.id) == [note]
        assert library.notes.of("nothing") == []


def test_a_note_on_a_take_that_is_gone_is_not_put_back(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = recorded(library)
        note = library.notes.delete(library.notes.add(take.id, "x").id)
        assert note is not None
        library.delete([take.id])
        library.purge(timedelta(0))
        with pytest.raises(TakeMissing):
            library.notes.put_back(note)


def test_a_lost_database_gets_tags_stars_and_notes_back(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = recorded(library)
        library.tag([take.id], add=["Cold", "warm"])
        library.star([take.id], True)
        library.notes.add(take.id, "First: “so”.", "Coach")
        library.notes.add(take.id, "Second.", first_word=0, last_word=1, span=Span(0.25, 0.5))
        notes = library.notes.of(take.id)
        (before,) = library.takes()
    for path in tmp_path.glob(f"{DATABASE_NAME}*"):
        path.unlink()
    # A copy made by hand brings the ids along; both have their notes then.
    copy = take.audio_path.with_name("copy.wav")
    copy.write_bytes(take.audio_path.read_bytes())
    sidecar.path_for(copy).write_bytes(sidecar.path_for(take.audio_path).read_bytes())
    with Library.open(tmp_path) as library:
        assert len(library.sweep()) == 2
        for found in library.takes():
            assert (found.tags, found.starred, found.n_notes) == (before.tags, True, 2)
            again = library.notes.of(found.id)
            assert [(note.text, note.author, note.span) for note in again] == [
                (note.text, note.author, note.span) for note in notes
            ]
            assert [note.created_at for note in again] == [note.created_at for note in notes]
        assert len(library.find(TakeFilter(text="second", tag="warm", starred=True))) == 2
        assert library.problems() == []
        assert library.sweep() == []


def test_what_an_earlier_version_wrote_beside_the_sound_is_read(tmp_path: Path) -> None:
    audio_path = tmp_path / "x.wav"
    now = sidecar.Facts("x", 1, "2026-01-01T00:00:00+00:00", title="t", tags=("a",), starred=True)
    sidecar.write(audio_path, now)
    path = sidecar.path_for(audio_path)
    data = json.loads(path.read_text())
    assert data["rehearse_take"] == 1, "an earlier version reads files of this number alone"
    for key in ("tags", "starred", "notes"):
        del data[key]
    path.write_text(json.dumps(data))
    read = sidecar.read(audio_path)
    assert read is not None
    assert (read.title, read.tags, read.starred, read.notes) == ("t", (), False, ())


NOTE: dict[str, Any] = {
    "id": "n",
    "created_at": "2026-01-01T00:00:00+00:00",
    "author": "",
    "first_word": None,
    "last_word": None,
    "start_s": 0,
    "end_s": 0.5,
    "text": "kept",
}


@pytest.mark.parametrize(
    ("key", "found", "tags", "starred", "n_notes"),
    [
        ("tags", "cold", (), True, 1),
        ("tags", [1], (), True, 1),
        ("starred", "yes", ("a",), False, 1),
        ("notes", {}, ("a",), True, 0),
        ("notes", [7, NOTE, {**NOTE, "text": 3}, {**NOTE, "created_at": "2026-01-01"}], ("a",), True, 1),
        ("notes", [{**NOTE, "first_word": 1}, {**NOTE, "start_s": "0"}, {"id": "x"}], ("a",), True, 0),
    ],
)
def test_marks_that_cannot_be_read_leave_the_other_facts(
    tmp_path: Path, key: str, found: object, tags: tuple[str, ...], starred: bool, n_notes: int
) -> None:
    audio_path = tmp_path / "x.wav"
    note = NoteFacts(**NOTE)
    sidecar.write(
        audio_path,
        sidecar.Facts(
            "x", 1, "2026-01-01T00:00:00+00:00", title="t", tags=("a",), starred=True, notes=(note,)
        ),
    )
    path = sidecar.path_for(audio_path)
    path.write_text(json.dumps({**json.loads(path.read_text()), key: found}))
    read = sidecar.read(audio_path)
    assert read is not None
    assert (read.title, read.tags, read.starred, len(read.notes)) == ("t", tags, starred, n_notes)
