"""Rule packs: what to look for in a message, as data.

A pack is a TOML file; its stem is its name.  Keys of the pack:

    title                       what the pack is about
    purpose                     "pitch" (the default), "offer", "context" or "part"
    category, level, needs, why, instead, source      defaults for its rules
    [lists]                     word lists of the pack: name = ["pattern", …]
    [[rule]]                    id (within the pack), match, unless, needs, where, flag, pass, and
                                category, level, why, instead, source where they differ

`match` and `unless` are patterns (see pattern.py): words, alternatives, gaps, word lists and the
built-in slots such as <number>, <money> and <plural>; "help~" is any form of the word.
A match that overlaps a match of `unless` does not count.
`needs = "sales"` keeps a rule silent in a message that shows no other sign of
selling, `needs = "no everyday"` in one that shows signs of everyday business.
The rules of a pack of purpose "context" say which it is, by their category: "sales" or, weaker,
"sales hint"; "everyday", weaker "hint", stronger "under way" (they have business with each other
already) and "private" (family and friends).  Phrases.py weighs them.
`where` is "opening", "closing" or "anywhere".
`half = true` makes a rule of an offer pack a hint: two different ones near each other make an offer.
Rules of purpose "part" name what every message has (a greeting, a name, “call me back”).
`flag` and `pass` are examples: the test suite checks that each is flagged, or is not.

`lists.toml` in a rules folder holds lists that every pack may use.
Packs of a later folder override rules of the same id.  A wrong rule is reported with its file,
rule and key, and the rest still loads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from rehearse.analysis import rule_cache
from rehearse.analysis.automaton import Automaton, Hit
from rehearse.analysis.data_file import NotUsable, read_toml, toml_files
from rehearse.analysis.pattern import PatternError, PatternReader
from rehearse.analysis.pattern_graph import Graph, GraphBuilder
from rehearse.analysis.pattern_nodes import Node
from rehearse.errors import DataError
from rehearse.i18n import _

Level = Literal["near", "off"]
Purpose = Literal["pitch", "offer", "context", "part"]
Needs = Literal["", "sales", "no everyday"]
Where = Literal["anywhere", "opening", "closing"]

#: Largest pack read, and most rules in one: bounds for a file that is not a pack at all.
MAX_BYTES = 2_000_000
MAX_RULES = 5_000

#: Size of all packs together, in nodes of the compiled graph (about 0.5 kB each).  The shipped packs
#: use under a tenth.
MAX_NODES = 300_000

#: Places inside gaps ("*3" has three), which may all be open at once and cost time at every word.
MAX_GAP_PLACES = 50_000

#: Longest id: it is typed into the command line, and stands in every finding.
MAX_ID = 80

LISTS_FILE = "lists.toml"
_NOTHING: frozenset[int] = frozenset()

_PACK_KEYS = frozenset(
    ("title", "purpose", "category", "level", "needs", "why", "instead", "source", "lists", "rule")
)
_RULE_KEYS = frozenset(
    (
        "id",
        "match",
        "unless",
        "needs",
        "where",
        "half",
        "category",
        "level",
        "why",
        "instead",
        "source",
        "flag",
        "pass",
    )
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, ready to use.  `id` is "<pack>.<id in the pack>", `title` the pack's, `file` its path."""

    id: str
    pack: str
    purpose: Purpose
    category: str
    level: Level
    match: tuple[str, ...]
    unless: tuple[str, ...]
    needs: Needs
    where: Where
    half: bool
    why: str
    instead: str
    source: str
    flag: tuple[str, ...]
    pass_: tuple[str, ...]
    title: str = ""
    file: str = ""


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


class _Problem(Exception):
    def __init__(self, key: str, what: str) -> None:
        super().__init__(what)
        self.key, self.what = key, what


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
    problems: list[DataError] = []
    names: list[str] = []
    rules: dict[str, tuple[Rule, PatternReader]] = {}
    reader = PatternReader()
    for folder in folders:
        try:
            paths = toml_files(folder)
        except NotUsable as error:
            text = _("The rules folder {folder} cannot be used: {what}.")
            problems.append(DataError(text.format(folder=folder, what=error), kept=_rest_in_use()))
            continue
        for path in paths:
            if path.name == LISTS_FILE:
                reader = _with_shared_lists(path, reader, problems)
        for path in paths:
            if path.name == LISTS_FILE:
                continue
            table = _read(path, problems)
            if path.stem in switched_off or not table:
                continue
            if path.stem not in names:
                names.append(path.stem)
            for rule, own_reader in _pack_rules(path, table, reader, problems):
                rules.pop(rule.id, None)
                if rule.id not in switched_off:
                    rules[rule.id] = (rule, own_reader)
    entries = list(rules.values())
    packs = _compile(entries, tuple(names), problems)
    if cache is not None:
        rule_cache.store(cache, key, packs, [own_reader for _rule, own_reader in entries[: len(packs.rules)]])
    return packs


def _with_shared_lists(path: Path, reader: PatternReader, problems: list[DataError]) -> PatternReader:
    try:
        return reader.with_lists(_lists(_read(path, problems)))
    except _Problem as problem:
        problems.append(_data_error(path, None, problem))
        return reader


def _compile(
    entries: Sequence[tuple[Rule, PatternReader]], names: tuple[str, ...], problems: list[DataError]
) -> Packs:
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
            problems.append(DataError(text.format(rule=rule.id, file=rule.file, n=left), kept=_rest_in_use()))
            break
        rules.append(rule)
        for owner, patterns in ((index, rule.match), (-1 - index, rule.unless)):
            for pattern in patterns:
                node = reader.compile(pattern)
                builder.add(node)
                nodes.append(node)
                owners.append(owner)
    return Packs(rules, names, problems, builder.graph, owners, nodes.__getitem__)


def _pack_rules(
    path: Path, table: Mapping[str, Any], reader: PatternReader, problems: list[DataError]
) -> list[tuple[Rule, PatternReader]]:
    try:
        for key in table:
            if key not in _PACK_KEYS:
                raise _Problem(_shown(key), _("this key is not known"))
        purpose = _one_of(table, "purpose", ("pitch", "offer", "context", "part"), "pitch")
        reader = reader.with_lists(_lists(table.get("lists", {})))
        entries = table.get("rule", [])
        if not isinstance(entries, list) or len(entries) > MAX_RULES:
            raise _Problem("rule", _("a list of at most {n} rules is needed").format(n=MAX_RULES))
    except _Problem as problem:
        problems.append(_data_error(path, None, problem))
        return []
    rules: list[tuple[Rule, PatternReader]] = []
    seen: set[str] = set()
    for number, entry in enumerate(entries, 1):
        label = f"#{number}"
        try:
            if not isinstance(entry, dict):
                raise _Problem("rule", _("a section is needed"))
            short_id = _text(entry, "id", {})
            label = _shown(short_id)
            if len(short_id) > MAX_ID:
                raise _Problem("id", _("it is longer than {n} characters").format(n=MAX_ID))
            if not short_id.isprintable() or " " in short_id:
                raise _Problem("id", _("it must be one word"))
            if short_id in seen:
                raise _Problem("id", _("two rules of the pack have it"))
            seen.add(short_id)
            rules.append((_rule(path, short_id, purpose, entry, table, reader), reader))
        except _Problem as problem:
            problems.append(_data_error(path, label, problem))
    return rules


def _rule(
    path: Path,
    short_id: str,
    purpose: str,
    entry: Mapping[str, Any],
    defaults: Mapping[str, Any],
    reader: PatternReader,
) -> Rule:
    pack = path.stem
    for key in entry:
        if key not in _RULE_KEYS:
            raise _Problem(_shown(key), _("this key is not known"))
    match, unless = _texts(entry, "match"), _texts(entry, "unless")
    if not match:
        raise _Problem("match", _("at least one pattern is needed"))
    talks = purpose == "pitch"
    merged = {**defaults, **entry}
    rule = Rule(
        id=f"{pack}.{short_id}",
        pack=pack,
        purpose=cast(Purpose, purpose),
        category=_text(merged, "category", {"category": pack}),
        level=cast(Level, _one_of(merged, "level", ("near", "off"), "off")),
        match=match,
        unless=unless,
        needs=cast(Needs, _one_of(merged, "needs", ("", "sales", "no everyday"), "")),
        where=cast(Where, _one_of(entry, "where", ("anywhere", "opening", "closing"), "anywhere")),
        half=_flag(entry, "half"),
        why=_text(merged, "why", {} if talks else {"why": ""}),
        instead=_text(merged, "instead", {} if talks else {"instead": ""}),
        source=_text(merged, "source", {} if talks else {"source": ""}),
        flag=_texts(entry, "flag"),
        pass_=_texts(entry, "pass"),
        title=_text(defaults, "title", {"title": pack}),
        file=str(path),
    )
    for key, patterns in (("match", match), ("unless", unless)):
        for pattern in patterns:
            try:
                reader.compile(pattern)
            except PatternError as error:
                raise _Problem(key, f"“{pattern[:60]}”: {error}") from error
    return rule


def _read(path: Path, problems: list[DataError]) -> Mapping[str, Any]:
    try:
        return read_toml(path, MAX_BYTES)
    except NotUsable as error:
        text = _("The rule pack {file} cannot be read: {what}.").format(file=path, what=error)
    except ValueError as error:
        text = _("The rule pack {file} is not valid TOML: {what}.").format(file=path, what=error)
    problems.append(DataError(text, kept=_rest_in_use()))
    return {}


def _rest_in_use() -> str:
    return _("All other rules are in use.")


def _shown(text: str) -> str:
    """What a file says, short enough for a sentence."""
    return text if len(text) <= MAX_ID else text[:MAX_ID] + "…"


def _data_error(path: Path, rule: str | None, problem: _Problem) -> DataError:
    if rule is None:
        text = _("The rule pack {file} is wrong at {key}: {what}.").format(
            file=path, key=problem.key, what=problem.what
        )
    else:
        text = _("The rule {rule} in {file} is left out, wrong at {key}: {what}.").format(
            rule=rule, file=path, key=problem.key, what=problem.what
        )
    return DataError(text, kept=_rest_in_use())


def _text(table: Mapping[str, Any], key: str, defaults: Mapping[str, str]) -> str:
    value = table.get(key, defaults.get(key))
    if value is None:
        raise _Problem(key, _("it is missing"))
    if not isinstance(value, str) or (not value.strip() and key not in defaults):
        raise _Problem(key, _("a text is needed"))
    return value


def _flag(table: Mapping[str, Any], key: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise _Problem(key, _("true or false is needed"))
    return value


def _texts(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise _Problem(key, _("a list of texts is needed"))
    return tuple(value)


def _one_of(table: Mapping[str, Any], key: str, allowed: Sequence[str], default: str) -> str:
    value = table.get(key, default)
    if value not in allowed or not isinstance(value, str):
        raise _Problem(key, _("it must be one of {allowed}").format(allowed=", ".join(filter(None, allowed))))
    return value


def _lists(table: Any) -> Mapping[str, Sequence[str]]:
    if not isinstance(table, dict):
        raise _Problem("lists", _("a section is needed"))
    return {name: _texts(table, name) for name in table}
