"""Words put right by hand, kept beside what was heard.

The heard transcript is never changed: `corrected` lays the corrections over it, and taking one back
shows what was heard again.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from rehearse.speech.transcript import Span, Transcript, Word

#: What is typed in place of a word; more is cut off.
MAX_CHARS = 400
#: Words on either side by which a correction is found again when the take was heard anew.
_AROUND = 2
#: So far from its old place a correction is looked for; another model moves words by tenths of a second.
_NEAR_S = 1.5
#: So many more words than before may stand between the same neighbours.
_LONGER = 2


@dataclass(frozen=True, slots=True)
class Correction:
    """The heard words `first_word` ≤ i < `last_word` are `said` in truth; nothing where it is empty.

    `heard` are those words, `before` and `after` up to two heard ones around them, `start_s` is where
    they begin: by these the place is found again in another transcript.
    """

    first_word: int
    last_word: int
    heard: tuple[str, ...]
    said: tuple[str, ...]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    start_s: float = 0.0

    def fits(self, heard: Transcript) -> bool:
        """Whether its words stand where it says."""
        words = heard.words[self.first_word : self.last_word]
        return bool(words) and tuple(word.text for word in words) == self.heard


@dataclass(frozen=True, slots=True)
class Corrections:
    """`made` stand in order and do not overlap; `aside` no longer fit what was heard."""

    made: tuple[Correction, ...] = ()
    aside: tuple[Correction, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.made or self.aside)

    def without(self, *gone: Correction) -> Corrections:
        """These taken back."""
        return Corrections(
            tuple(one for one in self.made if one not in gone),
            tuple(one for one in self.aside if one not in gone),
        )

    def to_dict(self) -> dict[str, Any]:
        return {"made": [_listed(one) for one in self.made], "aside": [_listed(one) for one in self.aside]}

    @classmethod
    def from_dict(cls, data: Any) -> Corrections:
        """Raises `KeyError`, `TypeError` or `ValueError` for anything but what `to_dict` gave."""
        made = tuple(_from_list(one) for one in data["made"])
        if any(one.last_word > other.first_word for one, other in pairwise(made)):
            raise ValueError("corrections overlap")
        return cls(made, tuple(_from_list(one) for one in data["aside"]))


#: Nothing was put right.
NO_CORRECTIONS = Corrections()


class Placed(NamedTuple):
    """A correction in the corrected transcript: its shown words `first_word` ≤ i < `last_word`.

    Both are the same where nothing is left: then it lies before the word `first_word`.
    """

    first_word: int
    last_word: int
    made: Correction


def placed(heard: Transcript, corrections: Corrections) -> tuple[Placed, ...]:
    """Where the corrections that fit stand in the corrected transcript, in order."""
    found: list[Placed] = []
    moved = 0
    for one in corrections.made:
        if one.fits(heard):
            first = one.first_word + moved
            found.append(Placed(first, first + len(one.said), one))
            moved += len(one.said) - len(one.heard)
    return tuple(found)


def corrected(heard: Transcript, corrections: Corrections) -> Transcript:
    """The transcript as it was said.

    What was put right has confidence 1 and the time of what it replaces.
    Corrections that do not fit are passed over.
    """
    found = placed(heard, corrections)
    if not found:
        return heard
    words: list[Word] = []
    done = 0
    for place in found:
        made = place.made
        words += heard.words[done : made.first_word]
        words += _spread(made.said, heard.words[made.first_word : made.last_word])
        done = made.last_word
    words += heard.words[done:]
    starts = dict.fromkeys(_shown_index(start, found) for start in heard.utterance_starts)
    return Transcript(
        tuple(words),
        tuple(start for start in starts if start < len(words)),
        heard.engine,
        heard.model_id,
        heard.audio_s,
        heard.decode_s,
        heard.hears_fillers,
    )


def words_of(text: str) -> tuple[str, ...]:
    """What was typed, as words; without what no screen shows and no file keeps."""
    kept = (
        char if char.isspace() or unicodedata.category(char) not in ("Cc", "Cs") else " "
        for char in text[:MAX_CHARS]
    )
    return tuple("".join(kept).split())


def correct(
    heard: Transcript, corrections: Corrections, first_word: int, last_word: int, text: str
) -> Corrections:
    """Put `text` in the place of shown words `first_word` ≤ i < `last_word`; it may be empty.

    Typing what was heard takes the correction back.  Raises `IndexError` where there is no such word.
    """
    found = placed(heard, corrections)
    said = corrected(heard, corrections).words
    if not 0 <= first_word < last_word <= len(said):
        raise IndexError("no such word")
    first, _last = _heard_range(first_word, found)
    _first, last = _heard_range(last_word - 1, found)
    touched = []
    for place in found:
        if place.made.first_word < last and first < place.made.last_word:
            touched.append(place.made)
            # What it said around the words that are changed now stays as it is.
            before = [word.text for word in said[place.first_word : first_word]]
            after = [word.text for word in said[last_word : place.last_word]]
            text = " ".join((*before, text, *after))
    rest = corrections.without(*touched)
    made = _made(heard, first, last, words_of(text))
    if made.said == made.heard:
        return rest
    in_order = sorted((*rest.made, made), key=lambda one: one.first_word)
    return Corrections(tuple(in_order), rest.aside)


def carried_over(corrections: Corrections, heard: Transcript) -> Corrections:
    """The corrections for a take that was heard anew.

    Kept where the words around are the same (as heard or as corrected) at about the same time, dropped
    where what was typed is now heard, and set aside where the place is not found.
    """
    texts = [word.text for word in heard.words]
    starts = [word.span.start_s for word in heard.words]
    known = _Neighbours(corrections.made)
    kept: list[Correction] = []
    aside: list[Correction] = []
    for one in sorted((*corrections.made, *corrections.aside), key=lambda one: one.start_s):
        found = _found(one, known.around(one), texts, starts)
        if found is None or any(found[0] < other.last_word and other.first_word < found[1] for other in kept):
            aside.append(one)
        elif _folded(texts[found[0] : found[1]]) == _folded(one.said):
            continue
        elif found[0] == found[1]:
            aside.append(one)
        else:
            kept.append(_made(heard, *found, one.said))
    kept.sort(key=lambda one: one.first_word)
    return Corrections(tuple(kept), tuple(aside))


# ---- inside ------------------------------------------------------------------------------------


def _heard_range(word: int, found: Sequence[Placed]) -> tuple[int, int]:
    """The heard words that a shown one stands for."""
    moved = 0
    for place in found:
        if word < place.first_word:
            break
        if word < place.last_word:
            return place.made.first_word, place.made.last_word
        moved = place.made.last_word - place.last_word
    return word + moved, word + moved + 1


def _shown_index(heard_word: int, found: Sequence[Placed]) -> int:
    """Where a heard word is shown; the next one where it is in the middle of a correction."""
    moved = 0
    for place in found:
        if heard_word <= place.made.first_word:
            break
        if heard_word < place.made.last_word:
            return place.last_word
        moved = place.last_word - place.made.last_word
    return heard_word + moved


def _spread(said: Sequence[str], heard: Sequence[Word]) -> list[Word]:
    """New words in the time of the old: one for one, else by their length."""
    if len(said) == len(heard):
        return [Word(text, word.span, 1.0) for text, word in zip(said, heard, strict=True)]
    start_s, end_s = heard[0].span.start_s, heard[-1].span.end_s
    n_chars = sum(map(len, said))
    words: list[Word] = []
    done = 0
    for text in said:
        begin_s = start_s + (end_s - start_s) * done / n_chars
        done += len(text)
        stop_s = start_s + (end_s - start_s) * done / n_chars
        words.append(Word(text, Span(round(begin_s, 3), round(stop_s, 3)), 1.0))
    return words


def _made(heard: Transcript, first: int, last: int, said: tuple[str, ...]) -> Correction:
    texts = [word.text for word in heard.words[max(0, first - _AROUND) : last + _AROUND]]
    n_before = min(first, _AROUND)
    n_heard = last - first
    return Correction(
        first,
        last,
        tuple(texts[n_before : n_before + n_heard]),
        said,
        tuple(texts[:n_before]),
        tuple(texts[n_before + n_heard :]),
        heard.words[first].span.start_s,
    )


class _Neighbours:
    """What stands around a correction, with the corrections beside it made or not."""

    def __init__(self, made: Sequence[Correction]) -> None:
        self._heard: dict[int, str] = {}
        self._made: dict[int, Correction] = {}
        for one in made:
            texts = (*one.before, *one.heard, *one.after)
            self._heard.update(enumerate(texts, one.first_word - len(one.before)))
            self._made.update(dict.fromkeys(range(one.first_word, one.last_word), one))
        self._of = frozenset(made)

    def around(self, one: Correction) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
        """The words that may stand before and after."""
        before, after = {one.before}, {one.after}
        if one in self._of:
            before.add(tuple(reversed(self._said(one.first_word - 1, -1))))
            after.add(tuple(self._said(one.last_word, 1)))
        return before, after

    def _said(self, i: int, step: int) -> list[str]:
        found: list[str] = []
        while len(found) < _AROUND and i in self._heard:
            made = self._made.get(i)
            said = (self._heard[i],) if made is None else made.said
            found += said if step > 0 else reversed(said)
            i = i + step if made is None else made.last_word if step > 0 else made.first_word - 1
        return found[:_AROUND]


def _found(
    one: Correction,
    around: tuple[set[tuple[str, ...]], set[tuple[str, ...]]],
    texts: Sequence[str],
    starts: Sequence[float],
) -> tuple[int, int] | None:
    """The place of a correction in another transcript: the likest words, then the nearest."""
    low, high = bisect_left(starts, one.start_s - _NEAR_S), bisect_left(starts, one.start_s + _NEAR_S)
    best: tuple[tuple[bool, int, float], tuple[int, int]] | None = None
    for first in range(low, high + 1):
        if not any(_ends_with(texts, first, before) for before in around[0]):
            continue
        for last in range(first, min(len(texts), first + len(one.heard) + _LONGER) + 1):
            if not any(_begins_with(texts, last, after) for after in around[1]):
                continue
            away_s = abs(starts[first] - one.start_s) if first < len(starts) else _NEAR_S
            other = tuple(texts[first:last]) != one.heard
            rank = (other, abs(last - first - len(one.heard)), away_s)
            if best is None or rank < best[0]:
                best = (rank, (first, last))
    return best[1] if best is not None else None


def _ends_with(texts: Sequence[str], first: int, before: tuple[str, ...]) -> bool:
    """Whether these words stand before `first`; none does so only at the very beginning."""
    if not before:
        return first == 0
    return _folded(texts[max(0, first - len(before)) : first]) == _folded(before)


def _begins_with(texts: Sequence[str], last: int, after: tuple[str, ...]) -> bool:
    if not after:
        return last == len(texts)
    return _folded(texts[last : last + len(after)]) == _folded(after)


def _folded(texts: Sequence[str]) -> list[str]:
    return [text.casefold() for text in texts]


def _listed(one: Correction) -> list[Any]:
    words = (one.heard, one.said, one.before, one.after)
    return [one.first_word, one.last_word, *map(list, words), one.start_s]


def _from_list(data: Any) -> Correction:
    first, last, *words, start_s = data
    if (
        not all(isinstance(n, int) and not isinstance(n, bool) for n in (first, last))
        or not 0 <= first < last
    ):
        raise ValueError("a range of words was expected")
    if isinstance(start_s, bool) or not isinstance(start_s, int | float) or not 0 <= start_s < 1e9:
        raise ValueError("a time was expected")
    heard, said, before, after = (tuple(texts) for texts in words)
    if not all(isinstance(text, str) for texts in (heard, said, before, after) for text in texts):
        raise TypeError("words were expected")
    if len(heard) != last - first:
        raise ValueError("as many words as places were expected")
    return Correction(first, last, heard, said, before, after, float(start_s))
