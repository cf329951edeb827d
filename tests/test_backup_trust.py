"""Backups that are not to be trusted: nothing of them is written, and it is said why."""

from __future__ import annotations

import os
import sqlite3
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from rehearse.errors import BackupInvalid, LibraryError, LibraryNewer, RehearseError
from rehearse.library.archive import read_manifest, verify
from rehearse.library.library import Library
from rehearse.library.migrations import LATEST
from rehearse.progress import ByteTeller
from rehearse.studio import Studio
from tests.helpers.backups import (
    add_take,
    contents,
    other,
    posix,
    studio,
    write_zip,
)

__all__ = ["other", "studio"]


@pytest.fixture(scope="module")
def sound_database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("sound")
    with Library.open(folder) as library:
        add_take(library, "Theirs")
    return (folder / "library.db").read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "library/../../../escaped.txt",
        "../escaped.txt",
        "/tmp/escaped.txt",
        "library//x.wav",
        "library/./x.wav",
        "elsewhere/x.txt",
        "library",
        "settings.json/x",
        "library/.swap.json",
        "library/.hidden/x.wav",
        "library/library.db-wal",
        "library/LIBRARY.DB-shm",
        "rules/.x.toml",
    ],
)
def test_a_name_that_has_no_place_is_refused_before_anything_is_written(
    other: Studio, tmp_path: Path, sound_database: bytes, name: str
) -> None:
    path = tmp_path / "bad.zip"
    write_zip(path, {"library/library.db": sound_database, name: b"x"})
    add_take(other.library, "Mine")
    before = contents(other)
    with pytest.raises(BackupInvalid) as caught:
        other.restore_backup(path)
    assert caught.value.kept == "Nothing was changed."
    assert contents(other) == before
    assert not list(tmp_path.rglob("escaped.txt"))
    assert sorted(entry.name for entry in other.paths.data.iterdir()) == ["library"]


def _link(made: zipfile.ZipFile) -> None:
    info = zipfile.ZipInfo("library/audio/link.wav")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    made.writestr(info, "/etc/passwd")


BAD: dict[str, dict[str, Any]] = {
    "wrong hash": {"changed": lambda facts: facts["files"][0].__setitem__(2, "0" * 64)},
    "wrong size": {"changed": lambda facts: facts["files"][0].__setitem__(1, 3)},
    "a file too much": {"extra": lambda made: made.writestr("library/audio/more.wav", b"x")},
    "a file missing": {
        "changed": lambda facts: facts["files"].append(["library/audio/x.wav", 1, "0" * 64, 1])
    },
    "listed twice": {"changed": lambda facts: facts["files"].append(facts["files"][0])},
    "a link": {
        "extra": _link,
        "changed": lambda facts: facts["files"].append(["library/audio/link.wav", 11, "0" * 64, 1]),
    },
    "no database": {"files": {"rules/x.toml": b"x"}},
    "nonsense in the list": {"changed": lambda facts: facts.__setitem__("files", [{"a": 1}])},
    "no version": {"changed": lambda facts: facts.__setitem__("rehearse_backup", None)},
    "a negative size": {"changed": lambda facts: facts["files"][0].__setitem__(1, -1)},
    "a bomb": {"files": {"library/audio/x.json": b"\0" * 30_000_000}},
    "words as database": {"files": {"library/library.db": b"these are my notes\n" * 500}},
    "an empty database": {"files": {"library/library.db": b""}},
}


@pytest.mark.parametrize("what", BAD)
def test_a_backup_that_is_not_to_be_trusted_is_refused_in_words(
    other: Studio, tmp_path: Path, sound_database: bytes, what: str
) -> None:
    options = dict(BAD[what])
    files = {"library/library.db": sound_database} | options.pop("files", {})
    if what == "no database":
        del files["library/library.db"]
    path = tmp_path / "bad.zip"
    write_zip(path, files, **options)
    add_take(other.library, "Mine")
    before = contents(other)
    if what == "an empty database":
        assert other.restore_backup(path).n_takes == 0  # harmless: the takes of before are set aside
        return
    with pytest.raises(BackupInvalid, match="is not a backup that can be restored"):
        other.restore_backup(path)
    assert contents(other) == before
    assert sorted(entry.name for entry in other.paths.data.iterdir()) == ["library"]


def test_files_on_top_of_each_other_are_refused(tmp_path: Path, sound_database: bytes) -> None:
    path = tmp_path / "bad.zip"
    write_zip(path, {"library/library.db": sound_database})
    with zipfile.ZipFile(path) as made:
        info = made.getinfo("library/library.db")
    raw = path.read_bytes()
    # The list of contents, with the same entry under another name: two files from the same bytes.
    at = raw.index(b"PK\x01\x02")
    end = raw.rindex(b"PK\x05\x06")
    entry = raw[at : at + 46 + len("library/library.db")]
    many = [entry[:-2] + f"{n:02d}".encode() for n in range(60)]
    listing = raw[at:end] + b"".join(many)
    count = (2 + len(many)).to_bytes(2, "little")
    tail = bytearray(raw[end:])
    tail[8:10] = tail[10:12] = count
    tail[12:16] = len(listing).to_bytes(4, "little")
    path.write_bytes(raw[:at] + listing + bytes(tail))
    assert info.compress_size * 60 > path.stat().st_size
    with pytest.raises(BackupInvalid, match="on top of each other"):
        read_manifest(path)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE takes SET audio_path = '../../victim.wav'", "leave its folder"),
        ("UPDATE takes SET audio_path = '/etc/passwd'", "leave its folder"),
        ("UPDATE takes SET audio_path = 'audio/../../x.wav'", "leave its folder"),
        (
            "INSERT INTO scripts (id, root_id, created_at, text) VALUES ('../x', 'x', '2026', 'x')",
            "leave its folder",
        ),
        ("INSERT INTO ideas (id, created_at, text) VALUES ('../../x', '2026', 'x')", "leave its folder"),
        (
            "INSERT INTO drill_runs (id, created_at, drill_id, title, drill_text, n_rounds)"
            " VALUES ('../../x', '2026', 'x', 'x', 'x', 1)",
            "leave its folder",
        ),
        (
            "CREATE TRIGGER t AFTER INSERT ON takes BEGIN DELETE FROM takes; END",
            "not of this program",
        ),
        (f"PRAGMA user_version = {LATEST + 1}", "later version"),
    ],
)
def test_a_database_that_reaches_out_of_its_folder_is_refused(
    other: Studio, tmp_path: Path, sound_database: bytes, statement: str, said: str
) -> None:
    database = tmp_path / "theirs.db"
    database.write_bytes(sound_database)
    connection = sqlite3.connect(database)
    connection.execute(statement)
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    path = tmp_path / "bad.zip"
    write_zip(path, {"library/library.db": database.read_bytes()})
    with pytest.raises(LibraryError, match=said):
        other.restore_backup(path)
    assert not (other.paths.library / "library.db").exists()


@pytest.mark.parametrize("change", [{"version": 2}, {"schema": LATEST + 1}])
def test_a_backup_of_a_later_version_is_left_alone(
    other: Studio, tmp_path: Path, sound_database: bytes, change: dict[str, int]
) -> None:
    path = tmp_path / "later.zip"
    write_zip(path, {"library/library.db": sound_database}, **change)
    with pytest.raises(LibraryNewer, match="later version") as caught:
        other.restore_backup(path)
    assert "Update Rehearse" in caught.value.help


def test_a_backup_with_any_byte_changed_is_noticed_or_harmless(studio: Studio, tmp_path: Path) -> None:
    import random

    path = tmp_path / "mine.zip"
    studio.back_up(path)
    raw = path.read_bytes()
    chance = random.Random(11)
    n_refused = 0
    for _round in range(150):
        data = bytearray(raw)
        if chance.random() < 0.2:
            data = data[: chance.randrange(len(data))]
        else:
            for _place in range(chance.randrange(1, 5)):
                data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)
        try:
            verify(path, ByteTeller(None, None, 1))
        except RehearseError:
            n_refused += 1
    assert n_refused > 100


@posix
def test_what_is_no_file_is_refused(tmp_path: Path, other: Studio) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "pipe", tmp_path, tmp_path / "nowhere.zip"):
        with pytest.raises(BackupInvalid):
            other.restore_backup(place)
