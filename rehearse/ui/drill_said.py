"""What a screen reader is told while a drill runs: each thing once, and nothing while somebody speaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rehearse.analysis.drill_advice import advice
from rehearse.analysis.drill_words import condition_words
from rehearse.i18n import _, ngettext
from rehearse.ui.drill_marks import marks_words
from rehearse.ui.drill_stage_words import (
    card_words,
    last_attempts,
    outcome_words,
    place_words,
    praise_words,
    seconds_left,
    summary_words,
)

if TYPE_CHECKING:
    from rehearse.drilling.status import DrillStatus


class DrillSaid:
    """`say` gets the sentences."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._last: object = None

    def forget(self) -> None:
        """Another run."""
        self._last = None

    def look(self, status: DrillStatus, *, ready: bool = False, best: str = "") -> None:
        """This moment; `ready`: the beep waits for the one key; `best`: what was never better."""
        attempt_id = status.attempt.id if status.attempt is not None else ""
        if status.phase in ("lead_in", "speaking"):
            attempt_id = status.unheard  # the beep says the rest, and a voice would be recorded
        now = (ready, status.phase, status.round_, attempt_id)
        if now == self._last:
            return
        self._last = now
        if ready:
            asked = condition_words(status.what.condition)
            self._say(_join([status.drill.title, place_words(status), asked, _("Speak after the beep")]))
        elif words := _words(status, best):
            self._say(words)


def _words(status: DrillStatus, best: str) -> str:
    phase = status.phase
    if phase == "thinking":
        asked = card_words(status.card) if status.card is not None else condition_words(status.what.condition)
        parts = [place_words(status), asked]
        if status.left_s:
            n = seconds_left(status.left_s)
            parts.append(ngettext("{n} second to think", "{n} seconds to think", n).format(n=n))
        return _join(parts)
    if phase == "lead_in":
        return status.unheard
    if phase == "judging":
        return _("Stopped. Judging.")
    if phase == "paused" and status.problem is not None:
        return _join([status.problem.message, status.problem.kept, status.problem.help])
    if phase == "paused":
        return _("Paused")
    if phase == "done" and status.n_rounds > 1:
        last = last_attempts(status.run)
        outcomes = tuple(last[at].outcome if at in last else None for at in range(status.n_rounds))
        return _join([summary_words(status.run), marks_words(outcomes)])
    if phase in ("verdict", "done") and (attempt := status.attempt) is not None:
        said = [outcome_words(attempt.outcome), attempt.problem]
        if attempt.outcome == "passed":
            said.append(best or praise_words(status))
        for miss in attempt.misses[:1]:
            said += [miss.sentence, "" if miss.unknown else advice(miss.measure, status.what.condition)]
        return _join(said)
    return ""


def _join(parts: list[str]) -> str:
    """Sentences one after the other; those without an end get one."""
    return " ".join(part if part[-1:] in ".!?" else f"{part}." for part in parts if part)
