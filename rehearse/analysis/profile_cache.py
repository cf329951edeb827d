"""Profiles in a file as they were read, so that a start need not load what reads TOML.

As with the packs (`rule_cache.py`) the file is JSON, bound to the profiles by the size and checksum of each
and to the program's version; a damaged or foreign one is ignored and written anew.
Profiles with which something is wrong are not kept: they are read, and told, every time.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rehearse import __version__
from rehearse.analysis.data_file import contents_of
from rehearse.analysis.profiles import (
    FillersTarget,
    LengthTarget,
    PaceTarget,
    PausesTarget,
    PhoneTarget,
    Profile,
    Profiles,
)
from rehearse.errors import DiskFull

#: Raised when what a profile holds changes.
_FORMAT = 1


def key_of(folders: Iterable[Path], most_bytes: int) -> str:
    """Changes whenever anything changes that the profiles depend on."""
    return repr([_FORMAT, __version__, *contents_of(folders, most_bytes)])


def store(path: Path, key: str, profiles: Profiles) -> None:
    """Keep the profiles; a folder that cannot be written is no reason to complain."""
    from rehearse.files import make_private_folder, write_atomic

    if profiles.problems:
        return
    text = json.dumps([asdict(profile) for profile in profiles.values()])
    try:
        make_private_folder(path.parent)
        write_atomic(path, json.dumps({"key": key, "sum": _sum(text), "profiles": text}).encode())
    except (OSError, DiskFull):
        return


def load(path: Path, key: str) -> Profiles | None:
    """The stored profiles; None where there are none, or others."""
    try:
        data = json.loads(path.read_bytes())
        text = data["profiles"]
        if data["key"] != key or data["sum"] != _sum(text):
            return None
        profiles = Profiles()
        for values in json.loads(text):
            profiles[values["name"]] = _profile(values)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return profiles


def _profile(values: Mapping[str, Any]) -> Profile:
    length = dict(values["length"])
    if length["brochure_s"] is not None:
        length["brochure_s"] = tuple(length["brochure_s"])
    parts = {
        "length": LengthTarget(**length),
        "phone": PhoneTarget(**values["phone"]),
        "pace": PaceTarget(**values["pace"]),
        "pauses": PausesTarget(**values["pauses"]),
        "fillers": FillersTarget(**values["fillers"]),
    }
    return Profile(**{**values, **parts})


def _sum(text: str) -> int:
    return zlib.crc32(text.encode())
