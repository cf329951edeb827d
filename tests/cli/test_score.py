"""`rehearse score` on real recordings, with the model that comes with the program."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import tempfile
import tomllib
import wave
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rehearse.audio.decode import decode_speech
from tests.helpers.commands import SAMPLES, command, environment, rehearse
from tests.helpers.json_shape import ERROR, faults, message_faults
from tests.helpers.virtual_mic import write_wav

EARLY = SAMPLES / "early-number.flac"
SHORT = SAMPLES / "bare-callback.flac"


@pytest.fixture(scope="module")
def silence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "silence.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 8000))
    return path


@pytest.fixture(scope="module")
def number(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The end of a sample, from its number on: for what does not depend on how much was said."""
    pcm = b"".join(decode_speech(SHORT))
    return write_wav(tmp_path_factory.mktemp("sound") / "number.wav", pcm[round(3.95 * 16_000) * 2 :])


def test_one_recording_is_one_object_with_what_was_said() -> None:
    data = beside_its_own_text("early-number")
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


def sample_text(sample_id: str) -> str:
    """What is said in a sample, as it was written down."""
    listed = tomllib.loads((SAMPLES / "samples.toml").read_text(encoding="utf-8"))["sample"]
    return next(str(sample["text"]).strip() for sample in listed if sample["id"] == sample_id)


def compared(sample_id: str, text: str, folder: Path) -> dict[str, Any]:
    """The JSON of a sample beside a script."""
    script = folder / "script.txt"
    script.write_text(text, encoding="utf-8")
    done = rehearse("score", SAMPLES / f"{sample_id}.flac", "--script", script, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    data: dict[str, Any] = json.loads(done.stdout)
    assert message_faults(data) == []
    return data


@cache
def beside_its_own_text(sample_id: str) -> dict[str, Any]:
    """The JSON of a sample beside what it says; heard once, since hearing is what takes long here."""
    with tempfile.TemporaryDirectory() as folder:
        return compared(sample_id, sample_text(sample_id), Path(folder))


def band(data: dict[str, Any]) -> str:
    return next(str(check["band"]) for check in data["checks"] if check["id"] == "script")


@pytest.mark.parametrize(
    "sample_id", ["early-number", "brochure", "bare-callback", "cliffhanger", "late-number"]
)
def test_a_sample_beside_its_own_text_is_good(sample_id: str) -> None:
    data = beside_its_own_text(sample_id)
    assert band(data) == "good"
    assert data["script"]["title"] == "script"
    assert data["script"]["coverage"] >= 0.9  # the small model mishears a word or two
    assert sum(word["last"] - word["first"] for word in data["script"]["missed"]) <= 2


def test_words_that_were_not_said_are_missed(tmp_path: Path) -> None:
    text = sample_text("bare-callback").replace("Please", "I wrote a checklist for hiring drivers. Please")
    data = compared("bare-callback", f"# Drivers\n{text}", tmp_path)
    assert data["script"]["title"] == "Drivers"
    assert [missed["text"] for missed in data["script"]["missed"]] == [
        "I wrote a checklist for hiring drivers."
    ]
    assert (data["script"]["missed"][0]["first"], data["script"]["missed"][0]["last"]) == (5, 12)
    assert band(data) in ("near", "off")


def test_words_beyond_the_script_are_added_with_their_times(tmp_path: Path) -> None:
    text = sample_text("bare-callback").replace("give me a call", "call")
    data = compared("bare-callback", text, tmp_path)
    (added,) = data["script"]["added"]
    assert added["text"] == "give me a"
    words = data["words"][added["first_word"] : added["last_word"]]
    assert (added["start_s"], added["end_s"]) == (words[0]["start_s"], words[-1]["end_s"])
    assert band(data) == "good"


def test_slots_are_filled_and_written_numbers_are_heard(tmp_path: Path) -> None:
    text = "Hi, this is [your name]. Please give me a call at 555-0199. Thank you."
    data = compared("bare-callback", text, tmp_path)
    assert [(slot["name"], slot["said"]) for slot in data["script"]["slots"]] == [("your name", "bob smith")]
    assert (data["script"]["coverage"], data["script"]["missed"], data["script"]["changed"]) == (1.0, [], [])
    assert band(data) == "good"


def test_another_number_than_the_scripts_is_off(tmp_path: Path) -> None:
    data = compared("bare-callback", "Hi, this is Bob Smith. Please give me a call at 555-0188.", tmp_path)
    assert band(data) == "off"
    assert not data["ready"]
    assert [changed["script"] for changed in data["script"]["changed"]] == ["555-0188."]


def test_the_card_and_the_report_show_the_script(tmp_path: Path) -> None:
    script, report = tmp_path / "plan.txt", tmp_path / "out.html"
    script.write_text("Hi, this is [your name]. Please buy copiers & give me a call at 555-0199. Thank you.")
    done = rehearse("score", SHORT, "--script", script, "--report", report)
    flat = " ".join(done.stdout.split())
    assert (
        "Your script: plan Hi, this is [your name: bob smith] Please [-buy copiers &-] give me a call" in flat
    )
    assert "not said" in flat
    page = report.read_text(encoding="utf-8")
    assert "<del>buy copiers &amp;</del>" in page
    assert "[your name: bob smith]" in page


def test_a_table_has_the_band_of_the_script(number: Path, tmp_path: Path) -> None:
    script = tmp_path / "plan.txt"
    script.write_text("555-0199. Thank you.")
    table = rehearse("score", number, "--script", script, "--format", "csv").stdout
    (row,) = csv.DictReader(io.StringIO(table))
    assert row["band_script"] in ("good", "near")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "There is no file"),
        (b"", "no words to say"),
        (b"[name] [company]", "no words of its own"),
        (b"Hi [name, bye", "is not closed"),
        (b"hello there " * 90_000, "longer than"),
        (bytes(range(256)) * 20, "not a text"),
        (bytes(range(1, 9)) * 100, "not a text"),
    ],
)
def test_a_script_that_cannot_be_used_is_one_sentence_and_the_file_is_scored(
    content: bytes | None, said: str, number: Path, tmp_path: Path
) -> None:
    script = tmp_path / "bad.txt"
    if content is not None:
        script.write_bytes(content)
    done = rehearse("score", number, "--script", script, "--format", "json")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert said in line
    assert "bad.txt" in line
    data = json.loads(done.stdout)
    assert message_faults(data) == []
    assert data["script"] is None
    assert said in data["unknown"]["script"]
    assert [number["digits"] for number in data["phone"]["numbers"]] == ["5550199"]


def test_a_missing_model_is_said_once_and_noted_for_every_file() -> None:
    done = rehearse("score", SHORT, EARLY, "--model", "no-such-model", "--format", "json")
    assert done.returncode == 1
    assert [data["error"]["id"] for data in json.loads(done.stdout)] == ["model_missing"] * 2
    assert len(done.stderr.splitlines()) == 1


def test_a_report_is_written_beside_the_text(number: Path, silence: Path, tmp_path: Path) -> None:
    report = tmp_path / "out.html"
    done = rehearse("score", number, "--report", report, "--format", "json")
    assert done.returncode == 0
    json.loads(done.stdout)
    assert str(report) in done.stderr
    assert report.read_text().startswith("<!doctype html>")
    done = rehearse("score", silence, "--report", tmp_path / "no" / "out.html")
    assert done.returncode == 1
    assert "could not be written" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals differ there")
def test_ctrl_c_is_a_sentence_and_130(number: Path) -> None:
    process = subprocess.Popen(
        command("score", number, *[SAMPLES / "brochure.flac"] * 20, "--format", "jsonl"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _rest, said = process.communicate(timeout=120)
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
