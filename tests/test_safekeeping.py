"""Backups: everything there and back, while others are at it, and by the commands."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rehearse.errors import LibraryError
from rehearse.library import archive, backup
from rehearse.library.archive import read_manifest
from rehearse.library.backup import last_backup
from rehearse.library.restore import libraries_before
from rehearse.progress import Progress
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from tests.helpers.backups import (
    add_take,
    contents,
    other,
    posix,
    rehearse,
    studio,
    write_zip,
)
from tests.helpers.commands import ROOT

__all__ = ["other", "studio"]


# ---- there and back ----------------------------------------------------------------------------------


def test_a_backup_moves_everything_to_another_computer(studio: Studio, other: Studio, tmp_path: Path) -> None:
    told: list[Progress] = []
    made = studio.back_up(tmp_path / "out" / "mine.zip", on_progress=told.append)
    assert made.path == tmp_path / "out" / "mine.zip"
    assert made.manifest.n_takes == 2
    assert {progress.step for progress in told} == {"Copying", "Checking the backup"}
    assert told[-1].fraction is not None
    before = contents(studio)
    assert (before["ideas"], before["calls"], before["notes"]) == (["Sing it"], [(20, 3)], ["Say it slower"])
    assert [run.attempts[0].outcome for run in before["drills"]] == ["missed"]
    assert ([mark.answer for mark in before["marks"]], len(before["reactions"])) == (["yes"], 1)
    assert "mine" in before["rubrics"]
    other.settings.update(input_device="core|Desk microphone")
    restored = other.restore_backup(made.path)
    assert (restored.n_takes, restored.before) == (2, None)
    assert contents(other) == before
    chosen = other.settings.value
    assert (chosen.speaker, chosen.theme) == ("Kim", "dark")
    assert chosen.input_device == "core|Desk microphone"  # what belongs to this computer stays
    assert chosen.model is None  # that model is not here
    assert not (other.paths.data / ".restoring").exists()
    assert SettingsStore(other.paths.settings).value == chosen
    if sys.platform != "win32":
        assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
        assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in other.paths.data.rglob("*"))


def test_what_was_there_is_set_aside_and_comes_back(studio: Studio, other: Studio, tmp_path: Path) -> None:
    made = studio.back_up(tmp_path)
    assert made.path.name == f"Rehearse {datetime.now():%Y-%m-%d}.zip"
    add_take(other.library, "Only here")
    other.paths.profiles.mkdir()
    (other.paths.profiles / "own.toml").write_text("x = 1\n")
    other.settings.update(speaker="Dana")
    here, there = contents(other), contents(studio)
    restored = other.restore_backup(made.path)
    assert contents(other) == there
    assert not other.paths.profiles.exists()
    assert restored.before is not None
    (before,) = libraries_before(other.paths.library)
    assert (before.folder, before.n_takes) == (restored.before, 1)
    back = other.undo_restore(before)
    assert contents(other) == here
    assert (other.paths.profiles / "own.toml").read_text() == "x = 1\n"
    assert not other.paths.rules.exists()
    assert other.settings.value.speaker == "Dana"
    assert not before.folder.exists()
    assert [found.folder for found in libraries_before(other.paths.library)] == [back.before]
    other.undo_restore(libraries_before(other.paths.library)[0])  # and the undo can be undone
    assert contents(other) == there


def test_an_older_library_in_a_backup_is_brought_to_the_shape_of_today(other: Studio, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    connection = sqlite3.connect(old)
    connection.executescript((ROOT / "tests/library/data/schema-2.sql").read_text(encoding="utf-8"))
    connection.close()
    path = tmp_path / "old.zip"
    write_zip(path, {"library/library.db": old.read_bytes()}, schema=2)
    assert other.restore_backup(path).n_takes == 2
    assert [take.title for take in other.takes()] == ["After the coffee", "First try"]
    assert other.library.take(other.takes()[1].id).scorecard is not None


def test_it_is_remembered_when_the_last_backup_was(studio: Studio, tmp_path: Path) -> None:
    assert last_backup(studio.paths.library) is None
    studio.back_up(tmp_path / "mine.zip")
    found = last_backup(studio.paths.library)
    assert found is not None
    assert found.path == tmp_path / "mine.zip"
    assert abs((datetime.now(UTC) - found.created_at).total_seconds()) < 600


# ---- while others are at it --------------------------------------------------------------------------


RECORDS = """
import os, sys
from pathlib import Path
from rehearse.audio.format import AudioFormat
from rehearse.audio.wav import GrowingWav
from rehearse.library.library import Library
library = Library.open(Path(sys.argv[1]))
while True:
    take = library.begin_take(speaker="child")
    wav = GrowingWav.create(take.audio_path, AudioFormat(16_000, 1))
    for _n in range(40):
        wav.write(b"\\1\\2" * 16_000)
        library.rename(take.id, f"block {_n}")
        print(take.id, wav.n_frames, flush=True)
"""


def test_a_backup_is_sound_while_another_process_records(
    studio: Studio, other: Studio, tmp_path: Path
) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", RECORDS, str(studio.paths.library)], cwd=ROOT, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert child.stdout is not None
    try:
        promised: dict[str, int] = {}
        for number in range(3):
            for _line in range(15):
                take_id, n_frames = child.stdout.readline().split()
                promised[take_id] = int(n_frames)
            path = tmp_path / f"{number}.zip"
            studio.back_up(path)
            other.restore_backup(path)
            library = other.library
            library.sweep()
            assert library.problems() == []
            found = {take.id: library.take(take.id) for take in library.takes()}
            for take_id, n_frames in promised.items():
                assert found[take_id].n_frames >= n_frames  # all that was written before the backup began
            assert all(str(take.state) != "recording" for take in found.values())
    finally:
        child.kill()
        child.communicate()


def test_a_take_begun_after_the_database_was_copied_is_not_lost(
    studio: Studio, other: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = backup._copy_database
    late: list[str] = []

    def copied(*args: Any) -> int:
        n_takes = real(*args)
        late.append(add_take(studio.library, "Meanwhile"))
        return n_takes

    monkeypatch.setattr(backup, "_copy_database", copied)
    studio.back_up(tmp_path / "mine.zip")
    other.restore_backup(tmp_path / "mine.zip")
    other.sweep()
    assert other.library.take(late[0]).title == "Meanwhile"


def test_a_take_removed_for_good_meanwhile_stops_no_backup(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, gone = backup._files, studio.library.take(studio.library.takes(deleted=True)[0].id)

    def files(*given: Any) -> Iterator[tuple[str, Path]]:
        for name, path in real(*given):
            if path == gone.audio_path:
                studio.library.purge_now([gone.id])
            yield name, path

    monkeypatch.setattr(backup, "_files", files)
    made = studio.back_up(tmp_path / "mine.zip")
    assert all(gone.id not in member.name for member in made.manifest.members)


def test_a_folder_that_cannot_be_read_is_named(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, closed = os.scandir, studio.paths.rules

    def scandir(folder: Any) -> Any:
        if Path(folder) == closed:
            raise PermissionError(13, "Permission denied")  # a test may run as root, who reads everything
        return real(folder)

    monkeypatch.setattr(backup.os, "scandir", scandir)
    with pytest.raises(LibraryError, match="rules cannot be read") as caught:
        studio.back_up(tmp_path / "mine.zip")
    assert "No backup was written" in str(caught.value)
    assert not (tmp_path / "mine.zip").exists()


def test_nothing_is_restored_while_somebody_has_the_library_open(studio: Studio, tmp_path: Path) -> None:
    studio.back_up(tmp_path / "mine.zip")
    before = contents(studio)
    done = rehearse(studio.paths.data.parent, "restore", str(tmp_path / "mine.zip"))
    assert done.returncode == 1
    assert "Another window or command has your recordings open." in done.stderr
    assert contents(studio) == before
    take = studio.library.begin_take()
    with pytest.raises(LibraryError, match="is being recorded"):
        studio.restore_backup(tmp_path / "mine.zip")
    studio.library.fail_take(take.id, "done")


def test_nothing_is_moved_or_restored_in_the_middle_of_a_backup(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.back_up(tmp_path / "first.zip")
    real = backup._add
    refused: list[str] = []

    def meanwhile(*args: Any) -> Any:
        for what in (studio.restore_backup, studio.move_data):
            with pytest.raises(LibraryError) as caught:
                what(tmp_path / "first.zip" if what == studio.restore_backup else tmp_path / "disk")
            refused.append(caught.value.message)
        with pytest.raises(LibraryError, match="Another backup"):
            studio.back_up(tmp_path / "third.zip")
        return real(*args)

    monkeypatch.setattr(backup, "_add", meanwhile)
    made = studio.back_up(tmp_path / "second.zip")
    assert set(refused) == {"Another window or command has your recordings open."}
    assert [m.name for m in made.manifest.members] == [
        m.name for m in read_manifest(tmp_path / "first.zip").members
    ]
    assert len(studio.takes()) == 2


# ---- the commands ------------------------------------------------------------------------------------


def test_the_commands_say_what_they_did(studio: Studio, tmp_path: Path) -> None:
    home = studio.paths.data.parent
    studio.close()
    path = tmp_path / "mine.zip"
    done = rehearse(home, "backup", str(path))
    assert done.returncode == 0, done.stderr
    assert f"{path}: 2 takes" in done.stdout
    again = rehearse(home, "backup", str(path))
    assert again.returncode == 1
    assert "is already there" in again.stderr
    forced = rehearse(home, "backup", "--force", "--json", str(path))
    facts = json.loads(forced.stdout)
    assert (facts["path"], facts["n_takes"]) == (str(path), 2)
    assert facts["n_bytes"] == path.stat().st_size
    checked = rehearse(home, "restore", "--check", str(path))
    assert f"{path} is whole: 2 takes" in checked.stdout
    new = tmp_path / "new-home"
    restored = rehearse(new, "restore", str(path))
    assert restored.returncode == 0, restored.stderr
    assert restored.stdout == "Restored: 2 takes.\n"
    assert "Take 0" in rehearse(new, "takes", "list").stdout
    over = rehearse(new, "restore", str(path))
    assert "What was here before lies in" in over.stderr
    undone = rehearse(new, "restore", "--undo", "--json")
    assert json.loads(undone.stdout)["n_takes"] == 3  # with the one in the trash
    damaged = tmp_path / "half.zip"
    damaged.write_bytes(path.read_bytes()[:5000])
    refused = rehearse(new, "restore", str(damaged))
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "is not a backup that can be restored" in refused.stderr
    assert "Take 0" in rehearse(new, "takes", "list").stdout
    assert rehearse(new, "restore").returncode == 2
    assert rehearse(new, "restore", "--undo", str(path)).returncode == 2
    nothing = rehearse(tmp_path / "third", "restore", "--undo")
    assert nothing.returncode == 1
    assert "nothing to bring back" in nothing.stderr


# ---- killed ------------------------------------------------------------------------------------------


@posix
def test_the_next_start_says_that_a_backup_was_cut_short(studio: Studio, tmp_path: Path) -> None:
    studio.close()
    target = tmp_path / "out" / "mine.zip"
    target.parent.mkdir()
    code = (
        "import os, sys; from rehearse.library import backup;"
        "backup.verify = lambda *a: os.kill(os.getpid(), 9);"
        "from rehearse.cli import main; sys.argv = ['rehearse', 'backup', sys.argv[1]]; main()"
    )
    subprocess.run([sys.executable, "-c", code, str(target)], cwd=ROOT, check=False)
    assert not target.exists()
    assert len(list(target.parent.iterdir())) == 2  # the pieces it left
    done = rehearse(studio.paths.data.parent, "takes", "list")
    assert f"The backup {target} was cut short and is not there." in done.stderr
    assert list(target.parent.iterdir()) == []
    assert "cut short" not in rehearse(studio.paths.data.parent, "takes", "list").stderr


@posix
def test_the_next_start_finishes_a_restore_and_says_so(studio: Studio, other: Studio, tmp_path: Path) -> None:
    studio.back_up(tmp_path / "mine.zip")
    add_take(other.library, "Only here")
    other.close()
    there = contents(studio)
    code = (
        "import os, sys; real, n = os.rename, [0]\n"
        "def rename(a, b):\n"
        "    n[0] += 1\n"
        "    if n[0] == 2: os.kill(os.getpid(), 9)\n"
        "    real(a, b)\n"
        "os.rename = rename\n"
        "from rehearse.cli import main; sys.argv = ['rehearse', 'restore', sys.argv[1]]; main()"
    )
    home = other.paths.data.parent
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "mine.zip")],
        cwd=ROOT, check=False, env={**os.environ, "REHEARSE_HOME": str(home)},
    )  # fmt: skip
    assert (other.paths.library / ".swap.json").exists()
    done = rehearse(home, "takes", "list")
    assert done.returncode == 0, done.stderr
    assert "The backup is restored: 2 takes." in done.stderr
    assert contents(other) == there
    (before,) = libraries_before(other.paths.library)
    other.undo_restore(before)
    assert [take.title for take in other.takes()] == ["Only here"]


def test_a_restore_cut_short_while_unpacking_is_cleared_and_told(studio: Studio) -> None:
    studio.close()
    staging = studio.paths.data / ".restoring" / "library"
    staging.mkdir(parents=True)
    (staging / "library.db").write_bytes(b"half")
    assert len(studio.takes()) == 2
    assert "A restore was cut short before anything was changed" in studio.news()[0]
    assert not staging.parent.exists()


def test_archive_names_agree_with_the_library() -> None:
    assert archive.DATABASE_MEMBER == "library/library.db"
