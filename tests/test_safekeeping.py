"""Backups: whole, written while others record, believed in nothing, and restored with a way back."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.wav import GrowingWav
from rehearse.errors import BackupInvalid, Cancelled, DiskFull, LibraryError, LibraryNewer, RehearseError
from rehearse.files import builtin_rubrics_folder
from rehearse.library import archive, backup, restore
from rehearse.library.archive import read_manifest, verify
from rehearse.library.backup import last_backup
from rehearse.library.library import Library
from rehearse.library.migrations import LATEST
from rehearse.library.restore import libraries_before
from rehearse.paths import Paths
from rehearse.progress import ByteTeller, CancelToken, Progress
from rehearse.safekeeping import backup_target
from rehearse.settings import SettingsStore
from rehearse.studio import Studio

ROOT = Path(__file__).resolve().parents[1]
FORMAT = AudioFormat(rate_hz=16_000, channels=1)
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions and processes")


def add_take(library: Library, title: str, n_bytes: int = 32_000) -> str:
    take = library.begin_take(speaker="Kim")
    wav = GrowingWav.create(take.audio_path, FORMAT)
    wav.write(os.urandom(n_bytes))
    wav.close()
    library.finish_take(
        take.id, Recording(take.audio_path, FORMAT, wav.n_frames, 0, -12.0, datetime.now(UTC))
    )
    library.rename(take.id, title)
    return take.id


def make_studio(home: Path) -> Studio:
    paths = Paths.below(home)
    return Studio(paths, SettingsStore(paths.settings))


@pytest.fixture
def studio(private_home: Path) -> Iterator[Studio]:
    made = make_studio(private_home)
    for number in range(3):
        add_take(made.library, f"Take {number}")
    made.library.delete([made.takes()[0].id])
    script = made.scripts.add("Hi [first name], call me.", title="First call")
    made.library.ideas.add("Sing it", root_id=script.root_id)
    made.library.calls.add(date(2026, 11, 25), script.id, 20, 3)
    made.library.notes.add(made.takes()[0].id, "Say it slower")
    run = made.library.drill_runs.begin("half", "Half a message", "", 1)
    attempt = made.library.drill_runs.add_attempt(run.id, 0, made.takes()[0].id)
    made.library.drill_runs.settle(attempt.id, "missed", ended="cut", cut_s=6.5)
    made.paths.rules.mkdir()
    (made.paths.rules / "mine.toml").write_text('title = "Mine"\n')
    made.paths.prospects.mkdir()
    (made.paths.prospects / "leads.csv").write_text("name\nKim\n")
    made.paths.rubrics.mkdir()
    text = (builtin_rubrics_folder() / "callback.toml").read_text(encoding="utf-8")
    (made.paths.rubrics / "mine.toml").write_text(text, encoding="utf-8")
    made.library.reactions.add(made.takes()[0].id, "great", author="Robin")
    made.library.marks.mark(made.takes()[0].id, made.rubrics["mine"], {"curious": "yes"}, author="Robin")
    made.settings.update(speaker="Kim", theme="dark", input_device="pulse|Headset", model="mine")
    yield made
    made.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Studio]:
    """Another computer."""
    made = make_studio(tmp_path / "other-home")
    yield made
    made.close()


def contents(studio: Studio) -> dict[str, Any]:
    """What a user would miss."""
    library = studio.library
    listed = [*library.takes(), *library.takes(deleted=True)]
    assert library.problems() == []
    return {
        "takes": [(take.id, take.title, take.created_at, take.deleted_at is None) for take in listed],
        "sounds": {
            t.id: hashlib.sha256(library.take(t.id).audio_path.read_bytes()).hexdigest() for t in listed
        },
        "scripts": [(script.title, script.text) for script in library.scripts.all()],
        "ideas": [idea.text for idea in library.ideas.all()],
        "calls": [(block.n_left, block.n_back) for block in library.calls.all()],
        "notes": [note.text for take in listed for note in library.notes.of(take.id)],
        "marks": [mark for take in listed for mark in library.marks.of(take.id)],
        "reactions": [one for take in listed for one in library.reactions.of(take.id)],
        "heard": [library.heard.at(take.id) for take in listed],
        "rubrics": sorted(studio.rubrics),
        "drills": library.drill_runs.all(),
        "rules": {path.name: path.read_text() for path in studio.paths.rules.glob("*")},
        "cards": [card.name for card in studio.decks["leads"].cards] if "leads" in studio.decks else [],
    }


def rehearse(home: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rehearse", *args],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "REHEARSE_HOME": str(home)},
    )  # fmt: skip


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


# ---- stopped, full, refused --------------------------------------------------------------------------


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


# ---- backups that are not to be trusted --------------------------------------------------------------


def write_zip(
    path: Path,
    files: dict[str, bytes],
    *,
    schema: int = LATEST,
    version: int = 1,
    changed: Callable[[dict[str, Any]], None] = lambda _facts: None,
    extra: Callable[[zipfile.ZipFile], None] = lambda _archive: None,
) -> None:
    facts = {
        "rehearse_backup": version,
        "program": "0.1.0",
        "created_at": "2026-11-26T09:00:00+00:00",
        "schema": schema,
        "n_takes": 1,
        "files": [[name, len(raw), hashlib.sha256(raw).hexdigest(), 1] for name, raw in files.items()],
    }
    changed(facts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, raw in files.items():
            made.writestr(name, raw)
        made.writestr("manifest.json", json.dumps(facts))
        extra(made)


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
