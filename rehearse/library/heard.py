"""Which takes somebody has listened to, and those that wait for it.

A take counts as heard once most of it was played, or once it was marked.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from rehearse.library import marks, reactions, rows
from rehearse.library.database import Database
from rehearse.library.filters import TakeFilter
from rehearse.library.sidecar import Facts
from rehearse.library.takes import TakeSummary

#: The part of a recording that must have been played: the silence at its end may be left out.
HEARD_FRACTION = 0.8

_Find = Callable[[TakeFilter], Sequence[TakeSummary]]


class Played:
    """How much of one recording was played, however often and in whatever order.

    Positions are seconds of the recording.  Not for several threads.
    """

    def __init__(self, duration_s: float) -> None:
        self.duration_s = duration_s
        self._parts: list[tuple[float, float]] = []  # apart from each other, in order

    def add(self, from_s: float, to_s: float) -> None:
        """This stretch was played without a jump."""
        low, high = max(0.0, from_s), min(self.duration_s, to_s)
        if high <= low:
            return
        apart = []
        for start, end in self._parts:
            if end < low or start > high:
                apart.append((start, end))
            else:
                low, high = min(low, start), max(high, end)
        self._parts = sorted([*apart, (low, high)])

    @property
    def fraction(self) -> float:
        """The part that was played, 0 to 1; 0 for a recording without length."""
        played_s = sum(end - start for start, end in self._parts)
        return played_s / self.duration_s if self.duration_s > 0 else 0.0

    @property
    def is_heard(self) -> bool:
        return self.fraction >= HEARD_FRACTION


class Heard:
    """Usable from any thread.  Raises what `Library` raises."""

    def __init__(self, database: Database, folder: Path, find: _Find) -> None:
        self._database = database
        self._folder = folder
        self._find = find

    def at(self, take_id: str) -> datetime | None:
        """When a take was heard first; None where nobody is known to have heard it."""
        with self._database.reading() as connection:
            (moment,) = rows.one(connection, take_id, "heard_at")
        return None if moment is None else datetime.fromisoformat(str(moment))

    def set_heard(self, ids: Iterable[str], heard: bool = True) -> list[str]:
        """Takes count as heard from now on, or (again) as not heard; the ids of those that changed."""
        if isinstance(ids, str):
            raise TypeError("a list was expected, not a text")
        now = rows.now_text() if heard else None
        changed = []
        with self._database.writing() as connection:
            for take_id in dict.fromkeys(ids):
                (before,) = rows.one(connection, take_id, "heard_at")
                if (before is not None) != heard:
                    connection.execute("UPDATE takes SET heard_at = ? WHERE id = ?", (now, take_id))
                    rows.write_facts(connection, self._folder, take_id, durable=False)
                    changed.append(take_id)
        return changed

    def queue(self, wanted: TakeFilter | None = None, *, with_own: bool = False) -> list[TakeSummary]:
        """Takes with sound that nobody has heard, in the order they were made.

        Without `with_own` those that came from elsewhere alone: who records a take here heard it.
        """
        asked = replace(wanted or TakeFilter(), heard=False, deleted=False)
        ids = self._waiting(with_own=with_own)
        return [take for take in reversed(self._find(asked)) if take.id in ids]

    def n_waiting(self, *, with_own: bool = False) -> int:
        """How long the queue is.  Cheap."""
        return len(self._waiting(with_own=with_own))

    def recorded_here(self) -> set[str]:
        """Takes that wait for nobody, heard or not: their ids."""
        with self._database.reading() as connection:
            return {row[0] for row in connection.execute("SELECT id FROM takes WHERE device != ''")}

    def _waiting(self, *, with_own: bool) -> set[str]:
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT id FROM takes WHERE heard_at IS NULL AND deleted_at IS NULL AND n_frames > 0"
                " AND state != 'recording' AND (? OR device = '')",
                (with_own,),
            )
            return {row[0] for row in found}


def adopt(connection: sqlite3.Connection, take_id: str, facts: Facts) -> None:
    """What a coach made of a take, by the facts that lay beside its sound, where rows do not say it."""
    if facts.heard_at is not None:
        moment = rows.time_text(datetime.fromisoformat(facts.heard_at))
        connection.execute("UPDATE takes SET heard_at = ifnull(heard_at, ?) WHERE id = ?", (moment, take_id))
    marks.adopt(connection, take_id, facts.marks)
    reactions.adopt(connection, take_id, facts.reactions)
