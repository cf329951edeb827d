"""Prospect cards: somebody to leave a message for, made up or from the user's own list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProspectCard:
    """Who is called, and what is known of them: `facts` are pairs of a name and a text, to be shown in order.

    All texts are short, printable and without line breaks; any of them may be empty, not all of them.
    """

    name: str
    role: str = ""
    company: str = ""
    facts: tuple[tuple[str, str], ...] = ()
