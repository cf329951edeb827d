"""Takes sent to a coach and back, with real recordings."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import wave
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rehearse.audio.decode import decode_speech
from rehearse.errors import BundleInvalid, Cancelled, DataError, DiskFull
from rehearse.exchange import bundle_out, take_list
from rehearse.exchange.bundle import is_bundle, read_bundle
from rehearse.exchange.bundle_facts import facts_to_dict
from rehearse.exchange.bundle_in import take_in
from rehearse.exchange.bundle_out import write_bundle
from rehearse.exchange.bundle_preview import describe, preview_to_dict
from rehearse.exchange.sending import BundleWishes
from rehearse.importing import Importing
from rehearse.library.library import Library
from rehearse.paths import Paths
from rehearse.progress import CancelToken, Progress
from rehearse.settings import SettingsStore
from rehearse.speech.transcript import Span
from rehearse.studio import Studio
from tests.helpers.bring_in import bring_in
from tests.helpers.commands import SAMPLES
from tests.helpers.messages import audio_message
from tests.helpers.outgoing_takes import RUBRIC

SMALL = BundleWishes()
NAMELESS = BundleWishes(names=False)
ORIGINAL = BundleWishes(sound="original")


@pytest.fixture
def rep(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "rep") as library:
        yield library


@pytest.fixture
def coach(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "coach") as library:
        yield library


def recorded(library: Library, name: str = "bare-callback", *, speaker: str = "Bob Smith") -> str:
    """A take with words and verdicts (made by hand) and a note on the fourth and the fifth word."""
    take = bring_in(library, SAMPLES / f"{name}.flac", speaker=speaker)
    scored = audio_message()
    assert scored.transcript is not None
    library.save_result(take.id, scored.transcript, scored.analysis.scorecard)
    library.rename(take.id, f"For Dana Scully: {name}")
    library.tag([take.id], add=["Scully"])
    library.notes.add(take.id, "Is this too fast?", "Bob Smith", 3, 5, Span(1.9, 2.9))
    return take.id


def samples_of(path: Path) -> np.ndarray:
    return np.frombuffer(b"".join(decode_speech(path)), dtype="<i2").astype(float)


def test_there_and_back_again(rep: Library, coach: Library, tmp_path: Path) -> None:
    take_id = recorded(rep)
    there, back = tmp_path / "there.rehearse", tmp_path / "back.rehearse"
    write_bundle(rep, [take_id], there, SMALL)
    assert take_in(coach, read_bundle(there)).n_new == 1
    got = coach.take(take_id)
    assert got.transcript == rep.take(take_id).transcript
    assert got.scorecard == rep.take(take_id).scorecard
    coach.notes.add(take_id, "No, it is fine.", "Carla Coach", 3, 5, Span(1.9, 2.9))
    write_bundle(coach, [take_id], back, SMALL)
    taken = take_in(rep, read_bundle(back))
    assert taken.lines() == ["1 take was here already.", "1 new note."]
    notes = rep.notes.of(take_id)
    assert [(note.text, note.author) for note in notes] == [
        ("Is this too fast?", "Bob Smith"),
        ("No, it is fine.", "Carla Coach"),
    ]
    assert (notes[1].first_word, notes[1].last_word) == (3, 5)
    # The answer: another take, which says what it answers.
    answer = recorded(rep, "early-number")
    rep.arrivals.answer(answer, take_id)
    write_bundle(rep, [answer], there, SMALL)
    (entry,) = read_bundle(there).entries
    assert entry.answers_id == take_id
    take_in(coach, read_bundle(there))
    assert coach.arrivals.answered_by(take_id) == [answer]


def test_small_sound_keeps_its_times_and_is_an_eighth(rep: Library, coach: Library, tmp_path: Path) -> None:
    take_id = recorded(rep)
    made = write_bundle(rep, [take_id], tmp_path / "a.rehearse", SMALL)
    take_in(coach, made.bundle)
    before, after = samples_of(rep.take(take_id).audio_path), samples_of(coach.take(take_id).audio_path)
    assert made.n_bytes < 0.2 * rep.take(take_id).audio_path.stat().st_size
    assert abs(len(after) - len(before)) <= 1152  # a frame of MP3
    n = min(len(before), len(after))
    shifts = range(-400, 401, 8)
    likeness = [np.dot(before[400 : n - 400], after[400 + s : n - 400 + s]) for s in shifts]
    assert abs(shifts[int(np.argmax(likeness))]) <= 16  # 1 ms: words light up where they did
    take = coach.take(take_id)
    assert take.duration_s == pytest.approx(rep.take(take_id).duration_s, abs=0.08)


def test_original_sound_is_the_very_file(rep: Library, coach: Library, tmp_path: Path) -> None:
    take_id = recorded(rep)
    made = write_bundle(rep, [take_id], tmp_path / "a.rehearse", ORIGINAL)
    take_in(coach, made.bundle)
    digests = {
        hashlib.sha256(library.take(take_id).audio_path.read_bytes()).hexdigest() for library in (rep, coach)
    }
    assert len(digests) == 1
    with wave.open(str(coach.take(take_id).audio_path)) as wav:
        assert wav.getnframes() == coach.take(take_id).n_frames


def test_without_names_nothing_in_the_file_says_who(rep: Library, coach: Library, tmp_path: Path) -> None:
    take_id = recorded(rep)
    script = rep.scripts.add("Hello there.", title="Pitch for Scully")
    with rep._database.writing() as connection:
        connection.execute("UPDATE takes SET script_id = ? WHERE id = ?", (script.id, take_id))
    for wishes in (NAMELESS, BundleWishes(names=False, sound="original")):
        path = tmp_path / "a.rehearse"
        write_bundle(rep, [take_id], path, wishes)
        with zipfile.ZipFile(path) as archive:
            inside = b"".join(archive.read(name) for name in archive.namelist())
        for name in (b"Smith", b"Scully", str(tmp_path).encode(), b"bare-callback"):
            assert name not in inside, name
        assert b"Is this too fast?" in inside
    take_in(coach, read_bundle(path))
    take = coach.take(take_id)
    assert (take.title, take.speaker, coach.take_tags(take_id)) == ("", "", ())
    # Back from a coach who never knew the names, notes find the take, and its names stay.
    coach.notes.add(take_id, "Fine.", "Carla")
    write_bundle(coach, [take_id], path, SMALL)
    take_in(rep, read_bundle(path))
    assert rep.take(take_id).speaker == "Bob Smith"
    assert [note.author for note in rep.notes.of(take_id)] == ["Bob Smith", "Carla"]


def test_tags_of_a_file_from_elsewhere_do_not_travel_without_names(tmp_path: Path) -> None:
    import av

    source = tmp_path / "voice memo.m4a"
    with av.open(str(source), "w") as out:
        out.metadata["title"] = "Call to Dana Scully"
        stream = out.add_stream("aac", rate=16_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 16_000), dtype="<i2"), format="s16", layout="mono")
        frame.sample_rate = 16_000
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    assert b"Dana Scully" in source.read_bytes()
    paths = Paths.below(tmp_path / "home")
    studio = Studio(paths, SettingsStore(paths.settings))
    try:
        (take_id,) = Importing(studio).bring_in([source]).new_ids
        path = tmp_path / "a.rehearse"
        write_bundle(studio.library, [take_id], path, BundleWishes(names=False, sound="original"))
        assert b"Scully" not in path.read_bytes()
        write_bundle(studio.library, [take_id], path, ORIGINAL)
        assert b"Dana Scully" in path.read_bytes(), "else the search above would prove nothing"
    finally:
        studio.close()


def test_a_recording_that_the_coach_has_already_is_known_by_its_sound(
    rep: Library, coach: Library, tmp_path: Path
) -> None:
    take_id = recorded(rep)
    own = bring_in(coach, SAMPLES / "bare-callback.flac")
    write_bundle(rep, [take_id], tmp_path / "a.rehearse", SMALL)
    taken = take_in(coach, read_bundle(tmp_path / "a.rehearse"))
    assert taken.n_new == 0
    assert [note.text for note in coach.notes.of(own.id)] == ["Is this too fast?"]


def test_it_is_told_what_will_be_in_it(rep: Library, tmp_path: Path) -> None:
    ids = [recorded(rep), recorded(rep, "early-number", speaker="Ann")]
    told = describe(rep, ids, SMALL)
    made = write_bundle(rep, ids, tmp_path / "a.rehearse", SMALL)
    assert (told.n_takes, told.n_notes, told.speakers) == (2, 2, ("Ann", "Bob Smith"))
    assert told.n_bytes == pytest.approx(made.n_bytes, rel=0.2)
    assert told.total_s == pytest.approx(sum(entry.duration_s for entry in made.bundle.entries), abs=0.2)
    lines = told.lines()
    assert lines[0].startswith("2 takes with sound, ")
    assert "Names: Ann, Bob Smith." in lines
    nameless = describe(rep, ids, NAMELESS)
    assert (nameless.speakers, nameless.authors) == ((), ())
    assert not any("Bob" in line for line in nameless.lines())


def test_what_a_coach_said_is_counted_for_each_take(rep: Library, tmp_path: Path) -> None:
    ids = [recorded(rep), recorded(rep, "early-number")]
    rep.marks.mark(ids[1], RUBRIC, {"warm": "yes", "short": "yes"}, author="Carla")
    rep.reactions.add(ids[1], "great", author="Dee")
    told = preview_to_dict(describe(rep, ids, SMALL))
    assert (told["n_notes"], told["n_marks"], told["n_reactions"]) == (2, 2, 1)
    assert told["note_authors"] == ["Bob Smith", "Carla", "Dee"]
    entries = read_bundle(write_bundle(rep, ids, tmp_path / "a.rehearse", SMALL).bundle.path).entries
    for takes in (told["takes"], [facts_to_dict(entry) for entry in entries]):
        counts = {one["id"]: (one["n_notes"], one["n_marks"], one["n_reactions"]) for one in takes}
        assert counts == {ids[0]: (1, 0, 0), ids[1]: (1, 2, 1)}
        assert takes[1]["note_authors"] == ["Bob Smith", "Carla", "Dee"]
    nameless = describe(rep, ids, NAMELESS)
    assert (nameless.n_marks, nameless.authors) == (2, ())
    counted = take_list.DeskCounts(rep.marks.counts(), rep.reactions.counts())
    rows = list(csv.DictReader(io.StringIO(take_list.to_csv(rep.takes(), counted))))
    found = {row["id"]: (row["heard"], row["n_marks"], row["n_reactions"]) for row in rows}
    assert found == {ids[0]: ("false", "0", "0"), ids[1]: ("true", "2", "1")}


def test_a_take_whose_sound_is_gone_is_left_out(rep: Library, tmp_path: Path) -> None:
    ids = [recorded(rep), recorded(rep, "early-number")]
    rep.take(ids[0]).audio_path.unlink()
    path = tmp_path / "a.rehearse"
    made = write_bundle(rep, ids, path, SMALL)
    assert [entry.take_id for entry in made.bundle.entries] == ids[1:]
    assert [take_id for take_id, _error in made.left_out] == ids[:1]
    path.unlink()
    with pytest.raises(DataError, match="None of these takes can be sent"):
        write_bundle(rep, ids[:1], path, SMALL)
    assert os.listdir(tmp_path) == ["rep"]


def test_stopped_or_without_room_the_bundle_of_before_stays(
    rep: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_id = recorded(rep)
    path = tmp_path / "a.rehearse"
    path.write_bytes(b"of before")
    cancel, told = CancelToken(), []

    def stop(progress: Progress) -> None:
        told.append(progress.step)
        cancel.cancel()

    with pytest.raises(Cancelled):
        write_bundle(rep, [take_id], path, SMALL, on_progress=stop, cancel=cancel)
    assert told
    monkeypatch.setattr(bundle_out, "_SPARE_BYTES", 2**60)
    with pytest.raises(DiskFull):
        write_bundle(rep, [take_id], path, SMALL)
    assert path.read_bytes() == b"of before"
    assert sorted(os.listdir(tmp_path)) == ["a.rehearse", "rep"]


def test_a_bundle_under_another_name_is_known(rep: Library, tmp_path: Path) -> None:
    write_bundle(rep, [recorded(rep)], tmp_path / "a.rehearse", SMALL)
    (tmp_path / "a.rehearse").rename(tmp_path / "a.zip")
    assert is_bundle(tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("manifest.json", "{}")
    assert not is_bundle(tmp_path / "b.zip")
    with pytest.raises(BundleInvalid):
        read_bundle(tmp_path / "b.zip")


def test_a_bundle_is_readable_by_its_owner_alone(rep: Library, tmp_path: Path) -> None:
    write_bundle(rep, [recorded(rep)], tmp_path / "a.rehearse", SMALL)
    if os.name == "posix":
        assert (tmp_path / "a.rehearse").stat().st_mode & 0o077 == 0
