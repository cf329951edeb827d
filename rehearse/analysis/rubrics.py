"""Rubrics: what a coach looks for in a message, as questions that are answered by yes or no.

Beside a question may stand one of the program's own checks, whose verdict answers it until somebody does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Answer = Literal["yes", "no"]

#: The checks of a scorecard that can stand beside a criterion.
CHECKS = (
    "length",
    "phone",
    "pitch",
    "reason",
    "focus",
    "kind",
    "pace",
    "fillers",
    "pauses",
    "level",
    "script",
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """A question to be answered by yes (as it should be) or no.

    `explain` says in plain words how to tell and why it matters; `check` is the automatic check beside it.
    """

    id: str
    question: str
    explain: str
    check: str | None = None


@dataclass(frozen=True, slots=True)
class Rubric:
    """`id` is the stem of its file, `source` says whose criteria they are."""

    id: str
    title: str
    summary: str
    source: str
    criteria: tuple[Criterion, ...]
    file: str = ""


def automatic_answer(criterion: Criterion, bands: Mapping[str, str]) -> Answer | None:
    """What the check beside a criterion says; `bands` are the take's, by check id.

    None without a check, for what is not known, and for what is near: there a person has to decide.
    """
    band = bands.get(criterion.check) if criterion.check is not None else None
    if band == "good":
        return "yes"
    return "no" if band == "off" else None
