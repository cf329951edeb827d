"""What a coach makes of takes: marks, reactions, what was heard; and that none of it is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from rehearse.analysis.rubrics import Criterion, Rubric
from rehearse.errors import TakeMissing, UsageError
from rehearse.library import sidecar
from rehearse.library.filters import TakeFilter
from rehearse.library.heard import Played
from rehearse.library.library import Library
from rehearse.library.marks import REASON_CHARS, Mark
from rehearse.library.reactions import KINDS, reaction_label
from rehearse.library.rebuild import rebuild
from rehearse.library.takes import Take
from rehearse.speech.transcript import Span
from tests.helpers.drill_runs import NOBODY, lose_the_database
from tests.library.test_finding import card, scored
from tests.library.test_library import record

RUBRIC = Rubric(
    "mine",
    "Mine",
    "Summary",
    "Me",
    (
        Criterion("warm", "Is it warm?", "Smile."),
        Criterion("short", "Is it short?", "Count.", "length"),
        Criterion("number", "Is the number early?", "Listen.", "phone"),
        Criterion("pace", "Is the pace right?", "Listen.", "pace"),
    ),
)


def judged_take(library: Library) -> Take:
    checks = card(("length", "good", 12.0, 20.0), ("phone", "off", 0.9, 0.5), ("pace", "near", 180.0, 170.0))
    return scored(library, "hi dana call me", checks, speaker="Dana")


def without_times(marks: list[Mark]) -> list[tuple[object, ...]]:
    return [(m.criterion_id, m.author, m.answer, m.reason, m.check_id, m.check_band) for m in marks]


# ---- marks --------------------------------------------------------------------------------------------


def test_the_checks_answer_until_somebody_does(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = judged_take(library)
        before = library.marks.judged(take.id, RUBRIC)
        assert [one.answer for one in before] == [None, "yes", "no", None]
        assert [one.band for one in before] == [None, "good", "off", "near"]
        library.marks.mark(take.id, RUBRIC, {"warm": "yes", "short": "yes", "pace": "no"}, author=" Robin\n")
        after = library.marks.judged(take.id, RUBRIC)
        assert [one.answer for one in after] == ["yes", "yes", "no", "no"]
        assert not any(one.overridden for one in after)
        assert without_times(library.marks.of(take.id)) == [
            ("warm", "Robin", "yes", "", None, None),
            ("short", "Robin", "yes", "", "length", "good"),
            ("pace", "Robin", "no", "", "pace", "near"),
        ]
        assert library.marks.rubrics_used() == [("mine", 1)]


def test_against_a_check_a_reason_is_wanted_and_all_or_nothing_is_kept(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = judged_take(library)
        with pytest.raises(UsageError, match="says no to “Is the number early"):
            library.marks.mark(take.id, RUBRIC, {"warm": "yes", "number": "yes"}, author="Robin")
        with pytest.raises(UsageError, match="says yes to"):
            library.marks.mark(take.id, RUBRIC, {"short": "no"}, reasons={"short": "  "})
        assert library.marks.of(take.id) == []
        assert library.heard.at(take.id) is None
        long = "Misheard.\n" + "x" * 2 * REASON_CHARS
        library.marks.mark(take.id, RUBRIC, {"number": "yes"}, author="Robin", reasons={"number": long})
        (mark,) = library.marks.of(take.id)
        assert mark.reason == long[:REASON_CHARS]
        assert library.marks.judged(take.id, RUBRIC)[2].overridden
        # Said once, the reason stands; with the answer it goes.
        library.marks.mark(take.id, RUBRIC, {"number": "yes"}, author="Robin")
        assert library.marks.of(take.id)[0].reason == mark.reason
        library.marks.mark(take.id, RUBRIC, {"number": "no"}, author="Robin")
        assert library.marks.of(take.id)[0].reason == ""
        library.marks.mark(take.id, RUBRIC, {"number": None}, author="Robin")
        assert library.marks.of(take.id) == []
        with pytest.raises(UsageError, match="no criterion “nope”"):
            library.marks.mark(take.id, RUBRIC, {"nope": "yes"})
        with pytest.raises(TakeMissing):
            library.marks.mark(NOBODY, RUBRIC, {"warm": "yes"})


def test_two_people_answer_and_the_newest_counts(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = judged_take(library)
        library.marks.mark(take.id, RUBRIC, {"warm": "no"}, author="Robin")
        library.marks.mark(take.id, RUBRIC, {"warm": "yes"}, author="Sam")
        warm = library.marks.judged(take.id, RUBRIC)[0]
        assert [mark.author for mark in warm.marks] == ["Robin", "Sam"]
        assert warm.answer == "yes"
        library.marks.mark(take.id, RUBRIC, {"warm": "no"}, author="Robin")
        assert library.marks.judged(take.id, RUBRIC)[0].answer == "no"
        # Marks of another rubric with the same words are others.
        library.marks.mark(take.id, replace(RUBRIC, id="else"), {"warm": "yes"}, author="Robin")
        assert library.marks.judged(take.id, RUBRIC)[0].answer == "no"


def test_what_was_changed_can_be_put_back(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = judged_take(library)
        library.marks.mark(take.id, RUBRIC, {"warm": "no"}, author="Robin")
        before = library.marks.of(take.id, "mine")
        library.marks.mark(take.id, RUBRIC, {"warm": "yes", "pace": "yes"}, author="Robin")
        library.marks.put_back(take.id, "mine", before)
        assert library.marks.of(take.id) == before


def test_from_elsewhere_the_newer_mark_wins(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = judged_take(library)
        (here,) = library.marks.mark(take.id, RUBRIC, {"warm": "no"}, author="Robin")
        older = replace(here, answer="yes", marked_at=here.marked_at - timedelta(hours=1))
        newer = replace(here, answer="yes", marked_at=here.marked_at + timedelta(hours=1))
        assert library.marks.take_in(take.id, [older]) == 0
        assert library.marks.of(take.id) == [here]
        assert library.marks.take_in(take.id, [newer, replace(older, author="Sam")]) == 2
        assert library.marks.take_in(take.id, [newer, replace(older, author="Sam")]) == 0
        assert {mark.author: mark.answer for mark in library.marks.of(take.id)} == {
            "Robin": "yes",
            "Sam": "yes",
        }


# ---- reactions ----------------------------------------------------------------------------------------


def test_a_reaction_to_a_moment_is_given_once_and_comes_back(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = record(library, library.begin_take())
        at = library.reactions.add(take.id, "delete", author="Robin", span=Span(1.5, 2.0))
        assert library.reactions.add(take.id, "delete", author="Robin", span=Span(1.5, 2.0)) == at
        whole = library.reactions.add(take.id, "great", author="Robin")
        other = library.reactions.add(take.id, "great", author="Sam")
        assert library.reactions.of(take.id) == [whole, other, at]
        assert library.reactions.remove(whole.id) == whole
        assert library.reactions.remove(whole.id) is None
        library.reactions.put_back(whole)
        library.reactions.put_back(whole)
        assert {one.id for one in library.reactions.of(take.id)} == {at.id, whole.id, other.id}
        with pytest.raises(ValueError, match="no reaction"):
            library.reactions.add(take.id, "hug")  # type: ignore[arg-type]
        with pytest.raises(TakeMissing):
            library.reactions.add(NOBODY, "great")
    labels = [reaction_label(kind) for kind in KINDS]
    assert len(set(labels)) == len(KINDS)
    assert reaction_label("of-tomorrow") == "of-tomorrow"


# ---- heard --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "fraction"),
    [
        ([], 0.0),
        ([(0, 5), (0, 5), (1, 4)], 0.5),
        ([(6, 8), (0, 2), (4, 6)], 0.6),
        ([(0, 3), (2, 9)], 0.9),
        ([(-4, 2), (9, 99)], 0.3),
        ([(5, 5), (7, 3)], 0.0),
        ([(0, 1), (2, 3), (4, 5), (0.5, 4.5)], 0.5),
    ],
)
def test_what_was_played_twice_counts_once(parts: list[tuple[float, float]], fraction: float) -> None:
    played = Played(10.0)
    for part in parts:
        played.add(*part)
    assert played.fraction == pytest.approx(fraction)
    assert played.is_heard == (fraction >= 0.8)
    assert Played(0.0).fraction == 0.0


def test_the_queue_holds_what_came_from_elsewhere_and_was_not_heard(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        brought = [record(library, library.begin_take(speaker=name)) for name in ("Dana", "Kim", "Dana")]
        own = record(library, library.begin_take(device="Microphone"))
        library.begin_take()  # still being recorded
        assert [take.id for take in library.heard.queue()] == [take.id for take in brought]
        assert [take.id for take in library.heard.queue(with_own=True)] == [
            *(take.id for take in brought), own.id
        ]  # fmt: skip
        assert library.heard.n_waiting() == 3
        ids = [take.id for take in brought]
        assert library.heard.set_heard(ids[:1]) == ids[:1]
        assert library.heard.set_heard(ids[:2]) == ids[1:2]
        assert [take.id for take in library.heard.queue(TakeFilter(speaker="Dana"))] == ids[2:]
        first = library.heard.at(ids[0])
        assert first is not None
        assert first.tzinfo is not None
        assert {take.id for take in library.find(TakeFilter(heard=True))} == set(ids[:2])
        assert [take.heard for take in library.takes()][-3:] == [False, True, True]
        library.heard.set_heard(ids[:2], heard=False)
        assert library.heard.n_waiting() == 3
        library.delete(ids[2:])
        assert library.heard.n_waiting() == 2
        with pytest.raises(TakeMissing):
            library.heard.set_heard([ids[0], NOBODY])
        assert library.heard.at(ids[0]) is None


def test_who_marks_has_heard(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        take = judged_take(library)
        library.marks.mark(take.id, RUBRIC, {"warm": "yes"})
        assert library.heard.n_waiting() == 0
        library.marks.mark(take.id, RUBRIC, {"warm": None})
        assert library.heard.n_waiting() == 0


# ---- kept whatever happens ----------------------------------------------------------------------------


def everything(library: Library, take_id: str) -> tuple[object, ...]:
    return (
        library.marks.of(take_id),
        library.reactions.of(take_id),
        library.heard.at(take_id),
        library.notes.of(take_id),
    )


def fill(library: Library, n: int = 3) -> list[str]:
    ids = []
    for number in range(n):
        take = judged_take(library)
        library.notes.add(take.id, f"Note {number}", "Robin", 0, 2, Span(0.1, 0.5))
        reasons = {"number": "Misheard, it is early."}
        library.marks.mark(take.id, RUBRIC, {"number": "yes", "warm": "no"}, author="Robin", reasons=reasons)
        library.reactions.add(take.id, "smile", author="Robin", span=Span(0.25, 0.5))
        ids.append(take.id)
    return ids


def test_all_of_it_comes_from_the_files_beside_the_sound(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        ids = fill(library)
        before = {take_id: everything(library, take_id) for take_id in ids}
    lose_the_database(tmp_path)
    with Library.open(tmp_path) as library:
        library.sweep()
        assert {take_id: everything(library, take_id) for take_id in ids} == before


@pytest.mark.parametrize("table", ["marks", "reactions", "notes", "takes"])
def test_rows_that_are_lost_come_back_and_push_out_no_others(tmp_path: Path, table: str) -> None:
    folder = tmp_path / "library"
    with Library.open(folder) as library:
        ids = fill(library)
        before = {take_id: everything(library, take_id) for take_id in ids}
        with library._database.writing() as connection:
            column = "id" if table == "takes" else "take_id"
            connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (ids[-1],))
    rebuild(folder)
    with Library.open(folder) as library:
        assert {take_id: everything(library, take_id) for take_id in ids} == before
        assert library.problems() == []


def test_what_cannot_be_read_beside_the_sound_is_left_out(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        (take_id,) = fill(library, 1)
        path = sidecar.path_for(library.take(take_id).audio_path)
    found = json.loads(path.read_text())
    good_mark, good_reaction = found["marks"][0], found["reactions"][0]
    found["marks"] = [
        3, {}, {**good_mark, "answer": "maybe"}, {**good_mark, "marked_at": "then"},
        {**good_mark, "author": "\ud800"}, {**good_mark, "rubric_id": ""}, good_mark, good_mark,
    ]  # fmt: skip
    found["reactions"] = [
        {**good_reaction, "start_s": True}, {**good_reaction, "end_s": None},
        {**good_reaction, "kind": None}, good_reaction,
    ]  # fmt: skip
    found["heard_at"] = "yesterday"
    path.write_text(json.dumps(found))
    lose_the_database(tmp_path)
    with Library.open(tmp_path) as library:
        library.sweep()
        assert [mark.criterion_id for mark in library.marks.of(take_id)] == [good_mark["criterion_id"]]
        assert [one.id for one in library.reactions.of(take_id)] == [good_reaction["id"]]
        assert library.heard.at(take_id) is None
        assert len(library.notes.of(take_id)) == 1
