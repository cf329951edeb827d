"""A short, seeded slice of `capture_kills`; the long one is run by hand (`--count`)."""

from __future__ import annotations

import os
from pathlib import Path

from tests.faults import capture_kills
from tests.helpers.virtual_mic import VirtualMicrophone, virtual_microphone

__all__ = ["virtual_microphone"]


def test_a_killed_recording_lacks_at_most_half_a_second(
    virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    count = int(os.environ.get("REHEARSE_FAULT_COUNT", "8"))
    seen = capture_kills.run(tmp_path, count=count, seed=20_000)
    assert seen.kills == count
    assert seen.heard_s > 0.1 * count, "hardly anything was recorded: the slice proves nothing"
