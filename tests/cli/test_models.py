"""Models and the set-up from the command line (what is installed is tested with the store itself)."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

from tests.helpers.commands import ROOT, rehearse


def test_models_are_listed_with_what_they_get_wrong() -> None:
    done = rehearse("models")
    assert done.returncode == 0
    assert "starter-en-us" in done.stdout
    assert "9.85 %" in done.stdout
    listed = {model["id"]: model for model in json.loads(rehearse("models", "list", "--json").stdout)}
    assert listed["starter-en-us"]["installed"]
    assert listed["starter-en-us"]["in_use"]
    assert not listed["vosk-model-small-en-us-0.15"]["installed"]
    assert listed["vosk-model-small-en-us-0.15"]["installable"]


def test_wrong_names_are_told(tmp_path: Path) -> None:
    for arguments in (
        ["models", "use", "nope"],
        ["models", "remove", "nope"],
        ["models", "remove", "starter-en-us"],
        ["models", "install", "nope"],
        ["models", "install", "--from", str(tmp_path / "none.zip")],
    ):
        done = rehearse(*arguments)
        assert done.returncode == 1, arguments
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert done.stderr.startswith("rehearse: ")
    assert rehearse("models", "install").returncode == 2
    assert rehearse("models", "install", "x", "--from", "y").returncode == 2


def test_a_broken_model_folder_never_becomes_the_default(tmp_path: Path, private_home: Path) -> None:
    broken = tmp_path / "vosk-model-broken"
    (broken / "am").mkdir(parents=True)
    (broken / "am" / "final.mdl").write_bytes(b"no model")
    done = rehearse("models", "use", broken)
    assert done.returncode == 1
    assert rehearse("models", "list", "--json").stdout.count('"in_use": true') == 1
    assert not (private_home / "config" / "settings.json").exists()


def test_a_model_that_is_here_is_installed_used_and_removed(tmp_path: Path, private_home: Path) -> None:
    mine = tmp_path / "vosk-model-mine-en"
    shutil.copytree(ROOT / "models" / "starter-en-us", mine)
    done = rehearse("models", "install", "--from", mine)
    assert done.returncode == 0, done.stderr
    assert "vosk-model-mine-en hears from now on." in done.stderr
    assert used() == "vosk-model-mine-en"
    assert rehearse("models", "use", "starter-en-us").returncode == 0
    assert used() == "starter-en-us"
    done = rehearse("models", "remove", "vosk-model-mine-en")
    assert done.returncode == 0, done.stderr
    assert mine.is_dir()
    assert "vosk-model-mine-en" not in rehearse("models", "list", "--json").stdout
    # Nobody can have it back any more, and its room is free again.
    assert list((private_home / "data" / "models" / ".trash").iterdir()) == []


def used() -> str:
    models = json.loads(rehearse("models", "list", "--json").stdout)
    (name,) = [model["id"] for model in models if model["in_use"]]
    assert isinstance(name, str)
    return name


def test_the_doctor_looks_at_everything() -> None:
    done = rehearse("doctor", "--json")
    facts = {fact["name"]: fact for fact in json.loads(done.stdout)}
    assert {"python", "packages", "sound", "display", "settings", "rules", "model", "library", "disk"} <= set(
        facts
    )
    assert facts["library"]["status"] == "ok"
    assert done.returncode == (1 if "fail" in {fact["status"] for fact in facts.values()} else 0)
    text = rehearse("doctor")
    assert text.returncode == done.returncode
    assert "\x1b" not in text.stdout


def test_the_doctor_fails_when_the_model_or_the_library_does(private_home: Path) -> None:
    done = rehearse("doctor", "--json", env={"REHEARSE_MODEL": "gone"})
    assert done.returncode == 1
    facts = json.loads(done.stdout)
    assert [fact["name"] for fact in facts if fact["status"] == "fail"] == ["model"]
    (private_home / "data").mkdir(exist_ok=True)
    library = private_home / "data" / "library"
    if library.exists():
        library.rename(private_home / "aside")
    library.write_text("in the way")
    done = rehearse("doctor")
    assert done.returncode == 1
    assert "fail  library" in done.stdout


def test_version_and_help_are_plain() -> None:
    assert rehearse("--version").stdout.startswith("Rehearse ")
    done = rehearse("--help")
    assert done.returncode == 0
    for name in [
        "score",
        "lint",
        "record",
        "takes",
        "models",
        "devices",
        "doctor",
        "export",
        "import",
        "demo",
        "backup",
        "restore",
    ]:
        assert f"\n    {name} " in done.stdout
        assert rehearse(name, "--help").returncode == 0


def test_the_doctor_tells_what_a_damaged_list_of_takes_came_to(private_home: Path) -> None:
    assert rehearse("takes", "list").returncode == 0
    path = private_home / "data" / "library" / "library.db"
    path.write_bytes(b"\0" * 8192)
    facts = json.loads(rehearse("doctor", "--json").stdout)
    told = [fact["text"] for fact in facts if fact["name"] == "library" and fact["status"] == "warn"]
    assert len(told) == 1
    assert "The list of takes was damaged and is made anew" in told[0]
    assert [fact["text"] for fact in facts if fact["name"] == "backup"] == ["none yet"]


def test_the_doctor_finds_rows_that_point_nowhere(private_home: Path) -> None:
    assert rehearse("takes", "list").returncode == 0
    path = private_home / "data" / "library" / "library.db"
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO corrections VALUES ('nobody', '{}')")
    connection.commit()
    connection.close()
    done = rehearse("doctor", "--json")
    assert done.returncode == 1
    (fact,) = [fact for fact in json.loads(done.stdout) if fact["name"] == "library"]
    assert fact["status"] == "fail"
    assert "corrections: row 1 points nowhere" in fact["text"]
    assert "Every take can be read" in fact["help"]
    assert rehearse("takes", "list").returncode == 0
