"""A short, seeded slice of `tests.faults.kills`; the long one is run by hand (`--count`)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.faults.kills import PLACES, shares
from tests.helpers.virtual_mic import VirtualMicrophone, virtual_microphone

__all__ = ["virtual_microphone"]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="SIGKILL, /proc and a virtual microphone")


def test_every_place_is_killed_and_all_kills_are_shared_out() -> None:
    found = shares(200, list(PLACES))
    assert sum(found.values()) == 200
    assert min(found.values()) >= 5
    assert set(shares(1, ["stop", "move"]).values()) == {1}


@pytest.mark.parametrize("place", ["recording", "stop"])
def test_a_killed_recording_is_there_at_the_next_start(
    place: str, virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    tally = PLACES[place][0](tmp_path, count=1, seed=20_000)
    assert tally.sound, tally
    assert (tally.kills, tally.takes) == (1, 1)
    assert tally.most_missing_s is not None


@pytest.mark.parametrize("place", ["forgetting", "move"])
def test_a_killed_job_loses_nothing_and_leaves_nothing(place: str, tmp_path: Path) -> None:
    tally = PLACES[place][0](tmp_path, count=2, seed=20_000)
    assert tally.sound, tally
    assert tally.kills + tally.at_once >= 2
    assert tally.takes > 2
