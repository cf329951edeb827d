from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.wav import GrowingWav
from rehearse.files import FileLock, replacing
from rehearse.library import sidecar, sweep
from rehearse.library.claims import Claims
from rehearse.library.library import Library
from rehearse.library.takes import Take, TakeState
from tests.helpers.drill_runs import record

ROOT = Path(__file__).resolve().parents[2]
FORMAT = AudioFormat(rate_hz=16_000, channels=1)

DIES = """
import os, sys
from pathlib import Path
from rehearse.library.library import Library
library = Library.open(Path(sys.argv[1]))
take = library.begin_take(speaker="Kim")
sys.stdout.write(take.id)
sys.stdout.flush()
if len(sys.argv) > 2:
    take.audio_path.write_bytes(bytes.fromhex(sys.argv[2]))
os._exit(9)
"""


def dead_take(folder: Path, audio: bytes | None = None) -> str:
    """A take whose process died while recording it, with these bytes in its file; its id."""
    arguments = [sys.executable, "-c", DIES, str(folder), *([] if audio is None else [audio.hex()])]
    done = subprocess.run(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 9
    return done.stdout


def whole_wav(tmp_path: Path, n_frames: int) -> bytes:
    path = tmp_path / "whole.wav"
    wav = GrowingWav.create(path, FORMAT)
    wav.write(b"\x05\x00" * n_frames)
    wav.close()
    data = path.read_bytes()
    path.unlink()
    return data


def finished(library: Library, *, title: str = "") -> Take:
    take = library.begin_take()
    wav = GrowingWav.create(take.audio_path, FORMAT)
    wav.write(b"\x05\x00" * 100)
    wav.close()
    library.finish_take(take.id, Recording(take.audio_path, FORMAT, 100, 3, -9.0, datetime.now(UTC)))
    return library.rename(take.id, title)


def test_a_take_whose_process_died_is_repaired_once(tmp_path: Path) -> None:
    folder = tmp_path / "lib"
    audio = whole_wav(tmp_path, 1600)
    take_id = dead_take(folder, audio[:40] + bytes(4) + audio[44:] + b"\x01")  # sizes 0, half a frame more
    with Library.open(folder) as library:
        assert library.take(take_id).state is TakeState.RECORDING
        (take,) = library.sweep()
        assert (take.id, take.state, take.recovered) == (take_id, TakeState.RECORDED, True)
        assert (take.n_frames, take.format, take.duration_s) == (1600, FORMAT, 0.1)
        assert take.audio_path.read_bytes() == audio
        assert library.sweep() == []
        assert not sweep.lock_path(take.audio_path).exists()


@pytest.mark.parametrize("n_bytes", [None, 0, 20, 44])
def test_a_take_without_a_frame_is_told(tmp_path: Path, n_bytes: int | None) -> None:
    folder = tmp_path / "lib"
    take_id = dead_take(folder, None if n_bytes is None else whole_wav(tmp_path, 0)[:n_bytes])
    with Library.open(folder) as library:
        (take,) = library.sweep()
        assert (take.id, take.state, take.recovered) == (take_id, TakeState.FAILED, True)
        assert take.problem == "Nothing was recorded."
        assert library.sweep() == []


def test_a_file_that_cannot_be_repaired_is_kept(tmp_path: Path) -> None:
    junk = b"junk" * 100
    dead_take(tmp_path / "lib", junk)
    with Library.open(tmp_path / "lib") as library:
        (take,) = library.sweep()
        assert take.state is TakeState.FAILED
        assert "could not be repaired" in take.problem
        assert take.audio_path.read_bytes() == junk
        assert library.sweep() == []


def test_a_take_being_recorded_here_is_left_alone(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library, Library.open(tmp_path) as other:
        take = library.begin_take()
        wav = GrowingWav.create(take.audio_path, FORMAT)
        wav.write(bytes(20))
        assert library.sweep() == []
        assert other.sweep() == []
        wav.close()
        library.finish_take(take.id, Recording(take.audio_path, FORMAT, 10, 0, None, datetime.now(UTC)))
        assert not sweep.lock_path(take.audio_path).exists()
        assert other.sweep() == []


def test_a_take_that_failed_while_recording_is_measured(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = library.begin_take()
        wav = GrowingWav.create(take.audio_path, FORMAT)
        wav.write(bytes(200))
        wav.close()
        library.fail_take(take.id, "The microphone went away.")
        (swept,) = library.sweep()
        assert (swept.state, swept.problem) == (TakeState.FAILED, "The microphone went away.")
        assert swept.n_frames == 100
        assert library.sweep() == []


def test_a_lost_database_is_made_anew_from_the_folder(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        made = [finished(library, title=f"number {i}") for i in range(4)]
        library.delete([made[1].id])
    for path in tmp_path.glob("library.db*"):
        path.unlink()
    # The ids no longer tell the order: the facts beside the sound do.
    with Library.open(tmp_path) as library:
        swept = library.sweep()
        assert [take.title for take in swept] == ["number 0", "number 2", "number 3"]
        for before, after in zip([made[0], *made[2:]], swept, strict=True):
            assert (after.id, after.created_at) == (before.id, before.created_at)
            assert (after.audio_path, after.n_frames) == (before.audio_path, 100)
            assert (after.overflow_count, after.peak_dbfs) == (3, -9.0)
            assert after.recovered
        assert [take.title for take in library.takes(deleted=True)] == ["number 1"]
        assert [take.title for take in library.takes()] == ["number 3", "number 2", "number 0"]
        assert library.sweep() == []
        newest = finished(library, title="after")
        assert library.takes()[0].id == newest.id


def test_strays_are_adopted_and_what_is_no_sound_is_left(tmp_path: Path) -> None:
    audio = whole_wav(tmp_path, 50)
    with Library.open(tmp_path / "lib") as library:
        place = tmp_path / "lib" / "audio"
        (place / "old one.wav").write_bytes(audio)
        os.utime(place / "old one.wav", (1_000_000_000, 1_000_000_000))
        (place / "notes.wav").write_bytes(b"not sound at all, but words")
        (place / "elsewhere.wav").symlink_to(place / "old one.wav")
        if hasattr(os, "mkfifo"):
            os.mkfifo(place / "pipe.wav")
        original = finished(library)
        copy = original.audio_path.with_name("copy.wav")
        copy.write_bytes(audio)
        sidecar.path_for(copy).write_bytes(sidecar.path_for(original.audio_path).read_bytes())

        swept = library.sweep()
        by_name = {take.audio_path.name: take for take in swept}
        assert set(by_name) == {"old one.wav", "copy.wav"}
        assert by_name["old one.wav"].title == "old one"
        assert by_name["old one.wav"].created_at == datetime.fromtimestamp(1_000_000_000, UTC)
        assert by_name["copy.wav"].id != original.id
        assert library.sweep() == []
        assert (place / "notes.wav").read_bytes() == b"not sound at all, but words"
        assert library.problems() == []


@pytest.mark.parametrize(
    "change",
    [
        {"seq": "1"},
        {"seq": -1},
        {"created_at": "yesterday"},
        {"title": None},
        {"rehearse_take": 2},
        {"peak_dbfs": "loud"},
        {"script_id": 3},
    ],
)
def test_facts_that_are_wrong_are_not_believed(tmp_path: Path, change: dict[str, object]) -> None:
    audio_path = tmp_path / "x.wav"
    facts = sidecar.Facts("x", 1, "2026-01-01T00:00:00+00:00", title="t", peak_dbfs=-3.0)
    sidecar.write(audio_path, facts)
    assert sidecar.read(audio_path) == facts
    path = sidecar.path_for(audio_path)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert sidecar.read(audio_path) is None
    path.write_bytes(b"\xff{")
    assert sidecar.read(audio_path) is None


def test_what_a_dead_beginning_left_is_cleared_and_a_living_one_is_not(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        kept = library.begin_take()
        litter = kept.audio_path.with_name("0192f000-0000-7000-8000-000000000000.lock")
        facts = litter.with_name("0192f000-0000-7000-8000-000000000000.take.json")
        foreign = litter.with_name("other.lock")
        for path in (litter, facts, foreign):
            path.touch()
        beginning = FileLock(litter)
        assert beginning.acquire()
        library.sweep()
        assert litter.exists(), "somebody holds it: a row may follow"
        assert facts.exists()
        beginning.release()
        library.sweep()
        assert not litter.exists()
        assert not facts.exists()
        assert foreign.exists()
        assert sidecar.path_for(kept.audio_path).exists()
        assert sweep.lock_path(kept.audio_path).exists()


def test_a_lock_that_outlived_its_recording_is_cleared(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        done = finished(library)
        lock = sweep.lock_path(done.audio_path)
        lock.touch()
        assert library.sweep() == []
        assert not lock.exists()


def test_the_claims_of_a_dead_listener_are_cleared_and_those_of_a_living_one_are_not(tmp_path: Path) -> None:
    with Library.open(tmp_path / "lib") as library:
        take = finished(library)
        living = Claims(library.folder)
        assert living.claim(take.id)
        dead = library.folder / ".hearing-01a21b44-8a4c-7ea3-aa70-fc1b21f9a0de.lock"
        dead.touch()
        library.sweep()
        assert not dead.exists()
        assert not Claims(library.folder).claim(take.id), "somebody is at it"
        living.close()
        library.sweep()
        assert not list(library.folder.glob(".hearing-*"))


def test_what_was_being_written_is_cleared_once_its_writer_is_gone(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        kept = library.begin_take()
        (tmp_path / "scripts").mkdir(exist_ok=True)
        places = [tmp_path, tmp_path / "scripts", kept.audio_path.parent]
        litter = [place / ".0192f000.json.abcd.tmp" for place in places]
        for path in litter:
            path.touch()
        with replacing(kept.audio_path.with_name("written.txt")) as file:
            file.write(b"text")
            library.sweep()
        assert kept.audio_path.with_name("written.txt").read_bytes() == b"text"
        assert not any(path.exists() for path in litter)


def test_a_take_whose_files_were_removed_from_the_trash_leaves_it(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        gone, kept = record(library), record(library)
        library.delete([gone, kept])
        path = library.take(gone).audio_path
        path.unlink()
        library.sweep()
        assert len(library.takes(deleted=True)) == 2, "its facts are there: somebody else has moved the sound"
        sidecar.remove(path)
        library.sweep()
        assert [take.id for take in library.takes(deleted=True)] == [kept]


def test_one_refused_file_keeps_no_other_from_being_repaired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rehearse.audio import wav
    from rehearse.errors import LibraryError

    folder = tmp_path / "lib"
    audio = whole_wav(tmp_path, 30)
    bad, good = dead_take(folder, audio), dead_take(folder, audio)
    true_repair = wav.repair

    def refusing(path: Path) -> wav.WavInfo:
        if path.stem == bad:
            raise OSError(5, "Input/output error")
        return true_repair(path)

    monkeypatch.setattr(wav, "repair", refusing)
    with Library.open(folder) as library:
        with pytest.raises(LibraryError, match="Input/output error"):
            library.sweep()
        assert library.take(good).state is TakeState.RECORDED
        assert library.take(bad).state is TakeState.RECORDING
        monkeypatch.setattr(wav, "repair", true_repair)
        assert [take.id for take in library.sweep()] == [bad]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("script_id", "\ud800"),
        ("peak_dbfs", 10**400),
        ("peak_dbfs", 2**63),
        ("created_at", "0001-01-01T00:00:00+00:00"),
        ("created_at", "9999-12-31T23:59:59-14:00"),
        ("deleted_at", "9999-12-31T23:59:59-14:00"),
        ("notes", [["\ud800", "2026-01-01T00:00:00+00:00"], ["n", "9999-12-31T23:59:59-14:00"]]),
    ],
    ids=["surrogate", "huge", "large", "year-1", "year-9999", "deleted-in-9999", "notes"],
)
def test_facts_that_no_database_takes_keep_no_library_from_opening(
    tmp_path: Path, key: str, value: object
) -> None:
    with Library.open(tmp_path) as library:
        take = finished(library, title="Mine")
    if isinstance(value, list):
        rest = {
            "author": "",
            "first_word": None,
            "last_word": None,
            "start_s": None,
            "end_s": None,
            "text": "x",
        }
        value = [{"id": id_, "created_at": created_at, **rest} for id_, created_at in value]
    path = sidecar.path_for(take.audio_path)
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    (tmp_path / "library.db").unlink()
    with Library.open(tmp_path) as library:
        library.sweep()
        (found,) = [*library.takes(), *library.takes(deleted=True)]
        assert found.id == take.id
        assert library.progress().longest_streak_days() == 1


@pytest.mark.parametrize("value", ["\ud800", "9999-12-31T23:59:59-14:00"], ids=["surrogate", "year-9999"])
def test_scripts_and_ideas_that_no_database_takes_are_passed_over(tmp_path: Path, value: str) -> None:
    with Library.open(tmp_path) as library:
        kept, spoilt, far = (library.scripts.add(text) for text in ("Hi.", "Hello.", "Good day."))
        idea = library.ideas.add("Sing it")
    for name in (f"{spoilt.id}.script.json", f"{idea.id}.idea.json"):
        path = tmp_path / "scripts" / name
        facts = json.loads(path.read_text())
        facts |= {"parent_id": value, "created_at": value}
        path.write_text(json.dumps(facts))
    path = tmp_path / "scripts" / f"{far.id}.script.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "seq": 10**400}))
    (tmp_path / "library.db").unlink()
    with Library.open(tmp_path) as library:
        library.sweep()
        assert [script.id for script in library.scripts.all()] == [far.id, kept.id]
        assert library.ideas.all() == []
