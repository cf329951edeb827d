"""`rehearse drill decks` and the number that `rehearse drill judge` listens for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rehearse.cli.parser import build
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from tests.helpers.commands import SAMPLES, rehearse

LIST = "First Name,Last Name,Email,Notes\nKim,Lee,kim@lee.com,Moved to Reno\n,,x@y.com,\n"


def test_a_list_comes_in_is_shown_goes_and_comes_back(private_home: Path, tmp_path: Path) -> None:
    leads = tmp_path / "leads.csv"
    leads.write_text(LIST)
    checked = rehearse("drill", "decks", "check", leads)
    assert checked.returncode == 0
    assert "“Leads”: 1 card." in checked.stdout
    assert "Line 3: There is neither a name nor a company in it." in checked.stdout
    assert checked.stdout.endswith("1 deck can be used, 0 problems\n")
    assert not Paths.below(private_home).prospects.exists(), "checking takes nothing in"
    assert "Kim Lee" in rehearse("drill", "decks", "show", leads).stdout
    added = rehearse("drill", "decks", "add", leads, tmp_path / "nowhere.csv")
    assert added.returncode == 1
    assert added.stdout.startswith("Added “leads” with 1 card.\n    Line 3:")
    assert "nowhere.csv" in added.stderr
    listed = {one["id"]: one for one in json.loads(rehearse("drill", "decks", "list", "--json").stdout)}
    assert len(listed) == 5
    assert (listed["leads"]["origin"], listed["leads"]["n_cards"]) == ("own", 1)
    assert listed["local-trades"]["origin"] == "built-in"
    shown = json.loads(rehearse("drill", "decks", "show", "LEADS", "--json").stdout)
    assert shown["cards"] == [
        {"name": "Kim Lee", "role": "", "company": "", "facts": {"Notes": "Moved to Reno"}}
    ]
    assert "Kim Lee\n    Notes: Moved to Reno\n" in rehearse("drill", "decks", "show", "leads").stdout
    assert 'restore "leads"' in rehearse("drill", "decks", "delete", "leads").stdout
    gone = rehearse("drill", "decks", "show", "leads")
    assert gone.returncode == 2
    assert "Choose one of: local-trades" in gone.stderr
    assert "is back" in rehearse("drill", "decks", "restore", "leads").stdout
    assert "Leads (leads)  1 card  yours" in rehearse("drill", "decks").stdout


@pytest.mark.parametrize(
    ("words", "action", "form"),
    [
        ("", "list", "text"),
        ("list", "list", "text"),
        ("--format json", "list", "json"),
        ("--json", "list", "json"),
        ("list --format json", "list", "json"),
        ("--format json list", "list", "json"),
        ("--json show x", "show", "json"),
        ("show x --json", "show", "json"),
    ],
)
def test_the_format_may_be_told_before_or_behind_the_action(words: str, action: str, form: str) -> None:
    args = build().parse_args(["drill", "decks", *words.split()])
    assert (args.deck_action, args.format) == (action, form)


def test_a_shipped_deck_is_not_deleted() -> None:
    done = rehearse("drill", "decks", "delete", "local-trades")
    assert done.returncode == 2
    assert "none of your own decks" in done.stderr
    assert "Local trades (local-trades)  32 cards" in rehearse("drill", "decks").stdout


def test_wrong_files_are_told_and_the_others_stay(private_home: Path, tmp_path: Path) -> None:
    folder = Paths.below(private_home).prospects
    folder.mkdir(parents=True)
    (folder / "mine.csv").write_bytes(b"PK\x03\x04")
    listed = rehearse("drill", "decks")
    assert listed.returncode == 1
    assert "mine.csv is an Excel or LibreOffice file" in listed.stderr
    assert listed.stdout.count("cards") == 4
    checked = rehearse("drill", "decks", "check")
    assert (checked.returncode, checked.stdout) == (1, "4 decks can be used, 1 problem\n")
    asked = rehearse("drill", "decks", "show", "mine")
    assert asked.returncode == 1
    assert "save the list as CSV" in asked.stderr


@pytest.mark.slow
def test_the_number_of_the_settings_is_listened_for(private_home: Path) -> None:
    sample = SAMPLES / "early-number.flac"

    def misses(*more: str) -> dict[str, bool]:
        done = rehearse("drill", "judge", "say-it-so-they-can-write-it", sample, "--json", *more)
        return {miss["measure"]: miss["unknown"] for miss in json.loads(done.stdout)["takes"][0]["misses"]}

    assert misses()["number_heard"], "unknown: no number was told"
    SettingsStore(Paths.below(private_home).settings).update(own_number="202-555-0199")
    assert misses()["number_heard"] is False, "known, and another one was heard"
    values = json.loads(rehearse("drill", "judge", "number-first", sample, "--json").stdout)["takes"][0][
        "values"
    ]
    assert 0 < values["number_within"] <= 0.5


def test_a_number_that_cannot_be_heard_is_wrong_usage() -> None:
    done = rehearse("drill", "judge", "number-first", "x.wav", "--number", "555")
    assert done.returncode == 2
    assert "3 digits are too few" in done.stderr
