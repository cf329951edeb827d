"""Whether two words may be the same one: what a recogniser writes is not always what a script writes."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

#: From this similarity of the letters on (1 is equal), longer words count as the same.
SAME_SPELLING = 0.79
#: Words that sound alike must also share this much of their letters.
SAME_SOUND_SPELLING = 0.4

#: "can" for "can't" changes what is said, however alike they look.
_NEVER_ALIKE = frozenset(("not", "no", "never", "none", "without"))

_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"^(?:kn|gn|pn)", "n"), (r"^wr", "r"), (r"^ps", "s"), (r"^x", "s"), (r"mb$", "m"),
        (r"sch", "sk"), (r"t?ch|sh|[tsc]i(?=[ao])", "X"), (r"dge|j", "j"), (r"ph|v", "f"),
        (r"gh(?=[^aeiou]|$)", ""), (r"c(?=[eiy])|z", "s"), (r"ck|[cq]", "k"), (r"x", "ks"), (r"th", "0"),
        (r"(?<=.)[aeiouyhw]+", ""), (r"^[aeiouy]+", "a"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@functools.lru_cache(maxsize=8192)
def sound_of(word: str) -> str:
    """A short code for how a word sounds: consonants, and that it begins with a vowel."""
    for pattern, to in _SOUNDS:
        word = pattern.sub(to, word)
    return word


_ENDING = re.compile(r"(?<=...)(?:ing|ed|es|e|s)$")


def stem_of(word: str) -> str:
    """The word without a regular ending: "moved", "moves" and "moving" are "mov"."""
    return _ENDING.sub("", word)


def alike(words: Iterable[str], others: Iterable[str]) -> dict[str, set[str]]:
    """For each of `words` those of `others` that may be the same word, itself left out."""
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    here = set(others)
    choices = [word for word in here if word not in _NEVER_ALIKE]
    by_sound: dict[str, list[str]] = {}
    by_stem: dict[str, list[str]] = {}
    for choice in choices:
        by_stem.setdefault(stem_of(choice), []).append(choice)
        by_sound.setdefault(sound_of(choice), []).append(choice)
    found: dict[str, set[str]] = {}
    for word in dict.fromkeys(words):
        if word in _NEVER_ALIKE:
            continue
        near = set(by_stem.get(stem_of(word), ()))
        # A word that was said as it stands need not be looked for in another spelling.
        if len(word) >= 4 and word not in here:
            matches = process.extract(
                word,
                choices,
                scorer=Levenshtein.normalized_similarity,
                processor=None,
                score_cutoff=SAME_SPELLING,
                limit=None,
            )
            near.update(match[0] for match in matches)
        for choice in by_sound.get(sound_of(word), ()):
            if Levenshtein.normalized_similarity(word, choice) >= SAME_SOUND_SPELLING:
                near.add(choice)
        near.discard(word)
        if near:
            found[word] = near
    return found


def same_sound(words: Iterable[str], others: Iterable[str]) -> dict[str, set[str]]:
    """For each of `words` those of `others` that sound the same and are about as long.

    Narrower than `alike`: for two words taken as one, where "a report" must not be "report".
    """
    from rapidfuzz.distance import Levenshtein

    by_sound: dict[str, list[str]] = {}
    for other in dict.fromkeys(others):
        by_sound.setdefault(sound_of(other), []).append(other)
    found: dict[str, set[str]] = {}
    for word in dict.fromkeys(words):
        near = {
            other
            for other in by_sound.get(sound_of(word), ())
            if abs(len(word) - len(other)) <= 1
            # "have a" is not "have": there a word is missing.
            and not (word.startswith(other) or word.endswith(other))
            and not (other.startswith(word) or other.endswith(word))
            and Levenshtein.normalized_similarity(word, other) >= SAME_SOUND_SPELLING
        }
        if near:
            found[word] = near
    return found
