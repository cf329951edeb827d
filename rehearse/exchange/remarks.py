"""What is remarked on a take, with its time: numbers, pitch phrases, reasons, notes, reactions.

Shared by every format that lays remarks along the sound.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rehearse.analysis.result import PhoneNumber
from rehearse.analysis.wording import offer_title
from rehearse.exchange.coached import OutReaction
from rehearse.exchange.outgoing import Outgoing, OutNote
from rehearse.i18n import _
from rehearse.speech.transcript import Span

RemarkKind = Literal["number", "pitch", "reason", "note", "reaction"]

#: Line ends of every kind that a reader may know (Unicode's newline guidelines, UAX #14), tabs, spaces.
_GAPS = re.compile("[\\s\x1c-\x1f\x85\u2028\u2029]+")
#: Controls, halves of surrogate pairs, and the byte order mark that readers take away.
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Remark:
    """`span` is None for the whole take; `text` is one line."""

    kind: RemarkKind
    span: Span | None
    text: str


def one_line(text: str) -> str:
    """`text` without line ends, controls and gaps at its ends: what any format may hold."""
    return _GAPS.sub(" ", _NO_TEXT.sub("\ufffd", text)).strip()


def remarks_of(take: Outgoing) -> tuple[Remark, ...]:
    """Every remark, in the order of time; those on the whole take first."""
    analysis = take.scored.analysis
    found = [Remark("number", number.span, _number(number)) for number in analysis.phone.numbers]
    for finding in analysis.findings:
        instead = _("Say instead: {instead}").format(instead=finding.instead) if finding.instead else ""
        text = " ".join(part for part in (f"“{finding.text}”", finding.why, instead) if part)
        found.append(Remark("pitch", finding.span, one_line(text)))
    found += (
        Remark("reason", offer.span, one_line(offer_title(offer.kind))) for offer in analysis.offers or ()
    )
    found += (Remark("note", note.span, note_line(note)) for note in take.notes)
    found += (Remark("reaction", one.span, reaction_line(one)) for one in take.reactions)
    return tuple(sorted(found, key=lambda one: (-1.0, 0.0) if one.span is None else one.span))


def remark_title(kind: RemarkKind) -> str:
    """A kind as one word before a colon."""
    titles: dict[RemarkKind, str] = {
        "number": _("Number"),
        "pitch": _("Pitch"),
        "reason": _("Reason"),
        "note": _("Note"),
        "reaction": _("Reaction"),
    }
    return titles[kind]


def note_line(note: OutNote) -> str:
    return _said_by(note.author, note.text)


def reaction_line(reaction: OutReaction) -> str:
    return _said_by(reaction.author, reaction.label)


def _said_by(author: str, text: str) -> str:
    author, text = one_line(author), one_line(text)
    return _("{author}: {note}").format(author=author, note=text) if author else text


def _number(number: PhoneNumber) -> str:
    shown = one_line(number.display)
    return shown if number.complete else _("{digits} (not whole)").format(digits=shown)
