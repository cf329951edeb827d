"""The database file: opened, and shared between threads, one connection behind one lock."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from rehearse.errors import LibraryDamaged, LibraryError
from rehearse.files import PRIVATE_FILE_MODE, FileLock
from rehearse.i18n import _
from rehearse.library import migrations
from rehearse.library.database_errors import (
    damaged,
    foreign,
    from_sqlite,
    gone,
    no_locks,
    not_allowed,
    told_plainly,
)

#: How long a statement waits for another process's transaction; ours take milliseconds.
BUSY_TIMEOUT_S = 10.0

_MAGIC = b"SQLite format 3\0"

_COLUMNS = (
    "SELECT tables.name, columns.name FROM sqlite_master AS tables"
    " JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
)


class Database:
    """One SQLite file in WAL mode, `synchronous` FULL, foreign keys on.

    Raises `LibraryNewer`, `LibraryReadOnly`, `LibraryDamaged`, `DiskFull` or `LibraryError` wherever
    SQLite meets the environment.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._closed = False
        with told_plainly(path):
            self._connection = _open(path)
            self._file = _identity(path)
            self._seen = self._data_version()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection for some SELECTs; other threads wait."""
        with self._lock, self._told():
            self._require_open()
            yield self._connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: durable when the block ends, undone when it raises."""
        with self._lock, self._told():
            self._require_open()
            self.require_there()
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def problems(self) -> list[str]:
        """What SQLite's own check finds wrong with the file; empty when it is sound."""
        with self._lock, told_plainly(self.path):
            try:
                found = [str(row[0]) for row in self._connection.execute("PRAGMA integrity_check")]
                if found != ["ok"]:
                    note_damage(self.path)
                    return found
                return [
                    f"{row[0]}: row {row[1]} points nowhere"
                    for row in self._connection.execute("PRAGMA foreign_key_check")
                ]
            except sqlite3.DatabaseError as error:
                # Some damage stops the check itself.
                if isinstance(from_sqlite(error, self.path), LibraryDamaged):
                    note_damage(self.path)
                    return [str(error)]
                raise

    def sound(self) -> bool:
        """Whether SQLite can read the whole file, apart from rows that point nowhere."""
        with self._lock:
            try:
                return [row[0] for row in self._connection.execute("PRAGMA integrity_check")] == ["ok"]
            except (sqlite3.DatabaseError, UnicodeDecodeError):
                return False

    def changed_elsewhere(self) -> bool:
        """Whether another connection has written since this was asked last.  Never waits for one."""
        if not self._lock.acquire(blocking=False):
            return False  # busy: asked again soon
        try:
            with self._told():
                if self._closed:
                    return False
                self.require_there()
                before, self._seen = self._seen, self._data_version()
                return self._seen != before
        finally:
            self._lock.release()

    def compact(self) -> bool:
        """Write the file anew, without what was deleted from it; whether its log holds nothing of that.

        False where somebody else reads at this moment, and did for `BUSY_TIMEOUT_S`.
        """
        with self._lock, self._told():
            self._require_open()
            self.require_there()
            self._connection.execute("VACUUM")
            # Its tables were written through the log, which still holds what was there before.
            busy = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            return not busy

    def close(self) -> None:
        with self._lock, told_plainly(self.path):
            self._closed = True
            self._connection.close()

    def _data_version(self) -> int:
        # Changes by this connection leave it as it is (sqlite.org/pragma.html#pragma_data_version).
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            with told_plainly(self.path):
                try:
                    yield
                except sqlite3.OperationalError as error:
                    if self._has_its_columns():
                        raise
                    raise damaged(self.path, str(error)) from error
        except LibraryDamaged:
            # SQLite's own check need not find it: a text that is none, an index of words that is wrong.
            note_damage(self.path, sure=True)
            raise

    def _has_its_columns(self) -> bool:
        """Whether tables and columns have the names they were given; else a failing statement may be right.

        SQLite's own check finds nothing wrong with a name in which a few bytes are others.
        """
        with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
            migrations.migrate(fresh)
            wanted = fresh.execute(_COLUMNS).fetchall()
        try:
            return set(wanted) <= set(self._connection.execute(_COLUMNS))
        except (sqlite3.Error, UnicodeDecodeError):
            return False

    def require_there(self) -> None:
        """Raise `LibraryError` where the file is not in its place any more."""
        # The open file lives on when its disk is taken out or its folder is moved away; what is written to
        # it then is lost, and a new folder would be begun in its place.
        if not self.is_there:
            try:
                os.stat(self.path)
            except PermissionError as error:
                raise not_allowed(self.path.parent) from error
            except OSError:
                pass
            raise gone(self.path)

    @property
    def is_there(self) -> bool:
        """Whether the file that was opened is still in its place."""
        return _identity(self.path) == self._file

    def _require_open(self) -> None:
        # Somebody may still hold a library that was closed because its folder is being moved.
        if self._closed:
            raise LibraryError(
                _("The library {path} was closed meanwhile.").format(path=self.path),
                kept=_("Everything saved before is untouched."),
                help=_("Try again in a moment."),
            )


def damage_mark(path: Path) -> Path:
    """There once damage was met: the next start looks at the whole file."""
    return path.with_name(f".{path.name}.damaged")


#: In the mark where it was met in use, and not only found by looking.
_SURE = b"sure"


def note_damage(path: Path, *, sure: bool = False) -> None:
    mark = damage_mark(path)
    with contextlib.suppress(OSError):
        mark.touch(mode=PRIVATE_FILE_MODE)
        if sure:
            mark.write_bytes(_SURE)


def surely_damaged(path: Path) -> bool:
    """Whether damage was met in use: looking at the file need not show it."""
    try:
        return damage_mark(path).read_bytes() == _SURE
    except OSError:
        return False


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file lies there; None when there is none."""
    try:
        facts = os.stat(path)
    except OSError:
        return None
    return facts.st_dev, facts.st_ino


def _open(path: Path) -> sqlite3.Connection:
    _refuse_foreign(path)
    lock = FileLock(path.with_name(f".{path.name}.lock"))
    # Two processes may not make the file at once: SQLite does not wait for the change to WAL mode.
    given_up = time.monotonic() + BUSY_TIMEOUT_S
    while not (got := lock.acquire()) and lock.refused is None and time.monotonic() < given_up:
        time.sleep(0.01)
    if lock.refused is not None:
        raise no_locks(path.parent) from lock.refused
    if not got:
        raise LibraryError(
            _("Another program keeps the library {path} locked.").format(path=path),
            help=_("Close the other program, then try again."),
        )
    try:
        # Made here, since SQLite would make it readable for others; -wal and -shm take its mode.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE_MODE))
        connection = _connect(path, "rw")
        try:
            _refuse_tables_of_others(connection, path)
            _prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection
    finally:
        lock.release()


def _refuse_tables_of_others(connection: sqlite3.Connection, path: Path) -> None:
    if migrations.version_of(connection) == 0:
        n_tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if n_tables:
            raise foreign(path)


def _prepare(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = OFF")
    migrations.migrate(connection)  # begins a write transaction: a write-protected file is told here
    connection.execute("PRAGMA foreign_keys = ON")


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_TIMEOUT_S,
        isolation_level=None,  # transactions are begun and ended here, by name
        check_same_thread=False,
    )


def _refuse_foreign(path: Path) -> None:
    """Raise for a file that must be left as it is, before anything touches it.

    The version stands in the header (sqlite.org/fileformat2.html: user version at byte 60, application id
    at 68); it may also stand in a -wal file that a crash left, which a read-only connection reads.
    """
    try:
        with open(path, "rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        return
    if not header:
        return
    if len(header) < 100 or not header.startswith(_MAGIC):
        raise damaged(path, _("it is not a database"))
    version = int.from_bytes(header[60:64], "big")
    owner = int.from_bytes(header[68:72], "big")
    wal = path.with_name(path.name + "-wal")
    if version <= migrations.LATEST and wal.exists() and wal.stat().st_size > 0:
        connection = _connect(path, "ro")
        try:
            version = migrations.version_of(connection)
            owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
        finally:
            connection.close()
    if version and owner != migrations.APPLICATION_ID:
        raise foreign(path)
    if version > migrations.LATEST:
        raise migrations.newer(version)
