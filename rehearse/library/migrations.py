"""How the database came to look as it does: one numbered step for each change of its shape.

A step and its record (`PRAGMA user_version`) are one transaction, so a step that fails leaves the file
as it was.
A step that was released is never edited: the next change is the next step.

    1  takes, results
    2  scripts
    3  corrections
    4  stars, tags, measures, notes, search, answers and variants of scripts, ideas, calls
    5  drills that were done
    6  recordings from elsewhere: what they were called, and the hash they are known again by
    7  heard, marks, reactions: see `rehearse.library.desk_step`
    8  what arrives in bundles, and when notes were changed
    9  notes that arrived and were not looked at yet
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rehearse.errors import LibraryNewer
from rehearse.i18n import _
from rehearse.library import desk_step
from rehearse.library.bundle_step import bundles
from rehearse.library.unseen_step import unseen_notes

#: "RHRS" in ASCII, written into the header so that the file says whose it is.
APPLICATION_ID = 0x52485253


@dataclass(frozen=True, slots=True)
class Step:
    """`apply` runs inside a transaction that it must not end; `name` says what it is for."""

    number: int
    name: str
    apply: Callable[[sqlite3.Connection], None]


def _first(connection: sqlite3.Connection) -> None:
    for statement in (
        # `seq` is the order in which takes were made, also when the clock was set back; AUTOINCREMENT
        # keeps it from being given twice after a purge.
        """
        CREATE TABLE takes (
            seq             INTEGER PRIMARY KEY AUTOINCREMENT,
            id              TEXT NOT NULL UNIQUE,
            created_at      TEXT NOT NULL,
            title           TEXT NOT NULL DEFAULT '',
            speaker         TEXT NOT NULL DEFAULT '',
            script_id       TEXT,
            device          TEXT NOT NULL DEFAULT '',
            state           TEXT NOT NULL CHECK (state IN ('recording', 'recorded', 'scored', 'failed')),
            recovered       INTEGER NOT NULL DEFAULT 0 CHECK (recovered IN (0, 1)),
            audio_path      TEXT NOT NULL UNIQUE,
            rate_hz         INTEGER,
            channels        INTEGER,
            sample_bytes    INTEGER,
            n_frames        INTEGER NOT NULL DEFAULT 0,
            overflow_count  INTEGER NOT NULL DEFAULT 0,
            peak_dbfs       REAL,
            problem         TEXT NOT NULL DEFAULT '',
            deleted_at      TEXT,
            message_s       REAL,
            bands           TEXT,
            ready           INTEGER,
            excerpt         TEXT NOT NULL DEFAULT ''
        )
        """,
        "CREATE INDEX takes_state ON takes (state, seq)",
        "CREATE INDEX takes_deleted ON takes (deleted_at) WHERE deleted_at IS NOT NULL",
        # Apart from `takes`, so that listing never walks through transcripts.
        """
        CREATE TABLE results (
            take_id           TEXT PRIMARY KEY REFERENCES takes (id) ON DELETE CASCADE,
            transcript        TEXT NOT NULL,
            scorecard         TEXT NOT NULL,
            profile           TEXT NOT NULL,
            analysis_version  INTEGER NOT NULL,
            scored_at         TEXT NOT NULL
        )
        """,
    ):
        connection.execute(statement)


def _scripts(connection: sqlite3.Connection) -> None:
    for statement in (
        # No version is ever written over once a take was made with it; `parent_id` is the version it was
        # made from, `root_id` the first one.  Neither is a foreign key, and `takes.script_id` is none: a
        # rebuilt library may hold takes and versions whose script was lost.
        """
        CREATE TABLE scripts (
            seq          INTEGER PRIMARY KEY AUTOINCREMENT,
            id           TEXT NOT NULL UNIQUE,
            root_id      TEXT NOT NULL,
            parent_id    TEXT,
            created_at   TEXT NOT NULL,
            title        TEXT NOT NULL DEFAULT '',
            text         TEXT NOT NULL,
            slot_values  TEXT NOT NULL DEFAULT '{}',
            deleted_at   TEXT
        )
        """,
        "CREATE INDEX scripts_parent ON scripts (parent_id) WHERE parent_id IS NOT NULL",
        "CREATE INDEX scripts_root ON scripts (root_id)",
        "CREATE INDEX takes_script ON takes (script_id) WHERE script_id IS NOT NULL",
    ):
        connection.execute(statement)


def _corrections(connection: sqlite3.Connection) -> None:
    # Beside the results, which are replaced whenever a take is heard or judged again.
    connection.execute(
        """
        CREATE TABLE corrections (
            take_id  TEXT PRIMARY KEY REFERENCES takes (id) ON DELETE CASCADE,
            words    TEXT NOT NULL
        )
        """
    )


def _finding_and_progress(connection: sqlite3.Connection) -> None:
    for statement in (
        "ALTER TABLE takes ADD COLUMN starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1))",
        "ALTER TABLE takes ADD COLUMN tags TEXT NOT NULL DEFAULT '[]'",  # a JSON array of texts
        # What lists, filters and charts ask of a scored take, so that none of them parses a scorecard.
        # Made from the result; a scored take without a row (of an earlier version) gets one in the sweep.
        """
        CREATE TABLE measures (
            take_id          TEXT PRIMARY KEY REFERENCES takes (id) ON DELETE CASCADE,
            model_id         TEXT NOT NULL,
            basis            TEXT NOT NULL,
            n_words          INTEGER NOT NULL,
            wpm              REAL,
            number_fraction  REAL,
            number_late      INTEGER,
            n_pitch          INTEGER,
            n_reasons        INTEGER,
            n_fillers        INTEGER,
            message_kind     TEXT
        ) WITHOUT ROWID
        """,
        # What the recording itself says, measured once: judging again needs no pass over the audio.
        "ALTER TABLE results ADD COLUMN sound TEXT",
        # What a take is found by, with its `seq` as rowid: its title, the words that were said (put
        # right), the texts of its notes; `spans` holds the words' times.
        # Apostrophes belong to words, as in the transcript.
        """
        CREATE VIRTUAL TABLE said USING fts5 (
            title, words, notes, spans UNINDEXED,
            tokenize = "unicode61 remove_diacritics 2 tokenchars ''''", prefix = '2 3'
        )
        """,
        # Whichever way a take is removed for good, its words are not found any more.
        """
        CREATE TRIGGER takes_unsaid AFTER DELETE ON takes BEGIN
            DELETE FROM said WHERE rowid = old.seq;
        END
        """,
        # A note on a whole take has no words and no span.
        """
        CREATE TABLE notes (
            seq         INTEGER PRIMARY KEY AUTOINCREMENT,
            id          TEXT NOT NULL UNIQUE,
            take_id     TEXT NOT NULL REFERENCES takes (id) ON DELETE CASCADE,
            created_at  TEXT NOT NULL,
            author      TEXT NOT NULL DEFAULT '',
            first_word  INTEGER,
            last_word   INTEGER,
            start_s     REAL,
            end_s       REAL,
            text        TEXT NOT NULL
        )
        """,
        "CREATE INDEX notes_take ON notes (take_id)",
        # `answer`: why should this prospect call back?  Scripts of one `family_id` are variants of each
        # other; empty where a script has none.
        "ALTER TABLE scripts ADD COLUMN answer TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE scripts ADD COLUMN family_id TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE scripts ADD COLUMN variant TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX scripts_family ON scripts (family_id) WHERE family_id != ''",
        # `root_id` is the script an idea is for; empty where it is for none yet.
        """
        CREATE TABLE ideas (
            seq         INTEGER PRIMARY KEY AUTOINCREMENT,
            id          TEXT NOT NULL UNIQUE,
            created_at  TEXT NOT NULL,
            root_id     TEXT NOT NULL DEFAULT '',
            text        TEXT NOT NULL,
            state       TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'try', 'tried', 'keep', 'drop')),
            outcome     TEXT NOT NULL DEFAULT '',
            deleted_at  TEXT
        )
        """,
        # One row for each script in each call block; `script_id` names a version and is no foreign key,
        # for the reason told of takes.
        """
        CREATE TABLE calls (
            seq          INTEGER PRIMARY KEY AUTOINCREMENT,
            id           TEXT NOT NULL UNIQUE,
            created_at   TEXT NOT NULL,
            called_on    TEXT NOT NULL,
            script_id    TEXT NOT NULL,
            n_left       INTEGER NOT NULL CHECK (n_left >= 0),
            n_back       INTEGER NOT NULL CHECK (n_back BETWEEN 0 AND n_left),
            note         TEXT NOT NULL DEFAULT '',
            deleted_at   TEXT
        )
        """,
        "CREATE INDEX calls_script ON calls (script_id)",
    ):
        connection.execute(statement)


def _drills(connection: sqlite3.Connection) -> None:
    for statement in (
        # `drill_text` is the drill as it was then: its file may change, or go.  `cards` is a JSON array of
        # those that were drawn.
        """
        CREATE TABLE drill_runs (
            seq         INTEGER PRIMARY KEY AUTOINCREMENT,
            id          TEXT NOT NULL UNIQUE,
            created_at  TEXT NOT NULL,
            drill_id    TEXT NOT NULL,
            title       TEXT NOT NULL,
            drill_text  TEXT NOT NULL,
            n_rounds    INTEGER NOT NULL CHECK (n_rounds > 0),
            speaker     TEXT NOT NULL DEFAULT '',
            script_id   TEXT,
            cards       TEXT NOT NULL DEFAULT '[]',
            state       TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'left')),
            passed      INTEGER CHECK (passed IN (0, 1)),
            ended_at    TEXT,
            deleted_at  TEXT
        )
        """,
        "CREATE INDEX drill_runs_drill ON drill_runs (drill_id, seq)",
        # One row for each take of a run; without an outcome while it is recorded and judged.
        # `take_id` is no foreign key: a lost take may come back from its sound later than its attempt.
        # `misses` and `measured` are JSON arrays; `is_whole` tells a message that was left to its end in
        # the speaker's own words.
        """
        CREATE TABLE attempts (
            seq         INTEGER PRIMARY KEY AUTOINCREMENT,
            id          TEXT NOT NULL UNIQUE,
            run_id      TEXT NOT NULL REFERENCES drill_runs (id) ON DELETE CASCADE,
            created_at  TEXT NOT NULL,
            round       INTEGER NOT NULL CHECK (round >= 0),
            take_id     TEXT,
            outcome     TEXT CHECK (outcome IN ('passed', 'missed', 'unknown', 'void')),
            misses      TEXT NOT NULL DEFAULT '[]',
            measured    TEXT NOT NULL DEFAULT '[]',
            ended       TEXT CHECK (ended IN ('speaker', 'silence', 'cut', 'limit')),
            cut_s       REAL,
            problem     TEXT NOT NULL DEFAULT '',
            is_whole    INTEGER NOT NULL DEFAULT 0 CHECK (is_whole IN (0, 1))
        )
        """,
        "CREATE INDEX attempts_run ON attempts (run_id, seq)",
        "CREATE UNIQUE INDEX attempts_take ON attempts (take_id) WHERE take_id IS NOT NULL",
    ):
        connection.execute(statement)


def _imports(connection: sqlite3.Connection) -> None:
    for statement in (
        # `sha256` is of the file as it came, which is kept as it is.  `unsafe` where reading it has ended
        # a process: this program does not open it again.
        """
        CREATE TABLE imports (
            take_id      TEXT PRIMARY KEY REFERENCES takes (id) ON DELETE CASCADE,
            source_name  TEXT NOT NULL,
            sha256       TEXT NOT NULL,
            imported_at  TEXT NOT NULL,
            date_from    TEXT NOT NULL,
            unsafe       INTEGER NOT NULL DEFAULT 0 CHECK (unsafe IN (0, 1))
        )
        """,
        # Not unique: a recording copied by hand into the library's folder is taken in as it is.
        "CREATE INDEX imports_sha256 ON imports (sha256)",
    ):
        connection.execute(statement)


STEPS: tuple[Step, ...] = (
    Step(1, "takes and their results", _first),
    Step(2, "scripts to rehearse", _scripts),
    Step(3, "corrections", _corrections),
    Step(4, "finding takes, and progress", _finding_and_progress),
    Step(5, "drills that were done", _drills),
    Step(6, "recordings from elsewhere", _imports),
    Step(7, "what a coach makes of takes", desk_step.apply),
    Step(8, "what arrives in bundles", bundles),
    Step(9, "notes not looked at yet", unseen_notes),
)
LATEST = len(STEPS)


def version_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> list[int]:
    """Bring the file to the last of `steps`; the numbers of the steps that ran.

    Each step reads the version anew under the write lock, so two processes never run the same one.
    The connection is in autocommit mode with foreign keys off (a step may rebuild a table).
    Raises `LibraryNewer` for a file beyond `steps`, and whatever a step raises, with that step undone.
    """
    done: list[int] = []
    while True:
        connection.execute("BEGIN IMMEDIATE")
        try:
            version = version_of(connection)
            if version > len(steps):
                raise newer(version, len(steps))
            if version == len(steps):
                connection.execute("ROLLBACK")
                return done
            step = steps[version]
            if step.number != version + 1:
                raise ValueError(f"step {step.number} stands at place {version + 1}")
            step.apply(connection)
            if not connection.in_transaction:
                raise ValueError(f"step {step.number} ended its transaction")
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise ValueError(f"step {step.number} left {len(broken)} rows pointing nowhere")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {step.number}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        done.append(step.number)


def newer(version: int, latest: int = LATEST) -> LibraryNewer:
    return LibraryNewer(
        _(
            "This library was written by a later version of Rehearse"
            " (its shape is {found}, this one knows {known})."
        ).format(found=version, known=latest),
        kept=_("It was left untouched."),
        help=_("Update Rehearse, or point REHEARSE_HOME at another folder."),
    )
