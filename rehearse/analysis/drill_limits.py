"""Finds the rounds that nobody can pass, and those that everybody passes."""

from __future__ import annotations

from rehearse.analysis.drills import Condition, Round
from rehearse.i18n import _

#: Seven digits have eight syllables or more, and people say at most five or six a second.
LEAST_NUMBER_S = 1.5

#: "I have a story for you" at the same pace.
LEAST_REASON_S = 1.0

#: Words a second nobody gets through: six are 360 a minute, more than an auctioneer's.
MOST_WORDS_PER_S = 6.0


def fault(round_: Round) -> tuple[str, str] | None:
    """The key that makes a round impossible or empty, and why; None for a sound one.

    Keys of the condition begin with "condition.".
    """
    c = round_.condition
    if not c.asked():
        return "condition", _("it asks for nothing, so that any take would pass")
    return _of_the_condition(c) or _of_the_time(round_, c) or _of_the_end(round_, c)


def _of_the_condition(c: Condition) -> tuple[str, str] | None:
    most_s = c.length_most_s
    if most_s is not None and c.length_least_s is not None and most_s < c.length_least_s:
        return "condition.length_most_s", _(
            "nobody can pass: at most {most:g} seconds are allowed and at least {least:g} are needed"
        ).format(most=most_s, least=c.length_least_s)
    if c.number_before_s is not None and c.number_before_s < LEAST_NUMBER_S:
        return "condition.number_before_s", _too_fast(c.number_before_s)
    if most_s is not None and _least_s(c) > most_s:
        return "condition.length_most_s", _(
            "nobody can pass: what must be said takes {least:g} seconds at least, and {most:g} are allowed"
        ).format(least=round(_least_s(c), 1), most=most_s)
    if most_s is not None and c.number_within is not None and most_s * c.number_within < LEAST_NUMBER_S:
        return "condition.number_within", _too_fast(most_s * c.number_within)
    if c.stop_after_line and not c.line:
        return "condition.stop_after_line", _("there is no line to stop after")
    return None


def _too_fast(bound_s: float) -> str:
    return _("nobody can pass: a whole number cannot be said in {s:g} seconds").format(s=round(bound_s, 2))


def _of_the_time(round_: Round, c: Condition) -> tuple[str, str] | None:
    if round_.limit_s is None:
        return None
    needed_s = max(_least_s(c), c.length_least_s or 0) + (c.silence_after_s or 0)
    if needed_s > round_.limit_s:
        return "limit_s", _("nobody can pass: at least {least:g} seconds are needed").format(
            least=round(needed_s, 1)
        )
    if round_.cut_s is not None and round_.cut_s[1] >= round_.limit_s:
        return "limit_s", _("the time would be up before the line is cut")
    return None


def _of_the_end(round_: Round, c: Condition) -> tuple[str, str] | None:
    """What does not go with the way the round ends."""
    cut_s = round_.cut_s
    if cut_s is None:
        for key in ("number_out", "reason_out"):
            if getattr(c, key):
                return f"condition.{key}", _("it needs a round that ends by “cut”")
    elif c.silence_after_s is not None:
        return "condition.silence_after_s", _("nobody can be silent at the end of a line that is cut")
    else:
        needed_s = LEAST_NUMBER_S * c.number_out + LEAST_REASON_S * c.reason_out
        needed_s = max(needed_s, c.length_least_s or 0)
        if cut_s[0] < needed_s:
            return "cut_s", _(
                "nobody can pass when the line is cut after {s:g} seconds: at least {least:g} are needed"
            ).format(s=cut_s[0], least=needed_s)
    if round_.silence_s is not None and (c.silence_after_s or 0) > round_.silence_s:
        return "condition.silence_after_s", _(
            "nobody can pass: the round already ends after {s:g} seconds of silence"
        ).format(s=round_.silence_s)
    return None


def _least_s(c: Condition) -> float:
    """The least time that what must be said can take."""
    number = bool(
        c.number_within is not None
        or c.number_before_s is not None
        or c.number_heard
        or c.number_pace_most is not None
        or c.number_out
    )
    reason = c.reason_within_s is not None or c.reason_out
    said_s = LEAST_NUMBER_S * number + LEAST_REASON_S * reason
    return max(said_s, len(c.line.split()) / MOST_WORDS_PER_S)
