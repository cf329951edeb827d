"""What scripts are called, for lists that name a script beside something else."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

#: Characters of a script's words where it has no title.
_EXCERPT_CHARS = 40


@dataclass(frozen=True, slots=True)
class ScriptName:
    """One version's place: its script, its family (the script itself where it has no variants) and its name.

    `title` is the script's as it is now, for all its versions, or the beginning of its words.
    `version` counts from 1; `newest_id` is the script's newest version, and `deleted` says whether that one
    is in the trash.
    """

    root_id: str
    family_id: str
    title: str
    variant: str
    version: int
    newest_id: str
    deleted: bool


def script_names(connection: sqlite3.Connection) -> dict[str, ScriptName]:
    """The names of all versions of all scripts, in the trash or not, by their ids."""
    found = connection.execute(
        f"SELECT id, root_id, family_id, title, substr(text, 1, {4 * _EXCERPT_CHARS}), variant,"
        " deleted_at IS NOT NULL, parent_id FROM scripts ORDER BY seq"
    ).fetchall()
    # Later rows replace earlier ones, but the newest version, which nothing was made from, names them all.
    has_later = {row[-1] for row in found}
    now = {row[1]: row for row in found}
    now |= {row[1]: row for row in found if row[0] not in has_later}
    n_versions: dict[str, int] = {}
    names = {}
    for script_id, root_id, *_rest in found:
        newest_id, _root, family_id, title, text, variant, deleted, _parent = now[root_id]
        version = n_versions[root_id] = n_versions.get(root_id, 0) + 1
        names[script_id] = ScriptName(
            root_id,
            family_id or root_id,
            title or _excerpt(text),
            variant,
            version,
            newest_id,
            bool(deleted),
        )
    return names


class ScriptIndex:
    """Scripts found by what a person calls them; made once for many questions."""

    def __init__(self, names: Mapping[str, ScriptName]) -> None:
        self._names = names
        self._by_title: dict[str, dict[str, ScriptName]] = {}
        for one in names.values():
            titles = {_folded(one.title)}
            if one.variant:
                titles.add(_folded(f"{one.title} ({one.variant})"))
            for title in titles:
                self._by_title.setdefault(title, {})[one.newest_id] = one

    def called(self, name: str, variant: str = "") -> list[str]:
        """The newest versions of the scripts that are meant; several where it does not tell them apart.

        `name` is a title, with the variant's letter in brackets or given apart, or an id (which means that
        very version).
        Capitals and spaces do not matter; scripts in the trash are meant only where no other is.
        """
        if name in self._names:
            return [name]
        letter = _folded(variant)
        found = [
            one
            for one in self._by_title.get(_folded(name), {}).values()
            if letter in ("", _folded(one.variant))
        ]
        visible = [one.newest_id for one in found if not one.deleted]
        return visible or [one.newest_id for one in found]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _excerpt(text: str) -> str:
    plain = " ".join(text.split())
    if len(plain) <= _EXCERPT_CHARS:
        return plain
    cut = plain[: _EXCERPT_CHARS + 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else plain[:_EXCERPT_CHARS]) + "…"
