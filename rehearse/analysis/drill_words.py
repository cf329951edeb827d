"""What a drill asks for, in the plain words a rep would use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rehearse.analysis.drill_telling import in_seconds
from rehearse.analysis.drills import Condition, Round
from rehearse.i18n import _


def condition_lines(condition: Condition) -> tuple[str, ...]:
    """One sentence for everything the condition asks for, in the order it is judged."""
    return tuple(_WORDS[name](condition) for name in condition.asked())


def told_lines(condition: Condition) -> tuple[str, ...]:
    """The same for somebody who reads it: both ends of a length are one sentence."""
    least, most = condition.length_least_s, condition.length_most_s
    if least is None or most is None:
        return condition_lines(condition)
    length = _("The message takes {least:g} to {most:g} seconds.").format(least=least, most=most)
    return length, *condition_lines(replace(condition, length_least_s=None, length_most_s=None))


def condition_words(condition: Condition) -> str:
    """The condition as a short text; a condition that asks for nothing says so."""
    return " ".join(told_lines(condition)) or _("Nothing is asked for.")


def round_words(round_: Round) -> str:
    """How a round runs: the time to think, who ends it, and the time limit."""
    said = []
    if round_.think_s:
        said.append(_("You have {time} to think before the beep.").format(time=in_seconds(round_.think_s)))
    if round_.ends == "cut" and round_.cut_s is not None:
        said.append(
            _("The line goes dead without warning, {low:g} to {high:g} seconds after the beep.").format(
                low=round_.cut_s[0], high=round_.cut_s[1]
            )
        )
    elif round_.ends == "silence" and round_.silence_s is not None:
        said.append(_("It ends after {time} of silence.").format(time=in_seconds(round_.silence_s)))
    else:
        said.append(_("You end it."))
    if round_.limit_s is not None:
        said.append(_("After {time} the time is up.").format(time=in_seconds(round_.limit_s)))
    return " ".join(said)


def _number_within(fraction: float) -> str:
    if fraction >= 1:
        return _("Your whole number is in the message.")
    if fraction == 0.5:
        return _("Your whole number is out within the first half of the message.")
    return _("Your whole number is out within the first {percent:.0f} % of the message.").format(
        percent=100 * fraction
    )


def _number_pace(ratio: float) -> str:
    if ratio == 1:
        return _("You say your number no faster than the words around it.")
    return _(
        "You say your number at no more than {percent:.0f} % of the pace of the words around it."
    ).format(percent=100 * ratio)


_WORDS: dict[str, Callable[[Condition], str]] = {
    "length_least_s": lambda c: _("The message takes at least {time}.").format(
        time=in_seconds(c.length_least_s)
    ),
    "length_most_s": lambda c: _("The message takes at most {time}.").format(
        time=in_seconds(c.length_most_s)
    ),
    "number_within": lambda c: _number_within(c.number_within or 0),
    "number_before_s": lambda c: _("Your whole number is out within {time}.").format(
        time=in_seconds(c.number_before_s)
    ),
    "number_heard": lambda c: _("Every time you say it, your number is heard right, digit for digit."),
    "number_pace_most": lambda c: _number_pace(c.number_pace_most or 0),
    "number_out": lambda c: _("Your whole number is out before the line is cut."),
    "reason_within_s": lambda c: _("A reason to call back begins within {time}.").format(
        time=in_seconds(c.reason_within_s)
    ),
    "reason_out": lambda c: _("A reason to call back is out before the line is cut."),
    "opening_about_them": lambda c: _(
        "The first five seconds are about them, or already give a reason to call back."
    ),
    "no_pitch": lambda c: _("Nothing sounds like a sales pitch."),
    "line": lambda c: _("You say: “{line}”").format(line=c.line),
    "stop_after_line": lambda c: _("You say nothing after the line."),
    "silence_after_s": lambda c: _("You stay silent for {time} after your last word.").format(
        time=in_seconds(c.silence_after_s)
    ),
}
