"""What a coach's rubric is called goes along with the answers, where its file never comes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearse.exchange.bundle import read_bundle
from rehearse.exchange.bundle_facts import answers_words, facts_to_dict
from rehearse.exchange.bundle_in import take_in
from rehearse.exchange.bundle_look import look_into
from rehearse.exchange.bundle_out import write_bundle
from rehearse.exchange.bundle_preview import describe
from rehearse.exchange.bundle_take import WrongTake, take_from_json, take_to_json
from rehearse.exchange.coached import out_rubrics
from rehearse.exchange.sending import BundleWishes, sent_take
from rehearse.library.library import Library
from rehearse.library.rubric_titles import NAME, RubricTitles
from tests.exchange.test_bundles import recorded
from tests.helpers.bundle_soup import looked_at_here
from tests.helpers.outgoing_takes import RUBRIC

SMALL = BundleWishes()
TITLES = {RUBRIC.id: RUBRIC.title, "another": "Never used here"}


@pytest.fixture
def rep(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "rep") as library:
        yield library


@pytest.fixture
def coach(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "coach") as library:
        yield library


@pytest.fixture
def answered(coach: Library) -> str:
    """A take that was judged by a rubric whose file the coach alone has."""
    take_id = recorded(coach)
    first = RUBRIC.criteria[0]
    coach.marks.mark(take_id, RUBRIC, {first.id: "yes"}, author="Carla Coach", reasons={first.id: "It is"})
    return take_id


def title_shown(library: Library, take_id: str) -> str:
    (shown,) = out_rubrics(library.marks.of(take_id), {}, {}, library.rubric_titles.all())
    return shown.title


def test_the_title_comes_with_the_answers_and_goes_on_from_there(
    rep: Library, coach: Library, answered: str, tmp_path: Path
) -> None:
    assert title_shown(coach, answered) == RUBRIC.id
    path = tmp_path / "a.rehearse"
    write_bundle(coach, [answered], path, SMALL, rubric_titles=TITLES)
    (entry,) = read_bundle(path).entries
    assert facts_to_dict(entry)["rubrics"] == [RUBRIC.title]
    with looked_at_here():
        assert f"1 answer to “{RUBRIC.title}”." in look_into(rep, path).lines()
        take_in(rep, read_bundle(path))
    assert title_shown(rep, answered) == RUBRIC.title
    assert rep.rubric_titles.all() == {RUBRIC.id: RUBRIC.title}, "no other than was used"
    assert f"1 answer to “{RUBRIC.title}”." in describe(rep, [answered], SMALL).lines()


def test_without_names_it_stays_here(coach: Library, answered: str) -> None:
    nameless = BundleWishes(names=False)
    sent = sent_take(coach, coach.take(answered), nameless, rubric_titles=TITLES)
    assert RUBRIC.title not in take_to_json(sent)
    assert "1 answer to a rubric." in describe(coach, [answered], nameless, TITLES).lines()


def test_a_bundle_of_before_reads_as_it_did(coach: Library, answered: str) -> None:
    told = json.loads(take_to_json(sent_take(coach, coach.take(answered), SMALL, rubric_titles=TITLES)))
    del told["rubrics"]
    take = take_from_json(json.dumps(told).encode())
    assert take.rubric_titles == {}
    assert len(take.marks) == 1


@pytest.mark.parametrize("wrong", [None, [], "x", {"a": 1}, {"a": None}, {"a": "x" * 5_000}, {"a": ["b"]}])
def test_what_is_no_title_refuses_the_take(coach: Library, answered: str, wrong: object) -> None:
    told = json.loads(take_to_json(sent_take(coach, coach.take(answered), SMALL)))
    told["rubrics"] = wrong
    with pytest.raises(WrongTake, match="titles"):
        take_from_json(json.dumps(told).encode())


def test_none_is_made_up() -> None:
    assert answers_words([], 2) == "2 answers to rubrics."


@pytest.mark.parametrize(
    "written",
    ["", "{", "[]", '{"rehearse_rubric_titles": 2, "titles": {"a": "b"}}', '{"titles": 3}', "[" * 9_000],
)
def test_a_file_that_is_none_costs_the_names_alone(tmp_path: Path, written: str) -> None:
    (tmp_path / NAME).write_text(written)
    titles = RubricTitles(tmp_path)
    assert titles.all() == {}
    titles.learn({"callback": " Would they \n call? ", "empty": " ", "number": 3})  # type: ignore[dict-item]
    assert titles.all() == {"callback": "Would they call?"}


def test_a_disk_that_refuses_is_borne(tmp_path: Path) -> None:
    (tmp_path / "library").write_text("a file where a folder should be")
    RubricTitles(tmp_path / "library").learn({"callback": "Would they call?"})
    assert RubricTitles(tmp_path / "library").all() == {}
