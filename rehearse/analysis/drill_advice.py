"""What a measure was missed by, and what to do another time: short sentences that can be followed at once."""

from __future__ import annotations

from collections.abc import Callable

from rehearse.analysis.drill_telling import in_seconds
from rehearse.analysis.drills import Condition
from rehearse.i18n import _


def advice(measure: str, condition: Condition) -> str:
    """What would meet that measure; "" where the sentence of the miss says it all."""
    tell = _ADVICE.get(measure)
    return tell(condition) if tell is not None else ""


def missed_words(measure: str) -> str:
    """What went wrong where a measure was missed, to follow a colon; "" for one that is not known."""
    tell = _MISSED.get(measure)
    return tell() if tell is not None else ""


def _number(_condition: Condition) -> str:
    return _("Say your number right after your name.")


_ADVICE: dict[str, Callable[[Condition], str]] = {
    "length_least_s": lambda _c: _("Say a little more: your name, your number, one reason."),
    "length_most_s": lambda _c: _("Leave a sentence out: your name, your number, one reason. Then stop."),
    "number_within": _number,
    "number_before_s": _number,
    "number_heard": lambda _c: _("Say it in three groups, with a breath between them."),
    "number_pace_most": lambda _c: _("Say it as slowly as you would write it down."),
    "number_out": lambda _c: _("Say your number first, and the rest after it."),
    "reason_within_s": lambda _c: _("Begin with what they get from calling you."),
    "reason_out": lambda _c: _("Say what they get right after your name and number."),
    "opening_about_them": lambda _c: _("Begin with them: what they do, or what they would get."),
    "no_pitch": lambda _c: _("Leave it out, and say one thing they would want to know."),
    "line": lambda _c: _("Say the line as it is written."),
    "stop_after_line": lambda _c: _("Say the line, and not a word more."),
    "silence_after_s": lambda c: _("After your last word say nothing for {time}.").format(
        time=in_seconds(c.silence_after_s)
    ),
    "finished": lambda _c: _("Leave a sentence out, so that you are done before the time is up."),
}

_MISSED: dict[str, Callable[[], str]] = {
    "length_least_s": lambda: _("your message was too short."),
    "length_most_s": lambda: _("your message was too long."),
    "number_within": lambda: _("your number was not out in time."),
    "number_before_s": lambda: _("your number was not out in time."),
    "number_heard": lambda: _("your number was not heard right."),
    "number_pace_most": lambda: _("your number was said too fast."),
    "number_out": lambda: _("your number was not out when the line was cut."),
    "reason_within_s": lambda: _("no reason to call back came in time."),
    "reason_out": lambda: _("no reason to call back was out when the line was cut."),
    "opening_about_them": lambda: _("it did not begin with them."),
    "no_pitch": lambda: _("it sounded like a sales pitch."),
    "line": lambda: _("the line was not said as it is written."),
    "stop_after_line": lambda: _("you went on after the line."),
    "silence_after_s": lambda: _("the silence was not held."),
    "finished": lambda: _("the time was up before you had finished."),
}
