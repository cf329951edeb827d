"""The forms of an English word, so that a rule can name a word once.

Spelling rules give more forms than exist ("companying"); nobody says those, so they do no harm.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from rehearse.script.tokens import word_set

_VOWELS = frozenset("aeiou")

#: Past forms that no spelling rule gives.
_PAST = {
    "be": "been was were is are am being",
    "become": "became",
    "bring": "brought",
    "build": "built",
    "buy": "bought",
    "catch": "caught",
    "choose": "chose chosen",
    "come": "came",
    "cost": "cost",
    "cut": "cut",
    "deal": "dealt",
    "do": "does did done",
    "draw": "drew drawn",
    "drive": "drove driven",
    "feel": "felt",
    "find": "found",
    "get": "got gotten",
    "give": "gave given",
    "go": "goes went gone",
    "grow": "grew grown",
    "have": "has had",
    "hear": "heard",
    "keep": "kept",
    "know": "knew known",
    "lead": "led",
    "leave": "left",
    "lose": "lost",
    "make": "made",
    "man": "men",
    "meet": "met",
    "pay": "paid",
    "put": "put",
    "ring": "rang rung",
    "run": "ran",
    "say": "said",
    "see": "saw seen",
    "sell": "sold",
    "send": "sent",
    "set": "set",
    "show": "shown",
    "sit": "sat",
    "speak": "spoke spoken",
    "spend": "spent",
    "take": "took taken",
    "teach": "taught",
    "tell": "told",
    "think": "thought",
    "win": "won",
    "woman": "women",
    "write": "wrote written",
}

#: The same the other way round.
_PRESENT: dict[str, tuple[str, ...]] = {}
for _base, _forms in _PAST.items():
    for _form in _forms.split():
        _PRESENT[_form] = (*_PRESENT.get(_form, ()), _base)

#: Longer words whose last consonant is doubled ("referred"); short ones follow from their shape.
_DOUBLING = frozenset(("refer", "prefer", "equip", "commit", "submit", "admit", "format"))


#: Words that end like a plural noun and are none, or count time rather than customers.
_NOT_PLURAL = word_set(
    "always perhaps besides sometimes towards afterwards thanks yours ours theirs hours minutes seconds "
    "moments weeks months years times dollars cents bucks pounds euros percents points inches miles "
    "makes takes gives helps needs wants works comes calls knows looks keeps brings shows saves means "
    "seems feels thinks hopes finds tells leaves sends starts stops turns plays loves likes sounds goes "
    "says does hears runs meets sits lets gets puts sales news series texas mondays tuesdays wednesdays "
    "thursdays fridays saturdays sundays james charles jones williams davis adams thomas lewis evans "
    "saint louis paris dallas angeles vegas illinois kansas christmas"
)


@lru_cache(maxsize=8192)
def looks_plural(word: str) -> bool:
    """Whether `word` has the shape of a plural noun; some verbs ("paints") have it too."""
    return (
        len(word) > 4
        and word[-1] == "s"
        and word[-2] not in "sui'"
        and word.isalpha()
        and word not in _NOT_PLURAL
    )


@lru_cache(maxsize=4096)
def forms(word: str) -> frozenset[str]:
    """`word` with its endings (-s, -ed, -ing), irregular past forms and British spelling."""
    found: set[str] = set()
    for base in _spellings(word):
        found |= {base, *_regular(base), *_PAST.get(base, "").split()}
    return frozenset(found)


#: End like a form of another word and are none.
_NO_FORM = word_set(
    "news series species always perhaps besides thanks yes is his its this was has does us bus plus gas less "
    "during morning evening nothing something everything anything thing king spring string bring sing ring "
    "wing ceiling bed red shed need feed seed speed hundred indeed united"
)


@lru_cache(maxsize=4096)
def bases(word: str) -> frozenset[str]:
    """The words that `word` may be a form of, itself among them: two with one in common are one word."""
    found = {word, *_PRESENT.get(word, ())}
    if len(word) > 3 and word not in _NO_FORM:
        found.update(base for base in _stems(word) if len(base) > 1 and word in forms(base))
    return frozenset(found)


def _stems(word: str) -> Iterator[str]:
    for ending in ("s", "es", "d", "ed", "ing"):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            yield stem
            if ending == "ing":
                yield stem + "e"
            if stem[-1:] == stem[-2:-1]:  # "referred"
                yield stem[:-1]
    for ending in ("ies", "ied"):
        if word.endswith(ending):
            yield word[: -len(ending)] + "y"
    for british in ("is", "ys"):
        for ending in ("e", "es", "ed", "ing"):
            if word.endswith(british + ending):
                yield word[: -len(british + ending)] + british[0] + "ze"


def _spellings(word: str) -> tuple[str, ...]:
    if word.endswith("ize") and len(word) > 5:
        return word, word[:-3] + "ise"
    if word.endswith("yze"):
        return word, word[:-3] + "yse"
    return (word,)


def _regular(base: str) -> tuple[str, ...]:
    if len(base) < 2:
        return ()
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies", base[:-1] + "ied", base + "ing"
    if base.endswith("e"):
        stem = base if base.endswith("ee") else base[:-1]
        return base + "s", base + "d", stem + "ing"
    plural = base + ("es" if base.endswith(("s", "x", "z", "ch", "sh")) else "s")
    last, before = base[-1], base[-2]
    vowels = sum(letter in _VOWELS for letter in base)
    short = vowels == 1 and before in _VOWELS and last not in "wxy" and last not in _VOWELS and len(base) > 2
    if short or base in _DOUBLING:
        return plural, base + last + "ed", base + last + "ing"
    if last == "l" and before in _VOWELS:  # "travelled", "traveled"
        return plural, base + "ed", base + "ing", base + "led", base + "ling"
    return plural, base + "ed", base + "ing"
