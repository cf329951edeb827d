"""A report: one HTML file that opens anywhere, with the sound inside and nothing loaded from outside.

Everything that comes from a person or a recording is escaped.
The policy in the file's head allows this very style and script (by hash) and sound from the file
itself; whatever else a spoken or typed word might smuggle in does not run.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template

from rehearse import __version__
from rehearse.analysis.result import Check, Evidence, Finding, ScoredMessage
from rehearse.analysis.wording import band_word, check_title, kind_words
from rehearse.errors import AudioFileError
from rehearse.exchange.coached import OutReaction, OutRubric
from rehearse.exchange.directions import apart, unturned
from rehearse.exchange.marks import (
    SHAPES,
    Mark,
    MarkKind,
    Run,
    marks_of,
    number_text,
    runs_of,
    target_text,
    value_text,
)
from rehearse.exchange.outgoing import Outgoing, OutNote
from rehearse.exchange.remarks import one_line
from rehearse.exchange.report_coach import (
    reaction_marks,
    reaction_pin,
    reactions_section,
    rubrics_section,
)
from rehearse.exchange.report_notes import note_marks, note_pin, notes_section, play_button
from rehearse.exchange.report_script import changes_section, script_section
from rehearse.exchange.report_sound import ReportSound, sound_for_report
from rehearse.exchange.report_timeline import timeline
from rehearse.exchange.score_json import path_text
from rehearse.files import assets_folder
from rehearse.i18n import _, ngettext
from rehearse.speech.transcript import Span

#: Below this a word is shown as "perhaps misheard", as the window does.
_UNSURE_BELOW = 0.6


@dataclass(frozen=True, slots=True)
class ReportItem:
    """One message of a report.  `sound_path` is None where there is no sound to put inside."""

    scored: ScoredMessage
    title: str
    subtitle: str = ""
    sound_path: Path | None = None
    notes: tuple[OutNote, ...] = ()
    rubrics: tuple[OutRubric, ...] = ()
    reactions: tuple[OutReaction, ...] = ()

    @property
    def remarks(self) -> tuple[Mark, ...]:
        """What people said about words of it, as marks on them."""
        return note_marks(self.notes) + reaction_marks(self.reactions, self.scored.analysis.words)


def item_from_file(scored: ScoredMessage) -> ReportItem:
    """A scored file with its name as the title."""
    name = scored.path.name if scored.path is not None else path_text(None)
    sound = scored.path if scored.kind == "audio" else None
    return ReportItem(scored, path_text(name), sound_path=sound)


def item_from_take(take: Outgoing) -> ReportItem:
    """A take of the library, with what was said of it."""
    return ReportItem(
        take.scored,
        take.heading,
        take.subtitle,
        take.sound_path,
        take.notes,
        take.rubrics,
        take.reactions,
    )


def render(items: Sequence[ReportItem], *, made_at: datetime | None = None) -> str:
    """The whole file.  A sound that can no longer be read is left out, and the report says so."""
    return "".join(render_pieces(items, len(items), made_at=made_at))


def render_pieces(
    items: Iterable[ReportItem], n_items: int, *, made_at: datetime | None = None
) -> Iterator[str]:
    """The file of `render` in pieces, one message at a time in memory; `items` are `n_items`."""
    folder = assets_folder() / "report"
    style = (folder / "report.css").read_text("utf-8")
    script = (folder / "report.js").read_text("utf-8")
    page = Template((folder / "report.html").read_text("utf-8"))
    made = (made_at or datetime.now()).strftime("%Y-%m-%d %H:%M")
    rest = iter(items)
    first = next(rest, None)
    title = first.title if first is not None and n_items == 1 else _("{n} voicemails").format(n=n_items)
    # A line of its own: no title can look like it, since line ends are no part of an escaped one.
    whole = page.substitute(
        policy=_policy(style, script),
        title=escape(_("{title}: voicemail report").format(title=one_line(title))),
        style=style,
        script=script,
        body=_BODY,
        keys=escape(_keys()),
        footer=escape(_("Made by Rehearse {version} on {when}.").format(version=__version__, when=made)),
    )
    before, after = whole.split(f"\n{_BODY}\n", 1)
    yield before + "\n"
    if n_items != 1:
        yield f"<h1>{escape(title)}</h1>\n"
    if first is not None:
        yield _article(first, 1) + "\n"
    for place, item in enumerate(rest, start=2):
        yield _article(item, place) + "\n"
    yield after


_BODY = "BODY"


def _keys() -> str:
    return _(
        "Keys: Space plays and pauses, J and L go back and on by 3 seconds, comma and full stop jump to the"
        " moment before and after, N to the next note, [ and ] change the speed."
        " Click a word to hear it."
    )


def _policy(style: str, script: str) -> str:
    def hashed(text: str) -> str:
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    return (
        f"default-src 'none'; style-src {hashed(style)}; script-src {hashed(script)}; "
        "media-src data:; base-uri 'none'; form-action 'none'"
    )


def _article(item: ReportItem, place: int) -> str:
    scored, analysis = item.scored, item.scored.analysis
    sound, without = _sound(item)
    length_s = sound.duration_s if sound else (scored.duration_s or 0.0)
    prefix = f"m{place}"
    parts = [
        f'<article id="{prefix}" data-length="{length_s:.3f}">',
        f'<h2 dir="auto">{escape(item.title)}</h2>',
    ]
    facts = ([item.subtitle] if item.subtitle else []) + _facts(scored)
    parts.append(f'<p class="facts" dir="auto">{escape(" · ".join(facts))}</p>')
    parts.append(_verdict(scored, prefix))
    if sound is not None:
        label = escape(_("The recording"))
        parts.append(f'<audio controls preload="auto" aria-label="{label}" src="{sound.uri}"></audio>')
    if without:
        parts.append(f'<p class="facts">{escape(without)}</p>')
    if scored.kind == "audio" and length_s > 0:
        parts.append(timeline(analysis, sound, length_s, item.notes, item.reactions))
    parts.append(f"<h3>{escape(_('What was heard') if scored.kind == 'audio' else _('The text'))}</h3>")
    parts.append(_transcript(item, prefix))
    parts.append(_legend(item))
    parts.append(notes_section(item.notes, analysis, prefix))
    parts.append(reactions_section(item.reactions, analysis, prefix))
    parts.append(rubrics_section(item.rubrics))
    parts.append(_findings(analysis.findings, prefix))
    parts.append(script_section(analysis))
    if scored.before is not None:
        parts.append(changes_section(scored.before, analysis.scorecard))
    parts.append(f"<h3>{escape(_('Scorecard'))}</h3>")
    parts.append(_checks(analysis.scorecard.checks, scored, prefix))
    parts.append("</article>")
    return "\n".join(part for part in parts if part)


def _sound(item: ReportItem) -> tuple[ReportSound | None, str]:
    """The sound, and why it is not there."""
    if item.sound_path is None:
        return None, ""
    try:
        sound = sound_for_report(item.sound_path)
    except AudioFileError as error:
        return None, _("The sound is not inside this report: {reason}").format(reason=error)
    return sound, "" if sound else _("The recording is too long to be inside this report.")


def _facts(scored: ScoredMessage) -> list[str]:
    timing = scored.analysis.timing
    facts = []
    if timing.message_s is not None:
        said = _("about {s} s when said") if timing.estimated else _("message {s} s")
        facts.append(said.format(s=number_text(round(timing.message_s, 1))))
    if timing.wpm is not None and not timing.estimated:
        facts.append(_("{wpm:.0f} words a minute").format(wpm=timing.wpm))
    facts.append(_("profile {name}").format(name=scored.analysis.scorecard.profile))
    if scored.transcript is not None:
        facts.append(_("heard by {model}").format(model=apart(scored.transcript.model_id)))
    if scored.analysis.message_kind is not None:
        facts.append(kind_words(scored.analysis.message_kind))
    return facts


def _verdict(scored: ScoredMessage, prefix: str) -> str:
    card = scored.analysis.scorecard
    if card.ready:
        head = f'<p class="verdict good">● {escape(_("Ready to leave"))}</p>'
    else:
        n_off = sum(check.band == "off" for check in card.checks)
        words = ngettext("Not ready: {n} thing to fix", "Not ready: {n} things to fix", n_off).format(n=n_off)
        head = f'<p class="verdict off">✖ {escape(words)}</p>'
    fixes = [check for check in map(card.check, card.fix_next) if check is not None]
    if not fixes:
        return head
    lines = "".join(
        f'<li><a href="#{prefix}-{escape(check.id)}">{escape(check_title(check.id))}</a>: '
        f"{escape(check.reason)}</li>"
        for check in fixes
    )
    return f'{head}\n<ol class="fixes">{lines}</ol>'


def _transcript(item: ReportItem, prefix: str) -> str:
    analysis = item.scored.analysis
    if not analysis.words:
        return f'<p class="transcript">{escape(_("(no words)"))}</p>'
    runs = runs_of(analysis, item.remarks)
    return '<p class="transcript" dir="auto">' + " ".join(_run(run, item, prefix) for run in runs) + "</p>"


def _run(run: Run, item: ReportItem, prefix: str) -> str:
    words = []
    for index in range(run.first_word, run.last_word):
        word = item.scored.analysis.words[index]
        unsure = word.confidence is not None and word.confidence < _UNSURE_BELOW
        classes = "w unsure" if unsure else "w"
        times = f' data-s="{word.span.start_s:.3f}" data-e="{word.span.end_s:.3f}"' if word.span else ""
        words.append(f'<span class="{classes}"{times}>{escape(unturned(word.text))}</span>')
    inside = " ".join(words)
    for kind in reversed(run.kinds):
        inside = f'<mark class="{kind}">{inside}</mark>'
    ended = [mark for mark in run.marks if mark.last_word == run.last_word]
    return inside + "".join(_mark_end(mark, item, prefix) for mark in ended)


def _mark_end(mark: Mark, item: ReportItem, prefix: str) -> str:
    """What stands behind the last word of a mark: where it is explained."""
    if mark.kind == "note":
        return note_pin(mark.note, prefix)
    if mark.kind == "reaction":
        return reaction_pin(item.reactions[mark.note - 1], mark.note, prefix)
    return f'<sup><a href="#{prefix}-n{mark.note}">{mark.note}</a></sup>' if mark.note else ""


def _legend(item: ReportItem) -> str:
    meaning: dict[MarkKind, str] = {
        "phone": _("the number"),
        "pitch": _("pitch talk, see the remark"),
        "reason": _("a reason to call back"),
        "filler": _("a filler"),
        "note": _("there is a note on it"),
        "reaction": _("somebody reacted to it"),
    }
    analysis = item.scored.analysis
    used = {mark.kind for mark in (*marks_of(analysis), *item.remarks)}
    items = [f'<li><mark class="{k}">{escape(text)}</mark></li>' for k, text in meaning.items() if k in used]
    numbers = ", ".join(dict.fromkeys(number.display for number in analysis.phone.numbers))
    if numbers:
        items.append(f"<li>{escape(_('number: {numbers}').format(numbers=numbers))}</li>")
    return f'<ul class="legend">{"".join(items)}</ul>' if items else ""


def _findings(findings: Sequence[Finding], prefix: str) -> str:
    items = []
    for n, finding in enumerate(findings, start=1):
        lines = [
            f'<li id="{prefix}-n{n}"><p><b>{n}. “{escape(unturned(finding.text))}”</b> '
            f'<span class="{finding.level}">{SHAPES[finding.level]} {escape(finding.category)}</span> '
            f"{play_button(finding.span)}</p>"
        ]
        if finding.why:
            lines.append(f"<p>{escape(finding.why)}</p>")
        if finding.instead:
            said = escape(_("Say instead: {instead}").format(instead=finding.instead))
            lines.append(f'<p class="instead">{said}</p>')
        if finding.source:
            lines.append(f'<p class="source">{escape(finding.source)}</p>')
        items.append("".join(lines) + "</li>")
    head = f"<h3>{escape(_('Remarks'))}</h3>\n"
    return f'{head}<ul class="findings">{"".join(items)}</ul>' if items else ""


def _checks(checks: Sequence[Check], scored: ScoredMessage, prefix: str) -> str:
    heads = "".join(
        f'<th scope="col">{escape(name)}</th>' for name in (_("Verdict"), _("Check"), _("What and why"))
    )
    rows = []
    for check in checks:
        value, target = value_text(check.value, check.unit), target_text(check.target, check.unit)
        wanted = _("wanted {target}").format(target=target) if target else ""
        figures = " · ".join(part for part in (value, wanted) if part)
        told = f'<p class="target">{escape(figures)}</p>' if figures else ""
        source = f'<p class="source">{escape(check.source)}</p>' if check.source else ""
        buttons = " ".join(play_button(_evidence_span(piece, scored)) for piece in check.evidence)
        rows.append(
            f'<tr id="{prefix}-{escape(check.id)}">'
            f'<td class="band {check.band}">{SHAPES[check.band]} {escape(band_word(check.band))}</td>'
            f'<th scope="row">{escape(check_title(check.id))}</th>'
            f"<td><p>{escape(check.reason)} {buttons}</p>{told}{source}</td></tr>"
        )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _evidence_span(evidence: Evidence, scored: ScoredMessage) -> Span | None:
    if evidence.span is not None:
        return evidence.span
    words = scored.analysis.words[evidence.first_word : evidence.last_word]
    if not words or words[0].span is None or words[-1].span is None:
        return None
    return Span(words[0].span.start_s, words[-1].span.end_s)
