"""Profiles that somebody got wrong: mutated from the shipped ones, and what must hold for any of them."""

from __future__ import annotations

import math
import random
import tempfile
from pathlib import Path

from rehearse.analysis.analyse import analyse
from rehearse.analysis.message import Message
from rehearse.analysis.profiles import Profiles, load_profiles
from rehearse.analysis.rules import load_packs
from rehearse.errors import DataError
from rehearse.files import builtin_profiles_folder
from tests.helpers import table_soup
from tests.helpers.sentences import require_plain

SHIPPED = [path.read_text(encoding="utf-8") for path in sorted(builtin_profiles_folder().glob("*.toml"))]

_PIECES = (
    *table_soup.PIECES,
    *("[length]\n", "[phone]\n", "[pace]\n", "[pauses]\n", "[fillers]\n", "thin_s = 5\n", "good_s = 20\n"),
    *("off_s = 1e308\n", "brochure_s = [45, 30]\n", "early_fraction = 2\n", "wants_number = 1\n"),
)

NO_PACKS = load_packs([])

TEXTS = ("Hi Karen, it is Bob at 415-555-0142. I have a story for you. So call 415-555-0142.", "", "Hi.")


def mutated(chance: random.Random) -> bytes:
    return table_soup.mutated(SHIPPED, _PIECES, chance)


def check_profile(raw: bytes, folder: Path) -> Profiles:
    """Load a folder that holds `raw` as a profile, and judge texts by it.  Raises where that must not."""
    path = folder / "soup.toml"
    path.write_bytes(raw)
    profiles = load_profiles([folder])
    assert len(profiles) + len(profiles.problems) == 1
    for problem in profiles.problems:
        assert isinstance(problem, DataError)
        require_plain(problem, naming=str(path))
    for profile in profiles.values():
        lengths = (profile.length.thin_s, profile.length.good_s, profile.length.off_s)
        assert all(map(math.isfinite, lengths))
        for text in TEXTS:
            assert analyse(Message.from_text(text), profile=profile, packs=NO_PACKS).scorecard.checks
    return profiles


# ---- for tests.faults.fuzz ---------------------------------------------------------------------------


def random_input(chance: random.Random) -> bytes:
    return mutated(chance)


def check_bytes(data: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        return "loaded" if check_profile(data, Path(folder)) else "told"
