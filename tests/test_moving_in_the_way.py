"""A move that is in somebody's way, or during which something changes or goes wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rehearse import left_behind, moving
from rehearse.errors import Cancelled, LibraryError
from rehearse.left_behind import delete_old, forget_old, old_folder
from rehearse.library.library import Library
from rehearse.moving import move_data
from rehearse.paths import Paths
from rehearse.progress import CancelToken, Progress
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from tests.helpers.commands import ROOT
from tests.helpers.to_move import (
    contents,
    paths,
)

__all__ = ["paths"]


# ---- who is in the way -------------------------------------------------------------------------


def test_another_process_that_has_the_library_open_is_told(paths: Paths, tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from rehearse.library.library import Library\n"
    code += "with Library.open(Path(sys.argv[1])): print('open', flush=True); sys.stdin.read()"
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(paths.library)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert other.stdin is not None
    assert other.stdout is not None
    assert other.stdout.readline() == "open\n"
    with pytest.raises(LibraryError, match="Another window or command"):
        move_data(paths, tmp_path / "voice")
    assert not (tmp_path / "voice").exists()
    other.communicate()
    assert move_data(paths, tmp_path / "voice").paths.data == tmp_path / "voice"


def test_nobody_can_open_the_library_while_it_is_moved(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[str] = []

    def look(_progress: Progress) -> None:
        with pytest.raises(LibraryError) as caught:
            Library.open(paths.library)
        refused.append(caught.value.message)

    move_data(paths, tmp_path / "voice", on_progress=look)
    assert refused
    assert all("being moved" in message for message in refused)
    Library.open(tmp_path / "voice" / "library").close()


def test_a_process_that_started_before_the_move_begins_no_second_library(
    paths: Paths, tmp_path: Path
) -> None:
    studio = Studio(paths, SettingsStore(paths.settings))  # has not opened anything yet
    moved = move_data(paths, tmp_path / "voice").paths
    with pytest.raises(LibraryError, match="moved by another window"):
        studio.takes()
    delete_old(moved)
    with pytest.raises(LibraryError, match="moved by another window"):
        studio.takes()
    assert not paths.library.exists()


def test_the_studio_moves_and_goes_on(paths: Paths, tmp_path: Path) -> None:
    model = paths.models / "own"
    model.mkdir(parents=True)
    settings = SettingsStore(paths.settings)
    settings.update(model=str(model))
    studio = Studio(paths, settings)
    before = [take.id for take in studio.takes()]
    old = studio.library
    in_between: list[str] = []

    def look(_progress: Progress) -> None:
        with pytest.raises(LibraryError) as caught:
            studio.takes()
        in_between.append(caught.value.message)

    studio.move_data(tmp_path / "voice", on_progress=look)
    assert in_between[0] == "Your recordings are being moved to another folder."
    assert [take.id for take in studio.takes()] == before
    assert studio.library.folder == tmp_path / "voice" / "library"
    assert settings.value.model == str(tmp_path / "voice" / "models" / "own")
    with pytest.raises(LibraryError, match="closed meanwhile"):
        old.takes()
    studio.close()


def test_the_studio_does_not_move_while_it_records(paths: Paths, tmp_path: Path) -> None:
    studio = Studio(paths, SettingsStore(paths.settings))
    take = studio.library.begin_take()
    with pytest.raises(LibraryError, match="being recorded"):
        studio.move_data(tmp_path / "voice")
    studio.library.abandon_take(take.id)
    studio.move_data(tmp_path / "voice")
    studio.close()


def test_a_cancelled_move_leaves_nothing_and_the_studio_goes_on(paths: Paths, tmp_path: Path) -> None:
    studio = Studio(paths, SettingsStore(paths.settings))
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        studio.move_data(tmp_path / "voice", on_progress=lambda _progress: cancel.cancel(), cancel=cancel)
    assert not (tmp_path / "voice").exists()
    assert Paths.default().data == paths.data
    assert len(studio.takes()) == 3
    studio.close()


# ---- what changes or goes wrong meanwhile ------------------------------------------------------


def test_a_rule_changed_while_copying_arrives_changed(paths: Paths, tmp_path: Path) -> None:
    rule = paths.rules / "mine.toml"

    def edit(progress: Progress) -> None:
        if progress.step == "Checking the copy" and "now" not in rule.read_text():
            rule.write_text('title = "Mine, now longer"\n')

    move_data(paths, tmp_path / "voice", on_progress=edit)
    assert (tmp_path / "voice" / "rules" / "mine.toml").read_text() == 'title = "Mine, now longer"\n'


def test_a_copy_that_reads_back_differently_is_not_switched_to(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = moving._copy

    def spoiled(source: Path, target: Path, file: moving._File, tell: moving._Teller) -> str:
        digest = real(source, target, file, tell)
        if file.rel.endswith(".wav"):
            raw = bytearray((target / file.rel).read_bytes())
            raw[-1] ^= 1
            (target / file.rel).write_bytes(raw)
        return digest

    monkeypatch.setattr(moving, "_copy", spoiled)
    with pytest.raises(LibraryError, match="is not what was copied"):
        move_data(paths, tmp_path / "voice")
    assert Paths.default().data == paths.data
    assert not (tmp_path / "voice").exists()


def test_what_a_killed_move_left_is_cleared_by_the_next_but_nothing_else(
    paths: Paths, tmp_path: Path
) -> None:
    target = tmp_path / "voice"
    left = target / "library" / "audio" / "2020" / "half.wav"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    (target / left_behind.MARKER_NAME).write_text('{"entries": ["library"]}')
    (target / "letter.txt").write_text("put there meanwhile")
    assert move_data(paths, target).paths.data == target
    assert not left.exists()
    assert (target / "letter.txt").exists()
    assert not (target / left_behind.MARKER_NAME).exists()


def test_half_a_marker_does_not_send_the_next_move_elsewhere(paths: Paths, tmp_path: Path) -> None:
    target = tmp_path / "voice"
    target.mkdir()
    (target / f".{left_behind.MARKER_NAME}.x1y2z3").touch()
    assert move_data(paths, target).paths.data == target
    assert not list(target.glob(".*.json*"))


def test_a_folder_that_was_kept_is_never_cleared_by_a_move_back(paths: Paths, tmp_path: Path) -> None:
    there = move_data(paths, tmp_path / "voice").paths
    # As a kill between the switch and the end leaves it.
    (there.data / left_behind.MARKER_NAME).write_text('{"entries": ["library", "rules"]}')
    kept = contents(there.data)
    onwards = move_data(there, tmp_path / "third").paths
    forget_old(onwards)
    back = move_data(onwards, there.data).paths
    assert back.data == there.data / "Rehearse"
    assert {name: raw for name, raw in contents(there.data).items() if not name.startswith("Rehearse")} == {
        name: raw for name, raw in kept.items() if name != left_behind.MARKER_NAME
    }


def test_a_pointer_that_leads_nowhere_begins_no_library(paths: Paths, tmp_path: Path) -> None:
    moved = move_data(paths, tmp_path / "voice").paths
    (tmp_path / "voice").rename(tmp_path / "unplugged")
    studio = Studio(Paths.default(), SettingsStore(moved.settings))
    with pytest.raises(LibraryError, match="is not there") as caught:
        studio.takes()
    assert "Plug in" in caught.value.help
    assert not (tmp_path / "voice").exists()
    with pytest.raises(LibraryError):
        delete_old(moved)  # the only copy now
    assert (paths.library / "library.db").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"data": 5}', '{"data": "here"}', '{"data": "/a\\u0000b"}'])
def test_a_broken_pointer_is_told_and_no_empty_library_is_begun(paths: Paths, text: str) -> None:
    paths.pointer.write_text(text)
    studio = Studio(Paths.default(), SettingsStore(paths.settings))
    assert studio.paths.data == paths.data
    with pytest.raises(LibraryError, match=r"data-folder\.json"):
        studio.takes()


def test_links_lead_to_the_same_places(paths: Paths, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (paths.data / "models").symlink_to(os.path.relpath(tmp_path / "elsewhere", paths.data))
    (paths.rules / "same.toml").symlink_to("mine.toml")
    target = tmp_path / "far" / "away" / "voice"
    move_data(paths, target)
    assert (target / "models").resolve() == (tmp_path / "elsewhere").resolve()
    assert os.readlink(target / "rules" / "same.toml") == "mine.toml"


def test_an_unusable_record_of_the_old_folder_deletes_nothing(paths: Paths, tmp_path: Path) -> None:
    moved = move_data(paths, tmp_path / "voice").paths
    record = moved.config / left_behind.RECORD_NAME
    for text in (
        "",
        "[]",
        '{"old": "/x", "files": [["../../letter.txt", 1, 1]]}',
        '{"old": "x", "files": []}',
    ):
        record.write_text(text)
        assert old_folder(moved) is None
        assert delete_old(moved) == 0
    assert (paths.library / "library.db").exists()
