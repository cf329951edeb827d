"""The packs and profiles that come with the program, loaded once for a whole run of the tests."""

from __future__ import annotations

from functools import cache

from rehearse.analysis.profiles import Profile, load_profiles
from rehearse.analysis.rules import Packs, load_packs
from rehearse.files import assets_folder


@cache
def packs() -> Packs:
    """Compiled from the sources, not from a stored copy: two seconds, so nobody does it for himself."""
    return load_packs([assets_folder() / "rules" / "en"])


@cache
def profiles() -> dict[str, Profile]:
    return load_profiles([assets_folder() / "profiles"])
