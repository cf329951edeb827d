"""Backups and restores that are stopped, refused, or have no room."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rehearse.errors import Cancelled, DiskFull, LibraryError, RehearseError
from rehearse.library import backup, restore
from rehearse.progress import CancelToken, Progress
from rehearse.safekeeping import backup_target
from rehearse.studio import Studio
from tests.helpers.backups import (
    add_take,
    contents,
    other,
    studio,
)
from tests.helpers.commands import ROOT

__all__ = ["other", "studio"]


@pytest.mark.parametrize("after", [1, 3, 6])
def test_a_backup_that_is_stopped_leaves_what_was_there(studio: Studio, tmp_path: Path, after: int) -> None:
    target = tmp_path / "out" / "mine.zip"
    target.parent.mkdir()
    target.write_bytes(b"the one of before")
    cancel = CancelToken()

    def tell(_progress: Progress) -> None:
        tell.n += 1  # type: ignore[attr-defined]
        if tell.n == after:  # type: ignore[attr-defined]
            cancel.cancel()

    tell.n = 0  # type: ignore[attr-defined]
    import rehearse.progress

    before, rehearse.progress._TELL_S = rehearse.progress._TELL_S, 0.0
    try:
        with pytest.raises(Cancelled):
            studio.back_up(target, on_progress=tell, cancel=cancel)
    finally:
        rehearse.progress._TELL_S = before
    assert [path.name for path in target.parent.iterdir()] == ["mine.zip"]
    assert target.read_bytes() == b"the one of before"
    assert not (studio.paths.library / ".backup.json").exists()


def test_a_restore_that_is_stopped_changes_nothing(studio: Studio, other: Studio, tmp_path: Path) -> None:
    studio.back_up(tmp_path / "mine.zip")
    add_take(other.library, "Only here")
    before = contents(other)
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        other.restore_backup(tmp_path / "mine.zip", cancel=cancel)
    assert contents(other) == before
    assert sorted(path.name for path in other.paths.data.iterdir()) == ["library"]


def test_a_disk_without_room_is_told_before_anything_is_written(
    studio: Studio, other: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.back_up(tmp_path / "mine.zip")
    monkeypatch.setattr(backup, "free_bytes", lambda _folder: 1000)
    monkeypatch.setattr(restore, "free_bytes", lambda _folder: 1000)
    with pytest.raises(DiskFull, match="not enough room") as caught:
        studio.back_up(tmp_path / "new.zip")
    assert "No backup was written" in caught.value.kept
    assert not (tmp_path / "new.zip").exists()
    with pytest.raises(DiskFull, match="not enough room"):
        other.restore_backup(tmp_path / "mine.zip")
    assert not list(other.paths.data.glob("*restor*"))


@pytest.mark.skipif(sys.platform != "linux", reason="a small file system of its own")
def test_a_disk_that_really_fills_up(studio: Studio, tmp_path: Path) -> None:
    studio.close()
    place = tmp_path / "disk"
    place.mkdir()
    script = (
        f"mount -t tmpfs -o size=200k none {place} && cd {ROOT} && {sys.executable} -c '"
        "from rehearse.library import backup; backup._SPARE_BYTES = -10**9; import sys;"
        'from rehearse.cli import main; sys.argv = ["rehearse", "backup", sys.argv[1]]; sys.exit(main())'
        f"' {place}/mine.zip; echo status $?; ls -A {place} | wc -l"
    )
    try_it = subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False)
    if try_it.returncode != 0:
        pytest.skip("no file system can be mounted here")
    done = subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["status", "1", "0"], done.stderr
    assert f"The disk of {place} is full." in done.stderr
    assert "No backup was written; your recordings are untouched." in done.stderr


def test_a_place_inside_what_is_backed_up_is_refused(studio: Studio) -> None:
    with pytest.raises(LibraryError, match="inside the folder"):
        backup_target(studio.paths, studio.paths.data / "mine.zip")
    with pytest.raises(LibraryError, match="inside the folder"):
        studio.back_up(studio.paths.library)


def test_a_damaged_library_is_not_taken_for_a_backup(studio: Studio, tmp_path: Path) -> None:
    studio.close()
    path = studio.paths.library / "library.db"
    data = bytearray(path.read_bytes())
    for page in range(4096, len(data), 4096):
        if b"Take 1" in data[page : page + 4096]:
            data[page + 8 : page + 40] = b"\xff" * 32
    path.write_bytes(data)
    with pytest.raises(RehearseError, match="damaged"):
        studio.back_up(tmp_path / "mine.zip")
    assert not (tmp_path / "mine.zip").exists()
