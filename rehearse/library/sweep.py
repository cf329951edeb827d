"""What a crash left, made whole at the next start.

A take that was being recorded when its process died has a row in state `recording` and a lock that the
system has released: its WAV is repaired and measured, and the row becomes `recorded`.
Audio without a row (a database that was lost) is adopted, with the facts that lie beside it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rehearse.audio import wav
from rehearse.audio.format import AudioFormat
from rehearse.errors import AudioFileError
from rehearse.files import (
    FileLock,
    clear_temporary,
    drop_lock,
    is_temporary,
    make_private_folder,
    remove_abandoned,
)
from rehearse.i18n import _
from rehearse.library import (
    arrivals,
    claims,
    heard,
    imports,
    landing,
    measures,
    notes,
    rows,
    scorecards,
    search,
    sidecar,
    taken_away,
)
from rehearse.library.database import Database
from rehearse.library.drill_run_files import DRILLS_FOLDER
from rehearse.library.ids import is_id, new_id
from rehearse.library.measures import Measures
from rehearse.library.scripts import SCRIPTS_FOLDER
from rehearse.speech.corrections import corrected

#: Takes that get what is missing in one transaction: each costs about half a millisecond, and a recording
#: that begins meanwhile must not wait.
_FILLED_AT_ONCE = 50

#: Folders below the audio folder, each with the names of its files.
_Found = Sequence[tuple[str, Sequence[str]]]


def lock_path(audio_path: Path) -> Path:
    return audio_path.with_suffix(".lock")


def sweep(database: Database, folder: Path, audio_folder: Path) -> list[str]:
    """The ids of the takes that were repaired or adopted, the oldest first.

    A file that the disk refuses keeps no other from being repaired: its `OSError` is raised at the end.
    """
    refused: list[OSError] = []
    landing.clear(database, folder)
    for place in (folder, *(folder / name for name in (SCRIPTS_FOLDER, DRILLS_FOLDER))):
        clear_temporary(place)
    for path in (folder / DRILLS_FOLDER).glob(".*.lock"):  # of runs that were being done
        _drop_abandoned(path)
    claims.drop_abandoned(folder)
    _finish_purges(database, folder)
    changed = _repair_unfinished(database, folder, refused)
    changed += _adopt_strays(database, folder, audio_folder, refused)
    fill(database)
    if refused:
        raise refused[0]
    return changed


def _finish_purges(database: Database, folder: Path) -> None:
    """Take away the rows of takes that were being removed from the trash: their files are gone already."""
    with database.reading() as connection:
        trash = connection.execute(
            "SELECT id, audio_path FROM takes WHERE deleted_at IS NOT NULL AND n_frames > 0"
        ).fetchall()
    for take_id, stored in trash:
        audio_path = rows.absolute(folder, stored)
        # Where the folder itself is gone, the files are elsewhere and may come back.
        if not audio_path.parent.is_dir() or audio_path.exists() or sidecar.path_for(audio_path).exists():
            continue
        lock = FileLock(lock_path(audio_path))
        if lock.acquire():
            try:
                with database.writing() as connection:
                    if not audio_path.exists():
                        connection.execute("DELETE FROM takes WHERE id = ?", (take_id,))
            finally:
                drop_lock(lock)


def _repair_unfinished(database: Database, folder: Path, refused: list[OSError]) -> list[str]:
    with database.reading() as connection:
        # A failed take without a format was never finished: its sound is still to be measured.
        unfinished = connection.execute(
            "SELECT id, state, audio_path FROM takes WHERE state = 'recording'"
            " OR (state = 'failed' AND rate_hz IS NULL) ORDER BY seq"
        ).fetchall()
    changed = []
    for take_id, state, stored in unfinished:
        audio_path = rows.absolute(folder, stored)
        if state == "failed" and not _has_sound(audio_path):
            continue
        make_private_folder(audio_path.parent)
        lock = FileLock(lock_path(audio_path))
        if not lock.acquire():
            continue  # being recorded, or another process is at it
        try:
            if _repair_one(database, take_id, state, audio_path):
                changed.append(take_id)
        except OSError as error:
            refused.append(error)
        finally:
            drop_lock(lock)
    return changed


def _repair_one(database: Database, take_id: str, state: str, audio_path: Path) -> bool:
    with database.reading() as connection:
        now = connection.execute("SELECT state, rate_hz FROM takes WHERE id = ?", (take_id,)).fetchone()
    if now is None or now[0] != state or now[1] is not None:
        return False  # finished, or repaired by another process, since the list was read
    format_: AudioFormat | None = None
    n_frames = 0
    problem = ""
    if _has_sound(audio_path):
        try:
            format_, n_frames = _measured(audio_path)
        except AudioFileError as error:
            if state == "failed":
                return False  # known, and told when it failed
            problem = _("The recording could not be repaired; its file is kept. {reason}").format(
                reason=error.message
            )
    if not problem and n_frames == 0:
        problem = _("Nothing was recorded.")
    with database.writing() as connection:
        connection.execute(
            "UPDATE takes SET state = ?, recovered = 1, problem = CASE WHEN ? THEN problem ELSE ? END,"
            " rate_hz = ?, channels = ?, sample_bytes = ?, n_frames = ? WHERE id = ?",
            (
                "failed" if problem or state == "failed" else "recorded",
                state == "failed",
                problem,
                *((format_.rate_hz, format_.channels, format_.sample_bytes) if format_ else (None,) * 3),
                n_frames,
                take_id,
            ),
        )
    return True


def _adopt_strays(database: Database, folder: Path, audio_folder: Path, refused: list[OSError]) -> list[str]:
    # Files first, rows second: a row is older than its file, so whatever was made in between has one.
    found = [(place, names) for place, _folders, names in os.walk(audio_folder)]
    with database.reading() as connection:
        known = {row[0] for row in connection.execute("SELECT audio_path FROM takes")}
    strays = list(_strays(folder, found, known))
    facts = {path: sidecar.read(path) or _facts_without_sidecar(path) for path in strays}
    # A recording from elsewhere is of any kind: without the facts beside it nobody knows what it is.
    known_kind = [path for path in strays if path.suffix.lower() == ".wav" or facts[path].imported]
    changed = []
    for path in sorted(known_kind, key=lambda stray: (facts[stray].seq or 2**53, facts[stray].created_at)):
        lock = FileLock(lock_path(path))
        if not lock.acquire():
            continue
        try:
            format_, n_frames = _measured_as(facts[path], path)
        except AudioFileError:
            continue  # not sound: it stays where it is, and no row speaks of it
        except OSError as error:
            refused.append(error)
        else:
            take_id = _insert(database, folder, path, facts[path], format_, n_frames)
            if take_id is not None:
                changed.append(take_id)
        finally:
            drop_lock(lock)
    _remove_litter(folder, found, known)
    return changed


def _insert(
    database: Database,
    folder: Path,
    path: Path,
    facts: sidecar.Facts,
    format_: AudioFormat,
    n_frames: int,
) -> str | None:
    """A row for a stray; None when another process was faster."""
    stored = path.relative_to(folder).as_posix()
    with database.writing() as connection:
        if connection.execute("SELECT 1 FROM takes WHERE audio_path = ?", (stored,)).fetchone():
            return None
        take_id = facts.id
        if not is_id(take_id) or _taken(connection, "id", take_id):
            take_id = new_id()  # a copy made by hand carries the id of its original
        seq = facts.seq if facts.seq > 0 and not _taken(connection, "seq", facts.seq) else None
        connection.execute(
            "INSERT INTO takes (seq, id, created_at, title, speaker, script_id, device, state, recovered,"
            " audio_path, rate_hz, channels, sample_bytes, n_frames, overflow_count, peak_dbfs, problem,"
            " deleted_at, tags, starred)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                seq,
                take_id,
                datetime.fromisoformat(facts.created_at).astimezone(UTC).isoformat(timespec="microseconds"),
                rows.clean(facts.title),
                rows.clean(facts.speaker),
                facts.script_id,
                rows.clean(facts.device),
                "recorded" if n_frames else "failed",
                stored,
                format_.rate_hz,
                format_.channels,
                format_.sample_bytes,
                n_frames,
                facts.overflow_count,
                None if facts.peak_dbfs is None else float(facts.peak_dbfs),
                "" if n_frames else _("Nothing was recorded."),
                facts.deleted_at,
                rows.tags_to_text(filter(None, map(rows.clean, facts.tags))),
                facts.starred,
            ),
        )
        rows.save_corrections(connection, take_id, facts.corrections)
        imports.adopt(connection, take_id, facts.imported)
        notes.adopt(connection, take_id, facts.notes)
        taken_away.adopt(connection, take_id, facts.received)
        heard.adopt(connection, take_id, facts)
        arrivals.adopt(connection, take_id, facts)
        search.index(connection, take_id)
        rows.write_facts(connection, folder, take_id)
    return take_id


def fill(database: Database) -> None:
    """Measures and words to be found by, for takes that have none: those of earlier versions.

    In transactions of `_FILLED_AT_ONCE` takes, so that nobody waits long for the library meanwhile.
    """
    with database.reading() as connection:
        found = connection.execute(
            "SELECT seq, id FROM takes WHERE (seq NOT IN (SELECT id FROM said_docsize)"
            " AND (title != '' OR id IN (SELECT take_id FROM results UNION SELECT take_id FROM notes)))"
            " OR id IN (SELECT take_id FROM results EXCEPT SELECT take_id FROM measures) ORDER BY seq DESC"
        ).fetchall()
    for begin in range(0, len(found), _FILLED_AT_ONCE):
        with database.writing() as connection:
            for seq, take_id in found[begin : begin + _FILLED_AT_ONCE]:
                _fill_one(connection, seq, take_id)


def _fill_one(connection: sqlite3.Connection, seq: int, take_id: str) -> None:
    row = connection.execute(
        "SELECT title, transcript, scorecard, words FROM takes LEFT JOIN results ON results.take_id = id"
        " LEFT JOIN corrections ON corrections.take_id = id WHERE id = ?",
        (take_id,),
    ).fetchone()
    if row is None:
        return  # removed since the list was read
    title, heard, card, put_right = row
    transcript = None
    if heard is not None:
        # What another program has written there is no reason not to start.
        with contextlib.suppress(ValueError, KeyError, TypeError):
            transcript = corrected(
                scorecards.transcript_from_json(heard), scorecards.corrections_from_json(put_right)
            )
            measures.save(connection, take_id, Measures.of(transcript, scorecards.from_json(card)))
    search.index_words(connection, seq, title, transcript, search.notes_of(connection, take_id))


def _taken(connection: sqlite3.Connection, column: str, value: object) -> bool:
    return connection.execute(f"SELECT 1 FROM takes WHERE {column} = ?", (value,)).fetchone() is not None


def _measured(path: Path) -> tuple[AudioFormat, int]:
    """Repair the file and measure it.  Raises `AudioFileError`."""
    info = wav.repair(path)
    return info.format, info.n_frames


def _measured_as(facts: sidecar.Facts, path: Path) -> tuple[AudioFormat, int]:
    """What is known of a recording from elsewhere, which stays as it came; else as `_measured`."""
    if facts.imported is None:
        return _measured(path)
    return AudioFormat(facts.imported.rate_hz, facts.imported.channels), facts.imported.n_frames


def _facts_without_sidecar(path: Path) -> sidecar.Facts:
    """What the file itself says: its name is the id or becomes the title, its time the take's."""
    named = is_id(path.stem)
    when = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return sidecar.Facts(
        id=path.stem if named else "",
        seq=0,
        created_at=when.isoformat(timespec="microseconds"),
        title="" if named else path.stem,
    )


def _strays(folder: Path, found: _Found, known: set[str]) -> Iterator[Path]:
    """WAV files that no row speaks of, and files with a take's facts beside them."""
    for place, names in found:
        # Texts, not paths: a big library has ten thousand of them.
        stored_place = Path(place).relative_to(folder).as_posix()
        present = set(names)
        for name in names:
            if (
                (name.lower().endswith(".wav") or _has_facts(name, present))
                and not name.startswith(".")
                and f"{stored_place}/{name}" not in known
            ):
                path = Path(place, name)
                # A regular file: opening a pipe would wait for ever.
                if path.is_file() and not path.is_symlink():
                    yield path


def _has_facts(name: str, present: set[str]) -> bool:
    stem, _dot, ending = name.partition(".")
    return ending not in ("lock", "take.json") and f"{stem}.take.json" in present and is_id(stem)


def _has_sound(path: Path) -> bool:
    """Whether anything follows the header (a crash may have left less than one)."""
    try:
        return path.stat().st_size > wav.HEADER_BYTES
    except FileNotFoundError:
        return False


def _remove_litter(folder: Path, found: _Found, known: set[str]) -> None:
    """What dead processes left: locks; and where no row was written facts, copies, files half written."""
    known_stems: set[str] | None = None
    locks: list[Path] = []
    alone: list[Path] = []  # without a row and without a sound, or the beginning of one
    for place, names in found:
        split = [name.partition(".") for name in names]
        with_sound = {stem for stem, _dot, ending in split if ending not in ("lock", "take.json")}
        for name, (stem, _dot, ending) in zip(names, split, strict=True):
            if is_temporary(name):
                remove_abandoned(Path(place, name))
            elif imports.is_piece(name):
                alone.append(Path(place, name))
            elif ending == "lock" and is_id(stem):
                locks.append(Path(place, name))
            elif ending == "take.json" and stem not in with_sound and is_id(stem):
                if known_stems is None:
                    known_stems = {Path(stored).stem for stored in known}
                if stem not in known_stems:
                    alone.append(Path(place, name))
    if alone:
        with imports.nobody_copies(folder) as nobody:
            for path in alone if nobody else ():
                _remove_alone(path)
    for path in locks:
        _drop_abandoned(path)


def _remove_alone(path: Path) -> None:
    with contextlib.suppress(OSError):
        if imports.is_piece(path.name):
            path.unlink()
            return
        # Whoever is between the facts and the row of a recording holds it.
        lock = FileLock(path.with_name(f"{path.name.partition('.')[0]}.lock"))
        if lock.acquire():
            path.unlink(missing_ok=True)
            drop_lock(lock)


def _drop_abandoned(path: Path) -> None:
    """Remove a lock whose holder died; one that is held stays."""
    lock = FileLock(path)
    with contextlib.suppress(OSError):
        if lock.acquire():
            drop_lock(lock)
