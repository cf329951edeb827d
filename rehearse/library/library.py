"""The takes of one user: a database and one folder of audio beside it.

    <folder>/library.db                 rows (SQLite, WAL)
    <folder>/.in-use.lock               shared by everybody who has it open, see `rehearse.library.opening`
    <folder>/audio/<year>/<id>.wav      sound; what the row says of it is stored relative to <folder>
    <folder>/audio/<year>/<id>.take.json  the take's facts, to rebuild a lost database from
    <folder>/audio/<year>/<id>.lock     held while the take is being recorded
    <folder>/scripts/                   the scripts' words, see `rehearse.library.scripts`

The row exists before the first frame, so that a crash at any moment leaves something to repair.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rehearse.analysis.result import Scorecard
from rehearse.audio.format import Recording
from rehearse.errors import LibraryError, TakeMissing
from rehearse.files import FileLock, make_private_folder
from rehearse.i18n import _
from rehearse.library import rows, scorecards, sidecar
from rehearse.library.database import Database, told_plainly
from rehearse.library.ids import new_id
from rehearse.library.opening import IN_USE_NAME, enter, open_database
from rehearse.library.scripts import Scripts
from rehearse.library.sweep import drop_lock, lock_path, sweep
from rehearse.library.takes import Take, TakeState, TakeSummary, excerpt_of, message_s_of
from rehearse.speech.corrections import Corrections, corrected
from rehearse.speech.transcript import Transcript

DATABASE_NAME = "library.db"
AUDIO_FOLDER = "audio"

__all__ = ["AUDIO_FOLDER", "DATABASE_NAME", "IN_USE_NAME", "Library"]


class Library:
    """Every method may be called from any thread, and two processes may use one folder at once.

    All of them raise `DiskFull`, `LibraryReadOnly`, `LibraryDamaged` or `LibraryError` when the
    environment fails, and leave what was there before.
    Those that take an id raise `TakeMissing` when there is no such take.
    """

    def __init__(self, folder: Path, database: Database, in_use: FileLock | None = None) -> None:
        self.folder = folder
        self._database = database
        self.scripts = Scripts(database, folder)
        #: What opening it had to put right, in sentences for the user.
        self.news: list[str] = []
        self._in_use = in_use
        self._recording: dict[str, FileLock] = {}
        self._recording_guard = threading.Lock()

    @classmethod
    def open(cls, folder: Path) -> Library:
        """Open the library in `folder`, made if it is not there.

        Raises `LibraryNewer` (the file is left untouched), `LibraryReadOnly`, `LibraryDamaged`.
        """
        folder = folder.absolute()
        path = folder / DATABASE_NAME
        with told_plainly(path):
            make_private_folder(folder)
            in_use, news = enter(folder)
        try:
            with told_plainly(path):
                make_private_folder(folder / AUDIO_FOLDER)
            library = cls(folder, open_database(path), in_use)
            library.news += news
            return library
        except BaseException:
            in_use.release()
            raise

    def close(self) -> None:
        """Let go of the file.  A take still being recorded loses its lock: finish it first."""
        with self._recording_guard:
            for lock in self._recording.values():
                lock.release()
            self._recording.clear()
        self._database.close()
        if self._in_use is not None:
            self._in_use.release()

    def changed_elsewhere(self) -> bool:
        """Whether another window or command has changed something since this was asked last.  Cheap."""
        return self._database.changed_elsewhere()

    @property
    def is_recording(self) -> bool:
        """Whether a take is being recorded through this library."""
        with self._recording_guard:
            return bool(self._recording)

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_ignored: object) -> None:
        self.close()

    # -- one take, from start to score ----------------------------------------------------------

    def begin_take(self, *, speaker: str = "", script_id: str | None = None, device: str = "") -> Take:
        """Make the row, and the place for the sound: `audio_path`, whose file does not exist yet."""
        take_id = new_id()
        created_at = rows.now_text()
        stored = f"{AUDIO_FOLDER}/{created_at[:4]}/{take_id}.wav"
        audio_path = rows.absolute(self.folder, stored)
        self._database.require_there()
        with told_plainly(self._database.path):
            make_private_folder(audio_path.parent)
            lock = FileLock(lock_path(audio_path))
            # Before the row: a sweep that sees the row must find it held.
            if not lock.acquire():
                raise LibraryError(
                    _("The library in {folder} cannot lock its files.").format(folder=self.folder),
                    help=_("Choose a folder on a disk of this computer."),
                )
        try:
            with self._database.writing() as connection:
                connection.execute(
                    "INSERT INTO takes (id, created_at, speaker, script_id, device, state, audio_path)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        take_id,
                        created_at,
                        rows.clean(speaker),
                        script_id,
                        rows.clean(device),
                        TakeState.RECORDING,
                        stored,
                    ),
                )
                self._write_facts(connection, take_id)
        except BaseException:
            with contextlib.suppress(OSError):
                sidecar.remove(audio_path)
            drop_lock(lock)
            raise
        with self._recording_guard:
            self._recording[take_id] = lock
        return self.take(take_id)

    def finish_take(self, take_id: str, recording: Recording) -> Take:
        """The sound is complete: `RECORDED`, or `FAILED` when it has no frame at all.

        Raises `ValueError` for a recording that lies elsewhere than the take's `audio_path`.
        """
        with self._database.writing() as connection:
            (stored,) = _one(connection, take_id, "audio_path")
            if recording.path.absolute() != rows.absolute(self.folder, str(stored)):
                raise ValueError("this recording belongs to another take")
            empty = recording.n_frames == 0
            connection.execute(
                "UPDATE takes SET state = CASE WHEN ? THEN 'failed' WHEN state = 'scored' THEN state"
                " ELSE 'recorded' END, problem = ?, rate_hz = ?, channels = ?, sample_bytes = ?,"
                " n_frames = ?, overflow_count = ?, peak_dbfs = ? WHERE id = ?",
                (
                    empty,
                    _("Nothing was recorded.") if empty else "",
                    recording.format.rate_hz,
                    recording.format.channels,
                    recording.format.sample_bytes,
                    recording.n_frames,
                    recording.overflow_count,
                    recording.peak_dbfs,
                    take_id,
                ),
            )
            self._write_facts(connection, take_id)
        self._let_go(take_id)
        return self.take(take_id)

    def save_result(
        self,
        take_id: str,
        heard: Transcript,
        scorecard: Scorecard,
        *,
        corrections: Corrections | None = None,
    ) -> Take:
        """Keep what was heard and how it was judged, in place of an earlier result: `SCORED`.

        `corrections` take the place of those there were; None leaves them as they are.
        Raises `ValueError` while the take is still being recorded.
        """
        with self._database.writing() as connection:
            (state,) = _one(connection, take_id, "state")
            if state == TakeState.RECORDING:
                raise ValueError("a take is finished before it is scored")
            kept = _corrections_of(connection, take_id)
            transcript = corrected(heard, kept if corrections is None else corrections)
            connection.execute(
                "INSERT INTO results (take_id, transcript, scorecard, profile, analysis_version, scored_at)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (take_id) DO UPDATE SET"
                " transcript = excluded.transcript, scorecard = excluded.scorecard,"
                " profile = excluded.profile, analysis_version = excluded.analysis_version,"
                " scored_at = excluded.scored_at",
                (
                    take_id,
                    scorecards.transcript_to_json(heard),
                    scorecards.to_json(scorecard),
                    scorecard.profile,
                    scorecard.analysis_version,
                    rows.now_text(),
                ),
            )
            connection.execute(
                "UPDATE takes SET state = 'scored', problem = '', message_s = ?, bands = ?, ready = ?,"
                " excerpt = ? WHERE id = ?",
                (
                    message_s_of(transcript),
                    json.dumps(scorecard.bands(), separators=(",", ":")),
                    scorecard.ready,
                    rows.clean(excerpt_of(transcript)),
                    take_id,
                ),
            )
            if corrections is not None and corrections != kept:
                rows.save_corrections(connection, take_id, corrections)
                self._write_facts(connection, take_id)
        return self.take(take_id)

    def fail_take(self, take_id: str, problem: str) -> Take:
        """Something went wrong, told in one sentence: `FAILED`.  The audio and an earlier result stay.

        The next `sweep` measures audio that was never finished.
        """
        with self._database.writing() as connection:
            _one(connection, take_id, "id")
            connection.execute(
                "UPDATE takes SET state = 'failed', problem = ? WHERE id = ?", (rows.clean(problem), take_id)
            )
        self._let_go(take_id)
        return self.take(take_id)

    def abandon_take(self, take_id: str) -> None:
        """A take begun here that never came to be (the microphone refused): no trace of it is left.

        Raises `ValueError` for a take that this library is not recording: those are deleted, with undo.
        """
        with self._recording_guard:
            if take_id not in self._recording:
                raise ValueError("only a take that is being recorded here can be abandoned")
        try:
            with self._database.writing() as connection:
                (stored,) = _one(connection, take_id, "audio_path")
                _remove(connection, take_id, rows.absolute(self.folder, str(stored)))
        finally:
            self._let_go(take_id)  # where the disk refused, the next sweep finds it

    # -- looking --------------------------------------------------------------------------------

    def take(self, take_id: str) -> Take:
        """The take with its transcript and scorecard, deleted or not."""
        with self._database.reading() as connection:
            row = connection.execute(f"{rows.WHOLE_TAKE} WHERE id = ?", (take_id,)).fetchone()
        if row is None:
            raise _missing(take_id)
        return rows.take_from(self.folder, row)

    def takes(self, *, deleted: bool = False, limit: int | None = None) -> list[TakeSummary]:
        """The takes (or with `deleted` those in the trash), the newest first."""
        return self._listed(f"deleted_at IS {'NOT ' if deleted else ''}NULL", limit)

    def unscored(self) -> list[TakeSummary]:
        """Takes whose sound is complete and that were never scored, the newest first."""
        return self._listed("state = 'recorded' AND deleted_at IS NULL", None)

    def previous(self, take_id: str) -> TakeSummary | None:
        """The scored take before this one, of the same script or of none; None when it is the first.

        All versions of a script are the same script.
        """
        with self._database.reading() as connection:
            seq, script_id = _one(connection, take_id, "seq, script_id")
            row = connection.execute(
                f"SELECT {rows.SUMMARY_COLUMNS} FROM takes WHERE seq < ? AND (script_id IS ? OR script_id IN"
                " (SELECT id FROM scripts WHERE root_id = (SELECT root_id FROM scripts WHERE id = ?)))"
                " AND state = 'scored' AND deleted_at IS NULL ORDER BY seq DESC LIMIT 1",
                (seq, script_id, script_id),
            ).fetchone()
        return None if row is None else rows.summary_from(row)

    def _listed(self, where: str, limit: int | None) -> list[TakeSummary]:
        with self._database.reading() as connection:
            found = connection.execute(
                f"SELECT {rows.SUMMARY_COLUMNS} FROM takes WHERE {where} ORDER BY seq DESC LIMIT ?",
                (-1 if limit is None else limit,),
            ).fetchall()
        return [rows.summary_from(row) for row in found]

    # -- changing -------------------------------------------------------------------------------

    def rename(self, take_id: str, title: str) -> Take:
        return self._set(take_id, "title", rows.clean(title))

    def set_speaker(self, take_id: str, speaker: str) -> Take:
        return self._set(take_id, "speaker", rows.clean(speaker))

    def delete(self, ids: Iterable[str]) -> None:
        """Move takes to the trash; `restore` brings them back.  All of them, or none when one is missing."""
        self._set_deleted(ids, rows.now_text())

    def restore(self, ids: Iterable[str]) -> None:
        self._set_deleted(ids, None)

    def purge(self, older_than: timedelta) -> list[str]:
        """Remove for good, with their audio, the takes that have lain in the trash longer; their ids."""
        self._database.require_there()
        before = (datetime.now(UTC) - older_than).isoformat(timespec="microseconds")
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT id, audio_path FROM takes WHERE deleted_at <= ? ORDER BY seq", (before,)
            ).fetchall()
        purged = []
        for take_id, stored in found:
            audio_path = rows.absolute(self.folder, stored)
            with told_plainly(self._database.path), self._unless_recording(audio_path) as free:
                if not free:
                    continue
                with self._database.writing() as connection:
                    still = connection.execute(
                        "SELECT 1 FROM takes WHERE id = ? AND deleted_at <= ?", (take_id, before)
                    ).fetchone()
                    if still is None:
                        continue
                    _remove(connection, take_id, audio_path)
                purged.append(take_id)
        return purged

    def sweep(self) -> list[Take]:
        """Repair what a crash left, adopt audio and scripts without a row; the takes that came of it.

        Takes still being recorded, here or in another process, are left alone.
        A take without a single frame becomes `FAILED` with the problem "Nothing was recorded."
        Calling it again changes nothing.
        """
        self._database.require_there()
        with told_plainly(self._database.path):
            self.scripts.adopt()
            changed = sweep(self._database, self.folder, self.folder / AUDIO_FOLDER)
        return [take for take in map(self.take, changed) if take.deleted_at is None]

    def problems(self) -> list[str]:
        """What is wrong with the database file, in SQLite's words; empty when it is sound."""
        return self._database.problems()

    def references_broken(self) -> bool:
        """Whether the file itself is sound and only rows point nowhere: what `problems` then tells."""
        return self._database.sound()

    def _set(self, take_id: str, column: str, value: str) -> Take:
        with self._database.writing() as connection:
            _one(connection, take_id, "id")
            connection.execute(f"UPDATE takes SET {column} = ? WHERE id = ?", (value, take_id))
            self._write_facts(connection, take_id)
        return self.take(take_id)

    def _set_deleted(self, ids: Iterable[str], deleted_at: str | None) -> None:
        with self._database.writing() as connection:
            for take_id in dict.fromkeys(ids):
                _one(connection, take_id, "id")
                changed = connection.execute(
                    "UPDATE takes SET deleted_at = ? WHERE id = ? AND (deleted_at IS NULL) = ?",
                    (deleted_at, take_id, deleted_at is not None),
                )
                if changed.rowcount:
                    self._write_facts(connection, take_id, durable=False)

    def _write_facts(self, connection: sqlite3.Connection, take_id: str, *, durable: bool = True) -> None:
        """Inside the transaction, so that two processes write them in the order of their commits."""
        stored, *facts = _one(connection, take_id, f"audio_path, {rows.FACT_COLUMNS}")
        audio_path = rows.absolute(self.folder, str(stored))
        make_private_folder(audio_path.parent)
        sidecar.write(audio_path, rows.facts_from(tuple(facts)), durable=durable)

    def _let_go(self, take_id: str) -> None:
        with self._recording_guard:
            lock = self._recording.pop(take_id, None)
        if lock is not None:
            drop_lock(lock)

    @contextlib.contextmanager
    def _unless_recording(self, audio_path: Path) -> Iterator[bool]:
        """Hold a take's lock for a block; false when it is being recorded."""
        make_private_folder(audio_path.parent)
        lock = FileLock(lock_path(audio_path))
        got = lock.acquire()
        try:
            yield got
        finally:
            if got:
                drop_lock(lock)


def _one(connection: sqlite3.Connection, take_id: str, columns: str) -> tuple[object, ...]:
    row: tuple[object, ...] | None = connection.execute(
        f"SELECT {columns} FROM takes WHERE id = ?", (take_id,)
    ).fetchone()
    if row is None:
        raise _missing(take_id)
    return row


def _corrections_of(connection: sqlite3.Connection, take_id: str) -> Corrections:
    row = connection.execute("SELECT words FROM corrections WHERE take_id = ?", (take_id,)).fetchone()
    return scorecards.corrections_from_json(None if row is None else row[0])


def _remove(connection: sqlite3.Connection, take_id: str, audio_path: Path) -> None:
    # The sound first: a crash in between leaves a row to remove again, where audio without a row would
    # be adopted by the next sweep.
    audio_path.unlink(missing_ok=True)
    sidecar.remove(audio_path)
    connection.execute("DELETE FROM takes WHERE id = ?", (take_id,))


def _missing(take_id: str) -> TakeMissing:
    return TakeMissing(
        _("There is no take {id} in the library.").format(id=take_id),
        help=_("Look at the list of takes for the ones there are."),
    )
