"""Drills as somebody does them over two weeks: runs with takes, one of them not finished."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from unittest.mock import patch

from rehearse.analysis.drill_files import drill_toml
from rehearse.library.cards import ProspectCard
from rehearse.library.drill_runs import DrillRun, KeptMiss, Outcome
from rehearse.speech.transcript import Span

if TYPE_CHECKING:
    from rehearse.studio import Studio

#: Round, outcome, what was measured, what was missed.
Tried = tuple[int, Outcome, tuple[tuple[str, float], ...], str]

TOO_LONG = "The message took 22.1 seconds; at most 20 are allowed."
NO_REASON = "There was no reason to call back."

CARDS = (
    ProspectCard("Dana Ortiz", "Office manager", "Harbor Dental"),
    ProspectCard("Lee Navarro", "Head of fleet", "Cedar Movers"),
    ProspectCard("Priya Nair", "Principal", "Elm Street School"),
    ProspectCard("Tom Becker", "Owner", "Becker Roofing"),
    ProspectCard("Grace Kim", "Practice manager", "Lakeside Vets"),
    ProspectCard("Ivan Petrov", "Plant manager", "Granite Castings"),
)


def do(
    studio: Studio,
    drill_id: str,
    when: datetime,
    tried: Sequence[Tried],
    *,
    cards: Sequence[ProspectCard] = (),
    state: str = "done",
    takes: Sequence[str] = (),
) -> DrillRun:
    """One run of a drill, begun at `when`; its attempts have these takes, or new ones without sound."""
    drill, runs = studio.drills[drill_id], studio.library.drill_runs
    given = iter(takes)
    with patch("rehearse.library.rows.now_text", lambda: _text(when)):
        run = runs.begin(
            drill.id, drill.title, drill_toml(drill), len(cards) or len(drill.rounds), cards=tuple(cards)
        )
        for round_, outcome, values, sentence in tried:
            take_id = next(given, None) or studio.library.begin_take().id
            attempt = runs.add_attempt(run.id, round_, take_id)
            misses = [KeptMiss(drill.rounds[0].condition.asked()[0], sentence, 0.6, 0.5, span=Span(1.0, 2.0))]
            runs.settle(
                attempt.id, outcome, values=values, misses=misses if sentence else (), ended="speaker"
            )
        if state != "open":
            passed = {round_: outcome == "passed" for round_, outcome, _values, _sentence in tried}
            whole = len(passed) == run.n_rounds and all(passed.values())
            runs.end(run.id, "done" if state == "done" else "left", whole if state == "done" else None)
    return runs.get(run.id)


def _text(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def practise_drills(studio: Studio, now: datetime) -> None:
    """Two weeks of it: streaks and misses, something due, a call block that waits to be gone on with."""

    def day(days: int, hour: int = 9, minute: int = 12) -> datetime:
        return (now - timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)

    for days, length_s in ((12, 31.4), (11, 24.8), (9, 19.6), (6, 18.2), (3, 17.4), (1, 16.8)):
        passed = length_s <= 20
        missed = f"The message took {length_s:g} seconds; at most 20 are allowed."
        do(
            studio, "twenty-seconds", day(days),
            [(0, "passed" if passed else "missed", (("length_most_s", length_s),), "" if passed else missed)],
        )  # fmt: skip
    for days, share in ((8, 0.83), (5, 0.41), (2, 0.62)):
        passed = share <= 0.5
        missed = f"Your number was whole only after {100 * share:.0f} % of the message."
        do(
            studio, "number-first", day(days, 9, 20),
            [(0, "passed" if passed else "missed", (("number_within", share),), "" if passed else missed)],
        )  # fmt: skip
    do(
        studio, "ladder", day(2, 9, 31),
        [
            (0, "passed", (("length_most_s", 27.2),), ""),
            (1, "missed", (("length_most_s", 22.1),), TOO_LONG),
            (1, "passed", (("length_most_s", 19.0),), ""),
            (2, "passed", (("length_most_s", 11.7),), ""),
        ],
    )  # fmt: skip
    for days, at_s in ((7, 8.1), (3, 4.2)):
        passed = at_s <= 5
        missed = f"A reason to call back began only after {at_s:g} seconds."
        do(
            studio, "reason-in-five", day(days, 9, 40),
            [(0, "passed" if passed else "missed", (("reason_within_s", at_s),), "" if passed else missed)],
        )  # fmt: skip
    do(
        studio, "no-pitch", day(1, 9, 44),
        [(0, "missed", (), "“the leading provider of copiers” sounds like a pitch.")],
    )  # fmt: skip
    do(
        studio, "call-block", day(1, 10, 2),
        [(at, "missed" if at == 2 else "passed", (), NO_REASON if at == 2 else "") for at in range(5)],
        cards=CARDS[:5],
    )  # fmt: skip


def leave_unfinished(studio: Studio, now: datetime) -> DrillRun:
    """A call block that was broken off after its second card."""
    return do(
        studio, "call-block", now - timedelta(hours=20),
        [
            (0, "passed", (("length_most_s", 17.0),), ""),
            (1, "missed", (), NO_REASON),
        ],
        cards=CARDS, state="open",
    )  # fmt: skip
