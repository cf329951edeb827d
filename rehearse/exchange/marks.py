"""Which words of a message carry which mark; shared by the terminal and the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rehearse.analysis.result import Analysis, Band
from rehearse.i18n import _, ngettext

#: A verdict as a shape, where colour may be missing.
SHAPES: dict[Band, str] = {"good": "●", "near": "▲", "off": "✖", "unknown": "○"}

MarkKind = Literal["note", "reaction", "phone", "pitch", "reason", "filler"]

#: Outermost first: a filler inside a number is drawn inside it.
KINDS: tuple[MarkKind, ...] = ("note", "reaction", "pitch", "reason", "phone", "filler")


@dataclass(frozen=True, slots=True)
class Mark:
    """Words `first_word` to `last_word` (one past).

    `note` counts findings from 1, for marks of the kind "note" the notes, of the kind "reaction" the
    reactions; 0 has none.
    """

    kind: MarkKind
    first_word: int
    last_word: int
    note: int = 0


def marks_of(analysis: Analysis) -> tuple[Mark, ...]:
    """Every mark inside the message, in the order of its first word; empty and wild ones left out."""
    found: list[Mark] = []
    found += (
        Mark("pitch", finding.first_word, finding.last_word, note)
        for note, finding in enumerate(analysis.findings, start=1)
    )
    found += (Mark("reason", offer.first_word, offer.last_word) for offer in analysis.offers or ())
    found += (Mark("phone", number.first_word, number.last_word) for number in analysis.phone.numbers)
    # A filler between two words is neither of them.
    found += (Mark("filler", f.first_word, f.last_word) for f in analysis.fillers or () if not f.between)
    n_words = len(analysis.words)
    inside = [m for m in found if 0 <= m.first_word < m.last_word <= n_words]
    return tuple(sorted(inside, key=_place))


def _place(mark: Mark) -> tuple[int, int, int]:
    return mark.first_word, -mark.last_word, KINDS.index(mark.kind)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words that carry the same marks."""

    first_word: int
    last_word: int
    marks: tuple[Mark, ...]

    @property
    def kinds(self) -> tuple[MarkKind, ...]:
        return tuple(kind for kind in KINDS if any(m.kind == kind for m in self.marks))


def runs_of(analysis: Analysis, more: Sequence[Mark] = ()) -> Iterator[Run]:
    """The whole message, cut wherever a mark begins or ends, those of `more` too."""
    n_words = len(analysis.words)
    marks = list(marks_of(analysis))
    if more:
        marks += (mark for mark in more if 0 <= mark.first_word < mark.last_word <= n_words)
        marks.sort(key=_place)
    cuts = sorted({0, n_words, *(m.first_word for m in marks), *(m.last_word for m in marks)})
    waiting = list(reversed(marks))
    open_marks: list[Mark] = []
    for first, last in pairwise(cuts):
        open_marks = [m for m in open_marks if m.last_word > first]
        while waiting and waiting[-1].first_word == first:
            open_marks.append(waiting.pop())
        yield Run(first, last, tuple(open_marks))


def clock_text(seconds: float) -> str:
    """A moment as minutes and seconds."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def number_text(value: float) -> str:
    """A figure for people: whole where it is whole, else one digit (two below 1)."""
    if value == int(value):
        return str(int(value))
    return f"{value:.2f}".rstrip("0") if abs(value) < 1 else f"{value:.1f}".removesuffix(".0")


def value_text(value: float | str | None, unit: str | None) -> str:
    """A check's value with its unit; an empty text when there is none."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("_", " ")
    shown = _shown(value, unit)
    return f"{number_text(shown)} {unit_word(unit, shown)}".strip()


def _shown(value: float, unit: str | None) -> float:
    """Fractions are told in percent, words a minute whole."""
    if unit == "fraction":
        return round(100 * value)
    return round(value) if unit in ("wpm", "dBFS") else value


def target_text(target: tuple[float | None, float | None] | None, unit: str | None) -> str:
    """What was wanted, as "5 to 20 s", "up to 30 s" or "at least 1 reason"."""
    if target is None or target == (None, None):
        return ""
    low, high = (None if bound is None else _shown(bound, unit) for bound in target)
    if low is None and high is not None:
        text = _("up to {high}").format(high=number_text(high))
    elif high is None and low is not None:
        text = _("at least {low}").format(low=number_text(low))
    elif low is not None and high is not None:
        text = (
            number_text(low)
            if low == high
            else _("{low} to {high}").format(low=number_text(low), high=number_text(high))
        )
    last = high if high is not None else low
    assert last is not None
    return f"{text} {unit_word(unit, last)}".strip()


def unit_word(unit: str | None, n: float) -> str:
    """What `n` of them are called."""
    how_many = 1 if n == 1 else 2
    known = {
        "wpm": _("words a minute"),
        "count": "",
        "fraction": "%",
        "dBFS": "dB",
        "reasons": ngettext("reason", "reasons", how_many),
        "phrases": ngettext("phrase", "phrases", how_many),
        "fillers": ngettext("filler", "fillers", how_many),
        "pauses": ngettext("long silence", "long silences", how_many),
    }
    return known.get(unit, unit) if unit is not None else ""
