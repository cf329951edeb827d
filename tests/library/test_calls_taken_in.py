"""Call blocks from elsewhere: taken in once, and never in place of what is there."""

from __future__ import annotations

import errno
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from rehearse.errors import DataError, DiskFull, ScriptMissing
from rehearse.library import calls_file
from rehearse.library.calls import CallEntry
from rehearse.library.library import Library
from tests.helpers.call_blocks import (
    DAY,
    NOBODY,
    lose_database,
)
from tests.helpers.commands import ROOT, environment


def test_taking_in_twice_adds_nothing_twice(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add("Hi").id
        there = library.calls.add(DAY, script, 10, 1)
        entries = [
            CallEntry(DAY, script, 10, 1),
            CallEntry(DAY, script, 12, 1, "x"),
            CallEntry(DAY, script, 12, 1, "x"),
            CallEntry(DAY, script, 12, 2, "x"),
        ]
        assert library.calls.take_in(entries) == ["known", "added", "added", "added"]
        before = library.calls.all()
        assert len(before) == 4, "two blocks of one day may be the same"
        assert library.calls.take_in(entries) == ["known"] * 4
        assert library.calls.all() == before
        assert there in before


def test_taking_in_goes_by_the_id_where_there_is_one(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add("Hi").id
        block = library.calls.add(DAY, script, 10, 1)
        same = CallEntry(DAY, script, 10, 1, id=block.id)
        assert library.calls.take_in([same]) == ["known"]
        # The one named by its id stands for itself, so this other one is new.
        assert library.calls.take_in([same, CallEntry(DAY, script, 10, 1)]) == ["known", "added"]
        other = CallEntry(DAY, script, 99, 1, id=block.id)
        assert library.calls.take_in([other]) == ["differs"]
        assert library.calls.get(block.id) == block, "left as it is"
        fresh = CallEntry(DAY, script, 7, 1, id=NOBODY)
        assert library.calls.take_in([fresh, fresh]) == ["added", "known"]
        assert library.calls.get(NOBODY).n_left == 7


def test_taking_in_brings_back_from_the_trash(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add("Hi").id
        block = library.calls.add(DAY, script, 10, 1)
        library.calls.delete([block.id])
        assert library.calls.take_in([CallEntry(DAY, script, 10, 1)]) == ["restored"]
        assert library.calls.all() == [block]
        twin = library.calls.add(DAY, script, 10, 1)
        library.calls.delete([block.id])
        assert library.calls.take_in([CallEntry(DAY, script, 10, 1)]) == ["known"], "the one that is seen"
        assert library.calls.all() == [twin]


def test_one_entry_that_cannot_be_takes_in_none(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add("Hi").id
        with pytest.raises(DataError):
            library.calls.take_in([CallEntry(DAY, script, 5, 1), CallEntry(DAY, script, 5, 6)])
        with pytest.raises(ScriptMissing):
            library.calls.take_in([CallEntry(DAY, script, 5, 1), CallEntry(DAY, "", 5, 1)])
        assert library.calls.all() == []


def test_two_libraries_on_one_folder_lose_nothing(tmp_path: Path) -> None:
    with Library.open(tmp_path) as one, Library.open(tmp_path) as other:
        script = one.scripts.add("Hi").id

        def enter(library: Library) -> None:
            for n in range(1, 16):
                library.calls.add(DAY, script, n, 0)

        threads = [threading.Thread(target=enter, args=(library,)) for library in (one, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(one.calls.all()) == 30
    lose_database(tmp_path)
    with Library.open(tmp_path) as library:
        library.sweep()
        assert len(library.calls.all()) == 30


def test_a_full_disk_keeps_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with Library.open(tmp_path) as library:
        script = library.scripts.add("Hi").id
        kept = library.calls.add(DAY, script, 5, 1)
        monkeypatch.setattr(calls_file, "write_atomic", refuse)
        with pytest.raises(DiskFull):
            library.calls.add(DAY, script, 6, 1)
        with pytest.raises(DiskFull):
            library.calls.delete([kept.id])
        assert library.calls.all() == [kept]
        monkeypatch.undo()
        assert library.calls.add(DAY, script, 6, 1).n_left == 6


@pytest.mark.parametrize("n_kept", [1, 7, 20])
def test_a_killed_program_loses_nothing_it_kept(tmp_path: Path, n_kept: int) -> None:
    with Library.open(tmp_path) as library:
        script = library.scripts.add("Hi").id
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.calls_child", str(tmp_path), script],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
        cwd=ROOT,
    )
    assert child.stdout is not None
    told = [child.stdout.readline().strip() for _block in range(n_kept)]
    child.kill()
    told += child.stdout.read().split()
    child.wait()
    child.stdout.close()
    assert len(told) >= n_kept
    with Library.open(tmp_path) as library:
        library.sweep()
        held = {block.id for block in library.calls.all()}
        assert held >= set(told)
        assert len(held) <= len(told) + 1, "nothing is there twice"
    lose_database(tmp_path)
    with Library.open(tmp_path) as library:
        library.sweep()
        assert {block.id for block in library.calls.all()} == held
