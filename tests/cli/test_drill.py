"""`rehearse drill`: listed, checked, and recordings judged by what a drill asks for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rehearse.paths import Paths
from tests.helpers.commands import ROOT, SAMPLES, rehearse

OWN = """
title = "Monday"
trains = "Getting the number out."
source = "Our own calls"

[[round]]
ends = "speaker"

[round.condition]
length_most_s = 60
{extra}
"""


def own_drill(home: Path, name: str, extra: str = "") -> Path:
    folder = Paths.below(home).drills
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(OWN.format(extra=extra))
    return path


def test_what_all_rounds_ask_for_is_told_once(private_home: Path) -> None:
    told = " ".join(rehearse("drill", "list").stdout.split())
    assert told.count("your number is heard right, digit for digit.") == 1
    assert "3 rounds, each: You end it." in told
    assert "Round 3: You end it. After 25 seconds the time is up. The message takes 5 to 12 seconds." in told


def test_the_list_says_what_each_asks_for(private_home: Path) -> None:
    own_drill(private_home, "monday")
    done = rehearse("drill", "list", "--json")
    assert done.returncode == 0, done.stderr
    drills = {one["id"]: one for one in json.loads(done.stdout)}
    assert len(drills) == 12
    assert drills["monday"]["origin"] == "own"
    assert drills["monday"]["rounds"][0]["condition"] == {"length_most_s": 60}
    assert len(drills["ladder"]["rounds"]) == 3
    assert all(one["trains"] and one["source"] for one in drills.values())
    text = rehearse("drill", "list", "number-first").stdout
    assert "within the first half of the message" in " ".join(text.split())
    assert "Ladder" not in text


def test_wrong_files_are_named_and_the_others_stay(private_home: Path) -> None:
    wrong = own_drill(private_home, "tuesday", "length_least_s = 61")
    done = rehearse("drill", "check")
    assert done.returncode == 1
    assert wrong.name in done.stderr
    assert done.stdout == "11 drills are right, 1 problem\n"
    assert rehearse("drill", "check", wrong.parent / "nowhere.toml").returncode == 1
    asked = rehearse("drill", "judge", "tuesday", SAMPLES / "early-number.flac")
    assert asked.returncode == 1
    assert wrong.name in asked.stderr
    unknown = rehearse("drill", "judge", "wednesday", SAMPLES / "early-number.flac")
    assert unknown.returncode == 2
    assert "There is no drill called “wednesday”." in unknown.stderr


@pytest.mark.slow
def test_recordings_pass_or_miss_in_words(tmp_path: Path) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF")
    early, late = ROOT / "tests" / "data" / "speech" / "voicemail.flac", SAMPLES / "bare-callback.flac"
    done = rehearse("drill", "judge", "number-first", early, broken, late, "--json")
    assert done.returncode == 1  # one of them could not be judged
    found = json.loads(done.stdout)
    assert found["drill"] == "number-first"
    first, second, third = found["takes"]
    assert (first["passed"], first["misses"]) == (True, [])
    assert "error" in second
    assert not third["passed"]
    assert [miss["measure"] for miss in third["misses"]] == ["number_within"]
    text = rehearse("drill", "judge", "number-first", late).stdout
    assert "Missed" in text
    assert third["misses"][0]["sentence"] in " ".join(text.split())


@pytest.mark.slow
def test_a_number_is_heard_right_only_where_it_is_known() -> None:
    take = SAMPLES / "bare-callback.flac"
    unknown = json.loads(rehearse("drill", "judge", "say-it-so-they-can-write-it", take, "--json").stdout)
    assert unknown["takes"][0]["unknown"]
    wrong = rehearse(
        "drill", "judge", "say-it-so-they-can-write-it", take, "--number", "202-555-0199", "--json"
    )
    heard = [
        miss for miss in json.loads(wrong.stdout)["takes"][0]["misses"] if miss["measure"] == "number_heard"
    ]
    assert heard
    assert not heard[0]["unknown"]


def test_more_recordings_than_rounds_are_wrong_usage() -> None:
    done = rehearse("drill", "judge", "ladder", *["a.wav"] * 4)
    assert done.returncode == 2
    assert "has 3 rounds" in done.stderr


def test_drills_are_added_shown_and_deleted(private_home: Path, tmp_path: Path) -> None:
    shared = tmp_path / "monday.toml"
    shared.write_text(OWN.format(extra="no_pitch = true"))
    torn = tmp_path / "torn.toml"
    torn.write_text("title = ")
    done = rehearse("drill", "add", torn, shared, tmp_path / "nowhere.toml")
    assert done.returncode == 1
    assert done.stdout == "Added “Monday” (monday).\n"
    assert torn.name in done.stderr
    assert "nowhere.toml" in done.stderr
    again = rehearse("drill", "add", shared)
    assert again.returncode == 0
    assert again.stdout == "“Monday” was not added. You have this drill already, as “monday”.\n"
    shared.write_text(OWN.format(extra="number_heard = true"))
    assert "kept as “monday-2”" in rehearse("drill", "add", shared).stdout
    assert rehearse("drill", "add", "--replace", shared).returncode == 0
    toml = rehearse("drill", "show", "monday", "--toml")
    assert "number_heard = true" in toml.stdout
    copied = tmp_path / "copied.toml"
    copied.write_text(toml.stdout)
    assert rehearse("drill", "check", copied).stdout == "1 drill is right, 0 problems\n"
    text = " ".join(rehearse("drill", "show", "monday").stdout.split())
    assert "your number is heard right" in text
    gone = rehearse("drill", "delete", "monday", "ladder", "nothing")
    assert gone.returncode == 1
    assert "Deleted “Monday”." in gone.stdout
    assert "shipped with Rehearse" in gone.stderr
    assert "no drill called “nothing”" in gone.stderr
    aside = gone.stdout.rsplit(" as ", 1)[1].strip().removesuffix(".")
    assert (
        rehearse("drill", "add", aside).stdout
        == "“Monday” was not added. You have this drill already, as “monday-2”.\n"
    )
