"""All patterns of all packs as one machine, so that cost hardly grows with their number.

Patterns are merged into one graph (common beginnings are shared) that is turned into a
deterministic machine lazily, as texts come by: after a while every word costs one look-up.
The machine says where a match of which pattern ends; its beginning is then looked for with that
one pattern, which is rare and short.
"""

from __future__ import annotations

import base64
import sys
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from typing import Any, NamedTuple

from rehearse.analysis.digit_words import is_number_token
from rehearse.analysis.inflect import looks_plural
from rehearse.analysis.pattern_nodes import Choice, Gap, Node, Number, Plural, Sequence_, Words

#: States kept before the machine is forgotten and grown anew, which bounds memory (about 10 MB).
MAX_STATES = 20_000

#: The same for packs with very large states: nodes and transitions in all states together.
MAX_WEIGHT = 1_000_000

_OTHER = "\0other"
_NUMBER = "\0number"
_PLURAL = "\0plural"


class Hit(NamedTuple):
    """A pattern's match: half-open range of tokens; its shortest form ends at `core_last`."""

    pattern: int
    first: int
    last: int
    core_last: int


class _Rows:
    """Rows of numbers kept as one array, which is read much faster than one list a row."""

    __slots__ = ("flat", "starts")

    def __init__(self, starts: array[int], flat: array[int]) -> None:
        if not starts or starts[-1] != len(flat):
            raise ValueError("the lengths of the rows do not fit what is in them")
        self.starts, self.flat = starts, flat

    def __getitem__(self, row: int) -> array[int]:
        return self.flat[self.starts[row] : self.starts[row + 1]]

    def lists(self) -> list[list[int]]:
        """All rows at once: cheaper than one by one."""
        flat = self.flat.tolist()
        return [flat[first:last] for first, last in pairwise(self.starts.tolist())]


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


_TABLES = ("numbers", "plurals", "any", "free", "accept")


@dataclass(slots=True)
class Graph:
    """All patterns merged: plain tables, so that they can be stored and loaded.

    `sets_of` gives for every word the word sets it is in, by number.
    `moves[s]` holds pairs (node, target) one after the other for the words of set s; the other tables
    list targets by node: by a number, by a plural, by any word, and without a word.  `accept` lists the
    patterns that end.
    """

    sets_of: dict[str, list[int]]
    n_nodes: int
    moves: list[list[int]] | _Rows
    numbers: dict[int, list[int]]
    plurals: dict[int, list[int]]
    any: dict[int, list[int]]
    free: dict[int, list[int]]
    accept: dict[int, list[int]]
    reach: list[list[int]] | _Rows

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
            name: dict(zip(_unpack(keys).tolist(), _unpack_rows(rows).lists(), strict=True))
            for name in _TABLES
            for keys, *rows in (data[name],)
        }
        words = data["words"].split(" ")
        return cls(
            sets_of=dict(zip(words, _unpack_rows(data["sets_of"]).lists(), strict=True))
            if data["words"]
            else {},
            n_nodes=data["n_nodes"],
            moves=_unpack_rows(data["moves"]),
            reach=_unpack_rows(data["reach"]),
            **tables,
        )


class GraphBuilder:
    """Merges patterns into a graph; common beginnings become one."""

    def __init__(self) -> None:
        self._moves: list[list[int]] = []
        self._reach: list[list[int]] = []
        self.graph = Graph({}, 0, self._moves, {}, {}, {}, {}, {}, self._reach)
        self._set_ids: dict[frozenset[str], int] = {}
        self._shared: dict[tuple[int, frozenset[str] | tuple[int, int] | int], int] = {}
        self._root = self._node()

    def add(self, pattern: Node) -> None:
        """Patterns are numbered in the order they are added; node 0 is where all begin."""
        graph = self.graph
        end = self._add(self._root, pattern)
        graph.accept.setdefault(end, []).append(len(self._reach))
        self._reach.append([pattern.shortest(), pattern.longest()])

    @property
    def n_nodes(self) -> int:
        return self.graph.n_nodes

    def _node(self) -> int:
        self.graph.n_nodes += 1
        return self.graph.n_nodes - 1

    def _add(self, start: int, node: Node) -> int:
        """Add `node` after `start`; the node where it ends."""
        # Equal word sets and gaps are one part; compiled word lists are one object wherever they are used.
        part: frozenset[str] | tuple[int, int] | int = id(node)
        if isinstance(node, Words):
            part = node.words
        elif isinstance(node, Gap):
            part = (node.low, node.high)
        key = (start, part)
        known = self._shared.get(key)
        if known is None:
            known = self._shared[key] = self._add_new(start, node)
        return known

    def _add_new(self, start: int, node: Node) -> int:
        graph = self.graph
        if isinstance(node, Sequence_):
            for part in node.parts:
                start = self._add(start, part)
            return start
        if isinstance(node, Gap):
            end = self._node()
            place = start
            for count in range(node.high):
                if count >= node.low:
                    graph.free.setdefault(place, []).append(end)
                following = self._node()
                graph.any.setdefault(place, []).append(following)
                place = following
            graph.free.setdefault(place, []).append(end)
            return end
        end = self._node()
        if isinstance(node, Words):
            self._moves[self._set_id(node.words)] += (start, end)
        elif isinstance(node, Number):
            graph.numbers.setdefault(start, []).append(end)
            graph.numbers.setdefault(end, []).append(end)
        elif isinstance(node, Plural):
            graph.plurals.setdefault(start, []).append(end)
        else:
            assert isinstance(node, Choice)
            if node.optional:
                graph.free.setdefault(start, []).append(end)
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
                self.graph.free.setdefault(self._add(place, last), []).append(end)

    def _set_id(self, words: frozenset[str]) -> int:
        set_id = self._set_ids.get(words)
        if set_id is None:
            set_id = self._set_ids[words] = len(self._set_ids)
            self._moves.append([])
            for word in words:
                self.graph.sets_of.setdefault(word, []).append(set_id)
        return set_id


class _State:
    __slots__ = ("accepts", "next", "nodes")

    def __init__(self, nodes: frozenset[int], accepts: tuple[int, ...]) -> None:
        self.nodes = nodes
        self.accepts = accepts
        self.next: dict[str, _State] = {}


class Automaton:
    """Finds every pattern in a sequence of tokens.  Threads may share one.

    `pattern` gives the compiled pattern of a number; it is asked for only when there is a match.
    """

    def __init__(self, graph: Graph, pattern: Callable[[int], Node]) -> None:
        self._graph = graph
        self._pattern = pattern
        # Per pattern, the words it may begin with; empty where it may begin with any.
        self._first_words: dict[int, frozenset[str]] = {}
        # Where nodes lead: what follows without a word is followed once for every target.
        self._closed: dict[int, frozenset[int]] = {}
        self._moves: dict[str, dict[int, frozenset[int]]] = {}
        self._any, self._numbers, self._plurals = map(frozenset, (graph.any, graph.numbers, graph.plurals))
        self._beyond: dict[tuple[str, int], frozenset[int]] = {}
        self._accepting = frozenset(graph.accept)
        self._roots = self._closure(0)
        self._entry: dict[str, frozenset[int]] = {}
        self._forget()

    def _forget(self) -> None:
        self._states: dict[frozenset[int], _State] = {}
        self._weight = 0
        self._start = self._state(frozenset())

    def find(self, texts: Sequence[str], breaks: Sequence[bool] = ()) -> list[Hit]:
        """Longest matches of every pattern, none inside another of the same pattern.

        `breaks[i]` says that a written sentence ends after token i: no match runs across.
        """
        ends: dict[int, list[tuple[int, int]]] = {}
        vocabulary = self._graph.sets_of
        state = self._start
        begins = 0
        for at, text in enumerate(texts):
            if text in vocabulary:
                symbol = text
            elif is_number_token(text):
                symbol = _NUMBER
            else:
                symbol = _PLURAL if looks_plural(text) else _OTHER
            following = state.next.get(symbol)
            if following is None:
                following = self._step(state, symbol)
            state = following
            for pattern in state.accepts:
                ends.setdefault(pattern, []).append((begins, at + 1))
            if breaks and breaks[at]:
                state = self._start
                begins = at + 1
        hits: list[Hit] = []
        for pattern, places in ends.items():
            self._locate(pattern, texts, places, hits)
        hits.sort(key=lambda hit: (hit.first, -hit.last, hit.pattern))
        return hits

    def _locate(
        self, pattern: int, texts: Sequence[str], places: Sequence[tuple[int, int]], hits: list[Hit]
    ) -> None:
        """Where the matches begin that end at `places`, each with the place it may begin at."""
        shortest, longest = self._graph.reach[pattern]
        node = self._pattern(pattern)
        first_words = self._first_words.get(pattern)
        if first_words is None:
            words: set[str] = set()
            first_words = self._first_words[pattern] = frozenset(words if node.begins(words) else ())
        found: dict[int, set[int]] = {}
        limit = len(texts)
        # From the last end backwards: whatever begins no earlier than a later hit lies inside it.
        for begins, end in reversed(places):
            for first in range(max(begins, end - longest), min(end - shortest + 1, limit)):
                if first_words and texts[first] not in first_words:
                    continue
                reached = found.get(first)
                if reached is None:
                    reached = found[first] = node.ends(texts, first)
                if end in reached:
                    hits.append(Hit(pattern, first, end, min(reached)))
                    limit = first
                    break

    # --- growing the machine

    def _closure(self, node: int) -> frozenset[int]:
        """The node and all that follow it without a word."""
        known = self._closed.get(node)
        if known is None:
            free = self._graph.free
            nodes, pending = {node}, [node]
            while pending:
                for following in free.get(pending.pop(), ()):
                    if following not in nodes:
                        nodes.add(following)
                        pending.append(following)
            known = self._closed[node] = frozenset(nodes)
        return known

    def _state(self, nodes: frozenset[int]) -> _State:
        state = self._states.get(nodes)
        if state is None:
            accepts = sorted({p for node in nodes & self._accepting for p in self._graph.accept[node]})
            state = self._states[nodes] = _State(nodes, tuple(accepts))
            self._weight += len(nodes)
        return state

    def _step(self, state: _State, symbol: str) -> _State:
        self._weight += 1
        if len(self._states) > MAX_STATES or self._weight > MAX_WEIGHT:
            self._forget()
        reached = set(self._entering(symbol))
        self._lead(symbol, state.nodes, reached)
        for node in state.nodes & self._any:
            reached |= self._past("any", node)
        following = self._state(frozenset(reached))
        state.next[symbol] = following
        return following

    def _entering(self, symbol: str) -> frozenset[int]:
        """Nodes reached when a match begins with `symbol`; none begins with a gap."""
        known = self._entry.get(symbol)
        if known is None:
            reached: set[int] = set()
            self._lead(symbol, self._roots, reached)
            known = self._entry[symbol] = frozenset(reached)
        return known

    def _lead(self, symbol: str, nodes: frozenset[int], reached: set[int]) -> None:
        """Add where `symbol` leads from `nodes`, gaps left out."""
        moves = self._moves_by(symbol)
        for node in moves.keys() & nodes:
            reached |= moves[node]
        if symbol == _NUMBER or is_number_token(symbol):
            for node in nodes & self._numbers:
                reached |= self._past("numbers", node)
        if symbol == _PLURAL or looks_plural(symbol):
            for node in nodes & self._plurals:
                reached |= self._past("plurals", node)

    def _past(self, table: str, node: int) -> frozenset[int]:
        """Where a number, a plural or any word leads from the node."""
        key = (table, node)
        known = self._beyond.get(key)
        if known is None:
            targets: Sequence[int] = getattr(self._graph, table)[node]
            known = self._beyond[key] = frozenset().union(*map(self._closure, targets))
        return known

    def _moves_by(self, symbol: str) -> dict[int, frozenset[int]]:
        """Every node that the word leads on from, and where to."""
        known = self._moves.get(symbol)
        if known is None:
            targets: dict[int, set[int]] = {}
            for set_id in self._graph.sets_of.get(symbol, ()):
                pairs = self._graph.moves[set_id]
                for node, target in zip(pairs[::2], pairs[1::2], strict=True):
                    targets.setdefault(node, set()).update(self._closure(target))
            known = self._moves[symbol] = {node: frozenset(ends) for node, ends in targets.items()}
        return known
