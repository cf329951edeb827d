"""The cheapest way to lay atoms of a message beside those of a script.

A table of all pairs is filled and walked back (Gotoh 1982: a stretch costs something to begin, so that
matching words stay together).
Where the table would be too large, long common stretches are found first and only what lies between
them is laid out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from rehearse.script.likeness import alike, same_sound, sound_of

PairKind = Literal["same", "alike", "changed", "missed", "added", "slot"]

#: Cells of the tables of one alignment, about 0.5 µs each.  What does not fit is missed and added.
MAX_CELLS = 100_000
#: In a large text a common stretch of so many atoms is taken as found.
_ANCHOR = 4
#: So many atoms of an equal beginning or end are laid out again, for a better cut may lie among them.
_BACK_OFF = 8

# Costs, a missed or an added word being 100.
_GAP, _BLOCK = 100, 15
_OPTIONAL = 20
_ALIKE, _JOINED = 10, 12
_OTHER_FORM, _OTHER_WORD, _OTHER_SORT = 130, 150, 195
_SLOT, _SLOT_EMPTY, _SLOT_WORD, _SLOT_DIGIT = 5, 60, 12, 6
#: So many words fill a slot; digits do not count.  Further ones cost as much as added ones.
SLOT_WORDS = 6
_SLOT_REACH = 24
_FAR = 10**9


class Atom(NamedTuple):
    """What is compared.  `other` is a second form of the same ("for" may be a misheard "4").

    `first_word` and `last_word` (one past) are the words it stands in.
    `optional`: said or left out, it changes nothing ("dash" inside a number).
    `slot`: fits whatever is said.
    """

    text: str
    first_word: int
    last_word: int
    other: str = ""
    optional: bool = False
    slot: bool = False


class Link(NamedTuple):
    """Atoms `i` to `i_end` of the script beside atoms `j` to `j_end` of the message, half-open."""

    kind: PairKind
    i: int
    i_end: int
    j: int
    j_end: int


class Table:
    """`links` holds every atom of both sides exactly once, in order."""

    def __init__(self, wanted: Sequence[Atom], said: Sequence[Atom]) -> None:
        self.wanted, self.said = wanted, said
        self._cells = MAX_CELLS
        self._alike: dict[str, set[str]] = {}
        self._one_for_two: dict[str, set[str]] = {}
        self._two_for_one: dict[str, set[str]] = {}

    def links(self) -> list[Link]:
        wanted, said = self.wanted, self.said
        n, m = len(wanted), len(said)
        start = 0
        while start < min(n, m) and _equal(wanted[start], said[start]):
            start += 1
        if start == n == m:
            return _equal_links(0, 0, n)
        start = max(0, start - _BACK_OFF)
        tail = 0
        while tail < min(n, m) - start and _equal(wanted[n - 1 - tail], said[m - 1 - tail]):
            tail += 1
        tail = max(0, tail - _BACK_OFF)
        self._compare_words(wanted[start : n - tail], said[start : m - tail])
        return [
            *_equal_links(0, 0, start),
            *self._between(start, n - tail, start, m - tail, _ANCHOR),
            *_equal_links(n - tail, m - tail, tail),
        ]

    def _compare_words(self, wanted: Sequence[Atom], said: Sequence[Atom]) -> None:
        words = {atom.text for atom in wanted if not atom.slot and not atom.text.isdecimal()}
        others = {atom.text for atom in said if not atom.text.isdecimal()}
        if len(words) * len(others) <= MAX_CELLS:
            self._alike = alike(words, others)
            self._one_for_two = same_sound(words, _twins(said))
            self._two_for_one = same_sound(_twins(wanted), others)

    def _between(self, i: int, i_end: int, j: int, j_end: int, anchor: int) -> list[Link]:
        if i == i_end or j == j_end:
            return _unpaired(self.wanted, i, i_end, j, j_end)
        cells = (i_end - i + 1) * (j_end - j + 1)
        if cells <= self._cells:
            self._cells -= cells
            return _Layout(self, i, i_end, j, j_end).links()
        if not anchor:
            return _unpaired(self.wanted, i, i_end, j, j_end)
        found: list[Link] = []
        for a, b, size in self._stretches(i, i_end, j, j_end):
            if size >= anchor:
                found += self._between(i, a, j, b, anchor // 4)
                found += _equal_links(a, b, size)
                i, j = a + size, b + size
        return found + self._between(i, i_end, j, j_end, anchor // 4)

    def _stretches(self, i: int, i_end: int, j: int, j_end: int) -> list[tuple[int, int, int]]:
        """Equal stretches of a longest common subsequence: (place, place, length)."""
        from rapidfuzz.distance import LCSseq

        one = [f"\0{k}" if atom.slot else atom.text for k, atom in enumerate(self.wanted[i:i_end])]
        other = [atom.text for atom in self.said[j:j_end]]
        blocks = LCSseq.opcodes(one, other)
        return [
            (i + b.src_start, j + b.dest_start, b.src_end - b.src_start) for b in blocks if b.tag == "equal"
        ]

    def near(self, atom: Atom, other: Atom) -> bool:
        """Whether two atoms that differ may be the same."""
        return (
            other.text in self._alike.get(atom.text, ())
            or other.text == atom.other
            or other.other == atom.text
        )

    def near_texts(self, atom: Atom) -> Iterable[str]:
        near = self._alike.get(atom.text, set())
        return near | {atom.other} if atom.other else near

    def one_for_two(self, text: str) -> Iterable[str]:
        """What two words of the message together may sound like, for one word of the script."""
        return (text, *self._one_for_two.get(text, ()))

    def two_for_one(self, text: str) -> Iterable[str]:
        return (text, *self._two_for_one.get(text, ()))


def _twin(first: Atom, second: Atom) -> str:
    """Two neighbours as one word ("voice", "mail"); empty where they cannot be one."""
    tail = second.text.lstrip("'")
    fit = first.text[:1].isalpha() and tail[:1].isalpha() and not first.slot and not second.slot
    return first.text + tail if fit else ""


def _twins(atoms: Sequence[Atom]) -> set[str]:
    return {_twin(a, b) for a, b in pairwise(atoms)} - {""}


def _equal(one: Atom, other: Atom) -> bool:
    return one.text == other.text and not one.slot


def _equal_links(i: int, j: int, size: int) -> list[Link]:
    return [Link("same", i + k, i + k + 1, j + k, j + k + 1) for k in range(size)]


def _unpaired(wanted: Sequence[Atom], i: int, i_end: int, j: int, j_end: int) -> list[Link]:
    links = [Link("slot" if wanted[k].slot else "missed", k, k + 1, j, j) for k in range(i, i_end)]
    return links + [Link("added", i_end, i_end, k, k + 1) for k in range(j, j_end)]


class _Layout:
    """One table.  `met[i][j]` ends with atoms beside each other, `gap[i][j]` with one left alone."""

    def __init__(self, table: Table, i: int, i_end: int, j: int, j_end: int) -> None:
        self._table, self._i0, self._j0 = table, i, j
        self._wanted, self._said = table.wanted[i:i_end], table.said[j:j_end]
        self._places: dict[str, list[int]] = {}
        self._starts: dict[str, list[int]] = {}
        self._others: dict[str, list[int]] = {}
        self._twin_places: dict[str, list[int]] = {}
        for place, atom in enumerate(self._said):
            self._places.setdefault(atom.text, []).append(place)
            if not atom.text.isdecimal():
                self._starts.setdefault(sound_of(atom.text[:4])[:2], []).append(place)
            if atom.other:
                self._others.setdefault(atom.other, []).append(place)
            if place:
                self._twin_places.setdefault(_twin(self._said[place - 1], atom), []).append(place)
        self._twin_places.pop("", None)
        self._for_word = [_OTHER_SORT if a.text.isdecimal() else _OTHER_WORD for a in self._said]
        self._for_digit = [_OTHER_FORM if a.text.isdecimal() else _OTHER_SORT for a in self._said]
        self._gaps = [_OPTIONAL if atom.optional else _GAP for atom in self._said]
        self._costs: dict[Atom, list[int]] = {}
        self.met: list[list[int]] = []
        self.gap: list[list[int]] = []

    def links(self) -> list[Link]:
        met, gap = [0], [_FAR]
        for cost in self._gaps:
            gap.append(min(met[-1], gap[-1]) + cost)
            met.append(_FAR)
        self.met, self.gap = [met], [gap]
        for i, atom in enumerate(self._wanted, start=1):
            up_met, up_gap = self.met[-1], self.gap[-1]
            if atom.slot:
                met = self._slot_row(up_met, up_gap)
            else:
                costs = self._row_costs(atom)
                pairs = zip(up_met, up_gap, costs, strict=False)
                met = [_FAR, *[(a if a <= b + _BLOCK else b + _BLOCK) + c for a, b, c in pairs]]
                for j, rows, columns in self._joins(i):
                    met[j] = min(met[j], self._before(i - rows, j - columns) + _JOINED)
            missing = self._missing(atom)
            down = [(a if a < b else b) + missing for a, b in zip(up_met, up_gap, strict=True)]
            gap = [down[0]]
            best = down[0]  # of both tables, one column to the left; nothing is met in column 0
            for from_above, cost, here in zip(down[1:], self._gaps, met[1:], strict=True):
                across = best + cost
                best = across if across < from_above else from_above
                gap.append(best)
                if here < best:
                    best = here
            self.met.append(met)
            self.gap.append(gap)
        return self._walked()

    @staticmethod
    def _missing(atom: Atom) -> int:
        return _SLOT_EMPTY if atom.slot else _OPTIONAL if atom.optional else _GAP

    def _before(self, i: int, j: int) -> int:
        return min(self.met[i][j], self.gap[i][j] + _BLOCK)

    def _row_costs(self, atom: Atom) -> list[int]:
        """What it costs to take `atom` for each of the atoms said."""
        costs = self._costs.get(atom)
        if costs is None:
            digit = atom.text.isdecimal()
            costs = (self._for_digit if digit else self._for_word).copy()
            for place in () if digit else self._starts.get(sound_of(atom.text[:4])[:2], ()):
                costs[place] = _OTHER_FORM
            for text in self._table.near_texts(atom):
                for place in self._places.get(text, ()):
                    costs[place] = _ALIKE
            for place in self._others.get(atom.text, ()):
                costs[place] = _ALIKE
            for place in self._places.get(atom.text, ()):
                costs[place] = 0
            self._costs[atom] = costs
        return costs

    def _slot_row(self, up_met: list[int], up_gap: list[int]) -> list[int]:
        before = [min(pair) for pair in zip(up_met, up_gap, strict=True)]
        columns = range(1, len(before))
        return [_FAR, *(min(before[j - k] + cost for k, cost in self._fillings(j)) for j in columns)]

    def _fillings(self, j: int) -> Iterable[tuple[int, int]]:
        """(how many atoms, cost) of what may fill a slot up to column `j`."""
        cost, n_words = _SLOT, 0
        for k in range(1, min(j, _SLOT_REACH) + 1):
            atom = self._said[j - k]
            if atom.text.isdecimal():
                cost += _SLOT_DIGIT
            else:
                n_words += 1
                # An "um" is left outside where it can be.
                cost += _GAP if atom.optional or n_words > SLOT_WORDS else _SLOT_WORD
            yield k, cost

    def _joins(self, i: int) -> Iterable[tuple[int, int, int]]:
        """(column, rows, columns) where two words of one side may be one of the other."""
        atom = self._wanted[i - 1]
        for text in self._table.one_for_two(atom.text):
            for place in self._twin_places.get(text, ()):
                yield place + 1, 1, 2
        twin = _twin(self._wanted[i - 2], atom) if i > 1 else ""
        if twin:
            for text in self._table.two_for_one(twin):
                for place in self._places.get(text, ()):
                    yield place + 1, 2, 1

    def _walked(self) -> list[Link]:
        """Back from the last cell to the first."""
        i, j = len(self._wanted), len(self._said)
        in_gap = self.gap[i][j] < self.met[i][j]
        links: list[Link] = []
        while i or j:
            rows, columns, block = self._step(i, j, in_gap)
            links.append(self._link(in_gap, i - rows, i, j - columns, j))
            i, j = i - rows, j - columns
            in_gap = self.gap[i][j] + block < self.met[i][j]
        return links[::-1]

    def _step(self, i: int, j: int, in_gap: bool) -> tuple[int, int, int]:
        """How the cheapest path came to a cell: rows up, columns back, what a gap before it costs."""
        if in_gap:
            missing = self._missing(self._wanted[i - 1]) if i else 0
            if i and min(self.met[i - 1][j], self.gap[i - 1][j]) + missing == self.gap[i][j]:
                return 1, 0, 0
            return 0, 1, 0
        value, atom = self.met[i][j], self._wanted[i - 1]
        if atom.slot:
            for k, cost in self._fillings(j):
                if min(self.met[i - 1][j - k], self.gap[i - 1][j - k]) + cost == value:
                    return 1, k, 0
        if self._before(i - 1, j - 1) + self._row_costs(atom)[j - 1] == value:
            return 1, 1, _BLOCK
        for column, rows, columns in self._joins(i):
            if column == j and self._before(i - rows, j - columns) + _JOINED == value:
                return rows, columns, _BLOCK
        raise AssertionError("a cell of the table came from nowhere")

    def _link(self, in_gap: bool, i: int, i_end: int, j: int, j_end: int) -> Link:
        return Link(
            self._kind(in_gap, i, i_end, j, j_end),
            i + self._i0,
            i_end + self._i0,
            j + self._j0,
            j_end + self._j0,
        )

    def _kind(self, in_gap: bool, i: int, i_end: int, j: int, j_end: int) -> PairKind:
        if i < i_end and self._wanted[i].slot:
            return "slot"
        if in_gap:
            return "missed" if i < i_end else "added"
        if i_end - i != 1 or j_end - j != 1:
            return "alike"
        one, other = self._wanted[i], self._said[j]
        if one.text == other.text:
            return "same"
        return "alike" if self._table.near(one, other) else "changed"
