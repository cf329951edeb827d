"""A damaged database: set aside untouched, and everything that can be had is in the new one."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rehearse.audio.format import AudioFormat, Recording
from rehearse.audio.wav import GrowingWav
from rehearse.errors import LibraryDamaged, LibraryError, LibraryForeign
from rehearse.library import rebuild as rebuilding
from rehearse.library import swap
from rehearse.library.filters import TakeFilter
from rehearse.library.library import Library
from rehearse.library.rebuild import rebuild
from rehearse.library.takes import TakeState
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.speech.corrections import Corrections
from rehearse.studio import Studio
from tests.helpers.messages import audio_message

ROOT = Path(__file__).resolve().parents[2]
FORMAT = AudioFormat(rate_hz=16_000, channels=1)


def fill(folder: Path, n_takes: int = 12) -> list[str]:
    """Scored takes with titles, one in the trash, a script, and rows in every other table."""
    ids = []
    with Library.open(folder) as library:
        script = library.scripts.add(
            "Hi [first name], it is Kim. Call me at 415-555-0142.", title="First call"
        )
        for number in range(n_takes):
            take = library.begin_take(speaker="Kim", script_id=script.id)
            wav = GrowingWav.create(take.audio_path, FORMAT)
            wav.write(bytes([number, 1]) * 3200)
            wav.close()
            library.finish_take(
                take.id, Recording(take.audio_path, FORMAT, wav.n_frames, 0, -12.0, datetime.now(UTC))
            )
            message = audio_message(take.audio_path)
            assert message.transcript is not None
            library.save_result(take.id, message.transcript, message.analysis.scorecard)
            library.rename(take.id, f"Take {number}")
            ids.append(take.id)
        library.delete(ids[:1])
    connection = sqlite3.connect(folder / "library.db")
    connection.execute(
        "INSERT INTO notes (id, take_id, created_at, author, text) VALUES ('n1', ?,"
        " '2026-11-25T09:00:00+00:00', 'Coach', 'Slower here')",
        (ids[-1],),
    )
    connection.execute(
        "INSERT INTO calls (id, created_at, called_on, script_id, n_left, n_back) VALUES"
        " ('c1', '2026-11-25T09:00:00+00:00', '2026-11-25', ?, 20, 3)",
        (script.id,),
    )
    connection.execute(
        "INSERT INTO ideas (id, created_at, text) VALUES ('i1', '2026-11-25T09:00:00+00:00', 'Half')"
    )
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return ids


def smash(path: Path, pages: list[int], page_bytes: int = 4096) -> bytes:
    data = bytearray(path.read_bytes())
    for page in pages:
        data[page * page_bytes : page * page_bytes + 200] = b"\xa5" * 200
    path.write_bytes(data)
    return bytes(data)


def pages_with(path: Path, what: bytes, page_bytes: int = 4096) -> list[int]:
    data = path.read_bytes()
    starts = range(1, len(data) // page_bytes)
    return [page for page in starts if what in data[page * page_bytes : (page + 1) * page_bytes]]


def titles(library: Library) -> set[str]:
    return {take.title for deleted in (False, True) for take in library.takes(deleted=deleted)}


def other_rows(folder: Path) -> dict[str, int]:
    connection = sqlite3.connect(folder / "library.db")
    found = {
        name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
        for name in ("notes", "calls", "ideas", "scripts", "results")
    }
    connection.close()
    return found


def _nothing_left(data: bytes) -> bytes:
    return b"\0" * len(data)


def _cut(data: bytes) -> bytes:
    return data[:60]


def _words(data: bytes) -> bytes:
    return b"these are my notes\n" * 500


def _schema_smashed(data: bytes) -> bytes:
    return data[:100] + b"\xa5" * 3900 + data[4000:]


@pytest.mark.parametrize("change", [_cut, _words, _schema_smashed, _nothing_left])
def test_without_a_row_left_every_take_and_script_comes_from_its_files(
    tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    ids = fill(tmp_path)
    path = tmp_path / "library.db"
    path.write_bytes(change(path.read_bytes()))
    damaged = path.read_bytes()
    with pytest.raises(LibraryDamaged):
        Library.open(tmp_path)
    rebuilt = rebuild(tmp_path)
    assert rebuilt.aside.read_bytes() == damaged
    assert rebuilt.aside.name.startswith("library.db.damaged-")
    assert (rebuilt.n_takes, rebuilt.n_from_sound, rebuilt.n_unheard) == (12, 12, 11)
    assert str(rebuilt.aside) in rebuilt.told
    assert "11 have to be listened to again" in rebuilt.told
    with Library.open(tmp_path) as library:
        assert library.problems() == []
        assert [take.id for take in library.takes()] == ids[:0:-1]  # in the order they were made
        assert [take.id for take in library.takes(deleted=True)] == ids[:1]
        assert titles(library) == {f"Take {number}" for number in range(12)}
        assert {take.state for take in library.takes()} == {TakeState.RECORDED}
        (script,) = library.scripts.all()
        assert (script.title, script.n_takes) == ("First call", 11)
        assert library.sweep() == []
    assert not (tmp_path / rebuilding.WORK_NAME).exists()


def test_takes_that_lost_their_rows_get_back_what_was_heard_in_them(tmp_path: Path) -> None:
    ids = fill(tmp_path)
    path = tmp_path / "library.db"
    with Library.open(tmp_path) as library:
        said = library.take(ids[5]).transcript
    lost = pages_with(path, ids[5].encode() + b"2026-")  # the row of the take itself
    assert lost
    smash(path, lost)
    rebuilt = rebuild(tmp_path)
    assert rebuilt.n_takes == 12
    assert rebuilt.n_from_sound > 0
    assert rebuilt.n_unheard == 0
    with Library.open(tmp_path) as library:
        take = library.take(ids[5])
        assert take.state is TakeState.SCORED
        assert take.transcript == said
        assert take.title == "Take 5"
        summary = next(one for one in library.takes() if one.id == ids[5])
        assert summary.bands["pitch"] == "off"
        assert summary.excerpt.startswith("hi dana this is um bob")
        assert summary.message_s == pytest.approx(15.5)
    assert other_rows(tmp_path) == {"notes": 1, "calls": 1, "ideas": 1, "scripts": 1, "results": 12}


def test_what_was_heard_is_lost_alone_where_its_page_is(tmp_path: Path) -> None:
    ids = fill(tmp_path)
    path = tmp_path / "library.db"
    smash(path, pages_with(path, b'"utterance_starts"')[:3])
    rebuilt = rebuild(tmp_path)
    assert (rebuilt.n_takes, rebuilt.n_from_sound) == (12, 0)
    assert 0 < rebuilt.n_unheard < 11
    with Library.open(tmp_path) as library:
        states = [library.take(take_id).state for take_id in ids]
        unheard = [take for take in library.takes() if take.state is TakeState.RECORDED]
        assert len(unheard) == rebuilt.n_unheard
        assert all(take.ready is None and take.bands == {} and take.excerpt == "" for take in unheard)
        assert TakeState.SCORED in states
        assert titles(library) == {f"Take {number}" for number in range(12)}


def test_whatever_page_is_smashed_no_take_is_lost(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    ids = fill(folder, 6)
    path = folder / "library.db"
    whole = path.read_bytes()
    n_damaged = 0
    for page in range(len(whole) // 4096):
        path.write_bytes(whole)
        smash(path, [page])
        rebuilt = rebuild(folder)
        n_damaged += 1
        assert rebuilt.n_takes == 6, f"page {page}"
        with Library.open(folder) as library:
            assert library.problems() == []
            assert {take.id for take in [*library.takes(), *library.takes(deleted=True)]} == set(ids)
            assert titles(library) == {f"Take {number}" for number in range(6)}
            assert len(library.scripts.all()) == 1
        rebuilt.aside.unlink()
    assert n_damaged > 20


def test_bytes_changed_anywhere_lose_no_take_and_never_raise(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    ids = fill(folder, 6)
    path = folder / "library.db"
    whole = path.read_bytes()
    chance = random.Random(7)
    for _round in range(10):
        data = bytearray(whole)
        for _place in range(chance.randrange(1, 400)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)
        rebuilt = rebuild(folder)
        with Library.open(folder) as library:
            assert library.problems() == []
            listed = [*library.takes(), *library.takes(deleted=True)]
            for take in listed:
                library.take(take.id)
            assert {take.id for take in listed} >= set(ids)
        rebuilt.aside.unlink()


def test_what_a_crash_left_in_the_log_is_saved_too(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    ids = fill(folder, 4)
    connection = sqlite3.connect(folder / "library.db")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("UPDATE takes SET title = 'Only in the log' WHERE id = ?", (ids[2],))
    connection.commit()
    log = (folder / "library.db-wal").read_bytes()
    before = (folder / "library.db").read_bytes()
    connection.close()
    (folder / "library.db").write_bytes(before)
    (folder / "library.db-wal").write_bytes(log)  # as a crash would leave it
    smash(folder / "library.db", pages_with(folder / "library.db", b'"utterance_starts"')[:1])
    rebuilt = rebuild(folder)
    assert Path(f"{rebuilt.aside}-wal").read_bytes() == log
    with Library.open(folder) as library:
        assert library.take(ids[2]).title == "Only in the log"


@pytest.mark.parametrize("lose_a_row", [False, True])
def test_what_was_said_and_noted_is_found_as_before(tmp_path: Path, lose_a_row: bool) -> None:
    ids = fill(tmp_path)
    with Library.open(tmp_path) as library:
        library.notes.add(ids[5], "Mind the pineapple")
    path = tmp_path / "library.db"
    if lose_a_row:
        smash(path, pages_with(path, ids[5].encode() + b"2026-"))
    rebuild(tmp_path)
    with Library.open(tmp_path) as library:
        assert [take.id for take in library.find(TakeFilter(text="dana"))] == ids[:0:-1]
        assert [take.id for take in library.find(TakeFilter(text="pineapple"))] == [ids[5]]
        assert [take.id for take in library.find(TakeFilter(text='"take 7"'))] == [ids[7]]


def test_corrections_of_a_lost_row_come_from_the_file_beside_the_sound(tmp_path: Path) -> None:
    ids = fill(tmp_path, 3)
    with Library.open(tmp_path) as library:
        take = library.take(ids[1])
        assert take.heard is not None
        assert take.scorecard is not None
        put_right = Corrections.from_dict(
            {"made": [[1, 2, ["dana"], ["data"], ["hi"], ["this", "is"], 0.8]], "aside": []}
        )
        library.save_result(ids[1], take.heard, take.scorecard, corrections=put_right)
    (tmp_path / "library.db").write_bytes(b"\0" * 8192)
    rebuild(tmp_path)
    with Library.open(tmp_path) as library:
        assert library.take(ids[1]).corrections == put_right


def test_notes_tags_ideas_and_calls_come_from_their_files(tmp_path: Path) -> None:
    ids = fill(tmp_path, 2)
    with Library.open(tmp_path) as library:
        (script,) = library.scripts.all()
        library.ideas.add("Sing it", root_id=script.root_id)
        library.calls.add(date(2026, 11, 25), script.id, 20, 3)
        library.notes.add(ids[1], "Say it slower")
        library.tag(ids[1:], add=["cold"])
        library.star(ids[1:], True)
    (tmp_path / "library.db").write_bytes(b"\0" * 8192)
    rebuild(tmp_path)
    with Library.open(tmp_path) as library:
        assert [idea.text for idea in library.ideas.all()] == ["Sing it"]
        assert [(block.n_left, block.n_back) for block in library.calls.all()] == [(20, 3)]
        assert "Say it slower" in [note.text for note in library.notes.of(ids[1])]
        (take,) = library.takes()
        assert (take.tags, take.starred) == (("cold",), True)


# ---- how a user meets it -----------------------------------------------------------------------------


@pytest.fixture
def paths(private_home: Path) -> Paths:
    return Paths.default()


def test_the_next_start_repairs_and_says_so_once(paths: Paths) -> None:
    ids = fill(paths.library)
    path = paths.library / "library.db"
    path.write_bytes(_schema_smashed(path.read_bytes()))
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
