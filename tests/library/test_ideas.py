"""The idea board: collected, drawn by chance, moved along, thrown away and brought back."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from rehearse.errors import DataError, IdeaMissing
from rehearse.library.ideas import MAX_IDEA_CHARS, Idea
from rehearse.library.library import Library

NOBODY = "0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e"


def texts(ideas: list[Idea]) -> list[str]:
    return [idea.text for idea in ideas]


def lose_the_database(folder: Path) -> None:
    for name in ("library.db", "library.db-wal", "library.db-shm"):
        (folder / name).unlink(missing_ok=True)


def test_an_idea_begins_new_and_moves_along(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        idea = library.ideas.add("  Sing it.\r\nBadly. ")
        assert (idea.text, idea.state, idea.outcome, idea.root_id) == ("Sing it.\nBadly.", "new", "", "")
        library.ideas.change(idea.id, state="try")
        kept = library.ideas.change(idea.id, state="keep", outcome=" 3 of 20 called back ")
        assert (kept.text, kept.state, kept.outcome) == ("Sing it.\nBadly.", "keep", "3 of 20 called back")
        assert library.ideas.change(idea.id, text="Whistle it").outcome == "3 of 20 called back"
    with Library.open(tmp_path) as library:
        assert texts(library.ideas.all()) == ["Whistle it"]


def test_ideas_are_for_a_script_or_for_none(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add("one")
        free = library.ideas.add("free")
        library.ideas.add("for it", script.root_id)
        assert texts(library.ideas.all()) == ["for it", "free"]
        assert texts(library.ideas.all(script.root_id)) == ["for it"]
        assert texts(library.ideas.all("")) == ["free"]
        library.ideas.change(free.id, root_id=script.root_id)
        assert texts(library.ideas.all(script.root_id)) == ["for it", "free"]
        library.ideas.change(free.id, root_id="")
        assert texts(library.ideas.all("")) == ["free"]


def test_half_of_the_new_ones_are_drawn_and_nothing_else_moves(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        for number in range(9):
            library.ideas.add(f"idea {number}")
        dropped = library.ideas.change(library.ideas.add("dropped").id, state="drop")
        thrown = library.ideas.add("thrown away")
        library.ideas.delete([thrown.id])
        drawn = library.ideas.try_half(chance=random.Random(1))
        assert len(drawn) == 5, "half of nine, rounded up"
        assert {idea.state for idea in drawn} == {"try"}
        by_state = {state: [i for i in library.ideas.all() if i.state == state] for state in ("new", "try")}
        assert {i.id for i in by_state["try"]} == {i.id for i in drawn}
        assert len(by_state["new"]) == 4
        assert library.ideas.get(dropped.id).state == "drop"
        assert library.ideas.get(thrown.id).state == "new"


def test_chance_draws_differently(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        ids = [library.ideas.add(f"idea {number}").id for number in range(10)]
        draws = set()
        for seed in range(5):
            draws.add(frozenset(i.id for i in library.ideas.try_half(chance=random.Random(seed))))
            for idea_id in ids:
                library.ideas.change(idea_id, state="new")
        assert len(draws) > 1


def test_drawing_from_one_takes_it_and_from_none_nothing(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        assert library.ideas.try_half() == []
        one = library.ideas.add("one")
        library.ideas.add("for a script", NOBODY)
        assert [i.id for i in library.ideas.try_half("")] == [one.id]


def test_deleting_is_undone(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        idea = library.ideas.add("one")
        library.ideas.delete([idea.id])
        assert library.ideas.all() == []
        assert texts(library.ideas.all(deleted=True)) == ["one"]
        library.ideas.restore([idea.id])
        assert library.ideas.all() == [idea]


def test_an_unknown_idea_is_told_and_nothing_else_is_deleted(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        idea = library.ideas.add("one")
        with pytest.raises(IdeaMissing, match="not in the library"):
            library.ideas.delete([idea.id, NOBODY])
        with pytest.raises(IdeaMissing):
            library.ideas.change(NOBODY, state="keep")
        assert library.ideas.all() == [idea]


@pytest.mark.parametrize("text", ["", " \n\t", "\0"])
def test_an_idea_has_words(tmp_path: Path, text: str) -> None:
    with Library.open(tmp_path) as library:
        idea = library.ideas.add("one")
        with pytest.raises(DataError, match="needs some words"):
            library.ideas.add(text)
        with pytest.raises(DataError):
            library.ideas.change(idea.id, text=text)
        assert library.ideas.all() == [idea]


def test_a_megabyte_is_refused_and_the_longest_survives_a_lost_database(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        with pytest.raises(DataError, match="longer than"):
            library.ideas.add("x" * 1_000_000)
        longest = library.ideas.add("\U0001f600" * MAX_IDEA_CHARS)
        with pytest.raises(DataError, match="longer than"):
            library.ideas.change(longest.id, outcome="x" * 1_000_000)
        longest = library.ideas.change(longest.id, outcome="\U0001f600" * MAX_IDEA_CHARS)
    lose_the_database(tmp_path)
    with Library.open(tmp_path) as library:
        library.sweep()
        assert library.ideas.all() == [longest]


def test_a_lost_database_is_made_again_with_its_ideas(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first = library.ideas.add("one", NOBODY)
        library.ideas.change(first.id, state="tried", outcome="so so")
        gone = library.ideas.add("gone")
        library.ideas.delete([gone.id])
        library.ideas.add("two")
        listed, trash = library.ideas.all(), library.ideas.all(deleted=True)
    lose_the_database(tmp_path)
    with Library.open(tmp_path) as library:
        early = library.ideas.add("written before anybody looked")
        library.sweep()
        assert [i for i in library.ideas.all() if i.id != early.id] == listed
        assert library.ideas.all(deleted=True) == trash
        assert library.ideas.adopt() == [], "once"
        assert library.scripts.all() == [], "an idea is no script"


def test_files_that_are_no_ideas_are_left_alone(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        library.ideas.add("one")
        folder = tmp_path / "scripts"
        (file,) = folder.iterdir()
        facts = {**json.loads(file.read_text()), "id": NOBODY}
        for data in (
            b"",
            b"[" * 100_000,
            json.dumps({**facts, "state": "best"}).encode(),
            json.dumps({**facts, "text": None}).encode(),
            json.dumps({**facts, "created_at": "yesterday"}).encode(),
            json.dumps({**facts, "id": "another"}).encode(),
        ):
            (folder / f"{NOBODY}.idea.json").write_bytes(data)
            assert library.ideas.adopt() == []
        (folder / f"{NOBODY}.idea.json").write_text(json.dumps(facts))
        assert library.ideas.adopt() == [NOBODY], "the same, unbroken, is one"


def test_a_state_nobody_knows_is_a_fault_of_ours(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        idea = library.ideas.add("one")
        with pytest.raises(ValueError, match="no state"):
            library.ideas.change(idea.id, state="best")  # type: ignore[arg-type]
