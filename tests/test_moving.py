"""The data folder moved: complete, verified, refused in words, and never half."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from rehearse import moving
from rehearse.errors import DiskFull, LibraryError, LibraryReadOnly, RehearseError
from rehearse.left_behind import delete_old, forget_old, old_folder
from rehearse.library.library import Library
from rehearse.moving import destination, move_data
from rehearse.paths import Paths
from rehearse.progress import Progress
from rehearse.settings import SettingsStore
from tests.helpers.commands import ROOT
from tests.helpers.to_move import (
    add_take,
    contents,
    paths,
)

__all__ = ["paths"]


def test_a_move_takes_everything_along_and_every_process_finds_it(paths: Paths, tmp_path: Path) -> None:
    before = contents(paths.data)
    told: list[Progress] = []
    moved = move_data(paths, tmp_path / "disk" / "voice", on_progress=told.append)
    target = tmp_path / "disk" / "voice"
    assert moved.paths.data == target == Paths.default().data
    assert contents(target) == before
    assert contents(paths.data) == before  # the old one stays
    assert moved.n_files == len(before)
    assert moved.n_bytes == sum(map(len, before.values()))
    assert {progress.step for progress in told} == {"Copying", "Checking the copy"}
    assert all(progress.total == 2 * moved.n_bytes for progress in told)
    assert SettingsStore(Paths.default().settings).value.speaker == "Kim"
    if sys.platform != "win32":
        assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in target.rglob("*"))
    done = subprocess.run(
        [sys.executable, "-m", "rehearse", "takes", "list"],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.strip().splitlines()) >= 3


def test_the_old_folder_can_be_deleted_afterwards_but_nothing_that_was_put_there_since(
    paths: Paths, tmp_path: Path
) -> None:
    assert old_folder(paths) is None
    moved = move_data(paths, tmp_path / "voice")
    before = contents(moved.paths.data)
    assert old_folder(moved.paths) == paths.data
    (paths.data / "letter.txt").write_text("not ours")
    (paths.rules / "mine.toml").write_text('title = "Changed since"\n')
    assert delete_old(moved.paths) == 1
    assert contents(paths.data) == {
        "letter.txt": b"not ours",
        "rules/mine.toml": b'title = "Changed since"\n',
    }
    assert contents(moved.paths.data) == before
    (paths.rules / "mine.toml").unlink()
    (paths.data / "letter.txt").unlink()
    assert delete_old(moved.paths) == 0
    assert not paths.data.exists()
    assert old_folder(moved.paths) is None


def test_the_old_folder_can_be_kept(paths: Paths, tmp_path: Path) -> None:
    moved = move_data(paths, tmp_path / "voice")
    forget_old(moved.paths)
    assert old_folder(moved.paths) is None
    assert delete_old(moved.paths) == 0
    assert (paths.library / "library.db").is_file()


def test_there_and_back_again(paths: Paths, tmp_path: Path) -> None:
    before = contents(paths.data)
    there = move_data(paths, tmp_path / "voice").paths
    delete_old(there)
    back = move_data(there, paths.data).paths
    assert back.data == paths.data
    assert contents(paths.data) == before
    delete_old(back)
    assert not (tmp_path / "voice").exists()


def test_settings_inside_the_data_folder_stay_where_they_are(tmp_path: Path) -> None:
    """As on systems that have one folder for both."""
    one = tmp_path / "one"
    paths = Paths(one, one, one / "Cache", one / "Logs")
    with Library.open(paths.library) as library:
        add_take(library)
    SettingsStore(paths.settings).update(speaker="Kim")
    paths.cache.mkdir()
    (paths.cache / "packs.json").write_text("{}")
    moved = move_data(paths, tmp_path / "voice").paths
    assert sorted(entry.name for entry in moved.data.iterdir()) == ["library"]
    delete_old(moved)
    assert paths.followed().data == moved.data
    assert SettingsStore(paths.settings).value.speaker == "Kim"
    back = move_data(moved, one).paths  # only settings and cache are in it: it counts as empty
    assert back.data == one
    assert SettingsStore(paths.settings).value.speaker == "Kim"
    assert len(list(back.library.rglob("*.wav"))) == 1


# ---- where to ----------------------------------------------------------------------------------


def test_a_folder_that_holds_other_things_gets_one_of_our_own(paths: Paths, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    assert destination(paths, tmp_path) == tmp_path / "Rehearse"
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / ".DS_Store").touch()
    assert destination(paths, tmp_path / "empty") == tmp_path / "empty"
    assert move_data(paths, tmp_path).paths.data == tmp_path / "Rehearse"
    assert (tmp_path / "letter.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("data", "already"),
        ("data/inside/deep", "lies inside"),
        ("data/library", "lies inside"),
        ("file", "is not a folder"),
        ("full", "something in"),
    ],
)
def test_folders_that_cannot_be_are_refused_in_words(
    paths: Paths, private_home: Path, place: str, said: str
) -> None:
    (private_home / "file").touch()
    (private_home / "full" / "Rehearse").mkdir(parents=True)
    (private_home / "full" / "Rehearse" / "letter.txt").touch()
    before = contents(private_home)
    with pytest.raises(LibraryError, match=said) as caught:
        move_data(paths, private_home / place)
    assert "untouched" in caught.value.kept
    assert caught.value.help
    assert contents(private_home) == before


def test_a_link_to_the_folder_itself_is_seen_through(paths: Paths, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(paths.data)
    with pytest.raises(LibraryError, match="already"):
        destination(paths, tmp_path / "link")
    with pytest.raises(LibraryError, match="lies inside"):
        destination(paths, tmp_path / "link" / "deep")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="write protection of POSIX")
def test_a_write_protected_folder_is_told(paths: Paths, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(LibraryReadOnly, match="Nothing can be written"):
        move_data(paths, tmp_path / "locked" / "voice")


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.EROFS, LibraryReadOnly), (errno.ENOSPC, DiskFull), (errno.EIO, LibraryError)]
)
def test_a_disk_that_fails_half_way_leaves_nothing_behind(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[RehearseError]
) -> None:
    real, calls = os.fsync, []

    def failing(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) > 6:
            raise OSError(number, os.strerror(number))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(kind):
        move_data(paths, tmp_path / "voice")
    assert not (tmp_path / "voice").exists()
    assert Paths.default().data == paths.data


def test_a_full_disk_is_told_before_anything_is_copied(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "free_bytes", lambda _folder: 3_000_000)
    with pytest.raises(DiskFull, match="64 MB are needed, 3 MB are free"):
        move_data(paths, tmp_path / "voice")
    assert not (tmp_path / "voice").exists()
