"""`rehearse export`: every kind of file, from a real take with notes."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
import srt
import webvtt as vtt_reader
from praatio import textgrid

from rehearse.library.library import Library
from rehearse.paths import Paths
from rehearse.speech.transcript import Span
from tests.helpers.commands import SAMPLES, rehearse
from tests.helpers.json_shape import EXPORTED, faults, word_faults


@pytest.fixture(scope="module")
def coached(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a take of Bob's and two notes on it: copied, never used itself."""
    home = tmp_path_factory.mktemp("coached") / "home"
    done = rehearse(
        "import", SAMPLES / "bare-callback.flac", "--speaker", "Bob", env={"REHEARSE_HOME": str(home)}
    )
    assert done.returncode == 0, done.stderr
    with Library.open(Paths.below(home).library) as library:
        (row,) = library.takes()
        transcript = library.take(row.id).transcript
        assert transcript is not None
        words = transcript.words
        library.notes.add(row.id, "Good energy.", "Carla")
        span = Span(words[3].span.start_s, words[7].span.end_s)
        library.notes.add(row.id, "Slower here.", "Carla", 3, 8, span)
    return home


@pytest.fixture
def out(coached: Path, private_home: Path, tmp_path: Path) -> Path:
    shutil.copytree(coached, private_home, dirs_exist_ok=True)
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def test_every_kind_at_once_into_a_folder(out: Path) -> None:
    kinds = ["html", "pdf", "srt", "vtt", "textgrid", "labels", "csv", "json", "wav"]
    done = rehearse("export", "--all", *(part for kind in kinds for part in ("--to", kind)), "-o", out)
    assert done.returncode == 0, done.stderr
    files = [Path(line) for line in done.stdout.splitlines()]
    assert sorted(files) == sorted(out.iterdir())
    assert len(files) == len(kinds)
    found = {path.suffix: path for path in files}
    subtitles = list(srt.parse(found[".srt"].read_text("utf-8")))
    captions = vtt_reader.read(found[".vtt"])
    assert len(subtitles) == len(captions) > 1
    assert "five five five" in " ".join(" ".join(one.content.split()) for one in subtitles)
    assert "Slower here." in found[".vtt"].read_text("utf-8")
    grid = textgrid.openTextgrid(str(found[".TextGrid"]), False, reportingMode="error")
    assert [entry.label for entry in grid.getTier("number").entries] == ["555-0199"]
    assert grid.getTier("notes 2").entries[0].label == "Carla: Slower here."
    data = json.loads(found[".json"].read_text("utf-8"))
    assert faults(data, EXPORTED) == []
    assert word_faults(data) == []
    # Times are those of the sound: each word in the grid is where JSON has it.
    assert [entry.start for entry in grid.getTier("words").entries] == [
        one["start_s"] for one in data["words"]
    ]
    with found[".csv"].open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["speaker"], row["n_notes"]) == ("Bob", "2")
    program = shutil.which("pdftotext")
    assert program is not None, "poppler-utils is needed; `python3 run.py test` installs it"
    text = subprocess.run([program, found[".pdf"], "-"], capture_output=True, check=True).stdout.decode()
    assert "Slower here." in text
    assert "Slower here." in found[".html"].read_text("utf-8")


def test_names_can_be_left_out(out: Path) -> None:
    kinds = [part for kind in ("html", "srt", "csv", "json", "textgrid") for part in ("--to", kind)]
    done = rehearse("export", "last", *kinds, "--no-names", "-o", out / "x.zip")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [str(out / "x.zip")]
    with zipfile.ZipFile(out / "x.zip") as archive:
        everything = "".join(name + archive.read(name).decode() for name in archive.namelist())
    for name in ("Carla", "bare-callback", "Bob", str(out.parent)):
        assert name not in everything, name
    assert "Slower here." in everything


def test_wrong_orders_are_told(out: Path) -> None:
    for arguments in ([], ["--all", "last"], ["last", "--to", "docx"]):
        assert rehearse("export", *arguments).returncode == 2
    done = rehearse("export", "last", "--to", "srt", "--to", "vtt", "-o", out / "x.srt")
    assert done.returncode == 2
    assert "several files need" in done.stderr
    assert list(out.iterdir()) == []
    done = rehearse("export", "nope", "last", "--to", "srt", "-o", out)
    assert done.returncode == 1
    assert len(list(out.iterdir())) == 1


def test_a_take_that_was_never_heard_has_only_its_sound(out: Path) -> None:
    with Library.open(Paths.default().library) as library:
        (row,) = library.takes()
        take = library.begin_take(speaker="Bob")
        shutil.copyfile(library.take(row.id).audio_path, take.audio_path)
        library.fail_take(take.id, "Not heard.")
    done = rehearse("export", "last", "--to", "srt", "--to", "wav", "-o", out)
    assert done.returncode == 1
    assert [path.suffix for path in out.iterdir()] == [".wav"]
    assert "has not been heard yet" in done.stderr
    done = rehearse("export", "--all", "--to", "csv", "-o", out / "x.csv")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert (out / "x.csv").read_text("utf-8").count("bare-callback") >= 1
