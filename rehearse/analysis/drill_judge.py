"""Judges a take by a drill's condition: one sentence for everything that was asked for and not met."""

from __future__ import annotations

import math
from collections.abc import Callable

from rehearse.analysis import drill_numbers
from rehearse.analysis.drill_telling import (
    Judged,
    at_most,
    evidence_of,
    in_seconds,
    is_out,
    no_times,
    seconds,
    start_of,
    unknown,
)
from rehearse.analysis.drills import Condition, DrillFacts, DrillVerdict, Miss
from rehearse.analysis.focus import OPENING_S
from rehearse.analysis.result import Analysis, Evidence
from rehearse.i18n import _, ngettext

#: A line counts as said with this share of its words: the starter model gets one word in ten wrong in
#: other people's speech, and nobody says a line to the letter.  Rehearse's own bound.
LINE_SHARE = 0.7

#: A word more after the line may be one that the recogniser heard in a breath.
MOST_STRAY_WORDS = 1

#: Who has been silent for so long when the time is up had finished.
FINISHED_S = 1.0


def judge(condition: Condition, analysis: Analysis, facts: DrillFacts | None = None) -> DrillVerdict:
    """Whether a take meets a condition, and one `Miss` for everything it does not.

    What is unknown is no pass; it is told with its reason.  Nothing raises.
    """
    facts = facts or DrillFacts()
    found = {name: _JUDGES[name](condition, analysis, facts) for name in condition.asked()}
    if facts.ended == "limit":
        found = {"finished": _unfinished(analysis), **found}
    # A number that is not there is missed by everything that is asked about it, and told once.
    misses: dict[str, Miss] = {}
    for judged in found.values():
        if isinstance(judged, Miss):
            misses.setdefault(judged.sentence, judged)
    values = ((name, _measured(found[name])) for name in condition.asked())
    return DrillVerdict(
        not misses,
        tuple(misses.values()),
        tuple((name, value) for name, value in values if value is not None),
    )


def _measured(judged: Judged) -> float | None:
    """What was measured, whether it was enough or not."""
    value = judged.value if isinstance(judged, Miss) else judged
    if isinstance(value, str) or value is None or not math.isfinite(value):
        return None
    return float(value)


# --- one judge for each measure


def _length(name: str, bound: float | None, analysis: Analysis, *, most: bool) -> Judged:
    length_s = analysis.timing.message_s
    if length_s is None or bound is None:
        reason = analysis.unknown.get("timing.message_s")
        if reason is None and not analysis.words:
            reason = _("There are no words to judge.")
        return unknown(name, bound, _("The length"), reason)
    value = seconds(length_s)
    if most and not at_most(value, bound):
        sentence = _("Your message took {time}; it may take {most} at most.").format(
            time=in_seconds(value), most=in_seconds(bound)
        )
    elif not most and not value >= bound:
        sentence = _("Your message took {time}; it must take {least} at least.").format(
            time=in_seconds(value), least=in_seconds(bound)
        )
    else:
        return value
    evidence: tuple[Evidence, ...] = ()
    if analysis.words:
        first, last = analysis.words[0].span, analysis.words[-1].span
        span = None if first is None or last is None else first._replace(end_s=last.end_s)
        evidence = (Evidence(0, len(analysis.words), span),)
    return Miss(name, sentence, value, bound, evidence)


def _length_least_s(condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Judged:
    return _length("length_least_s", condition.length_least_s, analysis, most=False)


def _length_most_s(condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Judged:
    return _length("length_most_s", condition.length_most_s, analysis, most=True)


def _reason_out(_condition: Condition, analysis: Analysis, facts: DrillFacts) -> Judged:
    if analysis.offers is None:
        reason = analysis.unknown.get("offers")
        return unknown("reason_out", facts.cut_s, _("Your reason to call back"), reason)
    if any(is_out(offer.span, facts.cut_s) for offer in analysis.offers):
        return None
    if facts.cut_s is None:
        sentence = _("No reason to call back was heard.")
    else:
        sentence = _("The line was cut after {time}, and no reason to call back was out yet.").format(
            time=in_seconds(seconds(facts.cut_s))
        )
    return Miss("reason_out", sentence, None, facts.cut_s, evidence_of(analysis.offers[:1]))


def _reason_within_s(condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Judged:
    name, bound = "reason_within_s", condition.reason_within_s
    if analysis.offers is None:
        return unknown(name, bound, _("Your reason to call back"), analysis.unknown.get("offers"))
    if not analysis.offers:
        return Miss(name, _("No reason to call back was heard."), None, bound)
    starts = [(offer.span.start_s, offer) for offer in analysis.offers if offer.span is not None]
    start_s = start_of(analysis)
    if not starts or start_s is None or bound is None:
        reason = no_times(analysis, "moments.first_reason_s")
        return unknown(name, bound, _("When your reason to call back began"), reason)
    first_s, offer = min(starts, key=lambda start: start[0])
    value = seconds(first_s - start_s)
    if at_most(value, bound):
        return value
    sentence = _("Your reason to call back began after {time}; it must begin within {bound}.").format(
        time=in_seconds(value), bound=in_seconds(bound)
    )
    return Miss(name, sentence, value, bound, evidence_of((offer,)))


def _opening_about_them(_condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Judged:
    """A reason to call back in the first seconds is about them as well: it is what they would gain."""
    name = "opening_about_them"
    if analysis.focus is None or not analysis.words:
        reason = analysis.unknown.get("focus") or _("There are no words to judge.")
        return unknown(name, "them", _("What the first five seconds are about"), reason)
    opening = analysis.focus.opening
    if opening in ("them", "reason"):
        return None
    sentence = analysis.focus.opening_reason or _("The first five seconds are not about them.")
    evidence: tuple[Evidence, ...] = ()
    if (first := analysis.words[0].span) is not None:
        early = [word.span for word in analysis.words if word.span is not None]
        early = [span for span in early if span.start_s < first.start_s + OPENING_S]
        if early:
            evidence = (Evidence(0, len(early), first._replace(end_s=early[-1].end_s)),)
    return Miss(name, sentence, opening, "them", evidence)


def _no_pitch(_condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Judged:
    if not analysis.words:
        return unknown("no_pitch", 0, _("Whether it sounds like a pitch"), _("There are no words to judge."))
    found = [finding for finding in analysis.findings if finding.level == "off"]
    if not found:
        return 0
    sentence = ngettext(
        "“{text}” sounds like a sales pitch.",
        "{n} phrases sound like a sales pitch, first “{text}”.",
        len(found),
    ).format(n=len(found), text=found[0].text)
    return Miss("no_pitch", sentence, len(found), 0, evidence_of(found))


def _line(condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Judged:
    if not analysis.words:
        return Miss("line", _("The line was not heard."), 0.0, LINE_SHARE)
    share, _end = _line_said(condition, analysis)
    if share >= LINE_SHARE:
        return round(share, 2)
    sentence = _("{percent:.0f} % of the words of your line were heard; {bound:.0f} % are needed.").format(
        percent=100 * share, bound=100 * LINE_SHARE
    )
    return Miss("line", sentence, round(share, 2), LINE_SHARE)


def _stop_after_line(condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Judged:
    if not analysis.words:
        what = _("Whether you stopped after the line")
        return unknown("stop_after_line", 0, what, _("There are no words to judge."))
    share, end = _line_said(condition, analysis)
    more = analysis.words[end:]
    if share < LINE_SHARE:
        return None  # told by `line`
    if len(more) <= MOST_STRAY_WORDS:
        return len(more)
    first, last = more[0].span, more[-1].span
    span = None if first is None or last is None else first._replace(end_s=last.end_s)
    text = " ".join(word.text for word in more[:6]) + (" …" if len(more) > 6 else "")
    sentence = _("You went on after the line: “{text}”.").format(text=text)
    evidence = (Evidence(end, len(analysis.words), span),)
    return Miss("stop_after_line", sentence, len(more), MOST_STRAY_WORDS, evidence)


def _line_said(condition: Condition, analysis: Analysis) -> tuple[float, int]:
    """The share of the line's words that was heard, and one past its last word in the message."""
    # Loaded where there is a line, as with scripts.
    from rehearse.analysis.message import Message
    from rehearse.analysis.script_check import align_message
    from rehearse.script.script import Script

    alignment = align_message(
        Script("", condition.line, tuple(condition.line.split())), Message(analysis.words, "audio")
    )
    ends = [pair.last_word for pair in alignment.pairs if pair.kind in ("same", "alike", "changed")]
    return alignment.coverage, max(ends, default=0)


def _silence_after_s(condition: Condition, analysis: Analysis, _facts: DrillFacts) -> Judged:
    name, bound = "silence_after_s", condition.silence_after_s
    tail_s = analysis.timing.tail_silence_s
    if tail_s is None or bound is None:
        reason = analysis.unknown.get("timing.tail_silence_s")
        return unknown(name, bound, _("Your silence after the last word"), reason)
    value = seconds(tail_s)
    if value >= bound:
        return value
    sentence = _("You held the silence for {time}; hold it for {bound}.").format(
        time=in_seconds(value), bound=in_seconds(bound)
    )
    last = len(analysis.words)
    evidence = (Evidence(last - 1, last, analysis.words[-1].span),) if last else ()
    return Miss(name, sentence, value, bound, evidence)


def _unfinished(analysis: Analysis) -> Judged:
    """The time limit ended the take: a miss where somebody was still speaking."""
    tail_s = analysis.timing.tail_silence_s
    if tail_s is None:
        reason = analysis.unknown.get("timing.tail_silence_s")
        return unknown("finished", FINISHED_S, _("Whether you had finished when the time was up"), reason)
    if tail_s >= FINISHED_S:
        return None
    sentence = _("The time was up while you were still speaking.")
    return Miss("finished", sentence, seconds(tail_s), FINISHED_S)


_Judge = Callable[[Condition, Analysis, DrillFacts], Judged]
_JUDGES: dict[str, _Judge] = {
    "length_least_s": _length_least_s,
    "length_most_s": _length_most_s,
    "number_within": drill_numbers.number_within,
    "number_before_s": drill_numbers.number_before_s,
    "number_heard": drill_numbers.number_heard,
    "number_pace_most": drill_numbers.number_pace_most,
    "number_out": drill_numbers.number_out,
    "reason_within_s": _reason_within_s,
    "reason_out": _reason_out,
    "opening_about_them": _opening_about_them,
    "no_pitch": _no_pitch,
    "line": _line,
    "stop_after_line": _stop_after_line,
    "silence_after_s": _silence_after_s,
}
