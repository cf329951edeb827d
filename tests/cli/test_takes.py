"""Takes from the command line: in, listed, shown, out again, deleted and brought back."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import wave
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rehearse.library.library import Library
from rehearse.paths import Paths
from rehearse.speech.corrections import NO_CORRECTIONS, Corrections, correct
from tests.helpers.commands import SAMPLES, command, environment, rehearse
from tests.helpers.json_shape import ERROR, EXPORTED, IMPORT, IMPORT_FAILED, faults, message_faults

SAMPLE = SAMPLES / "bare-callback.flac"


def listed(*arguments: str) -> list[dict[str, Any]]:
    done = rehearse("takes", "list", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one imported recording, heard once for all tests: copied, never used itself."""
    home = tmp_path_factory.mktemp("imported") / "home"
    done = rehearse(
        "import", SAMPLE, "--speaker", "Bob", "--format", "json", env={"REHEARSE_HOME": str(home)}
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert faults(found.pop("import"), IMPORT) == []
    assert message_faults(found) == []
    return home


@pytest.fixture
def take(imported: Path, private_home: Path) -> dict[str, Any]:
    shutil.copytree(imported, private_home, dirs_exist_ok=True)
    (found,) = listed()
    return found


def test_an_empty_library_says_how_to_begin() -> None:
    done = rehearse("takes")
    assert done.returncode == 0
    assert "rehearse record" in done.stdout
    assert listed() == []


def test_an_imported_recording_is_a_scored_take(take: dict[str, Any]) -> None:
    assert (take["title"], take["speaker"], take["state"]) == ("bare-callback", "Bob", "scored")
    assert "five five five" in take["excerpt"]
    line = rehearse("takes").stdout
    assert take["id"][-8:] in line
    assert "bare-callback" in line


def test_a_bad_file_is_not_imported_and_stops_nothing(tmp_path: Path) -> None:
    junk = tmp_path / "junk.wav"
    junk.write_bytes(b"RIFFjunkWAVE")
    done = rehearse("import", junk, tmp_path / "none.mp3", SAMPLE, "--format", "json")
    assert done.returncode == 1
    first, second, third = found = json.loads(done.stdout)
    kinds = [one.pop("import") for one in found]
    assert [faults(kind, IMPORT_FAILED) for kind in kinds[:2]] == [[], []]
    assert [kind["status"] for kind in kinds] == ["failed", "failed", "imported"]
    assert faults(first, ERROR) == []
    assert second["error"]["id"] == "file_missing"
    assert message_faults(third) == []
    assert len(listed()) == 1
    assert listed("--deleted") == []


@pytest.mark.skipif(os.name == "nt", reason="no limit for files there")
def test_a_disk_that_fills_up_during_an_import_is_told_and_leaves_no_take(private_home: Path) -> None:
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))

    assert listed() == []  # makes the library, whose first log would be too long itself
    done = subprocess.run(
        command("import", SAMPLES / "brochure.flac"),
        capture_output=True,
        env=environment(),
        timeout=60,
        preexec_fn=limit,
    )
    assert done.returncode == 1
    (told,) = done.stderr.decode().splitlines()
    assert told.startswith("rehearse: There is no room for brochure.flac")
    assert listed() == []
    assert listed("--deleted") == []
    assert list(private_home.rglob("*.flac")) == []


def test_takes_are_named_by_number_last_and_parts_of_the_id(take: dict[str, Any]) -> None:
    for name in ("1", "last", take["id"], take["id"][-8:], take["id"][:13]):
        done = rehearse("takes", "show", name)
        assert done.returncode == 0, done.stderr
        assert "[[five five five zero one nine nine]]" in " ".join(done.stdout.split())
    for name in ("0", "2", "99999999999", "nope", "-", "%"):
        done = rehearse("takes", "show", "--", name)
        assert done.returncode == 1
        assert "There is no take" in done.stderr
    done = rehearse("takes", "show", "nope", "last", "--format", "jsonl")
    assert done.returncode == 1
    assert message_faults(json.loads(done.stdout)) == []


def test_what_is_deleted_can_be_brought_back(take: dict[str, Any]) -> None:
    done = rehearse("takes", "delete", "last", "nope")
    assert done.returncode == 1
    assert "restore" in done.stderr
    assert listed() == []
    assert [one["id"] for one in listed("--deleted")] == [take["id"]]
    assert rehearse("takes", "show", take["id"]).returncode == 1
    assert rehearse("takes", "restore", take["id"][-8:]).returncode == 0
    assert [one["id"] for one in listed()] == [take["id"]]


def test_a_take_is_exported_in_every_kind(take: dict[str, Any], tmp_path: Path) -> None:
    done = rehearse("export", "last", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    report = tmp_path / done.stdout.strip()
    assert report.name == f"bare-callback-{take['id'][-8:]}.html"
    assert "data:audio/mpeg;base64," in report.read_text()
    done = rehearse("takes", "export", "last", "--to", "json", "-o", tmp_path / "take.json")
    assert done.returncode == 0, done.stderr
    assert faults(json.loads((tmp_path / "take.json").read_text()), EXPORTED) == []
    assert rehearse("export", "last", "--to", "wav", "-o", tmp_path).returncode == 0
    with wave.open(str(next(tmp_path.glob("*.wav")))) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(take["duration_s"])


def test_what_changed_since_the_last_take_is_shown(take: dict[str, Any], tmp_path: Path) -> None:
    assert "Since the last take" not in rehearse("takes", "show", "last").stdout
    done = rehearse("import", SAMPLES / "early-number.flac", "--speaker", "Bob")
    assert done.returncode == 0, done.stderr
    assert "Since the last take" not in done.stdout, (
        "recordings brought in have nothing to do with each other"
    )
    card = " ".join(rehearse("takes", "show", "last").stdout.split())
    changes = card.split("Since the last take")[1]
    assert re.search(r"better your number comes earlier: 3\d % instead of 8\d %", changes)
    assert "different 12 s longer" in changes
    report = tmp_path / "x.html"
    assert rehearse("export", "last", "-o", report).returncode == 0
    assert re.search(r"your number comes earlier: 3\d % instead of 8\d %", report.read_text(encoding="utf-8"))


def test_an_export_replaces_nothing_unless_told(take: dict[str, Any], tmp_path: Path) -> None:
    there = tmp_path / "mine.html"
    there.write_text("mine")
    done = rehearse("export", "last", "-o", there)
    assert done.returncode == 1
    assert "already there" in done.stderr
    assert there.read_text() == "mine"
    assert rehearse("export", "last", "-o", there, "--force").returncode == 0
    assert there.read_text() != "mine"
    done = rehearse("export", "last", "-o", tmp_path / "none" / "x.html")
    assert done.returncode == 1
    assert "could not be written" in done.stderr


def test_a_take_whose_sound_is_gone_keeps_its_words(take: dict[str, Any], private_home: Path) -> None:
    (audio,) = private_home.rglob("*.flac")
    audio.unlink()
    done = rehearse("takes", "show", "last", "--format", "json")
    assert done.returncode == 0
    assert message_faults(json.loads(done.stdout)) == []
    for arguments in (["takes", "score", "last"], ["export", "last", "--to", "wav", "-o", str(private_home)]):
        done = rehearse(*arguments)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
    done = rehearse("export", "last", "-o", private_home / "x.html")
    assert done.returncode == 0
    assert "not inside this report" in (private_home / "x.html").read_text()


def test_a_library_from_a_later_version_is_left_alone(take: dict[str, Any], private_home: Path) -> None:
    import sqlite3

    (database,) = (
        private_home.rglob("*.sqlite*")
        if list(private_home.rglob("*.sqlite"))
        else private_home.rglob("*.db")
    )
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA user_version = 9999")
    connection.close()
    before = database.read_bytes()
    done = rehearse("takes")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert database.read_bytes() == before


def test_hearing_a_take_again_keeps_corrections_and_tells_which_no_longer_fit(take: dict[str, Any]) -> None:
    with Library.open(Paths.default().library) as library:
        kept = library.take(take["id"])
        assert kept.heard is not None
        assert kept.scorecard is not None
        made = correct(kept.heard, NO_CORRECTIONS, 3, 4, "Roberta")
        lost = correct(kept.heard, NO_CORRECTIONS, 6, 7, "elsewhere").made[0]
        both = Corrections(made.made, (replace(lost, after=("nobody", "said")),))
        library.save_result(take["id"], kept.heard, kept.scorecard, corrections=both)
    done = rehearse("takes", "score", take["id"][-8:], "--format", "json")
    assert done.returncode == 0
    words = [word["text"] for word in json.loads(done.stdout)["words"]]
    assert words[3] == "Roberta"
    assert "→ “elsewhere” was set aside." in done.stderr
    assert "Roberta" in listed()[0]["excerpt"]


def test_takes_are_brought_up_to_the_targets_of_now(take: dict[str, Any], private_home: Path) -> None:
    done = rehearse("takes", "update")
    assert done.stderr.strip() == "Every take is judged by today’s rules already."
    settings = Paths.below(private_home).settings
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('{"profile": "hubspot"}')
    done = rehearse("takes", "update", "--hear", "--json")
    assert done.returncode == 0, done.stderr
    # Heard by the model of now already: judged only.
    assert json.loads(done.stdout) == {"judged": 1, "heard": 0, "problems": []}
    assert json.loads(rehearse("takes", "show", "1", "--format", "json").stdout)["profile"] == "hubspot"
    done = rehearse("takes", "update", "--json")
    assert json.loads(done.stdout) == {"judged": 0, "heard": None, "problems": []}


def test_a_take_that_cannot_be_heard_again_is_named(take: dict[str, Any], private_home: Path) -> None:
    with Library.open(Paths.below(private_home).library) as library:
        found = library.take(take["id"])
        assert found.heard is not None
        assert found.scorecard is not None
        library.save_result(found.id, replace(found.heard, model_id="older"), found.scorecard)
        found.audio_path.write_bytes(b"RIFF....WAVEjunk")
    done = rehearse("takes", "update", "--hear", "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert (told["heard"], told["judged"]) == (0, 0)
    assert [problem["take"] for problem in told["problems"]] == [take["id"]]
    assert told["problems"][0]["message"] in done.stderr
