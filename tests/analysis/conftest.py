"""The shipped packs and profiles, loaded once."""

from __future__ import annotations

import pytest

from rehearse.analysis.profiles import Profile, load_profiles
from rehearse.analysis.rules import Packs, load_packs
from rehearse.files import assets_folder


@pytest.fixture(scope="session")
def packs() -> Packs:
    return load_packs([assets_folder() / "rules" / "en"])


@pytest.fixture(scope="session")
def profiles() -> dict[str, Profile]:
    return load_profiles([assets_folder() / "profiles"])


@pytest.fixture(scope="session")
def short(profiles: dict[str, Profile]) -> Profile:
    return profiles["short"]
