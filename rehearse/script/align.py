"""Lays what was said beside the script: which words were said, missed, added or changed.

Works on atoms, which the caller makes of both sides in the same way (`rehearse.analysis.spoken_forms`):
a word, one digit of a number, or a slot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rehearse.script.align_table import Atom, Link, PairKind, Table
from rehearse.script.script import Script


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
    # A side without a single atom (nothing but dashes and emoji) has words all the same.
    if not wanted and n_script:
        pairs.insert(0, Pair("missed", 0, n_script, 0, 0))
        pairs[1:] = [Pair(p.kind, n_script, n_script, p.first_word, p.last_word) for p in pairs[1:]]
    if not said and n_words:
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


def _lifted(links: Sequence[Link], wanted: Sequence[Atom], said: Sequence[Atom]) -> list[Pair]:
    """Links put together until both sides are whole words, as pairs of word ranges."""
    pairs: list[Pair] = []
    script_at = word_at = 0
    group: list[Link] = []
    for link in links:
        group.append(link)
        if _inside_a_word(wanted, link.i_end) or _inside_a_word(said, link.j_end):
            continue
        first, last = group[0], group[-1]
        script_end = wanted[last.i_end - 1].last_word if last.i_end > first.i else script_at
        word_end = said[last.j_end - 1].last_word if last.j_end > first.j else word_at
        pairs.append(Pair(_kind(group, wanted, said), script_at, script_end, word_at, word_end))
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


def _joined(pairs: Sequence[Pair]) -> list[Pair]:
    """Neighbours that were missed, added or changed together become one."""
    joined: list[Pair] = []
    for pair in pairs:
        if joined and joined[-1].kind == pair.kind and pair.kind in ("missed", "added", "changed"):
            before = joined[-1]
            joined[-1] = Pair(
                pair.kind, before.script_first, pair.script_last, before.first_word, pair.last_word
            )
        else:
            joined.append(pair)
    return joined
