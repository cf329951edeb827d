"""The library's database: opened, brought up to date, and left alone where it must be."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from rehearse.errors import (
    LibraryDamaged,
    LibraryError,
    LibraryNewer,
)
from rehearse.library import database, migrations
from rehearse.library.library import Library
from tests.helpers.damage import cut, no_database, schema_smashed
from tests.helpers.raw_database import (
    posix,
    raw,
)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_the_file_is_durable_and_checked(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        library.begin_take()
        found = database.Database(tmp_path / "library.db")
        with found.reading() as connection:
            values = {
                name: connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "application_id")
            }
        found.close()
    assert values == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
        "application_id": migrations.APPLICATION_ID,
    }


@posix
def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        with Library.open(tmp_path / "deep" / "library") as library:
            library.begin_take()
            modes = {path: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    finally:
        os.umask(umask)
    assert {path.name for path in modes} >= {"deep", "library.db", "library.db-wal", "library.db-shm"}
    for path, mode in modes.items():
        assert mode == (0o700 if path.is_dir() else 0o600), path


# -- a file that must be left as it is ----------------------------------------------------------


def test_a_newer_library_is_refused_and_left_untouched(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        library.begin_take()
    connection = raw(tmp_path)
    connection.execute(f"PRAGMA user_version = {migrations.LATEST + 1}")
    connection.close()
    before = contents(tmp_path)
    with pytest.raises(LibraryNewer, match="later version") as caught:
        Library.open(tmp_path)
    assert "untouched" in caught.value.kept
    assert contents(tmp_path) == before


def test_a_newer_library_is_recognised_by_what_a_crash_left_in_its_log(tmp_path: Path) -> None:
    folder, copy = tmp_path / "lib", tmp_path / "copy"
    Library.open(folder).close()
    connection = raw(folder)
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute(f"PRAGMA user_version = {migrations.LATEST + 1}")
    shutil.copytree(folder, copy)  # while it is open: as a crash would leave it
    connection.close()
    (copy / "library.db-shm").unlink()
    before = contents(copy)
    assert int.from_bytes(before["library.db"][60:64], "big") == migrations.LATEST
    with pytest.raises(LibraryNewer):
        Library.open(copy)
    after = contents(copy)
    assert {name: after[name] for name in ("library.db", "library.db-wal")} == {
        name: before[name] for name in ("library.db", "library.db-wal")
    }


@pytest.mark.parametrize("change", [cut, no_database, schema_smashed])
def test_a_damaged_library_says_that_the_recordings_are_safe(
    tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    with Library.open(tmp_path) as library:
        sound = library.begin_take().audio_path
        sound.write_bytes(b"RIFF")
    path = tmp_path / "library.db"
    path.write_bytes(change(path.read_bytes()))
    before = path.read_bytes()
    with pytest.raises(LibraryDamaged, match="is damaged") as caught:
        Library.open(tmp_path)
    assert str(tmp_path / "audio") in caught.value.kept
    assert path.read_bytes() == before
    assert sound.read_bytes() == b"RIFF"


def test_damage_met_later_is_told_too(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        for _take in range(200):
            library.begin_take(speaker="x" * 200)
    path = tmp_path / "library.db"
    data = bytearray(path.read_bytes())
    page_bytes = int.from_bytes(data[16:18], "big")
    smashed = [
        page
        for page in range(page_bytes, len(data), page_bytes)  # the schema stays whole, however long it grows
        if b"x" * 200 in data[page : page + page_bytes]
    ]
    assert len(smashed) > 10
    for page in smashed:
        data[page : page + 64] = b"\xff" * 64
    path.write_bytes(data)
    with Library.open(tmp_path) as library:
        with pytest.raises(LibraryDamaged):
            library.takes()
        assert library.problems() != []


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    connection = raw(tmp_path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = contents(tmp_path)["library.db"]
    with pytest.raises(LibraryDamaged, match="another program"):
        Library.open(tmp_path)
    assert contents(tmp_path)["library.db"] == before


def test_an_empty_file_becomes_a_library(tmp_path: Path) -> None:
    (tmp_path / "library.db").touch()
    with Library.open(tmp_path) as library:
        assert library.takes() == []


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "lib").write_text("x")
    with pytest.raises(LibraryError):
        Library.open(tmp_path / "lib")
