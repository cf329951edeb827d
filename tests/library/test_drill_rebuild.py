"""A damaged database made anew with what became of drills in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from rehearse.library.drill_runs import DrillRun
from rehearse.library.library import Library
from rehearse.library.rebuild import rebuild
from tests.helpers.drill_runs import CARDS, DIGITS, MISS, begin, done, record


def fill(folder: Path, n_runs: int = 40) -> list[DrillRun]:
    """Runs that need several pages of the database; one of them is in the trash, one is open."""
    with Library.open(folder) as library:
        takes = [record(library, 10) for _take in range(4)]
        run = begin(library, n_rounds=2, cards=CARDS)
        for number, take_id in enumerate(takes):
            library.drill_runs.add_attempt(run.id, number % 2, take_id)
        for _run in range(n_runs - 3):
            done(library, "missed", misses=[MISS, DIGITS], values=[("no_pitch", 1.0)], cut_s=6.5)
        library.drill_runs.delete([done(library).id])
        done(library)
        found = library.drill_runs.all()
    connection = sqlite3.connect(folder / "library.db")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return found


def pages_of(path: Path, table: str) -> list[int]:
    """The pages that hold a table's rows, from 0."""
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT id FROM " + table).fetchall()
    connection.close()
    ids = [row[0].encode() for row in found]
    data = path.read_bytes()
    pages = {page: data[page * 4096 : (page + 1) * 4096] for page in range(1, len(data) // 4096)}
    return [page for page, held in pages.items() if any(row_id in held for row_id in ids)]


@pytest.mark.parametrize("table", ["drill_runs", "attempts"])
def test_whatever_page_of_theirs_is_smashed_no_run_and_no_attempt_is_lost(tmp_path: Path, table: str) -> None:
    folder = tmp_path / "library"
    before = fill(folder)
    path = folder / "library.db"
    whole = path.read_bytes()
    pages = pages_of(path, table)
    assert len(pages) > 3
    for page in pages:
        damaged = bytearray(whole)
        damaged[page * 4096 : page * 4096 + 200] = b"\xa5" * 200
        path.write_bytes(damaged)
        rebuilt = rebuild(folder)
        with Library.open(folder) as library:
            assert library.drill_runs.all() == before, page
            assert library.problems() == []
        rebuilt.aside.unlink()


def test_without_a_row_left_all_comes_from_the_files(tmp_path: Path) -> None:
    before = fill(tmp_path, 4)
    (tmp_path / "library.db").write_bytes(b"\0" * 8192)
    rebuild(tmp_path)
    with Library.open(tmp_path) as library:
        assert library.drill_runs.all() == before
        assert [run.id for run in library.drill_runs.open_runs()] == [before[-1].id]


def test_without_a_file_left_all_comes_from_the_rows(tmp_path: Path) -> None:
    before = fill(tmp_path, 4)
    for file in (tmp_path / "drills").iterdir():
        file.unlink()
    rebuild(tmp_path)
    with Library.open(tmp_path) as library:
        assert library.drill_runs.all() == before


def test_rows_that_cannot_be_understood_come_from_their_files(tmp_path: Path) -> None:
    before = fill(tmp_path, 5)
    connection = sqlite3.connect(tmp_path / "library.db")
    connection.execute("UPDATE drill_runs SET cards = '[7]' WHERE seq = 1")
    connection.execute("UPDATE attempts SET misses = 'x' WHERE seq = 5")
    connection.execute("UPDATE attempts SET measured = '{}' WHERE seq = 6")
    connection.commit()
    connection.close()
    rebuild(tmp_path)
    with Library.open(tmp_path) as library:
        assert library.drill_runs.all() == before


def test_a_dropped_attempt_does_not_come_back(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        run = begin(library)
        library.drill_runs.drop_attempt(library.drill_runs.add_attempt(run.id, 0, record(library)).id)
    rebuild(tmp_path)
    with Library.open(tmp_path) as library:
        assert library.drill_runs.get(run.id).attempts == ()
