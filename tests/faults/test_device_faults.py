"""One device that fails in front of the real window, and how such scenes are judged.

All of them, in window, terminal and drill: `python -m tests.faults.devices`.
"""

from __future__ import annotations

import sys
from typing import Any

import pytest

from tests.faults import devices
from tests.faults.devices import Result

FINE: dict[str, Any] = {"told": "It went away.", "told_s": 9.0, "kept": True, "again": True, "left": []}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the faults are made with PulseAudio")
def test_a_microphone_that_is_pulled_out_in_front_of_the_window() -> None:
    """One of several: PulseAudio goes on with zeros.  Told, kept, and recorded again once it is back."""
    result = devices.run("pulled_out")
    assert result.wrong == []
    assert "Virtual Microphone went away while recording." in result.facts["told"]
    assert "What you said up to then is kept." in result.facts["told"]
    assert "Plug it in again" in result.facts["told"]
    assert result.facts["kept_words"] > 0


def test_what_is_not_as_promised_is_named_and_the_time_is_only_marked() -> None:
    assert devices.judged(Result("pulled_out", dict(FINE))).wrong == []
    assert "SLOW" in devices.line(Result("pulled_out", dict(FINE)))
    for broken, named in (
        ({"told": ""}, "nothing told"),
        ({"kept": False}, "kept"),
        ({"again": False}, "no recording afterwards"),
        ({"left": ["thread player"]}, "thread player"),
        ({"faults": ["a fault"]}, "a fault"),
    ):
        (wrong,) = devices.judged(Result("pulled_out", {**FINE, **broken})).wrong
        assert named in wrong


def test_a_call_that_never_comes_back_is_shown_and_not_failed_where_nothing_can_end_it() -> None:
    stuck = {**FINE, "left": ["thread portaudio", "thread portaudio", "2 handles"]}
    result = devices.judged(Result("drill_beep_server_killed", dict(stuck)))
    assert result.wrong == []
    assert "inside PortAudio for ever: thread portaudio, thread portaudio" in devices.line(result)
    assert devices.judged(Result("pulled_out", dict(stuck))).wrong, "anywhere else it is a fault"
    for left in (["thread player"], ["2 handles"], ["thread portaudio", "thread player"]):
        assert devices.judged(Result("drill_beep_server_killed", {**FINE, "left": left})).wrong


def test_a_scene_in_which_nothing_is_to_be_told() -> None:
    quiet = {"again": True, "follows": True, "seen": []}
    assert devices.judged(Result("slept", dict(quiet))).wrong == []
    assert devices.judged(Result("slept", {**quiet, "seen": ["It went away."]})).wrong
    assert devices.judged(Result("slept", {**quiet, "follows": False})).wrong
    (wrong,) = devices.judged(
        Result("clock_back_idle", {**quiet, "follows": False, "odd": ["3600 s long"]})
    ).wrong
    assert "3600 s long" in wrong


def test_all_scenes_of_that_name_exist() -> None:
    assert set(devices.SCENES) >= devices.SILENT | devices.MAY_STAY
