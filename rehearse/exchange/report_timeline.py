"""The drawing over a report's transcript: outline, marked stretches, the three moments.

Places are percentages, so the drawing fills any width without a style attribute (the policy of the
report forbids those).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from rehearse.analysis.result import Analysis
from rehearse.exchange.coached import OutReaction
from rehearse.exchange.marks import clock_text, number_text
from rehearse.exchange.outgoing import OutNote
from rehearse.exchange.report_sound import ReportSound
from rehearse.i18n import _
from rehearse.speech.transcript import Span

_WAVE_TOP, _WAVE_HEIGHT = 46, 64


def timeline(
    analysis: Analysis,
    sound: ReportSound | None,
    length_s: float,
    notes: Sequence[OutNote] = (),
    reactions: Sequence[OutReaction] = (),
) -> str:
    """An SVG for a recording of `length_s` seconds."""
    stretches = [
        *((number.span, "phone") for number in analysis.phone.numbers),
        *((offer.span, "reason") for offer in analysis.offers or ()),
        *((finding.span, "pitch") for finding in analysis.findings),
    ]
    moments = [
        (_("number complete"), analysis.moments.number_complete_s),
        (_("first pitch"), analysis.moments.first_pitch_s),
        (_("first reason"), analysis.moments.first_reason_s),
    ]
    middle = _WAVE_TOP + _WAVE_HEIGHT / 2
    bottom = _WAVE_TOP + _WAVE_HEIGHT
    parts = [f'<svg class="timeline" role="img" aria-label="{escape(_told(moments, length_s))}">']
    parts += (_stretch(span, kind, length_s) for span, kind in stretches if span is not None)
    parts.append(f'<line class="axis" x1="0" x2="100%" y1="{middle:g}" y2="{middle:g}"/>')
    if sound is not None:
        parts.append(_wave(sound))
    for row, (name, at_s) in enumerate(moments):
        if at_s is not None:
            parts.append(_moment(name, at_s, length_s, 12 + 14 * row))
    parts += (_flag(note.span, length_s) for note in notes if note.span is not None)
    parts += (_sign(one.sign, one.span, length_s) for one in reactions if one.span is not None)
    parts.append(f'<text x="0" y="{bottom + 16}">0:00</text>')
    parts.append(f'<text x="100%" y="{bottom + 16}" text-anchor="end">{clock_text(length_s)}</text>')
    if sound is not None:
        parts.append(f'<line class="head" x1="0" x2="0" y1="{_WAVE_TOP}" y2="{bottom}"/>')
    parts.append("</svg>")
    return "".join(parts)


def _percent(at_s: float, length_s: float) -> float:
    return round(100 * min(1.0, max(0.0, at_s / length_s)), 3)


def _stretch(span: Span, kind: str, length_s: float) -> str:
    left, right = _percent(span.start_s, length_s), _percent(span.end_s, length_s)
    return (
        f'<rect class="{kind}" x="{left:g}%" width="{max(0.3, right - left):g}%" '
        f'y="{_WAVE_TOP}" height="{_WAVE_HEIGHT}"/>'
    )


def _moment(name: str, at_s: float, length_s: float, y: int) -> str:
    place = _percent(at_s, length_s)
    anchor, shift = ("end", -4) if place > 70 else ("start", 4)
    text = escape(f"{name} {number_text(round(at_s, 1))} s")
    bottom = _WAVE_TOP + _WAVE_HEIGHT
    return (
        f'<line class="moment" x1="{place:g}%" x2="{place:g}%" y1="{y - 10}" y2="{bottom}"/>'
        f'<text x="{place:g}%" dx="{shift}" y="{y}" text-anchor="{anchor}">{text}</text>'
    )


def _flag(span: Span, length_s: float) -> str:
    """A note hangs from the lower edge of the sound."""
    left, right = _percent(span.start_s, length_s), _percent(span.end_s, length_s)
    y = _WAVE_TOP + _WAVE_HEIGHT - 5
    return f'<rect class="note" x="{left:g}%" width="{max(0.6, right - left):g}%" y="{y}" height="5"/>'


def _sign(sign: str, span: Span, length_s: float) -> str:
    """A reaction stands above the middle of its moment, inside the edges of the drawing."""
    place = min(99.0, max(1.0, _percent((span.start_s + span.end_s) / 2, length_s)))
    return f'<text class="reaction" x="{place:g}%" y="{_WAVE_TOP + 14}" text-anchor="middle">{sign}</text>'


def _wave(sound: ReportSound) -> str:
    n = len(sound.highs)
    points = [f"{i},{50 - 48 * high:.1f}" for i, high in enumerate(sound.highs)]
    points += [f"{i},{50 - 48 * sound.lows[i]:.1f}" for i in range(n - 1, -1, -1)]
    return (
        f'<svg x="0" y="{_WAVE_TOP}" width="100%" height="{_WAVE_HEIGHT}" '
        f'viewBox="0 0 {max(1, n - 1)} 100" preserveAspectRatio="none">'
        f'<polygon class="wave" points="{" ".join(points)}"/></svg>'
    )


def _told(moments: list[tuple[str, float | None]], length_s: float) -> str:
    """The drawing in words, for a screen reader."""
    said = [f"{name} {number_text(round(at_s, 1))} s" for name, at_s in moments if at_s is not None]
    whole = _("Timeline of {s} seconds").format(s=number_text(round(length_s, 1)))
    return ": ".join([whole, ", ".join(said)]) if said else whole
