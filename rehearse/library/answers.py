"""Which take answers which: a new one recorded after what was said of another."""

from __future__ import annotations

from rehearse.library.database import Database


class Answers:
    """The part of `Arrivals` that reads answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def answers(self, take_id: str) -> str | None:
        """The id of the take that this one answers; that may lie in another library."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT answered_id FROM answers WHERE take_id = ?", (take_id,)
            ).fetchone()
        return None if row is None else str(row[0])

    def answered_by(self, take_id: str) -> list[str]:
        """The ids of the takes that answer this one, in the order they were made."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT takes.id FROM answers JOIN takes ON takes.id = take_id"
                " WHERE answered_id = ? AND deleted_at IS NULL ORDER BY seq",
                (take_id,),
            ).fetchall()
        return [row[0] for row in found]

    def counterpart(self, take_id: str) -> str | None:
        """The take to lay beside this one: the one it answers, else the newest that answers it."""
        newest = self.answered_by(take_id)
        return self.answers(take_id) or (newest[-1] if newest else None)
