"""`rehearse calls`: noted, listed, taken in and out, compared; and every slip told in a sentence."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from rehearse.library.calls import CallBlock
from rehearse.library.library import Library
from rehearse.paths import Paths
from tests.helpers.commands import rehearse


def in_library(job: Callable[[Library], Any]) -> Any:
    with Library.open(Paths.default().library) as library:
        return job(library)


@pytest.fixture
def scripts() -> list[str]:
    return [
        in_library(lambda library, title=title: library.scripts.add("Hi.", title=title).id)
        for title in ("Copier", "Five ways")
    ]


def held(*, deleted: bool = False) -> list[CallBlock]:
    found: list[CallBlock] = in_library(lambda library: library.calls.all(deleted=deleted))
    return found


def listed(*arguments: str) -> list[dict[str, Any]]:
    done = rehearse("calls", "list", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


def test_an_empty_log_says_how_to_begin() -> None:
    done = rehearse("calls")
    assert done.returncode == 0
    assert "rehearse calls add" in done.stdout
    assert "rehearse calls add" in rehearse("calls", "rates").stdout
    done = rehearse("calls", "add", "Copier", "20", "2")
    assert done.returncode == 1
    assert "There is no script “Copier”" in done.stderr


def test_noted_listed_deleted_and_brought_back(scripts: list[str]) -> None:
    assert (
        rehearse("calls", "add", "copier", "20", "2", "--on", "2026-11-20", "--note", "rain").returncode == 0
    )
    done = rehearse("calls", "add", "1", "15", "0")
    assert done.returncode == 0
    assert "0 of 15 called back with “Five ways”" in done.stderr
    assert rehearse("calls", "add", scripts[0][-8:], "5", "5", "--on", "yesterday").returncode == 0
    found = listed()
    assert [(one["script"], one["n_left"], one["n_back"]) for one in found] == [
        ("Five ways", 15, 0),
        ("Copier", 5, 5),
        ("Copier", 20, 2),
    ]
    assert found[1]["called_on"] == str(date.today() - timedelta(days=1))
    text = rehearse("calls").stdout
    assert "2026-11-20  2 of 20" in text
    assert "rain" in text
    only = rehearse("calls", "list", "--script", "Copier", "--until", "2026-11-20").stdout
    assert only.splitlines()[0].startswith("3  "), "its number in the whole list"
    done = rehearse("calls", "delete", "3", found[0]["id"][-8:])
    assert done.returncode == 0
    assert [block.n_left for block in held()] == [5]
    assert [one["n_left"] for one in listed("--deleted")] == [15, 20]
    assert rehearse("calls", "restore", "1", "2").returncode == 0
    assert listed() == found


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["add", "Nobody", "5", "1"], 1, "no script “Nobody”"),
        (["add", "Copier", "5", "6"], 1, "6 cannot have called back: 5 messages were left"),
        (["add", "Copier", "0", "0"], 1, "without a message"),
        (["add", "Copier", "999999999", "0"], 1, "more than anybody leaves"),
        (["add", "Copier", "five", "1"], 2, "“five” is not a count"),
        (["add", "Copier", "5", "1", "--on", "30.2."], 2, "“30.2.” is not a day"),
        (["delete", "7"], 1, "no entry “7”"),
        (["list", "--script", "Nobody"], 1, "no script “Nobody”"),
        (["import", "none.csv"], 1, "none.csv"),
        (["export", "--output", "/no/such/place.csv"], 1, "could not be written"),
    ],
)
def test_slips_are_told_in_a_sentence(
    scripts: list[str], arguments: list[str], status: int, said: str
) -> None:
    done = rehearse("calls", *arguments)
    assert done.returncode == status
    assert said in done.stderr
    assert held() == []


def test_two_scripts_of_one_title_are_told_apart(scripts: list[str]) -> None:
    twin = in_library(lambda library: library.scripts.add("Hello.", title="Copier").id)
    done = rehearse("calls", "add", "Copier", "5", "1")
    assert done.returncode == 1
    assert "“Copier” is the title of 2 scripts" in done.stderr
    assert rehearse("calls", "add", twin[-8:], "5", "1").returncode == 0
    assert [block.script_id for block in held()] == [twin]


def test_out_and_in_again(scripts: list[str], tmp_path: Path) -> None:
    for n in (10, 11):
        in_library(lambda library, n=n: library.calls.add(date(2026, 11, 26), scripts[0], n, 1, "=1+1"))
    path = tmp_path / "log.csv"
    assert rehearse("calls", "export", "-o", path).stdout == f"{path}\n"
    assert "already there" in rehearse("calls", "export", "-o", path).stderr
    assert rehearse("calls", "export", "-o", path, "--force").returncode == 0
    assert rehearse("calls", "export").stdout.encode() == path.read_bytes()
    assert path.read_bytes().count(b"\r\n") == 3
    before = held()
    done = rehearse("calls", "import", path)
    assert (done.returncode, held()) == (0, before)
    assert "0 entries added, 2 were there already." in done.stdout
    with open(path, "a") as file:
        file.write("03/04/2026,Copier,,9,1,,,\n2026-11-26,Nobody,,9,1,,,\n")
    done = rehearse("calls", "import", "--format", "json", path)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert (found["added"], found["known"], [row["line"] for row in found["wrong_lines"]]) == (0, 2, [4, 5])
    assert f"{path}, line 4: “03/04/2026” may mean two days" in done.stderr
    done = rehearse("calls", "import", "--dates", "dmy", "-", stdin=path.read_bytes())
    assert "1 entry added, 2 were there already, 1 line could not be taken in." in done.stdout
    assert date(2026, 4, 3) in {block.called_on for block in held()}


def test_one_bad_file_stops_no_other(scripts: list[str], tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_bytes(b"PK\x00\x00")
    (tmp_path / "good.csv").write_bytes(
        "date;script;left;back;note\n1.11.2026;Copier;9;1;Müller".encode("cp1252")
    )
    done = rehearse("calls", "import", "--format", "json", tmp_path / "bad.csv", tmp_path / "good.csv")
    assert done.returncode == 1
    bad, good = json.loads(done.stdout)
    assert bad["error"]["id"] == "data"
    assert good["added"] == 1
    assert "Windows-1252" in done.stderr
    assert held()[0].note == "Müller"


def test_rates_come_with_intervals_and_a_plain_sentence(scripts: list[str]) -> None:
    for script, n_left, n_back in ((0, 60, 2), (1, 30, 6), (1, 30, 8)):
        counts = date(2026, 11, 26), scripts[script], n_left, n_back
        in_library(lambda library, counts=counts: library.calls.add(*counts))
    done = rehearse("calls", "rates")
    assert done.returncode == 0
    first, second, _empty, *sentence = done.stdout.splitlines()
    assert first.startswith("Five ways  14 of 60  23 % (14–35 %)")
    assert second.startswith("Copier     2 of 60   3 % (1–11 %)")
    assert "●" in first
    assert " ".join(sentence) == (
        "“Five ways” gets more calls back than “Copier”: 14 of 60 against 2 of 60. That is hardly chance."
    )
    found = json.loads(rehearse("calls", "rates", "--json").stdout)
    assert [one["rate"] for one in found["rates"]] == [0.2333, 0.0333]
    assert found["comparisons"][0]["verdict"] == "first"
    table = list(csv.DictReader(io.StringIO(rehearse("calls", "rates", "--format", "csv").stdout)))
    assert [(row["script"], row["left"], row["called_back"]) for row in table] == [
        ("Five ways", "60", "14"),
        ("Copier", "60", "2"),
    ]
    in_library(lambda library: library.scripts.delete([scripts[0]]))
    one = rehearse("calls", "rates", "--script", "Copier").stdout  # though its script is in the trash
    assert "in the long run that is 1 to 11 of 100" in " ".join(one.split())
    assert "version 1" in rehearse("calls", "rates", "--by", "version").stdout


def test_names_with_control_characters_and_wide_letters_keep_the_table_whole(scripts: list[str]) -> None:
    in_library(lambda library: library.scripts.change(scripts[0], title="\x1b[31m電話" * 20))
    note = "\x1b]0;x\x07" + "n" * 300
    in_library(lambda library: library.calls.add(date(2026, 11, 26), scripts[0], 20, 2, note))
    for arguments in (["list"], ["rates"]):
        done = rehearse("calls", *arguments, env={"COLUMNS": "60"})
        assert done.returncode == 0
        assert "\x1b" not in done.stdout
        assert "2 of 20" in done.stdout
