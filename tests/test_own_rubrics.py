"""Own rubrics as files: nothing is written over or lost, and nothing is written that cannot be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rehearse.analysis.rubric_files import MAX_BYTES, MAX_ID, criterion_id, load_rubric, rubric_toml
from rehearse.analysis.rubrics import Criterion, Rubric
from rehearse.errors import DataError, UsageError
from rehearse.judging import Judge
from rehearse.own_drills import DELETED
from rehearse.own_rubrics import OwnRubrics, looks_like_rubric
from rehearse.paths import Paths
from rehearse.settings import SettingsStore

ASKED = Criterion("first-name", 'Said "Dana" once?', "Once is polite. \\ é 電話", "length")
MONDAY = Rubric("", "Monday round", "What we listen for.", "Our team", (ASKED,))


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    paths = Paths.below(tmp_path / "home")
    return Judge(paths, SettingsStore(paths.settings))


@pytest.fixture
def own(judge: Judge) -> OwnRubrics:
    return judge.own_rubrics


def mine(own: OwnRubrics) -> list[str]:
    return [one.id for one in own.all() if one.own]


def test_what_is_saved_is_read_again_and_saving_is_undone(own: OwnRubrics, judge: Judge) -> None:
    made = own.save(MONDAY)
    assert (made.id, made.title, made.changed) == ("monday-round", "Monday round", True)
    stored = judge.rubrics["monday-round"]
    assert replace(stored, id="", file="") == MONDAY
    again = own.save(MONDAY)
    assert again.id == "monday-round-2"
    again.undo()
    changed = own.save(replace(MONDAY, title="Friday"), made.id)
    assert (changed.id, judge.rubrics[made.id].title) == ("monday-round", "Friday")
    changed.undo()
    assert judge.rubrics[made.id].title == "Monday round"
    made.undo()
    assert mine(own) == []


def test_what_was_changed_since_is_not_undone(own: OwnRubrics) -> None:
    made = own.save(MONDAY)
    own.save(replace(MONDAY, title="Friday"), made.id)
    with pytest.raises(DataError, match="was changed since"):
        made.undo()


@pytest.mark.parametrize(
    "wrong",
    [
        replace(MONDAY, title=""),
        replace(MONDAY, criteria=()),
        replace(MONDAY, criteria=(replace(ASKED, check="smell"),)),
        replace(MONDAY, criteria=(ASKED, ASKED)),
    ],
)
def test_nothing_wrong_is_written(own: OwnRubrics, wrong: Rubric) -> None:
    with pytest.raises(DataError):
        own.save(wrong)
    assert mine(own) == []


def test_deleted_it_lies_aside_and_comes_back(own: OwnRubrics, judge: Judge) -> None:
    own.save(MONDAY)
    stand_in = own.take_in(Path(judge.rubrics["callback"].file), replace=False)
    assert not stand_in.changed  # the same questions are there already
    replaced = own.save(replace(MONDAY, title="Ours"), "callback")
    assert judge.rubrics["callback"].title == "Ours"
    assert next(one for one in own.all() if one.id == "callback").replaces
    gone = own.delete("callback")
    assert gone.notes == ("The shipped rubric “Would they call back?” is in use again.",)
    assert gone.file.parent.name == DELETED
    gone.undo()
    assert judge.rubrics["callback"].title == "Ours"
    own.delete("callback")
    assert judge.rubrics["callback"].title == "Would they call back?"
    assert replaced.changed
    for rubric_id, words in (("callback", "is shipped with Rehearse"), ("nothing", "There is no rubric")):
        with pytest.raises(UsageError, match=words):
            own.delete(rubric_id)


def test_a_file_is_taken_in_under_a_free_name_and_shared_again(own: OwnRubrics, tmp_path: Path) -> None:
    one = tmp_path / "Callback.toml"
    one.write_text("# ours\n" + rubric_toml(MONDAY))
    taken = own.take_in(one)
    assert (taken.id, taken.notes) == (
        "callback-2",
        ("There is a rubric “callback” already, so this one is kept as “callback-2”.",),
    )
    assert not own.take_in(one).changed
    shared = own.share("callback-2", tmp_path)
    assert shared.read_text() == one.read_text()
    assert load_rubric(shared).criteria == (ASKED,)
    with pytest.raises(DataError, match="is there already"):
        own.share("callback-2", shared)
    with pytest.raises(DataError, match="your own rubrics lie"):
        own.share("callback-2", own.folder)
    copied = own.copy_of("callback")
    assert (copied.id, copied.title) == ("", "Copy of Would they call back?")
    assert own.save(copied).id == "copy-of-would-they-call-back"


def test_a_wrong_file_is_listed_with_its_reason_and_can_be_deleted(own: OwnRubrics, tmp_path: Path) -> None:
    own.folder.mkdir(parents=True)
    (own.folder / "wrong.toml").write_text('title = "W"\n[[criterion]]\nid = "A B"\n')
    (wrong,) = [one for one in own.all() if one.own]
    assert (wrong.id, wrong.title, wrong.rubric) == ("wrong", "wrong", None)
    assert wrong.problem is not None
    assert "wrong.toml is wrong at summary" in str(wrong.problem)
    for act in (lambda: own.share("wrong", tmp_path), lambda: own.copy_of("wrong")):
        with pytest.raises(DataError, match="is wrong at summary"):
            act()
    own.delete("wrong")
    assert mine(own) == []


@pytest.mark.parametrize("raw", [b"", b"\0\xff", b"x" * (MAX_BYTES + 1), b'title = "drill"\n[[round]]\n'])
def test_what_is_no_rubric_is_not_taken_in(own: OwnRubrics, tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(raw)
    assert not looks_like_rubric(path)
    with pytest.raises(DataError):
        own.take_in(path)
    assert not own.folder.exists() or mine(own) == []


def test_a_rubric_is_told_from_a_drill_even_where_it_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    for text, is_one in (
        (rubric_toml(MONDAY), True),
        ("[[criterion]]\nid = 1", True),
        ("[[criterion]\n", True),
        ("[[round]]\n", False),
    ):
        path.write_text(text)
        assert looks_like_rubric(path) == is_one
    assert not looks_like_rubric(tmp_path / "nowhere.toml")


def test_ids_of_questions_are_words_that_a_file_may_have() -> None:
    assert criterion_id("Is the listener's first name said?", ()) == "is-the-listener-s"
    assert criterion_id("Schön früh?", ()) == "schon-fruh"
    assert criterion_id("電話?", ("question",)) == "question-2"
    long = criterion_id("W" * 100, ())
    assert len(long) <= MAX_ID
    assert criterion_id("W" * 100, (long,)) != long
