"""Texts of either writing direction beside each other, so that none turns round what stands next to it."""

from __future__ import annotations

import re

#: Unicode's controls that embed, override and isolate directions, with their ends (UAX #9, 2.1 to 2.5).
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def unturned(text: str) -> str:
    """`text` without orders to turn it round: letters know their direction by themselves."""
    return text if text.isascii() else _CONTROLS.sub("", text)


def apart(text: str) -> str:
    """`text` between isolates, to stand in a line of plain text; what is around it keeps its place."""
    return text if text.isascii() else f"\u200e\u2068{unturned(text)}\u2069"
