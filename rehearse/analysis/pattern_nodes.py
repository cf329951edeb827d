"""Compiled patterns: parts that say where a match of theirs may end.

Made by `pattern.py` from the language it reads, and merged by `pattern_graph.py` into one graph.
"""

from __future__ import annotations

from collections.abc import Sequence

from rehearse.analysis.digit_words import is_number_token
from rehearse.analysis.inflect import looks_plural

#: Number words in a row that a <number> may take ("a hundred and eighty thousand").
NUMBER_RUN = 6


class Node:
    """A part of a compiled pattern.  `ends` gives every place a match from `at` may end."""

    __slots__ = ()

    def ends(self, texts: Sequence[str], at: int) -> set[int]:
        raise NotImplementedError

    def longest(self) -> int:
        raise NotImplementedError

    def shortest(self) -> int:
        raise NotImplementedError

    def begins(self, words: set[str]) -> bool:
        """Add the words a match may begin with; False where it may begin with others too."""
        raise NotImplementedError


class Words(Node):
    """One token out of a set."""

    __slots__ = ("words",)

    def __init__(self, words: frozenset[str]) -> None:
        self.words = words

    def ends(self, texts: Sequence[str], at: int) -> set[int]:
        return {at + 1} if at < len(texts) and texts[at] in self.words else set()

    def longest(self) -> int:
        return 1

    shortest = longest

    def begins(self, words: set[str]) -> bool:
        words |= self.words
        return True


class Number(Node):
    """A run of number tokens, "and" between them allowed by the pattern around it only."""

    __slots__ = ()

    def ends(self, texts: Sequence[str], at: int) -> set[int]:
        found: set[int] = set()
        for end in range(at, min(at + NUMBER_RUN, len(texts))):
            if not is_number_token(texts[end]):
                break
            found.add(end + 1)
        return found

    def longest(self) -> int:
        return NUMBER_RUN

    def shortest(self) -> int:
        return 1

    def begins(self, words: set[str]) -> bool:
        return False


class Plural(Node):
    """A token that looks like a plural noun (see `inflect.looks_plural`)."""

    __slots__ = ()

    def ends(self, texts: Sequence[str], at: int) -> set[int]:
        return {at + 1} if at < len(texts) and looks_plural(texts[at]) else set()

    def longest(self) -> int:
        return 1

    shortest = longest

    def begins(self, words: set[str]) -> bool:
        return False


class Gap(Node):
    """`low` to `high` tokens of any kind."""

    __slots__ = ("high", "low")

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def ends(self, texts: Sequence[str], at: int) -> set[int]:
        return set(range(at + self.low, min(at + self.high, len(texts)) + 1))

    def longest(self) -> int:
        return self.high

    def shortest(self) -> int:
        return self.low

    def begins(self, words: set[str]) -> bool:
        return False


class Choice(Node):
    """One of several parts.  Long lists are sorted by the token they begin with when first asked."""

    __slots__ = ("_anyhow", "_by_start", "branches", "optional")

    def __init__(self, branches: tuple[Node, ...], optional: bool) -> None:
        self.branches, self.optional = branches, optional
        self._by_start: dict[str, list[Node]] | None = None
        self._anyhow: list[Node] = []

    def ends(self, texts: Sequence[str], at: int) -> set[int]:
        found = {at} if self.optional else set()
        by_start = self._by_start
        if by_start is None:
            by_start = self._sort()
        for branch in self._anyhow:
            found |= branch.ends(texts, at)
        if at < len(texts):
            for branch in by_start.get(texts[at], ()):
                found |= branch.ends(texts, at)
        return found

    def _sort(self) -> dict[str, list[Node]]:
        by_start: dict[str, list[Node]] = {}
        anyhow: list[Node] = []
        for branch in self.branches:
            words: set[str] = set()
            if not branch.shortest() or not branch.begins(words):
                anyhow.append(branch)
                continue
            for word in words:
                by_start.setdefault(word, []).append(branch)
        # The second assignment publishes the first: threads share a pattern.
        self._anyhow, self._by_start = anyhow, by_start
        return by_start

    def longest(self) -> int:
        return max(branch.longest() for branch in self.branches)

    def shortest(self) -> int:
        return 0 if self.optional else min(branch.shortest() for branch in self.branches)

    def begins(self, words: set[str]) -> bool:
        return all(branch.begins(words) for branch in self.branches)


class Sequence_(Node):
    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Node, ...]) -> None:
        self.parts = parts

    def ends(self, texts: Sequence[str], at: int) -> set[int]:
        places = {at}
        for part in self.parts:
            reached: set[int] = set()
            for place in places:
                reached |= part.ends(texts, place)
            if not reached:
                return reached
            places = reached
        return places

    def longest(self) -> int:
        return sum(part.longest() for part in self.parts)

    def shortest(self) -> int:
        return sum(part.shortest() for part in self.parts)

    def begins(self, words: set[str]) -> bool:
        for part in self.parts:
            if not part.begins(words):
                return False
            if part.shortest():
                break
        return True
