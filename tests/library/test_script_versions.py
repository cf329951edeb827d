"""Versions that can be looked at and brought back, variants beside each other, and the answer to why."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from rehearse.errors import DataError, LibraryError, ScriptMissing
from rehearse.library.library import Library
from rehearse.library.script_rows import MAX_ANSWER_CHARS
from rehearse.library.script_versions import next_label
from rehearse.library.scripts import StoredScript
from rehearse.script.script import MAX_CHARS

NOBODY = "0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e"


def said(library: Library, script: StoredScript) -> StoredScript:
    library.begin_take(script_id=script.id)
    return script


def texts(scripts: list[StoredScript]) -> list[str]:
    return [script.text for script in scripts]


def three_versions(library: Library) -> list[StoredScript]:
    first = said(library, library.scripts.add("one", title="T", answer="because"))
    second = said(library, library.scripts.change(first.id, text="two"))
    third = said(library, library.scripts.change(second.id, text="three"))
    return [first, second, third]


def lose_the_database(folder: Path) -> None:
    for name in ("library.db", "library.db-wal", "library.db-shm"):
        (folder / name).unlink(missing_ok=True)


# --- versions


def test_versions_are_listed_from_any_of_them_with_their_own_takes(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        made = three_versions(library)
        said(library, made[1])
        library.scripts.add("another script")
        for version in made:
            listed = library.scripts.versions(version.id)
            assert texts(listed) == ["three", "two", "one"]
            assert [script.n_own_takes for script in listed] == [1, 2, 1]
            assert {script.n_takes for script in listed} == {4}


def test_an_old_version_becomes_the_newest_and_the_later_ones_stay(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first, _second, third = three_versions(library)
        library.scripts.change(third.id, title="Renamed")
        back = library.scripts.bring_back(first.id)
        assert (back.text, back.title, back.parent_id) == ("one", "Renamed", third.id)
        assert texts(library.scripts.all()) == ["one"], "still one script"
        assert texts(library.scripts.versions(first.id)) == ["one", "three", "two", "one"]


def test_a_newest_version_without_takes_is_not_lost_when_another_is_brought_back(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first = said(library, library.scripts.add("one"))
        draft = library.scripts.change(first.id, text="typed just now")
        library.scripts.bring_back(first.id)
        assert library.scripts.get(draft.id).text == "typed just now"
        assert texts(library.scripts.versions(first.id)) == ["one", "typed just now", "one"]


def test_looking_back_and_forth_piles_up_no_copies(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first, second, third = three_versions(library)
        for _ in range(5):
            assert library.scripts.bring_back(first.id).text == "one"
            assert library.scripts.bring_back(second.id).text == "two"
        assert library.scripts.bring_back(third.id).text == "three"
        assert len(library.scripts.versions(first.id)) == 4
        assert texts(library.scripts.all()) == ["three"]


def test_bringing_back_what_is_the_newest_changes_nothing(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        *_others, third = three_versions(library)
        assert library.scripts.bring_back(third.id).id == third.id
        assert len(library.scripts.versions(third.id)) == 3


def test_bringing_a_version_back_brings_its_script_out_of_the_trash(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first, _second, third = three_versions(library)
        library.scripts.delete([third.id])
        back = library.scripts.bring_back(first.id)
        assert back.deleted_at is None
        assert texts(library.scripts.all()) == ["one"]
        assert library.scripts.all(deleted=True) == []


def test_values_filled_in_since_then_stay(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first = said(library, library.scripts.add("Hi [name]", slot_values={"name": "Dana"}))
        second = said(library, library.scripts.change(first.id, text="Hi [name] of [company]"))
        library.scripts.fill(second.id, {"company": "Acme"})
        assert dict(library.scripts.bring_back(first.id).slot_values) == {"name": "Dana", "company": "Acme"}


# --- variants


def test_a_copy_stands_beside_its_original_as_b(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        original = library.scripts.add("one", title="T", slot_values={"name": "Dana"}, answer="why")
        copy = library.scripts.add_variant(original.id)
        assert (copy.text, copy.title, dict(copy.slot_values)) == ("one", "T", {"name": "Dana"})
        assert (copy.variant, copy.answer) == ("B", "why")
        assert copy.root_id == copy.id != original.root_id
        pair = library.scripts.variants(original.id)
        assert [(script.id, script.variant) for script in pair] == [(original.id, "A"), (copy.id, "B")]
        assert library.scripts.variants(copy.id) == pair
        # They are two scripts from now on.
        library.scripts.change(copy.id, text="other words")
        assert texts(library.scripts.variants(original.id)) == ["one", "other words"]
        assert len(library.scripts.all()) == 2


def test_every_version_of_a_variant_is_that_variant(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first, *_ = three_versions(library)
        copy = said(library, library.scripts.add_variant(first.id))
        later = library.scripts.change(copy.id, text="b two")
        assert (later.variant, later.family_id) == ("B", copy.family_id)
        assert {script.variant for script in library.scripts.versions(first.id)} == {"A"}
        assert texts(library.scripts.variants(first.id)) == ["three", "b two"], "the newest of each"
        assert library.scripts.add_variant(later.id).variant == "C"


def test_a_script_without_variants_is_alone(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first, _second, third = three_versions(library)
        library.scripts.add("another")
        assert [script.id for script in library.scripts.variants(first.id)] == [third.id]
        assert third.variant == ""


def test_a_letter_in_the_trash_is_not_given_twice(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        a = library.scripts.add("one")
        b = library.scripts.add_variant(a.id)
        library.scripts.delete([b.id])
        assert [script.variant for script in library.scripts.variants(a.id)] == ["A"]
        c = library.scripts.add_variant(a.id)
        library.scripts.restore([b.id])
        assert [script.id for script in library.scripts.variants(a.id)] == [a.id, b.id, c.id]


def test_a_named_variant_comes_after_the_letters_and_its_name_is_taken(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        a = library.scripts.add("one")
        library.scripts.add_variant(a.id, variant=" with\na story ")
        library.scripts.add_variant(a.id)
        labels = [script.variant for script in library.scripts.variants(a.id)]
        assert labels == ["A", "B", "with a story"]
        with pytest.raises(LibraryError, match="“WITH A STORY”"):
            library.scripts.add_variant(a.id, variant="WITH A STORY")
        assert len(library.scripts.variants(a.id)) == 3


def test_two_windows_never_give_the_same_letter(tmp_path: Path) -> None:
    with Library.open(tmp_path) as one, Library.open(tmp_path) as other:
        script = one.scripts.add("one")

        def work(library: Library) -> None:
            for _ in range(4):
                library.scripts.add_variant(script.id)

        threads = [threading.Thread(target=work, args=(library,)) for library in (one, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [s.variant for s in other.scripts.variants(script.id)] == list("ABCDEFGHI")


@pytest.mark.parametrize(
    ("taken", "following"),
    [((), "A"), (("A", "B"), "C"), (("A", "story", "Z"), "AA"), (("AZ",), "BA"), (("B",), "C")],
)
def test_letters_go_on_after_z(taken: tuple[str, ...], following: str) -> None:
    assert next_label(taken) == following


# --- the answer


def test_the_answer_goes_with_the_words(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first = said(library, library.scripts.add("one"))
        assert first.answer == ""
        told = library.scripts.answer(first.id, " Their rivals pay less.\r\nI know how. ")
        assert (told.id, told.answer) == (first.id, "Their rivals pay less.\nI know how.")
        second = said(library, library.scripts.change(first.id, text="two"))
        assert second.answer == told.answer
        library.scripts.answer(second.id, "Another reason")
        assert library.scripts.get(first.id).answer == told.answer, "what a take was made for stays"
        assert library.scripts.bring_back(first.id).answer == told.answer
        assert library.scripts.answer(second.id, "").answer == ""


def test_too_much_is_refused_in_words_and_nothing_is_lost(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add("one", answer="why")
        with pytest.raises(DataError, match="characters"):
            library.scripts.answer(script.id, "x" * (MAX_ANSWER_CHARS + 1))
        for tried in (lambda text: library.scripts.add(text),
                      lambda text: library.scripts.change(script.id, text=text)):  # fmt: skip
            with pytest.raises(DataError, match="nobody leaves"):
                tried("word " * 200_000)
        assert library.scripts.all() == [script]
        longest = library.scripts.add("é" * MAX_CHARS, answer="\U0001f600" * MAX_ANSWER_CHARS)
    lose_the_database(tmp_path)
    with Library.open(tmp_path) as library:
        library.sweep()
        assert library.scripts.get(longest.id) == longest, "the longest script fits into its file"


@pytest.mark.parametrize("method", ["versions", "bring_back", "add_variant", "variants"])
def test_an_unknown_script_is_told_in_words(tmp_path: Path, method: str) -> None:
    with Library.open(tmp_path) as library, pytest.raises(ScriptMissing, match="not in the library"):
        getattr(library.scripts, method)(NOBODY)


# --- files beside the rows


def test_a_lost_database_is_made_again_with_families_and_answers(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first, *_ = three_versions(library)
        copy = library.scripts.add_variant(first.id)
        library.scripts.answer(copy.id, "another why")
        versions, variants = library.scripts.versions(first.id), library.scripts.variants(first.id)
    lose_the_database(tmp_path)
    with Library.open(tmp_path) as library:
        library.sweep()
        kept = [(s.id, s.text, s.answer, s.family_id, s.variant) for s in library.scripts.versions(copy.id)]
        assert kept == [(copy.id, "three", "another why", copy.family_id, "B")]
        assert [s.id for s in library.scripts.versions(first.id)] == [s.id for s in versions]
        assert [s.variant for s in library.scripts.variants(copy.id)] == [s.variant for s in variants]
        assert library.scripts.add_variant(first.id).variant == "C"


def test_a_file_of_an_earlier_version_has_no_answer_and_is_taken_in(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add("one", title="T", answer="why")
    (file,) = (tmp_path / "scripts").iterdir()
    facts = json.loads(file.read_text())
    for key in ("answer", "family_id", "variant"):
        del facts[key]
    file.write_text(json.dumps(facts))
    lose_the_database(tmp_path)
    with Library.open(tmp_path) as library:
        assert library.scripts.adopt() == [script.id]
        found = library.scripts.get(script.id)
        assert (found.text, found.answer, found.family_id, found.variant) == ("one", "", "", "")


@pytest.mark.parametrize("change", [{"answer": 5}, {"family_id": "../elsewhere"}, {"variant": None}])
def test_a_file_with_wrong_facts_is_left_alone(tmp_path: Path, change: dict[str, object]) -> None:
    with Library.open(tmp_path) as library:
        library.scripts.add("one")
    (file,) = (tmp_path / "scripts").iterdir()
    file.write_text(json.dumps({**json.loads(file.read_text()), **change}))
    lose_the_database(tmp_path)
    with Library.open(tmp_path) as library:
        assert library.scripts.adopt() == []
    assert file.exists()
