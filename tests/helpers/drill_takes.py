"""Takes for the tests of drills: words with times, judged by the same analysis as any take."""

from __future__ import annotations

from functools import cache

from rehearse.analysis.analyse import analyse
from rehearse.analysis.drill_files import Drills, load_drills
from rehearse.analysis.message import Message
from rehearse.analysis.result import Analysis
from rehearse.files import builtin_drills_folder
from rehearse.speech.transcript import Span, Transcript, Word
from tests.helpers import shipped


@cache
def builtin() -> Drills:
    return load_drills([builtin_drills_folder()])


def take(text: str, *, word_s: float = 0.36, tail_s: float = 1.0) -> Analysis:
    """A recording of the text, half a second of silence before and `tail_s` after.

    A word takes `word_s`; "x*2" takes twice as long, and a number alone, as "1.5", is a silence.
    """
    words: list[Word] = []
    at_s = 0.5
    for piece in text.split():
        if piece.replace(".", "").isdigit():
            at_s += float(piece)
            continue
        word, _star, times = piece.partition("*")
        long_s = word_s * float(times or 1)
        words.append(Word(word, Span(at_s, at_s + 0.9 * long_s), 1.0))
        at_s += long_s
    end_s = words[-1].span.end_s if words else at_s
    starts = (0,) if words else ()
    return judged(Message.from_transcript(Transcript(tuple(words), starts, "replay", "", end_s + tail_s, 0)))


def typed(text: str) -> Analysis:
    return judged(Message.from_text(text))


def judged(message: Message) -> Analysis:
    return analyse(message, profile=shipped.profiles()["short"], packs=shipped.packs())
