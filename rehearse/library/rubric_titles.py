"""What rubrics of other people are called: a mark names its rubric by an id, whose file may never come here.

    <library>/rubric_titles.json   {"rehearse_rubric_titles": 1, "titles": {"<id>": "<title>"}}

Told by bundles, and good for naming alone.  Anybody may have written into the file: what is no title is
left out.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rehearse.files import make_private_folder, write_atomic
from rehearse.library import rows

NAME = "rubric_titles.json"
_MARKER, _SCHEMA = "rehearse_rubric_titles", 1

#: Nobody is judged by more; what came last is kept.
_MOST = 500
_TITLE_CHARS = 200
_MAX_BYTES = 1_000_000


class RubricTitles:
    """Usable from any thread."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def all(self) -> dict[str, str]:
        """Title by id; empty where nothing was told or the file cannot be read."""
        try:
            if os.path.getsize(self._path) > _MAX_BYTES:
                return {}
            found: Any = json.loads(self._path.read_bytes())
            if found[_MARKER] != _SCHEMA:
                return {}
            return cleaned(found["titles"])
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return {}

    def learn(self, titles: Mapping[str, str]) -> None:
        """Keep these, in place of what the same ids were called before.

        A disk that refuses costs the names alone, and no word of what was judged.
        """
        before = self.all()
        after = {**{id_: title for id_, title in before.items() if id_ not in titles}, **cleaned(titles)}
        if after == before:
            return
        kept = dict(list(after.items())[-_MOST:])
        with contextlib.suppress(OSError):
            make_private_folder(self._path.parent)
            write_atomic(self._path, json.dumps({_MARKER: _SCHEMA, "titles": kept}, indent=1) + "\n")


def cleaned(titles: Mapping[str, Any]) -> dict[str, str]:
    """Those that are names of something."""
    told = {}
    for id_, title in titles.items():
        if isinstance(title, str) and (short := rows.clean(title)[:_TITLE_CHARS].strip()):
            told[id_] = short
    return told
