"""The meter: decibels to length, the peak held, the same in words."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from rehearse.ui.level_meter import LevelMeter, words_for
from rehearse.ui.theme import Theme
from tests.helpers.fake_studio import level


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def meter(theme: Theme, qtbot: QtBot, clock: Clock) -> LevelMeter:
    made = LevelMeter(theme, clock=clock)
    qtbot.addWidget(made)
    made.resize(200, 16)
    made.show()
    return made


def lit_px(meter: LevelMeter, theme: Theme, role: str = "accent") -> int:
    image = meter.grab().toImage()
    return sum(image.pixelColor(x, 8) == theme.colour(role) for x in range(200))


@pytest.mark.parametrize(("peak_dbfs", "px"), [(None, 0), (-60.0, 0), (-30.0, 100), (-12.0, 160)])
def test_the_bar_is_proportional_to_decibels(
    meter: LevelMeter, theme: Theme, peak_dbfs: float | None, px: int
) -> None:
    meter.set_level(level(peak_dbfs))
    assert lit_px(meter, theme) == pytest.approx(px, abs=6)


def test_the_peak_is_held_then_falls(meter: LevelMeter, clock: Clock) -> None:
    meter.set_level(level(-10.0))
    clock.now_s = 0.9
    meter.set_level(level(-40.0))
    assert meter.held_dbfs == -10.0
    clock.now_s = 1.5
    meter.set_level(level(-40.0))
    assert meter.held_dbfs is not None
    assert -40.0 < meter.held_dbfs < -10.0
    clock.now_s = 9.0
    meter.set_level(level(-40.0))
    assert meter.held_dbfs == -40.0


def test_clipping_turns_it_and_stays_a_second(meter: LevelMeter, theme: Theme, clock: Clock) -> None:
    meter.set_level(level(-0.1, clipped=True))
    assert lit_px(meter, theme, "off") > 150
    assert meter.words() == "too loud"
    clock.now_s = 0.5
    meter.set_level(level(-20.0))
    assert meter.words() == "too loud"
    clock.now_s = 2.5
    meter.set_level(level(-20.0))
    assert meter.words() == "good level"
    assert meter.accessibleDescription() == "good level"


@pytest.mark.parametrize(
    ("peak_dbfs", "clipped", "words"),
    [
        (None, False, "no sound"),
        (-50.0, False, "quiet"),
        (-20.0, False, "good level"),
        (-1.0, False, "very loud"),
        (-1.0, True, "too loud"),
    ],
)
def test_the_level_in_words(peak_dbfs: float | None, clipped: bool, words: str) -> None:
    assert words_for(peak_dbfs, clipped) == words
