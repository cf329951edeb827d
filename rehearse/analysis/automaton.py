"""All patterns of all packs as one machine, so that cost hardly grows with their number.

Patterns are merged into one graph (common beginnings are shared) that is turned into a
deterministic machine lazily, as texts come by: after a while every word costs one look-up.
The machine says where a match of which pattern ends; its beginning is then looked for with that
one pattern, which is rare and short.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rehearse.analysis.digit_words import is_number_token
from rehearse.analysis.pattern import Choice, Gap, Node, Number, Sequence_, Words

#: States kept before the machine is forgotten and grown anew, which bounds memory (about 10 MB).
MAX_STATES = 20_000

_OTHER = "\0other"
_NUMBER = "\0number"


class Hit(NamedTuple):
    """A pattern's match: half-open range of tokens."""

    pattern: int
    first: int
    last: int


class _State:
    __slots__ = ("accepts", "next", "nodes")

    def __init__(self, nodes: frozenset[int], accepts: tuple[int, ...]) -> None:
        self.nodes = nodes
        self.accepts = accepts
        self.next: dict[str, _State] = {}


class Automaton:
    """Finds every pattern in a sequence of tokens.  Threads may share one."""

    def __init__(self, patterns: Sequence[Node]) -> None:
        self._patterns = patterns
        self._reach = [(p.shortest(), p.longest()) for p in patterns]
        # Per node of the graph: transitions by word, by number, by any word, and free ones.
        self._words: list[dict[str, list[int]]] = []
        self._number: list[list[int]] = []
        self._any: list[list[int]] = []
        self._free: list[list[int]] = []
        self._accept: dict[int, list[int]] = {}
        self._vocabulary: set[str] = set()
        self._shared: dict[tuple[int, frozenset[str] | int], int] = {}
        root = self._node()
        for index, pattern in enumerate(patterns):
            end = self._add(root, pattern)
            self._accept.setdefault(end, []).append(index)
        self._root = self._closure({root})
        self._first_by_word, self._first_by_number = self._index_root()
        self._entry: dict[str, frozenset[int]] = {}
        self._forget()

    def _forget(self) -> None:
        self._states: dict[frozenset[int], _State] = {}
        self._start = self._state(frozenset())

    def find(self, texts: Sequence[str], breaks: Sequence[bool] = ()) -> list[Hit]:
        """Longest matches of every pattern, none inside another of the same pattern.

        `breaks[i]` says that a written sentence ends after token i: no match runs across.
        """
        hits: list[Hit] = []
        vocabulary = self._vocabulary
        state = self._start
        begins = 0
        for at, text in enumerate(texts):
            if text in vocabulary:
                symbol = text
            else:
                symbol = _NUMBER if is_number_token(text) else _OTHER
            following = state.next.get(symbol)
            if following is None:
                following = self._step(state, symbol)
            state = following
            for pattern in state.accepts:
                self._locate(pattern, texts, begins, at + 1, hits)
            if breaks and breaks[at]:
                state = self._start
                begins = at + 1
        return _outermost(hits)

    def _locate(
        self, pattern: int, texts: Sequence[str], begins: int, end: int, hits: list[Hit]
    ) -> None:
        shortest, longest = self._reach[pattern]
        node = self._patterns[pattern]
        for first in range(max(begins, end - longest), end - shortest + 1):
            if end in node.ends(texts, first):
                hits.append(Hit(pattern, first, end))
                return

    # --- building the graph

    def _node(self) -> int:
        self._words.append({})
        self._number.append([])
        self._any.append([])
        self._free.append([])
        return len(self._words) - 1

    def _add(self, start: int, node: Node) -> int:
        """Add `node` after `start`; the node where it ends."""
        key = (start, _shape(node))
        known = self._shared.get(key)
        if known is not None:
            return known
        end = self._add_new(start, node)
        self._shared[key] = end
        return end

    def _add_new(self, start: int, node: Node) -> int:
        if isinstance(node, Words):
            end = self._node()
            self._vocabulary |= node.words
            for word in node.words:
                self._words[start].setdefault(word, []).append(end)
            return end
        if isinstance(node, Number):
            end = self._node()
            self._number[start].append(end)
            self._number[end].append(end)
            return end
        if isinstance(node, Gap):
            end = self._node()
            place = start
            for count in range(node.high):
                if count >= node.low:
                    self._free[place].append(end)
                following = self._node()
                self._any[place].append(following)
                place = following
            self._free[place].append(end)
            return end
        if isinstance(node, Sequence_):
            for part in node.parts:
                start = self._add(start, part)
            return start
        assert isinstance(node, Choice)
        end = self._node()
        if node.optional:
            self._free[start].append(end)
        for branch in node.branches:
            self._free[self._add(start, branch)].append(end)
        return end

    def _closure(self, nodes: set[int]) -> frozenset[int]:
        pending = list(nodes)
        while pending:
            for following in self._free[pending.pop()]:
                if following not in nodes:
                    nodes.add(following)
                    pending.append(following)
        return frozenset(nodes)

    def _index_root(self) -> tuple[dict[str, set[int]], set[int]]:
        by_word: dict[str, set[int]] = {}
        by_number: set[int] = set()
        for node in self._root:
            for word, targets in self._words[node].items():
                by_word.setdefault(word, set()).update(targets)
            by_number.update(self._number[node])
        return by_word, by_number

    # --- growing the machine

    def _state(self, nodes: frozenset[int]) -> _State:
        state = self._states.get(nodes)
        if state is None:
            accepts = sorted({p for node in nodes for p in self._accept.get(node, ())})
            state = self._states[nodes] = _State(nodes, tuple(accepts))
        return state

    def _step(self, state: _State, symbol: str) -> _State:
        if len(self._states) > MAX_STATES:
            self._forget()
        is_number = symbol == _NUMBER or (symbol != _OTHER and is_number_token(symbol))
        reached: set[int] = set()
        for node in state.nodes:
            targets = self._words[node].get(symbol)
            if targets is not None:
                reached.update(targets)
            if is_number:
                reached.update(self._number[node])
            reached.update(self._any[node])
        reached = set(self._closure(reached))
        reached |= self._entering(symbol, is_number)
        following = self._state(frozenset(reached))
        state.next[symbol] = following
        return following

    def _entering(self, symbol: str, is_number: bool) -> frozenset[int]:
        """Nodes reached when a match begins with `symbol`."""
        known = self._entry.get(symbol)
        if known is None:
            nodes = set(self._first_by_word.get(symbol, ()))
            if is_number:
                nodes |= self._first_by_number
            known = self._entry[symbol] = self._closure(nodes)
        return known


def _shape(node: Node) -> frozenset[str] | int:
    """Equal for equal parts: single words by their set, everything else by identity.

    Compiled word lists are one object wherever they are used, so identity serves them.
    """
    return node.words if isinstance(node, Words) else id(node)


def _outermost(hits: list[Hit]) -> list[Hit]:
    """Without the hits that lie inside another one of the same pattern."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.pattern, hit.first, -hit.last)):
        if kept and kept[-1].pattern == hit.pattern and hit.last <= kept[-1].last:
            continue
        kept.append(hit)
    kept.sort(key=lambda hit: (hit.first, -hit.last))
    return kept
