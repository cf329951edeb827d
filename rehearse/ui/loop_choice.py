"""What is looped when somebody asks for it: pure choice, no widget."""

from __future__ import annotations

from collections.abc import Sequence

from rehearse.analysis.result import MessageWord
from rehearse.speech.transcript import Span

#: A silence this long ends a phrase: shorter ones are between words.
PHRASE_GAP_S = 0.3

#: How far a phrase without a pause reaches from the word one is at.
BEFORE_S, AFTER_S = 1.5, 4.0


def span_of(words: Sequence[MessageWord], first_word: int, last_word: int) -> Span | None:
    """From the first of these words to the last; None where they have no times."""
    spans = [word.span for word in words[first_word:last_word] if word.span is not None]
    return Span(spans[0].start_s, spans[-1].end_s) if spans else None


def phrase_at(words: Sequence[MessageWord], position_s: float) -> Span | None:
    """What is said around a moment, between two silences; the next phrase where it lies in silence.

    Somebody who never pauses is cut at `BEFORE_S` and `AFTER_S`: a minute round and round helps nobody.
    """
    spans = [word.span for word in words if word.span is not None]
    if not spans:
        return None
    here = next((i for i, span in enumerate(spans) if span.end_s > position_s), len(spans) - 1)
    first = last = here
    while first > 0 and _together(spans[first - 1], spans[first]):
        if spans[here].start_s - spans[first - 1].start_s > BEFORE_S:
            break
        first -= 1
    while last + 1 < len(spans) and _together(spans[last], spans[last + 1]):
        if spans[last + 1].end_s - spans[here].start_s > AFTER_S:
            break
        last += 1
    return Span(spans[first].start_s, spans[last].end_s)


def _together(left: Span, right: Span) -> bool:
    return right.start_s - left.end_s < PHRASE_GAP_S
