"""All patterns of all packs as one machine, so that cost hardly grows with their number.

The machine follows all patterns at once through the graph they were merged into, one word after the
other, and says where a match of which pattern ends; its beginning is then looked for with that one
pattern, which is rare and short.
A gap costs nothing while it lasts: what follows it is kept with the last word at which it may come.
Of nearly every pair of words something begins, mostly the same: what a pair leads to is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple, cast

from rehearse.analysis.digit_words import is_number_token
from rehearse.analysis.inflect import looks_plural
from rehearse.analysis.pattern_graph import Graph
from rehearse.analysis.pattern_nodes import Node

#: What is remembered of words before it is forgotten and learnt anew, in places that words lead to:
#: bounds memory (some 30 MB).
MAX_KNOWN = 400_000

#: Words that nobody asks for are remembered up to this length.
_SHORT = 32

#: Nodes that wait before those are dropped whose time is over.
_MANY_WAITING = 64

#: By pattern, the ends of its matches: (where the sentence began, one past the last token).
Ends = Mapping[int, Sequence[tuple[int, int]]]


class Hit(NamedTuple):
    """A pattern's match: half-open range of tokens; its shortest form ends at `core_last`."""

    pattern: int
    first: int
    last: int
    core_last: int


class _Reached(NamedTuple):
    """What a word leads to, "n words on" being counted from the next word.

    `nodes` are to be left by the very next word; `waiting` lists (node, most) with words that may come
    before, `waiting_from` (node, fewest, most).  `accepts` are the patterns that end here,
    `accepts_later` lists (pattern, fewest, most) with those that end so many words on.
    `simple`: there are nodes alone.
    """

    nodes: frozenset[int]
    waiting: tuple[tuple[int, int], ...] = ()
    waiting_from: tuple[tuple[int, int, int], ...] = ()
    accepts: tuple[int, ...] = ()
    accepts_later: tuple[tuple[int, int, int], ...] = ()
    simple: bool = True


#: Where a word leads from which node: the targets, or what they come to once somebody asked.
_Table = dict[int, tuple[int, ...] | _Reached]


class _Symbol(NamedTuple):
    """A word as the machine sees it: where it leads from which node, and what begins with it."""

    name: str
    tables: tuple[_Table, ...]
    begins: _Reached
    #: By the name of the word after it, where that leads what begins here.
    pairs: dict[str, _Reached]


_NOTHING = _Reached(frozenset())

_OTHER = "\0other"
_NUMBER = "\0number"
_PLURAL = "\0plural"


class Automaton:
    """Finds every pattern in a sequence of tokens.  Threads may share one.

    `pattern` gives the compiled pattern of a number; it is asked for only when there is a match.
    """

    def __init__(self, graph: Graph, pattern: Callable[[int], Node]) -> None:
        self._graph = graph
        self._pattern = pattern
        # Per pattern, the words it may begin with; empty where it may begin with any.
        self._first_words: dict[int, frozenset[str]] = {}
        self._left: frozenset[int] | None = None
        # What numbers and plurals lead to: made when the first one comes by.
        self._alike: dict[str, _Table] = {}
        self._reached: dict[tuple[int, ...], _Reached] = {}
        self._symbols: dict[str, _Symbol] = {}
        self._n_known = 0

    def find(self, texts: Sequence[str], breaks: Sequence[bool] = ()) -> list[Hit]:
        """Longest matches of every pattern, none inside another of the same pattern.

        `breaks[i]` says that a written sentence ends after token i: no match runs across.
        """
        return self.locate(texts, self.scan(texts, breaks))

    def scan(self, texts: Sequence[str], breaks: Sequence[bool] = ()) -> Ends:
        """Where which patterns end; `locate` finds the whole matches of those that are of interest."""
        ends: dict[int, list[tuple[int, int]]] = {}
        symbols = self._symbols
        nodes: set[int] = set()
        last_at: dict[int, int] = {}  # by node that waits, the last token it may be left by
        from_then: dict[int, list[tuple[int, int]]] = {}
        accepted_at: dict[int, list[int]] = {}
        before: _Symbol | None = None
        begins = 0
        for at, text in enumerate(texts):
            if from_then:
                for node, last in from_then.pop(at, ()):
                    if last_at.get(node, -1) < last:
                        last_at[node] = last
            symbol = symbols.get(text) or self._symbol(text)
            reached: list[_Reached] = []
            if symbol.tables:
                if before is not None:
                    pair = before.pairs.get(symbol.name) or self._pair(before, symbol)
                    if pair is not _NOTHING:
                        reached.append(pair)
                for table in symbol.tables:
                    for node in table.keys() & nodes:
                        each = table[node]
                        reached.append(each if type(each) is _Reached else self._follow(table, node))
                    for node in table.keys() & last_at.keys():
                        if last_at[node] >= at:
                            each = table[node]
                            reached.append(each if type(each) is _Reached else self._follow(table, node))
            nodes = set()
            accepted: list[int] = accepted_at.pop(at, []) if accepted_at else []
            more = [symbol.begins]  # its nodes are left to the pair with the next word
            for each in reached:
                nodes |= each.nodes
                if not each.simple:
                    more.append(each)
            following = at + 1
            for _nodes, waiting, waiting_from, accepts, accepts_later, _simple in more:
                for node, most in waiting:
                    if last_at.get(node, -1) < following + most:
                        last_at[node] = following + most
                for node, fewest, most in waiting_from:
                    from_then.setdefault(following + fewest, []).append((node, following + most))
                accepted += accepts
                for pattern, fewest, most in accepts_later:
                    for place in range(at + fewest, following + most):
                        accepted_at.setdefault(place, []).append(pattern)
            if accepted:
                for pattern in set(accepted):
                    ends.setdefault(pattern, []).append((begins, following))
            before = symbol
            if breaks and breaks[at]:
                nodes, last_at, from_then, accepted_at, before = set(), {}, {}, {}, None
                begins = following
            elif len(last_at) > _MANY_WAITING:
                last_at = {node: last for node, last in last_at.items() if last > at}
        return ends

    def locate(self, texts: Sequence[str], ends: Ends) -> list[Hit]:
        """The matches that end so, in order of their beginning, the longest first."""
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
        if shortest == longest:
            # The machine has seen the whole of it, and there is one place it can begin at.
            limit = len(texts)
            for _begins, end in reversed(places):
                if end - longest < limit:
                    limit = end - longest
                    hits.append(Hit(pattern, limit, end, end))
            return
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

    # --- learning what words lead to

    def _symbol(self, text: str) -> _Symbol:
        """A word out of the patterns, or what all words like it are."""
        if self._n_known > MAX_KNOWN:
            self._symbols.clear()
            self._n_known = 0
        if text in self._graph.sets_of:
            name = text
        elif is_number_token(text):
            name = _NUMBER
        else:
            name = _PLURAL if looks_plural(text) else _OTHER
        symbol = self._symbols.get(name)
        if symbol is None:
            symbol = self._symbols[name] = self._new_symbol(name)
        if text != name and len(text) <= _SHORT:
            self._n_known += 1
            self._symbols[text] = symbol
        return symbol

    def _new_symbol(self, name: str) -> _Symbol:
        moves: dict[int, tuple[int, ...]] = {}
        for set_id in self._graph.sets_of.get(name, ()):
            pairs = self._graph.moves[set_id]
            for node, target in zip(pairs[::2], pairs[1::2], strict=True):
                moves[node] = (*moves[node], target) if node in moves else (target,)
        self._n_known += len(moves)
        tables = [
            cast(_Table, moves),
            self._table(_NUMBER) if name == _NUMBER or is_number_token(name) else {},
            self._table(_PLURAL) if name == _PLURAL or looks_plural(name) else {},
        ]
        tables = [table for table in tables if table]
        return _Symbol(name, tuple(tables), self._lead(tables, self._reach((0,)).nodes), {})

    def _table(self, name: str) -> _Table:
        known = self._alike.get(name)
        if known is None:
            table = self._graph.numbers if name == _NUMBER else self._graph.plurals
            known = self._alike[name] = {node: tuple(table[node]) for node in table}
        return known

    def _pair(self, before: _Symbol, symbol: _Symbol) -> _Reached:
        """Where `symbol` leads what began with `before`."""
        pair = before.pairs[symbol.name] = self._lead(symbol.tables, before.begins.nodes)
        self._n_known += 1 + len(pair.nodes)
        return pair

    def _lead(self, tables: Iterable[_Table], nodes: frozenset[int]) -> _Reached:
        """Where the tables lead from all nodes together."""
        return _joined([self._follow(table, node) for table in tables for node in table.keys() & nodes])

    def _follow(self, table: _Table, node: int) -> _Reached:
        targets = table[node]
        if not isinstance(targets, _Reached):
            targets = table[node] = self._reach(targets)
        return targets

    def _reach(self, targets: tuple[int, ...]) -> _Reached:
        """The targets and all that follows them without a word or after a gap."""
        known = self._reached.get(targets)
        if known is not None:
            return known
        graph = self._graph
        if self._left is None:
            self._left = frozenset().union(graph.sources(), graph.numbers, graph.plurals)
        pending = [(target, 0, 0) for target in targets]
        seen = set(pending)
        while pending:
            node, fewest, most = pending.pop()
            following = [(target, fewest, most) for target in graph.free.get(node, ())]
            gaps = graph.gaps.get(node, ())
            for low, high, target in zip(gaps[::3], gaps[1::3], gaps[2::3], strict=True):
                following.append((target, fewest + low, most + high))
            for place in following:
                if place not in seen:
                    seen.add(place)
                    pending.append(place)
        left = [place for place in seen if place[0] in self._left]
        ended = [
            (pattern, fewest, most) for node, fewest, most in seen for pattern in graph.accept.get(node, ())
        ]
        reached = _reached(
            frozenset(node for node, _fewest, most in left if not most),
            [(node, most) for node, fewest, most in left if most and not fewest],
            [place for place in left if place[1]],
            [pattern for pattern, fewest, _most in ended if not fewest],
            [(pattern, max(fewest, 1), most) for pattern, fewest, most in ended if most],
        )
        self._reached[targets] = reached
        return reached


def _reached(
    nodes: frozenset[int],
    waiting: Iterable[tuple[int, int]],
    waiting_from: Iterable[tuple[int, int, int]],
    accepts: Iterable[int],
    accepts_later: Iterable[tuple[int, int, int]],
) -> _Reached:
    found = _Reached(
        nodes,
        tuple(dict.fromkeys(waiting)),
        tuple(dict.fromkeys(waiting_from)),
        tuple(dict.fromkeys(accepts)),
        tuple(dict.fromkeys(accepts_later)),
    )
    if any(found[1:-1]):
        return found._replace(simple=False)
    return found if nodes else _NOTHING


def _joined(parts: Sequence[_Reached]) -> _Reached:
    if len(parts) == 1:
        return parts[0]
    return _reached(
        frozenset().union(*[part.nodes for part in parts]),
        chain.from_iterable([part.waiting for part in parts]),
        chain.from_iterable([part.waiting_from for part in parts]),
        chain.from_iterable([part.accepts for part in parts]),
        chain.from_iterable([part.accepts_later for part in parts]),
    )
