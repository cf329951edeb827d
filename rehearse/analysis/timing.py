"""How long and how fast: message time, silence around it, pauses, words a minute."""

from __future__ import annotations

from rehearse.analysis.message import Message
from rehearse.analysis.result import Pause, Timing
from rehearse.script.tokens import Token
from rehearse.speech.transcript import Span

#: Silence between two words that is listed as a pause.  Word times come in steps of 30 ms, and the
#: closing of a stop consonant reaches 0.15 s, so that anything under 0.3 s is articulation.
PAUSE_S = 0.3

#: Fewer words than this say nothing about a speed.
MIN_WORDS_FOR_PACE = 5

_SINGLE_LETTERS_AND_SYMBOLS = {"$": 1, "£": 1, "€": 1, "@": 1, "+": 1, "#": 1}


def spoken_words(token: Token) -> int:
    """How many words a token takes when it is read aloud: digits one by one, "$" as "dollars"."""
    text = token.text
    if text[0].isdecimal():
        # "2026" or "5000" are read shorter than digit by digit; a phone number's parts are not.
        return len(text) if len(text) <= 4 else min(len(text), 11)
    if text == "'s":
        return 0
    return _SINGLE_LETTERS_AND_SYMBOLS.get(text, 1)


def spoken_lengths(message: Message) -> list[float]:
    """For every word, the spoken words it stands for; contractions count as one."""
    lengths = [0.0] * len(message.words)
    digits: dict[int, int] = {}
    for token in message.tokens:
        n = spoken_words(token)
        if token.text[0].isdecimal() or token.text in _SINGLE_LETTERS_AND_SYMBOLS:
            digits[token.word] = digits.get(token.word, 0) + n
        else:
            lengths[token.word] = max(lengths[token.word], float(n))
    for word, n in digits.items():
        lengths[word] += n
    return lengths


def measure(message: Message, *, assumed_wpm: float) -> Timing:
    """Timing of a message; for text an estimate at `assumed_wpm`.

    A recording without words has a message time of None and all its sound as lead silence.
    """
    if message.kind == "text":
        n = sum(spoken_lengths(message))
        return Timing(n * 60.0 / assumed_wpm if n else None, True, None, None, None, None, None)
    words = [word.span for word in message.words if word.span is not None]
    if not words:
        return Timing(None, False, message.duration_s, None, None, None, ())
    start_s = words[0].start_s
    end_s = max(span.end_s for span in words)
    message_s = max(0.0, end_s - start_s)
    pauses: list[Pause] = []
    silent_s = 0.0
    reached_s = words[0].end_s
    for index, span in enumerate(words[1:]):
        gap = span.start_s - reached_s
        if gap >= PAUSE_S - 1e-9:
            pauses.append(Pause(Span(reached_s, span.start_s), index))
            silent_s += gap
        reached_s = max(reached_s, span.end_s)
    wpm = articulation = None
    if len(words) >= MIN_WORDS_FOR_PACE and message_s > 0:
        wpm = len(words) * 60.0 / message_s
        if message_s > silent_s:
            articulation = len(words) * 60.0 / (message_s - silent_s)
    tail = None if message.duration_s is None else max(0.0, message.duration_s - end_s)
    return Timing(message_s, False, max(0.0, start_s), tail, wpm, articulation, tuple(pauses))


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
    lengths = spoken_lengths(message)
    total = sum(lengths)
    return sum(lengths[:last_word]) / total if total else None
