"""What became of drills: runs and attempts kept, thrown away, brought back, and made anew when lost."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rehearse.analysis.drill_files import drill_toml
from rehearse.analysis.drills import Drill, Miss
from rehearse.errors import DrillRunMissing, TakeMissing
from rehearse.library.drill_runs import KeptMiss
from rehearse.library.ids import new_id
from rehearse.library.library import Library
from rehearse.speech.transcript import Span
from tests.helpers.drill_runs import (
    CARDS,
    DIGITS,
    FREE,
    GIVEN,
    MISS,
    NOBODY,
    begin,
    done,
    lose_the_database,
    record,
)


def test_a_run_is_begun_tried_settled_and_ended(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        runs = library.drill_runs
        run = begin(library, n_rounds=2, cards=CARDS, speaker=" Kim ", script_id=NOBODY)
        assert (run.state, run.passed, run.ended_at, run.attempts) == ("open", None, None, ())
        assert (run.cards, run.speaker, run.script_id) == (CARDS, "Kim", NOBODY)
        assert run.drill_text == drill_toml(FREE)
        assert runs.open_runs() == [run]
        take_id = record(library)
        attempt = runs.add_attempt(run.id, 1, take_id)
        assert (attempt.outcome, attempt.round_, attempt.take_id, attempt.run_id) == (
            None,
            1,
            take_id,
            run.id,
        )
        settled = runs.settle(
            attempt.id, "missed", misses=[MISS, DIGITS], values=[("no_pitch", 1.0)], ended="cut", cut_s=6.5
        )
        assert settled.misses == (
            KeptMiss("no_pitch", MISS.sentence, 1, 0, False, 3, 6, Span(1.5, 2.25)),
            KeptMiss("number_heard", DIGITS.sentence, "4155550100", "415-555-0142"),
        )
        assert (settled.values, settled.ended, settled.cut_s) == ((("no_pitch", 1.0),), "cut", 6.5)
        ended = runs.end(run.id, "done", False)
        assert (ended.state, ended.passed, ended.attempts) == ("done", False, (settled,))
        assert ended.ended_at is not None
        assert ended.ended_at >= run.created_at
        assert runs.open_runs() == []
        assert runs.of_take(take_id) == (ended, settled)
        assert runs.of_take(record(library)) is None
    with Library.open(tmp_path) as library:
        assert library.drill_runs.get(run.id) == ended


def test_the_newest_come_first_and_each_drill_has_its_own(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first, second, third = begin(library), begin(library, GIVEN), begin(library)
        runs = library.drill_runs
        assert [run.id for run in runs.all()] == [third.id, second.id, first.id]
        assert [run.id for run in runs.all("free")] == [third.id, first.id]
        assert [run.id for run in runs.all(limit=1)] == [third.id]
        assert runs.all("never done") == []
        today = datetime.now().astimezone().date()
        day = timedelta(days=1)
        assert len(runs.all(since=today - day, until=today + day)) == 3
        assert runs.all(since=today + 2 * day) == runs.all(until=today - 2 * day) == []
        assert len(runs.all(since=date.min, until=date.max)) == 3
        assert runs.drills_done() == [("free", "Free"), ("given", "Given")]


def test_attempts_stay_in_the_order_they_were_made(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        run = begin(library, n_rounds=3)
        ids = [library.drill_runs.add_attempt(run.id, round_, record(library)).id for round_ in (0, 1, 0, 2)]
        assert [(one.id, one.round_) for one in library.drill_runs.get(run.id).attempts] == list(
            zip(ids, (0, 1, 0, 2), strict=True)
        )


def test_what_nobody_will_judge_is_void_and_the_run_stays_open(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        run = begin(library)
        passed = library.drill_runs.add_attempt(run.id, 0, record(library))
        library.drill_runs.settle(passed.id, "passed")
        lost = library.drill_runs.add_attempt(run.id, 0, record(library))
        after = library.drill_runs.void_unsettled(run.id)
        assert [(one.id, one.outcome) for one in after.attempts] == [(passed.id, "passed"), (lost.id, "void")]
        assert after.attempts[1].problem
        assert after.state == "open"
        assert library.drill_runs.void_unsettled(run.id) == after


def test_an_attempt_that_never_was_is_dropped_and_its_take_stays(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        run = begin(library)
        take_id = record(library)
        attempt = library.drill_runs.add_attempt(run.id, 0, take_id)
        library.drill_runs.drop_attempt(attempt.id)
        assert library.drill_runs.get(run.id).attempts == ()
        assert library.take(take_id).id == take_id
        with pytest.raises(DrillRunMissing):
            library.drill_runs.drop_attempt(attempt.id)


def test_a_figure_that_is_no_number_is_kept_as_unknown(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        run = begin(library)
        attempt = library.drill_runs.add_attempt(run.id, 0, record(library))
        settled = library.drill_runs.settle(
            attempt.id,
            "missed",
            misses=[Miss("length_most_s", "Odd.", float("inf"), 20.0)],
            values=[("length_most_s", float("nan")), ("no_pitch", 0.0)],
        )
        assert settled.misses == (KeptMiss("length_most_s", "Odd.", None, 20.0),)
        assert settled.values == (("no_pitch", 0.0),)


def test_deleting_is_undone(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        run = done(library)
        take_id = run.attempts[0].take_id or ""
        library.drill_runs.delete([run.id])
        assert library.drill_runs.all() == library.drill_runs.open_runs() == []
        assert library.drill_runs.of_take(take_id) is None
        assert library.drill_runs.get(run.id) == run
        library.drill_runs.restore([run.id])
        assert library.drill_runs.all() == [run]


def test_what_is_not_there_is_told_and_nothing_else_happens(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        runs, run = library.drill_runs, begin(library)
        take_id = record(library)
        for act in (
            lambda: runs.get(NOBODY),
            lambda: runs.add_attempt(NOBODY, 0, take_id),
            lambda: runs.settle(NOBODY, "passed"),
            lambda: runs.void_unsettled(NOBODY),
            lambda: runs.end(NOBODY, "done", True),
            lambda: runs.delete([run.id, NOBODY]),
        ):
            with pytest.raises(DrillRunMissing, match="not in the library"):
                act()
        with pytest.raises(TakeMissing):
            runs.add_attempt(run.id, 0, NOBODY)
        runs.add_attempt(run.id, 0, take_id)
        with pytest.raises(ValueError, match="another attempt"):
            runs.add_attempt(run.id, 0, take_id)
        with pytest.raises(ValueError, match="no round 1"):
            runs.add_attempt(run.id, 1, record(library))
        with pytest.raises(ValueError, match="rounds"):
            begin(library, n_rounds=1, cards=CARDS)
        assert [one.id for one in runs.all()] == [run.id]
        assert len(runs.get(run.id).attempts) == 1


@pytest.mark.parametrize(
    ("drill", "settled", "whole"),
    [
        (FREE, {"outcome": "passed", "ended": "speaker"}, True),
        (FREE, {"outcome": "missed", "ended": "silence", "misses": [MISS]}, True),
        (FREE, {"outcome": "missed", "ended": "cut", "cut_s": 5.0}, False),
        (FREE, {"outcome": "passed", "ended": "limit"}, True),
        (FREE, {"outcome": "missed", "ended": "limit", "misses": [Miss("finished", "Up.", 0.1, 1)]}, False),
        (FREE, {"outcome": "void", "problem": "Broken off."}, False),
        (FREE, {"outcome": "void", "ended": "speaker", "problem": "Nobody could listen."}, True),
        (GIVEN, {"outcome": "passed", "ended": "speaker"}, False),
    ],
)
def test_a_whole_message_is_told_from_a_part_of_one(
    tmp_path: Path, drill: Drill, settled: dict[str, object], whole: bool
) -> None:
    with Library.open(tmp_path) as library:
        run = begin(library, drill)
        attempt = library.drill_runs.add_attempt(run.id, 0, record(library))
        assert not attempt.is_whole, "nobody knows yet how it will end"
        outcome = settled.pop("outcome")
        assert library.drill_runs.settle(attempt.id, outcome, **settled).is_whole is whole  # type: ignore[arg-type]


# --- what is lost comes back, and what is gone for good is gone


def test_a_lost_database_is_made_again_with_its_drills(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first = done(library, "missed", misses=[MISS, DIGITS], values=[("no_pitch", 1.0)], cut_s=6.5)
        gone = done(library)
        library.drill_runs.delete([gone.id])
        run = begin(library, n_rounds=2, cards=CARDS)
        library.drill_runs.add_attempt(run.id, 1, record(library))
        listed = library.drill_runs.all()
    lose_the_database(tmp_path)
    with Library.open(tmp_path) as library:
        early = begin(library)
        library.sweep()
        found = library.drill_runs.all()
        assert [one for one in found if one.id != early.id] == listed
        assert library.drill_runs.get(gone.id).title == "Free"
        assert library.drill_runs.adopt() == [], "once"
        assert library.drill_runs.of_take(first.attempts[0].take_id or "") is not None
        assert library.problems() == []


def test_a_take_gone_for_good_leaves_the_result_and_nothing_that_was_said(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        run = done(library, "missed", misses=[MISS, DIGITS], values=[("no_pitch", 1.0)])
        take_id = run.attempts[0].take_id or ""
        library.delete([take_id])
        assert library.drill_runs.get(run.id) == run, "in the trash it is still there"
        assert library.purge(timedelta(0)) == [take_id]
        (attempt,) = library.drill_runs.get(run.id).attempts
        assert (attempt.take_id, attempt.outcome, attempt.values) == (None, "missed", (("no_pitch", 1.0),))
        assert attempt.misses == (
            KeptMiss("no_pitch", "", 1, 0),
            KeptMiss("number_heard", "", None, None),
        )
        assert library.drill_runs.of_take(take_id) is None
    for file in tmp_path.rglob("*.json"):
        text = file.read_text()
        assert not [
            said for said in (take_id, "best in class", "4155550100", "415-555-0142") if said in text
        ], file
    lose_the_database(tmp_path)
    with Library.open(tmp_path) as library:
        library.sweep()
        assert library.drill_runs.get(run.id).attempts == (attempt,)


def test_a_microphone_that_refused_leaves_an_attempt_without_a_take(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        run = begin(library)
        take = library.begin_take()
        library.drill_runs.add_attempt(run.id, 0, take.id)
        library.abandon_take(take.id)
        assert library.drill_runs.get(run.id).attempts[0].take_id is None


CARD = {"name": "Dana", "role": "", "company": "", "facts": []}


def test_files_that_are_no_runs_are_left_alone(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        done(library, "missed", misses=[MISS], values=[("no_pitch", 1.0)])
        folder = tmp_path / "drills"
        (file,) = folder.iterdir()
        facts = {**json.loads(file.read_text()), "id": NOBODY}
        (attempt,) = facts["attempts"]
        (miss,) = attempt["misses"]

        def with_attempt(**changes: object) -> bytes:
            return json.dumps({**facts, "attempts": [{**attempt, **changes}]}).encode()

        for data in (
            b"",
            b"[" * 100_000,
            json.dumps({**facts, "state": "over"}).encode(),
            json.dumps({**facts, "n_rounds": 0}).encode(),
            json.dumps({**facts, "n_rounds": True}).encode(),
            json.dumps({**facts, "passed": "yes"}).encode(),
            json.dumps({**facts, "passed": []}).encode(),
            json.dumps({**facts, "title": None}).encode(),
            json.dumps({**facts, "ended_at": "yesterday"}).encode(),
            json.dumps({**facts, "cards": [{"name": "Dana"}]}).encode(),
            json.dumps({**facts, "cards": ["Dana"]}).encode(),
            json.dumps({**facts, "cards": [CARD] * 2}).encode(),
            json.dumps({**facts, "attempts": None}).encode(),
            json.dumps({**facts, "attempts": [7]}).encode(),
            with_attempt(id="another"),
            with_attempt(round=1),
            with_attempt(round=-1),
            with_attempt(outcome="so so"),
            with_attempt(outcome=[]),
            with_attempt(ended="never"),
            with_attempt(cut_s="long"),
            with_attempt(cut_s=float("nan")),
            with_attempt(cut_s=2**70),
            with_attempt(take_id="../x"),
            with_attempt(take_id=[]),
            with_attempt(seq="1"),
            with_attempt(created_at=None),
            with_attempt(measured=[["no_pitch", "1"]]),
            with_attempt(measured={"no_pitch": 1}),
            with_attempt(misses=[{**miss, "value": []}]),
            with_attempt(misses=[{**miss, "first_word": "0"}]),
            with_attempt(misses=[{**miss, "start_s": {}}]),
            with_attempt(misses=[{**miss, "sentence": 3}]),
        ):
            (folder / f"{NOBODY}.run.json").write_bytes(data)
            assert library.drill_runs.adopt() == [], data[:200]
        surrogate = {**facts, "title": "odd \ud800 title\0", "drill_text": "\ud800", "seq": -5}
        (folder / f"{NOBODY}.run.json").write_text(json.dumps(surrogate))
        assert library.drill_runs.adopt() == [NOBODY], "the same, unbroken, is one"
        copied = library.drill_runs.get(NOBODY)
        assert copied.title == "odd ? title"
        assert copied.attempts == (), "the attempt belongs to the run it was copied from"


def test_of_two_attempts_with_one_take_the_first_has_it(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        run = done(library)
        file = tmp_path / "drills" / f"{run.id}.run.json"
        facts = json.loads(file.read_text())
        facts["id"], facts["attempts"][0]["id"] = NOBODY, NOBODY
        file.with_name(f"{NOBODY}.run.json").write_text(json.dumps(facts))
        library.drill_runs.adopt()
        assert library.drill_runs.get(NOBODY).attempts[0].take_id is None
        assert library.drill_runs.get(run.id) == run


def test_two_windows_write_into_one_run(tmp_path: Path) -> None:
    with Library.open(tmp_path) as one, Library.open(tmp_path) as other:
        run = begin(one, n_rounds=2)
        first = one.drill_runs.add_attempt(run.id, 0, record(one))
        second = other.drill_runs.add_attempt(run.id, 1, record(other))
        one.drill_runs.settle(first.id, "passed")
        other.drill_runs.settle(second.id, "missed")
        assert one.drill_runs.get(run.id) == other.drill_runs.get(run.id)
        told = json.loads((tmp_path / "drills" / f"{run.id}.run.json").read_text())
        assert [attempt["outcome"] for attempt in told["attempts"]] == ["passed", "missed"]


@pytest.mark.parametrize("seed", range(4))
def test_a_file_with_anything_in_it_harms_nothing(tmp_path: Path, seed: int) -> None:
    """Values of a sound file are swapped for odd ones; what is taken in can be read and written again."""
    chance = random.Random(seed)
    odd = [
        None,
        True,
        -1,
        0,
        1.5,
        1e308,
        float("nan"),
        2**70,
        "",
        "x",
        "\ud800",
        NOBODY,
        [],
        [[]],
        {},
        "2026",
    ]
    with Library.open(tmp_path) as library:
        run = begin(library, n_rounds=2, cards=CARDS)
        attempt = library.drill_runs.add_attempt(run.id, 1, record(library, 10))
        library.drill_runs.settle(attempt.id, "missed", misses=[MISS], values=[("no_pitch", 1.0)], cut_s=6.5)
        folder = tmp_path / "drills"
        text = (folder / f"{run.id}.run.json").read_text()
        n_taken = 0
        for _file in range(150):
            facts = json.loads(text)
            places = list(places_in(facts))
            for place, key in chance.sample(places, chance.randrange(1, 4)):
                place[key] = chance.choice(odd)
            facts["id"] = new_id()
            file = folder / f"{facts['id']}.run.json"
            file.write_text(json.dumps(facts))
            taken = library.drill_runs.adopt()
            n_taken += len(taken)
            if not taken:
                file.unlink()
        for one in library.drill_runs.all():
            library.drill_runs.void_unsettled(one.id)
            library.drill_runs.end(one.id, "left", None)
        assert n_taken > 10, "nearly everything was refused: nothing is proved"
        assert library.problems() == []


def places_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value that holds another: (container, key)."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places_in(value[key])
