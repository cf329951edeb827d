"""A database under hard conditions: a disk that refuses, a folder of somebody else, two processes."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from rehearse.errors import (
    DiskFull,
    LibraryError,
    RehearseError,
    TakeMissing,
)
from rehearse.library import database, database_errors
from rehearse.library.library import Library
from rehearse.library.takes import TakeState
from tests.helpers.raw_database import (
    posix,
    raw,
)

ROOT = Path(__file__).resolve().parents[2]


# -- the environment ----------------------------------------------------------------------------


AS_NOBODY = """
import os, sys
from pathlib import Path
import sqlite3
import tempfile  # loaded when a file is first written, where nobody may not read what Python is made of
from rehearse.library.library import Library
from rehearse.errors import RehearseError
if os.getuid() == 0:
    os.setgid(65534); os.setuid(65534)
try:
    Library.open(Path(sys.argv[1])).begin_take()
except RehearseError as error:
    print(type(error).__name__)
else:
    print("opened")
"""


def as_nobody(folder: Path) -> str:
    """What opening and writing says for a user without the powers of root."""
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@posix
@pytest.mark.parametrize("what", ["file", "folder", "audio", "parent", "nothing"])
def test_a_write_protected_library_is_told(what: str) -> None:
    # Not tmp_path: another user cannot pass through its parents.
    folder = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    library = folder / "library"
    try:
        if what != "parent":
            Library.open(library).close()
        places = [folder, *folder.rglob("*")]
        for path in places:
            if os.getuid() == 0:
                os.chown(path, 65534, 65534)
        protected = {
            "file": [library / "library.db"],
            "folder": [library],
            "audio": [library / "audio"],
            "parent": [folder],
            "nothing": [],
        }[what]
        for path in protected:
            path.chmod(0o500 if path.is_dir() else 0o400)
        assert as_nobody(library) == ("opened" if what == "nothing" else "LibraryReadOnly")
    finally:
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o700)
        shutil.rmtree(folder)


def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    found = database.Database(tmp_path / "library.db")
    with found.writing() as connection:
        connection.execute("CREATE TABLE filler (x)")
    with found.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull) as caught, found.writing() as connection:
        connection.execute("INSERT INTO filler VALUES (zeroblob(100000))")
    assert caught.value.kept
    with found.reading() as connection:
        assert connection.execute("SELECT count(*) FROM filler").fetchone()[0] == 0
    assert found.problems() == []
    found.close()


FILLS = """
import sys
from pathlib import Path
from rehearse.errors import DiskFull
from rehearse.library.library import Library
library = Library.open(Path(sys.argv[1]))
made = []
try:
    while len(made) < 10000:
        made.append(library.begin_take(speaker="x" * 1000).id)
except DiskFull:
    pass
else:
    sys.exit("the disk never filled")
for filler in Path(sys.argv[1], "..").glob("ballast"):
    filler.unlink()
assert [take.id for take in library.takes()] == made[::-1], "confirmed takes are gone"
assert library.problems() == []
library.begin_take()
library.close()
print(len(made))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a small file system of its own")
def test_a_disk_that_really_fills_up(tmp_path: Path) -> None:
    mount = f"mount -t tmpfs -o size=1m none {tmp_path} && head -c 300000 /dev/zero > {tmp_path}/ballast"
    alone = ["unshare", "-m", "sh", "-c"]
    try_it = subprocess.run([*alone, mount], capture_output=True, check=False)
    if try_it.returncode != 0:
        pytest.skip("no file system can be mounted here")
    done = subprocess.run(
        [*alone, f'{mount} && exec "$0" "$@"', sys.executable, "-c", FILLS, str(tmp_path / "library")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 5


def test_a_library_kept_locked_by_another_program_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.05)
    with Library.open(tmp_path) as library:
        holder = raw(tmp_path)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(LibraryError, match="locked"):
            library.begin_take()
        assert list((tmp_path / "audio").rglob("*.*")) == []
        holder.execute("ROLLBACK")
        holder.close()
        library.begin_take()


def test_every_code_of_sqlite_is_of_one_family() -> None:
    """A code that a later SQLite adds is looked at before it can reach a user unmapped."""
    ours = {
        "SQLITE_ERROR", "SQLITE_INTERNAL", "SQLITE_ABORT", "SQLITE_LOCKED", "SQLITE_NOMEM",
        "SQLITE_INTERRUPT", "SQLITE_NOTFOUND", "SQLITE_EMPTY", "SQLITE_SCHEMA", "SQLITE_TOOBIG",
        "SQLITE_CONSTRAINT", "SQLITE_MISMATCH", "SQLITE_MISUSE", "SQLITE_AUTH", "SQLITE_FORMAT",
        "SQLITE_RANGE",
    }  # fmt: skip
    no_errors = {"SQLITE_OK", "SQLITE_NOTICE", "SQLITE_WARNING", "SQLITE_ROW", "SQLITE_DONE"}
    text = subprocess.check_output(
        [
            sys.executable,
            "-c",
            "import sqlite3; print(*[n for n in dir(sqlite3) if n.startswith('SQLITE_')])",
        ],
        text=True,
    )
    # Authorizer actions and limits share the prefix; result codes are those with small numbers below.
    codes = {
        "SQLITE_OK", "SQLITE_ERROR", "SQLITE_INTERNAL", "SQLITE_PERM", "SQLITE_ABORT", "SQLITE_BUSY",
        "SQLITE_LOCKED", "SQLITE_NOMEM", "SQLITE_READONLY", "SQLITE_INTERRUPT", "SQLITE_IOERR",
        "SQLITE_CORRUPT", "SQLITE_NOTFOUND", "SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_PROTOCOL",
        "SQLITE_EMPTY", "SQLITE_SCHEMA", "SQLITE_TOOBIG", "SQLITE_CONSTRAINT", "SQLITE_MISMATCH",
        "SQLITE_MISUSE", "SQLITE_NOLFS", "SQLITE_AUTH", "SQLITE_FORMAT", "SQLITE_RANGE", "SQLITE_NOTADB",
        "SQLITE_NOTICE", "SQLITE_WARNING", "SQLITE_ROW", "SQLITE_DONE",
    }  # fmt: skip
    assert codes <= set(text.split())
    environment = {name for name in codes if getattr(sqlite3, name) in database_errors.ENVIRONMENT_CODES}
    assert len(environment) == len(database_errors.ENVIRONMENT_CODES)
    assert environment | ours | no_errors == codes
    assert not environment & ours


@pytest.mark.parametrize("code", sorted(database_errors.ENVIRONMENT_CODES))
def test_every_code_of_the_environment_becomes_words(tmp_path: Path, code: int) -> None:
    error = sqlite3.OperationalError("…")
    error.sqlite_errorcode = code | 3 << 8  # an extended code of the same family
    told = database_errors.from_sqlite(error, tmp_path / "library.db")
    assert isinstance(told, RehearseError)
    assert told.message
    assert told.help


def test_a_fault_of_ours_is_left_to_raise(tmp_path: Path) -> None:
    found = database.Database(tmp_path / "library.db")
    with pytest.raises(sqlite3.OperationalError, match="no such table"), found.reading() as connection:
        connection.execute("SELECT * FROM nowhere")
    with pytest.raises(sqlite3.IntegrityError), found.writing() as connection:
        connection.execute("INSERT INTO results VALUES ('nobody', '', '', '', 1, '', NULL)")
    with pytest.raises(sqlite3.ProgrammingError), found.reading() as connection:
        connection.execute("SELECT 1; SELECT 2")
    found.close()


# -- two processes ------------------------------------------------------------------------------


def children(folder: Path, n_processes: int, n_takes: int) -> list[list[str]]:
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.library_child", str(folder), str(seed), str(n_takes)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in range(n_processes)
    ]
    outputs = []
    for child in started:
        out, err = child.communicate()
        assert child.returncode == 0, err
        outputs.append(out.splitlines())
    return outputs


def test_processes_make_and_fill_one_library_at_once(tmp_path: Path) -> None:
    outputs = children(tmp_path / "library", 4, 10)
    begun = {line.split()[1] for lines in outputs for line in lines if line.startswith("begun")}
    assert len(begun) == 40
    with Library.open(tmp_path / "library") as library:
        listed = {take.id for take in [*library.takes(), *library.takes(deleted=True)]}
        assert listed == begun
        assert library.problems() == []
        assert library.sweep() == []


RECORDS = """
import sys
from pathlib import Path
from rehearse.library.library import Library
library = Library.open(Path(sys.argv[1]))
take = library.begin_take()
print(take.id, flush=True)
sys.stdin.readline()
library.fail_take(take.id, "done")
library.close()
"""


def test_a_sweep_leaves_the_recording_of_another_process_alone(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", RECORDS, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    take_id = child.stdout.readline().strip()
    with Library.open(tmp_path) as library:
        assert library.sweep() == []
        assert library.take(take_id).state is TakeState.RECORDING
        library.delete([take_id])
        library.rename(take_id, "seen elsewhere")
        child.communicate("go\n")
        assert child.returncode == 0
        take = library.take(take_id)
        assert (take.state, take.problem, take.title) == (TakeState.FAILED, "done", "seen elsewhere")
        assert library.sweep() == []
        with pytest.raises(TakeMissing):
            library.take("other")
