"""The waveform: a slider whose handle is the playhead."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rehearse.analysis.result import Moments
from rehearse.ui.marks import marks_of
from rehearse.ui.moment_flags import moments_of
from rehearse.ui.theme import Theme
from rehearse.ui.waveform import Waveform, WaveformPanel, bars_of
from tests.helpers.messages import audio_message


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme) -> WaveformPanel:
    made = WaveformPanel(theme)
    qtbot.addWidget(made)
    made.resize(800, 110)
    made.waveform.set_duration(10.0)
    made.waveform.set_envelope([-0.5] * 100, [0.5] * 100)
    made.show()
    qtbot.waitExposed(made)
    return made


def at(wave: Waveform, position_s: float) -> QPoint:
    return QPoint(round(wave.x_of(position_s)), 30)


def test_a_click_seeks(panel: WaveformPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.waveform.seek_requested) as told:
        qtbot.mouseClick(panel.waveform, Qt.MouseButton.LeftButton, pos=at(panel.waveform, 7.5))
    assert told.args == [pytest.approx(7.5, abs=0.02)]


def test_a_drag_seeks_once_where_it_ends(panel: WaveformPanel, qtbot: QtBot) -> None:
    wave = panel.waveform
    asked: list[float] = []
    wave.seek_requested.connect(asked.append)
    QTest.mousePress(wave, Qt.MouseButton.LeftButton, pos=at(wave, 1.0))
    QTest.mouseMove(wave, at(wave, 4.0))
    wave.set_position(9.0)  # what plays meanwhile does not tear the playhead away
    assert wave.value() == pytest.approx(4000, abs=20)
    QTest.mouseRelease(wave, Qt.MouseButton.LeftButton, pos=at(wave, 6.0))
    assert asked == [pytest.approx(6.0, abs=0.02)]


def test_a_moving_playhead_asks_for_nothing(panel: WaveformPanel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(panel.waveform.seek_requested):
        panel.waveform.set_position(3.0)
    assert panel.waveform.value() == 3000


@pytest.mark.parametrize(
    ("key", "to_s"),
    [
        (Qt.Key.Key_Right, 6.0),
        (Qt.Key.Key_Left, 4.0),
        (Qt.Key.Key_PageUp, 10.0),
        (Qt.Key.Key_Home, 0.0),
        (Qt.Key.Key_End, 10.0),
    ],
)
def test_the_keys_of_a_slider_seek(panel: WaveformPanel, qtbot: QtBot, key: Qt.Key, to_s: float) -> None:
    panel.waveform.set_position(5.0)
    with qtbot.waitSignal(panel.waveform.seek_requested) as told:
        qtbot.keyClick(panel.waveform, key)
    assert told.args == [to_s]


def test_it_is_a_slider_for_a_screen_reader(panel: WaveformPanel) -> None:
    told = QAccessible.queryAccessibleInterface(panel.waveform)
    assert told.role() == QAccessible.Role.Slider
    assert told.text(QAccessible.Text.Name) == "Place in the recording"


def test_the_playhead_and_the_bars_are_painted(panel: WaveformPanel, theme: Theme) -> None:
    wave = panel.waveform
    wave.set_position(5.0)
    picture = wave.grab().toImage()
    ratio = picture.devicePixelRatio()
    line = [picture.pixelColor(x, round(30 * ratio)).name() for x in range(picture.width())]
    assert theme.colour("accent").name() in line[: picture.width() // 2 - 6]
    assert theme.colour("accent").name() not in line[picture.width() // 2 + 6 :]


def test_the_moments_stand_in_the_order_of_time_and_do_not_touch(panel: WaveformPanel) -> None:
    moments = moments_of(Moments(first_pitch_s=9.6, first_reason_s=9.7, number_complete_s=9.5))
    assert [moment.id for moment in moments] == ["number_complete", "first_pitch", "first_reason"]
    panel.set_content((), moments)
    places = [flag.geometry() for _moment, flag in panel.flags._flags]
    assert all(left.right() < right.left() for left, right in pairwise(places))
    assert places[0].left() >= 0
    assert places[-1].right() <= panel.flags.width()


def test_moments_that_never_came_are_left_out() -> None:
    assert [m.id for m in moments_of(Moments(None, 3.0, None))] == ["first_reason"]


def test_marks_lie_under_their_sound(panel: WaveformPanel, theme: Theme) -> None:
    panel.waveform.set_duration(17.0)
    panel.set_content(marks_of(audio_message().analysis), ())
    picture = panel.waveform.grab().toImage()
    ratio = picture.devicePixelRatio()
    number_x = round(panel.waveform.x_of(7.0) * ratio)
    column = {
        picture.pixelColor(number_x, y).name()
        for y in range(picture.height() - round(12 * ratio), picture.height())
    }
    assert theme.colour("accent").name() in column


def test_silence_stays_flat_and_quiet_speech_is_lifted() -> None:
    assert max(bars_of([0.0] * 50, [0.0] * 50, 10)) == 0.0
    assert max(bars_of([-0.001] * 50, [0.001] * 50, 10)) < 0.3
    assert max(bars_of([-0.05] * 50, [0.05] * 50, 10)) == pytest.approx(1.0)
    assert bars_of([], [], 10) == []
    assert len(bars_of([-0.1] * 7, [0.1] * 7, 40)) == 40
