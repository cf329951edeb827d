"""Rule packs: what to look for in a message, as data.

A pack is a TOML file; its stem is its name, and `rule_reading` describes what is in it.
`lists.toml` in a rules folder holds lists that every pack may use.
Packs of a later folder override rules of the same id.  A wrong rule is reported with its file,
rule and key, and the rest still loads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from rehearse.analysis import rule_cache
from rehearse.analysis.automaton import Automaton, Hit
from rehearse.analysis.data_file import NotUsable, toml_files
from rehearse.analysis.pattern import PatternReader
from rehearse.analysis.pattern_graph import Graph, GraphBuilder
from rehearse.analysis.pattern_nodes import Node
from rehearse.analysis.rule_types import MAX_BYTES, Rule
from rehearse.errors import DataError
from rehearse.i18n import _

#: Size of all packs together, in nodes of the compiled graph (about 0.5 kB each).  The shipped packs
#: use under a tenth.
MAX_NODES = 300_000

#: Places inside gaps ("*3" has three), which may all be open at once and cost time at every word.
MAX_GAP_PLACES = 50_000

LISTS_FILE = "lists.toml"
_NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule's match: half-open range of tokens.

    What the rule needs ends at `core_last`; what follows (a gap, optional words) may be cut off.
    """

    rule: Rule
    first: int
    last: int
    core_last: int


class Packs:
    """The rules of all packs, compiled.  `problems` lists what could not be used.

    `owners[n]` is the rule's index of pattern n, or -1 - index for one of its exceptions.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        names: tuple[str, ...],
        problems: Sequence[DataError],
        graph: Graph,
        owners: Sequence[int],
        pattern: Callable[[int], Node],
    ) -> None:
        self.rules = tuple(rules)
        self.names = names
        self.problems = list(problems)
        self.graph = graph
        self.owners = owners
        self._automaton = Automaton(graph, pattern)

    def rule(self, rule_id: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def matches(self, texts: Sequence[str], breaks: Sequence[bool] = ()) -> list[tuple[Rule, Hit, bool]]:
        """Every match of every pattern; the flag says that the pattern is an exception of the rule."""
        return [
            (self.rules[owner if owner >= 0 else -1 - owner], hit, owner < 0)
            for hit in self._automaton.find(texts, breaks)
            for owner in (self.owners[hit.pattern],)
        ]

    def hits(self, texts: Sequence[str], breaks: Sequence[bool] = ()) -> list[RuleHit]:
        """Every match that no exception of its rule overlaps, in order of their beginning."""
        machine, owners = self._automaton, self.owners
        ends = machine.scan(texts, breaks)
        matches = {pattern: places for pattern, places in ends.items() if owners[pattern] >= 0}
        found = [(owners[hit.pattern], hit) for hit in machine.locate(texts, matches)]
        # Half of all that ends is an exception to a rule that does not match at all.
        matched = {-1 - owner for owner, _hit in found}
        exceptions = {pattern: places for pattern, places in ends.items() if owners[pattern] in matched}
        excepted: dict[int, set[int]] = {}
        for hit in machine.locate(texts, exceptions):
            excepted.setdefault(-1 - owners[hit.pattern], set()).update(range(hit.first, hit.last))
        hits: list[RuleHit] = []
        place: dict[int, int] = {}
        for index, hit in found:
            if not excepted.get(index, _NOTHING).isdisjoint(range(hit.first, hit.last)):
                continue
            this = RuleHit(self.rules[index], hit.first, hit.last, hit.core_last)
            before = hits[place[index]] if index in place else None
            if before is None or hit.first >= before.last:
                place[index] = len(hits)
                hits.append(this)
            elif hit.last > before.last:
                # Two patterns of one rule overlap: one stretch.
                core_last = max(before.core_last, hit.core_last)
                hits[place[index]] = RuleHit(this.rule, before.first, hit.last, core_last)
        return hits


def load_packs(
    folders: Iterable[Path], switched_off: AbstractSet[str] = frozenset(), *, cache: Path | None = None
) -> Packs:
    """Load every pack of the folders; a folder that does not exist is empty, a file is a pack.

    `switched_off` holds ids of rules and names of packs that are left out.
    `cache` is a file that keeps the compiled packs; it is made anew when a pack has changed, and
    does without where it cannot be written.
    Never raises for what is in the files: see `Packs.problems`.
    """
    folders = tuple(folders)
    key = rule_cache.key_of(folders, switched_off) if cache is not None else ""
    if cache is not None:
        stored = rule_cache.load(cache, key)
        if stored is not None:
            return stored
    from rehearse.analysis.rule_reading import pack_rules, read_pack, rest_in_use, with_shared_lists

    problems: list[DataError] = []
    names: list[str] = []
    rules: dict[str, tuple[Rule, PatternReader]] = {}
    reader = PatternReader()
    for folder in folders:
        try:
            paths = toml_files(folder)
        except NotUsable as error:
            text = _("The rules folder {folder} cannot be used: {what}.")
            problems.append(DataError(text.format(folder=folder, what=error), kept=rest_in_use()))
            continue
        for path in paths:
            if path.name == LISTS_FILE:
                reader = with_shared_lists(path, reader, problems)
        for path in paths:
            if path.name == LISTS_FILE:
                continue
            table = read_pack(path, problems)
            if path.stem in switched_off or not table:
                continue
            if path.stem not in names:
                names.append(path.stem)
            for rule, own_reader in pack_rules(path, table, reader, problems):
                rules.pop(rule.id, None)
                if rule.id not in switched_off:
                    rules[rule.id] = (rule, own_reader)
    entries = list(rules.values())
    packs = _compile(entries, tuple(names), problems)
    if cache is not None:
        rule_cache.store(cache, key, packs, [own_reader for _rule, own_reader in entries[: len(packs.rules)]])
    return packs


def _compile(
    entries: Sequence[tuple[Rule, PatternReader]], names: tuple[str, ...], problems: list[DataError]
) -> Packs:
    from rehearse.analysis.rule_reading import rest_in_use

    builder = GraphBuilder()
    owners: list[int] = []
    nodes: list[Node] = []
    rules: list[Rule] = []
    for index, (rule, reader) in enumerate(entries):
        if builder.n_nodes > MAX_NODES or builder.n_gap_places > MAX_GAP_PLACES:
            text = _(
                "The rule {rule} in {file} and the {n} after it are left out:"
                " all packs together have become too large."
            )
            left = len(entries) - index - 1
            problems.append(DataError(text.format(rule=rule.id, file=rule.file, n=left), kept=rest_in_use()))
            break
        rules.append(rule)
        for owner, patterns in ((index, rule.match), (-1 - index, rule.unless)):
            for pattern in patterns:
                node = reader.compile(pattern)
                builder.add(node)
                nodes.append(node)
                owners.append(owner)
    return Packs(rules, names, problems, builder.graph, owners, nodes.__getitem__)


__all__ = ["LISTS_FILE", "MAX_BYTES", "MAX_GAP_PLACES", "MAX_NODES", "Packs", "Rule", "RuleHit", "load_packs"]
