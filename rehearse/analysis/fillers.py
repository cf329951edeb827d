"""Fillers: "um" and its kin, and "you know", "i mean" and "like" where they say nothing.

The three phrases have an honest use too ("let you know", "that's what i mean", "i'd like"), so
they count only where the words around, or the written commas, leave no doubt.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

from rehearse.analysis.message import HeardFiller, Message
from rehearse.analysis.result import Filler, MessageWord
from rehearse.script.tokens import word_set
from rehearse.speech.transcript import Span

#: More are not looked for: bounds the work for a text of nothing else.
MAX_FILLERS = 1_000

#: What a recognised "um" must last and how sure it must be: recognisers invent them.  Shorter than any
#: hesitation is an article misheard, and what is less likely than not is no evidence.  The built-in
#: model invents 0.8 to 1.0 a minute even so: docs/decisions/0003-hearing-hesitations.md.
SHORTEST_SOUND_S, LEAST_CONFIDENCE = 0.1, 0.5

#: um, umm, uhm · uh, uhh · er, erm · ah, aah · hm, hmm · mmm.  Not "err" (to err) nor "mm" (metric).
_SOUND = re.compile(r"u+h*m+|u+h+|er|er+m+|a+h+|h+m+|m{3,}")
_STARTS, _ENDS = frozenset("ueahm"), frozenset("mhr")

#: Second halves that make something else of the first: "uh huh", "uh oh", "ah ha".
_NOT_BEFORE = word_set("huh oh ha hum")
#: "mm hmm", "mhm hmm": a yes.
_NOT_AFTER = word_set("mm mhm")
#: "the er": an emergency room.
_PLACES = word_set("the an a in our your their his her local nearest")

_COPULAS = word_set("is 's are was were be been am")
_ARTICLES = word_set("a an the")
#: No relative clause and no sentence of its own can begin after these: "our you know old copier".
_OPEN_ENDED = (
    _COPULAS
    | _ARTICLES
    | word_set("my our their his its of with for in on at by from into i we they he she very really just")
)
_JOINTS = word_set("and but or because well")
#: What a sentence begins anew with.
_RESTARTS = word_set("i we they there he she sometimes maybe honestly")
_IT_GOES_ON = word_set("is was 's would does can has will could")

#: "let you know", "do you know", "people you know": the knowing is meant.
_KNOWING = word_set(
    """let lets letting do does did not if as so when what whatever how once that whether people someone
    anyone somebody anybody everyone everybody everything all than who where why would could might may
    will must should to can sure until before since till unless thing things"""
)
#: "you know the place", "you know that": something is known.
_KNOWN = word_set(
    """the a an that what how who where when why which if whether me us him her them it this these
    those about of your my our his their any anyone anybody someone somebody anything something
    everything nothing better best exactly already enough more as is are well from and to for"""
)

#: "what i mean", "do you know i mean": the meaning is meant.
_MEANING = word_set("what know that which how if do did see say thing things whatever not everything all")
_MEANT_RESTARTS = _RESTARTS | word_set("really seriously why who even look come")

_STRESS = word_set("really totally super so very just literally completely")
_SPANS_OF_TIME = word_set("in for after within takes took only")
_NUMBERS = word_set(
    """two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty
    sixty seventy eighty ninety hundred"""
)

#: Marks that set a phrase apart in writing.
_BREAKS = (",", "-", "–", "—", "…", "...", ".", "!", "?", ";", ":")
_EDGES = ".,!?;:…—–-\"'“”‘’()[]"


def find_fillers(message: Message, heard: Iterable[HeardFiller] | None = None) -> tuple[Filler, ...]:
    """Every filler of the message, in order.

    `heard` (the message's own unless given) are fillers beside the words.
    One that lies for more than half of its time on words is left out: either the word is itself
    the filler, or a word was heard there after all.
    One in a silence stands between two words, see `Filler.between`; without any words there is
    no place for it.
    """
    found = [_written(message, first, last) for first, last in _in_words(message)]
    found += _between(message, message.heard_fillers if heard is None else heard)
    return tuple(sorted(found, key=lambda filler: (filler.first_word, filler.last_word, filler.span or ())))


def _written(message: Message, first_word: int, last_word: int) -> Filler:
    pieces = message.words[first_word:last_word]
    text = " ".join(piece.text.strip(_EDGES) for piece in pieces)
    return Filler(text, first_word, last_word, message.span(first_word, last_word))


def _in_words(message: Message) -> list[tuple[int, int]]:
    """Word ranges of the fillers among the words."""
    tokens = message.tokens
    texts = [token.text for token in tokens]
    sounds = [
        text[0] in _STARTS and text[-1] in _ENDS and _SOUND.fullmatch(text) is not None for text in texts
    ]
    found: list[tuple[int, int]] = []
    shouted = None
    for at, text in enumerate(texts):
        if len(found) >= MAX_FILLERS:
            break
        word = tokens[at].word
        if sounds[at]:
            if shouted is None:
                shouted = message.text.isupper()
            large = _abbreviation(message.words[word].text) and not shouted
            if not large and _is_sound(message, texts, at) and _is_believed(message.words[word]):
                found.append((word, word + 1))
        elif text == "like":
            if _is_like(message, texts, word, at):
                found.append((word, word + 1))
        elif text in ("you", "i") and at + 1 < len(texts):
            phrase = (text, texts[at + 1])
            if phrase == ("you", "know"):
                told = _is_phrase(message, texts, at, sounds, _KNOWING, _you_know)
            elif phrase == ("i", "mean"):
                told = _is_phrase(message, texts, at, sounds, _MEANING, _i_mean)
            else:
                continue
            if told:
                found.append((word, tokens[at + 1].word + 1))
    return found


def _at(texts: Sequence[str], at: int) -> str:
    """The token at `at`; an empty text outside of the message."""
    return texts[at] if 0 <= at < len(texts) else ""


def _abbreviation(text: str) -> bool:
    """ "ER", "UM": written large among words that are not."""
    bare = text.strip(_EDGES)
    return len(bare) > 1 and bare.isupper()


def _is_sound(message: Message, texts: Sequence[str], at: int) -> bool:
    before, after = _at(texts, at - 1), _at(texts, at + 1)
    if after in _NOT_BEFORE or before in _NOT_AFTER or before[:1].isdecimal():
        return False
    if texts[at] == "er" and before in _PLACES:
        return False
    # "uh-huh", "ah.com": a part of a longer word is none.
    word = message.tokens[at].word
    return (at == 0 or message.tokens[at - 1].word != word) and (
        at + 1 == len(texts) or message.tokens[at + 1].word != word
    )


def _is_believed(word: MessageWord) -> bool:
    """Whether a recognised filler is long and sure enough; a typed one always is."""
    # Word times are sums of steps, so one of just the bound may miss it by a hair.
    long = word.span is None or word.span.duration_s >= SHORTEST_SOUND_S - 1e-6
    return long and (word.confidence is None or word.confidence >= LEAST_CONFIDENCE)


def _is_phrase(
    message: Message,
    texts: Sequence[str],
    at: int,
    sounds: Sequence[bool],
    guards: frozenset[str],
    by_words: Callable[[Sequence[str], str, int], bool],
) -> bool:
    """Whether the two tokens from `at` on are a filler."""
    tokens = message.tokens
    first, last = tokens[at].word, tokens[at + 1].word
    if first == last:
        return False
    set_apart_before = _breaks_before(message, first)
    before = _at(texts, at - 1)
    if before in guards and not (set_apart_before and first > 0):
        return False
    if _breaks_after(message, last):
        # "…, you know, …": but not at the very end of a sentence, "the one i mean."
        return set_apart_before
    if set_apart_before and message.kind == "text":
        before = ""
    after_sound = at + 2 < len(sounds) and sounds[at + 2]
    return after_sound or by_words(texts, before, at + 2)


def _you_know(texts: Sequence[str], before: str, after_at: int) -> bool:
    after, then = _at(texts, after_at), _at(texts, after_at + 1)
    if before in _COPULAS and after in ("a", "an"):
        return True
    if after == "it" and then in _IT_GOES_ON:
        return before in _OPEN_ENDED or before in _JOINTS
    if not after or after in _KNOWN:
        return False
    if before in _OPEN_ENDED or _SOUND.fullmatch(before):
        return True
    return (not before or before in _JOINTS) and after in _RESTARTS


def _i_mean(texts: Sequence[str], before: str, after_at: int) -> bool:
    after, then = _at(texts, after_at), _at(texts, after_at + 1)
    if after == "it":
        return then in _IT_GOES_ON
    return after in _MEANT_RESTARTS


def _is_like(message: Message, texts: Sequence[str], word: int, at: int) -> bool:
    if word > 0 and _breaks_before(message, word) and _breaks_after(message, word):
        # "it was, like, huge"
        return True
    before, after = _at(texts, at - 1), _at(texts, at + 1)
    if before in _COPULAS:
        return after in _STRESS or (_at(texts, at - 2) == "there" and after in _NUMBERS)
    return before in _SPANS_OF_TIME and (after in _NUMBERS or after[:1].isdecimal())


def _breaks_before(message: Message, word: int) -> bool:
    """Whether writing sets the word apart from what comes before it; true at the beginning."""
    if word == 0:
        return True
    return message.kind == "text" and message.words[word - 1].text.rstrip("\"'”’)").endswith(_BREAKS)


def _breaks_after(message: Message, word: int) -> bool:
    if message.kind != "text":
        return False
    text = message.words[word].text.rstrip("\"'”’)")
    if text.endswith((",", "-", "–", "—", "…", "...")):
        return True
    following = message.words[word + 1].text if word + 1 < len(message.words) else ""
    return following in ("-", "–", "—", "…", "...")


def _between(message: Message, heard: Iterable[HeardFiller]) -> list[Filler]:
    """The fillers heard in silences, each with the words around it."""
    spans = [(word.span, index) for index, word in enumerate(message.words) if word.span is not None]
    if not spans:
        return []
    starts = [span.start_s for span, _index in spans]
    found: list[Filler] = []
    for text, span in sorted(heard, key=lambda filler: filler.span):
        if span.duration_s <= 0 or (found and _shared_s(span, found[-1].span) > span.duration_s / 2):
            continue
        middle_s = (span.start_s + span.end_s) / 2
        after = bisect_right(starts, middle_s)
        # A filler is shorter than a handful of words, so only those near it can lie on it.
        on_words = sum(_shared_s(span, other) for other, _i in spans[max(0, after - 4) : after + 4])
        if on_words > span.duration_s / 2:
            continue
        first = spans[max(0, after - 1)][1]
        last = spans[min(after, len(spans) - 1)][1] + 1
        found.append(Filler(text, first, last, span, between=True))
    return found


def _shared_s(one: Span, other: Span | None) -> float:
    return 0.0 if other is None else max(0.0, min(one.end_s, other.end_s) - max(one.start_s, other.start_s))
