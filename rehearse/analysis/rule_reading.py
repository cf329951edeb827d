"""One rule pack read: each rule of it that is right, and a sentence for each that is not.

Keys of the pack:

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
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from rehearse.analysis.data_file import NotUsable, read_toml
from rehearse.analysis.pattern import PatternError, PatternReader
from rehearse.analysis.rule_types import MAX_BYTES, Level, Needs, Purpose, Rule, Where
from rehearse.errors import DataError
from rehearse.i18n import _

#: Most rules in a pack: a bound for a file that is not a pack at all.
MAX_RULES = 5_000

#: Longest id: it is typed into the command line, and stands in every finding.
MAX_ID = 80

PACK_KEYS = frozenset(
    ("title", "purpose", "category", "level", "needs", "why", "instead", "source", "lists", "rule")
)
RULE_KEYS = frozenset(
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


class _Problem(Exception):
    def __init__(self, key: str, what: str) -> None:
        super().__init__(what)
        self.key, self.what = key, what


def pack_rules(
    path: Path, table: Mapping[str, Any], reader: PatternReader, problems: list[DataError]
) -> list[tuple[Rule, PatternReader]]:
    """The rules of a pack that are right, each with what reads its patterns; adds to `problems`."""
    try:
        for key in table:
            if key not in PACK_KEYS:
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


def with_shared_lists(path: Path, reader: PatternReader, problems: list[DataError]) -> PatternReader:
    """The reader with the word lists of a folder's `lists.toml`."""
    try:
        return reader.with_lists(_lists(read_pack(path, problems)))
    except _Problem as problem:
        problems.append(_data_error(path, None, problem))
        return reader


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
        if key not in RULE_KEYS:
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


def read_pack(path: Path, problems: list[DataError]) -> Mapping[str, Any]:
    """What a pack's file holds; nothing where it cannot be read, which is added to `problems`."""
    try:
        return read_toml(path, MAX_BYTES)
    except NotUsable as error:
        text = _("The rule pack {file} cannot be read: {what}.").format(file=path, what=error)
    except ValueError as error:
        text = _("The rule pack {file} is not valid TOML: {what}.").format(file=path, what=error)
    problems.append(DataError(text, kept=rest_in_use()))
    return {}


def rest_in_use() -> str:
    """What is kept, whatever is wrong with one file."""
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
    return DataError(text, kept=rest_in_use())


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
