"""A damaged database set aside, and a sound one made from what is left of it and from the files beside it.

    <library>/.rebuilding/                 what is being made
    <library>/library.db.damaged-<when>    the damaged file, with its -wal and -shm, untouched

Rows are saved one by one; a take whose row is lost comes back from its recording and the facts beside it,
a script from its file.  What was heard in such a take, where that is lost too, can be heard again.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from rehearse.errors import LibraryDamaged
from rehearse.files import make_private_folder
from rehearse.i18n import _, ngettext
from rehearse.library import drill_rows, heard, notes, rows, scorecards, sidecar, swap, taken_away
from rehearse.library.database import Database, damage_mark
from rehearse.library.database_errors import told_plainly
from rehearse.library.ids import is_id
from rehearse.library.library import DATABASE_NAME, Library
from rehearse.library.opening import alone
from rehearse.library.salvage import Damaged, copy_rows
from rehearse.library.stale import show_verdict
from rehearse.speech.corrections import corrected

WORK_NAME = ".rebuilding"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of it.  `aside` is the damaged file; `told` the same in sentences for the user.

    `n_from_sound` takes had lost their row, `n_unheard` what was heard in them.
    """

    aside: Path
    n_takes: int
    n_from_sound: int
    n_unheard: int
    told: str


def rebuild(folder: Path) -> Rebuilt:
    """Set the database in `folder` aside and make it anew.  Nobody may have it open.

    Raises `LibraryError`, `LibraryReadOnly`, `DiskFull`; then the damaged file lies where it was.
    """
    path = folder / DATABASE_NAME
    work = folder / WORK_NAME
    with told_plainly(path), alone(folder):
        shutil.rmtree(work, ignore_errors=True)
        make_private_folder(work)
        try:
            # A copy: reading a database may write to it (its log is taken in).
            for ending in ("", "-wal"):
                with contextlib.suppress(FileNotFoundError):
                    shutil.copyfile(f"{path}{ending}", work / f"damaged{ending}")
            n_saved, n_unheard, n_takes = _fill(work, folder)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
        aside = swap.free_name(folder / f"{DATABASE_NAME}.damaged-{swap.stamp()}")
        told = _told(aside, n_takes, n_takes - n_saved, n_unheard)
        steps = [
            swap.Step(Path(f"{path}{ending}"), Path(f"{aside}{ending}"), "aside")
            for ending in ("-wal", "-shm", "")
            if Path(f"{path}{ending}").exists()
        ]
        steps.append(swap.Step(work / DATABASE_NAME, path, "comes"))
        swap.swap(folder, steps, told=told, litter=[work])
        damage_mark(path).unlink(missing_ok=True)
    return Rebuilt(aside, n_takes, n_takes - n_saved, n_unheard, told)


def _fill(work: Path, folder: Path) -> tuple[int, int, int]:
    """Make the sound database; takes whose rows were saved, takes to be heard again, takes in all."""
    database = Database(work / DATABASE_NAME)
    library = Library(folder, database)  # its files are those of the folder, its rows the new ones
    try:
        with _damaged(work / "damaged") as source:
            there = source.tables() if source is not None else set()
            with database.reading() as connection:
                first, second = _tables(connection)
            if source is not None:
                _copy(database, source, [name for name in first if name in there])
                _drop_unreadable(library, database)
            saved = _ids(database)
            library.sweep()  # what is lost comes back from the files, under the ids it had
            if source is not None:
                _copy(database, source, [name for name in second if name in there])
                _drop_unreadable(library, database)
        _adopt_facts(database, folder)
        _forget_index(database)
        library.sweep()
        library.drill_runs.adopt_attempts()
        n_unheard = _agree(database)
        ids = _ids(database)
        problems = database.problems()
        if problems:
            raise LibraryDamaged(
                _("The list of takes could not be made anew ({reason}).").format(reason=problems[0]),
                kept=_("The damaged file and all recordings lie where they were, untouched."),
                help=_("Check the disk the library lies on; then restore a backup."),
            )
    finally:
        database.close()
    return len(saved & ids), n_unheard, len(ids)


@contextlib.contextmanager
def _damaged(path: Path) -> Iterator[Damaged | None]:
    """The damaged database; None where SQLite cannot open it at all."""
    source = None
    try:
        source = Damaged(path)
    except (sqlite3.Error, ValueError):
        source = None
    try:
        yield source
    finally:
        if source is not None:
            source.close()


def _tables(connection: sqlite3.Connection) -> tuple[list[str], list[str]]:
    """The tables with rows of their own, takes and scripts first; then those that point at others.

    An index of words is made from the rest, and what it keeps for itself is left out.
    """
    listed = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    virtual = [name for name, sql in listed if sql.startswith("CREATE VIRTUAL")]
    names = [
        name
        for name, _sql in listed
        if not name.startswith("sqlite_")
        and name not in virtual
        and not any(name.startswith(f"{index}_") for index in virtual)
    ]
    pointing = [name for name in names if connection.execute(f"PRAGMA foreign_key_list({name})").fetchall()]
    own = [name for name in names if name not in pointing]
    return sorted(own, key=lambda name: (name != "takes", name != "scripts", name)), pointing


def _copy(database: Database, source: Damaged, tables: list[str]) -> None:
    for table in tables:
        with database.writing() as connection:
            copy_rows(source, connection, table)


def _ids(database: Database) -> set[str]:
    with database.reading() as connection:
        return {str(row[0]) for row in connection.execute("SELECT id FROM takes")}


def _drop_unreadable(library: Library, database: Database) -> None:
    """Let go of rows that SQLite could read and this program cannot: the files may say the same."""
    with database.reading() as connection:
        takes = connection.execute("SELECT id, audio_path, bands FROM takes").fetchall()
        scripts = connection.execute("SELECT id, slot_values FROM scripts").fetchall()
    dropped: list[tuple[str, str]] = []
    for take_id, stored, bands in takes:
        if not _is_dict(bands or "{}") or not _true_to_its_file(library.folder, take_id, stored):
            dropped.append(("takes WHERE id", take_id))
            continue
        if _reads(library, take_id):
            continue
        for part in ("results WHERE take_id", "corrections WHERE take_id", "takes WHERE id"):
            with database.writing() as connection:
                connection.execute(f"DELETE FROM {part} = ?", (take_id,))
            if part != "takes WHERE id" and _reads(library, take_id):
                break
    dropped += [("scripts WHERE id", script_id) for script_id, values in scripts if not _is_dict(values)]
    dropped += _unreadable_drills(database)
    with database.writing() as connection:
        for place, row_id in dropped:
            connection.execute(f"DELETE FROM {place} = ?", (row_id,))


def _unreadable_drills(database: Database) -> list[tuple[str, str]]:
    with database.reading() as connection:
        runs = connection.execute(f"SELECT {drill_rows.RUN_COLUMNS} FROM drill_runs").fetchall()
        attempts = connection.execute(f"SELECT {drill_rows.ATTEMPT_COLUMNS} FROM attempts").fetchall()
    dropped = []
    for row in runs:
        try:
            drill_rows.run_from(row)
            sound = is_id(row[0])
        except drill_rows.NOT_OURS:
            sound = False
        if not sound:
            dropped.append(("drill_runs WHERE id", str(row[0])))
    for row in attempts:
        try:
            drill_rows.attempt_from(row, has_take=True)
        except drill_rows.NOT_OURS:
            dropped.append(("attempts WHERE id", str(row[0])))
    return dropped


def _true_to_its_file(folder: Path, take_id: str, stored: str) -> bool:
    """Whether a row's id and path are those of the sound it speaks of, as far as its files say."""
    parts = stored.split("/")
    if not is_id(take_id) or parts[0] != "audio" or ".." in parts or "\0" in stored:
        return False
    audio_path = rows.absolute(folder, stored)
    if audio_path.is_file():
        facts = sidecar.read(audio_path)
        return facts is None or facts.id == take_id
    # Its sound is gone, unless it lies elsewhere under the very name.
    ending = PurePosixPath(stored).suffix
    name = take_id + (ending if ending[1:].isalnum() else ".wav")
    return next((folder / "audio").rglob(name), None) is None


def _reads(library: Library, take_id: str) -> bool:
    try:
        library.take(take_id)
    except LibraryDamaged:
        return False
    return True


def _forget_index(database: Database) -> None:
    """Let the sweep make the index of words anew: the first one knew neither results nor notes."""
    with database.writing() as connection:
        connection.execute("DELETE FROM said")


def _adopt_facts(database: Database, folder: Path) -> None:
    """What a coach made of takes whose own rows were saved, where its rows were lost."""
    with database.reading() as connection:
        takes = connection.execute("SELECT id, audio_path FROM takes").fetchall()
    for take_id, stored in takes:
        facts = sidecar.read(rows.absolute(folder, stored))
        if facts is None or facts.id != take_id:
            continue
        if facts.notes or facts.marks or facts.reactions or facts.heard_at or facts.received:
            with database.writing() as connection:
                notes.adopt(connection, take_id, facts.notes)
                taken_away.adopt(connection, take_id, facts.received)
                heard.adopt(connection, take_id, facts)


def _is_dict(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _agree(database: Database) -> int:
    """Let each take say what its result says; how many were scored, or may have been, and have none now."""
    with database.reading() as connection:
        lost = connection.execute(
            "SELECT count(*) FROM takes WHERE state IN ('scored', 'recorded') AND deleted_at IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM results WHERE take_id = id) AND (state = 'scored' OR recovered)"
        ).fetchone()[0]
        found = connection.execute(
            "SELECT id, transcript, scorecard, words FROM takes JOIN results ON results.take_id = id"
            " LEFT JOIN corrections ON corrections.take_id = id WHERE state != 'scored'"
        ).fetchall()
    with database.writing() as connection:
        connection.execute(
            "UPDATE takes SET state = 'recorded', message_s = NULL, bands = NULL, ready = NULL, excerpt = ''"
            " WHERE state = 'scored' AND NOT EXISTS (SELECT 1 FROM results WHERE take_id = id)"
        )
        for take_id, transcript, scorecard, words in found:
            said = corrected(
                scorecards.transcript_from_json(transcript), scorecards.corrections_from_json(words)
            )
            show_verdict(connection, take_id, said, scorecards.from_json(scorecard))
    return int(lost)


def _told(aside: Path, n_takes: int, n_from_sound: int, n_unheard: int) -> str:
    parts = [
        ngettext(
            "The list of takes was damaged and is made anew, with {n} take.",
            "The list of takes was damaged and is made anew, with {n} takes.",
            n_takes,
        ).format(n=n_takes)
    ]
    if n_from_sound:
        parts.append(
            ngettext(
                "{n} of them comes from its recording alone.",
                "{n} of them come from their recordings alone.",
                n_from_sound,
            ).format(n=n_from_sound)
        )
    if n_unheard:
        parts.append(
            ngettext(
                "{n} has to be listened to again.", "{n} have to be listened to again.", n_unheard
            ).format(n=n_unheard)
        )
    parts.append(_("The damaged file is kept as {file}.").format(file=aside))
    return " ".join(parts)
