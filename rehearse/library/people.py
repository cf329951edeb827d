"""The people of a library: who speaks in its takes and who wrote notes; one renamed, or forgotten.

<library>/.forgetting   there while somebody is being forgotten, with the ids of what is to go: the next start
                        finishes it

Names are compared without capitals.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from rehearse.errors import LibraryError, RehearseError
from rehearse.files import write_atomic
from rehearse.i18n import _
from rehearse.library import drill_run_files, marks, rows
from rehearse.library.database import Database
from rehearse.library.database_errors import told_plainly
from rehearse.library.drill_run_files import DRILLS_FOLDER, FILES
from rehearse.library.ids import is_id
from rehearse.library.marking import remove, unless_recording
from rehearse.library.opening import BEFORE_PREFIX
from rehearse.library.people_types import Forgotten, Person, Traces
from rehearse.progress import CancelToken, OnProgress, Progress

FORGETTING_NAME = ".forgetting"

__all__ = ["FORGETTING_NAME", "Forgotten", "People", "Person", "Traces"]

#: Tables that name who wrote a row about a take.
_WRITTEN = ("notes", "marks", "reactions")


class People:
    """Usable from any thread.  Raises what `Library` raises."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder

    def all(self) -> list[Person]:
        """Everybody, by name; takes and rows without a name belong to nobody."""
        with self._database.reading() as connection:
            takes = connection.execute(
                "SELECT speaker, deleted_at IS NOT NULL, created_at FROM takes WHERE speaker != ''"
                " ORDER BY seq"
            ).fetchall()
            runs = connection.execute(
                "SELECT speaker FROM drill_runs WHERE speaker != '' AND deleted_at IS NULL"
            ).fetchall()
            written = connection.execute(_authors("author, takes.speaker")).fetchall()
        found: dict[str, Person] = {}

        def count(name: str, **more: int) -> None:
            key = rows.folded(name)
            before = found.get(key, Person(name, 0, 0, 0, 0, None))
            counts = {field: getattr(before, field) + n for field, n in more.items()}
            found[key] = replace(before, **counts)

        for name, deleted, made in takes:
            count(name, **({"n_in_trash": 1} if deleted else {"n_takes": 1}))
            person = replace(found[rows.folded(name)], name=name)
            if not deleted:
                moment = datetime.fromisoformat(made)
                person = replace(person, last_at=max(person.last_at or moment, moment))
            found[rows.folded(name)] = person
        for (name,) in runs:
            count(name, n_runs=1)
        for author, speaker in written:
            if rows.folded(author) != rows.folded(speaker):
                count(author, n_written=1)
        return sorted(found.values(), key=lambda person: (rows.folded(person.name), person.name))

    def rename(self, name: str, new_name: str) -> int:
        """Another name wherever this one stands for a person; how many takes have it now.

        Where somebody has the new name already, both become one.  Raises `LibraryError` for nobody of
        that name, and `ValueError` for no new name.
        """
        new = rows.clean(new_name)
        if not new:
            raise ValueError("somebody has a name")
        with self._database.writing() as connection:
            takes = _takes_of(connection, name)
            runs = _runs_of(connection, name)
            written = _written_takes(connection, name)
            if not takes and not runs and not written:
                raise _nobody(name)
            for take_id, _stored in takes:
                connection.execute("UPDATE takes SET speaker = ? WHERE id = ?", (new, take_id))
            for run_id in runs:
                connection.execute("UPDATE drill_runs SET speaker = ? WHERE id = ?", (new, run_id))
                FILES.write(self._folder / DRILLS_FOLDER, drill_run_files.file_facts(connection, run_id))
            _sign(connection, name, new)
            for take_id in dict.fromkeys([*(one for one, _stored in takes), *written]):
                rows.write_facts(connection, self._folder, take_id, durable=False)
        return len(takes)

    def traces(self, name: str) -> Traces:
        """What goes when they are forgotten.  Raises `LibraryError` for nobody of that name."""
        with self._database.reading() as connection:
            takes = _takes_of(connection, name)
            own = {take_id for take_id, _stored in takes}
            found = Traces(
                _as_written(connection, name),
                len(takes),
                sum(_bytes_of(rows.absolute(self._folder, stored)) for _id, stored in takes),
                len(_runs_of(connection, name)),
                sum(take_id not in own for take_id in _written_takes(connection, name)),
                tuple(self._elsewhere()),
            )
        if not found:
            raise _nobody(name)
        return found

    def forget(
        self, name: str, *, on_progress: OnProgress | None = None, cancel: CancelToken | None = None
    ) -> Forgotten:
        """Everything that `traces` tells goes for good, there is no undo; ask first.

        Nothing is done while one of their takes is being recorded.  Stopped in between (`Cancelled`), the
        rest is still there and this can be called again; after a crash the next start finishes it.
        Raises `LibraryError` for nobody of that name.
        """
        before = self.traces(name)
        with self._database.reading() as connection:
            takes = _takes_of(connection, name)
            runs = _runs_of(connection, name)
        for _take_id, stored in takes:
            with unless_recording(rows.absolute(self._folder, stored)) as free:
                if not free:
                    raise _is_recording(before.name)
        total = len(takes) + len(runs) + 1
        _tell(on_progress, cancel, 0, total)
        self._begin([], [])
        # Before anything goes that is known by its id: a crash leaves nobody who knows the name.
        with self._database.writing() as connection:
            written = _written_takes(connection, name)
            _sign(connection, name, "")
            for take_id in dict.fromkeys(written):
                rows.write_facts(connection, self._folder, take_id)
        self._begin([take_id for take_id, _stored in takes], runs)
        try:
            for done, (take_id, stored) in enumerate(takes):
                _tell(on_progress, cancel, done, total)
                self._forget_take(take_id, rows.absolute(self._folder, stored), before.name)
            for done, run_id in enumerate(runs, len(takes)):
                _tell(on_progress, cancel, done, total)
                self._forget_run(run_id)
        except BaseException:
            with contextlib.suppress(RehearseError):
                self._begin([], [])  # what is left stays
            raise
        _tell(on_progress, cancel, total - 1, total)
        try:
            left = "" if self._clear() else _others_read()
        except RehearseError as error:  # the rows are gone; what they leave in the file is cleared later
            left = str(error)
        return Forgotten(len(takes), len(runs), before.n_written, left)

    def finish(self) -> bool:
        """Forget what a crash left over, and clear what deleted rows left in the database's file.

        Whether that is done.  Cheap where nothing is to be done.  For every start.
        """
        mark = self._folder / FORGETTING_NAME
        if not mark.exists():
            return True
        takes, runs = _marked(mark)
        with self._database.reading() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            left = [
                (take_id, stored)
                for take_id in takes
                for (stored,) in connection.execute("SELECT audio_path FROM takes WHERE id = ?", (take_id,))
            ]
        for take_id, stored in left:
            self._forget_take(take_id, rows.absolute(self._folder, stored), "")
        for run_id in runs:
            self._forget_run(run_id)
        return self._clear()

    # -- within ---------------------------------------------------------------------------------------

    def _begin(self, takes: Sequence[str], runs: Sequence[str]) -> None:
        with told_plainly(self._database.path):
            write_atomic(self._folder / FORGETTING_NAME, json.dumps({"takes": takes, "runs": runs}) + "\n")
        with self._database.reading() as connection:
            connection.execute("PRAGMA secure_delete = ON")

    def _clear(self) -> bool:
        # Not only where the mark is there: another process may have taken it away too early.
        with self._database.writing() as connection:
            # The index of words keeps what was deleted until its pieces are joined.
            connection.execute("INSERT INTO said (said) VALUES ('optimize')")
        cleared = self._database.compact()
        if cleared:
            (self._folder / FORGETTING_NAME).unlink(missing_ok=True)
        return cleared

    def _forget_take(self, take_id: str, audio_path: Path, name: str) -> None:
        with told_plainly(self._database.path), unless_recording(audio_path) as free:
            if not free:
                raise _is_recording(name)
            with self._database.writing() as connection:
                _unlink_all(audio_path.parent, take_id, keep=".lock")
                remove(connection, self._folder, take_id, audio_path)

    def _forget_run(self, run_id: str) -> None:
        with told_plainly(self._database.path), self._database.writing() as connection:
            # The file first: a row without its file is still found, a file without its row is adopted.
            _unlink_all(self._folder / DRILLS_FOLDER, run_id)
            connection.execute("DELETE FROM drill_runs WHERE id = ?", (run_id,))

    def _elsewhere(self) -> Iterator[Path]:
        with contextlib.suppress(OSError):
            yield from sorted(self._folder.glob(f"{self._database.path.name}.damaged-*"))
            yield from sorted(self._folder.parent.glob(f"{BEFORE_PREFIX}*"))


def _marked(mark: Path) -> tuple[list[str], list[str]]:
    """The takes and runs that are to go; none where the mark names none (earlier versions name none)."""
    try:
        found = json.loads(mark.read_bytes())
        takes, runs = ([str(one) for one in found[name] if is_id(str(one))] for name in ("takes", "runs"))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return [], []
    return takes, runs


def _authors(columns: str) -> str:
    return " UNION ALL ".join(
        f"SELECT {columns} FROM {table} JOIN takes ON takes.id = {table}.take_id WHERE author != ''"
        for table in _WRITTEN
    )


def _same(name: str, written: Iterable[str]) -> list[str]:
    """Those spellings that mean this person (SQLite folds ASCII alone)."""
    wanted = rows.folded(rows.clean(name))
    return [one for one in written if wanted and rows.folded(one) == wanted]


def _takes_of(connection: sqlite3.Connection, name: str) -> list[tuple[str, str]]:
    """The takes (id, stored path) somebody speaks in, those in the trash too, the oldest first."""
    spelt = [row[0] for row in connection.execute("SELECT DISTINCT speaker FROM takes")]
    found = []
    for one in _same(name, spelt):
        found += connection.execute(
            "SELECT seq, id, audio_path FROM takes WHERE speaker = ?", (one,)
        ).fetchall()
    return [(take_id, stored) for _seq, take_id, stored in sorted(found)]


def _runs_of(connection: sqlite3.Connection, name: str) -> list[str]:
    spelt = [row[0] for row in connection.execute("SELECT DISTINCT speaker FROM drill_runs")]
    return [
        row[0]
        for one in _same(name, spelt)
        for row in connection.execute("SELECT id FROM drill_runs WHERE speaker = ? ORDER BY seq", (one,))
    ]


def _written_takes(connection: sqlite3.Connection, name: str) -> list[str]:
    """The take of each row that somebody wrote."""
    found = connection.execute(_authors("author, takes.id")).fetchall()
    same = set(_same(name, {author for author, _id in found}))
    return [take_id for author, take_id in found if author in same]


def _sign(connection: sqlite3.Connection, name: str, new: str) -> None:
    """Another author's name under whatever somebody wrote."""
    for table in _WRITTEN:
        spelt = [row[0] for row in connection.execute(f"SELECT DISTINCT author FROM {table}")]
        for one in _same(name, spelt):
            if one == new:
                continue
            if table == "marks":
                marks.drop_older(connection, one, new)
            connection.execute(f"UPDATE {table} SET author = ? WHERE author = ?", (new, one))


def _as_written(connection: sqlite3.Connection, name: str) -> str:
    spelt = [
        row[0]
        for row in connection.execute("SELECT speaker FROM takes GROUP BY speaker ORDER BY max(seq) DESC")
    ]
    return next(iter(_same(name, spelt)), rows.clean(name))


def _unlink_all(folder: Path, stem: str, *, keep: str = "") -> None:
    """Every file of an id, also what a crash left of one that was being written."""
    if not is_id(stem):
        return  # not of this program: it might fit any name
    for path in folder.glob(f"*{stem}*"):
        if not (keep and path.name.endswith(keep)):
            path.unlink(missing_ok=True)


def _bytes_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _tell(on_progress: OnProgress | None, cancel: CancelToken | None, done: int, total: int) -> None:
    if cancel is not None:
        cancel.check()
    if on_progress is not None:
        on_progress(Progress(done, total, "takes", step=_("Deleting")))


def _nobody(name: str) -> LibraryError:
    return LibraryError(
        _("Nobody is called “{name}” here.").format(name=rows.clean(name)),
        help=_("“rehearse speakers” lists everybody."),
    )


def _is_recording(name: str) -> LibraryError:
    return LibraryError(
        _("A take of {name} is being recorded.").format(name=name),
        kept=_("What was not deleted yet is still there."),
        help=_("Wait until the recording is done, then delete again."),
    )


def _others_read() -> str:
    return _(
        "Another window is reading the library: the last traces in its file go when Rehearse starts next."
    )
