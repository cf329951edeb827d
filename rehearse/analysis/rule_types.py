"""A rule as it is used, and how large its file may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["near", "off"]
Purpose = Literal["pitch", "offer", "context", "part"]
Needs = Literal["", "sales", "no everyday"]
Where = Literal["anywhere", "opening", "closing"]

#: Largest pack read: a bound for a file that is not a pack at all.
MAX_BYTES = 2_000_000


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
