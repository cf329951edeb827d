"""`rehearse import` of folders: what is printed, what is left for another time, and Ctrl-C."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commands import ROOT, command, environment, rehearse
from tests.helpers.json_shape import ERROR, IMPORT, IMPORT_FAILED, faults, message_faults

SHORT = ROOT / "tests" / "data" / "speech" / "doubtful.flac"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five files, one of which is a copy and one no recording."""
    top = tmp_path / "in" / "Lee Roberts"
    top.mkdir(parents=True)
    for number in range(3):
        with wave.open(str(top / f"2026-01-3{number} 10-00-0{number}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(bytes(8000 + 2 * number))
    shutil.copy(top / "2026-01-31 10-00-01.wav", top / "again.wav")
    (top / "junk.mp3").write_bytes(b"junk" * 99)
    (top / "notes.txt").write_text("words")
    return tmp_path / "in"


def takes() -> list[dict[str, Any]]:
    found = json.loads(rehearse("takes", "list", "--json").stdout)
    assert isinstance(found, list)
    return found


def test_a_folder_is_listed_and_heard_when_it_is_asked_for(folder: Path) -> None:
    done = rehearse("import", folder, "--later", "--tag", "cold", "--json")
    assert done.returncode == 1  # one could not be used
    found = json.loads(done.stdout)
    by_name = {Path(one["import"]["file"]).name: one for one in found}
    assert list(by_name) == sorted(by_name)
    kinds = {name: one["import"]["status"] for name, one in by_name.items()}
    assert sorted(kinds.values()) == ["duplicate", "failed", "imported", "imported", "imported"]
    junk = by_name["junk.mp3"]
    assert faults(junk.pop("import"), IMPORT_FAILED) == []
    assert faults(junk, ERROR) == []
    first = by_name["2026-01-30 10-00-00.wav"]["import"]
    assert faults(first, IMPORT) == []
    assert (first["speaker"], first["date_from"]) == ("Lee Roberts", "name")
    assert by_name["again.wav"]["import"]["take"] == by_name["2026-01-31 10-00-01.wav"]["import"]["take"]
    assert "junk.mp3" in done.stderr
    assert "3 recordings are still to be heard" in done.stderr
    assert "1 other file was passed over" in done.stderr
    assert {(take["state"], *take["tags"]) for take in takes()} == {("recorded", "cold")}

    done = rehearse("import", "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == 3
    for line in lines:
        assert faults(line.pop("import"), IMPORT) == []
        assert message_faults(line) == []
    assert {take["state"] for take in takes()} == {"scored"}
    assert "nothing left" in rehearse("import").stderr

    done = rehearse("import", folder, "--speaker", "Bob")
    assert done.returncode == 1
    assert "0 new recordings. 4 were there already. 1 could not be used." in done.stderr
    assert {take["speaker"] for take in takes()} == {"Lee Roberts"}


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["none.wav"], 1, "There is no file “none.wav”"),
        (["--date", "32.13.2026", "x"], 2, "no date"),
        (["--script", "Nope", "x"], 1, "no script “Nope”"),
        (["--watch", "none"], 2, "--watch looks into one folder"),
        (["--watch"], 2, "--watch looks into one folder"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(arguments: list[str], status: int, told: str) -> None:
    done = rehearse("import", *arguments)
    assert done.returncode == status
    assert told in " ".join(done.stderr.split())


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_a_watched_folder_takes_what_arrives_and_ends_in_order(folder: Path, tmp_path: Path) -> None:
    watched = tmp_path / "watched"
    watched.mkdir()
    with subprocess.Popen(
        command("import", "--watch", watched, "--format", "jsonl"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        try:
            assert b"until Ctrl-C" in running.stderr.readline()
            shutil.copy(next(folder.rglob("2026-01-30*.wav")), watched / "new.wav")
            line = json.loads(running.stdout.readline())
            assert Path(line["import"]["file"]).name == "new.wav"
            assert line["import"]["status"] == "imported"
        finally:
            running.send_signal(signal.SIGINT)
            _out, err = running.communicate(timeout=60)
    assert running.returncode == 0
    assert "Not looking any more." in err.decode()
    assert "Traceback" not in err.decode()
    assert [(take["title"], take["state"]) for take in takes()] == [("new", "scored")]


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_stopped_or_killed_while_it_hears_the_next_import_goes_on(tmp_path: Path) -> None:
    watched = tmp_path / "in"
    watched.mkdir()
    for number in range(3):
        (watched / f"{number}.flac").write_bytes(SHORT.read_bytes() + bytes(number))
    for number in (signal.SIGINT, signal.SIGKILL):
        with subprocess.Popen(
            command("import", watched, "--format", "jsonl"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        ) as running:
            assert running.stderr is not None
            running.stderr.readline()  # the tally: they are listed
            os.kill(running.pid, number)
            _out, err = running.communicate(timeout=60)
        assert b"Traceback" not in err
        if number == signal.SIGINT:
            assert running.returncode == 130
            assert "still to be heard" in err.decode()
        found = takes()
        assert len(found) == 3
        assert {take["state"] for take in found} <= {"recorded", "scored"}
