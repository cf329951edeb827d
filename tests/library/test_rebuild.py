"""A damaged database: set aside untouched, and everything that can be had is in the new one."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rehearse.errors import LibraryDamaged
from rehearse.library import rebuild as rebuilding
from rehearse.library.filters import TakeFilter
from rehearse.library.library import Library
from rehearse.library.rebuild import rebuild
from rehearse.library.takes import TakeState
from rehearse.speech.corrections import Corrections
from tests.helpers.damage import (
    cut,
    fill,
    no_database,
    other_rows,
    pages_with,
    schema_smashed,
    smash,
)


def titles(library: Library) -> set[str]:
    return {take.title for deleted in (False, True) for take in library.takes(deleted=deleted)}


def _nothing_left(data: bytes) -> bytes:
    return b"\0" * len(data)


@pytest.mark.parametrize("change", [cut, no_database, schema_smashed, _nothing_left])
def test_without_a_row_left_every_take_and_script_comes_from_its_files(
    tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    ids = fill(tmp_path)
    path = tmp_path / "library.db"
    path.write_bytes(change(path.read_bytes()))
    damaged = path.read_bytes()
    with pytest.raises(LibraryDamaged):
        Library.open(tmp_path)
    rebuilt = rebuild(tmp_path)
    assert rebuilt.aside.read_bytes() == damaged
    assert rebuilt.aside.name.startswith("library.db.damaged-")
    assert (rebuilt.n_takes, rebuilt.n_from_sound, rebuilt.n_unheard) == (12, 12, 11)
    assert str(rebuilt.aside) in rebuilt.told
    assert "11 have to be listened to again" in rebuilt.told
    with Library.open(tmp_path) as library:
        assert library.problems() == []
        assert [take.id for take in library.takes()] == ids[:0:-1]  # in the order they were made
        assert [take.id for take in library.takes(deleted=True)] == ids[:1]
        assert titles(library) == {f"Take {number}" for number in range(12)}
        assert {take.state for take in library.takes()} == {TakeState.RECORDED}
        (script,) = library.scripts.all()
        assert (script.title, script.n_takes) == ("First call", 11)
        assert library.sweep() == []
    assert not (tmp_path / rebuilding.WORK_NAME).exists()


def test_takes_that_lost_their_rows_get_back_what_was_heard_in_them(tmp_path: Path) -> None:
    ids = fill(tmp_path)
    path = tmp_path / "library.db"
    with Library.open(tmp_path) as library:
        said = library.take(ids[5]).transcript
    lost = pages_with(path, ids[5].encode() + b"2026-")  # the row of the take itself
    assert lost
    smash(path, lost)
    rebuilt = rebuild(tmp_path)
    assert rebuilt.n_takes == 12
    assert rebuilt.n_from_sound > 0
    assert rebuilt.n_unheard == 0
    with Library.open(tmp_path) as library:
        take = library.take(ids[5])
        assert take.state is TakeState.SCORED
        assert take.transcript == said
        assert take.title == "Take 5"
        summary = next(one for one in library.takes() if one.id == ids[5])
        assert summary.bands["pitch"] == "off"
        assert summary.excerpt.startswith("hi dana this is um bob")
        assert summary.message_s == pytest.approx(15.5)
    assert other_rows(tmp_path) == {"notes": 1, "calls": 1, "ideas": 1, "scripts": 1, "results": 12}


def test_what_was_heard_is_lost_alone_where_its_page_is(tmp_path: Path) -> None:
    ids = fill(tmp_path)
    path = tmp_path / "library.db"
    smash(path, pages_with(path, b'"utterance_starts"')[:3])
    rebuilt = rebuild(tmp_path)
    assert (rebuilt.n_takes, rebuilt.n_from_sound) == (12, 0)
    assert 0 < rebuilt.n_unheard < 11
    with Library.open(tmp_path) as library:
        states = [library.take(take_id).state for take_id in ids]
        unheard = [take for take in library.takes() if take.state is TakeState.RECORDED]
        assert len(unheard) == rebuilt.n_unheard
        assert all(take.ready is None and take.bands == {} and take.excerpt == "" for take in unheard)
        assert TakeState.SCORED in states
        assert titles(library) == {f"Take {number}" for number in range(12)}


def test_whatever_page_is_smashed_no_take_is_lost(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    ids = fill(folder, 6)
    path = folder / "library.db"
    whole = path.read_bytes()
    n_damaged = 0
    for page in range(len(whole) // 4096):
        path.write_bytes(whole)
        smash(path, [page])
        rebuilt = rebuild(folder)
        n_damaged += 1
        assert rebuilt.n_takes == 6, f"page {page}"
        with Library.open(folder) as library:
            assert library.problems() == []
            assert {take.id for take in [*library.takes(), *library.takes(deleted=True)]} == set(ids)
            assert titles(library) == {f"Take {number}" for number in range(6)}
            assert len(library.scripts.all()) == 1
        rebuilt.aside.unlink()
    assert n_damaged > 20


def test_bytes_changed_anywhere_lose_no_take_and_never_raise(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    ids = fill(folder, 6)
    path = folder / "library.db"
    whole = path.read_bytes()
    chance = random.Random(7)
    for _round in range(10):
        data = bytearray(whole)
        for _place in range(chance.randrange(1, 400)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)
        rebuilt = rebuild(folder)
        with Library.open(folder) as library:
            assert library.problems() == []
            listed = [*library.takes(), *library.takes(deleted=True)]
            for take in listed:
                library.take(take.id)
            assert {take.id for take in listed} >= set(ids)
        rebuilt.aside.unlink()


def test_what_a_crash_left_in_the_log_is_saved_too(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    ids = fill(folder, 4)
    connection = sqlite3.connect(folder / "library.db")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("UPDATE takes SET title = 'Only in the log' WHERE id = ?", (ids[2],))
    connection.commit()
    log = (folder / "library.db-wal").read_bytes()
    before = (folder / "library.db").read_bytes()
    connection.close()
    (folder / "library.db").write_bytes(before)
    (folder / "library.db-wal").write_bytes(log)  # as a crash would leave it
    smash(folder / "library.db", pages_with(folder / "library.db", b'"utterance_starts"')[:1])
    rebuilt = rebuild(folder)
    assert Path(f"{rebuilt.aside}-wal").read_bytes() == log
    with Library.open(folder) as library:
        assert library.take(ids[2]).title == "Only in the log"


@pytest.mark.parametrize("lose_a_row", [False, True])
def test_what_was_said_and_noted_is_found_as_before(tmp_path: Path, lose_a_row: bool) -> None:
    ids = fill(tmp_path)
    with Library.open(tmp_path) as library:
        library.notes.add(ids[5], "Mind the pineapple")
    path = tmp_path / "library.db"
    if lose_a_row:
        smash(path, pages_with(path, ids[5].encode() + b"2026-"))
    rebuild(tmp_path)
    with Library.open(tmp_path) as library:
        assert [take.id for take in library.find(TakeFilter(text="dana"))] == ids[:0:-1]
        assert [take.id for take in library.find(TakeFilter(text="pineapple"))] == [ids[5]]
        assert [take.id for take in library.find(TakeFilter(text='"take 7"'))] == [ids[7]]


def test_corrections_of_a_lost_row_come_from_the_file_beside_the_sound(tmp_path: Path) -> None:
    ids = fill(tmp_path, 3)
    with Library.open(tmp_path) as library:
        take = library.take(ids[1])
        assert take.heard is not None
        assert take.scorecard is not None
        put_right = Corrections.from_dict(
            {"made": [[1, 2, ["dana"], ["data"], ["hi"], ["this", "is"], 0.8]], "aside": []}
        )
        library.save_result(ids[1], take.heard, take.scorecard, corrections=put_right)
    (tmp_path / "library.db").write_bytes(b"\0" * 8192)
    rebuild(tmp_path)
    with Library.open(tmp_path) as library:
        assert library.take(ids[1]).corrections == put_right


def test_notes_tags_ideas_and_calls_come_from_their_files(tmp_path: Path) -> None:
    ids = fill(tmp_path, 2)
    with Library.open(tmp_path) as library:
        (script,) = library.scripts.all()
        library.ideas.add("Sing it", root_id=script.root_id)
        library.calls.add(date(2026, 11, 25), script.id, 20, 3)
        library.notes.add(ids[1], "Say it slower")
        library.tag(ids[1:], add=["cold"])
        library.star(ids[1:], True)
    (tmp_path / "library.db").write_bytes(b"\0" * 8192)
    rebuild(tmp_path)
    with Library.open(tmp_path) as library:
        assert [idea.text for idea in library.ideas.all()] == ["Sing it"]
        assert [(block.n_left, block.n_back) for block in library.calls.all()] == [(20, 3)]
        assert "Say it slower" in [note.text for note in library.notes.of(ids[1])]
        (take,) = library.takes()
        assert (take.tags, take.starred) == (("cold",), True)
