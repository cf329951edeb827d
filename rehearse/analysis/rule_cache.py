"""Compiled packs in a file, so that a start does not compile them again.

The file is JSON: a damaged or foreign one is ignored and written anew.
It is bound to the packs by the size and checksum of each, to the switched-off rules and to the
program's version.  Problems are stored with them, so that they are told every time without compiling
every time.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rehearse import __version__
from rehearse.analysis.data_file import contents_of
from rehearse.analysis.pattern import PatternReader
from rehearse.analysis.pattern_graph import Graph
from rehearse.analysis.pattern_nodes import Node
from rehearse.errors import DataError, DiskFull
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.analysis.rules import Packs

#: Raised when the file's layout or the compiler changes.
FORMAT = 8


def key_of(folders: Sequence[Path], switched_off: AbstractSet[str]) -> str:
    """Changes whenever anything changes that the compiled packs depend on."""
    from rehearse.analysis.rules import MAX_BYTES

    told = _("All other rules are in use.")  # problems are stored in the language they were told in
    return repr([FORMAT, __version__, sorted(switched_off), told, *contents_of(folders, MAX_BYTES)])


def store(path: Path, key: str, packs: Packs, readers: Sequence[PatternReader]) -> None:
    """Write the compiled packs; a folder that cannot be written is no reason to complain.

    `readers[n]` is the reader of rule n.
    """
    from rehearse.files import make_private_folder, write_atomic

    # Every reader once, after the one it takes word lists from: [number of that one, own lists].
    numbers: dict[int, int] = {}
    lists: list[tuple[int | None, Mapping[str, Sequence[str]]]] = []

    def number_of(reader: PatternReader) -> int:
        known = numbers.get(id(reader))
        if known is None:
            parent = number_of(reader.parent) if reader.parent is not None else None
            known = numbers[id(reader)] = len(lists)
            lists.append((parent, reader.own))
        return known

    used = [number_of(reader) for reader in readers]
    fields = type(packs.rules[0]).__slots__ if packs.rules else ()
    data = {
        "key": key,
        "names": packs.names,
        "problems": [[error.message, error.help, error.kept] for error in packs.problems],
        "rules": [[getattr(rule, name) for name in fields] for rule in packs.rules],
        "lists": lists,
        "used": used,
        "owners": list(packs.owners),
        "graph": packs.graph.to_dict(),
    }
    try:
        make_private_folder(path.parent)
        write_atomic(path, json.dumps(data, separators=(",", ":")).encode())
    except (OSError, DiskFull):
        return


def load(path: Path, key: str) -> Packs | None:
    """The stored packs; None where there are none, or others."""
    # The tables are tens of thousands of lists: looking for garbage among them while they are read takes
    # longer than reading them.
    collects = gc.isenabled()
    gc.disable()
    try:
        data = json.loads(path.read_bytes())
        return _packs(data) if data["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None
    finally:
        if collects:
            gc.enable()


def _packs(data: Mapping[str, Any]) -> Packs:
    from rehearse.analysis.rules import Packs, Rule

    rules: list[Rule] = []
    for values in data["rules"]:
        fields: list[Any] = [tuple(value) if isinstance(value, list) else value for value in values]
        rules.append(Rule(*fields))
    owners: list[int] = data["owners"]
    used: list[int] = data["used"]
    readers: list[PatternReader] = []
    for parent, lists in data["lists"]:
        readers.append(PatternReader(lists, readers[parent] if parent is not None else None))
    # Patterns of a rule stand in order, its exceptions after its matches.
    texts = [text for rule in rules for text in (*rule.match, *rule.unless)]

    def pattern(number: int) -> Node:
        owner = owners[number]
        return readers[used[owner if owner >= 0 else -1 - owner]].compile(texts[number])

    problems = [DataError(text, help=help, kept=kept) for text, help, kept in data["problems"]]
    return Packs(rules, tuple(data["names"]), problems, Graph.from_dict(data["graph"]), owners, pattern)
