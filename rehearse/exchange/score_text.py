"""A scored message for the terminal: what was heard with its marks, the scorecard, what to fix.

Signs carry the meaning and colour only repeats it, so a pipe, a monochrome terminal and a screen
reader lose nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from rehearse.analysis.result import Analysis, Band, Finding, PhoneNumber, ScoredMessage
from rehearse.analysis.wording import band_word, check_title, kind_words
from rehearse.exchange.marks import (
    Mark,
    MarkKind,
    marks_of,
    number_text,
    runs_of,
)
from rehearse.exchange.score_json import path_text
from rehearse.exchange.script_lines import change_lines, script_lines
from rehearse.exchange.terminal import (
    BOLD,
    CYAN,
    DIM,
    GREEN,
    RED,
    YELLOW,
    Piece,
    Style,
    padded,
    paragraph,
    pieces,
    safe,
    widest,
    wrap,
)
from rehearse.i18n import _, ngettext

_BAND_SIGNS: dict[Band, tuple[str, str]] = {
    "good": ("●", "+"),
    "near": ("▲", "~"),
    "off": ("✖", "x"),
    "unknown": ("○", "?"),
}
_BAND_CODES: dict[Band, tuple[int, ...]] = {
    "good": (GREEN,),
    "near": (YELLOW,),
    "off": (RED,),
    "unknown": (DIM,),
}
_MARK_SIGNS: dict[MarkKind, tuple[str, str]] = {
    "phone": ("[[", "]]"),
    "pitch": ("‹", "›"),
    "reason": ("{", "}"),
    "filler": ("(", ")"),
}
_ASCII_SIGNS: dict[MarkKind, tuple[str, str]] = {**_MARK_SIGNS, "pitch": ("<", ">")}
_MARK_CODES: dict[MarkKind, tuple[int, ...]] = {
    "phone": (BOLD, CYAN),
    "pitch": (BOLD, RED),
    "reason": (BOLD, GREEN),
    "filler": (YELLOW,),
}


def render(
    scored: ScoredMessage,
    style: Style,
    *,
    title: str | None = None,
    unknown: Mapping[str, str] | None = None,
) -> str:
    """The whole card of one message, ending in a line end."""
    analysis = scored.analysis
    name = safe(title if title is not None else path_text(scored.path))
    lines = [style.paint(name, BOLD)]
    lines += paragraph(style.sign(" · ", "; ").join(_facts(scored)), style, DIM)
    lines += ["", style.paint(_("What was heard") if scored.kind == "audio" else _("The text"), BOLD)]
    lines += transcript_lines(analysis, style)
    lines += _timeline_lines(scored, style)
    lines += script_lines(analysis, style)
    lines += ["", style.paint(_("Scorecard"), BOLD)]
    lines += check_lines(analysis, style)
    lines += _unknown_lines({**(unknown or {})}, style)
    if scored.before is not None:
        lines += change_lines(scored.before, analysis.scorecard, style)
    lines += _verdict_lines(analysis, style)
    return "\n".join(lines) + "\n"


def transcript_lines(analysis: Analysis, style: Style) -> list[str]:
    """The words with their marks, what the marks mean, and a note for every pitch phrase."""
    if not analysis.words:
        return paragraph(_("(no words)"), style, DIM, indent=2)
    lines = wrap(_marked_words(analysis, style), style.width, first="  ", rest="  ")
    lines += _legend_lines(marks_of(analysis), analysis, style)
    for note, finding in enumerate(analysis.findings, start=1):
        lines += _note_lines(note, finding, style)
    return lines


def check_lines(analysis: Analysis, style: Style) -> list[str]:
    """For each check its shape, word and name, then the reason, which tells value and target."""
    checks = analysis.scorecard.checks
    names = widest([check_title(check.id) for check in checks])
    words = widest([band_word(check.band) for check in checks])
    lines: list[str] = []
    for check in checks:
        head = f"  {_band(check.band, style, words)}  {padded(check_title(check.id), names)}  "
        taken = 2 + 2 + words + 2 + names + 2
        wrapped = wrap(pieces(check.reason, style), style.width - taken)
        lines.append((head + (wrapped[0] if wrapped else "")).rstrip())
        lines += [" " * taken + line for line in wrapped[1:]]
    return lines


def summary_line(n_messages: int, n_ready: int, n_failed: int) -> str:
    """One sentence for a list of messages."""
    text = ngettext("{n} message", "{n} messages", n_messages).format(n=n_messages)
    text += ": " + _("{n} ready").format(n=n_ready)
    text += ", " + _("{n} not ready").format(n=n_messages - n_ready - n_failed)
    if n_failed:
        text += ", " + _("{n} could not be scored").format(n=n_failed)
    return text + "."


def _facts(scored: ScoredMessage) -> list[str]:
    analysis = scored.analysis
    timing = analysis.timing
    facts: list[str] = []
    if timing.message_s is not None:
        seconds = number_text(round(timing.message_s, 1))
        facts.append(
            _("about {seconds} s when said").format(seconds=seconds)
            if timing.estimated
            else _("message {seconds} s").format(seconds=seconds)
        )
    if scored.duration_s is not None:
        facts.append(_("recording {seconds} s").format(seconds=number_text(round(scored.duration_s, 1))))
    facts.append(ngettext("{n} word", "{n} words", len(analysis.words)).format(n=len(analysis.words)))
    if timing.wpm is not None and not timing.estimated:
        facts.append(_("{wpm:.0f} words a minute").format(wpm=timing.wpm))
    facts.append(_("profile {name}").format(name=analysis.scorecard.profile))
    if scored.transcript is not None:
        facts.append(_("heard by {model}").format(model=safe(scored.transcript.model_id)))
    if analysis.message_kind is not None:
        facts.append(kind_words(analysis.message_kind))
    return facts


def _signs(style: Style) -> dict[MarkKind, tuple[str, str]]:
    return _MARK_SIGNS if style.unicode else _ASCII_SIGNS


def _marked_words(analysis: Analysis, style: Style) -> list[Piece]:
    signs = _signs(style)
    found: list[Piece] = []
    for run in runs_of(analysis):
        codes = _MARK_CODES[run.kinds[-1]] if run.kinds else ()
        # Opened widest first and closed narrowest first, so that crossing marks still read as pairs.
        opened = sorted((m for m in run.marks if m.first_word == run.first_word), key=lambda m: -m.last_word)
        closed = sorted((m for m in run.marks if m.last_word == run.last_word), key=lambda m: -m.first_word)
        for index in range(run.first_word, run.last_word):
            seen = safe(analysis.words[index].text)
            if index == run.first_word:
                seen = "".join(signs[m.kind][0] for m in opened) + seen
            if index == run.last_word - 1:
                seen += "".join(signs[m.kind][1] + (str(m.note) if m.note else "") for m in closed)
            found.append(Piece(seen, style.paint(seen, *codes)))
    return found


def _legend_lines(marks: tuple[Mark, ...], analysis: Analysis, style: Style) -> list[str]:
    used = {mark.kind for mark in marks}
    meaning: dict[MarkKind, str] = {
        "phone": _("the number: {numbers}").format(
            numbers=", ".join(dict.fromkeys(map(_number_words, analysis.phone.numbers)))
        ),
        "pitch": _("pitch, see the note"),
        "reason": _("a reason to call back"),
        "filler": _("a filler"),
    }
    items: list[Piece] = []
    for kind, (opening, closing) in _signs(style).items():
        if kind in used:
            sign = f"{opening} {closing}"
            told = safe(meaning[kind])
            shown = style.paint(sign, *_MARK_CODES[kind]) + " " + style.paint(told, DIM)
            items.append(Piece(f"{sign} {told}  ", f"{shown}  "))
    return ["", *wrap(items, style.width, first="  ", rest="  ")] if items else []


def _number_words(number: PhoneNumber) -> str:
    text = number.display
    if number.extension:
        text += " " + _("extension {extension}").format(extension=number.extension)
    return text if number.complete else text + " " + _("(not whole)")


def _note_lines(note: int, finding: Finding, style: Style) -> list[str]:
    indent = 2 + len(str(note)) + 1
    head = f"  {style.paint(str(note), *_MARK_CODES['pitch'])} "
    opening, closing = style.sign("“", '"'), style.sign("”", '"')
    lines = [""]
    level = f"({finding.category}, {band_word(finding.level)})"
    quoted = pieces(f"{opening}{finding.text}{closing}", style, BOLD) + pieces(level, style, DIM)
    # The painted note takes more bytes than columns, so the first line's indent is spelt apart.
    wrapped = wrap(quoted, style.width - indent)
    lines += [(head if i == 0 else " " * indent) + line for i, line in enumerate(wrapped)]
    if finding.why:
        lines += paragraph(_("Why: {why}").format(why=finding.why), style, indent=indent)
    if finding.instead:
        said = _("Say instead: {instead}").format(instead=finding.instead)
        lines += paragraph(said, style, GREEN, indent=indent)
    return lines


def _timeline_lines(scored: ScoredMessage, style: Style) -> list[str]:
    """A ruler with the three moments on it; nothing for a text, which has no times."""
    moments = scored.analysis.moments
    named = [
        ("N", _("number complete"), moments.number_complete_s),
        ("P", _("first pitch"), moments.first_pitch_s),
        ("R", _("first reason"), moments.first_reason_s),
    ]
    placed = [(letter, name, at_s) for letter, name, at_s in named if at_s is not None]
    length_s = scored.duration_s
    if not placed or not length_s:
        return []
    end = f" {number_text(round(length_s, 1))} s"
    columns = min(60, style.width - len(end) - 6)
    ruler = [style.sign("─", "-")] * columns
    for letter, _name, at_s in placed:
        position = min(columns - 1, max(0, int(at_s / length_s * columns)))
        while position < columns - 1 and ruler[position].isalpha():
            position += 1
        ruler[position] = letter
    line = "  0 " + "".join(ruler) + end
    told = "   ".join(f"{letter} {name} {number_text(round(at_s, 1))} s" for letter, name, at_s in placed)
    return ["", line, "    " + style.paint(told, DIM)]


def _band(band: Band, style: Style, columns: int) -> str:
    sign = style.sign(*_BAND_SIGNS[band])
    return style.paint(f"{sign} {padded(band_word(band), columns)}", *_BAND_CODES[band])


def _unknown_lines(unknown: Mapping[str, str], style: Style) -> list[str]:
    lines: list[str] = []
    for name, reason in unknown.items():
        sign = style.sign(*_BAND_SIGNS["unknown"])
        lines += paragraph(f"{check_title(name)}: {reason}", style, DIM, indent=4, first=f"  {sign} ")
    return lines


def _verdict_lines(analysis: Analysis, style: Style) -> list[str]:
    card = analysis.scorecard
    lines = [""]
    fixes = [check for check in map(card.check, card.fix_next) if check is not None]
    if fixes:
        lines.append(style.paint(_("Fix first"), BOLD))
        for place, check in enumerate(fixes, start=1):
            text = f"{check_title(check.id)}: {check.reason}"
            lines += paragraph(text, style, indent=5, first=f"  {place}. ")
        lines.append("")
    n_off = sum(check.band == "off" for check in card.checks)
    if card.ready:
        sign, words, codes = style.sign("●", "+"), _("Ready to leave."), (BOLD, GREEN)
    else:
        sign, codes = style.sign("✖", "x"), (BOLD, RED)
        words = ngettext("Not ready: {n} check is off.", "Not ready: {n} checks are off.", n_off)
        words = words.format(n=n_off)
    lines.append(style.paint(f"{sign} {words}", *codes))
    return lines
