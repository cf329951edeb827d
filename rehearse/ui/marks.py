"""What is marked in a message, in one list for the transcript, the waveform and the legend.

Plain objects: no Qt here, so the list can be tested without a window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rehearse.analysis.result import Analysis, Evidence, Finding, MessageWord, Offer, PhoneNumber
from rehearse.analysis.wording import offer_title
from rehearse.i18n import _
from rehearse.speech.corrections import Placed
from rehearse.speech.transcript import Span

MarkKind = Literal["pitch", "pitch_near", "number", "reason", "filler", "unsure", "corrected"]

#: Below this a word is hinted as "not sure I heard this right"; Vosk gives 1.0 to most true words.
UNSURE_BELOW = 0.6

#: Paint order: what comes later lies on top; also the order in the legend.  The two others are no
#: verdicts but notes on how a word was heard.
KINDS: tuple[MarkKind, ...] = ("reason", "number", "pitch", "pitch_near", "filler")


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked stretch: words `first_word` ≤ i < `last_word`, `span` in seconds or None.

    `title` names it, `why` is one sentence, `instead` what to say in its place; both may be empty.
    """

    kind: MarkKind
    first_word: int
    last_word: int
    span: Span | None
    title: str
    why: str = ""
    instead: str = ""

    def spoken(self) -> str:
        """The mark as one text, for a screen reader."""
        parts = [self.title, self.why]
        if self.instead:
            parts.append(_("Say instead: {text}").format(text=self.instead))
        return " ".join(part if part.endswith((".", "?", "!")) else part + "." for part in parts if part)


@dataclass(frozen=True, slots=True)
class TextMark:
    """A mark and the half-open range of characters it stands at."""

    mark: Mark
    start: int
    end: int


def kind_title(kind: MarkKind) -> str:
    """What the legend calls a kind of mark."""
    # One at a time: a long take asks a thousand times.
    match kind:
        case "pitch":
            return _("Pitch talk")
        case "pitch_near":
            return _("Close to pitch talk")
        case "number":
            return _("Your number")
        case "reason":
            return _("Reason to call back")
        case "filler":
            return _("Filler")
        case "unsure":
            return _("Not sure I heard this right")
        case "corrected":
            return _("Corrected by you")


def _finding_mark(finding: Finding) -> Mark:
    return Mark(
        "pitch" if finding.level == "off" else "pitch_near",
        finding.first_word,
        finding.last_word,
        finding.span,
        kind_title("pitch" if finding.level == "off" else "pitch_near"),
        finding.why,
        finding.instead,
    )


def _number_mark(number: PhoneNumber) -> Mark:
    if number.complete:
        why = _("{number} is a whole number they can call.").format(number=number.display)
        return Mark("number", number.first_word, number.last_word, number.span, kind_title("number"), why)
    return Mark(
        "number",
        number.first_word,
        number.last_word,
        number.span,
        _("Not a whole number"),
        _("Only {number} was heard, so they cannot call back.").format(number=number.display),
        _("Say every digit, slowly, in groups."),
    )


def _offer_mark(offer: Offer) -> Mark:
    return Mark(
        "reason",
        offer.first_word,
        offer.last_word,
        offer.span,
        kind_title("reason"),
        _("{offer}. {why}").format(offer=offer_title(offer.kind), why=offer.why).strip(),
    )


def marks_of(analysis: Analysis) -> tuple[Mark, ...]:
    """Everything worth marking, in the order of the words."""
    marks = [
        *(_finding_mark(finding) for finding in analysis.findings),
        *(_number_mark(number) for number in analysis.phone.numbers),
        *(_offer_mark(offer) for offer in analysis.offers or ()),
        *(
            Mark(
                "filler",
                filler.first_word,
                filler.last_word,
                filler.span,
                kind_title("filler"),
                _("A short silence sounds surer than a filler."),
            )
            for filler in analysis.fillers or ()
            if not filler.between  # heard in the silence between two words: it is neither of them
        ),
    ]
    return tuple(sorted(marks, key=lambda mark: (mark.first_word, mark.last_word)))


def notes_of(words: Sequence[MessageWord], corrections: Sequence[Placed]) -> dict[int, Mark]:
    """By word: what was corrected, and what was hardly heard."""
    notes: dict[int, Mark] = {}
    for i, word in enumerate(words):
        if word.confidence is not None and word.confidence < UNSURE_BELOW:
            why = _("A double click or F2 puts it right.")
            notes[i] = Mark("unsure", i, i + 1, word.span, kind_title("unsure"), why)
    for first, last, made in corrections:
        why = _("Heard: “{text}”.").format(text=" ".join(made.heard))
        for i in range(first, min(last, len(words))):
            notes[i] = Mark("corrected", i, i + 1, words[i].span, kind_title("corrected"), why)
    return notes


def told_marks(marks: Sequence[Mark]) -> str:
    """How many marks of each kind there are, for a screen reader."""
    counts = {kind: sum(mark.kind == kind for mark in marks) for kind in KINDS}
    return ", ".join(f"{kind_title(kind)} {n}" for kind, n in counts.items() if n)


def span_of_words(analysis: Analysis, first_word: int, last_word: int) -> Span | None:
    """From the first word's start to the last one's end; None where times are unknown."""
    words = analysis.words[first_word:last_word]
    if not words or words[0].span is None or words[-1].span is None:
        return None
    return Span(words[0].span.start_s, words[-1].span.end_s)


def evidence_spans(analysis: Analysis, evidence: tuple[Evidence, ...]) -> tuple[Span, ...]:
    """The stretches of sound behind a verdict, in order, without repeats."""
    spans = (piece.span or span_of_words(analysis, piece.first_word, piece.last_word) for piece in evidence)
    return tuple(dict.fromkeys(span for span in spans if span is not None))


def whole_message(analysis: Analysis) -> Span | None:
    """From the first word to the last: what a number without evidence of its own is about."""
    return span_of_words(analysis, 0, len(analysis.words))
