"""Two windows at once, disks that go away or know no locks, a clock that was set back."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rehearse import files
from rehearse.errors import LibraryError
from rehearse.files import FileLock
from rehearse.library import rows
from rehearse.library.library import Library

ROOT = Path(__file__).resolve().parents[2]

RENAMES = """
import sys
from pathlib import Path
from rehearse.library.library import Library
with Library.open(Path(sys.argv[1])) as library:
    take = library.begin_take(speaker="Dana")
    library.fail_take(take.id, "done")
"""


def in_child(code: str, *args: object) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, args)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# ---- two at once ---------------------------------------------------------------------------------------


def test_what_another_process_writes_is_noticed_once(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        assert not library.changed_elsewhere()
        library.fail_take(library.begin_take(speaker="Kim").id, "mine")
        assert not library.changed_elsewhere()  # one's own changes are no news
        in_child(RENAMES, tmp_path)
        assert library.changed_elsewhere()
        assert not library.changed_elsewhere()
        assert {take.speaker for take in library.takes()} == {"Kim", "Dana"}
    assert not library.changed_elsewhere()  # closed: nothing to ask


def test_each_of_two_sees_what_the_other_did(tmp_path: Path) -> None:
    with Library.open(tmp_path) as one, Library.open(tmp_path) as two:
        first = one.begin_take()
        second = two.begin_take()
        one.fail_take(first.id, "a")
        two.fail_take(second.id, "b")
        assert one.changed_elsewhere()
        assert two.changed_elsewhere()
        one.rename(second.id, "By the other")
        assert two.take(second.id).title == "By the other"
        assert [take.id for take in one.takes()] == [take.id for take in two.takes()]


def test_asking_never_waits_for_a_writer(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library, library._database.writing():
        import threading

        answers: list[bool] = []
        asking = threading.Thread(target=lambda: answers.append(library.changed_elsewhere()))
        asking.start()
        asking.join(20)
        assert answers == [False]


# ---- disks -------------------------------------------------------------------------------------------------

GONE = """
import os, subprocess, sys
from pathlib import Path
from rehearse.errors import LibraryError
from rehearse.library.library import Library
disk = Path(sys.argv[1])
library = Library.open(disk / "library")
take = library.begin_take()
library.fail_take(take.id, "kept")
subprocess.run(["umount", "-l", str(disk)], check=True)
for what in (library.begin_take, lambda: library.rename(take.id, "x"), library.changed_elsewhere):
    try:
        what()
    except LibraryError as error:
        print(error)
    else:
        sys.exit("nothing was noticed")
library.close()
print("left", sorted(os.listdir(disk)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a file system of its own")
def test_a_disk_that_is_taken_out_is_told_and_nothing_is_begun_in_its_place(tmp_path: Path) -> None:
    if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    script = f'mount -t tmpfs -o size=4m none {tmp_path} && exec "$0" "$@"'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, sys.executable, "-c", GONE, str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    *told, left = done.stdout.splitlines()
    assert len(told) == 3
    assert all("is not there any more: its disk was removed" in line for line in told)
    assert all("Plug the disk in again" in line for line in told)
    assert left == "left []"


NO_LOCKS = """
import errno, fcntl, sys
from pathlib import Path
from rehearse.errors import LibraryError
from rehearse.library.library import Library
def refuse(*_args):
    raise OSError(errno.ENOLCK, "No locks available")
fcntl.flock = refuse
try:
    Library.open(Path(sys.argv[1]))
except LibraryError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="locks of POSIX")
def test_a_disk_without_locks_is_told(tmp_path: Path) -> None:
    told = in_child(NO_LOCKS, tmp_path)
    assert "cannot lock files; some network drives cannot" in told
    assert "Keep the library on a disk of this computer" in told
    Library.open(tmp_path).close()


NO_RECORD_LOCKS = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
static int refused(int command) {
    return command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK;
}
int fcntl(int fd, int command, ...) {
    va_list rest; va_start(rest, command); void *arg = va_arg(rest, void *); va_end(rest);
    if (refused(command)) { errno = ENOLCK; return -1; }
    int (*real)(int, int, ...) = dlsym(RTLD_NEXT, "fcntl");
    return real(fd, command, arg);
}
int fcntl64(int fd, int command, ...) {
    va_list rest; va_start(rest, command); void *arg = va_arg(rest, void *); va_end(rest);
    if (refused(command)) { errno = ENOLCK; return -1; }
    int (*real)(int, int, ...) = dlsym(RTLD_NEXT, "fcntl64");
    return real(fd, command, arg);
}
"""

OPENS = """
import sys
from pathlib import Path
from rehearse.errors import LibraryError
from rehearse.library.library import Library
try:
    Library.open(Path(sys.argv[1])).begin_take()
except LibraryError as error:
    print(error)
else:
    print("opened")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a library put before the system's own")
def test_a_disk_on_which_sqlite_cannot_lock_is_told(tmp_path: Path) -> None:
    import os
    import shutil

    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("no compiler")
    source = tmp_path / "nolocks.c"
    source.write_text(NO_RECORD_LOCKS)
    built = tmp_path / "nolocks.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", built, source, "-ldl"], check=True)
    Library.open(tmp_path / "library").close()
    done = subprocess.run(
        [sys.executable, "-c", OPENS, str(tmp_path / "library")],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "LD_PRELOAD": str(built)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "cannot lock files" in done.stdout or "keeps the library" in done.stdout
    with Library.open(tmp_path / "library") as library:
        assert library.takes() == []


def test_a_lock_that_is_taken_is_no_disk_without_locks(tmp_path: Path) -> None:
    one, two = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert one.acquire()
    assert not two.acquire()
    assert two.refused is None
    one.release()


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be removed there")
def test_what_is_cleared_away_between_making_and_locking_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flock, removed = files.fcntl.flock, []

    def cleared_first(descriptor: int, kind: int) -> None:
        if not removed:
            (found,) = tmp_path.iterdir()
            found.unlink()
            removed.append(found)
        flock(descriptor, kind)

    monkeypatch.setattr(files.fcntl, "flock", cleared_first)
    lock = FileLock(tmp_path / "lock")
    assert lock.acquire()
    assert lock.path.exists(), "a lock that nobody else would meet is none"
    assert not FileLock(tmp_path / "lock").acquire()
    lock.release()
    lock.path.unlink()
    removed.clear()
    files.write_atomic(tmp_path / "text", "whole")
    assert len(removed) == 1
    assert (tmp_path / "text").read_text() == "whole"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_library_replaced_by_another_is_not_written_into(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with Library.open(folder) as library:
        folder.rename(tmp_path / "away")
        Library.open(folder).close()
        with pytest.raises(LibraryError, match="not there any more"):
            library.begin_take()
    with Library.open(folder) as other:
        assert other.takes() == []


# ---- the clock -------------------------------------------------------------------------------------------


def test_a_clock_set_back_changes_no_order_and_purges_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    clock = [now]
    monkeypatch.setattr(rows, "now_text", lambda: clock[0].isoformat(timespec="microseconds"))
    made = []
    with Library.open(tmp_path) as library:
        for back in (timedelta(0), timedelta(days=400), timedelta(days=30_000)):
            clock[0] = now - back
            take = library.begin_take()
            library.fail_take(take.id, "x")
            made.append(take.id)
        assert [take.id for take in library.takes()] == made[::-1]
        clock[0] = now + timedelta(days=5000)  # deleted while the clock was years ahead
        library.delete(made[:1])
        assert library.purge(timedelta(days=30)) == []
        assert len(library.takes(deleted=True)) == 1
    (tmp_path / "library.db").unlink()
    with Library.open(tmp_path) as library:
        library.sweep()
        assert library.problems() == []
