"""What the sentences about a drill are made of, and what they are compared by."""

from __future__ import annotations

from collections.abc import Iterable

from rehearse.analysis.drills import Miss
from rehearse.analysis.result import Analysis, Evidence, Finding, Offer, PhoneNumber
from rehearse.i18n import _, ngettext

#: What became of one measure: the miss; where it is met, what was measured; None where that is no figure.
Judged = Miss | float | None


def seconds(value: float) -> float:
    """As it is shown and compared, so that nobody is told that 20 seconds are more than 20."""
    return round(value, 1)


def in_seconds(value: float | None) -> str:
    """A stretch of time as the part of a sentence: "1 second", "2.5 seconds"."""
    return ngettext("{s:g} second", "{s:g} seconds", 1 if value == 1 else 2).format(s=value or 0)


def at_most(value: float, bound: float) -> bool:
    return value <= bound  # false for NaN


def unknown(name: str, bound: float | str | None, what: str, reason: str | None) -> Miss:
    sentence = _("{what} is not known: {reason}").format(
        what=what, reason=reason or _("It could not be measured.")
    )
    return Miss(name, sentence, None, bound, unknown=True)


def evidence_of(found: Iterable[PhoneNumber | Finding | Offer]) -> tuple[Evidence, ...]:
    return tuple(Evidence(one.first_word, one.last_word, one.span) for one in found)


def start_of(analysis: Analysis) -> float | None:
    """Where the message begins: the first word's start, seconds from the first frame."""
    if analysis.timing.lead_silence_s is not None and analysis.words:
        return analysis.timing.lead_silence_s
    return next((word.span.start_s for word in analysis.words if word.span is not None), None)


def no_times(analysis: Analysis, key: str) -> str:
    return analysis.unknown.get(key) or _("The words have no times.")


def is_out(span: tuple[float, float] | None, cut_s: float | None) -> bool:
    """Whether it had been said when the line was cut; a word's end may lie a little behind its sound."""
    return span is None or cut_s is None or span[1] <= cut_s + 0.1
