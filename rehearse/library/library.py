"""The takes of one user: a database and one folder of audio beside it.

    <folder>/library.db                 rows (SQLite, WAL)
    <folder>/.in-use.lock               shared by everybody who has it open, see `rehearse.library.opening`
    <folder>/audio/<year>/<id>.wav      sound; what the row says of it is stored relative to <folder>
    <folder>/audio/<year>/<id>.m4a …    a recording from elsewhere, as it came, see `rehearse.library.imports`
    <folder>/audio/<year>/<id>.take.json  the take's facts, to rebuild a lost database from
    <folder>/audio/<year>/<id>.lock     held while the take is being recorded
    <folder>/scripts/                   the scripts' words and the ideas, see `rehearse.library.scripts`
    <folder>/drills/                    what became of drills, see `rehearse.library.drill_runs`

The row exists before the first frame, so that a crash at any moment leaves something to repair.
"""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

from rehearse.analysis.result import Scorecard, SoundFacts
from rehearse.audio.format import Recording
from rehearse.errors import LibraryError, RehearseError
from rehearse.files import CLEARING_S, FileLock, drop_lock, make_private_folder
from rehearse.i18n import _
from rehearse.library import results, rows, sidecar
from rehearse.library.arrivals import Arrivals
from rehearse.library.calls import Calls
from rehearse.library.database import Database
from rehearse.library.database_errors import told_plainly
from rehearse.library.drill_runs import DrillRuns
from rehearse.library.heard import Heard
from rehearse.library.ideas import Ideas
from rehearse.library.ids import new_id
from rehearse.library.imports import Imports
from rehearse.library.listing import Kept, Listing
from rehearse.library.marking import Marking, remove
from rehearse.library.marks import Marks
from rehearse.library.notes import Notes
from rehearse.library.opening import IN_USE_NAME, enter, open_database
from rehearse.library.paces import Paces
from rehearse.library.people import People
from rehearse.library.progress import Progress, read_progress
from rehearse.library.reactions import Reactions
from rehearse.library.rubric_titles import RubricTitles
from rehearse.library.scripts import Scripts
from rehearse.library.stale import Stale
from rehearse.library.sweep import lock_path, sweep
from rehearse.library.takes import Take, TakeState
from rehearse.library.team import Team, read_team
from rehearse.library.unseen import Unseen
from rehearse.speech.corrections import Corrections
from rehearse.speech.transcript import Transcript

DATABASE_NAME = "library.db"
AUDIO_FOLDER = "audio"

__all__ = ["AUDIO_FOLDER", "DATABASE_NAME", "IN_USE_NAME", "Library"]


class Library(Listing, Marking):
    """Every method may be called from any thread, and two processes may use one folder at once.

    All of them raise `DiskFull`, `LibraryReadOnly`, `LibraryDamaged` or `LibraryError` when the
    environment fails, and leave what was there before.
    Those that take an id raise `TakeMissing` when there is no such take.
    """

    def __init__(self, folder: Path, database: Database, in_use: FileLock | None = None) -> None:
        self.folder = folder
        self._database = database
        self._kept = Kept()
        self.scripts = Scripts(database, folder)
        #: What opening it had to put right, in sentences for the user.
        self.news: list[str] = []
        self.notes = Notes(database, folder)
        self.stale = Stale(database, folder)
        self.arrivals = Arrivals(database, folder)
        self.unseen = Unseen(database)
        self.calls = Calls(database, folder)
        self.ideas = Ideas(database, folder)
        self.drill_runs = DrillRuns(database, folder)
        self.paces = Paces(database)
        self.marks = Marks(database, folder)
        self.rubric_titles = RubricTitles(folder)
        self.reactions = Reactions(database, folder)
        self.heard = Heard(database, folder, self.find)
        self.people = People(database, folder)
        self.imports = Imports(database, folder)
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
            if not lock.acquire(wait_s=CLEARING_S):
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
                rows.write_facts(connection, self.folder, take_id)
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
            (stored,) = rows.one(connection, take_id, "audio_path")
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
            rows.write_facts(connection, self.folder, take_id)
        self._let_go(take_id)
        return self.take(take_id)

    def save_result(
        self,
        take_id: str,
        heard: Transcript,
        scorecard: Scorecard,
        *,
        corrections: Corrections | None = None,
        sound: SoundFacts | None = None,
    ) -> Take:
        """Keep what was heard and how it was judged, in place of an earlier result: `SCORED`.

        `corrections` take the place of those there were; None leaves them as they are.
        `sound` is what the recording says by those words, None where it was not measured.
        Raises `ValueError` while the take is still being recorded.
        """
        with self._database.writing() as connection:
            results.save(connection, self.folder, take_id, heard, scorecard, corrections, sound)
        return self.take(take_id)

    def save_result_over(
        self,
        before: Take,
        heard: Transcript,
        scorecard: Scorecard,
        *,
        corrections: Corrections | None = None,
        sound: SoundFacts | None = None,
    ) -> Take | None:
        """As `save_result`, for a result that was made of `before`.

        None where that take was heard or put right anew since then: nothing is changed.
        """
        with self._database.writing() as connection:
            now = results.heard(connection, before.id), results.corrections(connection, before.id)
            if now != (before.heard, before.corrections):
                return None
            results.save(connection, self.folder, before.id, heard, scorecard, corrections, sound)
        return self.take(before.id)

    def fail_take(self, take_id: str, problem: str) -> Take:
        """Something went wrong, told in one sentence: `FAILED`.  The audio and an earlier result stay.

        The next `sweep` measures audio that was never finished.
        """
        with self._database.writing() as connection:
            rows.one(connection, take_id, "id")
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
                (stored,) = rows.one(connection, take_id, "audio_path")
                remove(connection, self.folder, take_id, rows.absolute(self.folder, str(stored)))
        finally:
            self._let_go(take_id)  # where the disk refused, the next sweep finds it

    def leave_take(self, take_id: str) -> None:
        """A take that cannot be finished now: whatever can, a later `sweep` makes of it."""
        self._let_go(take_id)

    @property
    def is_there(self) -> bool:
        """Whether the library that was opened still lies in its folder.  Cheap."""
        return self._database.is_there

    # -- keeping it whole --------------------------------------------------------------------------

    def sweep(self) -> list[Take]:
        """Repair what a crash left, adopt what has files and no row; the takes that came of it.

        Takes still being recorded, here or in another process, are left alone.
        A take without a single frame becomes `FAILED` with the problem "Nothing was recorded."
        Calling it again changes nothing.
        """
        self._database.require_there()
        with told_plainly(self._database.path):
            self.scripts.adopt()
            self.calls.adopt()
            self.ideas.adopt()
            self.drill_runs.adopt()
            # Where the disk refuses, the next start tries again; nobody waits for it to open the library.
            with contextlib.suppress(RehearseError):
                self.people.finish()
            changed = sweep(self._database, self.folder, self.folder / AUDIO_FOLDER)
        return [take for take in map(self.take, changed) if take.deleted_at is None]

    def problems(self) -> list[str]:
        """What is wrong with the database file, in SQLite's words; empty when it is sound."""
        return self._database.problems()

    def references_broken(self) -> bool:
        """Whether the file itself is sound and only rows point nowhere: what `problems` then tells."""
        return self._database.sound()

    def progress(self) -> Progress:
        """How all takes that are not in the trash went, in the order they were made."""
        with self._database.reading() as connection:
            return read_progress(connection)

    def team(self, good_length_s: tuple[float, float] | None = None) -> Team:
        """How everybody who speaks in a take outside the trash gets on, see `rehearse.library.team`."""
        with self._database.reading() as connection:
            return read_team(connection, good_length_s)

    def _let_go(self, take_id: str) -> None:
        with self._recording_guard:
            lock = self._recording.pop(take_id, None)
        if lock is not None:
            drop_lock(lock)
