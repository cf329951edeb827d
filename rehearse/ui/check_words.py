"""Verdicts in words: how the views name a check, its value and what to do about it.

Plain text from plain objects; no Qt here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from rehearse.analysis.result import Analysis, Band, Check, MessageKind, Scorecard
from rehearse.analysis.wording import check_title, kind_words
from rehearse.i18n import _, ngettext
from rehearse.library.moments import is_day_alone
from rehearse.speech.transcript import Span
from rehearse.ui.marks import evidence_spans, whole_message


def seconds_words(seconds: float) -> str:
    """A length to read at a glance: "19 s", "1 min 5 s"; under ten seconds with one decimal."""
    if seconds < 9.95:
        return _("{n} s").format(n=f"{seconds:.1f}".removesuffix(".0"))
    whole = round(seconds)
    if whole < 60:
        return _("{n} s").format(n=whole)
    return _("{minutes} min {seconds} s").format(minutes=whole // 60, seconds=whole % 60)


def clock(seconds: float) -> str:
    """A place in the recording: "0:07"."""
    whole = int(max(0.0, seconds) + 1e-6)
    return f"{whole // 60}:{whole % 60:02d}"


def _kind_words(kind: str) -> str:
    named = kind_words(cast(MessageKind, kind))
    return named[0].upper() + named[1:]


def _phone_words(verdict: str) -> str:
    known = {
        "early": _("Early enough"),
        "late": _("Too late"),
        "incomplete": _("Not whole"),
        "conflicting": _("Two different numbers"),
        "missing": _("No number"),
        "not_wanted": _("Not needed"),
    }
    return known.get(verdict, verdict.replace("_", " ").capitalize())


def _count_words(check_id: str, n: int) -> str:
    counted = {
        "pitch": (_("No pitch talk"), ngettext("{n} phrase", "{n} phrases", n)),
        "reason": (_("None"), ngettext("{n} reason", "{n} reasons", n)),
        "fillers": (_("None heard"), ngettext("{n} filler", "{n} fillers", n)),
        "pauses": (_("No long pause"), ngettext("{n} long pause", "{n} long pauses", n)),
    }
    none, some = counted.get(check_id, ("0", "{n}"))
    return none if n == 0 else some.format(n=n)


def value_words(check: Check) -> str:
    """A check's value with its unit; empty where nothing was measured."""
    value, unit = check.value, check.unit
    if value is None:
        return ""
    if isinstance(value, str):
        return {"phone": _phone_words, "kind": _kind_words}.get(check.id, _plain)(value)
    if unit == "s":
        return seconds_words(value)
    if unit == "wpm":
        return _("{n} words a minute").format(n=round(value))
    if unit in ("fraction", "ratio", "share"):
        text = _("{n} % of the way in") if check.id == "phone" else _("{n} %")
        return text.format(n=round(100 * value))
    if unit == "dBFS" or unit == "dbfs":
        return _("{n} dB").format(n=str(round(value)).replace("-", "−"))
    if float(value).is_integer() and check.id in ("pitch", "reason", "fillers", "pauses"):
        return _count_words(check.id, int(value))
    return f"{value:.3g} {unit or ''}".strip()


def _plain(text: str) -> str:
    return text.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Fix:
    """One thing to put right: what, why, what to say instead, and the sound it is about."""

    check_id: str
    band: Band
    what: str
    why: str
    instead: str
    spans: tuple[Span, ...]

    @property
    def lead(self) -> str:
        """What stands before `instead`: some things are said better, others done better."""
        worded = self.check_id in ("pitch", "phone", "reason", "focus", "kind", "script")
        return _("Say instead") if worded else _("Try")


def _what(check: Check, analysis: Analysis) -> str:
    if check.id == "phone":
        return {
            "late": _("Your number comes too late"),
            "incomplete": _("Your number is not whole"),
            "conflicting": _("You gave two different numbers"),
            "missing": _("There is no number to call"),
        }.get(analysis.phone.verdict, _("Say your number so they can write it down"))
    if check.id == "pitch":
        return _("It sounds like a pitch") if check.band == "off" else _("Parts sound like a pitch")
    if check.id == "reason":
        return _("There is no reason to call back")
    if check.id == "length":
        too_short = (
            isinstance(check.value, float | int)
            and check.target is not None
            and check.target[0] is not None
            and check.value < check.target[0]
        )
        if too_short:
            return _("It is too short")
        return _("It is too long") if check.band == "off" else _("It is a little long")
    if check.id == "pace":
        fast = (
            isinstance(check.value, float | int)
            and check.target is not None
            and check.target[1] is not None
            and check.value > check.target[1]
        )
        if check.band == "off":
            return _("You speak too fast to follow") if fast else _("You speak too slowly")
        return _("You speak a little fast") if fast else _("You speak a little slowly")
    return {
        "focus": _("It is more about you than about them"),
        "kind": _("It sounds like every other sales call"),
        "fillers": _("Fillers get in the way"),
        "pauses": _("There are long silences"),
        "level": _("The sound is hard to hear"),
        "script": _("You left your script"),
    }.get(check.id, check_title(check.id))


def _instead(check: Check, analysis: Analysis) -> str:
    """What to say instead: the rule's own words for a phrase, else one plain next step."""
    if check.id == "pitch":
        spots = {(e.first_word, e.last_word) for e in check.evidence}
        told = [f for f in analysis.findings if (f.first_word, f.last_word) in spots] or list(
            analysis.findings
        )
        worst = sorted(told, key=lambda finding: finding.level != "off")
        return next((finding.instead for finding in worst if finding.instead), "")
    if check.id == "phone":
        return {
            "late": _("“My number is …” right after your name, and once more at the end."),
            "incomplete": _("“My number is …”, every digit, slowly, in groups."),
            "conflicting": _("The same number twice, read from a note."),
            "missing": _("“My number is …” right after your name, then again at the end."),
        }.get(analysis.phone.verdict, _("“Again, my number is …”, slowly, as the last thing."))
    return {
        "reason": _("“I have … for you”: a story, a sample, a report, or a question you will answer."),
        "focus": _("Begin with their name for it: “You …”, “Your …”."),
        "kind": _("One thing about their business that they did not know, and your number early."),
        "length": _("Name, number, one reason. Stop."),
        "pace": _("Breathe after every sentence."),
        "fillers": _("Nothing: a short silence."),
        "pauses": _("The next sentence, ready in your head before you press Space."),
    }.get(check.id, "")


def fixes_of(analysis: Analysis) -> tuple[Fix, ...]:
    """At most three things to put right, the costliest first, as the scorecard ordered them."""
    fixes = []
    for check_id in analysis.scorecard.fix_next[:3]:
        check = analysis.scorecard.check(check_id)
        if check is None:
            continue
        fixes.append(
            Fix(
                check.id,
                check.band,
                _what(check, analysis),
                check.reason,
                _instead(check, analysis),
                check_spans(analysis, check),
            )
        )
    return tuple(fixes)


def check_spans(analysis: Analysis, check: Check) -> tuple[Span, ...]:
    """What to play for a check: its evidence, else the whole message."""
    spans = evidence_spans(analysis, check.evidence)
    if spans:
        return spans
    whole = whole_message(analysis)
    return (whole,) if whole is not None else ()


def headline(card: Scorecard) -> str:
    """The verdict in words, the first thing read after the stop."""
    n = min(3, len(card.fix_next))
    if card.ready:
        return _("Ready to leave")
    if n == 1:
        return _("One thing to fix")
    if n == 2:
        return _("Two things to fix")
    return _("Three things to fix") if n == 3 else _("Not ready yet")


def verdict_told(analysis: Analysis) -> str:
    """The verdict with what to fix, as a screen reader tells it when the review appears."""
    fixes = [f"{fix.what}. {fix.instead}".strip() for fix in fixes_of(analysis)]
    return ". ".join((headline(analysis.scorecard), *fixes))


def friendly_date(moment: datetime, now: datetime) -> str:
    """A date as one would say it: "Today, 10:42", "Tuesday, 16:05", "3 March, 09:12".

    Of a day alone (`is_day_alone`) no time is told.  Both are aware; the answer is in the time zone of `now`.
    """
    local = moment.astimezone(now.tzinfo)
    time = "" if is_day_alone(moment) else f"{local:%H:%M}"
    days = (now.date() - local.date()).days
    if days == 0:
        return _("Today, {time}").format(time=time) if time else _("Today")
    if days == 1:
        return _("Yesterday, {time}").format(time=time) if time else _("Yesterday")
    if timedelta(0) < now - local and days < 7:
        weekday = _weekday(local.weekday())
        return _("{weekday}, {time}").format(weekday=weekday, time=time) if time else weekday
    if local.year == now.year:
        day, month = local.day, _month(local.month)
        if not time:
            return _("{day} {month}").format(day=day, month=month)
        return _("{day} {month}, {time}").format(day=day, month=month, time=time)
    return _("{day} {month} {year}").format(day=local.day, month=_month(local.month), year=local.year)


def _weekday(index: int) -> str:
    return _WEEKDAYS[index]()


def _month(number: int) -> str:
    return _MONTHS[number - 1]()


#: Only the one that is wanted is translated: a table of dates asks for hundreds at a time.
_WEEKDAYS = (
    lambda: _("Monday"), lambda: _("Tuesday"), lambda: _("Wednesday"), lambda: _("Thursday"),
    lambda: _("Friday"), lambda: _("Saturday"), lambda: _("Sunday"),
)  # fmt: skip
_MONTHS = (
    lambda: _("January"), lambda: _("February"), lambda: _("March"), lambda: _("April"), lambda: _("May"),
    lambda: _("June"), lambda: _("July"), lambda: _("August"), lambda: _("September"),
    lambda: _("October"), lambda: _("November"), lambda: _("December"),
)  # fmt: skip
