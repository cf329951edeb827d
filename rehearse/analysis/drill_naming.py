"""What the files of drills are called: an id out of a title, fit for every disk."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

#: Letters of a file's name; its ending and a number must fit into 255 bytes, and a letter has up to four.
_MAX_ID = 40

#: What Windows keeps for devices.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}


def id_of(title: str) -> str:
    """The file name (without its ending) for a title: letters and digits of any script, in small letters."""
    plain = unicodedata.normalize("NFKC", title).casefold()
    words = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    made = "-".join(words)[:_MAX_ID].strip("-") or "drill"
    return f"{made}-drill" if is_device(made) else made


def is_device(name: str) -> bool:
    """Whether Windows takes a file of that name for a device, whatever its ending."""
    return name.partition(".")[0].rstrip().casefold() in _DEVICES


def names_for(wanted: str) -> Iterator[str]:
    """`wanted`, `wanted-2`, `wanted-3`, …"""
    yield wanted
    for number in range(2, 10_000):
        yield f"{wanted}-{number}"
