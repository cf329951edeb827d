"""One message to analyse, whatever it came from.

Words are what is shown and counted; tokens (`rehearse.script.tokens`) are what is matched.
Every result is a half-open range of word indices; `span` turns it into seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from rehearse.analysis.result import Evidence, MessageWord
from rehearse.script.tokens import Token, tokens_of
from rehearse.speech.transcript import Span, Transcript

#: Said as words of their own: "dollars", "at".
_SYMBOLS_READ_ALOUD = frozenset("$£€@+#")


class HeardFiller(NamedTuple):
    """A filler that was heard apart from the words."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Message:
    """Words of a recording (with times) or of a typed text (without).

    `duration_s` is the whole recording's length, None for text.
    `hears_fillers` tells whether an "um" would be there had it been said (None: nobody knows);
    `heard_fillers` are those that came beside the words.
    """

    words: tuple[MessageWord, ...]
    kind: Literal["audio", "text"]
    duration_s: float | None = None
    hears_fillers: bool | None = None
    heard_fillers: tuple[HeardFiller, ...] = ()
    tokens: tuple[Token, ...] = field(init=False, repr=False, compare=False)

    #: For every word, the spoken words it stands for; contractions count as one.
    spoken_lengths: tuple[float, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        tokens = tokens_of(word.text for word in self.words)
        object.__setattr__(self, "tokens", tokens)
        object.__setattr__(self, "spoken_lengths", _spoken_lengths(tokens, len(self.words)))

    @classmethod
    def from_text(cls, text: str) -> Message:
        """`words[i]` is the i-th whitespace-separated piece of `text`."""
        return cls(tuple(MessageWord(piece) for piece in text.split()), "text", hears_fillers=True)

    @classmethod
    def from_transcript(
        cls,
        transcript: Transcript,
        *,
        heard_fillers: Iterable[HeardFiller] = (),
    ) -> Message:
        """`heard_fillers` are those of a second recogniser."""
        return cls(
            tuple(MessageWord(word.text, word.span, word.confidence) for word in transcript.words),
            "audio",
            transcript.audio_s,
            transcript.hears_fillers,
            tuple(heard_fillers),
        )

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    def text_of(self, first_word: int, last_word: int) -> str:
        return " ".join(word.text for word in self.words[first_word:last_word])

    def span(self, first_word: int, last_word: int) -> Span | None:
        """Seconds from the start of `first_word` to the end of the word before `last_word`."""
        if first_word >= last_word:
            return None
        start, end = self.words[first_word].span, self.words[last_word - 1].span
        if start is None or end is None:
            return None
        return Span(start.start_s, end.end_s)

    def evidence(self, first_word: int, last_word: int) -> Evidence:
        return Evidence(first_word, last_word, self.span(first_word, last_word))

    @property
    def whole(self) -> tuple[Evidence, ...]:
        """All of it as evidence; nothing without words."""
        return (self.evidence(0, len(self.words)),) if self.words else ()

    def gap_s(self, word: int) -> float | None:
        """Silence between `word` and the one after it; None for text or after the last word."""
        if word < 0 or word + 1 >= len(self.words):
            return None
        this, following = self.words[word].span, self.words[word + 1].span
        if this is None or following is None:
            return None
        return max(0.0, following.start_s - this.end_s)


def _spoken_lengths(tokens: Sequence[Token], n_words: int) -> tuple[float, ...]:
    lengths = [0.0] * n_words
    digits: dict[int, int] = {}
    for token in tokens:
        text, word = token.text, token.word
        if text[0].isdecimal():
            # Digits are read one by one; "2026" or "5000" are read shorter than that, but a phone
            # number's parts are not.
            digits[word] = digits.get(word, 0) + (len(text) if len(text) <= 4 else min(len(text), 11))
        elif text in _SYMBOLS_READ_ALOUD:
            digits[word] = digits.get(word, 0) + 1
        elif text != "'s":
            lengths[word] = 1.0
    for word, n in digits.items():
        lengths[word] += n
    return tuple(lengths)
