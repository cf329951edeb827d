"""What a take that was heard makes of the attempt it was recorded for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rehearse.analysis.drill_judge import judge
from rehearse.analysis.drills import Condition, DrillFacts, Ended
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.analysis.drills import DrillVerdict
    from rehearse.library.drill_types import Outcome
    from rehearse.live_take import Review


@dataclass(frozen=True, slots=True)
class Judged:
    """How an attempt came out; without a `verdict` it does not count, and `problem` says why.

    `cut_s` is how long the take was where the drill cut it; `wordless` tells that nobody spoke in it.
    """

    outcome: Outcome
    verdict: DrillVerdict | None = None
    cut_s: float | None = None
    problem: str = ""
    wordless: bool = False


def judged(review: Review, condition: Condition, *, own_number: str, region: str, ended: Ended) -> Judged:
    """Whether the take is a pass; void where there is nothing to judge."""
    if review.analysis is None:
        return Judged("void", problem=_("Nothing was heard."))
    cut_s = review.take.duration_s if ended == "cut" else None
    if not review.analysis.words:
        # A key too many or an empty room is no miss, and must not end a row.
        return Judged("void", cut_s=cut_s, problem=_("No word was heard."), wordless=True)
    facts = DrillFacts(own_number=own_number, region=region, ended=ended, cut_s=cut_s)
    verdict = judge(condition, review.analysis, facts)
    outcome: Outcome = "passed" if verdict.passed else "unknown" if verdict.unknown else "missed"
    return Judged(outcome, verdict, cut_s)
