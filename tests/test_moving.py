"""The data folder moved: complete, verified, refused in words, and never half."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rehearse import left_behind, moving
from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.wav import GrowingWav
from rehearse.errors import Cancelled, DiskFull, LibraryError, LibraryReadOnly, RehearseError
from rehearse.left_behind import delete_old, forget_old, old_folder
from rehearse.library.library import Library
from rehearse.moving import destination, move_data
from rehearse.paths import Paths
from rehearse.progress import CancelToken, Progress
from rehearse.settings import SettingsStore
from rehearse.studio import Studio

ROOT = Path(__file__).resolve().parents[1]
FORMAT = AudioFormat(rate_hz=16_000, channels=1)


def add_take(library: Library, n_bytes: int = 32_000) -> str:
    take = library.begin_take(speaker="Kim")
    wav = GrowingWav.create(take.audio_path, FORMAT)
    wav.write(os.urandom(n_bytes))
    wav.close()
    library.finish_take(
        take.id, Recording(take.audio_path, FORMAT, wav.n_frames, 0, -12.0, datetime.now(UTC))
    )
    return take.id


@pytest.fixture
def paths(private_home: Path) -> Paths:
    made = Paths.default()
    assert made.data == private_home / "data"
    with Library.open(made.library) as library:
        for _number in range(3):
            add_take(library)
    made.rules.mkdir()
    (made.rules / "mine.toml").write_text('title = "Mine"\n')
    SettingsStore(made.settings).update(speaker="Kim")
    return made


def contents(folder: Path) -> dict[str, bytes]:
    """What a folder holds, without locks and what SQLite keeps beside its file."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith((".lock", "-shm", "-wal"))
    }


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
