"""`rehearse score` on real recordings, with the model that comes with the program."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import wave
from pathlib import Path

import pytest

from tests.helpers.commands import SAMPLES, command, environment, rehearse
from tests.helpers.json_shape import ERROR, faults, message_faults

EARLY = SAMPLES / "early-number.flac"
SHORT = SAMPLES / "bare-callback.flac"


@pytest.fixture(scope="module")
def silence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "silence.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 8000))
    return path


def test_one_recording_is_one_object_with_what_was_said() -> None:
    done = rehearse("score", EARLY, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads(done.stdout)
    assert message_faults(data) == []
    assert data["source"]["kind"] == "audio"
    assert data["engine"]["model"] == "starter-en-us"
    assert data["phone"]["verdict"] == "early"
    assert "4155550142" in {number["digits"] for number in data["phone"]["numbers"]}
    starts = [word["start_s"] for word in data["words"]]
    assert starts == sorted(starts)
    assert data["moments"]["number_complete_s"] < data["source"]["duration_s"]


def test_several_recordings_keep_their_order_and_a_bad_one_stops_nothing(
    tmp_path: Path, silence: Path
) -> None:
    junk, empty = tmp_path / "junk.mp3", tmp_path / "empty.wav"
    junk.write_bytes(b"this is no sound" * 100)
    empty.write_bytes(b"")
    done = rehearse("score", junk, silence, tmp_path, tmp_path / "no.wav", empty, SHORT, "--format", "jsonl")
    assert done.returncode == 1
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [data["source"]["path"] for data in lines] == [
        str(path) for path in (junk, silence, tmp_path, tmp_path / "no.wav", empty, SHORT)
    ]
    assert [("error" in data) for data in lines] == [True, False, True, True, True, False]
    for data in lines:
        assert (faults(data, ERROR) if "error" in data else message_faults(data)) == []
    assert lines[1]["words"] == []
    assert len(done.stderr.splitlines()) == 4


def test_text_output_shows_marks_scorecard_and_no_progress_in_a_pipe() -> None:
    done = rehearse("score", SHORT)
    flat = " ".join(done.stdout.split())
    assert "[[five five five zero one nine nine]]" in flat
    assert "Scorecard" in flat
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_a_script_is_read_and_what_is_missing_is_said(tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text("Hi, this is Bob.")
    data = json.loads(rehearse("score", SHORT, "--script", script, "--format", "json").stdout)
    assert message_faults(data) == []
    assert "script" in data["unknown"] or "script" in {check["id"] for check in data["checks"]}
    done = rehearse("score", SHORT, "--script", tmp_path / "none.txt", "--format", "json")
    assert done.returncode == 1
    assert "none.txt" in done.stderr
    assert message_faults(json.loads(done.stdout)) == []


def test_a_missing_model_is_said_once_and_noted_for_every_file() -> None:
    done = rehearse("score", SHORT, EARLY, "--model", "no-such-model", "--format", "json")
    assert done.returncode == 1
    assert [data["error"]["id"] for data in json.loads(done.stdout)] == ["model_missing"] * 2
    assert len(done.stderr.splitlines()) == 1


def test_a_report_is_written_beside_the_text(tmp_path: Path) -> None:
    report = tmp_path / "out.html"
    done = rehearse("score", SHORT, "--report", report, "--format", "json")
    assert done.returncode == 0
    json.loads(done.stdout)
    assert str(report) in done.stderr
    assert report.read_text().startswith("<!doctype html>")
    done = rehearse("score", SHORT, "--report", tmp_path / "no" / "out.html")
    assert done.returncode == 1
    assert "could not be written" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals differ there")
def test_ctrl_c_is_a_sentence_and_130() -> None:
    process = subprocess.Popen(
        command("score", *[SAMPLES / "brochure.flac"] * 20, "--format", "jsonl"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _rest, said = process.communicate(timeout=60)
    assert message_faults(json.loads(first)) == []
    assert process.returncode == 130
    assert said.decode().splitlines() == ["Stopped."]


def test_without_a_display_the_samples_are_scored_and_a_report_is_written(private_home: Path) -> None:
    done = rehearse()
    assert done.returncode == 0
    assert "There is no display" in done.stderr
    assert done.stdout.count("Scorecard") == len(list(SAMPLES.glob("*.flac")))
    report = Path(done.stderr.split("Report: ")[1].strip())
    assert report.is_relative_to(private_home)
    assert report.read_text().count("<article") == len(list(SAMPLES.glob("*.flac")))


def test_a_file_that_breaks_off_is_judged_and_told(tmp_path: Path) -> None:
    whole = (SAMPLES / "brochure.flac").read_bytes()
    cut = tmp_path / "cut.flac"
    cut.write_bytes(whole[: len(whole) // 3])
    done = rehearse("score", cut, "--format", "json")
    assert done.returncode == 1, "a part of what was asked for could not be done"
    assert "breaks off after" in done.stderr
    message = json.loads(done.stdout)
    assert "leading provider" in " ".join(word["text"] for word in message["words"])
    assert "breaks off" in message["unknown"]["source"]
