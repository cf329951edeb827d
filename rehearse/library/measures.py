"""What lists, filters and charts ask of a scored take, in columns: none of them parses a scorecard."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields

from rehearse.analysis.result import Check, Scorecard
from rehearse.speech.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of one take; None stands for unknown.

    `basis` is the scorecard's: by what it was judged.
    `number_fraction` is where in the message the first whole number ended (0 to 1), `number_late` whether
    that was later than the profile wants, None where it wants none.
    `message_kind` is one of `rehearse.analysis.result.MessageKind`.
    """

    model_id: str
    basis: str
    n_words: int
    wpm: float | None
    number_fraction: float | None
    number_late: bool | None
    n_pitch: int | None
    n_reasons: int | None
    n_fillers: int | None
    message_kind: str | None

    @classmethod
    def of(cls, transcript: Transcript, scorecard: Scorecard) -> Measures:
        """`transcript` has the words as they were put right."""
        phone = scorecard.check("phone")
        kind = scorecard.check("kind")
        return cls(
            model_id=transcript.model_id,
            basis=scorecard.basis,
            n_words=len(transcript.words),
            wpm=_number(scorecard.check("pace")),
            number_fraction=_number(phone),
            number_late=_late(phone),
            n_pitch=_count(scorecard.check("pitch")),
            n_reasons=_count(scorecard.check("reason")),
            n_fillers=_count(scorecard.check("fillers")),
            message_kind=kind.value if kind is not None and isinstance(kind.value, str) else None,
        )


_NAMES = tuple(field.name for field in fields(Measures))
COLUMNS = ", ".join(_NAMES)
_SAVE = f"INSERT OR REPLACE INTO measures (take_id, {COLUMNS}) VALUES (?{', ?' * len(_NAMES)})"


def save(connection: sqlite3.Connection, take_id: str, measures: Measures) -> None:
    """In place of those there were."""
    connection.execute(_SAVE, (take_id, *(getattr(measures, name) for name in _NAMES)))


def _number(check: Check | None) -> float | None:
    if check is None or check.band == "unknown" or isinstance(check.value, str) or check.value is None:
        return None
    return float(check.value)


def _count(check: Check | None) -> int | None:
    value = _number(check)
    return None if value is None else round(value)


def _late(phone: Check | None) -> bool | None:
    """The check says it in hundredths: where those meet the target, its band tells which side it was."""
    value = _number(phone)
    if phone is None or value is None or phone.target is None or phone.target[1] is None:
        return None
    early = phone.target[1]
    if value == round(early, 2):
        return phone.band == "near"
    return value > early
