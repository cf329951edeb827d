"""`rehearse drill results` and `due`, and takes found by their drill."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from rehearse.analysis.drills import MEASURES
from rehearse.library.library import Library
from rehearse.paths import Paths
from tests.helpers.commands import rehearse
from tests.helpers.drill_runs import CARDS, MISS, record


@pytest.fixture
def library(private_home: Path) -> Library:
    return Library.open(Paths.below(private_home).library)


def do(library: Library, drill_id: str, *outcomes: str, title: str = "Number first") -> str:
    """A drill of one round done once; the id of its run."""
    runs = library.drill_runs
    run = runs.begin(drill_id, title, "", 1)
    for outcome in outcomes:
        attempt = runs.add_attempt(run.id, 0, record(library))
        misses = [MISS] if outcome == "missed" else []
        runs.settle(
            attempt.id,
            outcome,
            misses=misses,
            values=[("number_before_s", 4.5)],
            ended="speaker",  # type: ignore[arg-type]
        )
    runs.end(run.id, "done", outcomes[-1] == "passed")
    return run.id


def plain(text: str) -> str:
    return " ".join(text.split())


def test_nothing_done_is_said_in_words(private_home: Path) -> None:
    done = rehearse("drill", "results")
    assert (done.returncode, done.stdout) == (0, "No drill was done yet; “rehearse drill list” shows them.\n")
    assert rehearse("drill", "results", "ladder").stdout == "It was not done yet.\n"
    assert rehearse("drill", "due").stdout == (
        "Nothing is due: a drill comes back here once it was missed.\n"
    )
    unknown = rehearse("drill", "results", "wednesday")
    assert unknown.returncode == 2
    assert "There is no drill called “wednesday”." in unknown.stderr


def test_results_tell_streaks_bests_and_what_was_missed(library: Library) -> None:
    do(library, "number-first", "passed")
    do(library, "number-first", "missed")
    do(library, "number-first", "passed")
    do(library, "gone", "passed", title="Mine")
    done = rehearse("drill", "results")
    assert done.returncode == 0, done.stderr
    text = plain(done.stdout)
    assert "Mine (gone) 1 of 1 passed" in text
    assert text.index("Mine (gone)") < text.index("Number first (number-first) 2 of 3 passed")
    assert "Best: number complete after 4.5 s" in text
    assert MISS.sentence in text
    only = rehearse("drill", "results", "gone").stdout
    assert "Mine" in only
    assert "Number first" not in only
    tomorrow = (date.today() + timedelta(days=2)).isoformat()
    assert rehearse("drill", "results", "--since", tomorrow).stdout == "No drill was done then.\n"


def test_a_block_tells_each_card(library: Library) -> None:
    runs = library.drill_runs
    run = runs.begin("call-block", "Call block", "", 2, cards=CARDS)
    for round_, outcome in enumerate(("passed", "missed")):
        attempt = runs.add_attempt(run.id, round_, record(library))
        runs.settle(attempt.id, outcome, misses=[MISS] if outcome == "missed" else [])  # type: ignore[arg-type]
    void = runs.add_attempt(run.id, 1, record(library))
    runs.settle(void.id, "void", problem="The microphone went away.")
    text = plain(rehearse("drill", "results").stdout)
    assert "not finished" in text
    assert "1 of 2 cards, 2 tries" in text
    assert "Dana Reyes: passed" in text
    assert f"Lee: {MISS.sentence}" in text
    assert "Lee: The microphone went away." in text
    runs.end(run.id, "done", False)
    text = plain(rehearse("drill", "results").stdout)
    assert "missed" in text
    assert "Best: 1 of 2 cards" in text


def test_results_for_other_programs(library: Library) -> None:
    run_id = do(library, "number-first", "missed", "passed")
    empty = library.drill_runs.begin("ladder", "=Ladder", "", 3).id
    found = json.loads(rehearse("drill", "results", "--json").stdout)
    assert [run["id"] for run in found["runs"]] == [empty, run_id]
    first, second = found["runs"][1]["attempts"]
    assert (first["round"], first["outcome"], first["misses"][0]["sentence"]) == (1, "missed", MISS.sentence)
    assert (second["outcome"], second["values"], second["is_whole"]) == (
        "passed", {"number_before_s": 4.5}, True,
    )  # fmt: skip
    record_of = {one["drill"]: one for one in found["records"]}
    assert (record_of["number-first"]["n_passed"], record_of["number-first"]["last_run"]) == (1, run_id)
    assert record_of["ladder"]["n_runs"] == 0
    rows = list(csv.DictReader(io.StringIO(rehearse("drill", "results", "--format", "csv").stdout)))
    assert [row["run_id"] for row in rows] == [empty, run_id, run_id]
    assert (rows[0]["title"], rows[0]["outcome"]) == ("'=Ladder", ""), "a spreadsheet must not run it"
    assert (rows[1]["missed"], rows[1]["number_before_s"], rows[2]["run_passed"]) == (
        "no_pitch", "4.5", "true",
    )  # fmt: skip
    assert set(MEASURES) <= set(rows[0])


def test_what_was_missed_is_due_and_what_was_passed_later(library: Library) -> None:
    do(library, "number-first", "missed")
    do(library, "ladder", "missed", "passed", title="Ladder")
    do(library, "no-pitch", "passed", title="No pitch")
    do(library, "gone", "missed", title="Gone")
    today = date.today()
    found = json.loads(rehearse("drill", "due", "--json").stdout)
    assert [(one["drill_id"], one["box"], one["days_late"]) for one in found] == [
        ("number-first", 0, 0),
        ("ladder", 1, 0),
    ]
    assert found[1]["due_on"] == (today + timedelta(days=1)).isoformat()
    lines = rehearse("drill", "due").stdout.splitlines()
    assert lines[0] == "Due today"
    assert "(number-first)" in lines[1]
    assert lines[2] == "Later"
    assert lines[3].split("(ladder)")[1].strip() == "tomorrow"


def test_takes_are_found_by_their_drill(library: Library) -> None:
    plain_take = record(library)
    do(library, "number-first", "passed")
    do(library, "mine", "passed", title="Mine")

    def found(*asked: str) -> list[str]:
        done = rehearse("takes", "list", "--json", *asked)
        assert done.returncode == 0, done.stderr
        return [take["drill_title"] for take in json.loads(done.stdout)]

    assert found() == ["Mine", "Number first", ""]
    assert found("--drill", "any") == ["Mine", "Number first"]
    assert found("--drill", "number-first") == found("--drill", "number first") == ["Number first"]
    text = rehearse("takes", "list", env={"COLUMNS": "120"}).stdout
    assert text.count("[Number first]") == 1
    assert plain_take
    wrong = rehearse("takes", "list", "--drill", "ladder")
    assert wrong.returncode == 1
    assert "No take was made for a drill “ladder”." in wrong.stderr
    assert "mine, number-first" in wrong.stderr


def test_stats_count_what_a_drill_cut_as_tries_and_not_as_takes(library: Library) -> None:
    record(library)
    run = library.drill_runs.begin("half-a-message", "Half a message", "", 1)
    for _try in range(2):
        attempt = library.drill_runs.add_attempt(run.id, 0, record(library, 160_000))
        library.drill_runs.settle(attempt.id, "missed", ended="cut", cut_s=10.0)
    text = plain(rehearse("stats").stdout)
    assert "In all: 1 take and 2 drill tries in 20 s, 0 of 0 ready." in text
    found = json.loads(rehearse("stats", "--json").stdout)
    assert (found["summary"]["n_takes"], found["summary"]["n_parts"]) == (1, 2)
    assert [take["is_whole"] for take in found["takes"]] == [True, False, False]
    library.delete([take.id for take in library.takes() if not take.drill_title])
    assert "In all: 2 drill tries in 20 s" in plain(rehearse("stats").stdout)
