"""How fast somebody speaks, told by the takes there are."""

from __future__ import annotations

from rehearse.library import rows
from rehearse.library.database import Database

#: The last takes count: a pace changes with practice.
LAST_TAKES = 20
#: Fewer words tell little of a pace: a cough or one long pause decides it.
MIN_WORDS = 15


class Paces:
    """Usable from any thread.  Raises what `Library` raises."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, speaker: str) -> list[float]:
        """Words a minute of the speaker's last scored takes with enough words, the latest first.

        Takes in the trash do not count, nor do those that a drill cut or gave the words of; "" are those
        of nobody named.
        """
        with self._database.reading() as connection:
            found = connection.execute(
                # From the latest take backwards until there are enough: the order of the index.
                "SELECT measures.wpm FROM takes CROSS JOIN measures ON measures.take_id = takes.id"
                " WHERE takes.state = 'scored' AND takes.deleted_at IS NULL AND takes.speaker = ?"
                f" AND measures.n_words >= ? AND measures.wpm > 0 AND NOT {rows.IS_PART}"
                " ORDER BY takes.seq DESC LIMIT ?",
                (rows.clean(speaker), MIN_WORDS, LAST_TAKES),
            ).fetchall()
        return [row[0] for row in found]
