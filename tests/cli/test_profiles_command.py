"""`rehearse profiles`, and profiles of one's own through the commands that use them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rehearse.files import builtin_profiles_folder
from rehearse.settings import SettingsStore
from tests.helpers.commands import rehearse

SHORT = (builtin_profiles_folder() / "short.toml").read_text(encoding="utf-8")
MINE = SHORT.replace("good_s = 20", "good_s = 12").replace('title = "Short"', 'title = "Mine"')
BROKEN = SHORT.replace("good_s = 20", "good_s = 2")


@pytest.fixture
def own(private_home: Path) -> Path:
    folder = private_home / "data" / "profiles"
    folder.mkdir(parents=True)
    return folder


def lint_profile(*arguments: str) -> tuple[int, str, str]:
    done = rehearse("lint", "-", "--format", "json", *arguments, stdin=b"hi dana")
    return done.returncode, json.loads(done.stdout)["profile"] if done.stdout else "", done.stderr


def choose(home: Path, name: str) -> None:
    SettingsStore(home / "config" / "settings.json").update(profile=name)


def test_the_list_tells_targets_sources_and_whose_it_is(own: Path) -> None:
    (own / "mine.toml").write_text(MINE)
    (own / "hubspot.toml").write_text(MINE)
    done = rehearse("profiles", "list", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    listed = {profile["name"]: profile for profile in json.loads(done.stdout)}
    assert {"short", "very-short", "insidesales", "hubspot", "email-first", "mine"} == set(listed)
    assert listed["short"]["in_use"]
    assert listed["short"]["origin"] == "built-in"
    assert listed["mine"]["origin"] == "own"
    assert listed["mine"]["replaces"] is None
    assert listed["mine"]["length"]["good_s"] == 12
    assert listed["hubspot"]["replaces"].endswith("hubspot.toml")
    assert not listed["email-first"]["wants_number"]
    text = " ".join(rehearse("profiles").stdout.split())
    assert "mine yours" in text
    assert "hubspot yours, in place of the built-in one" in text
    assert "Good up to 12 s, too long from 30 s" in text
    assert "Jeffrey Gitomer" in text


def test_a_profile_of_ones_own_judges(own: Path) -> None:
    (own / "mine.toml").write_text(MINE)
    assert lint_profile("--profile", "mine") == (0, "mine", "")


def test_a_broken_file_harms_nobody_who_does_not_ask_for_it(own: Path) -> None:
    (own / "bad.toml").write_text(BROKEN)
    assert lint_profile() == (0, "short", "")
    assert lint_profile("--profile", "hubspot") == (0, "hubspot", "")
    status, _profile, told = lint_profile("--profile", "bad")
    assert status == 1
    assert "bad.toml" in told
    assert "length.good_s" in told
    assert told.count("\n") == 1


def test_the_chosen_profile_broken_is_told_and_another_judges(own: Path, private_home: Path) -> None:
    (own / "mine.toml").write_text(BROKEN)
    choose(private_home, "mine")
    status, profile, told = lint_profile()
    assert (status, profile) == (1, "short")
    assert "mine.toml" in told
    assert "length.good_s" in told


def test_a_broken_replacement_leaves_the_built_in_one(own: Path) -> None:
    (own / "short.toml").write_text(BROKEN)
    status, profile, told = lint_profile()
    assert (status, profile) == (1, "short")
    assert "stays in use" in told
    assert "short.toml" in " ".join(rehearse("doctor").stdout.split())


def test_check_names_file_and_key(own: Path, tmp_path: Path) -> None:
    done = rehearse("profiles", "check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "5 profiles are right, 0 problems\n", "")
    (own / "mine.toml").write_text(MINE)
    (own / "bad.toml").write_text(BROKEN)
    done = rehearse("profiles", "check")
    assert done.returncode == 1
    assert done.stdout == "6 profiles are right, 1 problem\n"
    assert "bad.toml is wrong at length.good_s" in done.stderr
    single = tmp_path / "single.toml"
    single.write_text(SHORT.replace("[pace]", "[pase]"))
    done = rehearse("profiles", "check", single, tmp_path / "none.toml")
    assert done.returncode == 1
    assert "single.toml is wrong at pace" in done.stderr
    assert "There is no file" in done.stderr
