"""When a block will be heard, by a clock that is read late now and then."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from rehearse.audio.output import LATENCY_S, Output

#: The device's clock is this far ahead of ours, and sound is this long on its way.
APART_S, WAY_S = 400.0, 0.1


@pytest.fixture
def output() -> Output:
    """One that is not open: only its reckoning is asked for."""
    made = object.__new__(Output)
    made._lag_s = math.inf
    return made


def heard_at(output: Output, device_s: float, *, late_s: float = 0.0) -> float:
    clock = SimpleNamespace(currentTime=device_s, outputBufferDacTime=device_s + WAY_S)
    return output._heard_at_s(device_s - APART_S + late_s, clock)


def test_a_callback_that_comes_late_does_not_move_the_place(output: Output) -> None:
    for k in range(50):
        device_s = 500 + 0.02 * k
        late_s = 0.04 if k % 5 else 0.0
        assert heard_at(output, device_s, late_s=late_s) - (device_s - APART_S + WAY_S) < 0.002


def test_clocks_that_drift_apart_are_followed(output: Output) -> None:
    for k in range(5_000):
        device_s = 500 + 0.02 * k
        slow_s = 0.001 * 0.02 * k  # a tenth of a per cent: more than any sound card is off
        assert heard_at(output, device_s, late_s=slow_s) == pytest.approx(
            device_s - APART_S + slow_s + WAY_S, abs=0.001
        )


def test_a_clock_that_stood_still_is_followed_at_once(output: Output) -> None:
    heard_at(output, 500.0)
    assert heard_at(output, 500.02, late_s=8.0) == pytest.approx(500.02 - APART_S + 8.0 + WAY_S)


def test_a_device_that_does_not_say_it_gets_the_usual_time(output: Output) -> None:
    clock = SimpleNamespace(currentTime=0.0, outputBufferDacTime=0.0)
    assert output._heard_at_s(12.0, clock) == 12.0 + LATENCY_S
