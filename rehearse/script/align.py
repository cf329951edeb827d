"""Lays what was said beside the script: which words were said, missed, added or changed.

Works on atoms, which the caller makes of both sides in the same way (`rehearse.analysis.spoken_forms`):
a word, one digit of a number, or a slot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from rehearse.script.align_table import Atom, Link, PairKind, Table
from rehearse.script.script import Script

#: What was said stands for what is written where neither is more than so many times as long.
_CHANGED_RATIO = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """Words of the script (`script_first` to `script_last`) beside words of the message.

    Both ranges are half-open; one is empty for what was missed or added, the message's also for a
    slot that nobody filled.
    `alike` is as good as the same: other spelling, other form of a number.
    """

    kind: PairKind
    script_first: int
    script_last: int
    first_word: int
    last_word: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The script beside what was said.

    The pairs stand in order and hold every word of the script and of the message exactly once.
    """

    script: Script
    pairs: tuple[Pair, ...]

    def of_kind(self, kind: PairKind) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.kind == kind)

    @property
    def missed(self) -> tuple[Pair, ...]:
        return self.of_kind("missed")

    @property
    def added(self) -> tuple[Pair, ...]:
        return self.of_kind("added")

    @property
    def changed(self) -> tuple[Pair, ...]:
        return self.of_kind("changed")

    @property
    def slots(self) -> tuple[Pair, ...]:
        return self.of_kind("slot")

    def script_text(self, pair: Pair) -> str:
        return self.script.text_of(pair.script_first, pair.script_last)

    def slot_name(self, pair: Pair) -> str:
        """The name of the slot that a pair of kind "slot" fills."""
        inside = range(pair.script_first, pair.script_last)
        return next((slot.name for slot in self.script.slots if slot.word in inside), "")

    def said(self) -> frozenset[int]:
        """Script words that were said, slots left out."""
        return frozenset(
            word
            for pair in self.pairs
            if pair.kind in ("same", "alike")
            for word in range(pair.script_first, pair.script_last)
        )

    @property
    def coverage(self) -> float:
        """The share of the script's words (without slots) that were said, 0 to 1."""
        n_words = len(self.script.words) - len({slot.word for slot in self.script.slots})
        return len(self.said()) / n_words if n_words else 1.0


def align(script: Script, wanted: Sequence[Atom], said: Sequence[Atom], n_words: int) -> Alignment:
    """Lay a message of `n_words` words beside a script.  Nothing raises.

    `align_table.MAX_CELLS` bounds the work, whatever the lengths.
    """
    n_script = len(script.words)
    wanted, said = _tiled(wanted, n_script), _tiled(said, n_words)
    pairs = _joined(_lifted(Table(wanted, said).links(), wanted, said))
    if not said and n_words:  # nothing but dashes and emoji: words all the same
        pairs.append(Pair("added", n_script, n_script, 0, n_words))
    return Alignment(script, tuple(pairs))


def _tiled(atoms: Sequence[Atom], n_words: int) -> list[Atom]:
    """The atoms with words that have none (a dash, an emoji) given to the atom before them."""
    tiled = list(atoms)
    for at, atom in enumerate(tiled):
        first = 0 if at == 0 else atom.first_word
        following = tiled[at + 1].first_word if at + 1 < len(tiled) else n_words
        last = max(atom.last_word, following)
        if (first, last) != (atom.first_word, atom.last_word):
            tiled[at] = atom._replace(first_word=first, last_word=last)
    return tiled


# --- from atoms to words


class _Sized(NamedTuple):
    """A pair with the number of atoms on either side."""

    pair: Pair
    n_wanted: int
    n_said: int


def _lifted(links: Sequence[Link], wanted: Sequence[Atom], said: Sequence[Atom]) -> list[_Sized]:
    """Links put together until both sides are whole words, as pairs of word ranges."""
    pairs: list[_Sized] = []
    script_at = word_at = 0
    group: list[Link] = []
    for link in links:
        group.append(link)
        if _inside_a_word(wanted, link.i_end) or _inside_a_word(said, link.j_end):
            continue
        first, last = group[0], group[-1]
        script_end = wanted[last.i_end - 1].last_word if last.i_end > first.i else script_at
        word_end = said[last.j_end - 1].last_word if last.j_end > first.j else word_at
        pair = Pair(_kind(group, wanted, said), script_at, script_end, word_at, word_end)
        pairs.append(_Sized(pair, last.i_end - first.i, last.j_end - first.j))
        script_at, word_at = script_end, word_end
        group = []
    return pairs


def _inside_a_word(atoms: Sequence[Atom], end: int) -> bool:
    return 0 < end < len(atoms) and atoms[end - 1].last_word > atoms[end].first_word


def _kind(group: Sequence[Link], wanted: Sequence[Atom], said: Sequence[Atom]) -> PairKind:
    kinds = {link.kind for link in group}
    if "slot" in kinds:
        return "slot"
    if len(kinds) == 1:
        return group[0].kind
    for link in group:
        skipped = wanted[link.i : link.i_end] if link.kind == "missed" else said[link.j : link.j_end]
        if link.kind == "changed" or (
            link.kind in ("missed", "added") and not all(atom.optional for atom in skipped)
        ):
            return "changed"
    return "alike"


def _joined(pairs: Sequence[_Sized]) -> list[Pair]:
    """Neighbouring differences become one: changed where both sides are about as long.

    Which word of such a stretch replaced which is chance; the stretch as a whole is not.
    """
    joined: list[Pair] = []
    for differs, run in groupby(pairs, lambda sized: sized.pair.kind in ("missed", "added", "changed")):
        stretch = list(run)
        joined += _as_one(stretch) if differs else [sized.pair for sized in stretch]
    return joined


def _as_one(stretch: Sequence[_Sized]) -> list[Pair]:
    first, last = stretch[0].pair, stretch[-1].pair
    whole = (first.script_first, last.script_last, first.first_word, last.last_word)
    n_wanted = sum(sized.n_wanted for sized in stretch)
    n_said = sum(sized.n_said for sized in stretch)
    if not n_said:
        return [Pair("missed", *whole)]
    if not n_wanted:
        return [Pair("added", *whole)]
    if max(n_wanted, n_said) <= _CHANGED_RATIO * min(n_wanted, n_said):
        return [Pair("changed", *whole)]
    return [
        Pair("missed", first.script_first, last.script_last, first.first_word, first.first_word),
        Pair("added", last.script_last, last.script_last, first.first_word, last.last_word),
    ]
