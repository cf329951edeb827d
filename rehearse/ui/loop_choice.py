"""What is looped when somebody asks for it: pure choice, no widget."""

from __future__ import annotations

from collections.abc import Sequence

from rehearse.analysis.result import MessageWord
from rehearse.speech.transcript import Span

#: A silence this long ends a phrase: shorter ones are between words.
PHRASE_GAP_S = 0.3


def span_of(words: Sequence[MessageWord], first_word: int, last_word: int) -> Span | None:
    """From the first of these words to the last; None where they have no times."""
    spans = [word.span for word in words[first_word:last_word] if word.span is not None]
    return Span(spans[0].start_s, spans[-1].end_s) if spans else None


def phrase_at(words: Sequence[MessageWord], position_s: float) -> Span | None:
    """What is said between two silences around a moment; the next phrase where it lies in silence."""
    phrases: list[Span] = []
    for word in words:
        span = word.span
        if span is None:
            continue
        if phrases and span.start_s - phrases[-1].end_s < PHRASE_GAP_S:
            phrases[-1] = Span(phrases[-1].start_s, span.end_s)
        else:
            phrases.append(span)
    later = [phrase for phrase in phrases if phrase.end_s > position_s]
    return later[0] if later else phrases[-1] if phrases else None
