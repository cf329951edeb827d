"""The shipped packs and profiles, loaded once."""

from __future__ import annotations

import pytest

from rehearse.analysis.profiles import Profile
from rehearse.analysis.rules import Packs
from tests.helpers import shipped


@pytest.fixture(scope="session")
def packs() -> Packs:
    return shipped.packs()


@pytest.fixture(scope="session")
def profiles() -> dict[str, Profile]:
    return shipped.profiles()


@pytest.fixture(scope="session")
def short(profiles: dict[str, Profile]) -> Profile:
    return profiles["short"]
