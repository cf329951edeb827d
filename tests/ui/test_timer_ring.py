"""The timer: the right time in numerals, the right zone in words, and in colour."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from rehearse.analysis.profiles import load_profile
from rehearse.files import assets_folder
from rehearse.ui.theme import Theme
from rehearse.ui.timer_ring import TimerRing, Zones, clock, zone_words


def near(one: QColor, other: QColor) -> bool:
    return all(
        abs(a - b) < 12
        for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[arg-type]
    )


@pytest.fixture
def ring(theme: Theme, qtbot: QtBot) -> TimerRing:
    made = TimerRing(theme)
    qtbot.addWidget(made)
    made.resize(400, 400)
    made.show()
    return made


@pytest.mark.parametrize(
    ("elapsed_s", "shown"),
    [(0.0, "0:00"), (0.99, "0:00"), (9.999, "0:09"), (60.0, "1:00"), (754.2, "12:34"), (-1.0, "0:00")],
)
def test_the_clock_counts_whole_seconds(elapsed_s: float, shown: str) -> None:
    assert clock(elapsed_s) == shown


def test_zones_are_the_profiles() -> None:
    profile = load_profile(assets_folder() / "profiles" / "short.toml")
    zones = Zones.of(profile)
    for tenth in range(600):
        assert zones.zone(tenth / 10) == profile.zone(tenth / 10)
    assert zones.full_s == 45


def test_the_zone_is_told_in_words(ring: TimerRing) -> None:
    ring.set_mode("recording")
    said = []
    for elapsed_s in (1.0, 12.0, 20.0, 20.1, 29.9, 30.0, 90.0):
        ring.set_elapsed(elapsed_s)
        said.append((ring.time_label.text(), ring.zone_label.text(), ring.zone_label.property("tone")))
    assert said == [
        ("0:01", "Just started", "muted"),
        ("0:12", "Good length", "good"),
        ("0:20", "Good length", "good"),
        ("0:20", "Wrap up", "near"),
        ("0:29", "Wrap up", "near"),
        ("0:30", "Too long", "off"),
        ("1:30", "Too long", "off"),
    ]
    assert zone_words(ring.zones, 25) == "Wrap up"


def test_ready_says_what_to_aim_for(ring: TimerRing) -> None:
    ring.set_zones(Zones(5, 14, 20, 30))
    assert ring.zone_label.text() == "up to 14 seconds"
    ring.set_elapsed(8)
    ring.set_mode("ready")
    assert ring.time_label.text() == "0:00"


def test_the_ring_fills_zone_by_zone(ring: TimerRing, theme: Theme) -> None:
    """Right at 3 o'clock is a quarter of 45 s: 11 s.  At 6 o'clock 22 s, at 9 o'clock 34 s."""
    ring.set_mode("recording")
    stroke = 400 * 0.032
    radius = 200 - stroke * 1.2
    places = {
        "good": QPoint(round(200 + radius), 200),
        "near": QPoint(200, round(200 + radius)),
        "off": QPoint(round(200 - radius), 200),
    }

    def lit() -> list[str]:
        image = ring.grab().toImage()
        return [
            role
            for role, place in places.items()
            if near(image.pixelColor(place), theme.colour(f"{role}_fill"))
        ]

    found = []
    for elapsed_s in (5.0, 15.0, 25.0, 40.0):
        ring.set_elapsed(elapsed_s)
        found.append(lit())
    assert found == [[], ["good"], ["good", "near"], ["good", "near", "off"]]


def test_numerals_fit_the_ring_at_every_size(ring: TimerRing) -> None:
    for side in (220, 300, 460, 900):
        ring.resize(side, side)
        width = ring.time_label.fontMetrics().horizontalAdvance("0:00")
        assert width < 0.75 * side
    assert ring.time_label.font().pixelSize() >= 180  # at 900 px it is read across a room
