"""Moments over a narrow sound in big type: none lies over another."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from rehearse.ui.moment_flags import Moment
from rehearse.ui.theme import choose_theme
from rehearse.ui.waveform import WaveformPanel

MOMENTS = (
    Moment("first_pitch", "First pitch", 4.0, "off"),
    Moment("first_reason", "First reason", 5.0, "good"),
    Moment("number_complete", "Number complete", 30.0, "accent"),
)


@pytest.mark.parametrize(("width", "told"), [(460, "0:04"), (1_200, "First pitch 0:04")])
def test_each_is_read_whole(qtbot: QtBot, width: int, told: str) -> None:
    panel = WaveformPanel(choose_theme("light", 1.6))
    qtbot.addWidget(panel)
    panel.setFixedWidth(width)
    panel.show()
    panel.flags.set_moments(MOMENTS)
    flags = [panel.findChild(QPushButton, f"moment_{one.id}") for one in MOMENTS]
    qtbot.waitUntil(lambda: panel.flags.width() > 0.5 * width, timeout=5_000)
    assert flags[0].text() == told
    assert all(left.geometry().right() < right.geometry().left() for left, right in pairwise(flags))
    assert "First pitch" in flags[0].accessibleName()
