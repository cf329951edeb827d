"""How long and how fast: message time, silence around it, pauses, words a minute."""

from __future__ import annotations

from collections.abc import Sequence

from rehearse.analysis.message import Message
from rehearse.analysis.result import Pause, Timing
from rehearse.speech.transcript import Span

#: Silence between two words that is listed as a pause.  Word times come in steps of 30 ms, and the
#: closing of a stop consonant reaches 0.15 s, so that anything under 0.3 s is articulation.
PAUSE_S = 0.3

#: The step of a recogniser's word times.
LEAST_WORD_S = 0.03

#: Fewer words than this say nothing about a speed.
MIN_WORDS_FOR_PACE = 5


def measure(message: Message, *, assumed_wpm: float, quiet: Sequence[tuple[float, float]] = ()) -> Timing:
    """Timing of a message; for text an estimate at `assumed_wpm`.

    `quiet` are stretches of the sound without speech, ascending: where a recogniser drew a word
    over a silence, or heard one in its noise, the silence counts.
    A recording without words has a message time of None and all its sound as lead silence.
    """
    if message.kind == "text":
        n = sum(message.spoken_lengths)
        return Timing(n * 60.0 / assumed_wpm if n else None, True, None, None, None, None, None)
    spoken = sounding(message, quiet)
    if not spoken:
        return Timing(None, False, message.duration_s, None, None, None, ())
    start_s = spoken[0][1].start_s
    end_s = max(span.end_s for _word, span in spoken)
    message_s = max(0.0, end_s - start_s)
    pauses: list[Pause] = []
    silent_s = 0.0
    before, reached_s = spoken[0][0], spoken[0][1].end_s
    for word, span in spoken[1:]:
        gap = span.start_s - reached_s
        if gap >= PAUSE_S - 1e-9:
            pauses.append(Pause(Span(reached_s, span.start_s), before))
            silent_s += gap
        before, reached_s = word, max(reached_s, span.end_s)
    wpm = articulation = None
    lengths = message.spoken_lengths
    n = sum(lengths[word] for word, _span in spoken)
    if n >= MIN_WORDS_FOR_PACE and message_s > 0:
        wpm = n * 60.0 / message_s
        if message_s > silent_s:
            articulation = n * 60.0 / (message_s - silent_s)
    tail = None if message.duration_s is None else max(0.0, message.duration_s - end_s)
    return Timing(message_s, False, max(0.0, start_s), tail, wpm, articulation, tuple(pauses))


def sounding(message: Message, quiet: Sequence[tuple[float, float]] = ()) -> list[tuple[int, Span]]:
    """The words that have a time, each with the part of it that is not quiet.

    A word that lies in silence as a whole was not said and is left out; when all do, the quiet
    stretches are not believed.
    """
    timed = [(index, word.span) for index, word in enumerate(message.words) if word.span is not None]
    kept: list[tuple[int, Span]] = []
    at = 0
    for index, span in timed:
        while at < len(quiet) and quiet[at][1] <= span.start_s:
            at += 1
        start_s, end_s = span
        for quiet_start_s, quiet_end_s in quiet[at:]:
            if quiet_start_s >= end_s:
                break
            if quiet_start_s <= start_s:
                start_s = min(end_s, quiet_end_s)
            else:
                # Silence to the word's end, or in its midst: the word is what came before.
                end_s = quiet_start_s
        # Less than the 30 ms a recogniser counts in is no word.
        if end_s - start_s >= min(LEAST_WORD_S, span.duration_s) - 1e-9:
            kept.append((index, Span(start_s, end_s)))
    return kept or timed


def end_fraction(message: Message, last_word: int) -> float | None:
    """Where in the message the word before `last_word` ends, 0 to 1.

    By time for a recording, by spoken words for text; None without words.
    """
    if not message.words or last_word <= 0:
        return None
    whole = message.span(0, len(message.words))
    part = message.span(0, last_word)
    if whole is not None and part is not None:
        return min(1.0, part.duration_s / whole.duration_s) if whole.duration_s > 0 else None
    lengths = message.spoken_lengths
    total = sum(lengths)
    return sum(lengths[:last_word]) / total if total else None
