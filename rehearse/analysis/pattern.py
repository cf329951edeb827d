"""The small language in which a rule says what it looks for, and how it is compiled.

    we can save you money         these words (contractions and hyphens as in tokens.py)
    (save|cut|bring down) costs   one of several
    [really|truly]                perhaps one of these
    *3                            up to three words of any kind; *1-3 one to three
    <number>  <money>  <percent>  <minutes>       a spoken or written number, sum, share, duration
    <plural>                      a word that looks like a plural noun: "wineries", "law firms"
    <we>                          a word list of that name (from lists.toml or from the pack)
    help~                         any form of the word: help, helps, helped, helping; also -ise for -ize

A pattern has bounds (length, size, gaps), so that no pack can make matching slow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rehearse.analysis.inflect import forms
from rehearse.analysis.pattern_nodes import Choice, Gap, Node, Number, Plural, Sequence_, Words
from rehearse.script.tokens import split_word

#: Bounds of one pattern.  The longest shipped pattern uses about a third of each.
MAX_CHARACTERS = 2000
MAX_TOKENS = 48
MAX_GAP = 12
MAX_PARTS = 3000
MAX_DEPTH = 12

_BUILT_IN = {
    "number": "<#>",
    "money": "(($|£|€) <#>|<#> [hundred|thousand|million] (dollars|dollar|bucks|cents|grand|pounds|euros))",
    "percent": "<#> percent",
    "minutes": (
        "(<#> (seconds|minutes|mins|minute)|[a] (few|couple [of]) (seconds|minutes|mins)|half [an] hour"
        "|(a|an) (minute|moment|second|hour|quarter of an hour)|an hour|five|ten|fifteen)"
    ),
}


_PIECE = re.compile(r"[()\[\]|]|<[^<>\s]*>|[<>]|[^\s()\[\]|<>]+")
_OPENING = frozenset("([")
_CLOSING = frozenset("|)]")

# "the offer's open": after a noun the token "'s" may stand for "is".
_IS = frozenset(("is", "'s"))


class PatternError(ValueError):
    """What is wrong with a pattern, in words."""


class PatternReader:
    """Compiles patterns that share word lists; a list is compiled once.

    A reader made by `with_lists` takes the lists it does not replace from the one it came from,
    compiled, so that they are one object in all packs.
    """

    def __init__(
        self, lists: Mapping[str, Sequence[str]] | None = None, parent: PatternReader | None = None
    ) -> None:
        self.own = dict(lists or {})
        self.parent = parent
        # A replaced list may be part of others, so that nothing compiled before can be kept.
        self._inherits = parent is not None and self.own.keys().isdisjoint(parent.lists)
        self._lists = {**parent.lists, **self.own} if parent is not None else self.own
        self._patterns: dict[str, Node] = {}
        self._compiled: dict[str, tuple[Node, int]] = {}
        self._broken: dict[str, str] = {}
        self._open: list[str] = []
        self._parts = 0

    def with_lists(self, lists: Mapping[str, Sequence[str]]) -> PatternReader:
        """A reader that knows these lists too (they win over the ones it had)."""
        return PatternReader(lists, self) if lists else self

    @property
    def lists(self) -> Mapping[str, Sequence[str]]:
        return self._lists

    def compile(self, pattern: str) -> Node:
        """Compile once; asked again, give the same object.  Raises PatternError."""
        node = self._patterns.get(pattern)
        if node is None:
            node = self._patterns[pattern] = self._checked(pattern)
        return node

    def _checked(self, pattern: str) -> Node:
        self._parts = 0
        node = self._compile(pattern, 0)
        if node.shortest() == 0:
            raise PatternError("it could match no words at all")
        if isinstance(node, Gap) or (isinstance(node, Sequence_) and isinstance(node.parts[0], Gap)):
            raise PatternError("it may not begin with a gap")
        if node.longest() > MAX_TOKENS:
            raise PatternError(f"it could match {node.longest()} words; at most {MAX_TOKENS} are allowed")
        return node

    def _compile(self, pattern: str, depth: int) -> Node:
        if len(pattern) > MAX_CHARACTERS:
            raise PatternError(f"it is longer than {MAX_CHARACTERS} characters")
        pieces = _pieces(pattern)
        node, at = self._sequence(pieces, 0, depth)
        if at != len(pieces):
            raise PatternError(f"there is a {pieces[at]!r} too many")
        return node

    def _count(self, n: int = 1) -> None:
        self._parts += n
        if self._parts > MAX_PARTS:
            raise PatternError("it has too many alternatives")

    def _sequence(self, pieces: list[str], at: int, depth: int) -> tuple[Node, int]:
        if depth > MAX_DEPTH:
            raise PatternError("it is nested too deeply")
        parts: list[Node] = []
        while at < len(pieces) and pieces[at] not in _CLOSING:
            piece = pieces[at]
            self._count()
            if piece in _OPENING:
                node, at = self._choice(pieces, at, depth)
                parts.append(node)
                continue
            if piece[0] == "*":
                parts.append(_gap(piece))
            elif piece[0] == "<":
                parts.append(self._slot(piece[1:-1], depth))
            else:
                parts.extend(_word(piece))
            at += 1
        if not parts:
            raise PatternError("an alternative or the whole of it is empty")
        return (parts[0] if len(parts) == 1 else Sequence_(tuple(parts))), at

    def _choice(self, pieces: list[str], at: int, depth: int) -> tuple[Node, int]:
        closing = ")" if pieces[at] == "(" else "]"
        branches: list[Node] = []
        while True:
            node, at = self._sequence(pieces, at + 1, depth + 1)
            branches.append(node)
            if at >= len(pieces):
                raise PatternError(f"a {closing!r} is missing")
            if pieces[at] == closing:
                return _choice(branches, optional=closing == "]"), at + 1
            if pieces[at] != "|":
                raise PatternError(f"there is a {pieces[at]!r} where a {closing!r} was expected")

    def _slot(self, name: str, depth: int) -> Node:
        if name == "#":
            return Number()
        if name == "plural":
            return Plural()
        node, parts = self._list(name, depth)
        self._count(parts)
        return node

    def _list(self, name: str, depth: int) -> tuple[Node, int]:
        """A word list and its parts, which count wherever it is used."""
        known = self._compiled.get(name)
        if known is None:
            if self.parent is not None and self._inherits and name not in self.own:
                known = self.parent._list(name, depth)
            else:
                known = self._compile_list(name, depth)
            self._compiled[name] = known
        return known

    def _compile_list(self, name: str, depth: int) -> tuple[Node, int]:
        """The same for the first time.

        A list is compiled by itself and a wrong one is remembered: else every pattern that uses a
        runaway list would pay for it again.
        """
        broken = self._broken.get(name)
        if broken is not None:
            raise PatternError(broken)
        items = self._lists.get(name)
        if items is None:
            built_in = _BUILT_IN.get(name)
            if built_in is None:
                raise PatternError(f"no word list is called <{name[:60]}>")
            items = (built_in,)
        if not items:
            raise PatternError(f"the word list <{name}> is empty")
        if name in self._open or depth + len(self._open) > MAX_DEPTH:
            raise PatternError(f"the word list <{name}> contains itself or is nested too deeply")
        outer = self._parts
        self._open.append(name)
        try:
            self._parts = 0
            self._count(len(items))
            node = _choice([self._compile(item, 0) for item in items], optional=False)
            return node, self._parts
        except PatternError as error:
            wrong = f"in the word list <{name[:60]}>: {error}"
            if len(self._open) == 1:
                self._broken[name] = wrong
            raise PatternError(wrong) from error
        finally:
            self._open.pop()
            self._parts = outer


@lru_cache(maxsize=8192)
def _word(piece: str) -> tuple[Words, ...]:
    """What a written word matches.  Equal words are one object, which packs share."""
    tokens, _ends = split_word(piece)
    if not tokens:
        raise PatternError(f"{piece!r} is not a word")
    if piece.endswith("~"):
        if len(tokens) > 1:
            raise PatternError(f"{piece!r} is more than one word")
        return (Words(forms(tokens[0])),)
    return tuple(Words(_IS if token == "is" else frozenset((token,))) for token in tokens)


def _choice(branches: list[Node], *, optional: bool) -> Node:
    """Single words of a choice become one set, so that it costs one look-up."""
    single: set[str] = set()
    others: list[Node] = []
    for branch in branches:
        if isinstance(branch, Words):
            single |= branch.words
        else:
            others.append(branch)
    if single:
        others.insert(0, Words(frozenset(single)))
    if len(others) == 1 and not optional:
        return others[0]
    return Choice(tuple(others), optional)


def _gap(piece: str) -> Gap:
    low, dash, high = piece[1:].partition("-")
    if not low.isdecimal() or (dash and not high.isdecimal()) or len(piece) > 8:
        raise PatternError(f"{piece!r} is not a gap: write *3 or *1-3")
    gap = Gap(int(low), int(high)) if dash else Gap(0, int(low))
    if not gap.low <= gap.high <= MAX_GAP or gap.high == 0:
        raise PatternError(f"{piece!r} is not a gap of 1 to {MAX_GAP} words")
    return gap


def _pieces(pattern: str) -> list[str]:
    """Brackets, bars, slots and blank-separated words."""
    pieces = _PIECE.findall(pattern)
    for piece in pieces:
        if piece in ("<", ">"):
            raise PatternError(f"a {piece!r} stands alone")
    return pieces
