"""All patterns of all packs merged into one graph of plain tables, which can be stored and loaded."""

from __future__ import annotations

import base64
import sys
from array import array
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any, TypeVar

from rehearse.analysis.pattern_nodes import Choice, Gap, Node, Number, Plural, Sequence_, Words

_Key = TypeVar("_Key", str, int)


class _Rows:
    """Rows of numbers kept as one array, which is read much faster than one list a row."""

    __slots__ = ("flat", "starts")

    def __init__(self, starts: array[int], flat: array[int]) -> None:
        if not starts or starts[-1] != len(flat):
            raise ValueError("the lengths of the rows do not fit what is in them")
        self.starts, self.flat = starts, flat

    def __getitem__(self, row: int) -> array[int]:
        return self.flat[self.starts[row] : self.starts[row + 1]]


class _Table(Mapping[_Key, Sequence[int]]):
    """Rows by their keys.  A row is taken out when it is asked for: most of them never are."""

    __slots__ = ("_places", "_rows")

    def __init__(self, keys: Sequence[_Key], rows: _Rows) -> None:
        if len(keys) != len(rows.starts) - 1:
            raise ValueError("there are not as many keys as rows")
        self._places: dict[_Key, int] = dict(zip(keys, range(len(keys)), strict=True))
        self._rows = rows

    def __getitem__(self, key: _Key) -> array[int]:
        return self._rows[self._places[key]]

    def get(self, key: _Key, default: Any = None) -> Any:
        place = self._places.get(key)
        return default if place is None else self._rows[place]

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _pack(numbers: Iterable[int]) -> str:
    """Numbers as text that JSON reads at once: 32 bits each, low byte first, in base 64."""
    packed = array("i", numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return base64.b64encode(packed.tobytes()).decode("ascii")


def _unpack(text: str) -> array[int]:
    packed = array("i", base64.b64decode(text, validate=True))
    if sys.byteorder == "big":
        packed.byteswap()
    return packed


def _pack_rows(rows: Sequence[Sequence[int]]) -> list[str]:
    return [_pack([0, *accumulate(map(len, rows))]), _pack(chain.from_iterable(rows))]


def _unpack_rows(packed: Sequence[str]) -> _Rows:
    starts, flat = packed
    return _Rows(_unpack(starts), _unpack(flat))


_TABLES = ("numbers", "plurals", "gaps", "free", "accept")


@dataclass(slots=True)
class Graph:
    """All patterns merged: plain tables, so that they can be stored and loaded.

    `sets_of` gives for every word the word sets it is in, by number.
    `moves[s]` holds pairs (node, target) one after the other for the words of set s; the other tables
    list targets by node: by a number, by a plural, and without a word.  `gaps` holds (fewest words, most
    words, target) one after the other.  `accept` lists the patterns that end.
    """

    sets_of: Mapping[str, Sequence[int]]
    n_nodes: int
    moves: list[list[int]] | _Rows
    numbers: Mapping[int, Sequence[int]]
    plurals: Mapping[int, Sequence[int]]
    gaps: Mapping[int, Sequence[int]]
    free: Mapping[int, Sequence[int]]
    accept: Mapping[int, Sequence[int]]
    reach: list[list[int]] | _Rows

    def sources(self) -> set[int]:
        """The nodes that a word leads on from."""
        if isinstance(self.moves, _Rows):
            return set(self.moves.flat[::2])
        return {node for row in self.moves for node in row[::2]}

    def to_dict(self) -> dict[str, Any]:
        assert isinstance(self.moves, list), "only a graph that was built is stored"
        assert isinstance(self.reach, list)
        return {
            "words": " ".join(self.sets_of),
            "sets_of": _pack_rows(list(self.sets_of.values())),
            "n_nodes": self.n_nodes,
            "moves": _pack_rows(self.moves),
            **{
                name: [_pack(table), *_pack_rows(list(table.values()))]
                for name in _TABLES
                for table in (getattr(self, name),)
            },
            "reach": _pack_rows(self.reach),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Graph:
        tables = {
            name: _Table(_unpack(keys).tolist(), _unpack_rows(rows))
            for name in _TABLES
            for keys, *rows in (data[name],)
        }
        words = data["words"].split(" ") if data["words"] else []
        return cls(
            sets_of=_Table(words, _unpack_rows(data["sets_of"])),
            n_nodes=data["n_nodes"],
            moves=_unpack_rows(data["moves"]),
            reach=_unpack_rows(data["reach"]),
            **tables,
        )


class GraphBuilder:
    """Merges patterns into a graph; common beginnings become one.  `n_gap_places` adds up all gaps."""

    def __init__(self) -> None:
        self._moves: list[list[int]] = []
        self._reach: list[list[int]] = []
        self._sets_of: dict[str, list[int]] = {}
        self._numbers, self._plurals, self._gaps, self._free, self._accept = (
            dict[int, list[int]]() for _table in _TABLES
        )
        self.graph = Graph(
            self._sets_of,
            0,
            self._moves,
            self._numbers,
            self._plurals,
            self._gaps,
            self._free,
            self._accept,
            self._reach,
        )
        self._set_ids: dict[frozenset[str], int] = {}
        self._shared: dict[tuple[int, int], int] = {}
        # Equal parts have one number, wherever they were compiled.
        self._parts: dict[Hashable, int] = {}
        self._part_of: dict[int, tuple[int, Node]] = {}
        self.n_gap_places = 0
        self._root = self._node()

    def add(self, pattern: Node) -> None:
        """Patterns are numbered in the order they are added; node 0 is where all begin."""
        end = self._add(self._root, pattern)
        self._accept.setdefault(end, []).append(len(self._reach))
        self._reach.append([pattern.shortest(), pattern.longest()])

    @property
    def n_nodes(self) -> int:
        return self.graph.n_nodes

    def _node(self) -> int:
        self.graph.n_nodes += 1
        return self.graph.n_nodes - 1

    def _add(self, start: int, node: Node) -> int:
        """Add `node` after `start`; the node where it ends."""
        key = (start, self._part(node))
        known = self._shared.get(key)
        if known is None:
            known = self._shared[key] = self._add_new(start, node)
        return known

    def _part(self, node: Node) -> int:
        known = self._part_of.get(id(node))
        if known is not None:
            return known[0]
        made: Hashable
        if isinstance(node, Words):
            made = node.words
        elif isinstance(node, Gap):
            made = (node.low, node.high)
        elif isinstance(node, Sequence_):
            made = ("in order", *map(self._part, node.parts))
        elif isinstance(node, Choice):
            made = ("one of", node.optional, *sorted(map(self._part, node.branches)))
        else:
            made = type(node).__name__
        number = self._parts.setdefault(made, len(self._parts))
        # Kept with the node: a number is that of an object only while the object lives.
        self._part_of[id(node)] = (number, node)
        return number

    def _add_new(self, start: int, node: Node) -> int:
        if isinstance(node, Sequence_):
            for part in node.parts:
                start = self._add(start, part)
            return start
        end = self._node()
        if isinstance(node, Words):
            self._moves[self._set_id(node.words)] += (start, end)
        elif isinstance(node, Gap):
            self._gaps.setdefault(start, []).extend((node.low, node.high, end))
            self.n_gap_places += node.high
        elif isinstance(node, Number):
            self._numbers.setdefault(start, []).append(end)
            self._numbers.setdefault(end, []).append(end)
        elif isinstance(node, Plural):
            self._plurals.setdefault(start, []).append(end)
        else:
            assert isinstance(node, Choice)
            if node.optional:
                self._free.setdefault(start, []).append(end)
            self._add_branches(start, node, end)
        return end

    def _add_branches(self, start: int, choice: Choice, end: int) -> None:
        """All branches between two nodes: their last words lead to `end` without a detour."""
        for branch in choice.branches:
            place, last = start, branch
            if isinstance(branch, Sequence_):
                for part in branch.parts[:-1]:
                    place = self._add(place, part)
                last = branch.parts[-1]
            if isinstance(last, Words):
                self._moves[self._set_id(last.words)] += (place, end)
            elif isinstance(last, Choice) and not last.optional:
                self._add_branches(place, last, end)
            else:
                self._free.setdefault(self._add(place, last), []).append(end)

    def _set_id(self, words: frozenset[str]) -> int:
        set_id = self._set_ids.get(words)
        if set_id is None:
            set_id = self._set_ids[words] = len(self._set_ids)
            self._moves.append([])
            for word in words:
                self._sets_of.setdefault(word, []).append(set_id)
        return set_id
