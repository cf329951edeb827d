"""A take as a page to print: the plain HTML that Qt's text documents understand (HTML 4, no scripts).

Everything that comes from a person or a recording is escaped, and nothing is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from rehearse.analysis.result import Check, Finding
from rehearse.analysis.wording import band_word, check_title, kind_words
from rehearse.exchange.coached import OutAnswer, OutCriterion, OutReaction, OutRubric, answer_word, own_check
from rehearse.exchange.directions import apart, unturned
from rehearse.exchange.marks import (
    SHAPES,
    Mark,
    MarkKind,
    Run,
    clock_text,
    number_text,
    runs_of,
    target_text,
    value_text,
)
from rehearse.exchange.outgoing import Outgoing, OutNote, when_text
from rehearse.exchange.report_coach import ANSWER_BANDS, quoted_reactions, reaction_marks
from rehearse.exchange.report_notes import note_marks, quoted
from rehearse.exchange.report_script import script_section
from rehearse.i18n import _, ngettext
from rehearse.speech.transcript import Span

#: Light colours only: paper is white.  The same as the report's when it is printed.
STYLE = """
body { font-size: 10pt; color: #000000; }
h1 { font-size: 16pt; } h2 { font-size: 12pt; }
.facts, .by { color: #444444; font-size: 9pt; }
.good { color: #1c6b3a; } .near { color: #8a5300; } .off { color: #b02a1c; } .unknown { color: #444444; }
.said { font-size: 12pt; }
.m-phone { background-color: #dfeafa; } .m-pitch { background-color: #fbe5e1; color: #b02a1c; }
.m-reason { background-color: #e2f2e7; } .m-filler { background-color: #f3ead4; font-style: italic; }
.m-note, .m-reaction { text-decoration: underline; }
.pin { color: #6b3fa0; }
del { color: #b02a1c; } ins { color: #8a5300; } .slot { color: #1f5fa8; }
"""


def printed(take: Outgoing) -> str:
    """The body of the page (or pages) of one take."""
    analysis = take.scored.analysis
    parts = [f"<h1>{escape(take.heading)}</h1>", f'<p class="facts">{escape(" · ".join(_facts(take)))}</p>']
    parts.append(_verdict(take))
    parts.append(f"<h2>{escape(_('What was heard'))}</h2>")
    if analysis.words:
        remarks = note_marks(take.notes) + reaction_marks(take.reactions, analysis.words)
        runs = runs_of(analysis, remarks)
        parts.append(f'<p class="said">{" ".join(_run(run, take) for run in runs)}</p>')
    else:
        parts.append(f"<p>{escape(_('(no words)'))}</p>")
    numbers = dict.fromkeys(number.display for number in analysis.phone.numbers)
    if numbers:
        parts.append(f"<p>{escape(_('number: {numbers}').format(numbers=', '.join(numbers)))}</p>")
    if take.notes:
        head = ngettext("{n} note", "{n} notes", len(take.notes)).format(n=len(take.notes))
        parts.append(f"<h2>{escape(head)}</h2>")
        parts += (_note(note, n, take) for n, note in enumerate(take.notes, start=1))
    if take.reactions:
        head = ngettext("{n} reaction", "{n} reactions", len(take.reactions)).format(n=len(take.reactions))
        parts.append(f"<h2>{escape(head)}</h2>")
        parts += map(_reaction, take.reactions, quoted_reactions(take.reactions, analysis))
    parts += map(_rubric, take.rubrics)
    if analysis.findings:
        parts.append(f"<h2>{escape(_('Remarks'))}</h2>")
        parts += (_finding(finding, n) for n, finding in enumerate(analysis.findings, start=1))
    parts.append(script_section(analysis).replace("<h3>", "<h2>").replace("</h3>", "</h2>"))
    parts.append(f"<h2>{escape(_('Scorecard'))}</h2>")
    parts.append(_checks(analysis.scorecard.checks))
    return "\n".join(part for part in parts if part)


def _facts(take: Outgoing) -> list[str]:
    timing = take.scored.analysis.timing
    facts = [take.subtitle] if take.subtitle else []
    if timing.message_s is not None:
        facts.append(_("message {s} s").format(s=number_text(round(timing.message_s, 1))))
    if timing.wpm is not None:
        facts.append(_("{wpm:.0f} words a minute").format(wpm=timing.wpm))
    facts.append(_("profile {name}").format(name=take.scored.analysis.scorecard.profile))
    if take.scored.transcript is not None:
        facts.append(_("heard by {model}").format(model=apart(take.scored.transcript.model_id)))
    if take.scored.analysis.message_kind is not None:
        facts.append(kind_words(take.scored.analysis.message_kind))
    return facts


def _verdict(take: Outgoing) -> str:
    card = take.scored.analysis.scorecard
    if card.ready:
        return f'<p class="good"><b>● {escape(_("Ready to leave"))}</b></p>'
    n_off = sum(check.band == "off" for check in card.checks)
    words = ngettext("Not ready: {n} thing to fix", "Not ready: {n} things to fix", n_off).format(n=n_off)
    fixes = [check for check in map(card.check, card.fix_next) if check is not None]
    lines = "".join(f"<li>{escape(check_title(one.id))}: {escape(one.reason)}</li>" for one in fixes)
    return f'<p class="off"><b>✖ {escape(words)}</b></p>' + (f"<ol>{lines}</ol>" if lines else "")


def _run(run: Run, take: Outgoing) -> str:
    text = " ".join(word.text for word in take.scored.analysis.words[run.first_word : run.last_word])
    inside = escape(unturned(text))
    for kind in reversed(run.kinds):
        inside = f'<span class="{_class(kind)}">{inside}</span>'
    for mark in run.marks:
        if mark.note and mark.last_word == run.last_word:
            sign = _sign(mark, take)
            inside += f'<sup class="pin">{sign}</sup>'
    return inside


def _sign(mark: Mark, take: Outgoing) -> str:
    """What stands behind the last word of a mark and before what explains it."""
    if mark.kind == "reaction":
        return take.reactions[mark.note - 1].sign
    return f"✎{mark.note}" if mark.kind == "note" else str(mark.note)


def _class(kind: MarkKind) -> str:
    return f"m-{kind}"


def _note(note: OutNote, n: int, take: Outgoing) -> str:
    about = quoted(note, take.scored.analysis)
    head = f"“{about}”{_at(note.span)}" if about else _("the whole message")
    return (
        f'<p><span class="pin"><b>✎{n}</b></span> {escape(head)}<br>{_lines(note.text)}<br>'
        f"{_signed(note.author, note.created_at)}</p>"
    )


def _reaction(one: OutReaction, quote: str) -> str:
    head = f" · “{quote}”" if quote else ("" if one.span else " · " + _("the whole message"))
    return (
        f'<p><span class="pin"><b>{one.sign}</b></span> {escape(apart(one.label))}'
        f"{escape(head)}{_at(one.span)}<br>{_signed(one.author, one.created_at)}</p>"
    )


def _rubric(rubric: OutRubric) -> str:
    rows = "".join(
        _answer(one, given, first=place == 0)
        for one in rubric.criteria
        for place, given in enumerate(one.answers or (None,))
    )
    return (
        f'<h2>{escape(rubric.title)}</h2><table width="100%" cellspacing="0" cellpadding="4">{rows}</table>'
    )


def _answer(one: OutCriterion, given: OutAnswer | None, *, first: bool) -> str:
    answer = one.automatic if given is None else given.answer
    band = ANSWER_BANDS[answer]
    lines = [f"<b>{escape(one.question)}</b>"] if first else []
    if given is not None:
        lines += [_lines(given.reason)] if given.reason else []
        lines += [f'<span class="by">{escape(told)}</span>'] if (told := one.against(given.answer)) else []
        lines.append(_signed(given.author, given.marked_at))
    elif answer is not None:
        lines.append(f'<span class="by">{escape(own_check())}</span>')
    said = f"<b>{SHAPES[band]} {escape(answer_word(answer))}</b>"
    return f'<tr><td width="22%"><span class="{band}">{said}</span></td><td>{"<br>".join(lines)}</td></tr>'


def _lines(text: str) -> str:
    return "<br>".join(map(escape, text.splitlines()))


def _at(span: Span | None) -> str:
    return "" if span is None else f" ({clock_text(span.start_s)})"


def _signed(author: str, moment: datetime) -> str:
    by = " · ".join(part for part in (apart(author), when_text(moment)) if part)
    return f'<span class="by">{escape(by)}</span>'


def _finding(finding: Finding, n: int) -> str:
    lines = [
        f'<b>{n}. “{escape(unturned(finding.text))}”</b>{_at(finding.span)} <span class="{finding.level}">'
        f"{SHAPES[finding.level]} {escape(finding.category)}</span>"
    ]
    if finding.why:
        lines.append(escape(finding.why))
    if finding.instead:
        said = escape(_("Say instead: {instead}").format(instead=finding.instead))
        lines.append(f'<span class="good">{said}</span>')
    if finding.source:
        lines.append(f'<span class="by">{escape(finding.source)}</span>')
    return f"<p>{'<br>'.join(lines)}</p>"


def _checks(checks: Sequence[Check]) -> str:
    rows = []
    for check in checks:
        value, target = value_text(check.value, check.unit), target_text(check.target, check.unit)
        wanted = _("wanted {target}").format(target=target) if target else ""
        figures = " · ".join(part for part in (value, wanted) if part)
        told = f'<br><span class="by">{escape(figures)}</span>' if figures else ""
        rows.append(
            f'<tr><td width="18%"><span class="{check.band}"><b>{SHAPES[check.band]} '
            f'{escape(band_word(check.band))}</b></span></td><td width="20%"><b>'
            f"{escape(check_title(check.id))}</b></td><td>{escape(check.reason)}{told}</td></tr>"
        )
    return f'<table width="100%" cellspacing="0" cellpadding="4">{"".join(rows)}</table>'
