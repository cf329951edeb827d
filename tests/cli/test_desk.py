"""`rehearse rubrics`, `marks`, `team`, `speakers`: run as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rehearse.files import builtin_rubrics_folder
from rehearse.library.library import Library
from rehearse.settings import SettingsStore
from tests.helpers.commands import command, environment, rehearse
from tests.helpers.practice import practise
from tests.library.test_marks import judged_take

SHIPPED = {path.stem for path in builtin_rubrics_folder().glob("*.toml")}


@pytest.fixture
def takes(private_home: Path) -> list[str]:
    """Two takes of Dana and one of Kim, the newest first."""
    with Library.open(private_home / "data" / "library") as library:
        made = [judged_take(library) for _take in range(3)]
        library.set_speaker([made[0].id], "Kim")
        return [take.id for take in reversed(made)]


# ---- rubrics -------------------------------------------------------------------------------------------


def test_rubrics_are_listed_shown_and_checked(private_home: Path) -> None:
    own = private_home / "data" / "rubrics"
    own.mkdir(parents=True)
    text = (builtin_rubrics_folder() / "callback.toml").read_text(encoding="utf-8")
    (own / "mine.toml").write_text(text.replace("Would they call back?", "My questions"), encoding="utf-8")
    done = rehearse("rubrics", "list", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    listed = {one["id"]: one for one in json.loads(done.stdout)}
    assert set(listed) == {*SHIPPED, "mine"}
    assert [one["origin"] for one in (listed["mine"], listed["callback"])] == ["own", "built-in"]
    assert "My questions  mine, 7 questions, yours" in rehearse("rubrics").stdout
    shown = " ".join(rehearse("rubrics", "show", "my QUESTIONS").stdout.split())
    assert "Is it short?" in shown
    assert "Answer as: short. Rehearse's own check: Length." in shown
    assert rehearse("rubrics", "check").stdout == f"{len(SHIPPED) + 1} rubrics are right, 0 problems\n"
    done = rehearse("rubrics", "show", "nothing")
    assert done.returncode == 1
    assert "There is no rubric “nothing”. There are: callback, checks, delivery, mine." in done.stderr


def test_a_wrong_rubric_is_told_and_costs_nothing_else(private_home: Path, tmp_path: Path) -> None:
    own = private_home / "data" / "rubrics"
    own.mkdir(parents=True)
    (own / "wrong.toml").write_text('title = "W"\n')
    done = rehearse("rubrics", "list")
    assert done.returncode == 1
    assert "wrong.toml is wrong at summary: it is missing." in done.stderr
    assert "The other rubrics are in use." in done.stderr
    assert "Would they call back?" in done.stdout
    assert "wrong.toml" in rehearse("rubrics", "show", "wrong").stderr
    done = rehearse("rubrics", "check", own, tmp_path / "not-there")
    assert done.returncode == 1
    assert done.stdout == "0 rubrics are right, 1 problem\n"
    assert "not-there" in done.stderr


def test_own_rubrics_are_added_shared_and_deleted(private_home: Path, tmp_path: Path) -> None:
    shared = rehearse("rubrics", "show", "callback", "--toml").stdout
    file = tmp_path / "monday.toml"
    file.write_text(shared.replace("Would they call back?", "Monday"), encoding="utf-8")
    done = rehearse("rubrics", "add", file, tmp_path / "not-there.toml")
    assert done.returncode == 1
    assert done.stdout == "Added “Monday” (monday).\n"
    assert "not-there" in done.stderr
    assert "You have this rubric already, as “monday”." in rehearse("rubrics", "add", file).stdout
    assert "Monday  monday, 7 questions, yours" in rehearse("rubrics").stdout
    done = rehearse("rubrics", "delete", "monday", "callback")
    assert done.returncode == 1
    assert "Deleted “Monday”. Its file was put aside as" in done.stdout
    assert "“callback” is shipped with Rehearse and stays as it is." in done.stderr
    assert (private_home / "data" / "rubrics" / "deleted" / "monday.toml").exists()


# ---- marks ---------------------------------------------------------------------------------------------


def test_marks_are_given_shown_and_taken_back(private_home: Path, takes: list[str]) -> None:
    SettingsStore(private_home / "config" / "settings.json").update(speaker="Robin")
    text = rehearse("marks", "1").stdout
    assert "Is it short? Yes (Rehearse's own check)" in text
    assert "Is something left to be curious about? Not answered" in text
    done = rehearse("marks", "1", "--yes", "curious", "--no", "one-ask", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    (shown,) = json.loads(done.stdout)
    found = {one["id"]: one for one in shown["criteria"]}
    assert (shown["take"], shown["rubric"]) == (takes[0], "callback")
    assert found["curious"]["answer"] == "yes"
    assert found["one-ask"]["marks"][0]["author"] == "Robin"
    assert found["short"] == {
        "id": "short", "question": "Is it short?", "answer": "yes", "check": "length", "automatic": "yes",
        "overridden": False, "marks": [],
    }  # fmt: skip
    assert "(Robin)" in rehearse("marks", "1").stdout
    rehearse("marks", "1", "--clear", "curious")
    assert "curious about? Not answered" in rehearse("marks", "1").stdout
    assert len(json.loads(rehearse("takes", "list", "--unheard", "--json").stdout)) == 2


def test_against_a_check_a_reason_is_asked_for(takes: list[str]) -> None:
    done = rehearse("marks", "1", "2", "--yes", "early-number")
    assert done.returncode == 1
    assert done.stderr.count("Say in a few words why you see it otherwise.") == 2
    done = rehearse(
        "marks", "1", "--yes", "early-number", "--reason", "early-number=It = 2nd sentence", "--author", "Sam"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Yes (Sam, against Rehearse's own check)" in " ".join(done.stdout.split())
    assert "“It = 2nd sentence”" in done.stdout


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (["--yes", "curious", "--no", "curious"], 2, "“curious” is answered twice."),
        (["--yes", "curious", "--reason", "curious"], 2, "“curious” is no reason"),
        (["--yes", "curious", "--reason", "short=x"], 2, "is no reason for an answer"),
        (["--yes", "nope"], 1, "has no criterion “nope”"),
        (["--rubric", "nope"], 1, "There is no rubric “nope”."),
    ],
)
def test_what_cannot_be_marked_is_told(takes: list[str], options: list[str], status: int, said: str) -> None:
    done = rehearse("marks", "1", *options)
    assert done.returncode == status
    assert said in done.stderr


# ---- team ----------------------------------------------------------------------------------------------


def test_the_team_as_text_json_and_a_table(private_home: Path) -> None:
    assert "There are no takes yet" in rehearse("team").stdout
    with Library.open(private_home / "data" / "library") as library:
        practise(library, 60, speakers=("Dana", "=Kim"), seed=3)
        judged = judged_take(library)
        library.set_speaker([judged.id], "New")
    text = " ".join(rehearse("team").stdout.split())
    assert "New Last take" in text
    assert "Length: not enough yet (7 more takes are needed to tell)" in text
    assert "What keeps going wrong: not enough takes yet." in text
    assert "better" in text
    data = json.loads(rehearse("team", "--format", "json").stdout)
    assert data["schema"] == 1
    assert data["speakers"][0]["speaker"] == "New"
    by_name = {one["speaker"]: one for one in data["speakers"]}
    assert by_name["New"]["wrong"] is None
    assert by_name["New"]["trends"][0]["direction"] is None
    assert by_name["Dana"]["takes"] + by_name["=Kim"]["takes"] == 60
    rows = list(csv.DictReader(io.StringIO(rehearse("team", "--format", "csv").stdout)))
    assert {row["speaker"] for row in rows} == {"New", "Dana", "'=Kim"}
    assert [row["message_s_trend"] for row in rows if row["speaker"] == "New"] == [""]


# ---- speakers ------------------------------------------------------------------------------------------


def test_speakers_are_listed_and_renamed(private_home: Path, takes: list[str]) -> None:
    SettingsStore(private_home / "config" / "settings.json").update(speaker="dana")
    assert rehearse("speakers").stdout.splitlines() == ["Dana  2 takes", "Kim   1 take"]
    done = rehearse("speakers", "rename", "DANA", "Dana R.")
    assert (done.returncode, done.stderr) == (0, "2 takes are by Dana R. now.\n")
    listed = json.loads(rehearse("speakers", "list", "--json").stdout)
    assert [(one["name"], one["n_takes"]) for one in listed] == [("Dana R.", 2), ("Kim", 1)]
    assert SettingsStore(private_home / "config" / "settings.json").value.speaker == "Dana R."
    done = rehearse("speakers", "rename", "Dana R.", "  ")
    assert (done.returncode, done.stderr) == (2, "rehearse: A speaker needs a name.\n")


def test_a_speaker_is_deleted_when_it_was_meant(private_home: Path, takes: list[str]) -> None:
    SettingsStore(private_home / "config" / "settings.json").update(speaker="Dana")
    done = rehearse("speakers", "delete", "dana")
    assert done.returncode == 2
    assert "2 takes of Dana with their sound" in " ".join(done.stdout.split())
    assert "Add --yes" in done.stderr
    assert len(json.loads(rehearse("takes", "list", "--json").stdout)) == 3
    done = rehearse("speakers", "delete", "dana", "--yes", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"n_takes": 2, "n_runs": 0, "n_written": 0, "left": ""}
    assert SettingsStore(private_home / "config" / "settings.json").value.speaker == ""
    assert [one["speaker"] for one in json.loads(rehearse("takes", "list", "--json").stdout)] == ["Kim"]
    left = [path for path in private_home.rglob("*") if path.is_file() and b"Dana" in path.read_bytes()]
    assert left == []
    done = rehearse("speakers", "delete", "dana", "--yes")
    assert done.returncode == 1
    assert "Nobody is called “dana” here." in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
@pytest.mark.parametrize(("typed", "status", "n_left"), [("Kim", 130, 3), ("", 130, 3), ("dana", 0, 1)])
def test_in_a_terminal_the_name_is_asked_for(
    private_home: Path, takes: list[str], typed: str, status: int, n_left: int
) -> None:
    ours, theirs = os.openpty()
    done = subprocess.Popen(
        command("speakers", "delete", "Dana"), stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment(),
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, f"{typed}\n".encode())
    out, err = done.communicate(timeout=60)
    os.close(ours)
    assert done.returncode == status
    assert "Type the name to delete: Dana" in out.decode()
    assert ("Nothing was deleted." in err.decode()) == (status == 130)
    assert len(json.loads(rehearse("takes", "list", "--json").stdout)) == n_left
