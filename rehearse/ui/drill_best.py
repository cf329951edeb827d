"""What is better than ever before in a take that passed, told in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearse.i18n import _, ngettext
from rehearse.ui.drill_stage_words import n_passed

if TYPE_CHECKING:
    from rehearse.drilling.status import DrillStatus
    from rehearse.library.drill_record import DrillRecord
    from rehearse.library.drill_runs import DrillRun


def best_words(status: DrillStatus, record: DrillRecord | None) -> str:
    """The first measure by which the last attempt is the best there was; "" where there is none.

    `record` is what the runs before came to.  The first pass of all beats nothing.
    """
    attempt = status.attempt
    if attempt is None or attempt.outcome != "passed" or record is None:
        return ""
    before = [one for one in status.run.attempts if one.id != attempt.id and one.outcome == "passed"]
    for measure, value in attempt.values:
        words, larger = _better(measure)
        bests = [best for one in before for name, best in one.values if name == measure]
        if (best := record.bests.get(measure)) is not None:
            bests.append(best)
        if words and bests and (value > max(bests) if larger else value < min(bests)):
            return words
    return ""


def streak_words(status: DrillStatus, record: DrillRecord | None) -> str:
    """How often in a row, where a run has just been passed; "" for the first time."""
    n = 1 + (record.streak if record is not None else 0)
    if status.phase != "done" or not status.run.passed or n < 2:
        return ""
    return ngettext("Passed {n} time in a row", "Passed {n} times in a row", n).format(n=n)


def best_block_words(run: DrillRun, record: DrillRecord | None) -> str:
    """Where more cards passed than ever before; "" otherwise."""
    if record is None or record.best_cards is None or n_passed(run) <= record.best_cards[0]:
        return ""
    n, all_ = record.best_cards
    return _("Your best block yet: before it was {n} of {all}.").format(n=n, all=all_)


def _better(measure: str) -> tuple[str, bool]:
    """What a new best is called, and whether the larger value is the better one; "" for no best."""
    return {
        "length_most_s": (_("Your shortest yet"), False),
        "number_within": (_("Your earliest number yet"), False),
        "number_before_s": (_("Your earliest number yet"), False),
        "number_out": (_("Your earliest number yet"), False),
        "number_pace_most": (_("Your calmest number yet"), False),
        "reason_within_s": (_("Your earliest reason yet"), False),
        "reason_out": (_("Your earliest reason yet"), False),
        "silence_after_s": (_("Your longest silence yet"), True),
    }.get(measure, ("", False))
