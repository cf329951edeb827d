"""Takes that come in a bundle, and takes that answer others.

A take keeps the id it has where it comes from, so that it is known again however often it goes back and
forth; one that was brought in here by hand is known by its sound.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from rehearse.i18n import _
from rehearse.library import (
    imports,
    landing,
    received_notes,
    results,
    rows,
    script_files,
    search,
    sidecar,
    taking_back,
)
from rehearse.library.answers import Answers
from rehearse.library.database import Database
from rehearse.library.landing import Landing
from rehearse.library.notes import settle
from rehearse.library.received_notes import Merged
from rehearse.library.script_rows import one as one_script
from rehearse.library.sent_takes import SentDrill, SentScript, SentTake
from rehearse.library.sidecar import ArrivedFacts
from rehearse.library.takes import TakeState
from rehearse.library.taking_back import Change, Undone

#: A sound's length changes by less when it is made small for the way (a frame of MP3 is 0.07 s).
_LIKE_S = 0.2
#: No more files of one length are read to find out whether one of them is the sound that came.
_MOST_LIKE = 1_000
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Here:
    """The take of this library that a sent one is.  `by` tells how it was known."""

    take_id: str
    title: str
    in_trash: bool
    by: Literal["id", "sound"]


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of a sent take.  `new` where it came in; else its notes were laid beside those here.

    `change` is what that changed in a take that was here, `script_id` the script that came with a new one.
    """

    take_id: str
    sent_id: str
    title: str
    new: bool
    in_trash: bool
    notes: Merged
    change: Change | None = field(default=None, repr=False, compare=False)
    script_id: str | None = None


class Arrivals(Answers):
    """Usable from any thread.  Raises what `Library` raises."""

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(database)
        self._folder = folder

    def here(self, take: SentTake, hashes: dict[str, str]) -> Here | None:
        """The take that a sent one is already, in the trash or not; None for one that is new here.

        `hashes` keeps those of files that were read, from one call to the next.
        """
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT id, title, deleted_at IS NOT NULL FROM takes WHERE id = ?", (take.id,)
            ).fetchone()
            if row is not None:
                return Here(row[0], row[1], bool(row[2]), "id")
            known = imports.known_in(connection, take.sound_sha256)
            if known is not None:
                return Here(known.take_id, known.title, known.deleted, "sound")
            like = connection.execute(
                "SELECT id, title, deleted_at IS NOT NULL, audio_path FROM takes"
                " WHERE rate_hz IS NOT NULL AND abs(n_frames * 1.0 / rate_hz - ?) < ?"
                " AND id NOT IN (SELECT take_id FROM imports) AND state != 'recording'"
                " ORDER BY deleted_at IS NOT NULL, seq LIMIT ?",
                (take.duration_s, _LIKE_S, _MOST_LIKE),
            ).fetchall()
        # Outside the lock: files are read.
        for take_id, title, deleted, stored in like:
            if stored not in hashes:
                hashes[stored] = file_sha256(rows.absolute(self._folder, stored))
            if hashes[stored] == take.sound_sha256:
                return Here(take_id, title, bool(deleted), "sound")
        return None

    def take_in(
        self,
        bundle_id: str,
        sent: Iterable[SentTake],
        known: Mapping[str, Here],
        places: Mapping[str, Landing],
    ) -> list[Landed]:
        """Everything a bundle holds, or (where this raises) nothing of it.

        `known` are the takes that are here already, `places` the sounds of the others, by the sent id.
        A take that came meanwhile from elsewhere is treated as known.
        """
        found: list[Landed] = []
        used: list[Landing] = []
        with self._database.writing() as connection:
            for take in sent:
                here = known.get(take.id)
                take_id = take.id if here is None else here.take_id
                row = connection.execute(
                    "SELECT title, deleted_at IS NOT NULL FROM takes WHERE id = ?", (take_id,)
                ).fetchone()
                new, script_id = row is None, None
                before = None if new else taking_back.look(connection, take_id)
                if new:
                    place = places.get(take.id)
                    if place is None:
                        raise rows.missing(take_id)  # removed for good since it was looked for
                    script_id = self._insert(connection, bundle_id, take, place)
                    used.append(place)
                merged = received_notes.merge(connection, take_id, take)
                changed = self._answer(connection, take_id, take.answers_id, over=False) or merged.changed
                if changed and not new:
                    self._settle(connection, take_id)
                    rows.write_facts(connection, self._folder, take_id, durable=False)
                elif new:
                    self._finish(connection, take)
                title, in_trash = (take.title, False) if row is None else (row[0], bool(row[1]))
                made = None
                if before is not None:
                    made = taking_back.change(before, taking_back.look(connection, take_id))
                found.append(Landed(take_id, take.id, title, new, in_trash, merged, made, script_id))
            landing.settle_all(used)
        return found

    def take_back(self, landed: Iterable[Landed]) -> Undone:
        """Take back what came to takes that were here already; new ones are the caller's to delete."""
        undone = Undone()
        with self._database.writing() as connection:
            for one in landed:
                gone = connection.execute("SELECT 1 FROM takes WHERE id = ?", (one.take_id,)).fetchone()
                if one.change is None or gone is None:
                    continue
                if taking_back.undo(connection, one.take_id, one.change, undone):
                    self._settle(connection, one.take_id)
                    rows.write_facts(connection, self._folder, one.take_id)
        return undone

    # ---- answers ---------------------------------------------------------------------------------

    def answer(self, take_id: str, answered_id: str | None) -> None:
        """Say which take this one answers; None takes it back.

        Raises `TakeMissing` where either is not here, `ValueError` for a take that would answer itself.
        """
        if take_id == answered_id:
            raise ValueError("a take does not answer itself")
        with self._database.writing() as connection:
            rows.one(connection, take_id, "id")
            if answered_id is None:
                connection.execute("DELETE FROM answers WHERE take_id = ?", (take_id,))
            else:
                rows.one(connection, answered_id, "id")
                self._answer(connection, take_id, answered_id, over=True)
            rows.write_facts(connection, self._folder, take_id)

    def _answer(
        self, connection: sqlite3.Connection, take_id: str, answered_id: str | None, *, over: bool
    ) -> bool:
        if answered_id is None or answered_id == take_id:
            return False
        done = connection.execute(
            f"INSERT OR {'REPLACE' if over else 'IGNORE'} INTO answers (take_id, answered_id) VALUES (?, ?)",
            (take_id, answered_id),
        )
        return done.rowcount > 0

    # ---- what was sent along ------------------------------------------------------------------------

    def arrived(self, take_id: str) -> ArrivedFacts | None:
        """Which bundle a take came in; None for one that did not."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT bundle_id, arrived_at, drill FROM arrivals WHERE take_id = ?", (take_id,)
            ).fetchone()
        return None if row is None else ArrivedFacts(*row)

    def drill(self, take_id: str) -> SentDrill | None:
        """The drill that a take was made for where it comes from."""
        found = self.arrived(take_id)
        return None if found is None else drill_from(found.drill)

    def bases(self, take_id: str) -> dict[str, str]:
        """How the notes of a take read when they came, see `received_notes.bases`."""
        with self._database.reading() as connection:
            return received_notes.bases(connection, take_id)

    # ---- rows ------------------------------------------------------------------------------------

    def _insert(
        self, connection: sqlite3.Connection, bundle_id: str, take: SentTake, place: Landing
    ) -> str | None:
        """Make the row of a new take; the id of the script that came with it and was not here."""
        script_id, brought = (
            (None, False) if take.script is None else self._script(connection, take.script, take)
        )
        connection.execute(
            "INSERT INTO takes (id, created_at, title, speaker, script_id, state, audio_path, rate_hz,"
            " channels, sample_bytes, n_frames, tags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                take.id,
                rows.time_text(take.created_at),
                rows.clean(take.title),
                rows.clean(take.speaker),
                script_id,
                TakeState.RECORDED,
                place.path.relative_to(self._folder).as_posix(),
                take.format.rate_hz,
                take.format.channels,
                take.format.sample_bytes,
                take.n_frames,
                rows.tags_to_text(take.tags),
            ),
        )
        # Known again by the sound it had there, whatever was made of that for the way.
        connection.execute(
            "INSERT INTO imports (take_id, source_name, sha256, imported_at, date_from)"
            " VALUES (?, '', ?, ?, 'given')",
            (take.id, take.sound_sha256, rows.now_text()),
        )
        drill = None if take.drill is None else json.dumps(asdict(take.drill))
        connection.execute(
            "INSERT INTO arrivals (take_id, bundle_id, arrived_at, drill) VALUES (?, ?, ?, ?)",
            (take.id, bundle_id, rows.now_text(), drill),
        )
        return script_id if brought else None

    def _finish(self, connection: sqlite3.Connection, take: SentTake) -> None:
        """The words and verdicts of a new take, what it is found by, and its facts beside the sound."""
        if take.heard is not None and take.scorecard is not None:
            results.save(
                connection, self._folder, take.id, take.heard, take.scorecard, take.corrections, take.sound
            )
            if take.duration_s + 1.0 < _last_s(take):
                connection.execute(
                    "UPDATE takes SET problem = ? WHERE id = ?",
                    (_("The sound that was sent ends before the words do."), take.id),
                )
        else:
            rows.save_corrections(connection, take.id, take.corrections)
            search.index(connection, take.id)
        rows.write_facts(connection, self._folder, take.id, durable=False)

    def _settle(self, connection: sqlite3.Connection, take_id: str) -> None:
        """Pin what came to the words that this library heard, which another model may have told apart."""
        transcript = results.shown(connection, take_id)
        if transcript is not None:
            settle(connection, take_id, transcript)
        # Words that this library does not have are no place for a note.
        connection.execute(
            "UPDATE notes SET first_word = NULL, last_word = NULL WHERE take_id = ? AND last_word > ?",
            (take_id, 0 if transcript is None else len(transcript.words)),
        )
        search.index_notes(connection, take_id)

    def _script(self, connection: sqlite3.Connection, script: SentScript, take: SentTake) -> tuple[str, bool]:
        """The version a take was made with, the one that is here or one with its words and its id; whether
        it is new here.
        """
        same = connection.execute(
            "SELECT id FROM scripts WHERE id = ? UNION ALL SELECT id FROM scripts WHERE text = ? LIMIT 1",
            (script.id, script.text),
        ).fetchone()
        if same is not None:
            return str(same[0]), False
        facts = {
            "id": script.id,
            "seq": 0,
            "root_id": script.id,
            "parent_id": None,
            "created_at": rows.time_text(take.created_at),
            "title": script.title,
            "text": script.text,
            "slot_values": {},
            "deleted_at": None,
            "answer": "",
            "family_id": "",
            "variant": "",
        }
        script_files.adopt(connection, facts)
        (seq,) = connection.execute("SELECT seq FROM scripts WHERE id = ?", (script.id,)).fetchone()
        script_files.write(self._folder / "scripts", one_script(connection, script.id), seq)
        return script.id, True


def _last_s(take: SentTake) -> float:
    words = () if take.heard is None else take.heard.words
    return words[-1].span.end_s if words else 0.0


def drill_from(text: str | None) -> SentDrill | None:
    """The drill that `arrivals.drill` holds; None where it holds none."""
    if text is None:
        return None
    with contextlib.suppress(ValueError, KeyError, TypeError, RecursionError):
        found = json.loads(text)
        return SentDrill(**{**found, "misses": tuple(found["misses"])})
    return None


def file_sha256(path: Path) -> str:
    """The hash of a file, in hex; "" where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()


def adopt(connection: sqlite3.Connection, take_id: str, facts: sidecar.Facts) -> None:
    """A take that was found without its row: what it answers and which bundle it came in."""
    if facts.answers is not None and facts.answers != take_id:
        connection.execute(
            "INSERT OR REPLACE INTO answers (take_id, answered_id) VALUES (?, ?)", (take_id, facts.answers)
        )
    if facts.arrived is not None:
        connection.execute(
            "INSERT OR REPLACE INTO arrivals (take_id, bundle_id, arrived_at, drill) VALUES (?, ?, ?, ?)",
            (take_id, facts.arrived.bundle_id, facts.arrived.arrived_at, facts.arrived.drill),
        )
