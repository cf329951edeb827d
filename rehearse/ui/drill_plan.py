"""What the page of the drills hands over when one is to be done."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DrillPlan:
    """A drill and what was chosen for it.

    `deck_id` and `n_cards` are None for a drill without cards; a `deck_id` of None otherwise means the
    first deck there is.  `script_id` is None where it is said freely.
    """

    drill_id: str
    script_id: str | None = None
    deck_id: str | None = None
    n_cards: int | None = None
