"""A damaged database as a user meets it: repaired at the next start, told once, killed in between."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from rehearse.errors import LibraryDamaged, LibraryError, LibraryForeign
from rehearse.library import swap
from rehearse.library.library import Library
from rehearse.library.rebuild import rebuild
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from tests.helpers.damage import (
    fill,
    other_rows,
    pages_with,
    schema_smashed,
    smash,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def paths(private_home: Path) -> Paths:
    return Paths.default()


def test_the_next_start_repairs_and_says_so_once(paths: Paths) -> None:
    ids = fill(paths.library)
    path = paths.library / "library.db"
    path.write_bytes(schema_smashed(path.read_bytes()))
    studio = Studio(paths, SettingsStore(paths.settings))
    assert {take.id for take in studio.takes()} == set(ids[1:])
    (told,) = studio.news()
    assert "The list of takes was damaged and is made anew, with 12 takes." in told
    assert studio.news() == []
    studio.close()
    again = Studio(paths, SettingsStore(paths.settings))
    assert len(again.takes()) == 11
    assert again.news() == []
    again.close()


def test_damage_met_later_is_repaired_at_the_next_start(paths: Paths) -> None:
    ids = fill(paths.library)
    path = paths.library / "library.db"
    smash(path, pages_with(path, ids[5].encode() + b"2026-"))
    studio = Studio(paths, SettingsStore(paths.settings))
    with pytest.raises(LibraryDamaged) as caught:
        studio.takes()
    assert "start it again" in caught.value.help
    studio.close()
    done = subprocess.run(
        [sys.executable, "-m", "rehearse", "takes", "list", "--json"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "The list of takes was damaged and is made anew, with 12 takes." in done.stderr
    assert all(take_id in done.stdout for take_id in ids[1:])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE results SET scorecard = substr(scorecard, 1, 100) WHERE take_id = ?",
        "UPDATE results SET transcript = replace(transcript, 'words', 'wards') WHERE take_id = ?",
        "UPDATE takes SET created_at = 'then' WHERE id = ?",
        "UPDATE takes SET bands = '{]' WHERE id = ?",
    ],
)
def test_a_value_that_sqlite_reads_and_nobody_else_is_repaired_at_the_next_start(
    paths: Paths, change: str
) -> None:
    paths.library.mkdir(parents=True)
    ids = fill(paths.library, 3)
    connection = sqlite3.connect(paths.library / "library.db")
    connection.execute("PRAGMA ignore_check_constraints = 1")
    connection.execute(change, (ids[1],))
    connection.commit()
    connection.close()
    studio = Studio(paths, SettingsStore(paths.settings))
    with pytest.raises(LibraryDamaged, match="not what was written") as told:
        _ = [studio.library.take(take.id) for take in studio.takes()]
    assert "start it again" in str(told.value)
    studio.close()
    again = Studio(paths, SettingsStore(paths.settings))
    assert {take.id for take in again.takes()} == set(ids[1:])
    for take_id in ids:
        assert again.library.take(take_id).audio_path.is_file()
    assert len(again.news()) == 1
    again.close()
    once_more = Studio(paths, SettingsStore(paths.settings))
    assert {take.id for take in once_more.takes()} == set(ids[1:])
    assert once_more.news() == []
    once_more.close()


def test_a_column_whose_name_is_another_is_repaired_at_the_next_start(paths: Paths) -> None:
    paths.library.mkdir(parents=True)
    ids = fill(paths.library, 3)
    connection = sqlite3.connect(paths.library / "library.db")
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = replace(sql, 'slot_values', 'slat_values')")
    connection.commit()
    connection.close()
    studio = Studio(paths, SettingsStore(paths.settings))
    with pytest.raises(LibraryDamaged, match="slot_values"):
        studio.scripts.all()
    studio.close()
    again = Studio(paths, SettingsStore(paths.settings))
    assert len(again.scripts.all()) == 1
    assert {take.id for take in again.takes()} == set(ids[1:])
    assert len(again.news()) == 1
    again.close()


def test_the_file_of_another_program_is_never_set_aside(paths: Paths) -> None:
    paths.library.mkdir(parents=True)
    connection = sqlite3.connect(paths.library / "library.db")
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    studio = Studio(paths, SettingsStore(paths.settings))
    with pytest.raises(LibraryForeign):
        studio.takes()
    studio.close()
    assert not list(paths.library.glob("*damaged*"))


def test_nothing_is_rebuilt_while_somebody_has_it_open(tmp_path: Path) -> None:
    fill(tmp_path, 2)
    with Library.open(tmp_path):
        before = (tmp_path / "library.db").read_bytes()
        with pytest.raises(LibraryError, match="Another window"):
            rebuild(tmp_path)
        assert (tmp_path / "library.db").read_bytes() == before


KILLED = """
import os, sys
from pathlib import Path
from rehearse.library import rebuild, swap
folder, where = Path(sys.argv[1]), sys.argv[2]
real = os.rename
def rename(source, target):
    rename.n += 1
    if rename.n == int(where):
        os.kill(os.getpid(), 9)
    real(source, target)
rename.n = 0
if where == "0":
    swap.swap = lambda *a, **k: os.kill(os.getpid(), 9)
else:
    os.rename = rename
rebuild.rebuild(folder)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX knows them")
@pytest.mark.parametrize("where", ["0", "1", "2"])
def test_a_kill_in_the_middle_loses_nothing_and_the_next_start_goes_on(paths: Paths, where: str) -> None:
    ids = fill(paths.library)
    path = paths.library / "library.db"
    smash(path, pages_with(path, ids[5].encode() + b"2026-"))
    path.with_name(".library.db.damaged").touch()
    damaged = path.read_bytes()
    done = subprocess.run([sys.executable, "-c", KILLED, str(paths.library), where], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert swap.pending(paths.library) is (where != "0")
    studio = Studio(paths, SettingsStore(paths.settings))
    assert {take.id for take in studio.takes()} == set(ids[1:])
    assert studio.library.problems() == []
    (told,) = studio.news()
    assert "made anew, with 12 takes" in told
    studio.close()
    (aside,) = [entry for entry in os.listdir(paths.library) if entry.startswith("library.db.damaged-")]
    assert (paths.library / aside).read_bytes() == damaged
    assert other_rows(paths.library)["results"] == 12
